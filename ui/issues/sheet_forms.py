"""How a sheet went out, and who signed for it: two small forms above it."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QDate, QDateTime, Qt, QTime, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDateTimeEdit, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from supervisor.issues.sheet import Sending, Sheet, Signing
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.issues.questions import WAYS
from ui.widgets.attuned import AttunedFrame
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.field import Field
from ui.widgets.flow_row import FlowRow

SENT_BY = (mark("E-mail"), mark("By hand"), mark("Internal mail"), mark("Work platform"))
LONGEST_LINE = 300


class _Form(AttunedFrame):
    """Fields beside each other, a button and a way back. Ctrl+Enter does it, Esc gives up."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "drawer")
        self.help, self.problem = QLabel(self), QLabel(self)
        self.help.setProperty("role", "muted")
        self.problem.setProperty("role", "error")
        for label in (self.help, self.problem):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.hide()
        self.do_it, self.leave = QPushButton(self), QPushButton(self)
        self.do_it.setProperty("role", "primary")
        self.fields: dict[str, Field] = {}

    def lay_out(self, fields: dict[str, Field], first: QWidget) -> None:
        """Put *fields* beside each other; *first* gets the keyboard."""
        self.fields, self._first = fields, first
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        grid.setHorizontalSpacing(theme.SPACE_M)
        grid.addWidget(self.help, 0, 0, 1, len(fields))
        for at, field in enumerate(fields.values()):
            grid.addWidget(field, 1, at, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(at, 1)
            if isinstance(field.editor, QLineEdit):
                field.editor.returnPressed.connect(self.decide)
        buttons = FlowRow(self)
        buttons.add(self.do_it)
        buttons.add(self.leave)
        grid.addWidget(self.problem, 2, 0, 1, len(fields))
        grid.addWidget(buttons, 3, 0, 1, len(fields))
        self.do_it.clicked.connect(self.decide)
        self.leave.clicked.connect(self.cancelled)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, self.decide)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def start(self) -> None:
        """Give the keyboard to the first field."""
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, said: str) -> None:
        """Say why it could not be done."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def decide(self) -> None:
        """Do it, when nothing is wrong."""
        raise NotImplementedError

    def say(self) -> None:
        """Say everything again, in the language now in use."""
        self.leave.setText(_("Cancel"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        self.say()

    def _fit(self) -> None:
        """Nothing in it is of a size of its own."""


class SendForm(_Form):
    """`send_asked` gives the Sending."""

    send_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.to = QLineEdit(self)
        self.to.setMaxLength(LONGEST_LINE)
        self.how = ChoiceBox(self, free=True)
        self._count = 0
        self.lay_out(
            {"to": Field(mark("Sent to"), self.to), "how": Field(mark("How it is sent"), self.how)}, self.to
        )
        self.say()

    def begin(self, sheet: Sheet, count: int) -> None:
        """Ask about *sheet*, with *count* issues that it takes along."""
        self._count = count
        self.to.setText(sheet.text.head.contact)
        self.how.choose(_(SENT_BY[0]))
        self.refuse("")
        self.fields["to"].show_problem("")
        self.say()

    def decide(self) -> None:
        if not self.how.value.strip():
            self.fields["how"].show_problem(_("Say how it is sent."))
            self.how.setFocus()
            return
        self.fields["how"].show_problem("")
        self.send_asked.emit(Sending(self.to.text().strip(), self.how.value.strip()))

    def say(self) -> None:
        super().say()
        self.how.offer([(_(one), _(one)) for one in SENT_BY])
        self.help.setText(
            ngettext(
                "What it says is kept as it is, and {n} issue goes with it: its clocks start. Mail the sheet "
                "yourself, printed or as PDF.",
                "What it says is kept as it is, and {n} issues go with it: their clocks start. Mail the "
                "sheet yourself, printed or as PDF.",
                self._count,
            ).format(n=number(self._count))
        )
        self.do_it.setText(_("Note as sent"))


class SignForm(_Form):
    """`sign_asked` gives the Signing."""

    sign_asked = Signal(object)

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.by = QLineEdit(self)
        self.by.setMaxLength(LONGEST_LINE)
        self.at = QDateTimeEdit(self)
        self.at.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.at.setCalendarPopup(True)
        self.how = ChoiceBox(self, free=True)
        self._began = self.at.dateTime()
        self.lay_out(
            {
                "by": Field(mark("Signed for by"), self.by),
                "at": Field(mark("When"), self.at),
                "how": Field(mark("How we know"), self.how),
            },
            self.by,
        )
        self.say()

    def begin(self, sheet: Sheet) -> None:
        """Ask who signed for *sheet*; just now, unless somebody says otherwise."""
        self.by.setText(sheet.text.sending.to or sheet.text.head.contact)
        self.how.choose(_(WAYS[0]))
        local = self._desk.now.astimezone(self._desk.zone)
        self._began = QDateTime(QDate(local.year, local.month, local.day), QTime(local.hour, local.minute))
        self.at.setDateTime(self._began)
        self.refuse("")
        for field in self.fields.values():
            field.show_problem("")

    def decide(self) -> None:
        wrong = {"by": "", "how": ""}
        if not self.by.text().strip():
            wrong["by"] = _("Say who signed for it.")
        if not self.how.value.strip():
            wrong["how"] = _("Say how we know.")
        for name, said in wrong.items():
            self.fields[name].show_problem(said)
        for name, said in wrong.items():
            if said:
                self.fields[name].editor.setFocus()
                return
        self.sign_asked.emit(Signing(self.by.text().strip(), self._when(), self.how.value.strip()))

    def _when(self) -> datetime | None:
        if self.at.dateTime() == self._began:
            return None  # now, to the second
        on, time = self.at.date(), self.at.time()
        local = datetime(on.year(), on.month(), on.day(), time.hour(), time.minute(), tzinfo=self._desk.zone)
        return local.astimezone(UTC)

    def say(self) -> None:
        super().say()
        self.how.offer([(_(one), _(one)) for one in WAYS])
        self.help.setText(_("All issues on it that are only sent are signed for with it."))
        self.do_it.setText(_("Note as signed for"))
