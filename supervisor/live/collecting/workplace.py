"""What every part of a collector uses: journal, rules, clock, its name, and threads beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from supervisor.clock import Clock, monotonic
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.live.service import Service

STUCK_S = 90.0  # a writer that made no turn for so long will not make one: every wait of its has a limit

P = ParamSpec("P")
T = TypeVar("T")


class Workplace:
    """Of one collector, whose batches stand in the journal under *name*."""

    def __init__(
        self, journal: Journal, rules: CountingRules, clock: Clock, service: Service, name: str
    ) -> None:
        self.journal = journal
        self.rules = rules
        self.clock = clock
        self.service = service
        self.name = name
        self.speed: float = getattr(clock, "speed", 1.0)
        self.wake = asyncio.Event()
        """There is something to do: news, or the end."""
        self.ending_s: float | None = None
        """Since when we are ending; None while we are not."""
        self._turned_s = monotonic()
        self._sql = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="spool")

    @property
    def is_shared(self) -> bool:
        """Whether the journal is on a server, where another collector may stand by."""
        return self.journal.db.dialect == "postgresql"

    async def on_sql(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What *work* returns, done on the one thread that speaks to the database."""
        return await self._on(self._sql, lambda: work(*args, **kwargs))

    async def on_disk(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What *work* returns, done on the one thread that uses the disk."""
        return await self._on(self._disk, lambda: work(*args, **kwargs))

    async def _on(self, thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(thread, work)

    def turned(self) -> None:
        """Whoever writes, or stands by, has made another turn."""
        self._turned_s = monotonic()

    @property
    def is_stuck(self) -> bool:
        """Whether nobody has made a turn for so long that nobody will."""
        return monotonic() - self._turned_s > STUCK_S

    def end(self) -> None:
        """From now on we are ending."""
        self.ending_s = monotonic()
        self.wake.set()

    def close(self) -> None:
        """Let go of the threads."""
        self._sql.shutdown()
        self._disk.shutdown()
