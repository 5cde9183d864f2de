"""What headings that a department renamed stand for: said once, remembered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.roundtrip.layout import SHEET_COLUMNS, VERSION
from supervisor.roundtrip.returned import Heading
from supervisor.words import _, everywhere
from ui import theme
from ui.widgets.attuned import AttunedFrame
from ui.widgets.field import Field
from ui.widgets.flow_row import FlowRow

UNSAID, UNREAD = "?", ""
"""Nothing is said of a heading; it is said that its column is not to be read."""


def renamed(headings: Sequence[Heading]) -> tuple[Heading, ...]:
    """Those that are not ours in any language: what they stand for is not known, or was said."""
    ours = {said.casefold() for column in SHEET_COLUMNS for said in everywhere(column.title)}
    return tuple(one for one in headings if one.text and one.text.casefold() not in ours)


class HeadingsForm(AttunedFrame):
    """`said` has the field of each heading that was said anew (None: forget), and whether for everybody."""

    said = Signal(object, bool)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.help = QLabel(self)
        self.help.setWordWrap(True)
        self.help.setProperty("role", "muted")
        self.everybody = QCheckBox(self)
        self.remember, self.leave = QPushButton(self), QPushButton(self)
        self.remember.setProperty("role", "primary")
        self.boxes: dict[str, QComboBox] = {}
        self._before: dict[str, str] = {}
        self._headings: tuple[Heading, ...] = ()
        self._fields = QWidget(self)
        self._list = QVBoxLayout(self._fields)
        self._list.setContentsMargins(0, 0, 0, 0)
        buttons = FlowRow(self)
        buttons.add(self.remember)
        buttons.add(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for widget in (self.help, self._fields, self.everybody, buttons):
            column.addWidget(widget)
        column.addStretch(1)
        self.remember.clicked.connect(self._tell)
        self.leave.clicked.connect(self.given_up)
        self._say()

    def show_headings(self, headings: Sequence[Heading]) -> None:
        """Offer a field for each heading that is not ours."""
        self._headings = tuple(headings)
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes, self._before = {}, {}
        for heading in renamed(headings):
            box = QComboBox(self._fields)
            box.addItem(_("not known"), UNSAID)
            box.addItem(_("not to be read"), UNREAD)
            for column in SHEET_COLUMNS:
                if column != VERSION:
                    box.addItem(_(column.title), column.field)
            before = heading.field or UNSAID
            box.setCurrentIndex(max(0, box.findData(before)))
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            label = _("“{heading}” (column {letters})").format(heading=heading.text, letters=heading.column)
            self._list.addWidget(Field(label, box, parent=self._fields))
            self.boxes[heading.text], self._before[heading.text] = box, before

    def start(self) -> None:
        """Give the keyboard to the first of them."""
        if self.boxes:
            next(iter(self.boxes.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self) -> None:
        said = {
            text: None if box.currentData() == UNSAID else str(box.currentData())
            for text, box in self.boxes.items()
            if box.currentData() != self._before[text]
        }
        if said:
            self.said.emit(said, self.everybody.isChecked())
        else:
            self.given_up.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self._tell()
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        self.help.setText(
            _(
                "Say what the renamed headings stand for. It is remembered, and files of this department are "
                "read by that from now on."
            )
        )
        self.everybody.setText(_("For every department"))
        self.remember.setText(_("Remember, and read the file again"))
        self.remember.setToolTip(_("Ctrl+Enter"))
        self.leave.setText(_("Cancel"))
        if self._headings:
            self.show_headings(self._headings)

    def _fit(self) -> None:
        """Nothing in it is of a size of its own."""
