"""Coordination meetings: the next one, its agenda and minutes; everybody's actions; the series.

A further tab is a line in `TABS` and a case in `make`: its page gets the desk and its parent, and has
`arrive`.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from supervisor.words import mark
from ui.centre import OpenCentre
from ui.issues.place import DeskPlace
from ui.machine import Machine
from ui.widgets.tabbed import Tab

TABS = (
    Tab("meetings", mark("Meetings")),
    Tab("actions", mark("Actions")),
    Tab("series", mark("Series")),
)


class MeetingsScreen(DeskPlace):
    """The Meetings page. Ctrl+Z and Ctrl+Shift+Z take back and do again."""

    issue_wanted = Signal(int)
    sheets_wanted = Signal(str)  # id of a meeting
    new_wanted = Signal(object)  # Seed

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__("meetings", mark("Meetings"), TABS, centre, machine, parent)
        self.desk.issue_wanted.connect(self.issue_wanted)
        self.desk.sheets_wanted.connect(self.sheets_wanted)
        self.desk.new_wanted.connect(self.new_wanted)
        self.desk.meeting_wanted.connect(self.show_meeting)
        self.begin()
        self.desk.read()

    def make(self, name: str) -> QWidget:
        match name:
            case "actions":
                from ui.meetings.actions_page import ActionsPage

                return ActionsPage(self.desk, self.into)
            case "series":
                from ui.meetings.series_page import SeriesPage

                return SeriesPage(self.desk, self.into)
        from ui.meetings.meetings_page import MeetingsPage

        return MeetingsPage(self.desk, self.into)

    def show_meeting(self, id: str) -> None:
        """Show the meeting *id*."""
        from ui.meetings.meetings_page import MeetingsPage

        page = self.show_tab("meetings")
        if isinstance(page, MeetingsPage):
            page.open(id)
