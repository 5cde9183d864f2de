"""The line under a source that says whether its day was found right: "Reconciled 14:00, difference 0"."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from supervisor import words
from supervisor.audit.finding import Reconciliation
from supervisor.audit.wording import summary
from supervisor.words import _, ngettext
from ui import theme
from ui.theme import State
from ui.widgets.state_sign import StateSign

OLD = timedelta(minutes=15)  # three audits that should have come since
PATIENCE = timedelta(minutes=1)  # with the watch, which looks every five seconds; a long day takes long


class AuditLine(QWidget):
    """Sign, sentence and age; what was found, and a new audit, a press away."""

    opened = Signal(str)
    wanted = Signal(str)
    cancelled = Signal(str)

    def __init__(self, source: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._running = False
        self._by_watch = False
        self._sign = StateSign(self)
        self._said = QLabel(self)
        self._age = QLabel(self)
        self._age.setProperty("role", "muted")
        self._asked = QLabel(self)
        self._asked.setProperty("role", "muted")
        self._asked.setWordWrap(True)
        self._asked.hide()
        self.show_all = QPushButton(self)
        self.show_all.clicked.connect(lambda: self.opened.emit(source))
        self.now = QPushButton(self)
        self.now.clicked.connect(self._press)
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        kept = self._bar.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # nothing moves when it begins
        self._bar.setSizePolicy(kept)
        self._bar.hide()
        rule = QFrame(self)
        rule.setProperty("role", "rule")
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        for widget in (self._sign, self._said, self._age):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.show_all)
        row.addWidget(self.now)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(rule)
        column.addLayout(row)
        column.addWidget(self._asked)
        column.addWidget(self._bar)
        self._say()

    @property
    def said(self) -> str:
        """What the line says, without its age."""
        return self._said.text()

    @property
    def state(self) -> State:
        return self._sign.state

    def show_running(self, running: bool) -> None:
        """While an audit runs, the button ends it."""
        self._running = running
        self._bar.setVisible(running)
        self._say()

    def leave_to_watch(self) -> None:
        """Whoever looks may not audit by himself: the watch does it, and is asked."""
        self._by_watch = True
        self._say()

    def show_asked(self, age: timedelta | None) -> None:
        """That the watch was asked so long ago and has not answered yet; None: nothing is asked of it."""
        waiting = age is not None and age < PATIENCE
        said = ""
        if waiting:
            said = _("The watch was asked {age}.").format(age=age_words(age or timedelta()))
        elif age is not None:
            said = _("The watch was asked {age} and has not answered: it runs beside the collector.").format(
                age=age_words(age)
            )
        if self._asked.text() != said:
            self._asked.setText(said)
            self._asked.setVisible(bool(said))
        self._bar.setVisible(self._running or waiting)
        self.now.setEnabled(not waiting)

    @property
    def asked(self) -> str:
        """What is said of an audit that was asked for."""
        return self._asked.text()

    def show_result(self, result: Reconciliation | None, excluded: int, zone: tzinfo, now: datetime) -> None:
        """Say what the last audit found, at *now*; *excluded* of its differences were taken out since."""
        self._sign.show_state(audit_state(result, excluded, now))
        if result is None:
            said, age = _("Not reconciled yet."), ""
        else:
            said, age = summary(result, zone, excluded), age_words(now - result.at)
        for label, text in ((self._said, said), (self._age, age)):
            if label.text() != text:
                label.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _press(self) -> None:
        (self.cancelled if self._running else self.wanted).emit(self._source)

    def _say(self) -> None:
        self.show_all.setText(_("What was found"))
        self.show_all.setAccessibleName(_("What was found in the log of {name}").format(name=self._source))
        self.now.setText(_("Cancel") if self._running else _("Reconcile now"))
        self.now.setToolTip(
            ""
            if self._running
            else _("Have the watch, beside the collector, do it now; otherwise it does so every five minutes")
            if self._by_watch
            else _("Rebuild the day from the source’s own log and compare it with what was counted live")
        )
        self.now.setAccessibleName(
            _("Cancel the reconciliation of {name}").format(name=self._source)
            if self._running
            else _("Reconcile {name} now").format(name=self._source)
        )


def audit_state(result: Reconciliation | None, excluded: int, now: datetime) -> State:
    """The state in which an audit is shown: to be looked at, too old or too little to know, or well."""
    if result is None:
        return State.STALE
    if result.differences > excluded or result.problem:
        return State.WARN
    if not result.logged or now - result.at > OLD:
        return State.STALE
    return State.OK


def age_words(age: timedelta) -> str:
    """How long ago, in whole minutes."""
    minutes = max(0, int(age.total_seconds() // 60))
    if not minutes:
        return _("just now")
    if minutes >= 120:
        return ngettext("{n} hour ago", "{n} hours ago", minutes // 60).format(n=minutes // 60)
    return ngettext("{n} minute ago", "{n} minutes ago", minutes).format(n=words.number(minutes))
