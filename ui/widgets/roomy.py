"""Pages on a screen that is too small for them: they scroll, and never push the window over its edge."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget


class Roomy(QScrollArea):
    """*inside*, as large as it is shown; where that is less than it needs, it scrolls.

    Without it a page of large text makes the whole window larger than the screen. What Tab comes to is
    scrolled into sight.
    """

    def __init__(self, inside: QWidget | None, parent: QWidget | None = None) -> None:
        """*inside* may come later (`hold`), made in the viewport."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        if inside is not None:
            self.hold(inside)
        # no stop of its own; a focus proxy would lead Tab back, as it comes to it after all that is inside
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def hold(self, inside: QWidget) -> None:
        """Show *inside*."""
        self.setWidget(inside)
        inside.setAutoFillBackground(False)  # the page has its own ground


def bring_into_sight(widget: QWidget) -> None:
    """Show *widget*, which was just put into a page, and scroll the page to it."""
    widget.show()
    around = widget.parentWidget()
    while around is not None:
        if (laid_out := around.layout()) is not None:
            laid_out.activate()
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
            return
        around = around.parentWidget()


class ShownAlone(QStackedWidget):
    """Pages of which only the one in sight has a say in how much room is needed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def sizeHint(self) -> QSize:
        shown = self.currentWidget()
        return shown.sizeHint() if shown is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        if shown is None:
            return super().minimumSizeHint()
        return shown.minimumSizeHint().expandedTo(shown.minimumSize())
