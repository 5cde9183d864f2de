"""A funnel plot: people by how much there is of them, between the limits that chance alone allows.

It takes the place of a table of ranks: who is within the limits cannot be told from anybody else there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from supervisor.words import _, ngettext, number
from ui import theme
from ui.theme import State
from ui.widgets import signs
from ui.widgets.charts.canvas import Canvas, Level, Spot
from ui.widgets.charts.chart import Chart
from ui.widgets.charts.measure import Axis, Measure, axis_of

CROWDED = 400  # points; with more of them each is smaller and paler


@dataclass(frozen=True)
class FunnelPoint:
    """One person: *n* is how much there is of them. *state*: None within the limits; OK beyond them on the
    good side, WARN beyond the inner and CRITICAL beyond the outer one on the bad side. *words*: everything,
    shown beside the point; the name stands in the first line."""

    id: str
    n: float
    value: float
    words: str
    state: State | None = None


@dataclass(frozen=True)
class FunnelLimit:
    """Between what chance alone lies at *n*: 95 of 100 *inner*, 998 of 1,000 *outer*; (low, high)."""

    n: float
    inner: tuple[float, float]
    outer: tuple[float, float]


@dataclass(frozen=True)
class FunnelPicture:
    """*limits* rise by n; *about* names cell and period; *of* says what n counts ("answers")."""

    title: str
    measure: Measure
    points: Sequence[FunnelPoint] = ()
    limits: Sequence[FunnelLimit] = ()
    target: Level | None = None
    of: str = ""
    about: str = ""
    said_n: Callable[[float], str] = number


class FunnelPlot(Chart):
    """Arrow keys go from little to much."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = FunnelPicture("", Measure())
        self._ordered: list[FunnelPoint] = []

    def show_picture(self, picture: FunnelPicture) -> None:
        """Draw *picture* in place of the last one."""
        self._picture = picture
        self._ordered = sorted(picture.points, key=lambda point: (point.n, point.id))
        self.draw_anew()

    def title(self) -> str:
        return self._picture.title

    def summary(self) -> str:
        points = self._picture.points
        beyond = sum(point.state is not None for point in points)
        count = ngettext("{n} person", "{n} people", len(points)).format(n=number(len(points)))
        return _("{people}, of whom {n} lie beyond the limits.").format(people=count, n=number(beyond))

    def draw(self, canvas: Canvas) -> Sequence[Spot]:
        picture = self._picture
        rest = canvas.top(picture.title, picture.about)
        if not picture.points:
            canvas.empty(_("There is nobody to show."))
            return ()
        axis = self._axis()
        level = axis_of([point.n for point in picture.points], Measure(picture.said_n), steps=6)
        target = picture.target
        words = [*((target.words,) if target else ()), *((_("95 %"), _("99.8 %")) if picture.limits else ())]
        below = 2 * canvas.line_height + theme.SPACE_S
        ground = canvas.ground(rest, axis, picture.measure, right=canvas.room_beside(words), below=below)
        places = [
            (canvas.x(ground, level, tick), said)
            for tick, said in zip(level.ticks, level.said(Measure(picture.said_n)), strict=True)
        ]
        canvas.labels_below(ground, places)
        middle = ground.bottom() + canvas.line_height * 1.5 + theme.SPACE_XS
        canvas.say(ground.right(), middle, picture.of, canvas.look.muted, "right")
        painter = canvas.painter
        painter.save()
        painter.setClipRect(ground.adjusted(-4, -4, 4, 4))
        beside = self._limits(canvas, ground, axis, level)
        if target is not None:
            y = canvas.y(ground, axis, target.value)
            canvas.target(ground, y)
            beside.append((y, target.words, canvas.look.text))
        spots = self._points(canvas, ground, axis, level)
        painter.restore()
        canvas.beside(ground.right() + theme.SPACE_S, ground, beside)
        return spots

    def _axis(self) -> Axis:
        picture = self._picture
        wanted: list[float | None] = [point.value for point in picture.points]
        if picture.target is not None:
            wanted.append(picture.target.value)
        if picture.limits:  # where most people are; at the thin end they leave the ground
            usual = sorted(point.n for point in picture.points)[len(picture.points) // 4]
            limit = next((one for one in picture.limits if one.n >= usual), picture.limits[-1])
            wanted += [*limit.inner]
        return axis_of(wanted, picture.measure)

    def _limits(
        self, canvas: Canvas, ground: QRectF, axis: Axis, level: Axis
    ) -> list[tuple[float, str, str]]:
        limits, look = self._picture.limits, canvas.look

        def curve(values: Sequence[tuple[float, float]]) -> list[QPointF | None]:
            return [
                QPointF(canvas.x(ground, level, n), canvas.y(ground, axis, value))
                for n, value in values
                if n <= level.most
            ]

        inner = [curve([(one.n, one.inner[side]) for one in limits]) for side in (0, 1)]
        outer = [curve([(one.n, one.outer[side]) for one in limits]) for side in (0, 1)]
        if not any(inner):
            return []
        canvas.band(inner[1], inner[0], look.hover)
        beside = []
        for lines, words, dashes in ((inner, _("95 %"), (5.0, 4.0)), (outer, _("99.8 %"), ())):
            for line in lines:
                canvas.line(line, canvas.pen(look.faint, 1.2, dashes=dashes))
                end = line[-1]
                if end is not None and ground.top() <= end.y() <= ground.bottom():
                    beside.append((end.y(), words, look.muted))
        return beside

    def _points(self, canvas: Canvas, ground: QRectF, axis: Axis, level: Axis) -> list[Spot]:
        ordered = self._ordered
        left, wide = ground.left(), ground.width() / (level.most - level.least)
        foot, high = ground.bottom(), ground.height() / (axis.most - axis.least)
        spots = [  # reckoned here: thousands of calls would be seen
            Spot(
                one.id,
                one.words,
                QPointF(left + wide * (one.n - level.least), foot - high * (one.value - axis.least)),
            )
            for one in ordered
        ]
        within = [spot.at for point, spot in zip(ordered, spots, strict=True) if point.state is None]
        crowded = len(ordered) > CROWDED
        self._dots(canvas, within, crowded)
        size = canvas.look.px(8 if crowded else 10) / (canvas.look.text_scale**0.5)
        for point, spot in zip(ordered, spots, strict=True):
            if point.state is not None:
                box = QRectF(spot.at.x() - size / 2, spot.at.y() - size / 2, size, size)
                ink = canvas.sign_ink(point.state)
                if canvas.vector:
                    signs.paint(canvas.painter, signs.OF_STATE[point.state], box, ink)
                else:
                    signs.stamp(canvas.painter, signs.OF_STATE[point.state], box, ink)
        return spots

    def _dots(self, canvas: Canvas, points: list[QPointF], crowded: bool) -> None:
        """All in one call: thousands of them are drawn at once."""
        wide = 4.5 if crowded else 6.0
        ink = theme.colour(canvas.look.muted, 0.55 if crowded else 0.9)
        if canvas.vector:
            canvas.painter.setPen(Qt.PenStyle.NoPen)
            canvas.painter.setBrush(ink)
            for point in points:
                canvas.painter.drawEllipse(point, wide / 2, wide / 2)
            return
        pen = QPen(ink, wide)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        canvas.painter.setPen(pen)
        canvas.painter.drawPoints(QPolygonF(points))

    def draw_lit(self, canvas: Canvas, spots: Sequence[Spot], strong: bool) -> None:
        look, painter = canvas.look, canvas.painter
        for spot in spots:
            painter.setBrush(theme.colour(look.accent))
            painter.setPen(QPen(theme.colour(look.surface), 2))
            reach = 5.5 if strong else 4.5
            painter.drawEllipse(spot.at, reach, reach)
            if strong:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.colour(look.text), 1.5))
                painter.drawEllipse(spot.at, 8.0, 8.0)
