"""A course, registered before it runs: what it is for, who is in it and why, what it is compared with, and
what counts as success. What was forecast of everybody then is kept, so that nobody can be wise afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.evidence.effect import Verdict
from supervisor.evidence.unit import Unit
from supervisor.performance.kpi import BY_ID, Direction, is_provisional
from supervisor.words import _, mark

LONGEST_NOTE = 2_000
USUAL_WINDOW_DAYS = 28
LEAST_WINDOW_DAYS = 7
MOST_WINDOW_DAYS = 366
LEAST_CELL_DAYS = 63  # eight whole weeks, whatever the day that they begin with

_Text = Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)]
_Window = Annotated[int, msgspec.Meta(ge=LEAST_WINDOW_DAYS, le=MOST_WINDOW_DAYS)]


class CourseState(StrEnum):
    """How far a course is."""

    PLANNED = "planned"
    RUNNING = "running"
    FINISHED = "finished"
    JUDGED = "judged"  # its effect was stated, and stays as it was stated
    CANCELLED = "cancelled"


STATE_LABELS: Mapping[CourseState, str] = {
    CourseState.PLANNED: mark("Planned"),
    CourseState.RUNNING: mark("Running"),
    CourseState.FINISHED: mark("Finished"),
    CourseState.JUDGED: mark("Judged"),
    CourseState.CANCELLED: mark("Cancelled"),
}


class Arm(StrEnum):
    """Why somebody is written down with a course."""

    TRAINED = "trained"
    WAITING = "waiting"  # drawn for the next one
    COMPARISON = "comparison"  # the same work, not invited


ARM_LABELS: Mapping[Arm, str] = {
    Arm.TRAINED: mark("Trained"),
    Arm.WAITING: mark("Waiting list"),
    Arm.COMPARISON: mark("Comparison"),
}


class Against(StrEnum):
    """What the people of a course are compared with."""

    WAIT_LIST = "wait_list"  # drawn by lot among those who should be on it: the best there is
    FORECAST = "forecast"  # with what was forecast of them, and of colleagues at the same work
    CELL = "cell"  # a whole skill group with another one, week by week: weaker


AGAINST_LABELS: Mapping[Against, str] = {
    Against.WAIT_LIST: mark("Waiting list, drawn by lot"),
    Against.FORECAST: mark("Forecast, and colleagues who are not on the course"),
    Against.CELL: mark("The whole skill group, with another group (weaker)"),
}


VERDICT_LABELS: Mapping[Verdict, str] = {
    Verdict.HELPED: mark("It helped"),
    Verdict.CANNOT_TELL: mark("Cannot tell"),
    Verdict.DID_NOT: mark("No useful effect"),
    Verdict.WORSE: mark("It made things worse"),
}


class Success(msgspec.Struct, frozen=True):
    """What was called a success beforehand, in *words*; *least*: by so much the KPI should be better, in its
    unit (shares 0 to 1), None: by anything. *better*: which way is better (of a band both ways can be)."""

    words: _Text = ""
    least: Annotated[float, msgspec.Meta(ge=0)] | None = None
    better: Direction = Direction.HIGHER


class Yardstick(msgspec.Struct, frozen=True):
    """By what the contacts of a skill group in a channel were measured from *first* to *last*: the usual
    *reference* rate of each type, and the group's *standard* value, in the KPI's unit. Values after the
    course are measured by the same one."""

    skill: str
    channel: str
    first: date
    last: date
    reference: dict[str, float]
    standard: float


class Judgement(msgspec.Struct, frozen=True):
    """An effect as it was stated: later corrections of figures no longer change it. *verdict* None: too
    little was known. Numbers as in outcome.py."""

    verdict: Verdict | None
    raw: float | None
    expected: float | None
    shared: float | None
    effect: float | None
    low: float | None
    high: float | None
    detectable: float | None
    trained: int
    compared: int
    on: date
    by: str
    note: _Text = ""


class Terms(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything about a course that is fixed beforehand.

    *category*: id of training/category.py ("" none). *types*: the contacts that it is about (() all).
    *window_days* begin *rest_days* after the last day. *control*: skill group and channel that a whole cell
    is compared with. *late*: it was registered after it had begun. *seed*: of the lot that was drawn.
    *listed*: the month of the training list that it came from.
    """

    category: str = ""
    types: tuple[str, ...] = ()
    window_days: _Window = USUAL_WINDOW_DAYS
    rest_days: Annotated[int, msgspec.Meta(ge=0, le=90)] = 0
    against: Against = Against.FORECAST
    control: tuple[str, str] | None = None
    success: Success = msgspec.field(default_factory=Success)
    trainer: _Text = ""
    room: _Text = ""
    seats: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None
    note: _Text = ""
    late: bool = False
    seed: int | None = None
    listed: date | None = None
    yardsticks: tuple[Yardstick, ...] = ()
    judgement: Judgement | None = None


@dataclass(frozen=True)
class Course:
    """A course as it stands; *state* is what people said, `state_on` what the days say besides. *version* 0:
    never saved."""

    id: str
    title: str
    kpi: str
    first_day: date
    last_day: date
    terms: Terms = field(default_factory=Terms)
    state: CourseState = CourseState.PLANNED
    registered_at: datetime | None = None
    registered_by: str = ""
    version: int = 0

    def state_on(self, today: date) -> CourseState:
        """How far it is on *today*: a course runs and ends by itself, nobody has to say so."""
        if self.state in (CourseState.JUDGED, CourseState.CANCELLED, CourseState.FINISHED):
            return self.state
        if today > self.last_day:
            return CourseState.FINISHED
        return CourseState.RUNNING if today >= self.first_day else self.state

    @property
    def window(self) -> tuple[date, date]:
        """The first and the last day whose figures tell of its effect."""
        first = self.last_day + timedelta(days=1 + self.terms.rest_days)
        return first, first + timedelta(days=self.terms.window_days - 1)

    def is_over(self, today: date) -> bool:
        """Whether the window is over on *today*, and its figures no longer change."""
        _first, last = self.window
        kpi = BY_ID.get(self.kpi)
        return today > last and (kpi is None or not is_provisional(kpi, last, today))

    @property
    def settled(self) -> date:
        """The first day on which the window is over and its figures no longer change."""
        kpi = BY_ID.get(self.kpi)
        return self.window[1] + timedelta(days=1 + (kpi.matures_days if kpi is not None else 0))

    @property
    def sign(self) -> int:
        """By what a change is multiplied so that more is better."""
        return -1 if self.terms.success.better is Direction.LOWER else 1


class Listed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the training list said of somebody when they were put on a course: figures in the KPI's unit, None
    where it said none. *answer*: evidence/options.py, Answer. *cause*: in words."""

    month: date
    kpi: str
    answer: str
    run: int = 0
    run_of: int = 0
    raw: float | None = None
    fair: float | None = None
    level: float | None = None
    low: float | None = None
    high: float | None = None
    p_off: float | None = None
    bar: float | None = None
    n: float | None = None
    cause: str = ""


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why somebody is on a course: in *words*, and what the list said."""

    words: _Text = ""
    listed: Listed | None = None


class Forecast(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was known of somebody when the course was registered, by the yardstick: the value *before*, the
    *level* that is to be expected without a course (shrunken) with its interval, from so many *n*; *band* is
    the tenure band. None: no work in that time."""

    before: float | None = None
    level: float | None = None
    low: float | None = None
    high: float | None = None
    n: float = 0.0
    band: str = ""


class Written(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the column `document` of a participant holds."""

    reason: Reason = msgspec.field(default_factory=Reason)
    forecast: Forecast | None = None


@dataclass(frozen=True)
class Participant:
    """Somebody in *arm* of a course. *attended*, *passed*: None as long as nobody said. *version* 0: never
    saved; *key*: of the row that was read, which stays when two persons turn out to be one."""

    unit: Unit
    arm: Arm
    reason: Reason = field(default_factory=Reason)
    forecast: Forecast | None = None
    attended: bool | None = None
    passed: bool | None = None
    version: int = 0
    key: str = ""

    def id(self, course: str) -> str:
        """The key of its row."""
        if self.key:
            return self.key
        unit = self.unit
        return msgspec.json.encode([course, unit.person, unit.skill, unit.channel]).decode()


def in_arm(people: Iterable[Participant], arm: Arm) -> tuple[Participant, ...]:
    """Those of *people* who are in *arm*."""
    return tuple(one for one in people if one.arm is arm)


def problem(course: Course, people: Iterable[Participant], today: date) -> str:
    """Why *course* cannot be registered on *today*, as a sentence; "" when it can.

    After its first day it can be registered only as late, which every effect then says.
    """
    kpi, terms, everybody = BY_ID.get(course.kpi), course.terms, tuple(people)
    trained = in_arm(everybody, Arm.TRAINED)
    if not course.title.strip():
        return _("Give the course a title.")
    if kpi is None:
        return _("There is no KPI called “{name}”.").format(name=course.kpi)
    if course.last_day < course.first_day:
        return _("It ends before it begins.")
    if today > course.first_day and not terms.late:
        return _("It has begun already: it can only be registered as late, which its effect will say.")
    if not trained:
        return _("Nobody is on it.")
    if len({one.unit for one in everybody}) < len(everybody):
        return _("Somebody is on it twice.")
    if terms.seats is not None and len({one.unit.person for one in trained}) > terms.seats:
        return _("More people are on it than there are seats.")
    if terms.against is Against.WAIT_LIST and not in_arm(everybody, Arm.WAITING):
        return _("Nobody is on its waiting list.")
    if terms.against is Against.CELL and terms.control is None:
        return _("Say which skill group it is compared with.")
    if terms.against is Against.CELL and terms.window_days < LEAST_CELL_DAYS:
        return _("To compare week by week, nine weeks after it must be looked at.")
    return ""
