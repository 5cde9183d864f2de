"""One issue on one page: what it is, what was done about it, how far it is."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from supervisor.issues.evidence import Seed
from ui.issues.desk import IssuesDesk


class IssuePage(QWidget):
    """Shows an issue (`open`), or begins one (`begin`)."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        QVBoxLayout(self)

    def arrive(self) -> None:
        """The page is about to be shown."""

    def open(self, id: int) -> None:
        """Show the issue *id*."""

    def begin(self, seed: Seed) -> None:
        """Begin a new issue with what *seed* knows."""
