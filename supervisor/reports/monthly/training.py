"""Section 8: whom to train in what, with the evidence; what whole groups share, what single people need."""

from __future__ import annotations

from supervisor.reports import group_tables as groups
from supervisor.reports.asked import Asked
from supervisor.reports.training_coaching import coaching_table
from supervisor.reports.training_entries import entries_table
from supervisor.reports.training_kpis import kpi_chart, kpi_table, lead, reading_notes
from supervisor.reports.training_levels import levels
from supervisor.reports.training_listing import Listing, listing
from supervisor.words import _
from supervisor.workbook.book import Part, Sheet, Text, Voice


def sheet(asked: Asked) -> tuple[Sheet, ...]:
    """The list by KPI, what groups share, coaching, everybody's evidence, and levels as charts."""
    found = listing(asked)
    parts: list[Part] = [lead(found), kpi_table(found)]
    if found.told.lists:
        parts.append(kpi_chart())
    parts.append(reading_notes(found))
    sheets = [
        Sheet(
            _("8 Training needs"),
            parts,
            title=_("8 Training needs"),
            hint=_("How many are listed in which class, KPI by KPI."),
        )
    ]
    if found.told.lists:
        sheets += [_groups(found), _coaching(found), _list(found), *_levels(found)]
    return tuple(sheets)


def _groups(found: Listing) -> Sheet:
    return Sheet(
        _("8.1 Groups"),
        groups.parts(found),
        title=_("8.1 What whole groups share"),
        hint=_("Common or individual; courses for common causes."),
    )


def _coaching(found: Listing) -> Sheet:
    return Sheet(
        _("8.2 Coaching"),
        [coaching_table(found)],
        title=_("8.2 Coaching for individuals"),
        hint=_("Who is recommended, what to look at, with whom, until when."),
    )


def _list(found: Listing) -> Sheet:
    return Sheet(
        _("8.3 Training list"),
        [entries_table(found, found.entries, "training_list")],
        title=_("8.3 Training list"),
        hint=_("Everybody on the list with three months, fair value, level, cause and decision."),
    )


def _levels(found: Listing) -> list[Sheet]:
    """Charts of the KPIs in which somebody is proven to be off: who cannot be told stands in the list."""
    charts: list[Part] = []
    for one in found.told.lists:
        told = levels(found, one) if one.listed else None
        if told is not None:
            table, chart = told
            charts += [chart, table]
    if not charts:
        return []
    note = _("Whiskers: 90 in 100 times the true level lies within.")
    return [
        Sheet(
            _("8.4 Levels"),
            [Text((note,), Voice.NOTE), *charts],
            title=_("8.4 Levels with their intervals"),
            hint=_("Levels of everybody on the list beside the target, KPI by KPI."),
        )
    ]
