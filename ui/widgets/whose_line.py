"""A line that says of which people figures are, for whoever sees some alone; for everybody else, no line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Slot
from PySide6.QtWidgets import QLabel, QWidget

from ui import theme
from ui.centre import OpenCentre


class WhoseLine(QLabel):
    """It stands at the head of a place that weighs people."""

    def __init__(self, centre: OpenCentre, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self.setProperty("role", "muted")
        self.setWordWrap(True)
        self.setContentsMargins(theme.SPACE_L, theme.SPACE_XS, theme.SPACE_L, 0)
        centre.changed.connect(self.say)
        centre.rights_changed.connect(self.say)
        self.say()

    @Slot()
    def say(self) -> None:
        """Say it as it is now."""
        said = self._centre.whose
        self.setText(said)
        self.setVisible(bool(said))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.say()
        super().changeEvent(event)
