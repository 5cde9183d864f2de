"""What a person sees of a window, as widgets."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

_ITS_OWN = Qt.FindChildOption.FindDirectChildrenOnly


def seen_of(window: QWidget) -> list[QWidget]:
    """Every visible widget that belongs to *window*, other windows that do among them.

    Most of a console stands on pages that are not in sight: to ask each of their widgets costs more than all
    that is asked of those in sight, so what is hidden is not entered. Only windows are visible where their
    parent is not.
    """
    others = [one for one in QApplication.topLevelWidgets() if one.isVisible() and _belongs(one, window)]
    found = {widget: None for one in (window, *others) for widget in _within(one)}
    return [*found, *(one for one in others if one not in found)]


def _within(widget: QWidget) -> Iterator[QWidget]:
    for child in widget.findChildren(QWidget, options=_ITS_OWN):
        if child.isVisible():
            yield child
            yield from _within(child)


def _belongs(widget: QWidget, to: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None and above is not to:
        above = above.parentWidget()
    return above is not None
