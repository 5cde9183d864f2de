"""A letter as it would go out, beside the list of what is due."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.issues.letters import Letter
from supervisor.words import _
from ui import theme
from ui.widgets.pane import Pane


class LetterView(Pane):
    """`send_asked` and `leave_asked` give the letter that is shown."""

    send_asked = Signal(object)
    leave_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letter: Letter | None = None
        self.head, self.lacks = QLabel(self), QLabel(self)
        self.head.setProperty("role", "muted")
        self.lacks.setProperty("role", "error")
        for label in (self.head, self.lacks):
            label.setWordWrap(True)
        self.body = QPlainTextEdit(self)
        self.body.setReadOnly(True)
        self.body.setMinimumHeight(theme.current().px(220))
        self.send, self.leave = QPushButton(self), QPushButton(self)
        self.send.setProperty("role", "primary")
        row = QHBoxLayout()
        row.addWidget(self.send)
        row.addWidget(self.leave)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.head)
        column.addWidget(self.lacks)
        column.addWidget(self.body, 1)
        column.addLayout(row)
        self.send.clicked.connect(lambda: self.send_asked.emit(self._letter))
        self.leave.clicked.connect(lambda: self.leave_asked.emit(self._letter))
        self.retranslate()

    @property
    def letter(self) -> Letter | None:
        return self._letter

    def show_letter(self, letter: Letter, *, may_send: bool, why_not: str = "") -> None:
        """Show *letter*; *why_not* says what keeps all letters from being sent."""
        self._letter = letter
        said = [_("To: {who}").format(who=", ".join(letter.to) or "–")]
        if letter.copy:
            said.append(_("Copy: {who}").format(who=", ".join(letter.copy)))
        said.append(_("Subject: {subject}").format(subject=letter.subject))
        self.head.setText("\n".join(said))
        wrong = letter.lacks or why_not
        self.lacks.setText(wrong)
        self.lacks.setVisible(bool(wrong))
        self.body.setPlainText(letter.body)
        self.send.setEnabled(may_send and not wrong)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.send.setText(_("Send now"))
        self.leave.setText(_("Do not send"))
        self.body.setAccessibleName(_("Text of the letter"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
