"""Departments: in the making."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.issues.desk import IssuesDesk


class DepartmentsPage(QWidget):
    """Departments, in the making."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk

    def arrive(self) -> None:
        """The tab is shown."""
