"""Unexpected errors: one hook for all of them, and a report that can be sent to whoever can mend it.

A report holds what went wrong, where in the program, which versions, and the last lines of the log. It holds
no values of variables, no environment and no passwords.
"""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Any

from supervisor import __version__
from supervisor.clock import Clock
from supervisor.errors import SupervisorError
from supervisor.logs import recent
from supervisor.secrets import redacted

KEPT = 20
"""How many reports stay in the folder; the oldest go first."""

_LONGEST = 256_000
_PARTS = ("PySide6-Essentials", "SQLAlchemy", "alembic", "psycopg", "msgspec", "numpy", "pyqtgraph")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Crash:
    """An unexpected error: *where* it came up ("thread database"), *report* is its file.

    *report* is None when it could not be written, and for an error that the user can act on, which needs none
    (`sentences/` says it). *times* counts how often this process met the same error, this time included.
    """

    error: BaseException
    where: str
    report: Path | None
    times: int = 1


class Crashes:
    """Catches what nobody caught, from `install` to `uninstall`, in this process.

    *on_crash* is called in the thread in which the error came up, once for each different error; repeats are
    counted and logged alone, so that a timer that fails twenty times a second opens one dialog.
    """

    def __init__(self, folder: Path, clock: Clock, on_crash: Callable[[Crash], None]) -> None:
        self._folder = folder
        self._clock = clock
        self._on_crash = on_crash
        self._times: dict[str, int] = {}
        self._lock = threading.Lock()
        self._before: tuple[Any, Any, Any] | None = None

    def install(self) -> Crashes:
        """Take the place of Python's own hooks."""
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._in_main
        threading.excepthook = self._in_thread
        sys.unraisablehook = self._in_destructor
        return self

    def uninstall(self) -> None:
        """Put the hooks back that were there before."""
        if self._before is not None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
            self._before = None

    def in_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """For `loop.set_exception_handler`: what a task or a callback let fall."""
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.met(error, str(context.get("message", "event loop")))
        else:
            _log.error("event loop: %s", context.get("message"))

    def met(self, error: BaseException, where: str) -> Crash | None:
        """Log, report and tell *error*; None when it is no error but an end that was asked for."""
        if isinstance(error, KeyboardInterrupt | SystemExit | asyncio.CancelledError):
            return None
        with self._lock:
            which = _signature(error)
            times = self._times[which] = self._times.get(which, 0) + 1
        if times > 1:
            if times & (times - 1) == 0:  # 2, 4, 8, …: often enough to see that it goes on
                _log.error("%s: again, %d times so far: %s", where, times, _line(error))
            return Crash(error, where, None, times)
        _log.error("%s: %s", where, _line(error), exc_info=error)
        report = None
        if not isinstance(error, SupervisorError):
            report = write_report(self._folder, error, where=where, at=self._clock.now())
        crash = Crash(error, where, report)
        try:
            self._on_crash(crash)
        except Exception:  # noqa: BLE001  # showing an error must not make another
            _log.exception("the error could not be shown")
        return crash

    def _in_main(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if self.met(error, "main") is None:
            sys.__excepthook__(kind, error, trace)

    def _in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.met(args.exc_value, f"thread {args.thread.name if args.thread else '?'}")

    def _in_destructor(self, args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            name = getattr(args.object, "__qualname__", type(args.object).__name__)
            self.met(args.exc_value, f"{args.err_msg or 'while clearing up'} ({name})")


def write_report(folder: Path, error: BaseException, *, where: str, at: datetime) -> Path | None:
    """Write the report of *error*, met at *at* (aware), into *folder*; None when it cannot be written.

    The file is the user's alone (0600); only the newest reports are kept.
    """
    text = redacted(_report(error, where, at))[:_LONGEST]
    stamp = at.strftime("%Y%m%dT%H%M%S%f")
    file = folder / f"crash-{stamp}-{os.getpid()}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            new.write(text.encode("utf-8", "backslashreplace"))
    except OSError as problem:
        _log.error("the crash report could not be written: %s", problem)
        return None
    for old in reports(folder)[:-KEPT]:
        with suppress(OSError):
            old.unlink()
    return file


def reports(folder: Path) -> list[Path]:
    """The reports in *folder*, oldest first."""
    return sorted(folder.glob("crash-*.txt"))


def _report(error: BaseException, where: str, at: datetime) -> str:
    versions = [f"{name} {metadata.version(name)}" for name in _PARTS if _installed(name)]
    trace = traceback.TracebackException.from_exception(error, capture_locals=False, compact=True)
    return "\n".join(
        (
            f"floor-supervisor {__version__}, {at.isoformat(timespec='milliseconds')}",
            f"{platform.platform()}, Python {platform.python_version()} ({sys.executable})",
            ", ".join(versions),
            f"where: {where}; process {os.getpid()}: {' '.join(sys.argv)}",
            "",
            "".join(trace.format()),
            "Last lines of the log:",
            *recent(),
            "",
        )
    )


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _signature(error: BaseException) -> str:
    """Tells errors apart by kind and place, not by their words."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return f"{type(error).__qualname__} " + " ".join(f"{frame.filename}:{frame.lineno}" for frame in frames)


def _line(error: BaseException) -> str:
    return traceback.format_exception_only(error)[-1].strip()
