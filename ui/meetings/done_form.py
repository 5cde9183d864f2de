"""That an action is done: since when, and what was done."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.meetings.meeting import Outcome
from supervisor.words import _, mark
from ui import theme
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.text_area import TextArea


class DoneForm(Pane):
    """`done_asked` gives the action, the day and what was done. Ctrl+S saves."""

    done_asked = Signal(object, object, str)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action: Outcome | None = None
        self._today = date.min
        self.result, self.day = TextArea(self, lines=4), DayLine(self)
        self.fields = {
            "result": Field(mark("What came out of it"), self.result),
            "day": Field(mark("Done on"), self.day),
        }
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.save, self.discard = QPushButton(self), QPushButton(self)
        self.save.setProperty("role", "primary")
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addWidget(self.discard)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for field in self.fields.values():
            column.addWidget(field)
        column.addWidget(self.problem)
        column.addLayout(row)
        column.addStretch(1)
        self.save.clicked.connect(self._save)
        self.discard.clicked.connect(self.given_up)
        QShortcut(QKeySequence("Ctrl+S"), self, self._save)
        self.retranslate()

    @property
    def is_dirty(self) -> bool:
        """Whether something is typed."""
        return bool(self.result.text)

    def show_action(self, action: Outcome, today: date) -> None:
        """Ask about *action*."""
        if self._action is None or self._action.id != action.id:
            self.result.show_text("")
            self.day.show_day(today)
        self._action, self._today = action, today
        self.refuse("")
        for field in self.fields.values():
            field.show_problem("")

    def begin(self) -> None:
        """Give the keyboard to the first field."""
        self.result.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, said: str) -> None:
        """Say what is wrong; "" for nothing."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def _save(self) -> None:
        action = self._action
        if action is None:
            return
        wrong = {
            "result": "" if self.result.text else _("Write what was done."),
            "day": self.day.problem or ("" if self.day.day else _("Write since when it is done.")),
        }
        for name, said in wrong.items():
            self.fields[name].show_problem(said)
        first = next((name for name, said in wrong.items() if said), "")
        if first:
            self.fields[first].editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.done_asked.emit(action, self.day.day, self.result.text)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.save.setText(_("Done"))
        self.save.setToolTip("Ctrl+S")
        self.discard.setText(_("Discard"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
