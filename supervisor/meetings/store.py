"""Meetings in the centre's database: planned, prepared, run. Agendas are written by `agenda_store`, outcomes
by `outcome_store`, minutes by `closing`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import Connection, select

from supervisor.errors import IssueError
from supervisor.issues import store as issues
from supervisor.issues.event import Acting
from supervisor.issues.issue import Issue
from supervisor.meetings import agenda, rows
from supervisor.meetings.agenda import Look, Said
from supervisor.meetings.agenda_store import (
    add_items,
    by_rule,
    change_item,
    order,
    refresh,
    remove_items,
    spend,
    write_new,
)
from supervisor.meetings.attendance_store import attendance_id
from supervisor.meetings.figures import stated_figures
from supervisor.meetings.meeting import (
    Attendance,
    Came,
    Item,
    Meeting,
    MeetingState,
    MeetingText,
    Outcome,
    OutcomeKind,
)
from supervisor.meetings.reading import (
    UNDER_PREPARATION,
    all_meetings,
    attendance_of,
    called,
    department_names,
    get,
    history_of,
    items_of,
    outcomes_of,
    standing,
    zone_of,
)
from supervisor.meetings.rows import PREPARES, WRITES, must_be, new_id
from supervisor.meetings.series_store import AREA
from supervisor.meetings.series_store import get as series_called
from supervisor.meetings.sitting import Sitting
from supervisor.meetings.wording import local_day
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.meeting_tables import (
    meeting,
    meeting_attendance,
    meeting_minutes,
    meeting_series,
)
from supervisor.words import _

__all__ = [
    "AREA",
    "add_items",
    "all_meetings",
    "begin",
    "cancel",
    "change",
    "change_item",
    "get",
    "order",
    "plan",
    "refresh",
    "remove_items",
    "sitting",
    "spend",
]


def sitting(db: Connection, id: str, *, at: datetime) -> Sitting:
    """The meeting *id* with its agenda, what the room sees of each item at *at*, who comes, what came of
    it. Raises UnknownNameError."""
    one = get(db, id)
    items, names = items_of(db, id), department_names(db)
    concerned = {each.id: each for each in issues.all_issues(db, [i.issue for i in items if i.issue])}
    came: dict[str, list[Outcome]] = {item.id: [] for item in items}
    for outcome in outcomes_of(db, id):
        came.setdefault(outcome.item, []).append(outcome)
    closings = select(meeting_minutes.c.number).where(meeting_minutes.c.meeting == id)
    present = attendance_of(db, id)
    return Sitting(
        one,
        series_called(db, one.series),
        items,
        _looks(db, one, items, concerned, names, at),
        {item: tuple(found) for item, found in came.items()},
        present,
        agenda.budget(items, one.text.length, one.starts_at),
        missing_departments(items, concerned, present),
        tuple(sorted(db.execute(closings).scalars())),
        names,
    )


def missing_departments(
    items: tuple[Item, ...], concerned: Mapping[int, Issue], present: tuple[Attendance, ...]
) -> tuple[str, ...]:
    """The departments (ids) with open issues on the agenda of which nobody came; none as long as nobody said
    of anybody whether they came."""
    if all(each.came is Came.INVITED for each in present):
        return ()
    here = {each.department for each in present if each.came in (Came.CAME, Came.SUBSTITUTE)}
    wanted = [concerned[item.issue] for item in items if item.issue in concerned]
    theirs = dict.fromkeys(one.facts.department for one in wanted if one.is_open)
    return tuple(id for id in theirs if id and id not in here)


def plan(
    db: Connection, series: str, starts_at: datetime, *, acting: Acting, at: datetime
) -> tuple[Changes, Meeting]:
    """Make the next meeting of *series* (id): its number, its agenda, whom the series invites. Raises
    IssueError where roles may not or one begins at that time already."""
    own = series_called(db, series)
    must_be(acting, PREPARES, own.name)
    if own.retired:
        raise IssueError(own.name, _("It is retired: no meeting of it is planned any more."))
    db.execute(select(meeting_series.c.id).where(meeting_series.c.id == series).with_for_update())
    held = all_meetings(db, series)
    if any(one.starts_at == starts_at and one.state is not MeetingState.CANCELLED for one in held):
        raise IssueError(own.name, _("A meeting of it begins at that time already."))
    number = max((one.text.number for one in held), default=0) + 1
    text = MeetingText("", own.place, own.chair, own.minute_taker, own.length, number)
    wanted = Meeting(new_id(), series, starts_at, MeetingState.PLANNED, text)
    invited = {
        attendance_id(wanted.id, person.department, person.name.strip()): person for person in own.people
    }
    name = called(db, wanted)
    with undo.step(db, "plan_meeting", {"name": name}, AREA, at=at, who=acting.who) as step:
        step.save(meeting, wanted.id)
        kept = rows.write(db, wanted, name)
        write_new(db, step, by_rule(db, kept, (), at=at), name)
        step.save_all(meeting_attendance, list(invited))
        for id, person in invited.items():
            mark = Attendance(id, wanted.id, person.name.strip(), person.department, mail=person.mail)
            rows.write(db, mark, name)
    return AREA, kept


def change(db: Connection, wanted: Meeting, *, acting: Acting, at: datetime) -> tuple[Changes, Meeting]:
    """Save when, where, how long, who leads and writes, title and note, of a meeting as it was read and
    changed. Raises IssueError (closed, cancelled), ChangedMeanwhileError."""
    there = standing(db, wanted.id, UNDER_PREPARATION, wanted.version)
    name = called(db, there)
    must_be(acting, PREPARES, name)
    if not 5 <= wanted.text.length <= 600:
        raise IssueError(name, _("A meeting takes 5 to 600 minutes."))
    text = replace(
        there.text,
        title=wanted.text.title.strip(),
        place=wanted.text.place.strip(),
        chair=wanted.text.chair.strip(),
        minute_taker=wanted.text.minute_taker.strip(),
        length=wanted.text.length,
        note=wanted.text.note,
    )
    return _save(db, replace(there, starts_at=wanted.starts_at, text=text), "change_meeting", acting, at)


def begin(db: Connection, id: str, version: int, *, acting: Acting, at: datetime) -> tuple[Changes, Meeting]:
    """The meeting is under way from *at* on. Raises IssueError, ChangedMeanwhileError."""
    there = standing(db, id, (MeetingState.PLANNED,), version)
    must_be(acting, WRITES, called(db, there))
    wanted = replace(there, state=MeetingState.RUNNING, text=replace(there.text, began_at=at))
    return _save(db, wanted, "begin_meeting", acting, at)


def cancel(
    db: Connection, id: str, version: int, reason: str, *, acting: Acting, at: datetime
) -> tuple[Changes, Meeting]:
    """A planned meeting does not take place: its items come to the next one by the rules. Raises IssueError,
    ChangedMeanwhileError."""
    there = standing(db, id, (MeetingState.PLANNED,), version)
    must_be(acting, PREPARES, called(db, there))
    note = "\n\n".join(part for part in (there.text.note, reason.strip()) if part)
    wanted = replace(there, state=MeetingState.CANCELLED, text=replace(there.text, note=note))
    return _save(db, wanted, "cancel_meeting", acting, at)


def _save(
    db: Connection, wanted: Meeting, step_name: str, acting: Acting, at: datetime
) -> tuple[Changes, Meeting]:
    name = called(db, wanted)
    with undo.step(db, step_name, {"name": name}, AREA, at=at, who=acting.who) as step:
        step.save(meeting, wanted.id)
        kept = rows.write(db, wanted, name)
    return AREA, kept


def _title(item: Item, issue: Issue | None) -> str:
    if issue is not None:
        return issue.title
    return item.title or _("(an issue that is no longer there)")  # its making was undone


def _looks(
    db: Connection,
    one: Meeting,
    items: tuple[Item, ...],
    concerned: Mapping[int, Issue],
    names: Mapping[str, str],
    at: datetime,
) -> dict[str, Look]:
    """What the room sees of each item."""
    history, frame, zone = history_of(db, one, items), issues.frame(db), zone_of(db)
    stated = stated_figures(db, concerned)
    looks = {}
    for item in items:
        before = history.get(agenda.matter(item), ())
        issue = concerned.get(item.issue)
        telling = next((each for each in before if each[2] or each[1].notes), before[0] if before else None)
        said = None
        if telling is not None:
            meeting_then, then, came = telling
            day = local_day(meeting_then.starts_at, zone)
            number = meeting_then.text.number
            said = Said(meeting_then.id, day, number, bool(then.discussed), came, then.notes)
        actions = tuple(
            outcome
            for _meeting, _item, came in before
            for outcome in came
            if outcome.kind is OutcomeKind.ACTION and outcome.done_on is None
        )
        readings = agenda.readings_of(issue, at, frame) if issue is not None else ()
        looks[item.id] = Look(
            item,
            _title(item, issue),
            issue.number if issue is not None else "",
            issue,
            names.get(issue.facts.department, issue.facts.department) if issue is not None else "",
            tuple(names.get(each, each) for each in issue.facts.joining) if issue is not None else (),
            len(before) + 1,
            said,
            actions,
            readings[0] if readings else None,
            readings,
            issue.text.correction if issue is not None else "",
            issue.facts.measure_owner if issue is not None else "",
            figures=stated.get(item.issue, ()),
        )
    return looks
