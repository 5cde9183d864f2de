"""A day by quarter hours as a curve, and the band of the same weekday of the last weeks behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from supervisor.live.board import QueueKey
from supervisor.live.counts import NOTHING, Counts
from supervisor.live.past import PastDay
from supervisor.wallboard.metrics import answer_rate, service_level

Series: TypeAlias = Literal["answer_rate", "service_level", "offered", "mean_wait"]
SERIES: tuple[Series, ...] = ("answer_rate", "service_level", "offered", "mean_wait")
LEAST = 5  # contacts in half an hour: with fewer a rate or a mean is no point on a curve


@dataclass(frozen=True)
class Spread:
    """How the last weeks were in one quarter hour: from *low* to *high*, the middle half between the
    quartiles, over *n* days."""

    low: float
    lower: float
    middle: float
    upper: float
    high: float
    n: int


def added(of: Iterable[Mapping[int, Counts]]) -> dict[int, Counts]:
    """Several queues' quarters as one, count by count."""
    sums: dict[int, Counts] = {}
    for quarters in of:
        for quarter, counts in quarters.items():
            sums[quarter] = sums.get(quarter, NOTHING) + counts
    return sums


def points(quarters: Mapping[int, Counts], series: Series, first: int, last: int) -> list[float | None]:
    """A point for each quarter hour from *first* to *last* (included); None where nothing can be said.

    "offered" counts the quarter hour itself. Rates and means are over it and the one before, half an hour,
    summed before they are divided, so that a quiet queue does not jump between 0 and 100 %.
    """
    made: list[float | None] = []
    for quarter in range(first, last + 1):
        now = quarters.get(quarter, NOTHING)
        if series == "offered":
            made.append(float(now.offered))
            continue
        half = quarters.get(quarter - 1, NOTHING) + now
        if series == "mean_wait":
            made.append(half.wait_answered_s / half.answered if half.answered >= LEAST else None)
            continue
        rate = answer_rate(half) if series == "answer_rate" else service_level(half, 0)
        made.append(rate.value if rate.whole >= LEAST else None)
    return made


def spreads(
    days: Iterable[PastDay], series: Series, first: int, last: int, *, least_days: int = 2
) -> list[Spread | None]:
    """How *days* (queues of one day are added up) were in each quarter hour from *first* to *last*.

    None where fewer than *least_days* of them have a point.
    """
    by_day: dict[object, list[Mapping[int, Counts]]] = {}
    for one in days:
        by_day.setdefault(one.day, []).append(one.quarters)
    lines = [points(added(queues), series, first, last) for queues in by_day.values()]
    return [
        _spread([value for value in at if value is not None], least_days) for at in zip(*lines, strict=True)
    ] or [None] * (last - first + 1)


def summed(days: Mapping[QueueKey, Iterable[PastDay]], queues: Collection[QueueKey]) -> tuple[PastDay, ...]:
    """*days* of *queues* (of all, when none is named) added up day by day, the newest first."""
    by_day: dict[date, list[PastDay]] = {}
    for key, of in days.items():
        if not queues or key in queues:
            for one in of:
                by_day.setdefault(one.day, []).append(one)
    return tuple(
        PastDay("", "", day, of[0].threshold_s, added(one.quarters for one in of))
        for day, of in sorted(by_day.items(), reverse=True)
    )


def opening(quarters: Iterable[Mapping[int, Counts]]) -> tuple[int, int] | None:
    """The first and the last quarter hour of the busy day: with at least a fifth of the busiest one's
    contacts. None when nothing ever came. A night's few contacts would take half of a curve's width."""
    offered = {quarter: counts.offered for quarter, counts in added(quarters).items()}
    most = max(offered.values(), default=0)
    if not most:
        return None
    busy = [quarter for quarter, count in offered.items() if count * 5 >= most]
    return min(busy), max(busy)


def _spread(values: Sequence[float], least: int) -> Spread | None:
    if len(values) < max(1, least):
        return None
    values = sorted(values)
    return Spread(values[0], _at(values, 0.25), _at(values, 0.5), _at(values, 0.75), values[-1], len(values))


def _at(ordered: Sequence[float], share: float) -> float:
    """The quantile at *share*, between two values in proportion."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
