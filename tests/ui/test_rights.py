"""What a role may not do is hidden, or stands there and says why; another role later changes both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from supervisor.rights.act import Act
from supervisor.rights.own import Rights, alone
from supervisor.rights.role import PEOPLE, DatabaseRole
from ui import shots
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.rights import guard, permitted, why_not
from ui.shell.places import PLACES, hidden_places, places_of
from ui.widgets.tabbed import Tab, TabbedPlace
from ui.window import MainWindow

VIEWER = Rights("wall", frozenset({DatabaseRole.VIEWER}))
MANAGER = Rights("wang", frozenset({DatabaseRole.MANAGER}))
MAY_NOT = "Your role (Viewer (wall screens)) may not set targets. Ask whoever manages accounts."


@pytest.fixture
def centre(dressed: object) -> OpenCentre:
    return shots.demo_centre(shots.Shot(page="wallboard", calm=True))


def become(centre: OpenCentre, rights: Rights) -> None:
    """The administrator gave this log-in other roles."""
    centre._kept = replace(centre.kept, rights=rights)
    centre.rights_changed.emit()


def test_a_button_that_is_not_permitted_says_why_until_it_is(centre: OpenCentre, qtbot: QtBot) -> None:
    become(centre, VIEWER)
    button = QPushButton()
    qtbot.addWidget(button)
    button.setToolTip("Set them (Ctrl+T)")
    guard(centre, Act.SET_TARGETS, button)
    assert not button.isEnabled()
    assert button.toolTip() == button.accessibleDescription() == MAY_NOT

    button.setEnabled(True)  # its page knows nothing of roles
    button.setToolTip("Set three of them")
    assert not button.isEnabled()
    assert button.toolTip() == MAY_NOT

    become(centre, MANAGER)
    assert button.isEnabled()
    assert button.toolTip() == "Set three of them"
    assert button.accessibleDescription() == ""

    button.setEnabled(False)
    become(centre, VIEWER)
    become(centre, MANAGER)
    assert not button.isEnabled()  # as the page last wanted it


def test_an_entry_of_a_menu_says_why_too(centre: OpenCentre, qtbot: QtBot) -> None:
    become(centre, VIEWER)
    menu = QMenu()
    qtbot.addWidget(menu)
    entry = QAction("Set targets", menu)
    menu.addAction(entry)
    guard(centre, Act.SET_TARGETS, entry)
    entry.setEnabled(True)
    assert not entry.isEnabled()
    assert entry.toolTip() == MAY_NOT
    assert menu.toolTipsVisible()
    become(centre, alone())
    assert entry.isEnabled()
    assert entry.toolTip() == "Set targets"


def test_a_key_says_why_instead_of_acting(centre: OpenCentre) -> None:
    said: list[Any] = []
    done: list[int] = []
    centre.jobs.refused.connect(said.append)
    act = permitted(centre, Act.SET_TARGETS, lambda: done.append(1))
    become(centre, VIEWER)
    act()
    assert [error.what for error in said] == ["set targets"]
    become(centre, MANAGER)
    act()
    assert done == [1]


def test_without_any_role_it_is_said_that_there_is_none(dressed: object) -> None:
    assert why_not(Rights("new"), Act.SEE_BOARD) == (
        "Your log-in has no role here, so it may not see the boards. Ask whoever manages accounts."
    )
    both = Rights("x", frozenset({DatabaseRole.QUALITY, DatabaseRole.LIAISON}))
    assert why_not(both, Act.SET_TARGETS).startswith("Your roles (Liaison, Quality) may not set targets.")


class _Place(TabbedPlace):
    def make(self, name: str) -> QWidget:
        return QWidget(self.into)


def test_tabs_that_are_not_permitted_are_not_there(
    centre: OpenCentre, machine: Machine, qtbot: QtBot
) -> None:
    become(centre, VIEWER)
    tabs = (
        Tab("targets", "Targets", frozenset({Act.SET_TARGETS})),
        Tab("board", "Board"),
        Tab("log", "Log", frozenset({Act.SEE_LOG})),
        Tab("last", "Last"),
    )
    place = _Place("try", "Try", tabs, centre, machine)
    qtbot.addWidget(place)
    place.begin()
    assert place.current == "board"
    assert [place.tabs.isTabVisible(at) for at in range(4)] == [False, True, False, True]
    place.show_tab("targets")  # somebody else wants it of this place
    assert place.current == "board"
    assert list(place.made) == ["board"]
    with qtbot.waitExposed(place):
        place.show()
    qtbot.keyClick(place, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert place.current == "last"  # not the one between, which is hidden
    qtbot.keyClick(place, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert place.current == "board"  # the first that there is

    become(centre, MANAGER)
    place.show_tab("targets")
    assert place.current == "targets"
    become(centre, VIEWER)
    assert place.current == "board"


WHERE = {
    DatabaseRole.VIEWER: {"wallboard"},
    DatabaseRole.SUPERVISOR: {
        "wallboard",
        "floor",
        "history",
        "performance",
        "quality",
        "issues",
        "meetings",
        "reports",
        "people",
        "pages",
        "sources",
        "settings",
    },
    DatabaseRole.MANAGER: {place.name for place in PLACES} - {"sent"},
    DatabaseRole.LIAISON: {"wallboard", "history", "issues", "meetings", "reports", "settings"},
    DatabaseRole.QUALITY: {
        "wallboard",
        "history",
        "performance",
        "quality",
        "issues",
        "meetings",
        "reports",
        "people",
        "sources",
        "settings",
    },
    DatabaseRole.DEPARTMENT: {"sent"},
    DatabaseRole.ADMINISTRATOR: {"wallboard", "people", "pages", "sources", "settings"},
}


@pytest.mark.parametrize("role", PEOPLE)
def test_each_role_has_its_places_and_is_told_of_the_others(role: DatabaseRole) -> None:
    rights = Rights("somebody", frozenset({role}))
    assert {place.name for place in places_of(rights)} == WHERE[role]
    assert {place.name for place in hidden_places(rights)} == (
        {place.name for place in PLACES} - WHERE[role] - ({"sent"} if rights.may(Act.SEE_SHEETS) else set())
    )


def test_the_window_shows_a_viewer_the_wallboard_and_nothing_else(machine: Machine, qtbot: QtBot) -> None:
    centre = shots.demo_centre(shots.Shot("wallboard", roles=frozenset({DatabaseRole.VIEWER})))
    window = MainWindow(machine)
    qtbot.addWidget(window)
    window.stack.place = "people"  # as it was left by somebody else at this computer
    window.show_centre(centre)
    with qtbot.waitExposed(window):
        window.show()
    assert window.current == "wallboard"
    assert [place.name for place in PLACES if window.rail.button(place.name).isVisible()] == ["wallboard"]
    assert not window.bar.bell.isVisible()
    assert not window.bar.mute.isVisible()
    assert window.bar.full_screen.isVisible()
    found = {target.kind for target in window.targets()}
    assert found == {"Page", "Command", "Queue"}
    assert "Add a telephone system…" not in {target.title for target in window.targets()}

    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert window.current == "wallboard"
    assert window.page("settings") is None
    assert "may not" in window.notice.text

    become(centre, Rights("wall", frozenset({DatabaseRole.MANAGER})))
    assert window.rail.button("people").isVisible()
    window.show_page("data")
    become(centre, VIEWER)
    assert window.current == "wallboard"
    assert window.notice.text.startswith("Data was closed")
    assert window.page("data") is None

    become(centre, Rights("wall"))
    assert "no role" in window.notice.text
    assert window.show_page("wallboard") is None
    window.leave_centre()
    centre.close()
