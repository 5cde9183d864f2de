"""The journal on both engines: exactly once, in order, and replayed to any moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import AlreadyCollectedError, DatabaseError
from supervisor.events import ContactOffered, LiveEvent
from supervisor.live.board import EMPTY, Board
from supervisor.live.feed import Heartbeat
from supervisor.live.fold import advance, fold
from supervisor.live.journal import Journal, entry, fold_soundly
from supervisor.live.lock import SourceLock
from supervisor.storage.database import Database, open_journal
from supervisor.storage.journal_tables import journal_batch, snapshot
from tests.live.away import forget_locks
from tests.live.floor import NOON, PBX, RULES, at
from tests.live.scripted import day
from tests.live.test_fold import floors

DAY = day(PBX)
STRICT = replace(RULES, default_threshold_s=5)


@pytest.fixture
def kept(journal: Database) -> Journal:
    return Journal(journal)


def write(journal: Journal, events: Sequence[LiveEvent], *, size: int = 7, collector: str = "c") -> list[int]:
    """Journal *events* in batches of *size*; their ids."""
    begun = journal.last_sequence(collector)
    return [
        journal.append(
            events[start].source,
            events[start : start + size],
            collector=collector,
            sequence=begun + 1 + start // size,
        )
        for start in range(0, len(events), size)
    ]


def everything(journal: Journal) -> list[LiveEvent]:
    events: list[LiveEvent] = []
    last = 0
    while batches := journal.batches_after(last, 10):
        last = batches[-1].id
        events += [event for batch in batches for event in batch.events]
    return events


def counted(board: Board) -> dict[str, tuple[object, ...]]:
    return {line.name: (line.today, line.quarters, len(line.waiting)) for line in board.queues.values()}


END = DAY.events[-1].at


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
    with pytest.raises(IntegrityError):
        kept.append_all([good, bad], collector="c")
    assert everything(kept) == []


# Damage


def test_a_damaged_batch_is_left_out_and_counted(kept: Journal) -> None:
    ids = write(kept, DAY.events)
    with kept.db.write() as db:
        db.execute(
            update(journal_batch).where(journal_batch.c.id == ids[3]).values(events=b"[[\xff not json")
        )
    position = kept.resume(RULES, END)
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
    position = kept.resume(RULES, END)
    assert (position.unknown, position.damaged) == (1, 0)
    assert position.board == fold(EMPTY, DAY.events, RULES)[0]


def test_an_event_that_cannot_be_folded_takes_no_other_with_it() -> None:
    naive = ContactOffered(PBX, NOON.replace(tzinfo=None), "c", "sales")
    events = [*DAY.events[:50], naive, *DAY.events[50:]]
    board, _, refused = fold_soundly(EMPTY, events, RULES)
    assert board == fold(EMPTY, DAY.events, RULES)[0]
    assert [event for event, _ in refused] == [naive]


# Beginning somewhere


def test_a_replayed_journal_is_the_live_board(kept: Journal) -> None:
    live, last, half = EMPTY, 0, len(DAY.events) // 2
    for start in range(0, len(DAY.events), 9):
        batch = DAY.events[start : start + 9]
        live, _ = fold(live, batch, RULES)
        last = kept.append(PBX, batch, collector="c", sequence=start + 1)
        if start < half <= start + 9:
            kept.save_snapshot(live, last, RULES, batch[-1].at)
    position = kept.resume(RULES, END)
    assert position.board == live == fold(EMPTY, DAY.events, RULES)[0]
    assert position.batch_id == last
    assert position.folded < len(DAY.events)


def test_a_board_resumes_from_the_snapshot_and_not_from_the_morning(kept: Journal) -> None:
    ids = write(kept, DAY.events)
    board = fold(EMPTY, DAY.events, RULES)[0]
    kept.save_snapshot(board, ids[-1], RULES, END)
    assert kept.resume(RULES, END) == kept.resume(RULES, END)
    assert kept.resume(RULES, END).folded == 0
    assert kept.resume(RULES, END).board == board


def test_a_snapshot_of_another_version_is_left_alone(kept: Journal) -> None:
    write(kept, DAY.events)
    with kept.db.write() as db:
        db.execute(
            insert(snapshot).values(at=END, day=None, batch_id=3, rules=RULES.fingerprint, board=b"later")
        )
    assert kept.resume(RULES, END).board == fold(EMPTY, DAY.events, RULES)[0]


def test_other_rules_count_the_whole_day_anew(kept: Journal) -> None:
    ids = write(kept, DAY.events)
    kept.save_snapshot(fold(EMPTY, DAY.events, RULES)[0], ids[-1], RULES, END)
    assert kept.resume(STRICT, END).board == fold(EMPTY, DAY.events, STRICT)[0]


def test_other_rules_begin_with_yesterdays_state_and_count_only_today(kept: Journal) -> None:
    yesterday = day(PBX, DAY.events[0].at - timedelta(days=1))
    ids = write(kept, yesterday.events)
    kept.save_snapshot(fold(EMPTY, yesterday.events, RULES)[0], ids[-1], RULES, yesterday.events[-1].at)
    today = DAY.events[20:]  # nobody says again which agents there are
    write(kept, today)
    board = kept.resume(STRICT, END).board
    truth = fold(EMPTY, [*yesterday.events, *today], STRICT)[0]
    assert counted(board) == counted(truth)
    assert board.agents == truth.agents
    assert len(board.agents) == 8


def test_without_a_snapshot_who_signed_in_yesterday_is_still_known(kept: Journal) -> None:
    yesterday = day(PBX, DAY.events[0].at - timedelta(days=1))
    write(kept, yesterday.events)
    write(kept, DAY.events[20:])
    board = kept.resume(RULES, END).board
    assert len(board.agents) == 8
    assert counted(board) == counted(fold(EMPTY, [*yesterday.events, *DAY.events[20:]], RULES)[0])


def test_a_board_resumed_the_next_morning_has_counted_nothing(kept: Journal) -> None:
    ids = write(kept, DAY.events)
    kept.save_snapshot(fold(EMPTY, DAY.events, RULES)[0], ids[-1], RULES, END)
    board = kept.resume(RULES, END + timedelta(days=1)).board
    assert {line.today.offered for line in board.queues.values()} == {0}
    assert len(board.agents) == 8


def test_an_empty_journal_gives_an_empty_board(kept: Journal) -> None:
    position = kept.resume(RULES, NOON)
    assert position.batch_id == 0
    assert position.board == advance(EMPTY, NOON, RULES)[0]
    assert kept.board_at(NOON, RULES) is None


@pytest.mark.parametrize("seconds", [0, 1, 33.3, 60, 61.5, 99, 200])
def test_any_moment_can_be_replayed_to_the_event(kept: Journal, seconds: float) -> None:
    for start in range(0, len(DAY.events), 40):
        batch = DAY.events[start : start + 40]
        last = kept.append(PBX, batch, collector="c", sequence=start + 1)
        if start % 80 == 0:
            kept.save_snapshot(fold(EMPTY, DAY.events[: start + 40], RULES)[0], last, RULES, batch[-1].at)
    moment = DAY.events[0].at + timedelta(seconds=seconds)
    truth = fold(EMPTY, [event for event in DAY.events if event.at <= moment], RULES)[0]
    assert kept.board_at(moment, RULES) == truth


def test_a_moment_before_the_journal_begins_is_unknown(kept: Journal) -> None:
    write(kept, DAY.events)
    assert kept.board_at(DAY.events[0].at - timedelta(seconds=1), RULES) is None


# Snapshots and pruning


def snapshots(journal: Journal) -> list[datetime]:
    with journal.db.read() as db:
        return list(db.execute(select(snapshot.c.at).order_by(snapshot.c.at)).scalars())


def test_old_snapshots_are_thinned_to_one_in_half_an_hour(kept: Journal) -> None:
    for minute in range(180):
        kept.save_snapshot(EMPTY, minute + 1, RULES, at(60 * minute))
    kept_at = snapshots(kept)
    recent = [moment for moment in kept_at if moment >= at(60 * 164)]
    assert recent == [at(60 * minute) for minute in range(164, 180)]
    assert [moment for moment in kept_at if moment < at(60 * 164)] == [at(1800 * half) for half in range(6)]


def test_the_newest_snapshot_is_kept_through_a_quiet_time(kept: Journal) -> None:
    ids = write(kept, DAY.events)
    kept.save_snapshot(EMPTY, ids[0], RULES, at(0))
    kept.save_snapshot(fold(EMPTY, DAY.events, RULES)[0], ids[-1], RULES, at(60))
    for hour in range(1, 4):
        kept.save_snapshot(fold(EMPTY, DAY.events, RULES)[0], ids[-1], RULES, at(3600 * hour))
    assert kept.resume(RULES, END).folded == 0
    assert snapshots(kept) == [at(0), at(60)]


def test_what_is_pruned_is_old_and_any_later_moment_can_still_be_replayed(kept: Journal) -> None:
    ids = write(kept, DAY.events)
    middle = ids[len(ids) // 2]
    events = DAY.events[: 7 * (len(ids) // 2 + 1)]
    kept.save_snapshot(fold(EMPTY, events, RULES)[0], middle, RULES, events[-1].at)
    moment = events[-1].at + timedelta(seconds=30)
    truth, live = kept.board_at(moment, RULES), kept.resume(RULES, END).board

    assert kept.prune(events[-1].at) > 0

    assert [batch.id for batch in kept.batches_after(0, 1)] >= [middle]
    assert kept.board_at(moment, RULES) == truth
    assert kept.resume(RULES, END).board == live
    assert kept.prune(events[-1].at) == 0


def test_nothing_is_pruned_that_no_snapshot_stands_for(kept: Journal) -> None:
    write(kept, DAY.events)
    assert kept.prune(END + timedelta(days=1)) == 0
    assert everything(kept) == list(DAY.events)


def test_ids_go_on_after_everything_was_pruned(kept: Journal) -> None:
    ids = write(kept, DAY.events)
    kept.save_snapshot(fold(EMPTY, DAY.events, RULES)[0], ids[-1], RULES, END)
    kept.prune(END + timedelta(days=1))
    assert [batch.id for batch in kept.batches_after(0)] == [ids[-1]]
    with kept.db.write() as db:
        db.execute(delete(journal_batch))
    assert kept.append(PBX, DAY.events[:1], collector="d", sequence=1) > ids[-1]


# Heartbeats and news


def test_a_source_has_one_heartbeat_and_it_is_the_last(kept: Journal) -> None:
    kept.beat(Heartbeat(PBX, "one", at(0), None, None, False, "No route to host"))
    kept.beat_all(
        [
            Heartbeat(PBX, "two", at(1), at(0.5), 2.5, True),
            Heartbeat("other", "two", at(1), None, 10.0, False),
        ]
    )
    assert kept.heartbeats() == {
        PBX: Heartbeat(PBX, "two", at(1), at(0.5), 2.5, True),
        "other": Heartbeat("other", "two", at(1), None, 10.0, False),
    }


def test_a_watch_wakes_at_an_append_of_someone_else(kept: Journal, database_url: str) -> None:
    never = threading.Event()
    watch = kept.watch()
    try:
        assert not watch.wait(0.05, never)
        with open_journal(database_url) as other:
            Journal(other).append(PBX, DAY.events[:1], collector="c", sequence=1)
        assert watch.wait(10, never)
        assert not watch.wait(0.05, never)
    finally:
        watch.close()


def test_a_watch_ends_waiting_when_told(kept: Journal) -> None:
    stop = threading.Event()
    watch = kept.watch()
    try:
        timer = threading.Timer(0.05, stop.set)
        timer.start()
        assert not watch.wait(250, stop)
        timer.join()
    finally:
        watch.close()


def test_a_watch_tells_when_its_file_was_taken_away(sqlite_url: str, tmp_path: Path) -> None:
    with open_journal(sqlite_url) as db:
        watch = Journal(db).watch()
        try:
            (tmp_path / "floor-journal.db").rename(tmp_path / "elsewhere.db")
            with pytest.raises(DatabaseError, match="unreachable"):
                watch.wait(0.05, threading.Event())
        finally:
            watch.close()


# One collector a source


@pytest.fixture
def other(database_url: str) -> Iterator[Database]:
    with open_journal(database_url) as db:
        yield db


def test_a_second_collector_of_the_same_source_is_refused(kept: Journal, other: Database) -> None:
    with SourceLock(kept.db, [PBX, "chat"]) as first:
        with pytest.raises(AlreadyCollectedError) as refused:
            SourceLock(other, ["mail", PBX])
        assert refused.value.source == PBX
        assert first.hold()
        with SourceLock(other, ["mail"]):  # the refusal kept nothing
            pass
    with SourceLock(other, ["mail", PBX]):
        pass


def test_a_lock_that_the_server_forgot_is_taken_again(postgresql_url: str) -> None:
    with open_journal(postgresql_url) as db, SourceLock(db, [PBX]) as lock:
        forget_locks(db)
        assert not lock.hold()
        assert lock.hold()
        with pytest.raises(AlreadyCollectedError):
            SourceLock(db, [PBX])


# Laws


@given(floors(), st.data())
def test_any_cut_into_slices_folds_to_the_same_board(events: list[LiveEvent], data: st.DataObject) -> None:
    board = EMPTY
    rest = list(events)
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        board, _, refused = fold_soundly(board, rest[:size], RULES)
        assert not refused
        rest = rest[size:]
    assert board == fold(EMPTY, events, RULES)[0]
