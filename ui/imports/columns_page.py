"""What the columns of a sheet are: proposed, corrected, and kept under a name."""

from __future__ import annotations

import itertools
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from supervisor.imports.grid import shown
from supervisor.imports.mapping import SHAPE_LABELS, Flaw, Mapping, Shape, flaws, roles
from supervisor.imports.seen import Opened, Sample
from supervisor.imports.verdict import flaw_sentence, unit_label
from supervisor.words import _, mark, number
from ui import theme
from ui.imports import drafting
from ui.imports.column_editor import ColumnEditor
from ui.imports.desk import DataDesk
from ui.imports.drafting import ColumnRow
from ui.imports.whole_editor import WholeEditor
from ui.widgets.attuned import Attuned
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.roomy import Roomy
from ui.widgets.signs import Sign
from ui.widgets.table import Column as Shown
from ui.widgets.table import DeskTable, Look
from ui.widgets.table.flow import Flow

SAMPLE_COLUMNS = 60
SAMPLE_HIGH = 132  # pixels at text scale 1
LEAST_HIGH = 200  # of the columns, likewise


class ColumnsPage(Attuned):
    """Up and down go through the columns, Enter goes to what the column is; Alt+Return judges the rows."""

    back_wanted = Signal()
    preview_wanted = Signal(object, str)  # Mapping, and the name to keep it under ("": it is not kept)

    def __init__(self, desk: DataDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._opened: Opened | None = None
        self._sample: Sample | None = None
        self._mapping: Mapping | None = None
        self._filling = False
        self.way, self.shape, self.sheet = QComboBox(), QComboBox(), QComboBox()
        self.source = QComboBox()
        self.source.setEditable(True)
        self.source.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.header_row = QSpinBox()
        self.header_row.setRange(0, 30)
        self.sample = QTableWidget(self)
        self.sample.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.sample.setTabKeyNavigation(False)
        self.sample.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.sample.horizontalHeader().hide()
        self.editor = ColumnEditor(self)
        self.whole = WholeEditor(self)
        self.table: DeskTable[ColumnRow] = DeskTable(
            "data.columns",
            self._columns(),
            key=lambda row: row.place,
            title=mark("Columns"),
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        self.keep = QCheckBox(self)
        self.name = QLineEdit(self)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "notice")
        self.problem.setWordWrap(True)
        self.back = QPushButton(self)
        self.go_on = QPushButton(self)
        self.go_on.setProperty("role", "primary")
        self._lay_out()
        self._wire()
        self.retranslate()

    def _columns(self) -> list[Shown[ColumnRow]]:
        def role(row: ColumnRow) -> str:
            return self._label(row.column.role) if row.column.role else _("left out")

        def unit(row: ColumnRow) -> str:
            if not row.column.role:
                return ""
            said = unit_label(row.column.unit)
            if row.column.per:
                said = _("{unit}, of each: {count}").format(unit=said, count=self._label(row.column.per))
            return said

        def about(row: ColumnRow) -> str:
            doubt = _("Guessed from the values: look whether it is right.") if row.guessed else ""
            return "\n".join(part for part in (unit(row), doubt) if part)

        return [
            Shown("title", mark("Column title"), lambda row: row.column.title, stretch=True, width=140),
            Shown("role", mark("It is"), role, width=190),
            Shown(
                "unit",
                mark("Unit"),
                unit,
                width=170,
                look=lambda row: (
                    Look(Sign.UNKNOWN, theme.State.WARN) if row.guessed and row.column.role else None
                ),
                about=about,
            ),
            Shown("example", mark("Examples"), lambda row: row.example, width=200, quiet=True),
        ]

    def _lay_out(self) -> None:
        self.way_field = Field(mark("Way of reading"), self.way, parent=self)
        self.shape_field = Field(mark("What a row is"), self.shape, parent=self)
        self.source_field = Field(mark("Which system it comes from"), self.source, parent=self)
        self.sheet_field = Field(mark("Worksheet"), self.sheet, parent=self)
        self.header_field = Field(mark("The header ends in row"), self.header_row, parent=self)
        fields = Flow(theme.SPACE_M)
        for field in (
            self.way_field,
            self.shape_field,
            self.source_field,
            self.sheet_field,
            self.header_field,
        ):
            fields.addWidget(field)
        for box in (self.way, self.shape, self.source, self.sheet):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMinimumContentsLength(12)
        side = Pane(self)
        beside = QVBoxLayout(side)
        beside.setContentsMargins(theme.SPACE_M, 0, theme.SPACE_S, 0)
        beside.setSpacing(theme.SPACE_L)
        beside.addWidget(self.editor)
        beside.addWidget(self.whole)
        beside.addStretch(1)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.table)
        self._side, self._room = side, Roomy(side, self)
        # always: where it came and went, sentences would be broken for another width than they have
        self._room.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.split.addWidget(self._room)
        # what the side would like to show must not make the page higher than the window: it scrolls
        self.split.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.split.setSizes([theme.current().px(780), theme.current().px(420)])
        keeping = Flow(theme.SPACE_S)
        for widget in (self.back, self.keep, self.name):
            keeping.addWidget(widget)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE_S)
        foot.addLayout(keeping, 1)
        foot.addWidget(self.go_on, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(fields)
        column.addWidget(self.sample)
        column.addWidget(self.split, 1)
        column.addWidget(self.problem)
        column.addLayout(foot)
        order = (
            *(self.way, self.shape, self.source, self.sheet, self.header_row, self.sample),
            *(self.table.bar, self.table.view),
            *(self.editor.role, self.editor.unit, self.editor.per),
        )
        for one, other in itertools.pairwise(order):
            self.setTabOrder(one, other)
        self._fit()

    def _fit(self) -> None:
        scroll = self._room.verticalScrollBar().sizeHint().width()
        self._room.setMinimumWidth(self._side.minimumSizeHint().width() + scroll)
        self.split.setMinimumHeight(theme.current().px(LEAST_HIGH))
        self.sample.setFixedHeight(theme.current().px(SAMPLE_HIGH))
        self.name.setMinimumWidth(theme.current().px(150))

    def _wire(self) -> None:
        self._desk.exports(self.table)
        self.way.activated.connect(self._use_way)
        self.shape.activated.connect(self._use_shape)
        self.sheet.activated.connect(self._use_sheet)
        self.header_row.valueChanged.connect(self._use_header)
        self.source.currentTextChanged.connect(self._use_source)
        self.table.current_changed.connect(self._show_column)
        self.table.opened.connect(lambda _row: self.editor.role.setFocus())
        self.editor.role_said.connect(self._say_role)
        self.editor.unit_said.connect(self._say_unit)
        self.whole.changed.connect(self._say_whole)
        self.keep.toggled.connect(self.name.setEnabled)
        self.back.clicked.connect(self.back_wanted)
        self.go_on.clicked.connect(self.preview)
        self._desk.known_changed.connect(self._offer_sources)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._mapping is not None and not self._mapping.source.strip():
            self.source.setFocus(event.reason())
        else:
            self.table.setFocus(event.reason())

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def mapping(self) -> Mapping | None:
        """How the sheet would be read as things stand."""
        return self._mapping

    @property
    def ways(self) -> tuple[Mapping, ...]:
        """The kept ways that fit the sheet, and what is proposed."""
        opened = self._opened
        if opened is None:
            return ()
        return (*opened.fitting, *((opened.proposed,) if opened.proposed is not None else ()))

    def show_opened(self, opened: Opened, mapping: Mapping | None) -> None:
        """Show a file, and *mapping* as what is proposed for it."""
        self._opened = opened
        self._sample = drafting.sample_of(opened, mapping)
        self._filling = True
        self.sheet.clear()
        for one in opened.samples:
            self.sheet.addItem(
                _("{sheet} (hidden)").format(sheet=one.sheet) if one.hidden else one.sheet or _("All")
            )
        self._filling = False
        self._fill_ways()
        if mapping is None and self._sample is not None:
            mapping = drafting.fresh(self._sample, Shape.COUNTS, opened.path.stem, "")
        self.show_mapping(mapping)
        kept = mapping is not None and any(mapping.name == one.name for one in opened.fitting)
        self.keep.setChecked(not kept and not opened.own_form and not opened.correction)
        self.name.setEnabled(self.keep.isChecked())

    def show_mapping(self, mapping: Mapping | None) -> None:
        """Show another way to read the same sheet."""
        sample = self._sample
        self._mapping = drafting.complete(mapping, sample) if mapping is not None and sample else mapping
        if mapping is not None:
            self.name.setText(mapping.name)
        self._show()
        self._show_sample()
        if self.table.arrangement.rows and self.table.current is None:
            self.table.select(0)

    def want_shape(self, shape: Shape) -> None:
        """The rows are of *shape*, whatever was proposed."""
        if self._mapping is not None and self._sample is not None and self._mapping.shape is not shape:
            made = drafting.fresh(
                self._sample, shape, self._mapping.name, self._mapping.source, self._mapping
            )
            self.show_mapping(made)

    def _show(self) -> None:
        """Everything that depends on the mapping."""
        mapping, sample = self._mapping, self._sample
        if mapping is None or sample is None:
            return
        self._filling = True
        ways = self.ways
        self.way.setCurrentIndex(next((n for n, one in enumerate(ways) if one.name == mapping.name), -1))
        self.shape.setCurrentIndex(list(Shape).index(mapping.shape))
        if self.source.currentText() != mapping.source:
            self.source.setEditText(mapping.source)
        if self._opened is not None:
            self.sheet.setCurrentIndex(
                next((n for n, one in enumerate(self._opened.samples) if one.sheet == sample.sheet), -1)
            )
        self.header_row.setValue(mapping.header_row or sample.header_last or 0)
        guessed = self._opened.guessed if self._opened is not None else ()
        self.table.show_rows(drafting.rows_of(mapping, sample, guessed))
        self.whole.show_mapping(mapping)
        self._filling = False
        self._show_column(self.table.current)
        self._judge()
        self._fit()

    def _show_sample(self) -> None:
        sample = self._sample
        if sample is None:
            return
        rows = sample.rows
        wide = min(SAMPLE_COLUMNS, max((len(cells) for _row, cells in rows), default=0))
        self.sample.clear()
        self.sample.setRowCount(len(rows))
        self.sample.setColumnCount(wide)
        self.sample.setVerticalHeaderLabels([number(row) for row, _cells in rows])
        first, last = sample.header_first or 0, sample.header_last or 0
        for place, (row, cells) in enumerate(rows):
            for column, cell in enumerate(cells[:wide]):
                item = QTableWidgetItem(shown(cell))
                if first <= row <= last:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                self.sample.setItem(place, column, item)
        self.sample.resizeColumnsToContents()
        for column in range(wide):
            self.sample.setColumnWidth(column, min(self.sample.columnWidth(column), theme.current().px(220)))
        if last:
            at = next((n for n, (row, _cells) in enumerate(rows) if row == first), 0)
            self.sample.scrollTo(self.sample.model().index(at, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    def _show_column(self, row: ColumnRow | None) -> None:
        if self._mapping is not None and not self._filling:
            self.editor.show_column(self._mapping, row.column if row is not None else None)

    def _judge(self) -> tuple[Flaw, ...]:
        mapping = self._mapping
        found = flaws(mapping) if mapping is not None else ()
        said = [flaw_sentence(one, mapping) for one in found] if mapping is not None else []
        if self._sample is not None and not any(self._sample.titles):
            said = [_("No header was found. Say in which row it ends.")]
        self.problem.setText("\n".join(dict.fromkeys(said)))
        self.problem.setVisible(bool(said))
        self.go_on.setEnabled(not said)
        return found

    # -- what the person says -------------------------------------------------------------------------------

    def preview(self) -> None:
        """Judge the rows as things stand."""
        if self._mapping is None or self._judge():
            return
        name = self.name.text().strip() if self.keep.isChecked() else ""
        mapping = replace(self._mapping, name=name) if name else self._mapping
        self._mapping = mapping
        self.preview_wanted.emit(mapping, name)

    def _use_way(self, place: int) -> None:
        if self._opened is not None and 0 <= place < len(self.ways):
            way = self.ways[place]
            self._sample = drafting.sample_of(self._opened, way)
            self.show_mapping(way)
            self.keep.setChecked(way not in self._opened.fitting)

    def _use_shape(self, place: int) -> None:
        self.want_shape(list(Shape)[place])

    def _use_sheet(self, place: int) -> None:
        if self._opened is None or self._mapping is None or self._filling:
            return
        self._sample = self._opened.samples[place]
        several = len([one for one in self._opened.samples if one.titles == self._sample.titles]) > 1
        named = "" if several else self._sample.sheet
        self._anew(replace(self._mapping, sheet=named, header_row=None))

    def _use_header(self, row: int) -> None:
        if self._opened is None or self._mapping is None or self._filling or self._sample is None:
            return
        found = next(one for one in self._opened.samples if one.sheet == self._sample.sheet)
        wanted = row or None
        self._sample = drafting.with_header(found, wanted)
        self._anew(replace(self._mapping, header_row=wanted if wanted != found.header_last else None))

    def _anew(self, mapping: Mapping) -> None:
        assert self._sample is not None  # noqa: S101  # whoever calls has chosen one
        made = drafting.fresh(self._sample, mapping.shape, mapping.name, mapping.source, mapping)
        self.show_mapping(made)

    def _use_source(self, said: str) -> None:
        if not self._filling and self._mapping is not None:
            self._mapping = replace(self._mapping, source=said.strip())
            self._judge()

    def _say_role(self, title: str, role: str) -> None:
        if self._mapping is not None:
            self._mapping = drafting.said(self._mapping, title, role)
            self._show()

    def _say_unit(self, title: str, unit: object, per: str) -> None:
        if self._mapping is not None:
            self._mapping = drafting.measured(self._mapping, title, unit, per)  # type: ignore[arg-type]  # a Unit
            self._show()

    def _say_whole(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._judge()

    # -- words ----------------------------------------------------------------------------------------------

    def _label(self, role: str) -> str:
        shape = self._mapping.shape if self._mapping is not None else Shape.COUNTS
        return next((_(one.label) for one in roles(shape) if one.name == role), role)

    def _fill_ways(self) -> None:
        self.way.clear()
        fitting = len(self._opened.fitting) if self._opened is not None else 0
        for place, one in enumerate(self.ways):
            self.way.addItem(one.name if place < fitting else _("As proposed"))
        self.way_field.setEnabled(len(self.ways) > 1)

    def _offer_sources(self) -> None:
        said, self._filling = self.source.currentText(), True
        self.source.clear()
        self.source.addItems(list(self._desk.known.sources))
        self.source.setEditText(said)
        self._filling = False

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        place = max(0, self.shape.currentIndex())
        self.shape.clear()
        self.shape.addItems([_(SHAPE_LABELS[one]) for one in Shape])
        self.shape.setCurrentIndex(place)
        self._offer_sources()
        if (line := self.source.lineEdit()) is not None:
            line.setAccessibleName(_("Which system it comes from"))
        self.header_row.setSpecialValueText(_("none"))
        self.sample.setAccessibleName(_("The first rows of the sheet"))
        self.keep.setText(_("Keep this way of reading as"))
        self.name.setAccessibleName(_("Name of the way of reading"))
        self.back.setText(_("Another file"))
        self.go_on.setText(_("Preview"))
        self._fill_ways()
        self._show()
