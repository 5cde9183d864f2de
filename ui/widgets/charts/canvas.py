"""What every chart is drawn with: the look, its type, its grid, lines with their word, bands and gaps.

It draws onto a widget, a picture, a page of paper alike: nothing here asks for the look in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from ui import theme
from ui.theme import State, Theme
from ui.widgets import signs
from ui.widgets.charts.measure import Axis, Measure

DOT = 2.8  # half of a point's width
SIGN = 11  # width of a point that says something
MOST_BESIDE = 0.34  # of the width, for words beside lines


class Spot(NamedTuple):
    """A place that can be pointed at: *id* says of what, *words* all that is known of it. *box* is the
    ground that belongs to it; without one whoever comes near means it."""

    id: str
    words: str
    at: QPointF
    box: QRectF | None = None


@dataclass(frozen=True)
class Level:
    """A value that others are held against, with the word that stands beside its line."""

    value: float
    words: str


class Canvas:
    """*painter* on *area*, in *look*. *paper*: it leaves the screen, whole. *vector*: what is drawn
    stays lines and letters (SVG, PDF)."""

    def __init__(
        self,
        painter: QPainter,
        area: QRectF,
        look: Theme,
        *,
        paper: bool = False,
        vector: bool = False,
    ) -> None:
        self.painter = painter
        self.area = area
        self.look = look
        self.paper = paper
        self.vector = vector
        self.small = theme.font(look.px(theme.SMALL))
        self.head = theme.font(look.px(theme.BODY), QFont.Weight.DemiBold)
        self.metrics = QFontMetricsF(self.small)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setFont(self.small)

    # -- words ----------------------------------------------------------------------------------------------

    @property
    def line_height(self) -> float:
        return self.metrics.height()

    def wide(self, words: str) -> float:
        """How much room a line of small type takes."""
        return self.metrics.horizontalAdvance(words)

    def say(self, x: float, middle: float, words: str, ink: str, align: str = "left") -> None:
        """A line of small type, its middle at *middle*; *align* says what *x* is of it: its left, right or
        centre."""
        wide = self.wide(words)
        left = x - (0.0 if align == "left" else wide if align == "right" else wide / 2)
        self.painter.setPen(theme.colour(ink))
        self.painter.drawText(QPointF(left, middle + self.metrics.capHeight() / 2), words)

    def fitted(self, words: str, wide: float) -> str:
        """*words* cut to *wide*, with the sign that something is left out."""
        if self.wide(words) <= wide:
            return words
        return self.metrics.elidedText(words, Qt.TextElideMode.ElideRight, wide)

    def top(self, title: str, below: str = "") -> QRectF:
        """Write the title and the line *below* it; returns the ground that is left."""
        area = QRectF(self.area)
        y = area.top()
        flags = int(Qt.TextFlag.TextWordWrap)
        for words, font, ink in ((title, self.head, self.look.text), (below, self.small, self.look.muted)):
            if not words:
                continue
            self.painter.setFont(font)
            room = QRectF(area.left(), y, area.width(), area.height())
            need = QFontMetricsF(font).boundingRect(room, flags, words)
            self.painter.setPen(theme.colour(ink))
            self.painter.drawText(QRectF(area.left(), y, area.width(), need.height() + 1), flags, words)
            y += need.height() + 2
        self.painter.setFont(self.small)
        if y > area.top():
            y += theme.SPACE_S
        area.setTop(min(y, area.bottom()))
        return area

    def empty(self, words: str) -> None:
        """Say in the middle why nothing is drawn."""
        self.painter.setPen(theme.colour(self.look.muted))
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        self.painter.drawText(self.area.adjusted(theme.SPACE_L, 0, -theme.SPACE_L, 0), flags, words)

    def beside(self, x: float, ground: QRectF, lines: Iterable[tuple[float, str, str]]) -> None:
        """Words (y of what they name, words, ink) right of *x*, pushed apart so that none covers another."""
        high = self.line_height
        room = self.area.right() - x
        sorted_lines = sorted((one for one in lines if one[1]), key=lambda one: one[0])
        ys: list[float] = []
        for y, _words, _ink in sorted_lines:
            ys.append(max(y, ys[-1] + high) if ys else y)
        over = (ys[-1] - (ground.bottom())) if ys else 0.0
        if over > 0:  # from below back up, as far as they touch
            ys[-1] -= over
            for at in range(len(ys) - 2, -1, -1):
                ys[at] = min(ys[at], ys[at + 1] - high)
        for y, (_y, words, ink) in zip(ys, sorted_lines, strict=True):
            self.say(x, y, self.fitted(words, room), ink)

    def room_beside(self, words: Iterable[str]) -> float:
        """How much room words right of the ground take."""
        widest = max((self.wide(one) for one in words if one), default=0.0)
        return min(widest + theme.SPACE_S, self.area.width() * MOST_BESIDE) if widest else theme.SPACE_S

    # -- axes -----------------------------------------------------------------------------------------------

    def ground(
        self,
        rest: QRectF,
        axis: Axis,
        measure: Measure,
        *,
        right: float,
        below: float,
        left: float = 0.0,
    ) -> QRectF:
        """Draw the light grid of an upright *axis* and what stands at it; returns the ground for points, with
        *right* and *below* left free beside it, and *left* at least for the words at the axis."""
        words = axis.said(measure)
        left = max(left, *(self.wide(word) for word in words)) + theme.SPACE_S
        half = self.line_height / 2
        ground = rest.adjusted(left, half, -right, -below - (0 if below else half))
        free = 1e9
        for tick, word in zip(axis.ticks, words, strict=True):
            y = self.y(ground, axis, tick)
            self.painter.setPen(QPen(theme.colour(self.look.line), 1))
            self.painter.drawLine(QPointF(ground.left(), y), QPointF(ground.right(), y))
            if y <= free:  # as many as have room
                self.say(ground.left() - theme.SPACE_S, y, word, self.look.muted, "right")
                free = y - self.line_height
        if axis.broken:
            self._break(QPointF(ground.left(), ground.bottom()))
        return ground

    def _break(self, foot: QPointF) -> None:
        """The sign that the axis does not begin at zero: a zigzag at its foot."""
        step = theme.SPACE_XS
        points = [QPointF(foot.x() + (0, step, -step, 0)[at], foot.y() - 1 + at * 2.5) for at in range(4)]
        self.painter.setPen(QPen(theme.colour(self.look.muted), 1.3))
        self.painter.drawPolyline(QPolygonF(points))

    @staticmethod
    def y(ground: QRectF, axis: Axis, value: float) -> float:
        """Where *value* stands on an upright *axis*."""
        return ground.bottom() - ground.height() * axis.part(value)

    @staticmethod
    def x(ground: QRectF, axis: Axis, value: float) -> float:
        """Where *value* stands on a level *axis*."""
        return ground.left() + ground.width() * axis.part(value)

    def labels_below(self, ground: QRectF, places: Sequence[tuple[float, str]]) -> None:
        """Words below the ground at their x, as many as have room; the last one always."""
        middle = ground.bottom() + theme.SPACE_XS + self.line_height / 2
        free = -1e9
        last = len(places) - 1
        last_left = self._left_of(ground, *places[last]) if places else 0.0
        for at, (x, words) in enumerate(places):
            left = self._left_of(ground, x, words)
            right = left + self.wide(words)
            if words and left > free and (at == last or right + theme.SPACE_S < last_left):
                self.say(left, middle, words, self.look.muted)
                free = right + theme.SPACE_S

    def _left_of(self, ground: QRectF, x: float, words: str) -> float:
        wide = self.wide(words)
        return max(min(x - wide / 2, self.area.right() - wide), min(self.area.left(), ground.left()))

    # -- shapes ---------------------------------------------------------------------------------------------

    def band(self, upper: Sequence[QPointF | None], lower: Sequence[QPointF | None], ink: str) -> None:
        """The ground between two lines, broken where either is unknown."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(theme.colour(ink))
        for first, last in runs(
            [None if a is None or b is None else a for a, b in zip(upper, lower, strict=True)]
        ):
            above = [point for point in upper[first:last] if point is not None]
            under = [point for point in lower[first:last] if point is not None]
            if len(above) == 1:  # alone: as wide as a point
                wide = DOT * 2
                self.painter.drawRect(
                    QRectF(above[0].x() - wide, above[0].y(), 2 * wide, under[0].y() - above[0].y())
                )
            else:
                self.painter.drawPolygon(QPolygonF([*above, *reversed(under)]))

    def line(self, points: Sequence[QPointF | None], pen: QPen) -> None:
        """A line, broken where nothing is known; what is known alone is a point."""
        for first, last in runs(points):
            run = [point for point in points[first:last] if point is not None]
            if len(run) > 1:
                self.painter.setPen(pen)
                self.painter.setBrush(Qt.BrushStyle.NoBrush)
                self.painter.drawPolyline(QPolygonF(run))
            else:
                self.painter.setPen(Qt.PenStyle.NoPen)
                self.painter.setBrush(pen.color())
                self.painter.drawEllipse(run[0], pen.widthF(), pen.widthF())

    def pen(self, ink: str, wide: float = 1.0, *, dashes: Sequence[float] = ()) -> QPen:
        """A pen of the look."""
        made = QPen(theme.colour(ink), wide)
        made.setCapStyle(Qt.PenCapStyle.FlatCap if dashes else Qt.PenCapStyle.RoundCap)
        made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if dashes:
            made.setDashPattern(list(dashes))
        return made

    def mark(self, at: QPointF, state: State | None, *, ink: str = "", hollow: bool = False) -> None:
        """A point: a dot where nothing is said of it, else the sign of its *state* with a rim, so that it is
        seen on a line."""
        if state is not None:
            size = self.look.px(SIGN) if self.look.text_scale < 1.5 else SIGN * 1.5
            box = QRectF(at.x() - size / 2, at.y() - size / 2, size, size)
            rim = box.adjusted(-1.5, -1.5, 1.5, 1.5)
            signs.paint(self.painter, signs.OF_STATE[state], rim, theme.colour(self.look.surface))
            signs.paint(self.painter, signs.OF_STATE[state], box, self.sign_ink(state))
            return
        colour = theme.colour(ink or self.look.accent)
        if hollow:
            self.painter.setPen(QPen(colour, 1.5))
            self.painter.setBrush(theme.colour(self.look.surface))
            self.painter.drawEllipse(at, DOT, DOT)
        else:
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(colour)
            self.painter.drawEllipse(at, DOT, DOT)

    def sign_ink(self, state: State) -> QColor:
        """The colour of a state's sign."""
        return theme.colour(self.look.fill(state))

    def readout(self, spot: QPointF, words: str, within: QRectF) -> None:
        """A card with *words* beside *spot*, wholly *within*."""
        if not words:
            return
        lines = words.split("\n")
        room = within.width() - 2 * theme.SPACE_M
        flags = int(Qt.TextFlag.TextWordWrap)
        need = self.metrics.boundingRect(QRectF(0, 0, min(room, self.look.px(340)), 10_000), flags, words)
        wide = max(need.width(), 1.0) + 2
        card = QRectF(0, 0, wide + 2 * theme.SPACE_S, need.height() + 2 * theme.SPACE_XS + 2)
        reach = theme.SPACE_M
        card.moveBottomLeft(QPointF(spot.x() + reach, spot.y() - reach))
        if card.right() > within.right():
            card.moveRight(spot.x() - reach)
        if card.left() < within.left():
            card.moveLeft(within.left())
        if card.right() > within.right():
            card.moveRight(within.right())
        if card.top() < within.top():
            card.moveTop(min(spot.y() + reach, within.bottom() - card.height()))
        card.moveTop(max(card.top(), within.top()))
        self.painter.setPen(QPen(theme.colour(self.look.line_strong), 1))
        self.painter.setBrush(theme.colour(self.look.raised))
        self.painter.drawRoundedRect(card, theme.SPACE_XS, theme.SPACE_XS)
        self.painter.setPen(theme.colour(self.look.text))
        self.painter.setFont(self.small)
        inner = card.adjusted(theme.SPACE_S, theme.SPACE_XS, -theme.SPACE_S + 2, 0)
        self.painter.drawText(inner, flags, "\n".join(lines))

    def target(self, ground: QRectF, y: float) -> None:
        """The line of a target across the ground."""
        self.painter.setPen(self.pen(self.look.text, 1.4))
        self.painter.drawLine(QPointF(ground.left(), y), QPointF(ground.right(), y))


def runs(points: Sequence[QPointF | None]) -> list[tuple[int, int]]:
    """Stretches of *points* that are known: (first, after the last)."""
    found, begun = [], -1
    for at, point in enumerate((*points, None)):
        if point is not None and begun < 0:
            begun = at
        elif point is None and begun >= 0:
            found.append((begun, at))
            begun = -1
    return found
