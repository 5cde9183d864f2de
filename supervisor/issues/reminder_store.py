"""Reminders in the centre's database: what is due, what was told, what is on its way.

A mail is noted as being on its way before it is handed in, and as sent afterwards. Where the program dies in
between nobody knows whether it went: it stays noted as uncertain, is shown so, and is not sent a second time
by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from supervisor.issues import store
from supervisor.issues.department_store import all_departments
from supervisor.issues.letters import Letter, letters
from supervisor.issues.reminded import Record, Told
from supervisor.issues.reminding import Reminder, reminders
from supervisor.issues.states import OVER
from supervisor.settings.centre import CentreSettings
from supervisor.settings.issues import Way
from supervisor.storage.areas import note
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue, issue_reminder

AREA = Changes({"reminders"})
"""What changes with a reminder."""

AGAIN = timedelta(hours=1)
"""So long after a failed try a mail is tried again."""


@dataclass(frozen=True)
class Due:
    """What is to be told: *letters* by mail, *desk* here."""

    letters: tuple[Letter, ...]
    desk: tuple[Reminder, ...]

    def __bool__(self) -> bool:
        return bool(self.letters or self.desk)


def due(db: Connection, settings: CentreSettings, now: datetime, *, at_any_hour: bool = False) -> Due:
    """What is due at *now* and was not told yet. *at_any_hour*: also to departments that are closed (a dry
    run)."""
    open_now = db.execute(select(issue.c.id).where(issue.c.state.not_in(OVER))).scalars().all()
    if not open_now:
        return Due((), ())
    departments = {one.id: one for one in all_departments(db)}
    found = reminders(
        store.all_issues(db, open_now),
        departments,
        store.frame(db),
        settings.issue_reminding.ladder,
        _dealt_with(db, now),
        now,
        at_any_hour=at_any_hour,
    )
    made = letters(
        found,
        departments,
        settings.issue_reminding,
        centre=settings.centre_name,
        sender=settings.mail_server.sender_name,
        zone=settings.days.zone,
    )
    return Due(made, tuple(one for one in found if one.rung.way is Way.DESK))


def records(db: Connection, *, since: datetime | None = None, issue: int | None = None) -> tuple[Record, ...]:
    """What was dealt with, newest first."""
    found = select(issue_reminder).order_by(issue_reminder.c.at.desc(), issue_reminder.c.key)
    if since is not None:
        found = found.where(issue_reminder.c.at >= since)
    if issue is not None:
        found = found.where(issue_reminder.c.issue == issue)
    return tuple(
        Record(row.key, row.issue, row.at, Told(row.outcome), row.document) for row in db.execute(found)
    )


def show(db: Connection, desk: Iterable[Reminder], *, at: datetime) -> Changes:
    """Note that these were shown at the desk."""
    rows = [_row(one, Told.SHOWN, {}, at) for one in desk]
    return _keep(db, rows)


def begin(db: Connection, letter: Letter, *, at: datetime) -> bool:
    """Note that *letter* is on its way; False where somebody else has dealt with one of its reminders
    meanwhile."""
    keys = [one.key for one in letter.about]
    free = select(issue_reminder.c.key).where(
        issue_reminder.c.key.in_(keys), issue_reminder.c.outcome != Told.FAILED
    )
    if db.execute(free).first() is not None:
        return False
    _keep(db, [_row(one, Told.SENDING, _of(letter), at) for one in letter.about])
    return True


def end(db: Connection, letter: Letter, error: str, *, at: datetime) -> Changes:
    """Note what became of a letter that was on its way; *error* "" when it was sent."""
    told = Told.FAILED if error else Told.SENT
    return _keep(db, [_row(one, told, _of(letter) | {"error": error}, at) for one in letter.about])


def leave(db: Connection, about: Iterable[Reminder], *, at: datetime, who: str) -> Changes:
    """A person says that these need not be told."""
    return _keep(db, [_row(one, Told.LEFT, {"who": who}, at) for one in about])


def tell_again(db: Connection, keys: Iterable[str]) -> Changes:
    """Forget what became of these: they are due again. For what is uncertain, or was left out by mistake."""
    again = delete(issue_reminder).where(
        issue_reminder.c.key.in_(list(keys)),
        issue_reminder.c.outcome.in_([Told.SENDING, Told.LEFT, Told.FAILED]),
    )
    if not db.execute(again).rowcount:
        return Changes()
    note(db, AREA)
    return AREA


def _dealt_with(db: Connection, now: datetime) -> frozenset[str]:
    """Keys of what need not be told; a failed one is told again after a while."""
    found = select(issue_reminder.c.key).where(
        (issue_reminder.c.outcome != Told.FAILED) | (issue_reminder.c.at > now - AGAIN)
    )
    return frozenset(db.execute(found).scalars())


def _keep(db: Connection, rows: list[dict[str, Any]]) -> Changes:
    if not rows:
        return Changes()
    keys = [row["key"] for row in rows]
    there = set(db.execute(select(issue_reminder.c.key).where(issue_reminder.c.key.in_(keys))).scalars())
    for row in rows:
        if row["key"] in there:
            values = {name: value for name, value in row.items() if name != "key"}
            db.execute(update(issue_reminder).where(issue_reminder.c.key == row["key"]).values(**values))
    new = [row for row in rows if row["key"] not in there]
    if new:
        db.execute(insert(issue_reminder), new)
    note(db, AREA)
    return AREA


def _row(one: Reminder, told: Told, more: dict[str, Any], at: datetime) -> dict[str, Any]:
    said = {
        "number": one.number,
        "title": one.title,
        "clock": one.clock.value,
        "way": one.rung.way.value,
        "days": one.days,
        "why": one.why.value,
        "department": one.department,
        "limit": one.limit.isoformat(),
    }
    return {"key": one.key, "issue": one.issue, "at": at, "outcome": told.value, "document": said | more}


def _of(letter: Letter) -> dict[str, Any]:
    return {"to": list(letter.to), "copy": list(letter.copy), "subject": letter.subject}
