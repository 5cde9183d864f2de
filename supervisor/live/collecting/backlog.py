"""What was heard and is on its way to the journal: in memory, and while the database is away on disk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from supervisor.live.collecting.reach import Reach
from supervisor.live.collecting.workplace import Workplace
from supervisor.live.entry import Entry
from supervisor.live.outbox import Outbox
from supervisor.live.spool import Spool, SpoolFullError
from supervisor.words import mark

log = logging.getLogger(__name__)

AHEAD_BYTES = 4_000_000  # of what waits, a source that is faster than a working database waits itself
DISK_EVERY_S = 0.25  # between two writes of what waits, each of which is made sure of: that takes some ms


class Backlog:
    """What waits on disk is older than what waits in memory."""

    def __init__(self, place: Workplace, reach: Reach, bound_bytes: int) -> None:
        """More than *bound_bytes* in memory are too many."""
        self._place = place
        self._reach = reach
        self._bound = bound_bytes
        self._handing_over = False  # what waits is on its way to the disk
        self._from_disk = False  # what was taken
        self.outbox = Outbox()
        self.spool: Spool | None = None
        """None where nothing is kept on disk."""
        self._disk_problem = ""
        self.room = asyncio.Event()
        """Less waits than AHEAD_BYTES, or the database is away."""
        self.room.set()

    def __bool__(self) -> bool:
        """Whether anything is not in the journal yet."""
        return bool(self.outbox or self.spool or self._handing_over)

    @property
    def problem(self) -> str:
        """What is wrong with the disk or the database, in marked words, or "". A full disk comes first: that
        the database takes nothing is said anyway, and soon nothing more will be heard."""
        return self._disk_problem or self._reach.problem

    @property
    def is_too_much(self) -> bool:
        """Whether more waits in memory than may."""
        return self.outbox.bytes > self._bound

    def make_room(self) -> None:
        """Say whether there is room for more, after something was put in or came out."""
        if self.outbox.bytes <= min(AHEAD_BYTES, self._bound // 4) or self._reach.retry_s:
            self.room.set()
        else:
            self.room.clear()

    def waits(self) -> tuple[int, datetime | None]:
        """How many bytes wait for the journal since when; nothing while it is only on its way."""
        if not self._reach.is_away and not self.spool:
            return 0, None
        since = self.spool.since if self.spool else None
        return self.outbox.bytes + self.disk_bytes, since or self.outbox.since

    @property
    def disk_bytes(self) -> int:
        """How many of them are on disk."""
        return self.spool.size if self.spool else 0

    # -- to the journal -----------------------------------------------------------------------------------

    async def take(self) -> tuple[list[Entry], bool]:
        """What to append next, and whether nothing waits behind it; the same until `confirm`. Nothing while
        what waits is on its way to the disk."""
        if self._handing_over:
            return [], False
        self._from_disk = bool(self.spool)
        if self.spool:  # older than all that is in memory
            entries = await self._place.on_disk(self.spool.head)
            last = len(entries) == self.spool.entries and not self.outbox and not self._handing_over
            return entries, last
        return self.outbox.take(), self.outbox.is_all_taken

    async def confirm(self) -> None:
        """What was taken stands in the journal."""
        if self._from_disk and self.spool is not None:
            await self._place.on_disk(self.spool.confirm)
        else:
            self.outbox.confirm()

    def is_told(self) -> None:
        """Nothing waits any more."""
        self._disk_problem = ""

    # -- to the disk --------------------------------------------------------------------------------------

    async def keep_on_disk(self, is_ours: Callable[[], bool], taken_back: Callable[[], None]) -> None:
        """While the database is away and it *is_ours* to write, put what waits to disk, again and again;
        *taken_back*: what was on its way to the journal is on its way no more."""
        while self.spool is not None:
            await asyncio.sleep(DISK_EVERY_S)
            if self.outbox and is_ours() and self._reach.is_slow:
                taken_back()
                await self.to_disk()

    async def to_disk(self) -> None:
        """Put what waits in memory to disk, as far as there is room."""
        if self.spool is None:
            return
        entries = self.outbox.hand_over()
        self._handing_over = True
        kept = 0
        try:
            kept = await self._place.on_disk(self.spool.append, entries, self._place.name)
            problem = "" if kept == len(entries) else mark("the disk has no room for what waits")
        except SpoolFullError as error:
            problem = mark("the disk has no room for what waits")
            level = logging.DEBUG if self._disk_problem else logging.ERROR
            log.log(level, "nothing more is kept on disk: %s", error)
        finally:
            self.outbox.put_back(entries[kept:])
            self._handing_over = False
        if problem != self._disk_problem and not problem:
            log.info("the disk has room again")
        self._disk_problem = problem

    # -- to nobody ----------------------------------------------------------------------------------------

    async def give_up(self) -> list[Entry]:
        """Everything that waits, in order; it is not ours to journal any more. On disk it stays until
        `clear_disk`, so that a collector that is killed meanwhile still has it."""
        while self._handing_over:
            await asyncio.sleep(0.01)
        spooled: list[Entry] = []
        if self.spool:
            spooled = await self._place.on_disk(lambda spool: list(spool.everything()), self.spool)
        return [*spooled, *self.outbox.hand_over()]

    async def clear_disk(self) -> None:
        """Forget what is on disk."""
        if self.spool:
            await self._place.on_disk(self.spool.clear)

    def close(self) -> None:
        """Let go of the files; what waits on disk stays for the next run."""
        if self.spool is not None:
            self.spool.close()
