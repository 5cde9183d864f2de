"""The agenda of a meeting in the centre's database: made by rule, then changed by whoever prepares it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.errors import IssueError
from supervisor.issues import store as issue_store
from supervisor.issues.event import Acting
from supervisor.issues.issue import Issue
from supervisor.issues.states import OPEN, State
from supervisor.meetings import rows
from supervisor.meetings.agenda import Past, fitting, matter, proposed, put_in, refreshed
from supervisor.meetings.meeting import Item, Meeting, MeetingState
from supervisor.meetings.reading import (
    UNDER_PREPARATION,
    called,
    get,
    item_called,
    items_of,
    outcomes_of,
    past_of,
    standing,
)
from supervisor.meetings.rows import PREPARES, WRITES, changed_meanwhile, must_be, new_id
from supervisor.meetings.series import USUAL_MINUTES, Section, Series
from supervisor.meetings.series_store import AREA
from supervisor.meetings.series_store import get as series_called
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue as issue_table
from supervisor.storage.meeting_tables import meeting, meeting_item, meeting_spent
from supervisor.words import _


def by_rule(db: Connection, one: Meeting, items: Sequence[Item], *, at: datetime) -> tuple[Item, ...]:
    """The agenda of *one* brought up to date, not written yet."""
    series, past = series_called(db, one.series), past_of(db, one)
    lines = proposed(series, _candidates(db, past), past, now=at, frame=issue_store.frame(db))
    found = refreshed(one, items, lines, new_id)
    # what somebody put there by hand was perhaps discussed meanwhile
    return tuple(replace(item, times=past.times.get(matter(item), 0) + 1) for item in found)


def _candidates(db: Connection, past: Past) -> tuple[Issue, ...]:
    """Every open issue, and those of which an action is open."""
    wanted = select(issue_table.c.id).where(issue_table.c.state.in_([state.value for state in OPEN]))
    ids = {*db.execute(wanted).scalars(), *(one.issue for one in past.open_actions if one.issue)}
    return issue_store.all_issues(db, sorted(ids))


def refresh(db: Connection, id: str, *, acting: Acting, at: datetime) -> tuple[Changes, tuple[Item, ...]]:
    """Bring the agenda of a planned meeting up to date; what somebody did by hand stays.
    Raises IssueError."""
    one = standing(db, id, (MeetingState.PLANNED,))
    name = called(db, one)
    must_be(acting, PREPARES, name)
    with undo.step(db, "refresh_agenda", {"name": name}, AREA, at=at, who=acting.who) as step:
        kept = bring_up_to_date(db, step, one, at=at)
    return AREA, kept


def bring_up_to_date(db: Connection, step: undo.Doing, one: Meeting, *, at: datetime) -> tuple[Item, ...]:
    """Write the agenda of *one* as the rules want it now; it as it was kept."""
    items = items_of(db, one.id)
    return _write(db, step, items, by_rule(db, one, items, at=at), called(db, one))


def add_items(
    db: Connection,
    id: str,
    issues: Iterable[int] = (),
    titles: Iterable[str] = (),
    *,
    acting: Acting,
    at: datetime,
) -> tuple[Changes, tuple[Item, ...]]:
    """Put *issues* (ids) and other matters on the agenda, at the end of the parts that they fit;
    while the meeting runs, at its end. What is there already is left alone. Raises IssueError."""
    one = standing(db, id, UNDER_PREPARATION)
    name = called(db, one)
    must_be(acting, WRITES, name)
    series, past, items = series_called(db, one.series), past_of(db, one), items_of(db, id)
    there = {item.issue for item in items if item.issue}
    new = [
        _new_item(db, one, series, past, issue, at)
        for issue in issue_store.all_issues(db, [each for each in dict.fromkeys(issues) if each not in there])
    ]
    minutes = series.template.minutes.get(Section.OTHER, USUAL_MINUTES[Section.OTHER])
    for title in titles:
        if not title.strip():
            raise IssueError(name, _("A further matter needs a title."))
        new.append(Item(new_id(), id, 0, Section.OTHER, 0, title.strip(), minutes, by_hand=True))
    after = items
    for item in new:
        after = put_in(after, item) if one.state is MeetingState.PLANNED else (*after, item)
    back = {item.issue for item in new if item.issue}, {item.title for item in new if not item.issue}
    text = replace(
        one.text,
        removed=tuple(each for each in one.text.removed if each not in back[0]),
        removed_titles=tuple(each for each in one.text.removed_titles if each not in back[1]),
    )
    facts = {"name": name, "count": str(len(new))}
    with undo.step(db, "add_to_agenda", facts, AREA, at=at, who=acting.who) as step:
        kept = _write(db, step, items, _numbered(after), name)
        if text != one.text:
            step.save(meeting, id)
            rows.write(db, replace(one, text=text), name)
    ids = {item.id for item in new}
    return AREA, tuple(item for item in kept if item.id in ids)


def _new_item(db: Connection, one: Meeting, series: Series, past: Past, issue: Issue, at: datetime) -> Item:
    since = None if past.last is None else past.last.text.began_at or past.last.starts_at
    times = past.times.get(f"issue {issue.id}", 0)
    parts = fitting(issue, since, at, issue_store.frame(db), seen=bool(times))
    section = parts[0] if parts else Section.NEW if issue.state is State.DRAFT else Section.OTHER
    minutes = series.template.minutes.get(section, USUAL_MINUTES[section])
    return Item(new_id(), one.id, 0, section, issue.id, minutes=minutes, times=times + 1, by_hand=True)


def remove_items(db: Connection, id: str, items: Iterable[str], *, acting: Acting, at: datetime) -> Changes:
    """Take items (ids) off the agenda, where `refresh` does not put them again. Raises IssueError for one
    of which something came already."""
    one = standing(db, id, UNDER_PREPARATION)
    name = called(db, one)
    must_be(acting, WRITES, name)
    gone, there = set(items), items_of(db, id)
    if any(outcome.item in gone for outcome in outcomes_of(db, id)):
        raise IssueError(name, _("Something came of it already: it stays on the agenda."))
    off = [item for item in there if item.id in gone]
    text = replace(
        one.text,
        removed=tuple(dict.fromkeys([*one.text.removed, *(item.issue for item in off if item.issue)])),
        removed_titles=tuple(
            dict.fromkeys([*one.text.removed_titles, *(item.title for item in off if not item.issue)])
        ),
    )
    facts = {"name": name, "count": str(len(off))}
    with undo.step(db, "remove_from_agenda", facts, AREA, at=at, who=acting.who) as step:
        step.save(meeting, id)
        _write(db, step, there, _numbered([item for item in there if item.id not in gone]), name)
        rows.write(db, replace(one, text=text), name)
    return AREA


def order(db: Connection, id: str, items: Sequence[str], *, acting: Acting, at: datetime) -> Changes:
    """Put the items (ids) into this order; those that are not named follow. Raises IssueError."""
    one = standing(db, id, UNDER_PREPARATION)
    name = called(db, one)
    must_be(acting, WRITES, name)
    there = items_of(db, id)
    places = {item: place for place, item in enumerate(items)}
    wanted = _numbered(sorted(there, key=lambda item: (places.get(item.id, len(places)), item.place)))
    with undo.step(db, "order_agenda", {"name": name}, AREA, at=at, who=acting.who) as step:
        step.save(meeting, id)
        if [item.id for item in wanted] != [item.id for item in there]:
            _write(db, step, there, wanted, name)
            rows.write(db, replace(one, text=replace(one.text, ordered=True)), name)
    return AREA


def change_item(db: Connection, item: Item, *, acting: Acting, at: datetime) -> tuple[Changes, Item]:
    """Save minutes, speaker, notes, title (of another matter) and `discussed` of *item* as it was read and
    changed. Raises IssueError, ChangedMeanwhileError."""
    there = item_called(db, item.id)
    one = standing(db, there.meeting, UNDER_PREPARATION)
    name = called(db, one)
    must_be(acting, WRITES, name)
    if there.version != item.version:
        raise changed_meanwhile(Item, name)
    if not 1 <= item.minutes <= 600:
        raise IssueError(name, _("An item has 1 to 600 minutes."))
    title = item.title.strip() if not there.issue else there.title
    if not there.issue and not title:
        raise IssueError(name, _("A further matter needs a title."))
    wanted = replace(
        there,
        minutes=item.minutes,
        speaker=item.speaker.strip(),
        notes=item.notes,
        title=title,
        discussed=item.discussed,
    )
    if wanted == there:
        return AREA, there
    with undo.step(db, "change_agenda_item", {"name": name}, AREA, at=at, who=acting.who) as step:
        step.save(meeting_item, item.id)
        kept = rows.write(db, wanted, name)
    return AREA, kept


def spend(db: Connection, spent: Mapping[str, float], *, at: datetime) -> Changes:
    """Add seconds that items (ids) were spoken of; no step of anybody's, nothing to undo. Nothing where the
    meeting does not run."""
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    for id, seconds in spent.items():
        if seconds <= 0 or get(db, item_called(db, id).meeting).state is not MeetingState.RUNNING:
            continue
        first = dialect.insert(meeting_spent).values(item=id, seconds=seconds)
        more = {"seconds": meeting_spent.c.seconds + seconds}
        db.execute(first.on_conflict_do_update(index_elements=["item"], set_=more))
    return AREA


def write_new(db: Connection, step: undo.Doing, items: Sequence[Item], name: str) -> tuple[Item, ...]:
    """Write the first agenda of a meeting."""
    return _write(db, step, (), items, name)


def _numbered(items: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(replace(item, place=place) for place, item in enumerate(items, 1))


def _write(
    db: Connection, step: undo.Doing, there: Sequence[Item], wanted: Sequence[Item], name: str
) -> tuple[Item, ...]:
    """Make the agenda *wanted*, which is *there*; it as it was kept."""
    before = {item.id: item for item in there}
    stay = {item.id for item in wanted}
    step.save_all(meeting_item, [*before, *(item.id for item in wanted if item.id not in before)])
    gone = [item for item in there if item.id not in stay]
    if gone:
        db.execute(delete(meeting_item).where(meeting_item.c.id.in_([item.id for item in gone])))
    return tuple(item if before.get(item.id) == item else rows.write(db, item, name) for item in wanted)
