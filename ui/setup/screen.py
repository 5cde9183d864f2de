"""Settings: this computer and the centre; the departments of the house; which days are worked.

A further tab is a line in `TABS` and a case in `make`.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from supervisor.words import mark
from ui.centre import OpenCentre
from ui.issues.place import DeskPlace
from ui.machine import Machine
from ui.settings.page import SettingsPage
from ui.widgets.tabbed import Tab

TABS = (
    Tab("general", mark("General")),
    Tab("departments", mark("Departments")),
    Tab("calendars", mark("Working days")),
)


class SetupScreen(DeskPlace):
    """The Settings page. Ctrl+Z and Ctrl+Shift+Z take back and do again what was done to departments and
    days."""

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
        super().__init__("setup", mark("Settings"), TABS, centre, machine, parent)
        self._centre, self._readable = centre, readable
        self.desk.issue_wanted.connect(self.issue_wanted)
        self.begin()

    def make(self, name: str) -> QWidget:
        match name:
            case "departments":
                from ui.issues.departments_page import DepartmentsPage

                return DepartmentsPage(self.desk, self.into)
            case "calendars":
                from ui.issues.calendars_page import CalendarsPage

                return CalendarsPage(self.desk, self.into)
        general = SettingsPage(self._centre, self._machine, self._readable, self.into)
        general.noticed.connect(self.noticed)
        general.tone_wanted.connect(self.tone_wanted)
        return general

    def arrive(self, name: str, page: QWidget) -> None:
        if name != "general":
            self.desk.read()
            super().arrive(name, page)

    def undo(self) -> None:
        if self.current != "general":  # settings are taken back by their own line
            super().undo()

    def redo(self) -> None:
        if self.current != "general":
            super().redo()
