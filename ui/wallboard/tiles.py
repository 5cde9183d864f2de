"""The queue tiles: one painted widget, however many tiles, that repaints only what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from supervisor.live.board import EMPTY, Board, Changed, QueueKey
from supervisor.live.feed import Feed, FeedState
from supervisor.wallboard.breaks import overruns
from supervisor.wallboard.fit import DESK, Fit, Form, Viewing, fit
from supervisor.wallboard.levels import Level, judge_queue
from supervisor.wallboard.metrics import queue_figures
from supervisor.words import _, duration, ngettext
from ui import theme
from ui.calling import Calling, calling
from ui.wallboard.definitions import Definitions, true_at
from ui.wallboard.explanation import Explanation
from ui.wallboard.face import EDGE, Drawn, Layout, Widest, digit_height, widths
from ui.wallboard.surface import STEPS, card, inks, paint_ring, paint_texts, show_tip, stirred, tell
from ui.wallboard.tile import Slot, TileView, Told, explain, explain_all, tile_view
from ui.wallboard.turns import Turns
from ui.widgets import signs

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
JUDGE_EVERY_S = 5  # colours and rolling rates: often enough to act on, too seldom to flicker


class QueueTiles(QWidget):
    """One tile a queue, on as many pages as the farthest reader's eyes ask for.

    Figures come by `take`, running times by `tick`. Pages turn only when somebody turns them. The arrows move
    a ring from tile to tile; Enter explains the tile's figures, hovering explains one.
    """

    pages_changed = Signal(int, int)  # how many there are, which is shown (from 0)
    fitted = Signal()  # the grid is another one: sizes and reading distances

    def __init__(self, definitions: Definitions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.definitions = definitions
        self._viewing: Viewing = DESK
        self._text_scale = 1.0
        self._board: Board = EMPTY
        self._feeds: Mapping[str, Feed] = {}
        self._now: datetime | None = None
        self._over: dict[QueueKey, int] = {}
        self._quarter = (0, 0)
        self._judged_at: datetime | None = None
        self._keys: list[QueueKey] = []
        self._page = 0
        self._focus: QueueKey | None = None
        self._ring = False  # shown once the keyboard is used: a wall that nobody touches needs none
        self._fit: Fit | None = None
        self._layout: Layout | None = None
        self._widest = Widest()
        self._drawn: dict[QueueKey, Drawn] = {}
        self._inks: dict[str, QColor] = {}
        self._ground = "ground"
        self._cards: dict[tuple[str, float, float, float], QImage] = {}
        self.turns: Turns[QueueKey] = Turns(self._redraw, self)  # what is due to be painted
        self._explanation: Explanation | None = None
        self._calling: Calling | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(False)
        theme.watch.changed.connect(self._restyle)
        self._restyle()

    # -- what is shown ------------------------------------------------------------------------------------

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        first = self._now is None
        self._board, self._now = board, now
        heard_otherwise = stirred(self._feeds, feeds, _telling)
        self._feeds = feeds
        if first or changed.day or heard_otherwise:
            self._judge(now)
        if first or changed.day or self._order_changed(changed):
            self._arrange()
            return
        due = [key for key in self._on_page() if key in changed.queues or key[0] in heard_otherwise]
        self.turns.add(due)

    def tick(self, now: datetime) -> None:
        """A second has passed: running waits go on, and every few seconds all is judged anew."""
        if self._now is None:
            return
        self._now = now
        # a replay goes back, too
        if self._judged_at is None or abs((now - self._judged_at).total_seconds()) >= JUDGE_EVERY_S:
            self._judge(now)
            self.turns.add(self._on_page())
            return
        for key in self._on_page():
            drawn, line = self._drawn.get(key), self._board.queues.get(key)
            if drawn is None or line is None or line.waiting_since is None or not drawn.view.live:
                continue
            longest = duration((now - line.waiting_since).total_seconds())
            if longest == drawn.view.longest:
                continue
            self._tick_longest(drawn, longest)

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self.definitions = definitions
        if self._now is not None:
            self._judge(self._now)
            self._arrange()

    def set_viewing(self, viewing: Viewing, text_scale: float) -> None:
        """For whom the figures must be large enough: screen and distance, and the desk's text scale."""
        if (viewing, text_scale) != (self._viewing, self._text_scale):
            self._viewing, self._text_scale = viewing, text_scale
            self._arrange()

    def set_ground(self, token: str) -> None:
        """Stand on the ground *token* of the look: a board that is not the live one stands on another."""
        self._ground = token
        self._restyle()

    def follow_alarms(self, told: Calling = calling) -> None:
        """Flash the sign of every tile on which an alarm asks for somebody; for live boards alone."""
        self._calling = told
        told.changed.connect(self._heed_alarms)
        told.turned.connect(self._flash)
        self._heed_alarms()

    def _heed_alarms(self) -> None:
        self.turns.add(self._on_page())

    def _flash(self, _lit: bool) -> None:
        if not self.isVisible():
            return
        for drawn in self._drawn.values():
            if drawn.view.calls:
                self.update(_call_area(drawn))

    @property
    def pages(self) -> int:
        """How many pages the tiles take."""
        return self._fit.pages if self._fit else 1

    @property
    def page(self) -> int:
        """The page that is shown, from 0."""
        return self._page

    def show_page(self, page: int) -> None:
        """Turn to *page*, or to the nearest one that there is."""
        page = max(0, min(page, self.pages - 1))
        if page != self._page:
            self._page = page
            self._focus = None
            self._draw_page()
            self.pages_changed.emit(self.pages, self._page)

    def show_queue(self, key: QueueKey) -> None:
        """Turn to the page of the queue *key* and put the ring on its tile; nothing when there is none."""
        if self._fit is None or key not in self._keys:
            return
        self.show_page(self._keys.index(key) // self._fit.per_page)
        self._ring = True
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._set_focus(key)

    @property
    def fit(self) -> Fit | None:
        """The grid in use; None before the widget has a size."""
        return self._fit

    def queues(self) -> list[QueueKey]:
        """The queues on the page that is shown, in reading order."""
        return list(self._on_page())

    def texts(self, key: QueueKey) -> list[str]:
        """The texts painted on the tile of *key*, in the order in which they were painted."""
        drawn = self._drawn.get(key)
        return [text.text for text in (*drawn.texts, *drawn.tick)] if drawn else []

    def view(self, key: QueueKey) -> TileView | None:
        """What the tile of *key* says; None when it is not on the page."""
        drawn = self._drawn.get(key)
        return drawn.view if drawn else None

    def drawn(self, key: QueueKey) -> Drawn:
        """The tile of *key* as it is painted."""
        return self._drawn[key]

    @property
    def layout_in_use(self) -> Layout:
        """Where everything stands on the tiles."""
        if self._layout is None:
            raise LookupError("not laid out yet: no size, or nothing to show")
        return self._layout

    @property
    def focused(self) -> QueueKey | None:
        """The queue with the ring."""
        return self._focus

    def tile_box(self, key: QueueKey) -> QRect:
        """Where the tile of *key* stands."""
        return self._drawn[key].box.toAlignedRect()

    def tick_box(self, key: QueueKey) -> QRect:
        """The part of the tile that a running wait repaints."""
        return self._drawn[key].tick_box.toAlignedRect()

    def zone(self, key: QueueKey, slot: Slot) -> QRect:
        """Where on the tile of *key* the figure of *slot* stands."""
        return self._drawn[key].zones[slot].toAlignedRect()

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._arrange()

    # -- layout -------------------------------------------------------------------------------------------

    def _on_page(self) -> Sequence[QueueKey]:
        if self._fit is None:
            return ()
        start = self._page * self._fit.per_page
        return self._keys[start : start + self._fit.per_page]

    def _order_changed(self, changed: Changed) -> bool:
        known = set(self._keys)
        return any(
            (key in known) != (key in self._board.queues and not self._board.queues[key].gone)
            for key in changed.queues
        )

    def _arrange(self, views: Sequence[TileView] | None = None) -> None:
        """Lay out all anew: the grid, the sizes, the page. *views*: those alone have become wider."""
        self._keys = self.definitions.queues(self._board)
        if self._now is None or self.width() < 40 or self.height() < 40:
            return
        before = (self.pages, self._page)
        at = self._page * self._fit.per_page if self._fit else 0
        if views is None:
            self._widest = Widest().with_views([self._view(key) for key in self._keys])
        else:
            self._widest = self._widest.with_views(views)
        self._fit = fit(
            self.width(),
            self.height(),
            len(self._keys),
            self._viewing,
            widths(self._widest),
            digit=digit_height(),
            text_scale=self._text_scale,
        )
        self._page = min(at // self._fit.per_page, self._fit.pages - 1)
        self._cards.clear()
        names = [self._board.queues[key].name for key in self._keys]
        self._layout = Layout(self._fit, theme.current(), self._widest, names)
        self._draw_page()
        if (self.pages, self._page) != before:
            self.pages_changed.emit(self.pages, self._page)
        self.fitted.emit()

    def _draw_page(self) -> None:
        self.turns.clear()
        self._drawn.clear()
        if self._layout is None:
            return
        for place, key in enumerate(self._on_page()):
            self._drawn[key] = self._layout.draw(self._view(key), place)
        self.update()
        self._tell()

    def _redraw(self, key: QueueKey) -> None:
        """Prepare the tile of *key* anew and have it painted, if it says anything new."""
        old = self._drawn.get(key)
        if old is None or self._layout is None or key not in self._board.queues:
            return
        view = self._view(key)
        if view == old.view:
            return
        if _lengths(view) != _lengths(old.view) and self._widest.with_views([view]) != self._widest:
            self._arrange([view])  # a figure has grown by a digit: the columns must, on all tiles alike
            return
        new = self._drawn[key] = self._layout.draw(view, self._on_page().index(key))
        self.update(new.tick_box.toAlignedRect() if _only_longest(old.view, view) else self._dirty(new))
        if key == self._focus:
            self._tell()
            if self._explanation is not None:
                self._explain_focus()

    def _tick_longest(self, drawn: Drawn, longest: str) -> None:
        view = replace(drawn.view, longest=longest)
        if self._layout is None:
            return
        if len(longest) > len(drawn.view.longest) and self._widest.with_views([view]) != self._widest:
            self._arrange([view])
            return
        drawn.view = view
        self._layout.tick(drawn)
        self.update(drawn.tick_box.toAlignedRect())

    @staticmethod
    def _dirty(drawn: Drawn) -> QRect:
        return drawn.box.toAlignedRect().adjusted(-1, -1, 1, 1)

    # -- figures ------------------------------------------------------------------------------------------

    def _judge(self, now: datetime) -> None:
        """What depends on the clock alone: breaks beyond their limit and the running quarter hour."""
        self._judged_at = now
        moments: dict[datetime, set[str]] = {}  # of which the sources' figures are true: mostly one
        for source in {source for source, _queue in self._board.queues}:
            moments.setdefault(true_at(self._feeds.get(source), now), set()).add(source)
        self._over = {
            key: count
            for at, sources in moments.items()
            for key, count in overruns(self._board, at, self.definitions.codes).items()
            if key[0] in sources
        }
        first = min((min(line.quarters, default=95) for line in self._board.queues.values()), default=0)
        last = self.definitions.quarter(self._board, now)
        self._quarter = (min(first, last), last)

    def _told(self, key: QueueKey) -> Told:
        line = self._board.queues[key]
        feed = self._feeds.get(line.source)
        at = true_at(feed, self._now or EPOCH)
        began = self.definitions.day_began(self._board, at)
        figures = queue_figures(line, at, began)
        return Told(
            figures,
            judge_queue(figures, self.definitions.targets),
            self.definitions.targets,
            self._over.get(key, 0),
            feed,
            self.definitions.zone,
            began,
            self.definitions.rules.short_abandon_s,
        )

    def _view(self, key: QueueKey) -> TileView:
        told = self._told(key)
        return tile_view(
            told.figures,
            told.judged,
            told.over,
            told.feed,
            told.zone,
            target=told.targets.answer_rate,
            quarter=self._quarter,
            alarm=self._calling.queues.get(key, Level.NORMAL) if self._calling else Level.NORMAL,
            still=self._calling is not None and self._calling.still,
        )

    # -- painting -----------------------------------------------------------------------------------------

    def _restyle(self) -> None:
        look = theme.current()
        self._inks = inks(look, self._ground)
        self._cards.clear()
        self._arrange()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        region = event.region()
        painter.fillRect(event.rect(), self._inks["ground"])
        if self._layout is None or self._fit is None:
            return
        whole: list[Drawn] = []
        ticks: list[Drawn] = []
        calls: list[Drawn] = []
        for drawn in self._drawn.values():
            if not region.intersects(drawn.area):
                continue
            part = region.intersected(drawn.area)
            if drawn.view.calls and _call_area(drawn).contains(part.boundingRect()):
                calls.append(drawn)  # nothing but its sign goes out or comes back
                continue
            in_tick = drawn.tick_box.toAlignedRect().contains(part.boundingRect())
            (ticks if in_tick else whole).append(drawn)
        lines = self._fit.form is Form.LINE
        if not lines:
            for drawn in whole:
                self._paint_card(painter, drawn)
        self._paint_calls(painter, calls, "ground" if lines else "")
        for drawn in ticks:
            painter.fillRect(drawn.tick_box, self._inks["ground" if lines else "surface"])
        texts = [text for drawn in whole for text in drawn.texts]
        texts += [text for drawn in (*whole, *ticks) for text in drawn.tick]
        self._paint_shapes(painter, whole)
        for drawn in ticks:
            self._paint_fills(painter, drawn.tick_fills)
        if lines and event.rect().top() < self._fit.top:
            texts += self._layout.headings()
        paint_texts(painter, texts, self._layout.fonts, self._inks)
        if self._ring and self.hasFocus() and self._focus in self._drawn:
            paint_ring(painter, self._drawn[self._focus].box, theme.RADIUS_CARD, self._inks["accent"])

    def _paint_calls(self, painter: QPainter, calls: Sequence[Drawn], ground: str) -> None:
        """The signs that flash and what is behind them: *ground*, else the badge in its state's colour."""
        dark = self._calling is not None and not self._calling.lit
        for drawn in calls:
            state = drawn.view.state
            if state is None:
                continue
            painter.fillRect(_call_area(drawn), self._inks[ground or state.value])
            for sign, box, ink in drawn.signs:
                if box is drawn.call_box and not dark:
                    signs.stamp(painter, sign, box, self._inks[ink])

    def _paint_card(self, painter: QPainter, drawn: Drawn) -> None:
        """The card below a tile, with its edge, from a picture: it is the same for all in the same state."""
        state = drawn.view.state.value if drawn.view.state is not None and drawn.view.live else ""
        ratio = self.devicePixelRatioF()
        key = (state, drawn.box.width(), drawn.box.height(), ratio)
        if key not in self._cards:
            self._cards[key] = card(
                drawn.box.size(), ratio, self._inks["ground"], partial(self._draw_card, state)
            )
        painter.drawImage(drawn.box.topLeft(), self._cards[key])

    def _draw_card(self, state: str, painter: QPainter, box: QRectF) -> None:
        radius = theme.RADIUS_CARD
        painter.setPen(QPen(self._inks["line"], 1.0))
        painter.setBrush(self._inks["surface"])
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if state and self._fit is not None:
            shape = QPainterPath()
            shape.addRoundedRect(box, radius, radius)
            painter.setClipRect(QRectF(box.left(), box.top(), EDGE * self._fit.em, box.height()))
            painter.fillPath(shape, self._inks[state])

    def _paint_fills(self, painter: QPainter, fills: Iterable[tuple[QRectF, str, float]]) -> None:
        for box, ink, radius in fills:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._inks[ink])
            painter.drawRoundedRect(box, radius, radius)

    def _paint_shapes(self, painter: QPainter, whole: Sequence[Drawn]) -> None:
        """The shapes of all tiles, kind by kind: each change of pen, brush or softening costs."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        bars: dict[str, list[QRectF]] = {}
        for drawn in whole:
            for ink, boxes in drawn.bars.items():
                bars.setdefault(ink, []).extend(boxes)
        for ink in sorted(bars, key=_under):
            painter.setBrush(self._inks[ink])
            painter.drawRects(bars[ink])
        for drawn in whole:
            self._paint_fills(painter, drawn.fills)
            self._paint_fills(painter, drawn.tick_fills)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        em = self._fit.em if self._fit else 20.0
        pens = {ink: QPen(self._inks[ink], max(1.25, em * 0.055)) for ink in ("chart_line", "stale_text")}
        for drawn in whole:
            for course, ink in drawn.lines:
                painter.setPen(pens[ink])
                painter.drawPolyline(course)
        dark = self._calling is not None and not self._calling.lit
        for drawn in whole:
            for sign, box, ink in drawn.signs:
                if dark and box is drawn.call_box:
                    continue
                signs.stamp(painter, sign, box, self._inks[ink])

    # -- keyboard and mouse -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = self._on_page()
        if event.matches(_COPY):
            self.copy()
        elif event.key() == Qt.Key.Key_Escape and self._explanation is not None:
            self._close_explanation()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._focus:
            self._explain_focus()
        elif event.key() in STEPS and keys:
            self._move_focus(event.key())
        else:
            super().keyPressEvent(event)

    def _move_focus(self, key: int) -> None:
        self._ring = True
        keys = self._on_page()
        if self._fit is None or self._focus not in keys:
            self._set_focus(keys[0])
            return
        place = keys.index(self._focus)
        columns, rows = self._fit.columns, self._fit.rows
        across, down = (rows, 1) if self._fit.form is Form.LINE else (1, columns)
        step = {
            Qt.Key.Key_Right: across,
            Qt.Key.Key_Left: -across,
            Qt.Key.Key_Down: down,
            Qt.Key.Key_Up: -down,
            Qt.Key.Key_Home: -place,
            Qt.Key.Key_End: len(keys) - 1 - place,
        }[Qt.Key(key)]
        if 0 <= place + step < len(keys):
            self._set_focus(keys[place + step])

    def _set_focus(self, key: QueueKey | None) -> None:
        for which in (self._focus, key):
            if which in self._drawn:
                self.update(self._dirty(self._drawn[which]))
        self._focus = key
        self._tell()
        if self._explanation is not None:
            self._explain_focus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _BY_KEYBOARD:
            self._ring = True
        if self._focus is None and self._on_page():
            self._focus = self._on_page()[0]
        self._set_focus(self._focus)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._focus in self._drawn:
            self.update(self._dirty(self._drawn[self._focus]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        key = self._key_at(event.position())
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
        key = self._key_at(event.position())
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

    def _key_at(self, at: QPointF) -> QueueKey | None:
        return next((key for key, drawn in self._drawn.items() if drawn.box.contains(at)), None)

    def explanation_at(self, at: QPoint) -> str:
        """What the figure under *at* is; the whole name where it was cut; "" where there is none."""
        key = self._key_at(QPointF(at))
        if key is None:
            return ""
        drawn = self._drawn[key]
        for slot, zone in drawn.zones.items():
            if zone.contains(QPointF(at)):
                said = explain(slot, self._told(key))
                cut = slot is Slot.NAME and drawn.name != drawn.view.name
                return f"{drawn.view.name}\n{said}" if cut else said
        return ""

    def _explain_focus(self) -> None:
        """Open the explanation of the tile with the ring, or bring it up to date."""
        if self._focus not in self._drawn:
            self._close_explanation()
            return
        if self._explanation is None:
            self._explanation = Explanation(self)
            self._explanation.closed.connect(self._close_explanation)
        drawn = self._drawn[self._focus]
        self._explanation.show_beside(
            drawn.box.toAlignedRect(), drawn.view.name, explain_all(self._told(self._focus))
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

    def copy(self) -> None:
        """Put the page on the clipboard: one line a queue, columns separated by tabs, with headings."""
        QGuiApplication.clipboard().setText(self.as_text())

    def as_text(self) -> str:
        """The page as text: headings, then one line a queue, columns separated by tabs."""
        rows = [
            (
                _("Queue"),
                _("Waiting"),
                _("Longest wait"),
                _("Answer rate"),
                _("Counts"),
                _("Service level"),
                _("Counts"),
                _("Ready"),
                _("Handling"),
                _("On break"),
            )
        ]
        for key in self._on_page():
            view = self._drawn[key].view
            rows.append(
                (
                    view.name,
                    view.waiting,
                    view.longest,
                    view.rate.value,
                    view.rate.counts,
                    view.service.value,
                    view.service.counts,
                    str(view.ready),
                    str(view.handling),
                    str(view.on_break),
                )
            )
        return "\n".join("\t".join(row) for row in rows)

    # -- for those who do not see -------------------------------------------------------------------------

    def summary(self) -> str:
        """The page in one breath, for a screen reader: how many queues, and which need somebody."""
        views = [self._drawn[key].view for key in self._on_page() if key in self._drawn]
        parts = [ngettext("{count} queue", "{count} queues", len(views)).format(count=len(views))]
        parts += [f"{view.name}: {view.badge}" for view in views if view.state is not None]
        return _("{list}.").format(list="; ".join(parts))

    def _tell(self) -> None:
        name = _("Queues")
        if self.pages > 1:
            name = _("Queues, page {page} of {pages}").format(page=self._page + 1, pages=self.pages)
        said = self.summary()
        if self._focus in self._drawn:
            said = f"{self._drawn[self._focus].view.summary()} {said}"
        tell(self, name, said)

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


def _call_area(drawn: Drawn) -> QRect:
    """All that a flashing sign repaints."""
    return drawn.call_box.toAlignedRect().adjusted(-1, -1, 1, 1)


def _under(ink: str) -> bool:
    """Sorts what lies on top behind what lies below: the target's line crosses the bars."""
    return ink == "chart_target"


def _only_longest(old: TileView, new: TileView) -> bool:
    return old.longest != new.longest and old == replace(new, longest=old.longest)


def _lengths(view: TileView) -> tuple[object, ...]:
    """How long the figures are that a column must have room for: while they stay so, so does the column."""
    rates = (view.rate, view.recent, view.service)
    return (
        len(view.waiting),
        len(view.longest),
        len(str(view.ready)),
        len(str(view.handling)),
        len(str(view.on_break)),
        view.over and len(view.over_words),
        *(rate and len(rate.counts) for rate in rates),
    )


def _telling(feed: Feed | None) -> tuple[object, ...]:
    """What a tile shows of its feed: not each sign of life."""
    if feed is None or feed.state is FeedState.LIVE:
        return (FeedState.LIVE,)
    return (feed.state, feed.since or feed.heard_at)
