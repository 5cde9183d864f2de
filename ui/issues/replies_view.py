"""What departments answered, the newest first, and the form in which a reply is typed in for them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.issues.issue import Issue
from supervisor.issues.moves import Given
from supervisor.issues.reply import Reply
from supervisor.issues.speaker import Speaker
from supervisor.issues.states import State
from supervisor.issues.wording import reply_lines
from supervisor.words import _, moment
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.issues.reply_form import ReplyForm
from ui.widgets.pane import Pane
from ui.widgets.roomy import bring_into_sight

WITH_DEPARTMENT = frozenset({State.SENT, State.RECEIVED, State.CONFIRMED, State.ANSWERED, State.WORKING})
"""In these a department may say something."""


class RepliesView(Pane):
    """`done` comes with the issue after a reply; `asked` when one is to be typed in."""

    done = Signal(object)  # Issue
    asked = Signal()
    typed = Signal(object)  # Given: what stands in the form, None: it was kept or given up

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: tuple[tuple[Reply, ...], Issue, Speaker] | None = None
        self.form: ReplyForm | None = None
        self.none, self.enter = QLabel(self), QPushButton(self)
        self.none.setProperty("role", "small")
        self.none.setWordWrap(True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.SPACE_M)
        self.rows: list[QLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_S)
        self._column.addLayout(self._rows)
        self._column.addWidget(self.none)
        self._column.addWidget(self.enter, 0, Qt.AlignmentFlag.AlignLeft)
        self.enter.clicked.connect(self.asked)

    def show_replies(self, replies: Sequence[Reply], issue: Issue, speak: Speaker) -> None:
        """Show *replies* to *issue*, which come oldest first."""
        self._shown = tuple(replies), issue, speak
        for row in self.rows:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for reply in reversed(replies):
            head = _(" · ").join(
                part
                for part in (
                    moment(reply.at, speak.zone, speak.today),
                    speak.department(reply.department),
                    reply.said_by,
                    reply.how,
                    _("entered by {who}").format(who=reply.who),
                )
                if part
            )
            label = QLabel("\n".join((head, *reply_lines(msgspec.to_builtins(reply.answer), speak))), self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._rows.addWidget(label)
            self.rows.append(label)
        self.enter.setText(_("Enter a reply…"))
        self.enter.setVisible(issue.state in WITH_DEPARTMENT)
        self.none.setText(_("No department has replied yet."))
        self.none.setVisible(not replies)

    def begin(self, issue: Issue, before: Given | None = None) -> None:
        """Type in a reply to *issue*; *before*: what was typed and not kept."""
        self.leave_form()
        self.form = ReplyForm(self._desk, issue, self)
        self._column.addWidget(self.form)
        self.form.done.connect(self._was_done)
        self.form.cancelled.connect(self._give_up)
        if before is not None:
            self.form.put(before)
        self.form.edited.connect(self._typed)
        bring_into_sight(self.form)
        self.form.start()

    def leave_form(self) -> None:
        """Ask for nothing any more."""
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self.enter.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        if self.form is not None:
            self.typed.emit(self.form.given)

    def _give_up(self) -> None:
        self.typed.emit(None)
        self.leave_form()

    def _was_done(self, issue: Issue) -> None:
        self.typed.emit(None)
        self.leave_form()
        self.done.emit(issue)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._shown is not None:
            self.show_replies(*self._shown)
