"""A Pareto chart: what makes the most of a whole, and how few of the things make four fifths of it.

Rows instead of columns, so that long names can be read; bars begin at zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QWidget

from supervisor.words import _, share
from ui import theme
from ui.theme import Theme
from ui.widgets.charts.canvas import Canvas, Spot
from ui.widgets.charts.chart import Chart
from ui.widgets.charts.measure import Axis, Measure
from ui.widgets.charts.rows import boxes, names_width, row_height

CUT = 0.8


@dataclass(frozen=True)
class ParetoBar:
    """One thing: *amount* is what it adds to the whole; below zero it takes away, and stands outside the
    cumulated line. *words*: all that is known of it ("": name, amount and shares)."""

    id: str
    name: str
    amount: float
    words: str = ""


@dataclass(frozen=True)
class ParetoPicture:
    """*bars* in any order: they are drawn from the largest on. *whole*: what they add up to where not all are
    given (None: their sum)."""

    title: str
    measure: Measure
    bars: Sequence[ParetoBar] = ()
    about: str = ""
    whole: float | None = None
    cut: float = CUT


def shares(bars: Sequence[ParetoBar], whole: float | None) -> list[tuple[ParetoBar, float | None]]:
    """*bars* from the largest on, each with what it and those before it make of the whole (None: it takes
    away)."""
    ordered = sorted(bars, key=lambda bar: -bar.amount)
    total = whole if whole is not None else sum(bar.amount for bar in ordered if bar.amount > 0)
    found: list[tuple[ParetoBar, float | None]] = []
    so_far = 0.0
    for bar in ordered:
        so_far += bar.amount
        found.append((bar, so_far / total if bar.amount > 0 and total > 0 else None))
    return found


class ParetoChart(Chart):
    """The few that make four fifths are full, the others pale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._shares: list[tuple[ParetoBar, float | None]] = []
        super().__init__(parent)
        self._picture = ParetoPicture("", Measure())

    def show_picture(self, picture: ParetoPicture) -> None:
        """Draw *picture* in place of the last one."""
        self._picture = picture
        self._shares = shares(picture.bars, picture.whole)
        self.draw_anew()

    def title(self) -> str:
        return self._picture.title

    def summary(self) -> str:
        few = self._few()
        if not few:
            return _("Nothing was found to show.")
        names = _(", ").join(bar.name for bar, _cumulated in self._shares[:few])
        last = self._shares[few - 1][1]
        return _("{names}: together {share} of the whole.").format(names=names, share=share(last))

    def natural_height(self, wide: float, look: Theme) -> float:
        return max(3, len(self._shares)) * look.px(28) + look.px(84)

    def picture_size(self) -> QSize:
        size = super().picture_size()
        return QSize(size.width(), max(280, ceil(self.natural_height(size.width(), theme.LIGHT)) + 40))

    def usual_height(self, look: Theme) -> int:
        return self.least_height(look)

    def least_height(self, look: Theme) -> int:
        return ceil(self.natural_height(self.width(), look))

    def _few(self) -> int:
        """How many, from the largest on, reach the cut."""
        for at, (_bar, cumulated) in enumerate(self._shares):
            if cumulated is None:
                return at
            if cumulated >= self._picture.cut - 1e-9:
                return at + 1
        return len(self._shares)

    def draw(self, canvas: Canvas) -> Sequence[Spot]:
        picture, look = self._picture, canvas.look
        rest = canvas.top(picture.title, picture.about)
        if not self._shares:
            canvas.empty(_("Nothing was found to show."))
            return ()
        least = min(0.0, *(bar.amount for bar, _c in self._shares))
        whole = picture.whole or sum(max(0.0, bar.amount) for bar in picture.bars) or 1.0
        axis = Axis(least, whole, (), False)  # the whole is 100 %: bars and their sum on one scale
        left = names_width(canvas, (bar.name for bar, _c in self._shares))
        right = max(canvas.wide(share(1.0)), canvas.wide(picture.measure.said(axis.most))) + theme.SPACE_M
        head = canvas.line_height + theme.SPACE_XS
        high = min(row_height(canvas) * 1.4, (rest.height() - head) / len(self._shares))
        ground = QRectF(
            rest.left() + left, rest.top() + head, rest.width() - left - right, high * len(self._shares)
        )
        few = self._few()
        zero = canvas.x(ground, axis, 0.0)
        spots, line = [], []
        for at, ((bar, cumulated), box) in enumerate(
            zip(self._shares, boxes(canvas.area, ground, len(self._shares), high), strict=True)
        ):
            y = box.center().y()
            name = canvas.fitted(bar.name, ground.left() - box.left() - theme.SPACE_S)
            canvas.say(box.left(), y, name, look.text if at < few else look.muted)
            end = canvas.x(ground, axis, bar.amount)
            thick = min(high * 0.62, look.px(18))
            canvas.painter.setPen(Qt.PenStyle.NoPen)
            canvas.painter.setBrush(theme.colour(look.accent, 0.85 if at < few else 0.3))
            canvas.painter.drawRect(QRectF(min(zero, end), y - thick / 2, abs(end - zero), thick))
            said = picture.measure.said(bar.amount)
            self._value(canvas, abs(end - zero), max(zero, end), y, said, full=at < few)
            if cumulated is not None:
                line.append(QPointF(canvas.x(ground, axis, min(1.0, cumulated) * whole), y))
                canvas.say(canvas.area.right(), y, share(cumulated), look.muted, "right")
            spots.append(Spot(bar.id, self._words(bar, cumulated), QPointF(end, y), box))
        canvas.painter.setPen(QPen(theme.colour(look.line_strong), 1))
        canvas.painter.drawLine(QPointF(zero, ground.top()), QPointF(zero, ground.bottom()))
        self._cumulated(canvas, ground, canvas.x(ground, axis, picture.cut * whole), line)
        return spots

    def _value(self, canvas: Canvas, wide: float, end: float, y: float, said: str, *, full: bool) -> None:
        """What a bar stands for: within it, or right of it where it has no room."""
        if canvas.wide(said) + 2 * theme.SPACE_S <= wide:
            ink = canvas.look.on_accent if full else canvas.look.text
            canvas.say(end - theme.SPACE_S, y, said, ink, "right")
        else:
            canvas.say(end + theme.SPACE_S, y, said, canvas.look.text)

    def _cumulated(self, canvas: Canvas, ground: QRectF, x: float, line: list[QPointF]) -> None:
        look = canvas.look
        y = ground.top() - canvas.line_height / 2
        canvas.painter.setPen(canvas.pen(look.text, 1.2, dashes=(4, 3)))
        canvas.painter.drawLine(QPointF(x, ground.top()), QPointF(x, ground.bottom()))
        said = share(self._picture.cut).replace(".0", "")
        canvas.say(x, y, said, look.text, "centre")
        together = _("together")
        if x + canvas.wide(said) / 2 + theme.SPACE_S < canvas.area.right() - canvas.wide(together):
            canvas.say(canvas.area.right(), y, together, look.muted, "right")
        canvas.line(list(line), canvas.pen(look.muted, 1.5))
        for at in line:
            canvas.mark(at, None, ink=look.muted, hollow=True)

    def _words(self, bar: ParetoBar, cumulated: float | None) -> str:
        lines = [
            bar.words
            or _("{label}: {meaning}").format(label=bar.name, meaning=self._picture.measure.said(bar.amount))
        ]
        if cumulated is not None:
            lines.append(_("With all before it: {share} of the whole").format(share=share(cumulated)))
        return "\n".join(lines)
