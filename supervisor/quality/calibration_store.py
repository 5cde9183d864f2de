"""Calibrations and their ratings in the centre's database; every change is a step that can be undone."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, QualityError, UnknownNameError
from supervisor.quality.calibration import ROUNDS, Meeting, Session, SharedRating
from supervisor.quality.evaluation import ItemAnswer, Judgement, problems, score
from supervisor.quality.form_store import AREA, note_used, the_version
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.quality_tables import quality_rating, quality_session
from supervisor.words import _, mark

_log = logging.getLogger(__name__)


def all_sessions(db: Connection) -> tuple[Session, ...]:
    """The sessions, the newest first."""
    found = select(quality_session).order_by(quality_session.c.held_on.desc(), quality_session.c.id)
    return tuple(one for row in db.execute(found) if (one := _session(row)) is not None)


def the_session(db: Connection, session: str) -> Session:
    """The session with this id or title. Raises UnknownNameError."""
    known = all_sessions(db)
    for one in known:
        if session in (one.id, one.title):
            return one
    raise UnknownNameError(mark("calibration"), session, tuple(one.title for one in known))


def ratings_of(db: Connection, session: str) -> tuple[SharedRating, ...]:
    """What was rated in the session so far."""
    table = quality_rating.c
    found = select(quality_rating).where(table.session == session)
    rows = db.execute(found.order_by(table.contact, table.rater, table.round))
    return tuple(one for row in rows if (one := _rating(row)) is not None)


def save_session(db: Connection, session: Session, *, at: datetime, who: str) -> tuple[Session, Changes]:
    """Keep *session*, new (version 0) or read at its version.

    Raises QualityError without a title, contacts or two raters, or when a contact or rater who rated already
    is left out; ChangedMeanwhileError.
    """
    _check(db, session)
    values: dict[str, Any] = {
        "title": session.title.strip(),
        "held_on": session.held_on,
        "form_version": session.form_version,
        "document": msgspec.to_builtins(session.meeting),
        "version": session.version + 1,
    }
    note_used(db, session.form_version)
    with undo.step(db, "save_calibration", {"name": session.title}, AREA, at=at, who=who) as step:
        step.save(quality_session, session.id)
        if session.version:
            as_read = (quality_session.c.id == session.id) & (quality_session.c.version == session.version)
            if db.execute(update(quality_session).where(as_read).values(**values)).rowcount != 1:
                raise ChangedMeanwhileError(mark("calibration"), session.title)
        else:
            try:
                with db.begin_nested():
                    db.execute(insert(quality_session).values(id=session.id, **values))
            except IntegrityError as error:
                raise ChangedMeanwhileError(mark("calibration"), session.title) from error
    return replace(session, version=session.version + 1), AREA


def remove_session(db: Connection, session: Session, *, at: datetime, who: str) -> Changes:
    """Forget a session with its ratings. Raises ChangedMeanwhileError."""
    with undo.step(db, "remove_calibration", {"name": session.title}, AREA, at=at, who=who) as step:
        step.save_all(quality_rating, [one.key for one in ratings_of(db, session.id)])
        step.save(quality_session, session.id)
        db.execute(delete(quality_rating).where(quality_rating.c.session == session.id))
        as_read = (quality_session.c.id == session.id) & (quality_session.c.version == session.version)
        if db.execute(delete(quality_session).where(as_read)).rowcount != 1:
            raise ChangedMeanwhileError(mark("calibration"), session.title)
    return AREA


def rate(
    db: Connection, session: Session, ratings: Sequence[SharedRating], *, at: datetime, who: str
) -> Changes:
    """Keep ratings, each new (version 0) or read at its version, as one step.

    Raises QualityError for one whose answers are not whole or that is not of the session,
    ChangedMeanwhileError.
    """
    content = the_version(db, session.form_version).content
    contacts = {one.name for one in session.meeting.contacts}
    for one in ratings:
        known = one.contact in contacts and one.rater in session.meeting.raters
        if one.session != session.id or not known or one.round not in ROUNDS:
            raise QualityError(_("The rating"), _("The contact or the rater is not of this calibration."))
        if wrong := problems(content, Judgement(one.answers)):
            raise QualityError(_("The rating"), " ".join(wrong))
    with undo.step(db, "rate_in_calibration", {"name": session.title}, AREA, at=at, who=who) as step:
        step.save_all(quality_rating, [one.key for one in ratings])
        for one in ratings:
            _save(db, one, score(content, one.answers).share or 0.0)
    return AREA


def _save(db: Connection, one: SharedRating, share: float) -> None:
    values: dict[str, Any] = {
        "session": one.session,
        "contact": one.contact,
        "rater": one.rater,
        "round": one.round,
        "score": share,
        "document": {"answers": msgspec.to_builtins(one.answers)},
        "version": one.version + 1,
    }
    if one.version:
        as_read = (quality_rating.c.id == one.key) & (quality_rating.c.version == one.version)
        if db.execute(update(quality_rating).where(as_read).values(**values)).rowcount != 1:
            raise ChangedMeanwhileError(mark("rating"), one.contact)
        return
    try:
        with db.begin_nested():
            db.execute(insert(quality_rating).values(id=one.key, **values))
    except IntegrityError as error:
        raise ChangedMeanwhileError(mark("rating"), one.contact) from error


def _check(db: Connection, session: Session) -> None:
    what, meeting = _("The calibration"), session.meeting
    if not session.title.strip():
        raise QualityError(what, _("It needs a title."))
    if not meeting.contacts:
        raise QualityError(what, _("Name the contacts that everybody judges."))
    if len(set(meeting.raters)) < 2:
        raise QualityError(what, _("Name two raters at least."))
    names = [one.name for one in meeting.contacts]
    if len(set(names)) < len(names):
        raise QualityError(what, _("A contact is named twice."))
    for one in ratings_of(db, session.id):
        if one.contact not in names or one.rater not in meeting.raters:
            why = _("{rater} rated contact {contact} already; it cannot be left out.")
            raise QualityError(what, why.format(rater=one.rater, contact=one.contact))


def _session(row: Row[Any]) -> Session | None:
    try:
        meeting = msgspec.convert(row.document, Meeting)
    except msgspec.ValidationError as error:
        _log.warning("calibration %s cannot be read: %s", row.id, error)  # a later program wrote it
        return None
    return Session(row.id, row.title, row.held_on, row.form_version, meeting, row.version)


def _rating(row: Row[Any]) -> SharedRating | None:
    try:
        answers = msgspec.convert(row.document["answers"], tuple[ItemAnswer, ...])
    except (msgspec.ValidationError, KeyError) as error:
        _log.warning("rating %s cannot be read: %s", row.id, error)
        return None
    return SharedRating(row.session, row.contact, row.rater, row.round, answers, row.version)
