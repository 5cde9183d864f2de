"""Types of contact over weeks: which of them come more or less often than is usual.

Loaded by work processes and commands alone: it takes numpy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from supervisor.evidence.trend import process_chart
from supervisor.history.type_days import TypeDays

WEEKS = 26
"""So many weeks before the month tell what is usual."""
LEAST_WEEKS = 8
"""With fewer nothing is said to be unusual."""


@dataclass(frozen=True)
class TypeMonth:
    """A *type* of contact ("" nobody said which) in a month: handled contacts, those of the month before and
    of the same month a year before (None: nothing was counted then), and of how many weeks of the month the
    count was above or below what its weeks before make usual (*up*, *down*; None: too few weeks known)."""

    type: str
    count: float
    before: float | None
    year_before: float | None
    up: int | None
    down: int | None


def type_months(told: TypeDays, month: date) -> tuple[TypeMonth, ...]:
    """Every type of *month* (its first day), the most frequent first; *told* reaches back as far as is
    known."""
    after = _later(month, 1)
    before, year = _later(month, -1), _later(month, -12)
    spans = {"now": (month, after), "before": (before, month), "year": (year, _later(year, 1))}
    within = {
        name: [at for at, day in enumerate(told.days) if first <= day < last]
        for name, (first, last) in spans.items()
    }
    some = {name: bool(told.known[days].any()) for name, days in within.items()}
    weeks = _weeks(told, month, after)
    usual = sum(last < month for _first, last in weeks)
    found = []
    for type in told.types:
        counts = told.of(type)
        sums = {name: float(counts[days].sum()) if some[name] else None for name, days in within.items()}
        if not sums["now"] and not sums["before"]:
            continue
        up = down = None
        if usual >= LEAST_WEEKS:
            values = [_week(told, counts, first) for first, _last in weeks]
            signals = process_chart(values, baseline=usual, least=0.0).signals[usual:]
            up = sum(any(one.upwards for one in of) for of in signals)
            down = sum(any(not one.upwards for one in of) for of in signals)
        found.append(TypeMonth(type, sums["now"] or 0.0, sums["before"], sums["year"], up, down))
    return tuple(sorted(found, key=lambda one: (-one.count, one.type)))


def first_day(month: date) -> date:
    """From when on days are to be read for `type_months`."""
    return min(_later(month, -12), month - timedelta(weeks=WEEKS + 1))


def _weeks(told: TypeDays, month: date, after: date) -> list[tuple[date, date]]:
    """Whole weeks, Monday to Sunday: those before the month that are told, and those that end in it."""
    monday = month - timedelta(weeks=WEEKS, days=month.weekday())
    found = []
    while monday + timedelta(days=6) < after:
        if told.days and monday >= told.days[0]:
            found.append((monday, monday + timedelta(days=6)))
        monday += timedelta(weeks=1)
    return [one for one in found if _is_told(told, one[0])]


def _is_told(told: TypeDays, monday: date) -> bool:
    first = (monday - told.days[0]).days
    days = told.known[first : first + 7]
    return len(days) == 7 and bool(days.all())


def _week(told: TypeDays, counts: NDArray[np.float64], monday: date) -> float:
    first = (monday - told.days[0]).days
    return float(counts[first : first + 7].sum())


def _later(month: date, by: int) -> date:
    months = month.year * 12 + month.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)
