"""A folder that one collector on this machine has to itself: what it keeps on disk, and how it is.

Collectors of the same centre and sources share a parent folder and have one numbered child each, so that one
that is started again finds what the last one left, and two at once never meet.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from supervisor.live.lock import locked

MOST = 16  # collectors of the same sources on one machine
_LOCK = "lock"


class OwnFolder:
    """A folder (0700) that is ours until `release`, or until the process ends, however it ends."""

    def __init__(self, parent: Path) -> None:
        """Take the first child of *parent* that nobody has. Raises OSError when there is none to be had."""
        for number in range(1, MOST + 1):
            path = parent / str(number)
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            if locked(file):
                self.path = path
                self._file: int | None = file
                return
            os.close(file)
        raise OSError(f"{MOST} collectors use {parent} already")

    def release(self) -> None:
        """Let another have it; what is in it stays."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> OwnFolder:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def folder_of(state: Path, url: str, site: str, sources: Sequence[str]) -> Path:
    """Where collectors of the centre at *url* (as it is shown, without a password) keep their folders that
    were asked for *site* and *sources*; *state* is the user's."""
    said = "\0".join((url, site, *sorted(sources)))
    return state / "collector" / hashlib.sha256(said.encode()).hexdigest()[:16]


def taken(parent: Path) -> Iterator[tuple[Path, bool]]:
    """Each of the folders that were ever used there, and whether a process has it now."""
    if not parent.is_dir():
        return
    for path in sorted((child for child in parent.iterdir() if child.name.isdigit()), key=_number):
        try:
            file = os.open(path / _LOCK, os.O_RDWR)
        except FileNotFoundError:
            continue
        try:
            yield path, not locked(file)
        finally:
            os.close(file)


def _number(path: Path) -> int:
    return int(path.name)
