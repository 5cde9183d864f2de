"""A promised call-back beside the list: whom to call about what, by when, and what came of it."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from PySide6.QtCore import QDate, QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.issues.callback import Callback, Promise
from supervisor.rights.act import Act
from supervisor.words import _, mark, moment, ngettext, number
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.rights import guard
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.save_bar import SaveBar

LINES = 3


class CallbackForm(Pane):
    """`save_asked` gives what was typed and by when; the others give the call-back that is shown."""

    save_asked = Signal(object, object)  # Promise, date
    made_asked = Signal(object, str)  # Callback, what came of it
    tried_asked = Signal(object)
    remove_asked = Signal(object)
    issue_asked = Signal(int)
    given_up = Signal()

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: Callback | None = None
        self._read: tuple[Promise, date] | None = None
        self._promise = Promise("")  # what is shown was made of
        self.customer, self.owner = QLineEdit(self), QLineEdit(self)
        for line in (self.customer, self.owner):
            line.setMaxLength(300)
        self.about, self.outcome = QPlainTextEdit(self), QPlainTextEdit(self)
        for text in (self.about, self.outcome):
            text.setTabChangesFocus(True)
            text.setFixedHeight(theme.current().px(24 * LINES))
        self.due = QDateEdit(self)
        self.due.setCalendarPopup(True)
        self.due.setDisplayFormat("yyyy-MM-dd")
        self.story, self.problem = QLabel(self), QLabel(self)
        self.story.setProperty("role", "muted")
        self.problem.setProperty("role", "error")
        for label in (self.story, self.problem):
            label.setWordWrap(True)
        self.made, self.tried = QPushButton(self), QPushButton(self)
        self.made.setProperty("role", "primary")
        self.issue = QPushButton(self)
        self.issue.setProperty("role", "link")
        self.remove = QPushButton(self)
        self.bar = SaveBar(self, self.remove)
        self.save, self.discard = self.bar.save, self.bar.discard
        self._lay_out()
        self._wire()
        guard(desk.centre, Act.SET_CALLBACKS, self.made, self.tried, self.remove)
        self.retranslate()

    def _lay_out(self) -> None:
        self.fields = {
            "customer": Field(mark("Whom to call"), self.customer, mark("A number or a name.")),
            "about": Field(mark("About what"), self.about),
            "owner": Field(mark("Who calls"), self.owner),
            "due": Field(mark("To be called by"), self.due, mark("Until the end of this working day.")),
            "outcome": Field(mark("Outcome"), self.outcome),
        }
        calls = QHBoxLayout()
        for widget in (self.made, self.tried):
            calls.addWidget(widget)
        calls.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.story)
        for field in self.fields.values():
            column.addWidget(field)
        column.addLayout(calls)
        column.addWidget(self.problem)
        column.addWidget(self.bar)
        column.addWidget(self.issue, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def _wire(self) -> None:
        for line in (self.customer, self.owner):
            line.textEdited.connect(lambda _text: self._judge())
        self.about.textChanged.connect(self._judge)
        self.due.dateChanged.connect(lambda _day: self._judge())
        self.bar.save_asked.connect(self.keep)
        self.bar.discard_asked.connect(self._discard)
        self.made.clicked.connect(self._made)
        self.tried.clicked.connect(lambda: self.tried_asked.emit(self._shown))
        self.remove.clicked.connect(lambda: self.remove_asked.emit(self._shown))
        self.issue.clicked.connect(lambda: self.issue_asked.emit(self._shown.issue if self._shown else 0))
        done = QShortcut(QKeySequence("Ctrl+Return"), self, self._made)
        done.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def shown(self) -> Callback | None:
        """The call-back that is shown, as it was read; None: a new one."""
        return self._shown

    @property
    def typed(self) -> tuple[Promise, date]:
        """The promise as it stands in the form, and by when."""
        promise = self._promise
        day = self.due.date()
        return (
            msgspec.structs.replace(
                promise,
                customer=self.customer.text().strip(),
                about=self.about.toPlainText().strip()[:2000],
                owner=self.owner.text().strip(),
                promised_by=promise.promised_by or self._desk.centre.who,
            ),
            date(day.year(), day.month(), day.day()),
        )

    @property
    def is_dirty(self) -> bool:
        """Whether something is not saved yet."""
        return self._read is not None and self.typed != self._read

    def begin(self, due: date, promise: Promise | None = None) -> None:
        """A new promise."""
        self._show(None, promise or Promise("", owner=self._desk.centre.who), due)

    def show_callback(self, of: Callback) -> None:
        """A promise as it was noted."""
        self._show(of, of.promise, of.due_at.astimezone(self._desk.zone).date())

    def _show(self, of: Callback | None, promise: Promise, due: date) -> None:
        self._shown, self._read, self._promise = of, None, promise
        self.customer.setText(promise.customer)
        self.about.setPlainText(promise.about)
        self.owner.setText(promise.owner)
        self.outcome.setPlainText(promise.outcome)
        self.due.setDate(QDate(due.year, due.month, due.day))
        open_now = of is not None and of.done_at is None
        for widget in (self.made, self.tried):
            widget.setVisible(open_now)
        self.fields["outcome"].setVisible(of is not None)
        over = of is not None and of.done_at is not None
        for field in (self.customer, self.about, self.owner, self.outcome):
            field.setReadOnly(over)
        self.due.setEnabled(not over)
        self.bar.setVisible(not over)
        self.remove.setVisible(of is not None)
        self.issue.setVisible(of is not None and of.issue > 0)
        self.refuse("")
        self._read = self.typed
        self._tell()
        self._judge()

    def refuse(self, said: str) -> None:
        """Say why it could not be kept."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    # -- hands ----------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Have it saved, when nothing is wrong."""
        if not self.bar.isVisibleTo(self):
            return
        promise, due = self.typed
        wrong = "" if promise.customer else _("Say whom to call: a number or a name.")
        self.fields["customer"].show_problem(wrong)
        if not wrong and (self.is_dirty or self._shown is None):
            self.save_asked.emit(promise, due)

    def _made(self) -> None:
        if self._shown is not None and self._shown.done_at is None:
            self.made_asked.emit(self._shown, self.outcome.toPlainText().strip()[:2000])

    def _discard(self) -> None:
        if self._shown is not None and self.is_dirty:
            self.show_callback(self._shown)
        else:
            self.given_up.emit()

    def _judge(self) -> None:
        if self._read is not None:
            self.save.setEnabled(self.is_dirty or self._shown is None)

    # -- words ----------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        of, zone = self._shown, self._desk.zone
        if of is None:
            self.story.setText(
                _("Who is promised a call and gets none is lost: write it down while you talk.")
            )
            return

        def when(at: datetime) -> str:
            return moment(at, zone, self._desk.today)

        said = [_("Promised {when} by {who}.").format(when=when(of.promised_at), who=of.promise.promised_by)]
        if of.promise.attempts:
            count = len(of.promise.attempts)
            said.append(
                ngettext(
                    "Tried {n} time without an answer, last {when}.",
                    "Tried {n} times without an answer, last {when}.",
                    count,
                ).format(n=number(count), when=when(of.promise.attempts[-1]))
            )
        if of.done_at is not None:
            kept = _("in time") if of.done_at <= of.due_at else _("too late")
            said.append(
                _("Called {when} by {who}, {kept}.").format(
                    when=when(of.done_at), who=of.promise.done_by, kept=kept
                )
            )
        self.story.setText(" ".join(said))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.remove.setText(_("Remove"))
        self.made.setText(_("Called"))
        self.made.setToolTip(_("Ctrl+Enter"))
        self.tried.setText(_("Nobody answered"))
        self.issue.setText(_("Show the issue"))
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
