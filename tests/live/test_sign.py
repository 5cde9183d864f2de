"""Signs of life of collectors, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from supervisor.live.sign import (
    ALIVE_S,
    FORGOTTEN,
    Role,
    Sign,
    all_signs,
    forget_signs,
    put_sign,
    signs_of,
    take_back_sign,
)
from supervisor.storage.database import Database
from tests.live.floor import at

WORKS = Sign("one", "north-1", "北区", ("pbx", "投诉"), Role.WORKING, at(0), at(5), at(1), "1.0")
WAITS = replace(WORKS, collector="two", host="aaa", role=Role.STAND_BY, problem="no answer")


def test_a_sign_is_read_as_it_was_put_the_working_one_first(journal: Database) -> None:
    with journal.write() as db:
        put_sign(db, WAITS)
        put_sign(db, WORKS)
    with journal.read() as db:
        assert all_signs(db) == (WORKS, WAITS)


def test_a_collector_has_one_sign_its_last(journal: Database) -> None:
    later = replace(WORKS, role=Role.STAND_BY, since=at(7), at=at(9), covers_since=None)
    with journal.write() as db:
        put_sign(db, WORKS)
        put_sign(db, later)
        assert all_signs(db) == (later,)


def test_one_that_ends_on_purpose_leaves_no_sign_and_one_long_gone_none_either(journal: Database) -> None:
    with journal.write() as db:
        put_sign(db, WORKS)
        put_sign(db, WAITS)
        take_back_sign(db, "one")
        assert all_signs(db) == (WAITS,)
        forget_signs(db, WAITS.at + FORGOTTEN)
        assert all_signs(db) == (WAITS,)
        forget_signs(db, WAITS.at + FORGOTTEN + timedelta(seconds=1))
        assert all_signs(db) == ()


def test_each_source_has_the_signs_of_those_who_hear_it() -> None:
    other = replace(WORKS, collector="three", sources=("chat",))
    assert signs_of((WORKS, WAITS, other)) == {
        "pbx": (WORKS, WAITS),
        "投诉": (WORKS, WAITS),
        "chat": (other,),
    }


def test_a_sign_counts_as_life_for_ten_seconds_and_one_from_the_future_too() -> None:
    assert WORKS.is_alive(WORKS.at + timedelta(seconds=ALIVE_S))
    assert not WORKS.is_alive(WORKS.at + timedelta(seconds=ALIVE_S + 0.1))
    assert WORKS.is_alive(WORKS.at - timedelta(hours=1))
