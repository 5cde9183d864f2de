"""The ways between places: what one place wants of another, and how it is reached there.

No place knows another: it says by a signal what is wanted, and `making.py` joins that to one of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from supervisor.rights.act import Act
from ui.rights import tell_if_not
from ui.shell.place_stack import PlaceStack

if TYPE_CHECKING:  # all of this comes after the first paint
    from supervisor.history.contacts import ContactQuestion
    from supervisor.imports.mapping import Shape
    from supervisor.issues.callback import Promise
    from supervisor.issues.evidence import Seed

_ELSEWHERE = {
    "departments": "settings",
    "calendars": "settings",
    "meetings": "meetings",
    "actions": "meetings",
    "series": "meetings",
}
"""In which place the tabs are that issues, meetings and settings want of each other; the rest in issues."""


class Ways(QObject):
    """Each goes to a place of *stack* and does there what was wanted. The signals lead out of the centre."""

    demo_wanted = Signal()
    own_centre_wanted = Signal()
    join_wanted = Signal()
    share_wanted = Signal()

    def __init__(self, stack: PlaceStack) -> None:
        super().__init__(stack)
        self._stack = stack

    # -- sources and sheets ---------------------------------------------------------------------------------

    def add_source(self) -> None:
        """Go to the sources and ask for the one to add."""
        from ui.sources.page import SourcesPage

        page = self._page_for(Act.SET_SOURCES, "sources")
        if isinstance(page, SourcesPage):
            page.open_form()

    def read_sheet(self, shape: Shape | None = None) -> None:
        """Go to the data, and read a sheet; *shape* is what its rows shall be, where that is known."""
        from ui.imports.screen import DataScreen

        page = self._stack.show_page("data")
        if isinstance(page, DataScreen):
            page.read_sheet(shape)

    def read_people(self) -> None:
        """Go to the data, and read a sheet of people."""
        from supervisor.imports.mapping import Shape

        self.read_sheet(Shape.PEOPLE)

    # -- figures --------------------------------------------------------------------------------------------

    def show_targets(self) -> None:
        """Go to the people, and to what is aimed at."""
        self._stack.show_tab("people", "targets")

    def show_contacts(self, asked: ContactQuestion, about: str) -> None:
        """Go to the history, and to the contacts behind a figure."""
        from ui.history.screen import HistoryScreen

        page = self._stack.show_page("history")
        if isinstance(page, HistoryScreen):
            page.show_contacts(asked, about)

    def order_report(self, name: str) -> None:
        """Go to the reports, and to what one of them must be told."""
        from supervisor.reports.order import Order
        from ui.reports.screen import ReportsScreen

        page = self._stack.show_page("reports")
        if isinstance(page, ReportsScreen):
            page.order(Order(name))

    # -- issues and meetings --------------------------------------------------------------------------------

    def show_issue(self, id: int) -> None:
        """Go to an issue."""
        from ui.issues.screen import IssuesScreen

        page = self._stack.show_page("issues")
        if isinstance(page, IssuesScreen):
            page.show_issue(id)

    def file_issue(self) -> None:
        """Begin an issue of which nothing is known yet."""
        from supervisor.issues.evidence import Seed

        self.begin_issue(Seed())

    def begin_issue(self, seed: Seed) -> None:
        """Begin an issue with what is known of it already."""
        from ui.issues.screen import IssuesScreen

        page = self._page_for(Act.FILE_ISSUES, "issues")
        if isinstance(page, IssuesScreen):
            page.begin_issue(seed)

    def promise_callback(self, promise: Promise) -> None:
        """Note that a customer was promised a call."""
        from ui.issues.screen import IssuesScreen

        page = self._stack.show_page("issues")
        if isinstance(page, IssuesScreen):
            page.promise_callback(promise)

    def make_sheets(self, meeting: str) -> None:
        """Begin the sheets that go out before a meeting."""
        from ui.issues.screen import IssuesScreen

        page = self._stack.show_page("issues")
        if isinstance(page, IssuesScreen):
            page.make_sheets(meeting)

    def show_meeting(self, id: str) -> None:
        """Go to a meeting."""
        from ui.meetings.screen import MeetingsScreen

        page = self._stack.show_page("meetings")
        if isinstance(page, MeetingsScreen):
            page.show_meeting(id)

    def show_tab(self, name: str) -> None:
        """Go to a tab of issues, meetings or settings, as one of them wants of another."""
        self._stack.show_tab(_ELSEWHERE.get(name, "issues"), name)

    # -- the board ------------------------------------------------------------------------------------------

    def show_section(self, name: str) -> QWidget | None:
        """Go to a section of the floor; None while there is none to show."""
        return self._stack.show_tab("floor", name)

    def show_queue(self, key: tuple[str, str]) -> None:
        """Go to a queue: on the floor to its row and its drawer, from elsewhere to its tile."""
        from ui.floor.queues import QueuesSection
        from ui.wallboard.screen import QueuesScreen

        if self._stack.place == "floor":
            section = self.show_section("queues")
            if isinstance(section, QueuesSection):
                section.show_queue(key)
            return
        page = self._stack.show_page("wallboard")
        if isinstance(page, QueuesScreen):
            page.tiles.show_queue(key)

    def show_agent(self, key: tuple[str, str]) -> None:
        """Go to an agent: the row on the floor, and the drawer with the day."""
        from ui.floor.agents import AgentsSection

        section = self.show_section("agents")
        if isinstance(section, AgentsSection):
            section.show_agent(key)

    def _page_for(self, act: Act, name: str) -> QWidget | None:
        """The page *name*, shown for *act*; None where that is not permitted, which is told."""
        centre = self._stack.centre
        if centre is not None and not tell_if_not(centre, act):
            return None
        return self._stack.show_page(name)
