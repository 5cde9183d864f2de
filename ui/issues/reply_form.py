"""What a department answered, typed in for it: the columns of its sheet, in one form."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from supervisor.errors import SupervisorError
from supervisor.issues.issue import Issue
from supervisor.issues.moves import Given
from supervisor.issues.reply import Answer, Reply
from supervisor.issues.states import STATE_LABELS
from supervisor.sentences.error import sentence
from supervisor.words import _, mark
from supervisor.workdays.working_time import close_of
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.issues.questions import WAYS
from ui.widgets.attuned import AttunedFrame
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.flow_row import FlowRow
from ui.widgets.text_area import TextArea

_OURS = {"": None, "yes": True, "no": False}


class ReplyForm(AttunedFrame):
    """Keeps the reply and whatever follows from it. Ctrl+Enter keeps, Esc gives up."""

    done = Signal(object)  # Issue
    cancelled = Signal()
    edited = Signal()  # a person typed; `given` has what

    def __init__(self, desk: IssuesDesk, issue: Issue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "drawer")
        self._desk, self._issue, self._busy = desk, issue, False
        self.id = uuid.uuid4().hex
        self.title, self.help, self.problem = QLabel(self), QLabel(self), QLabel(self)
        self.title.setProperty("role", "lead")
        self.help.setProperty("role", "muted")
        self.problem.setProperty("role", "error")
        self.ours, self.how, self.proposed = (
            ChoiceBox(self),
            ChoiceBox(self, free=True),
            ChoiceBox(self, free=True),
        )
        self.said_by, self.owner = QLineEdit(self), QLineEdit(self)
        self.on, self.planned, self.done_on = DayLine(self), DayLine(self), DayLine(self)
        self.cause, self.measure = TextArea(self), TextArea(self)
        self.progress, self.remark = TextArea(self, lines=2), TextArea(self, lines=2)
        for line in (self.said_by, self.owner):
            line.setMaxLength(300)
        for label in (self.title, self.help, self.problem):
            label.setWordWrap(True)
        self.problem.hide()
        self.fields = {
            "ours": Field(mark("Is it theirs"), self.ours, "", self),
            "said_by": Field(mark("Said by"), self.said_by, "", self),
            "on": Field(mark("Said on"), self.on, mark("Nothing: just now."), self),
            "how": Field(mark("How we know"), self.how, "", self),
            "cause": Field(mark("Cause"), self.cause, "", self),
            "measure": Field(mark("Measure"), self.measure, "", self),
            "owner": Field(mark("Owner of the measure"), self.owner, "", self),
            "planned": Field(mark("Planned for"), self.planned, "", self),
            "progress": Field(mark("Progress or result"), self.progress, "", self),
            "done_on": Field(
                mark("In force since"), self.done_on, mark("Where they say that it is done."), self
            ),
            "proposed": Field(mark("Whose it is, as they see it"), self.proposed, "", self),
            "remark": Field(mark("Remark"), self.remark, "", self),
        }
        self.do_it, self.leave = QPushButton(self), QPushButton(self)
        self.do_it.setProperty("role", "primary")
        buttons = FlowRow(self)
        buttons.add(self.do_it)
        buttons.add(self.leave)
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        grid.setHorizontalSpacing(theme.SPACE_M)
        grid.addWidget(self.title, 0, 0, 1, 2)
        grid.addWidget(self.help, 1, 0, 1, 2)
        places = {"cause": 2, "measure": 2, "progress": 2, "remark": 2, "proposed": 2}
        row, column = 2, 0
        for name, field in self.fields.items():
            span = places.get(name, 1)
            if column + span > 2:  # columns
                row, column = row + 1, 0
            grid.addWidget(field, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            column += span
        grid.addWidget(self.problem, row + 1, 0, 1, 2)
        grid.addWidget(buttons, row + 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.do_it.clicked.connect(self.decide)
        self.leave.clicked.connect(self.cancelled)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.decide).setContext(
                Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
        for signal in (
            *(line.textEdited for line in (self.said_by, self.owner, self.on, self.planned, self.done_on)),
            *(area.textChanged for area in (self.cause, self.measure, self.progress, self.remark)),
            *(box.chosen for box in (self.ours, self.how, self.proposed)),
        ):
            signal.connect(lambda *_said: self.edited.emit())
        self._say()

    def start(self) -> None:
        """Give the keyboard to the first field."""
        self.ours.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def answer(self) -> Answer:
        """What is typed; only to be asked when there is no problem."""
        return Answer(
            _OURS[self.ours.value],
            self.cause.text,
            self.measure.text,
            self.owner.text().strip(),
            self.planned.day,
            self.progress.text,
            self.done_on.day,
            self._desk.known.department(self.proposed.value) if self.proposed.value else "",
            self.remark.text,
        )

    @property
    def given(self) -> Given:
        """What is typed, as a draft keeps it; days that cannot be read are left out."""

        def day(line: DayLine) -> date | None:
            return line.day if not line.problem else None

        return Given(
            effective=_OURS[self.ours.value],
            who=self.said_by.text(),
            wished=day(self.on),
            how=self.how.value,
            cause=self.cause.text,
            measure=self.measure.text,
            owner=self.owner.text(),
            planned=day(self.planned),
            done_what=self.progress.text,
            in_force=day(self.done_on),
            proposed_department=self.proposed.value,
            reason=self.remark.text,
        )

    def put(self, given: Given) -> None:
        """Show what was typed before."""
        self.ours.choose(next(key for key, said in _OURS.items() if said is given.effective))
        self.said_by.setText(given.who)
        self.how.choose(given.how)
        self.owner.setText(given.owner)
        self.proposed.choose(given.proposed_department)
        for line, day in (
            (self.on, given.wished),
            (self.planned, given.planned),
            (self.done_on, given.in_force),
        ):
            line.show_day(day)
        for area, text in (
            (self.cause, given.cause),
            (self.measure, given.measure),
            (self.progress, given.done_what),
            (self.remark, given.reason),
        ):
            area.show_text(text)

    def decide(self) -> None:
        """Keep the reply, when nothing is wrong."""
        if self._busy or not self._judge():
            return
        now, desk, on = self._desk.now, self._desk, self.on.day
        at = now
        if on is not None and on < desk.today:
            at = self._end_of(on)
        said = Reply(
            self.id,
            self._issue.id,
            self._issue.facts.department,
            self.answer,
            at,
            desk.centre.who,
            self.said_by.text().strip(),
            self.how.value,
        )
        self._busy = True
        desk.do(
            _("{number}: the reply was kept.").format(number=self._issue.number),
            "supervisor.issues.store",
            "reply",
            said,
            acting=desk.acting(self._issue.facts.department),
            then=self._was_done,
            failed=self._was_refused,
        )

    def _end_of(self, on: date) -> datetime:
        """A day is known, not the hour: when the department closed, so that what came on the last day came in
        time; where that is before what happened last, when the day was over."""
        desk, issue = self._desk, self._issue
        over = desk.centre.days.begins(on + timedelta(days=1)) - timedelta(minutes=1)
        if (frame := desk.known.frame) is None:
            return over
        calendar = frame.calendar(frame.departments.get(issue.facts.department, ""))
        closes = close_of(calendar, on) if calendar.is_working(on) else over
        return closes if closes >= (issue.standing.moved_at or issue.made_at) else over

    def _judge(self) -> bool:
        wrong = [
            (name, line.problem)
            for name, line in (("on", self.on), ("planned", self.planned), ("done_on", self.done_on))
        ]
        if not self.on.problem and self.on.day is not None and self.on.day > self._desk.today:
            wrong[0] = "on", _("This is still to come.")
        for name, said in wrong:
            self.fields[name].show_problem(said)
        bad = next((name for name, said in wrong if said), None)
        if bad is not None:
            self.fields[bad].editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        empty = self.answer == Answer()
        self._refuse(_("Nothing is filled in yet.") if empty else "")
        return not empty

    def _was_done(self, issue: Issue) -> None:
        self._busy = False
        self.done.emit(issue)

    def _was_refused(self, error: SupervisorError) -> None:
        self._busy = False
        self._refuse(sentence(error))

    def _refuse(self, said: str) -> None:
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def _say(self) -> None:
        department = self._desk.known.department(self._issue.facts.department)
        self.title.setText(_("Reply of {department}").format(department=department))
        self.setAccessibleName(self.title.text())
        self.help.setText(
            _(
                "The issue is “{state}”. What follows from the reply is done at once: signed for, confirmed "
                "or returned, answered, done."
            ).format(state=_(STATE_LABELS[self._issue.state]))
        )
        self.ours.offer([(_("not said"), ""), (_("yes"), "yes"), (_("no"), "no")])
        self.how.offer((_(one), _(one)) for one in WAYS)
        known = self._desk.known.departments
        self.proposed.offer((one.name, one.id) for one in known if not one.retired)
        self.do_it.setText(_("Keep the reply"))
        self.do_it.setToolTip(_("{what} (Ctrl+Enter)").format(what=self.do_it.text()))
        self.leave.setText(_("Cancel"))

    def _fit(self) -> None:
        """The fields fit themselves."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)
