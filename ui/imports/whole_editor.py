"""What no column of a sheet says, because it is the same for every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from supervisor.events import Channel
from supervisor.imports.mapping import Mapping, Shape
from supervisor.imports.values import Order
from supervisor.words import _, mark
from ui import theme
from ui.imports import drafting
from ui.widgets.field import Field
from ui.widgets.pane import Pane

ORDER_WORDS = {
    Order.UNKNOWN: mark("Only where it is clear"),
    Order.DAY_FIRST: mark("Day first: 31/12"),
    Order.MONTH_FIRST: mark("Month first: 12/31"),
}
CHANNEL_WORDS = {
    Channel.VOICE: mark("Voice"),
    Channel.CHAT: mark("Chat"),
    Channel.EMAIL: mark("E-mail"),
    Channel.MESSENGER: mark("Messenger"),
}


class WholeEditor(Pane):
    """What holds for every row of the sheet, where no column says it."""

    changed = Signal(object)  # Mapping

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mapping: Mapping | None = None
        self._filling = False
        self.title = QLabel(self)
        self.title.setProperty("role", "lead")
        self.channel, self.kind, self.order = QComboBox(), QComboBox(), QComboBox()
        self.day = QLineEdit()
        self.threshold = QSpinBox()
        self.threshold.setRange(0, 3600)
        self.totals = QCheckBox()
        self.fields = {
            "channel": Field(mark("Channel of all rows"), self.channel, parent=self),
            "day": Field(
                mark("Day or month of all rows"),
                self.day,
                mark(
                    "Such as 2026-03-31 or 2026-03; {file}: the file’s name tells it, {title}: a line above."
                ),
                self,
            ),
            "kind": Field(mark("All rows are"), self.kind, parent=self),
            "threshold": Field(
                mark("“In time” means answered within"),
                self.threshold,
                mark("Seconds; 0 where nobody knows."),
                self,
            ),
            "order": Field(mark("A day such as 03/04/2026 is read"), self.order, parent=self),
            "totals": Field(mark("Leave totals out, check by them"), self.totals, parent=self),
        }
        for box in (self.channel, self.kind, self.order):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.title)
        for field in self.fields.values():
            column.addWidget(field)
        self.channel.activated.connect(partial(self._say_constant, "channel", self.channel))
        self.kind.activated.connect(partial(self._say_constant, "kind", self.kind))
        self.day.textEdited.connect(self._say_day)
        self.order.activated.connect(self._say_order)
        self.threshold.valueChanged.connect(self._say_threshold)
        self.totals.toggled.connect(self._say_totals)
        self._say()

    def show_mapping(self, mapping: Mapping) -> None:
        """Show what *mapping* says of the whole sheet."""
        self._mapping, self._filling = mapping, True
        told = {column.role for column in mapping.columns}
        shape = mapping.shape
        self.channel.setCurrentIndex(max(0, self.channel.findData(mapping.constant("channel"))))
        self.kind.setCurrentIndex(max(0, self.kind.findData(mapping.constant("kind"))))
        if self.day.text() != mapping.constant("day"):
            self.day.setText(mapping.constant("day"))
        self.order.setCurrentIndex(list(Order).index(mapping.order))
        self.threshold.setValue(mapping.threshold_s or 0)
        self.totals.setChecked(mapping.drop_totals)
        seen = {
            "channel": shape is not Shape.PEOPLE and "channel" not in told,
            "day": shape not in (Shape.PEOPLE, Shape.CONTACTS) and not told & {"day", "month"},
            "kind": shape is Shape.ORDERS and "kind" not in told,
            "threshold": shape is Shape.QUEUE_INTERVALS,
            "order": True,
            "totals": shape is not Shape.PEOPLE,
        }
        for name, field in self.fields.items():
            field.setVisible(seen[name])
        self._filling = False

    def _tell(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self.changed.emit(mapping)

    def _say_constant(self, role: str, box: QComboBox) -> None:
        if self._mapping is not None:
            self._tell(drafting.constant(self._mapping, role, box.currentData() or ""))

    def _say_day(self, said: str) -> None:
        if self._mapping is not None:
            self._tell(drafting.constant(self._mapping, "day", said.strip()))

    def _say_order(self, place: int) -> None:
        if self._mapping is not None:
            self._tell(replace(self._mapping, order=list(Order)[place]))

    def _say_threshold(self, seconds: int) -> None:
        if self._mapping is not None and not self._filling:
            self._tell(replace(self._mapping, threshold_s=seconds or None))

    def _say_totals(self, on: bool) -> None:
        if self._mapping is not None and not self._filling:
            self._tell(replace(self._mapping, drop_totals=on))

    def _say(self) -> None:
        self.title.setText(_("For the whole sheet"))
        choices: Sequence[tuple[QComboBox, list[tuple[str, str]]]] = (
            (
                self.channel,
                [(_("not said"), ""), *((_(said), str(one)) for one, said in CHANNEL_WORDS.items())],
            ),
            (self.kind, [(_("Work orders"), "order"), (_("Complaints"), "complaint")]),
            (self.order, [(_(said), one.value) for one, said in ORDER_WORDS.items()]),
        )
        for box, items in choices:
            place = max(0, box.currentIndex())
            box.clear()
            for said, data in items:
                box.addItem(said, data)
            box.setCurrentIndex(place)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)
