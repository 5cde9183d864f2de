"""Section 9: what became of the courses of the last three months."""

from __future__ import annotations

from supervisor.history.count_block import month_end
from supervisor.reports import course_tables as tables
from supervisor.reports.asked import Asked
from supervisor.reports.months import months_back
from supervisor.words import _
from supervisor.workbook.book import Part, Sheet, Text, Voice

MONTHS = 3


def sheet(asked: Asked) -> tuple[Sheet, ...]:
    """A row a course; then of each course its people with before, forecast and after."""
    month = asked.month
    found = tables.courses_ended(asked, months_back(month, MONTHS - 1), month_end(month))
    sheets = [
        Sheet(
            _("9 Effects of courses"),
            [tables.lead(found), tables.effects_table(found)],
            title=_("9 Effects of courses"),
            hint=_("Courses that ended in the last three months: effect, interval, verdict, next step."),
        )
    ]
    people: list[Part] = []
    for at, one in found.outcomes:
        people.append(Text((tables.course_head(found, at, one),), Voice.HEAD))
        people += tables.course_parts(found, at, one)
    if people:
        sheets.append(
            Sheet(
                _("9.1 People on courses"),
                people,
                title=_("9.1 Before, forecast and after of each"),
                hint=_("Everybody on these courses: before, forecast, after."),
            )
        )
    return tuple(sheets)
