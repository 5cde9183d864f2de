"""Who does what by when: the actions of all meetings, by person and by department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from msgspec.structs import replace
from sqlalchemy import Connection, select

from supervisor.errors import IssueError
from supervisor.issues import store as issue_store
from supervisor.issues.event import Acting
from supervisor.meetings import rows
from supervisor.meetings.meeting import Item, Meeting, Outcome, OutcomeKind
from supervisor.meetings.reading import department_names, zone_of
from supervisor.meetings.rows import changed_meanwhile, read
from supervisor.meetings.series_store import AREA, all_series
from supervisor.meetings.wording import local_day
from supervisor.people.likeness import plainly
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.meeting_tables import meeting as meeting_table
from supervisor.storage.meeting_tables import meeting_item, meeting_outcome
from supervisor.words import _, mark
from supervisor.workdays.calendar import WorkCalendar
from supervisor.workdays.store import calendars
from supervisor.workdays.working_time import working_days


class ActionState(StrEnum):
    """How an action stands."""

    OVERDUE = "overdue"
    TODAY = "today"
    OPEN = "open"
    DONE = "done"
    DONE_LATE = "done_late"


ACTION_LABELS = {
    ActionState.OVERDUE: mark("Overdue"),
    ActionState.TODAY: mark("Due today"),
    ActionState.OPEN: mark("Not done yet"),
    ActionState.DONE: mark("Done"),
    ActionState.DONE_LATE: mark("Done late"),
}
IS_OPEN = frozenset({ActionState.OVERDUE, ActionState.TODAY, ActionState.OPEN})


@dataclass(frozen=True)
class ActionLine:
    """An action with what it belongs to. *days_over*: working days since it was due, by the centre's
    calendar, at least 1; None where it is not overdue."""

    action: Outcome
    state: ActionState
    meeting_day: date
    meeting_number: int
    series: str  # its name
    issue_number: str = ""
    title: str = ""
    department: str = ""  # its owner's, by name
    days_over: int | None = None


def actions(
    db: Connection,
    *,
    at: datetime,
    owner: str = "",
    department: str = "",
    meeting: str = "",
    open_only: bool = False,
) -> tuple[ActionLine, ...]:
    """The actions of *owner* (a name, however written), of *department* (id), of *meeting* (id), or all: the
    longest overdue first, done ones last."""
    wanted = select(meeting_outcome).where(meeting_outcome.c.kind == OutcomeKind.ACTION.value)
    if meeting:
        wanted = wanted.where(meeting_outcome.c.meeting == meeting)
    if open_only:
        wanted = wanted.where(meeting_outcome.c.done_on.is_(None))
    found = [
        one
        for one in read(db, Outcome, wanted)
        if (not owner or plainly(one.owner) == plainly(owner))
        and (not department or one.owner_department == department)
    ]
    lines = _lines(db, found, at)
    return tuple(sorted(lines, key=_order))


def owners(db: Connection) -> tuple[str, ...]:
    """Everybody who ever had an action, by name."""
    wanted = select(meeting_outcome.c.owner).where(meeting_outcome.c.kind == OutcomeKind.ACTION.value)
    names = {plainly(name): name for name in db.execute(wanted.distinct()).scalars()}
    return tuple(names[plain] for plain in sorted(names))


def state_of(action: Outcome, today: date) -> ActionState:
    """How *action* stands on *today*."""
    due = action.due or date.max
    if action.done_on is not None:
        return ActionState.DONE_LATE if action.done_on > due else ActionState.DONE
    if due < today:
        return ActionState.OVERDUE
    return ActionState.TODAY if due == today else ActionState.OPEN


def days_over(action: Outcome, today: date, calendar: WorkCalendar) -> int | None:
    """Working days since it was due, at least 1; None where it is not overdue."""
    if state_of(action, today) is not ActionState.OVERDUE or action.due is None:
        return None
    return max(1, working_days(calendar, action.due, today))


def finish(
    db: Connection, action: Outcome, done_on: date, result: str, *, acting: Acting, at: datetime
) -> tuple[Changes, Outcome]:
    """The action is done since *done_on*; *result* says what was done. Also after its meeting was closed:
    the minutes keep what they said. Raises IssueError (nothing said, a day to come) and
    ChangedMeanwhileError."""
    if not result.strip():
        raise IssueError(action.text[:80], _("Say what was done."))
    if done_on > local_day(at, zone_of(db)):
        raise IssueError(action.text[:80], _("What is still to come is not done. Correct the day."))
    wanted = replace(action, done_on=done_on, result=result.strip())
    return _save(db, wanted, "finish_action", acting, at)


def reopen(db: Connection, action: Outcome, *, acting: Acting, at: datetime) -> tuple[Changes, Outcome]:
    """The action is not done after all. Raises ChangedMeanwhileError."""
    return _save(db, replace(action, done_on=None, result=""), "reopen_action", acting, at)


def _save(
    db: Connection, wanted: Outcome, name: str, acting: Acting, at: datetime
) -> tuple[Changes, Outcome]:
    found = read(db, Outcome, select(meeting_outcome).where(meeting_outcome.c.id == wanted.id))
    if not found or found[0].version != wanted.version or found[0].kind is not OutcomeKind.ACTION:
        raise changed_meanwhile(Outcome, wanted.text[:80])
    kept = replace(found[0], done_on=wanted.done_on, result=wanted.result)
    with undo.step(db, name, {"owner": kept.owner}, AREA, at=at, who=acting.who) as step:
        step.save(meeting_outcome, kept.id)
        kept = rows.write(db, kept, kept.text[:80])
    return AREA, kept


def _lines(db: Connection, found: list[Outcome], at: datetime) -> list[ActionLine]:
    today, zone, calendar = local_day(at, zone_of(db)), zone_of(db), calendars(db)[""]
    names, series = department_names(db), {one.id: one.name for one in all_series(db)}
    ids = {one.meeting for one in found}
    meetings = {
        one.id: one for one in read(db, Meeting, select(meeting_table).where(meeting_table.c.id.in_(ids)))
    }
    items = {
        one.id: one
        for one in read(
            db, Item, select(meeting_item).where(meeting_item.c.id.in_({each.item for each in found}))
        )
    }
    issues = {one.id: one for one in issue_store.all_issues(db, {one.issue for one in found if one.issue})}
    lines = []
    for one in found:
        held, item, issue = meetings.get(one.meeting), items.get(one.item), issues.get(one.issue)
        lines.append(
            ActionLine(
                one,
                state_of(one, today),
                local_day(held.starts_at if held else one.at, zone),
                held.text.number if held else 0,
                series.get(held.series, held.series) if held else "",
                issue.number if issue else "",
                issue.title if issue else item.title if item else "",
                names.get(one.owner_department, one.owner_department),
                days_over(one, today, calendar),
            )
        )
    return lines


def _order(line: ActionLine) -> tuple[bool, date, str, str]:
    return line.state not in IS_OPEN, line.action.due or date.max, line.action.owner, line.action.id
