"""How cells, heads and cards of agents look: faces in one size, texts measured once, cards as pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import IntEnum

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from supervisor.events import AgentState
from supervisor.words import pgettext
from ui import theme
from ui.theme import State
from ui.wallboard.agent_cell import CellView
from ui.wallboard.face import eights
from ui.wallboard.surface import Text, card, inks
from ui.widgets import signs
from ui.widgets.signs import Sign

PRINT = 0.85  # of the small print, in em, the size of a name


class Face(IntEnum):
    """The faces of a grid; each is set once a paint."""

    HEAD = 0
    NAME = 1
    PRINT = 2
    STRONG = 3
    TIME = 4


class AgentFace:
    """Paints in one size: `set_em` before anything else. Texts are handed back, to be drawn face by face."""

    def __init__(self) -> None:
        self.em = 0.0  # the size of a name in pixels
        self.ratio = 1.0  # device pixels a pixel
        self.inks: dict[str, QColor] = {}
        self.ground = "ground"
        self.fonts: list[QFont] = []  # by Face
        self._metrics: list[QFontMetricsF] = []
        self._widths: dict[tuple[Face, str], float] = {}
        self._cuts: dict[tuple[Face, str, int], str] = {}
        self._grounds: dict[tuple[int, int, bool, float], QImage] = {}

    def restyle(self) -> None:
        """Take the theme's inks."""
        look = theme.current()
        self.inks = inks(look, self.ground) | {"over": theme.colour(look.state_text(State.WARN))}
        self._grounds.clear()

    def set_em(self, em: float) -> None:
        """Paint with names of *em* pixels."""
        if self.em == em:
            return
        self.em = em
        strong = QFont.Weight.Bold
        made = {
            Face.HEAD: theme.font(round(em), strong),
            Face.NAME: theme.font(round(em)),
            Face.PRINT: theme.font(round(PRINT * em)),
            Face.STRONG: theme.font(round(PRINT * em), strong),
            Face.TIME: theme.font(round(em)),
        }
        self.fonts = [made[face] for face in Face]
        self._metrics = [QFontMetricsF(font) for font in self.fonts]
        self._widths.clear()
        self._cuts.clear()
        self._grounds.clear()

    # -- heads --------------------------------------------------------------------------------------------

    def head(self, box: QRect, title: str, words: str) -> tuple[Text, Text]:
        """The title of a group and its figures in *words*."""
        em, metrics = self.em, self._metrics[Face.HEAD]
        y = box.bottom() - 0.7 * em
        title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, box.width() * 0.6)
        x = box.left() + metrics.horizontalAdvance(title) + 0.8 * em
        return (
            Text(Face.HEAD, "text", QPointF(box.left(), y), title),
            Text(Face.PRINT, "muted", QPointF(x, y), words),
        )

    # -- cells --------------------------------------------------------------------------------------------

    def time_box(self, cell: QRect, time: str, over: str) -> QRect:
        """The part of *cell* that a second's tick repaints: its time, and what it is over by."""
        em, margin = self.em, round(0.2 * self.em)
        wide = self._width(Face.TIME, time)
        if over:
            wide = max(wide, self._width(Face.STRONG, over) + 0.9 * em)
        high = cell.height() - 4 if over else round(1.5 * em)
        right = cell.right() - round(0.55 * em)
        return QRect(right - round(wide), cell.top() + 2, round(wide) + margin, high)

    def paint_cell(
        self,
        painter: QPainter,
        box: QRect,
        part: QRect,
        view: CellView,
        said: tuple[str, str],
        texts: list[Text],
    ) -> bool:
        """Paint the *part* of a cell that asks for it, its texts added to *texts*: whether that was all.

        *said* is the time in state, and how far a break is over its limit.
        """
        em = self.em
        time, over = said
        late = bool(over) and view.live
        ink = "text" if view.live else "stale_text"
        muted = "muted" if view.live else "stale_print"
        if view.quiet:
            ink = muted = "faint"
        time_box = self.time_box(box, time, over)
        whole = not time_box.contains(part)
        if whole:
            painter.drawImage(box.topLeft(), self._ground(box, late))
        else:
            painter.fillRect(time_box, self.inks["surface"])
        right = box.right() - 0.55 * em
        first, second = box.top() + 1.14 * em, box.top() + 2.22 * em
        time_w = self._width(Face.TIME, time)
        texts.append(Text(Face.TIME, ink, QPointF(right - time_w, first), time))
        over_w = 0.0
        if over:
            over_w = self._width(Face.STRONG, over) + 0.9 * em
            size = 0.62 * em
            x = right - over_w + 0.9 * em
            texts.append(Text(Face.STRONG, "over" if late else ink, QPointF(x, second), over))
            sign = QRectF(x - size - 0.2 * em, second - 0.66 * em, size, size)
            signs.stamp(painter, Sign.TRIANGLE, sign, self.inks["warn" if late else ink])
        if not whole:
            return False
        size = 0.72 * em
        left = box.left() + 1.75 * em
        sign_box = QRectF(box.left() + 0.6 * em, first - 0.37 * em - size / 2, size, size)
        signs.stamp(painter, view.sign, sign_box, self.inks[ink])
        room = right - left
        name = self._cut(Face.NAME, view.name, room - time_w - 0.4 * em)
        doing = self._cut(Face.PRINT, view.doing, room - over_w - 0.2 * em)
        texts.append(Text(Face.NAME, ink, QPointF(left, first), name))
        texts.append(Text(Face.PRINT, muted, QPointF(left, second), doing))
        return True

    def _ground(self, box: QRect, late: bool) -> QImage:
        """The card below a cell, from a picture: there are two of them."""
        key = (box.width(), box.height(), late, self.ratio)
        if key not in self._grounds:
            draw = self._draw_late_ground if late else self._draw_ground
            self._grounds[key] = card(QSizeF(box.size()), self.ratio, self.inks["ground"], draw)
        return self._grounds[key]

    def _draw_ground(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.inks["surface"])
        painter.drawRoundedRect(box, theme.RADIUS_FIELD, theme.RADIUS_FIELD)

    def _draw_late_ground(self, painter: QPainter, box: QRectF) -> None:
        self._draw_ground(painter, box)
        painter.fillRect(QRectF(0, 2, max(3.0, 0.22 * self.em), box.height() - 4), self.inks["warn"])

    def _width(self, face: Face, text: str) -> float:
        """Width of a running time: measured once for all with as many digits, which are of one width."""
        key = (face, eights(text))
        if key not in self._widths:
            self._widths[key] = self._metrics[face].horizontalAdvance(key[1])
        return self._widths[key]

    def _cut(self, face: Face, text: str, room: float) -> str:
        """*text*, cut with "…" where there is no room for it."""
        key = (face, text, int(room))
        if key not in self._cuts:
            if len(self._cuts) > 20_000:
                self._cuts.clear()
            metrics = self._metrics[face]
            whole = metrics.horizontalAdvance(text) <= room
            self._cuts[key] = text if whole else metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        return self._cuts[key]

    # -- cards of a public board --------------------------------------------------------------------------

    def paint_card(
        self,
        painter: QPainter,
        box: QRectF,
        title: str,
        counts: Counter[AgentState],
        live: bool,
        texts: list[Text],
    ) -> None:
        """A group of a public board: its name, and its figures with their signs; texts added to *texts*."""
        em, head, small = self.em, self._metrics[Face.HEAD], self._metrics[Face.PRINT]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(self.inks["line"], 1.0))
        painter.setBrush(self.inks["surface"])
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_CARD, theme.RADIUS_CARD)
        ink, muted = ("text", "muted") if live else ("stale_text", "stale_print")
        x = box.left() + 0.9 * em
        title = head.elidedText(title, Qt.TextElideMode.ElideRight, box.width() - 1.8 * em)
        texts.append(Text(Face.HEAD, ink, QPointF(x, box.top() + 1.6 * em), title))
        y = box.top() + 3.15 * em
        for sign, state, words in _public_figures():
            size = 0.72 * em
            signs.stamp(painter, sign, QRectF(x, y - 0.37 * em - size / 2, size, size), self.inks[ink])
            x += size + 0.3 * em
            count = str(counts[state])
            texts.append(Text(Face.HEAD, ink, QPointF(x, y), count))
            x += head.horizontalAdvance(count) + 0.25 * em
            texts.append(Text(Face.PRINT, muted, QPointF(x, y), words))
            x += small.horizontalAdvance(words) + 0.8 * em


def card_width(titles: Iterable[str]) -> float:
    """What the widest card of a public board needs, in em of its name."""
    head = QFontMetricsF(theme.font(1000, QFont.Weight.Bold))
    small = QFontMetricsF(theme.font(round(1000 * PRINT)))
    figures = 1.8 + 3 * (0.72 + 0.3 + 0.25) + 2 * 0.8
    figures += sum(small.horizontalAdvance(words) for _sign, _state, words in _public_figures()) / 1000.0
    figures += 3 * head.horizontalAdvance("88") / 1000.0
    widest = max((head.horizontalAdvance(title) / 1000.0 for title in titles), default=0.0)
    return max(figures, min(1.8 + widest, 1.3 * figures))


def _public_figures() -> tuple[tuple[Sign, AgentState, str], ...]:
    """What is said of a group on a public board. Breaks over their limit are not: they name and shame."""
    return (
        (Sign.DISC, AgentState.READY, pgettext("agents", "ready")),
        (Sign.HALF, AgentState.HANDLING, pgettext("agents", "handling")),
        (Sign.CUP, AgentState.BREAK, pgettext("agents", "break")),
    )
