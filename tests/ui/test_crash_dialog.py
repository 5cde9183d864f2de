"""The dialog for an unexpected error."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supervisor.clock import SystemClock
from supervisor.crash import Crashes
from supervisor.errors import SourceError
from ui.crash_dialog import CrashDesk, CrashDialog

CLICK = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(dressed: QApplication) -> Iterator[CrashDesk]:
    made = CrashDesk()
    yield made
    if made.dialog is not None:
        made.dialog.close()


@pytest.fixture
def crashes(desk: CrashDesk, tmp_path: Path) -> Crashes:
    return Crashes(tmp_path / "reports", SystemClock(), desk.take)


def meet(crashes: Crashes, kind: type[Exception], where: str = "main") -> None:
    try:
        raise kind("the figures do not add up")
    except Exception as error:  # noqa: BLE001
        crashes.met(error, where)


def shown(desk: CrashDesk, qtbot: QtBot) -> CrashDialog:
    qtbot.waitUntil(lambda: desk.dialog is not None)
    assert desk.dialog is not None
    return desk.dialog


def test_it_shows_the_report_and_where_it_lies(desk: CrashDesk, crashes: Crashes, qtbot: QtBot) -> None:
    meet(crashes, RuntimeError)
    dialog = shown(desk, qtbot)
    assert "RuntimeError: the figures do not add up" in dialog.report.toPlainText()
    assert "crash-" in dialog._said.text()
    assert dialog.go_on.isDefault()


def test_continuing_closes_it_and_the_next_error_opens_another(
    desk: CrashDesk, crashes: Crashes, qtbot: QtBot
) -> None:
    meet(crashes, RuntimeError)
    qtbot.keyClick(shown(desk, qtbot), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.dialog is None)
    meet(crashes, ZeroDivisionError)
    assert "ZeroDivisionError" in shown(desk, qtbot).report.toPlainText()


def test_others_are_counted_and_never_stacked(desk: CrashDesk, crashes: Crashes, qtbot: QtBot) -> None:
    meet(crashes, RuntimeError)
    dialog = shown(desk, qtbot)
    for kind in (ZeroDivisionError, KeyError, ValueError):
        meet(crashes, kind)
    for _again in range(5):
        meet(crashes, RuntimeError)
    qtbot.waitUntil(lambda: dialog._count.text().startswith("3 more errors"))
    assert desk.dialog is dialog


def test_the_report_can_be_copied(desk: CrashDesk, crashes: Crashes, qtbot: QtBot) -> None:
    meet(crashes, RuntimeError)
    qtbot.mouseClick(shown(desk, qtbot).copy, CLICK)
    assert "RuntimeError" in QGuiApplication.clipboard().text()


def test_quitting_is_asked_for_and_left_to_the_window(
    desk: CrashDesk, crashes: Crashes, qtbot: QtBot
) -> None:
    meet(crashes, RuntimeError)
    with qtbot.waitSignal(desk.quit_wanted):
        qtbot.mouseClick(shown(desk, qtbot).quit, CLICK)
    qtbot.waitUntil(lambda: desk.dialog is None)


def test_an_error_of_another_thread_is_shown_on_the_screens(
    desk: CrashDesk, crashes: Crashes, qtbot: QtBot
) -> None:
    thread = threading.Thread(target=meet, args=(crashes, RuntimeError, "thread database"))
    thread.start()
    thread.join()
    assert "where: thread database" in shown(desk, qtbot).report.toPlainText()


def test_what_a_person_can_act_on_needs_no_dialog(desk: CrashDesk, crashes: Crashes, qtbot: QtBot) -> None:
    error = SourceError("pbx", "refused_port", {"host": "pbx", "port": "5038"})
    with qtbot.waitSignal(desk.told) as told:
        crashes.met(error, "main")
    assert told.args == [error]
    assert desk.dialog is None


def test_the_hook_shows_what_a_slot_let_fall(desk: CrashDesk, crashes: Crashes, qtbot: QtBot) -> None:
    crashes.install()
    try:
        sys.excepthook(RuntimeError, RuntimeError("in a slot"), None)
    finally:
        crashes.uninstall()
    assert "in a slot" in shown(desk, qtbot).report.toPlainText()
