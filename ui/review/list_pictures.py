"""The training list as pictures: levels with their intervals, and the funnel of one cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from supervisor.evidence.options import Answer
from supervisor.evidence.unit import Unit
from supervisor.performance.formula import side
from supervisor.performance.kpi import Direction, Kpi
from supervisor.review import wording
from supervisor.review.entries import CellFinding
from supervisor.words import _, number
from ui.review import list_rows
from ui.review.list_rows import ListRow
from ui.theme import State
from ui.widgets.charts import (
    FunnelLimit,
    FunnelPicture,
    FunnelPoint,
    IntervalPicture,
    IntervalRow,
    Level,
    Measure,
    measure_of,
)

if TYPE_CHECKING:  # the work process alone loads it
    from supervisor.review.funnel import FunnelTold

STATES = {Answer.CONFIRMED: State.CRITICAL, Answer.LIKELY: State.WARN, Answer.WARNING: State.WARN}
PLACES = {"far_above": 2, "above": 1, "below": -1, "far_below": -2}
NOTHING = Measure()


def unit_id(unit: Unit) -> str:
    """How pictures call a unit."""
    return "\n".join((unit.person, unit.skill, unit.channel))


def levels(rows: Sequence[ListRow], month: date) -> IntervalPicture:
    """Everybody of the list with the level and its interval."""
    if not rows:
        return IntervalPicture("", NOTHING)
    kpi = rows[0].kpi
    return IntervalPicture(
        kpi.title,
        measure_of(kpi),
        [
            IntervalRow(
                unit_id(row.entry.who.unit),
                f"{row.entry.who.name} · {wording.LETTERS[row.entry.answer]}",
                row.entry.level,
                row.entry.level_low,
                row.entry.level_high,
                "\n".join((row.entry.who.name, list_rows.level_about(row))),
                row.entry.target,
                row.entry.bar if row.entry.common else None,
                row.entry.months[-1].value,
                STATES.get(row.entry.answer),
            )
            for row in rows
        ],
        _("Levels with their intervals (90 %), until {month}").format(month=f"{month:%Y-%m}"),
    )


def funnel(told: FunnelTold | None, kpi: Kpi, cell_name: str) -> FunnelPicture:
    """The funnel of a cell; of nobody where there is none."""
    if told is None:
        return FunnelPicture("", NOTHING)
    better_high = told.finding.gap is not None and _higher_is_better(kpi, told.finding)
    points = []
    for who, dot in told.people:
        if dot.value is None:
            continue
        place = PLACES.get(dot.place.value, 0)
        bad = -place if better_high else place
        state = State.CRITICAL if bad == 2 else State.WARN if bad == 1 else State.OK if bad < 0 else None
        words = _("{value} of {n}").format(
            value=wording.with_unit(kpi, dot.value), n=wording.counted(kpi, dot.n)
        )
        points.append(FunnelPoint(unit_id(who.unit), dot.n, dot.value, f"{who.name}\n{words}", state))
    return FunnelPicture(
        kpi.title,
        measure_of(kpi),
        points,
        [FunnelLimit(one.n, (one.low, one.high), (one.far_low, one.far_high)) for one in told.curve],
        Level(told.target, _("target")),
        side(kpi.denominator),
        _("{cell}: fair values of {n} months").format(cell=cell_name, n=number(told.window)),
    )


def _higher_is_better(kpi: Kpi, finding: CellFinding) -> bool:
    if kpi.direction is Direction.BAND and finding.mean is not None and finding.target is not None:
        return finding.mean < finding.target if finding.gap else finding.mean > finding.target
    return kpi.direction is Direction.HIGHER
