from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from supervisor.rights.access_log import (
    LEAST_KEPT_DAYS,
    TOGETHER,
    forget_looks,
    looks,
    note_look,
)
from supervisor.rights.look import MOST_NAMED, What, look_at
from supervisor.storage.database import Database, open_centre
from supervisor.storage.rights_tables import access_log

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def centre(sqlite_url: str) -> Iterator[Database]:
    with open_centre(sqlite_url) as centre:
        yield centre


def _note(centre: Database, *minutes: float, who: str = "anna", people: tuple[str, ...] = ("p1",)) -> None:
    with centre.write() as db:
        for minute in minutes:
            note_look(db, look_at(What.PERSON, people), at=NINE + minute * MINUTE, who=who)


def test_a_look_says_who_saw_whose_figures_and_when(centre: Database) -> None:
    with centre.write() as db:
        note_look(db, look_at(What.TRAINING_LIST, ["p2", "p1", "p2"], about="2026-10"), at=NINE, who="anna")

    with centre.read() as db:
        (looked,) = looks(db)

    assert (looked.who, looked.first, looked.last, looked.times) == ("anna", NINE, NINE, 1)
    assert (looked.look.what, looked.look.people, looked.look.count) == (
        What.TRAINING_LIST,
        ("p1", "p2"),
        2,
    )
    assert looked.look.about == "2026-10"


def test_the_same_look_within_minutes_is_one_with_a_count(centre: Database) -> None:
    _note(centre, 0, 4, 13, 24)  # each within ten minutes of the one before, but for the last

    with centre.read() as db:
        found = looks(db)

    assert [(one.first, one.last, one.times) for one in found] == [
        (NINE + 24 * MINUTE, NINE + 24 * MINUTE, 1),
        (NINE, NINE + 13 * MINUTE, 3),
    ]
    assert TOGETHER < 11 * MINUTE


def test_two_who_look_by_turns_at_the_same_figures_are_two_looks(centre: Database) -> None:
    for minute in range(4):
        _note(centre, minute, who="anna" if minute % 2 else "ben")

    with centre.read() as db:
        assert {(one.who, one.times) for one in looks(db)} == {("anna", 2), ("ben", 2)}


def test_who_asks_for_one_person_also_finds_looks_at_too_many_to_name(centre: Database) -> None:
    crowd = tuple(f"c{place}" for place in range(MOST_NAMED + 1))
    _note(centre, 0, people=("p1", "p2"))
    _note(centre, 1, people=("p3",))
    _note(centre, 2, people=crowd)

    with centre.read() as db:
        found = looks(db, person="p1")

    assert [(one.look.count, one.look.is_wide) for one in found] == [(MOST_NAMED + 1, True), (2, False)]
    assert found[0].look.people == ()


def test_a_line_of_a_newer_version_is_passed_over(centre: Database) -> None:
    _note(centre, 0)
    with centre.write() as db:
        db.execute(insert(access_log).values(at=NINE, who="anna", what="telepathy", document={}))
        db.execute(insert(access_log).values(at=NINE, who="anna", what="person", document=["odd"]))

    with centre.read() as db:
        assert [one.look.what for one in looks(db)] == [What.PERSON]


def test_only_old_lines_are_forgotten(centre: Database) -> None:
    _note(centre, 0, 60)
    now = NINE + timedelta(days=LEAST_KEPT_DAYS + 1)
    with centre.write() as db:
        with pytest.raises(ValueError, match="stay"):
            forget_looks(db, now - timedelta(days=LEAST_KEPT_DAYS - 1), now=now)
        assert forget_looks(db, NINE + MINUTE, now=now) == 1
        assert db.execute(select(access_log.c.at)).scalars().all() == [NINE + 60 * MINUTE]
