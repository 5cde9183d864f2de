"""The bar below a form: save what was changed, discard it, and what else can be done to the thing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from supervisor.words import _
from ui import theme


class SaveBar(QFrame):
    """Ctrl+S saves from anywhere in *form*. `others` are quieter: remove, retire."""

    save_asked = Signal()
    discard_asked = Signal()
    remove_asked = Signal()

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self.setProperty("role", "save-bar")
        self.save, self.discard, self.remove = (QPushButton(self) for _one in range(3))
        self.save.setProperty("role", "primary")
        self.remove.setProperty("role", "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_M, theme.SPACE_S)
        row.addWidget(self.save)
        row.addWidget(self.discard)
        row.addStretch(1)
        row.addWidget(self.remove)
        self.save.clicked.connect(self.save_asked)
        self.discard.clicked.connect(self.discard_asked)
        self.remove.clicked.connect(self.remove_asked)
        QShortcut(QKeySequence("Ctrl+S"), form, self.save_asked.emit)
        self._say()

    def _say(self) -> None:
        self.save.setText(_("Save"))
        self.save.setToolTip("Ctrl+S")
        self.discard.setText(_("Discard"))
        self.remove.setText(_("Remove"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
