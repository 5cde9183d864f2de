"""What is done on the chosen days: the kind and a note, below the year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from supervisor.words import WEEKDAYS, _, day, language, ngettext, number
from supervisor.workdays.calendar import (
    DAY_KIND_LABELS,
    Day,
    DayKind,
    WorkCalendar,
)
from supervisor.workdays.from_holidays import name_of
from ui import theme
from ui.widgets.attuned import Attuned
from ui.widgets.table.flow import Flow

LONGEST = 200


class DayBar(Attuned):
    """`told` gives the kind (None: as the weekday is) and the note (None: each day keeps its own), once they
    are wanted so."""

    told = Signal(object, object)
    left = Signal()  # Escape

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calendar: WorkCalendar | None = None
        self._days: tuple[date, ...] = ()
        self.which = QLabel(self)
        self.which.setProperty("role", "strong")
        self.kind = QComboBox(self)
        self.note = QLineEdit(self)
        self.note.setMaxLength(LONGEST)
        self.save = QPushButton(self)
        self.source = QLabel(self)
        self.source.setProperty("role", "small")
        row = Flow(theme.SPACE_S, self)
        for widget in (self.which, self.kind, self.note, self.save, self.source):
            row.addWidget(widget)
        self.setLayout(row)
        self._fit()
        self.kind.currentIndexChanged.connect(lambda _at: self._judge())
        self.note.textEdited.connect(lambda _text: self._judge())
        self.note.returnPressed.connect(self.keep)
        self.save.clicked.connect(self.keep)
        self.retranslate()

    def show_days(self, calendar: WorkCalendar, days: Sequence[date]) -> None:
        """Show what *calendar* says of *days*."""
        self._calendar, self._days = calendar, tuple(days)
        self._fill()

    @property
    def chosen(self) -> DayKind | None:
        """The kind that is chosen; None: as the weekday is."""
        kind = self.kind.currentData()
        return DayKind(kind) if kind else None

    def keep(self) -> None:
        """Have it kept, when it is another than before."""
        if self.save.isEnabled():
            self.told.emit(self.chosen, self._note)

    @property
    def _note(self) -> str | None:
        """What is typed; None while several days are chosen and nobody typed for them all."""
        if len(self._days) > 1 and not self.note.isModified():
            return None
        return self.note.text().strip()

    def begin(self) -> None:
        """Stand in the kind of the chosen days."""
        self.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def _first(self) -> Day | None:
        return self._calendar.days.get(self._days[0]) if self._calendar is not None and self._days else None

    def _fill(self) -> None:
        told, days = self._first(), self._days
        if not days:
            return
        if len(days) == 1:
            said = _("{day}, {weekday}").format(day=day(days[0]), weekday=_(WEEKDAYS[days[0].weekday()]))
        else:
            said = ngettext("{n} day from {day}", "{n} days from {day}", len(days)).format(
                n=number(len(days)), day=day(days[0])
            )
        self.which.setText(said)
        with QSignalBlocker(self.kind):
            self.kind.setCurrentIndex(max(0, self.kind.findData(told.kind.value if told else "")))
        self.note.setText(name_of(told, language()) if told else "")
        self.source.setText(_("Origin: {source}").format(source=said_source(told)) if told else "")
        self.source.setVisible(told is not None)
        self._judge()

    def _judge(self) -> None:
        if self._calendar is None or not self._days:
            self.save.setEnabled(False)
            return
        self.note.setEnabled(self.chosen is not None)
        note = self._note
        self.save.setEnabled(any(self._differs(self._calendar.days.get(each), note) for each in self._days))

    def _differs(self, told: Day | None, note: str | None) -> bool:
        if told is None or self.chosen is None:
            return (told is None) is not (self.chosen is None)
        return told.kind is not self.chosen or note not in (None, name_of(told, language()))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        chosen = self.kind.currentData()
        with QSignalBlocker(self.kind):
            self.kind.clear()
            self.kind.addItem(_("as its weekday"), "")
            for kind in DayKind:
                self.kind.addItem(_(DAY_KIND_LABELS[kind]), kind.value)
            self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self.kind.setAccessibleName(_("What is done on the chosen days"))
        self.note.setAccessibleName(_("Note"))
        self.note.setPlaceholderText(_("Note, such as the name of the holiday"))
        self.save.setText(_("Save"))
        self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._fill()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        for label in (self.which, self.source):  # as high as what stands beside it
            label.setMinimumHeight(self.kind.sizeHint().height())
        self.note.setMinimumWidth(theme.current().px(240))


def said_source(told: Day) -> str:
    """Who says so of a day, in words."""
    return _("entered here") if told.source == "hand" else told.source
