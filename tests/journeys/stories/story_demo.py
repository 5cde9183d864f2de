"""The demo centre, from the first paint to the last: every page by keys and by mouse, the wall and back."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supervisor.live.feed import FeedState
from supervisor.rights.own import alone
from tests.journeys.stories.stage import LONG_MS, console, picture
from ui.floor.agents import AgentsSection
from ui.floor.screen import FloorScreen
from ui.shell.places import places_of
from ui.wallboard.screen import QueuesScreen

CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_demo_centre(qtbot: QtBot, qapp: QApplication) -> None:
    with console(qtbot, demo=True) as it:
        window, centre = it.window, it.centre
        assert centre is not None
        window.activateWindow()
        qtbot.waitUntil(
            lambda: [feed.state for feed in centre.live.feeds.values()] == [FeedState.LIVE], timeout=LONG_MS
        )
        assert centre.collector is not None
        collector = centre.collector.pid
        assert len(centre.live.board.queues) == 12
        assert window.bar.demo.isVisible()
        page = window.page("wallboard")
        assert isinstance(page, QueuesScreen)
        assert len(page.tiles.queues()) == 12
        picture(window, "demo-1-wallboard")

        for number, place in enumerate(places_of(alone()), 1):
            combination = QKeySequence(place.keys or f"Ctrl+{number % 10}")[0]
            qtbot.keyClick(window, combination.key(), combination.keyboardModifiers())
            assert window.current == place.name
            picture(window, f"demo-2-{place.name}")
        for place in places_of(alone()):
            qtbot.mouseClick(window.rail.button(place.name), Qt.MouseButton.LeftButton)
            assert window.current == place.name

        qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
        agent = next(iter(centre.live.board.agents.values()))
        window.finder.line.insert(agent.name)
        picture(window, "demo-3-finder")
        qtbot.keyClick(window.finder.line, Qt.Key.Key_Return)
        floor = window.page("floor")
        assert isinstance(floor, FloorScreen)
        agents = floor.page("agents")
        assert isinstance(agents, AgentsSection)
        assert agents.details.drawer.title.text() == agent.name
        qtbot.waitUntil(lambda: agents.details.agent_page.day is not None, timeout=LONG_MS)
        picture(window, "demo-3-agent")

        events = centre.live.board.at
        qtbot.waitUntil(lambda: centre.live.board.at != events, timeout=LONG_MS)

        qtbot.keyClick(window, Qt.Key.Key_1, CTRL)
        qtbot.keyClick(window, Qt.Key.Key_F11)
        wall = window.walls.wall
        assert wall is not None
        qtbot.waitUntil(wall.isFullScreen)
        assert wall.size() == window.screen().size()
        picture(wall, "demo-4-wall")
        qtbot.keyClick(wall, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: window.walls.wall is None)
        assert window.isVisible()

        it.machine.change({"language": "zh_CN", "theme": "light"})
        qtbot.waitUntil(lambda: window.bar._page.text() != "Wallboard")
        picture(window, "demo-5-chinese-light")
    if collector is not None and hasattr(os, "kill"):
        with pytest.raises(ProcessLookupError):
            os.kill(collector, 0)
