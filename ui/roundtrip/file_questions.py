"""What must be said once of a whole returned file: what empty means, whether its department is right."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from supervisor.roundtrip.verdict import Empty, Preview
from supervisor.words import _
from ui import theme
from ui.roundtrip.deciding import Deciding
from ui.widgets.attuned import AttunedFrame
from ui.widgets.flow_row import FlowRow


class FileQuestions(AttunedFrame):
    """Hidden where nothing is asked."""

    empty_said = Signal(object)  # Empty
    department_said = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "drawer")
        self.other = QCheckBox(self)
        self.about = QLabel(self)
        self.about.setProperty("role", "strong")
        self.about.setWordWrap(True)
        self.unchanged, self.clear = QRadioButton(self), QRadioButton(self)
        self._group = QButtonGroup(self)
        self._group.addButton(self.unchanged)
        self._group.addButton(self.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_M, theme.SPACE_S)
        column.setSpacing(theme.SPACE_XS)
        either = FlowRow(self)
        either.add(self.unchanged)
        either.add(self.clear)
        for widget in (self.other, self.about, either):
            column.addWidget(widget)
        self._either = either
        self.other.toggled.connect(self.department_said)
        self.unchanged.clicked.connect(lambda: self.empty_said.emit(Empty.UNCHANGED))
        self.clear.clicked.connect(lambda: self.empty_said.emit(Empty.CLEAR))
        self.hide()
        self._say()

    def show_asked(self, preview: Preview, deciding: Deciding) -> None:
        """Show what *preview* asks, and what was answered."""
        other = preview.asks_department or deciding.other_department
        empty = preview.asks_empty or deciding.empty is not None
        self.other.setVisible(other)
        self.about.setVisible(empty)
        self._either.setVisible(empty)
        with QSignalBlocker(self.other):
            self.other.setChecked(deciding.other_department)
        self._group.setExclusive(False)
        self.unchanged.setChecked(deciding.empty is Empty.UNCHANGED)
        self.clear.setChecked(deciding.empty is Empty.CLEAR)
        self._group.setExclusive(True)
        self.setVisible(other or empty)

    def _say(self) -> None:
        self.other.setText(_("Rows of another department are right: take them in all the same"))
        self.about.setText(_("Cells were emptied. What does an empty cell mean in this file?"))
        self.unchanged.setText(_("Unchanged: what stood there stays"))
        self.clear.setText(_("Cleared: nothing stands there any more"))

    def _fit(self) -> None:
        """Nothing in it is of a size of its own."""
