"""The list of issues: found, filtered, grouped, changed many at once."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.issues.desk import IssuesDesk


class ListPage(QWidget):
    """The Issues tab."""

    def __init__(self, desk: IssuesDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk

    def arrive(self) -> None:
        """The page comes into sight."""
