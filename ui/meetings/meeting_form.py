"""When and where a meeting is, how long, who leads it; and the forms that close, reopen or cancel it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QTime, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from supervisor.meetings.meeting import Meeting
from supervisor.words import _, mark
from ui import theme
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.text_area import TextArea

if TYPE_CHECKING:
    from supervisor.meetings.sitting import Sitting


class MeetingForm(Pane):
    """`save_asked` gives the meeting as it shall be. Ctrl+S saves."""

    save_asked = Signal(object)
    given_up = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._meeting: Meeting | None = None
        self.title, self.place, self.chair, self.minute_taker = (QLineEdit(self) for _one in range(4))
        for line in (self.title, self.place, self.chair, self.minute_taker):
            line.setMaxLength(300)
        self.day, self.at, self.length = DayLine(self), QTimeEdit(self), QSpinBox(self)
        self.at.setDisplayFormat("HH:mm")
        self.length.setRange(5, 600)
        self.note = TextArea(self, lines=3)
        self.fields = {
            "day": Field(mark("Day"), self.day),
            "at": Field(mark("Begins at"), self.at),
            "length": Field(mark("Planned length in minutes"), self.length),
            "place": Field(mark("Venue"), self.place),
            "chair": Field(mark("Chair"), self.chair),
            "minute_taker": Field(mark("Minute-taker"), self.minute_taker),
            "title": Field(mark("Title"), self.title, mark("Nothing: as the series is called.")),
            "note": Field(mark("Note for those who are invited"), self.note),
        }
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.save, self.discard = QPushButton(self), QPushButton(self)
        self.save.setProperty("role", "primary")
        bar = QFrame(self)
        bar.setProperty("role", "save-bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_M, theme.SPACE_S)
        row.addWidget(self.save)
        row.addWidget(self.discard)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for field in self.fields.values():
            column.addWidget(field)
        column.addWidget(self.problem)
        column.addWidget(bar)
        column.addStretch(1)
        self.save.clicked.connect(self._save)
        self.discard.clicked.connect(self.given_up)
        QShortcut(QKeySequence("Ctrl+S"), self, self._save)
        self.retranslate()

    def show_meeting(self, meeting: Meeting) -> None:
        """Show *meeting* as it was read."""
        self._meeting = meeting
        local, text = meeting.starts_at.astimezone(self._zone), meeting.text
        self.day.show_day(local.date())
        self.at.setTime(QTime(local.hour, local.minute))
        self.length.setValue(text.length)
        for line, said in (
            (self.title, text.title),
            (self.place, text.place),
            (self.chair, text.chair),
            (self.minute_taker, text.minute_taker),
        ):
            line.setText(said)
        self.note.show_text(text.note)
        self.refuse("")
        self.fields["day"].show_problem("")

    def refuse(self, said: str) -> None:
        """Say what is wrong; "" for nothing."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def _save(self) -> None:
        meeting = self._meeting
        if meeting is None:
            return
        problem = self.day.problem or ("" if self.day.day is not None else _("A meeting needs a day."))
        self.fields["day"].show_problem(problem)
        if problem:
            self.day.setFocus()
            return
        on, at = self.day.day, self.at.time()
        assert on is not None  # noqa: S101  # there is no problem
        starts = datetime.combine(on, time(at.hour(), at.minute()), self._zone).astimezone(UTC)
        text = replace(
            meeting.text,
            title=self.title.text().strip(),
            place=self.place.text().strip(),
            chair=self.chair.text().strip(),
            minute_taker=self.minute_taker.text().strip(),
            length=self.length.value(),
            note=self.note.text,
        )
        self.save_asked.emit(replace(meeting, starts_at=starts, text=text))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.save.setText(_("Save"))
        self.save.setToolTip(_("Ctrl+S"))
        self.discard.setText(_("Discard"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()


class ReasonForm(Pane):
    """A last look before something is done: what is missing, a reason where one is needed, one button."""

    done_asked = Signal(str)  # the reason, "" where none is asked for
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._needs_reason = False
        self.lines = QLabel(self)
        self.lines.setWordWrap(True)
        self.reason = QLineEdit(self)
        self.reason.setMaxLength(300)
        self.field = Field(mark("Reason"), self.reason)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.do, self.discard = QPushButton(self), QPushButton(self)
        self.do.setProperty("role", "primary")
        row = QHBoxLayout()
        row.addWidget(self.do)
        row.addWidget(self.discard)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.lines)
        column.addWidget(self.field)
        column.addWidget(self.problem)
        column.addLayout(row)
        column.addStretch(1)
        self.do.clicked.connect(self._do)
        self.reason.returnPressed.connect(self._do)
        self.discard.clicked.connect(self.given_up)

    def ask(self, lines: Sequence[str], do: str, discard: str, *, reason: bool = False) -> None:
        """Say *lines*, and ask; with a *reason* where one is needed."""
        self._needs_reason = reason
        self.lines.setText("\n".join(lines))
        self.do.setText(do)
        self.discard.setText(discard)
        self.field.setVisible(reason)
        self.reason.clear()
        self.refuse("")

    def begin(self) -> None:
        """Give the keyboard to what comes first."""
        (self.reason if self._needs_reason else self.do).setFocus()

    def refuse(self, said: str) -> None:
        """Say what is wrong; "" for nothing."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def _do(self) -> None:
        said = self.reason.text().strip()
        if self._needs_reason and not said:
            self.refuse(_("Write why: it stands in the minutes."))
            self.reason.setFocus()
            return
        self.done_asked.emit(said)


def missing_said(sitting: Sitting, today: date) -> list[str]:
    """What is missing before a meeting can be closed well; each a sentence."""
    found = []
    for place, item in enumerate(sitting.items, 1):
        look = sitting.looks.get(item.id)
        title = look.title if look is not None else item.title
        outcomes = sitting.outcomes.get(item.id, ())
        if not outcomes and item.discussed is None:
            said = _("{n}. {title}: nothing was noted. It will count as not discussed.")
            found.append(said.format(n=place, title=title))
        found += [
            _("{n}. {title}: the action “{text}” has no day or nobody who does it.").format(
                n=place, title=title, text=one.text
            )
            for one in outcomes
            if one.kind == "action" and (one.due is None or not one.owner)
        ]
        found += [
            _("{n}. {title}: the action “{text}” is due on a day that is over.").format(
                n=place, title=title, text=one.text
            )
            for one in outcomes
            if one.kind == "action" and one.due is not None and one.due < today
        ]
    names = [sitting.departments.get(one, one) for one in sitting.missing]
    if names:
        said = _("Nobody came from: {departments}. They have items on the agenda.")
        found.append(said.format(departments=_(", ").join(names)))
    if not any(one.came != "invited" for one in sitting.attendance) and sitting.attendance:
        found.append(_("Nobody said who came."))
    return found
