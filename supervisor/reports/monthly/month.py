"""The month under review as all of its sections know it: asked once for one workbook.

Where figures of a month were stated, the stated ones are shown, and what they would be now is a correction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from supervisor.datacheck.finding import DataCheck
from supervisor.datacheck.store import latest
from supervisor.errors import ReportError
from supervisor.evidence.cause import HandleTimeGap, TypeCount, contributions, handle_time_gap
from supervisor.history.asking import opened
from supervisor.history.count_block import month_end
from supervisor.history.period import Period
from supervisor.performance.kpi import BY_ID, Direction, Kpi, Of
from supervisor.performance.target import Target, TargetRow, target_for
from supervisor.performance.target_store import all_targets
from supervisor.reports.asked import Asked
from supervisor.reports.months import months_back
from supervisor.reports.people import People, people
from supervisor.review import cause_wording
from supervisor.review.asking import ask_review
from supervisor.review.corrections import Correction, corrections
from supervisor.review.frozen import FrozenReview, read_frozen
from supervisor.review.month_corrections import WholeCorrection, whole_corrections
from supervisor.review.month_sums import Apart, KpiMonth, MonthSums, Sums, ask_month_sums
from supervisor.review.month_verdict import (
    NOTHING_WANTED,
    Process,
    Steadiness,
    Wanted,
    steadiness,
    wanted_by,
    wanted_of,
)
from supervisor.review.monthly import MonthlyReview, ReviewQuestion
from supervisor.words import _, day

ANSWER_RATE = "answer_rate"
TIME = "aht"


class Shown(NamedTuple):
    """A KPI's month as it is shown: *value* in its unit with numerator *x* and denominator *n*; None unknown.
    *stated*: as it was stated, whatever it would be now."""

    value: float | None
    x: float | None
    n: float | None
    stated: bool = False


UNKNOWN = Shown(None, None, None)


@dataclass(frozen=True)
class Month:
    """*first* to *last*: the days of the month that are over. *stated*, *stated_before*: figures of the month
    and of the month before as they were stated; None: never. *corrected*, *corrected_before*: what became of
    them, with *changes* of single figures of either."""

    asked: Asked
    first: date
    last: date
    review: MonthlyReview
    sums: MonthSums
    people: People
    targets: tuple[TargetRow, ...]
    stated: FrozenReview | None
    stated_before: FrozenReview | None
    corrected: tuple[WholeCorrection, ...]
    corrected_before: tuple[WholeCorrection, ...]
    changes: tuple[Correction, ...]
    wanted: Mapping[str, Wanted]
    steady: Mapping[str, Steadiness]
    gap: HandleTimeGap | None = None
    causes: Mapping[str, str] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        """The days of the month that are over."""
        return Period(self.first, self.last)

    @property
    def before(self) -> Period:
        """The whole month before."""
        last = self.first - timedelta(days=1)
        return Period(last.replace(day=1), last)

    @property
    def is_running(self) -> bool:
        """Whether days of the month are still to come."""
        return self.last < month_end(self.first)

    @property
    def kpis(self) -> tuple[Kpi, ...]:
        """Those of which anything is known."""
        return tuple(one.kpi for one in self.sums.kpis)

    def name(self) -> str:
        """How the month is called."""
        return month_name(self.first)

    def now(self, kpi: str) -> Shown:
        """The month under review."""
        found = self.sums.of(kpi)
        return _shown(kpi, self.stated, self.first, found.now if found else None)

    def month_before(self, kpi: str) -> Shown:
        """The month before."""
        found = self.sums.of(kpi)
        return _shown(kpi, self.stated_before, self.before.first, found.before if found else None)

    def year_ago(self, kpi: str) -> Shown:
        """The same month a year ago."""
        found = self.sums.of(kpi)
        return _shown(kpi, None, self.first, found.year_ago if found else None)

    def apart(self, kpi: str, by: Apart) -> Mapping[tuple[str, ...], tuple[Shown, Shown]]:
        """The month before and the month, told apart; as they are known now."""
        found = self.sums.of(kpi)
        if found is None:
            return {}
        return {key: (_of(kpi, before), _of(kpi, now)) for key, (before, now) in found.told(by).items()}


def month_name(first: date) -> str:
    """A month as people write it."""
    return _("{year}-{month}").format(year=first.year, month=f"{first.month:02}")


def _of(kpi: str, sums: Sums | None) -> Shown:
    return UNKNOWN if sums is None else Shown(sums.value(BY_ID[kpi].scale), sums.x, sums.n)


def _shown(kpi: str, stated: FrozenReview | None, month: date, sums: Sums | None) -> Shown:
    figures = stated.figures.get(kpi) if stated is not None else None
    whole = figures.whole(month) if figures is not None else None
    if whole is not None:
        return Shown(Sums(*whole).value(BY_ID[kpi].scale), *whole, True)
    return _of(kpi, sums)


def last_check(month: Month) -> DataCheck | None:
    """The newest check of the data; None: there never was one."""
    with opened(month.asked.url) as past:
        return latest(past.history)


_last: list[Month] = []


def month_of(asked: Asked) -> Month:
    """The month that *asked* asks for; all sections of one workbook share one. Raises ReportError for a month
    that has not begun, and DatabaseError."""
    if _last and _last[0].asked is asked:
        return _last[0]
    _last[:] = [_read(asked)]
    return _last[0]


def forget() -> None:
    """The workbook is made: keep nothing of it."""
    _last.clear()


def _read(asked: Asked) -> Month:
    first, today = asked.month, asked.today
    if first >= today:
        raise ReportError(
            _("Monthly review"), _("No day of {month} is over yet.").format(month=month_name(first))
        )
    last = min(month_end(first), today - timedelta(days=1))
    review = ask_review(asked.url, ReviewQuestion(first, today))
    sums = ask_month_sums(asked.url, first, today)
    before = months_back(first, 1)
    with asked.centre() as db:
        targets = all_targets(db)
        stated, stated_before = read_frozen(db, first), read_frozen(db, before)
    changes: tuple[Correction, ...] = ()
    wholes: list[tuple[WholeCorrection, ...]] = []
    for one in (stated, stated_before):
        found = () if one is None else corrections(one, review, noticed=today)
        found = tuple(each for each in found if one is not None and each.month == one.freeze.month)
        wholes.append(() if one is None else whole_corrections(one, review, found))
        changes += found
    gap = handle_time_gap(sums.times, sums.times_before) if sums.times and sums.times_before else None
    return Month(
        asked,
        first,
        last,
        review,
        sums,
        people(asked),
        targets,
        stated,
        stated_before,
        wholes[0],
        wholes[1],
        changes,
        {one.kpi.id: _wanted(asked, review, targets, first, one) for one in sums.kpis},
        {one.kpi.id: steadiness(one, sums) for one in sums.kpis},
        gap,
    )


def _wanted(
    asked: Asked, review: MonthlyReview, targets: tuple[TargetRow, ...], first: date, one: KpiMonth
) -> Wanted:
    """What was wanted of everybody: of single people's KPIs as a mix of theirs, else by a target for all."""
    kpi = one.kpi
    found = review.evidence.get(kpi.id)
    if kpi.of is Of.AGENT:
        return NOTHING_WANTED if found is None else wanted_of(found.panel)
    row = target_for(targets, kpi.id, skill="", band="", channel="", month=first)
    target = row.target if row is not None else None
    if target is None and kpi.id == ANSWER_RATE:
        target = Target(low=asked.settings.answer_rate_target)
    return NOTHING_WANTED if target is None else wanted_by(kpi, target, one.value(one.now))


# -- why ----------------------------------------------------------------------------------------------------


def cause(month: Month, kpi: str) -> str:
    """Where a change to the month before, or what everybody shares, comes from, as far as the counts tell; ""
    where nothing does."""
    found = month.sums.of(kpi)
    if found is None:
        return ""
    outage = next((one for one in month.review.outages if one.kpi == kpi and one.month == month.first), None)
    shared = "" if outage is None else _("All groups at once.")
    if kpi == TIME and month.gap is not None:
        return f"{shared} {time_cause(month.gap)}".strip()
    if shared:
        return shared
    types = found.told(Apart.TYPE)
    if len(types) < 2 or found.kpi.direction is Direction.BAND:
        return ""
    counts = [
        TypeCount(key[0], now.n, now.x, before.value(found.kpi.scale))
        for key, (before, now) in types.items()
        if now is not None and before is not None
    ]
    before, now = month.month_before(kpi).value, month.now(kpi).value
    if before is None or now is None or not counts:
        return ""
    # what makes the change, whichever way it goes
    parts = contributions(counts, higher_is_better=now < before, scale=found.kpi.scale)
    return cause_wording.makers(parts)


def time_cause(gap: HandleTimeGap) -> str:
    """The change of handle time in its parts, the largest first."""
    parts = [
        (_("mix of contacts"), gap.mix),
        (_("talk time"), gap.talk.seconds),
        (_("hold time"), gap.hold.seconds),
        (_("after-contact work"), gap.after_contact.seconds),
    ]
    told = [one for one in sorted(parts, key=lambda one: -abs(one[1])) if abs(one[1]) >= 0.5]
    if not told:
        return ""
    return _("{parts}.").format(
        parts=_(", ").join(
            _("{part} {seconds}").format(part=part, seconds=cause_wording.seconds(seconds))
            for part, seconds in told
        )
    )


def process_of(month: Month, kpi: str) -> Process:
    """How the weeks of the month lie to their limits."""
    found = month.steady.get(kpi)
    return Process.FEW if found is None else found.process


def days_said(period: Period) -> str:
    """A stretch of days in words."""
    return _("{since} – {until}").format(since=day(period.first, date.min), until=day(period.last, date.min))
