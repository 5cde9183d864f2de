"""Issues in the centre's database: each write is one step that can be undone, and one event or more that
stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from supervisor.issues.clock import Frame, Pause
from supervisor.issues.event import Acting, Event
from supervisor.issues.evidence import Evidence, Matter
from supervisor.issues.issue import Issue
from supervisor.issues.moves import Given
from supervisor.issues.reply import Reply
from supervisor.storage.changes import Changes

AREA = Changes({"issues"})
"""What changes with an issue."""


def frame(db: Connection) -> Frame:
    """The calendars and limits of the centre as they are now, for whatever acts on clocks."""
    raise NotImplementedError


def categories(db: Connection) -> tuple[str, ...]:
    """The categories in use: types of contact of the history, and those of issues, in order."""
    raise NotImplementedError


def all_issues(db: Connection, ids: Iterable[int] | None = None) -> tuple[Issue, ...]:
    """The issues of *ids*, or all, by id."""
    raise NotImplementedError


def get(db: Connection, id: int) -> Issue:
    """The issue *id*. Raises UnknownNameError."""
    raise NotImplementedError


def by_number(db: Connection, number: str) -> Issue:
    """The issue with *number*; a wrong check character raises NumberError and says what was meant."""
    raise NotImplementedError


def add(
    db: Connection, issue: Issue, matters: Sequence[tuple[Matter, str]] = (), *, acting: Acting, at: datetime
) -> tuple[Changes, Issue]:
    """Keep a new issue (id 0) as a draft, with pieces of evidence and their notes; it as it was kept."""
    raise NotImplementedError


def edit(db: Connection, base: Issue, mine: Issue, *, acting: Acting, at: datetime) -> tuple[Changes, Issue]:
    """Save the fields in which *mine* differs from *base*, which is the issue as it was read.

    Where it was saved by somebody else since, what does not meet is joined; raises ConflictError (base,
    theirs, mine, the paths of the fields in which both differ), having written nothing, where it does.
    """
    raise NotImplementedError


def move(
    db: Connection, id: int, version: int, name: str, given: Given, *, acting: Acting, at: datetime
) -> tuple[Changes, Issue]:
    """Move the issue that was read at *version*. Raises MoveRefusedError or ChangedMeanwhileError."""
    raise NotImplementedError


def events(db: Connection, id: int) -> tuple[Event, ...]:
    """What happened to the issue, oldest first."""
    raise NotImplementedError


def evidence(db: Connection, id: int) -> tuple[Evidence, ...]:
    """What the issue rests on, oldest first."""
    raise NotImplementedError


def add_evidence(
    db: Connection, id: int, matters: Sequence[tuple[Matter, str]], *, acting: Acting, at: datetime
) -> Changes:
    """Add pieces with their notes."""
    raise NotImplementedError


def remove_evidence(db: Connection, piece: Evidence, *, acting: Acting, at: datetime) -> Changes:
    """Take a piece away; the event keeps what it was."""
    raise NotImplementedError


def replies(db: Connection, id: int) -> tuple[Reply, ...]:
    """What departments answered, oldest first."""
    raise NotImplementedError


def reply(db: Connection, said: Reply, *, acting: Acting, at: datetime) -> tuple[Changes, Issue]:
    """Keep a reply and do what follows from it, each an event of its own: signed for, confirmed or
    returned, answered, done. An answer without owner or date leaves the issue signed for; `Answer` says
    what is missing."""
    raise NotImplementedError


def pause(db: Connection, id: int, version: int, what: Pause, *, acting: Acting, at: datetime) -> Changes:
    """Pause the running clock (answer or solution). Raises MoveRefusedError where it may not be."""
    raise NotImplementedError


def end_pause(db: Connection, id: int, version: int, *, acting: Acting, at: datetime) -> Changes:
    """Let the clock go on."""
    raise NotImplementedError


def ask_extension(
    db: Connection, id: int, version: int, until: date, reason: str, *, acting: Acting, at: datetime
) -> Changes:
    """Ask for a later day, before the limit."""
    raise NotImplementedError


def rule_extension(
    db: Connection, id: int, version: int, granted: bool, *, acting: Acting, at: datetime
) -> Changes:
    """Chair or manager grant or refuse the extension that was asked for."""
    raise NotImplementedError


def promise(
    db: Connection, id: int, version: int, on: date, reason: str, *, acting: Acting, at: datetime
) -> Changes:
    """A new limit that a meeting or a manager sets; the first one stays visible."""
    raise NotImplementedError


def rule(
    db: Connection, id: int, version: int, department: str, reason: str, *, acting: Acting, at: datetime
) -> Changes:
    """The chair says whose an issue is that was returned twice."""
    raise NotImplementedError


def note(db: Connection, id: int, text: str, *, acting: Acting, at: datetime) -> Changes:
    """A remark in the history."""
    raise NotImplementedError


def link(db: Connection, one: int, other: int, kind: str, *, acting: Acting, at: datetime) -> Changes:
    """Say that two have to do with each other: duplicate, recurrence (*one* is *other* come back),
    related."""
    raise NotImplementedError
