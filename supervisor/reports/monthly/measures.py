"""Section 11: what became of the measures of last month, and what is planned for the next."""

from __future__ import annotations

from supervisor.reports import deeds
from supervisor.reports import measure_tables as tables
from supervisor.reports.asked import Asked
from supervisor.reports.monthly.month import month_of
from supervisor.words import _
from supervisor.workbook.book import Part, Sheet


def sheet(asked: Asked) -> tuple[Sheet, ...]:
    """Measures of last month with owner, date, standing and measured result; the plan for the next."""
    of = month_of(asked).people
    done = deeds.last_month(asked, of)
    parts: list[Part] = [tables.lead(done), tables.counts_table(done)]
    if done:
        parts.append(tables.counts_chart())
    parts.append(tables.deeds_table(done, of, "measures", _("Measures of last month")))
    planned = tables.deeds_table(
        deeds.next_month(asked, of), of, "plan", _("Plan for next month"), results=False
    )
    return (
        Sheet(
            _("11 Measures"),
            parts,
            title=_("11 Measures of last month"),
            hint=_("Decisions, quality measures, actions, courses, talks: owner, date, standing, result."),
        ),
        Sheet(
            _("11.1 Plan"),
            [planned],
            title=_("11.1 Plan for next month"),
            hint=_("What is to be done next, by whom, until when."),
        ),
    )
