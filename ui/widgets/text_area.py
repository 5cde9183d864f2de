"""A field for text of several lines that grows with what is typed; Tab goes on to the next field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QResizeEvent, QShowEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

MOST_LINES = 16


class TextArea(QPlainTextEdit):
    """At least *lines* high, at most MOST_LINES; beyond that it scrolls."""

    def __init__(self, parent: QWidget | None = None, *, lines: int = 3) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    @property
    def text(self) -> str:
        """What is typed, without spaces around it."""
        return self.toPlainText().strip()

    def show_text(self, text: str) -> None:
        """Put *text* into the field."""
        if text != self.toPlainText():
            self.setPlainText(text)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.ensureCursorVisible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # the style sheet has a least height of its own, which it sets when it comes to be shown

    def _fit(self, *_size: object) -> None:
        self.ensurePolished()
        line = self.fontMetrics().lineSpacing()
        # the layout of plain text counts in lines
        wanted = max(
            self._lines, min(MOST_LINES, round(self.document().documentLayout().documentSize().height()))
        )
        scrolls = wanted >= MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        around = 2 * round(self.document().documentMargin()) + 14
        high = wanted * line + around
        if high != self.height() or high != self.minimumHeight():
            self.setFixedHeight(high)
            self.updateGeometry()
