"""The centre's data: what was imported, sheets and logs to be read, whether facts can be trusted."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from supervisor.imports.mapping import Shape
from supervisor.rights.act import Act
from supervisor.words import mark
from ui.centre import OpenCentre
from ui.imports.desk import DataDesk
from ui.machine import Machine
from ui.widgets.tabbed import Tab, TabbedPlace

TABS = (
    Tab("imports", mark("Imports"), frozenset({Act.IMPORT})),
    Tab("sheet", mark("Read a sheet"), frozenset({Act.IMPORT})),
    Tab("log", mark("Read a log"), frozenset({Act.IMPORT})),
    Tab("check", mark("Data check"), frozenset({Act.CHECK_DATA})),
)


class DataScreen(TabbedPlace):
    """Ctrl+I reads a sheet."""

    noticed = Signal(str, object)

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__("data", mark("Data"), TABS, centre, machine, parent)
        self.desk = DataDesk(centre, machine, self)
        self.desk.noticed.connect(self.noticed)
        self.desk.file_wanted.connect(self.read_sheet)
        self.desk.log_wanted.connect(partial(self.show_tab, "log"))
        self.desk.import_wanted.connect(self.show_import)
        self.keys("Ctrl+I", self.read_sheet)
        self.begin()
        self.desk.read()

    def make(self, name: str) -> QWidget:
        match name:
            case "sheet":
                from ui.imports.wizard import Wizard

                return Wizard(self.desk, self.into)
            case "log":
                from ui.imports.log_page import LogPage

                return LogPage(self.desk, self.into)
            case "check":
                from ui.imports.check_page import CheckPage

                return CheckPage(self.desk, self.into)
        from ui.imports.list_page import ListPage

        return ListPage(self.desk, self.into)

    def read_sheet(self, shape: Shape | None = None) -> None:
        """Read a sheet; *shape* is what its rows shall be, where that is known."""
        from ui.imports.wizard import Wizard

        page = self.show_tab("sheet")
        if isinstance(page, Wizard):
            page.begin(shape)

    def show_import(self, number: int) -> None:
        """Go to the list, and open that import."""
        from ui.imports.list_page import ListPage

        page = self.show_tab("imports")
        if isinstance(page, ListPage):
            page.show_import(number)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.desk.is_read:
            self.desk.read()  # another process may have written
