"""A stay that the events and the log both tell is one row, in whatever order they tell it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from supervisor.facts.contact import Entry, Outcome, Ring, Told
from supervisor.history import batch as batches
from supervisor.history import entries as writing
from supervisor.history.batch import Kind, Written
from supervisor.history.names import Names
from supervisor.storage.database import Database
from supervisor.storage.history_tables import history_entry, history_ring, history_stale
from tests.history.logs import AT, PBX

AT_MS = 1_795_000_000_000


def told(history: Database, who: Told, *entries: Entry) -> Written:
    with history.write() as db:
        batch = batches.begin(db, Kind.LIVE, PBX, at=AT, who="")
        return writing.write(db, Names(), PBX, entries, who, batch)


def told_live() -> Entry:
    return Entry(
        *("1.1", "billing", AT_MS + 437, Outcome.ANSWERED, AT_MS + 9_500, 9.063, "Ann"),
        ring_s=2.2,
        talk_s=6.1,
        hold_s=1.5,
        acw_s=20.0,
        ended_ms=AT_MS + 15_600,
        ended_by="transfer",
        over=True,
    )


def told_by_log() -> Entry:
    return Entry(
        *("1.1", "billing", AT_MS, Outcome.ANSWERED, AT_MS + 9_000, 9.0, "Ann"),
        ring_s=2.0,
        talk_s=16.0,
        ended_ms=AT_MS + 25_000,
        ended_by="customer",
        position=3,
        number="0123",
        over=True,
    )


def only(history: Database) -> Any:
    with history.read() as db:
        return db.execute(select(history_entry)).one()


@pytest.mark.parametrize("log_first", [True, False])
def test_the_logs_word_wins_for_waits_and_the_events_for_hold_and_a_shorter_talk(
    history: Database, log_first: bool
) -> None:
    one, other = (Told.LOG, told_by_log()), (Told.LIVE, told_live())
    for who, entry in (one, other) if log_first else (other, one):
        told(history, who, entry)

    row = only(history)

    assert (row.wait_s, row.ring_s, row.left_ms, row.position, row.number) == (
        9.0,
        2.0,
        AT_MS + 9_000,
        3,
        "0123",
    )
    assert (row.talk_s, row.hold_s, row.acw_s, row.ended_ms) == (6.1, 1.5, 20.0, AT_MS + 15_600)
    assert (row.told, row.over) == (Told.LOG | Told.LIVE, 1)
    assert row.entered_ms == (AT_MS if log_first else AT_MS + 437), "the first teller's key stays"


def test_told_again_changes_nothing_and_an_entry_learns_its_key(history: Database) -> None:
    told(history, Told.LIVE, told_live())
    entry = told_by_log()

    assert told(history, Told.LOG, entry) == Written(changed=1)
    assert entry.entered_ms == AT_MS + 437
    assert told(history, Told.LOG, entry) == Written(same=1)
    assert told(history, Told.LIVE, told_live()) == Written(same=1)


def test_a_log_that_has_not_got_that_far_takes_nothing_back(history: Database) -> None:
    told(history, Told.LIVE, told_live())

    told(history, Told.LOG, Entry("1.1", "billing", AT_MS))

    row = only(history)
    assert (row.outcome, row.talk_s, row.over) == ("answered", 6.1, 0), "over only when the log says so"


def test_two_stays_a_second_apart_stay_two(history: Database) -> None:
    told(history, Told.LOG, Entry("1.1", "billing", AT_MS), Entry("1.1", "billing", AT_MS + 1000))
    told(history, Told.LIVE, Entry("1.1", "billing", AT_MS + 200), Entry("1.1", "billing", AT_MS + 1400))

    with history.read() as db:
        rows = db.execute(select(history_entry.c.entered_ms, history_entry.c.told)).all()
    assert sorted(rows) == [(AT_MS, 3), (AT_MS + 1000, 3)]


def test_another_queue_or_coming_again_makes_another_stay(history: Database) -> None:
    told(history, Told.LOG, Entry("1.1", "billing", AT_MS))
    assert told(history, Told.LIVE, Entry("1.1", "vip", AT_MS)).new == 1
    assert told(history, Told.LIVE, Entry("1.1", "billing", AT_MS + 700_000)).new == 1
    assert told(history, Told.LOG, Entry("1.1", "billing", AT_MS + 4000)).new == 1


@pytest.mark.parametrize("off_ms", [-45_000, 4000, 32_000, 300_000])
@pytest.mark.parametrize("log_first", [True, False])
def test_a_clock_that_is_off_makes_no_second_stay_however_often_it_is_told(
    history: Database, off_ms: int, log_first: bool
) -> None:
    def by_events() -> Entry:
        live = told_live()
        live.entered_ms += off_ms
        live.left_ms = (live.left_ms or 0) + off_ms
        live.ended_ms = (live.ended_ms or 0) + off_ms
        return live

    for _again in range(2):  # the second time as who begins anew tells it
        one, other = (Told.LOG, told_by_log()), (Told.LIVE, by_events())
        for who, entry in (one, other) if log_first else (other, one):
            told(history, who, entry)

    row = only(history)
    assert (row.told, row.wait_s, row.hold_s, row.talk_s) == (Told.LOG | Told.LIVE, 9.0, 1.5, 6.1)


def test_who_comes_into_the_queue_again_is_not_taken_for_a_clock_that_is_off(history: Database) -> None:
    first, second = told_by_log(), told_by_log()
    second.entered_ms, second.left_ms, second.wait_s = AT_MS + 60_000, AT_MS + 99_000, 39.0
    told(history, Told.LOG, first)
    told(history, Told.LIVE, told_live())
    again = told_live()
    again.entered_ms, again.left_ms, again.wait_s = AT_MS + 60_300, AT_MS + 99_300, 39.0
    assert told(history, Told.LIVE, again).new == 1
    assert told(history, Told.LOG, second).changed == 1
    with history.read() as db:
        rows = db.execute(select(history_entry.c.wait_s, history_entry.c.told)).all()
    assert sorted(rows) == [(9.0, 3), (39.0, 3)]


def test_a_ring_that_both_tell_is_one_with_the_logs_word(history: Database) -> None:
    with history.write() as db:
        batch = batches.begin(db, Kind.LIVE, PBX, at=AT, who="")
        live = Ring("1.1", "billing", "Ann", AT_MS + 300, 9.7, "no_answer")
        log = Ring("1.1", "billing", "Ann", AT_MS, 10.0, "no_answer")
        assert writing.write_rings(db, Names(), PBX, [live], Told.LIVE, batch) == Written(new=1)
        assert writing.write_rings(db, Names(), PBX, [log], Told.LOG, batch) == Written(changed=1)
        row = db.execute(select(history_ring)).one()
    assert (row.at_ms, row.ring_s, row.told) == (AT_MS + 300, 10.0, 3)


def test_the_hours_of_what_changed_become_stale(history: Database) -> None:
    told(history, Told.LOG, told_by_log())
    with history.read() as db:
        hours = set(db.execute(select(history_stale.c.hour)).scalars())
    assert AT_MS // 3_600_000 in hours
