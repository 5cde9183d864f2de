"""Moves of the issue on its page: what is typed is saved first, then what the move needs is asked."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from supervisor.issues.effect_wording import Statement
from supervisor.issues.issue import Issue
from supervisor.issues.states import MOVE, Move, State
from ui.issues.issue_in_hand import IssueInHand
from ui.issues.move_form import MoveForm
from ui.issues.replies_view import WITH_DEPARTMENT
from ui.widgets.text_area import TextArea


class IssueMoves(QObject):
    """`form` is the one that is open, None while nothing is asked. `done` comes after a move."""

    done = Signal()

    def __init__(self, hand: IssueInHand) -> None:
        super().__init__(hand.window)
        self._hand, self._desk, self._body = hand, hand.desk, hand.body
        body = hand.body
        self.form: MoveForm | None = None
        body.head.move_asked.connect(self.begin)
        body.effect.finding_wanted.connect(self._state_finding)

    def begin(self, move: Move) -> None:
        """Ask for what *move* needs; what is typed is saved first."""
        if self._hand.editing.is_dirty:
            self._hand.save(then=lambda issue: self._ask(issue, move))
        elif self._hand.issue is not None:
            self._ask(self._hand.issue, move)

    def go_on(self) -> None:
        """Open again what was begun and not done, where it still may be."""
        opened, begun = self._hand.opened, self._hand.editing.begun
        if opened is None or self._hand.editing.is_dirty:
            return
        if "reply" in begun and opened.issue.state in WITH_DEPARTMENT:
            self._body.replies.begin(opened.issue, begun["reply"])
        for name in begun:
            if name in MOVE and opened.issue.state in MOVE[name].since:
                self._ask(opened.issue, MOVE[name])
                return

    def leave(self) -> None:
        """Ask for nothing any more."""
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self._body.start()

    def _ask(self, issue: Issue, move: Move) -> None:
        self.leave()
        opened = self._hand.opened
        count = len(opened.evidence) if opened is not None else 0
        self.form = MoveForm(self._desk, issue, move, count, self._body)
        if (before := self._hand.editing.begun.get(move.name)) is not None:
            self.form.put(before)
        self._body.show_form(self.form)
        self.form.edited.connect(self._note)
        self.form.done.connect(self._was_done)
        self.form.cancelled.connect(self._give_up)
        self.form.start()

    def _state_finding(self, _id: int, said: Statement) -> None:
        """Ask for the verifying move, with what the figures say in its form."""
        opened = self._hand.opened
        if opened is None or opened.issue.state is not State.DONE:
            return
        self.begin(MOVE["verify"])
        for question in self.form.questions if self.form is not None else ():
            if question.name == "finding" and isinstance(question.editor, TextArea):
                question.editor.show_text(said.text)

    def _note(self) -> None:
        if self.form is not None:
            self._hand.editing.note_begun(self.form.name, self.form.given)

    def _give_up(self) -> None:
        if self.form is not None:
            self._hand.editing.note_begun(self.form.name, None)
        self.leave()

    def _was_done(self, _issue: Issue) -> None:
        if self.form is not None:
            self._hand.editing.note_begun(self.form.name, None)
        self.leave()
        self.done.emit()
