"""What the sources page says of who listens for a shared centre."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from supervisor.live.feed import Feed, FeedState, Heartbeat
from supervisor.live.sign import ALIVE_S, Role, Roll, Sign
from ui.sources import collectors
from ui.sources.card import SourceCard
from ui.sources.collectors import CollectorsList, lines
from ui.theme import State

NOW = datetime(2026, 11, 23, 2, 42, 7, tzinfo=UTC)  # 10:42:07 in Shanghai
ZONE = ZoneInfo("Asia/Shanghai")
MORNING = NOW - timedelta(hours=2)
WORKS = Sign("one", "north-1", "North", ("pbx",), Role.WORKING, MORNING, NOW, MORNING)
WAITS = replace(WORKS, collector="two", host="north-2", role=Role.STAND_BY)


def said(*there: Sign, gone: tuple[Sign, ...] = (), sources: tuple[str, ...] = ("pbx",)) -> list[str]:
    return [text for _, text in lines(there, gone, sources, ZONE, NOW)]


def test_who_works_and_who_could_take_over_is_said_with_their_times() -> None:
    assert said(WORKS, WAITS) == [
        "north-1 (site North) works for pbx since 08:42.",
        "north-2 (site North) stands by for pbx since 08:42 and could take over at any moment.",
    ]


def test_that_nobody_stands_by_is_said() -> None:
    told = lines((WORKS,), (), ("pbx",), ZONE, NOW)
    assert told[1][0] is State.WARN
    assert told[1][1].startswith("No stand-by for pbx")


def test_each_site_has_its_own_collectors() -> None:
    south = replace(WORKS, collector="three", host="south-1", site="South", sources=("chat",))
    told = said(WORKS, WAITS, south, sources=("pbx", "chat"))
    assert "south-1 (site South) works for chat since 08:42." in told
    assert told[-1].startswith("No stand-by for chat:")


def test_that_nobody_listens_is_the_worst_that_is_said() -> None:
    told = lines((), (WORKS,), ("pbx",), ZONE, NOW)
    assert told[0] == (State.CRITICAL, "Nobody listens to pbx now.")
    assert told[1] == (State.STALE, "north-1 (site North) gave its last sign of life at 10:42.")


def test_one_that_hears_only_a_part_or_has_a_problem_is_no_good_stand_by() -> None:
    deaf = replace(WAITS, covers_since=None)
    full = replace(WORKS, problem="the disk has no room for what waits")
    assert [state for state, _ in lines((full, deaf), (), ("pbx",), ZONE, NOW)] == [State.WARN, State.WARN]


def test_a_collector_is_there_as_long_as_its_sign_changes_whatever_its_clock_shows() -> None:
    roll = Roll()
    wrong = replace(WORKS, at=NOW - timedelta(hours=5))
    roll.take([wrong], NOW, 100.0)
    assert roll.gone(100.0) == (wrong,)
    later = replace(wrong, at=wrong.at + timedelta(seconds=1))
    roll.take([later], NOW, 101.0)
    assert roll.there(101.0 + ALIVE_S) == (later,)
    assert roll.gone(101.1 + ALIVE_S) == (later,)


def test_the_list_is_hidden_until_something_is_known(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [100.0]
    monkeypatch.setattr(collectors, "monotonic", lambda: seconds[0])
    shown = CollectorsList()
    qtbot.addWidget(shown)
    shown.show_now((), ZONE, NOW)
    assert shown.isHidden()
    shown.take([WORKS, WAITS], NOW)
    shown.show_now(("pbx",), ZONE, NOW)
    assert len(shown.said) == 2
    seconds[0] += ALIVE_S + 1
    shown.show_now(("pbx",), ZONE, NOW)
    assert shown.said[0] == "Nobody listens to pbx now."


def test_a_card_says_how_much_waits_since_when(qtbot: QtBot) -> None:
    card = SourceCard("pbx", "asterisk", {})
    qtbot.addWidget(card)
    beat = Heartbeat("pbx", "one", NOW, NOW, waiting_bytes=12_300_000, waiting_since=MORNING)
    card.show_state(None, Feed(FeedState.LIVE), ZONE, NOW, beat)
    assert "12.3 MB that its collector heard since 08:42 wait to be written" in card.said
    card.show_state(None, Feed(FeedState.LIVE), ZONE, NOW, replace(beat, waiting_bytes=0))
    assert "wait" not in card.said
