"""What became of courses: a row each, their people with forecasts and values after, what was registered."""

from __future__ import annotations

from supervisor.history.count_block import month_end
from supervisor.reports import course_tables as tables
from supervisor.reports.asked import Asked
from supervisor.reports.months import months_back
from supervisor.words import _, ngettext, number
from supervisor.workbook.book import Book, Sheet

MONTHS = 12


def book(asked: Asked) -> Book:
    """The courses that ended in the year up to the order's month. Raises ReportError, DatabaseError."""
    first, last = months_back(asked.month, MONTHS - 1), month_end(asked.month)
    found = tables.courses_ended(asked, first, last)
    sheets = [
        Sheet(
            _("Effects"),
            [tables.lead(found), tables.effects_table(found)],
            _("Effects by course"),
            hint=_("One row a course: effect, interval, verdict, next step."),
        ),
        Sheet(
            _("Registered"),
            [tables.registered_table(found)],
            _("Courses as registered"),
            hint=_("What was fixed beforehand: comparison, success, days looked at."),
        ),
    ]
    for at, one in found.outcomes:
        people = ngettext("{n} person", "{n} people", len(one.people)).format(n=number(len(one.people)))
        sheets.append(
            Sheet(
                _("Course {n}").format(n=at),
                tables.course_parts(found, at, one, everybody=True),
                tables.course_head(found, at, one),
                hint=_("{people}: before, forecast and after of each").format(people=people),
            )
        )
    period = _("{since} – {until}").format(since=f"{first:%Y-%m}", until=f"{last:%Y-%m}")
    about = asked.about(_("Effects of courses"), period, lines=_definitions())
    return Book(_("Effects of courses"), sheets, about)


def _definitions() -> tuple[tuple[str, str], ...]:
    """What the figures mean, as pairs of a name and what it says."""
    return (
        (_("Before and after"), _("The change of the trained, whatever it comes from.")),
        (
            _("Expected regression"),
            _("What would have come anyway: whoever was picked for poor values comes back by chance."),
        ),
        (_("Change of everybody"), _("What those compared changed besides their forecast.")),
        (_("Effect"), _("What is left, with its 95 % interval.")),
        (
            _("Would have shown"),
            _("The smallest effect that so many people would most likely have shown."),
        ),
        (_("Counts in the effect"), _("Forecast and value after are known, and there was enough work.")),
    )
