"""What comes of items while a meeting runs: each outcome is one step, with what it does to its issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection

from supervisor.errors import IssueError
from supervisor.issues import store as issue_store
from supervisor.issues.event import Acting, Event, EventKind, Source
from supervisor.issues.event_store import append
from supervisor.issues.issue import Issue, Origin
from supervisor.issues.moves import Given, role_of
from supervisor.issues.states import Role
from supervisor.meetings import rows
from supervisor.meetings.agenda_store import add_items
from supervisor.meetings.meeting import (
    OUTCOME_LABELS,
    Item,
    Meeting,
    MeetingState,
    Outcome,
    OutcomeKind,
)
from supervisor.meetings.reading import called, item_called, outcomes_of, standing, zone_of
from supervisor.meetings.rows import WRITES, changed_meanwhile, must_be, new_id
from supervisor.meetings.series_store import AREA
from supervisor.meetings.wording import local_day
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.meeting_tables import meeting_outcome
from supervisor.words import _, day

BOTH = AREA | issue_store.AREA
"""What changes with an outcome."""

OF_ANYTHING = (OutcomeKind.DECISION, OutcomeKind.ACTION, OutcomeKind.NOT_DISCUSSED)
"""What can come of a matter that is no issue, and can be taken away again."""


@dataclass(frozen=True)
class _Place:
    """Where something is noted: the meeting (which runs), the item, its issue, how they are called."""

    meeting: Meeting
    item: Item
    issue: Issue | None
    name: str
    title: str


def outcomes(db: Connection, meeting: str) -> tuple[Outcome, ...]:
    """What came of the items of *meeting* (id), in the order in which it was noted."""
    return outcomes_of(db, meeting)


def note(
    db: Connection,
    item: str,
    kind: OutcomeKind,
    text: str = "",
    *,
    owner: str = "",
    owner_department: str = "",
    due: date | None = None,
    department: str = "",
    acting: Acting,
    at: datetime,
) -> tuple[Changes, Outcome]:
    """Note what came of *item* (id), and do it to its issue: an accepted answer moves it on, an answer that
    is not enough back, a new limit (*due*) is promised, a ruling says whose (*department*) it is, closing
    closes it.

    Whoever writes the minutes acts for the chair. Raises IssueError where something is missing (a decision
    its text, an action its owner and due day) or the meeting does not run, MoveRefusedError where the issue
    does not allow it: nothing is written then.
    """
    place = _place(db, item, acting)
    wanted = Outcome(
        new_id(),
        place.meeting.id,
        item,
        kind,
        at,
        acting.who,
        place.item.issue,
        text.strip(),
        owner.strip() if kind is OutcomeKind.ACTION else "",
        owner_department if kind is OutcomeKind.ACTION else "",
        due if kind in (OutcomeKind.ACTION, OutcomeKind.NEW_LIMIT) else None,
        department=department if kind is OutcomeKind.RULING else "",
    )
    _check(db, place, wanted, outcomes_of(db, place.meeting.id))
    facts = {"kind": OUTCOME_LABELS[kind], "title": place.title}
    with undo.step(db, "note_outcome", facts, BOTH, at=at, who=acting.who) as step:
        step.save(meeting_outcome, wanted.id)
        _do(db, place, wanted, acting, at)
        kept = rows.write(db, wanted, place.title)
        if place.issue is not None and kind in (OutcomeKind.DECISION, OutcomeKind.ACTION):
            append(db, [_event(place, kept, acting, at)], step)
    return BOTH, kept


def change(db: Connection, outcome: Outcome, *, acting: Acting, at: datetime) -> tuple[Changes, Outcome]:
    """Save the words of *outcome* as it was read and changed; of an action its owner and due day, too.
    Raises IssueError, ChangedMeanwhileError."""
    place = _place(db, outcome.item, acting)
    there = _there(db, outcome, place)
    wanted = replace(there, text=outcome.text.strip())
    if there.kind is OutcomeKind.ACTION:
        wanted = replace(
            wanted,
            owner=outcome.owner.strip(),
            owner_department=outcome.owner_department,
            due=outcome.due,
        )
    _check(db, place, wanted, ())
    if wanted == there:
        return BOTH, there
    with undo.step(db, "change_outcome", {"title": place.title}, BOTH, at=at, who=acting.who) as step:
        step.save(meeting_outcome, wanted.id)
        kept = rows.write(db, wanted, place.title)
        if place.issue is not None:
            append(db, [_event(place, kept, acting, at)], step)
    return BOTH, kept


def remove(db: Connection, outcome: Outcome, *, acting: Acting, at: datetime) -> Changes:
    """Take a decision, an action or a "not discussed" away while the meeting runs; what moved an issue is
    taken back by undoing it. Raises IssueError, ChangedMeanwhileError."""
    place = _place(db, outcome.item, acting)
    there = _there(db, outcome, place)
    if there.kind not in OF_ANYTHING:
        raise IssueError(place.title, _("It has moved the issue already. Undo it instead of removing it."))
    with undo.step(db, "remove_outcome", {"title": place.title}, BOTH, at=at, who=acting.who) as step:
        step.save(meeting_outcome, there.id)
        rows.remove(db, there, place.title)
        if place.issue is not None and there.kind is not OutcomeKind.NOT_DISCUSSED:
            append(db, [_event(place, there, acting, at, removed=True)], step)
    return BOTH


def new_issue(
    db: Connection, meeting: str, issue: Issue, *, acting: Acting, at: datetime
) -> tuple[Changes, tuple[Issue, Item]]:
    """Keep a new issue that came up in the meeting (its origin: meeting), and put it on the agenda. Raises
    IssueError."""
    one = standing(db, meeting, (MeetingState.RUNNING,))
    name = called(db, one)
    must_be(acting, WRITES, name)
    wanted = replace(issue, facts=replace(issue.facts, origin=Origin.MEETING))
    facts = {"name": name, "title": issue.title.strip()}
    with undo.step(db, "raise_issue", facts, BOTH, at=at, who=acting.who):
        _changes, kept = issue_store.add(db, wanted, acting=acting_in(one, acting), at=at)
        _changes, items = add_items(db, meeting, [kept.id], acting=acting, at=at)
    return BOTH, (kept, items[0])


def acting_in(one: Meeting, acting: Acting) -> Acting:
    """Who acts in a meeting that runs: whoever writes its minutes writes down what the chair says."""
    roles = acting.roles | {Role.CHAIR} if Role.MINUTES in acting.roles else acting.roles
    return replace(acting, roles=roles, department="", source=Source(meeting=one.id))


def _place(db: Connection, item: str, acting: Acting) -> _Place:
    """Where it is noted. Raises IssueError where the meeting does not run, or roles may not."""
    found = item_called(db, item)
    one = standing(db, found.meeting, (MeetingState.RUNNING,))
    name = called(db, one)
    must_be(acting, WRITES, name)
    issue = issue_store.get(db, found.issue) if found.issue else None
    return _Place(one, found, issue, name, issue.number if issue is not None else found.title)


def _there(db: Connection, outcome: Outcome, place: _Place) -> Outcome:
    found = next((one for one in outcomes_of(db, place.meeting.id) if one.id == outcome.id), None)
    if found is None or found.version != outcome.version:
        raise changed_meanwhile(Outcome, place.title)
    return found


def _check(db: Connection, place: _Place, wanted: Outcome, others: tuple[Outcome, ...]) -> None:
    """Raises IssueError where *wanted* cannot be kept."""
    kind, title = wanted.kind, place.title
    if place.issue is None and kind not in OF_ANYTHING:
        raise IssueError(title, _("It is no issue: it can have decisions and actions."))
    if kind in (OutcomeKind.DECISION, OutcomeKind.ACTION) and not wanted.text:
        raise IssueError(title, _("Say what was decided, or what is to be done."))
    if kind is OutcomeKind.ACTION:
        if not wanted.owner:
            raise IssueError(title, _("An action needs somebody who does it."))
        if wanted.due is None:
            raise IssueError(title, _("An action needs a day by which it is done."))
        held = local_day(place.meeting.text.began_at or place.meeting.starts_at, zone_of(db))
        if wanted.due < held:
            raise IssueError(
                title, _("{day} is before the meeting. Choose a later day.").format(day=day(wanted.due))
            )
    if kind is OutcomeKind.NEW_LIMIT and wanted.due is None:
        raise IssueError(title, _("Say the day of the new limit."))
    if kind is OutcomeKind.RULING and not wanted.department:
        raise IssueError(title, _("Say to which department it belongs."))
    if kind is OutcomeKind.ASK_AGAIN and not wanted.text:
        raise IssueError(title, _("Say why the answer is not enough."))
    if kind is OutcomeKind.NOT_DISCUSSED and any(one.item == wanted.item for one in others):
        raise IssueError(title, _("Something came of it already, so it was discussed."))


def _do(db: Connection, place: _Place, wanted: Outcome, acting: Acting, at: datetime) -> None:
    """Do to the issue what came of it."""
    issue = place.issue
    if issue is None:
        return
    by: dict[str, Any] = {"acting": acting_in(place.meeting, acting), "at": at}
    said = wanted.text or _("As agreed in {meeting}").format(meeting=place.name)
    match wanted.kind:
        case OutcomeKind.ACCEPTED:
            issue_store.move(db, issue.id, issue.version, "accept", Given(decision=said), **by)
        case OutcomeKind.ASK_AGAIN:
            issue_store.move(db, issue.id, issue.version, "ask_again", Given(reason=said), **by)
        case OutcomeKind.CLOSED:
            issue_store.move(db, issue.id, issue.version, "close", Given(reason=wanted.text), **by)
        case OutcomeKind.NEW_LIMIT:
            assert wanted.due is not None  # noqa: S101  # checked before
            issue_store.promise(db, issue.id, issue.version, wanted.due, said, **by)
        case OutcomeKind.RULING:
            issue_store.rule(db, issue.id, issue.version, wanted.department, said, **by)


def _event(place: _Place, outcome: Outcome, acting: Acting, at: datetime, *, removed: bool = False) -> Event:
    """That the issue was spoken of, and what came of it, in the words of who wrote it down."""
    said = outcome.text
    if outcome.kind is OutcomeKind.ACTION:
        said = f"{outcome.owner}: {said} ({outcome.due})"
    facts: dict[str, Any] = {"meeting": place.meeting.id, "kind": outcome.kind.value, "outcome": said}
    if removed:
        facts["removed"] = True
    own = acting_in(place.meeting, acting)
    role = role_of(own, WRITES).value
    return Event(0, outcome.issue, at, acting.who, EventKind.DISCUSSED, role, "", facts, own.source)
