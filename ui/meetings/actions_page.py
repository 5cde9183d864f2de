"""What was agreed in meetings that somebody does: whose it is, by when, and whether it is done."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.issues.desk import IssuesDesk


class ActionsPage(QWidget):
    """Everybody's actions; Enter goes to the issue."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk

    def arrive(self) -> None:
        """The page is about to be shown."""
