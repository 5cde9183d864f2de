"""One figure over weeks or months: line, target, the own cell's band, limits of the process, a trend.

The limits are those of an XmR chart, from a baseline that stays as it was when what is judged comes after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QWidget

from supervisor.words import _
from ui import theme
from ui.theme import State, Theme
from ui.widgets.charts.canvas import Canvas, Spot
from ui.widgets.charts.chart import Chart
from ui.widgets.charts.measure import Axis, Measure, axis_of

Line = Sequence[float | None]


@dataclass(frozen=True)
class RunPoint:
    """A week or month: *label* stands below it, *words* say all of it (value, n, period, what is odd). None
    is unknown: a gap. *low*, *high*: what was wanted then; *cell_low*, *cell_high*: between what the
    middle half of the own cell lay. *signal*: it breaks a rule of the process; *provisional*: it may still
    change."""

    id: str
    label: str
    value: float | None
    words: str
    low: float | None = None
    high: float | None = None
    cell_low: float | None = None
    cell_high: float | None = None
    signal: bool = False
    provisional: bool = False


@dataclass(frozen=True)
class Limits:
    """The limits of the process, from the first *baseline* points."""

    lower: float
    mean: float
    upper: float
    baseline: int


@dataclass(frozen=True)
class Trend:
    """A straight line through all points with the band that it lies in; one value for each point."""

    line: Line
    low: Line
    high: Line
    words: str = ""


@dataclass(frozen=True)
class RunPicture:
    """*about* stands below the title: what the figures say, with their certainty. *small*: in a crowd of
    others, so that words beside lines are left out (the axis and the lines stay)."""

    title: str
    measure: Measure
    points: Sequence[RunPoint] = ()
    about: str = ""
    limits: Limits | None = None
    trend: Trend | None = None
    small: bool = False


class RunChart(Chart):
    """The nearest week from left to right is lit."""

    by_x = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = RunPicture("", Measure())

    def show_picture(self, picture: RunPicture) -> None:
        """Draw *picture* in place of the last one."""
        self._picture = picture
        self.draw_anew()

    @property
    def picture(self) -> RunPicture:
        """What is drawn."""
        return self._picture

    def title(self) -> str:
        return self._picture.title

    def summary(self) -> str:
        last = next((one for one in reversed(self._picture.points) if one.value is not None), None)
        words = [self._picture.about, last.words if last else _("Nothing is known of this time.")]
        return "\n".join(one for one in words if one)

    def draw(self, canvas: Canvas) -> Sequence[Spot]:
        picture = self._picture
        rest = canvas.top(picture.title, picture.about)
        points = picture.points
        if not any(point.value is not None for point in points):
            canvas.empty(_("Nothing is known of this time."))
            return ()
        axis = self._axis()
        named = self._named(canvas.look)
        right = theme.SPACE_S if picture.small else canvas.room_beside(words for _v, words, _ink in named)
        below = canvas.line_height + theme.SPACE_XS
        ground = canvas.ground(rest, axis, picture.measure, right=right, below=below)
        xs = _places(ground, len(points))

        def line(values: Line) -> list[QPointF | None]:
            return [
                None if value is None else QPointF(x, canvas.y(ground, axis, value))
                for x, value in zip(xs, values, strict=True)
            ]

        canvas.painter.save()
        canvas.painter.setClipRect(ground.adjusted(-8, -8, 8, 8))
        self._baseline(canvas, ground, xs)
        canvas.band(
            line([point.cell_high for point in points]),
            line([point.cell_low for point in points]),
            canvas.look.line,
        )
        if picture.trend is not None:
            canvas.painter.save()
            canvas.painter.setOpacity(0.2)
            canvas.band(line(picture.trend.high), line(picture.trend.low), canvas.look.accent)
            canvas.painter.restore()
            canvas.line(line(picture.trend.line), canvas.pen(canvas.look.accent, 1.2, dashes=(6, 4)))
        self._limits(canvas, ground, axis)
        for wanted in ([point.low for point in points], [point.high for point in points]):
            self._target(canvas, line(wanted), xs)
        own = line([point.value for point in points])
        canvas.line(own, canvas.pen(canvas.look.accent, 2))
        for point, at in zip(points, own, strict=True):
            if at is not None:
                canvas.mark(at, State.WARN if point.signal else None, hollow=point.provisional)
        canvas.painter.restore()
        canvas.labels_below(ground, [(x, point.label) for x, point in zip(xs, points, strict=True)])
        if not picture.small:
            beside = [(canvas.y(ground, axis, value), words, ink) for value, words, ink in named]
            canvas.beside(ground.right() + theme.SPACE_S, ground, beside)
        return [
            Spot(point.id, point.words, at or QPointF(x, ground.bottom()))
            for point, at, x in zip(points, own, xs, strict=True)
        ]

    def _axis(self) -> Axis:
        picture = self._picture
        values: list[float | None] = []
        for point in picture.points:
            values += [point.value, point.low, point.high, point.cell_low, point.cell_high]
        if picture.limits is not None:
            values += [picture.limits.lower, picture.limits.upper]
        return axis_of(self._possible(values), picture.measure)

    def _possible(self, values: list[float | None]) -> list[float | None]:
        """A limit of a process may lie where no value can: it is drawn as far as the axis goes."""
        least, most = self._picture.measure.least, self._picture.measure.most
        found: list[float | None] = []
        for value in values:
            if value is not None and least is not None:
                value = max(value, least)
            if value is not None and most is not None:
                value = min(value, most)
            found.append(value)
        return found

    def _named(self, look: Theme) -> list[tuple[float, str, str]]:
        """The lines that have a word beside them: (value at the right edge, word, ink)."""
        picture = self._picture
        last = picture.points[-1]
        found = []
        for value, words in (
            (last.low, _("target ≥")),
            (last.high, _("target ≤")),
        ):
            if value is not None:
                found.append((value, f"{words} {picture.measure.said(value)}", look.text))
        if last.cell_low is not None and last.cell_high is not None:
            found.append(((last.cell_low + last.cell_high) / 2, _("middle half of the cell"), look.muted))
        if picture.limits is not None:
            for value, words in (
                (picture.limits.upper, _("limit")),
                (picture.limits.mean, _("own mean")),
                (picture.limits.lower, _("limit")),
            ):
                found.append((value, f"{words} {picture.measure.said(value)}", look.muted))
        return found

    def _baseline(self, canvas: Canvas, ground: QRectF, xs: Sequence[float]) -> None:
        """The ground of the weeks that the limits come from."""
        limits, look = self._picture.limits, canvas.look
        if limits is None:
            return
        half = (xs[1] - xs[0]) / 2 if len(xs) > 1 else ground.width() / 2
        last = min(limits.baseline, len(xs)) - 1
        if last >= 0:
            left, right = max(ground.left(), xs[0] - half), min(ground.right(), xs[last] + half)
            shade = QRectF(left, ground.top(), right - left, ground.height())
            canvas.painter.fillRect(shade, theme.colour(look.hover, 0.7))
            if not self._picture.small and last < len(xs) - 1:
                words = canvas.fitted(_("baseline"), right - left - theme.SPACE_S)
                canvas.say(left + theme.SPACE_XS, ground.top() + canvas.line_height / 2, words, look.faint)

    def _limits(self, canvas: Canvas, ground: QRectF, axis: Axis) -> None:
        limits, look = self._picture.limits, canvas.look
        if limits is None:
            return
        for value, dashes in ((limits.upper, (3.0, 3.0)), (limits.mean, ()), (limits.lower, (3.0, 3.0))):
            y = canvas.y(ground, axis, value)
            canvas.painter.setPen(canvas.pen(look.faint, 1, dashes=dashes))
            canvas.painter.drawLine(QPointF(ground.left(), y), QPointF(ground.right(), y))

    def _target(self, canvas: Canvas, line: Sequence[QPointF | None], xs: Sequence[float]) -> None:
        """In steps: a target holds for a whole month."""
        half = (xs[1] - xs[0]) / 2 if len(xs) > 1 else 12.0
        canvas.painter.setPen(canvas.pen(canvas.look.text, 1.4))
        before: QPointF | None = None
        for at in line:
            if at is not None:
                canvas.painter.drawLine(QPointF(at.x() - half, at.y()), QPointF(at.x() + half, at.y()))
                if before is not None and abs(before.y() - at.y()) > 0.5:
                    x = at.x() - half
                    canvas.painter.drawLine(QPointF(x, before.y()), QPointF(x, at.y()))
            before = at

    def draw_lit(self, canvas: Canvas, spots: Sequence[Spot], strong: bool) -> None:
        look, painter = canvas.look, canvas.painter
        for spot in spots:
            painter.setBrush(theme.colour(look.accent))
            painter.setPen(QPen(theme.colour(look.text if strong else look.surface), 2))
            painter.drawEllipse(spot.at, 5.0, 5.0)
            painter.setBrush(Qt.BrushStyle.NoBrush)


def _places(ground: QRectF, count: int) -> list[float]:
    """Where the points stand from left to right: each in the middle of a piece of the same width."""
    wide = ground.width() / max(1, count)
    return [ground.left() + wide * (at + 0.5) for at in range(count)]
