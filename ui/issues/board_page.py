"""The board of issues: a column a state, a card an issue."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.issues.desk import IssuesDesk


class BoardPage(QWidget):
    """The Board tab."""

    def __init__(self, desk: IssuesDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk

    def arrive(self) -> None:
        """The page comes into sight."""
