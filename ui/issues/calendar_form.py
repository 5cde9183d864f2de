"""A calendar in the drawer: its name, opening hours of each weekday with the break, time zone and country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.words import WEEKDAYS, _, mark
from supervisor.workdays.calendar import (
    Span,
    WorkCalendar,
    week_problem,
)
from supervisor.workdays.hours_text import spans_in, spans_text
from ui import theme
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.save_bar import SaveBar

LONGEST = 80


class CalendarForm(Pane):
    """`save_asked` gives the calendar as it shall be, `remove_asked` the one that goes."""

    save_asked = Signal(object)
    remove_asked = Signal(object)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calendar: WorkCalendar | None = None
        self._is_new = False
        self._removable = False
        self._countries: tuple[tuple[str, str], ...] = ()
        self.name, self.zone = QLineEdit(self), QLineEdit(self)
        self.name.setMaxLength(LONGEST)
        self.country = QComboBox(self)
        self.country.setMinimumContentsLength(12)
        self.country.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.days = [QLineEdit(self) for _day in WEEKDAYS]
        self.as_monday = QPushButton(self)
        self.as_monday.setProperty("role", "link")
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.help = QLabel(self)
        self.help.setProperty("role", "small")
        self.help.setWordWrap(True)
        self.remove = QPushButton(self)
        self.bar = SaveBar(self, self.remove)
        self.save, self.discard = self.bar.save, self.bar.discard
        self.fields = {
            "name": Field(mark("Name"), self.name),
            **{f"day{at}": Field(WEEKDAYS[at], line) for at, line in enumerate(self.days)},
            "zone": Field(mark("Time zone"), self.zone),
            "country": Field(
                mark("Holidays of"),
                self.country,
                mark("A new calendar is filled with them; of another, newer ones are proposed."),
            ),
        }
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.fields["name"])
        column.addWidget(self.help)
        for at in range(7):
            column.addWidget(self.fields[f"day{at}"])
            if at == 0:
                column.addWidget(self.as_monday, 0, Qt.AlignmentFlag.AlignLeft)
        for name in ("zone", "country"):
            column.addWidget(self.fields[name])
        column.addWidget(self.problem)
        column.addWidget(self.bar)
        column.addStretch(1)

    def _wire(self) -> None:
        for line in (self.name, self.zone, *self.days):
            line.textEdited.connect(lambda _text: self._judge())
        self.country.currentIndexChanged.connect(lambda _at: self._judge())
        for at in range(7):
            self.fields[f"day{at}"].left.connect(lambda at=at: self._check_day(at))
        self.fields["zone"].left.connect(self._check_zone)
        self.as_monday.clicked.connect(self._copy_monday)
        self.bar.save_asked.connect(self.keep)
        self.bar.discard_asked.connect(self._discard)
        self.remove.clicked.connect(lambda: self.remove_asked.emit(self._calendar))

    # -- what is shown --------------------------------------------------------------------------------------

    def offer(self, countries: Sequence[tuple[str, str]]) -> None:
        """The countries of which holidays are known: code and name."""
        self._countries = tuple(countries)
        self._fill_countries(self.country.currentData() or "")

    def show_calendar(self, calendar: WorkCalendar, *, new: bool = False, removable: bool = False) -> None:
        """Show *calendar*; a *new* one is what another would begin as."""
        self._calendar, self._is_new, self._removable = calendar, new, removable
        self.name.setText(calendar.name)
        self.zone.setText(calendar.zone.key)
        for line, spans in zip(self.days, calendar.week, strict=True):
            line.setText(spans_text(spans))
        self._fill_countries(calendar.country)
        for field in self.fields.values():
            field.show_problem("")
        self.refuse("")
        self._judge()

    @property
    def calendar(self) -> WorkCalendar | None:
        """What is shown, as it was read."""
        return self._calendar

    @property
    def is_new(self) -> bool:
        return self._is_new

    @property
    def is_dirty(self) -> bool:
        """Whether something else is typed than was read."""
        of = self._calendar
        return of is not None and (
            self.name.text() != of.name
            or self.zone.text() != of.zone.key
            or (self.country.currentData() or "") != of.country
            or [line.text() for line in self.days] != [spans_text(spans) for spans in of.week]
        )

    def go_by(self, version: int) -> None:
        """What is typed stays, to be saved over *version*, of which the person was told."""
        if self._calendar is not None:
            self._calendar = replace(self._calendar, version=version)

    def refuse(self, why: str) -> None:
        """Say why it cannot be kept; "" when it can."""
        self.problem.setText(why)
        self.problem.setVisible(bool(why))

    # -- hands ----------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Have it saved, when nothing is wrong."""
        of = self._calendar
        if of is None or not (self.is_dirty or self._is_new):
            return
        good = [self._check_day(at) for at in range(7)]
        zone = self._check_zone()
        name = self.name.text().strip()
        self.fields["name"].show_problem("" if name else _("Give it a name."))
        if not all(good) or zone is None or not name:
            first = next(field for field in self.fields.values() if field.problem)
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        week = tuple(spans_in(line.text()) for line in self.days)
        if wrong := week_problem(week):
            self.refuse(_("Expected: {expected}.").format(expected=wrong))
            return
        self.refuse("")
        country = self.country.currentData() or ""
        self.save_asked.emit(replace(of, name=name, zone=zone, week=week, country=country))

    def _copy_monday(self) -> None:
        for line in self.days[1:5]:
            line.setText(self.days[0].text())
        for at in range(5):
            self._check_day(at)
        self._judge()

    def _check_day(self, at: int) -> bool:
        field = self.fields[f"day{at}"]
        spans: tuple[Span, ...] | None
        try:
            spans = spans_in(self.days[at].text())
        except ValueError:
            spans = None
        field.show_problem(
            ""
            if spans is not None
            else _(
                "“{text}” is not understood; enter hours like 09:00–12:00, 13:00–18:00, or nothing."
            ).format(text=self.days[at].text().strip())
        )
        return spans is not None

    def _check_zone(self) -> ZoneInfo | None:
        try:
            found = ZoneInfo(self.zone.text().strip())
        except (KeyError, OSError, ValueError):  # unknown, a folder of zones, no possible name
            found = None
        said = _("Expected: a time zone such as Asia/Shanghai.")
        self.fields["zone"].show_problem("" if found is not None else said)
        return found

    def _discard(self) -> None:
        if self._calendar is not None and self.is_dirty and not self._is_new:
            self.show_calendar(self._calendar, removable=self._removable)
        else:
            self.given_up.emit()

    def _judge(self) -> None:
        self.save.setEnabled(self.is_dirty or self._is_new)
        self.remove.setVisible(self._removable and not self._is_new)

    # -- words ----------------------------------------------------------------------------------------------

    def _fill_countries(self, chosen: str) -> None:
        self.country.blockSignals(True)
        self.country.clear()
        self.country.addItem(_("no country: weekends only"), "")
        for code, name in self._countries:
            self.country.addItem(name, code)
        if chosen and self.country.findData(chosen) < 0:
            self.country.addItem(chosen, chosen)
        self.country.setCurrentIndex(max(0, self.country.findData(chosen)))
        self.country.blockSignals(False)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.help.setText(
            _(
                "Opening hours of each day; the gap between two spans is the break. An empty line is a day "
                "that is off. A make-up day is worked as the first day that has hours."
            )
        )
        self.as_monday.setText(_("Tuesday to Friday as Monday"))
        self.remove.setText(_("Remove the calendar"))
        self._fill_countries(self.country.currentData() or "")
        self._judge()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
