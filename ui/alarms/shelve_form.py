"""For how long and why an alarm is not to be heard of: a page of the drawer, with an end always."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, QTime, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from supervisor.clock import BusinessDays
from supervisor.words import _, clock_time, mark
from ui import theme
from ui.widgets.field import Field, text_line
from ui.widgets.lead import Lead

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
LONGEST_REASON = 200


@dataclass(frozen=True)
class Subject:
    """What can be shelved: the *key* of an alarm or the id of a rule, in *words*; *what* names it later."""

    key: str
    words: str
    what: str


@dataclass(frozen=True)
class Wanted:
    """What was chosen."""

    subject: Subject
    until: datetime
    reason: str


def ends(now: datetime, days: BusinessDays, shift_changes: Iterable[time]) -> list[tuple[str, datetime]]:
    """When a shelf may end, in words: after a while, with the shift, with the day. Each end once."""
    found = [(_("For 15 minutes"), now + QUARTER), (_("For 1 hour"), now + HOUR)]
    local = days.local(now)
    changes = [
        datetime.combine(local.date() + timedelta(days=ahead), at, days.zone)
        for ahead in (0, 1)
        for at in shift_changes
    ]
    day_ends = days.ends(days.day(now))
    shift_ends = min((change for change in changes if change > now), default=None)
    if shift_ends is not None and shift_ends < day_ends:
        said = _("Until the shift ends, at {time}").format(time=clock_time(shift_ends, days.zone))
        found.append((said, shift_ends.astimezone(now.tzinfo)))
    said = _("Until the day ends, at {time}").format(time=clock_time(day_ends, days.zone))
    found.append((said, day_ends))
    return found


def next_at(wanted: time, now: datetime, days: BusinessDays) -> datetime:
    """The next moment after *now* at which the centre's clock shows *wanted*."""
    local = days.local(now)
    found = datetime.combine(local.date(), wanted, days.zone)
    if found <= now:
        found = datetime.combine(local.date() + timedelta(days=1), wanted, days.zone)
    return found.astimezone(now.tzinfo)


class ShelveForm(QWidget):
    """Tab goes through the choices, Enter shelves, Esc leaves all as it is."""

    wanted = Signal(object)  # Wanted
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subjects: Sequence[Subject] = ()
        self._ends: list[tuple[str, datetime]] = []
        self._now: datetime | None = None
        self._days: BusinessDays | None = None
        self.what = QButtonGroup(self)
        self.how_long = QButtonGroup(self)
        self._what_title = QLabel(self)
        self._long_title = QLabel(self)
        for title in (self._what_title, self._long_title):
            title.setProperty("role", "muted")
        self._what = QVBoxLayout()
        self._long = QVBoxLayout()
        for column in (self._what, self._long):
            column.setSpacing(theme.SPACE_XS)
        self.time = QTimeEdit(self)
        self.time.setDisplayFormat("HH:mm")
        self.time.lineEdit().setTextMargins(theme.SPACE_S - 2, 0, 0, 0)  # the style sheet cannot
        self.at_time = QRadioButton(self)
        self._lead = Lead(self, self.at_time)
        self.time.timeChanged.connect(lambda: self.at_time.setChecked(True))
        self.reason = Field(
            mark("Reason"), text_line(), mark("Others see it in the list of what is shelved.")
        )
        line = self.reason.editor
        if isinstance(line, QLineEdit):
            line.setMaxLength(LONGEST_REASON)
            line.returnPressed.connect(self._give)
        self.shelve = QPushButton(self)
        self.shelve.setProperty("role", "primary")
        self.cancel = QPushButton(self)
        self.shelve.clicked.connect(self._give)
        self.cancel.clicked.connect(self.cancelled)
        at_time = QHBoxLayout()
        at_time.setSpacing(theme.SPACE_S)
        at_time.addWidget(self.at_time)
        at_time.addWidget(self.time)
        at_time.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        buttons.addWidget(self.shelve)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        self._about = QLabel(self)
        self._about.setProperty("role", "small")
        self._about.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self._what_title)
        column.addLayout(self._what)
        column.addWidget(self._long_title)
        column.addLayout(self._long)
        column.addLayout(at_time)
        column.addWidget(self.reason)
        column.addLayout(buttons)
        column.addWidget(self._about)
        column.addStretch(1)
        self._say()

    def ask(
        self, subjects: Sequence[Subject], now: datetime, days: BusinessDays, shift_changes: Iterable[time]
    ) -> None:
        """Ask how long one of *subjects* is to be shelved, the first unless another one is chosen."""
        self._subjects, self._now, self._days = subjects, now, days
        self._ends = ends(now, days, shift_changes)
        _fill(self._what, self.what, [subject.words for subject in subjects], self)
        _fill(self._long, self.how_long, [words for words, _end in self._ends], self)
        self.how_long.addButton(self.at_time)
        local = days.local(now + HOUR)
        self.time.blockSignals(True)
        self.time.setTime(QTime(local.hour, local.minute))
        self.time.blockSignals(False)
        line = self.reason.editor
        if isinstance(line, QLineEdit):
            line.clear()
        order = [*self.what.buttons(), *self.how_long.buttons(), self.time, line, self.shelve, self.cancel]
        for one, following in pairwise(order):
            QWidget.setTabOrder(one, following)
        self._lead.part = self.how_long.buttons()[0]

    def chosen(self) -> Wanted | None:
        """What is chosen now."""
        if self._now is None or self._days is None or not self._subjects:
            return None
        subject = self._subjects[_place(self.what)]
        if self.at_time.isChecked():
            at = self.time.time()
            until = next_at(time(at.hour(), at.minute()), self._now, self._days)
        else:
            until = self._ends[_place(self.how_long)][1]
        line = self.reason.editor
        return Wanted(subject, until, line.text().strip() if isinstance(line, QLineEdit) else "")

    def _give(self) -> None:
        if (chosen := self.chosen()) is not None:
            self.wanted.emit(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._give()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        self._what_title.setText(_("What"))
        self._long_title.setText(_("How long"))
        self.at_time.setText(_("Until"))
        self.time.setAccessibleName(_("Until"))
        self.shelve.setText(_("Shelve"))
        self.cancel.setText(_("Cancel"))
        self._about.setText(
            _(
                "What is shelved makes no sound and leaves the list; the history keeps it. It comes back by "
                "itself when the time is over."
            )
        )


def _place(group: QButtonGroup) -> int:
    """The button that is chosen, counted from 0."""
    return next((place for place, button in enumerate(group.buttons()) if button.isChecked()), 0)


def _fill(column: QVBoxLayout, group: QButtonGroup, words: Sequence[str], parent: QWidget) -> None:
    """A button for each of *words*, the first one chosen."""
    for button in group.buttons():
        group.removeButton(button)
    while (item := column.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
    for place, said in enumerate(words):
        choice = _Choice(said, parent)
        choice.button.setChecked(place == 0)
        group.addButton(choice.button)
        column.addWidget(choice)


class _Choice(QWidget):
    """A round button whose words wrap, as Qt's own do not."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QRadioButton(self)
        self.button.setAccessibleName(words)
        label = QLabel(words, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_XS)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.button.setFocus(Qt.FocusReason.MouseFocusReason)
        self.button.setChecked(True)
        event.accept()
