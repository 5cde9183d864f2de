"""The console's follower on both engines, beside a journal that others write."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from supervisor.clock import Clock, FixedClock
from supervisor.errors import DatabaseError
from supervisor.events import ContactOffered, LiveEvent
from supervisor.live.board import EMPTY, Board, Changed
from supervisor.live.feed import Heartbeat
from supervisor.live.fold import fold
from supervisor.live.follow import BoardFollower, Update
from supervisor.live.journal import Journal
from supervisor.live.removed import without_removed
from supervisor.live.rules import CountingRules
from supervisor.storage.database import Database, open_journal
from supervisor.storage.journal_tables import journal_batch
from tests.live.away import away, until
from tests.live.floor import PBX, RULES, at
from tests.live.scripted import day

DAY = day(PBX)
END = DAY.events[-1].at
CLOCK = FixedClock(END)
WHOLE = fold(EMPTY, DAY.events, RULES)[0]


class Hand:
    """A clock that is set by hand."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


class Followed:
    """A follower, and everything that was taken from it so far."""

    def __init__(
        self, opens: Callable[[], Database], clock: Clock = CLOCK, sources: list[str] | None = None
    ) -> None:
        self.follower = BoardFollower(opens, RULES, clock, sources=sources)
        self.updates: list[Update] = []

    def until(self, wanted: Callable[[Update], object]) -> Update:
        """The first update that is *wanted*."""

        def look() -> Update | None:
            if update := self.follower.take():
                self.updates.append(update)
                return update if wanted(update) else None
            return None

        return until(look)

    def until_board(self, board: Board) -> Update:
        return self.until(lambda update: update.board == board)


@pytest.fixture
def kept(journal: Database) -> Journal:
    return Journal(journal)


@pytest.fixture
def followed(database_url: str) -> Iterator[Followed]:
    one = Followed(lambda: open_journal(database_url))
    one.follower.start()
    yield one
    one.follower.stop()


def write(journal: Journal, events: tuple[LiveEvent, ...], size: int = 50) -> int:
    """Journal *events*; the last batch's id."""
    begun, last = journal.last_sequence("c"), 0
    for start in range(0, len(events), size):
        begun += 1
        last = journal.append(PBX, events[start : start + size], collector="c", sequence=begun)
    return last


def test_a_follower_begins_with_what_the_journal_holds(kept: Journal, database_url: str) -> None:
    write(kept, DAY.events)
    one = Followed(lambda: open_journal(database_url))
    one.follower.start()
    try:
        first = one.until(lambda _: True)
    finally:
        one.follower.stop()
    assert first.board == WHOLE
    assert first.changed == Changed(
        frozenset(WHOLE.sources), frozenset(WHOLE.queues), frozenset(WHOLE.agents), True
    )
    assert first.problem is None


def test_a_follower_folds_what_others_write(kept: Journal, followed: Followed) -> None:
    followed.until(lambda update: update.changed.day)
    write(kept, DAY.events)
    followed.until_board(WHOLE)
    figures = followed.follower.figures()
    assert figures.events == len(DAY.events)
    assert figures.lag_s == 0


def test_the_changes_of_all_updates_are_all_that_changed(kept: Journal, followed: Followed) -> None:
    followed.until(lambda update: update.changed.day)
    write(kept, DAY.events[:100])
    middle = fold(EMPTY, DAY.events[:100], RULES)[0]
    followed.until_board(middle)
    followed.updates.clear()
    write(kept, DAY.events[100:140], size=3)
    board, changed = fold(middle, DAY.events[100:140], RULES)
    followed.until_board(board)
    seen = Changed()
    for found in followed.updates:
        seen |= found.changed
    assert seen == changed


def test_nothing_is_taken_twice(kept: Journal, followed: Followed) -> None:
    write(kept, DAY.events)
    followed.until_board(WHOLE)
    assert followed.follower.take() is None


def test_a_burst_is_folded_in_slices_to_the_same_board(kept: Journal, followed: Followed) -> None:
    many = day(PBX, contacts=1500, seed=3).events
    write(kept, many, size=500)
    followed.until_board(fold(EMPTY, many, RULES)[0])


def test_a_damaged_batch_is_skipped_and_counted(kept: Journal, followed: Followed) -> None:
    followed.until(lambda update: update.changed.day)
    with kept.db.write() as db:  # damaged before anyone could read it
        db.execute(
            journal_batch.insert().values(
                source=PBX,
                collector="c",
                sequence=1,
                first_at=END,
                last_at=END,
                events_count=3,
                events=b"\x00not json",
            )
        )
    write(kept, DAY.events)
    followed.until_board(WHOLE)
    assert followed.follower.figures().damaged == 1
    assert followed.follower.figures().unknown == 3


def test_signs_of_life_come_with_the_updates(kept: Journal, followed: Followed) -> None:
    followed.until(lambda update: update.changed.day)
    beat = Heartbeat(PBX, "c", CLOCK.now(), CLOCK.now(), 2.0)
    kept.beat(beat)
    assert followed.until(lambda update: update.heartbeats).heartbeats == {PBX: beat}


def test_the_day_ends_at_its_hour_though_nothing_happens(kept: Journal, database_url: str) -> None:
    clock = Hand(END)
    write(kept, DAY.events)
    one = Followed(lambda: open_journal(database_url), clock)
    one.follower.start()
    try:
        one.until_board(WHOLE)
        evening = RULES.days.ends(RULES.days.day(END))
        clock.instant = evening - timedelta(seconds=1)
        assert one.follower.take() is None or one.updates[-1].board.day == WHOLE.day
        clock.instant = evening
        rolled = one.until(lambda update: update.board.day != WHOLE.day)
    finally:
        one.follower.stop()
    assert rolled.changed.day
    assert {line.today.offered for line in rolled.board.queues.values()} == {0}
    assert RULES.days.local(evening).hour == 4


def test_other_rules_count_the_day_anew(kept: Journal, followed: Followed) -> None:
    strict: CountingRules = replace(RULES, default_threshold_s=2)
    write(kept, DAY.events)
    followed.until_board(WHOLE)
    followed.follower.set_rules(strict)
    update = followed.until_board(fold(EMPTY, DAY.events, strict)[0])
    assert update.changed.queues == WHOLE.queues.keys()


def test_a_lost_server_is_said_and_then_followed_on(postgresql_url: str) -> None:
    one = Followed(lambda: open_journal(postgresql_url))
    with open_journal(postgresql_url) as db:
        write(Journal(db), DAY.events[:100])
    one.follower.start()
    try:
        before = one.until_board(fold(EMPTY, DAY.events[:100], RULES)[0])
        with away(postgresql_url):
            lost = one.until(lambda update: update.problem)
        assert lost.board == before.board
        with open_journal(postgresql_url) as db:
            write(Journal(db), DAY.events[100:])
        assert one.until_board(WHOLE).problem is None
    finally:
        one.follower.stop()


def test_a_journal_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "floor"
    folder.write_text("in the way")
    url = f"sqlite:///{folder}/centre.db"
    one = Followed(lambda: open_journal(url))
    one.follower.start()
    try:
        assert isinstance(one.until(lambda update: update.problem).problem, DatabaseError)
        folder.unlink()
        with open_journal(url) as db:
            write(Journal(db), DAY.events)
        assert one.until_board(WHOLE).problem is None
    finally:
        one.follower.stop()


def test_a_journal_that_was_put_in_place_of_another_is_followed(sqlite_url: str, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path}/other.db"
    with open_journal(sqlite_url) as db:
        write(Journal(db), DAY.events[:100])
    with open_journal(other) as db:
        write(Journal(db), DAY.events)
    one = Followed(lambda: open_journal(sqlite_url))
    one.follower.start()
    try:
        one.until_board(fold(EMPTY, DAY.events[:100], RULES)[0])
        for end in ("-wal", "-shm"):
            (tmp_path / f"floor-journal.db{end}").unlink(missing_ok=True)
        (tmp_path / "other-journal.db").replace(tmp_path / "floor-journal.db")
        one.until_board(WHOLE)
    finally:
        one.follower.stop()


def test_a_journal_that_was_begun_anew_is_followed_from_its_beginning(
    kept: Journal, followed: Followed
) -> None:
    write(kept, DAY.events[:100])
    followed.until_board(fold(EMPTY, DAY.events[:100], RULES)[0])
    other = day(PBX, seed=9).events
    with kept.db.write() as db:
        db.execute(delete(journal_batch))
    write(kept, other)
    followed.until_board(fold(EMPTY, other, RULES)[0])


def test_a_batch_that_is_changed_after_it_was_read_changes_nothing(kept: Journal, followed: Followed) -> None:
    last = write(kept, DAY.events)
    followed.until_board(WHOLE)
    with kept.db.write() as db:
        db.execute(update(journal_batch).where(journal_batch.c.id == last).values(events=b"[]"))
    write(kept, (ContactOffered(PBX, END, "new", "sales"),))
    followed.until_board(fold(WHOLE, [ContactOffered(PBX, END, "new", "sales")], RULES)[0])


def test_a_follower_that_is_stopped_keeps_its_last_board(kept: Journal, database_url: str) -> None:
    one = Followed(lambda: open_journal(database_url))
    write(kept, DAY.events)
    one.follower.start()
    until(lambda: one.follower.figures().resumed)
    one.follower.stop()
    one.follower.stop()
    assert one.until_board(WHOLE)
    assert "board follower" not in {thread.name for thread in threading.enumerate()}


def test_a_follower_can_be_made_before_the_database_layer_is_loaded() -> None:
    """The first window must not wait 0.3 s for it."""
    code = "import sys, supervisor.live.follow; sys.exit('sqlalchemy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_seat_with_a_wrong_clock_dates_heartbeats_by_its_own(kept: Journal, database_url: str) -> None:
    late = FixedClock(at(3600))
    one = Followed(lambda: open_journal(database_url), late)
    one.follower.start()
    try:
        kept.beat(Heartbeat(PBX, "c", at(0), at(-1)))
        one.until(lambda update: update.heartbeats)
        kept.beat(Heartbeat(PBX, "c", at(1), at(0)))
        beat = one.until(
            lambda update: update.heartbeats and update.heartbeats[PBX].at > at(3590)
        ).heartbeats[PBX]
        assert beat.heard_at is not None
        assert beat.at - beat.heard_at == timedelta(seconds=1)
    finally:
        one.follower.stop()


def test_of_a_source_that_the_centre_has_no_longer_only_the_counts_are_shown(
    kept: Journal, database_url: str
) -> None:
    half = fold(EMPTY, DAY.events[:150], RULES)[0]
    write(kept, DAY.events[:150])
    beat = Heartbeat(PBX, "c", CLOCK.now(), CLOCK.now(), 2.0)
    kept.beat(beat)
    one = Followed(lambda: open_journal(database_url), sources=[PBX])
    one.follower.start()
    try:
        one.until(lambda update: update.board == half and update.heartbeats)
        one.follower.set_sources([])
        gone = one.until(lambda update: not update.board.sources and not update.heartbeats)
        assert gone.board == without_removed(half, (), RULES)
        write(kept, DAY.events[150:])  # a collector has not noticed yet
        one.until(lambda update: update.board == without_removed(WHOLE, (), RULES))
        one.follower.set_sources([PBX])
        one.until(lambda update: update.board == WHOLE and update.heartbeats == {PBX: beat})
    finally:
        one.follower.stop()
    told = Changed()
    for found in one.updates:
        told |= found.changed
    assert (told.queues, told.agents) == (frozenset(WHOLE.queues), frozenset(WHOLE.agents))
