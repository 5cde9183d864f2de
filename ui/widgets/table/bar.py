"""The strip above a table: find, filter, group, how many, columns, export; always in the same places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.words import _, number
from ui import theme
from ui.widgets.icon import icon
from ui.widgets.table.column import Facet, Grouping
from ui.widgets.table.filters import FacetButton, FacetChips
from ui.widgets.table.flow import Flow
from ui.widgets.table.model import rows_counted

TYPED_MS = 150  # after the last letter, rows are looked for
SEARCH_WIDTH = 200
LEAST_SEARCH = 130
MANY_CHIPS = 4  # of one facet
ROOMY = 1260  # pixels at text scale 1


def _word(facet: Facet[Any], value: str) -> str:
    return _(dict(facet.fixed).get(value, value))


class TableBar(QWidget):
    """Asks for what the person wants of the table; the table answers with `show_…`."""

    find_asked = Signal(str)
    facet_asked = Signal(str, object)
    group_asked = Signal(str)
    columns_asked = Signal(object)
    sort_again_asked = Signal()
    export_asked = Signal()
    export_ended = Signal()  # the person called it off
    left = Signal()  # Esc, or down: to the rows

    def __init__(
        self,
        facets: Sequence[Facet[Any]],
        groupings: Sequence[Grouping[Any]],
        counts: Callable[[Facet[Any]], dict[str, int]],
        parent: QWidget,
        *,
        compact: bool = False,
    ) -> None:
        """A *compact* one has signs instead of words on its buttons."""
        super().__init__(parent)
        self._compact = compact
        self.counted: Callable[[int], str] = rows_counted
        self._groupings = groupings
        self._shown = (0, 0)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MS)
        self._typed.timeout.connect(self._ask)
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._heed_typing)
        self.search.returnPressed.connect(self._ask)
        self.search.installEventFilter(self)
        self.chips: dict[str, FacetChips | FacetButton] = {}
        self._flow = Flow(theme.SPACE_S)
        self._lists: dict[str, FacetButton] = {}  # in place of many chips, where there is little room
        for facet in facets:
            chip: FacetChips | FacetButton = (
                FacetChips(facet, self) if facet.fixed else FacetButton(facet, partial(counts, facet), self)
            )
            chip.chosen.connect(partial(self.facet_asked.emit, facet.name))
            self.chips[facet.name] = chip
            if len(facet.fixed) >= MANY_CHIPS:
                few = FacetButton(replace(facet, words=partial(_word, facet)), partial(counts, facet), self)
                few.chosen.connect(partial(self.facet_asked.emit, facet.name))
                few.hide()
                self._lists[facet.name] = few
        self.groups = QComboBox(self)
        self.groups.setVisible(bool(groupings))
        self.groups.addItem("", "")
        for grouping in groupings:
            self.groups.addItem("", grouping.name)
        self.groups.activated.connect(lambda number: self.group_asked.emit(self.groups.itemData(number)))
        self.count = QLabel(self)
        self.count.setProperty("role", "muted")
        self.again = QPushButton(self)
        self.again.setProperty("role", "link")
        self.again.clicked.connect(self.sort_again_asked)
        self.again.hide()
        self.columns: QPushButton | QToolButton = QToolButton(self) if compact else QPushButton(self)
        self.columns.clicked.connect(self._ask_columns)
        self.export: QPushButton | QToolButton = QToolButton(self) if compact else QPushButton(self)
        if compact:
            self.columns.setIcon(icon("view-column-outline"))
            self.export.setIcon(icon("file-export-outline"))
        self.export.clicked.connect(self.export_asked)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self._doing = QLabel(self)
        self._doing.setProperty("role", "small")
        self.cancel = QPushButton(self)
        self.cancel.setProperty("role", "link")
        self.cancel.clicked.connect(self.export_ended)
        self._lay_out()
        self.show_progress(None)
        self.fit()
        self.say()

    def _lay_out(self) -> None:
        self._flow.addWidget(self.search)
        self._flow.addWidget(self.groups)
        for name, chip in self.chips.items():
            for button in (*chip.buttons, *([self._lists[name]] if name in self._lists else [])):
                self._flow.addWidget(button)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        row.addLayout(self._flow, 1)
        for widget in (self.again, self.count, self.columns, self.export):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        work = QHBoxLayout()
        work.setSpacing(theme.SPACE_S)
        work.addWidget(self._doing)
        work.addWidget(self.progress, 1)
        work.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(row)
        column.addLayout(work)

    # -- what the table tells -------------------------------------------------------------------------------

    def show_count(self, shown: int, known: int) -> None:
        """How many rows the filters leave, of how many."""
        self._shown = (shown, known)
        if shown == known:
            said = self.counted(known)
        else:
            said = _("{shown} of {known}").format(shown=number(shown), known=self.counted(known))
        self.count.setText(said)

    def show_stale(self, stale: bool) -> None:
        """Whether the order is an earlier one, kept because somebody reads."""
        self.again.setVisible(stale)

    def show_group(self, name: str) -> None:
        self.groups.setCurrentIndex(max(0, self.groups.findData(name)))

    def show_progress(self, done: tuple[int, int] | None) -> None:
        """How far an export is; None: there is none."""
        for widget in (self.progress, self.cancel, self._doing):
            widget.setVisible(done is not None)
        self.export.setEnabled(done is None)
        if done is not None:
            self.progress.setRange(0, done[1])
            self.progress.setValue(done[0])

    def show_facet(self, name: str, values: Iterable[str]) -> None:
        """What of a facet is chosen."""
        values = frozenset(values)
        self.chips[name].show_values(values)
        if name in self._lists:
            self._lists[name].show_values(values)

    def _choose_chips(self) -> None:
        """Many chips where there is room for them, else a list."""
        roomy = not self._compact and self.width() >= theme.current().px(ROOMY)
        for name, few in self._lists.items():
            for button in self.chips[name].buttons:
                button.setVisible(roomy)
            few.setVisible(not roomy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_chips()

    def clear_filters(self) -> None:
        """Show that nothing is filtered."""
        self._typed.stop()
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        for name in self.chips:
            self.show_facet(name, ())

    def start_search(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # -- words and sizes ------------------------------------------------------------------------------------

    def say(self) -> None:
        """Say everything, in the language now in use."""
        self.search.setPlaceholderText(_("Find (Ctrl+F)"))
        self.search.setAccessibleName(_("Find in the table"))
        self.groups.setItemText(0, _("Not grouped"))
        for place, grouping in enumerate(self._groupings, 1):
            self.groups.setItemText(place, _("By {what}").format(what=_(grouping.title)))
        self.groups.setAccessibleName(_("Together by"))
        for button, said in ((self.columns, _("Columns")), (self.export, _("Export…"))):
            button.setText(said)
            button.setAccessibleName(said)
        self.columns.setToolTip(_("Choose the columns and their order"))
        self.export.setToolTip(_("Write what is shown into a workbook or a text file"))
        self.again.setText(_("Sort again"))
        self.again.setToolTip(
            _("The values have changed since the rows were put in order; they stay while you work here (F5)")
        )
        self._doing.setText(_("Writing the file"))
        self.cancel.setText(_("Cancel"))
        for chip in (*self.chips.values(), *self._lists.values()):
            chip.say()
        self.show_count(*self._shown)

    def fit(self) -> None:
        scale = theme.current().px
        self.search.setFixedWidth(scale(LEAST_SEARCH if self._compact else SEARCH_WIDTH))
        high = self.search.sizeHint().height()
        for chip in (*self.chips.values(), *self._lists.values()):
            for chosen in chip.buttons:
                chosen.setFixedHeight(high)
        self._choose_chips()
        self.groups.setFixedHeight(high)
        if self._compact:
            size = scale(theme.ICON)
            for button in (self.columns, self.export):
                button.setIconSize(QSize(size, size))
        self.count.setFixedHeight(self.export.sizeHint().height())

    # -- what the person does -------------------------------------------------------------------------------

    def _heed_typing(self) -> None:
        self._typed.start()

    def _ask(self) -> None:
        self._typed.stop()
        self.find_asked.emit(self.search.text())

    def _ask_columns(self) -> None:
        self.columns_asked.emit(self.columns.mapToGlobal(QPoint(0, self.columns.height())))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                self._ask()
                return True
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
                self._ask()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        if self._typed.isActive():
            self._ask()
        super().hideEvent(event)
