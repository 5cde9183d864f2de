"""Reports are a button away from where people look for them, with the order filled in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import shots
from ui.machine import Machine
from ui.reports.screen import ReportsScreen
from ui.widgets.report_export import ReportButton
from ui.window import MainWindow

BUTTONS = {  # a picture: what stands on its button, and what the file would be called
    "review": ("Monthly review…", "Monthly review 2026-10"),
    "review-list": ("Training list…", "Training list 2026-10"),
    "review-person": ("Export…", "Page of one agent"),
    "courses": ("Effects…", "Effects of courses 2026-10"),
    "quality-losses": ("Report…", "Quality report 2026-10-25"),
    "alarm-report": ("Report…", "Alarm report 2026-11-23"),
    "queues": ("Day report…", "Day report of the floor 2026-11-23"),
    "meetings-agenda": ("Meeting pack…", "Meeting pack"),
    "issues": ("Issue list workbook…", "Issue list"),
}


@pytest.fixture
def window(machine: Machine, dressed: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(machine)
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    centre = shots.demo_centre(shots.SHOTS["review"])
    made.show_centre(centre)
    yield made
    made.leave_centre()
    centre.close()
    made.close()
    made.deleteLater()


def test_each_opens_the_dialog_with_the_order_filled_in(window: MainWindow, qtbot: QtBot) -> None:
    for name, (text, called) in BUTTONS.items():
        window.show_page(shots.SHOTS[name].page)
        shots.SHOTS[name].then(window)
        button = next(
            one for one in window.findChildren(ReportButton) if one.isVisible() and one.text() == text
        )
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        dialog = button.export.dialog
        assert dialog is not None, name
        assert dialog.place.called.text().startswith(called), name
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert button.export.dialog is None


def test_the_finder_leads_to_what_a_report_must_be_told(window: MainWindow, qtbot: QtBot) -> None:
    window.finder.open()
    qtbot.keyClicks(QApplication.focusWidget(), "training list")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    screen = window.page("reports")
    assert isinstance(screen, ReportsScreen)
    page = screen.page("make")
    assert page is not None
    assert page.title.text() == "Training list"  # type: ignore[attr-defined]  # a MakePage
