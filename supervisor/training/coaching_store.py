"""Talks in the centre's database, and the log of what was done about somebody's figures."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, TrainingError, UnknownNameError
from supervisor.review.decisions import decisions_of
from supervisor.storage import undo
from supervisor.storage.centre import person
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.changes import Changes
from supervisor.storage.training_tables import coaching
from supervisor.training.coaching import Due, LogEntry, LogKind, Said, Talk, due, problem
from supervisor.training.course_store import AREA, courses_of
from supervisor.training.wording import log_course, log_decision, log_follow_up, log_talk
from supervisor.words import mark

_log = logging.getLogger(__name__)


def all_talks(db: Connection, *, open_only: bool = False) -> tuple[Talk, ...]:
    """Every talk, or those that are not settled, the latest first."""
    wanted = select(coaching).order_by(coaching.c.held_on.desc(), coaching.c.id)
    return _talks(db, wanted.where(coaching.c.done.is_(False)) if open_only else wanted)


def talks_of(db: Connection, person_id: str) -> tuple[Talk, ...]:
    """The talks with one person, the latest first."""
    wanted = select(coaching).where(coaching.c.person == person_id)
    return _talks(db, wanted.order_by(coaching.c.held_on.desc(), coaching.c.id))


def talk_called(db: Connection, id: str) -> Talk:
    """One talk. Raises UnknownNameError."""
    found = _talks(db, select(coaching).where(coaching.c.id == id))
    if not found:
        raise UnknownNameError(mark("talk"), id)
    return found[0]


def due_talks(db: Connection, today: date) -> tuple[tuple[Due, Talk], ...]:
    """What is still to be looked at, the longest overdue first."""
    return due(all_talks(db, open_only=True), today)


def save_talk(db: Connection, talk: Talk, *, at: datetime, who: str) -> Changes:
    """Write *talk*, new (version 0) or as it was read and changed, as a step that can be undone.

    Raises TrainingError for one that cannot be kept, ChangedMeanwhileError when someone else saved it since.
    """
    name = _name(db, talk.person)
    if wrong := problem(talk):
        raise TrainingError(name, wrong)
    step_name = "change_talk" if talk.version else "add_talk"
    with undo.step(db, step_name, {"name": name}, AREA, at=at, who=who) as step:
        step.save(coaching, talk.id)
        values = _values(talk)
        if talk.version:
            as_read = (coaching.c.id == talk.id) & (coaching.c.version == talk.version)
            if db.execute(update(coaching).where(as_read).values(**values)).rowcount != 1:
                raise ChangedMeanwhileError(mark("talk"), name)
        else:
            try:
                with db.begin_nested():
                    db.execute(insert(coaching).values(id=talk.id, **values))
            except IntegrityError as error:
                raise ChangedMeanwhileError(mark("talk"), name) from error
    return AREA


def remove_talk(db: Connection, talk: Talk, *, at: datetime, who: str) -> Changes:
    """Take *talk*, as it was read, away, as a step that can be undone. Raises ChangedMeanwhileError."""
    name = _name(db, talk.person)
    with undo.step(db, "remove_talk", {"name": name}, AREA, at=at, who=who) as step:
        step.save(coaching, talk.id)
        as_read = (coaching.c.id == talk.id) & (coaching.c.version == talk.version)
        if db.execute(delete(coaching).where(as_read)).rowcount != 1:
            raise ChangedMeanwhileError(mark("talk"), name)
    return AREA


def log_of(db: Connection, person_id: str, today: date) -> tuple[LogEntry, ...]:
    """What was done about the figures of one person until *today*, the latest first: talks and what became of
    them, courses, decisions about entries of the training list. Its words are of the language in use."""
    found = []
    for talk in talks_of(db, person_id):
        found.append(LogEntry(talk.held_on, LogKind.TALK, talk.id, *log_talk(talk)))
        if talk.said.result_on is not None:
            found.append(LogEntry(talk.said.result_on, LogKind.FOLLOW_UP, talk.id, *log_follow_up(talk)))
    for course, own in courses_of(db, person_id):
        found.append(LogEntry(course.first_day, LogKind.COURSE, course.id, *log_course(course, own, today)))
    days = load_centre(db).days
    for decided in decisions_of(db, person_id):
        day = days.day(decided.at)
        found.append(LogEntry(day, LogKind.DECISION, decided.about.id, *log_decision(decided)))
    return tuple(sorted(found, key=lambda entry: entry.day, reverse=True))


def _talks(db: Connection, wanted: Any) -> tuple[Talk, ...]:
    return tuple(talk for row in db.execute(wanted) if (talk := _talk(row)) is not None)


def _talk(row: Row[Any]) -> Talk | None:
    try:
        said = msgspec.convert(row.document, Said)
    except msgspec.ValidationError as error:
        _log.warning("talk %s cannot be read: %s", row.id, error)  # a later version wrote it
        return None
    return Talk(
        row.id,
        row.person,
        row.held_on,
        row.coach,
        row.kpi,
        row.follow_up_on,
        row.done,
        row.course or "",
        said,
        row.version,
    )


def _values(talk: Talk) -> dict[str, Any]:
    return {
        "person": talk.person,
        "kpi": talk.kpi,
        "held_on": talk.held_on,
        "coach": talk.coach,
        "follow_up_on": talk.follow_up_on,
        "done": talk.done,
        "course": talk.course or None,
        "document": msgspec.to_builtins(talk.said),
        "version": talk.version + 1,
    }


def _name(db: Connection, person_id: str) -> str:
    return db.execute(select(person.c.name).where(person.c.id == person_id)).scalar() or person_id
