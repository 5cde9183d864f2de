"""Cells that several sections share: a KPI's value with its n, a verdict with its tone."""

from __future__ import annotations

from supervisor.performance.amount import amount
from supervisor.performance.kpi import BY_ID, UNIT_LABELS, Unit
from supervisor.performance.target import Verdict
from supervisor.performance.target_sheet import CHANNEL_LABELS
from supervisor.reports import figures
from supervisor.reports.monthly.month import Shown
from supervisor.review.month_verdict import PROCESS_LABELS, Process, Wanted
from supervisor.words import DASH, _, mark
from supervisor.workbook.book import Cell, Marks, Tone

VERDICT_LABELS = {
    Verdict.MET: mark("Met"),
    Verdict.NEAR: mark("Nearly met"),
    Verdict.MISSED: mark("Not met"),
}


def verdict_marks(column: int) -> Marks:
    """Tones of a column of verdicts."""
    tones = {Verdict.MET: Tone.GOOD, Verdict.NEAR: Tone.WATCH, Verdict.MISSED: Tone.BAD}
    return Marks(column, {_(VERDICT_LABELS[one]): tone for one, tone in tones.items()})


def process_marks(column: int) -> Marks:
    """Tones of a column that says how the month lies to its limits: out is worth a look, on either side."""
    tones = {
        Process.ABOVE: Tone.WATCH,
        Process.BELOW: Tone.WATCH,
        Process.SHIFTED: Tone.WATCH,
        Process.FEW: Tone.QUIET,
    }
    return Marks(column, {_(PROCESS_LABELS[one]): tone for one, tone in tones.items()})


def verdict(wanted: Wanted) -> str:
    """What became of the target; "–" where there is none."""
    return DASH if wanted.verdict is None else _(VERDICT_LABELS[wanted.verdict])


def value(kpi: str, shown: Shown) -> Cell:
    """A KPI's value; "–" where nothing is known."""
    found = figures.figure(kpi, shown.value)
    return DASH if found is None else found


def change(kpi: str, now: Shown, then: Shown) -> Cell:
    """The change from *then* to *now*; "–" where one of them is not known."""
    if now.value is None or then.value is None:
        return DASH
    return figures.change(kpi, now.value - then.value)


def count(value: float | None) -> Cell:
    """A number of things; "–" unknown."""
    return DASH if value is None else round(value)


def divided(kpi: str, n: float | None) -> float | None:
    """What a value was divided by, as people count it: times in hours."""
    found = BY_ID.get(kpi)
    if n is None or found is None or not found.denominator[0].name.endswith("_s"):
        return n
    return n / 3600


def name(kpi: str) -> str:
    """The KPI with the unit that its cells do not show."""
    found = BY_ID.get(kpi)
    title = figures.title(kpi)
    if found is None or found.unit not in (Unit.PER_THOUSAND, Unit.POINTS):
        return title
    return _("{kpi} ({unit})").format(kpi=title, unit=_(UNIT_LABELS[found.unit]))


def written(kpi: str, value: float | None) -> str:
    """A value within a sentence."""
    found = BY_ID.get(kpi)
    return DASH if found is None else amount(found, value)


def channel(id: str) -> str:
    """What people call a channel; "–" where nobody said which."""
    for known, label in CHANNEL_LABELS.items():
        if known.value == id:
            return _(label)
    return id or DASH
