"""A KPI's value as people read and write it: 91.3 %, 240 s, 1.50 per 1,000."""

from __future__ import annotations

from supervisor.imports.grid import Cell
from supervisor.imports.values import Refused, read
from supervisor.imports.values import Unit as Column
from supervisor.performance.kpi import Kpi, Unit
from supervisor.words import DASH, number, share

DIGITS = {
    Unit.SHARE: 1,
    Unit.SECONDS: 0,
    Unit.PER_THOUSAND: 2,
    Unit.POINTS: 2,
    Unit.NET: 1,
    Unit.PER_DAY: 1,
    Unit.PER_HOUR: 2,
}
"""Digits after the point."""


def amount(kpi: Kpi, value: float | None) -> str:
    """A value of *kpi*, without the unit but for %; "–" for None."""
    if value is None:
        return DASH
    if kpi.unit is Unit.SHARE:
        return share(value)
    return number(value, DIGITS[kpi.unit])


def typed(kpi: Kpi, value: float | None) -> str:
    """A value as somebody who changes it finds it in the field: every digit, a share in %; "" for None."""
    if value is None:
        return ""
    if kpi.unit is Unit.SHARE:
        return f"{round(value * 100, 6):g} %"
    return f"{round(value, 6):g}"


def taken(kpi: Kpi, cell: Cell, *, percent: bool = False) -> float | Refused | None:
    """The value that a cell of a sheet, or what somebody typed, says; None where it is empty.

    *percent*: a bare 88 is 88 % (in a field that says %); otherwise 0.88 is, as in a workbook.
    """
    if kpi.unit is Unit.SHARE:
        found = read(cell, Column.PERCENT if percent else Column.SHARE)
    else:
        found = read(cell, Column.SECONDS if kpi.unit is Unit.SECONDS else Column.NUMBER)
    if found is None or isinstance(found, Refused):
        return found
    return (
        float(found)
        if isinstance(found, int | float)
        else Refused("not_understood", str(cell), Column.NUMBER)
    )
