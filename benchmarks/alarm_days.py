"""Days for the alarms to watch: one busy queue made of formulas, and the demo centre's own day."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from supervisor.alarms.alarm import EventKind
from supervisor.alarms.engine import Floor, State, Transition, evaluate
from supervisor.alarms.rule import AlarmRule
from supervisor.alarms.shipped import shipped
from supervisor.live.board import EMPTY, Staff
from supervisor.live.counts import NOTHING
from supervisor.live.feed import Feed, FeedState
from supervisor.live.fold import advance, fold
from supervisor.live.rules import rules_of
from supervisor.settings.centre import CentreSettings
from supervisor.sources.simulated.centre import break_codes
from supervisor.sources.simulated.simulation import Makings, day_opens
from supervisor.wallboard import breaks
from supervisor.wallboard.catalogue import Side
from supervisor.wallboard.metrics import PeriodFigures, Rate
from supervisor.wallboard.scope import Scope, Sight, sights

LOOK_S = 5.0
SOURCE = "demo"
LIVE = {SOURCE: Feed(FeedState.LIVE)}
QUEUE = Scope.queue((SOURCE, "sales"))
BEGINS = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)

# How plainly, and how calmly, the same limit can be watched (spec: one queue, 24 agents, limit 75 %).
LADDER: tuple[tuple[str, float, float, float], ...] = (
    # what, deadband in points, on-delay and off-delay in seconds
    ("plain threshold", 0.0, 0.0, 0.0),
    ("60 s on-delay and off-delay", 0.0, 60.0, 60.0),
    ("3-point deadband", 0.03, 0.0, 0.0),
    ("3 points, 60 s on, 120 s off", 0.03, 60.0, 120.0),
    ("5 points, 60 s on, 180 s off", 0.05, 60.0, 180.0),
)


def ladder() -> tuple[AlarmRule, ...]:
    """The rules of LADDER: service level of the last 30 minutes below 75 %."""
    return tuple(
        AlarmRule(
            id=what,
            name=what,
            metric="service_level.recent",
            side=Side.BELOW,
            attention=0.75,
            deadband=band,
            on_delay_s=on_s,
            off_delay_s=off_s,
            cooldown_s=0,
        )
        for what, band, on_s, off_s in LADDER
    )


def verdicts(
    seed: int, hours: float, *, per_hour: float = 360, agents: int = 24, handle_s: float = 240
) -> list[tuple[float, float, bool]]:
    """Contacts of a day as (arrival, when it was decided, whether in time), in seconds, by decision.

    Poisson arrivals, exponential handle times, patience of 120 s on average with one in twenty hanging up
    within 5 s; first come, first served; in time is 20 s. A short abandon counts nowhere, so it is not in it.
    """
    rng = Random(seed)
    found: list[tuple[float, float, bool]] = []
    free = [0.0] * agents  # when each agent is free
    at = 0.0
    while (at := at + rng.expovariate(per_hour / 3600)) < hours * 3600:
        patience = rng.uniform(0, 5) if rng.random() < 0.05 else rng.expovariate(1 / 120)
        begins = max(at, free[0])
        wait = begins - at
        if wait > patience:
            if patience > 5:
                found.append((at, at + min(20.0, patience), False))
            continue
        heapq.heapreplace(free, begins + rng.expovariate(1 / handle_s))
        found.append((at, at + min(20.0, wait), wait <= 20))
    found.sort(key=lambda each: each[1])
    return found


def one_queue(seed: int, hours: float = 9.5) -> Iterator[tuple[datetime, Sight]]:
    """The queue at every look of a day: its service level of the last 30 minutes, by arrival."""
    decided = deque(verdicts(seed, hours))
    counted: list[tuple[float, bool]] = []  # by arrival
    part = whole = 0
    staff = Staff(ready=1)
    for step in range(int(hours * 3600 / LOOK_S) + 1):
        now_s = step * LOOK_S
        while decided and decided[0][1] <= now_s:
            arrival, _, good = decided.popleft()
            heapq.heappush(counted, (arrival, good))
            part, whole = part + good, whole + 1
        while counted and counted[0][0] <= now_s - 1800:
            _, good = heapq.heappop(counted)
            part, whole = part - good, whole - 1
        level = Rate(part, whole)
        recent = PeriodFigures(NOTHING, level, level)
        now = BEGINS + timedelta(seconds=now_s)
        yield now, Sight(QUEUE, now, staff, 0, 0, None, None, recent, frozenset({SOURCE}))


def activations(seed: int, rules: Sequence[AlarmRule], hours: float = 9.5) -> dict[str, int]:
    """How often each of *rules* calls on one day of the queue."""
    state = State()
    found = {rule.id: 0 for rule in rules}
    for now, sight in one_queue(seed, hours):
        state, happened = evaluate(state, rules, Floor({QUEUE: sight}, LIVE), now)
        for transition in happened:
            if transition.kind is EventKind.OPENED:
                found[transition.alarm.key.cause] += 1
    return found


@dataclass(frozen=True)
class DemoDay:
    """What the shipped rules said on one whole day of the demo centre."""

    transitions: tuple[Transition, ...]
    looks: int

    @property
    def opened(self) -> list[Transition]:
        """The activations, notes without sound among them."""
        return [each for each in self.transitions if each.kind is EventKind.OPENED]

    @property
    def per_10_min(self) -> float:
        return len(self.opened) / (self.looks * LOOK_S / 600)

    @property
    def worst_10_min(self) -> int:
        """The most in any ten minutes, wherever they begin."""
        times = [each.at for each in self.opened]
        span = timedelta(minutes=10)
        return max((sum(begin <= at < begin + span for at in times) for begin in times), default=0)


def demo_day(seed: int, day: date = date(2026, 11, 20), hours: float = 24.0) -> DemoDay:
    """The demo centre's day number *day* of *seed*, looked at every five seconds by the shipped rules."""
    settings = CentreSettings(break_codes=break_codes())
    counting, codes = rules_of(settings), breaks.break_codes(settings.break_codes)
    rules = shipped(settings)
    begins = counting.days.begins(day)
    simulation = day_opens(Makings(SOURCE, counting.days, seed, "en"), day)
    board, _ = fold(EMPTY, simulation.introduction(), counting)
    state = State()
    transitions: list[Transition] = []
    looks = int(hours * 3600 / LOOK_S)
    for step in range(1, looks + 1):
        now = begins + timedelta(seconds=step * LOOK_S) - timedelta(milliseconds=1)
        board, _ = fold(board, simulation.advance(now), counting)
        board, _ = advance(board, now, counting)
        floor = Floor(sights(board, now, begins, codes), LIVE, counting.days.zone)
        state, happened = evaluate(state, rules, floor, now)
        transitions += happened
    return DemoDay(tuple(transitions), looks)
