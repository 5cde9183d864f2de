"""Charts whose rows have names: the column of names, and the level axis above or below them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF

from ui import theme
from ui.widgets.charts.canvas import Canvas
from ui.widgets.charts.measure import Axis, Measure

MOST_NAMES = 0.36  # of the width, for names
ROW = 26  # height of a row at text scale 1


def names_width(canvas: Canvas, names: Iterable[str]) -> float:
    """How much room the names of rows take."""
    widest = max((canvas.wide(name) for name in names), default=0.0)
    return min(widest + theme.SPACE_S, canvas.area.width() * MOST_NAMES)


def row_height(canvas: Canvas) -> float:
    """The height of one row."""
    return float(max(canvas.look.px(ROW), canvas.line_height + theme.SPACE_S))


def level_grid(canvas: Canvas, ground: QRectF, axis: Axis, measure: Measure, *, words_y: float) -> None:
    """Light upright lines at the ticks of a level *axis*, what they stand for at *words_y*."""
    words = axis.said(measure)
    free = -1e9
    for tick, said in zip(axis.ticks, words, strict=True):
        x = canvas.x(ground, axis, tick)
        canvas.painter.setPen(canvas.pen(canvas.look.line, 1))
        canvas.painter.drawLine(QPointF(x, ground.top()), QPointF(x, ground.bottom()))
        left = x - canvas.wide(said) / 2
        if left > free:
            canvas.say(x, words_y, said, canvas.look.muted, "centre")
            free = left + canvas.wide(said) + theme.SPACE_S


def boxes(area: QRectF, ground: QRectF, count: int, high: float) -> Sequence[QRectF]:
    """The ground of each row, as wide as *area*."""
    return [QRectF(area.left(), ground.top() + at * high, area.width(), high) for at in range(count)]
