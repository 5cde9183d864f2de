"""The bar below a form: save what was changed, discard it, and what else can be done to the thing; or one
that is there only while something is not saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from supervisor.words import _
from ui import theme
from ui.widgets.role import put_role


class SaveBar(QFrame):
    """Ctrl+S saves from anywhere in the form. *quiet* buttons stand apart: remove, retire; those *beside*
    stand behind the one that saves. Whoever made them says what they are called."""

    save_asked = Signal()
    discard_asked = Signal()

    def __init__(self, form: QWidget, *quiet: QPushButton, beside: Sequence[QPushButton] = ()) -> None:
        super().__init__(form)
        self.setProperty("role", "save-bar")
        self.save, self.discard = QPushButton(self), QPushButton(self)
        self.save.setProperty("role", "primary")
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_M, theme.SPACE_S)
        for button in (self.save, *beside, self.discard):
            row.addWidget(button)
        row.addStretch(1)
        for button in quiet:
            button.setProperty("role", "link")
            row.addWidget(button)
        self.save.clicked.connect(self.save_asked)
        self.discard.clicked.connect(self.discard_asked)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), form, self.save_asked.emit)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._called = ""
        self._say()

    def call_save(self, called: str) -> None:
        """Call the button that saves otherwise: it takes in, or registers. Marked; "": as usual."""
        self._called = called
        self._say()

    def _say(self) -> None:
        self.save.setText(_(self._called) if self._called else _("Save"))
        self.save.setToolTip(_("Ctrl+S"))
        self.discard.setText(_("Discard"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()


class UnsavedBar(SaveBar):
    """Hidden while nothing is to be saved; else a line at the left says so, or why it could not be."""

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self._said = QLabel(self)
        self._said.setWordWrap(True)
        self._row.takeAt(self._row.count() - 1)  # the room at the right: the line takes it at the left
        self._row.setSpacing(theme.SPACE_S)
        self._row.insertWidget(0, self._said, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What the line says."""
        return self._said.text()

    def tell(self, dirty: bool, said: str, problem: str = "") -> None:
        """Be there if *dirty*, and say *said*; in place of it a *problem*, if there is one."""
        self._said.setText(problem or said)
        put_role(self._said, "error" if problem else "")
        self.setVisible(dirty)
