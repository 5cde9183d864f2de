"""What each department was sent, and what became of it."""

from __future__ import annotations

from supervisor.issues.record import Of, Record
from supervisor.words import _
from supervisor.workbook.book import Cell, Chart, ChartKind, Series, Table, Tone
from supervisor.workbook.cell import Heading, Kind


def concerns(one: Record) -> bool:
    """Whether a department had anything to do with issues in the month."""
    shares = (one.signed, one.answered, one.promises, one.effective, one.came_back)
    return bool(one.sent or one.open_now or one.returned or any(of.whole for of in shares))


def department_table(records: tuple[Record, ...], names: dict[str, str]) -> Table:
    """One row a department: each count of how many."""
    rows: list[list[Cell]] = [
        [
            names.get(one.department, one.department),
            one.sent,
            *_of(one.signed),
            *_of(one.answered),
            *_of(one.promises),
            *_of(one.first_promises),
            one.returned,
            one.theirs,
            *_of(one.effective),
            *_of(one.came_back),
            one.overdue_now,
            one.open_now - one.overdue_now,
        ]
        for one in records
        if concerns(one)
    ]
    return Table(
        "departments",
        [
            Heading(_("Department")),
            Heading(_("Sent"), Kind.NUMBER),
            *_headings(_("Signed in time"), _("To sign for")),
            *_headings(_("Answers in time"), _("To answer")),
            *_headings(_("Promises kept"), _("Promises due")),
            *_headings(_("First promises kept"), _("First promises due")),
            Heading(_("Returned"), Kind.NUMBER),
            Heading(_("Theirs by ruling"), Kind.NUMBER),
            *_headings(_("Seen to work"), _("Looked at")),
            *_headings(_("Came back"), _("Closed")),
            Heading(_("Overdue now"), Kind.NUMBER),
            Heading(_("Open now, not overdue"), Kind.NUMBER),
        ],
        rows,
        note=_("Each count of how many; by name, which is no rank. “Now” is the moment of this workbook."),
        empty=_("No department was sent anything, and none has anything open."),
    )


def _headings(part: str, whole: str) -> tuple[Heading, Heading]:
    return Heading(part, Kind.NUMBER), Heading(whole, Kind.NUMBER)


def _of(of: Of) -> tuple[Cell, Cell]:
    return (of.part, of.whole) if of.whole else (None, None)


def department_chart() -> Chart:
    """What is open with each, overdue apart."""
    return Chart(
        ChartKind.STACKED,
        _("Open with each department"),
        "departments",
        0,
        [Series(16, _("Overdue"), tone=Tone.BAD), Series(17, _("Not overdue"), tone=Tone.QUIET)],
        y_title=_("Issues"),
    )
