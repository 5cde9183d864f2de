"""Meetings in the centre's database: planned, prepared, run. Outcomes are in `outcome_store`, closing in
`closing`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from supervisor.issues.event import Acting
from supervisor.meetings.agenda import Budget, Look
from supervisor.meetings.meeting import Attendance, Item, Meeting, Outcome
from supervisor.meetings.series import Series
from supervisor.meetings.series_store import AREA
from supervisor.storage.changes import Changes

__all__ = ["AREA"]


@dataclass(frozen=True)
class Sitting:
    """A meeting with all that belongs to it, as one read finds it. *looks* and *outcomes* are by item id;
    *missing*: departments (ids) with items of which nobody came, once somebody said who did; *closings*: the
    versions of its minutes that there are."""

    meeting: Meeting
    series: Series
    items: tuple[Item, ...]
    looks: Mapping[str, Look]
    outcomes: Mapping[str, tuple[Outcome, ...]]
    attendance: tuple[Attendance, ...]
    budget: Budget
    missing: tuple[str, ...] = ()
    closings: tuple[int, ...] = ()
    departments: Mapping[str, str] = field(default_factory=dict)  # names by id


def all_meetings(db: Connection, series: str = "") -> tuple[Meeting, ...]:
    """The meetings of *series* (id), or all, the latest first."""
    raise NotImplementedError


def get(db: Connection, id: str) -> Meeting:
    """The meeting *id*. Raises UnknownNameError."""
    raise NotImplementedError


def sitting(db: Connection, id: str, *, at: datetime) -> Sitting:
    """The meeting *id* with its agenda, what the room sees of each item at *at*, who comes, what came of
    it. Raises UnknownNameError."""
    raise NotImplementedError


def plan(
    db: Connection, series: str, starts_at: datetime, *, acting: Acting, at: datetime
) -> tuple[Changes, Meeting]:
    """Make the next meeting of *series* (id): its number, its agenda, whom the series invites. Raises
    IssueError where roles may not or one begins at that time already."""
    raise NotImplementedError


def change(db: Connection, meeting: Meeting, *, acting: Acting, at: datetime) -> tuple[Changes, Meeting]:
    """Save when, where, how long, who leads and writes, the note, of *meeting* as it was read and changed.
    Raises IssueError (closed, cancelled), ChangedMeanwhileError."""
    raise NotImplementedError


def begin(db: Connection, id: str, version: int, *, acting: Acting, at: datetime) -> tuple[Changes, Meeting]:
    """The meeting is under way from *at* on. Raises IssueError, ChangedMeanwhileError."""
    raise NotImplementedError


def cancel(
    db: Connection, id: str, version: int, reason: str, *, acting: Acting, at: datetime
) -> tuple[Changes, Meeting]:
    """A planned meeting does not take place: its items come to the next one by the rules."""
    raise NotImplementedError


def refresh(db: Connection, id: str, *, acting: Acting, at: datetime) -> tuple[Changes, tuple[Item, ...]]:
    """Bring the agenda of a planned meeting up to date; what somebody did by hand stays."""
    raise NotImplementedError


def add_items(
    db: Connection,
    id: str,
    issues: Iterable[int] = (),
    titles: Iterable[str] = (),
    *,
    acting: Acting,
    at: datetime,
) -> tuple[Changes, tuple[Item, ...]]:
    """Put issues and other matters on the agenda, at the end of the parts that they fit; also while the
    meeting runs. What is there already is left alone."""
    raise NotImplementedError


def remove_items(db: Connection, id: str, items: Iterable[str], *, acting: Acting, at: datetime) -> Changes:
    """Take items (ids) off the agenda, where `refresh` does not put them again. Raises IssueError for one
    of which something came already."""
    raise NotImplementedError


def order(db: Connection, id: str, items: Sequence[str], *, acting: Acting, at: datetime) -> Changes:
    """Put the items (ids) into this order; those that are not named follow."""
    raise NotImplementedError


def change_item(db: Connection, item: Item, *, acting: Acting, at: datetime) -> tuple[Changes, Item]:
    """Save minutes, speaker, notes, title (of another matter), `discussed` and `spent_s` of *item* as it
    was read and changed. Raises IssueError, ChangedMeanwhileError."""
    raise NotImplementedError


def spend(db: Connection, spent: Mapping[str, float], *, at: datetime) -> Changes:
    """Add seconds that items (ids) were spoken of; no step of anybody's, nothing to undo. Nothing where the
    meeting does not run."""
    raise NotImplementedError
