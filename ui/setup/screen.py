"""Settings: this computer and the centre; the departments of the house; which days are worked.

A further tab is a line in `TABS` and a case in `make`.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from supervisor.words import mark
from ui.centre import OpenCentre
from ui.issues.desk import IssuesDesk
from ui.machine import Machine
from ui.settings.page import SettingsPage
from ui.widgets.tabbed import Tab, TabbedPlace

TABS = (
    Tab("general", mark("General")),
    Tab("departments", mark("Departments")),
    Tab("calendars", mark("Working days")),
)


class SetupScreen(TabbedPlace):
    """The Settings page. Ctrl+Z and Ctrl+Shift+Z take back and do again what was done to departments and
    days."""

    noticed = Signal(str, object)  # what was done, and the callable that takes it back, or None
    tone_wanted = Signal(object)  # Level
    issue_wanted = Signal(int)

    def __init__(
        self,
        centre: OpenCentre,
        machine: Machine,
        readable: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        """*readable* says from how far the wall can be read."""
        super().__init__("setup", mark("Settings"), TABS, machine, parent)
        self._centre, self._readable = centre, readable
        self.desk = IssuesDesk(centre, machine, self)
        self.desk.noticed.connect(self.noticed)
        self.desk.issue_wanted.connect(self.issue_wanted)
        self.keys("Ctrl+Z", self._undo)
        self.keys("Ctrl+Shift+Z", self._redo)
        self.keys("Ctrl+Y", self._redo)
        self.begin()

    def make(self, name: str) -> QWidget:
        match name:
            case "departments":
                from ui.issues.departments_page import DepartmentsPage

                return DepartmentsPage(self.desk, self)
            case "calendars":
                from ui.issues.calendars_page import CalendarsPage

                return CalendarsPage(self.desk, self)
        general = SettingsPage(self._centre, self._machine, self._readable, self)
        general.noticed.connect(self.noticed)
        general.tone_wanted.connect(self.tone_wanted)
        return general

    def arrive(self, name: str, page: QWidget) -> None:
        if name != "general":
            self.desk.read()
            page.arrive()  # type: ignore[attr-defined]  # every page but the first has it

    def _undo(self) -> None:
        if self.current != "general":
            self.desk.undo()

    def _redo(self) -> None:
        if self.current != "general":
            self.desk.redo()
