"""The log: a file that stays small and private, without passwords, in UTC."""

from __future__ import annotations

import io
import logging
import os
import sys
import time
from collections import deque
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

from supervisor.secrets import redacted

MAX_BYTES = 1_000_000
BACKUPS = 4
"""A log has at most MAX_BYTES x (BACKUPS + 1)."""

_REMEMBERED = 200
_recent: deque[str] = deque(maxlen=_REMEMBERED)

_QUIET = ("sqlalchemy", "alembic", "asyncio", "keyring")  # below warnings they speak to their own developers


class Log:
    """The log of one process, from `start` to `stop`; lines go to FOLDER/NAME.log.

    Each kind of process has its own NAME ("console", "collector"), for two cannot turn one file over.
    """

    def __init__(self, folder: Path, name: str, *, level: str = "info", console: bool = False) -> None:
        """*level* as in the machine settings; *console*: warnings go to standard error as well."""
        self.file = folder / f"{name}.log"
        self._level = level
        self._console = console
        self._handlers: list[logging.Handler] = []
        self._before = logging.WARNING

    def start(self) -> Log:
        """Begin to write; a folder that cannot be written costs the file, never the program."""
        root = logging.getLogger()
        self._before = root.level
        self._add(_Memory(), _Lines())
        with suppress(OSError):
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._add(_File(self.file), _Lines())
        if self._console and sys.stderr is not None:
            handler = _Console(sys.stderr)
            handler.setLevel(logging.WARNING)
            self._add(handler, _Shown("%(levelname)s: %(message)s"))
        self.set_level(self._level)
        for name in _QUIET:
            logging.getLogger(name).setLevel(logging.WARNING)
        logging.captureWarnings(True)
        return self

    def set_level(self, level: str) -> None:
        """Write *level* ("debug", "info", "warning", "error") and what is worse, from now on."""
        logging.getLogger().setLevel(logging.getLevelNamesMapping()[level.upper()])

    def stop(self) -> None:
        """Write no more, and close the file."""
        logging.captureWarnings(False)
        root = logging.getLogger()
        for handler in self._handlers:
            root.removeHandler(handler)
            handler.close()
        self._handlers = []
        root.setLevel(self._before)

    def __enter__(self) -> Log:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _add(self, handler: logging.Handler, formatter: logging.Formatter) -> None:
        handler.setFormatter(formatter)
        logging.getLogger().addHandler(handler)
        self._handlers.append(handler)


def recent(lines: int = _REMEMBERED) -> list[str]:
    """The last lines of this process's log, oldest first, whether or not they reached the file."""
    return list(_recent)[-lines:]


class _Shown(logging.Formatter):
    """Without passwords; what follows a line's first stands indented, so that no message can fake a line."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record)).replace("\r", "\\r").replace("\n", "\n    ")


class _Lines(_Shown):
    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s.%(msecs)03dZ %(levelname)s %(process)d %(threadName)s %(name)s: %(message)s",
            "%Y-%m-%dT%H:%M:%S",
        )


class _Silent(logging.Handler):
    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing: a full disk must not stop the board, and logging's own way prints the arguments."""


class _Memory(_Silent):
    def emit(self, record: logging.LogRecord) -> None:
        with suppress(Exception):  # as the other handlers: what cannot be said is left out
            _recent.append(self.format(record))


class _Console(_Silent, logging.StreamHandler[TextIO]):
    pass


class _File(_Silent, RotatingFileHandler):
    def __init__(self, file: Path) -> None:
        super().__init__(file, maxBytes=MAX_BYTES, backupCount=BACKUPS, encoding="utf-8", errors="replace")

    def _open(self) -> io.TextIOWrapper:
        def private(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        file = open(  # noqa: SIM115  # the handler closes it
            self.baseFilename, self.mode, encoding=self.encoding, errors=self.errors, opener=private
        )
        assert isinstance(file, io.TextIOWrapper)  # noqa: S101  # it is opened for text
        return file

    def rotate(self, source: str, dest: str) -> None:
        # Windows renames nothing that another process has open: then the old log goes on a while.
        with suppress(OSError):
            super().rotate(source, dest)
