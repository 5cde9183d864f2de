"""A place whose tabs share an `IssuesDesk`: its steps go back by keys, its wishes go where they belong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.centre import OpenCentre
from ui.issues.desk import IssuesDesk
from ui.machine import Machine
from ui.widgets.tabbed import Tab, TabbedPlace


class DeskPlace(TabbedPlace):
    """Ctrl+Z takes back what was done in the place, Ctrl+Shift+Z and Ctrl+Y do it again."""

    noticed = Signal(str, object)  # what was done, and the callable that takes it back, or None
    tab_wanted = Signal(str)  # of another place

    def __init__(
        self,
        name: str,
        title: str,
        tabs: Sequence[Tab],
        centre: OpenCentre,
        machine: Machine,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, title, tabs, centre, machine, parent)
        self.desk = IssuesDesk(centre, machine, self)
        self.desk.noticed.connect(self.noticed)
        self.desk.tab_wanted.connect(self._come_to)
        self.keys("Ctrl+Z", self.undo)
        self.keys("Ctrl+Shift+Z", self.redo)
        self.keys("Ctrl+Y", self.redo)

    def undo(self) -> None:
        """Take back what was done last."""
        self.desk.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self.desk.redo()

    def arrive(self, name: str, page: QWidget) -> None:
        page.arrive()  # type: ignore[attr-defined]  # every page with a desk has it

    def _come_to(self, name: str) -> None:
        if self.has_tab(name):
            self.show_tab(name)
        else:
            self.tab_wanted.emit(name)
