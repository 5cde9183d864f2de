"""The board's pages at the desk and the wall's own window: frames, bands, pages, keys."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from supervisor import words
from supervisor.events import QueueSeen
from supervisor.live.board import EMPTY, Changed
from supervisor.live.feed import Cause, Feed, FeedState
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
    ago,
    busy_floor,
    key,
    later,
)
from ui import theme
from ui.wallboard import wall_window
from ui.wallboard.agent_groups import GroupBy
from ui.wallboard.frame import band_sentence
from ui.wallboard.screen import AgentsScreen, QueuesScreen
from ui.wallboard.wall_window import AGENTS, WallChoice, WallWindow

ZONE = DEFINITIONS.zone


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[..., QWidget]:
    """A screen in a window of some size."""

    def show(screen: QWidget, size: tuple[int, int] = (1166, 700)) -> QWidget:
        qtbot.addWidget(screen)
        screen.resize(*size)
        screen.show()
        qtbot.waitExposed(screen)
        return screen

    return show


@pytest.fixture
def wall(shown: Callable[..., QWidget]) -> Callable[..., WallWindow]:
    """A wall of 55 inches in Full HD, showing a floor to somebody some metres away."""

    def show(
        floor: Floor,
        distance_m: float = 8,
        *,
        public: bool = False,
        page: str = "queues",
        feeds: dict[str, Feed] = LIVE,
    ) -> WallWindow:
        window = WallWindow(DEFINITIONS, WallChoice(55, distance_m, public), page)
        shown(window, (1920, 1080))
        window.take(floor.board, ALL, feeds, NOW)
        return window

    return show


# At the desk


def test_without_queues_the_page_says_what_to_do_and_a_button_does_it(
    shown: Callable[..., QWidget], qtbot: QtBot
) -> None:
    screen = QueuesScreen(DEFINITIONS)
    shown(screen)
    screen.take(EMPTY, ALL, {}, NOW)
    assert screen.empty.isVisible()

    with qtbot.waitSignal(screen.sources_wanted):
        QTest.mouseClick(screen.empty.button, Qt.MouseButton.LeftButton)

    screen.take(busy_floor().board, ALL, LIVE, NOW)
    assert screen.tiles.isVisible()


def test_a_dead_source_is_named_once_across_the_page_with_its_time(shown: Callable[..., QWidget]) -> None:
    screen = QueuesScreen(DEFINITIONS)
    shown(screen)
    floor = busy_floor()
    screen.take(floor.board, ALL, LIVE, NOW)
    assert not screen.band.isVisible()

    screen.take(floor.board, Changed(), DEAD, NOW)

    assert screen.band.isVisible()
    assert screen.band.text == (
        "pbx has not answered since 14:02:09 (Connection refused). The figures are from then."
    )
    screen.take(floor.board, Changed(), LIVE, NOW)
    assert not screen.band.isVisible()


def test_a_late_source_greys_its_tiles_without_a_band(shown: Callable[..., QWidget]) -> None:
    screen = QueuesScreen(DEFINITIONS)
    shown(screen)

    screen.take(busy_floor().board, ALL, LATE, NOW)

    assert not screen.band.isVisible()
    assert not screen.tiles.view(key("Sales")).live


def test_page_down_turns_the_pages_of_a_crowded_desk(shown: Callable[..., QWidget]) -> None:
    screen = QueuesScreen(DEFINITIONS)
    shown(screen)
    screen.take(busy_floor(200).board, ALL, LIVE, NOW)
    first = screen.tiles.queues()
    assert screen.dots.isVisible()

    QTest.keyClick(screen.tiles, Qt.Key.Key_PageDown)
    assert not set(first) & set(screen.tiles.queues())
    assert screen.dots.accessibleName() == f"Page 2 of {screen.tiles.pages}"
    QTest.keyClick(screen.tiles, Qt.Key.Key_PageUp)
    assert screen.tiles.queues() == first


def test_a_click_on_a_dot_turns_to_its_page(shown: Callable[..., QWidget]) -> None:
    screen = QueuesScreen(DEFINITIONS)
    shown(screen)
    screen.take(busy_floor(200).board, ALL, LIVE, NOW)
    last = screen.tiles.pages - 1
    middle = screen.dots.rect().center()
    pitch = 1.5 * theme.current().px(theme.SMALL)

    QTest.mouseClick(
        screen.dots, Qt.MouseButton.LeftButton, pos=QPoint(round(middle.x() + pitch * last / 2), middle.y())
    )

    assert screen.tiles.page == last


def test_a_larger_text_scale_makes_the_tiles_larger(shown: Callable[..., QWidget]) -> None:
    screen = QueuesScreen(DEFINITIONS)
    shown(screen)
    screen.take(busy_floor().board, ALL, LIVE, NOW)
    before = screen.tiles.fit.em

    theme.use("dark", text_scale=2.0)

    assert screen.tiles.fit.em > 1.4 * before


def test_typing_finds_agents_and_escape_shows_all_again(shown: Callable[..., QWidget]) -> None:
    screen = AgentsScreen(DEFINITIONS)
    shown(screen)
    screen.take(busy_floor().board, ALL, LIVE, NOW)
    everybody = len(set(screen.grid.agents()))

    QTest.keyClick(screen.grid, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(screen.filter, "lunch")
    assert screen.grid.agents() == [key("8001")]
    QTest.keyClick(screen.filter, Qt.Key.Key_Escape)
    assert len(set(screen.grid.agents())) == everybody


def test_agents_stand_by_queue_when_the_user_says_so(shown: Callable[..., QWidget]) -> None:
    screen = AgentsScreen(DEFINITIONS)
    shown(screen)
    screen.take(busy_floor().board, ALL, LIVE, NOW)
    assert screen.grid.titles() == ["Team B", "一组"]

    screen.groups.setCurrentIndex(screen.groups.findData(GroupBy.QUEUE))
    screen.groups.activated.emit(screen.groups.currentIndex())

    assert screen.grid.titles()[:2] == ["投诉受理", "宽带报障"]


@pytest.mark.parametrize("make", [QueuesScreen, AgentsScreen])
def test_a_screen_speaks_another_language_at_once(
    shown: Callable[..., QWidget], make: type[QueuesScreen] | type[AgentsScreen]
) -> None:
    screen = make(DEFINITIONS)
    shown(screen)
    screen.take(EMPTY, ALL, DEAD, NOW)
    english = (screen.band.text, screen.empty.button.text())

    words.use_language("zh_CN")
    for widget in (screen, *screen.findChildren(QWidget)):
        QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))

    assert screen.band.text != english[0]
    assert screen.empty.button.text() != english[1]


# Bands


@pytest.mark.parametrize(
    ("feed", "said"),
    [
        (
            Feed(FeedState.DEAD, ago(71), ago(71), "", Cause.COLLECTOR),
            "The collector of pbx has given no sign of life since 14:02:09. The figures are from then.",
        ),
        (Feed(FeedState.DEAD, None, None, "", Cause.NEVER), "Nobody has listened to pbx yet."),
        (Feed(FeedState.DEAD, None, None, "refused", Cause.DOWN), "pbx has not answered yet (refused)."),
        (
            Feed(FeedState.DEAD, ago(86400), ago(86400), "", Cause.ENDED),
            "The recording pbx came to its end at 2026-11-19 14:03. The figures are from then.",
        ),
    ],
)
def test_the_band_says_why_a_source_is_not_heard(feed: Feed, said: str) -> None:
    assert band_sentence({PBX: feed}, ZONE, NOW) == said


def test_several_dead_sources_share_one_band() -> None:
    dead = {"east": DEAD[PBX], "west": DEAD[PBX]}

    assert band_sentence(dead, ZONE, NOW) == "2 sources without data: east, west"


# On the wall


def test_the_wall_sizes_its_digits_for_the_farthest_seat_and_says_how_far_they_read(
    wall: Callable[..., WallWindow],
) -> None:
    window = wall(busy_floor(), 8)
    fit = window.tiles.fit

    assert fit.legible
    assert fit.em * 0.73 >= Viewing(55, 8, math.hypot(1920, 1080)).px(16) * 0.98
    assert window.dots.texts()[0].startswith(f"Figures readable to {fit.readable_m:.1f} m, small print to ")


def test_a_wall_that_is_too_small_says_so(wall: Callable[..., WallWindow]) -> None:
    assert "too small for 60.0 m" in wall(busy_floor(), 60).dots.texts()[0]


def test_page_down_leads_through_the_queues_to_the_agents_and_back(wall: Callable[..., WallWindow]) -> None:
    window = wall(busy_floor(), 8)
    assert (window.page, window.pages) == (0, 3)
    assert window.head.texts()[:2] == ["Queues", "1 / 2"]

    for _page in range(2):
        QTest.keyClick(window.stack.currentWidget(), Qt.Key.Key_PageDown)
    assert window.stack.currentWidget() is window.grid
    assert window.head.texts()[0] == "Agents"
    assert window.dots.texts()[0].startswith("Readable to ")

    for _page in range(4):
        QTest.keyClick(window.stack.currentWidget(), Qt.Key.Key_PageUp)
    assert window.page == 0


def test_the_agents_of_a_wall_go_on_by_whole_pages_without_a_row_cut(wall: Callable[..., WallWindow]) -> None:
    floor = Floor("billing")
    for number in range(150):
        floor.agent(f"{number}", f"Agent {number:03}", team=f"Team {number // 30}")
    window = wall(floor, 6, page=AGENTS)
    seen: list[str] = []
    for _page in range(30):
        seen += [text for text in window.grid.texts() if text.startswith("Agent ")]
        if not window.grid.next_page():
            break

    assert sorted(seen) == sorted(set(seen))  # nobody twice
    assert len(seen) == 150  # and nobody left out


@pytest.mark.parametrize("pressed", [Qt.Key.Key_Escape, Qt.Key.Key_F11])
def test_escape_and_f11_end_the_full_screen(
    wall: Callable[..., WallWindow], qtbot: QtBot, pressed: Qt.Key
) -> None:
    window = wall(busy_floor())

    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window.stack.currentWidget(), pressed)

    assert not window.isVisible()


def test_the_wall_fills_the_screen_it_is_opened_on(qtbot: QtBot) -> None:
    screen = QGuiApplication.primaryScreen()
    window = WallWindow(DEFINITIONS, WallChoice())
    qtbot.addWidget(window)

    window.open_on(screen)
    window.take(busy_floor().board, ALL, LIVE, NOW)

    assert window.isFullScreen()
    assert window.geometry() == screen.geometry()


def test_the_cursor_hides_until_somebody_moves_it(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wall_window, "CURSOR_HIDES_MS", 300)
    window = WallWindow(DEFINITIONS, WallChoice())
    qtbot.addWidget(window)
    window.open_on(QGuiApplication.primaryScreen())

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
    for page in range(window.pages):
        window.show_page(page)
        said += [*window.grid.texts(), window.grid.as_text(), window.grid.accessibleDescription()]
        for queue in window.tiles.queues():
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
    window.show_page(window.pages - 1)
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
