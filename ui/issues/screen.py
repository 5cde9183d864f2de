"""Issues across departments.

A further tab is a line in `TABS` and a case in `make`: its page gets the desk and its parent, and has
`arrive`.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from supervisor.issues.callback import Promise
from supervisor.issues.evidence import Seed
from supervisor.rights.act import Act
from supervisor.words import mark
from ui.centre import OpenCentre
from ui.issues.place import DeskPlace
from ui.machine import Machine
from ui.widgets.tabbed import Tab

TABS = (
    Tab("list", mark("Issues")),
    Tab("board", mark("Board")),
    Tab("issue", mark("One issue")),
    Tab("sheets", mark("Sheets"), frozenset({Act.SEE_SHEETS})),
    Tab("returned", mark("Returned sheets"), frozenset({Act.RUN_ISSUES})),
    Tab("callbacks", mark("Call-backs")),
    Tab("menu", mark("Voice menu")),
    Tab("reminders", mark("Reminders"), frozenset({Act.RUN_ISSUES})),
)


class IssuesScreen(DeskPlace):
    """The Issues page. Ctrl+N begins an issue; Ctrl+Z and Ctrl+Shift+Z take back and do again."""

    meeting_wanted = Signal(str)
    contacts_wanted = Signal(object, str)  # ContactQuestion, what they are

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__("issues", mark("Issues"), TABS, centre, machine, parent)
        self.desk.meeting_wanted.connect(self.meeting_wanted)
        self.desk.contacts_wanted.connect(self.contacts_wanted)
        self.desk.issue_wanted.connect(self.show_issue)
        self.desk.new_wanted.connect(self.begin_issue)
        self.desk.callback_wanted.connect(self.promise_callback)
        self.desk.callback_opened.connect(self._show_callback)
        self.keys("Ctrl+N", lambda: self.begin_issue(Seed()))
        self.begin()
        self.desk.read()

    def make(self, name: str) -> QWidget:
        match name:
            case "board":
                from ui.issues.board_page import BoardPage

                return BoardPage(self.desk, self.into)
            case "issue":
                from ui.issues.issue_page import IssuePage

                return IssuePage(self.desk, self.into)
            case "sheets":
                from ui.issues.sheets_page import SheetsPage

                return SheetsPage(self.desk, self.into)
            case "returned":
                from ui.roundtrip.returned_page import ReturnedPage

                returned = ReturnedPage(self.desk.centre, self.desk.machine, self.into)
                returned.noticed.connect(self.desk.noticed)
                returned.issue_wanted.connect(self.desk.issue_wanted)
                return returned
            case "callbacks":
                from ui.issues.callbacks_page import CallbacksPage

                return CallbacksPage(self.desk, self.into)
            case "menu":
                from ui.issues.menu_page import MenuPage

                return MenuPage(self.desk, self.into)
            case "reminders":
                from ui.issues.reminders_page import RemindersPage

                return RemindersPage(self.desk, self.into)
        from ui.issues.list_page import ListPage

        return ListPage(self.desk, self.into)

    def show_issue(self, id: int) -> None:
        """Show the issue *id* on its page."""
        from ui.issues.issue_page import IssuePage

        page = self.show_tab("issue")
        if isinstance(page, IssuePage):
            page.open(id)

    def begin_issue(self, seed: Seed) -> None:
        """Begin a new issue with what *seed* knows already."""
        from ui.issues.issue_page import IssuePage

        page = self.show_tab("issue")
        if isinstance(page, IssuePage):
            page.begin(seed)

    def promise_callback(self, promise: Promise, issue: int = 0) -> None:
        """Note a call that a customer was promised, about *issue* where it is about one."""
        from ui.issues.callbacks_page import CallbacksPage

        page = self.show_tab("callbacks")
        if isinstance(page, CallbacksPage):
            page.begin(promise, issue)

    def make_sheets(self, meeting: str) -> None:
        """Begin the sheets of a meeting (id)."""
        from ui.issues.sheets_page import SheetsPage

        page = self.show_tab("sheets")
        if isinstance(page, SheetsPage):
            page.begin(meeting)

    def _show_callback(self, id: str) -> None:
        from ui.issues.callbacks_page import CallbacksPage

        page = self.show_tab("callbacks")
        if isinstance(page, CallbacksPage):
            page.show_one(id)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.desk.is_read:
            self.desk.read()  # midnight may have passed
