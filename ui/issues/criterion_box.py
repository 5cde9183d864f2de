"""By what success is judged, written down before the measure: which contacts, against when, for how long."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QSpinBox, QWidget

from supervisor.issues.issue import Criterion, Measured
from supervisor.words import _, mark
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field

BY_LABELS = {
    Measured.CATEGORY: mark("Category"),
    Measured.QUEUE: mark("Queue"),
    Measured.NODE: mark("Menu node"),
}
BASELINE_DAYS = 56
LEAST_WINDOW, MOST_WINDOW = 7, 366


class CriterionBox(QWidget):
    """`value` is the criterion as it stands, None while there is none; `edited` tells that one typed."""

    edited = Signal()

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: Criterion | None = None
        self._showing = False
        self.on = QCheckBox(self)
        self.by, self.of = ChoiceBox(self), ChoiceBox(self, free=True)
        self.since, self.until = DayLine(self), DayLine(self)
        self.window_days, self.target = QSpinBox(self), QSpinBox(self)
        self.window_days.setRange(LEAST_WINDOW, MOST_WINDOW)
        self.target.setRange(0, 100)
        self.target.setSpecialValueText("–")
        self.judge = QLineEdit(self)
        self.judge.setMaxLength(200)
        self.fields = {
            "by": Field(mark("Contacts by"), self.by, "", self),
            "of": Field(mark("Which"), self.of, "", self),
            "since": Field(mark("Baseline from"), self.since, "", self),
            "until": Field(mark("Baseline until"), self.until, mark("With this day."), self),
            "window": Field(
                mark("Window in days"), self.window_days, mark("After the measure is in force."), self
            ),
            "target": Field(
                mark("Hoped for, % of before"), self.target, mark("50: half as many contacts a day."), self
            ),
            "judge": Field(
                mark("Who judges"), self.judge, mark("Somebody else than who carries it out."), self
            ),
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.SPACE_M)
        grid.setVerticalSpacing(theme.SPACE_S)
        grid.addWidget(self.on, 0, 0, 1, 2)
        for at, field in enumerate(self.fields.values()):
            grid.addWidget(field, 1 + at // 2, at % 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.setFocusProxy(self.on)
        self.on.toggled.connect(self._toggle)
        self.by.chosen.connect(lambda _key: self._offer_values())
        for signal in (
            self.by.chosen,
            self.of.chosen,
            self.since.textEdited,
            self.until.textEdited,
            self.window_days.valueChanged,
            self.target.valueChanged,
            self.judge.textEdited,
        ):
            signal.connect(self._note_edit)
        self.say()
        self.show_value(None)

    def show_value(self, criterion: Criterion | None) -> None:
        """Show *criterion*."""
        self._showing = True
        self._shown = criterion
        self.on.setChecked(criterion is not None)
        if criterion is not None:
            self._fill(criterion)
        self._fit_rows()
        self._showing = False

    def suggest(self, value: str) -> None:
        """What a new criterion is about to begin with."""
        if not self.on.isChecked():
            self.of.choose(value)

    @property
    def value(self) -> Criterion | None:
        """The criterion as it stands; only to be asked when there is no `problem`."""
        since, until = self.since.day, self.until.day
        if not self.on.isChecked() or since is None or until is None:
            return None
        typed = Criterion(
            Measured(self.by.value or Measured.CATEGORY),
            self.of.value,
            since,
            until,
            self.window_days.value(),
            self.target.value() / 100 if self.target.value() else None,
            self.judge.text().strip(),
        )
        shown = self._shown
        if shown is not None:
            same = msgspec.structs.replace(typed, written_at=shown.written_at, written_by=shown.written_by)
            if same == shown:
                return shown
        return msgspec.structs.replace(typed, written_at=self._desk.now, written_by=self._desk.centre.who)

    @property
    def problem(self) -> str:
        """What is wrong with it, as a sentence; "" nothing."""
        if not self.on.isChecked():
            return ""
        for line in (self.since, self.until):
            if line.problem:
                return line.problem
        since, until = self.since.day, self.until.day
        if not self.of.value:
            return _("Say which contacts show the effect.")
        if since is None or until is None:
            return _("Say from when until when the baseline is.")
        if until < since:
            return _("The baseline ends before it begins.")
        return ""

    def say(self) -> None:
        """Say everything again, in the language now in use."""
        self.on.setText(_("A success criterion is set"))
        self.by.offer((_(said), one.value) for one, said in BY_LABELS.items())
        self._offer_values()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.say()

    def _fill(self, criterion: Criterion) -> None:
        self.by.choose(criterion.by.value)
        self._offer_values()
        self.of.choose(criterion.value)
        self.since.show_day(criterion.since)
        self.until.show_day(criterion.until)
        self.window_days.setValue(criterion.window_days)
        self.target.setValue(round((criterion.target or 0) * 100))
        self.judge.setText(criterion.judge)

    def _offer_values(self) -> None:
        known = self._desk.known
        if self.by.value == Measured.NODE:
            self.of.offer((one.title, one.id) for one in known.nodes if not one.retired)
        elif self.by.value == Measured.CATEGORY:
            self.of.offer((one, one) for one in known.categories)
        else:
            self.of.offer(())

    def _toggle(self, on: bool) -> None:
        if on and not self._showing and self._shown is None:
            self._showing = True
            until: date = self._desk.today - timedelta(days=1)
            kept = self.of.value
            self._fill(Criterion(Measured.CATEGORY, kept, until - timedelta(days=BASELINE_DAYS - 1), until))
            self._showing = False
        self._fit_rows()
        self._note_edit()

    def _fit_rows(self) -> None:
        for field in self.fields.values():
            field.setVisible(self.on.isChecked())

    def _note_edit(self, *_said: object) -> None:
        if not self._showing:
            self.edited.emit()
