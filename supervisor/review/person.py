"""One person, for a talk: each figure over weeks and months beside what was wanted and what the cell did.

Nobody is picked by these charts: a steady series of 13 weeks breaks a rule of the process 6 times in a
hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from supervisor.evidence.cause import Contributions, HandleTimeGap, Reading
from supervisor.evidence.trend import ProcessChart, Trend
from supervisor.evidence.unit import Unit
from supervisor.history.period import Period
from supervisor.people.person import GroupKind
from supervisor.performance.kpi import Direction, Group, Kpi, Term
from supervisor.performance.kpi import Unit as KpiUnit
from supervisor.quality.form import Severity
from supervisor.review.decisions import Decided
from supervisor.review.entries import Entry
from supervisor.review.monthly import ReviewQuestion, Standing
from supervisor.words import mark

WEEKS, MOST_WEEKS = 13, 52
LEAST_MONTHS, MONTHS, MOST_MONTHS = 3, 6, 12
LEAST_BASELINE = 8
"""So many weeks make the limits at least, also where fewer lie before the month under review."""
LEAST_MATES = 4
"""With fewer people in a cell its middle half says nothing, and nearly names them."""

BREAK_SHARE = Kpi(
    "break_share",
    mark("Time on break"),
    Group.TIME,
    KpiUnit.SHARE,
    Direction.BAND,
    (Term("break_s"),),
    (Term("signed_s"),),
    mark("Time on breaks, of the time signed in. It is shown beside adherence; nothing is judged by it."),
)
"""No KPI of the catalogue: nobody has a target in it."""


@dataclass(frozen=True)
class PersonQuestion:
    """*unit* as the *review* knows it; so many *weeks* up to yesterday (*newest*) or up to the end of the
    month under review, so many *months* that end with that month."""

    review: ReviewQuestion
    unit: Unit
    weeks: int = WEEKS
    months: int = MONTHS
    newest: bool = False


@dataclass(frozen=True)
class Stretch:
    """One week or month of one KPI, in its unit. *at_least*, *at_most*: what was wanted. *cell_low* to
    *cell_high*: where the middle half of the *mates* people of the own cell lay; None with too few of them.
    *provisional*: the value may still change."""

    first: date
    last: date
    numerator: float | None
    denominator: float | None
    value: float | None
    at_least: float | None
    at_most: float | None
    cell_low: float | None
    cell_high: float | None
    mates: int
    provisional: bool


@dataclass(frozen=True)
class Series:
    """One KPI of the person. *of_person*: it belongs to the whole person, not to one kind of work alone.
    *chart* and *trend* are of the weeks whose values are settled. *entry*: what the review says; None where
    it knows nothing of this KPI."""

    kpi: Kpi
    of_person: bool
    weeks: tuple[Stretch, ...]
    months: tuple[Stretch, ...]
    chart: ProcessChart
    trend: Trend
    entry: Entry | None = None


@dataclass(frozen=True)
class Stay:
    """That the person was in a group (*kind*, *name*) from *since* until before *until*."""

    kind: GroupKind
    name: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class LoginStay:
    """That the person stood behind *login* at *source*."""

    source: str
    login: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class BreakTime:
    """One kind of break over all the weeks: *code* "" without one."""

    code: str
    seconds: float
    times: float | None


@dataclass(frozen=True)
class Finding:
    """One item of the quality forms: errors in so many *forms* in which it applied, and *lost* points. Names
    in both languages."""

    item: str
    name_zh: str
    name_en: str
    severity: Severity
    errors: int
    forms: int
    lost: float


@dataclass(frozen=True)
class Checked:
    """One evaluation. *share*: points given of those possible; None where nothing applied."""

    id: str
    day: date
    rater: str
    share: float | None
    passed: bool | None
    fatal: bool
    errors: tuple[str, ...]  # ids of items
    comment: str


@dataclass(frozen=True)
class PersonFile:
    """Everything that is told of *who* (as of the month under review). *units*: all work of the same person.
    *weeks_of*, *months_of*: the days that are shown. *signed_s*, *days*: time signed in over all the weeks,
    and on how many days; None unknown. *split*: of handle time against the cell, *facts*: what that says;
    *types*: what types of contact make of the gap, by KPI."""

    question: PersonQuestion
    who: Standing
    units: tuple[Standing, ...]
    weeks_of: Period
    months_of: Period
    groups: tuple[Stay, ...] = ()
    logins: tuple[LoginStay, ...] = ()
    left: date | None = None
    band: tuple[str, str] | None = None  # the tenure band's name, in Chinese and English
    series: tuple[Series, ...] = ()
    breaks: tuple[BreakTime, ...] = ()
    signed_s: float | None = None
    split: HandleTimeGap | None = None
    facts: tuple[Reading, ...] = ()
    types: Mapping[str, Contributions] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    checked: tuple[Checked, ...] = ()
    decided: tuple[Decided, ...] = ()

    def of(self, kpi: str) -> Series | None:
        """The series of *kpi*; None where nothing is known of it."""
        return next((one for one in self.series if one.kpi.id == kpi), None)


def weeks_until(last: date, count: int) -> tuple[Period, ...]:
    """The *count* whole weeks, Monday to Sunday, of which the newest ends on *last* or before."""
    sunday = last - timedelta(days=(last.weekday() + 1) % 7)
    ends = [sunday - timedelta(weeks=back) for back in range(count - 1, -1, -1)]
    return tuple(Period(end - timedelta(days=6), end) for end in ends)


def baseline_of(weeks: tuple[Period, ...], month: date) -> int:
    """How many of *weeks* make the limits: those before *month*, so that what is judged cannot widen its own
    limits; at least some, or there would be none."""
    before = sum(week.last < month for week in weeks)
    return min(len(weeks), max(before, LEAST_BASELINE))


def bounds(kpi: Kpi, values: Iterable[float | None]) -> tuple[float | None, float | None]:
    """What a value of *kpi* can be at all; who handles several chats at a time is busy for more than all of
    the time, so that *values* beyond a bound lift it."""
    if kpi.unit is KpiUnit.SHARE:
        return 0.0, None if any(value is not None and value > 1 for value in values) else 1.0
    return (-100.0, 100.0) if kpi.unit is KpiUnit.NET else (0.0, None)
