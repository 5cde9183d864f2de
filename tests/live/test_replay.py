"""The replaying thread on both engines: whatever is asked of it, its boards are those of the journal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from supervisor.clock import FixedClock
from supervisor.events import LiveEvent
from supervisor.live.board import EMPTY
from supervisor.live.feed import FeedState, judge
from supervisor.live.fold import advance, fold
from supervisor.live.follow import Update
from supervisor.live.journal import Journal
from supervisor.live.replay import Replay, ReplayClock, Replayer
from supervisor.storage.database import Database, open_journal
from tests.live.away import away, until
from tests.live.floor import PBX, RULES
from tests.live.scripted import day

DAY = day(PBX, contacts=300, gap_s=20.0)  # an hour and three quarters
BEGAN, END = DAY.events[0].at, DAY.events[-1].at
PRESENT = END + timedelta(hours=2)
TODAY = RULES.days.day(BEGAN)


def write(
    journal: Journal, events: Sequence[LiveEvent], *, snapshots: bool = False, collector: str = "c"
) -> None:
    board, size = EMPTY, 30
    for number, start in enumerate(range(0, len(events), size), 1):
        part = events[start : start + size]
        last = journal.append(PBX, part, collector=collector, sequence=number)
        board, _ = fold(board, part, RULES)
        if snapshots and number % 9 == 0:
            journal.save_snapshot(board, last, RULES, part[-1].at)


def minutes(count: float) -> datetime:
    """So many minutes after the day's first event."""
    return BEGAN + timedelta(minutes=count)


def _has_left(before: datetime | None, state: Replay) -> bool:
    return state.at != before


class Played:
    """A replayer, and what was last taken from it."""

    def __init__(self, opens: Callable[[], Database], present: datetime = PRESENT) -> None:
        self.clock = ReplayClock(BEGAN)
        self.replayer = Replayer(opens, RULES, FixedClock(present), self.clock)
        self.last: Update | None = None

    def until(self, wanted: Callable[[Replay], object]) -> Update:
        """The newest update as soon as the state is *wanted*."""

        def look() -> Update | None:
            state = self.replayer.state()  # before the update, which is of this instant or a later one
            if update := self.replayer.take():
                self.last = update
            return self.last if wanted(state) else None

        return until(look)

    def shown(self) -> tuple[Update, datetime]:
        """The newest update, and the instant that it is of."""

        def look() -> tuple[Update, datetime] | None:
            at = self.replayer.state().at
            if update := self.replayer.take():
                self.last = update
            if self.last is None or at is None or self.replayer.state().at != at:
                return None  # it has gone on meanwhile
            return self.last, at

        return until(look)

    def at(self, instant: datetime) -> Update:
        self.replayer.seek(instant)
        return self.until(lambda state: state.at == instant)


@pytest.fixture
def played(database_url: str) -> Iterator[Played]:
    one = Played(lambda: open_journal(database_url))
    one.replayer.start()
    yield one
    one.replayer.stop()


@pytest.mark.parametrize("snapshots", [False, True])
def test_seeks_in_any_order_come_to_the_boards_of_the_journal(
    kept: Journal, played: Played, snapshots: bool
) -> None:
    write(kept, DAY.events, snapshots=snapshots)
    for minute in (50, 20, 99, 20.5, 3, 98.2, 61, 60.99, 0):
        assert played.at(minutes(minute)).board == kept.moments.board_at(minutes(minute), RULES)


def test_what_a_seek_changed_is_what_differs(kept: Journal, played: Played) -> None:
    write(kept, DAY.events)
    whole = played.at(END).board
    update = played.at(END - timedelta(seconds=1))
    before = {key for key, line in update.board.agents.items() if whole.agents[key] != line}
    assert update.changed.agents == before
    assert not update.changed.day


def test_of_several_seeks_the_last_is_gone_to(kept: Journal, played: Played) -> None:
    write(kept, DAY.events)
    for minute in range(90, 10, -1):
        played.replayer.seek(minutes(minute))
    played.until(lambda state: state.at == minutes(11))
    assert not played.replayer.state().seeking
    assert played.last is not None
    assert played.last.board == kept.moments.board_at(minutes(11), RULES)


def test_playing_shows_the_board_of_each_instant(kept: Journal, played: Played) -> None:
    write(kept, DAY.events)
    played.at(minutes(10))
    played.replayer.play(120)
    for _ in range(5):
        played.until(partial(_has_left, played.replayer.state().at))
        update, shown = played.shown()
        assert update.board == kept.moments.board_at(shown, RULES)
    played.replayer.pause()
    still, at = played.shown()
    assert played.replayer.state().pace == 0
    assert at > minutes(10)
    assert still.board == kept.moments.board_at(at, RULES)


def test_the_clock_stands_with_the_replay_and_runs_with_it(kept: Journal, played: Played) -> None:
    write(kept, DAY.events)
    played.at(minutes(10))
    assert played.clock.now() == minutes(10)
    assert played.clock.now() == minutes(10)
    played.replayer.play(60)
    played.until(lambda state: state.at is not None and state.at > minutes(11))
    assert played.clock.now() >= minutes(11)


def test_a_replay_that_comes_to_the_present_stands_there(kept: Journal, database_url: str) -> None:
    write(kept, DAY.events)
    one = Played(lambda: open_journal(database_url), present=minutes(30))
    one.replayer.start()
    try:
        one.replayer.seek(minutes(29.9))
        one.replayer.play(120)
        update = one.until(lambda state: state.is_live)
        assert one.replayer.state().at == minutes(30)
        assert one.replayer.state().pace == 0
        assert update.board == kept.moments.board_at(minutes(30), RULES)
        one.replayer.seek(minutes(300))
        one.until(lambda state: state.is_live and not state.seeking)
        assert one.replayer.state().at == minutes(30)
    finally:
        one.replayer.stop()


def test_playing_over_the_end_of_the_day_begins_a_new_one(kept: Journal, database_url: str) -> None:
    evening = RULES.days.ends(TODAY)
    write(kept, day(PBX, begins=evening - timedelta(seconds=60), contacts=100).events)
    one = Played(lambda: open_journal(database_url), present=evening + timedelta(days=1))
    one.replayer.start()
    try:
        assert one.at(evening - timedelta(seconds=20)).board.day == TODAY
        one.until(lambda state: state.axis is not None)
        one.replayer.play(30)
        update = one.until(lambda state: state.at is not None and state.at > evening)
        assert update.board.day == TODAY + timedelta(days=1)
        one.until(lambda state: state.axis is not None and state.axis.day == TODAY + timedelta(days=1))
    finally:
        one.replayer.stop()


def test_before_the_journal_begins_nothing_is_known(kept: Journal, played: Played) -> None:
    write(kept, DAY.events)
    played.at(minutes(10))
    update = played.at(BEGAN - timedelta(minutes=1))
    assert played.replayer.state().unknown
    assert update.board == EMPTY
    played.replayer.play(120)
    update = played.until(lambda state: state.at is not None and state.at > BEGAN)
    assert not played.replayer.state().unknown
    assert update.board.queues


def test_an_empty_journal_has_no_days(kept: Journal, played: Played) -> None:
    played.until(lambda state: state.days == ())
    assert played.at(minutes(1)).board == EMPTY
    assert played.replayer.state().unknown


def test_a_replay_that_sleeps_does_nothing_until_it_is_woken(kept: Journal, played: Played) -> None:
    write(kept, DAY.events)
    played.at(minutes(10))
    played.replayer.play(120)
    played.until(lambda state: state.at is not None and state.at > minutes(10))
    played.replayer.sleep()
    until(lambda: played.replayer.asleep)
    at = played.replayer.state().at
    assert at is not None
    played.replayer.wake()
    played.until(lambda state: state.at is not None and state.at > at)


def test_other_rules_count_the_replayed_day_anew(kept: Journal, played: Played) -> None:
    strict = replace(RULES, default_threshold_s=2)
    write(kept, DAY.events)
    played.at(minutes(60))
    played.replayer.set_rules(strict)
    truth = kept.moments.board_at(minutes(60), strict)
    played.until(lambda _: played.last is not None and played.last.board == truth)


def test_while_a_source_was_away_its_figures_are_those_of_then(kept: Journal, played: Played) -> None:
    before, after = DAY.events[:800], DAY.events[1000:]
    write(kept, before)
    write(kept, after, collector="after")
    gap = before[-1].at, after[0].at
    played.at(gap[0] + (gap[1] - gap[0]) / 2)
    played.until(lambda state: state.axis is not None)
    state = played.replayer.state()
    assert state.axis is not None
    assert [(one.since, one.until, one.silent) for one in state.axis.gaps[:1]] == [(*gap, True)]
    update = played.until(lambda _: played.last and played.last.heartbeats[PBX].heard_at == gap[0])
    feed = judge(update.board.sources[PBX], update.heartbeats[PBX], played.clock.now())
    assert (feed.state, feed.since) == (FeedState.LATE, gap[0])
    update = played.at(gap[1])
    assert judge(update.board.sources[PBX], update.heartbeats[PBX], gap[1]).state is FeedState.LIVE


def test_the_curve_of_the_day_counts_all_of_it(kept: Journal, played: Played) -> None:
    write(kept, DAY.events)
    played.at(minutes(5))
    played.until(lambda state: state.curve is not None)
    curve = played.replayer.state().curve
    assert curve is not None
    whole = advance(fold(EMPTY, DAY.events, RULES)[0], END, RULES)[0]
    assert sum(counts.offered for counts in curve.values()) == sum(
        line.today.offered for line in whole.queues.values()
    )


def test_a_lost_server_is_said_and_then_replayed_on(postgresql_url: str) -> None:
    with open_journal(postgresql_url) as db:
        write(Journal(db), DAY.events)
        truth = Journal(db).moments.board_at(minutes(20), RULES)
    one = Played(lambda: open_journal(postgresql_url))
    one.replayer.start()
    try:
        one.at(minutes(60))
        with away(postgresql_url):
            one.replayer.seek(minutes(20))
            one.until(lambda _: one.last is not None and one.last.problem)
        update = one.until(lambda state: state.at == minutes(20))
        assert update.board == truth
        assert update.problem is None
    finally:
        one.replayer.stop()


def test_a_replay_leaves_no_thread(kept: Journal, database_url: str) -> None:
    one = Played(lambda: open_journal(database_url))
    one.replayer.start()
    one.replayer.stop()
    one.replayer.stop()
    assert "replay" not in {thread.name for thread in threading.enumerate()}
