"""A file that leaves the program: whole or not at all, with a clear word where it cannot be written."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from supervisor.errors import FileError
from supervisor.words import _

BESIDE = ".~supervisor-"  # begins the name of a file that is not whole yet
STALE_S = 86_400.0  # as old, it is nobody's work any more
_KNOWN_BY = 40  # letters of its target's name, in the name of a file that is not whole yet


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new file beside *path* for the block to write; it takes the place of *path* when the block ends well.

    Raises FileError, having left what stood at *path* as it was, when that cannot be written.
    """
    if path.exists() and not os.access(path, os.W_OK):
        raise FileError(str(path), "denied", _("it is read-only"))
    try:
        if path.exists():
            path.open("r+b").close()  # one that a spreadsheet holds is told before the work, not after it
        number, name = tempfile.mkstemp(dir=path.parent, prefix=_begins(path), suffix=path.suffix)
        os.close(number)
    except OSError as error:
        raise file_error(path, error) from error
    beside = Path(name)
    _clear_stale(beside)
    try:
        yield beside
        _let_others_read(beside)
        os.replace(beside, path)
    except OSError as error:
        raise file_error(path, error) from error
    finally:
        with suppress(OSError):
            beside.unlink()


def clear_beside(path: Path) -> None:
    """Remove what a process that was ended in mid-air left beside *path*; of no other file."""
    with suppress(OSError):
        for left in path.parent.iterdir():
            if left.name.startswith(_begins(path)):
                with suppress(OSError):
                    shutil.rmtree(left) if left.is_dir() else left.unlink()


def _clear_stale(beside: Path) -> None:
    """Remove what writers left here that ended in mid-air so long before *beside* that none still works."""
    with suppress(OSError):
        long_ago = beside.stat().st_mtime - STALE_S
        for left in beside.parent.glob(f"{BESIDE}*"):
            with suppress(OSError):
                if left.stat().st_mtime < long_ago:
                    shutil.rmtree(left) if left.is_dir() else left.unlink()


def _begins(path: Path) -> str:
    return f"{BESIDE}{path.stem[:_KNOWN_BY]}-"


def file_error(path: Path, error: OSError) -> FileError:
    """Why the file cannot be written, for the person who can do something about it."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return FileError(str(path), "missing", str(path.parent))
    if isinstance(error, PermissionError):
        there = path.exists() and os.access(path.parent, os.W_OK)
        return FileError(str(path), "locked" if there else "denied", error.strerror or str(error))
    if error.errno == errno.ENOSPC:
        return FileError(str(path), "full", error.strerror or str(error))
    return FileError(str(path), "denied", error.strerror or str(error))


def _let_others_read(beside: Path) -> None:
    """As any file that the person saves: temporary ones are readable by their owner alone."""
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        beside.chmod(0o666 & ~mask)
