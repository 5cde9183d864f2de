"""Everything can be reached by the keyboard, and says its name to who cannot see it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import seen_of
from ui import shots, theme
from ui.shell.places import PLACES
from ui.window import MainWindow

OF_THEIR_OWN = {  # not in the console's window
    *("wall", "walls", "wallboard-public", "crash", "replay-wall"),
    *("calendars-published", "calendars-import", "menu-import", "issue-conflict"),
    *("reports-export", "export-table", "what-may-i-do", "own-password", "not-saved"),
    *("accounts-list", "accounts-list-preview", "accounts-list-done"),
}
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


def test_every_place_is_looked_at() -> None:
    assert {place.name for place in PLACES} <= {shots.SHOTS[name].page for name in SHOWN}


def _beside(names: Iterable[str]) -> list[list[str]]:
    """The pictures by what they take for granted: those of one page can be looked at in one window."""
    found: dict[shots.Shot, list[str]] = {}
    for name in names:
        found.setdefault(replace(shots.SHOTS[name], journalled=False, then=_look), []).append(name)
    return list(found.values())


def _look(window: MainWindow) -> QWidget:
    return window


@pytest.mark.parametrize(
    ("names", "scale"),
    [
        pytest.param(names, scale, id=f"{names[0]}-{scale}")
        for shown, scale in ((SHOWN, 1.0), (LARGE, 2.0))
        for names in _beside(shown)
    ],
)
def test_what_can_be_used_has_a_name_and_a_way_by_tab(
    names: list[str], scale: float, window: MainWindow, dressed: QApplication, qtbot: QtBot
) -> None:
    theme.use("dark", text_scale=scale)
    kept = any(shots.SHOTS[name].journalled for name in names)
    window.stack.place = shots.SHOTS[names[0]].page
    centre = shots.demo_centre(replace(shots.SHOTS[names[0]], journalled=kept))
    amiss = {}
    with ExitStack() as ends:  # also of what fails: a centre that stays open keeps this process alive
        ends.callback(centre.close)
        ends.callback(window.leave_centre)
        window.show_centre(centre)
        for name in names:
            shots.SHOTS[name].then(window)
            shots.settle()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # as the next turn would
            window.activateWindow()
            shots.settle()
            if said := _amiss(window, qtbot):
                amiss[name] = said
    assert not amiss


def _amiss(window: MainWindow, qtbot: QtBot) -> list[str]:
    """What is wrong with what can be used, as the window stands."""
    seen = seen_of(window)
    usable = [
        widget for widget in seen if widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    unnamed = [
        f"without a name: {type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in usable
        if not _name(widget) and widget.focusProxy() is None
    ]
    mouse_only = [
        f"only by the mouse: {widget.text() or widget.toolTip()}"
        for widget in seen
        if isinstance(widget, QAbstractButton) and widget.isEnabled() and not _within(widget, usable)
    ]
    reached = _reached(window, qtbot, len(usable) + 10)
    missed = [
        f"not by Tab: {type(widget).__name__}: {_name(widget)}"
        for widget in usable
        if not _within(widget, reached)
    ]
    return (unnamed + mouse_only + missed) if usable else ["nothing can be used"]


def _name(widget: QWidget) -> str:
    spoken = QAccessible.queryAccessibleInterface(widget)
    return str(spoken.text(QAccessible.Text.Name)) if spoken else ""


def _reached(window: MainWindow, qtbot: QtBot, turns: int) -> list[QWidget]:
    """What Tab comes to, from where the focus is, until it is there again."""
    found: list[QWidget] = []
    for turn in range(2 * turns):
        focused = QApplication.focusWidget()
        if turn > turns and found and focused is found[0]:
            break
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
