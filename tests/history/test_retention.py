from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from supervisor.facts.agent_time import Mark, What
from supervisor.facts.contact import Entry, Outcome, Ring, Told
from supervisor.history import batch as batches
from supervisor.history import entries as told
from supervisor.history.batch import Kind
from supervisor.history.derive import derive_stale
from supervisor.history.derive_rules import derive_rules
from supervisor.history.names import Names
from supervisor.history.retention import forget_old
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import Database
from supervisor.storage.history_tables import (
    history_before,
    history_count,
    history_entry,
    history_mark,
    history_ring,
    history_slot,
    history_span,
    history_state,
)

TODAY = date(2026, 11, 22)
SETTINGS = CentreSettings(contacts_keep_days=100, numbers_keep_days=50)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
DERIVED = (history_slot, history_count, history_state)
FACTS = (history_entry, history_ring, history_mark, history_span)


def nine(days_ago: int) -> int:
    day = TODAY - timedelta(days=days_ago)
    at = datetime.combine(day, time(9), SETTINGS.days.zone)
    return round(at.timestamp() * 1000)


def day_of(days_ago: int, contact: str = "c", **more: Any) -> tuple[list[Entry], list[Ring], list[Mark]]:
    at = nine(days_ago)
    said: dict[str, Any] = {"outcome": Outcome.ANSWERED, "wait_s": 5.0, "login": "anna", "talk_s": 60.0}
    entry = Entry(contact, "q", at, **{**said, "number": "13800138000", "over": True, **more})
    marks = [Mark(at, 0, "anna", "q", What.PAUSE, "lunch"), Mark(at + 60_000, 0, "anna", "q", What.UNPAUSE)]
    return [entry], [Ring(contact, "q", "ben", at + 1, 10.0, "no_answer")], marks


def write(history: Database, *days: tuple[list[Entry], list[Ring], list[Mark]]) -> int:
    names = Names()
    with history.write() as db:
        number = batches.begin(db, Kind.LOG, "pbx", at=NOW, who="anna")
        for entries, rings, marks in days:
            told.write(db, names, "pbx", entries, Told.LOG, number)
            told.write_rings(db, names, "pbx", rings, Told.LOG, number)
            told.write_marks(db, names, "pbx", marks, number)
    return number


def rows(history: Database, table: Any) -> list[Any]:
    with history.read() as db:
        return list(db.execute(select(table).order_by(*table.primary_key.columns)))


def days_left(history: Database) -> dict[str, set[int]]:
    """How many days ago the facts are that are left."""
    at = {history_entry: "entered_ms", history_span: "began_ms"}
    return {
        table.name: {
            round((nine(0) - getattr(row, at.get(table, "at_ms"))) / 86_400_000)
            for row in rows(history, table)
        }
        for table in FACTS
    }


def test_old_contacts_go_and_what_was_counted_of_them_stays(history: Database) -> None:
    write(history, *(day_of(ago) for ago in (300, 240, 101, 100, 99, 1)))
    derive_stale(history, derive_rules(SETTINGS))
    before = [rows(history, table) for table in DERIVED]

    gone = forget_old(history, SETTINGS, TODAY)

    assert days_left(history) == {table.name: {100, 99, 1} for table in FACTS}
    assert gone == 5 + 3 * 5  # numbers; a contact, a ring, two marks and a span of three days
    assert [rows(history, table) for table in DERIVED] == before
    assert forget_old(history, SETTINGS, TODAY) == 0


def test_what_is_stale_is_counted_before_it_goes(history: Database) -> None:
    write(history, day_of(300))

    forget_old(history, SETTINGS, TODAY)

    assert not rows(history, history_entry)
    assert [row.n_answered for row in rows(history, history_count) if row.n_answered] == [1]


def test_a_day_that_is_no_longer_kept_is_never_counted_to_nothing(history: Database) -> None:
    write(history, day_of(300), day_of(1))
    derive_stale(history, derive_rules(SETTINGS))
    forget_old(history, SETTINGS, TODAY)
    before = [rows(history, table) for table in DERIVED]

    write(history, day_of(300, "another"))
    done = derive_stale(history, derive_rules(SETTINGS))
    assert (done.days, done.left_alone) == (0, 1)
    assert [rows(history, table) for table in DERIVED] == before

    of_four = CentreSettings(contacts_keep_days=100, numbers_keep_days=50, day_start=time(4))
    derive_stale(history, derive_rules(of_four))
    assert [row.n_answered for row in rows(history, history_count) if row.n_answered] == [1, 1]


def test_customers_numbers_go_earlier_also_those_of_rows_as_they_were(history: Database) -> None:
    write(history, day_of(60), day_of(40))
    write(history, day_of(60, talk_s=70.0), day_of(40, talk_s=70.0))  # a corrected log

    assert forget_old(history, SETTINGS, TODAY) == 1

    assert [row.number for row in rows(history, history_entry)] == ["", "13800138000"]
    with history.read() as db:
        images = [row.before for row in db.execute(select(history_before).order_by(history_before.c.key))]
    numbers = [image["number"] for image in images if image is not None and "number" in image]
    assert numbers == ["", "13800138000"]


def test_what_was_read_before_anything_went_may_be_read_late(history: Database) -> None:
    """An old log that comes for the first time is counted, though it is older than contacts are kept."""
    write(history, day_of(300))
    forget_old(history, SETTINGS, TODAY)
    write(history, day_of(200))
    derive_stale(history, derive_rules(SETTINGS))

    forget_old(history, SETTINGS, TODAY)

    assert [row.n_answered for row in rows(history, history_count) if row.n_answered] == [1, 1]
