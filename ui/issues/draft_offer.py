"""Text that was typed and never saved, offered plainly: go on with it, or throw it away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.words import _
from ui import theme
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import SnugPane


class DraftOffer(SnugPane):
    """`go_on` and `throw` come with the two buttons."""

    go_on = Signal()
    throw = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = QLabel(self)
        self.said.setProperty("role", "notice")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        row = FlowRow(self)
        self.yes, self.no = QPushButton(row), QPushButton(row)
        row.add(self.yes)
        row.add(self.no)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, 0, theme.SPACE_L, theme.SPACE_S)
        column.addWidget(self.said)
        column.addWidget(row)
        self.yes.clicked.connect(self.go_on)
        self.no.clicked.connect(self.throw)
        self.offer("")
        self._say()

    def offer(self, said: str) -> None:
        """Say which text there is; "" none."""
        self.said.setText(said)
        self.setVisible(bool(said))
        for button in (self.yes, self.no):
            button.setAccessibleDescription(said)

    def _say(self) -> None:
        self.yes.setText(_("Go on"))
        self.no.setText(_("Throw away"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
