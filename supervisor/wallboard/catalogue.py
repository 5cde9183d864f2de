"""The one catalogue of live metrics: what alarms watch, pages show, lists rank by and tables offer.

A metric is declared once: its name for files and rules, its words, its unit, the side on which it is bad, its
period and its formula over a `Sight`. Nothing else computes a live figure for a person to read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from supervisor.live.fold import RECENT_MINUTES
from supervisor.wallboard.metrics import PeriodFigures, Rate, abandonment
from supervisor.wallboard.scope import ScopeKind, Sight
from supervisor.words import DASH, _, duration, mark, ngettext, number, share


class Unit(StrEnum):
    """In what a metric's value is: a count, seconds, or a share of 0 to 1."""

    COUNT = "count"
    SECONDS = "seconds"
    SHARE = "share"


class Side(StrEnum):
    """On which side a metric is bad; NEITHER: it is only read."""

    ABOVE = "above"
    BELOW = "below"
    NEITHER = "neither"


class Period(StrEnum):
    """Of what time a figure speaks."""

    NOW = "now"
    RECENT = "recent"  # the last 30 minutes, by arrival
    TODAY = "today"  # since the business day began

    @property
    def words(self) -> str:
        """As a person reads it beside the figure."""
        match self:
            case Period.NOW:
                return _("now")
            case Period.RECENT:
                return ngettext("last {n} minute", "last {n} minutes", RECENT_MINUTES).format(
                    n=RECENT_MINUTES
                )
            case Period.TODAY:
                return _("today")


@dataclass(frozen=True)
class Figure:
    """A metric's value: None is unknown, shown as a dash and never as 0. *n* is how many contacts or people
    stand behind it (None for a plain count), *rate* its two counts where it is a share."""

    value: float | None
    n: int | None = None
    rate: Rate | None = None


UNKNOWN = Figure(None)


@dataclass(frozen=True)
class Metric:
    """One live metric. *label* and *meaning* (its formula in words) are English, said through `_`."""

    name: str
    label: str
    meaning: str
    unit: Unit
    worse: Side
    period: Period
    scopes: frozenset[ScopeKind]
    of: Callable[[Sight], Figure]

    def said(self, figure: Figure) -> str:
        """The value as a person reads it: "91.3 %", "2:41", "7", or a dash."""
        if figure.value is None:
            return DASH
        match self.unit:
            case Unit.SHARE:
                return share(figure.value)
            case Unit.SECONDS:
                return duration(figure.value)
            case Unit.COUNT:
                return number(figure.value)


_ANY = frozenset(ScopeKind)
_QUEUES = frozenset({ScopeKind.CENTRE, ScopeKind.QUEUE})
_PEOPLE = _ANY


def metric(name: str) -> Metric | None:
    """The metric called *name*; None when this version has none (a file of a newer one may name it)."""
    return CATALOGUE.get(name)


def _count(of: Callable[[Sight], int | None]) -> Callable[[Sight], Figure]:
    def figure(sight: Sight) -> Figure:
        value = of(sight)
        return UNKNOWN if value is None else Figure(float(value))

    return figure


def _part(of: Callable[[Sight], tuple[int, int]]) -> Callable[[Sight], Figure]:
    def figure(sight: Sight) -> Figure:
        rate = Rate(*of(sight))
        return Figure(rate.value, rate.whole, rate)

    return figure


def _rate(of: Callable[[PeriodFigures], Rate], recent: bool) -> Callable[[Sight], Figure]:
    def figure(sight: Sight) -> Figure:
        period = sight.recent if recent else sight.today
        if period is None:
            return UNKNOWN
        rate = of(period)
        return Figure(rate.value, rate.whole, rate)

    return figure


def _mean(
    of: Callable[[PeriodFigures], float | None], n: Callable[[PeriodFigures], int], recent: bool
) -> Callable[[Sight], Figure]:
    def figure(sight: Sight) -> Figure:
        period = sight.recent if recent else sight.today
        return UNKNOWN if period is None else Figure(of(period), n(period))

    return figure


def _sum(of: Callable[[PeriodFigures], int], recent: bool) -> Callable[[Sight], Figure]:
    def figure(sight: Sight) -> Figure:
        period = sight.recent if recent else sight.today
        return UNKNOWN if period is None else Figure(float(of(period)))

    return figure


def _busy(sight: Sight) -> tuple[int, int]:
    staff = sight.staff
    busy = staff.ringing + staff.handling + staff.after_contact
    return busy, busy + staff.ready


def _now() -> list[Metric]:
    now, count = Period.NOW, Unit.COUNT
    return [
        Metric(
            "waiting",
            mark("Waiting"),
            mark("Contacts that wait in the queue now."),
            count,
            Side.ABOVE,
            now,
            _QUEUES,
            _count(lambda sight: sight.waiting),
        ),
        Metric(
            "longest_wait",
            mark("Longest wait"),
            mark("How long the contact that waits longest has waited; a dash when nobody waits."),
            Unit.SECONDS,
            Side.ABOVE,
            now,
            _QUEUES,
            lambda sight: Figure(sight.longest_wait_s),
        ),
        Metric(
            "waiting_unstaffed",
            mark("Waiting with nobody signed in"),
            mark("Contacts that wait while no agent of the queue is signed in; 0 as soon as one is."),
            count,
            Side.ABOVE,
            now,
            _QUEUES,
            _count(
                lambda sight: None if sight.waiting is None else 0 if sight.staff.signed_in else sight.waiting
            ),
        ),
        Metric(
            "ready",
            mark("Ready"),
            mark("Agents who could take a contact now."),
            count,
            Side.BELOW,
            now,
            _PEOPLE,
            _count(lambda sight: sight.staff.ready),
        ),
        Metric(
            "handling",
            mark("Handling"),
            mark("Agents with a contact, or being called for one."),
            count,
            Side.NEITHER,
            now,
            _PEOPLE,
            _count(lambda sight: sight.staff.handling + sight.staff.ringing),
        ),
        Metric(
            "after_contact",
            mark("After contact"),
            mark("Agents who finish the work of a contact that is over."),
            count,
            Side.ABOVE,
            now,
            _PEOPLE,
            _count(lambda sight: sight.staff.after_contact),
        ),
        Metric(
            "on_break",
            mark("On break"),
            mark("Agents on a break of any kind."),
            count,
            Side.ABOVE,
            now,
            _PEOPLE,
            _count(lambda sight: sight.staff.on_break),
        ),
        Metric(
            "overruns",
            mark("Breaks overrun"),
            mark("Agents whose break lasts longer than its code allows."),
            count,
            Side.ABOVE,
            now,
            _PEOPLE,
            _count(lambda sight: sight.overruns),
        ),
        Metric(
            "signed_in",
            mark("Signed in"),
            mark("Agents who are ready, with a contact, after one, or on break."),
            count,
            Side.BELOW,
            now,
            _PEOPLE,
            _count(lambda sight: sight.staff.signed_in),
        ),
        Metric(
            "busy_share",
            mark("Busy"),
            mark("Agents with or after a contact ÷ those and the ready; breaks are left out."),
            Unit.SHARE,
            Side.ABOVE,
            now,
            _PEOPLE,
            _part(_busy),
        ),
        Metric(
            "break_share",
            mark("Share on break"),
            mark("Agents on break ÷ agents signed in."),
            Unit.SHARE,
            Side.ABOVE,
            now,
            _PEOPLE,
            _part(lambda sight: (sight.staff.on_break, sight.staff.signed_in)),
        ),
    ]


def _over(period: Period) -> list[Metric]:
    recent = period is Period.RECENT
    tail = f".{period}"
    return [
        Metric(
            "answer_rate" + tail,
            mark("Answer rate"),
            mark("Answered ÷ (offered − still waiting), by arrival."),
            Unit.SHARE,
            Side.BELOW,
            period,
            _QUEUES,
            _rate(lambda figures: figures.answer_rate, recent),
        ),
        Metric(
            "service_level" + tail,
            mark("Service level"),
            mark(
                "Answered within the threshold ÷ (settled − short abandons + waiting past the threshold), "
                "by arrival."
            ),
            Unit.SHARE,
            Side.BELOW,
            period,
            _QUEUES,
            _rate(lambda figures: figures.service_level, recent),
        ),
        Metric(
            "abandonment" + tail,
            mark("Abandonment"),
            mark("Abandoned ÷ settled, both without short abandons, by arrival."),
            Unit.SHARE,
            Side.ABOVE,
            period,
            _QUEUES,
            _rate(lambda figures: abandonment(figures.counts), recent),
        ),
        Metric(
            "mean_wait" + tail,
            mark("Mean wait"),
            mark("Total wait of the answered ÷ answered, ring included."),
            Unit.SECONDS,
            Side.ABOVE,
            period,
            _QUEUES,
            _mean(lambda figures: figures.mean_wait_s, lambda figures: figures.counts.answered, recent),
        ),
        Metric(
            "mean_handle" + tail,
            mark("Mean handle time"),
            mark("Talk, hold and after-contact work ÷ contacts ended; those under way are not in it."),
            Unit.SECONDS,
            Side.ABOVE,
            period,
            _QUEUES,
            _mean(lambda figures: figures.mean_handle_s, lambda figures: figures.counts.ended, recent),
        ),
        Metric(
            "offered" + tail,
            mark("Offered"),
            mark("Contacts that entered the queue."),
            Unit.COUNT,
            Side.NEITHER,
            period,
            _QUEUES,
            _sum(lambda figures: figures.counts.offered, recent),
        ),
        Metric(
            "answered" + tail,
            mark("Answered"),
            mark("Contacts that an agent took."),
            Unit.COUNT,
            Side.NEITHER,
            period,
            _QUEUES,
            _sum(lambda figures: figures.counts.answered, recent),
        ),
        Metric(
            "abandoned" + tail,
            mark("Abandoned"),
            mark("Contacts whose customer gave up waiting."),
            Unit.COUNT,
            Side.ABOVE,
            period,
            _QUEUES,
            _sum(lambda figures: figures.counts.abandoned, recent),
        ),
    ]


CATALOGUE: dict[str, Metric] = {
    declared.name: declared for declared in (*_now(), *_over(Period.RECENT), *_over(Period.TODAY))
}
