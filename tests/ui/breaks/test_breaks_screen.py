"""The breaks at the desk: who is on which, what runs, and the advice beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from supervisor.advice.store import forecasts
from supervisor.events import AgentChanged, AgentState
from supervisor.live.board import EMPTY, Board, Changed
from supervisor.live.feed import Feed, FeedState
from supervisor.live.fold import fold
from supervisor.live.rules import rules_of
from supervisor.settings.centre import CentreSettings
from supervisor.sources.simulated.centre import break_rules
from supervisor.sources.simulated.kept_day import kept_day
from supervisor.sources.simulated.simulation import Makings
from supervisor.storage.database import open_centre
from supervisor.words import duration
from ui.breaks.screen import BreaksScreen
from ui.breaks.work import advice_of, advise
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.wallboard.definitions import Definitions

SETTINGS = CentreSettings(demo=True, **break_rules())
RULES = rules_of(SETTINGS)
DEFINITIONS = Definitions.of(SETTINGS, RULES)
DAY = date(2026, 11, 23)
ALL = Changed(day=True)
MORNING, NEAR_CHANGE = time(10, 42), time(13, 40)


def instant(at: time) -> datetime:
    return datetime.combine(DAY, at, RULES.days.zone).astimezone(UTC)


@cache
def floor_at(at: time) -> Board:
    return fold(EMPTY, kept_day(Makings("demo", RULES.days, 4, "en"), DAY, instant(at)), RULES)[0]


@pytest.fixture
def shown(
    open_floor: Callable[..., OpenCentre], machine: Machine, qtbot: QtBot
) -> Iterator[Callable[..., BreaksScreen]]:
    made: list[BreaksScreen] = []

    def show(at: time = MORNING, definitions: Definitions = DEFINITIONS) -> BreaksScreen:
        screen = BreaksScreen(definitions, open_floor(at=instant(at)), machine)
        screen._asked_at = instant(at)  # advice comes when a test asks for it
        screen._asked_of = floor_at(at)
        made.append(screen)
        screen.resize(1280, 680)
        with qtbot.waitExposed(screen):
            screen.show()
        screen.take(floor_at(at), ALL, {}, instant(at))
        return screen

    yield show
    for screen in made:
        screen.close()
        screen.deleteLater()


def on_break(at: time) -> list[str]:
    return [agent.name for agent in floor_at(at).agents.values() if agent.state is AgentState.BREAK]


def test_everybody_on_a_break_has_a_row_and_the_kinds_add_up(shown: Callable[..., BreaksScreen]) -> None:
    screen = shown()
    QAbstractItemModelTester(screen.table.model, screen.table.model)
    rows = screen.table.arrangement.rows.values()
    assert sorted(row.name for row in rows) == sorted(on_break(MORNING))
    cells = [cell.texts for cell in screen.strip.cells if not cell.isHidden()]
    assert sum(int(people) for _name, people, _over, _used in cells) == len(on_break(MORNING))


def test_times_run_and_a_break_passes_its_limit_before_the_readers_eyes(
    shown: Callable[..., BreaksScreen],
) -> None:
    screen = shown()
    row = next(
        row for row in screen.table.arrangement.rows.values() if row.line.code.limit_s and not row.over
    )
    key, limit = row.line.key, row.line.code.limit_s
    assert limit is not None
    at = row.line.agent.since + timedelta(seconds=limit + 5)
    screen.tick(at)
    later = screen.table.row(key)
    assert later is not None
    assert later.over
    texts = [column.text_of(later, at, DEFINITIONS.zone) for column in screen.table.columns]
    assert duration(limit + 5) in texts
    assert "0:05" in texts


def test_who_comes_back_leaves_the_table(shown: Callable[..., BreaksScreen]) -> None:
    screen, board, now = shown(), floor_at(MORNING), instant(MORNING)
    key = next(iter(screen.table.arrangement.rows))
    after, changed = fold(board, [AgentChanged(*_of(key, now), AgentState.READY)], RULES)
    screen.take(after, changed, {}, now)
    screen.tick(now + timedelta(seconds=1))
    assert key not in screen.table.arrangement.rows


def _of(key: tuple[str, str], at: datetime) -> tuple[str, datetime, str]:
    return key[0], at, key[1]


def test_a_blocked_time_is_said_with_its_end_and_reason(shown: Callable[..., BreaksScreen]) -> None:
    screen = shown(NEAR_CHANGE)
    assert screen.blocked.isVisible()
    assert screen.blocked.text() == "No breaks until 14:30: shift change 14:00."
    screen.use(replace(DEFINITIONS, breaks=replace(DEFINITIONS.breaks, shift_changes=())))
    assert screen.blocked.isHidden()


def test_the_advice_is_asked_of_the_work_process_and_shown_in_order(
    shown: Callable[..., BreaksScreen], qtbot: QtBot
) -> None:
    screen = shown()
    screen.ask_again()
    qtbot.waitUntil(lambda: screen.advice.advice is not None)
    backs = sorted(screen.back.arrangement.rows.values(), key=lambda row: row.place)
    assert [row.place for row in backs] == list(range(1, len(on_break(MORNING)) + 1))
    go = [row for row in screen.go.arrangement.rows.values() if row.place is not None]
    assert screen._titles["go"].text() == f"May go now · {len(go)}"
    assert go


def test_who_had_better_not_go_is_told_why(shown: Callable[..., BreaksScreen], qtbot: QtBot) -> None:
    screen = shown(NEAR_CHANGE)
    screen.show_advice(advice_of(advise(None, *screen.question(instant(NEAR_CHANGE)))))
    screen.go.setFocus()
    qtbot.keyClick(screen.go.view, Qt.Key.Key_Home)
    row = screen.go.current
    assert row is not None
    assert row.place is None
    assert "No breaks until 14:30: shift change 14:00." in screen._told.text()


def test_of_a_silent_source_there_is_no_advice(shown: Callable[..., BreaksScreen]) -> None:
    screen, now = shown(), instant(MORNING)
    screen.show_advice(advice_of(advise(None, *screen.question(now))))
    assert screen.back.arrangement.rows
    dead = Feed(FeedState.DEAD, now, now)
    screen.take(floor_at(MORNING), Changed(), {"demo": dead}, now + timedelta(minutes=5))
    assert not screen.back.arrangement.rows
    assert not screen.go.arrangement.rows
    assert "demo" in screen._about["back"].text()


def test_an_empty_floor_says_what_fills_it(
    open_floor: Callable[..., OpenCentre], machine: Machine, qtbot: QtBot
) -> None:
    screen = BreaksScreen(DEFINITIONS, open_floor(at=instant(MORNING)), machine)
    qtbot.addWidget(screen)
    screen.take(EMPTY, ALL, {}, instant(MORNING))
    screen.show()
    with qtbot.waitSignal(screen.sources_wanted):
        qtbot.keyClick(screen.empty.button, Qt.Key.Key_Space)


def test_the_break_that_is_asked_about_is_remembered(
    shown: Callable[..., BreaksScreen], machine: Machine
) -> None:
    screen = shown()
    place = screen.codes.findText("Meal")
    screen._asked_at = instant(MORNING)
    screen.codes.blockSignals(True)
    screen.codes.setCurrentIndex(place)
    screen.codes.blockSignals(False)
    screen._choose_code()
    if screen._job is not None:
        screen._job.cancel()
        screen._job = None
    assert shown().codes.currentText() == "Meal"


def test_who_is_asked_back_is_noted_with_the_login(
    shown: Callable[..., BreaksScreen], qtbot: QtBot, sqlite_url: str
) -> None:
    screen, now = shown(), instant(MORNING)
    screen.show_advice(advice_of(advise(None, *screen.question(now))))
    screen.back.setFocus()
    qtbot.keyClick(screen.back.view, Qt.Key.Key_Home)
    row = screen.back.current
    assert row is not None
    with qtbot.waitSignal(screen.noticed):
        qtbot.mouseClick(screen.note, Qt.MouseButton.LeftButton)
    with open_centre(sqlite_url) as centre, centre.read() as db:
        (found,) = forecasts(db, now - timedelta(hours=1))
    assert (found.asked.login, found.asked.people) == (row.agent.login, 1)
    assert found.queue[1] in row.agent.queues
