"""The board on a screen of its own: everything large enough for the farthest seat, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent, QPalette, QResizeEvent, QScreen
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from supervisor.live.board import EMPTY, Board, Changed
from supervisor.live.feed import Feed
from supervisor.wallboard.fit import Viewing
from supervisor.words import _, clock_time, number
from ui import theme
from ui.wallboard.agents import AgentGrid
from ui.wallboard.definitions import Definitions
from ui.wallboard.frame import FeedBand, Masthead, PageDots
from ui.wallboard.tiles import QueueTiles

CURSOR_HIDES_MS = 3000
QUEUES, AGENTS = "queues", "agents"


@dataclass(frozen=True)
class WallChoice:
    """How the wall is set up: the screen's diagonal, the farthest seat, whether people's names are shown."""

    inches: float = 55.0
    distance_m: float = 8.0
    public: bool = False


class WallWindow(QWidget):
    """Pages of queue tiles, then the agents; Page Up and Page Down turn them, F11 or Esc ends it.

    The cursor hides while nobody moves it. Digits are as large as the farthest seat needs, and the footer
    says how far they can be read.
    """

    closed = Signal()

    def __init__(
        self, definitions: Definitions, choice: WallChoice, page: str = QUEUES, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.definitions = definitions
        self._choice = choice
        self._screen_px: QSize | None = None
        self._now: datetime | None = None
        self._board: Board = EMPTY
        self._feeds: Mapping[str, Feed] = {}
        self._waiting = {QUEUES: Changed(), AGENTS: Changed()}  # what the page out of sight does not know yet
        self.head = Masthead(self)
        self.band = FeedBand(self)
        self.tiles = QueueTiles(definitions, self)
        self.grid = AgentGrid(definitions, self)
        self.grid.set_public(choice.public)
        self.grid.set_paged(True)
        self.dots = PageDots(self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.tiles)
        self.stack.addWidget(self.grid)
        self.stack.setCurrentWidget(self.grid if page == AGENTS else self.tiles)
        self._column = QVBoxLayout(self)
        top = QGridLayout()
        top.addWidget(self.head, 0, 0)
        top.addWidget(self.band, 0, 0)  # over the head, so that no tile moves when a source dies
        self._column.addLayout(top)
        self._column.addWidget(self.stack, 1)
        self._column.addWidget(self.dots)
        self.tiles.pages_changed.connect(self._show_pages)
        self.tiles.fitted.connect(self._show_pages)
        self.dots.asked.connect(self.show_page)
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(CURSOR_HIDES_MS)
        self._still.timeout.connect(self._hide_cursor)
        for widget in (self, self.head, self.stack, self.tiles, self.grid, self.grid.viewport(), self.dots):
            widget.setMouseTracking(True)
        self.setAutoFillBackground(True)
        theme.watch.changed.connect(self._restyle)
        self._restyle()
        self.retranslate()
        self.head.show_demo(definitions.demo)

    # -- what is shown ------------------------------------------------------------------------------------

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        self._board, self._feeds, self._now = board, feeds, now
        self._waiting = {page: waits | changed for page, waits in self._waiting.items()}
        self._give()
        self._show_head()

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self._now = now
        (self.tiles if self._on_tiles else self.grid).tick(now)
        self._show_time()

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self.definitions = definitions
        self.tiles.use(definitions)
        self.grid.use(definitions)
        self.head.show_demo(definitions.demo)

    def set_choice(self, choice: WallChoice) -> None:
        """The wall is set up otherwise."""
        self._choice = choice
        self.grid.set_public(choice.public)
        self._resize_type()

    def _give(self) -> None:
        """Let the page in sight know what has changed since it was last seen."""
        if self._now is None:
            return
        page = QUEUES if self._on_tiles else AGENTS
        changed, self._waiting[page] = self._waiting[page], Changed()
        board = self.tiles if self._on_tiles else self.grid
        board.take(self._board, changed, self._feeds, self._now)

    @property
    def _on_tiles(self) -> bool:
        return self.stack.currentWidget() is self.tiles

    @property
    def page(self) -> int:
        """The page that is shown, from 0: those of the queues first."""
        return self.tiles.page if self._on_tiles else self.tiles.pages

    @property
    def pages(self) -> int:
        return self.tiles.pages + 1

    def show_page(self, page: int) -> None:
        """Turn to *page*, or to the nearest one that there is."""
        page = max(0, min(page, self.pages - 1))
        board = self.tiles if page < self.tiles.pages else self.grid
        if board is self.tiles:
            self.tiles.show_page(page)
        self.stack.setCurrentWidget(board)
        self._give()
        board.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_pages()

    def open_on(self, screen: QScreen) -> None:
        """Fill *screen*."""
        self._screen_px = screen.size()
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.activateWindow()
        self.show_page(self.page)
        self._still.start()

    def _show_pages(self) -> None:
        self.dots.show_page(self.page, self.pages)
        on_tiles = self._on_tiles
        title = _("Queues") if on_tiles else _("Agents")
        self.head.show_page(title, self.page, self.tiles.pages if on_tiles else 1)
        self.dots.say(self._readable())

    def _readable(self) -> str:
        """From how far the page can be read."""
        if not self._on_tiles:
            said = _("Readable to {far} m").format(far=number(self.grid.readable_m, 1))
            return f"{said} · {_('Names are hidden')}" if self._choice.public else said
        fit = self.tiles.fit
        if fit is None:
            return ""
        said = _("Figures readable to {far} m, small print to {near} m").format(
            far=number(fit.readable_m, 1), near=number(fit.print_readable_m, 1)
        )
        if not fit.legible:
            said += " · " + _("too small for {distance} m: set a larger screen or a shorter distance").format(
                distance=number(self._choice.distance_m, 1)
            )
        return said

    def _show_head(self) -> None:
        if self._now is not None:
            zone = self.definitions.zone
            self._show_time()
            self.head.show_feeds(self._feeds, zone, self._now)
            self.band.show_feeds(self._feeds, zone, self._now)

    def _show_time(self) -> None:
        if self._now is not None:
            zone = self.definitions.zone
            self.head.show_time(self._now, zone)
            demo = (_("DEMO"),) if self.definitions.demo else ()
            self.band.show_aside(*demo, clock_time(self._now, zone, seconds=True))

    # -- look ---------------------------------------------------------------------------------------------

    def _restyle(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.colour(theme.current().ground))
        self.setPalette(palette)

    def _resize_type(self) -> None:
        """Type for the size of the screen: what is far away is larger."""
        size = self._screen_px or self.size()
        viewing = Viewing(
            self._choice.inches, self._choice.distance_m, math.hypot(size.width(), size.height())
        )
        high = max(1, self.height())
        head = max(theme.TITLE, round(high / 27))
        self.head.set_px(head)
        self.band.set_px(round(head * Masthead.LINES / FeedBand.LINES))
        self.dots.set_px(max(theme.SMALL, round(high / 68)))
        margin = max(theme.SPACE_M, round(high / 54))
        self._column.setContentsMargins(margin, margin // 2, margin, margin // 2)
        self._column.setSpacing(margin // 2)
        self.tiles.set_viewing(viewing, 1.0)
        self.grid.set_viewing(viewing, 1.0)
        self._show_pages()  # from how far the page can be read has changed

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.setWindowTitle(_("Wallboard"))
        self._show_pages()
        self._show_head()

    # -- Qt -----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resize_type()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.close()
        elif key == Qt.Key.Key_PageDown:
            self.show_page(self.page + 1)
        elif key == Qt.Key.Key_PageUp:
            self.show_page(self.page - 1)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.unsetCursor()
        self._still.start()
        super().mouseMoveEvent(event)

    def _hide_cursor(self) -> None:
        self.setCursor(Qt.CursorShape.BlankCursor)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._still.stop()
        super().closeEvent(event)
        self.closed.emit()
