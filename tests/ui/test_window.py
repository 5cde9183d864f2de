"""The window: its pages by keys and mouse, its words and looks, the wall, and how it is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supervisor import words
from supervisor.errors import DatabaseError
from supervisor.rights.own import alone
from supervisor.settings.machine import load_machine
from supervisor.settings.places import places
from supervisor.storage.changes import Changes
from ui import shots, theme
from ui.centre import OpenCentre
from ui.floor.agents import AgentsSection
from ui.floor.queues import QueuesSection
from ui.floor.screen import FloorScreen
from ui.history.screen import HistoryScreen
from ui.imports.screen import DataScreen
from ui.issues.screen import IssuesScreen
from ui.machine import Machine
from ui.meetings.screen import MeetingsScreen
from ui.pages.editor.screen import PagesScreen
from ui.people.screen import PeopleScreen
from ui.quality.screen import QualityScreen
from ui.reports.screen import ReportsScreen
from ui.review.screen import ReviewScreen
from ui.setup.screen import SetupScreen
from ui.shell.places import places_of
from ui.sources.page import SourcesPage
from ui.wallboard.screen import QueuesScreen
from ui.window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
PLACES = places_of(alone())
CLICK = Qt.MouseButton.LeftButton
NOW = datetime(2026, 11, 23, 2, 42, 7, tzinfo=UTC)


@pytest.fixture
def demo(window: MainWindow) -> Iterator[OpenCentre]:
    """The demo centre of the pictures, shown in the window."""
    centre = shots.demo_centre(shots.Shot("wallboard"))
    window.show_centre(centre)
    yield centre
    window.leave_centre()
    centre.close()


def test_the_first_start_shows_three_cards_and_nothing_else(window: MainWindow, qtbot: QtBot) -> None:
    window.show_first_start()
    assert window.entrance.first_start.isVisible()
    assert not window.rail.isVisible()
    assert not window.bar.isVisible()
    with qtbot.waitSignal(window.demo_wanted):
        qtbot.keyClick(window.entrance.first_start.demo.button, Qt.Key.Key_Space)
    with qtbot.waitSignal(window.own_centre_wanted):
        qtbot.mouseClick(window.entrance.first_start.connect_.button, CLICK)
    with qtbot.waitSignal(window.join_wanted):
        qtbot.mouseClick(window.entrance.first_start.join.button, CLICK)


@pytest.mark.usefixtures("demo")
def test_every_page_opens_by_its_number_and_by_a_click(window: MainWindow, qtbot: QtBot) -> None:
    kinds = (
        *(
            QueuesScreen,
            FloorScreen,
            HistoryScreen,
            ReviewScreen,
            QualityScreen,
            IssuesScreen,
            MeetingsScreen,
        ),
        *(ReportsScreen, PeopleScreen, DataScreen, PagesScreen, SourcesPage, SetupScreen),
    )
    keys = [
        *((Qt.Key(Qt.Key.Key_0 + number % 10), CTRL) for number in range(1, 11)),
        (Qt.Key.Key_W, CTRL | Qt.KeyboardModifier.ShiftModifier),
        *((Qt.Key.Key_Period, CTRL), (Qt.Key.Key_Comma, CTRL)),
    ]
    for (key, with_), place, kind in zip(keys, PLACES, kinds, strict=True):
        qtbot.keyClick(window, key, with_)
        assert isinstance(window.stack.currentWidget(), kind)
        assert window.rail.button(place.name).isChecked()
        assert window.bar._page.text() == place.title
    for place in PLACES:
        qtbot.mouseClick(window.rail.button(place.name), CLICK)
        assert window.current == place.name


@pytest.mark.usefixtures("demo")
def test_the_focus_goes_to_the_page(window: MainWindow, qtbot: QtBot) -> None:
    for place in PLACES:
        page = window.show_page(place.name)
        assert page is not None
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused is page or page.isAncestorOf(focused)


def test_the_demo_is_marked_and_a_centre_of_ones_own_is_not(
    window: MainWindow, demo: OpenCentre, open_floor: Callable[..., OpenCentre]
) -> None:
    assert window.bar.demo.isVisible()
    assert window.windowTitle().startswith("DEMO")
    window.show_centre(open_floor(at=NOW))
    assert not window.bar.demo.isVisible()
    assert "DEMO" not in window.windowTitle()


def test_the_finder_goes_to_pages_queues_and_agents(
    window: MainWindow, demo: OpenCentre, qtbot: QtBot
) -> None:
    agent = next(line.name for line in demo.live.board.agents.values() if line.name.isascii())
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    assert window.finder.isVisible()
    qtbot.keyClicks(window.finder.line, "sett")
    qtbot.keyClick(window.finder.line, Qt.Key.Key_Return)
    assert window.current == "settings"
    qtbot.mouseClick(window.bar.find_button, CLICK)
    qtbot.keyClicks(window.finder.line, "complain")
    qtbot.keyClick(window.finder.line, Qt.Key.Key_Return)
    assert window.current == "wallboard"
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(window.finder.line, agent)
    qtbot.keyClick(window.finder.line, Qt.Key.Key_Return)
    floor = window.page("floor")
    assert isinstance(floor, FloorScreen)
    agents = floor.page("agents")
    assert isinstance(agents, AgentsSection)
    assert agents.details.drawer.title.text() == agent
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(window.finder.line, "complain")
    qtbot.keyClick(window.finder.line, Qt.Key.Key_Return)
    queues = floor.page("queues")
    assert isinstance(queues, QueuesSection)
    assert queues.details.drawer.title.text() == "Complaints"


def test_what_others_write_leaves_the_floor_as_it_is_until_its_definitions_are_others(
    window: MainWindow, demo: OpenCentre
) -> None:
    agents = window.ways.show_section("agents")
    assert isinstance(agents, AgentsSection)
    before = agents.definitions

    demo._take(demo.kept, Changes({"exports", "issues"}))
    assert agents.definitions is before  # 5,000 agents put in order anew hold the screen up for 100 ms

    settings = replace(demo.kept.settings, demo=not demo.kept.settings.demo)
    demo._take(replace(demo.kept, settings=settings), Changes({"settings"}))
    assert agents.definitions.demo is not before.demo


@pytest.mark.usefixtures("demo")
def test_adding_a_telephone_system_from_the_demo_leads_out_of_it(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(window.finder.line, "add tele")
    with qtbot.waitSignal(window.own_centre_wanted):
        qtbot.keyClick(window.finder.line, Qt.Key.Key_Return)
    page = window.page("sources")
    assert isinstance(page, SourcesPage)
    assert page.form is None


@pytest.mark.usefixtures("demo")
def test_the_wall_comes_with_f11_and_goes_with_escape(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F11)
    wall = window.walls.wall
    assert wall is not None
    assert wall.isFullScreen()
    qtbot.keyClick(wall, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.walls.wall is None)
    assert window.isVisible()


def test_a_dead_feed_is_said_in_the_bar_and_leads_to_the_sources(window: MainWindow, qtbot: QtBot) -> None:
    centre = shots.demo_centre(shots.Shot("wallboard", silent_s=340, down=True))
    window.show_centre(centre)
    assert window.bar.feeds.text() == "■ demo: no data since 10:36:36"
    qtbot.mouseClick(window.bar.feeds, CLICK)
    assert window.current == "sources"
    window.leave_centre()
    centre.close()


@pytest.mark.usefixtures("demo")
def test_language_and_look_change_while_it_runs(window: MainWindow, machine: Machine, qtbot: QtBot) -> None:
    for place in PLACES:
        window.show_page(place.name)
    machine.change({"language": "zh_CN", "theme": "light", "text_scale": 125})
    qtbot.waitUntil(lambda: window.rail.button("settings").text() == "设置")
    assert words.language() == "zh_CN"
    assert (theme.current().name, theme.current().text_scale) == ("light", 1.25)
    assert window.bar._page.text() == "设置"
    machine.change({"language": "en"})
    qtbot.waitUntil(lambda: window.rail.button("settings").text() == "Settings")


def test_a_look_that_was_changed_is_as_one_that_was_there_from_the_start(
    window: MainWindow, demo: OpenCentre, machine: Machine, qtbot: QtBot
) -> None:
    pages = ("wallboard", "issues", "settings")
    for name in pages:
        window.show_page(name)
    theme.use("light", text_scale=1.25)
    changed = [_picture(window, name) for name in pages]
    window.leave_centre()
    window.close()

    fresh = MainWindow(machine)
    qtbot.addWidget(fresh)
    fresh.resize(window.size())
    fresh.show_centre(demo)
    with qtbot.waitExposed(fresh):
        fresh.show()
    fresh.activateWindow()
    assert [_picture(fresh, name) == one for name, one in zip(pages, changed, strict=True)] == [True] * 3
    fresh.leave_centre()


def _picture(window: MainWindow, name: str) -> QImage:
    page = window.show_page(name)
    assert page is not None
    shots.settle()
    return page.grab().toImage()


@pytest.mark.usefixtures("demo")
def test_the_window_remembers_where_it_was_left(window: MainWindow, machine: Machine, home: object) -> None:
    window.show_page("floor")
    window.resize(760, 640)  # the display of the tests is no larger than 800 × 800
    size = window.size()
    window.close()
    machine.stop()
    kept = load_machine(places().settings_file)
    again = MainWindow(Machine(places(), kept))
    assert again.current == "floor"
    assert again.size() == size
    again.deleteLater()


def test_what_could_not_be_done_stands_at_the_bottom(window: MainWindow, demo: OpenCentre) -> None:
    demo.jobs.refused.emit(DatabaseError("sqlite:///floor.db", "full"))
    assert window.notice.text.startswith("There is no room left")


@pytest.mark.usefixtures("demo")
def test_control_q_closes_the_window(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.closed):
        qtbot.keyClick(window, Qt.Key.Key_Q, CTRL)
    assert not window.isVisible()


def test_without_a_source_the_board_says_what_to_do(window: MainWindow, qtbot: QtBot) -> None:
    centre = shots.demo_centre(shots.SHOTS["wallboard-empty"])
    window.show_centre(centre)
    page = window.show_page("wallboard")
    assert isinstance(page, QueuesScreen)
    assert page.empty.isVisible()
    qtbot.mouseClick(page.empty.button, CLICK)
    sources = window.page("sources")
    assert isinstance(sources, SourcesPage)
    assert sources.form is not None
    window.leave_centre()
    centre.close()
