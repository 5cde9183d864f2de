"""People in the database: read together as a roll; every change is a step that can be undone.

Whoever changes people waits for whoever else does (the note of the area is taken first), reads everybody,
lets the draft judge, and writes what differs. So no two consoles can put two persons behind one login.
`at` is an aware UTC instant; rows come in as they were read, and their versions say so: all steps raise
ChangedMeanwhileError, having written nothing, when someone else saved them since, and TwoAtOnceError,
SettingError, NameTakenError, UnknownNameError for what cannot be.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from supervisor.errors import ChangedMeanwhileError
from supervisor.people.draft import Draft, Everything, Login, new_id
from supervisor.people.person import Group, GroupKind, LoginUse, Membership, Person, QueueSkill
from supervisor.people.roll import Roll
from supervisor.rights.own import sees
from supervisor.storage import undo
from supervisor.storage.areas import hold
from supervisor.storage.centre import (
    login_use,
    membership,
    people_group,
    person,
    queue_skill,
    undo_step,
)
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.changes import Changes
from supervisor.storage.quality_tables import quality_evaluation, quality_exemption
from supervisor.storage.training_tables import coaching, course_person, review_decision
from supervisor.words import mark

AREA = Changes({"people"})
_OURS = AREA | {"targets", "teaching_credits"}
_CHUNK = 500


def read_roll(db: Connection) -> Roll:
    """Everybody whom the database shows, as it says now; nobody to a role that sees no people."""
    if not sees(db, "person", "membership", "login_use", "people_group"):
        return Roll((), (), (), (), (), load_centre(db).tenure_bands)
    everything = read_everything(db)
    return Roll(
        everything.persons.values(),
        everything.groups.values(),
        everything.memberships.values(),
        everything.uses.values(),
        everything.skills.values(),
        load_centre(db).tenure_bands,
    )


def read_everything(db: Connection) -> Everything:
    """All rows about people, by id; persons by name, groups by kind and name."""
    return Everything(
        {
            row[0]: Person(*row)
            for row in db.execute(
                select(
                    person.c.id,
                    person.c.name,
                    person.c.number,
                    person.c.joined,
                    person.c.left,
                    person.c.note,
                    person.c.version,
                ).order_by(person.c.name, person.c.id)
            ).all()
        },
        {
            row.id: Group(row.id, GroupKind(row.kind), row.name, row.above, row.version)
            for row in db.execute(select(people_group).order_by(people_group.c.kind, people_group.c.name))
        },
        {
            row[0]: Membership(*row)
            for row in db.execute(
                select(
                    membership.c.id,
                    membership.c.person,
                    membership.c.people_group,
                    membership.c.since,
                    membership.c.until,
                    membership.c.version,
                ).order_by(membership.c.since, membership.c.id)
            ).all()
        },
        {
            row[0]: LoginUse(*row)
            for row in db.execute(
                select(
                    login_use.c.id,
                    login_use.c.source,
                    login_use.c.login,
                    login_use.c.person,
                    login_use.c.since,
                    login_use.c.until,
                    login_use.c.version,
                ).order_by(login_use.c.since, login_use.c.id)
            ).all()
        },
        {
            (row.source, row.queue): QueueSkill(row.source, row.queue, row.skill, row.version)
            for row in db.execute(select(queue_skill))
        },
    )


@contextmanager
def change(db: Connection, name: str, facts: Mapping[str, str], *, at: datetime, who: str) -> Iterator[Draft]:
    """A step of any kind: what the block does to the draft is checked, written, and can be undone as one.

    *name* and *facts* are those of `undo.title`. Facts may be added while the block runs.
    """
    hold(db, AREA)  # whoever else changes people waits here
    draft = Draft(read_everything(db))
    yield draft
    draft.check()
    with undo.step(db, name, facts, _touched(draft), at=at, who=who) as step:
        _write(db, step, draft)
        _follow(db, step, draft)


def _touched(draft: Draft) -> Changes:
    return AREA | {"quality", "review", "training"} if draft.became else AREA


def _follow(db: Connection, step: undo.Doing, draft: Draft) -> None:
    """What was judged and decided of a person who turned out to be another, what they learnt and what was
    talked about, is of that other from now on."""
    for table in (quality_evaluation, quality_exemption, course_person, coaching, review_decision):
        for other, keep in draft.became.items():
            of_other = table.c.person == other
            step.save_all(table, db.execute(select(table.c.id).where(of_other)).scalars().all())
            values = {"person": keep, "version": table.c.version + 1}
            if table is quality_evaluation:
                values["print"] = table.c.print + 1  # its counts are another's from now on
            db.execute(update(table).where(of_other).values(**values))


def take_back(db: Connection, step: int, *, at: datetime) -> Changes:
    """Undo a step. Raises ChangedMeanwhileError when something else was done to the same rows, and
    TwoAtOnceError when somebody would stand at two places because of what was done since."""
    hold(db, AREA)
    changes = undo.revert(db, step, at=at)
    Draft(read_everything(db)).check_all()
    return changes


def do_again(db: Connection, step: int, *, at: datetime) -> Changes:
    """Do an undone step again, under the same conditions."""
    hold(db, AREA)
    changes = undo.redo(db, step, at=at)
    Draft(read_everything(db)).check_all()
    return changes


def last(db: Connection, who: str) -> undo.Step | None:
    """The last thing that *who* did to people (or to targets and tenure bands) and that is not undone."""
    return next((step for step in _steps(db, who) if step.undone_at is None), None)


def last_undone(db: Connection, who: str) -> undo.Step | None:
    """What *who* would do again; None when there is nothing, or something else was done since."""
    found = None
    for step in _steps(db, who):
        if step.undone_at is None:
            break
        found = step
    return found


def _steps(db: Connection, who: str) -> list[undo.Step]:
    """The steps of *who* that belong to people, the newest first."""
    rows = db.execute(select(undo_step).where(undo_step.c.who == who).order_by(undo_step.c.id.desc()))
    return [
        undo.Step(row.id, row.name, row.facts, Changes(row.areas), row.at, row.who, row.undone_at)
        for row in rows
        if _OURS & frozenset(row.areas) or row.facts.get("names") == "tenure_bands"
    ]


# -- persons ------------------------------------------------------------------------------------------------


def add_person(
    db: Connection,
    added: Person,
    *,
    groups: Iterable[str] = (),
    logins: Iterable[Login] = (),
    since: date | None = None,
    at: datetime,
    who: str,
) -> Changes:
    """One more person (`draft.new_id` makes ids), in *groups* and behind *logins* from *since* on."""
    with change(db, "add_person", {"name": added.name}, at=at, who=who) as draft:
        draft.add_person(added)
        for group in groups:
            draft.join(added.id, group, since)
        for source, login in logins:
            draft.assign(source, login, added.id, since)
    return AREA


def change_person(db: Connection, changed: Person, *, at: datetime, who: str) -> Changes:
    """The person of that id and version is so from now on."""
    with change(db, "change_person", {"name": changed.name}, at=at, who=who) as draft:
        draft.change_person(changed)
    return AREA


def save_person(
    db: Connection,
    saved: Person,
    memberships: Sequence[Membership],
    uses: Sequence[LoginUse],
    *,
    read: Sequence[str],
    at: datetime,
    who: str,
) -> Changes:
    """A person with all memberships and logins, as one step: those with an id that is there are changed,
    others are new, and those whose id was *read* and is not among them any more never were. A person of
    version 0 is new."""
    facts = {"name": saved.name}
    with change(db, "change_person" if saved.version else "add_person", facts, at=at, who=who) as draft:
        if saved.version:
            draft.change_person(saved)
        else:
            draft.add_person(saved)
        kept = {one.id for one in memberships} | {use.id for use in uses}
        for key in read:
            if key in kept:
                if key not in draft.memberships and key not in draft.uses:
                    raise ChangedMeanwhileError(mark("person"), saved.name)
                continue
            if key in draft.memberships:
                draft.end_membership(draft.memberships[key])
            elif key in draft.uses:
                draft.end_use(draft.uses[key])
        for one in memberships:
            if one.id in draft.memberships:
                draft.change_membership(one)
            else:
                draft.join(saved.id, one.group, one.since, one.until)
        for use in uses:
            if use.id in draft.uses:
                draft.change_use(use)
            else:
                draft.assign(use.source, use.login, saved.id, use.since, use.until)
    return AREA


def remove_person(db: Connection, removed: Person, *, at: datetime, who: str) -> Changes:
    """Forget a person, with groups and logins; facts stay, and their logins are unknown again."""
    with change(db, "remove_person", {"name": removed.name}, at=at, who=who) as draft:
        draft.remove_person(removed)
    return AREA


def remove_people(db: Connection, removed: Sequence[Person], *, at: datetime, who: str) -> Changes:
    """Forget several persons at once."""
    if len(removed) == 1:
        return remove_person(db, removed[0], at=at, who=who)
    facts = {"count": str(len(removed))}
    with change(db, "remove_people", facts, at=at, who=who) as draft:
        for one in removed:
            draft.remove_person(one)
    return AREA


def merge(db: Connection, keep: Person, other: Person, *, at: datetime, who: str) -> Changes:
    """Two persons turn out to be one: *keep* has all logins and groups of both, *other* is no more.

    Where both were in a team or department on a day, that of *keep* holds.
    """
    facts = {"name": keep.name, "other": other.name}
    with change(db, "merge_people", facts, at=at, who=who) as draft:
        draft.merge(keep, other)
    return AREA


def split(db: Connection, uses: Sequence[LoginUse], own: Person, *, at: datetime, who: str) -> Changes:
    """The logins of *uses* get the new person *own*, in the groups that their person until now was in."""
    facts = {"login": ", ".join(dict.fromkeys(use.login for use in uses)), "name": ""}
    with change(db, "split_person", facts, at=at, who=who) as draft:
        until_now = next((use.person for use in uses if use.person is not None), None)
        facts["name"] = draft.person(until_now).name if until_now is not None else own.name
        draft.split(uses, own)
    return AREA


# -- groups -------------------------------------------------------------------------------------------------


def add_group(db: Connection, added: Group, *, at: datetime, who: str) -> Changes:
    """One more team, skill group or department."""
    with change(db, "add_group", {"name": added.name}, at=at, who=who) as draft:
        draft.add_group(added)
    return AREA


def change_group(db: Connection, changed: Group, *, at: datetime, who: str) -> Changes:
    """Another name for a group, or another department for a team."""
    with change(db, "change_group", {"name": changed.name}, at=at, who=who) as draft:
        draft.change_group(changed)
    return AREA


def remove_group(db: Connection, removed: Group, *, at: datetime, who: str) -> Changes:
    """Forget a group and who was in it; its queues are no skill's work any more."""
    with change(db, "remove_group", {"name": removed.name}, at=at, who=who) as draft:
        draft.remove_group(removed)
    return AREA


def set_skill(
    db: Connection, source: str, queue: str, skill: str | None, *, at: datetime, who: str
) -> Changes:
    """Work of the queue is work of the skill group with this id; None: of none."""
    return set_skills(db, [(source, queue)], skill, at=at, who=who)


def set_skills(
    db: Connection, queues: Sequence[Login], skill: str | None, *, at: datetime, who: str
) -> Changes:
    """The same of several queues (source and queue each), as one step."""
    facts = {"queue": ", ".join(queue for _source, queue in queues), "skill": ""}
    name = "set_skill" if skill is not None else "forget_skill"
    with change(db, name, facts, at=at, who=who) as draft:
        if skill is not None:
            facts["skill"] = draft.group(skill).name
        for source, queue in queues:
            draft.set_skill(source, queue, skill)
    return AREA


# -- who is in which group ----------------------------------------------------------------------------------


def move(
    db: Connection, persons: Sequence[str], group: str, since: date | None, *, at: datetime, who: str
) -> Changes:
    """Transfer persons: from the day on in that group, and in no other team (or department) any more.

    In a skill group besides those that they have. Moves that are planned for later stay.
    """
    facts = {"count": str(len(persons)), "group": ""}
    with change(db, "move_people", facts, at=at, who=who) as draft:
        facts["group"] = draft.group(group).name
        for one in persons:
            draft.move(one, group, since)
    return AREA


def leave(
    db: Connection, persons: Sequence[str], group: str, day: date, *, at: datetime, who: str
) -> Changes:
    """From the day on the persons are no longer in that group."""
    facts = {"count": str(len(persons)), "group": ""}
    with change(db, "leave_group", facts, at=at, who=who) as draft:
        facts["group"] = draft.group(group).name
        for one in persons:
            draft.leave(one, group, day)
    return AREA


def join(
    db: Connection,
    one: str,
    group: str,
    since: date | None = None,
    until: date | None = None,
    *,
    at: datetime,
    who: str,
) -> Changes:
    """The person is in the group on these days; another team on one of them is an error."""
    facts = {"name": ""}
    with change(db, "change_person", facts, at=at, who=who) as draft:
        facts["name"] = draft.person(one).name
        draft.join(one, group, since, until)
    return AREA


def change_membership(db: Connection, changed: Membership, *, at: datetime, who: str) -> Changes:
    """Another group, or other days."""
    facts = {"name": ""}
    with change(db, "change_person", facts, at=at, who=who) as draft:
        facts["name"] = draft.person(changed.person).name
        draft.change_membership(changed)
    return AREA


def remove_membership(db: Connection, removed: Membership, *, at: datetime, who: str) -> Changes:
    """The person never was in that group in those days."""
    facts = {"name": ""}
    with change(db, "change_person", facts, at=at, who=who) as draft:
        facts["name"] = draft.person(removed.person).name
        draft.end_membership(removed)
    return AREA


# -- who stands behind a login ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Assigning:
    """That behind *login* at *source* stands the person with this id, on these days."""

    source: str
    login: str
    person: str
    since: date | None = None
    until: date | None = None


def assign_login(
    db: Connection,
    source: str,
    login: str,
    one: str,
    since: date | None = None,
    until: date | None = None,
    *,
    instead: bool = False,
    at: datetime,
    who: str,
) -> Changes:
    """Behind the login stands the person on these days. *instead* takes it from whoever had it in them."""
    facts = {"login": login, "name": ""}
    with change(db, "assign_login", facts, at=at, who=who) as draft:
        facts["name"] = draft.person(one).name
        draft.assign(source, login, one, since, until, instead=instead)
    return AREA


def assign_logins(db: Connection, assigned: Sequence[Assigning], *, at: datetime, who: str) -> Changes:
    """Many at once; a login that has somebody in those days is an error."""
    with change(db, "assign_logins", {"count": str(len(assigned))}, at=at, who=who) as draft:
        for one in assigned:
            draft.assign(one.source, one.login, one.person, one.since, one.until)
    return AREA


def change_use(db: Connection, changed: LoginUse, *, at: datetime, who: str) -> Changes:
    """Another person behind the login, or other days."""
    facts = {"login": changed.login, "name": ""}
    name = "ignore_login" if changed.person is None else "assign_login"
    with change(db, name, facts, at=at, who=who) as draft:
        facts["name"] = draft.person(changed.person).name if changed.person is not None else ""
        draft.change_use(changed)
    return AREA


def remove_use(db: Connection, removed: LoginUse, *, at: datetime, who: str) -> Changes:
    """Nobody knows any more who stood behind the login in those days."""
    with change(db, "forget_login", {"login": removed.login}, at=at, who=who) as draft:
        draft.end_use(removed)
    return AREA


def ignore_logins(
    db: Connection, logins: Sequence[Login], since: date | None = None, *, at: datetime, who: str
) -> Changes:
    """Leave what these logins do from *since* on out of all figures: a test telephone, a machine."""
    one = len(logins) == 1
    facts = {"login": logins[0][1]} if one else {"count": str(len(logins))}
    with change(db, "ignore_login" if one else "ignore_logins", facts, at=at, who=who) as draft:
        for source, login in logins:
            draft.assign(source, login, None, since, instead=True)
    return AREA


def forget_login(db: Connection, source: str, login: str, *, at: datetime, who: str) -> Changes:
    """Nobody ever said who stands behind the login."""
    with change(db, "forget_login", {"login": login}, at=at, who=who) as draft:
        for use in draft.uses_of(source, login):
            draft.end_use(use)
    return AREA


@dataclass(frozen=True)
class Adopted:
    """A login that becomes a person, with what its source says of it; "" where it says nothing."""

    source: str
    login: str
    name: str = ""
    team: str = ""


def adopt(db: Connection, logins: Sequence[Adopted], *, at: datetime, who: str) -> Changes:
    """Make a person of each login, in the team that its source names (made where there is none), as one step.

    A login that is known meanwhile is left as it is.
    """
    facts = {"count": str(len(logins))}
    with change(db, "assign_logins", facts, at=at, who=who) as draft:
        made = 0
        for one in logins:
            if draft.uses_of(one.source, one.login):
                continue
            made += 1
            added = draft.add_person(Person(new_id(), " ".join((one.name or one.login).split())[:80]))
            draft.assign(one.source, one.login, added.id)
            if one.team.strip():
                draft.join(added.id, draft.group_for(GroupKind.TEAM, one.team).id)
        facts["count"] = str(made)
    return AREA


# -- rows ---------------------------------------------------------------------------------------------------

_Rows = dict[str, dict[str, Any]]


def _write(db: Connection, step: undo.Doing, draft: Draft) -> None:
    """Write what the draft changed: what others refer to first, and gone last."""
    read = draft.read
    plans = [
        _plan(people_group, read.groups, draft.groups, _group_row),
        _plan(person, read.persons, draft.persons, _person_row),
        _plan(membership, read.memberships, draft.memberships, _membership_row),
        _plan(login_use, read.uses, draft.uses, _use_row),
        _plan(
            queue_skill,
            {_skill_id(key): skill for key, skill in read.skills.items()},
            {_skill_id(key): skill for key, skill in draft.skills.items()},
            _skill_row,
        ),
    ]
    # Undoing goes backwards and doing again forwards: rows that others refer to are kept before them, and
    # those that go after them.
    for plan in plans:
        step.save_all(plan.table, [*_departments_first(plan.new), *plan.changed])
    for plan in reversed(plans):
        step.save_all(plan.table, [*reversed(_departments_first(plan.gone))])
    for plan in plans:
        if plan.new:
            db.execute(insert(plan.table), [plan.new[key] for key in _departments_first(plan.new)])
        for key, row in plan.changed.items():
            as_read = (plan.table.c.id == key) & (plan.table.c.version == row["version"] - 1)
            if db.execute(update(plan.table).where(as_read).values(**row)).rowcount != 1:
                raise ChangedMeanwhileError(
                    mark("person"), str(row.get("name", key))
                )  # by an undoing elsewhere
    for plan in reversed(plans):
        keys = _departments_first(plan.gone)[::-1]
        for first in range(0, len(keys), _CHUNK):
            db.execute(delete(plan.table).where(plan.table.c.id.in_(keys[first : first + _CHUNK])))


@dataclass(frozen=True)
class _Plan:
    table: Table
    new: _Rows
    changed: _Rows
    gone: _Rows


def _plan(
    table: Table, before: Mapping[Any, Any], after: Mapping[Any, Any], row_of: Callable[[Any], dict[str, Any]]
) -> _Plan:
    new, changed = {}, {}
    for key, thing in after.items():
        old = before.get(key)
        if old is None:
            new[key] = {"id": key, **row_of(thing), "version": 1}
        elif old is not thing and replace(old, version=0) != replace(thing, version=0):
            changed[key] = {**row_of(thing), "version": old.version + 1}
    gone = {key: row_of(thing) for key, thing in before.items() if key not in after}
    return _Plan(table, new, changed, gone)


def _departments_first(rows: _Rows) -> list[str]:
    """The keys, those of groups that are above others first."""
    return sorted(rows, key=lambda key: rows[key].get("above") is not None)


def _person_row(one: Person) -> dict[str, Any]:
    return {
        "name": one.name,
        "number": one.number,
        "joined": one.joined,
        "left": one.left,
        "note": one.note,
    }


def _group_row(one: Group) -> dict[str, Any]:
    return {"kind": one.kind.value, "name": one.name, "above": one.above}


def _membership_row(one: Membership) -> dict[str, Any]:
    return {"person": one.person, "people_group": one.group, "since": one.since, "until": one.until}


def _use_row(one: LoginUse) -> dict[str, Any]:
    return {
        "source": one.source,
        "login": one.login,
        "person": one.person,
        "since": one.since,
        "until": one.until,
    }


def _skill_row(one: QueueSkill) -> dict[str, Any]:
    return {"source": one.source, "queue": one.queue, "skill": one.skill}


def _skill_id(key: Login) -> str:
    return json.dumps(key, ensure_ascii=False, separators=(",", ":"))
