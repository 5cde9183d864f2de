"""How a collector is: told to other machines by its sign, and to this one by its health."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime, timedelta

from supervisor import __version__
from supervisor.clock import monotonic
from supervisor.live.collecting.backlog import Backlog
from supervisor.live.collecting.hearing import Hearing
from supervisor.live.collecting.reach import Reach
from supervisor.live.collecting.turn import Turn
from supervisor.live.collecting.workplace import Workplace
from supervisor.live.collecting.yielding import COVERS_S, Yielding
from supervisor.live.health import Health
from supervisor.live.sign import Sign
from supervisor.words import mark

TOLD_EVERY_S = 1.0


class Condition:
    """Read off the parts of one collector."""

    def __init__(
        self,
        place: Workplace,
        turn: Turn,
        hearing: Hearing,
        backlog: Backlog,
        reach: Reach,
        yielding: Yielding,
    ) -> None:
        self._place = place
        self._turn = turn
        self._hearing = hearing
        self._backlog = backlog
        self._reach = reach
        self._yielding = yielding

    def sign(self) -> Sign:
        """For the others."""
        turn, service = self._turn, self._place.service
        covers = [
            source.covers_since
            if (turn.is_ours or source.is_settled) and source.silence_s < COVERS_S
            else None
            for source in self._hearing
            if not source.ended
        ]
        known = [since for since in covers if since is not None]
        return Sign(
            self._place.name,
            service.host,
            service.site,
            self._hearing.names,
            turn.role,
            turn.since,
            self._place.clock.now(),
            max(known) if known and len(known) == len(covers) else None,
            __version__,
            self._problem,
        )

    @property
    def _problem(self) -> str:
        if self._hearing.is_let_go:
            return mark("the journal cannot be written")
        if self._yielding.gave_way:
            return mark("it no longer heard every source, and gave way to a collector that hears them all")
        return self._backlog.problem

    def health(self) -> Health:
        """For this machine."""
        sign, now_s = self.sign(), monotonic()
        waiting, since = self._backlog.waits()
        return Health(
            os.getpid(),
            sign.collector,
            sign.site,
            sign.sources,
            sign.role,
            sign.since,
            sign.at,
            now_s,
            sign.covers_since,
            self._away_since(sign.at, now_s),
            waiting,
            since,
            self._backlog.disk_bytes,
            self._hearing.is_let_go,
            self._place.is_stuck,
            sign.problem,
            tuple(
                source.name
                for source in self._hearing
                if not source.connected or source.silence_s >= COVERS_S
            ),
        )

    def _away_since(self, now: datetime, now_s: float) -> datetime | None:
        since_s = self._reach.since_s
        if since_s is None or not self._reach.is_away:
            return None
        return now - timedelta(seconds=(now_s - since_s) * self._place.speed)

    async def keep_telling(self) -> None:
        """Say each second how it is."""
        while True:
            await asyncio.to_thread(self._place.service.tell, self.health())
            await asyncio.sleep(TOLD_EVERY_S)
