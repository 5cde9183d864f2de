"""The floor as it was, in a frame that nobody takes for the present: hatched, its time in large digits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from supervisor.live.board import EMPTY, Board, Changed
from supervisor.live.feed import Feed
from supervisor.wallboard.fit import DESK
from supervisor.words import _, clock_time, day
from ui import theme
from ui.replay.hatch import paint_hatch
from ui.showing import EVERYTHING
from ui.wallboard.agents import AgentGrid
from ui.wallboard.definitions import Definitions
from ui.wallboard.face import digit_height
from ui.wallboard.frame import FeedBand, PageDots
from ui.wallboard.tiles import QueueTiles
from ui.widgets.empty_state import EmptyState

QUEUES, AGENTS = "queues", "agents"
BAND = 1 / 12  # the height of the band's type in that of the frame: 17 minutes of arc from 8 m on 55 inches
LEAST_BAND_PX, MOST_BAND_PX = 26, 240
FRAME = 1 / 60
LEAST_FRAME_PX = 10


def whole_day(at: datetime, zone: tzinfo) -> str:
    """The day of *at* with its year: a picture is looked at for years."""
    return day(at.astimezone(zone).date(), date.min)


class ReplayBand(QWidget):
    """The word, the day and the time of what is shown, across the frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._px = LEAST_BAND_PX
        self._day = self._time = self._aside = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch.changed.connect(self.update)

    def set_px(self, px: int) -> None:
        """Write in type of *px* pixels."""
        if px != self._px:
            self._px = px
            self.updateGeometry()
            self.update()

    def say(self, on: str, at: str, aside: str) -> None:
        """The day, the time and, smaller, how it is played."""
        if (on, at, aside) != (self._day, self._time, self._aside):
            self._day, self._time, self._aside = on, at, aside
            self.setAccessibleName(", ".join(self.texts()))
            self.update()

    def texts(self) -> list[str]:
        """What is written, from left to right."""
        return [text for text in (_("REPLAY"), self._aside, self._day, self._time) if text]

    def sizeHint(self) -> QSize:
        return QSize(200, round(1.45 * self._px))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme.current(), QPainter(self)
        ink = theme.colour(look.on_replay)
        painter.fillRect(self.rect(), theme.colour(look.replay))
        px = self._px
        pad = 0.45 * px
        end = 1.3 * px  # of hatching at either end
        while px > 14 and self._width(px) > self.width() - 2 * (end + pad):
            px -= 1
        bold, plain = (theme.font(*face) for face in self._faces(px))
        y = (self.height() + digit_height() * px) / 2
        for left in (0.0, self.width() - end):
            paint_hatch(painter, QRectF(left, 0, end, self.height()), 0.5 * self._px, ink, 0.5)
        painter.setPen(ink)
        painter.setFont(bold)
        metrics, small = QFontMetricsF(bold), QFontMetricsF(plain)
        x = end + pad
        painter.drawText(QPointF(x, y), _("REPLAY"))
        x += metrics.horizontalAdvance(_("REPLAY")) + 0.7 * px
        right = self.width() - end - pad - metrics.horizontalAdvance(self._time)
        painter.drawText(QPointF(right, y), self._time)
        right -= 0.6 * px + metrics.horizontalAdvance(self._day)
        painter.drawText(QPointF(right, y), self._day)
        painter.setFont(plain)
        if x + small.horizontalAdvance(self._aside) < right:
            painter.drawText(QPointF(x, y), self._aside)
        painter.end()

    def _width(self, px: int) -> float:
        metrics, small = (QFontMetricsF(theme.font(*face)) for face in self._faces(px))
        said = (_("REPLAY"), self._day, self._time)
        whole = sum(metrics.horizontalAdvance(text) + 0.7 * px for text in said)
        return float(whole + small.horizontalAdvance(self._aside))

    @staticmethod
    def _faces(px: int) -> tuple[tuple[int, QFont.Weight], tuple[int, QFont.Weight]]:
        return (px, QFont.Weight.Bold), (round(0.5 * px), QFont.Weight.Normal)


class Stage(QWidget):
    """Queue tiles or agents of another time. It is told the board as any board is, and knows what it is not.

    The frame and the band stay on everything that is made of it.
    """

    first_wanted = Signal()  # nothing is known of this instant: go to the first that is

    def __init__(self, definitions: Definitions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.definitions = definitions
        self._board: Board = EMPTY
        self._feeds: Mapping[str, Feed] = {}
        self._now: datetime | None = None
        self._unknown = False
        self._pace = 0.0
        self._seen = QUEUES
        self._waiting = {QUEUES: EVERYTHING, AGENTS: EVERYTHING}
        self.band = ReplayBand(self)
        self.feed_band = FeedBand(self)
        self.tiles = QueueTiles(definitions, self)
        self.grid = AgentGrid(definitions, self)
        self.empty = EmptyState(self)
        self.empty.button.clicked.connect(self.first_wanted)
        for board in (self.tiles, self.grid):
            board.set_ground("replay_ground")
        self.stack = QStackedWidget(self)
        for widget in (self.tiles, self.grid, self.empty):
            self.stack.addWidget(widget)
        self.dots = PageDots(self)
        self.dots.hide()
        self.tiles.pages_changed.connect(lambda pages, page: self.dots.show_page(page, pages))
        self.dots.asked.connect(self.tiles.show_page)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme.SPACE_S)
        self._column.addWidget(self.band)
        inner = QVBoxLayout()
        inner.setContentsMargins(theme.SPACE_M, 0, theme.SPACE_M, 0)
        inner.setSpacing(theme.SPACE_S)
        inner.addWidget(self.feed_band)
        inner.addWidget(self.stack, 1)
        inner.addWidget(self.dots)
        self._column.addLayout(inner, 1)
        theme.watch.changed.connect(self._heed_look)
        self.setAutoFillBackground(False)
        self._heed_look()
        self.retranslate()

    # -- what is shown ------------------------------------------------------------------------------------

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        self._board, self._feeds, self._now = board, feeds, now
        self._waiting = {name: waits | changed for name, waits in self._waiting.items()}
        self._give()
        self.feed_band.show_feeds(feeds, self.definitions.zone, now)

    def tick(self, now: datetime) -> None:
        """The replayed clock has gone on."""
        self._now = now
        (self.tiles if self._seen == QUEUES else self.grid).tick(now)

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self.definitions = definitions
        self.tiles.use(definitions)
        self.grid.use(definitions)

    def show_time(self, at: datetime | None, pace: float, *, unknown: bool = False) -> None:
        """Say of what instant the board is, and how fast it is played; *unknown*: nothing is known of it."""
        self._pace, self._unknown = pace, unknown
        zone = self.definitions.zone
        on = "" if at is None else whole_day(at, zone)
        aside = _("{pace}× as fast").format(pace=f"{pace:g}") if pace > 1 else ""
        if self.definitions.demo:
            aside = f"{_('DEMO')} {aside}".strip()
        self.band.say(on, clock_time(at, zone, seconds=True) if at is not None else "", aside)
        self._choose()

    def show_board(self, name: str) -> None:
        """Show the queues or the agents."""
        self._seen = AGENTS if name == AGENTS else QUEUES
        self._choose()
        self._give()

    @property
    def seen(self) -> str:
        """Which board is shown: QUEUES or AGENTS."""
        return self._seen

    @property
    def board(self) -> Board:
        """The board that is shown."""
        return self._board

    @property
    def unknown(self) -> bool:
        """Whether the journal holds nothing of the instant."""
        return self._unknown

    @property
    def feeds(self) -> Mapping[str, Feed]:
        return self._feeds

    @property
    def now(self) -> datetime | None:
        """The instant that is shown."""
        return self._now

    def _choose(self) -> None:
        there = bool(self._board.queues if self._seen == QUEUES else self._board.agents)
        if self._unknown or (self._now is not None and not there):
            self.stack.setCurrentWidget(self.empty)
        else:
            self.stack.setCurrentWidget(self.tiles if self._seen == QUEUES else self.grid)
        self.dots.setVisible(self._seen == QUEUES and self.tiles.pages > 1)

    def _give(self) -> None:
        """Let the board in sight know what has changed since it was last seen."""
        if self._now is None:
            return
        changed, self._waiting[self._seen] = self._waiting[self._seen], Changed()
        seen = self.tiles if self._seen == QUEUES else self.grid
        seen.take(self._board, changed, self._feeds, self._now)
        self._choose()

    def texts(self) -> list[str]:
        """What the band says."""
        return self.band.texts()

    # -- look ---------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.empty.say(
            _("The journal holds nothing of this moment. Nobody was listening yet, or it was pruned."),
            _("Go to the first moment that it holds"),
        )
        if self._now is not None:
            self.show_time(self._now, self._pace, unknown=self._unknown)
            self.feed_band.show_feeds(self._feeds, self.definitions.zone, self._now)

    def _heed_look(self) -> None:
        scale = theme.current().text_scale
        self.tiles.set_viewing(DESK, scale)
        self.grid.set_viewing(DESK, scale)
        self.feed_band.set_px(theme.current().px(theme.LEAD))
        self.dots.set_px(theme.current().px(theme.SMALL))
        self._fit()
        self.update()

    @property
    def frame_px(self) -> int:
        """How wide the hatched frame is."""
        return max(LEAST_FRAME_PX, round(self.height() * FRAME))

    def _fit(self) -> None:
        high = max(1, self.height())
        self.band.set_px(min(MOST_BAND_PX, max(theme.current().px(LEAST_BAND_PX), round(high * BAND))))
        around = self.frame_px
        self._column.setContentsMargins(around, around, around, around + theme.SPACE_XS)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme.current(), QPainter(self)
        whole, around = QRectF(self.rect()), float(self.frame_px)
        inner = whole.adjusted(around, around, -around, -around)
        painter.fillRect(event.rect(), theme.colour(look.replay_ground))
        if not inner.contains(QRectF(event.rect())):
            ink = theme.colour(look.replay)
            for part in (
                QRectF(whole.left(), whole.top(), whole.width(), around),
                QRectF(whole.left(), whole.bottom() - around, whole.width(), around),
                QRectF(whole.left(), inner.top(), around, inner.height()),
                QRectF(whole.right() - around, inner.top(), around, inner.height()),
            ):
                paint_hatch(painter, part, 2.0 * around, ink, 0.5)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
