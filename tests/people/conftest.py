"""A small centre: two teams of a department, two skills, four people, two of one name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from supervisor.people.draft import Draft, Everything
from supervisor.people.person import Group, GroupKind, LoginUse, Membership, Person
from supervisor.people.roll import Roll
from supervisor.storage.database import Database

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
STAMP: dict[str, Any] = {"at": AT, "who": "test"}
MARCH, APRIL, MAY, JUNE = (date(2026, month, 1) for month in (3, 4, 5, 6))


def everything() -> Everything:
    groups = [
        Group("care", GroupKind.DEPARTMENT, "Care"),
        Group("sales", GroupKind.DEPARTMENT, "Sales"),
        Group("red", GroupKind.TEAM, "Red", "care"),
        Group("blue", GroupKind.TEAM, "Blue", "care"),
        Group("billing", GroupKind.SKILL, "Billing"),
        Group("faults", GroupKind.SKILL, "Faults"),
    ]
    persons = [
        Person("wang1", "王伟", "1042", date(2025, 1, 6)),
        Person("wang2", "王伟", "2077", date(2026, 4, 1)),
        Person("li", "Li Na", "1007", date(2026, 1, 12)),
        Person("zhao", "Zhao Min"),
    ]
    memberships = [
        Membership("m1", "wang1", "red"),
        Membership("m2", "wang2", "blue", APRIL),
        Membership("m3", "li", "red", None, MAY),
        Membership("m4", "li", "blue", MAY),
        Membership("m5", "li", "billing"),
    ]
    uses = [
        LoginUse("u1", "pbx", "8001", "wang1"),
        LoginUse("u2", "pbx", "8002", "wang2", APRIL),
        LoginUse("u3", "pbx", "8003", "li"),
        LoginUse("u4", "survey", "Li Na", "li"),
    ]
    return Everything(
        {one.id: one for one in persons},
        {one.id: one for one in groups},
        {one.id: one for one in memberships},
        {one.id: one for one in uses},
        {},
    )


def roll_of(draft: Draft) -> Roll:
    return Roll(
        draft.persons.values(),
        draft.groups.values(),
        draft.memberships.values(),
        draft.uses.values(),
        draft.skills.values(),
    )


@pytest.fixture
def draft() -> Draft:
    """The small centre, being changed."""
    ids = iter(range(1000))
    return Draft(everything(), lambda: f"new{next(ids)}")


@pytest.fixture
def db(centre: Database) -> Iterator[Connection]:
    """A transaction on the small centre's database, on each engine in turn."""
    from supervisor.people import store

    small = everything()
    with centre.write() as connection:
        with store.change(connection, "import_people", {"count": "4", "file": "small.xlsx"}, **STAMP) as made:
            for group in small.groups.values():
                made.add_group(group)
            for person in small.persons.values():
                made.add_person(person)
            for one in small.memberships.values():
                made._put_membership(one)
            for use in small.uses.values():
                made._put_use(use)
        yield connection
