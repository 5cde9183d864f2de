"""How the collector on this machine is: a small file, written every second, read when all else is away."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from supervisor.live.own_folder import taken
from supervisor.live.sign import ALIVE_S, Role

FILE = "health.json"


@dataclass(frozen=True)
class Health:
    """How a collector is at *at* by its own clock, *steady_s* by the machine's clock that nobody sets.

    *since*: since when it has its *role*. *covers_since*: as in `Sign`. *away_since*: since when it cannot
    write the journal; *waiting_bytes* wait for that, the oldest since *waiting_since*, *disk_bytes* of them
    on disk. *is_full*: there was no room for more, and the sources were let go. *problem* in marked words.
    *silent*: the sources that it does not hear.
    """

    pid: int
    collector: str
    site: str
    sources: tuple[str, ...]
    role: Role
    since: datetime
    at: datetime
    steady_s: float
    covers_since: datetime | None = None
    away_since: datetime | None = None
    waiting_bytes: int = 0
    waiting_since: datetime | None = None
    disk_bytes: int = 0
    is_full: bool = False
    is_stuck: bool = False
    problem: str = ""
    silent: tuple[str, ...] = ()

    def is_well(self, steady_s: float) -> bool:
        """Whether it does what it is there for; a database that is away is not its fault."""
        return not self.is_full and not self.is_stuck and -1.0 <= steady_s - self.steady_s <= ALIVE_S


def write_health(folder: Path, health: Health) -> None:
    """Note *health* in *folder*, whole or not at all. Raises OSError."""
    new = folder / f"{FILE}.new"
    file = os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(file, "wb") as out:
        out.write(msgspec.json.encode(health))
    new.replace(folder / FILE)


def forget_health(folder: Path) -> None:
    """The collector ends on purpose."""
    with suppress(OSError):
        (folder / FILE).unlink()


def healths(parent: Path) -> list[tuple[Health, bool]]:
    """What the collectors with folders in *parent* last said, each with whether its process is there.

    One that ended on purpose says nothing; one that was killed does, until another takes its folder.
    """
    found: list[tuple[Health, bool]] = []
    for folder, is_there in taken(parent):
        with suppress(OSError, msgspec.MsgspecError):
            said = msgspec.json.decode((folder / FILE).read_bytes(), type=Health)
            found.append((said, is_there))
    return found
