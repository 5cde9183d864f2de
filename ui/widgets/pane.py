"""A part of a page whose wrapped lines keep their height, whatever lays it out."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


class Pane(QWidget):
    """Asks for the least height at the width that it has.

    A splitter, a stack of pages and a scroll area ask for a least height without telling the width, so
    that sentences and rows of buttons which wrap would be cut off below.
    """

    def minimumSizeHint(self) -> QSize:
        least, laid_out = super().minimumSizeHint(), self.layout()
        if laid_out is None or not laid_out.hasHeightForWidth():
            return least
        high = laid_out.totalMinimumHeightForWidth(max(self.width(), least.width()))
        return QSize(least.width(), max(least.height(), high))

    def hasHeightForWidth(self) -> bool:
        return False  # it is settled here; a box above would take the height that is wished for as the least

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()


class SnugPane(Pane):
    """Wishes for no more height than it needs at the width that it has: wrapped lines wish for what they
    would need in a narrower place."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())
