"""The board's two pages inside the main window: the queues, and the agents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from supervisor.live.board import Board, Changed
from supervisor.live.feed import Feed
from supervisor.wallboard.fit import DESK
from supervisor.words import _, ngettext
from ui import theme
from ui.wallboard.agent_groups import GroupBy
from ui.wallboard.agents import AgentGrid
from ui.wallboard.definitions import Definitions
from ui.wallboard.frame import FeedBand, PageDots
from ui.wallboard.tiles import QueueTiles
from ui.widgets.empty_state import EmptyState
from ui.widgets.lead import Lead


class _Screen(QWidget):
    """A board with the band of a dead feed above it, or, while there is nothing, what to do about that."""

    sources_wanted = Signal()  # nothing is shown, because no source is there

    def __init__(self, definitions: Definitions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.definitions = definitions
        self.setProperty("role", "page")
        self.band = FeedBand(self)
        self.empty = EmptyState(self)
        self.empty.button.clicked.connect(self.sources_wanted)
        self._now: datetime | None = None
        self._feeds: Mapping[str, Feed] = {}
        self._stack = QStackedLayout()
        theme.watch.changed.connect(self._heed_look)

    def _lay_out(self, *rows: QWidget) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_M)
        for row in rows:
            column.addWidget(row)
            if row is self.band:
                column.addLayout(self._stack, 1)

    def _show_feeds(self, feeds: Mapping[str, Feed], now: datetime) -> None:
        self._feeds, self._now = feeds, now
        self.band.show_feeds(feeds, self.definitions.zone, now)

    def _heed_look(self) -> None:
        self.band.set_px(theme.current().px(theme.LEAD))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        if self._now is not None:
            self._show_feeds(self._feeds, self._now)


class QueuesScreen(_Screen):
    """The queue tiles at the desk. Page Up and Page Down turn the pages, where there are several."""

    def __init__(self, definitions: Definitions, parent: QWidget | None = None) -> None:
        super().__init__(definitions, parent)
        self.tiles = QueueTiles(definitions, self)
        self.tiles.follow_alarms()
        self.dots = PageDots(self)
        self.dots.hide()
        self.tiles.pages_changed.connect(self._show_pages)
        self.dots.asked.connect(self.tiles.show_page)
        self._stack.addWidget(self.tiles)
        self._stack.addWidget(self.empty)
        self._lay_out(self.band, self.dots)
        self._lead = Lead(self, self.tiles)
        self._heed_look()
        self.retranslate()

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        self.tiles.take(board, changed, feeds, now)
        self._show_feeds(feeds, now)
        there = any(not line.gone for line in board.queues.values())
        self._stack.setCurrentWidget(self.tiles if there else self.empty)
        self._lead.part = self.tiles if there else self.empty.button

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self._now = now
        self.tiles.tick(now)

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self.definitions = definitions
        self.tiles.use(definitions)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_PageDown:
            self.tiles.show_page(self.tiles.page + 1)
        elif event.key() == Qt.Key.Key_PageUp:
            self.tiles.show_page(self.tiles.page - 1)
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        super().retranslate()
        self.empty.say(
            _("No queues yet. They appear as soon as a telephone system is connected."),
            _("Connect a telephone system"),
        )

    def _show_pages(self, pages: int, page: int) -> None:
        self.dots.show_page(page, pages)

    def _heed_look(self) -> None:
        super()._heed_look()
        self.tiles.set_viewing(DESK, theme.current().text_scale)
        self.dots.set_px(theme.current().px(theme.SMALL))


class AgentsScreen(_Screen):
    """The agent grid at the desk, with a filter (Ctrl+F) and a choice of what agents stand together by."""

    def __init__(self, definitions: Definitions, parent: QWidget | None = None) -> None:
        super().__init__(definitions, parent)
        self.grid = AgentGrid(definitions, self)
        self.filter = QLineEdit(self)
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self.grid.set_filter)
        self.groups = QComboBox(self)
        for by in GroupBy:
            self.groups.addItem("", by)
        self.groups.activated.connect(self._group)
        self._by = QLabel(self)
        self._by.setProperty("role", "muted")
        self._by.setBuddy(self.groups)
        self._count = QLabel(self)
        self._count.setProperty("role", "muted")
        self.grid.shown_changed.connect(self._show_count)
        self._shown = (0, 0)
        self._chosen = False
        head = QWidget(self)
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_S)
        row.addWidget(self.filter, 2)
        row.addWidget(self._count)
        row.addStretch(3)
        row.addWidget(self._by)
        row.addWidget(self.groups)
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.empty)
        self._lay_out(head, self.band)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._find)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._lead = Lead(self, self.grid)
        self._heed_look()
        self.retranslate()

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        self.grid.take(board, changed, feeds, now)
        self._show_feeds(feeds, now)
        self._stack.setCurrentWidget(self.grid if board.agents else self.empty)
        self._lead.part = self.grid if board.agents else self.empty.button
        if not self._chosen:
            self.groups.setCurrentIndex(self.groups.findData(self.grid.grouped_by))

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self._now = now
        self.grid.tick(now)

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self.definitions = definitions
        self.grid.use(definitions)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.filter.text():
            self.filter.clear()
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        super().retranslate()
        self.filter.setPlaceholderText(_("Name, login, team, queue or state"))
        self.filter.setAccessibleName(_("Show only"))
        self.grid.setAccessibleName(_("Agents"))
        self._by.setText(_("Together by"))
        self.groups.setItemText(0, _("Team"))
        self.groups.setItemText(1, _("Queue"))
        self.groups.setAccessibleName(_("Together by"))
        self.empty.say(
            _("No agents yet. They appear as soon as a telephone system is connected."),
            _("Connect a telephone system"),
        )
        self._show_count(*self._shown)

    def _show_count(self, shown: int, known: int) -> None:
        self._shown = (shown, known)
        said = ngettext("{count} agent", "{count} agents", known).format(count=known)
        if shown != known:
            said = _("{shown} of {known} agents").format(shown=shown, known=known)
        self._count.setText(said)

    def _group(self, index: int) -> None:
        self._chosen = True
        self.grid.group_by(GroupBy(self.groups.itemData(index)))

    def _find(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _heed_look(self) -> None:
        super()._heed_look()
        self.grid.set_viewing(DESK, theme.current().text_scale)
