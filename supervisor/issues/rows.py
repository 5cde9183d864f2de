"""Issues as rows of the centre's database: read, and written with what happened to them."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select, update

from supervisor.errors import ChangedMeanwhileError, IssueError, UnknownNameError
from supervisor.issues.event import Event
from supervisor.issues.event_store import append
from supervisor.issues.issue import Facts, Issue, Standing, Text
from supervisor.issues.number import parse
from supervisor.issues.reply import Answer, Reply
from supervisor.issues.search import text_of
from supervisor.issues.states import State
from supervisor.storage.issue_tables import issue as table
from supervisor.storage.issue_tables import issue_reply
from supervisor.storage.undo import Doing
from supervisor.words import _, mark

LONGEST_TITLE = 200

_AT_ONCE = 500  # issues that one statement names
_log = logging.getLogger(__name__)


class ReplyDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of a reply as JSON."""

    answer: Answer
    said_by: str = ""
    how: str = ""
    file: str = ""
    row: int = 0


def all_issues(db: Connection, ids: Iterable[int] | None = None) -> tuple[Issue, ...]:
    """The issues of *ids*, or all, by id. One that this version cannot read is logged and left out."""
    wanted = select(table).order_by(table.c.id)
    if ids is None:
        return _issues(db.execute(wanted))
    some = sorted(set(ids))
    found: list[Issue] = []
    for first in range(0, len(some), _AT_ONCE):
        found += _issues(db.execute(wanted.where(table.c.id.in_(some[first : first + _AT_ONCE]))))
    return tuple(found)


def hold(db: Connection, ids: Iterable[int]) -> None:
    """Have the issues of *ids* to ourselves until the transaction ends, before more than one of them is read
    to be written. They are taken in one order, so that two who take the same never wait for each other;
    SQLite has one writer at a time anyway."""
    some = sorted(set(ids))
    for first in range(0, len(some), _AT_ONCE):
        wanted = select(table.c.id).where(table.c.id.in_(some[first : first + _AT_ONCE]))
        db.execute(wanted.order_by(table.c.id).with_for_update(key_share=True)).all()


def get(db: Connection, id: int) -> Issue:
    """The issue *id*. Raises UnknownNameError."""
    found = all_issues(db, [id])
    if not found:
        raise UnknownNameError(mark("issue"), str(id))
    return found[0]


def by_number(db: Connection, number: str) -> Issue:
    """The issue with *number*; a wrong check digit raises NumberError and says what was meant, a number that
    was not given UnknownNameError."""
    meant = parse(number)
    found = _issues(db.execute(select(table).where(table.c.number == meant)))
    if not found:
        raise UnknownNameError(mark("issue"), meant)
    return found[0]


def replies(db: Connection, id: int) -> tuple[Reply, ...]:
    """What departments answered, oldest first."""
    wanted = select(issue_reply).where(issue_reply.c.issue == id)
    rows = db.execute(wanted.order_by(issue_reply.c.at, issue_reply.c.id))
    return tuple(reply for row in rows if (reply := _reply(row)) is not None)


def tidied(issue: Issue) -> Issue:
    """*issue* with a title and a category of one line: what cannot be seen (a line's end, a NUL out of a
    file, which a server does not keep) is a blank there."""
    category = _of_one_line(issue.facts.category)
    facts = issue.facts
    if category != facts.category:
        facts = msgspec.structs.replace(facts, category=category)
    return msgspec.structs.replace(issue, title=_of_one_line(issue.title), facts=facts)


def _of_one_line(text: str) -> str:
    return "".join(" " if unicodedata.category(each) == "Cc" else each for each in text).strip()


def check(issue: Issue) -> None:
    """Raises IssueError where what was typed cannot be kept: no title, too long a text."""
    what = issue.number or issue.title.strip() or _("The issue")
    if not issue.title.strip():
        raise IssueError(what, _("It needs a title."))
    if len(issue.title) > LONGEST_TITLE:
        raise IssueError(
            what[:40],
            _("Its title is longer than {count} characters. Put the rest into the text.").format(
                count=LONGEST_TITLE
            ),
        )
    try:
        msgspec.convert(msgspec.to_builtins(issue.text), Text)
        msgspec.convert(msgspec.to_builtins(issue.facts), Facts)
    except msgspec.ValidationError as error:
        raise IssueError(
            what, _("A field is too long, or not what it may be: {detail}.").format(detail=error)
        ) from error


def make(db: Connection, doing: Doing, issue: Issue) -> Issue:
    """Keep *issue*, which has a number and is new; it as it was kept, with its id. Its events are to come."""
    kept = msgspec.structs.replace(issue, version=1)
    id: int = db.execute(insert(table).values(**_values(kept, ())).returning(table.c.id)).scalar_one()
    doing.save_new(table, id)
    return msgspec.structs.replace(kept, id=id)


def write(db: Connection, doing: Doing, after: Issue, happened: Sequence[Event]) -> Issue:
    """Save *after*, whose version is the one at which it was read, with what happened to it; it as it was
    kept. Raises ChangedMeanwhileError when someone else saved it since."""
    doing.save(table, after.id)
    as_read = (table.c.id == after.id) & (table.c.version == after.version)
    kept = msgspec.structs.replace(after, version=after.version + 1)
    values = _values(kept, replies(db, after.id))
    for made in ("made_at", "made_by"):  # a server takes no other, nor the same again
        del values[made]
    if db.execute(update(table).where(as_read).values(**values)).rowcount != 1:
        raise ChangedMeanwhileError(mark("issue"), after.number)
    append(db, happened, doing)
    return kept


def _values(issue: Issue, said: Sequence[Reply]) -> dict[str, Any]:
    facts, standing = issue.facts, issue.standing
    return {
        "number": issue.number,
        "title": issue.title,
        "state": issue.state.value,
        "department": facts.department,
        "category": facts.category,
        "node": facts.node,
        "severity": int(facts.severity),
        "internal": facts.internal,
        "recurrence_of": standing.recurrence_of,
        "merged_into": standing.merged_into,
        "made_at": issue.made_at,
        "made_by": issue.made_by,
        "changed_at": issue.changed_at,
        "closed_at": issue.closed_at,
        "text": msgspec.to_builtins(issue.text),
        "facts": msgspec.to_builtins(facts),
        "standing": msgspec.to_builtins(standing),
        "search_text": text_of(issue, said),
        "version": issue.version,
    }


def _issues(rows: Iterable[Row[Any]]) -> tuple[Issue, ...]:
    return tuple(issue for row in rows if (issue := _issue(row)) is not None)


def _issue(row: Row[Any]) -> Issue | None:
    try:
        return Issue(
            row.id,
            row.number,
            row.title,
            State(row.state),
            msgspec.convert(row.text, Text),
            msgspec.convert(row.facts, Facts),
            msgspec.convert(row.standing, Standing),
            row.made_at,
            row.made_by,
            row.changed_at,
            row.closed_at,
            row.version,
        )
    except (ValueError, msgspec.ValidationError) as error:
        _log.warning("issue %s cannot be read: %s", row.id, error)  # a later version wrote it
        return None


def _reply(row: Row[Any]) -> Reply | None:
    try:
        told = msgspec.convert(row.document, ReplyDocument)
    except msgspec.ValidationError as error:
        _log.warning("reply %s cannot be read: %s", row.id, error)
        return None
    return Reply(
        row.id,
        row.issue,
        row.department,
        told.answer,
        row.at,
        row.who,
        told.said_by,
        told.how,
        row.sheet,
        told.file,
        told.row,
        row.version,
    )
