"""The journal is told once that a source was removed, by any collector, when nobody hears it any more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from supervisor.events import SourceDown
from supervisor.live.collecting.parting import tell_removed
from supervisor.live.feed import Heartbeat
from supervisor.live.journal import Journal
from supervisor.live.lock import SourceLock
from tests.live.floor import PBX, RULES
from tests.live.journalled import DAY, END, everything, write
from tests.live.scripted import Day

MIDDLE = 150


@pytest.fixture
def heard(kept: Journal) -> Journal:
    """A journal of half a day, with a sign of life."""
    write(kept, DAY.events[:MIDDLE])
    kept.beat(Heartbeat(PBX, "c", END))
    return kept


def tell(journal: Journal, *sources: str) -> bool:
    return tell_removed(journal, lambda: sources, RULES, END)


def test_everybody_who_reads_the_journal_knows(heard: Journal) -> None:
    before = heard.moments.resume(RULES, END).board
    assert before.contacts
    assert tell(heard)
    board = heard.moments.resume(RULES, END).board
    assert (board.sources, board.agents, board.contacts, heard.heartbeats()) == ({}, {}, {}, {})
    assert {key: line.today.answered for key, line in board.queues.items()} == {
        key: line.today.answered for key, line in before.queues.items()
    }


def test_a_snapshot_from_before_leads_to_the_same_board(heard: Journal) -> None:
    position = heard.moments.resume(RULES, END)
    heard.save_snapshot(position.board, position.batch_id, RULES, END)
    tell(heard)
    from_snapshot = heard.moments.resume(RULES, END)
    assert not from_snapshot.scratch
    heard.save_snapshot(from_snapshot.board, from_snapshot.batch_id, RULES, END)
    assert heard.moments.resume(RULES, END).board == from_snapshot.board
    assert from_snapshot.board.sources == {}


def test_it_is_told_once(heard: Journal) -> None:
    tell(heard)
    last = heard.last_id()
    assert tell(heard)
    assert heard.last_id() == last


def test_one_who_was_killed_in_the_middle_is_followed_by_one_who_ends_it(heard: Journal) -> None:
    tell(heard)
    last = heard.last_id()
    heard.beat(Heartbeat(PBX, "c", END))  # as if it had not been forgotten
    assert tell(heard)
    assert (heard.last_id(), heard.heartbeats()) == (last, {})


def test_what_the_centre_has_is_left_alone(heard: Journal) -> None:
    assert tell(heard, PBX)
    assert heard.last_id() == heard.moments.resume(RULES, END).batch_id
    assert everything(heard) == list(DAY.events[:MIDDLE])
    assert set(heard.heartbeats()) == {PBX}


def test_while_a_collector_has_it_nothing_is_told(heard: Journal) -> None:
    with SourceLock(heard.db, [PBX]):
        assert not tell(heard)
        assert everything(heard) == list(DAY.events[:MIDDLE])
    assert tell(heard)
    assert isinstance(everything(heard)[-1], SourceDown)


def test_one_that_is_added_again_meanwhile_is_left_alone(heard: Journal) -> None:
    looks: Iterator[tuple[str, ...]] = iter([(), (PBX,)])
    assert tell_removed(heard, lambda: next(looks), RULES, END)
    assert everything(heard) == list(DAY.events[:MIDDLE])


def test_one_that_never_said_anything_is_no_longer_waited_for(kept: Journal) -> None:
    kept.beat(Heartbeat("silent", "c", END, connected=False, reason="Connection refused"))
    assert tell(kept, PBX)
    assert (kept.heartbeats(), kept.last_id()) == ({}, 0)


def test_a_large_source_parts_in_batches_of_the_usual_size(
    kept: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("supervisor.live.collecting.parting.BATCH_EVENTS", 4)
    half = Day(PBX, DAY.events[:MIDDLE])
    last = write(kept, half.events)[-1]
    kept.beat(Heartbeat(PBX, "c", END))
    tell(kept)
    sizes = [len(batch.events) for batch in kept.batches_after(last, 100)]
    assert len(sizes) > 2
    assert set(sizes[:-1]) == {4}
    assert kept.moments.resume(RULES, END).board.agents == {}
