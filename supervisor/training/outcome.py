"""What became of a course: plain values that go from the work process to screens and commands.

Values, changes and effects are in the KPI's unit and signed as it is: −12 of handle time is 12 s less. Which
way is better the course says, and its verdict knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from supervisor.evidence.unit import Unit
from supervisor.training.course import Against, Arm, Course, Forecast, Participant, Verdict


@dataclass(frozen=True)
class PersonOutcome:
    """One participant: *before* and *forecast* as they were kept when the course was registered, *after* by
    the same yardstick from so many *n*, with the interval of what chance makes of it; None without work.
    *off*: whether the value after is still off target, None without one. *propose*: a talk is proposed."""

    unit: Unit
    name: str
    number: str
    arm: Arm
    before: float | None
    forecast: float | None
    after: float | None
    after_low: float | None
    after_high: float | None
    n_before: float
    n_after: float
    target_low: float | None
    target_high: float | None
    off: bool | None
    propose: bool
    counted: bool  # in the effect: forecast and value are known, and of the trained, not absent
    participant: Participant


@dataclass(frozen=True)
class CourseOutcome:
    """The effect of *course*, from *first* to *last* (its window), of which *days_over* days have passed;
    *provisional*: figures may still change, or the window is not over.

    The four numbers: *raw* is the change of the trained from before to after; *expected* of it would have
    come anyway, as values that were picked for being poor come back; *effect* with its 95 % interval (*low*,
    *high*); *detectable*: the smallest effect that so many people could have shown. *shared*: what the
    compared ones changed besides their forecast, as everybody did: with a forecast raw = expected + shared +
    effect. None where nothing can be said. *trained*, *compared*: how many persons
    count. *reached*: whether it was as large as was called a success; None when none was named.
    *problems*: sentences' stable words, see wording.PROBLEMS.
    """

    course: Course
    against: Against
    first: date
    last: date
    days_over: int
    provisional: bool
    verdict: Verdict
    raw: float | None
    expected: float | None
    shared: float | None
    effect: float | None
    low: float | None
    high: float | None
    detectable: float | None
    trained: int
    compared: int
    reached: bool | None
    people: tuple[PersonOutcome, ...]
    problems: tuple[str, ...] = ()

    @property
    def proposed(self) -> tuple[PersonOutcome, ...]:
        """The trained who are still off: for a talk, one by one."""
        return tuple(one for one in self.people if one.propose)


@dataclass(frozen=True)
class ForecastQuestion:
    """What is known on *on* (days before it alone) of everybody at the work of *groups* (skill group and
    channel; () all), about *kpi* and contacts of *types* (() all). *months*: so many calendar months before,
    and the days of the present one."""

    kpi: str
    on: date
    groups: tuple[tuple[str, str], ...] = ()
    types: tuple[str, ...] = ()
    months: int = 3


@dataclass(frozen=True)
class Known:
    """Somebody as known then."""

    unit: Unit
    name: str
    number: str
    team_name: str
    skill_name: str
    forecast: Forecast
