"""Everything can be reached by the keyboard, and says its name to who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui import shots, theme
from ui.machine import Machine
from ui.window import PLACES, MainWindow

OF_THEIR_OWN = {"wall", "walls", "wallboard-public", "crash", "replay-wall"}  # not in the console's window
SHOWN = [
    name
    for name, shot in shots.SHOTS.items()
    if shot.page and not name.startswith("wall-") and name not in OF_THEIR_OWN | {"find"}
]
LARGE = [  # where drawers, forms and options stand elsewhere at large text
    "agent",
    "queue-waiting",
    "breaks",
    "advice",
    "alarm",
    "alarm-rule",
    "alarm-report",
    "replay",
    "pages",
    "pages-part",
    "pages-announce",
    "sources-findings",
]


@pytest.fixture
def window(machine: Machine, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(machine)
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    made.close()
    made.deleteLater()


def test_every_place_is_looked_at() -> None:
    assert {place.name for place in PLACES} <= {shots.SHOTS[name].page for name in SHOWN}


@pytest.mark.parametrize(
    ("name", "scale"), [*((name, 1.0) for name in SHOWN), *((name, 2.0) for name in LARGE)]
)
def test_what_can_be_used_has_a_name_and_a_way_by_tab(
    name: str, scale: float, window: MainWindow, dressed: QApplication, qtbot: QtBot
) -> None:
    theme.use("dark", text_scale=scale)
    shot = shots.SHOTS[name]
    window.current = shot.page
    centre = shots.demo_centre(shot)
    window.show_centre(centre)
    shot.then(window)
    shots.settle()
    usable = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    unnamed = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in usable
        if not _name(widget) and widget.focusProxy() is None
    ]
    mouse_only = [
        widget.text() or widget.toolTip()
        for widget in window.findChildren(QAbstractButton)
        if widget.isVisible() and widget.isEnabled() and not _within(widget, usable)
    ]
    reached = _reached(window, qtbot, len(usable) + 10)
    missed = [
        type(widget).__name__ + ":" + _name(widget) for widget in usable if not _within(widget, reached)
    ]
    window.leave_centre()
    centre.close()
    assert usable
    assert not unnamed
    assert not mouse_only
    assert not missed


def _name(widget: QWidget) -> str:
    spoken = QAccessible.queryAccessibleInterface(widget)
    return str(spoken.text(QAccessible.Text.Name)) if spoken else ""


def _reached(window: MainWindow, qtbot: QtBot, turns: int) -> list[QWidget]:
    """What Tab comes to, from where the focus is."""
    found: list[QWidget] = []
    for _turn in range(turns):
        focused = QApplication.focusWidget()
        if focused is not None and focused not in found:
            found.append(focused)
        qtbot.keyClick(focused or window, Qt.Key.Key_Tab)
    return found


def _within(widget: QWidget, others: list[QWidget]) -> bool:
    """Whether *widget* is one of *others* or belongs to one.

    A spin box's own line, a proxy; Tab comes to one button of a choice, arrows to the others.
    """
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if group is not None and group.exclusive() and any(button in others for button in group.buttons()):
        return True
    return any(
        widget is other
        or other.isAncestorOf(widget)
        or other.focusProxy() is widget
        or widget.focusProxy() is other
        for other in others
    )
