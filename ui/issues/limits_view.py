"""What can be done about limits: a pause, more time, another limit, and the ruling after two returns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.issues.clock import Clock, Pause, Waiting
from supervisor.issues.clock_wording import pause_words
from supervisor.issues.issue import Issue
from supervisor.issues.running import asked, current
from supervisor.issues.states import CLOCK_LABELS, ClockKind
from supervisor.sentences.error import sentence
from supervisor.words import _, day, mark
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.issues.questions import department_choices
from ui.widgets.attuned import AttunedFrame
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import Pane
from ui.widgets.roomy import bring_into_sight
from ui.widgets.text_area import TextArea

PAUSE, EXTENSION, PROMISE, RULING = "pause", "extension", "promise", "ruling"
TITLES = {
    PAUSE: mark("Pause the clock"),
    EXTENSION: mark("Ask for more time"),
    PROMISE: mark("Set another limit"),
    RULING: mark("Rule whose it is"),
}
END_OF_DAY = time(18)


class LimitForm(AttunedFrame):
    """Asks for one of PAUSE, EXTENSION, PROMISE, RULING and does it."""

    done = Signal()
    cancelled = Signal()

    def __init__(self, desk: IssuesDesk, issue: Issue, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "drawer")
        self._desk, self._issue, self._what, self._busy = desk, issue, what, False
        self.title, self.help, self.problem = QLabel(self), QLabel(self), QLabel(self)
        self.title.setProperty("role", "lead")
        self.help.setProperty("role", "muted")
        self.problem.setProperty("role", "error")
        for label in (self.title, self.help, self.problem):
            label.setWordWrap(True)
        self.problem.hide()
        self.reason, self.day = TextArea(self, lines=2), DayLine(self)
        self.party, self.department = QLineEdit(self), ChoiceBox(self)
        self.party.setMaxLength(300)
        self.fields: dict[str, Field] = {}
        if what == RULING:
            self.fields["department"] = Field(mark("Responsible department"), self.department, "", self)
        if what == PAUSE and self._kind is ClockKind.SOLUTION:
            self.fields["party"] = Field(
                mark("Third party that is waited for"), self.party, mark("Never the department itself."), self
            )
        self.fields["reason"] = Field(mark("Reason"), self.reason, "", self)
        if what != RULING:
            labels = {PAUSE: mark("Until when at the latest"), EXTENSION: mark("New date")}
            self.fields["day"] = Field(labels.get(what, mark("New limit")), self.day, "", self)
        for unused in (self.party, self.department, self.day):
            unused.setVisible(any(field.editor is unused for field in self.fields.values()))
        self.do_it, self.leave = QPushButton(self), QPushButton(self)
        self.do_it.setProperty("role", "primary")
        buttons = FlowRow(self)
        buttons.add(self.do_it)
        buttons.add(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_S)
        for widget in (self.title, self.help, *self.fields.values(), self.problem, buttons):
            column.addWidget(widget)
        for line in (self.party, self.day):
            line.returnPressed.connect(self.decide)
        self.do_it.clicked.connect(self.decide)
        self.leave.clicked.connect(self.cancelled)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.decide).setContext(
                Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
        self._say()

    @property
    def _kind(self) -> ClockKind | None:
        one = current(self._issue)
        return one.kind if one is not None else None

    def start(self) -> None:
        """Give the keyboard to the first field."""
        next(iter(self.fields.values())).editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def decide(self) -> None:
        """Do it, when nothing is missing."""
        if self._busy or not self._judge():
            return
        name, said, arguments = self._step()
        self._busy = True
        self._desk.do(
            said.format(number=self._issue.number),
            "supervisor.issues.store",
            name,
            self._issue.id,
            self._issue.version,
            *arguments,
            acting=self._desk.acting(),
            then=self._was_done,
            failed=self._was_refused,
        )

    def _step(self) -> tuple[str, str, tuple[Any, ...]]:
        reason, on = self.reason.text, self.day.day if not self.day.problem else None
        match self._what:
            case "pause":
                return "pause", _("{number}: the clock is paused."), (self._pause(on),)
            case "extension":
                return "ask_extension", _("{number}: more time was asked for."), (on, reason)
            case "promise":
                return "promise", _("{number}: the limit is another."), (on, reason)
        return "rule", _("{number}: it was ruled whose it is."), (self.department.value, reason)

    def _pause(self, on: date | None) -> Pause:
        desk = self._desk
        waiting = Waiting.THIRD if self._kind is ClockKind.SOLUTION else Waiting.CENTRE
        expected = datetime.combine(on, END_OF_DAY, desk.zone) if on is not None else None
        return Pause(desk.now, self.reason.text, waiting, self.party.text().strip(), expected)

    def _judge(self) -> bool:
        first = None
        for name, field in self.fields.items():
            empty = {
                "day": not self.day.text().strip(),
                "reason": not self.reason.text,
                "party": not self.party.text().strip(),
                "department": not self.department.value,
            }[name]
            said = _("This is needed.") if empty else self.day.problem if name == "day" else ""
            field.show_problem(said)
            first = first or (field if said else None)
        if first is not None:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return first is None

    def _was_done(self, _nothing: object) -> None:
        self._busy = False
        self.done.emit()

    def _was_refused(self, error: SupervisorError) -> None:
        self._busy = False
        self.problem.setText(sentence(error))
        self.problem.show()

    def _say(self) -> None:
        self.title.setText(_(TITLES[self._what]))
        self.setAccessibleName(self.title.text())
        helps = {
            PAUSE: _("The limit moves by the working time of the pause. It ends by itself on that day."),
            EXTENSION: _("To be asked before the limit is over; chair or manager rule on it."),
            PROMISE: _("Set by a meeting or the manager; what was promised first stays visible."),
            RULING: _("The issue came back twice: the chair says whose it is."),
        }
        self.help.setText(helps[self._what])
        self.department.offer(department_choices(self._desk))
        self.do_it.setText(_(TITLES[self._what]))
        self.do_it.setToolTip(_("{what} (Ctrl+Enter)").format(what=self.do_it.text()))
        self.leave.setText(_("Cancel"))

    def _fit(self) -> None:
        """The fields fit themselves."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


class LimitsView(Pane):
    """The buttons that apply, and what was asked for and waits for a ruling. `wanted` has what a form is
    asked for, `simple` the name of a step, what is said, and its arguments."""

    wanted = Signal(str)
    simple = Signal(str, str, object)

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._issue: Issue | None = None
        self.form: LimitForm | None = None
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons: dict[str, QPushButton] = {}
        self.row = FlowRow(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_S)
        self._column.addWidget(self.said)
        self._column.addWidget(self.row)

    def show_issue(self, issue: Issue) -> None:
        """Show what can be done about the limits of *issue*."""
        self._issue = issue
        self.row.clear()
        self.buttons = {}
        one = current(issue) if issue.id else None
        lines = [self._running_words(one)]
        if one is not None:
            wanted = asked(one)
            if wanted is not None:
                lines.append(
                    _("{who} asks for more time until {day}: {reason}").format(
                        who=wanted.asked_by, day=day(wanted.until, self._desk.today), reason=wanted.reason
                    )
                )
                self._add("grant", _("Grant it"), self._rule(granted=True))
                self._add("refuse", _("Refuse it"), self._rule(granted=False))
            if any(pause.is_on(self._desk.now) for pause in one.pauses):
                lines.append(pause_words(one, self._desk.zone, self._desk.today))
                ends = _("{number}: the clock goes on.").format(number=issue.number)
                self._add(
                    "end_pause", _("Let the clock go on"), lambda: self.simple.emit("end_pause", ends, ())
                )
            else:
                self._ask(PAUSE)
            if wanted is None:
                self._ask(EXTENSION)
            self._ask(PROMISE)
        if issue.standing.ruling_wanted:
            self._ask(RULING)
        self.said.setText("\n".join(line for line in lines if line))

    def begin(self, issue: Issue, what: str) -> None:
        """Ask for what *what* needs."""
        self.leave_form()
        self.form = LimitForm(self._desk, issue, what, self)
        self._column.addWidget(self.form)
        self.form.done.connect(self.leave_form)
        self.form.cancelled.connect(self.leave_form)
        bring_into_sight(self.form)
        self.form.start()

    def leave_form(self) -> None:
        """Ask for nothing any more."""
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            if self.buttons:
                next(iter(self.buttons.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _running_words(self, one: Clock | None) -> str:
        if one is None:
            return _("No clock runs for a department.")
        return _("The clock “{clock}” runs for the department.").format(clock=_(CLOCK_LABELS[one.kind]))

    def _rule(self, *, granted: bool) -> Callable[[], None]:
        number = self._issue.number if self._issue is not None else ""
        said = _("{number}: more time was granted.") if granted else _("{number}: more time was refused.")
        return lambda: self.simple.emit("rule_extension", said.format(number=number), (granted,))

    def _ask(self, what: str) -> None:
        self._add(what, _("{what}…").format(what=_(TITLES[what])), lambda: self.wanted.emit(what))

    def _add(self, name: str, words: str, slot: Callable[[], None]) -> None:
        button = QPushButton(words, self.row)
        button.clicked.connect(lambda _on: slot())
        self.buttons[name] = button
        self.row.add(button)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._issue is not None:
            self.show_issue(self._issue)
