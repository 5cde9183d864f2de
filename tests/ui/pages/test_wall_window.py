"""The wall's own window: pages that turn, sizes for the farthest seat, keys, and what visitors may read."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from supervisor import words
from supervisor.events import QueueSeen
from supervisor.live.board import Changed
from supervisor.live.feed import Feed
from supervisor.pages.lock import pin_hash
from supervisor.pages.page import ClockPart, FigurePart, Page, Part
from supervisor.pages.shipped import AGENTS, QUEUES, shipped_page
from supervisor.wallboard.fit import Form, Viewing
from tests.ui.wallboard.floors import (
    ALL,
    DEAD,
    DEFINITIONS,
    LATE,
    LIVE,
    NOW,
    PBX,
    Floor,
    busy_floor,
    key,
    later,
)
from ui.pages import wall_window
from ui.pages.wall_window import Shown, WallChoice, WallWindow


def pages(*seconds: int) -> list[Shown]:
    """The queues and the agents, each for so many seconds."""
    times = seconds or (0, 0)
    return [
        Shown(page, shown)
        for page_id, shown in zip((QUEUES, AGENTS), times, strict=True)
        if (page := shipped_page(page_id)) is not None
    ]


class Hand:
    """A clock that somebody turns."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Callable[..., QWidget]]:
    """A screen in a window of some size, held until the test is over: qtbot holds it only weakly."""
    held: list[QWidget] = []

    def show(screen: QWidget, size: tuple[int, int] = (1166, 700)) -> QWidget:
        qtbot.addWidget(screen)
        held.append(screen)
        screen.resize(*size)
        screen.show()
        qtbot.waitExposed(screen)
        return screen

    yield show
    held.clear()


@pytest.fixture
def wall(shown: Callable[..., QWidget]) -> Callable[..., WallWindow]:
    """A wall of 55 inches in Full HD, showing a floor to somebody some metres away."""

    def show(
        floor: Floor,
        distance_m: float = 8,
        *,
        public: bool = False,
        page: str = QUEUES,
        feeds: dict[str, Feed] = LIVE,
    ) -> WallWindow:
        window = WallWindow(DEFINITIONS, WallChoice(55, distance_m, public), pages(), first=page)
        shown(window, (1920, 1080))
        window.take(floor.board, ALL, feeds, NOW)
        return window

    return show


def test_the_wall_sizes_its_digits_for_the_farthest_seat_and_says_how_far_they_read(
    wall: Callable[..., WallWindow],
) -> None:
    window = wall(busy_floor(), 8)
    fit = window.tiles.fit

    assert fit.legible
    assert fit.em * 0.73 >= Viewing(55, 8, math.hypot(1920, 1080)).px(16) * 0.98
    assert window.dots.texts()[0].startswith(f"Figures readable to {fit.readable_m:.1f} m, small print to ")


def test_a_wall_that_is_too_small_says_so(wall: Callable[..., WallWindow]) -> None:
    said = wall(busy_floor(), 60).dots.texts()[0]
    assert "not from 60.0 m, even on the whole page" in said


def test_page_down_leads_through_the_queues_to_the_agents_and_back(wall: Callable[..., WallWindow]) -> None:
    window = wall(busy_floor(), 8)
    assert (window.page, window.steps) == (0, 3)
    assert window.head.texts()[:2] == ["Queues", "1 / 2"]

    for _page in range(2):
        QTest.keyClick(window.view, Qt.Key.Key_PageDown)
    assert window.grid is not None
    assert window.head.texts()[0] == "Agents"
    assert window.dots.texts()[0].startswith("Figures readable to ")

    for _page in range(2):
        QTest.keyClick(window.grid or window.tiles, Qt.Key.Key_PageUp)
    assert window.page == 0


def test_the_agents_of_a_wall_go_on_by_whole_pages_without_a_row_cut(wall: Callable[..., WallWindow]) -> None:
    floor = Floor("billing")
    for number in range(150):
        floor.agent(f"{number}", f"Agent {number:03}", team=f"Team {number // 30}")
    window = wall(floor, 6, page=AGENTS)
    seen: list[str] = []
    assert window.grid.pages > 1
    for _page in range(window.grid.pages):
        seen += [text for text in window.grid.texts() if text.startswith("Agent ")]
        window.turn_by(1)

    assert sorted(seen) == sorted(set(seen))  # nobody twice
    assert len(seen) == 150  # and nobody left out


@pytest.mark.parametrize("pressed", [Qt.Key.Key_Escape, Qt.Key.Key_F11])
def test_escape_and_f11_end_the_full_screen(
    wall: Callable[..., WallWindow], qtbot: QtBot, pressed: Qt.Key
) -> None:
    window = wall(busy_floor())

    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window.view, pressed)

    assert not window.isVisible()


def test_the_wall_fills_the_screen_it_is_opened_on(shown: Callable[..., QWidget]) -> None:
    screen = QGuiApplication.primaryScreen()
    window = WallWindow(DEFINITIONS, WallChoice(), pages())
    shown(window)

    window.open_on(screen.geometry(), screen)
    window.take(busy_floor().board, ALL, LIVE, NOW)

    assert window.isFullScreen()
    assert window.geometry() == screen.geometry()


def test_the_cursor_hides_until_somebody_moves_it(
    shown: Callable[..., QWidget], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall_window, "CURSOR_HIDES_MS", 300)
    window = WallWindow(DEFINITIONS, WallChoice(), pages())
    shown(window)
    screen = QGuiApplication.primaryScreen()
    window.open_on(screen.geometry(), screen)
    window.take(busy_floor().board, ALL, LIVE, NOW)

    qtbot.waitUntil(lambda: window.cursor().shape() == Qt.CursorShape.BlankCursor)
    QTest.mouseMove(window.tiles, QPoint(30, 30))
    QTest.mouseMove(window.tiles, QPoint(60, 60))

    qtbot.waitUntil(lambda: window.cursor().shape() == Qt.CursorShape.ArrowCursor)


def test_the_head_tells_the_centres_time_the_feeds_and_a_demo(wall: Callable[..., WallWindow]) -> None:
    window = wall(busy_floor())
    assert window.head.texts()[-3:] == ["Live", "2026-11-20", "14:03:20"]

    window.tick(later(1))
    window.use(replace(DEFINITIONS, demo=True))

    assert window.head.texts()[-1] == "14:03:21"
    assert "DEMO" in window.head.texts()


def test_a_dead_source_is_named_in_the_band_alone(wall: Callable[..., WallWindow]) -> None:
    window = wall(busy_floor(), feeds=DEAD)

    assert window.band.isVisible()
    assert not any("pbx" in text for text in window.head.texts())


def test_no_tile_of_the_wall_moves_when_a_source_dies(wall: Callable[..., WallWindow]) -> None:
    floor = busy_floor()
    window = wall(floor, 8)
    QCoreApplication.processEvents()
    before = {queue: window.tiles.tile_box(queue) for queue in window.tiles.queues()}

    window.take(floor.board, Changed(), DEAD, NOW)
    QCoreApplication.processEvents()

    assert window.band.isVisible()
    assert {queue: window.tiles.tile_box(queue) for queue in window.tiles.queues()} == before


def test_a_late_source_is_named_in_the_head(wall: Callable[..., WallWindow]) -> None:
    assert "pbx: silent since 14:02:50" in wall(busy_floor(), feeds=LATE).head.texts()


def test_a_public_wall_shows_no_name_on_any_page(wall: Callable[..., WallWindow]) -> None:
    floor = busy_floor()
    window = wall(floor, 3, public=True)
    said: list[str] = []
    for page in range(window.steps):
        window.show_page(page)
        if window.grid is not None:
            said += [*window.grid.texts(), window.grid.as_text(), window.grid.accessibleDescription()]
        for queue in window.tiles.queues() if window.tiles is not None else ():
            said += [
                *window.tiles.texts(queue),
                window.tiles.explanation_at(window.tiles.tile_box(queue).center()),
            ]
    said += window.dots.texts()

    assert not any(agent.name in text for agent in floor.board.agents.values() for text in said)
    assert any("Names are hidden" in text for text in said)


def test_names_come_back_when_the_wall_is_no_longer_public(wall: Callable[..., WallWindow]) -> None:
    window = wall(busy_floor(), 3, public=True, page=AGENTS)
    assert "王芳" not in window.grid.texts()

    window.set_choice(WallChoice(55, 3, False))

    assert "王芳" in window.grid.texts()


def test_what_changed_while_another_page_was_shown_is_there_when_it_is_turned_to(
    wall: Callable[..., WallWindow],
) -> None:
    floor = busy_floor()
    window = wall(floor, 3)
    window.show_page(window.steps - 1)
    floor.changed()
    floor.waiting("Sales", 77)
    floor.tell(QueueSeen(PBX, NOW, "Fraud"))
    window.take(floor.board, floor.changed(), LIVE, NOW)

    window.show_page(0)

    assert window.tiles.view(key("Sales")).waiting == "1"
    assert key("Fraud") in set(window.tiles.queues())


def test_a_nearer_audience_gets_more_on_a_page(wall: Callable[..., WallWindow]) -> None:
    window = wall(busy_floor(), 8)
    assert window.tiles.fit.form is Form.LINE

    window.set_choice(WallChoice(55, 1.5))

    assert window.tiles.fit.form is Form.FULL


def test_the_wall_speaks_another_language_at_once(wall: Callable[..., WallWindow]) -> None:
    window = wall(busy_floor())

    words.use_language("zh_CN")
    for widget in (window, *window.findChildren(QWidget)):
        QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))

    assert window.head.texts()[0] == words._("Queues") != "Queues"


# Pages that turn


@pytest.fixture
def turning(shown: Callable[..., QWidget]) -> tuple[WallWindow, Hand]:
    """A wall near by, on which the queues stand for 20 s and the agents for 10."""
    hand = Hand()
    window = WallWindow(DEFINITIONS, WallChoice(55, 2), pages(20, 10), clock=hand)
    shown(window, (1920, 1080))
    window.take(busy_floor().board, ALL, LIVE, NOW)
    return window, hand


def pass_s(window: WallWindow, hand: Hand, seconds: float) -> None:
    hand.at += timedelta(seconds=seconds)
    window.tick(hand.at)


def test_each_page_is_shown_for_its_seconds(turning: tuple[WallWindow, Hand]) -> None:
    window, hand = turning
    seen = []
    for _step in range(7):
        seen.append(window.page_id)
        pass_s(window, hand, 5)

    assert seen == [QUEUES] * 4 + [AGENTS] * 2 + [QUEUES]


def test_the_footer_says_which_page_it_is_and_how_long_it_stays(turning: tuple[WallWindow, Hand]) -> None:
    window, _hand = turning

    assert window.dots.accessibleName().startswith("Page 1 of 2. Figures readable to ")
    assert window.dots.texts()[0].endswith("20 seconds a page")


def test_the_space_bar_holds_a_page_and_lets_it_go(turning: tuple[WallWindow, Hand]) -> None:
    window, hand = turning
    QTest.keyClick(window.tiles, Qt.Key.Key_Space)
    pass_s(window, hand, 500)
    assert window.page_id == QUEUES
    assert window.dots.texts()[0].endswith("held: the space bar lets go")

    QTest.keyClick(window.tiles, Qt.Key.Key_Space)
    pass_s(window, hand, 19)
    assert window.page_id == QUEUES
    pass_s(window, hand, 1)
    assert window.page_id == AGENTS


def test_pages_of_more_queues_than_fit_have_their_seconds_each(shown: Callable[..., QWidget]) -> None:
    hand = Hand()
    window = WallWindow(DEFINITIONS, WallChoice(55, 8), pages(20, 10), clock=hand)
    shown(window, (1920, 1080))
    window.take(busy_floor().board, ALL, LIVE, NOW)
    first = window.tiles.queues()

    pass_s(window, hand, 20)
    assert window.page_id == QUEUES
    assert not set(window.tiles.queues()) & set(first)
    pass_s(window, hand, 20)
    assert window.page_id == AGENTS


def test_a_page_that_was_changed_is_changed_on_the_wall_and_one_that_is_gone_leaves_it(
    turning: tuple[WallWindow, Hand],
) -> None:
    window, _hand = turning
    mine = Page("mine", "Mine", parts=(Part("c", 0, 0, 12, 8, FigurePart("waiting")),))
    window.show_pages([Shown(mine, 20), *pages(20, 10)])
    assert window.page_id == QUEUES  # what is seen stays

    window.show_pages([Shown(mine, 20)])
    window.view.grab()
    assert (window.page_id, window.steps) == ("mine", 1)
    assert "Waiting" in window.view.texts()

    changed = Page("mine", "Mine", parts=(Part("c", 0, 0, 12, 8, ClockPart()),))
    window.show_pages([Shown(changed, 20)])
    window.view.grab()
    assert window.view.texts()[0] == "14:03"


# Locked


def locked(shown: Callable[..., QWidget], pin: str = "") -> WallWindow:
    kept = pin_hash(pin) if pin else ""
    window = WallWindow(DEFINITIONS, WallChoice(55, 2, locked=True, pin=kept), pages())
    shown(window, (1920, 1080))
    window.take(busy_floor().board, ALL, LIVE, NOW)
    return window


def test_keys_do_not_end_a_locked_wall_but_its_pin_does(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    window = locked(shown, "2468")
    QTest.keyClick(window.view, Qt.Key.Key_PageDown)
    assert window.page_id == QUEUES
    QTest.keyClick(window.view, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert window.prompt.isVisible()

    QTest.keyClicks(window.prompt.pin, "1111")
    QTest.keyClick(window.prompt.pin, Qt.Key.Key_Return)
    assert window.isVisible()
    assert window.prompt.problem.text() == "That is not the PIN."

    QTest.keyClicks(window.prompt.pin, "2468")
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window.prompt.pin, Qt.Key.Key_Return)


def test_after_three_wrong_tries_none_is_heard_for_a_while(shown: Callable[..., QWidget]) -> None:
    window = locked(shown, "2468")
    QTest.keyClick(window.view, Qt.Key.Key_F11)
    for _try in range(3):
        QTest.keyClicks(window.prompt.pin, "1111")
        QTest.keyClick(window.prompt.pin, Qt.Key.Key_Return)
    assert "Try again in 5 seconds." in window.prompt.problem.text()

    QTest.keyClicks(window.prompt.pin, "2468")
    QTest.keyClick(window.prompt.pin, Qt.Key.Key_Return)

    assert window.isVisible()
    window.end()
    assert not window.isVisible()  # the program itself always may


def test_without_a_pin_a_locked_wall_asks_whether_it_is_meant(
    shown: Callable[..., QWidget], qtbot: QtBot
) -> None:
    window = locked(shown)
    QTest.keyClick(window.view, Qt.Key.Key_Escape)
    assert not window.prompt.pin.isVisible()
    QTest.keyClick(window.prompt.end, Qt.Key.Key_Escape)
    assert (window.isVisible(), window.prompt.isVisible()) == (True, False)

    QTest.keyClick(window.view, Qt.Key.Key_Escape)
    with qtbot.waitSignal(window.closed):
        QTest.mouseClick(window.prompt.end, Qt.MouseButton.LeftButton)
