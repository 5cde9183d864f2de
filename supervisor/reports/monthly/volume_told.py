"""What came to the queues in the month, with what is usual of such days; asked once for one workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from supervisor.evidence.daily import DayLimits, day_limits
from supervisor.history.asking import opened
from supervisor.history.definition import Definition, OfferedBy
from supervisor.history.period import Period
from supervisor.reports.monthly.month import Month

if TYPE_CHECKING:  # arrays
    from supervisor.history.queue_views import QueueSums, QueueViews


BASELINE_DAYS = 91
"""So many days before the month say what is usual of a weekday, and make the limits."""

BY_CONTACT = Definition(offered_by=OfferedBy.CONTACT)
"""As the answer rate has it: a customer's tries count once a queue and day."""


@dataclass(frozen=True)
class Volume:
    """*days* of the month with the limits of each, by *baseline* days before it; *views* of its queues;
    *before*: what came in the month before, by skill group."""

    days: tuple[date, ...]
    limits: tuple[DayLimits, ...]
    baseline: int
    views: QueueViews
    before: Mapping[str, QueueSums]

    @property
    def out(self) -> tuple[date, ...]:
        """The days beyond their limits."""
        return tuple(day for day, one in zip(self.days, self.limits, strict=True) if one.above or one.below)


_kept: list[tuple[Month, Volume]] = []


def volume_of(month: Month) -> Volume:
    """What came on each day of the month; asked once for one workbook."""
    if _kept and _kept[0][0] is month:
        return _kept[0][1]
    _kept[:] = [(month, _volume(month))]
    return _kept[0][1]


def forget() -> None:
    """The workbook is made: keep nothing of it."""
    _kept.clear()


def _volume(month: Month) -> Volume:
    from supervisor.history.queue_views import queue_views, sums_by_day, sums_by_skill

    around = Period(month.first - timedelta(days=BASELINE_DAYS), month.first - timedelta(days=1))
    with opened(month.asked.url) as past:
        views = queue_views(past, month.period, BY_CONTACT)
        earlier = sums_by_day(past, around)
        before = sums_by_skill(past, month.before)
    now = views.days.rows()
    told: list[tuple[int, float | None]] = [
        (day.weekday(), earlier[day].offered if day in earlier else None) for day in around.days
    ]
    told += [(day.weekday(), now[day]["offered"]) for day in month.period.days]
    baseline = len(around.days)
    known = len(earlier)
    limits = day_limits(told, baseline=baseline if known >= FEWEST_DAYS else None)
    return Volume(month.period.days, limits[baseline:], known, views, before)


FEWEST_DAYS = 28  # days before the month; with fewer the month's own days make the limits
