"""What one report must be told: of when, of whom, narrowed to what, in which language, with names or not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QVBoxLayout, QWidget

from supervisor.reports.catalogue import Report
from supervisor.reports.order import Ask, Order
from supervisor.words import LANGUAGES, _, language, mark
from ui import theme
from ui.reports.known import Known
from ui.reports.month_box import MonthBox
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.export_dialog import LANGUAGE_WORDS
from ui.widgets.field import Field

if TYPE_CHECKING:
    from supervisor.templates.template import Template

SPANS = {
    "last-month": mark("Last month"),
    "this-month": mark("This month"),
    "week": mark("The last 7 days"),
    "chosen": mark("From and to"),
}
_ASKED = {
    Ask.MONTH: ("month",),
    Ask.DAY: ("day",),
    Ask.SPAN: ("span", "since", "until"),
    Ask.MEETING: ("meeting",),
    Ask.PERSON: ("person", "month"),
    Ask.FILTER: ("query", "department"),
}
"""The fields of what a report asks."""


class OrderForm(QWidget):
    """`order` is what is asked for; `changed` comes when it is another."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: Report | None = None
        self._today = date.min
        self._next_meeting = ""
        self.month = MonthBox(self)
        self.day, self.since, self.until = (_date_edit(self) for _at in range(3))
        self.span, self.language, self.template = QComboBox(self), QComboBox(self), QComboBox(self)
        self._templates: tuple[Template, ...] = ()
        for name in SPANS:
            self.span.addItem("", name)
        for code in LANGUAGES:
            self.language.addItem(LANGUAGE_WORDS[code], code)
        self.meeting, self.person, self.department = (ChoiceBox(self) for _at in range(3))
        self.query = ChoiceBox(self, free=True)
        self._boxes = {
            "meeting": self.meeting,
            "person": self.person,
            "query": self.query,
            "department": self.department,
        }
        self.named = QCheckBox(self)
        self.named.setChecked(True)
        self.fields = {
            "person": Field(mark("Person"), self.person, mark("Any part of a name or number finds people.")),
            "month": Field(mark("Month"), self.month),
            "day": Field(mark("Day"), self.day),
            "span": Field(mark("Time"), self.span),
            "since": Field(mark("From"), self.since),
            "until": Field(mark("To"), self.until),
            "meeting": Field(mark("Meeting"), self.meeting),
            "query": Field(
                mark("Filter"),
                self.query,
                mark("A saved filter, or words to search for; empty: all open issues."),
            ),
            "department": Field(mark("Department"), self.department, mark("Empty: of all departments.")),
            "template": Field(
                mark("Template"),
                self.template,
                mark("A workbook of yours that is filled; or the usual one."),
            ),
            "language": Field(mark("Language"), self.language),
            "named": Field(
                mark("With names"),
                self.named,
                mark("Without: no name, login or number, and the order is by chance."),
            ),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_M)
        for field in self.fields.values():
            column.addWidget(field)
        self._wire()
        self.language.setCurrentIndex(max(0, self.language.findData(language())))
        self.retranslate()

    def _wire(self) -> None:
        self.span.activated.connect(lambda _at: self._choose_span())
        for edit in (self.since, self.until):
            edit.dateChanged.connect(lambda _day: self._dated())
        for box in (self.meeting, self.person, self.query, self.department):
            box.chosen.connect(lambda _key: self._heed())
        self.month.changed.connect(self._heed)
        self.day.dateChanged.connect(lambda _day: self._heed())
        self.language.activated.connect(lambda _at: self._heed())
        self.template.activated.connect(lambda _at: self._heed_template())
        self.named.toggled.connect(lambda _on: self._heed())

    # -- what is shown --------------------------------------------------------------------------------------

    def show_today(self, today: date) -> None:
        """It is that business day: offer what is over, the last whole month and yesterday first."""
        if today == self._today:
            return
        first = self._today == date.min
        self._today = today
        self.month.offer(today)
        for edit in (self.day, self.since, self.until):
            edit.setMaximumDate(_qdate(today))
        if first:
            self.day.setDate(_qdate(today - timedelta(days=1)))
            self._choose_span()

    def show_known(self, known: Known) -> None:
        """Offer these people, meetings and filters."""
        self.person.offer(known.people)
        self.meeting.offer(known.meetings)
        self.query.offer((name, name) for name in known.filters)
        self.department.offer(known.departments)
        self._templates = known.templates
        self._offer_templates()
        if not self.meeting.value:
            self.meeting.choose(known.next_meeting)

    def show_report(self, report: Report) -> None:
        """Ask what *report* must be told, and nothing else."""
        self._report = report
        asked = {*_ASKED[report.asks], "language"} | ({"named"} if report.personal else set())
        for name, field in self.fields.items():
            field.setVisible(name in asked)
            field.show_problem("")
        self._show_dates()
        self._offer_templates()

    def take(self, order: Order) -> None:
        """Show what *order* names."""
        if order.month is not None:
            self.month.choose(order.month)
        if order.since is not None:
            self.day.setDate(_qdate(order.since))
            self.span.setCurrentIndex(self.span.findData("chosen"))
            self.since.setDate(_qdate(order.since))
            self.until.setDate(_qdate(order.until or order.since))
        for box, key in (
            (self.meeting, order.meeting),
            (self.person, order.person),
            (self.query, order.query),
        ):
            if key:
                box.choose(key)
        if order.language:
            self.language.setCurrentIndex(max(0, self.language.findData(order.language)))
        self.template.setCurrentIndex(max(0, self.template.findData(order.template)))
        self._heed_template()
        self.named.setChecked(order.named)
        self._show_dates()

    # -- what is asked for ----------------------------------------------------------------------------------

    @property
    def order(self) -> Order | None:
        """What is asked for; None while something is missing, which is then said at its field."""
        report = self._report
        if report is None or not self._judge(report):
            return None
        asked = set(_ASKED[report.asks])
        found: dict[str, Any] = {
            "language": str(self.language.currentData()),
            "template": str(self.template.currentData() or ""),
        }
        if "month" in asked:
            found["month"] = self.month.month
        if "day" in asked:
            found["since"] = _day(self.day)
        if "span" in asked:
            found["since"], found["until"] = _day(self.since), _day(self.until)
        for name, box in self._boxes.items():
            if name in asked:
                found[name] = box.value
        return Order(report.name, named=self.named.isChecked() or not report.personal, **found)

    @property
    def about(self) -> str:
        """Whom or what it is about, in words; "" where the time says it."""
        if self._report is None:
            return ""
        boxes = {Ask.PERSON: self.person, Ask.MEETING: self.meeting, Ask.FILTER: self.department}
        box = boxes.get(self._report.asks)
        return box.currentText().strip() if box is not None else ""

    def _judge(self, report: Report) -> bool:
        """Whether all is there; what is missing is said and has the keyboard."""
        missing = {
            "person": _("Say whom it is about.") if not self.person.value else "",
            "meeting": _("Say which meeting.") if not self.meeting.value else "",
            "until": _("It ends before it begins.") if _day(self.until) < _day(self.since) else "",
        }
        asked = _ASKED[report.asks]
        good = True
        for name, said in missing.items():
            said = said if name in asked and not report.optional else ""
            self.fields[name].show_problem(said)
            if said and good:
                self.fields[name].editor.setFocus(Qt.FocusReason.OtherFocusReason)
                good = False
        return good

    def _choose_span(self) -> None:
        chosen, today = str(self.span.currentData()), self._today
        first = today.replace(day=1)
        spans = {
            "last-month": ((first - timedelta(days=1)).replace(day=1), first - timedelta(days=1)),
            "this-month": (first, today),
            "week": (today - timedelta(days=7), today - timedelta(days=1)),
        }
        if chosen in spans:
            for edit, day in zip((self.since, self.until), spans[chosen], strict=True):
                edit.blockSignals(True)
                edit.setDate(_qdate(day))
                edit.blockSignals(False)
        self._show_dates()
        self._heed()

    def _show_dates(self) -> None:
        """Days by hand only where they are wanted."""
        wanted = self._report is not None and self._report.asks is Ask.SPAN
        for name in ("since", "until"):
            self.fields[name].setVisible(wanted)

    def _offer_templates(self) -> None:
        """Those that the chosen report can be filled into; none, and nothing is asked."""
        chosen, report = self.template.currentData(), self._report
        fitting = [one for one in self._templates if report is not None and one.report == report.name]
        self.template.clear()
        self.template.addItem(_("The usual workbook"), "")
        for one in fitting:
            self.template.addItem(one.name, one.id)
        self.template.setCurrentIndex(max(0, self.template.findData(chosen)))
        self.fields["template"].setVisible(bool(fitting))
        self._heed_template()

    def _heed_template(self) -> None:
        """A template speaks the language of its fields."""
        own = next((one for one in self._templates if one.id == self.template.currentData()), None)
        if own is not None:
            self.language.setCurrentIndex(max(0, self.language.findData(own.language)))
        self.language.setEnabled(own is None)
        self._heed()

    def _dated(self) -> None:
        self.span.setCurrentIndex(self.span.findData("chosen"))
        self._heed()

    def _heed(self) -> None:
        self.changed.emit()

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for at, name in enumerate(SPANS):
            self.span.setItemText(at, _(SPANS[name]))
        self.template.setItemText(0, _("The usual workbook"))
        line = self.query.lineEdit()
        if line is not None:
            line.setPlaceholderText(_("All open issues"))


def _date_edit(parent: QWidget) -> QDateEdit:
    edit = QDateEdit(parent)
    edit.setCalendarPopup(True)
    edit.setDisplayFormat("yyyy-MM-dd")
    edit.setKeyboardTracking(False)
    return edit


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _day(edit: QDateEdit) -> date:
    shown = edit.date()
    return date(shown.year(), shown.month(), shown.day())
