"""A place whose pages stand behind tabs: each is made when it is first looked at, the last is remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from supervisor.rights.act import Act
from supervisor.rights.own import Rights
from supervisor.words import _
from ui.machine import Machine
from ui.rights import may_any
from ui.widgets.roomy import Roomy
from ui.widgets.table import memory

if TYPE_CHECKING:
    from ui.centre import OpenCentre


@dataclass(frozen=True)
class Tab:
    """A tab: *title* is marked. It is there for whoever may do one of *acts*; none: for everybody. *shared*:
    in a centre alone whose database keeps rights. *instead*: only for those who may not do that, for whom it
    stands in the stead of another place."""

    name: str
    title: str
    acts: frozenset[Act] = frozenset()
    shared: bool = False
    instead: Act | None = None

    def is_for(self, rights: Rights) -> bool:
        """Whether whoever has *rights* has it."""
        if self.shared and not rights.laid:
            return False
        return may_any(rights, self.acts) and not (self.instead and rights.may(self.instead))


class TabbedPlace(QWidget):
    """Ctrl+Tab and Ctrl+Shift+Tab go through the tabs, Alt+1… to one of them. Tabs that the role does not
    open are not there, and go when it is taken away.

    Who inherits makes the pages (`make`) and calls `begin` when all that they need is there. `head` is the
    row of the tabs, `column` everything: the row, and the pages last.
    """

    def __init__(
        self,
        name: str,
        title: str,
        tabs: Sequence[Tab],
        centre: OpenCentre,
        machine: Machine,
        parent: QWidget | None = None,
    ) -> None:
        """*name*: under which the last tab is remembered; *title*: what the place is called, marked."""
        super().__init__(parent)
        self.setProperty("role", "page")
        self._whose = centre
        self.made: dict[str, QWidget] = {}  # the pages that were ever shown
        self._name, self._title, self._tabs, self._machine = name, title, tuple(tabs), machine
        self._rooms: dict[str, Roomy] = {}
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        for tab in self._tabs:
            self.tabs.addTab("")
            self.tabs.setTabData(self.tabs.count() - 1, tab.name)
        self.stack = QStackedWidget(self)
        self.into: QWidget = self.stack  # the parent of a page that is made: each move would polish all of it
        self.head = QHBoxLayout()
        self.head.addWidget(self.tabs, 1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addLayout(self.head)
        self.column.addWidget(self.stack, 1)
        self._heed_rights()
        self.tabs.currentChanged.connect(self._show_index)
        for place in range(len(self._tabs)):
            QShortcut(QKeySequence(f"Alt+{place + 1}"), self, partial(self._show_nth, place))
        QShortcut(QKeySequence("Ctrl+Tab"), self, partial(self._turn, 1))
        QShortcut(QKeySequence("Ctrl+Shift+Tab"), self, partial(self._turn, -1))

    # -- what who inherits says -----------------------------------------------------------------------------

    def make(self, name: str) -> QWidget:
        """The page of the tab *name*, made `into` its place and wired; its modules are loaded only now."""
        raise NotImplementedError

    def title_of(self, tab: Tab) -> str:
        """What stands on *tab*, in the language in use."""
        return _(tab.title)

    def arrive(self, name: str, page: QWidget) -> None:
        """The tab *name* is about to be shown."""

    def recalled(self) -> str:
        """The tab that was shown last on this computer; "" for none."""
        kept = memory.recall(self._machine, self._name).get("tab")
        return kept if isinstance(kept, str) else ""

    def keep(self, name: str) -> None:
        """Remember that the tab *name* is shown."""
        memory.keep(self._machine, self._name, {"tab": name})

    # -- what they all do -----------------------------------------------------------------------------------

    def begin(self) -> None:
        """Say the words, and show the tab that was shown last."""
        self.retranslate()
        self.show_tab(self.recalled())
        self._whose.rights_changed.connect(self._heed_rights)

    def keys(self, keys: str, slot: Callable[[], object]) -> None:
        """Have *slot* called by *keys*, from anywhere in the place."""
        shortcut = QShortcut(QKeySequence(keys), self, slot)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def current(self) -> str:
        """The name of the tab that is shown."""
        name: str = self.tabs.tabData(self.tabs.currentIndex())
        return name

    def show_tab(self, name: str) -> QWidget:
        """Show the tab *name* (the first one when there is none of that name) and give it the focus."""
        place = next((place for place in self._open if self._tabs[place].name == name), self._open[0])
        self.tabs.setCurrentIndex(place)
        return self._show_index(place)

    def page(self, name: str) -> QWidget | None:
        """The tab's page, if it was ever shown."""
        return self.made.get(name)

    def has_tab(self, name: str) -> bool:
        """Whether there is a tab *name*, for this log-in."""
        return any(self._tabs[place].name == name for place in self._open)

    def _turn(self, by: int) -> None:
        at = self._open.index(self.tabs.currentIndex())
        self.tabs.setCurrentIndex(self._open[(at + by) % len(self._open)])

    def _show_nth(self, place: int) -> None:
        if place < len(self._open):
            self.show_tab(self._tabs[self._open[place]].name)

    def _heed_rights(self) -> None:
        """Show the tabs of the role; of a place whose every tab went, the window shows another instead."""
        rights = self._whose.rights
        places = [place for place, tab in enumerate(self._tabs) if tab.is_for(rights)]
        self._open = places or [0]
        for place in range(len(self._tabs)):
            self.tabs.setTabVisible(place, place in self._open)
        if places and self.tabs.currentIndex() not in places:
            self.tabs.setCurrentIndex(places[0])

    def _show_index(self, place: int) -> QWidget:
        name = self._tabs[place].name
        page = self.made.get(name)
        if page is None:
            room = self._rooms[name] = Roomy(None, self.stack)
            self.into = room.viewport()
            page = self.made[name] = self.make(name)
            room.hold(page)
            self.stack.addWidget(room)
        self.arrive(name, page)
        self.stack.setCurrentWidget(self._rooms[name])
        self.keep(name)
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        return page

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.OtherFocusReason and (page := self.page(self.current)):
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_tabs(self) -> None:
        """Say the titles of the tabs again: they may count other things."""
        for place, tab in enumerate(self._tabs):
            self.tabs.setTabText(place, self.title_of(tab))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.say_tabs()
        self.tabs.setAccessibleName(_(self._title))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
