"""Widgets beside each other, and in further rows where there is no room; made anew when they change."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets.table.flow import Flow


class FlowRow(QWidget):
    """A row of chips that breaks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = Flow(theme.SPACE_XS, self)
        self.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """One more at the end."""
        self._flow.addWidget(widget)

    def clear(self) -> None:
        """Nothing is in the row."""
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
