"""What becomes of the chosen entries: accepted, put off until a day, refused, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QDate, QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDateEdit, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.review.decisions import LONGEST_REASON, Choice, Decision, problem
from supervisor.words import _, ngettext, number
from ui import theme
from ui.widgets.table.flow import Flow

USUAL_DAYS = 30


class DecideBar(QWidget):
    """`chosen` tells the decision, the reason, and the day until when (None unless put off). Whoever refuses
    or puts off says why: the first press opens the reason, the second decides."""

    chosen = Signal(object, str, object)  # Decision, reason, date or None
    undecide_asked = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._count = 0
        self.who = QLabel(self)
        self.who.setProperty("role", "muted")
        self.accept, self.put_off, self.refuse = QPushButton(self), QPushButton(self), QPushButton(self)
        self.undecide = QPushButton(self)
        self.undecide.setProperty("role", "link")
        self.reason = QLineEdit(self)
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setMinimumWidth(220)
        self.until = QDateEdit(self)
        self.until.setCalendarPopup(True)
        self.until.setDisplayFormat("yyyy-MM-dd")
        self.problem = QLabel(self)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        row = Flow(theme.SPACE_S)
        for widget in (
            self.who,
            self.accept,
            self.put_off,
            self.refuse,
            self.reason,
            self.until,
            self.undecide,
        ):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        column.addLayout(row)
        column.addWidget(self.problem)
        self._pending: Decision | None = None
        self.accept.clicked.connect(lambda: self._press(Decision.ACCEPTED))
        self.put_off.clicked.connect(lambda: self._press(Decision.PUT_OFF))
        self.refuse.clicked.connect(lambda: self._press(Decision.REFUSED))
        self.undecide.clicked.connect(self.undecide_asked)
        self.reason.returnPressed.connect(self._enter)
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._fold)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._fold()
        self.show_chosen(0, decided=False)
        self._say()

    def show_chosen(self, count: int, *, decided: bool) -> None:
        """So many entries are chosen; *decided*: of all of them something was decided."""
        if count != self._count:
            self._fold()
        self._count = count
        for button in (self.accept, self.put_off, self.refuse):
            button.setEnabled(count > 0)
        self.undecide.setVisible(decided)
        self._say()

    def start(self, decision: Decision) -> None:
        """As if the button of *decision* had been pressed."""
        if self._count:
            self._press(decision)

    def refuse_choices(self, choices: Sequence[Choice]) -> str:
        """What is wrong with the first of *choices* that cannot be kept, shown below; "" when all can."""
        wrong = next((said for one in choices if (said := problem(one, self._today))), "")
        self.problem.setText(wrong)
        self.problem.setVisible(bool(wrong))
        return wrong

    def _press(self, decision: Decision) -> None:
        if decision is Decision.ACCEPTED or self._pending is decision:
            self._decide(decision)
            return
        self._pending = decision
        self.reason.show()
        self.until.setVisible(decision is Decision.PUT_OFF)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say()

    def _enter(self) -> None:
        if self._pending is not None:
            self._decide(self._pending)

    def _decide(self, decision: Decision) -> None:
        until = None
        if decision is Decision.PUT_OFF:
            day = self.until.date()
            until = date(day.year(), day.month(), day.day())
        self.chosen.emit(decision, self.reason.text().strip(), until)
        if self.problem.isHidden():
            self._fold()

    def _fold(self) -> None:
        self._pending = None
        self.reason.clear()
        self.reason.hide()
        self.until.hide()
        self.problem.hide()
        later = self._today + timedelta(days=USUAL_DAYS)
        self.until.setDate(QDate(later.year, later.month, later.day))

    def _say(self) -> None:
        count = self._count
        chosen = ngettext("{n} chosen:", "{n} chosen:", count).format(n=number(count))
        self.who.setText(chosen if count else _("Choose entries to decide on:"))
        self.accept.setText(_("Accept"))
        self.accept.setToolTip(_("They are to be trained (Ctrl+Enter)"))
        self.put_off.setText(_("Put off until…"))
        self.put_off.setToolTip(_("To be decided later, with a reason (Ctrl+L)"))
        self.refuse.setText(_("Refuse…"))
        self.refuse.setToolTip(_("Not to be trained in this, with a reason (Ctrl+R)"))
        self.undecide.setText(_("Take the decision back"))
        self.reason.setPlaceholderText(
            _("Why is it refused? Enter decides, Esc lets it be")
            if self._pending is Decision.REFUSED
            else _("Why is it put off? Enter decides, Esc lets it be")
        )
        self.reason.setAccessibleName(_("Reason"))
        self.until.setAccessibleName(_("Put off until"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
