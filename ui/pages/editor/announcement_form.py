"""One announcement as a form: its text with what it will look like, when it is shown, and on which pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta, tzinfo

from PySide6.QtCore import QDateTime, QEvent, Qt, QTime, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QTimeEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.pages.announcement import MOST_CHARACTERS, Announcement, Hours, Terms, Urgency, plain
from supervisor.pages.page import Page
from supervisor.words import _, mark
from ui import theme
from ui.pages.editor.options import PickList
from ui.widgets.field import Field

WEEKDAYS = (
    mark("Mon"),
    mark("Tue"),
    mark("Wed"),
    mark("Thu"),
    mark("Fri"),
    mark("Sat"),
    mark("Sun"),
)
URGENCIES = {
    Urgency.NOTE: mark("A note"),
    Urgency.ATTENTION: mark("Please heed"),
    Urgency.ACTION: mark("Act now"),
}
USUAL_LENGTH = timedelta(hours=8)
TEXT_ROWS = 5


class AnnouncementForm(QWidget):
    """The fields of one announcement; `edited` comes with each change, `problem` says what is wrong."""

    edited = Signal()

    def __init__(self, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._shown: Announcement | None = None
        self._filling = False
        self.text = QPlainTextEdit(self)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(TEXT_ROWS * theme.current().px(theme.ROW_HEIGHT - 8))
        self.begins = _instant_edit(self)
        self.has_end = QCheckBox(self)
        self.ends = _instant_edit(self)
        self.days = [QToolButton(self) for _day in WEEKDAYS]
        for button in self.days:
            button.setCheckable(True)
            button.setProperty("role", "day")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.has_hours = QCheckBox(self)
        self.from_time, self.to_time = QTimeEdit(self), QTimeEdit(self)
        for edit in (self.from_time, self.to_time):
            edit.setDisplayFormat("HH:mm")
            edit.lineEdit().setTextMargins(theme.SPACE_S - 2, 0, 0, 0)  # the style sheet cannot
        self.urgency = QComboBox(self)
        for urgency in Urgency:
            self.urgency.addItem("", urgency)
        self.pages = PickList(self)
        self._between = QLabel(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_M)
        self._text_field = Field(
            mark("Text"),
            self.text,
            mark(
                "# makes a heading, - a list, ** bold and * slanted words. Links and pictures are not shown."
            ),
            self,
        )
        column.addWidget(self._text_field)
        column.addWidget(Field(mark("How urgent"), self.urgency, mark("Urgent ones come first."), self))
        when = QGridLayout()
        when.setSpacing(theme.SPACE_S)
        self._from = QLabel(self)
        when.addWidget(self._from, 0, 0)
        when.addWidget(self.begins, 0, 1)
        when.addWidget(self.has_end, 1, 0)
        when.addWidget(self.ends, 1, 1)
        hours = QHBoxLayout()
        hours.setSpacing(theme.SPACE_S)
        for widget in (self.from_time, self._between, self.to_time):
            hours.addWidget(widget)
        hours.addStretch(1)
        when.addWidget(self.has_hours, 2, 0)
        when.addLayout(hours, 2, 1)
        self._on = QLabel(self)
        when.addWidget(self._on, 3, 0, 1, 2)
        week = QHBoxLayout()
        week.setSpacing(2)
        for button in self.days:
            week.addWidget(button)
        week.addStretch(1)
        when.addLayout(week, 4, 0, 1, 2)
        when.setColumnStretch(1, 1)
        column.addLayout(when)
        column.addWidget(Field(mark("On the pages"), self.pages, mark("Without any tick: on all."), self))
        column.addStretch(1)
        self._connect()
        self.retranslate()

    @property
    def announcement(self) -> Announcement | None:
        """What stands in the form."""
        was = self._shown
        if was is None:
            return None
        hours = None
        if self.has_hours.isChecked():
            start, end = self.from_time.time(), self.to_time.time()
            hours = Hours(_time(start), _time(end))
        weekdays = tuple(day for day, button in enumerate(self.days) if button.isChecked())
        return replace(
            was,
            text=self.text.toPlainText().strip(),
            begins_at=self._instant(self.begins, was.begins_at),
            ends_at=self._instant(self.ends, was.ends_at) if self.has_end.isChecked() else None,
            terms=Terms(
                () if len(weekdays) == len(WEEKDAYS) else weekdays,
                hours,
                tuple(self.pages.ticked()),
                Urgency(self.urgency.currentData()),
            ),
        )

    @property
    def problem(self) -> str:
        """Why it cannot be kept; "" when it can."""
        now = self.announcement
        if now is None:
            return ""
        if not plain(now.text).strip():
            return _("Write what is to be announced.")
        if len(now.text) > MOST_CHARACTERS:
            return _("The text is too long: {count} of {most} characters.").format(
                count=len(now.text), most=MOST_CHARACTERS
            )
        if now.ends_at is not None and now.ends_at <= now.begins_at:
            return _("It ends before it begins.")
        return ""

    def show_announcement(self, announcement: Announcement, pages: Iterable[Page]) -> None:
        """Edit *announcement*; *pages* are those it may be shown on."""
        self._filling = True
        self._shown = announcement
        terms = announcement.terms
        self.text.setPlainText(announcement.text)
        self.urgency.setCurrentIndex(self.urgency.findData(terms.urgency))
        self.begins.setDateTime(self._local(announcement.begins_at))
        ends = announcement.ends_at or announcement.begins_at + USUAL_LENGTH
        self.ends.setDateTime(self._local(ends))
        self.has_end.setChecked(announcement.ends_at is not None)
        self.has_hours.setChecked(terms.hours is not None)
        if terms.hours is not None:
            self.from_time.setTime(QTime(terms.hours.begins.hour, terms.hours.begins.minute))
            self.to_time.setTime(QTime(terms.hours.ends.hour, terms.hours.ends.minute))
        else:
            self.from_time.setTime(QTime(9, 0))
            self.to_time.setTime(QTime(18, 0))
        for day, button in enumerate(self.days):
            button.setChecked(not terms.weekdays or day in terms.weekdays)
        self.pages.fill([(page.id, page.title) for page in pages], terms.pages)
        self._filling = False
        self._heed()
        self._text_field.show_problem("")

    def judge(self) -> bool:
        """Whether it can be kept; what is wrong stands beside the text."""
        self._text_field.show_problem(self.problem)
        return not self.problem

    def _instant(self, edit: QDateTimeEdit, was: datetime | None) -> datetime:
        """The instant that *edit* shows; to the second as it was, where nobody changed the minute."""
        shown = edit.dateTime()
        if was is not None and self._local(was) == shown:
            return was
        day, at = shown.date(), shown.time()
        local = datetime(day.year(), day.month(), day.day(), at.hour(), at.minute(), tzinfo=self._zone)
        return local.astimezone(was.tzinfo if was is not None and was.tzinfo else self._zone)

    def _local(self, at: datetime) -> QDateTime:
        local = at.astimezone(self._zone)
        return QDateTime(local.year, local.month, local.day, local.hour, local.minute, 0)

    def _connect(self) -> None:
        self.text.textChanged.connect(self._changed)
        self.urgency.currentIndexChanged.connect(self._changed)
        for edit in (self.begins, self.ends):
            edit.dateTimeChanged.connect(self._changed)
        for box in (self.has_end, self.has_hours, *self.days):
            box.toggled.connect(self._changed)
        for edit in (self.from_time, self.to_time):
            edit.timeChanged.connect(self._changed)
        self.pages.picked.connect(self._changed)

    def _changed(self, *_what: object) -> None:
        self._heed()
        if not self._filling:
            self.edited.emit()
            if self._text_field.problem:
                self.judge()

    def _heed(self) -> None:
        self.ends.setEnabled(self.has_end.isChecked())
        self.from_time.setEnabled(self.has_hours.isChecked())
        self.to_time.setEnabled(self.has_hours.isChecked())

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._from.setText(_("Shown from"))
        self.has_end.setText(_("until"))
        self.has_hours.setText(_("only between"))
        self._between.setText(_("and"))
        self._on.setText(_("On these days"))
        self.begins.setAccessibleName(_("Shown from"))
        self.ends.setAccessibleName(_("Shown until"))
        self.from_time.setAccessibleName(_("Only from"))
        self.to_time.setAccessibleName(_("Only to"))
        for button, word in zip(self.days, WEEKDAYS, strict=True):
            button.setText(_(word))
        for place in range(self.urgency.count()):
            self.urgency.setItemText(place, _(URGENCIES[Urgency(self.urgency.itemData(place))]))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _instant_edit(parent: QWidget) -> QDateTimeEdit:
    edit = QDateTimeEdit(parent)
    edit.setDisplayFormat("yyyy-MM-dd HH:mm")
    edit.setCalendarPopup(True)
    edit.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return edit


def _time(shown: QTime) -> time:
    return time(shown.hour(), shown.minute())
