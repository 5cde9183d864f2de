"""Section 8: whom to train in what, with the evidence; what whole groups share, what single people need."""

from __future__ import annotations

from supervisor.reports import training_tables as tables
from supervisor.reports.asked import Asked
from supervisor.words import _
from supervisor.workbook.book import Part, Sheet, Text, Voice


def sheet(asked: Asked) -> tuple[Sheet, ...]:
    """The list by KPI with courses and coaching, everybody's evidence, and levels as charts."""
    found = tables.listing(asked)
    parts: list[Part] = [tables.lead(found), tables.kpi_table(found)]
    if found.told.lists:
        parts += [tables.kpi_chart(), tables.nature_map(found)]
        parts += [tables.common_table(found), tables.coaching_table(found)]
    parts.append(tables.reading_notes(found))
    sheets = [
        Sheet(
            _("8 Training needs"),
            parts,
            title=_("8 Training needs"),
            hint=_("Who is off target in what, whole groups and single people; courses and coaching."),
        ),
        Sheet(
            _("8.1 Training list"),
            [tables.entries_table(found, found.entries, "training_list")],
            title=_("8.1 Training list"),
            hint=_("Everybody on the list with three months, fair value, level, cause and decision."),
        ),
    ]
    charts: list[Part] = []
    for one in found.told.lists:
        if told := tables.levels(found, one):
            table, chart = told
            charts += [chart, table]
    if charts:
        note = _("Whiskers: 90 in 100 times the true level lies within.")
        sheets.append(
            Sheet(
                _("8.2 Levels"),
                [Text((note,), Voice.NOTE), *charts],
                title=_("8.2 Levels with their intervals"),
                hint=_("Levels of everybody on the list beside the target, KPI by KPI."),
            )
        )
    return tuple(sheets)
