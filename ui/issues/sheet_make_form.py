"""New sheets, in the drawer: to whom, for which meeting, by when answers are wished."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.issues.sheet_told import HELD_LABELS, Making
from supervisor.words import _, day, mark, ngettext, number
from supervisor.workdays.working_time import after_days
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.issues.sheets_work import SheetsRead
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import Pane
from ui.widgets.text_area import TextArea

MOST_HELD = 5  # issues that are named; of more it is said how many


class MakeForm(Pane):
    """`make_asked` gives the ids of departments and what the sheets say. Ctrl+Enter makes them."""

    make_asked = Signal(object, object)  # tuple of ids, Making
    given_up = Signal()

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._read = SheetsRead()
        self._said = ""  # the covering text that was proposed: it follows the day as long as nobody wrote
        self.whom = QLabel(self)
        self.whom.setProperty("role", "strong")
        self._boxes = QWidget(self)
        self.boxes: dict[str, QCheckBox] = {}
        self._column = QVBoxLayout(self._boxes)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_XS)
        self.meeting = ChoiceBox(self)
        self.since, self.until, self.wished = DayLine(self), DayLine(self), DayLine(self)
        self.covering = TextArea(self, lines=4)
        self.held, self.problem = QLabel(self), QLabel(self)
        self.held.setProperty("role", "small")
        self.problem.setProperty("role", "error")
        for label in (self.held, self.problem):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.hide()
        self.fields = {
            "meeting": Field(mark("For the meeting"), self.meeting, mark("Or none: then about a period.")),
            "since": Field(mark("First day"), self.since),
            "until": Field(mark("Last day"), self.until),
            "wished": Field(mark("Answers wished by"), self.wished),
            "covering": Field(mark("Covering text"), self.covering),
        }
        self.make, self.leave = QPushButton(self), QPushButton(self)
        self.make.setProperty("role", "primary")
        row = FlowRow(self)
        row.add(self.make)
        row.add(self.leave)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, theme.SPACE_S, 0)
        whole.setSpacing(theme.SPACE_M)
        whole.addWidget(self.whom)
        whole.addWidget(self._boxes)
        self._period = QWidget(self)
        pair = QHBoxLayout(self._period)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(theme.SPACE_M)
        pair.addWidget(self.fields["since"], 1, Qt.AlignmentFlag.AlignTop)
        pair.addWidget(self.fields["until"], 1, Qt.AlignmentFlag.AlignTop)
        whole.addWidget(self.fields["meeting"])
        whole.addWidget(self._period)
        whole.addWidget(self.fields["wished"])
        whole.addWidget(self.fields["covering"])
        for widget in (self.problem, row, self.held):
            whole.addWidget(widget)
        whole.addStretch(1)
        self.make.clicked.connect(self.decide)
        self.leave.clicked.connect(self.given_up)
        self.wished.textChanged.connect(lambda _text: self._propose())
        self.meeting.chosen.connect(lambda _id: self._wish())
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, self.decide)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.retranslate()

    # -- what is shown --------------------------------------------------------------------------------------

    def begin(self, read: SheetsRead, meeting: str = "") -> None:
        """Offer a sheet to each department for which something is ready, for that *meeting* (id) or else the
        next one."""
        self._read = read
        found = read.to_send
        self._clear()
        known = {one.id for one in self._desk.known.departments if not one.retired}
        ids = [*found.ready, *(id for id in found.owed if id not in found.ready)]
        for id in sorted((id for id in ids if id in known), key=self._order):
            box = QCheckBox(self._boxes)
            box.setChecked(id in found.ready)
            box.toggled.connect(lambda _on: self._judge())
            self.boxes[id] = box
            self._column.addWidget(box)
        self._offer()
        ahead = [one.id for one in read.meetings]
        self.meeting.choose(meeting if meeting in ahead else next(iter(ahead), ""))
        self.since.show_day(None)
        self.until.show_day(None)
        self._said = self.covering.text
        self._wish()
        self._say_boxes()
        self._say_held()
        self._judge()
        self.refuse("")

    def start(self) -> None:
        """Give the keyboard to the first department."""
        first = next(iter(self.boxes.values()), self.meeting)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, said: str) -> None:
        """Say why none could be made."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The departments that get one."""
        return tuple(id for id, box in self.boxes.items() if box.isChecked())

    def decide(self) -> None:
        """Have the sheets made, when nothing is wrong."""
        first: QWidget | None = None
        for name, line in (("since", self.since), ("until", self.until), ("wished", self.wished)):
            wrong = line.problem
            if not wrong and name == "wished":
                wrong = self._wrong_day()
            self.fields[name].show_problem(wrong)
            first = first or (line if wrong else None)
        if first is not None:
            first.setFocus()
            return
        if not self.chosen:
            self.refuse(_("Choose a department."))
            return
        what = Making(self.meeting.value, self.since.day, self.until.day, self.wished.day, self.covering.text)
        self.make_asked.emit(self.chosen, what)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def _wrong_day(self) -> str:
        wished = self.wished.day
        if wished is None:
            return _("Say by which day answers are wished.")
        if wished < self._desk.today:
            return _("This day is over.")
        return ""

    def _clear(self) -> None:
        for box in self.boxes.values():
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = {}

    def _order(self, id: str) -> tuple[bool, str]:
        return id not in self._read.to_send.ready, self._desk.known.department(id)

    def _wish(self) -> None:
        """Propose a day: the working days that an answer may take, but before the meeting."""
        self._period.setVisible(not self.meeting.value)
        day = self._usual_day()
        on = next((one.on for one in self._read.meetings if one.id == self.meeting.value), None)
        if on is not None and self._desk.today < on <= day:
            day = max(self._desk.today, on - timedelta(days=1))
        self.wished.show_day(day)
        self._propose()

    def _usual_day(self) -> date:
        frame = self._desk.known.frame
        if frame is None:
            return self._desk.today + timedelta(days=3)
        calendar = frame.calendar("")
        limit = after_days(calendar, self._desk.now, frame.limits.answer_days)
        return limit.astimezone(self._desk.zone).date()

    def _propose(self) -> None:
        """The covering text, as long as nobody wrote another."""
        if self.covering.text != self._said:
            return
        wished = None if self.wished.problem else self.wished.day
        by = day(wished) if wished is not None else _("the day named above")
        self._said = _(
            "Customers have told us of the following. We ask you to look into it and to answer by {day}: "
            "whether it is yours, what the cause is, what is done about it, by whom and until when."
        ).format(day=by)
        self.covering.show_text(self._said)

    def _judge(self) -> None:
        count = len(self.chosen)
        self.make.setEnabled(count > 0)
        self.make.setText(ngettext("Make {n} sheet", "Make {n} sheets", count).format(n=number(count)))

    # -- words ----------------------------------------------------------------------------------------------

    def _offer(self) -> None:
        self.meeting.offer([(_("none"), ""), *((one.words, one.id) for one in self._read.meetings)])

    def _say_boxes(self) -> None:
        found = self._read.to_send
        for id, box in self.boxes.items():
            ready, owed = len(found.ready.get(id, ())), len(found.owed.get(id, ()))
            said = ngettext("{n} ready", "{n} ready", ready).format(n=number(ready))
            if owed:
                open_ = ngettext("{n} still open", "{n} still open", owed).format(n=number(owed))
                said = _("{one}, {other}").format(one=said, other=open_) if ready else open_
            box.setText(_("{name} – {what}").format(name=self._desk.known.department(id), what=said))

    def _say_held(self) -> None:
        held = self._read.to_send.held
        lines = [
            _("{number} {title}: {why}").format(number=one.number, title=one.title, why=_(HELD_LABELS[why]))
            for one, why in held[:MOST_HELD]
        ]
        if len(held) > MOST_HELD:
            more = len(held) - MOST_HELD
            lines.append(ngettext("and {n} more", "and {n} more", more).format(n=number(more)))
        if lines:
            lines.insert(0, _("Ready, but on none of these sheets:"))
        self.held.setText("\n".join(lines))
        self.held.setVisible(bool(lines))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.whom.setText(_("To which departments"))
        self.leave.setText(_("Cancel"))
        self._offer()
        self._say_boxes()
        self._say_held()
        self._judge()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
