"""Mending: it says what it would do, does it as a batch or a step, and both go back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from supervisor.datacheck.check import look_at
from supervisor.datacheck.finding import Kind
from supervisor.datacheck.look import Look
from supervisor.datacheck.mend import (
    OF_PEOPLE,
    Mend,
    mend_history,
    mend_of,
    mend_people,
    plan,
    said,
)
from supervisor.facts.contact import Told
from supervisor.history import batch as batches
from supervisor.people import store as people
from supervisor.people.person import Group, GroupKind, Person
from supervisor.people.roll import Roll
from supervisor.storage import undo
from supervisor.storage.database import Database
from supervisor.storage.history_tables import (
    history_count,
    history_entry,
    history_mark,
    history_span,
    history_stale,
)
from tests.datacheck.planted import FIRST, LAST, NOW, SETTINGS, Facts, at, checked, of, roll

DAY = FIRST + timedelta(days=8)
LATER = datetime(2026, 9, 2, 7, tzinfo=UTC)


@pytest.fixture
def facts(history: Database) -> Iterator[Facts]:
    with history.write() as db:
        assert batches.begin(db, batches.Kind.LOG, "pbx", at=NOW, who="li") == 1
        batches.note(db, 1, state=batches.State.DONE, at=NOW)
        yield Facts(db)


def looking(history: Database, db: Any, whose: Roll | None = None) -> Look:
    return look_at(db, whose or roll(), SETTINGS, FIRST, LAST, now=NOW)


def mended(history: Database, mend: Mend) -> tuple[str, int, int]:
    """What was said before, how many things were mended, the batch."""
    with history.read() as db:
        would = plan(looking(history, db), mend)
    with history.write() as db:
        done = mend_history(looking(history, db), mend, at=LATER, who="li")
    assert done.count == would.count
    return said(would), done.count, done.batch


def undone(history: Database, batch: int) -> None:
    with history.write() as db:
        batches.undo(db, batch, at=LATER)


def all_of(history: Database, table: Any) -> list[dict[str, Any]]:
    with history.read() as db:
        return [
            {name: value for name, value in row.items() if name != "batch"}
            for row in db.execute(select(table).order_by(*table.primary_key.columns)).mappings()
        ]


def test_of_a_contact_that_stands_twice_the_row_that_knows_more_stays(
    history: Database, facts: Facts
) -> None:
    facts.entry(at(DAY), "c1", told=int(Told.LOG))
    facts.entry(at(DAY, second=0.4), "c1", told=int(Told.LIVE))
    facts.entry(at(DAY, 11), "c2", outcome="waiting", over=0, told=int(Told.LIVE), ended_ms=None)
    facts.entry(at(DAY, 11, second=1), "c2")
    facts.db.execute(delete(history_stale))
    facts.db.commit()
    before = all_of(history, history_entry)

    sentence, count, batch = mended(history, Mend.DUPLICATES)

    assert "2 contacts" in sentence
    assert count == 2
    assert [(row["contact"], row["entered_ms"]) for row in all_of(history, history_entry)] == [
        ("c1", at(DAY)),
        ("c2", at(DAY, 11, second=1)),
    ]
    assert of(Kind.CONTACT_TWICE, checked(history)) is None
    assert {row["hour"] for row in all_of(history, history_stale)} == {
        at(DAY) // 3_600_000,
        at(DAY, 11) // 3_600_000,
    }
    undone(history, batch)
    assert all_of(history, history_entry) == before


def test_contacts_that_never_ended_are_closed_as_lost_and_nothing_is_made_up(
    history: Database, facts: Facts
) -> None:
    facts.entry(at(DAY), "c1", outcome="waiting", left_ms=None, wait_s=None, ended_ms=None, over=0)
    facts.entry(at(DAY, 11), "c2", ended_ms=None, talk_s=None, over=0)
    facts.db.commit()
    before = all_of(history, history_entry)

    _sentence, count, batch = mended(history, Mend.CONTACTS)

    assert count == 2
    rows = all_of(history, history_entry)
    assert [(row["outcome"], row["ended_by"], row["over"]) for row in rows] == [
        ("lost", "lost", 1),
        ("answered", "lost", 1),
    ]
    assert [(row["wait_s"], row["talk_s"]) for row in rows] == [(None, 100), (10, None)]
    assert of(Kind.CONTACT_OPEN, checked(history)) is None
    undone(history, batch)
    assert all_of(history, history_entry) == before


def test_time_that_never_ended_ends_at_the_agents_last_sign_of_life(history: Database, facts: Facts) -> None:
    facts.span(at(DAY, 8), None)
    facts.entry(at(DAY, 15), "c1")
    facts.entry(at(DAY + timedelta(days=1), 15), "c2")  # another day
    facts.db.commit()

    _sentence, count, batch = mended(history, Mend.SPANS)

    assert count == 1
    assert [row["ended_ms"] for row in all_of(history, history_span)] == [at(DAY, 15) + 110_000]
    undone(history, batch)
    assert [row["ended_ms"] for row in all_of(history, history_span)] == [None]


def test_time_that_follows_from_a_logs_lines_is_ended_by_one_more_line(
    history: Database, facts: Facts
) -> None:
    facts.mark(at(DAY, 8), "add")
    facts.mark(at(DAY, 9), "pause")
    facts.span(at(DAY, 8), None, batch=batches.DERIVED, told=int(Told.LOG))
    facts.span(at(DAY, 9), None, "break", batch=batches.DERIVED, told=int(Told.LOG))
    facts.db.commit()

    _sentence, count, batch = mended(history, Mend.SPANS)

    assert count == 2
    lines = [(row["at_ms"], row["seq"], row["what"]) for row in all_of(history, history_mark)[2:]]
    assert {what for _at, _seq, what in lines} == {"remove", "unpause"}
    assert [seq for _at, seq, _what in lines] == sorted({seq for _at, seq, _what in lines})
    assert {at_ms for at_ms, _seq, _what in lines} == {at(DAY, 9)}
    undone(history, batch)
    assert len(all_of(history, history_mark)) == 2


def test_impossible_values_become_unknown_and_the_others_stay(history: Database, facts: Facts) -> None:
    facts.entry(at(DAY), "c1", wait_s=-3.0, talk_s=100.0)
    facts.entry(at(DAY, 11), "c2", talk_s=90_000.0)
    facts.count(DAY, n_rona=-1, n_answered=5)
    facts.db.commit()
    before = all_of(history, history_entry), all_of(history, history_count)

    _sentence, count, batch = mended(history, Mend.TIMES)

    assert count == 3
    assert [(row["wait_s"], row["talk_s"]) for row in all_of(history, history_entry)] == [
        (None, 100),
        (10, None),
    ]
    assert [(row["n_rona"], row["n_answered"]) for row in all_of(history, history_count)] == [(None, 5)]
    assert of(Kind.NEGATIVE_TIME, checked(history)) is None
    undone(history, batch)
    assert (all_of(history, history_entry), all_of(history, history_count)) == before


@pytest.mark.parametrize("mend", sorted(set(Mend) - OF_PEOPLE))
def test_where_all_is_well_nothing_is_mended(history: Database, facts: Facts, mend: Mend) -> None:
    facts.entry(at(DAY), "c1")
    facts.span(at(DAY, 8), at(DAY, 18))
    facts.db.commit()
    assert mended(history, mend) == ("There is nothing to do.", 0, 0)


def test_everything_that_can_be_mended_has_a_kind(history: Database) -> None:
    assert {mend for kind in Kind if (mend := mend_of_kind(kind)) is not None} == set(Mend)


def mend_of_kind(kind: Kind) -> Mend | None:
    from supervisor.datacheck.finding import Finding

    return mend_of(Finding(kind, 1))


# -- people -------------------------------------------------------------------------------------------------


def test_a_login_that_is_somebodys_number_is_assigned_and_one_that_could_be_twos_is_not(
    centre: Database, history: Database, facts: Facts
) -> None:
    facts.count(DAY, login="7001", n_answered=3)
    facts.count(DAY, login="Ben", n_answered=3)
    facts.db.commit()
    with centre.write() as db:
        people.add_person(db, Person("p1", "Anna", "7001"), at=NOW, who="li")
        for n in (2, 3):
            people.add_person(db, Person(f"p{n}", "Ben"), at=NOW, who="li")
    with centre.write() as db, history.read() as facts_db:
        look = looking(history, facts_db, people.read_roll(db))
        assert "1 login" in said(plan(look, Mend.LOGINS))
        mend_people(look, db, Mend.LOGINS, at=LATER, who="li")
        assert people.read_roll(db).who("pbx", "7001", DAY) is not None
        assert not people.read_roll(db).is_known("pbx", "Ben")
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=LATER)
        assert not people.read_roll(db).is_known("pbx", "7001")


def test_memberships_end_with_the_day_of_leaving(centre: Database, history: Database) -> None:
    with centre.write() as db:
        people.add_group(db, Group("g1", GroupKind.TEAM, "Red"), at=NOW, who="li")
        people.add_person(db, Person("p1", "Anna", joined=FIRST, left=DAY), at=NOW, who="li")
        people.join(db, "p1", "g1", FIRST, at=NOW, who="li")
    with centre.write() as db, history.read() as facts_db:
        look = looking(history, facts_db, people.read_roll(db))
        assert plan(look, Mend.MEMBERSHIPS).count == 1
        mend_people(look, db, Mend.MEMBERSHIPS, at=LATER, who="li")
        (membership,) = people.read_roll(db).memberships["p1"]
    assert membership.until == DAY
