"""The lines of the list: read from the database, with their clocks as they stand."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, Text, cast, func, select, type_coerce

from supervisor.issues import search_index, store
from supervisor.issues.clock import Frame
from supervisor.issues.issue import Facts, Issue, Severity, Standing
from supervisor.issues.issue import Text as IssueText
from supervisor.issues.line import IssueLine, Names, line_of, most_urgent, said
from supervisor.issues.question import IssueQuestion
from supervisor.issues.rows import ReplyDocument
from supervisor.issues.states import State
from supervisor.storage.issue_tables import issue, issue_department, issue_reply, ivr_node
from supervisor.storage.meeting_tables import meeting_item

MOST = 5000
"""More lines than that are not read at once: the newest are."""

_NO_TEXT = IssueText()
_log = logging.getLogger(__name__)
_facts = msgspec.json.Decoder(Facts)
_standing = msgspec.json.Decoder(Standing)


def lines(
    db: Connection, question: IssueQuestion, now: datetime, who: str = "", *, most: int = MOST
) -> tuple[IssueLine, ...]:
    """The issues that *question* asks for as they stand at *now*, the most urgent first; of more than *most*
    the newest. *who* asks: for `mine` and `watching`."""
    if question.ids is not None and not question.ids:
        return ()
    frame = store.frame(db)
    asked = _rows(db, question, frame).order_by(issue.c.id.desc()).limit(most)
    rows = db.execute(asked).all()
    names = Names(
        _named(db, select(issue_department.c.id, issue_department.c.name)),
        _named(db, select(ivr_node.c.id, ivr_node.c.title)),
    )
    answers = _answers(db, question)
    issues = [found for row in rows if (found := _issue(row)) is not None]
    made = (line_of(each, frame, now, names, answers.get(each.id)) for each in issues)
    return tuple(most_urgent([line for line in made if _fits(line, question, who)]))


def count(db: Connection, question: IssueQuestion) -> int:
    """How many issues there are of *question*, as far as the database alone can say: clocks, tags, origins
    and people are not looked at."""
    asked = _rows(db, question, store.frame(db)).subquery()
    found: int = db.execute(select(func.count()).select_from(asked)).scalar_one()
    return found


def is_empty(db: Connection) -> bool:
    """Whether there is no issue at all yet."""
    return db.execute(select(issue.c.id).limit(1)).first() is None


def tags(db: Connection) -> tuple[str, ...]:
    """The tags in use, in order."""
    found: set[str] = set()
    for (kept,) in db.execute(
        select(_as_text(issue.c.facts)).where(_as_text(issue.c.facts).like('%"tags"%'))
    ):
        with suppress(msgspec.ValidationError):  # a later version wrote it
            found.update(_facts.decode(kept).tags)
    return tuple(sorted(found))


def _named(db: Connection, asked: Select[Any]) -> dict[str, str]:
    return {row[0]: row[1] for row in db.execute(asked)}


def _as_text(column: ColumnElement[Any]) -> ColumnElement[str]:
    """A document as it is written: msgspec reads that in a third of the time that dictionaries take."""
    return cast(type_coerce(column, Text), Text)


def _rows(db: Connection, question: IssueQuestion, frame: Frame) -> Select[Any]:
    of = issue.c
    asked = select(
        of.id,
        of.number,
        of.title,
        of.state,
        _as_text(of.facts).label("facts"),
        _as_text(of.standing).label("standing"),
        of.made_at,
        of.made_by,
        of.changed_at,
        of.closed_at,
        of.version,
    )
    for column, values in (
        (of.state, question.states),
        (of.department, question.departments),
        (of.category, question.categories),
        (of.severity, question.severities),
        (of.node, question.nodes),
    ):
        if values:
            asked = asked.where(column.in_([_plain(value) for value in values]))
    if question.ids is not None:
        asked = asked.where(of.id.in_(question.ids))
    if question.internal is not None:
        asked = asked.where(of.internal.is_(question.internal))
    if question.recurrence_of is not None:
        asked = asked.where(of.recurrence_of == question.recurrence_of)
    if question.meeting:
        items = select(meeting_item.c.issue).where(meeting_item.c.meeting == question.meeting)
        asked = asked.where(of.id.in_(items))
    zone = frame.calendar("").zone
    for column, since, until in (
        (of.made_at, question.made_since, question.made_until),
        (of.changed_at, question.changed_since, question.changed_until),
        (of.closed_at, question.closed_since, question.closed_until),
    ):
        if since is not None:
            asked = asked.where(column >= datetime.combine(since, time(), zone))
        if until is not None:
            asked = asked.where(column < datetime.combine(until + timedelta(days=1), time(), zone))
    typed = search_index.matching(db, question.text)
    return asked if typed is None else asked.where(typed)


def _plain(value: Any) -> str | int:
    """The value of a member, without its class: drivers know plain ones alone."""
    return int(value) if isinstance(value, Severity) else str(value)


def _answers(db: Connection, question: IssueQuestion) -> dict[int, tuple[datetime, str]]:
    """What departments answered last, and when, by issue."""
    newest = (
        select(
            issue_reply.c.issue,
            issue_reply.c.at,
            issue_reply.c.document,
            func.row_number()
            .over(partition_by=issue_reply.c.issue, order_by=(issue_reply.c.at.desc(), issue_reply.c.id))
            .label("place"),
        )
    ).subquery()
    asked = select(newest.c.issue, newest.c.at, newest.c.document).where(newest.c.place == 1)
    if question.ids is not None:
        asked = asked.where(newest.c.issue.in_(question.ids))
    found: dict[int, tuple[datetime, str]] = {}
    for of, at, document in db.execute(asked):
        try:
            found[of] = (at, said(msgspec.convert(document, ReplyDocument).answer))
        except msgspec.ValidationError as error:
            _log.warning("a reply to issue %s cannot be read: %s", of, error)
    return found


def _issue(row: Any) -> Issue | None:
    """The issue without its text, which no line shows; None where this version cannot read it."""
    try:
        return Issue(
            row.id,
            row.number,
            row.title,
            State(row.state),
            _NO_TEXT,
            _facts.decode(row.facts),
            _standing.decode(row.standing),
            row.made_at,
            row.made_by,
            row.changed_at,
            row.closed_at,
            row.version,
        )
    except ValueError as error:  # a later version wrote it; msgspec's errors are ValueErrors
        _log.warning("issue %s cannot be read: %s", row.id, error)
        return None


def _fits(line: IssueLine, question: IssueQuestion, who: str) -> bool:
    """What the database is not asked."""
    tests: tuple[tuple[bool, Callable[[], bool]], ...] = (
        (bool(question.lights), lambda: line.light in question.lights),
        (bool(question.tags), lambda: not set(question.tags).isdisjoint(line.tags)),
        (bool(question.origins), lambda: line.origin in question.origins),
        (question.returned, lambda: line.counters.returns > 0),
        (question.reopened, lambda: line.counters.reopened > 0),
        (question.extension_asked, lambda: line.extension_until is not None),
        (
            question.mine or question.watching,
            lambda: (question.mine and line.made_by == who) or (question.watching and who in line.watchers),
        ),
    )
    return all(holds() for asked, holds in tests if asked)
