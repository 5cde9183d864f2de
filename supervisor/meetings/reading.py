"""Meetings as they stand in the database: what all that writes to them reads first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from sqlalchemy import Connection, func, or_, select

from supervisor.errors import IssueError, UnknownNameError
from supervisor.issues.department_store import all_departments
from supervisor.meetings.agenda import Past, matter
from supervisor.meetings.meeting import (
    MEETING_LABELS,
    Attendance,
    Item,
    Meeting,
    MeetingState,
    Outcome,
    OutcomeKind,
)
from supervisor.meetings.rows import changed_meanwhile, read
from supervisor.meetings.wording import meeting_on
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.meeting_tables import (
    meeting,
    meeting_attendance,
    meeting_item,
    meeting_outcome,
    meeting_series,
    meeting_spent,
)
from supervisor.words import _, mark

UNDER_PREPARATION = (MeetingState.PLANNED, MeetingState.RUNNING)


def all_meetings(db: Connection, series: str = "") -> tuple[Meeting, ...]:
    """The meetings of *series* (id), or all, the latest first."""
    wanted = select(meeting).order_by(meeting.c.starts_at.desc(), meeting.c.id)
    return read(db, Meeting, wanted.where(meeting.c.series == series) if series else wanted)


def get(db: Connection, id: str) -> Meeting:
    """The meeting *id*. Raises UnknownNameError."""
    found = read(db, Meeting, select(meeting).where(meeting.c.id == id))
    if not found:
        raise UnknownNameError(mark("meeting"), id)
    return found[0]


def items_of(db: Connection, id: str) -> tuple[Item, ...]:
    """The agenda of a meeting, in its order, with the time that was spent."""
    wanted = select(meeting_item).where(meeting_item.c.meeting == id)
    return _with_time(db, read(db, Item, wanted.order_by(meeting_item.c.place, meeting_item.c.id)))


def item_called(db: Connection, id: str) -> Item:
    """The item *id*. Raises UnknownNameError."""
    found = read(db, Item, select(meeting_item).where(meeting_item.c.id == id))
    if not found:
        raise UnknownNameError(mark("item of an agenda"), id)
    return _with_time(db, found)[0]


def _with_time(db: Connection, items: tuple[Item, ...]) -> tuple[Item, ...]:
    ids = [item.id for item in items]
    spent = {
        row.item: row.seconds
        for row in db.execute(select(meeting_spent).where(meeting_spent.c.item.in_(ids)))
    }
    return tuple(replace(item, spent_s=spent[item.id]) if item.id in spent else item for item in items)


def outcomes_of(db: Connection, id: str) -> tuple[Outcome, ...]:
    """What came of a meeting's items, in the order in which it was noted."""
    found = read(db, Outcome, select(meeting_outcome).where(meeting_outcome.c.meeting == id))
    return tuple(sorted(found, key=lambda one: (one.at, one.id)))


def attendance_of(db: Connection, id: str) -> tuple[Attendance, ...]:
    """Everybody who is invited or came, the centre first, then by department."""
    wanted = select(meeting_attendance).where(meeting_attendance.c.meeting == id)
    names = department_names(db)
    found = read(db, Attendance, wanted)
    return tuple(sorted(found, key=lambda one: (names.get(one.department, one.department), one.person)))


def department_names(db: Connection) -> dict[str, str]:
    """The departments' names by id."""
    return {one.id: one.name for one in all_departments(db)}


def zone_of(db: Connection) -> ZoneInfo:
    """The centre's time zone."""
    return load_centre(db).days.zone


def called(db: Connection, one: Meeting) -> str:
    """How messages and steps call the meeting."""
    name = db.execute(select(meeting_series.c.name).where(meeting_series.c.id == one.series)).scalar()
    return meeting_on(one, name or one.series, zone_of(db))


def standing(db: Connection, id: str, states: Iterable[MeetingState], version: int | None = None) -> Meeting:
    """The meeting *id*, to be written to: it must be in one of *states*, and at *version* where that is said.

    Raises UnknownNameError, IssueError, ChangedMeanwhileError."""
    # until this transaction ends nobody closes it: what is noted is in the minutes or was refused
    db.execute(select(meeting.c.id).where(meeting.c.id == id).with_for_update())
    found = get(db, id)
    if version is not None and found.version != version:
        raise changed_meanwhile(Meeting, called(db, found))
    if found.state not in states:
        raise IssueError(
            called(db, found),
            _("The meeting is: {state}. That cannot be done with it now.").format(
                state=_(MEETING_LABELS[found.state])
            ),
        )
    return found


def past_of(db: Connection, one: Meeting) -> Past:
    """What the closed meetings of its series before *one* leave."""
    earlier = _closed_before(db, one.series, one.starts_at)
    if not earlier:
        return Past()
    ids, last = [each.id for each in earlier], earlier[-1]
    held = meeting_item.c.meeting.in_(ids)
    open_actions = read(
        db,
        Outcome,
        select(meeting_outcome).where(
            meeting_outcome.c.meeting.in_(ids),
            meeting_outcome.c.kind == OutcomeKind.ACTION.value,
            meeting_outcome.c.done_on.is_(None),
        ),
    )
    promised = meeting_item.c.id.in_({one.item for one in open_actions})
    often = select(meeting_item.c.issue, func.count(meeting_item.c.meeting.distinct())).where(
        held, meeting_item.c.issue != 0
    )
    times = {f"issue {issue}": int(n) for issue, n in db.execute(often.group_by(meeting_item.c.issue))}
    others = read(db, Item, select(meeting_item).where(held, meeting_item.c.issue == 0))
    met: defaultdict[str, set[str]] = defaultdict(set)
    for item in others:
        met[matter(item)].add(item.meeting)
    places = {id: place for place, id in enumerate(ids)}
    return Past(
        last,
        read(
            db,
            Item,
            select(meeting_item).where(meeting_item.c.meeting == last.id).order_by(meeting_item.c.place),
        ),
        open_actions,
        times | {key: len(meetings) for key, meetings in met.items()},
        {
            matter(item): item.title
            for item in sorted(others, key=lambda each: (places[each.meeting], each.place))
        },
        {item.id: matter(item) for item in read(db, Item, select(meeting_item).where(promised))},
    )


def _closed_before(db: Connection, series: str, before: datetime) -> tuple[Meeting, ...]:
    """The closed meetings of a series before an instant, oldest first."""
    wanted = select(meeting).where(
        meeting.c.series == series,
        meeting.c.state == MeetingState.CLOSED.value,
        meeting.c.starts_at < before,
    )
    return read(db, Meeting, wanted.order_by(meeting.c.starts_at, meeting.c.id))


def history_of(
    db: Connection, one: Meeting, items: Iterable[Item]
) -> dict[str, tuple[tuple[Meeting, Item, tuple[Outcome, ...]], ...]]:
    """What closed meetings of the series before *one* said of the same matters, by `matter`, latest first."""
    wanted = list(items)
    issues = [item.issue for item in wanted if item.issue]
    threads = [item.thread for item in wanted if item.thread]
    if not issues and not threads:
        return {}
    earlier = {each.id: each for each in _closed_before(db, one.series, one.starts_at)}
    # an other matter that was carried over has its thread in the document: few, and looked at here
    found = read(
        db,
        Item,
        select(meeting_item).where(
            meeting_item.c.meeting.in_(list(earlier)),
            or_(meeting_item.c.issue.in_(issues), meeting_item.c.issue == 0),
        ),
    )
    keys = {matter(item) for item in wanted}
    found = tuple(item for item in found if matter(item) in keys)
    came = read(db, Outcome, select(meeting_outcome).where(meeting_outcome.c.meeting.in_(list(earlier))))
    by_item: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in sorted(came, key=lambda each: (each.at, each.id)):
        by_item[outcome.item].append(outcome)
    history: defaultdict[str, list[tuple[Meeting, Item, tuple[Outcome, ...]]]] = defaultdict(list)
    for item in sorted(found, key=lambda each: earlier[each.meeting].starts_at, reverse=True):
        own = tuple(by_item[item.id]) if item.id in by_item else ()
        history[matter(item)].append((earlier[item.meeting], item, own))
    return {key: tuple(said) for key, said in history.items()}
