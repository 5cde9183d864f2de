"""A waterfall: of which parts a gap is made, one after the other, until they add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QWidget

from supervisor.words import _
from ui import theme
from ui.theme import Theme
from ui.widgets.charts.canvas import Canvas, Spot
from ui.widgets.charts.chart import Chart
from ui.widgets.charts.measure import Measure, axis_of
from ui.widgets.charts.rows import boxes, level_grid, names_width, row_height


@dataclass(frozen=True)
class Part:
    """What one thing adds to the gap (below zero: takes from it). *own*: it is of the person's own making;
    what is not (the mix of contacts) is drawn pale. *words*: all that is known of it."""

    id: str
    name: str
    amount: float
    words: str = ""
    own: bool = True


@dataclass(frozen=True)
class WaterfallPicture:
    """*parts* in the order in which they are to be read; *whole* names what they add up to. The measure's
    *said* writes differences, with their sign."""

    title: str
    measure: Measure
    parts: Sequence[Part] = ()
    whole: str = ""
    about: str = ""


class Waterfall(Chart):
    """The bars begin at zero: the gap, not the figure itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._picture = WaterfallPicture("", Measure())
        super().__init__(parent)

    def show_picture(self, picture: WaterfallPicture) -> None:
        """Draw *picture* in place of the last one."""
        self._picture = picture
        self.draw_anew()

    def title(self) -> str:
        return self._picture.title

    def summary(self) -> str:
        parts = [f"{part.name} {self._picture.measure.said(part.amount)}" for part in self._picture.parts]
        return "\n".join(one for one in (self._picture.about, _(", ").join(parts)) if one)

    def natural_height(self, wide: float, look: Theme) -> float:
        return (len(self._picture.parts) + 1) * look.px(28) + look.px(84)

    def usual_height(self, look: Theme) -> int:
        return self.least_height(look)

    def least_height(self, look: Theme) -> int:
        return ceil(self.natural_height(self.width(), look))

    def picture_size(self) -> QSize:
        size = super().picture_size()
        return QSize(size.width(), max(280, ceil(self.natural_height(size.width(), theme.LIGHT)) + 40))

    def draw(self, canvas: Canvas) -> Sequence[Spot]:
        picture, look = self._picture, canvas.look
        rest = canvas.top(picture.title, picture.about)
        if not picture.parts:
            canvas.empty(_("Nothing was found to show."))
            return ()
        so_far, steps = 0.0, [0.0]
        for part in picture.parts:
            so_far += part.amount
            steps.append(so_far)
        axis = axis_of(steps, picture.measure, zero=True)
        whole = picture.whole or _("Gap")
        left = names_width(canvas, [*(part.name for part in picture.parts), whole])
        said = [picture.measure.said(amount) for amount in (*(one.amount for one in picture.parts), so_far)]
        right = max(canvas.wide(one) for one in said) + theme.SPACE_M
        head = canvas.line_height + theme.SPACE_XS
        count = len(picture.parts) + 1
        high = min(row_height(canvas) * 1.4, (rest.height() - head) / count)
        ground = QRectF(rest.left() + left, rest.top() + head, rest.width() - left - right, high * count)
        level_grid(canvas, ground, axis, picture.measure, words_y=ground.top() - canvas.line_height / 2)
        spots = []
        rows = boxes(canvas.area, ground, count, high)
        thick = min(high * 0.62, look.px(18))
        for at, (part, box) in enumerate(zip(picture.parts, rows, strict=False)):
            begin, end = canvas.x(ground, axis, steps[at]), canvas.x(ground, axis, steps[at + 1])
            ink = theme.colour(look.accent, 0.85) if part.own else theme.colour(look.faint, 0.6)
            self._bar(canvas, box, ground, part.name, said[at], begin, end, thick, ink)
            y = box.center().y()
            canvas.painter.setPen(QPen(theme.colour(look.line_strong), 1))
            canvas.painter.drawLine(QPointF(end, y + thick / 2), QPointF(end, y + high - thick / 2))
            words = part.words or _("{label}: {meaning}").format(label=part.name, meaning=said[at])
            spots.append(Spot(part.id, words, QPointF(end, y), box))
        zero, end = canvas.x(ground, axis, 0.0), canvas.x(ground, axis, so_far)
        self._bar(canvas, rows[-1], ground, whole, said[-1], zero, end, thick, theme.colour(look.muted))
        canvas.painter.setPen(QPen(theme.colour(look.line_strong), 1))
        canvas.painter.drawLine(QPointF(zero, ground.top()), QPointF(zero, ground.bottom()))
        spots.append(
            Spot(
                "",
                _("{label}: {meaning}").format(label=whole, meaning=said[-1]),
                QPointF(end, rows[-1].center().y()),
                rows[-1],
            )
        )
        return spots

    def _bar(
        self,
        canvas: Canvas,
        box: QRectF,
        ground: QRectF,
        name: str,
        said: str,
        begin: float,
        end: float,
        thick: float,
        ink: QColor,
    ) -> None:
        y = box.center().y()
        fitted = canvas.fitted(name, ground.left() - box.left() - theme.SPACE_S)
        canvas.say(box.left(), y, fitted, canvas.look.text)
        canvas.painter.setPen(Qt.PenStyle.NoPen)
        canvas.painter.setBrush(ink)
        left, wide = min(begin, end), max(1.5, abs(end - begin))
        canvas.painter.drawRect(QRectF(left, y - thick / 2, wide, thick))
        canvas.say(box.right(), y, said, canvas.look.text, "right")
