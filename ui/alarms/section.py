"""The alarms under the Floor: what is open, what was, what is shelved, by which rules, and how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from supervisor.live.board import Board, Changed
from supervisor.live.feed import Feed
from supervisor.words import _, mark
from ui import theme
from ui.alarms.open_page import OpenPage
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.widgets.lead import Lead
from ui.widgets.roomy import ShownAlone


class Page(Protocol):
    """A page of the section; a QWidget. `tick` comes only while it is in sight."""

    def tick(self, now: datetime) -> None: ...
    def retranslate(self) -> None: ...


@dataclass(frozen=True)
class Tab:
    """A page as the row of tabs names it."""

    name: str
    title: str  # marked


TABS = (
    Tab("open", mark("Open now")),
    Tab("history", mark("History")),
    Tab("shelved", mark("Shelved")),
    Tab("rules", mark("Rules")),
    Tab("report", mark("How many")),
)


class AlarmsSection(QWidget):
    """Ctrl+Page Down and Ctrl+Page Up go through the pages."""

    noticed = Signal(str, object)
    queue_wanted = Signal(object)  # QueueKey
    sources_wanted = Signal()

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.centre = centre
        self._machine = machine
        self._made: dict[str, QWidget] = {}
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for _tab in TABS:
            self.tabs.addTab("")
        self.stack = ShownAlone(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
        self._lead = Lead(self, self.stack)
        self.tabs.currentChanged.connect(self._show_index)
        for keys, by in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            shortcut = QShortcut(QKeySequence(keys), self, lambda by=by: self._turn(by))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        centre.alarms.changed.connect(self._say_counts)
        self.retranslate()
        self._show_index(0)

    @property
    def current(self) -> str:
        """The name of the page that is shown."""
        return TABS[self.tabs.currentIndex()].name

    def show_page(self, name: str) -> QWidget:
        """Show the page *name* and give it the focus."""
        place = next(place for place, tab in enumerate(TABS) if tab.name == name)
        self.tabs.setCurrentIndex(place)
        return self._show_index(place)

    def page(self, name: str) -> QWidget | None:
        """The page *name*, if it was ever shown."""
        return self._made.get(name)

    def _turn(self, by: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())

    def _show_index(self, place: int) -> QWidget:
        name = TABS[place].name
        page = self._made.get(name)
        if page is None:
            page = self._made[name] = self._make(name)
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self._lead.part = page
        if self.isVisible():
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        return page

    def _make(self, name: str) -> QWidget:
        """The page *name*, wired; its modules are loaded only now."""
        match name:
            case "history":
                from ui.alarms.history_page import HistoryPage

                history = HistoryPage(self.centre, self._machine, self)
                history.noticed.connect(self.noticed)
                history.rule_wanted.connect(self.show_rule)
                return history
            case "shelved":
                from ui.alarms.shelved_page import ShelvedPage

                shelved = ShelvedPage(self.centre, self._machine, self)
                shelved.noticed.connect(self.noticed)
                return shelved
            case "rules":
                from ui.alarms.rules_page import RulesPage

                rules = RulesPage(self.centre, self._machine, self)
                rules.noticed.connect(self.noticed)
                return rules
            case "report":
                from ui.alarms.report_page import ReportPage

                report = ReportPage(self.centre, self._machine, self)
                report.noticed.connect(self.noticed)
                report.rule_wanted.connect(self.show_rule)
                return report
            case _:
                page = OpenPage(self.centre, self._machine, self)
                page.noticed.connect(self.noticed)
                page.queue_wanted.connect(self.queue_wanted)
                page.sources_wanted.connect(self.sources_wanted)
                page.rule_wanted.connect(self.show_rule)
                page.rules_wanted.connect(lambda: self.show_page("rules"))
                return page

    def show_rule(self, rule_id: str) -> None:
        """Open the rule *rule_id* among the rules."""
        from ui.alarms.rules_page import RulesPage

        page = self.show_page("rules")
        if isinstance(page, RulesPage):
            page.show_rule(rule_id)

    # -- a section of the floor -----------------------------------------------------------------------------

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Alarms come from the watch process, not from the board."""
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        page = self.stack.currentWidget()
        if page is not None:
            page.tick(now)  # type: ignore[attr-defined]  # a Page, see above

    def use(self, definitions: object) -> None:
        """Nothing here depends on them."""

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.tabs.setAccessibleName(_("Alarms"))
        self._say_counts()
        for page in self._made.values():
            page.retranslate()  # type: ignore[attr-defined]  # a Page, see above

    def _say_counts(self) -> None:
        """The tabs, with how many there are of what is open or shelved."""
        counts = {"open": len(self.centre.alarms.open), "shelved": len(self.centre.alarms.shelves)}
        for place, tab in enumerate(TABS):
            count = counts.get(tab.name, 0)
            said = _("{title} ({n})").format(title=_(tab.title), n=count) if count else _(tab.title)
            if self.tabs.tabText(place) != said:
                self.tabs.setTabText(place, said)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
