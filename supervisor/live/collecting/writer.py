"""Writes the journal: what is new at once, or as soon as the database is back; and a beat each second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from supervisor.clock import monotonic
from supervisor.errors import AlreadyCollectedError, DatabaseError
from supervisor.live.collecting.backlog import Backlog
from supervisor.live.collecting.boards import Boards
from supervisor.live.collecting.condition import Condition
from supervisor.live.collecting.hearing import Hearing
from supervisor.live.collecting.reach import Reach
from supervisor.live.collecting.turn import OvertakenError, Turn
from supervisor.live.collecting.upkeep import Upkeep
from supervisor.live.collecting.workplace import Workplace
from supervisor.live.collecting.yielding import YieldError, Yielding
from supervisor.live.entry import Entry
from supervisor.live.feed import BEAT_EVERY_S, STOPPED

log = logging.getLogger(__name__)

WRITE_EVERY_S = 0.02  # at most 50 times a second
SHUTDOWN_S = 3.0  # how long the last events may take when the database is away at the very end


class Writer:
    """Of a collector that works."""

    def __init__(
        self,
        place: Workplace,
        turn: Turn,
        hearing: Hearing,
        backlog: Backlog,
        boards: Boards,
        reach: Reach,
        upkeep: Upkeep,
        condition: Condition,
        yielding: Yielding,
        tell_held: Callable[[], None],
    ) -> None:
        """*tell_held* tells what *yielding* has held back."""
        self._place = place
        self._turn = turn
        self._hearing = hearing
        self._backlog = backlog
        self._boards = boards
        self._reach = reach
        self._upkeep = upkeep
        self._condition = condition
        self._yielding = yielding
        self._tell_held = tell_held

    async def write(self) -> None:
        """Journal what is pending, beat, and keep snapshots, one after another, until we end.

        Raises AlreadyCollectedError, OvertakenError when another is at work, YieldError when one would better
        be.
        """
        write_s = beat_s = monotonic()
        self._upkeep.begin(write_s)
        while not self.is_over:
            await self._wait_until(min(write_s, beat_s) if self._backlog else beat_s)
            self._place.turned()
            if self._backlog and monotonic() >= write_s:
                write_s = monotonic() + WRITE_EVERY_S  # from begin to begin
                await self._flush()
                if self._reach.retry_s:
                    write_s = beat_s = monotonic() + self._reach.retry_s
            now_s = monotonic()
            if now_s >= beat_s:
                beat_s = now_s + BEAT_EVERY_S
                await self._beat()
                if await self._yielding.is_due():
                    raise YieldError
                if self._yielding.is_in_vain:
                    self._tell_held()
            await self._upkeep.do_what_is_due(now_s)
        await self._finish()

    @property
    def is_over(self) -> bool:
        """Whether we were told to end and have done what can be done."""
        ending_s = self._place.ending_s
        return ending_s is not None and (not self._backlog or monotonic() - ending_s > SHUTDOWN_S)

    async def _finish(self) -> None:
        """The last things, when we were told to end."""
        if self._backlog.spool is not None and self._backlog.outbox:
            await self._backlog.to_disk()
        if self._backlog.outbox:
            left = self._backlog.outbox.bytes
            log.error("ended without the database: %s bytes of events could not be written", left)
            return
        if self._backlog.spool:
            log.warning("ended without the database: %s bytes wait on disk", self._backlog.disk_bytes)
            return
        await self._upkeep.snapshot()
        for source in self._hearing:
            if not source.ended:
                source.away(STOPPED)
        with suppress(AlreadyCollectedError, OvertakenError):
            await self._beat()

    async def _wait_until(self, due_s: float) -> None:
        """Return at *due_s*, or as soon as there is news when nothing was pending."""
        left_s = due_s - monotonic()
        if self._backlog:
            await asyncio.sleep(max(0.0, left_s))
        elif self._place.ending_s is None:
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, left_s)):
                    await self._place.wake.wait()
        self._place.wake.clear()

    async def _flush(self) -> None:
        """Journal what is pending, or what was tried before; sets the pause before the next try."""
        entries, last = await self._backlog.take()
        self._boards.take(last=last)
        if not entries:
            return
        self._reach.fly()
        try:
            await self._place.on_sql(self._append, entries)
        except DatabaseError as error:
            self._reach.try_later(error)
        else:
            self._reach.begin_anew()
            await self._backlog.confirm()
            self._boards.confirm()
            if not self._backlog:
                self._backlog.is_told()
                if self._hearing.is_let_go and self._place.ending_s is None:
                    self._hearing.begin()
        finally:
            self._reach.landed()
        self._backlog.make_room()

    def _append(self, entries: list[Entry]) -> None:
        holder = self._turn.hold()
        self._turn.confirmed_id = self._place.journal.append_all(
            entries, collector=self._place.name, holder=holder
        )

    async def _beat(self) -> None:
        now = self._place.clock.now()
        waits = self._backlog.waits()
        beats = [source.beat(self._place.name, now, *waits) for source in self._hearing]

        def beat() -> None:
            self._turn.hold()
            self._place.journal.beat_all(beats, self._condition.sign())

        try:
            await self._place.on_sql(beat)
        except DatabaseError as error:
            self._reach.did_not_beat(error)
        else:
            self._reach.did_beat(nothing_waits=not self._backlog)
