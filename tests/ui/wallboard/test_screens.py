"""The board's pages at the desk: frames, bands, pages, keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from supervisor import words
from supervisor.live.board import EMPTY, Changed
from supervisor.live.feed import Cause, Feed, FeedState
from tests.ui.wallboard.floors import (
    ALL,
    DEAD,
    DEFINITIONS,
    LATE,
    LIVE,
    NOW,
    PBX,
    ago,
    busy_floor,
    key,
)
from ui import theme
from ui.wallboard.agent_groups import GroupBy
from ui.wallboard.frame import band_sentence
from ui.wallboard.screen import AgentsScreen, QueuesScreen

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
        (
            Feed(FeedState.DEAD, ago(71), ago(71), "", Cause.NEVER),  # its day was moved here
            "Nobody has listened to pbx since 14:02:09. The figures are from then.",
        ),
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
