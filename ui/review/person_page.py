"""One person: every figure over weeks and months, where it comes from, and what was done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.evidence.unit import Unit
from supervisor.history.contacts import ContactQuestion
from supervisor.history.period import Period
from supervisor.performance.kpi import BY_ID
from supervisor.reports.order import Order
from supervisor.review.monthly import Standing
from supervisor.review.person import MONTHS, WEEKS, PersonFile, PersonQuestion, Series
from supervisor.rights.look import Look, What
from supervisor.training.coaching import LOG_LABELS, LogEntry
from supervisor.words import _, language, mark, ngettext, number
from ui import theme
from ui.asking import Asking
from ui.review import person_charts as charts
from ui.review import person_words as said
from ui.review import person_work as work
from ui.review.desk import ReviewDesk
from ui.review.person_picker import PersonPicker
from ui.review.person_work import PersonTold
from ui.widgets.attuned import Attuned
from ui.widgets.charts import Chart, Multiples, ParetoChart, RunChart, Waterfall
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_row import FlowRow
from ui.widgets.icon import icon
from ui.widgets.lead import Lead
from ui.widgets.pane import Pane
from ui.widgets.report_export import ReportButton
from ui.widgets.table import Column, DeskTable, Kind, memory
from ui.widgets.table.export import Exporter

MEMORY = "review.person"
WEEKS_OFFERED, MONTHS_OFFERED = (13, 26, 52), (3, 6, 12)
FIRST = ("fcr", "aht", "csat")
"""The KPI that is shown first where none was chosen."""


@dataclass(frozen=True)
class LogRow:
    """An entry of the log; *place* tells it from another of the same day."""

    place: int
    entry: LogEntry


class PersonPage(Attuned, Pane):
    """Ctrl+F finds somebody, Ctrl+Down and Ctrl+Up go to the next person and the one before, Ctrl+P prints.

    Enter on a week shows its contacts, on a month how the review's answer came about.
    """

    def __init__(self, desk: ReviewDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._told: PersonTold | None = None
        self._stale = self._people_stale = True
        kept = memory.recall(desk.machine, MEMORY)
        self._weeks = _one_of(kept.get("weeks"), WEEKS_OFFERED, WEEKS)
        self._months = _one_of(kept.get("months"), MONTHS_OFFERED, MONTHS)
        self._newest = kept.get("newest") is True
        self._asking, self._asking_people = Asking(desk.centre, self), Asking(desk.centre, self)
        self.picker = PersonPicker(self)
        self.before, self.after = QToolButton(self), QToolButton(self)
        self.before.setIcon(icon("chevron-up"))
        self.after.setIcon(icon("chevron-down"))
        self.weeks, self.until, self.months = QComboBox(self), QComboBox(self), QComboBox(self)
        self.paper = QPushButton(self)
        self.paper.setIcon(icon("printer-outline"))
        self.paper.setMenu(QMenu(self.paper))
        self.export = ReportButton(
            desk.centre,
            desk.machine,
            "agent",
            mark("Export…"),
            self._order,
            self,
            about=lambda: self._told.file.who.name if self._told is not None else "",
            pages=self.write_pages,
        )
        self.export.noticed.connect(desk.noticed)
        self.waiting = QLabel(self)
        self.waiting.setProperty("role", "muted")
        self.waiting.hide()
        self.name = QLabel(self)
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setProperty("role", "title")
        self.about, self.logins, self.moves, self.breaks = (QLabel(self) for _each in range(4))
        for label, role in (
            (self.about, "muted"),
            (self.logins, "small"),
            (self.moves, "notice"),
            (self.breaks, "small"),
        ):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.overview = Multiples(self)
        self.by_week, self.by_month = RunChart(self), RunChart(self)
        self.verdict = QLabel(self)
        self.verdict.setWordWrap(True)
        self.derive = QPushButton(self)
        self.derive.setProperty("role", "link")
        self.split, self.types, self.quality = Waterfall(self), ParetoChart(self), ParetoChart(self)
        self.readings = QLabel(self)
        self.readings.setTextFormat(Qt.TextFormat.PlainText)
        self.readings.setWordWrap(True)
        self.log = self._make_log()
        self.empty = EmptyState(self)
        self._lay_out()
        self._wire()
        self._lead = Lead(self, self.picker)
        self._fit()
        self.retranslate()

    def _make_log(self) -> DeskTable[LogRow]:
        desk = self._desk
        log: DeskTable[LogRow] = DeskTable(
            "review.person.log",
            [
                Column("day", mark("Day"), lambda row: row.entry.day, Kind.DAY, width=100),
                Column("kind", mark("Kind"), lambda row: _(LOG_LABELS[row.entry.kind]), width=90),
                Column("what", mark("What"), lambda row: row.entry.what, width=240, stretch=True),
                Column("kpi", mark("KPI"), lambda row: _kpi(row.entry.kpi), width=140),
                Column("who", mark("Who"), lambda row: row.entry.who, width=110),
                Column("more", mark("Details"), lambda row: row.entry.more, width=240, stretch=True),
            ],
            key=lambda row: row.place,
            title=mark("What was done"),
            sort=[("day", True)],
            counted=lambda count: ngettext("{n} entry", "{n} entries", count).format(n=number(count)),
            machine=desk.machine,
            parent=self,
        )
        exporter = Exporter(log, desk.centre.jobs, zone=lambda: desk.zone, people=True, who=desk.centre.who)
        exporter.noticed.connect(desk.noticed)
        exporter.refused.connect(desk.centre.jobs.refused)
        return log

    def _lay_out(self) -> None:
        bar = FlowRow(self)
        for who in (self.picker, self.before, self.after):
            bar.add(who)
        for part in (self.weeks, self.until, self.months, self.paper, self.export, self.waiting):
            bar.add(part)
        head = QFrame(self)
        head.setProperty("role", "card")
        lines = QVBoxLayout(head)
        lines.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        lines.setSpacing(theme.SPACE_XS)
        for line in (self.name, self.about, self.logins, self.moves, self.breaks):
            lines.addWidget(line)
        self.body = QWidget(self)
        beside = QHBoxLayout(self.body)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.SPACE_M)
        right = QVBoxLayout()
        right.setSpacing(theme.SPACE_M)
        verdict = QHBoxLayout()
        verdict.addWidget(self.verdict, 1)
        verdict.addWidget(self.derive, 0, Qt.AlignmentFlag.AlignTop)
        right.addWidget(_card(self.by_week, verdict, self.by_month))
        right.addWidget(_card(self.split, self.readings, self.types, self.quality))
        right.addStretch(1)
        beside.addWidget(_card(self.overview), 4)
        beside.addLayout(right, 5)
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_M)
        for card in (head, self.body, _card(self.log)):
            column.addWidget(card)
        self.whole = whole
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        rows.setSpacing(theme.SPACE_S)
        rows.addWidget(bar)
        rows.addWidget(self.whole, 1)
        rows.addWidget(self.empty, 1)
        stops = (
            self.overview,
            self.by_week,
            self.derive,
            self.by_month,
            self.split,
            self.types,
            self.quality,
        )
        for one, next_one in pairwise(stops):
            QWidget.setTabOrder(one, next_one)

    def _wire(self) -> None:
        desk = self._desk
        desk.asked_changed.connect(self._ask_all)
        desk.facts_changed.connect(self._ask_all)
        desk.chosen_changed.connect(self._show_chosen)
        desk.known_changed.connect(self._show_state)
        self._asking.busy.connect(self.waiting.setVisible)
        self.picker.picked.connect(self._pick)
        self.before.clicked.connect(partial(self.picker.turn, -1))
        self.after.clicked.connect(partial(self.picker.turn, 1))
        for combo in (self.weeks, self.until, self.months):
            combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            combo.activated.connect(self._choose_span)
        self.paper.menu().aboutToShow.connect(self._fill_paper)
        self.overview.chosen.connect(lambda kpi: desk.choose(kpi=kpi))
        self.by_week.chosen.connect(partial(self._open_stretch, False))
        self.by_month.chosen.connect(partial(self._open_stretch, True))
        self.derive.clicked.connect(self._derive)
        self.empty.button.clicked.connect(desk.import_wanted)
        for chart in self.charts:
            chart.pictures.belong(desk.machine, desk.noticed)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Find), self.picker.start),
            (QKeySequence("Ctrl+Up"), partial(self.picker.turn, -1)),
            (QKeySequence("Ctrl+Down"), partial(self.picker.turn, 1)),
            (QKeySequence(QKeySequence.StandardKey.Print), self.print),
        ):
            shortcut = QShortcut(keys, self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Everything that is drawn."""
        return self.overview, self.by_week, self.by_month, self.split, self.types, self.quality

    # -- questions ------------------------------------------------------------------------------------------

    @property
    def question(self) -> PersonQuestion | None:
        """Who is looked at, over which weeks and months; None: nobody."""
        unit = self._desk.unit
        if unit is None:
            return None
        return PersonQuestion(self._desk.question, unit, self._weeks, self._months, self._newest)

    def _ask_all(self) -> None:
        self._people_stale = True
        self.ask()

    def ask(self) -> None:
        """Have the question in force answered: now, or when the page is seen."""
        self._stale = True
        if self.isVisible():
            self._ask_now()

    def _ask_now(self) -> None:
        self._stale = False
        if self._people_stale:
            self._people_stale = False
            self._asking_people.ask(self.show_people, work.ask_people, self._desk.question)
        if (question := self.question) is not None:
            self._asking.ask(self.show_told, work.ask_person, question, language(), looked=self._look)
        self._show_state()

    def show_people(self, people: tuple[Standing, ...]) -> None:
        """Offer *people*."""
        self.picker.show_people(people, self._desk.unit)
        self._show_state()

    def show_told(self, told: PersonTold | None) -> None:
        """Show a person's file; None: the review knows nothing of them."""
        self._told = told
        if told is not None:
            self._show_file(told.file)
            self.log.show_rows([LogRow(at, one) for at, one in enumerate(told.log)])
        self._show_state()

    # -- hands ----------------------------------------------------------------------------------------------

    def _pick(self, unit: Unit) -> None:
        self._desk.choose(unit)

    def _look(self, told: PersonTold | None) -> Look | None:
        """Whose figures come into sight, also when the page opens with who was remembered."""
        return self._desk.look_at(What.PERSON, (told.file.who.unit,)) if told is not None else None

    def _show_chosen(self) -> None:
        """Another person, or another KPI of the same one."""
        self.picker.show_chosen(self._desk.unit)
        told = self._told
        if told is not None and told.file.who.unit == self._desk.unit:
            self._show_kpi(told.file)
        else:
            self.ask()

    def _choose_span(self, _place: int) -> None:
        self._weeks = self.weeks.currentData()
        self._months = self.months.currentData()
        self._newest = self.until.currentData()
        kept: dict[str, Any] = {"weeks": self._weeks, "months": self._months, "newest": self._newest}
        memory.keep(self._desk.machine, MEMORY, kept)
        self.ask()

    def _open_stretch(self, by_month: bool, first: str) -> None:
        """The contacts of a week or month; of the month under review how the answer came about."""
        series = self._series()
        if series is None or self._told is None:
            return
        begin = date.fromisoformat(first)
        if by_month and begin == self._desk.month and series.entry is not None:
            self._derive()
            return
        one = next(one for one in (*series.weeks, *series.months) if one.first == begin)
        who = self._told.file.who
        channels = (who.unit.channel,) if who.unit.channel else None
        asked = ContactQuestion(Period(one.first, one.last), person=who.unit.person, channels=channels)
        self._desk.show_contacts(
            asked, _("{name}, {days}").format(name=who.name, days=said.span(one.first, one.last))
        )

    def _derive(self) -> None:
        series = self._series()
        if series is not None and series.entry is not None:
            self._desk.derivation_wanted.emit(series.entry.who.unit, series.kpi.id)

    # -- what is shown --------------------------------------------------------------------------------------

    def _show_file(self, file: PersonFile) -> None:
        self.name.setText(file.who.name)
        for label, text in (
            (self.about, said.about(file)),
            (self.logins, said.logins(file)),
            (self.moves, said.moves(file)),
            (self.breaks, said.breaks(file)),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        labels, panels = charts.panels(file)
        title = _("All figures, {weeks} weeks").format(weeks=number(len(labels)))
        self.overview.show_panels(title, labels, panels)
        self.split.show_picture(charts.split(file.split))
        self.split.setVisible(file.split is not None)
        self.readings.setText(said.readings(file.facts))
        self.readings.setVisible(bool(file.facts))
        self.quality.show_picture(charts.findings(file.findings, len(file.checked)))
        self.quality.setVisible(bool(file.findings))
        self._show_kpi(file)

    def _show_kpi(self, file: PersonFile) -> None:
        series = self._series()
        if series is None:
            return
        self.overview.select([series.kpi.id])
        self.by_week.show_picture(charts.weeks(series))
        self.by_month.show_picture(charts.months(series))
        self.verdict.setText(said.verdict(series.kpi, series.entry))
        self.derive.setVisible(series.entry is not None)
        found = file.types.get(series.kpi.id)
        self.types.show_picture(charts.types(series.kpi, found))
        self.types.setVisible(found is not None and any(one.share is not None for one in found.parts))

    def _series(self) -> Series | None:
        """The KPI that is looked at closely."""
        if self._told is None or not self._told.file.series:
            return None
        file = self._told.file
        wanted = (self._desk.kpi, *FIRST)
        return next((found for kpi in wanted if (found := file.of(kpi)) is not None), file.series[0])

    def _show_state(self) -> None:
        """The person, or why there is nothing to see."""
        told, unit = self._told, self._desk.unit
        is_shown = told is not None and told.file.who.unit == unit and bool(told.file.series)
        self.whole.setVisible(is_shown)
        self.empty.setHidden(is_shown)
        for button in (self.paper, self.export):
            button.setEnabled(is_shown)
        if is_shown:
            return
        month = f"{self._desk.month:%Y-%m}"
        nothing = self._desk.is_read and self._desk.known.is_empty
        self.empty.button.setVisible(nothing)
        if nothing:
            words = _("Nothing is known of anybody’s work yet: read what your systems counted.")
        elif unit is None:
            words = _("Choose somebody above, or in the review.")
        elif self._asking.is_asking:
            words = _("The figures are being gathered.")
        else:
            words = _("Nothing is known of this person’s work in {month} and the months before.").format(
                month=month
            )
        self.empty.say(words, _("Read a sheet…"))

    # -- paper ----------------------------------------------------------------------------------------------

    def _fill_paper(self) -> None:
        menu = self.paper.menu()
        menu.clear()
        menu.addAction(_("Print…"), self.print)
        menu.addAction(_("Save as PDF…"), self.export.ask_pages)

    def print(self) -> None:
        """Print the person's pages for a talk."""
        from ui.review.person_paper import Paper

        if self._told is not None:
            Paper(self._desk, self._told, self._series(), self).print()

    def _order(self) -> Order | None:
        if self._told is None:
            return None
        return Order("agent", month=self._desk.month, person=self._told.file.who.unit.person)

    def write_pages(self, path: Path) -> str:
        """Write the same pages to *path*; that is done, in words. Raises FileError."""
        from ui.review.person_paper import Paper

        assert self._told is not None  # noqa: S101 - there is no order before
        return Paper(self._desk, self._told, self._series(), self).write(path)

    # -- words ----------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._ask_now()

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for combo, offered, now in (
            (self.weeks, WEEKS_OFFERED, self._weeks),
            (self.months, MONTHS_OFFERED, self._months),
        ):
            combo.clear()
            for n in offered:
                count = _("{n} weeks") if combo is self.weeks else _("{n} months")
                combo.addItem(count.format(n=n), n)
            combo.setCurrentIndex(offered.index(now))
        self.until.clear()
        self.until.addItem(_("Weeks up to the end of the month"), False)
        self.until.addItem(_("Weeks up to yesterday"), True)
        self.until.setCurrentIndex(int(self._newest))
        self.weeks.setAccessibleName(_("How many weeks"))
        self.months.setAccessibleName(_("How many months"))
        self.until.setAccessibleName(_("Which weeks"))
        self.paper.setText(_("Print"))
        self.derive.setText(_("How this came about"))
        self.waiting.setText(_("Counting…"))
        for button, words in (
            (self.before, _("The person before (Ctrl+Up)")),
            (self.after, _("The next person (Ctrl+Down)")),
        ):
            button.setToolTip(words)
            button.setAccessibleName(words)
        self.log.say_empty(_("Nothing was done about these figures yet."), "")
        if self._told is not None:
            self._show_file(self._told.file)
            self._stale = True  # the log speaks the language in which it was asked
            if self.isVisible():
                self._ask_now()
        self._show_state()

    def _fit(self) -> None:
        """Charts are as high as they are read best, however long the page is."""
        look = theme.current()
        for chart, high in ((self.by_week, 340), (self.by_month, 280)):
            chart.setMaximumHeight(look.px(high))


def _card(*parts: QWidget | QHBoxLayout) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
    column.setSpacing(theme.SPACE_M)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part, 1 if isinstance(part, Chart) else 0)
        else:
            column.addLayout(part)
    return card


def _kpi(kpi: str) -> str:
    return BY_ID[kpi].title if kpi in BY_ID else kpi


def _one_of(value: object, offered: tuple[int, ...], usual: int) -> int:
    return value if isinstance(value, int) and value in offered else usual
