"""Steps on people in the database, on both engines: each undone as one, and none half done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from supervisor.errors import ChangedMeanwhileError, TwoAtOnceError
from supervisor.people import store
from supervisor.people.draft import Everything
from supervisor.people.person import Group, GroupKind, Person
from supervisor.people.unknown import queues_in_history, seen_in_history
from supervisor.storage import undo
from supervisor.storage.areas import versions
from supervisor.storage.database import Database, open_centre
from supervisor.storage.history_tables import history_count, history_name
from supervisor.storage.step_titles import title
from tests.people.conftest import APRIL, AT, MARCH, MAY, STAMP, everything


def as_said(read: Everything) -> Everything:
    """Without versions, which only rise."""
    tables: tuple[Any, ...] = (read.persons, read.groups, read.memberships, read.uses, read.skills)
    return Everything(*({key: replace(row, version=0) for key, row in rows.items()} for rows in tables))


def undone(db: Connection) -> None:
    """The last step is undone, done again and undone."""
    step = undo.last(db)
    assert step is not None
    after = as_said(store.read_everything(db))
    store.take_back(db, step.id, at=AT)
    before = as_said(store.read_everything(db))
    store.do_again(db, step.id, at=AT)
    assert as_said(store.read_everything(db)) == after
    store.take_back(db, step.id, at=AT)
    assert as_said(store.read_everything(db)) == before


def test_what_is_written_is_read_again(db: Connection) -> None:
    assert as_said(store.read_everything(db)) == as_said(everything())


def test_every_step_is_one_step_that_can_be_undone(db: Connection) -> None:
    read = store.read_everything(db)
    persons, groups, uses = read.persons, read.groups, read.uses
    steps: list[Callable[[], object]] = [
        lambda: store.add_person(
            db, Person("ma", "Ma"), groups=["red"], logins=[("pbx", "8009")], since=MAY, **STAMP
        ),
        lambda: store.change_person(db, replace(persons["li"], name="Li Na (Lina)"), **STAMP),
        lambda: store.remove_person(db, persons["li"], **STAMP),
        lambda: store.remove_people(db, [persons["li"], persons["zhao"]], **STAMP),
        lambda: store.merge(db, persons["wang1"], persons["wang2"], **STAMP),
        lambda: store.split(db, [uses["u4"]], Person("own", "Li Na"), **STAMP),
        lambda: store.add_group(db, Group("green", GroupKind.TEAM, "Green", "sales"), **STAMP),
        lambda: store.change_group(db, replace(groups["red"], above="sales"), **STAMP),
        lambda: store.remove_group(db, groups["care"], **STAMP),
        lambda: store.remove_group(db, groups["red"], **STAMP),
        lambda: store.set_skill(db, "pbx", "q1", "billing", **STAMP),
        lambda: store.move(db, ["wang1", "zhao"], "blue", APRIL, **STAMP),
        lambda: store.leave(db, ["wang1"], "red", APRIL, **STAMP),
        lambda: store.join(db, "zhao", "red", APRIL, MAY, **STAMP),
        lambda: store.change_membership(db, replace(read.memberships["m1"], until=APRIL), **STAMP),
        lambda: store.remove_membership(db, read.memberships["m1"], **STAMP),
        lambda: store.assign_login(db, "pbx", "8001", "li", MAY, instead=True, **STAMP),
        lambda: store.assign_logins(db, [store.Assigning("a", "1", "li")], **STAMP),
        lambda: store.change_use(db, replace(uses["u1"], person="li"), **STAMP),
        lambda: store.remove_use(db, uses["u1"], **STAMP),
        lambda: store.ignore_logins(db, [("pbx", "8001"), ("pbx", "8888")], MAY, **STAMP),
        lambda: store.forget_login(db, "pbx", "8001", **STAMP),
        lambda: store.adopt(db, [store.Adopted("pbx", "8010", "Ma", "Green")], **STAMP),
    ]
    first = as_said(read)
    for work in steps:
        last = undo.last(db)
        assert last is not None
        work()
        made = undo.last(db)
        assert made is not None
        assert made.id > last.id
        assert title(made) != made.name
        assert "{" not in title(made)
        assert as_said(store.read_everything(db)) != first
        undone(db)
        assert as_said(store.read_everything(db)) == first
        read = store.read_everything(db)  # versions have risen
        persons, groups, uses = read.persons, read.groups, read.uses


def test_adopted_logins_are_people_in_the_teams_that_their_source_names(db: Connection) -> None:
    logins = [
        store.Adopted("pbx", "8010", "Ma", "Green"),
        store.Adopted("pbx", "8011", "", "Red"),
        store.Adopted("pbx", "8001", "somebody else", ""),
    ]
    store.adopt(db, logins, **STAMP)
    roll = store.read_roll(db)
    ma, other = roll.who("pbx", "8010", MAY), roll.who("pbx", "8011", MAY)
    assert ma is not None
    assert other is not None
    assert (ma.name, other.name) == ("Ma", "8011")
    assert [team.name for team in roll.groups_of(ma.id, GroupKind.TEAM, MAY)] == ["Green"]
    assert [team.id for team in roll.groups_of(other.id, GroupKind.TEAM, MAY)] == ["red"]
    known = roll.who("pbx", "8001", MAY)
    assert known is not None
    assert known.id == "wang1"
    made = undo.last(db)
    assert made is not None
    assert made.facts == {"count": "2"}


def test_a_refused_step_writes_nothing(centre: Database, db: Connection) -> None:
    before = store.read_everything(db)
    with pytest.raises(TwoAtOnceError):
        store.join(db, "wang1", "blue", MARCH, **STAMP)
    with pytest.raises(ChangedMeanwhileError):
        store.change_person(db, replace(before.persons["li"], version=9), **STAMP)
    assert store.read_everything(db) == before


def test_undoing_an_earlier_step_is_refused_when_somebody_would_have_two_teams(db: Connection) -> None:
    read = store.read_everything(db)
    store.remove_membership(db, read.memberships["m1"], **STAMP)
    removed = undo.last(db)
    store.join(db, "wang1", "blue", **STAMP)
    assert removed is not None
    with pytest.raises(TwoAtOnceError):
        store.take_back(db, removed.id, at=AT)


def test_screens_learn_that_people_were_changed(db: Connection) -> None:
    before = versions(db)["people"]
    store.add_person(db, Person("ma", "Ma"), **STAMP)
    assert versions(db)["people"] > before


def test_two_consoles_cannot_put_two_people_behind_one_login(database_url: str, centre: Database) -> None:
    with centre.write() as db:
        for name in "ab":
            store.add_person(db, Person(name, name), **STAMP)
    refused: list[Exception] = []
    ready = threading.Barrier(2)

    def assign(person: str) -> None:
        with open_centre(database_url) as mine:
            ready.wait()
            try:
                with mine.write() as db:
                    store.assign_login(db, "pbx", "1", person, **STAMP)
            except TwoAtOnceError as error:
                refused.append(error)

    threads = [threading.Thread(target=assign, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with centre.read() as db:
        assert len(store.read_roll(db).behind("pbx", "1")) == 1


def test_logins_of_the_history_are_seen_with_the_days_of_their_facts(history: Database) -> None:
    with history.write() as db:
        rows = [
            ("source", "", "pbx"),
            ("login", "pbx", "8001"),
            ("login", "pbx", "8002"),
            ("queue", "pbx", "q"),
        ]
        numbers = {
            text: db.execute(
                insert(history_name).values(kind=kind, source=source, text=text).returning(history_name.c.id)
            ).scalar_one()
            for kind, source, text in rows
        }
        row = {
            "span": "D",
            "source": numbers["pbx"],
            "login": numbers["8001"],
            "channel": "voice",
            "queue": numbers["q"],
            "type": 0,
            "batch": 0,
        }
        db.execute(insert(history_count), [{**row, "day": day} for day in (MARCH, date(2026, 3, 9))])
    with history.read() as db:
        found = {one.login: one for one in seen_in_history(db)}
        assert queues_in_history(db) == [("pbx", "q")]
    assert (found["8001"].first, found["8001"].last) == (MARCH, date(2026, 3, 9))
    assert found["8002"].first is None


def test_a_step_of_thousands_of_rows_is_undone_and_done_again(db: Connection) -> None:
    before = as_said(store.read_everything(db))
    logins = [store.Adopted("pbx", f"9{number:03}", f"P{number}", f"T{number % 7}") for number in range(700)]
    store.adopt(db, logins, **STAMP)
    undone(db)
    assert as_said(store.read_everything(db)) == before
