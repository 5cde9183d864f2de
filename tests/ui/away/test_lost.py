"""The whole window while its database is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from supervisor.storage.centre_settings import change_centre
from tests.cable import Cable
from ui.away.held_view import HeldView
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.window import MainWindow


@pytest.fixture
def cable(postgresql_url: str) -> Iterator[Cable]:
    made = Cable(postgresql_url)
    yield made
    made.close()


@pytest.fixture
def window(
    cable: Cable, machine: Machine, qtbot: QtBot, tmp_path: Path
) -> Iterator[tuple[MainWindow, OpenCentre]]:
    centre = OpenCentre(cable.url, unsaved=tmp_path / "unsaved")
    with qtbot.waitSignal(centre.opened):
        centre.open()
    made = MainWindow(machine)
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    made.show_centre(centre)
    made.show_page("settings")
    yield made, centre
    made.leave_centre()
    centre.close()
    made.close()
    made.deleteLater()


def test_the_window_says_that_the_database_is_lost_and_saves_what_was_held_when_it_is_back(
    window: tuple[MainWindow, OpenCentre], cable: Cable, qtbot: QtBot
) -> None:
    shown, centre = window
    at = centre.live.clock.now()
    cable.pull_out()
    qtbot.waitUntil(lambda: "The database has not answered since" in shown.away.text)
    assert shown.away.isVisible()
    centre.jobs.write(change_centre, {"centre_name": "North centre"}, at=at, who="me")
    qtbot.waitUntil(lambda: "1 change waits here" in shown.away.text)
    qtbot.waitUntil(lambda: "kept on this computer" in shown.notice.text)
    assert centre.kept.settings.centre_name == ""  # no screen shows what the database has not said yes to

    cable.plug_in()
    shown.away.try_now.click()
    qtbot.waitUntil(lambda: "is not saved yet" in shown.away.text)
    shown.away.show_held.click()
    view = shown.findChild(HeldView)
    assert view is not None
    assert view.text.toPlainText() == "North centre"
    view.save.click()
    qtbot.waitUntil(lambda: centre.kept.settings.centre_name == "North centre")
    qtbot.waitUntil(lambda: not shown.away.isVisible())
    qtbot.waitUntil(lambda: shown.findChild(HeldView) is None or not view.isVisible())
