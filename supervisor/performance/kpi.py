"""The figures that people are judged by, declared once: which sums, in which unit, which way is good.

A KPI is a ratio of sums, computed last: the fields of facts/fields.py are added over whatever days, channels
and teams are looked at, and divided then. So a month is never the mean of its days, nor a centre that of its
teams. What is not a field of an agent's day is named in `OTHER_SUMS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain

from supervisor.facts.fields import BY_NAME as FIELDS_BY_NAME
from supervisor.words import _, language, mark

HALF_SHIFT_S = 4 * 3600.0
"""So long somebody must be signed in for the day to count as one of presence."""

OTHER_SUMS: Mapping[str, str] = {
    "days_present": mark("Days present"),  # see `days_present`
    "contacts": mark("Requests to the queue"),  # of history_slot: a customer's tries count once
    "contacts_answered": mark("Requests answered"),
    "n_invited": mark("Invited to a course"),  # of the courses
    "n_attended": mark("Attended"),
    "n_sat": mark("Sat the examination"),
    "n_passed": mark("Passed"),
}
"""Sums that no agent's day holds, by whoever knows them."""


class Direction(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"
    BAND = "band"  # neither too low nor too high


class Unit(StrEnum):
    """What a KPI's value is. A share is 0 to 1 and becomes % on the screen alone."""

    SHARE = "share"
    SECONDS = "seconds"
    PER_THOUSAND = "per_thousand"
    POINTS = "points"
    NET = "net"  # −100 to 100
    PER_DAY = "per_day"
    PER_HOUR = "per_hour"


class Of(StrEnum):
    """Whom a KPI speaks of."""

    AGENT = "agent"
    TEAM = "team"  # follows from staffing: no single person is ranked or judged by it
    QUEUE = "queue"


class Group(StrEnum):
    """KPIs that stand together."""

    RESOLUTION = "resolution"
    EFFICIENCY = "efficiency"
    TIME = "time"
    SATISFACTION = "satisfaction"
    COMPLAINTS = "complaints"
    ORDERS = "orders"
    QUALITY = "quality"
    VOLUME = "volume"
    TRAINING = "training"


GROUP_LABELS = {
    Group.RESOLUTION: mark("Resolution"),
    Group.EFFICIENCY: mark("Efficiency"),
    Group.TIME: mark("Time"),
    Group.SATISFACTION: mark("Satisfaction"),
    Group.COMPLAINTS: mark("Complaints"),
    Group.ORDERS: mark("Work orders"),
    Group.QUALITY: mark("Quality"),
    Group.VOLUME: mark("Volume"),
    Group.TRAINING: mark("Training"),
}

UNIT_LABELS = {
    Unit.SHARE: mark("%"),
    Unit.SECONDS: mark("s"),
    Unit.PER_THOUSAND: mark("per 1,000"),
    Unit.POINTS: mark("points"),
    Unit.NET: mark("−100 to 100"),
    Unit.PER_DAY: mark("per day"),
    Unit.PER_HOUR: mark("per hour"),
}

DIRECTION_LABELS = {
    Direction.HIGHER: mark("Higher is better"),
    Direction.LOWER: mark("Lower is better"),
    Direction.BAND: mark("Within a band"),
}

_SCALE = {Unit.PER_THOUSAND: 1000.0, Unit.NET: 100.0, Unit.PER_HOUR: 3600.0}


@dataclass(frozen=True)
class Term:
    """One sum of a numerator or denominator, times *factor*.

    Where *name* is unknown the first of *instead* that is known is taken, each a few names added up; where
    none is the whole is unknown, unless the term is *optional* (it was never told: nothing of it happened).
    """

    name: str
    factor: float = 1.0
    instead: tuple[tuple[str, ...], ...] = ()
    optional: bool = False

    def of(self, sums: Mapping[str, float | None]) -> float | None:
        """What it adds; None when it is unknown."""
        found = sums.get(self.name)
        for names in self.instead if found is None else ():
            parts = [sums.get(name) for name in names]
            if None not in parts:
                found = sum(part for part in parts if part is not None)
                break
        if found is None:
            return 0.0 if self.optional else None
        return self.factor * found


@dataclass(frozen=True)
class Example:
    """What other centres aim at: no default of ours. At least *low*, at most *high*."""

    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Kpi:
    """One KPI. *label* and *meaning* are marked, in English; of a KPI of the centre's own they are what the
    centre calls it, with *label_zh*, *meaning_zh* beside. `title` and `explained` say them.

    *matures_days*: so long after a day its figure may still change (a complaint, a repeated contact comes
    late and belongs to the day of the contact); till then it is provisional.
    """

    id: str
    label: str
    group: Group
    unit: Unit
    direction: Direction
    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...]
    meaning: str
    of: Of = Of.AGENT
    matures_days: int = 0
    example: Example | None = None
    label_zh: str = ""
    meaning_zh: str = ""
    names: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        terms = (*self.numerator, *self.denominator)
        names = {name for term in terms for name in (term.name, *chain(*term.instead))}
        object.__setattr__(self, "names", frozenset(names))

    @property
    def title(self) -> str:
        """What people call it."""
        return self.label_zh if self.label_zh and language() == "zh_CN" else _(self.label)

    @property
    def explained(self) -> str:
        """What it is, in a sentence."""
        return self.meaning_zh if self.meaning_zh and language() == "zh_CN" else _(self.meaning)

    @property
    def scale(self) -> float:
        """By what the bare ratio is multiplied to be in the KPI's unit."""
        return _SCALE.get(self.unit, 1.0)


@dataclass(frozen=True)
class Ratio:
    """A KPI's value with the two sums that it is made of; *value* None: no data, never 0 nor 100 %."""

    numerator: float | None
    denominator: float | None
    value: float | None


def ratio(kpi: Kpi, sums: Mapping[str, float | None]) -> Ratio:
    """*kpi* from *sums*, which are of the same people and days; a sum that is missing or None is unknown."""
    above, below = _sum(kpi.numerator, sums), _sum(kpi.denominator, sums)
    if above is None or below is None or below <= 0:
        return Ratio(above, below, None)
    return Ratio(above, below, kpi.scale * above / below)


def total(rows: Iterable[Mapping[str, float | None]]) -> dict[str, float | None]:
    """*rows* added field by field: what is unknown in one of them adds nothing, what is unknown in all of
    them stays unknown."""
    sums: dict[str, float | None] = {}
    for row in rows:
        for name, value in row.items():
            so_far = sums.get(name)
            sums[name] = value if so_far is None else so_far if value is None else so_far + value
    return sums


def days_present(signed_in_s: Iterable[float | None]) -> int | None:
    """On how many days, of which *signed_in_s* tells the time signed in, somebody was there for half a shift
    at least; None where it is known of no day."""
    known = [seconds for seconds in signed_in_s if seconds is not None]
    return sum(seconds >= HALF_SHIFT_S for seconds in known) if known else None


def is_provisional(kpi: Kpi, last_day: date, today: date) -> bool:
    """Whether the figure of a time that ends with *last_day* may still change."""
    return today <= last_day + timedelta(days=kpi.matures_days)


def _sum(terms: Iterable[Term], sums: Mapping[str, float | None]) -> float | None:
    found = [term.of(sums) for term in terms]
    return None if None in found else sum(part for part in found if part is not None)


def _t(*names: str) -> tuple[Term, ...]:
    return tuple(Term(name) for name in names)


_H, _L, _B = Direction.HIGHER, Direction.LOWER, Direction.BAND
_PARTS = ("talk_s", "hold_s", "acw_s")
_HANDLE = Term("handle_s", instead=(_PARTS,))
_BUSY = Term("busy_s", instead=(("handle_s",), _PARTS))
_HANDLED = _t("n_answered")

KPIS: tuple[Kpi, ...] = (
    Kpi(  # 一次解决率
        "fcr",
        mark("First-contact resolution"),
        Group.RESOLUTION,
        Unit.SHARE,
        _H,
        _t("n_fcr_ok"),
        _t("n_fcr_eligible"),
        mark(
            "First contacts of a known customer on a subject after which the customer did not come back on "
            "it, of all whose time to come back is over. It belongs to the agent of the first contact."
        ),
        matures_days=7,
        example=Example(low=0.75),
    ),
    Kpi(  # 一次解决率（自报）
        "fcr_said",
        mark("Closed as resolved"),
        Group.RESOLUTION,
        Unit.SHARE,
        _H,
        _t("n_fcr_said_ok"),
        _t("n_fcr_said"),
        mark("Contacts that the agent closed as resolved, of those with a disposition: what agents say."),
    ),
    Kpi(  # 一次解决率（问卷）
        "fcr_asked",
        mark("Resolved, by survey"),
        Group.RESOLUTION,
        Unit.SHARE,
        _H,
        _t("n_fcr_asked_ok"),
        _t("n_fcr_asked"),
        mark("Customers who answered “solved at once”, of those who answered the question."),
        matures_days=3,
        example=Example(low=0.70),
    ),
    Kpi(  # 通话均长
        "att",
        mark("Mean talk time"),
        Group.EFFICIENCY,
        Unit.SECONDS,
        _B,
        _t("talk_s"),
        _HANDLED,
        mark("Talk time of all handled contacts, divided by their number."),
    ),
    Kpi(  # 平均处理时长
        "aht",
        mark("Mean handle time"),
        Group.EFFICIENCY,
        Unit.SECONDS,
        _B,
        (_HANDLE,),
        _HANDLED,
        mark("Talk, hold and after-contact time of all handled contacts, divided by their number."),
    ),
    Kpi(  # 案头时长
        "acw",
        mark("Mean after-contact time"),
        Group.EFFICIENCY,
        Unit.SECONDS,
        _L,
        _t("acw_s"),
        _HANDLED,
        mark("After-contact time, divided by the number of handled contacts."),
    ),
    Kpi(  # 通话保持率
        "hold_rate",
        mark("Hold rate"),
        Group.EFFICIENCY,
        Unit.SHARE,
        _L,
        _t("n_held"),
        _HANDLED,
        mark("Contacts that were put on hold at least once, of the handled ones."),
    ),
    Kpi(  # 平均保持时长
        "mean_hold",
        mark("Mean hold time"),
        Group.EFFICIENCY,
        Unit.SECONDS,
        _L,
        _t("hold_s"),
        _t("n_held"),
        mark("Time on hold, divided by the number of contacts that were put on hold."),
    ),
    Kpi(  # 转接率
        "transfer_rate",
        mark("Transfer rate"),
        Group.EFFICIENCY,
        Unit.SHARE,
        _L,
        _t("n_transfer"),
        _HANDLED,
        mark("Contacts passed on to somebody else, of the handled ones."),
        example=Example(high=0.10),
    ),
    Kpi(  # 升级率
        "escalation_rate",
        mark("Escalation rate"),
        Group.EFFICIENCY,
        Unit.SHARE,
        _L,
        _t("n_escalation"),
        _HANDLED,
        mark("Contacts passed up to a supervisor, of the handled ones."),
        example=Example(high=0.10),
    ),
    Kpi(  # 漏接率
        "rona_rate",
        mark("Rings not answered"),
        Group.EFFICIENCY,
        Unit.SHARE,
        _L,
        _t("n_rona"),
        _t("n_offered"),
        mark(
            "Rings that the agent let end, of all that were offered. A customer who hangs up while it rings "
            "is none."
        ),
    ),
    Kpi(  # 在线利用率
        "utilisation",
        mark("Utilisation"),
        Group.TIME,
        Unit.SHARE,
        _B,
        (_BUSY, *_t("ready_s")),
        _t("signed_s"),
        mark("Time handling contacts or ready for one, of the time signed in."),
        example=Example(low=0.90),
    ),
    Kpi(  # 工时利用率
        "occupancy",
        mark("Occupancy"),
        Group.TIME,
        Unit.SHARE,
        _B,
        (_BUSY,),
        (_BUSY, *_t("ready_s")),
        mark(
            "Time handling contacts, of the time handling or ready for one. It follows from how many are on "
            "duty: nobody is judged by it alone."
        ),
        of=Of.TEAM,
        example=Example(high=0.85),
    ),
    Kpi(  # 遵时率
        "adherence",
        mark("Adherence"),
        Group.TIME,
        Unit.SHARE,
        _H,
        _t("adhered_s"),
        _t("scheduled_s"),
        mark("Time in the state that the schedule says, of the scheduled time."),
        example=Example(low=0.90),
    ),
    Kpi(  # 损耗率
        "shrinkage",
        mark("Shrinkage"),
        Group.TIME,
        Unit.SHARE,
        _L,
        (Term("paid_s"), Term("busy_s", -1.0, (("handle_s",), _PARTS)), Term("ready_s", -1.0)),
        _t("paid_s"),
        mark("Paid time in which nobody could take a contact, of the paid time."),
        of=Of.TEAM,
        example=Example(low=0.25, high=0.35),
    ),
    Kpi(  # 满意度
        "csat",
        mark("Satisfaction"),
        Group.SATISFACTION,
        Unit.SHARE,
        _H,
        _t("n_csat_top2"),
        _t("n_survey"),
        mark("Answers in the two best grades, of all valid answers. Comparable within one channel only."),
        matures_days=3,
    ),
    Kpi(  # 满意度均分
        "csat_mean",
        mark("Mean satisfaction"),
        Group.SATISFACTION,
        Unit.POINTS,
        _H,
        _t("csat_sum"),
        _t("n_survey"),
        mark("Points of all valid answers, divided by their number."),
        matures_days=3,
    ),
    Kpi(  # 净推荐值
        "nps",
        mark("Net promoter score"),
        Group.SATISFACTION,
        Unit.NET,
        _H,
        (Term("n_promoter"), Term("n_detractor", -1.0)),
        _t("n_nps"),
        mark(
            "Promoters less detractors, per 100 answers. Too uncertain for one person’s month: it is for "
            "teams."
        ),
        of=Of.TEAM,
        matures_days=3,
    ),
    Kpi(  # 参评率
        "response_rate",
        mark("Response rate"),
        Group.SATISFACTION,
        Unit.SHARE,
        _H,
        _t("n_survey"),
        _t("n_survey_sent"),
        mark("Customers who answered, of those who were asked."),
        matures_days=3,
    ),
    Kpi(  # 邀评率
        "invitation_rate",
        mark("Invitation rate"),
        Group.SATISFACTION,
        Unit.SHARE,
        _H,
        _t("n_survey_sent"),
        _HANDLED,
        mark("Customers who were asked, of the handled contacts: low where agents choose whom to ask."),
    ),
    Kpi(  # 投诉率
        "complaint_rate",
        mark("Complaints"),
        Group.COMPLAINTS,
        Unit.PER_THOUSAND,
        _L,
        _t("n_complaint"),
        _HANDLED,
        mark("Complaints about contacts of these days, per 1,000 handled ones."),
        matures_days=30,
    ),
    Kpi(  # 有责投诉率
        "complaint_valid_rate",
        mark("Complaints upheld"),
        Group.COMPLAINTS,
        Unit.PER_THOUSAND,
        _L,
        _t("n_complaint_valid"),
        _HANDLED,
        mark("Complaints that were found to be justified, per 1,000 handled contacts."),
        matures_days=30,
    ),
    Kpi(  # 派单率
        "dispatch_rate",
        mark("Dispatch rate"),
        Group.ORDERS,
        Unit.SHARE,
        _B,
        _t("n_dispatch"),
        _HANDLED,
        mark(
            "Contacts that opened a work order, of the handled ones. Too few: agents promise without an "
            "order."
        ),
    ),
    Kpi(  # 差错工单率
        "dispatch_wrong_rate",
        mark("Wrong work orders"),
        Group.ORDERS,
        Unit.SHARE,
        _L,
        _t("n_dispatch_wrong"),
        _t("n_dispatch"),
        mark("Work orders that came back as wrong, of those that were opened."),
        matures_days=30,
    ),
    Kpi(  # 质检得分
        "qa_score",
        mark("Quality score"),
        Group.QUALITY,
        Unit.SHARE,
        _H,
        _t("score_sum"),
        _t("score_max"),
        mark("Points given, of those possible on the items that applied; a form with a fatal error has 0."),
        example=Example(low=0.90),
    ),
    Kpi(  # 致命错误率
        "fatal_rate",
        mark("Fatal-error rate"),
        Group.QUALITY,
        Unit.SHARE,
        _L,
        _t("n_fatal_form"),
        _t("n_form"),
        mark("Quality forms with a fatal error, of all forms."),
    ),
    Kpi(  # 关键错误率
        "critical_rate",
        mark("Critical-error rate"),
        Group.QUALITY,
        Unit.SHARE,
        _L,
        _t("n_critical_err"),
        _t("n_item_opportunity"),
        mark("Critical errors, of the items that were assessed."),
    ),
    Kpi(  # 非关键错误率
        "noncritical_rate",
        mark("Non-critical-error rate"),
        Group.QUALITY,
        Unit.SHARE,
        _L,
        _t("n_noncritical_err"),
        _t("n_item_opportunity"),
        mark("Non-critical errors, of the items that were assessed."),
    ),
    Kpi(  # 日均接话量
        "contacts_per_day",
        mark("Contacts per day"),
        Group.VOLUME,
        Unit.PER_DAY,
        _B,
        _HANDLED,
        _t("days_present"),
        mark("Handled contacts, divided by the days signed in for half a shift at least."),
        example=Example(low=150),
    ),
    Kpi(  # 每有效工时接话量
        "contacts_per_hour",
        mark("Contacts per productive hour"),
        Group.VOLUME,
        Unit.PER_HOUR,
        _B,
        _HANDLED,
        (Term("signed_s"), Term("credited_s", -1.0, optional=True)),
        mark("Handled contacts, per hour signed in; hours credited for teaching are taken out first."),
    ),
    Kpi(  # 接通率
        "answer_rate",
        mark("Answer rate"),
        Group.VOLUME,
        Unit.SHARE,
        _H,
        _t("contacts_answered"),
        _t("contacts"),
        mark("Requests to the queue that were answered, of all of them."),
        of=Of.QUEUE,
        example=Example(low=0.93),
    ),
    Kpi(  # 参培率
        "attendance",
        mark("Course attendance"),
        Group.TRAINING,
        Unit.SHARE,
        _H,
        _t("n_attended"),
        _t("n_invited"),
        mark("Those who came to the course, of those invited."),
    ),
    Kpi(  # 考试通过率
        "pass_rate",
        mark("Pass rate"),
        Group.TRAINING,
        Unit.SHARE,
        _H,
        _t("n_passed"),
        _t("n_sat"),
        mark("Those who passed the examination, of those who sat it."),
    ),
)

BY_ID = {kpi.id: kpi for kpi in KPIS}
"""Every KPI by its id, those of the centre in use too (`use_own`)."""


def use_own(own: Iterable[Kpi]) -> None:
    """Let this process know the KPIs that its centre made, in place of those that it knew before."""
    usual = {kpi.id for kpi in KPIS}
    for known in [name for name in BY_ID if name not in usual]:
        del BY_ID[known]
    BY_ID.update({kpi.id: kpi for kpi in own if kpi.id not in usual})


def called(id: str) -> str:
    """The title of a KPI, of one that is no more its id; "" for none."""
    return BY_ID[id].title if id in BY_ID else id


KNOWN_SUMS = frozenset(FIELDS_BY_NAME) | frozenset(OTHER_SUMS)
"""Every name that a term may have."""
