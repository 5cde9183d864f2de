"""The journal on both engines: exactly once, in order; what is damaged is told."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from psycopg import IntegrityError as ServersIntegrityError
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from supervisor.live.board import EMPTY
from supervisor.live.entry import entry
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.storage.journal_tables import journal_batch
from tests.live.floor import PBX, RULES
from tests.live.journalled import DAY, END, everything, write

# Exactly once


def test_events_come_back_in_order_and_as_they_were(kept: Journal) -> None:
    write(kept, DAY.events)
    assert everything(kept) == list(DAY.events)


def test_a_batch_that_is_appended_again_is_there_once_and_keeps_its_id(kept: Journal) -> None:
    first = kept.append(PBX, DAY.events[:5], collector="c", sequence=1)
    second = kept.append(PBX, DAY.events[5:9], collector="c", sequence=2)
    assert kept.append(PBX, DAY.events[:5], collector="c", sequence=1) == first
    assert kept.append(PBX, DAY.events[5:9], collector="c", sequence=2) == second
    assert everything(kept) == list(DAY.events[:9])


def test_two_collectors_count_their_batches_apart(kept: Journal) -> None:
    kept.append(PBX, DAY.events[:5], collector="one", sequence=1)
    kept.append(PBX, DAY.events[5:9], collector="two", sequence=1)
    assert everything(kept) == list(DAY.events[:9])
    assert (kept.last_sequence("one"), kept.last_sequence("two"), kept.last_sequence("three")) == (1, 1, 0)


def test_writers_at_once_never_let_a_follower_miss_a_batch(kept: Journal) -> None:
    follower = Journal(kept.db)
    seen: list[int] = []

    def append(collector: str) -> None:
        for number in range(25):
            kept.append(PBX, DAY.events[number : number + 1], collector=collector, sequence=number + 1)

    writers = [threading.Thread(target=append, args=(name,)) for name in ("one", "two", "three")]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers) or len(seen) < 75:
        seen += [batch.id for batch in follower.batches_after(seen[-1] if seen else 0, 5)]
        assert len(set(seen)) == len(seen)
    for writer in writers:
        writer.join()
    assert len(seen) == 75


def test_batches_that_are_appended_together_are_there_all_or_none(kept: Journal) -> None:
    good = entry(PBX, DAY.events[:5], sequence=1)
    bad = replace(good, sequence=2, events=None)  # type: ignore[arg-type]
    with pytest.raises((IntegrityError, ServersIntegrityError)):
        kept.append_all([good, bad], collector="c")
    assert everything(kept) == []


# Damage


def test_a_damaged_batch_is_left_out_and_counted(kept: Journal) -> None:
    ids = write(kept, DAY.events)
    with kept.db.write() as db:
        db.execute(
            update(journal_batch).where(journal_batch.c.id == ids[3]).values(events=b"[[\xff not json")
        )
    position = kept.moments.resume(RULES, END)
    whole = list(DAY.events)
    assert position.damaged == 1
    assert position.unknown == 7
    assert position.board == fold(EMPTY, whole[:21] + whole[28:], RULES)[0]


def test_an_event_of_a_later_version_is_left_out_and_counted(kept: Journal) -> None:
    ids = write(kept, DAY.events)
    with kept.db.write() as db:
        old = db.execute(select(journal_batch.c.events).where(journal_batch.c.id == ids[0])).scalar_one()
        new = old[:-1] + b',["agent_promoted","pbx","2026-11-20T01:00:00Z","1001"]]'
        db.execute(update(journal_batch).where(journal_batch.c.id == ids[0]).values(events=new))
    position = kept.moments.resume(RULES, END)
    assert (position.unknown, position.damaged) == (1, 0)
    assert position.board == fold(EMPTY, DAY.events, RULES)[0]
