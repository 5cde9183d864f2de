"""A part that is painted: a card with texts, that repaints only when it says something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from supervisor.live.board import Board, Changed
from supervisor.live.feed import Feed, FeedState
from supervisor.pages.legible import largest_em
from supervisor.pages.page import Part
from supervisor.wallboard.fit import LEAST_PRINT_PX, Viewing
from supervisor.wallboard.levels import Level
from supervisor.words import _, clock_time, language
from ui import theme
from ui.pages.part import Common
from ui.theme import State
from ui.wallboard.definitions import Definitions
from ui.wallboard.face import digit_height
from ui.wallboard.surface import inks, tell
from ui.widgets import signs
from ui.widgets.signs import OF_STATE

BOLD, PLAIN = QFont.Weight.Bold, QFont.Weight.Normal
STATE_OF = {Level.ATTENTION: State.WARN, Level.ACTION: State.CRITICAL}


@lru_cache(maxsize=64)
def _metrics(weight: QFont.Weight, _chinese: bool) -> QFontMetricsF:
    return QFontMetricsF(theme.font(1000, weight))


def width_em(text: str, weight: QFont.Weight = PLAIN) -> float:
    """Width of *text* in sizes of its face."""
    return _advance(text, weight, language() == "zh_CN")


@lru_cache(maxsize=4096)
def _advance(text: str, weight: QFont.Weight, chinese: bool) -> float:
    return _metrics(weight, chinese).horizontalAdvance(text) / 1000.0


class PaintedPart(QWidget):
    """A part that paints itself. Whoever inherits it makes `_view` (what it says now, compared with `==`),
    and `_paint`; and says it for those who do not see in `_summary`."""

    sized = Signal()  # `em` is another one

    def __init__(self, part: Part, common: Common, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = part
        self.common = common
        self.now: datetime | None = None
        self.em = 0.0  # the size of what it is there for, when it was last painted; 0 where it has none
        self._said: Any = None
        self._written: list[str] = []
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.inks: dict[str, QColor] = inks(theme.current())
        theme.watch.changed.connect(self._restyle)

    # -- to be made by the kinds --------------------------------------------------------------------------

    def _view(self) -> Any:
        """What it says now, compared with what it said; None while nothing can be said."""
        raise NotImplementedError

    def _paint(self, painter: QPainter, box: QRectF, view: Any) -> None:
        """Paint *view* inside *box*."""
        raise NotImplementedError

    def _summary(self, view: Any) -> tuple[str, str]:
        """Its name and what it says, for a screen reader."""
        raise NotImplementedError

    # -- PartWidget ---------------------------------------------------------------------------------------

    def widget(self) -> QWidget:
        return self

    def show_part(self, part: Part) -> None:
        self.part = part
        self.refresh(anew=True)

    def take(self, _board: Board, _changed: Changed, _feeds: Mapping[str, Feed], now: datetime) -> None:
        self.now = now
        self.refresh()

    def tick(self, now: datetime) -> None:
        self.now = now
        self.refresh()

    def use(self, _definitions: Definitions) -> None:
        self.refresh(anew=True)

    def set_viewing(self, _viewing: Viewing, _scale: float) -> None:
        self.refresh(anew=True)

    def set_public(self, _public: bool) -> None:
        self.refresh(anew=True)

    def heed_material(self) -> None:
        self.refresh(anew=True)

    @property
    def pages(self) -> int:
        return 1

    def show_page(self, page: int) -> None:
        """It has one page."""

    def texts(self) -> list[str]:
        """What was written at the last paint."""
        return list(self._written)

    # -- inside -------------------------------------------------------------------------------------------

    @property
    def view(self) -> Any:
        """What it says."""
        return self._said

    def refresh(self, *, anew: bool = False) -> None:
        """Look again at what is to be said, and repaint if that is something else (or *anew*)."""
        if self.now is None:
            return
        said = self._view()
        if said != self._said or anew:
            self._said = said
            if said is not None:
                tell(self, *self._summary(said))
            self.update()

    @property
    def dark(self) -> bool:
        return theme.current().dark

    @property
    def zone(self) -> tzinfo:
        """The centre's time zone."""
        return self.common.definitions.zone

    @property
    def most_em(self) -> float:
        """The size beyond which nothing is gained for the farthest reader."""
        return largest_em(self.common.viewing, digit_height())

    @property
    def least_print(self) -> float:
        """The size below which no print goes, where it is shown at all."""
        return LEAST_PRINT_PX * self.common.text_scale

    def stale_words(self, sources: Iterable[str]) -> str:
        """ "as of 14:03:20" when one of *sources* is not live, of the earliest; "" while all are."""
        feeds = [self.common.feeds.get(source) for source in sources]
        late = [feed for feed in feeds if feed is not None and feed.state is not FeedState.LIVE]
        if not late:
            return ""
        moments = [at for feed in late if (at := feed.since or feed.heard_at) is not None]
        if not moments:
            return _("no data yet")
        return _("as of {time}").format(time=clock_time(min(moments), self.zone, seconds=True))

    def put(
        self,
        painter: QPainter,
        at: QPointF,
        text: str,
        px: float,
        ink: str = "text",
        weight: QFont.Weight = PLAIN,
        *,
        room: float | None = None,
        right: bool = False,
        middle: bool = False,
    ) -> float:
        """Write *text* on the baseline *at* (its left end; *right*: its right end; *middle*: its middle), cut
        to *room*; returns how wide it is."""
        font = theme.font(max(1, round(px)), weight)
        metrics = QFontMetricsF(font)
        if room is not None:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, room))
        wide = metrics.horizontalAdvance(text)
        x = at.x() - wide if right else at.x() - wide / 2 if middle else at.x()
        painter.setFont(font)
        painter.setPen(self.inks[ink])
        painter.drawText(QPointF(x, at.y()), text)
        if text:
            self._written.append(text)
        return wide

    def sign(self, painter: QPainter, state: State, box: QRectF) -> None:
        """The sign of *state*."""
        signs.stamp(painter, OF_STATE[state], box, self.inks[state.value])

    def card(self, painter: QPainter, state: State | None = None, *, bare: bool = False) -> QRectF:
        """The card below everything, with its edge in *state*; returns its box. *bare*: none is drawn."""
        box = QRectF(self.rect())
        painter.fillRect(box, self.inks["ground"])
        if bare:
            return box
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(self.inks["line"], 1.0))
        painter.setBrush(self.inks["surface"])
        radius = theme.RADIUS_CARD
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if state is not None:
            painter.save()
            painter.setClipRect(QRectF(0, 0, max(theme.EDGE, 0.02 * self.height()), self.height()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.inks[state.value])
            painter.drawRoundedRect(box, radius, radius)
            painter.restore()
        return box

    def _restyle(self) -> None:
        self.inks = inks(theme.current())
        self.refresh(anew=True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._written = []
        before = self.em
        if self._said is None:
            self.card(painter)
        else:
            self._paint(painter, QRectF(self.rect()), self._said)
        painter.end()
        if self.em != before:
            self.sized.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh(anew=True)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.refresh(anew=True)
        super().changeEvent(event)
