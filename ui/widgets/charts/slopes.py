"""A slope chart: of each participant of a course what was before, what was to be expected, and what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QWidget

from supervisor.words import _, ngettext, number
from ui import theme
from ui.theme import Theme
from ui.widgets.charts.canvas import Canvas, Level, Spot
from ui.widgets.charts.chart import Chart
from ui.widgets.charts.measure import Measure, axis_of

MOST_NAMED = 18  # people; of more only the lit and the selected bear a name
NAMES = 0.32  # of the width, for names


@dataclass(frozen=True)
class Slope:
    """One person: *before*, *forecast* (what chance alone would have led back to) and *after*; None: unknown.
    *trained*: on the course; the others are those it is compared with."""

    id: str
    name: str
    before: float | None
    forecast: float | None
    after: float | None
    words: str
    trained: bool = True


@dataclass(frozen=True)
class SlopePicture:
    """*before*, *forecast*, *after* name the three columns, with their periods."""

    title: str
    measure: Measure
    slopes: Sequence[Slope] = ()
    about: str = ""
    target: Level | None = None
    before: str = ""
    forecast: str = ""
    after: str = ""


class SlopeChart(Chart):
    """Participants are lines of colour, those they are compared with pale; the two means are thick."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = SlopePicture("", Measure())

    def show_picture(self, picture: SlopePicture) -> None:
        """Draw *picture* in place of the last one."""
        self._picture = picture
        self.draw_anew()

    def title(self) -> str:
        return self._picture.title

    def summary(self) -> str:
        trained = sum(one.trained for one in self._picture.slopes)
        said = ngettext("{n} participant", "{n} participants", trained).format(n=number(trained))
        return "\n".join(one for one in (self._picture.about, said) if one)

    def least_height(self, look: Theme) -> int:
        return look.px(260)

    def natural_height(self, wide: float, look: Theme) -> float:
        return max(look.px(300), wide * 0.5)

    def draw(self, canvas: Canvas) -> Sequence[Spot]:
        picture, look = self._picture, canvas.look
        rest = canvas.top(picture.title, picture.about)
        if not picture.slopes:
            canvas.empty(_("There is nobody to show."))
            return ()
        values: list[float | None] = [value for one in picture.slopes for value in _three(one)]
        if picture.target is not None:
            values.append(picture.target.value)
        axis = axis_of(values, picture.measure)
        trained = [one for one in picture.slopes if one.trained]
        others = [one for one in picture.slopes if not one.trained]
        named = trained if len(trained) <= MOST_NAMED else []
        words = [one.name for one in named]
        words += [
            _("participants, mean"),
            _("others, mean"),
            picture.target.words if picture.target else "",
        ]
        right = min(canvas.room_beside(words), canvas.area.width() * NAMES)
        ground = canvas.ground(
            rest, axis, picture.measure, right=right, below=canvas.line_height + theme.SPACE_XS
        )
        inset = min(ground.width() * 0.12, canvas.look.px(70))
        xs = [ground.left() + inset, ground.center().x(), ground.right() - theme.SPACE_S]
        names = (
            picture.before or _("before"),
            picture.forecast or _("expected anyway"),
            picture.after or _("after"),
        )
        canvas.labels_below(ground, list(zip(xs, names, strict=True)))
        for x in xs:
            canvas.painter.setPen(canvas.pen(look.line, 1))
            canvas.painter.drawLine(QPointF(x, ground.top()), QPointF(x, ground.bottom()))

        def line(three: Sequence[float | None]) -> list[QPointF | None]:
            return [
                None if value is None else QPointF(x, canvas.y(ground, axis, value))
                for x, value in zip(xs, three, strict=True)
            ]

        beside = []
        if picture.target is not None:
            y = canvas.y(ground, axis, picture.target.value)
            canvas.target(ground, y)
            beside.append((y, picture.target.words, look.text))
        spots = []
        for one in (*others, *trained):
            points = line(_three(one))
            ink = look.accent if one.trained else look.faint
            canvas.painter.setOpacity(0.55 if one.trained else 0.3)
            canvas.line(points, canvas.pen(ink, 1.2))
            canvas.painter.setOpacity(1.0)
            for at in points:
                if at is not None:
                    canvas.mark(at, None, ink=ink, hollow=not one.trained)
                    spots.append(Spot(one.id, one.words, at))
            if one in named and points[2] is not None:
                beside.append((points[2].y(), one.name, look.muted))
        for group, ink, said in (
            (others, look.muted, _("others, mean")),
            (trained, look.accent, _("participants, mean")),
        ):
            points = line(_means(group))
            canvas.line(points, canvas.pen(ink, 3.2, dashes=() if group is trained else (3, 2)))
            if points[2] is not None:
                beside.append((points[2].y(), said, ink))
        canvas.beside(ground.right() + theme.SPACE_S, ground, beside)
        return self._ordered(spots)

    def _ordered(self, spots: list[Spot]) -> list[Spot]:
        """Person by person, participants first."""
        order = {
            one.id: at for at, one in enumerate(sorted(self._picture.slopes, key=lambda one: not one.trained))
        }
        return sorted(spots, key=lambda spot: (order[spot.id], spot.at.x()))

    def spots_of(self, spot_id: str) -> list[Spot]:
        return [spot for spot in self._spots if spot.id == spot_id]

    def lit_spots(self, at: int) -> list[Spot]:
        return self.spots_of(self._spots[at].id)

    def draw_lit(self, canvas: Canvas, spots: Sequence[Spot], strong: bool) -> None:
        look, painter = canvas.look, canvas.painter
        canvas.line([spot.at for spot in spots], canvas.pen(look.text if strong else look.accent, 2.4))
        for spot in spots:
            painter.setBrush(theme.colour(look.accent))
            painter.setPen(QPen(theme.colour(look.text), 1.5))
            painter.drawEllipse(spot.at, 4.5, 4.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def step(self, key: Qt.Key, at: int) -> int | None:
        """Up and down go from person to person."""
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and 0 <= at < len(self._spots):
            here = self._spots[at]
            by = -1 if key is Qt.Key.Key_Up else 1
            place = at
            while 0 <= place < len(self._spots) and self._spots[place].id == here.id:
                place += by
            return place if 0 <= place < len(self._spots) else at
        return super().step(key, at)


def _three(one: Slope) -> tuple[float | None, float | None, float | None]:
    return one.before, one.forecast, one.after


def _means(group: Sequence[Slope]) -> list[float | None]:
    """The means of those of whom all three are known: the same people in each column."""
    whole = [_three(one) for one in group if None not in _three(one)]
    if not whole:
        return [None, None, None]
    return [sum(three[at] or 0.0 for three in whole) / len(whole) for at in range(3)]
