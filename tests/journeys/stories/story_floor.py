"""A morning at the desk: what is behind a percentage, an alarm seen to, the day gone back to, a page made."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from supervisor.live.feed import FeedState
from tests.journeys.stories.stage import LONG_MS, console, picture
from ui.alarms.section import AlarmsSection
from ui.breaks.screen import BreaksScreen
from ui.floor.queue_page import Part
from ui.floor.queues import QueuesSection
from ui.floor.screen import FloorScreen
from ui.pages.editor.screen import PagesScreen
from ui.pages.wall_window import WallWindow
from ui.replay.section import ReplaySection
from ui.widgets.table.export import Exporter

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
SPEED = 60.0  # an hour of the floor in a minute, so that alarms come while we look


def test_a_morning_at_the_desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    with console(qtbot, demo=True, speed=SPEED) as it:
        window, centre = it.window, it.centre
        assert centre is not None
        live = centre.live
        window.activateWindow()
        qtbot.waitUntil(
            lambda: [feed.state for feed in live.feeds.values()] == [FeedState.LIVE], timeout=LONG_MS
        )

        # From a queue to those who gave up behind its percentage.
        queues = window.ways.show_section("queues")
        assert isinstance(queues, QueuesSection)
        key = max(live.board.queues, key=lambda key: live.board.queues[key].today.abandoned)
        queues.show_queue(key, Part.ABANDONED)
        page = queues.details.queue_page
        line = live.board.queues[key]
        qtbot.waitUntil(lambda: len(page.abandoned.arrangement.rows) >= line.today.abandoned, timeout=LONG_MS)
        picture(window, "floor-1-abandoned")
        qtbot.keyClick(page.abandoned.view, Qt.Key.Key_A, CTRL)
        qtbot.keyClick(page.abandoned.view, Qt.Key.Key_C, CTRL)
        copied = QGuiApplication.clipboard().text().strip().splitlines()
        assert len(copied) - 1 >= line.today.abandoned

        # What is shown leaves as a workbook.
        target = tmp_path / "queues.xlsx"
        exporter = queues.table.findChild(Exporter)
        assert exporter is not None
        with qtbot.waitSignal(exporter.noticed, timeout=LONG_MS):
            exporter.write(target)
        sheet = load_workbook(target).worksheets[0]
        assert sheet.max_row - 1 >= 12

        # Who is on break, and what the floor advises.
        breaks = window.ways.show_section("breaks")
        assert isinstance(breaks, BreaksScreen)
        picture(window, "floor-2-breaks")

        # An alarm comes, and somebody sees to it.
        alarms = window.ways.show_section("alarms")
        assert isinstance(alarms, AlarmsSection)
        qtbot.waitUntil(lambda: bool(centre.alarms.open), timeout=3 * LONG_MS)
        picture(window, "floor-3-alarm")
        opened = alarms.page("open")
        assert isinstance(opened, QWidget)

        def seen_to() -> bool:
            """Whether every alarm is acknowledged; one that has come meanwhile is, too."""
            if all(alarm.acknowledged_at is not None for alarm in centre.alarms.open):
                return True
            qtbot.keyClick(opened.focusWidget() or opened, Qt.Key.Key_A, SHIFT)
            return False

        qtbot.waitUntil(seen_to, timeout=LONG_MS)
        picture(window, "floor-4-acknowledged")

        # The day is gone back to, and stays unmistakably a replay.
        replay = window.ways.show_section("replay")
        assert isinstance(replay, ReplaySection)
        then = live.clock.now() - timedelta(minutes=20)
        qtbot.waitUntil(lambda: replay.live.is_known, timeout=LONG_MS)
        replay.axis.sought.emit(then)
        qtbot.waitUntil(
            lambda: (
                replay.live.board.at is not None and abs(replay.live.board.at - then) < timedelta(minutes=2)
            ),
            timeout=LONG_MS,
        )
        past, present = replay.live.board, live.board
        for key, line in past.queues.items():
            assert line.today.offered <= present.queues[key].today.offered
        picture(window, "floor-5-replay")

        # A page is made by keys, saved, and shown on the wall.
        pages = window.show_page("pages")
        assert isinstance(pages, PagesScreen)
        qtbot.waitUntil(lambda: bool(pages.pages.current), timeout=LONG_MS)
        pages.show_page("day")
        qtbot.mouseClick(pages.layout_.copy_button, Qt.MouseButton.LeftButton)
        pages.layout_.canvas.setFocus()
        qtbot.keyClick(pages.layout_.canvas, Qt.Key.Key_Tab)
        qtbot.keyClick(pages.layout_.canvas, Qt.Key.Key_Delete)
        with qtbot.waitSignal(pages.noticed, timeout=LONG_MS):
            qtbot.keyClick(pages.layout_.canvas, Qt.Key.Key_S, CTRL)
        picture(window, "floor-6-page")
        qtbot.mouseClick(pages.layout_.show_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(
            lambda: window.walls.wall is not None and window.walls.wall.isVisible(), timeout=LONG_MS
        )
        wall, draft = window.walls.wall, pages.layout_.draft
        assert isinstance(wall, WallWindow)
        assert draft is not None
        qtbot.waitUntil(lambda: wall.page_id == draft.page.id, timeout=LONG_MS)  # pages are read first
        picture(wall, "floor-7-wall")
        qtbot.keyClick(wall, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: window.walls.wall is None)
        floor = window.page("floor")
        assert isinstance(floor, FloorScreen)
