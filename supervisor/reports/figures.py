"""Values of KPIs as cells of a workbook: each in its own unit, a change with its sign."""

from __future__ import annotations

from supervisor.performance.amount import DIGITS
from supervisor.performance.kpi import BY_ID, UNIT_LABELS, Kpi, Unit
from supervisor.words import _
from supervisor.workbook.cell import Figure, Heading, Kind

_KINDS = {Unit.SHARE: Kind.SHARE, Unit.SECONDS: Kind.DURATION}


def title(kpi: str) -> str:
    """What a person calls the KPI; its id where this version does not know it."""
    return BY_ID[kpi].title if kpi in BY_ID else kpi


def figure(kpi: str, value: float | None) -> Figure | None:
    """A value of *kpi*; None stays an empty cell."""
    if value is None:
        return None
    kind, digits = _written(BY_ID.get(kpi))
    return Figure(value, kind, digits)


def heading(kpi: str, said: str, *, tip: str = "") -> Heading:
    """A column of values of *kpi* alone, called *said*."""
    kind, digits = _written(BY_ID.get(kpi))
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
    return _("points") if known.unit is Unit.SHARE else _(UNIT_LABELS[known.unit])


def _is_time(kpi: Kpi | None) -> bool:
    return kpi is not None and kpi.unit is Unit.SECONDS


def _written(kpi: Kpi | None) -> tuple[Kind, int]:
    if kpi is None:
        return Kind.NUMBER, 2
    return _KINDS.get(kpi.unit, Kind.NUMBER), DIGITS[kpi.unit] if kpi.unit not in _KINDS else 0
