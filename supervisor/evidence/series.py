"""Days' sums as values of weeks: what charts and trends are made of. Sums are added first, divided last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class WeekSeries:
    """*weeks* (their Mondays) without a gap; *values* in the KPI's unit (for `observed_by_expected`: the bare
    ratio), None where too little was seen; *counts*: n of each week (there: the expected x)."""

    weeks: tuple[date, ...]
    values: tuple[float | None, ...]
    counts: tuple[float, ...]


def monday(day: date) -> date:
    """The first day of *day*'s week."""
    return day - timedelta(days=day.weekday())


def weeks(first: date, last: date) -> tuple[date, ...]:
    """The Mondays of all weeks from *first*'s to *last*'s."""
    start = monday(first)
    return tuple(start + at * WEEK for at in range((monday(last) - start).days // 7 + 1))


def weekly(
    sums: Mapping[date, tuple[float, float]],
    first: date,
    last: date,
    *,
    scale: float = 1.0,
    least: float = 0.0,
) -> WeekSeries:
    """``scale * x / n`` of each week, from (x, n) of days (or of Mondays); what lies outside *first* to
    *last* is left out, and a week with *n* of no more than *least* has no value."""
    return _series(((day, x, n) for day, (x, n) in sums.items()), first, last, scale, least)


def observed_by_expected(
    sums: Mapping[tuple[date, str], tuple[float, float]],
    reference: Mapping[str, float],
    first: date,
    last: date,
    *,
    least: float = 0.0,
) -> WeekSeries:
    """x of each week by what its contacts would usually come to, from (x, n) of days and types and the usual
    x / n of each type: so a week of hard contacts is no bad week. A type without a reference is left out."""
    rows = ((day, x, n * reference[type]) for (day, type), (x, n) in sums.items() if type in reference)
    return _series(rows, first, last, 1.0, least)


def _series(
    rows: Iterable[tuple[date, float, float]], first: date, last: date, scale: float, least: float
) -> WeekSeries:
    starts = weeks(first, last)
    xs, ns = dict.fromkeys(starts, 0.0), dict.fromkeys(starts, 0.0)
    for day, x, n in rows:
        if (week := monday(day)) in xs:
            xs[week] += x
            ns[week] += n
    values = tuple(scale * xs[week] / ns[week] if ns[week] > max(0.0, least) else None for week in starts)
    return WeekSeries(starts, values, tuple(ns.values()))
