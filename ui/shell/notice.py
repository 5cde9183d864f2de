"""The line at the bottom: what was done and how to take it back, or what could not be done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from supervisor.words import _
from ui import theme
from ui.widgets.icon import icon


class NoticeLine(QFrame):
    """One line that stays until the next one comes or it is closed: no clock runs while somebody reads it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice-line")
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.undo = QPushButton(self)
        self.undo.setProperty("role", "link")
        self.undo.clicked.connect(self._undo)
        self.dismiss = QToolButton(self)
        self.dismiss.setIcon(icon("close"))
        self.dismiss.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.dismiss.clicked.connect(self.hide)
        self._take_back: Callable[[], None] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_L, theme.SPACE_XS, theme.SPACE_S, theme.SPACE_XS)
        row.setSpacing(theme.SPACE_M)
        row.addWidget(self._text, 1)
        row.addWidget(self.undo)
        row.addWidget(self.dismiss)
        self._say()
        self.hide()

    @property
    def text(self) -> str:
        """What the line says; "" while it is away."""
        return "" if self.isHidden() else self._text.text()

    def tell(self, text: str, undo: Callable[[], None] | None = None, *, problem: bool = False) -> None:
        """Say *text* in place of what stood there; with *undo*, a button takes it back."""
        self._take_back = undo
        self._text.setText(text)
        self.undo.setVisible(undo is not None)
        self.setProperty("problem", problem)
        self.style().polish(self)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.hide()  # it was said in the other language
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        self.undo.setText(_("Undo"))
        self.dismiss.setToolTip(_("Close"))
        self.dismiss.setAccessibleName(_("Close"))
        size = theme.current().px(theme.ICON - 2)
        self.dismiss.setIconSize(QSize(size, size))

    def _undo(self) -> None:
        take_back, self._take_back = self._take_back, None
        self.hide()
        if take_back is not None:
            take_back()
