"""Promised call-backs in the centre's database: kept, tried, kept or broken. Their clock never pauses."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update

from supervisor.errors import ChangedMeanwhileError, IssueError, UnknownNameError
from supervisor.issues.callback import Callback, Promise
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue_callback
from supervisor.words import _, mark

AREA = Changes({"callbacks"})
"""What changes with a call-back."""


def all_callbacks(
    db: Connection, *, issue: int | None = None, open_only: bool = False
) -> tuple[Callback, ...]:
    """The call-backs that were promised, the one due first in front."""
    found = select(issue_callback).order_by(issue_callback.c.due_at, issue_callback.c.id)
    if issue is not None:
        found = found.where(issue_callback.c.issue == issue)
    if open_only:
        found = found.where(issue_callback.c.done_at.is_(None))
    return tuple(_callback(row) for row in db.execute(found))


def promise(
    db: Connection,
    said: Promise,
    promised_at: datetime,
    due_at: datetime,
    *,
    issue: int = 0,
    at: datetime,
    who: str,
) -> tuple[Changes, Callback]:
    """Note a promise. Raises IssueError for one without a customer, or due before it was given."""
    _check(said, promised_at, due_at)
    made = Callback(uuid4().hex, said, promised_at, due_at, None, issue, 1)
    with undo.step(db, "promise_callback", {"customer": said.customer}, AREA, at=at, who=who) as step:
        step.save(issue_callback, made.id)
        db.execute(insert(issue_callback).values(id=made.id, version=1, **_values(made)))
    return AREA, made


def change(db: Connection, new: Callback, *, at: datetime, who: str) -> tuple[Changes, Callback]:
    """Write *new*, whose version is the one that was read. Raises IssueError and ChangedMeanwhileError."""
    _check(new.promise, new.promised_at, new.due_at)
    return _save(db, "change_callback", new, at=at, who=who)


def tried(db: Connection, of: Callback, *, at: datetime, who: str) -> tuple[Changes, Callback]:
    """Nobody answered: the promise stands, and the try with it."""
    said = msgspec.structs.replace(of.promise, attempts=(*of.promise.attempts, at))
    return _save(db, "try_callback", msgspec.structs.replace(of, promise=said), at=at, who=who)


def made(
    db: Connection, of: Callback, outcome: str, *, when: datetime | None = None, at: datetime, who: str
) -> tuple[Changes, Callback]:
    """The call was made (*when*, or now): the clock stops for good. Raises IssueError when it was made
    already, or before it was promised, or in the future."""
    when = when or at
    if of.done_at is not None:
        raise IssueError(of.promise.customer, _("The call was made already."))
    if not of.promised_at <= when <= at:
        raise IssueError(
            of.promise.customer, _("A call is made after it was promised, and not in the future.")
        )
    said = msgspec.structs.replace(of.promise, outcome=outcome, done_by=who)
    return _save(db, "make_callback", msgspec.structs.replace(of, promise=said, done_at=when), at=at, who=who)


def remove(db: Connection, of: Callback, *, at: datetime, who: str) -> Changes:
    """Away with a promise that was noted by mistake."""
    with undo.step(db, "remove_callback", {"customer": of.promise.customer}, AREA, at=at, who=who) as step:
        step.save(issue_callback, of.id)
        as_read = (issue_callback.c.id == of.id) & (issue_callback.c.version == of.version)
        if db.execute(delete(issue_callback).where(as_read)).rowcount != 1:
            raise ChangedMeanwhileError(mark("call-back"), of.promise.customer)
    return AREA


def get(db: Connection, id: str) -> Callback:
    """The call-back *id*. Raises UnknownNameError."""
    row = db.execute(select(issue_callback).where(issue_callback.c.id == id)).one_or_none()
    if row is None:
        raise UnknownNameError(mark("call-back"), id)
    return _callback(row)


def _save(db: Connection, name: str, new: Callback, *, at: datetime, who: str) -> tuple[Changes, Callback]:
    with undo.step(db, name, {"customer": new.promise.customer}, AREA, at=at, who=who) as step:
        step.save(issue_callback, new.id)
        as_read = (issue_callback.c.id == new.id) & (issue_callback.c.version == new.version)
        written = update(issue_callback).where(as_read).values(version=new.version + 1, **_values(new))
        if db.execute(written).rowcount != 1:
            raise ChangedMeanwhileError(mark("call-back"), new.promise.customer)
    return AREA, msgspec.structs.replace(new, version=new.version + 1)


def _check(said: Promise, promised_at: datetime, due_at: datetime) -> None:
    if not said.customer.strip():
        raise IssueError(_("Call-back"), _("Say whom to call: a number or a name."))
    if due_at < promised_at:
        raise IssueError(said.customer, _("It would be due before it was promised."))


def _values(of: Callback) -> dict[str, Any]:
    return {
        "issue": of.issue,
        "promised_at": of.promised_at,
        "due_at": of.due_at,
        "done_at": of.done_at,
        "document": msgspec.to_builtins(of.promise),
    }


def _callback(row: Row[Any]) -> Callback:
    return Callback(
        row.id,
        msgspec.convert(row.document, Promise),
        row.promised_at,
        row.due_at,
        row.done_at,
        row.issue,
        row.version,
    )
