"""Small multiples: the same weeks of several figures, or of several people, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from supervisor.words import DASH, _, ngettext, number
from ui import theme
from ui.theme import State, Theme
from ui.widgets.charts.canvas import Canvas, Spot
from ui.widgets.charts.chart import Chart
from ui.widgets.charts.measure import Axis, Measure, axis_of, known
from ui.widgets.charts.run import Line

WIDE, HIGH = 200, 116  # of one panel at text scale 1, at least


@dataclass(frozen=True)
class Panel:
    """One figure, or one person. *values* and *words* (value, n, period) go with the weeks; *low*, *high*:
    what was wanted in each; *cell_low*, *cell_high*: between what the middle half of the cell lay. *state* is
    that of the last week."""

    id: str
    title: str
    measure: Measure
    values: Line
    words: Sequence[str]
    low: Line = ()
    high: Line = ()
    cell_low: Line = ()
    cell_high: Line = ()
    state: State | None = None


class Multiples(Chart):
    """`hovered` and `chosen` tell the panel's id. Left and right go from week to week, up and down from
    panel to panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._panels: Sequence[Panel] = ()
        super().__init__(parent)
        self._title = ""
        self._labels: Sequence[str] = ()
        self._same = False
        self._columns = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)

    def show_panels(
        self, title: str, labels: Sequence[str], panels: Sequence[Panel], *, same_scale: bool = False
    ) -> None:
        """Draw *panels* over the weeks *labels*. *same_scale*: heights can be compared between panels, which
        makes sense for the same figure of several people."""
        self._title, self._labels, self._panels = title, tuple(labels), tuple(panels)
        self._same = same_scale
        self.draw_anew()

    def title(self) -> str:
        return self._title

    def summary(self) -> str:
        count = len(self._panels)
        return ngettext("{n} chart", "{n} charts", count).format(n=number(count))

    def natural_height(self, wide: float, look: Theme) -> float:
        return ceil(len(self._panels) / _columns(wide, look)) * look.px(HIGH + 26) + look.px(30)

    def picture_size(self) -> QSize:
        wide = max(960, self.width())
        return QSize(wide, ceil(self.natural_height(wide, theme.LIGHT)) + 40)

    def usual_height(self, look: Theme) -> int:
        return self.least_height(look)

    def least_height(self, look: Theme) -> int:
        rows = max(1, ceil(len(self._panels) / _columns(self._area().width(), look)))
        return rows * look.px(HIGH) + look.px(30)

    def draw(self, canvas: Canvas) -> Sequence[Spot]:
        rest = canvas.top(self._title)
        if not self._panels:
            canvas.empty(_("Nothing is known of this time."))
            return ()
        columns = min(len(self._panels), _columns(rest.width(), canvas.look))
        if not canvas.paper:
            self._columns = columns
        rows = ceil(len(self._panels) / columns)
        gap = float(theme.SPACE_L)
        wide = (rest.width() - gap * (columns - 1)) / columns
        high = min((rest.height() - gap * (rows - 1)) / rows, wide * 0.8)
        shared = None
        if self._same:
            shared = axis_of(
                [one for panel in self._panels for one in _all(panel)], self._panels[0].measure, steps=2
            )
        axes = [shared or axis_of(_all(panel), panel.measure, steps=2) for panel in self._panels]
        words = [
            said for axis, one in zip(axes, self._panels, strict=True) for said in axis.said(one.measure)
        ]
        left = max(canvas.wide(said) for said in words)
        spots: list[Spot] = []
        for at, (panel, axis) in enumerate(zip(self._panels, axes, strict=True)):
            row, column = divmod(at, columns)
            box = QRectF(rest.left() + column * (wide + gap), rest.top() + row * (high + gap), wide, high)
            spots += self._panel(canvas, panel, box, axis, left)
        return spots

    def _panel(self, canvas: Canvas, panel: Panel, box: QRectF, axis: Axis, left: float) -> list[Spot]:
        look, painter = canvas.look, canvas.painter
        line_height = canvas.line_height
        last = next((value for value in reversed(panel.values) if value is not None), None)
        said = DASH if last is None else panel.measure.said(last)
        y = box.top() + line_height / 2
        room = box.width() - canvas.wide(said) - theme.SPACE_L
        canvas.say(box.left(), y, canvas.fitted(panel.title, room), look.text)
        canvas.say(box.right(), y, said, look.text, "right")
        if panel.state is not None:
            canvas.mark(QPointF(box.right() - canvas.wide(said) - theme.SPACE_S, y), panel.state)
        inner = QRectF(box.left(), box.top() + line_height, box.width(), box.height() - 2 * line_height)
        sub = Canvas(painter, inner, look, paper=canvas.paper, vector=canvas.vector)
        ground = sub.ground(inner, axis, panel.measure, right=theme.SPACE_XS, below=0.0, left=left)
        wide = ground.width() / max(1, len(self._labels))
        xs = [ground.left() + wide * (at + 0.5) for at in range(len(self._labels))]

        def line(values: Line) -> list[QPointF | None]:
            return [
                None if value is None else QPointF(x, canvas.y(ground, axis, value))
                for x, value in zip(xs, values, strict=False)
            ]

        if panel.cell_low and panel.cell_high:
            canvas.band(line(panel.cell_high), line(panel.cell_low), look.line)
        for wanted in (panel.low, panel.high):
            canvas.line(line(wanted), canvas.pen(look.text, 1.2))
        own = line(panel.values)
        canvas.line(own, canvas.pen(look.accent, 2))
        if points := known([None if at is None else at.x() for at in own]):
            end = next(at for at in reversed(own) if at is not None)
            canvas.mark(QPointF(points[-1], end.y()), None)
        middle = box.bottom() - line_height / 2
        if self._labels:
            canvas.say(ground.left(), middle, self._labels[0], look.muted)
            if len(self._labels) > 1:
                canvas.say(ground.right(), middle, self._labels[-1], look.muted, "right")
        spots = []
        for place, (words, at, x) in enumerate(zip(panel.words, own, xs, strict=False)):
            left = box.left() if place == 0 else x - wide / 2
            right = box.right() if place == len(xs) - 1 else x + wide / 2
            ground_of = QRectF(left, box.top(), right - left, box.height())
            spots.append(Spot(panel.id, words, at or QPointF(x, ground.bottom()), ground_of))
        return spots

    def draw_lit(self, canvas: Canvas, spots: Sequence[Spot], strong: bool) -> None:
        look, painter = canvas.look, canvas.painter
        if strong:
            super().draw_lit(canvas, [spot._replace(box=None) for spot in spots], strong)
            return
        boxes = [spot.box for spot in spots if spot.box is not None]
        whole = QRectF(boxes[0])
        for box in boxes[1:]:
            whole = whole.united(box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour(look.accent), 2))
        painter.drawRoundedRect(whole.adjusted(-2, -2, 2, 2), theme.SPACE_XS, theme.SPACE_XS)

    def spots_of(self, spot_id: str) -> list[Spot]:
        return [spot for spot in self._spots if spot.id == spot_id]

    def step(self, key: Qt.Key, at: int) -> int | None:
        weeks = max(1, len(self._labels))
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            to = at + (-1 if key is Qt.Key.Key_Up else 1) * weeks * self._columns
            return to if 0 <= to < len(self._spots) else at
        return super().step(key, at)


def _columns(wide: float, look: Theme) -> int:
    """How many panels stand beside each other."""
    return max(1, int((wide + theme.SPACE_L) // (look.px(WIDE) + theme.SPACE_L)))


def _all(panel: Panel) -> list[float | None]:
    return [*panel.values, *panel.low, *panel.high, *panel.cell_low, *panel.cell_high]
