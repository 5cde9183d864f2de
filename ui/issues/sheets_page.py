"""Sheets: in the making."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.issues.desk import IssuesDesk


class SheetsPage(QWidget):
    """Sheets, in the making."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk

    def arrive(self) -> None:
        """The tab is shown."""
