"""Closing a meeting: everything as it stands becomes a version of its minutes, all of it or nothing."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Table, insert, select

from supervisor.errors import IssueError
from supervisor.issues import store as issue_store
from supervisor.issues.clock import Clock, Frame, read
from supervisor.issues.clock_wording import clock_words
from supervisor.issues.event import Acting, Event, EventKind
from supervisor.issues.issue import Issue
from supervisor.issues.moves import role_of
from supervisor.issues.rows import write as write_issue
from supervisor.issues.states import STATE_LABELS, Role
from supervisor.meetings import rows
from supervisor.meetings.agenda import was_discussed
from supervisor.meetings.agenda_store import bring_up_to_date
from supervisor.meetings.meeting import Item, Meeting, MeetingState, Outcome, OutcomeKind
from supervisor.meetings.minutes import ClockThen, ItemThen, Minutes, PersonThen
from supervisor.meetings.outcome_store import BOTH, acting_in
from supervisor.meetings.reading import (
    all_meetings,
    attendance_of,
    called,
    get,
    items_of,
    outcomes_of,
    standing,
    zone_of,
)
from supervisor.meetings.rows import WRITES, must_be
from supervisor.meetings.series_store import AREA
from supervisor.meetings.sitting import Sitting
from supervisor.meetings.store import sitting
from supervisor.meetings.wording import local_day
from supervisor.storage import undo
from supervisor.storage.areas import note as note_areas
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue as issue_table
from supervisor.storage.meeting_tables import (
    meeting,
    meeting_attendance,
    meeting_item,
    meeting_minutes,
    meeting_outcome,
)
from supervisor.storage.row_image import Key
from supervisor.storage.undo import Doing
from supervisor.words import _

Figures = Mapping[int, Sequence[str]]
"""Figures before and after, in words, by issue: `figures.py` asks for them."""

_log = logging.getLogger(__name__)


def close(
    db: Connection,
    id: str,
    version: int,
    figures: Figures | None = None,
    *,
    acting: Acting,
    at: datetime,
) -> tuple[Changes, Minutes]:
    """Freeze the minutes of a meeting that runs as their next version, and count the meeting for each issue
    that was discussed. It is no step and cannot be undone: a manager may open the meeting again. *figures*
    are what the history says now; of other issues the figures that were stated are kept.

    Items of which nothing was said count as not discussed; the agenda of the next meeting of the series,
    where it is planned, is brought up to date with what is carried over. Raises IssueError and
    ChangedMeanwhileError.
    """
    _take_rows(db, id)
    there = standing(db, id, (MeetingState.RUNNING,), version)
    name = called(db, there)
    must_be(acting, WRITES, name)
    before = versions(db, id)
    last = db.execute(select(meeting_minutes.c.number).where(meeting_minutes.c.meeting == id)).scalars()
    number = max(last, default=0) + 1
    text = replace(there.text, ended_at=at, closings=number)
    closed = rows.write(db, replace(there, state=MeetingState.CLOSED, text=text), name)  # or nobody else
    found = _frozen(db, sitting(db, id, at=at), figures or {}, at)
    made = replace(found, meeting=closed, number=number, closed_at=at, closed_by=acting.who)
    for then in made.items:
        rows.write(db, replace(then.item, closing=number), name)
        for outcome in then.outcomes:
            rows.write(db, replace(outcome, closing=number), name)
    for person in made.attendance:
        rows.write(db, replace(person.mark, closing=number), name)
    db.execute(
        insert(meeting_minutes).values(
            id=f"{id}|{number}",
            meeting=id,
            number=number,
            closed_at=at,
            closed_by=acting.who,
            document=msgspec.to_builtins(made),
        )
    )
    _count(db, made, before[-1] if before else None, acting, at)
    _carry_over(db, made.meeting, at)
    note_areas(db, BOTH)
    return BOTH, made


def _take_rows(db: Connection, id: str) -> None:
    """Take everything that closing writes in the order in which undoing takes it, so that one waits for the
    other and neither for both."""
    agenda = items_of(db, id)
    issues = {item.issue for item in agenda if item.issue}
    for before in versions(db, id)[-1:]:
        issues |= _discussed(before)
    taken: list[tuple[Table, Key]] = [(meeting, id)]
    taken += [(meeting_attendance, one.id) for one in attendance_of(db, id)]
    taken += [(meeting_item, item.id) for item in agenda]
    taken += [(meeting_outcome, one.id) for one in outcomes_of(db, id)]
    undo.lock(db, [*taken, *((issue_table, one) for one in issues)])


def reopen(
    db: Connection, id: str, version: int, reason: str, *, acting: Acting, at: datetime
) -> tuple[Changes, Meeting]:
    """A manager opens a closed meeting again: it runs, and closing it makes a further version. No step.
    Raises IssueError where roles may not or no reason is said, ChangedMeanwhileError."""
    there = standing(db, id, (MeetingState.CLOSED,), version)
    name = called(db, there)
    must_be(acting, frozenset({Role.MANAGER}), name)
    if not reason.strip():
        raise IssueError(name, _("Say why it is opened again."))
    text = replace(there.text, ended_at=None, reopened=reason.strip(), reopened_by=acting.who)
    came = outcomes_of(db, id)
    for item in items_of(db, id):  # what followed from what was noted follows again from what is noted next
        own = [one for one in came if one.item == item.id]
        if item.discussed is not None and was_discussed(replace(item, discussed=None), own) == item.discussed:
            rows.write(db, replace(item, discussed=None), name)
    kept = rows.write(db, replace(there, state=MeetingState.RUNNING, text=text), name)
    note_areas(db, AREA)
    return AREA, kept


def versions(db: Connection, id: str) -> tuple[Minutes, ...]:
    """The minutes of the meeting *id*, each closing's, oldest first."""
    wanted = select(meeting_minutes).where(meeting_minutes.c.meeting == id)
    found = []
    for row in db.execute(wanted.order_by(meeting_minutes.c.number)):
        try:
            found.append(msgspec.convert(row.document, Minutes))
        except msgspec.ValidationError as error:
            _log.warning("minutes %s cannot be read: %s", row.id, error)  # a later version wrote them
    return tuple(found)


def preview(db: Connection, id: str, figures: Figures | None = None, *, at: datetime) -> Minutes:
    """What the minutes would be if the meeting were closed now; *number* 0. Raises UnknownNameError."""
    get(db, id)
    return _frozen(db, sitting(db, id, at=at), figures or {}, at)


def _frozen(db: Connection, now: Sitting, figures: Figures, at: datetime) -> Minutes:
    """Everything of a meeting as it stands, in the words that it has now."""
    zone, frame = zone_of(db), issue_store.frame(db)
    today = local_day(at, zone)
    names = dict(now.departments)
    return Minutes(
        now.meeting,
        0,
        at,
        "",
        now.series.name,
        str(zone),
        tuple(_item(now, item, figures, frame, zone, today, at) for item in now.items),
        tuple(PersonThen(mark, names.get(mark.department, mark.department)) for mark in now.attendance),
        tuple(names.get(id, id) for id in now.missing),
        now.budget.planned,
        now.meeting.text.reopened,
        now.meeting.text.reopened_by,
        names,
    )


def _item(
    now: Sitting, item: Item, figures: Figures, frame: Frame, zone: ZoneInfo, today: date, at: datetime
) -> ItemThen:
    look, came = now.looks[item.id], now.outcomes.get(item.id, ())
    discussed = was_discussed(item, came)
    then = ItemThen(
        replace(item, discussed=discussed),
        look.title,
        look.number,
        department=look.department,
        joining=look.joining,
        times=item.times,
        outcomes=came,
        carried=_is_carried(look.issue, discussed, (*came, *look.actions)),
    )
    issue = look.issue
    if issue is None:
        return then
    return replace(
        then,
        state=issue.state.value,
        state_said=_(STATE_LABELS[issue.state]),
        severity=int(issue.facts.severity),
        owner=issue.facts.measure_owner,
        wished=issue.facts.wished,
        promised_first=issue.standing.promised_first,
        promised=issue.standing.promised,
        done_on=issue.standing.done_on,
        cause=issue.text.cause,
        measure=issue.text.correction,
        clocks=tuple(
            _clock(clock, frame, zone, today, at) for clock in issue.standing.clocks if not clock.dropped
        ),
        figures=tuple(figures.get(issue.id, look.figures)),
    )


def _is_carried(issue: Issue | None, discussed: bool, came: Sequence[Outcome]) -> bool:
    """Whether the item comes to the next meeting by rule."""
    if any(one.kind is OutcomeKind.ACTION and one.done_on is None for one in came):
        return True
    return not discussed and (issue is None or issue.is_open)


def _clock(clock: Clock, frame: Frame, zone: ZoneInfo, today: date, at: datetime) -> ClockThen:
    found = read(clock, frame.calendar(clock.calendar), at)
    said = clock_words(found, clock, zone, today, at)
    return ClockThen(clock.kind.value, found.light.value, found.limit, said, found.provisional)


def _count(db: Connection, made: Minutes, before: Minutes | None, acting: Acting, at: datetime) -> None:
    """Count the meeting for each issue that was discussed, once however often it is closed; each is told so.
    It belongs to no step: the meeting is closed."""
    told, was = _discussed(made), _discussed(before) if before is not None else frozenset()
    own = acting_in(made.meeting, acting)
    for issue in issue_store.all_issues(db, sorted(told | was)):
        more = (issue.id in told) - (issue.id in was)
        counters = issue.standing.counters
        meetings = max(0, counters.meetings + more)
        standing = replace(issue.standing, counters=replace(counters, meetings=meetings))
        facts = {
            "meeting": made.meeting.id,
            "number": made.meeting.text.number,
            "minutes": made.number,
            "discussed": issue.id in told,
        }
        role = role_of(own, WRITES).value
        event = Event(0, issue.id, at, acting.who, EventKind.DISCUSSED, role, "", facts, own.source)
        write_issue(db, Doing(db), replace(issue, standing=standing, changed_at=at), [event])


def _carry_over(db: Connection, closed: Meeting, at: datetime) -> None:
    """Put what is carried over onto the agenda that stands already."""
    planned = [
        one
        for one in all_meetings(db, closed.series)
        if one.state is MeetingState.PLANNED and one.starts_at > closed.starts_at
    ]
    if planned:
        bring_up_to_date(db, Doing(db), planned[-1], at=at)


def _discussed(minutes: Minutes) -> frozenset[int]:
    return frozenset(then.item.issue for then in minutes.items if then.item.issue and then.item.discussed)
