"""The queue tiles: one painted widget, however many tiles, that repaints only what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from supervisor.live.board import Board, Changed, QueueKey
from supervisor.live.feed import Feed
from supervisor.wallboard.fit import Fit, Viewing
from supervisor.words import duration
from ui import theme
from ui.calling import Calling, calling
from ui.wallboard.definitions import Definitions
from ui.wallboard.explanation import Explanation
from ui.wallboard.face import Drawn, Layout
from ui.wallboard.queue_roster import QueueRoster
from ui.wallboard.surface import STEPS, paint_ring, show_tip, tell
from ui.wallboard.tile import Slot, TileView, explain, explain_all
from ui.wallboard.tile_pages import TilePages
from ui.wallboard.tile_painter import TilePainter, call_area
from ui.wallboard.tile_words import as_text, page_name, summary
from ui.wallboard.turns import Turns

LEAST_ROOM = 40  # pixels either way, below which nothing can be laid out


class QueueTiles(QWidget):
    """One tile a queue, on as many pages as the farthest reader's eyes ask for.

    Figures come by `take`, running times by `tick`. Pages turn only when somebody turns them. The arrows move
    a ring from tile to tile; Enter explains the tile's figures, hovering explains one.
    """

    pages_changed = Signal(int, int)  # how many there are, which is shown (from 0)
    fitted = Signal()  # the grid is another one: sizes and reading distances

    def __init__(self, definitions: Definitions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._roster = QueueRoster(definitions)
        self._pages = TilePages(self._roster)
        self._painter = TilePainter()
        self._focus: QueueKey | None = None
        self._ring = False  # shown once the keyboard is used: a wall that nobody touches needs none
        self.turns: Turns[QueueKey] = Turns(self._redraw, self)  # what is due to be painted
        self._explanation: Explanation | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(False)
        theme.watch.changed.connect(self._restyle)
        self._restyle()

    # -- what is shown ------------------------------------------------------------------------------------

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        anew, heard_otherwise = self._roster.take(board, changed, feeds, now)
        if anew:
            self._arrange()
            return
        on_page = self._pages.on_page()
        self.turns.add([key for key in on_page if key in changed.queues or key[0] in heard_otherwise])

    def tick(self, now: datetime) -> None:
        """A second has passed: running waits go on, and every few seconds all is judged anew."""
        roster, pages = self._roster, self._pages
        if roster.now is None:
            return
        roster.now = now
        if roster.is_to_be_judged(now):
            roster.judge(now)
            self.turns.add(pages.on_page())
            return
        for key in pages.on_page():
            drawn, line = pages.drawn.get(key), roster.board.queues.get(key)
            if drawn is None or line is None or line.waiting_since is None or not drawn.view.live:
                continue
            longest = duration((now - line.waiting_since).total_seconds())
            if longest == drawn.view.longest:
                continue
            dirty = pages.tick(key, longest)
            if dirty is not None:
                self.update(dirty)
            else:
                self._arrange([roster.view(key)])

    @property
    def definitions(self) -> Definitions:
        """The definitions in force."""
        return self._roster.definitions

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self._roster.definitions = definitions
        if self._roster.now is not None:
            self._roster.judge(self._roster.now)
            self._arrange()

    def set_viewing(self, viewing: Viewing, text_scale: float) -> None:
        """For whom the figures must be large enough: screen and distance, and the desk's text scale."""
        pages = self._pages
        if (viewing, text_scale) != (pages.viewing, pages.text_scale):
            pages.viewing, pages.text_scale = viewing, text_scale
            self._arrange()

    def set_ground(self, token: str) -> None:
        """Stand on the ground *token* of the look: a board that is not the live one stands on another."""
        self._painter.ground = token
        self._restyle()

    def follow_alarms(self, told: Calling = calling) -> None:
        """Flash the sign of every tile on which an alarm asks for somebody; for live boards alone."""
        self._roster.calling = told
        told.changed.connect(self._heed_alarms)
        told.turned.connect(self._flash)
        self._heed_alarms()

    def _heed_alarms(self) -> None:
        self.turns.add(self._pages.on_page())

    def _flash(self, _lit: bool) -> None:
        if not self.isVisible():
            return
        for drawn in self._pages.drawn.values():
            if drawn.view.calls:
                self.update(call_area(drawn))

    @property
    def pages(self) -> int:
        """How many pages the tiles take."""
        return self._pages.count

    @property
    def page(self) -> int:
        """The page that is shown, from 0."""
        return self._pages.page

    def show_page(self, page: int) -> None:
        """Turn to *page*, or to the nearest one that there is."""
        page = max(0, min(page, self.pages - 1))
        if page != self.page:
            self._pages.page = page
            self._focus = None
            self._draw_page()
            self.pages_changed.emit(self.pages, page)

    def show_queue(self, key: QueueKey) -> None:
        """Turn to the page of the queue *key* and put the ring on its tile; nothing when there is none."""
        page = self._pages.page_of(key)
        if page is None:
            return
        self.show_page(page)
        self._ring = True
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._set_focus(key)

    @property
    def fit(self) -> Fit | None:
        """The grid in use; None before the widget has a size."""
        return self._pages.fit

    def queues(self) -> list[QueueKey]:
        """The queues on the page that is shown, in reading order."""
        return list(self._pages.on_page())

    def texts(self, key: QueueKey) -> list[str]:
        """The texts painted on the tile of *key*, in the order in which they were painted."""
        drawn = self._pages.drawn.get(key)
        return [text.text for text in (*drawn.texts, *drawn.tick)] if drawn else []

    def view(self, key: QueueKey) -> TileView | None:
        """What the tile of *key* says; None when it is not on the page."""
        drawn = self._pages.drawn.get(key)
        return drawn.view if drawn else None

    def drawn(self, key: QueueKey) -> Drawn:
        """The tile of *key* as it is painted."""
        return self._pages.drawn[key]

    @property
    def layout_in_use(self) -> Layout:
        """Where everything stands on the tiles."""
        if self._pages.layout is None:
            raise LookupError("not laid out yet: no size, or nothing to show")
        return self._pages.layout

    @property
    def focused(self) -> QueueKey | None:
        """The queue with the ring."""
        return self._focus

    def tile_box(self, key: QueueKey) -> QRect:
        """Where the tile of *key* stands."""
        return self.drawn(key).box.toAlignedRect()

    def tick_box(self, key: QueueKey) -> QRect:
        """The part of the tile that a running wait repaints."""
        return self.drawn(key).tick_box.toAlignedRect()

    def zone(self, key: QueueKey, slot: Slot) -> QRect:
        """Where on the tile of *key* the figure of *slot* stands."""
        return self.drawn(key).zones[slot].toAlignedRect()

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._arrange()

    # -- layout and painting ------------------------------------------------------------------------------

    def _arrange(self, wider: Sequence[TileView] | None = None) -> None:
        """Lay out all anew: the grid, the sizes, the page. *wider*: those alone have become wider."""
        self._roster.order()
        if self._roster.now is None or self.width() < LEAST_ROOM or self.height() < LEAST_ROOM:
            return
        before = (self.pages, self.page)
        self._pages.arrange(self.size(), wider)
        self._painter.forget_cards()
        self._draw_page()
        if (self.pages, self.page) != before:
            self.pages_changed.emit(self.pages, self.page)
        self.fitted.emit()

    def _draw_page(self) -> None:
        self.turns.clear()
        self._pages.draw()
        if self._pages.layout is not None:
            self.update()
            self._tell()

    def _redraw(self, key: QueueKey) -> None:
        """Prepare the tile of *key* anew and have it painted, if it says anything new."""
        old = self._pages.drawn.get(key)
        if old is None or key not in self._roster.board.queues:
            return
        view = self._roster.view(key)
        if view == old.view:
            return
        if self._pages.is_outgrown(old.view, view):
            self._arrange([view])
            return
        self.update(self._pages.redraw(key, view))
        if key == self._focus:
            self._tell()
            if self._explanation is not None:
                self._explain_focus()

    def _restyle(self) -> None:
        self._painter.restyle()
        self._arrange()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        pages, inks, told = self._pages, self._painter.inks, self._roster.calling
        painter.fillRect(event.rect(), inks["ground"])
        if pages.layout is None:
            return
        self._painter.paint(
            painter,
            event.region(),
            pages.drawn.values(),
            pages.layout,
            ratio=self.devicePixelRatioF(),
            dark=told is not None and not told.lit,
        )
        if self._ring and self.hasFocus() and self._focus in pages.drawn:
            paint_ring(painter, pages.drawn[self._focus].box, theme.RADIUS_CARD, inks["accent"])

    # -- keyboard and mouse -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(_COPY):
            self.copy()
        elif event.key() == Qt.Key.Key_Escape and self._explanation is not None:
            self._close_explanation()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._focus:
            self._explain_focus()
        elif event.key() in STEPS and self._pages.on_page():
            self._move_focus(Qt.Key(event.key()))
        else:
            super().keyPressEvent(event)

    def _move_focus(self, pressed: Qt.Key) -> None:
        self._ring = True
        keys = self._pages.on_page()
        if self._focus is None or self._focus not in keys:
            self._set_focus(keys[0])
            return
        beside = self._pages.beside(self._focus, pressed)
        if beside is not None:
            self._set_focus(beside)

    def _set_focus(self, key: QueueKey | None) -> None:
        for which in (self._focus, key):
            if which in self._pages.drawn:
                self.update(self._pages.dirty(which))
        self._focus = key
        self._tell()
        if self._explanation is not None:
            self._explain_focus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _BY_KEYBOARD:
            self._ring = True
        if self._focus is None and self._pages.on_page():
            self._focus = self._pages.on_page()[0]
        self._set_focus(self._focus)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._focus in self._pages.drawn:
            self.update(self._pages.dirty(self._focus))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        key = self._pages.at(event.position())
        if key is None or event.button() is not Qt.MouseButton.LeftButton:
            self._close_explanation()
            super().mousePressEvent(event)
            return
        again = key == self._focus and self._explanation is not None
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._set_focus(key)
        if again:
            self._close_explanation()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        key = self._pages.at(event.position())
        if key is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._set_focus(key)
            self._explain_focus()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tip(event, self.explanation_at(event.pos()), self)
            return True
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        return super().event(event)

    def explanation_at(self, at: QPoint) -> str:
        """What the figure under *at* is; the whole name where it was cut; "" where there is none."""
        key = self._pages.at(QPointF(at))
        if key is None:
            return ""
        drawn = self.drawn(key)
        for slot, zone in drawn.zones.items():
            if zone.contains(QPointF(at)):
                said = explain(slot, self._roster.told(key))
                cut = slot is Slot.NAME and drawn.name != drawn.view.name
                return f"{drawn.view.name}\n{said}" if cut else said
        return ""

    def _explain_focus(self) -> None:
        """Open the explanation of the tile with the ring, or bring it up to date."""
        if self._focus is None or self._focus not in self._pages.drawn:
            self._close_explanation()
            return
        if self._explanation is None:
            self._explanation = Explanation(self)
            self._explanation.closed.connect(self._close_explanation)
        drawn = self.drawn(self._focus)
        self._explanation.show_beside(
            drawn.box.toAlignedRect(), drawn.view.name, explain_all(self._roster.told(self._focus))
        )

    @property
    def explanation(self) -> Explanation | None:
        """The panel that explains a tile, while it is open."""
        return self._explanation

    def _close_explanation(self) -> None:
        if self._explanation is not None:
            self._explanation.hide()
            self._explanation.deleteLater()
            self._explanation = None
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- in words -----------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Put the page on the clipboard: one line a queue, columns separated by tabs, with headings."""
        QGuiApplication.clipboard().setText(self.as_text())

    def as_text(self) -> str:
        """The page as text: headings, then one line a queue, columns separated by tabs."""
        return as_text(self._views())

    def summary(self) -> str:
        """The page in one breath, for a screen reader: how many queues, and which need somebody."""
        return summary(self._views())

    def _views(self) -> list[TileView]:
        return [drawn.view for drawn in self._pages.drawn.values()]

    def _tell(self) -> None:
        said = self.summary()
        if self._focus in self._pages.drawn:
            said = f"{self._pages.drawn[self._focus].view.summary()} {said}"
        tell(self, page_name(self.page, self.pages), said)

    # -- Qt -----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._close_explanation()
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()


_COPY = QKeySequence.StandardKey.Copy
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
