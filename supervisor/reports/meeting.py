"""The pack of a coordination meeting: before it the agenda, once it is closed the minutes; with it the issues
of its departments, what is overdue, what came of last time, and who comes."""

from __future__ import annotations

from supervisor.issues.clock import Light
from supervisor.meetings.meeting import MEETING_LABELS
from supervisor.meetings.wording import meeting_on
from supervisor.reports.asked import Asked
from supervisor.reports.issue_tables import (
    department_sheets,
    departments_of,
    issue_table,
    totals,
    totals_chart,
)
from supervisor.reports.issues import definitions
from supervisor.reports.meeting_agenda import agenda_sheet
from supervisor.reports.meeting_attendance import attendance_sheet
from supervisor.reports.meeting_last_time import last_time_sheet
from supervisor.reports.meeting_minutes import minutes_sheet, outcomes_sheet
from supervisor.reports.meeting_pack import Pack, read_pack
from supervisor.words import _, day, moment, ngettext, number
from supervisor.workbook.book import Book, Sheet


def book(asked: Asked) -> Book:
    """The pack of the order's meeting: its id, its number, "next" or "last". Raises UnknownNameError."""
    with asked.centre() as db:
        pack = read_pack(db, asked)
    sheets = [
        minutes_sheet(pack, pack.minutes) if pack.minutes is not None else agenda_sheet(pack),
        *([outcomes_sheet(pack, pack.minutes)] if pack.minutes is not None else []),
        _totals(pack),
        *_issue_sheets(pack),
        _overdue(pack),
        last_time_sheet(pack),
        attendance_sheet(pack),
    ]
    meeting = pack.sitting.meeting
    title = _("Minutes and papers: {meeting}") if pack.minutes is not None else _("Meeting pack: {meeting}")
    as_of = _("as of {moment}").format(moment=moment(asked.now, asked.zone, asked.today))
    held = day(pack.say.local(meeting.starts_at), asked.today)
    lines = (
        (_("Meeting"), pack.say.text(meeting_on(meeting, pack.sitting.series, asked.zone))),
        (_("State of the meeting"), _(MEETING_LABELS[meeting.state])),
        *definitions(),
    )
    about = asked.about(
        _("Meeting pack"),
        _("{day}; lists {as_of}").format(day=held, as_of=as_of),
        _("Open issues that departments know of; internal ones are left out"),
        lines,
    )
    return Book(title.format(meeting=pack.name), sheets, about)


def _totals(pack: Pack) -> Sheet:
    table = totals(pack.issues)
    several = len(departments_of(pack.issues)) > 1
    return Sheet(
        _("Departments"),
        [table, totals_chart(table)] if several else [table],
        _("Open issues by department and state"),
        hint=_("How many are in which state"),
    )


def _issue_sheets(pack: Pack) -> list[Sheet]:
    return [
        Sheet(
            _("All issues"),
            [
                issue_table(
                    "issues", pack.issues, pack.say, empty=_("No issue is open that a department knows of.")
                )
            ],
            _("Open issues of all departments"),
            frozen=2,
            hint=_("The list, the most urgent first"),
        ),
        *department_sheets(
            departments_of(pack.issues),
            pack.say,
            lambda name: _("Open issues: {department}").format(department=name),
        ),
    ]


def _overdue(pack: Pack) -> Sheet:
    late = [one for one in pack.issues if one.line.light is Light.RED]
    return Sheet(
        _("Overdue"),
        [issue_table("overdue", late, pack.say, empty=_("Nothing is overdue."))],
        _("Overdue issues, the longest first"),
        frozen=2,
        hint=ngettext("{n} issue", "{n} issues", len(late)).format(n=number(len(late))),
    )
