"""How the cells of the matrix are painted: value, count, the line of three months with the target in it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from supervisor.performance.amount import amount
from supervisor.performance.kpi import Kpi
from supervisor.review.matrix import Cell
from ui import theme
from ui.review import matrix_words
from ui.review.matrix_model import Range
from ui.theme import State, Theme
from ui.widgets import signs

CELL_HEIGHT = 44  # at text scale 1
CELL_WIDTH = 120
LINE_WIDTH, LINE_HEIGHT = 34, 12  # the small line of months


class Face(NamedTuple):
    """A cell as it is painted: texts cut and measured, lines in the cell's own coordinates."""

    value: str
    value_wide: float
    under: str
    under_wide: float
    state: State | None
    provisional: bool
    line: QPolygonF | None  # None: fewer than two months running are known
    dots: tuple[QPointF, ...]  # single months, and the review month
    target: tuple[QLineF, ...]  # ticks: at least, at most


Placed: TypeAlias = tuple[int, int, int, Face]
"""Where a cell stands (left, top, width), and how it looks."""


class MatrixPen:
    """Faces, measures and colours of one look."""

    def __init__(self, look: Theme) -> None:
        self.look = look
        self.face, self.small = theme.desk_font(theme.BODY), theme.desk_font(theme.SMALL)
        self.strong = theme.desk_font(theme.BODY, QFont.Weight.DemiBold)
        self.italic = QFont(self.face)
        self.italic.setItalic(True)
        self._italic = QFontMetricsF(self.italic)
        self._metrics, self._small = QFontMetricsF(self.face), QFontMetricsF(self.small)
        self._strong = QFontMetricsF(self.strong)
        self.height = look.px(CELL_HEIGHT)
        self.width = look.px(CELL_WIDTH)
        self.sign = look.px(11)
        gap = (self.height - self._metrics.height() - self._small.height()) / 3
        self.upper = gap + self._metrics.ascent()
        self.lower = 2 * gap + self._metrics.height() + self._small.ascent()
        self.middle = (self.height + self._metrics.ascent() - self._metrics.descent()) / 2
        self.sign_top = self.upper - self._metrics.capHeight() / 2 - self.sign / 2
        wide, high = look.px(LINE_WIDTH), look.px(LINE_HEIGHT)
        self._left, self._bottom, self._wide, self._high = theme.SPACE_S + 1.0, self.lower, wide, high
        self._texts: dict[tuple[str, int], tuple[str, float]] = {}
        self._widths: dict[int, dict[str, float]] = {}  # by the metrics, which live as long
        self._ink, self._muted = theme.colour(look.text), theme.colour(look.muted)
        self._line_pen = QPen(theme.colour(look.muted), 1.4)
        self._target_pen = QPen(theme.colour(look.accent), 1.2)
        self._dot_pen = QPen(theme.colour(look.text), 4.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)

    def cut(self, text: str, room: int) -> str:
        """*text* as far as *room* pixels go."""
        found = self._texts.get((text, room))
        if found is None:
            wide = self._metrics.horizontalAdvance(text)
            cut = text
            if wide > room:
                cut = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, room))
            found = self._texts[text, room] = (cut, wide)
            if len(self._texts) > 20_000:
                self._texts.clear()
        return found[0]

    def is_cut(self, text: str, room: int) -> bool:
        """Whether *text* has less than it needs."""
        return self._metrics.horizontalAdvance(text) > room

    def wide(self, text: str) -> float:
        """How wide *text* is in the headings of groups."""
        return self._strong.horizontalAdvance(text)

    def small_wide(self, text: str) -> float:
        """How wide *text* is written small."""
        return self._small.horizontalAdvance(text)

    # -- cells ----------------------------------------------------------------------------------------------

    def face_of(self, kpi: Kpi, cell: Cell, reach: Range) -> Face:
        """How *cell* is painted."""
        value, under = amount(kpi, cell.values[-1]), matrix_words.under(kpi, cell)
        line, dots = self._trace(cell.values, reach)
        ticks: tuple[QLineF, ...] = ()
        if dots:
            left, right = self._left - 2, self._left + self._wide + 2
            ticks = tuple(
                QLineF(left, y, right, y)
                for limit in (cell.at_least, cell.at_most)
                if limit is not None
                for y in (self._y(limit, reach),)
            )
        return Face(
            value,
            self._measured(value, self._italic if cell.provisional else self._metrics),
            under,
            self._measured(under, self._small),
            matrix_words.sign_of(cell),
            cell.provisional,
            line,
            dots,
            ticks,
        )

    def _measured(self, text: str, metrics: QFontMetricsF) -> float:
        """How wide *text* is: figures repeat, and to measure one takes longer than to look it up."""
        known = self._widths.setdefault(id(metrics), {})
        wide = known.get(text)
        if wide is None:
            if len(known) > 20_000:
                known.clear()
            wide = known[text] = metrics.horizontalAdvance(text)
        return wide

    def _y(self, value: float, reach: Range) -> float:
        return self._bottom - reach.place(value) * self._high

    def _trace(
        self, values: Sequence[float | None], reach: Range
    ) -> tuple[QPolygonF | None, tuple[QPointF, ...]]:
        """The line through the newest months running, and the points of single months and the newest."""
        step, left = self._wide / max(1, len(values) - 1), self._left
        points = [
            None if value is None else QPointF(left + at * step, self._y(value, reach))
            for at, value in enumerate(values)
        ]
        whole = [point for point in points if point is not None]
        if len(whole) == len(points) > 1:
            return QPolygonF(whole), (whole[-1],)
        pairs = [(one, other) for one, other in pairwise(points) if one is not None and other is not None]
        return (QPolygonF(list(pairs[-1])) if pairs else None), tuple(whole)

    def paint(self, painter: QPainter, cells: Sequence[Placed]) -> None:
        """All *cells*, one kind of ink after the other: to change pen and face takes longer than to draw."""
        look = self.look
        inks = ((self._ink, False), (theme.colour(look.state_text(State.CRITICAL)), True))
        for italic, face in ((False, self.face), (True, self.italic)):
            painter.setFont(face)
            for ink, loud in inks:  # a single month's miss is often chance: its sign is enough
                painter.setPen(ink)
                for x, y, wide, of in cells:
                    if of.provisional is italic and (of.state is State.CRITICAL) is loud:
                        left = x + wide - theme.SPACE_S - of.value_wide
                        painter.drawText(QPointF(left, y + self.upper), of.value)
        painter.setFont(self.small)
        painter.setPen(self._muted)
        for x, y, wide, of in cells:
            if of.under:
                painter.drawText(QPointF(x + wide - theme.SPACE_S - of.under_wide, y + self.lower), of.under)
        self._paint_lines(painter, cells)
        for x, y, wide, of in cells:
            if of.state is not None:
                left = x + wide - theme.SPACE_S - of.value_wide - theme.SPACE_XS - self.sign
                box = QRectF(left, y + self.sign_top, self.sign, self.sign)
                signs.stamp(painter, signs.OF_STATE[of.state], box, theme.colour(look.fill(of.state)))

    def _paint_lines(self, painter: QPainter, cells: Sequence[Placed]) -> None:
        """The small lines: targets first, the months over them."""
        painter.setPen(self._target_pen)
        painter.drawLines([line.translated(x, y) for x, y, _wide, of in cells for line in of.target])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(self._line_pen)
        for x, y, _wide, of in cells:
            if of.line is not None:
                painter.translate(x, y)
                painter.drawPolyline(of.line)
                painter.translate(-x, -y)
        painter.setPen(self._dot_pen)
        painter.drawPoints(
            [QPointF(dot.x() + x, dot.y() + y) for x, y, _wide, of in cells for dot in of.dots]
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def paint_text(self, painter: QPainter, box: QRect, text: str, *, quiet: bool = False) -> None:
        """A word in *box*, at the left."""
        cut = self.cut(text, box.width() - 2 * theme.SPACE_S)
        painter.setFont(self.face)
        painter.setPen(self._muted if quiet else self._ink)
        painter.drawText(QPointF(box.left() + theme.SPACE_S, box.top() + self.middle), cut)

    def paint_head(self, painter: QPainter, box: QRect, title: str, count: str, folded: bool) -> None:
        """The heading of a group."""
        x, y = float(box.left() + theme.SPACE_S), box.top() + self.middle
        painter.setFont(self.face)
        painter.setPen(self._muted)
        painter.drawText(QPointF(x, y), "▸" if folded else "▾")
        x += self.sign + theme.SPACE_S
        painter.setFont(self.strong)
        painter.setPen(self._ink)
        painter.drawText(QPointF(x, y), title)
        x += self.wide(title) + theme.SPACE_M
        painter.setFont(self.face)
        painter.setPen(self._muted)
        painter.drawText(QPointF(x, y), count)

    def paint_pooled(self, painter: QPainter, box: QRect, value: str, under: str) -> None:
        """A KPI of a whole group in the heading."""
        right = box.left() + box.width() - theme.SPACE_S
        painter.setFont(self.strong)
        painter.setPen(self._muted)
        painter.drawText(QPointF(right - self.wide(value), box.top() + self.upper), value)
        painter.setFont(self.small)
        painter.drawText(QPointF(right - self.small_wide(under), box.top() + self.lower), under)
