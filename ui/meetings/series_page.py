"""Series of meetings: when they are, who comes, how their agenda is made."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.issues.desk import IssuesDesk


class SeriesPage(QWidget):
    """Enter opens a series beside the table; Ctrl+N begins one."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk

    def arrive(self) -> None:
        """The page is about to be shown."""
