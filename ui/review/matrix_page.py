"""The review month at a glance: everybody's figures beside those of the months before, and their targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from supervisor.performance.kpi import GROUP_LABELS, Kpi
from supervisor.reports.order import Order
from supervisor.review.matrix import EVERYBODY
from supervisor.review.monthly import Standing
from supervisor.words import _, mark, moment, ngettext, number
from supervisor.words import day as day_words
from ui import theme
from ui.asking import Asking
from ui.review import matrix_words, work
from ui.review.desk import ReviewDesk
from ui.review.filter_bar import FilterBar
from ui.review.matrix_export import ExportButton
from ui.review.matrix_model import Sorting
from ui.review.matrix_table import MatrixTable
from ui.review.work import MatrixPacked, MatrixTold
from ui.widgets.empty_state import EmptyState
from ui.widgets.icon import icon
from ui.widgets.lead import Lead
from ui.widgets.report_export import ReportButton
from ui.widgets.table import memory

MEMORY = "review.matrix"
HIGH = 480  # pixels at text scale 1


class MatrixPage(QWidget):
    """Enter on a figure tells how it came about, on a name it opens the person."""

    def __init__(self, desk: ReviewDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._told: MatrixTold | None = None
        self._stale = True
        self._asking = Asking(desk.centre, self)
        self._packed: MatrixPacked | None = None
        self._unpacking: Iterator[MatrixTold | None] = iter(())
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._unpack)
        kept = memory.recall(desk.machine, MEMORY)
        chosen = kept.get("kpis")
        self._kpis: tuple[str, ...] | None = tuple(map(str, chosen)) if isinstance(chosen, list) else None
        self.bar = FilterBar(desk, self._counts, self)
        self.columns = QPushButton(self)
        self.columns.setIcon(icon("view-column-outline"))
        self.columns.setMenu(QMenu(self.columns))
        self.stated = QPushButton(self)
        self.stated.setIcon(icon("seal-variant"))
        self.everybody = QPushButton(self)
        self.everybody.setProperty("role", "link")
        self.waiting = QLabel(self)
        self.waiting.setProperty("role", "muted")
        self.waiting.hide()
        self.note = QLabel(self)
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.to_targets = QPushButton(self)
        self.to_targets.setProperty("role", "link")
        self.table = MatrixTable(desk.band_name, self)
        self.export = ExportButton(desk, self.table, self._about_file, self)
        self.monthly = ReportButton(
            desk.centre,
            desk.machine,
            "review",
            mark("Monthly review…"),
            lambda: Order("review", month=desk.month),
            self,
        )
        self.bar.add(self.columns, self.export, self.monthly, self.stated, self.everybody, self.waiting)
        self.legend = QLabel(self)
        self.legend.setProperty("role", "small")
        self.legend.setWordWrap(True)
        self.empty = EmptyState(self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self._lead = Lead(self, self.table)
        self._lay_out()
        self._wire()
        sorting = kept.get("sort")
        if isinstance(sorting, list) and len(sorting) == 2 and isinstance(sorting[0], int | str):
            self.table.sort_by(Sorting(sorting[0], bool(sorting[1])))
        self.table.filter(desk.which)
        self._say()
        self._show_state()

    def _lay_out(self) -> None:
        about = QHBoxLayout()
        about.setSpacing(theme.SPACE_S)
        about.addWidget(self.note, 1)
        about.addWidget(self.to_targets, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.bar)
        column.addLayout(about)
        column.addWidget(self.stack, 1)
        column.addWidget(self.legend)
        stops = (
            *(self.bar, self.columns, self.export, self.monthly),
            *(self.stated, self.everybody, self.to_targets),
            *(self.table.figures, self.empty.button),
        )
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _wire(self) -> None:
        desk, table = self._desk, self.table
        desk.asked_changed.connect(self.ask)
        desk.facts_changed.connect(self.ask)
        desk.which_changed.connect(self._filter)
        desk.known_changed.connect(self._show_state)
        self._asking.busy.connect(self.waiting.setVisible)
        self.bar.left.connect(table.figures.setFocus)
        table.person_asked.connect(lambda who: desk.show_person(who.unit))
        table.figure_asked.connect(self._show_figure)
        table.current_changed.connect(self._choose)
        table.menu_asked.connect(self._open_menu)
        table.sorted.connect(self._keep)
        self.columns.menu().aboutToShow.connect(self._fill_columns)
        self.to_targets.clicked.connect(desk.targets_wanted)
        self.stated.clicked.connect(desk.stated_wanted)
        self.monthly.noticed.connect(desk.noticed)
        self.everybody.clicked.connect(lambda: desk.filter(EVERYBODY))
        self.empty.button.clicked.connect(desk.import_wanted)
        keys = QShortcut(QKeySequence("Ctrl+E"), self, self.export.ask)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # -- questions ------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Have the month in force answered: now, or when the page is seen."""
        self._stale = True
        if self.isVisible():
            self._ask_now()

    def _ask_now(self) -> None:
        self._stale = False
        self._asking.ask(
            self._take, work.ask_matrix, self._desk.question, self._kpis, looked=lambda packed: packed.look
        )

    def _take(self, packed: MatrixPacked) -> None:
        """Unpack the answer, some people a turn; what is shown already stays as it is."""
        if packed != self._packed:
            self._packed, self._unpacking = packed, packed.unpack()
            self._turn.start()
        self._show_state()

    def _unpack(self) -> None:
        told = next(self._unpacking, None)
        if told is not None:
            self._turn.stop()
            self.show_told(told)

    def show_told(self, told: MatrixTold) -> None:
        """Show everybody's figures."""
        self._told = told
        kpis = told.kpis
        self.table.show_matrix(told.matrix, [kpis[column.kpi] for column in told.matrix.columns])
        if self._desk.unit is not None:
            self.table.select(self._desk.unit, self._desk.kpi)
        self._desk.show_choices(told.matrix.choices)
        self._show_state()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_legend()

    def _show_legend(self) -> None:
        """Where there is room for it below the table; the cells' hints say the same."""
        roomy = self.height() >= theme.current().px(HIGH)
        self.legend.setVisible(roomy and self.stack.currentWidget() is self.table)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._ask_now()

    def hideEvent(self, event: QHideEvent) -> None:
        if self._turn.isActive():  # unpacked when somebody looks
            self._turn.stop()
            self._packed, self._stale = None, True
        super().hideEvent(event)

    # -- what is shown --------------------------------------------------------------------------------------

    def _filter(self) -> None:
        self.table.filter(self._desk.which)
        self._show_state()

    def _show_state(self) -> None:
        """Rows, or why there are none; what must be known of them."""
        month = f"{self._desk.month:%Y-%m}"
        told = self._told
        if told is None or not told.matrix.rows or not told.matrix.columns:
            self.stack.setCurrentWidget(self.empty)
            if self._desk.is_read and self._desk.known.is_empty:
                said = _("Nothing is known of anybody’s work yet: read what your systems counted.")
            elif told is None:
                said = _("The review of {month} is being computed.").format(month=month)
            else:
                said = _("Nothing is known of anybody’s work in {month}.").format(month=month)
            self.empty.say(said, _("Read a sheet…"))
        else:
            self.stack.setCurrentWidget(self.table)
        self.note.setText(" ".join(self._notes()))
        wanted = told is None or not told.offers or any(offer.wanted_of for offer in told.offers)
        self.to_targets.setVisible(not wanted)
        self.everybody.setVisible(self._desk.which != EVERYBODY)
        self._show_legend()

    def _notes(self) -> list[str]:
        told = self._told
        if told is None or not told.matrix.rows:
            return []
        matrix, shown = told.matrix, self.table.model.shown
        people = ngettext("{n} person", "{n} people", len(matrix.rows)).format(n=number(len(matrix.rows)))
        if shown != len(matrix.rows):
            people = _("{shown} of {known}").format(shown=number(shown), known=people)
        notes = [_("{people}.").format(people=people)]
        if not shown:
            notes.append(_("Nobody fits the filters."))
        if last := self._desk.known.last:
            notes.append(_("Facts until {day}.").format(day=day_words(last, self._desk.today)))
        if told.freeze is not None and not told.freeze.is_open:
            stated = _("Stated on {when} by {who}.")
            when = moment(told.freeze.frozen_at, self._desk.zone, self._desk.today)
            notes.append(stated.format(when=when, who=told.freeze.frozen_by))
        if not any(offer.wanted_of for offer in told.offers):
            notes.append(_("Nothing is wanted of anybody yet, so there are no verdicts."))
        if matrix.left_out:
            notes.append(
                ngettext(
                    "{n} with work has no skill group or no known name, and is compared with nobody.",
                    "{n} with work have no skill group or no known name, and are compared with nobody.",
                    matrix.left_out,
                ).format(n=number(matrix.left_out))
            )
        return [*notes, *matrix_words.outages(matrix, told.kpis)]

    def _counts(self, part: str) -> Mapping[str, int]:
        """How many of the shown people have each team, skill group, band, channel."""
        model = self.table.model
        if model.matrix is None:
            return {}
        rows = [model.matrix.rows[row] for group in model.groups for row in group.rows]
        match part:
            case "teams":
                return Counter(one.team for one in rows)
            case "skills":
                return Counter(one.unit.skill for one in rows)
            case "bands":
                return Counter(one.bands[-1] for one in rows)
        return Counter(one.unit.channel for one in rows)

    # -- hands ----------------------------------------------------------------------------------------------

    def _choose(self, who: Standing | None, kpi: Kpi | None) -> None:
        if who is not None and self.table.figures.hasFocus():
            self._desk.choose(who.unit, kpi.id if kpi is not None else "")

    def _show_figure(self, who: Standing, kpi: Kpi) -> None:
        self._desk.choose(who.unit, kpi.id)
        self._desk.derivation_wanted.emit(who.unit, kpi.id)

    def _open_menu(self, at: QPoint) -> None:
        who, kpi = self.table.current
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if who is not None:
            menu.addAction(_("The person (Ctrl+Enter)"), partial(self._desk.show_person, who.unit))
            if kpi is not None:
                menu.addAction(_("How this came about (Enter)"), partial(self._show_figure, who, kpi))
        if kpi is not None:
            at_column = self.table.figures.currentIndex().column()
            menu.addAction(_("Put in order by this"), partial(self.table.sort_column, at_column))
            menu.addAction(_("Hide this column"), partial(self._turn_column, kpi.id))
        menu.addAction(_("Copy"), QKeySequence(QKeySequence.StandardKey.Copy), self.table.copy)
        menu.popup(at)

    def _fill_columns(self) -> None:
        """Every KPI of the review, by what it is about."""
        menu = self.columns.menu()
        menu.clear()
        if self._told is None:
            return
        shown = {kpi.id for kpi in self.table.model.kpis}
        group = None
        for offer in self._told.offers:
            if offer.kpi.group is not group:
                group = offer.kpi.group
                menu.addSection(_(GROUP_LABELS[group]))
            action = menu.addAction(offer.kpi.title)
            action.setCheckable(True)
            action.setChecked(offer.kpi.id in shown)
            action.triggered.connect(partial(self._turn_column, offer.kpi.id))
        menu.addSeparator()
        wanted = tuple(offer.kpi.id for offer in self._told.offers if offer.wanted_of)
        menu.addAction(_("Those with targets"), partial(self._choose_kpis, wanted))
        menu.addAction(_("The usual ones"), partial(self._choose_kpis, None))

    def _turn_column(self, kpi: str, _on: bool = False) -> None:
        """Show a KPI's column, or hide it."""
        if self._told is None:
            return
        shown = {one.id for one in self.table.model.kpis} ^ {kpi}
        self._choose_kpis(tuple(offer.kpi.id for offer in self._told.offers if offer.kpi.id in shown))

    def _choose_kpis(self, kpis: tuple[str, ...] | None) -> None:
        self._kpis = kpis or None
        self._keep()
        self._ask_now()

    def _keep(self) -> None:
        kept = {"kpis": list(self._kpis) if self._kpis else None, "sort": list(self.table.model.sorting)}
        memory.keep(self._desk.machine, MEMORY, kept)

    def _about_file(self) -> list[tuple[str, str]]:
        return [(_("People"), " ".join(self._notes())), (_("Filter"), self.bar.words() or _("none"))]

    # -- words ----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        self.columns.setText(_("Columns"))
        self.columns.setToolTip(_("Choose which KPIs are shown"))
        self.stated.setText(_("Stated figures…"))
        self.stated.setToolTip(_("What was stated of this month, what is otherwise now; state the figures"))
        self.everybody.setText(_("Show everybody"))
        self.waiting.setText(_("Computing…"))
        self.to_targets.setText(_("Set targets…"))
        self.legend.setText(
            _(
                "▲ target missed this month · ■ off in every month of the rule · below a value: of how many "
                "it is, and months off in a row · small line: the months, the target across · italics: "
                "provisional"
            )
        )
        self._show_state()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)
