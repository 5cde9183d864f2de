"""Whatever is done: a login has one person on a day, and undoing brings back the roll of before."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from supervisor.errors import SupervisorError
from supervisor.people import store
from supervisor.people.days import Days
from supervisor.people.draft import Draft, new_id
from supervisor.people.person import GroupKind, Person
from supervisor.storage import undo
from supervisor.storage.database import Database, open_centre
from tests.people.conftest import AT, STAMP, everything, roll_of
from tests.people.test_store import as_said

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(40)]
a_day = st.none() | st.sampled_from(DAYS)
some_days = st.tuples(a_day, a_day).map(lambda two: Days(*two))
number = st.integers(0, 9)
Act = tuple[str, int, int, date | None, date | None]
acts = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "add",
                "remove",
                "merge",
                "split",
                "move",
                "leave",
                "join",
                "assign",
                "instead",
                "ignore",
                "forget",
            ]
        ),
        number,
        number,
        a_day,
        a_day,
    ),
    max_size=25,
)


def one_of(things: Any, place: int) -> Any:
    found = list(things)
    return found[place % len(found)]


def act(draft: Draft, what: str, one: int, other: int, since: date | None, until: date | None) -> None:
    """Something that a person may do; what is refused raises."""
    group = one_of(draft.groups, other)
    login = f"800{other % 4}"
    if what == "add" or not draft.persons:
        draft.add_person(Person(new_id(), f"P{one}"))
        return
    person = one_of(draft.persons, one)
    match what:
        case "remove":
            draft.remove_person(draft.persons[person])
        case "merge":
            draft.merge(draft.persons[person], draft.persons[one_of(draft.persons, other)])
        case "split":
            uses = draft.logins_of(person)[:1]
            draft.split(uses, Person(new_id(), f"P{other}"))
        case "move":
            draft.move(person, group, since)
        case "leave":
            draft.leave(person, group, since or FIRST)
        case "join":
            draft.join(person, group, since, until)
        case "assign":
            draft.assign("pbx", login, person, since, until)
        case "instead":
            draft.assign("pbx", login, person, since, until, instead=True)
        case "ignore":
            draft.assign("pbx", login, None, since, until, instead=True)
        case "forget":
            for use in draft.uses_of("pbx", login):
                draft.end_use(use)


def is_sound(draft: Draft) -> None:
    roll = roll_of(draft)
    for day in [FIRST - timedelta(days=1), *DAYS, DAYS[-1] + timedelta(days=1)]:
        for uses in roll.logins.values():
            held = [
                use for use in uses if Days(use.since, use.until).meets(Days(day, day + timedelta(days=1)))
            ]
            assert len(held) <= 1
        for person in roll.persons:
            assert len(roll.groups_of(person, GroupKind.TEAM, day)) <= 1
            assert len(roll.groups_of(person, GroupKind.DEPARTMENT, day)) <= 1
    assert all(one.person in draft.persons for one in draft.memberships.values())
    assert all(use.person is None or use.person in draft.persons for use in draft.uses.values())


@given(acts)
def test_on_every_day_a_login_has_at_most_one_person_and_a_person_one_team(done: list[Act]) -> None:
    draft = Draft(everything())
    for one in done:
        trial = Draft(draft_read(draft))
        try:
            act(trial, *one)
            trial.check()
        except SupervisorError:
            continue
        draft = trial
        is_sound(draft)


def draft_read(draft: Draft) -> Any:
    return replace(
        draft.read,
        persons=draft.persons,
        groups=draft.groups,
        memberships=draft.memberships,
        uses=draft.uses,
        skills=draft.skills,
    )


@given(some_days, st.lists(some_days, max_size=4))
def test_days_without_others_are_those_of_the_one_and_of_none_of_the_others(
    one: Days, others: list[Days]
) -> None:
    def within(days: Days, day: date) -> bool:
        return days.meets(Days(day, day + timedelta(days=1)))

    left = one.without(others)
    for day in [FIRST - timedelta(days=1), *DAYS, DAYS[-1] + timedelta(days=1)]:
        wanted = within(one, day) and not any(within(other, day) for other in others)
        assert sum(within(days, day) for days in left) == int(wanted)


def undoes_to_the_beginning(centre: Database, done: list[Act]) -> None:
    rolls = []
    with centre.write() as db:
        empty = undo.last(db)
        seed(db)
        for one in done:
            before = as_said(store.read_everything(db))
            last = undo.last(db)
            point = db.begin_nested()
            try:
                with store.change(db, "change_person", {"name": "x"}, **STAMP) as draft:
                    act(draft, *one)
            except SupervisorError:
                point.rollback()
                assert as_said(store.read_everything(db)) == before
                continue
            point.commit()
            made = undo.last(db)
            if made != last:
                rolls.append((made, before))
        after = as_said(store.read_everything(db))
        for made, before in reversed(rolls):
            assert made is not None
            store.take_back(db, made.id, at=AT)
            assert as_said(store.read_everything(db)) == before
        for made, _before in rolls:
            assert made is not None
            store.do_again(db, made.id, at=AT)
        assert as_said(store.read_everything(db)) == after
        while (step := undo.last(db)) != empty and step is not None:
            store.take_back(db, step.id, at=AT)
        assert not any(store.read_everything(db).persons)


def seed(db: Connection) -> None:
    small = everything()
    with store.change(db, "import_people", {"count": "4", "file": "x"}, **STAMP) as draft:
        for group in small.groups.values():
            draft.add_group(group)
        for person in small.persons.values():
            draft.add_person(person)
        for one in small.memberships.values():
            draft._put_membership(one)
        for use in small.uses.values():
            draft._put_use(use)


def test_whatever_was_done_undone_gives_the_roll_of_before(centre: Database) -> None:
    check: Callable[[], None] = settings(
        max_examples=15, deadline=None, suppress_health_check=list(HealthCheck)
    )(given(acts)(lambda done: undoes_to_the_beginning(centre, done)))
    check()


def test_whatever_was_done_undone_gives_the_roll_of_before_in_a_new_file() -> None:
    with tempfile.TemporaryDirectory() as folder, open_centre(f"sqlite:///{Path(folder)}/a.db") as centre:
        undoes_to_the_beginning(centre, [("merge", 0, 1, None, None), ("split", 0, 1, None, None)])
