"""The lines of one sheet as a table: what is new on it, what it reminds of, how each stands now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QMenu, QWidget

from supervisor.issues.issue import SEVERITY_LABELS, Issue, Severity
from supervisor.issues.sheet import SheetLine
from supervisor.issues.sheet_told import Told
from supervisor.issues.states import STATE_LABELS, State
from supervisor.words import DASH, _, mark, ngettext, number
from ui.issues.desk import IssuesDesk
from ui.theme import State as Hue
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Facet, Kind, Look

NEW, REMINDER = "new", "reminder"


@dataclass(frozen=True)
class LineRow:
    """A line, the issue as it stands now (None: it is no more), whether the department is late with it and
    whether it has answered."""

    line: SheetLine
    issue: Issue | None
    late: bool
    answered: bool
    out: bool


def rows_of(told: Told) -> tuple[LineRow, ...]:
    """The lines of a sheet with how each stands."""
    out = told.sheet.is_frozen
    return tuple(
        LineRow(
            line,
            told.issues.get(line.issue),
            line.issue in told.overdue,
            out and not line.reminder and line.issue not in told.unanswered,
            out,
        )
        for line in told.lines
    )


def lines_table(
    desk: IssuesDesk, menu: Callable[[LineRow, QMenu], None], parent: QWidget
) -> DeskTable[LineRow]:
    """The table; Enter on a line is for whoever shows it."""
    return DeskTable(
        "issues.sheet_lines",
        _columns(),
        key=lambda row: row.line.issue,
        title=mark("Lines of a sheet"),
        facets=[
            Facet(
                "kind",
                mark("Kind"),
                lambda row: (REMINDER if row.line.reminder else NEW,),
                fixed=((NEW, mark("To answer")), (REMINDER, mark("Still open from earlier"))),
            )
        ],
        sort=[("place", False)],
        search=lambda row: " ".join((row.line.number, row.line.title, row.line.description)),
        menu=menu,
        counted=lambda count: ngettext("{n} line", "{n} lines", count).format(n=number(count)),
        compact=True,
        machine=desk.machine,
        parent=parent,
    )


def stands(row: LineRow) -> str:
    """How the issue of a line stands now."""
    if row.issue is None:
        return DASH
    said = _(STATE_LABELS[row.issue.state])
    return _("{state}, overdue").format(state=said) if row.late else said


def _columns() -> list[Column[LineRow]]:
    def look(row: LineRow) -> Look | None:
        return Look(Sign.SQUARE, Hue.CRITICAL) if row.late else None

    def order(row: LineRow) -> int:
        states = list(State)
        return states.index(row.issue.state) if row.issue is not None else len(states)

    return [
        Column("place", mark("No."), lambda row: row.line.place, Kind.NUMBER, width=44),
        Column(
            "kind",
            mark("Kind"),
            lambda row: _("Still open from earlier") if row.line.reminder else _("To answer"),
            width=84,
            quiet=True,
        ),
        Column(
            "title",
            mark("Issue"),
            lambda row: row.line.title,
            about=lambda row: row.line.description or row.line.title,
            width=150,
            stretch=True,
        ),
        Column("state", mark("Stands now"), stands, sort=order, look=look, width=168),
        Column(
            "answered",
            mark("Answer is in"),
            lambda row: "" if row.line.reminder or not row.out else _("yes") if row.answered else _("no"),
            width=90,
        ),
        Column("number", mark("Number"), lambda row: row.line.number, width=136, quiet=True),
        Column(
            "severity",
            mark("Severity"),
            lambda row: _(SEVERITY_LABELS[Severity(row.line.severity)]),
            sort=lambda row: row.line.severity,
            width=96,
            hidden=True,
        ),
        Column(
            "first",
            mark("First sent"),
            lambda row: row.line.first_sent,
            Kind.DAY,
            width=96,
            quiet=True,
            hidden=True,
        ),
        Column("said", mark("Clock on the sheet"), lambda row: row.line.said, width=200, hidden=True),
    ]
