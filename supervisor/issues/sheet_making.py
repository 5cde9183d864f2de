"""Making sheets by query, and changing them while they are drafts: each write is a step that undo knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, func, insert, select

from supervisor.errors import IssueError
from supervisor.issues import department_store, store
from supervisor.issues.department import Department
from supervisor.issues.event import Acting
from supervisor.issues.issue import Issue
from supervisor.issues.number import next_number
from supervisor.issues.rows import hold
from supervisor.issues.sheet import Sheet, SheetState, SheetText
from supervisor.issues.sheet_filling import lines_of, telling, to_send
from supervisor.issues.sheet_store import (
    AREA,
    SERIES,
    all_sheets,
    as_read,
    line_values,
    new_id,
    sheet_values,
    told,
    write,
)
from supervisor.issues.sheet_told import Making
from supervisor.storage import undo
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue_sheet, issue_sheet_line
from supervisor.words import _


def make(
    db: Connection, departments: Sequence[str] | None, what: Making, *, acting: Acting, at: datetime
) -> tuple[Changes, tuple[Sheet, ...]]:
    """A sheet to each of *departments* (ids; None: to all for which something is ready) as one step, with
    what is ready and what is owed; where there is a draft for that meeting already, it is filled again.

    A department for which there is nothing gets none. Raises IssueError where nobody gets one.
    """
    hold(db, [one.id for ready in to_send(db).ready.values() for one in ready])
    found = to_send(db)  # what somebody else put on a sheet meanwhile stands on that
    wanted = list(dict.fromkeys(found.ready if departments is None else departments))
    drafts = {
        one.department: one for one in all_sheets(db, meeting=what.meeting) if one.state is SheetState.DRAFT
    }
    made = []
    facts = {"count": ""}
    with undo.step(db, "make_sheets", facts, AREA, at=at, who=acting.who) as step:
        for id in wanted:
            department = department_store.get(db, id)
            if id in drafts:
                made.append(_fill(db, step, drafts[id], at))
                continue
            fresh = [(one, False) for one in found.ready.get(id, ())]
            fresh += [(one, True) for one in found.owed.get(id, ())]
            if not fresh or department.retired:
                continue
            sheet = _insert(db, step, department, what, at)
            _put_on(db, step, sheet, fresh, at)
            made.append(sheet)
        if not made:
            raise IssueError(
                _("No sheet"), _("Nothing is ready for these departments, and they owe nothing.")
            )
        facts["count"] = str(len(made))
    return AREA, tuple(made)


def change(db: Connection, sheet: Sheet, *, acting: Acting, at: datetime) -> tuple[Changes, Sheet]:
    """Save what a draft says besides its lines: covering text, wished day, meeting, period. Raises IssueError
    for one that was sent, ChangedMeanwhileError."""
    old = _draft_as_read(db, sheet)
    if msgspec.structs.replace(sheet, version=old.version) == old:
        return Changes(), sheet
    with undo.step(db, "change_sheet", {"number": sheet.number}, AREA, at=at, who=acting.who) as step:
        step.save(issue_sheet, sheet.id)
        return AREA, write(db, sheet)


def fill(db: Connection, sheet: Sheet, *, acting: Acting, at: datetime) -> tuple[Changes, Sheet]:
    """Put on a draft what belongs there and is missing, and take off what no longer belongs there."""
    _draft_as_read(db, sheet)
    with undo.step(db, "change_sheet", {"number": sheet.number}, AREA, at=at, who=acting.who) as step:
        kept = _fill(db, step, sheet, at)
    return AREA, kept


def take_off(
    db: Connection, sheet: Sheet, issues: Iterable[int], *, acting: Acting, at: datetime
) -> tuple[Changes, Sheet]:
    """Take *issues* off a draft: they stay ready, for another sheet."""
    _draft_as_read(db, sheet)
    with undo.step(db, "change_sheet", {"number": sheet.number}, AREA, at=at, who=acting.who) as step:
        step.save(issue_sheet, sheet.id)
        _take_off(db, step, sheet, issues)
        return AREA, write(db, _turned(sheet))


def put_on(
    db: Connection, sheet: Sheet, issues: Iterable[int], *, acting: Acting, at: datetime
) -> tuple[Changes, Sheet]:
    """Put *issues* on a draft. Raises IssueError for one that does not belong there."""
    _draft_as_read(db, sheet)
    found = to_send(db, besides=sheet.id)
    fresh = {one.id: (one, False) for one in found.ready.get(sheet.department, ())}
    fresh |= {one.id: (one, True) for one in found.owed.get(sheet.department, ())}
    wanted = list(dict.fromkeys(issues))
    strangers = [id for id in wanted if id not in fresh]
    if strangers:
        number = store.get(db, strangers[0]).number
        raise IssueError(number, _("It is not ready for this department, or it is on another sheet."))
    with undo.step(db, "change_sheet", {"number": sheet.number}, AREA, at=at, who=acting.who) as step:
        step.save(issue_sheet, sheet.id)
        _put_on(db, step, sheet, [fresh[id] for id in wanted], at)
        return AREA, write(db, _turned(sheet))


def void(db: Connection, sheet: Sheet, *, acting: Acting, at: datetime) -> Changes:
    """Say that a draft is not sent after all: its lines are free for another; its number is not given
    again."""
    _draft_as_read(db, sheet)
    with undo.step(db, "void_sheet", {"number": sheet.number}, AREA, at=at, who=acting.who) as step:
        step.save(issue_sheet, sheet.id)
        write(db, msgspec.structs.replace(sheet, state=SheetState.VOID))
    return AREA


# -- rows -------------------------------------------------------------------------------------------------


def _draft_as_read(db: Connection, sheet: Sheet) -> Sheet:
    found = as_read(db, sheet)
    if found.state is not SheetState.DRAFT:
        raise IssueError(sheet.number, _("It was sent, or is void: what it says stays as it is."))
    return found


def _insert(db: Connection, step: undo.Doing, department: Department, what: Making, at: datetime) -> Sheet:
    year = load_centre(db).days.day(at).year
    sheet = Sheet(
        new_id(),
        next_number(db, SERIES, year),
        department.id,
        SheetState.DRAFT,
        SheetText(covering=what.covering.strip(), wished=what.wished),
        what.meeting,
        what.since,
        what.until,
        version=1,
    )
    step.save(issue_sheet, sheet.id)
    db.execute(insert(issue_sheet).values(id=sheet.id, version=1, **sheet_values(sheet)))
    return sheet


def _fill(db: Connection, step: undo.Doing, sheet: Sheet, at: datetime) -> Sheet:
    now = told(db, sheet.id, at)
    step.save(issue_sheet, sheet.id)
    _take_off(db, step, sheet, [one.id for one in now.gone])
    _put_on(db, step, sheet, now.more, at)
    return write(db, _turned(sheet)) if now.more or now.gone else sheet


def _put_on(
    db: Connection, step: undo.Doing, sheet: Sheet, issues: Sequence[tuple[Issue, bool]], at: datetime
) -> None:
    table = issue_sheet_line
    highest = db.execute(select(func.max(table.c.place)).where(table.c.sheet == sheet.id)).scalar() or 0
    for line in lines_of(db, sheet.id, issues, telling(db, at), sheet.department):
        step.save(table, line.id)
        placed = msgspec.structs.replace(line, place=line.place + highest)
        db.execute(insert(table).values(id=line.id, version=1, **line_values(placed)))


def _take_off(db: Connection, step: undo.Doing, sheet: Sheet, issues: Iterable[int]) -> None:
    keys = [f"{sheet.id}|{id}" for id in issues]
    step.save_all(issue_sheet_line, keys)
    db.execute(delete(issue_sheet_line).where(issue_sheet_line.c.id.in_(keys)))


def _turned(sheet: Sheet) -> Sheet:
    return msgspec.structs.replace(sheet, text=msgspec.structs.replace(sheet.text, turn=sheet.text.turn + 1))
