"""The real connector, following a recording over a real socket on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from supervisor.sources.asterisk.connector import AsteriskConnector
from supervisor.sources.asterisk.link import AsteriskSettings, Limits
from supervisor.sources.replay.recording import Moment, Recording
from supervisor.sources.replay.server import RecordingServer
from tests.sources.asterisk.listings import RECORDINGS
from tests.sources.asterisk.watch import Watch

NAME, SECRET = "wallboard", "wallboard-lab"
QUICK = Limits(connect_s=5, banner_s=5, login_s=5, list_s=5, pong_s=5)


def recording(run: str) -> Recording:
    """The recording *run* with its times."""
    return Recording.beside(RECORDINGS / run / "ami.bytes.gz")


@dataclass(frozen=True)
class Excerpt(Recording):
    """The first *seconds* of a recording."""

    seconds: float = 60.0

    def moments(self, source: str = "") -> Iterator[Moment]:
        begins: datetime | None = None
        for moment in super().moments(source):
            begins = begins or moment.at
            if (moment.at - begins).total_seconds() > self.seconds:
                return
            yield moment


def excerpt(run: str, seconds: float) -> Recording:
    """The first *seconds* of recording *run*."""
    whole = recording(run)
    return Excerpt(whole.stream, whole.times, seconds)


def settings(port: int, **changes: Any) -> AsteriskSettings:
    """Settings for a server on this machine, which need not be waited for long."""
    chosen: dict[str, Any] = {
        "secret": lambda: SECRET,
        "limits": QUICK,
        "retry_s": (0.02, 0.1),
    } | changes
    return AsteriskSettings("127.0.0.1", NAME, port=port, **chosen)


class Player:
    """A recording server, the connector that follows it, and what the collector would make of it."""

    def __init__(
        self,
        played: Recording | str,
        *,
        in_step: bool = False,
        followed: dict[str, Any] | None = None,
        **server: Any,
    ) -> None:
        """*in_step*: the server waits for the connector before each recorded instant, so that each board
        stands under the one at which it was true, however fast it is played. *followed*: changes to the
        connector's settings; the rest are those of the server."""
        if in_step:
            server["before_each"] = self._keep_step
        self.server = RecordingServer(
            recording(played) if isinstance(played, str) else played,
            username=NAME,
            secret=SECRET,
            **server,
        )
        self.watch = Watch()
        self.connector: AsteriskConnector | None = None
        self._followed = followed or {}

    async def _keep_step(self, at: datetime) -> None:
        await self.caught_up()

    async def caught_up(self) -> None:
        """Wait until the connector has taken everything that was sent."""
        while (
            self.server.clients
            and self.connector is not None
            and (self.connector.link is None or self.connector.link.received < self.server.sent)
        ):
            await asyncio.sleep(0)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until *true*; a test that waits in vain is ended by its time limit."""
        while not true():
            await asyncio.sleep(0.001)

    async def _follow(self) -> None:
        assert self.connector is not None
        async for group in self.connector.events(None):
            self.watch.take(group, self.server.clock.now())

    @asynccontextmanager
    async def following(self) -> AsyncIterator[Player]:
        """Server and connector run inside the block."""
        async with self.server:
            self.connector = AsteriskConnector(
                "pbx", settings(self.server.port, **self._followed), self.server.clock
            )
            task = asyncio.create_task(self._follow())
            try:
                yield self
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def to_the_end(self) -> Watch:
        """Play all of it; returns what it came to."""
        async with self.following():
            await self.server.finished.wait()
            # also when the last thing that happened was a cut: each log-in ends in a full state
            await self.until(lambda: self.server.clients > 0 and len(self.watch.states) >= self.server.logins)
            await self.caught_up()
        return self.watch
