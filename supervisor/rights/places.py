"""What scopes are made of: teams with how many people are in them, departments; and whom accounts may be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from sqlalchemy import Connection, select

from supervisor.storage.centre import membership, people_group, person
from supervisor.storage.issue_tables import issue_department


class Place(msgspec.Struct, frozen=True):
    """A team, a department of people (*above* its teams), or a department that issues go to; *people*: ids of
    those who are in it today, of a department of people also through its teams."""

    id: str
    name: str
    people: frozenset[str] = frozenset()
    above: str = ""
    retired: bool = False


class Places(msgspec.Struct, frozen=True):
    """All of them by id, in order of their names, and everybody who is there today as (id, name, number)."""

    teams: dict[str, Place] = {}
    departments: dict[str, Place] = {}
    people: tuple[tuple[str, str, str], ...] = ()

    def people_of(self, teams: Iterable[str]) -> frozenset[str]:
        """Who is in one of *teams* today."""
        return frozenset().union(*(self.teams[id].people for id in teams if id in self.teams))

    def called(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Names of teams or departments, in order; of one that is gone its id."""
        known = {**self.teams, **self.departments}
        return tuple(sorted(known[id].name if id in known else id for id in ids))

    def person(self, id: str | None) -> str:
        """Somebody's name, "" for nobody."""
        if not id:
            return ""
        return next((name for one, name, _number in self.people if one == id), id)


def read_places(db: Connection, today: date) -> Places:
    """What the one who is connected may see of them, as of *today*."""
    within: dict[str, set[str]] = {}
    there = select(membership.c.person, membership.c.people_group).where(
        (membership.c.since.is_(None)) | (membership.c.since <= today),
        (membership.c.until.is_(None)) | (membership.c.until > today),
    )
    for one, group in db.execute(there):
        within.setdefault(group, set()).add(one)
    groups = db.execute(
        select(people_group.c.id, people_group.c.name, people_group.c.above, people_group.c.kind)
        .where(people_group.c.kind.in_(("team", "department")))
        .order_by(people_group.c.name)
    ).all()
    for row in groups:
        if row.above:
            within.setdefault(row.above, set()).update(within.get(row.id, ()))
    teams = {
        row.id: Place(row.id, row.name, frozenset(within.get(row.id, ())), row.above or "") for row in groups
    }
    departments = db.execute(
        select(issue_department.c.id, issue_department.c.name, issue_department.c.retired).order_by(
            issue_department.c.name
        )
    )
    people = db.execute(
        select(person.c.id, person.c.name, person.c.number)
        .where((person.c.left.is_(None)) | (person.c.left > today))
        .order_by(person.c.name, person.c.id)
    )
    return Places(
        teams,
        {row.id: Place(row.id, row.name, retired=row.retired) for row in departments},
        tuple((row.id, row.name, row.number) for row in people),
    )
