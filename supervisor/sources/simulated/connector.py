"""The demo centre as a source: the day so far at once, then live by whatever clock it is given."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from supervisor.clock import BusinessDays, Clock
from supervisor.errors import SettingError
from supervisor.events import LiveEvent, SourceUp
from supervisor.sources.simulated.centre import LANGUAGES, QUEUES
from supervisor.sources.simulated.faults import survivors
from supervisor.sources.simulated.people import agents
from supervisor.sources.simulated.simulation import (
    GROUP,
    ONE_DAY,
    Makings,
    Simulation,
    day_opens,
    groups,
)
from supervisor.sources.source import Heard, Said, TestResult
from supervisor.words import _

FULL_STATE_EVERY = timedelta(seconds=60)
SIGN_OF_LIFE_EVERY = timedelta(seconds=5)
LIVE = timedelta(seconds=2)  # a stream that is this far behind the clock makes up for it before it is live
SLICE = timedelta(minutes=10)  # made up for in one turn of the collector's loop: some 10 ms
SHORTEST_NAP_S, LONGEST_NAP_S = 0.02, 1.0

SleepUntil = Callable[[datetime], Awaitable[None]]


class SimulatedCentre:
    """A made-up centre of 12 queues and 120 agents, the same for everyone who uses the same seed.

    Options: *seed* (1), *language* of the names ("zh_CN" or "en"), *scale* (1: 120 agents), *ghosts* (True:
    now and then the news of something is lost, as in life). How fast its day passes is the clock's matter.
    """

    def __init__(
        self,
        name: str,
        options: Mapping[str, Any],
        days: BusinessDays,
        clock: Clock,
        sleep_until: SleepUntil | None = None,
    ) -> None:
        """*sleep_until* waits until the clock shows an instant; it may come back early.

        Raises SettingError for an option that is not what it should be.
        """
        self._name = name
        self._clock = clock
        self._sleep_until = sleep_until or self._sleep
        self._ghosts = _option(
            name, options, "ghosts", True, lambda on: isinstance(on, bool), _("true or false")
        )
        self._makings = Makings(
            name,
            days,
            _option(name, options, "seed", 1, _is_whole, _("a whole number")),
            _option(name, options, "language", "zh_CN", lambda found: found in LANGUAGES, _("zh_CN or en")),
            float(_option(name, options, "scale", 1.0, _is_scale, _("a number from 0.1 to 100"))),
        )

    @property
    def name(self) -> str:
        return self._name

    @property
    def makings(self) -> Makings:
        """What the centre is made of."""
        return self._makings

    async def test(self) -> TestResult:
        """All is well: nothing can be wrong with a centre that is made up."""
        people = agents(self._makings.seed, self._makings.scale)
        return TestResult(None, {"queues": str(len(QUEUES)), "agents": str(len(people))})

    async def events(self, after: datetime | None) -> AsyncIterator[tuple[Said, ...]]:
        """The day so far, or what came after *after*, then a full state, then live; for ever.

        What was heard last more than a business day ago is not made up for: today begins anew then.
        """
        simulation, said = await asyncio.to_thread(self._begin, after)
        while (now := self._clock.now()) - simulation.at > LIVE:
            said += simulation.advance(min(now, simulation.at + SLICE))
            if len(said) >= GROUP:
                for group in groups(said):
                    yield group
                said = []
            await asyncio.sleep(0)
        for group in groups([*said, *simulation.advance(now)]):
            yield group
        yield (simulation.full_state(after_gap=after is not None),)

        compare_at = simulation.at + FULL_STATE_EVERY
        heard_at = simulation.at
        while True:
            await self._sleep_until(min(compare_at, heard_at + SIGN_OF_LIFE_EVERY, simulation.next_at))
            news = simulation.advance(self._clock.now())
            for group in groups(survivors(news, self._makings.seed) if self._ghosts else news):
                heard_at = simulation.at
                yield group
            if simulation.at >= compare_at:
                compare_at = simulation.at + FULL_STATE_EVERY
                heard_at = simulation.at
                yield (simulation.full_state(),)
            elif simulation.at >= heard_at + SIGN_OF_LIFE_EVERY:
                heard_at = simulation.at
                yield (Heard(simulation.at),)

    def _begin(self, after: datetime | None) -> tuple[Simulation, list[LiveEvent]]:
        """The stream, and what must be said before it: half a second's work, so not for the loop's thread."""
        today = self._makings.days.day(self._clock.now())
        if after is None or self._makings.days.day(after) < today - ONE_DAY:
            simulation = day_opens(self._makings, today)
            return simulation, simulation.introduction()
        simulation = Simulation(self._makings, after)
        return simulation, [SourceUp(self._name, after, simulation.product)]

    async def _sleep(self, until: datetime) -> None:
        await asyncio.sleep(nap_s(until - self._clock.now(), getattr(self._clock, "speed", 1.0)))


def nap_s(left: timedelta, speed: float) -> float:
    """Seconds to sleep until *left* has passed on a clock that runs *speed* times as fast as ours.

    Never so short that a demo in a hurry would say more than 50 groups a second, never so long that a clock
    that was set anew would go unnoticed.
    """
    return min(max(left.total_seconds() / speed, SHORTEST_NAP_S), LONGEST_NAP_S)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_scale(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0.1 <= value <= 100


def _option(
    source: str, options: Mapping[str, Any], name: str, usual: Any, fits: Callable[[Any], bool], expected: str
) -> Any:
    value = options.get(name, usual)
    if value is None:
        return usual
    if not fits(value):
        raise SettingError(name, str(value), expected, source)
    return value
