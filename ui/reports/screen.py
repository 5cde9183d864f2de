"""What leaves the program: reports that are made now or by themselves, and the log of all that left.

A further tab is a line in `TABS` and a case in `make`: its page gets the desk and its parent, and has
`arrive`.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from supervisor.reports.order import Order
from supervisor.rights.act import Act
from supervisor.words import mark
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.reports.desk import ReportsDesk
from ui.widgets.tabbed import Tab, TabbedPlace

TABS = (
    Tab("make", mark("Make")),
    Tab("schedules", mark("Schedules"), frozenset({Act.SCHEDULE})),
    Tab("templates", mark("Templates"), frozenset({Act.SCHEDULE})),
    Tab("log", mark("Log"), frozenset({Act.SEE_LOG})),
)


class ReportsScreen(TabbedPlace):
    """The Reports page. Ctrl+Z and Ctrl+Shift+Z take back and do again."""

    noticed = Signal(str, object)  # what was done, and the callable that takes it back, or None

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__("reports", mark("Reports"), TABS, centre, machine, parent)
        self.desk = ReportsDesk(centre, machine, self)
        self.desk.noticed.connect(self.noticed)
        self.keys("Ctrl+Z", self.desk.undo)
        self.keys("Ctrl+Shift+Z", self.desk.redo)
        self.keys("Ctrl+Y", self.desk.redo)
        self.begin()

    def make(self, name: str) -> QWidget:
        match name:
            case "schedules":
                from ui.reports.schedules_page import SchedulesPage

                return SchedulesPage(self.desk, self.into)
            case "templates":
                from ui.reports.templates_page import TemplatesPage

                return TemplatesPage(self.desk, self.into)
            case "log":
                from ui.reports.log_page import LogPage

                page = LogPage(self.desk, self.into)
                page.make_wanted.connect(lambda: self.show_tab("make"))
                return page
        from ui.reports.make_page import MakePage

        return MakePage(self.desk, self.into)

    def arrive(self, name: str, page: QWidget) -> None:
        page.arrive()  # type: ignore[attr-defined]  # every page has it

    def order(self, order: Order) -> None:
        """Show what *order* is about, as far as it is told."""
        from ui.reports.make_page import MakePage

        page = self.show_tab("make")
        if isinstance(page, MakePage):
            page.choose(order)
