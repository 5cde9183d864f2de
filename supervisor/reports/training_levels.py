"""Levels of those on the training list with their intervals, beside the target."""

from __future__ import annotations

from supervisor.reports.figures import axis, figure, heading, latin, title
from supervisor.reports.training_entries import CLASS_TONES, whom, works_of
from supervisor.reports.training_listing import Listing, shown
from supervisor.review import wording
from supervisor.review.entries import KpiList
from supervisor.words import _
from supervisor.workbook.book import Cell, Chart, ChartKind, Marks, Series, Table, Tone
from supervisor.workbook.cell import Heading, Kind

MOST_DOTS = 40
"""So many people stand beside each other in one chart."""


def levels(found: Listing, one: KpiList) -> tuple[Table, Chart] | None:
    """Levels with their intervals beside the target, and the chart of them; None where nobody is listed."""
    entries = [entry for entry in shown(one) if entry.level is not None]
    if not entries:
        return None
    kpi, of = one.kpi, found.people
    works = works_of(entries)
    rows: list[list[Cell]] = []
    for entry in of.ordered(entries):
        who = whom(found, entry, works)
        level, low, high = entry.level, entry.level_low, entry.level_high
        below = level - low if level is not None and low is not None else None
        above = high - level if level is not None and high is not None else None
        rows.append(
            [
                who,
                wording.LETTERS[entry.answer],
                figure(kpi, level),
                figure(kpi, below),
                figure(kpi, above),
                figure(kpi, entry.months[-1].fair),
                figure(kpi, entry.target),
                entry.volume,
            ]
        )
    drawn = [
        value
        for entry in entries
        for value in (entry.level_low, entry.level_high, entry.months[-1].fair, entry.target)
    ]
    least, most = axis(kpi, drawn)
    table = latin(f"level_{kpi}")
    headings = [
        Heading(_("Person")),
        Heading(_("Class")),
        heading(kpi, _("True level")),
        heading(kpi, _("Down to, less")),
        heading(kpi, _("Up to, more")),
        heading(kpi, _("Fair value")),
        heading(kpi, _("Target")),
        Heading(_("n of the evidence"), Kind.NUMBER),
    ]
    marks = (Marks(1, {wording.LETTERS[answer]: tone for answer, tone in CLASS_TONES.items()}),)
    chart = Chart(
        ChartKind.DOTS,
        _("{kpi}: levels with their 90 % intervals").format(kpi=title(kpi)),
        table,
        0,
        [
            Series(2, _("True level"), plus=4, minus=3),
            Series(5, _("Fair value, last month"), tone=Tone.QUIET),
            Series(6, _("Target"), kind=ChartKind.LINE, dashed=True, tone=Tone.BAD),
        ],
        y_title=title(kpi),
        rows=min(len(rows), MOST_DOTS),
        least=least,
        most=most,
    )
    return Table(table, headings, rows, title=title(kpi), marks=marks), chart
