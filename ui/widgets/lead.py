"""A whole that hands the focus on to one of its parts, and leaves the order of Tab alone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget


class Lead(QObject):
    """Hands the focus that *whole* is given on to *part*.

    Not a focus proxy: Tab stops at a whole with a proxy as well, and so passes over what stands between the
    two (a drawer's close button) or, where the whole was made after the part, goes round in it for ever.
    """

    def __init__(self, whole: QWidget, part: QWidget) -> None:
        super().__init__(whole)
        self.part = part
        whole.installEventFilter(self)

    def eventFilter(self, _whole: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.gotFocus():
            self.part.setFocus(event.reason())
        return False
