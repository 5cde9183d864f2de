"""One column of a sheet: what it is, and in which unit."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from supervisor.imports.mapping import RATIOS, Column, Mapping, Role, Shape, roles
from supervisor.imports.verdict import unit_label
from supervisor.words import _, mark
from ui import theme
from ui.imports import drafting
from ui.imports.picker import Picker
from ui.widgets.field import Field
from ui.widgets.pane import Pane


class ColumnEditor(Pane):
    """What one column is, in which unit, and of which count it is an average or a share."""

    role_said = Signal(str, str)
    unit_said = Signal(str, object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mapping: Mapping | None = None
        self._column: Column | None = None
        self.title = QLabel(self)
        self.title.setProperty("role", "lead")
        self.title.setWordWrap(True)
        self.role, self.unit, self.per = Picker(), QComboBox(), QComboBox()
        for box in (self.unit, self.per):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(10)
        self.role_field = Field(
            mark("This column is"),
            self.role,
            mark("Type a part of the word; empty leaves the column out."),
            self,
        )
        self.unit_field = Field(mark("Unit"), self.unit, parent=self)
        self.per_field = Field(mark("Its values are"), self.per, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_M)
        for widget in (self.title, self.role_field, self.unit_field, self.per_field):
            column.addWidget(widget)
        self.role.picked.connect(self._role_was_said)
        self.unit.activated.connect(self._unit_was_said)
        self.per.activated.connect(self._unit_was_said)

    def show_column(self, mapping: Mapping, column: Column | None) -> None:
        """Show *column* of *mapping*; None: there is none."""
        self._mapping, self._column = mapping, column
        self.setEnabled(column is not None)
        if column is None:
            return
        self.title.setText(column.title)
        self.per.setToolTip(_("Averages and shares are multiplied with their count."))
        known = roles(mapping.shape)
        self.role.offer([("", _("left out")), *((one.name, _(one.label)) for one in known)])
        self.role.show_chosen(column.role)
        role = next((one for one in known if one.name == column.role), None)
        self.unit.clear()
        self.per.clear()
        for field in (self.unit_field, self.per_field):
            field.setVisible(role is not None)
        if role is None:
            return
        self._units(mapping, role, column)

    def _units(self, mapping: Mapping, role: Role, column: Column) -> None:
        units = drafting.units_of(mapping.shape, role, column.per)
        for unit in dict.fromkeys((*units, column.unit)):
            self.unit.addItem(unit_label(unit), unit)
        self.unit.setCurrentIndex(self.unit.findData(column.unit))
        self.unit_field.setEnabled(self.unit.count() > 1)
        counts = [
            one
            for one in roles(mapping.shape)
            if one.name != column.role and mapping.column_of(one.name) is not None and one.units[0] == "count"
        ]
        summable = mapping.shape in (Shape.COUNTS, Shape.QUEUE_INTERVALS) and role.units[0] not in (
            "text",
            "id",
        )
        self.per_field.setVisible(bool(counts) and summable)
        self.per.addItem(_("sums"), "")
        for one in counts:
            self.per.addItem(_("averages or shares of: {count}").format(count=_(one.label)), one.name)
        self.per.setCurrentIndex(max(0, self.per.findData(column.per)))

    def _role_was_said(self, role: str) -> None:
        if self._column is not None and role != self._column.role:
            self.role_said.emit(self._column.title, role)

    def _unit_was_said(self) -> None:
        if self._column is None:
            return
        unit, per = self.unit.currentData(), self.per.currentData() or ""
        if not per and unit in RATIOS and self._column.per:
            unit = self._column.unit
        self.unit_said.emit(self._column.title, unit, per)
