"""What the people's page has done on the database thread: read everybody at once, change them in steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from supervisor.people.person import Group, GroupKind
from supervisor.people.roll import Roll
from supervisor.people.unknown import Seen, Unknown, unknown
from supervisor.words import _, language
from ui.held import now_or_never

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes

Stepped = tuple["Changes", int | None]
Queue = tuple[str, str]


@dataclass(frozen=True)
class PersonRow:
    """A person as of a day, in words. *name* tells namesakes apart; *here* is whether the day is between
    joining and leaving."""

    id: str
    name: str
    number: str
    team: str
    department: str
    skills: tuple[str, ...]
    band: str
    joined: date | None
    left: date | None
    logins: tuple[str, ...]
    here: bool
    search: str = ""


@dataclass(frozen=True)
class GroupRow:
    """A group as of a day; *queues* are those of a skill group."""

    id: str
    kind: GroupKind
    name: str
    above: str
    members: int
    queues: tuple[str, ...]


@dataclass(frozen=True)
class QueueRow:
    """A queue that a source told of, and the skill group whose work it is ("" for none)."""

    source: str
    queue: str
    skill: str

    @property
    def key(self) -> Queue:
        return self.source, self.queue


@dataclass(frozen=True)
class Told:
    """What sources and the history tell of logins and queues, whoever they belong to."""

    seen: tuple[Seen, ...] = ()
    queues: tuple[Queue, ...] = ()


@dataclass(frozen=True)
class People:
    """Everything that the page shows, as of *day*."""

    day: date
    roll: Roll = field(default_factory=Roll)
    persons: tuple[PersonRow, ...] = ()
    groups: tuple[GroupRow, ...] = ()
    queues: tuple[QueueRow, ...] = ()
    unknown: tuple[Unknown, ...] = ()


def read_people(db: Connection, day: date, told: Told) -> People:
    """Everybody as of *day*; on the database thread."""
    from supervisor.people.store import read_roll

    return as_of(read_roll(db), day, told)


def as_of(roll: Roll, day: date, told: Told) -> People:
    """What *roll* says of *day*."""
    spoken = language()
    persons, members = [], dict.fromkeys(roll.groups, 0)
    for person in roll.persons.values():
        standing = roll.standing(person.id, day)
        teams, departments, skills = (
            standing[kind] for kind in (GroupKind.TEAM, GroupKind.DEPARTMENT, GroupKind.SKILL)
        )
        here = (person.joined is None or person.joined <= day) and (person.left is None or day < person.left)
        if here:
            for group in (*teams, *departments, *skills):
                members[group.id] += 1
        band = roll.band(person.id, day)
        uses = roll.logins_of(person.id)
        logins = tuple(
            dict.fromkeys(
                use.login
                for use in uses
                if (use.since is None or use.since <= day) and (use.until is None or day < use.until)
            )
        )
        row = PersonRow(
            person.id,
            roll.called(person.id, day),
            person.number,
            _names(teams),
            _names(departments),
            tuple(sorted(group.name for group in skills)),
            band.name(spoken) if band is not None else "",
            person.joined,
            person.left,
            logins,
            here,
            " ".join(
                (
                    person.name,
                    person.number,
                    person.note,
                    *(group.name for group in (*teams, *departments, *skills)),
                    *(use.login for use in uses),
                )
            ),
        )
        persons.append(row)
    queues_of: dict[str, list[str]] = {}
    for (_source, queue), skill in sorted(roll.skills.items()):
        queues_of.setdefault(skill, []).append(queue)
    groups = tuple(
        GroupRow(
            group.id,
            group.kind,
            group.name,
            roll.groups[group.above].name if group.above in roll.groups else "",
            members[group.id],
            tuple(queues_of.get(group.id, ())),
        )
        for group in roll.groups.values()
    )
    known = dict.fromkeys((*told.queues, *roll.skills))
    queues = []
    for source, queue in known:
        skill_group = roll.skill_of(source, queue)
        queues.append(QueueRow(source, queue, skill_group.name if skill_group is not None else ""))
    return People(day, roll, tuple(persons), groups, tuple(queues), tuple(unknown(roll, told.seen)))


def read_told(url: str) -> Told:
    """What the history of the centre at *url* tells; on the database thread."""
    from supervisor.people.unknown import queues_in_history, seen_in_history
    from supervisor.storage.database import open_history

    with open_history(url) as database, database.read() as db:
        return Told(tuple(seen_in_history(db)), tuple(queues_in_history(db)))


def newest_name(url: str) -> int:
    """The number of the name that the history of the centre at *url* learnt last; 0 when it knows none."""
    from sqlalchemy import func, select

    from supervisor.storage.database import open_history
    from supervisor.storage.history_tables import history_name

    with open_history(url) as database, database.read() as db:
        return db.execute(select(func.max(history_name.c.id))).scalar() or 0


def do(db: Connection, name: str, *args: Any, at: datetime, who: str, **kwargs: Any) -> Stepped:
    """Do the step *name* of `supervisor.people.store`; the changes, and the step that can be taken back: None
    when all was so already."""
    from supervisor.people import store

    before = store.last(db, who)
    work: Callable[..., Changes] = getattr(store, name)
    changes = work(db, *args, at=at, who=who, **kwargs)
    made = store.last(db, who)
    return changes, made.id if made is not None and made != before else None


@now_or_never
def take_back(db: Connection, number: int, *, at: datetime) -> Changes:
    """Undo step *number*."""
    from supervisor.people import store

    return store.take_back(db, number, at=at)


@now_or_never
def undo_last(db: Connection, *, at: datetime, who: str) -> tuple[Changes, str | None]:
    """Undo what *who* did last here; its title, None when there is nothing."""
    from supervisor.people import store
    from supervisor.storage.changes import Changes
    from supervisor.storage.step_titles import title

    found = store.last(db, who)
    if found is None:
        return Changes(), None
    return store.take_back(db, found.id, at=at), title(found)


@now_or_never
def redo_last(db: Connection, *, at: datetime, who: str) -> tuple[Changes, str | None]:
    """Do again what *who* undid last here; its title, None when there is nothing."""
    from supervisor.people import store
    from supervisor.storage.changes import Changes
    from supervisor.storage.step_titles import title

    found = store.last_undone(db, who)
    if found is None:
        return Changes(), None
    return store.do_again(db, found.id, at=at), title(found)


def _names(groups: Sequence[Group]) -> str:
    return _(", ").join(group.name for group in groups)
