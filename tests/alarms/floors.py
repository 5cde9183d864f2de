"""Floors for the rules to look at: a few queues whose figures a test sets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from supervisor.alarms.engine import Floor, State, Transition, evaluate
from supervisor.alarms.place import AlarmKey, Place
from supervisor.alarms.rule import AlarmRule
from supervisor.live.board import Staff
from supervisor.live.counts import NOTHING
from supervisor.live.feed import Feed, FeedState
from supervisor.wallboard.metrics import PeriodFigures, Rate
from supervisor.wallboard.scope import Scope, Sight

PBX = "pbx"
NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # a Friday
LIVE = {PBX: Feed(FeedState.LIVE)}
A, B = Scope.queue((PBX, "a")), Scope.queue((PBX, "b"))
STAFF = Staff(ready=3, handling=5, on_break=2)


def later(seconds: float) -> datetime:
    """Nine o'clock, and so many seconds."""
    return NINE + timedelta(seconds=seconds)


def sight(
    scope: Scope = A,
    *,
    waiting: int | None = 0,
    longest_wait_s: float | None = None,
    level: tuple[int, int] | None = None,
    staff: Staff = STAFF,
    overruns: int = 0,
) -> Sight:
    """What there is to see of *scope*; *level* is its recent service level, in time of so many."""
    recent = None if level is None else PeriodFigures(NOTHING, Rate(*level), Rate(*level))
    sources = frozenset({PBX})
    return Sight(scope, NINE, staff, overruns, waiting, longest_wait_s, None, recent, sources)


def floor(*sights: Sight, feeds: Mapping[str, Feed] = LIVE, speed: float = 1.0) -> Floor:
    return Floor({each.scope: each for each in sights}, feeds, speed=speed)


def waiting(number: int | None, scope: Scope = A) -> Floor:
    """A floor on which so many wait in one queue."""
    return floor(sight(scope, waiting=number))


def rule(**wanted: object) -> AlarmRule:
    """More than ten waiting, at once and without any delay, unless it is *wanted* otherwise."""
    usual: dict[str, object] = {
        "id": "many",
        "name": "Many wait",
        "metric": "waiting",
        "attention": 10,
        "on_delay_s": 0,
        "off_delay_s": 0,
        "cooldown_s": 0,
    }
    return AlarmRule(**usual | wanted)  # type: ignore[arg-type]


def key(of: AlarmRule, scope: Scope = A) -> AlarmKey:
    return AlarmKey(of.group, Place.of(scope))


class Desk:
    """Looks again and again, and remembers what happened."""

    def __init__(self, *rules: AlarmRule, state: State | None = None) -> None:
        self.rules = rules
        self.state = state or State()
        self.happened: list[Transition] = []

    def look(self, at_s: float, seen: Floor) -> list[str]:
        """What happened at that look: the kinds, in order."""
        self.state, transitions = evaluate(self.state, self.rules, seen, later(at_s))
        self.happened += transitions
        return [str(transition.kind) for transition in transitions]

    def times(self, kind: str) -> list[float]:
        """When, in seconds after nine, that happened."""
        return [(each.at - NINE).total_seconds() for each in self.happened if each.kind == kind]
