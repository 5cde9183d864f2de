"""The centre's data: what was imported, sheets and logs to be read, whether facts can be trusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from supervisor.imports.mapping import Shape
from supervisor.words import _, mark
from ui.centre import OpenCentre
from ui.imports.desk import DataDesk
from ui.machine import Machine
from ui.widgets.roomy import Roomy
from ui.widgets.table import memory


@dataclass(frozen=True)
class Tab:
    """A tab: *title* is marked, *make* gets the desk and the parent."""

    name: str
    title: str
    make: Callable[[DataDesk, QWidget], QWidget]


def _imports(desk: DataDesk, parent: QWidget) -> QWidget:
    from ui.imports.list_page import ListPage

    return ListPage(desk, parent)


def _sheet(desk: DataDesk, parent: QWidget) -> QWidget:
    from ui.imports.wizard import Wizard

    return Wizard(desk, parent)


def _log(desk: DataDesk, parent: QWidget) -> QWidget:
    from ui.imports.log_page import LogPage

    return LogPage(desk, parent)


def _check(desk: DataDesk, parent: QWidget) -> QWidget:
    from ui.imports.check_page import CheckPage

    return CheckPage(desk, parent)


TABS = (
    Tab("imports", mark("Imports"), _imports),
    Tab("sheet", mark("Read a sheet"), _sheet),
    Tab("log", mark("Read a log"), _log),
    Tab("check", mark("Data check"), _check),
)


class DataScreen(QWidget):
    """Ctrl+Tab and Ctrl+Shift+Tab go through the tabs, Alt+1… to one; Ctrl+I reads a sheet."""

    noticed = Signal(str, object)

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._machine = machine
        self._made: dict[str, QWidget] = {}
        self._rooms: dict[str, Roomy] = {}
        self.desk = DataDesk(centre, machine, self)
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        for tab in TABS:
            self.tabs.addTab("")
            self.tabs.setTabData(self.tabs.count() - 1, tab.name)
        self.stack = QStackedWidget(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
        self._wire()
        self.retranslate()
        kept = memory.recall(machine, "data").get("tab")
        self.show_tab(kept if isinstance(kept, str) else TABS[0].name)
        self.desk.read()

    def _wire(self) -> None:
        self.tabs.currentChanged.connect(self._show_index)
        self.desk.noticed.connect(self.noticed)
        self.desk.file_wanted.connect(self.read_sheet)
        self.desk.log_wanted.connect(partial(self.show_tab, "log"))
        self.desk.import_wanted.connect(self.show_import)
        for place, tab in enumerate(TABS):
            QShortcut(QKeySequence(f"Alt+{place + 1}"), self, partial(self.show_tab, tab.name))
        for keys, slot in (
            ("Ctrl+Tab", partial(self._turn, 1)),
            ("Ctrl+Shift+Tab", partial(self._turn, -1)),
            ("Ctrl+I", self.read_sheet),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # -- tabs -----------------------------------------------------------------------------------------------

    @property
    def current(self) -> str:
        """The name of the tab that is shown."""
        name: str = self.tabs.tabData(self.tabs.currentIndex())
        return name

    def show_tab(self, name: str) -> QWidget:
        """Show the tab *name* (the first one when there is none of that name) and give it the focus."""
        place = next((place for place, tab in enumerate(TABS) if tab.name == name), 0)
        self.tabs.setCurrentIndex(place)
        return self._show_index(place)

    def page(self, name: str) -> QWidget | None:
        """The tab's page, if it was ever shown."""
        return self._made.get(name)

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

    def _turn(self, by: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())

    def _show_index(self, place: int) -> QWidget:
        tab = TABS[place]
        page = self._made.get(tab.name)
        if page is None:
            page = self._made[tab.name] = tab.make(self.desk, self)
            self._rooms[tab.name] = Roomy(page, self)
            self.stack.addWidget(self._rooms[tab.name])
        self.stack.setCurrentWidget(self._rooms[tab.name])
        memory.keep(self._machine, "data", {"tab": tab.name})
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        return page

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.OtherFocusReason and (page := self.page(self.current)):
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.desk.is_read:
            self.desk.read()  # another process may have written

    # -- words ----------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for place, tab in enumerate(TABS):
            self.tabs.setTabText(place, _(tab.title))
        self.tabs.setAccessibleName(_("Data"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
