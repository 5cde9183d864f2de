"""What a move still needs, asked in one small form; whoever shows it is told when it is done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.issues.issue import Issue
from supervisor.issues.moves import NEED_LABELS, Given, missing
from supervisor.issues.states import STATE_LABELS, Move, Need
from supervisor.sentences.error import sentence
from supervisor.words import _
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.issues.questions import QUESTIONS, ask
from ui.widgets.attuned import AttunedFrame

BESIDE = {  # what is asked together with a need, though it need not be answered
    Need.CAUSE: ("cause_kind",),
}


class MoveForm(AttunedFrame):
    """Asks for what `missing` says and does the *move*. Ctrl+Enter does it, Esc gives up.

    `done` has the issue as it then is; `cancelled` comes when somebody gave up, and nothing was done. An
    issue is sent with a sheet: for that move the form leads to the sheets.
    """

    done = Signal(object)  # Issue
    cancelled = Signal()
    edited = Signal()  # a person typed; `given` has what

    def __init__(
        self, desk: IssuesDesk, issue: Issue, move: Move, evidence_count: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "drawer")
        self._desk, self._issue, self._move, self._count = desk, issue, move, evidence_count
        self._busy = False
        self.title, self.after = QLabel(self), QLabel(self)
        self.title.setProperty("role", "lead")
        self.after.setProperty("role", "muted")
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        for label in (self.title, self.after, self.problem):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.hide()
        self.questions = [ask(name, desk, issue, self) for name in self._wanted()]
        self.do_it, self.leave = QPushButton(self), QPushButton(self)
        self.do_it.setProperty("role", "primary")
        row = QHBoxLayout()
        row.addWidget(self.do_it)
        row.addWidget(self.leave)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.title)
        column.addWidget(self.after)
        for question in self.questions:
            column.addWidget(question.field)
            question.listen(self.edited.emit)
            if isinstance(question.editor, QLineEdit):
                question.editor.returnPressed.connect(self.decide)
        column.addWidget(self.problem)
        column.addLayout(row)
        self.do_it.clicked.connect(self.decide)
        self.leave.clicked.connect(self.cancelled)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, self.decide)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._say()

    @property
    def leads_to_sheets(self) -> bool:
        """Whether this cannot be done here, as it is done by sending a sheet."""
        return Need.SHEET in self._move.needs

    @property
    def name(self) -> str:
        """The name of the move."""
        return self._move.name

    @property
    def given(self) -> Given:
        """What has been said so far; fields with a problem are left out."""
        said = {one.name: one.value() for one in self.questions if not one.problem()}
        return Given(**said)

    def put(self, given: Given) -> None:
        """Show what was said before."""
        for question in self.questions:
            if value := getattr(given, question.name):
                question.show(value)

    def start(self) -> None:
        """Give the keyboard to the first question, or to the button where there is none."""
        first = self.questions[0].editor if self.questions else self.do_it
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def decide(self) -> None:
        """Do the move, when nothing is missing."""
        if self._busy:
            return
        if self.leads_to_sheets:
            self.cancelled.emit()
            self._desk.tab_wanted.emit("sheets")
            return
        if not self.judge():
            return
        self._busy = True
        move = self._move
        self._desk.do(
            _("{number}: {move}").format(number=self._issue.number, move=_(move.title)),
            "supervisor.issues.store",
            "move",
            self._issue.id,
            self._issue.version,
            move.name,
            self.given,
            acting=self._desk.acting(self._issue.facts.department if move.of_department else ""),
            then=self._was_done,
            failed=self._was_refused,
        )

    def judge(self) -> bool:
        """Say at each field what is wrong with it; whether all is well. The keyboard goes to the first."""
        given, first = self.given, None
        gone = missing(self._issue, self._move, given, evidence=self._count)
        names = {QUESTIONS[need].name for need in gone}
        for question in self.questions:
            said = question.problem() or (_("This is needed.") if question.name in names else "")
            question.field.show_problem(said)
            if said and first is None:
                first = question
        if first is not None:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        asked = {question.name for question in self.questions}
        elsewhere = [need for need in gone if QUESTIONS[need].name not in asked]
        needs = _("; ").join(_(NEED_LABELS[need]) for need in elsewhere)
        self._refuse(_("Still to be given: {needs}.").format(needs=needs) if needs else "")
        return first is None and not elsewhere

    def _wanted(self) -> list[str]:
        """The names of what is asked, in the order of the move's needs."""
        if self.leads_to_sheets:
            return []
        gone = set(missing(self._issue, self._move, Given(), evidence=self._count))
        if Need.WHEN in self._move.needs:
            gone.add(Need.WHEN)  # now, unless somebody says otherwise
        names: list[str] = []
        for need in self._move.needs:
            if need in gone:
                names += [QUESTIONS[need].name, *BESIDE.get(need, ())]
        return names

    def _was_done(self, issue: Issue) -> None:
        self._busy = False
        self.done.emit(issue)

    def _was_refused(self, error: SupervisorError) -> None:
        self._busy = False
        self._refuse(sentence(error))

    def _refuse(self, said: str) -> None:
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    # -- words ----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        move, issue = self._move, self._issue
        self.title.setText(_(move.title))
        self.setAccessibleName(_("{number}: {move}").format(number=issue.number, move=_(move.title)))
        if self.leads_to_sheets:
            self.after.setText(
                _("An issue is sent with the sheet of its department, together with all others.")
            )
            self.do_it.setText(_("Show the sheets"))
        else:
            self.after.setText(
                _("{number} is “{state}” afterwards.").format(
                    number=issue.number, state=_(STATE_LABELS[move.to])
                )
            )
            self.do_it.setText(_(move.title))
        self.do_it.setToolTip(_("{what} (Ctrl+Enter)").format(what=self.do_it.text()))
        self.leave.setText(_("Cancel"))
        self.leave.setToolTip(_("Cancel (Esc)"))
        for question in self.questions:
            question.say()

    def _fit(self) -> None:
        """The fields fit themselves."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)
