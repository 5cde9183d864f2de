"""The bar below a form: save what was changed, discard it, and what else can be done to the thing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from supervisor.words import _
from ui import theme


class SaveBar(QFrame):
    """Ctrl+S saves from anywhere in the form. *quiet* buttons stand apart: remove, retire; whoever made them
    says what they are called."""

    save_asked = Signal()
    discard_asked = Signal()

    def __init__(self, form: QWidget, *quiet: QPushButton) -> None:
        super().__init__(form)
        self.setProperty("role", "save-bar")
        self.save, self.discard = QPushButton(self), QPushButton(self)
        self.save.setProperty("role", "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_M, theme.SPACE_S)
        row.addWidget(self.save)
        row.addWidget(self.discard)
        row.addStretch(1)
        for button in quiet:
            button.setProperty("role", "link")
            row.addWidget(button)
        self.save.clicked.connect(self.save_asked)
        self.discard.clicked.connect(self.discard_asked)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), form, self.save_asked.emit)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._say()

    def _say(self) -> None:
        self.save.setText(_("Save"))
        self.save.setToolTip(_("Ctrl+S"))
        self.discard.setText(_("Discard"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
