"""Meetings by series, the next first; one meeting with its agenda, what came of it, and its minutes."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.issues.desk import IssuesDesk


class MeetingsPage(QWidget):
    """Enter opens a meeting."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk

    def arrive(self) -> None:
        """The page is about to be shown."""

    def open(self, id: str) -> None:
        """Show the meeting *id*."""
