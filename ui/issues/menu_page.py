"""The voice menu: its nodes as a tree with what happened at them, what is wrong with it, and its issues."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.issues.desk import IssuesDesk


class MenuPage(QWidget):
    """The Voice menu tab."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._column = QVBoxLayout(self)

    def arrive(self) -> None:
        """The tab is about to be shown."""
