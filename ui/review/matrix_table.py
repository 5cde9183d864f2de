"""The matrix as one table: names at the left stay where they are, KPIs go sideways beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollBar, QWidget

from supervisor.evidence.unit import Unit
from supervisor.performance.kpi import Direction, Kpi
from supervisor.review.matrix import Filter, Matrix
from supervisor.review.monthly import Standing
from supervisor.words import _
from ui import theme
from ui.review.matrix_model import BAND, FIXED, WORK, MatrixModel, Sorting
from ui.review.matrix_view import MatrixView
from ui.widgets.lead import Lead

ROOMY = {WORK: 1000, BAND: 640}
"""Fixed columns that need so much room in all, in pixels at text scale 1; hints tell the same."""


class MatrixTable(QFrame):
    """Enter on a name opens the person, on a figure what is behind it; Ctrl+Enter always the person.

    Ctrl+Shift+Up and Ctrl+Shift+Down put people in the order of the column that the keyboard stands in.
    """

    person_asked = Signal(object)  # Standing
    figure_asked = Signal(object, object)  # Standing and Kpi: how it came about
    current_changed = Signal(object, object)  # Standing and Kpi the keyboard stands on, or None
    menu_asked = Signal(object)
    sorted = Signal()

    def __init__(self, band_name: Callable[[str], str] = str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "table")
        self.model = MatrixModel(band_name, self)
        self.names = MatrixView(self.model, fixed=True, parent=self)
        self.figures = MatrixView(self.model, fixed=False, parent=self)
        self.names.setSelectionModel(self.figures.selectionModel())
        self.names.setFocusProxy(self.figures)
        self.side = QScrollBar(Qt.Orientation.Horizontal, self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self.names, 0, 0)
        grid.addWidget(self.figures, 0, 1)
        grid.addWidget(self.side, 1, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(0, 1)
        self._lead = Lead(self, self.figures)
        self._wire()
        self._fit()
        self.say()

    def _wire(self) -> None:
        one, other = self.names.verticalScrollBar(), self.figures.verticalScrollBar()
        one.valueChanged.connect(other.setValue)
        other.valueChanged.connect(one.setValue)
        inner = self.figures.horizontalScrollBar()
        inner.rangeChanged.connect(self._fit_side)
        inner.valueChanged.connect(self.side.setValue)
        self.side.valueChanged.connect(inner.setValue)
        self.side.hide()
        self.figures.selectionModel().currentChanged.connect(self._tell_current)
        for keys, down in (("Ctrl+Shift+Up", False), ("Ctrl+Shift+Down", True)):
            shortcut = QShortcut(QKeySequence(keys), self, partial(self._sort_current, down))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for view in (self.names, self.figures):
            view.opened.connect(self._open)
            view.person_asked.connect(self._ask_person)
            view.fold_asked.connect(self._fold)
            view.menu_asked.connect(self.menu_asked)
            view.copy_asked.connect(self.copy)
            view.hovered.connect(self.names.show_hover)
            view.hovered.connect(self.figures.show_hover)
            view.header.sort_asked.connect(self.sort_column)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_matrix(self, matrix: Matrix, kpis: Sequence[Kpi]) -> None:
        """Show *matrix*, whose columns are *kpis*; the keyboard stays with the person where it can."""
        with self._Kept(self):
            self.model.show_matrix(matrix, kpis)
        self._fit()

    def filter(self, which: Filter) -> None:
        """Show these alone."""
        with self._Kept(self):
            self.model.filter(which)

    def sort_by(self, sorting: Sorting) -> None:
        """Put people in this order within their groups."""
        with self._Kept(self):
            self.model.sort_by(sorting)
        self.sorted.emit()

    def sort_column(self, column: int) -> None:
        """Put people in the order of *column*; the second time the other way round.

        By a KPI those who need help come first; that is no rank, and bears no numbers.
        """
        kpi = self.model.kpi(column)
        by: int | str = kpi.id if kpi is not None else column
        old = self.model.sorting
        down = (
            not old.descending if old.by == by else kpi is not None and kpi.direction is not Direction.HIGHER
        )
        self.sort_by(Sorting(by, down))

    def _sort_current(self, down: bool) -> None:
        index = self.figures.currentIndex()
        if index.isValid():
            kpi = self.model.kpi(index.column())
            self.sort_by(Sorting(kpi.id if kpi is not None else index.column(), down))

    def select(self, unit: Unit, kpi: str = "") -> bool:
        """Let the keyboard stand on *unit* (and *kpi*); False when it is not shown."""
        line = self.model.line_of(unit)
        if line is None:
            return False
        columns = [at for at, one in enumerate(self.model.kpis, len(FIXED)) if one.id == kpi]
        now = self.figures.currentIndex().column()
        column = columns[0] if columns else now if now >= 0 else len(FIXED)
        self.figures.setCurrentIndex(self.model.index(line, min(column, self.model.columnCount() - 1)))
        return True

    @property
    def current(self) -> tuple[Standing | None, Kpi | None]:
        """Whom and what the keyboard stands on."""
        index = self.figures.currentIndex()
        return self.model.standing(index.row()), self.model.kpi(index.column())

    def copy(self) -> None:
        """Put the selected rows on the clipboard, under their titles."""
        lines = sorted({index.row() for index in self.figures.selectionModel().selectedIndexes()})
        columns = range(self.model.columnCount())
        rows = [[self.model.title(column) for column in columns]]
        rows += [[self.model.text(line, column) for column in columns] for line in lines]
        said = "\n".join("\t".join(" ".join(text.split()) for text in row) for row in rows)
        QGuiApplication.clipboard().setText(said)

    # -- hands ----------------------------------------------------------------------------------------------

    def _open(self, line: int, column: int) -> None:
        who, kpi = self.model.standing(line), self.model.kpi(column)
        if who is not None and kpi is not None:
            self.figure_asked.emit(who, kpi)

    def _ask_person(self, line: int) -> None:
        if (who := self.model.standing(line)) is not None:
            self.person_asked.emit(who)

    def _fold(self, line: int) -> None:
        column = self.figures.currentIndex().column()
        self.model.fold(line)
        self.figures.setCurrentIndex(self.model.index(line, max(0, column)))

    def _tell_current(self, now: QModelIndex, old: QModelIndex) -> None:
        self.current_changed.emit(*self.current)
        for view in (self.names, self.figures):  # the ring is round the whole line
            view.redraw_line(old.row())
            view.redraw_line(now.row())

    class _Kept:
        """Keeps the keyboard with its person, and the place in sight, over a change of the rows."""

        def __init__(self, table: MatrixTable) -> None:
            self._table = table

        def __enter__(self) -> None:
            table = self._table
            self._who, self._kpi = table.current
            self._side = table.figures.horizontalScrollBar().value()

        def __exit__(self, *_error: object) -> None:
            table = self._table
            if self._who is None or not table.select(self._who.unit, self._kpi.id if self._kpi else ""):
                first = 1 if len(table.model.lines) > 1 and table.model.row(0) is None else 0
                if table.model.lines:
                    column = min(len(FIXED), table.model.columnCount() - 1)
                    table.figures.setCurrentIndex(table.model.index(first, column))
                    table.figures.verticalScrollBar().setValue(0)
            table.figures.horizontalScrollBar().setValue(self._side)

    # -- sizes and words ------------------------------------------------------------------------------------

    def _fit(self) -> None:
        px = theme.current().px
        left_out = frozenset(column for column, room in ROOMY.items() if self.width() < px(room))
        if left_out != self.names.left_out:
            self.names.left_out = left_out
            self.names.fit_columns()
        self.names.setFixedWidth(self.names.whole_width())
        self.figures.setMinimumWidth(self.figures.pen.width)
        self._fit_side()

    def _fit_side(self) -> None:
        inner = self.figures.horizontalScrollBar()
        self.side.setRange(inner.minimum(), inner.maximum())
        self.side.setPageStep(inner.pageStep())
        self.side.setSingleStep(inner.singleStep())
        self.side.setVisible(inner.maximum() > 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def say(self) -> None:
        """Say everything, in the language now in use."""
        self.model.say_again()
        self.figures.setAccessibleName(_("Figures of everybody, by person and KPI"))
        self.names.setAccessibleName(_("Names beside the figures"))
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.say()
        elif event.type() is QEvent.Type.StyleChange:
            self.names.restyle()
            self.figures.restyle()
            self._fit()
        super().changeEvent(event)
