"""The sources that are listened to, each by a task of its own, for ever."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress

from supervisor.clock import monotonic
from supervisor.events import FullState, SourceDown
from supervisor.live.collecting.workplace import Workplace
from supervisor.live.feed import ENDED
from supervisor.live.listened import Listened
from supervisor.sources.source import Connector, Said

log = logging.getLogger(__name__)

AHEAD_S = 1.0  # how long a source waits for room at most: its socket must be read
RESTART_S = (0.2, 30.0)  # first and longest pause before a connector that failed is begun anew
HUSH_S = 3.0  # how long the connectors may take to end


class Hearing:
    """Of all sources; what they say goes to *take*, and that one fails to *down*."""

    def __init__(
        self,
        place: Workplace,
        connectors: Sequence[Connector],
        room: asyncio.Event,
        take: Callable[[Listened, Sequence[Said]], None],
        down: Callable[[Listened, str], None],
    ) -> None:
        """While there is no *room*, sources wait a little."""
        self._place = place
        self._sources = {connector.name: Listened(connector, place.speed) for connector in connectors}
        if len(self._sources) != len(connectors):
            raise ValueError("two connectors of one name")
        self._room = room
        self._take = take
        self._down = down
        self.all_ended = asyncio.Event()
        """Every source is a recording and at its end."""
        self.is_let_go = False
        """Nobody listens, because there is no room for what would be heard."""

    def __iter__(self) -> Iterator[Listened]:
        return iter(self._sources.values())

    @property
    def names(self) -> tuple[str, ...]:
        """Of the sources."""
        return tuple(self._sources)

    def begin(self) -> None:
        """Listen to every source that is not at its end."""
        self.is_let_go = False
        for source in self:
            if not source.ended:
                source.listening = asyncio.create_task(self._listen(source), name=f"listen {source.name}")

    def let_go(self, reason: str) -> None:
        """Listen to nobody until `begin`, and say so with *reason*."""
        self.is_let_go = True
        for source in self:
            if source.listening is not None and not source.ended:
                source.listening.cancel()
                self._down(source, reason)

    async def end(self) -> None:
        """Listen no more."""
        tasks = [source.listening for source in self if source.listening is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=HUSH_S)

    async def _listen(self, source: Listened) -> None:
        """Take what *source* says until it is at its end; a connector that fails is begun anew."""
        pause_s = RESTART_S[0]
        while True:
            source.gap = source.last_at is not None  # what came since then, its first full state will tell
            said: AsyncIterator[tuple[Said, ...]] | None = None
            began_s = monotonic()
            try:
                said = source.connector.events(source.last_at)
                async for group in said:
                    self._heard(source, group)
                    if not self._room.is_set():
                        with suppress(TimeoutError):
                            async with asyncio.timeout(AHEAD_S):
                                await self._room.wait()
                source.ended = True
                source.away(ENDED)
                if all(each.ended for each in self):
                    self.all_ended.set()
                return
            except Exception as error:
                # A connector has no business to fail, and one that does must not end the others.
                if monotonic() - began_s > RESTART_S[1]:
                    pause_s = RESTART_S[0]
                log.exception("the connector of %s failed; it is begun anew in %s s", source.name, pause_s)
                self._down(source, f"{type(error).__name__}: {error}")
                source.away(type(error).__name__)  # a sign of life is everybody's: no words of the wire in it
            finally:
                close = getattr(said, "aclose", None)
                if close is not None:
                    await close()
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, RESTART_S[1])

    def _heard(self, source: Listened, group: Sequence[Said]) -> None:
        if self.is_let_go:
            return  # cancelled, and has not noticed yet
        for said in group:
            if isinstance(said, SourceDown):
                source.away(said.reason)
                continue
            source.heard()
            if isinstance(said, FullState):
                source.told_all(self._place.clock.now())
        self._take(source, group)
