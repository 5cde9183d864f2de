"""Departments in the centre's database: every change is a step that can be undone."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Text, cast, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, IssueError, NameTakenError, UnknownNameError
from supervisor.issues.department import Department, Reach
from supervisor.issues.event import Acting
from supervisor.people.likeness import plainly
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import (
    issue,
    issue_department,
    issue_reply,
    issue_sheet,
    work_calendar,
)
from supervisor.storage.meeting_tables import meeting_attendance
from supervisor.words import _, mark

AREA = Changes({"departments"})
"""What changes with a department."""

LONGEST_NAME = 80

_log = logging.getLogger(__name__)


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of a department as a document."""

    reach: Reach = Reach()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Uses:
    """How much speaks of a department: *issues*, *sheets*, *replies* and *meetings*."""

    issues: int = 0
    sheets: int = 0
    replies: int = 0
    meetings: int = 0

    def __bool__(self) -> bool:
        return bool(self.issues or self.sheets or self.replies or self.meetings)


# -- reading ------------------------------------------------------------------------------------------------


def all_departments(db: Connection) -> tuple[Department, ...]:
    """Every department, by name; retired ones last. One that this version cannot read is logged and left
    out."""
    rows = db.execute(select(issue_department))
    found = [one for row in rows if (one := _department(row)) is not None]
    return tuple(sorted(found, key=lambda one: (one.retired, plainly(one.name), one.id)))


def get(db: Connection, id: str) -> Department:
    """The department *id*. Raises UnknownNameError, which names those that there are."""
    row = db.execute(select(issue_department).where(issue_department.c.id == id)).one_or_none()
    found = None if row is None else _department(row)
    if found is None:
        raise UnknownNameError(mark("department"), id, tuple(one.name for one in all_departments(db)))
    return found


def called(departments: Iterable[Department], words: str) -> Department | None:
    """The department that *words* name, by its name or one of its other names, however written."""
    plain = plainly(words)
    return next((one for one in departments if plain and plain in _names(one)), None)


def uses(db: Connection, id: str) -> Uses:
    """What speaks of the department *id*: a department that is used can be retired, not removed."""

    def count(what: Any) -> int:
        found = db.execute(select(func.count()).select_from(what.table).where(what == id)).scalar_one()
        return int(found)

    joining = db.execute(
        select(func.count()).select_from(issue).where(issue.c.department != id, _tells_of(id))
    ).scalar_one()
    return Uses(
        count(issue.c.department) + int(joining),
        count(issue_sheet.c.department),
        count(issue_reply.c.department),
        count(meeting_attendance.c.department),
    )


# -- changing -----------------------------------------------------------------------------------------------


def new_id() -> str:
    """An id that no department has."""
    return uuid.uuid4().hex[:12]


def add(
    db: Connection, department: Department, *, acting: Acting, at: datetime
) -> tuple[Changes, Department]:
    """Keep a new department (*id* "" has one made); it as it was kept. Raises what `save_all` raises."""
    changes, kept = save_all(db, [department], acting=acting, at=at)
    return changes, kept[0]


def change(
    db: Connection, department: Department, *, acting: Acting, at: datetime
) -> tuple[Changes, Department]:
    """Save *department* as it was read and changed. Raises what `save_all` raises."""
    changes, kept = save_all(db, [department], acting=acting, at=at)
    return changes, kept[0]


def retire(db: Connection, department: Department, *, acting: Acting, at: datetime) -> Changes:
    """Give nothing to *department* any more; what it has is followed on."""
    return _retire(db, department, True, acting=acting, at=at)


def bring_back(db: Connection, department: Department, *, acting: Acting, at: datetime) -> Changes:
    """A retired department is given issues again."""
    return _retire(db, department, False, acting=acting, at=at)


def remove(db: Connection, department: Department, *, acting: Acting, at: datetime) -> Changes:
    """Take away *department*, as it was read. Raises IssueError where anything speaks of it, and
    ChangedMeanwhileError."""
    if uses(db, department.id):
        raise IssueError(
            department.name,
            _("Issues, sheets or meetings speak of it. Retire it: then nothing new goes there."),
        )
    facts = {"name": department.name}
    with undo.step(db, "remove_department", facts, AREA, at=at, who=acting.who) as step:
        step.save(issue_department, department.id)
        as_read = (issue_department.c.id == department.id) & (
            issue_department.c.version == department.version
        )
        if db.execute(delete(issue_department).where(as_read)).rowcount != 1:
            raise ChangedMeanwhileError(mark("department"), department.name)
    return AREA


def save_all(
    db: Connection, departments: Sequence[Department], *, acting: Acting, at: datetime
) -> tuple[Changes, tuple[Department, ...]]:
    """Write *departments*, new ones (version 0) and ones as they were read and changed, as one step.

    Raises, having written nothing, IssueError for one that cannot be kept, NameTakenError where a name or
    another name is somebody else's, ChangedMeanwhileError when someone else saved one since.
    """
    there = {one.id: one for one in all_departments(db)}
    wanted = [_tidy(one) for one in departments]
    for one in wanted:
        _check(db, one)
        there[one.id] = one
    _check_names(tuple(there.values()))
    if not wanted:
        return Changes(), ()
    facts = {"name": wanted[0].name, "count": str(len(wanted))}
    name = "save_departments" if len(wanted) > 1 else _step_name(wanted[0])
    kept = []
    with undo.step(db, name, facts, AREA, at=at, who=acting.who) as step:
        step.save_all(issue_department, [one.id for one in wanted])
        for one in wanted:
            _write(db, one)
            kept.append(msgspec.structs.replace(one, version=one.version + 1))
    return AREA, tuple(kept)


# -- what is right ------------------------------------------------------------------------------------------


def _tidy(department: Department) -> Department:
    """Without blanks around names, and without other names that say the same twice."""
    words: dict[str, str] = {}
    for word in department.words:
        if word.strip() and plainly(word) != plainly(department.name):
            words.setdefault(plainly(word), word.strip())
    return msgspec.structs.replace(
        department,
        id=department.id or new_id(),
        name=department.name.strip(),
        words=tuple(words.values()),
    )


def _check(db: Connection, department: Department) -> None:
    name = department.name
    if not name:
        raise IssueError(_("The department"), _("It needs a name."))
    if len(name) > LONGEST_NAME:
        raise IssueError(
            name[:LONGEST_NAME] + "…", _("Its name is longer than {count} characters.").format(count=80)
        )
    for mail in (department.reach.mail, department.reach.head_mail):
        if mail and not _is_mail(mail):
            raise IssueError(name, _("“{mail}” is no e-mail address.").format(mail=mail))
    if department.calendar:
        known = db.execute(select(work_calendar.c.id).where(work_calendar.c.id == department.calendar))
        if known.scalar() is None:
            raise IssueError(name, _("Its calendar is no longer there. Choose another."))


def _check_names(departments: Sequence[Department]) -> None:
    owners: dict[str, str] = {}
    for one in departments:
        for word in (one.name, *one.words):
            if owners.setdefault(plainly(word), one.id) != one.id:
                raise NameTakenError(mark("department"), word)


def _is_mail(text: str) -> bool:
    """Whether *text* can be an address: one at sign, a name before it, a name with a dot or a bare host after
    it, and no blanks. Whether anybody reads there only sending tells."""
    name, sign, host = text.strip().rpartition("@")
    return bool(sign and name and host) and not any(part.isspace() for part in text.strip())


# -- rows ---------------------------------------------------------------------------------------------------


def _retire(
    db: Connection, department: Department, retired: bool, *, acting: Acting, at: datetime
) -> Changes:
    name = "retire_department" if retired else "bring_back_department"
    with undo.step(db, name, {"name": department.name}, AREA, at=at, who=acting.who) as step:
        step.save(issue_department, department.id)
        _write(db, msgspec.structs.replace(department, retired=retired))
    return AREA


def _write(db: Connection, department: Department) -> None:
    table = issue_department
    values = {
        "name": department.name,
        "calendar": department.calendar,
        "retired": department.retired,
        "document": msgspec.to_builtins(Said(department.reach, department.words)),
        "version": department.version + 1,
    }
    try:
        with db.begin_nested():
            if not department.version:
                db.execute(insert(table).values(id=department.id, **values))
                return
            as_read = (table.c.id == department.id) & (table.c.version == department.version)
            if db.execute(update(table).where(as_read).values(**values)).rowcount != 1:
                raise ChangedMeanwhileError(mark("department"), department.name)
    except IntegrityError as error:
        raise ChangedMeanwhileError(mark("department"), department.name) from error


def _department(row: Row[Any]) -> Department | None:
    try:
        said = msgspec.convert(row.document, Said)
    except msgspec.ValidationError as error:
        _log.warning("department %s cannot be read: %s", row.id, error)  # a later version wrote it
        return None
    return Department(row.id, row.name, said.reach, row.calendar, said.words, row.retired, row.version)


def _names(department: Department) -> frozenset[str]:
    return frozenset(plainly(word) for word in (department.name, *department.words))


def _step_name(department: Department) -> str:
    return "change_department" if department.version else "add_department"


def _tells_of(id: str) -> ColumnElement[bool]:
    """Whether an issue's facts name *id*: its joining departments are told in the document."""
    return cast(issue.c.facts, Text).contains(f'"{id}"', autoescape=True)
