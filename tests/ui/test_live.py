"""The bridge between the follower's thread and the screens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supervisor.clock import FixedClock, SystemClock
from supervisor.errors import DatabaseError
from supervisor.events import AgentChanged, AgentSeen, AgentState, QueueSeen, SourceUp
from supervisor.live.board import EMPTY, Board, Changed
from supervisor.live.feed import Cause, FeedState, Heartbeat
from supervisor.live.fold import fold
from supervisor.live.follow import BoardFollower, Update
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.storage.database import open_journal
from ui.live import TICK_MS, TICK_MS_ASIDE, LiveBoard

NOW = datetime(2026, 11, 23, 2, 42, 7, 250_000, UTC)
RULES = CountingRules()


def beat(heard_s: float = 0.0, *, connected: bool = True) -> Heartbeat:
    return Heartbeat("pbx", "c1", NOW, NOW - timedelta(seconds=heard_s), 1.0, connected, "")


def floor() -> tuple[Board, Changed]:
    return fold(
        EMPTY,
        [
            SourceUp("pbx", NOW),
            QueueSeen("pbx", NOW, "support"),
            AgentSeen("pbx", NOW, "1001", "Anna", ("support",)),
            AgentChanged("pbx", NOW, "1001", AgentState.READY),
        ],
        RULES,
    )


@pytest.fixture
def live(qapp: QApplication) -> Iterator[LiveBoard]:
    board = LiveBoard(FixedClock(NOW))
    yield board
    board.stop()


def test_what_changed_is_told_with_its_board(live: LiveBoard, qtbot: QtBot) -> None:
    board, changed = floor()
    with qtbot.waitSignal(live.changed) as told:
        live.show(Update(board, changed, {"pbx": beat()}))
    assert told.args == [board, changed]
    assert live.board is board


def test_an_update_without_changes_is_not_told(live: LiveBoard, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(live.changed):
        live.show(Update(EMPTY, Changed(), {}))


def test_feeds_are_judged_before_the_change_is_told(live: LiveBoard, qtbot: QtBot) -> None:
    seen: list[FeedState] = []
    live.changed.connect(lambda _board, _changed: seen.append(live.feeds["pbx"].state))
    live.show(Update(*floor(), {"pbx": beat(connected=False)}))
    assert seen == [FeedState.DEAD]


def test_a_feed_that_only_was_heard_again_is_no_news(live: LiveBoard, qtbot: QtBot) -> None:
    board, changed = floor()
    live.show(Update(board, changed, {"pbx": beat(3)}))
    with qtbot.assertNotEmitted(live.judged):
        live.show(Update(board, Changed(), {"pbx": beat(0)}))
    with qtbot.waitSignal(live.judged):
        live.show(Update(board, Changed(), {"pbx": beat(0, connected=False)}))


def test_a_source_that_was_never_heard_is_judged_too(live: LiveBoard) -> None:
    live.show(Update(EMPTY, Changed(), {"pbx": Heartbeat("pbx", "c1", NOW, None, None, False, "refused")}))
    assert live.feeds["pbx"].state is FeedState.DEAD


def test_trouble_with_the_journal_is_told_once_and_its_end_too(live: LiveBoard, qtbot: QtBot) -> None:
    told: list[object] = []
    live.problem_changed.connect(told.append)
    problem = DatabaseError("sqlite:///floor.db", "locked")
    live.show(Update(EMPTY, Changed(), {}, problem))
    live.show(Update(EMPTY, Changed(), {}, problem))
    live.show(Update(EMPTY, Changed(), {}))
    assert told == [problem, None]


def test_a_lost_database_is_not_laid_at_the_collectors_door(live: LiveBoard) -> None:
    board, changed = floor()
    silent = beat(60)
    old = Heartbeat("pbx", "c1", silent.heard_at or NOW, silent.heard_at)
    live.show(Update(board, changed, {"pbx": old}))
    assert live.feeds["pbx"].cause is Cause.COLLECTOR
    live.show(Update(board, Changed(), {"pbx": old}, DatabaseError("postgresql://a/b", "unreachable")))
    assert (live.feeds["pbx"].state, live.feeds["pbx"].cause) == (FeedState.DEAD, Cause.DATABASE)
    live.show(Update(board, Changed(), {"pbx": old}))
    assert live.feeds["pbx"].cause is Cause.COLLECTOR


@pytest.mark.parametrize(
    ("ms", "waits_ms"),
    [(0, 1000), (250, 750), (960, 40), (990, 1010)],  # the last: of a timer that came a little early
)
def test_seconds_are_told_at_the_beginning_of_the_clocks_second(
    ms: int, waits_ms: int, qapp: QApplication, qtbot: QtBot
) -> None:
    at = NOW.replace(microsecond=ms * 1000)
    live = LiveBoard(FixedClock(at))
    live.start()
    with qtbot.waitSignal(live.second) as told:
        waits = live._second.interval()
    live.stop()
    assert waits == waits_ms
    assert told.args == [at]


def test_the_pace_slackens_while_the_person_works_elsewhere(qapp: QApplication, sqlite_url: str) -> None:
    live = LiveBoard(SystemClock(), BoardFollower(lambda: open_journal(sqlite_url), RULES, SystemClock()))
    live.start()
    qapp.applicationStateChanged.emit(_aside())
    aside = live._tick.interval()
    qapp.applicationStateChanged.emit(_active())
    active = live._tick.interval()
    live.stop()
    assert (aside, active) == (TICK_MS_ASIDE, TICK_MS)


class Hand:
    """A follower by hand, which counts how often something was taken from it."""

    def __init__(self) -> None:
        self.on_board: Callable[[], None] | None = None
        self.taken = 0

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass

    def set_sources(self, sources: Iterable[str]) -> None:
        raise NotImplementedError

    def set_rules(self, rules: CountingRules) -> None:
        raise NotImplementedError

    def take(self) -> Update:
        self.taken += 1
        return Update(*floor(), {})

    def publish(self) -> None:
        assert self.on_board is not None
        self.on_board()


def test_what_comes_after_a_pause_is_taken_at_once_and_what_follows_at_the_tick(
    qapp: QApplication, qtbot: QtBot
) -> None:
    hand = Hand()
    live = LiveBoard(FixedClock(NOW), hand)
    live.start()
    live._tick.setInterval(3_600_000)
    hand.publish()
    assert hand.taken == 0, "not on the follower's thread"
    qtbot.waitUntil(lambda: hand.taken == 1)
    hand.publish()
    qapp.processEvents()
    assert hand.taken == 1
    live._tick.setInterval(1)
    qtbot.waitUntil(lambda: hand.taken > 1)
    live.stop()


def test_who_rests_takes_nothing(qapp: QApplication) -> None:
    hand = Hand()
    live = LiveBoard(FixedClock(NOW), hand)
    live.start()
    live.rest()
    hand.publish()
    qapp.processEvents()
    assert hand.taken == 0
    live.stop()


def test_what_is_journalled_reaches_the_screen(qapp: QApplication, sqlite_url: str, qtbot: QtBot) -> None:
    clock = SystemClock()
    live = LiveBoard(clock, BoardFollower(lambda: open_journal(sqlite_url), RULES, clock))
    live.start()
    at = clock.now()
    with open_journal(sqlite_url) as database:
        Journal(database).append(
            "pbx", [SourceUp("pbx", at), QueueSeen("pbx", at, "support")], collector="c1", sequence=1
        )
        qtbot.waitUntil(lambda: ("pbx", "support") in live.board.queues)
    live.stop()
    qtbot.wait(0)


def _aside() -> object:
    from PySide6.QtCore import Qt

    return Qt.ApplicationState.ApplicationInactive


def _active() -> object:
    from PySide6.QtCore import Qt

    return Qt.ApplicationState.ApplicationActive
