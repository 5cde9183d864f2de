"""Reading from the centre's database what a returned file is judged by."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta

import msgspec
from sqlalchemy import Connection, select

from supervisor.errors import NumberError
from supervisor.issues import department_store, store
from supervisor.issues.event import EventKind
from supervisor.issues.issue import Issue
from supervisor.issues.number import parse
from supervisor.issues.reply import Answer
from supervisor.issues.rows import ReplyDocument
from supervisor.issues.sheet import SheetState
from supervisor.issues.sheet_store import SERIES as SHEETS
from supervisor.roundtrip.cell_text import text_of
from supervisor.roundtrip.now import Now, ReadBefore
from supervisor.roundtrip.returned import FileState, ReturnedFile
from supervisor.roundtrip.sent import Sent
from supervisor.roundtrip.store import all_files
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.issue_tables import (
    issue,
    issue_callback,
    issue_department,
    issue_event,
    issue_reply,
    issue_sheet,
    issue_sheet_line,
)
from supervisor.storage.report_tables import sheet_export
from supervisor.workdays.store import calendars

KEPT_AS = "kept"
"""In the facts of a remark: pairs of field and text that it keeps of a returned file."""

_LOOKED_BACK = timedelta(days=400)
"""Exports older than that are no base for a file that does not say which it is."""

_AT_ONCE = 500
_log = logging.getLogger(__name__)


def read_now(
    db: Connection, file: ReturnedFile, *, at: datetime, expected: str = ""
) -> tuple[Sent | None, Now]:
    """The export that *file* was written as (None: it does not say, or we do not know it), and what stands
    now. *expected*: the id of the department whose file it is believed to be."""
    sent = _export(db, file.export)
    sheet, department = _of_sheet(db, sent, file)
    numbers = _numbers(file)
    ids = {row.issue for row in sent.rows} if sent is not None else set()
    there = _issues(db, numbers, ids)
    guessed = not department and not expected
    department = department or expected
    if guessed:
        department = _asked(db, [one.id for number, one in there.items() if number in numbers])
    departments = {department} if department else {one.facts.department for one in there.values()}
    lacking = [number for number, one in there.items() if number in numbers and one.id not in ids]
    if department and lacking:  # rows of another department's sheet are compared with what that was sent
        departments |= {one.facts.department for one in there.values()}
    all_calendars = calendars(db)
    of = issue_department.c
    theirs = {row.id: row.calendar for row in db.execute(select(of.id, of.calendar))}
    settings = load_centre(db)
    found = [one.id for one in there.values()]
    return sent, Now(
        zone=settings.days.zone,
        issues=there,
        answers=_answers(db, found),
        departments=department_store.all_departments(db),
        exports=_exports(db, departments - {""}, at - _LOOKED_BACK) if lacking else (),
        read=_read(db, department),
        calendars={"": all_calendars[""]}
        | {id: all_calendars[name] for id, name in theirs.items() if name in all_calendars},
        promises=_promises(db, found, settings.days.day),
        noted=_noted(db, found),
        numbers=_of_departments(db, departments - {""}),
        sheet=sheet,
        sheet_department=department,
        guessed=guessed and bool(department),
        expected=expected,
    )


def _export(db: Connection, number: str) -> Sent | None:
    if not number:
        return None
    found = db.execute(select(sheet_export.c.document).where(sheet_export.c.id == number)).scalar()
    return None if found is None else _sent(found)


def _sent(document: object) -> Sent | None:
    try:
        return msgspec.convert(document, Sent)
    except msgspec.ValidationError as error:
        _log.warning("an export of a sheet cannot be read: %s", error)  # a later version wrote it
        return None


def sheet_of(db: Connection, file: ReturnedFile) -> tuple[str, str]:
    """The communication sheet and its department (ids), as the file names them; "" where it names none."""
    return _of_sheet(db, _export(db, file.export), file)


def _of_sheet(db: Connection, sent: Sent | None, file: ReturnedFile) -> tuple[str, str]:
    if sent is not None:
        return sent.sheet, sent.department
    try:
        number = parse(file.sheet_number, SHEETS)
    except NumberError:
        return "", ""
    wanted = select(issue_sheet.c.id, issue_sheet.c.department).where(issue_sheet.c.number == number)
    row = db.execute(wanted).one_or_none()
    return ("", "") if row is None else (row.id, row.department)


def _asked(db: Connection, ids: Iterable[int]) -> str:
    """The department (id) that was sent most of these issues; "" where two were sent as many, or none."""
    counts: dict[str, int] = {}
    some = sorted(set(ids))
    on, sheet = issue_sheet_line.c, issue_sheet.c
    for first in range(0, len(some), _AT_ONCE):
        wanted = select(sheet.department, on.issue).join(issue_sheet, sheet.id == on.sheet).distinct()
        wanted = wanted.where(
            on.issue.in_(some[first : first + _AT_ONCE]), sheet.state != SheetState.VOID.value
        )
        for row in db.execute(wanted):
            counts[row.department] = counts.get(row.department, 0) + 1
    best = sorted(counts, key=lambda id: -counts[id])[:2]
    if not best or (len(best) > 1 and counts[best[0]] == counts[best[1]]):
        return ""
    return best[0]


def _numbers(file: ReturnedFile) -> set[str]:
    """The numbers in it, and those that may be meant by wrong ones."""
    found = set()
    for row in file.rows:
        try:
            found.add(parse(text_of(row.cells.get("number"))))
        except NumberError as error:
            found.add(error.meant)
    return found - {""}


def _issues(db: Connection, numbers: Collection[str], ids: Iterable[int]) -> dict[str, Issue]:
    """The issues with these numbers and ids, and those in which they live on."""
    wanted = set(ids)
    named = sorted(numbers)
    for first in range(0, len(named), _AT_ONCE):
        some = issue.c.number.in_(named[first : first + _AT_ONCE])
        wanted |= set(db.execute(select(issue.c.id).where(some)).scalars())
    found: dict[int, Issue] = {}
    while wanted:
        new = store.all_issues(db, wanted)
        found |= {one.id: one for one in new}
        wanted = {one.standing.merged_into for one in new if one.standing.merged_into is not None}
        wanted -= found.keys()
    return {one.number: one for one in found.values()}


def _answers(db: Connection, ids: Iterable[int]) -> dict[tuple[int, str], Answer]:
    """What each department said last of each issue."""
    found: dict[tuple[int, str], Answer] = {}
    some = sorted(set(ids))
    of = issue_reply.c
    for first in range(0, len(some), _AT_ONCE):
        wanted = select(of.id, of.issue, of.department, of.document)
        wanted = wanted.where(of.issue.in_(some[first : first + _AT_ONCE])).order_by(of.at, of.id)
        for row in db.execute(wanted):
            try:
                told = msgspec.convert(row.document, ReplyDocument)
            except msgspec.ValidationError as error:
                _log.warning("reply %s cannot be read: %s", row.id, error)
                continue
            found[row.issue, row.department] = told.answer
    return found


def _exports(db: Connection, departments: Collection[str], since: datetime) -> tuple[Sent, ...]:
    wanted = (
        select(sheet_export.c.document)
        .join(issue_sheet, issue_sheet.c.id == sheet_export.c.sheet)
        .where(issue_sheet.c.department.in_(sorted(departments)), sheet_export.c.at >= since)
        .order_by(sheet_export.c.at, sheet_export.c.id)
    )
    found = (_sent(document) for document in db.execute(wanted).scalars())
    return tuple(one for one in found if one is not None)


def _read(db: Connection, department: str) -> tuple[ReadBefore, ...]:
    """The files of *department* from which rows were taken in."""
    if not department:
        return ()
    found = [
        one for one in all_files(db) if one.told.department == department and one.state is FileState.TAKEN
    ]
    sent = {one: _export(db, one) for one in {each.told.export for each in found}}
    read = []
    for one in found:
        export = sent[one.told.export]
        last = one.last
        if last is not None:
            at = export.at if export is not None else None
            read.append(ReadBefore(one.told.export, at, last.at, last.who))
    return tuple(read)


def _promises(db: Connection, ids: Iterable[int], day: Callable[[datetime], date]) -> dict[int, date]:
    """The first day by which a customer was promised a call that is still to be made, by issue."""
    of = issue_callback.c
    found: dict[int, date] = {}
    for row in db.execute(select(of.issue, of.due_at).where(of.done_at.is_(None), of.issue.in_(set(ids)))):
        due = day(row.due_at)
        found[row.issue] = min(due, found.get(row.issue, due))
    return found


def _noted(db: Connection, ids: Iterable[int]) -> dict[int, frozenset[tuple[str, str]]]:
    """What remarks keep of returned files, by issue; what was undone is not kept."""
    some = sorted(set(ids))
    kept: dict[int, dict[int, frozenset[tuple[str, str]]]] = defaultdict(dict)
    of = issue_event.c
    kinds = [EventKind.NOTED.value, EventKind.UNDONE.value, EventKind.REDONE.value]
    gone: set[int] = set()
    for first in range(0, len(some), _AT_ONCE):
        wanted = select(of.id, of.issue, of.kind, of.document)
        wanted = wanted.where(of.issue.in_(some[first : first + _AT_ONCE]), of.kind.in_(kinds))
        for row in db.execute(wanted.order_by(of.id)):
            facts = row.document.get("facts", {})
            match row.kind:
                case EventKind.NOTED.value:
                    if pairs := facts.get(KEPT_AS):
                        kept[row.issue][row.id] = frozenset((one[0], one[1]) for one in pairs)
                case EventKind.UNDONE.value:
                    gone |= set(facts.get("events", ()))
                case _:
                    gone -= set(facts.get("events", ()))
    return {
        of_issue: frozenset().union(*(pairs for id, pairs in events.items() if id not in gone))
        for of_issue, events in kept.items()
    }


def _of_departments(db: Connection, departments: Collection[str]) -> tuple[str, ...]:
    """The numbers of the departments' issues, the newest first."""
    if not departments:
        return ()
    wanted = select(issue.c.number).where(issue.c.department.in_(sorted(departments)))
    return tuple(db.execute(wanted.order_by(issue.c.id.desc()).limit(1000)).scalars())
