"""The tab "Working days": which days are worked, a year at a sight."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.issues.desk import IssuesDesk


class CalendarsPage(QWidget):
    """A calendar's year as twelve months, its named days, and its opening hours."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._column = QVBoxLayout(self)

    def arrive(self) -> None:
        """Show what is there now."""
