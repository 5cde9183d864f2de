"""Values of KPIs as cells of a workbook: each in its own unit, a change with its sign."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

from supervisor.performance.amount import DIGITS
from supervisor.performance.kpi import BY_ID, UNIT_LABELS, Kpi, Unit
from supervisor.review.wording import between, with_unit
from supervisor.words import DASH, _, duration
from supervisor.workbook.book import Cell
from supervisor.workbook.cell import DAY_S, Figure, Heading, Kind

SURE = 0.999
"""A probability is never told as certainty: nearer to 0 or 1 stands this."""
_STEPS = 8  # parts that an axis has at most
_KINDS = {Unit.SHARE: Kind.SHARE, Unit.SECONDS: Kind.DURATION}


def title(kpi: str) -> str:
    """What a person calls the KPI; its id where this version does not know it."""
    return BY_ID[kpi].title if kpi in BY_ID else kpi


def figure(kpi: str | Kpi, value: float | None) -> Figure | None:
    """A value of *kpi* (or of the one with that id); None stays an empty cell."""
    if value is None:
        return None
    kind, digits = _written(_known(kpi))
    return Figure(value, kind, digits)


def heading(kpi: str | Kpi, said: str, *, tip: str = "") -> Heading:
    """A column of values of *kpi* alone, called *said*."""
    kind, digits = _written(_known(kpi))
    return Heading(said, kind, digits, tip=tip)


def change(kpi: str, value: float | None) -> Figure | None:
    """A change or an effect, in `change_unit`: of a share in points, so that nobody takes it for a part of
    the value; of a time in seconds, since a spreadsheet shows no negative duration."""
    if value is None:
        return None
    known = BY_ID.get(kpi)
    if known is not None and known.unit is Unit.SHARE:
        return Figure(100 * value, Kind.NUMBER, 1, signed=True)
    return Figure(value, Kind.NUMBER, 1 if _is_time(known) else _written(known)[1], signed=True)


def change_unit(kpi: str) -> str:
    """In what `change` counts."""
    known = BY_ID.get(kpi)
    if known is None:
        return ""
    return _("percentage points") if known.unit is Unit.SHARE else _(UNIT_LABELS[known.unit])


class Axis(NamedTuple):
    """From where to where a chart's axis goes, in the unit of its cells; None: as the program likes."""

    least: float | None = None
    most: float | None = None


def axis(kpi: str | Kpi | None, values: Iterable[Cell], *, room: float = 0.0) -> Axis:
    """The axis that shows *values* of *kpi* (None: of none) with all their whiskers: what a spreadsheet
    chooses by itself cuts them off. It does not begin at 0; *room*: what is left free on either side, as a
    part of what they span."""
    known = [float(one) for one in values if isinstance(one, int | float) and math.isfinite(one)]
    if not known:
        return Axis()
    low, high = min(known), max(known)
    span = (high - low) or abs(high) or 1.0
    free = room * span
    step = 10.0 ** math.floor(math.log10((span + 2 * free) / 2))
    step *= next(by for by in (1, 2, 5, 10) if (span + 2 * free) / (by * step) <= _STEPS)
    least, most = math.floor((low - free) / step) * step, math.ceil((high + free) / step) * step
    if most <= least:  # all alike, on a step
        least, most = least - step, most + step
    if low >= 0:
        least = max(0.0, least)
    kind, _digits = (Kind.NUMBER, 0) if kpi is None else _written(_known(kpi))
    if kind is Kind.SHARE and high <= 1:
        most = min(1.0, most)
    by = 1 / DAY_S if kind is Kind.DURATION else 1.0
    return Axis(least * by, most * by)


def _known(kpi: str | Kpi) -> Kpi | None:
    return BY_ID.get(kpi) if isinstance(kpi, str) else kpi


def _is_time(kpi: Kpi | None) -> bool:
    return kpi is not None and kpi.unit is Unit.SECONDS


def _written(kpi: Kpi | None) -> tuple[Kind, int]:
    if kpi is None:
        return Kind.NUMBER, 2
    return _KINDS.get(kpi.unit, Kind.NUMBER), DIGITS[kpi.unit] if kpi.unit not in _KINDS else 0


def aim(kpi: str | Kpi, at_least: float | None, at_most: float | None) -> str:
    """What is wanted, in few characters: "≥ 88.0 %", "≤ 4:00" of times, as the cells beside it tell them; "–"
    where nothing is."""
    known = _known(kpi)
    if known is None or (at_least is None and at_most is None):
        return DASH
    if at_least is not None and at_most is not None:
        return interval(known, at_least, at_most)
    said = _("≥ {value}") if at_least is not None else _("≤ {value}")
    value = at_least if at_least is not None else at_most
    return said.format(value=duration(value) if _is_time(known) else with_unit(known, value))


def interval(kpi: str | Kpi, low: float | None, high: float | None) -> str:
    """From where to where a value lies; "" where that is not known."""
    known = _known(kpi)
    if known is None or low is None or high is None:
        return ""
    return f"{duration(low)}–{duration(high)}" if _is_time(known) else between(known, low, high)


def ratio(part: float, whole: float) -> float | None:
    """How much of *whole* *part* is; None of nothing."""
    return part / whole if whole else None


def probable(p: float | None) -> float | None:
    """A probability as a share that is never certainty."""
    return None if p is None else min(SURE, max(1 - SURE, p))


def latin(said: str) -> str:
    """*said* as the name of a table."""
    return re.sub(r"[^A-Za-z0-9_]+", "_", said)
