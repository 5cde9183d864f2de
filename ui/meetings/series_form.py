"""A series of meetings in the drawer: when it is, who comes, how its agenda is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, time
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt, QTime, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from supervisor.meetings.series import Every, Pattern, Series
from supervisor.words import WEEKDAYS, _, clock_time, mark, number
from ui import theme
from ui.meetings import people_text
from ui.meetings.near_day import (
    day_told,
)
from ui.meetings.template_form import TemplateForm
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.save_bar import SaveBar
from ui.widgets.text_area import TextArea

EVERY_LABELS = {
    Every.WEEK: mark("Every week"),
    Every.TWO_WEEKS: mark("Every second week"),
    Every.MONTH_DAY: mark("Each month, on a day"),
    Every.MONTH_WEEKDAY: mark("Each month, on a weekday"),
    Every.BY_HAND: mark("Planned by hand"),
}
NTH_LABELS = (mark("first"), mark("second"), mark("third"), mark("fourth"), mark("last"))
WITH_WEEKDAY = frozenset({Every.WEEK, Every.TWO_WEEKS, Every.MONTH_WEEKDAY})


class SeriesForm(Pane):
    """`save_asked` gives the series as it shall be; `pattern_changed` wants the next days (`show_days`)."""

    save_asked = Signal(object)
    remove_asked = Signal(object)
    retire_asked = Signal(object)
    pattern_changed = Signal(object)
    given_up = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._series = Series("", "-")
        self._departments: Mapping[str, str] = {}
        self._filling = False
        self.is_dirty = False
        self.name, self.place, self.chair, self.minute_taker = (QLineEdit(self) for _one in range(4))
        self.name.setMaxLength(200)
        for line in (self.place, self.chair, self.minute_taker):
            line.setMaxLength(300)
        self.every, self.weekday, self.nth = QComboBox(self), QComboBox(self), QComboBox(self)
        for every in Every:
            self.every.addItem("", every.value)
        for weekday in range(7):
            self.weekday.addItem("", weekday)
        for nth in range(1, 6):
            self.nth.addItem("", nth)
        self.month_day, self.length = QSpinBox(self), QSpinBox(self)
        self.month_day.setRange(1, 31)
        self.length.setRange(5, 600)
        self.at = QTimeEdit(self)
        self.at.setDisplayFormat("HH:mm")
        self.since = DayLine(self)
        self.before = QCheckBox(self)
        self.days = QLabel(self)
        self.days.setWordWrap(True)
        self.days.setTextFormat(Qt.TextFormat.PlainText)
        self.departments = QListWidget(self)
        self.departments.setMaximumHeight(theme.current().px(150))
        self.people = TextArea(self, lines=5)
        self.template = TemplateForm(self)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.retire, self.remove = QPushButton(self), QPushButton(self)
        self.bar = SaveBar(self, self.retire, self.remove)
        self.save, self.discard = self.bar.save, self.bar.discard
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        self.fields = {
            "name": Field(mark("Name of the series"), self.name),
            "every": Field(mark("How often"), self.every),
            "nth": Field(mark("Which one of the month"), self.nth),
            "weekday": Field(mark("Weekday"), self.weekday),
            "month_day": Field(mark("Day of the month"), self.month_day),
            "at": Field(mark("Begins at"), self.at),
            "since": Field(mark("Counted from"), self.since, mark("A day of the first week; nothing: any.")),
            "before": Field(mark("Before a day off, not after it"), self.before),
            "length": Field(mark("Planned length in minutes"), self.length),
            "place": Field(mark("Venue"), self.place),
            "chair": Field(mark("Chair"), self.chair),
            "minute_taker": Field(mark("Minute-taker"), self.minute_taker),
            "departments": Field(
                mark("Departments"), self.departments, mark("Whose issues come; none marked: all.")
            ),
            "people": Field(
                mark("Who is invited"),
                self.people,
                mark("One a line: name, department, mail address. No department: our own people."),
            ),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for name, field in self.fields.items():
            column.addWidget(field)
            if name == "before":
                column.addWidget(self.days)
        column.addWidget(self.template)
        column.addWidget(self.problem)
        column.addWidget(self.bar)
        column.addStretch(1)

    def _wire(self) -> None:
        for line in (self.name, self.place, self.chair, self.minute_taker):
            line.textEdited.connect(lambda _text: self._touch())
        for box in (self.every, self.weekday, self.nth):
            box.activated.connect(lambda _at: self._change_pattern())
        self.month_day.valueChanged.connect(lambda _value: self._change_pattern())
        self.at.timeChanged.connect(lambda _time: self._change_pattern())
        self.since.entered.connect(lambda _day: self._change_pattern())
        self.before.clicked.connect(lambda _on: self._change_pattern())
        self.length.valueChanged.connect(lambda _value: self._touch())
        self.departments.itemChanged.connect(lambda _item: self._touch())
        self.people.textChanged.connect(self._touch)
        self.template.edited.connect(self._touch)
        self.bar.save_asked.connect(self._save)
        self.bar.discard_asked.connect(self._discard)
        self.retire.clicked.connect(lambda: self.retire_asked.emit(self._series))
        self.remove.clicked.connect(lambda: self.remove_asked.emit(self._series))

    # -- showing --------------------------------------------------------------------------------------------

    @property
    def series(self) -> Series:
        """As it was read."""
        return self._series

    def show_series(
        self,
        series: Series,
        departments: Mapping[str, str],
        starts: Sequence[datetime],
        provisional: AbstractSet[int] = frozenset(),
    ) -> None:
        """Show *series*; *departments* are names by id, *starts* when its next meetings begin."""
        self._series, self._departments = series, departments
        self._filling = True
        pattern = series.pattern
        self.name.setText(series.name if series.version or series.id else "")
        self.every.setCurrentIndex(self.every.findData(pattern.every.value))
        self.weekday.setCurrentIndex(pattern.weekday)
        self.nth.setCurrentIndex(min(pattern.nth, 5) - 1)
        self.month_day.setValue(pattern.nth)
        self.at.setTime(QTime(pattern.at.hour, pattern.at.minute))
        self.since.show_day(pattern.since)
        self.before.setChecked(pattern.before)
        self.length.setValue(series.length)
        self.place.setText(series.place)
        self.chair.setText(series.chair)
        self.minute_taker.setText(series.minute_taker)
        self.departments.clear()
        for id, name in sorted(departments.items(), key=lambda one: one[1]):
            item = QListWidgetItem(name, self.departments)
            item.setData(Qt.ItemDataRole.UserRole, id)
            on = Qt.CheckState.Checked if id in series.departments else Qt.CheckState.Unchecked
            item.setCheckState(on)
        self.people.show_text(people_text.written(series.people, departments))
        self.template.show_template(series.template)
        self.retire.setVisible(series.version > 0)
        self.remove.setVisible(series.version > 0)
        self.retire.setText(_("Take up again") if series.retired else _("Retire"))
        self._filling = False
        self.is_dirty = False
        for field in self.fields.values():
            field.show_problem("")
        self.refuse("")
        self._fit_pattern()
        self.show_days(starts, provisional)

    def show_days(self, starts: Sequence[datetime], provisional: AbstractSet[int] = frozenset()) -> None:
        """Say when the next meetings are; of *provisional* years the days off are not published yet."""
        if not starts:
            by_hand = self.every.currentData() == Every.BY_HAND.value
            said = _("Each meeting gets its day by hand.") if by_hand else _("There are no days for that.")
            self.days.setText(said)
            return
        today = starts[0].astimezone(self._zone).date()
        lines = []
        for one in starts:
            day = one.astimezone(self._zone).date()
            said = _("{day}, {time}").format(day=day_told(day, today), time=clock_time(one, self._zone))
            lines.append(_("{day} (provisional)").format(day=said) if day.year in provisional else said)
        head = _("The next {n}, moved off days off:").format(n=number(len(lines)))
        self.days.setText("\n".join((head, *lines)))

    def begin(self) -> None:
        """Give the keyboard to the name."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, said: str) -> None:
        """Say what is wrong; "" for nothing."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    # -- typing ---------------------------------------------------------------------------------------------

    @property
    def pattern(self) -> Pattern:
        """As it is entered."""
        every = Every(self.every.currentData())
        nth = self.month_day.value() if every is Every.MONTH_DAY else int(self.nth.currentData())
        since = self.since.day if not self.since.problem else None
        at = self.at.time()
        return Pattern(
            every,
            int(self.weekday.currentData()),
            nth,
            time(at.hour(), at.minute()),
            since,
            self.before.isChecked(),
        )

    def _change_pattern(self) -> None:
        if self._filling:
            return
        self._fit_pattern()
        self._touch()
        self.pattern_changed.emit(self.pattern)

    def _fit_pattern(self) -> None:
        every = Every(self.every.currentData())
        self.fields["weekday"].setVisible(every in WITH_WEEKDAY)
        self.fields["nth"].setVisible(every is Every.MONTH_WEEKDAY)
        self.fields["month_day"].setVisible(every is Every.MONTH_DAY)
        self.fields["since"].setVisible(every is Every.TWO_WEEKS)
        self.fields["before"].setVisible(every is not Every.BY_HAND)

    def _touch(self) -> None:
        if not self._filling:
            self.is_dirty = True

    def _discard(self) -> None:
        self.is_dirty = False
        self.given_up.emit()

    def _save(self) -> None:
        people, wrong_people = people_text.read(self.people.text, self._departments)
        wrong = {
            "name": "" if self.name.text().strip() else _("A series needs a name."),
            "since": self.since.problem,
            "people": wrong_people,
        }
        for name, said in wrong.items():
            self.fields[name].show_problem(said)
        first = next((name for name, said in wrong.items() if said), "")
        if first:
            self.fields[first].editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        marked = tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for at in range(self.departments.count())
            if (item := self.departments.item(at)).checkState() is Qt.CheckState.Checked
        )
        self.save_asked.emit(
            replace(
                self._series,
                name=self.name.text().strip(),
                pattern=self.pattern,
                departments=marked,
                people=people,
                template=self.template.template,
                place=self.place.text().strip(),
                chair=self.chair.text().strip(),
                minute_taker=self.minute_taker.text().strip(),
                length=self.length.value(),
            )
        )

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for at in range(self.every.count()):
            self.every.setItemText(at, _(EVERY_LABELS[Every(self.every.itemData(at))]))
        for at, weekday in enumerate(WEEKDAYS):
            self.weekday.setItemText(at, _(weekday))
        for at, nth in enumerate(NTH_LABELS):
            self.nth.setItemText(at, _(nth))
        self.remove.setText(_("Remove"))
        self.retire.setText(_("Take up again") if self._series.retired else _("Retire"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
