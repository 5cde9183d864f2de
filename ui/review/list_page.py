"""The training list: whom to train in what, how sure that is, what groups share, and what was decided."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.evidence.unit import Unit
from supervisor.issues import seed
from supervisor.performance.kpi import Kpi
from supervisor.reports.order import Order
from supervisor.review import wording
from supervisor.review.decisions import Decided, Decision
from supervisor.review.entries import CellFinding, KpiList, Nature
from supervisor.rights.act import Act
from supervisor.rights.look import Look, What
from supervisor.sentences.error import sentence
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.asking import Asking
from ui.review import list_pictures, list_rows, list_work, work
from ui.review.decide_bar import DecideBar
from ui.review.deciding import Deciding
from ui.review.desk import ReviewDesk
from ui.review.filter_bar import FilterBar
from ui.review.list_kpis import KpiRow, kpi_columns
from ui.review.list_rows import ListRow
from ui.review.list_work import Proposals
from ui.review.matrix_words import channel
from ui.review.work import ListTold
from ui.rights import guard
from ui.widgets.charts import FunnelPlot, IntervalPlot
from ui.widgets.empty_state import EmptyState
from ui.widgets.lead import Lead
from ui.widgets.report_export import ReportButton
from ui.widgets.table import DeskTable, memory
from ui.widgets.table.export import Exporter

MEMORY = "review.list"
TABLE, LEVELS, FUNNEL = range(3)
VIEWS = (mark("Table"), mark("Levels"), mark("Funnel"))


class ListPage(QWidget):
    """Enter on an entry tells how it came about. Ctrl+Enter accepts, Ctrl+L puts off, Ctrl+R refuses."""

    def __init__(self, desk: ReviewDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._told: ListTold | None = None
        self._decided: dict[tuple[str, Unit], Decided] = {}
        self._proposals = Proposals()
        self._stale = True
        self._months: tuple[str, ...] = ()
        self._asking = Asking(desk.centre, self)
        self._proposing = Asking(desk.centre, self)
        self._drawing = Asking(desk.centre, self)
        kept = memory.recall(desk.machine, MEMORY)
        self._kpi = str(kept.get("kpi") or "")
        self.bar = FilterBar(desk, None, self)
        self.strict = QCheckBox(self)
        self.strict.setChecked(bool(kept.get("strict")))
        self.seats = QSpinBox(self)
        self.seats.setRange(0, 10_000)
        self.seats.setValue(int(kept.get("seats") or 0))
        self.seats.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view = QComboBox(self)
        self.waiting = QLabel(self)
        self.waiting.setProperty("role", "muted")
        self.waiting.hide()
        self.report = ReportButton(
            desk.centre,
            desk.machine,
            "training-list",
            mark("Training list…"),
            lambda: Order("training-list", month=desk.month),
            self,
        )
        self.report.noticed.connect(desk.noticed)
        self.bar.add(self.strict, self.seats, self.view, self.report, self.waiting)
        self.kpis: DeskTable[KpiRow] = DeskTable(
            "review.list.kpis",
            kpi_columns(),
            key=lambda row: row.kpi.id,
            title=mark("KPIs"),
            counted=lambda count: ngettext("{n} KPI", "{n} KPIs", count).format(n=number(count)),
            compact=True,
            searched=False,
            machine=desk.machine,
            parent=self,
        )
        self.summary = QLabel(self)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self.cells = QVBoxLayout()
        self.cells.setSpacing(theme.SPACE_XS)
        self.table: DeskTable[ListRow] | None = None
        self.levels, self.funnel = IntervalPlot(self), FunnelPlot(self)
        self.cell = QComboBox(self)
        self.decide = decide = DecideBar(desk.today, self)
        guard(desk.centre, Act.DECIDE, decide.accept, decide.put_off, decide.refuse, decide.undecide)
        self.deciding = Deciding(desk, self)
        self.empty = EmptyState(self)
        self.views = QStackedWidget(self)
        self.stack = QStackedWidget(self)
        self._lay_out()
        self._lead = Lead(self, self.kpis)
        self._wire()
        self._make_table(("", "", ""))
        self.retranslate()

    def _lay_out(self) -> None:
        self._place = QWidget(self.views)
        self._rows = QVBoxLayout(self._place)
        self._rows.setContentsMargins(0, 0, 0, 0)
        drawn = QWidget(self.views)
        below = QVBoxLayout(drawn)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(theme.SPACE_S)
        below.addWidget(self.cell, 0, Qt.AlignmentFlag.AlignLeft)
        below.addWidget(self.funnel, 1)
        for page in (self._place, self.levels, drawn):
            self.views.addWidget(page)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(theme.SPACE_S, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.summary)
        column.addLayout(self.cells)
        column.addWidget(self.views, 1)
        column.addWidget(self.decide)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.kpis)
        self.split.addWidget(right)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([285, 915])
        self.stack.addWidget(self.split)
        self.stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.setSpacing(theme.SPACE_S)
        whole.addWidget(self.bar)
        whole.addWidget(self.stack, 1)

    def _wire(self) -> None:
        desk = self._desk
        desk.asked_changed.connect(self.ask)
        desk.facts_changed.connect(self.ask)
        desk.which_changed.connect(self._fill)
        desk.centre.changed.connect(self._heed)
        self._asking.busy.connect(self.waiting.setVisible)
        self.kpis.current_changed.connect(self._choose_kpi)
        self.strict.toggled.connect(self._ask_otherwise)
        self.seats.valueChanged.connect(self._ask_otherwise)
        self.view.activated.connect(self._show_view)
        self.cell.activated.connect(lambda _at: self._ask_funnel())
        for chart in (self.levels, self.funnel):
            chart.chosen.connect(self._open_id)
            chart.pictures.belong(self._desk.machine, self._desk.noticed)
        self.decide.chosen.connect(self._decide)
        self.decide.undecide_asked.connect(self._undecide)
        self.deciding.done.connect(self._read_decisions)
        self.deciding.refused.connect(self._show_refusal)
        self.empty.button.clicked.connect(self._fill_empty)
        for keys, decision in (
            ("Ctrl+Return", Decision.ACCEPTED),
            ("Ctrl+L", Decision.PUT_OFF),
            ("Ctrl+R", Decision.REFUSED),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, partial(self.decide.start, decision))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _make_table(self, months: tuple[str, ...]) -> None:
        if self.table is not None:
            if months == self._months:
                return
            self.table.hide()  # without a parent it would be a window of its own until it is gone
            self._rows.removeWidget(self.table)
            self.table.deleteLater()
        self._months = months
        table: DeskTable[ListRow] = DeskTable(
            "review.list",
            list_rows.columns(months),
            key=lambda row: row.key,
            title=mark("Training list"),
            groupings=[list_rows.by_class(lambda: self.found)],
            group="class",
            menu=self._fill_menu,
            counted=list_rows.counted,
            searched=False,
            machine=self._desk.machine,
            parent=self._place,
        )
        self.table = table
        self._rows.addWidget(table, 1)
        self._lead.part = table
        table.opened.connect(self._open)
        table.current_changed.connect(self._move_on)
        table.view.selectionModel().selectionChanged.connect(lambda *_changed: self._show_chosen())
        exporter = Exporter(
            table,
            self._desk.centre.jobs,
            zone=lambda: self._desk.zone,
            about=self._about_file,
            people=True,
            who=self._desk.centre.who,
        )
        exporter.noticed.connect(self._desk.noticed)
        exporter.refused.connect(self._desk.centre.jobs.refused)

    # -- questions ------------------------------------------------------------------------------------------

    @property
    def found(self) -> KpiList | None:
        """The chosen KPI's list."""
        if self._told is None:
            return None
        return next((one for one in self._told.list.lists if one.kpi == self._kpi), None)

    def ask(self) -> None:
        """Have the month in force answered: now, or when the page is seen."""
        self._stale = True
        if self.isVisible():
            self._ask_now()

    def _ask_now(self) -> None:
        self._stale = False
        desk = self._desk
        seats = self.seats.value() or None
        self._asking.ask(
            self.show_told,
            work.ask_training_list,
            desk.question,
            replace(desk.which, text=""),
            self.strict.isChecked(),
            seats,
            looked=self._look,
        )
        self._read_decisions()

    def _look(self, told: ListTold) -> Look:
        units = (entry.who.unit for one in told.list.lists for entry in one.entries)
        return self._desk.look_at(What.TRAINING_LIST, units)

    def _ask_otherwise(self) -> None:
        self._keep()
        self.ask()

    def _read_decisions(self) -> None:
        if self._desk.centre.url:
            job = self._desk.centre.jobs.read(list_work.read_decisions, self._desk.month)
            job.then(self.show_decisions)

    def _heed(self, changes: frozenset[str]) -> None:
        if "review" in changes and self.isVisible():
            self._read_decisions()

    def show_told(self, told: ListTold) -> None:
        """Show the lists of the month."""
        self._told = told
        lists = {one.kpi: one for one in told.list.lists}
        rows = [KpiRow.of(told.kpis[one.kpi], one) for one in lists.values()]
        if self._kpi not in lists:
            self._kpi = max(rows, key=lambda row: row.weight).kpi.id if rows else ""
        self.kpis.show_rows(rows)
        self.kpis.select(self._kpi)
        self._show_kpi()

    def show_decisions(self, decided: dict[tuple[str, Unit], Decided]) -> None:
        """Show what was decided."""
        self._decided = decided
        self._fill()

    def show_proposals(self, proposals: Proposals) -> None:
        """Show what is proposed."""
        self._proposals = proposals
        self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._ask_now()

    # -- what is shown --------------------------------------------------------------------------------------

    def _choose_kpi(self, row: KpiRow | None) -> None:
        if row is None or row.kpi.id == self._kpi:
            return
        self._kpi = row.kpi.id
        self._keep()
        self._show_kpi()

    def _show_kpi(self) -> None:
        found = self.found
        if found is not None and found.entries:
            shown = found.entries[0].months[-3:]
            self._make_table(tuple(f"{one.month:%Y-%m}" for one in shown))
        self._say_kpi()
        self._fill()
        if found is not None and self._proposals.kpi != found.kpi:
            self._proposing.ask(self.show_proposals, list_work.ask_proposals, self._desk.question, found.kpi)
        self.cell.clear()
        for cell in sorted(found.cells if found else (), key=lambda one: -one.units):
            self.cell.addItem(self._cell_name(cell), cell)
        self._show_view(self.view.currentIndex())

    def _rows_of(self, found: KpiList) -> list[ListRow]:
        kpi = self._told.kpis[found.kpi] if self._told else None
        assert kpi is not None  # noqa: S101
        proposed = self._proposals.of if self._proposals.kpi == found.kpi else {}
        return [
            ListRow(
                entry,
                kpi,
                self._decided.get((found.kpi, entry.who.unit)),
                tuple(proposed.get(entry.who.unit, ())),
            )
            for entry in found.entries
            if self._desk.which.lets(entry.who)
        ]

    def _fill(self) -> None:
        found, table = self.found, self.table
        if table is None:
            return
        rows = self._rows_of(found) if found is not None else []
        table.show_rows(rows)
        self.levels.show_picture(list_pictures.levels(rows, self._desk.month))
        self._show_state()
        self._show_chosen()

    def _show_state(self) -> None:
        told, known = self._told, self._desk.known
        month = f"{self._desk.month:%Y-%m}"
        if told is not None and told.list.lists:
            self.stack.setCurrentWidget(self.split)
            if self.table is not None:
                self.table.say_empty(_("Nobody is in this list: whoever could be judged is on target."), "")
            return
        self.stack.setCurrentWidget(self.empty)
        if self._desk.is_read and known.is_empty:
            self.empty.say(
                _("Nothing is known of anybody’s work yet: read what your systems counted."),
                _("Read a sheet…"),
            )
        elif told is None:
            self.empty.say(_("The review of {month} is being computed.").format(month=month), _("Targets…"))
        else:
            self.empty.say(
                _("Nothing is wanted of anybody yet: without targets there are no verdicts, and no list."),
                _("Targets…"),
            )

    def _fill_empty(self) -> None:
        (self._desk.import_wanted if self._desk.known.is_empty else self._desk.targets_wanted).emit()

    def _say_kpi(self) -> None:
        """What must be known of the chosen KPI's list, and what whole groups share."""
        found = self.found
        while (item := self.cells.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        if found is None or self._told is None:
            self.summary.clear()
            return
        kpi = self._told.kpis[found.kpi]
        self.summary.setText(" ".join(list_rows.summary(kpi, found)))
        for cell in found.cells:
            if cell.nature is Nature.COMMON:
                self.cells.addWidget(self._shared_line(kpi, found, cell))

    def _shared_line(self, kpi: Kpi, found: KpiList, cell: CellFinding) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_S)
        said = QLabel(
            "■ "
            + _("{label}: {meaning}").format(label=self._cell_name(cell), meaning=wording.shared(kpi, cell)),
            line,
        )
        said.setWordWrap(True)
        row.addWidget(said, 1)
        course = QPushButton(_("Plan a course…"), line)
        course.setAccessibleDescription(said.text())
        units = [Unit(person, cell.skill, cell.channel) for person in cell.persons]
        course.clicked.connect(lambda: self._desk.course_wanted.emit(found.kpi, units))
        row.addWidget(course, 0, Qt.AlignmentFlag.AlignTop)
        issue = QPushButton(_("Make an issue…"), line)
        issue.setAccessibleDescription(said.text())
        issue.clicked.connect(lambda: self._begin_issue(kpi, cell))
        row.addWidget(issue, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _begin_issue(self, kpi: Kpi, cell: CellFinding) -> None:
        begun = seed.of_common(kpi, cell, self._cell_name(cell), self._desk.month)
        self._desk.issue_wanted.emit(begun)

    def _cell_name(self, cell: CellFinding) -> str:
        parts = (
            cell.skill_name or _("No skill group"),
            channel(cell.channel),
            self._desk.band_name(cell.band),
        )
        return " · ".join(part for part in parts if part)

    # -- pictures -------------------------------------------------------------------------------------------

    def show_view(self, name: str) -> None:
        """Show the list as "levels" or as "funnel"; anything else is the table."""
        self.view.setCurrentIndex({"levels": LEVELS, "funnel": FUNNEL}.get(name, TABLE))
        self._show_view(self.view.currentIndex())

    def _show_view(self, at: int) -> None:
        self.views.setCurrentIndex(max(TABLE, at))
        if at == FUNNEL:
            self._ask_funnel()

    def _ask_funnel(self) -> None:
        cell = self.cell.currentData()
        if cell is not None and self._kpi:
            self._drawing.ask(self.show_funnel, list_work.ask_funnel, self._desk.question, self._kpi, cell)

    def show_funnel(self, told: Any) -> None:
        """Show a cell's funnel; None: there is none."""
        kpi = self._told.kpis.get(self._kpi) if self._told else None
        if kpi is not None:
            name = self._cell_name(told.finding) if told is not None else ""
            self.funnel.show_picture(list_pictures.funnel(told, kpi, name))

    def _open_id(self, unit_id: str) -> None:
        for row in self._rows_of(self.found) if self.found else ():
            if list_pictures.unit_id(row.entry.who.unit) == unit_id:
                self._open(row)

    # -- hands ----------------------------------------------------------------------------------------------

    def chosen_rows(self) -> list[ListRow]:
        """The entries that are selected."""
        return list(self.table.selected()) if self.table is not None else []

    def _open(self, row: ListRow) -> None:
        self._desk.choose(row.entry.who.unit, row.entry.kpi)
        self._desk.derivation_wanted.emit(row.entry.who.unit, row.entry.kpi)

    def _move_on(self, row: ListRow | None) -> None:
        if row is not None:
            self._desk.choose(row.entry.who.unit, row.entry.kpi)
            self.levels.select([list_pictures.unit_id(row.entry.who.unit)])
            self.funnel.select([list_pictures.unit_id(row.entry.who.unit)])

    def _show_chosen(self) -> None:
        rows = self.chosen_rows()
        self.decide.show_chosen(
            len(rows), decided=bool(rows) and all(row.decided is not None for row in rows)
        )

    def _fill_menu(self, row: ListRow, menu: QMenu) -> None:
        menu.addAction(_("How it came about"), partial(self._open, row))
        menu.addAction(
            _("Show the person"), partial(self._desk.show_person, row.entry.who.unit, row.entry.kpi)
        )
        menu.addSeparator()
        guard(
            self._desk.centre,
            Act.DECIDE,
            menu.addAction(_("Accept"), partial(self.decide.start, Decision.ACCEPTED)),
        )
        guard(
            self._desk.centre,
            Act.DECIDE,
            menu.addAction(_("Put off until…"), partial(self.decide.start, Decision.PUT_OFF)),
        )
        guard(
            self._desk.centre,
            Act.DECIDE,
            menu.addAction(_("Refuse…"), partial(self.decide.start, Decision.REFUSED)),
        )
        if row.decided is not None:
            guard(self._desk.centre, Act.DECIDE, menu.addAction(_("Take the decision back"), self._undecide))
        menu.addSeparator()
        units = [one.entry.who.unit for one in self.chosen_rows()] or [row.entry.who.unit]
        menu.addAction(_("Plan a course…"), lambda: self._desk.course_wanted.emit(row.entry.kpi, units))

    def _decide(self, decision: Decision, reason: str, until: Any) -> None:
        choices = self.deciding.choices(self.chosen_rows(), decision, reason, until)
        if choices and not self.decide.refuse_choices(choices):
            self.deciding.decide(choices)

    def _undecide(self) -> None:
        self.deciding.undecide(self.chosen_rows())

    def _show_refusal(self, error: SupervisorError) -> None:
        self.decide.problem.setText(sentence(error))
        self.decide.problem.show()

    def _about_file(self) -> list[tuple[str, str]]:
        found = self.found
        kpi = self._told.kpis[found.kpi] if found is not None and self._told is not None else None
        return [
            (_("Month"), f"{self._desk.month:%Y-%m}"),
            (_("KPI"), kpi.title if kpi else ""),
            (_("Training list"), self.summary.text()),
        ]

    def _keep(self) -> None:
        memory.keep(
            self._desk.machine,
            MEMORY,
            {"kpi": self._kpi, "strict": self.strict.isChecked(), "seats": self.seats.value()},
        )

    # -- words ----------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.strict.setText(_("Confirmed only"))
        self.strict.setToolTip(
            _("Only who was off in every month of the rule: where a listing has consequences.")
        )
        self.seats.setPrefix(_("Seats: "))
        self.seats.setSpecialValueText(_("Seats: any number"))
        self.seats.setAccessibleName(_("Seats"))
        self.seats.setToolTip(_("So many can be taught in each KPI."))
        self.waiting.setText(_("Counting…"))
        at = max(0, self.view.currentIndex())
        self.view.clear()
        self.view.addItems([_(word) for word in VIEWS])
        self.view.setCurrentIndex(at)
        self.view.setAccessibleName(_("Show as"))
        self.cell.setAccessibleName(_("Group"))
        self._say_kpi()
        self._show_state()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
