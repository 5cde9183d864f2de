"""Sheets in the centre's database, as they are read: the list, one with its lines, how far each is.

They are made and changed by `sheet_making`, sent, signed for and answered by `sheet_sending`.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, select, update

from supervisor.errors import ChangedMeanwhileError, UnknownNameError
from supervisor.issues import department_store, store
from supervisor.issues.department import Department
from supervisor.issues.issue import Issue
from supervisor.issues.number import parse
from supervisor.issues.sheet import Head, Sheet, SheetLine, SheetState, SheetText
from supervisor.issues.sheet_filling import (
    Telling,
    fits,
    is_overdue,
    lines_of,
    telling,
    to_send,
)
from supervisor.issues.sheet_told import OUT, UNANSWERED, Listed, MeetingName, Told, ToSend
from supervisor.issues.sheet_words import dated
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue_sheet, issue_sheet_line
from supervisor.storage.meeting_tables import meeting as meeting_table
from supervisor.storage.meeting_tables import meeting_series
from supervisor.words import _, mark

AREA = Changes({"sheets"})
"""What changes with a sheet that is not sent."""

SERIES = "GT"
"""The series of the numbers of sheets."""

_log = logging.getLogger(__name__)


# -- reading ------------------------------------------------------------------------------------------------


def all_sheets(db: Connection, *, meeting: str | None = None, department: str = "") -> tuple[Sheet, ...]:
    """Every sheet, or those of a *meeting* or a *department*, the latest first; its state as it was kept:
    `listed` says whether it is answered. One that this version cannot read is logged and left out."""
    wanted = select(issue_sheet)
    if meeting is not None:
        wanted = wanted.where(issue_sheet.c.meeting == meeting)
    if department:
        wanted = wanted.where(issue_sheet.c.department == department)
    found = [one for row in db.execute(wanted) if (one := _sheet(row)) is not None]
    return tuple(sorted(found, key=lambda one: (one.number, one.id), reverse=True))


def get(db: Connection, id: str) -> Sheet:
    """The sheet *id* as it was kept. Raises UnknownNameError."""
    row = db.execute(select(issue_sheet).where(issue_sheet.c.id == id)).one_or_none()
    found = None if row is None else _sheet(row)
    if found is None:
        raise UnknownNameError(mark("sheet"), id)
    return found


def by_number(db: Connection, typed: str) -> Sheet:
    """The sheet with that number, however it was typed. Raises NumberError, UnknownNameError."""
    number = parse(typed, SERIES)
    row = db.execute(select(issue_sheet).where(issue_sheet.c.number == number)).one_or_none()
    found = None if row is None else _sheet(row)
    if found is None:
        raise UnknownNameError(mark("sheet"), number)
    return found


def kept_lines(db: Connection, sheet: str) -> tuple[SheetLine, ...]:
    """The lines of a sheet as they were kept: as they were sent, once it is."""
    rows = db.execute(
        select(issue_sheet_line).where(issue_sheet_line.c.sheet == sheet).order_by(issue_sheet_line.c.place)
    )
    return tuple(line for row in rows if (line := _line(row)) is not None)


def listed(db: Connection, now: datetime, *, meeting: str | None = None) -> tuple[Listed, ...]:
    """Every sheet with its counts, or those of a *meeting*, the latest first."""
    sheets = all_sheets(db, meeting=meeting)
    lines: dict[str, list[tuple[int, bool]]] = {one.id: [] for one in sheets}
    line = issue_sheet_line
    for row in db.execute(select(line.c.sheet, line.c.issue, line.c.reminder)):
        if row.sheet in lines:
            lines[row.sheet].append((row.issue, row.reminder))
    out = [one for one in sheets if one.state in OUT]
    wanted = {issue for one in out for issue, _reminder in lines[one.id]}
    issues = {one.id: one for one in store.all_issues(db, wanted)} if wanted else {}
    latest, frame = _latest(db), store.frame(db)
    late = {id for id, one in issues.items() if is_overdue(one, frame, now)}
    found = []
    for one in sheets:
        own = [issue for issue, reminder in lines[one.id] if not reminder]
        owing = _owing(one, own, issues, latest)
        of = [issue for issue, _reminder in lines[one.id]]
        mine = [id for id in of if id in issues and issues[id].facts.department == one.department]
        # What was answered and is late since is told by the list of issues; a sheet owes answers.
        overdue = sum(id in late for id in mine) if one.state in OUT and owing else 0
        answered = len(own) - len(owing) if one.state in OUT else 0
        found.append(Listed(_as_now(one, own, owing), len(own), len(of) - len(own), answered, overdue))
    return tuple(found)


def told(db: Connection, id: str, now: datetime) -> Told:
    """The sheet *id* with all that it says; a draft as it would go out *now*. Raises UnknownNameError."""
    sheet = get(db, id)
    kept = kept_lines(db, id)
    issues = {one.id: one for one in store.all_issues(db, [line.issue for line in kept])}
    tell = telling(db, now)
    if sheet.state is SheetState.DRAFT:
        return _draft(db, sheet, kept, issues, tell)
    own = [line.issue for line in kept if not line.reminder]
    owing = _owing(sheet, own, issues, _latest(db)) if sheet.state in OUT else ()
    late = [
        id
        for id, one in issues.items()
        if one.facts.department == sheet.department and is_overdue(one, tell.frame, now)
    ]
    return Told(
        _as_now(sheet, own, owing),
        kept,
        issues=issues,
        overdue=frozenset(late),
        unanswered=frozenset(owing),
    )


def sheets_of_issue(db: Connection, issue: int) -> tuple[tuple[Sheet, SheetLine], ...]:
    """The sheets on which *issue* stands or stood, the latest first, each with its line."""
    rows = db.execute(select(issue_sheet_line).where(issue_sheet_line.c.issue == issue))
    lines = {line.sheet: line for row in rows if (line := _line(row)) is not None}
    return tuple((one, lines[one.id]) for one in all_sheets(db) if one.id in lines)


# -- what a draft says --------------------------------------------------------------------------------------


def head_of(db: Connection, sheet: Sheet, department: Department) -> Head:
    """The names on the sheet as they are now."""
    found = next(iter(_meetings(db, meeting_table.c.id == sheet.meeting)), None) if sheet.meeting else None
    return Head(
        department.name,
        department.reach.contact,
        load_centre(db).centre_name,
        found.words if found is not None else "",
        found.on if found is not None else None,
    )


def meetings(db: Connection, now: datetime) -> tuple[MeetingName, ...]:
    """The meetings that are still to be, or under way, the next first: sheets are made for them."""
    since = now - timedelta(days=1)
    ahead = meeting_table.c.state.in_(("planned", "running")) & (meeting_table.c.starts_at >= since)
    return _meetings(db, ahead)


def _meetings(db: Connection, which: ColumnElement[bool]) -> tuple[MeetingName, ...]:
    """Read from its tables: what meetings do is of another floor."""
    days = load_centre(db).days
    rows = db.execute(
        select(meeting_table.c.id, meeting_table.c.starts_at, meeting_table.c.document, meeting_series.c.name)
        .join(meeting_series, meeting_series.c.id == meeting_table.c.series)
        .where(which)
        .order_by(meeting_table.c.starts_at)
    )
    found = []
    for row in rows:
        on = days.day(row.starts_at)
        words = _("{meeting}, {day}").format(meeting=row.document.get("title") or row.name, day=dated(on))
        found.append(MeetingName(row.id, words, on))
    return tuple(found)


def _draft(
    db: Connection, sheet: Sheet, kept: Sequence[SheetLine], issues: Mapping[int, Issue], tell: Telling
) -> Told:
    department = tell.departments.get(sheet.department) or department_store.get(db, sheet.department)
    found = to_send(db, besides=sheet.id)
    on, gone = [], []
    for line in kept:
        one = issues.get(line.issue)
        if one is None:
            continue
        if fits(one, department, reminder=line.reminder):
            on.append((one, line.reminder))
        else:
            gone.append(one)
    there = {one.id for one, _reminder in on}
    more = _belonging(found, sheet.department, there)
    text = msgspec.structs.replace(sheet.text, head=head_of(db, sheet, department))
    late = [one.id for one, _reminder in on if is_overdue(one, tell.frame, tell.now)]
    return Told(
        msgspec.structs.replace(sheet, text=text),
        lines_of(db, sheet.id, on, tell, sheet.department),
        tuple(gone),
        more,
        issues,
        frozenset(late),
    )


def _belonging(found: ToSend, department: str, there: set[int]) -> tuple[tuple[Issue, bool], ...]:
    fresh = [(one, False) for one in found.ready.get(department, ())]
    fresh += [(one, True) for one in found.owed.get(department, ())]
    return tuple((one, reminder) for one, reminder in fresh if one.id not in there)


# -- how far a sheet is -------------------------------------------------------------------------------------


def _latest(db: Connection) -> dict[int, str]:
    """The sheet that took each issue to a department last."""
    rows = db.execute(
        select(issue_sheet_line.c.issue, issue_sheet.c.id)
        .join(issue_sheet, issue_sheet.c.id == issue_sheet_line.c.sheet)
        .where(issue_sheet.c.sent_at.is_not(None), issue_sheet_line.c.reminder.is_(False))
        .order_by(issue_sheet.c.sent_at, issue_sheet.c.number)
    )
    return {row.issue: row.id for row in rows}


def _owing(
    sheet: Sheet, own: Sequence[int], issues: Mapping[int, Issue], latest: Mapping[int, str]
) -> tuple[int, ...]:
    """Those of the sheet's *own* lines that the department has not answered: neither answered nor returned,
    nor settled in another way, nor sent anew by a later sheet."""
    return tuple(
        id
        for id in own
        if latest.get(id) == sheet.id
        and id in issues
        and issues[id].state in UNANSWERED
        and issues[id].facts.department == sheet.department
    )


def _as_now(sheet: Sheet, own: Sequence[int], owing: Sequence[int]) -> Sheet:
    """*sheet* with its state as it is now: answered when all that asked for an answer is."""
    back = sheet.state in OUT and bool(own) and not owing
    return msgspec.structs.replace(sheet, state=SheetState.BACK) if back else sheet


# -- rows ---------------------------------------------------------------------------------------------------


def new_id() -> str:
    """An id that no sheet has."""
    return uuid.uuid4().hex[:12]


def as_read(db: Connection, sheet: Sheet) -> Sheet:
    """The sheet as it is kept. Raises ChangedMeanwhileError where someone else saved it since *sheet* was
    read."""
    found = get(db, sheet.id)
    if found.version != sheet.version:
        raise ChangedMeanwhileError(mark("sheet"), sheet.number)
    return found


def _is_draft(sheet: Sheet) -> bool:
    return sheet.state is SheetState.DRAFT


def write(db: Connection, sheet: Sheet) -> Sheet:
    """Write *sheet* over itself as it was read; it as it is kept then. Raises ChangedMeanwhileError."""
    as_read = (issue_sheet.c.id == sheet.id) & (issue_sheet.c.version == sheet.version)
    values = sheet_values(sheet) | {"version": sheet.version + 1}
    if db.execute(update(issue_sheet).where(as_read).values(**values)).rowcount != 1:
        raise ChangedMeanwhileError(mark("sheet"), sheet.number)
    return msgspec.structs.replace(sheet, version=sheet.version + 1)


def line_values(line: SheetLine) -> dict[str, Any]:
    """The columns of a line, but for its id and version."""
    return {
        "sheet": line.sheet,
        "place": line.place,
        "issue": line.issue,
        "reminder": line.reminder,
        "issue_version": line.issue_version,
        "document": msgspec.to_builtins(line),
    }


def sheet_values(sheet: Sheet) -> dict[str, Any]:
    """The columns of a sheet, but for its id and version."""
    return {
        "number": sheet.number,
        "department": sheet.department,
        "meeting": sheet.meeting,
        "since": sheet.since,
        "until": sheet.until,
        "state": sheet.state.value,
        "sent_at": sheet.sent_at,
        "document": msgspec.to_builtins(sheet.text),
    }


def _sheet(row: Row[Any]) -> Sheet | None:
    try:
        text, state = msgspec.convert(row.document, SheetText), SheetState(row.state)
    except (msgspec.ValidationError, ValueError) as error:
        _log.warning("sheet %s cannot be read: %s", row.id, error)  # a later version wrote it
        return None
    return Sheet(
        row.id,
        row.number,
        row.department,
        state,
        text,
        row.meeting,
        row.since,
        row.until,
        row.sent_at,
        row.version,
    )


def _line(row: Row[Any]) -> SheetLine | None:
    try:
        return msgspec.convert(row.document, SheetLine)
    except msgspec.ValidationError as error:
        _log.warning("line %s of a sheet cannot be read: %s", row.id, error)
        return None
