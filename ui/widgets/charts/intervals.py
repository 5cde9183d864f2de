"""A dot plot: one row a person, the level with its interval, held against the target of the own cell.

Rows stand in the order in which they are given, which is never that of a rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from supervisor.words import _, ngettext, number
from ui import theme
from ui.theme import State, Theme
from ui.widgets.charts.canvas import Canvas, Spot
from ui.widgets.charts.chart import Chart
from ui.widgets.charts.measure import Axis, Measure, axis_of
from ui.widgets.charts.rows import boxes, level_grid, names_width, row_height

MOST_ON_PAPER = 120  # rows; a picture of more is cut


@dataclass(frozen=True)
class IntervalRow:
    """One person: *level* with *low* to *high*; *target* and *mean* (None: none) are those of the own cell.
    *raw* is the value as it was seen, before anything was reckoned. *state*: None where nothing is to do."""

    id: str
    name: str
    level: float | None
    low: float | None
    high: float | None
    words: str
    target: float | None = None
    mean: float | None = None
    raw: float | None = None
    state: State | None = None


@dataclass(frozen=True)
class IntervalPicture:
    """*about* names KPI, period and certainty; the words stand beside the lines at the top."""

    title: str
    measure: Measure
    rows: Sequence[IntervalRow] = ()
    about: str = ""
    target_words: str = ""  # "": "target"
    mean_words: str = ""  # "": "mean of the cell"


class IntervalPlot(Chart):
    """More rows than have room scroll below the axis, which stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = IntervalPicture("", Measure())
        self._axis = Axis(0.0, 1.0, (0.0, 1.0), False)
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar.valueChanged.connect(self._scrolled)
        self._bar.hide()

    def show_picture(self, picture: IntervalPicture) -> None:
        """Draw *picture* in place of the last one."""
        self._picture = picture
        values: list[float | None] = []
        for row in picture.rows:
            values += [row.level, row.low, row.high, row.target, row.mean, row.raw]
        self._axis = axis_of(values, picture.measure, steps=5)
        self._fit_bar()
        self.draw_anew()

    def title(self) -> str:
        return self._picture.title

    def summary(self) -> str:
        count = len(self._picture.rows)
        said = ngettext("{n} person", "{n} people", count).format(n=number(count))
        return "\n".join(one for one in (self._picture.about, said) if one)

    def natural_height(self, wide: float, look: Theme) -> float:
        rows = min(len(self._picture.rows), MOST_ON_PAPER)
        return rows * look.px(28) + look.px(116)

    def least_height(self, look: Theme) -> int:
        return look.px(240)

    def picture_size(self) -> QSize:
        size = super().picture_size()
        return QSize(size.width(), max(320, ceil(self.natural_height(size.width(), theme.LIGHT)) + 40))

    def paint_on(self, painter: QPainter, area: QRectF, look: Theme, *, vector: bool = True) -> None:
        self._draw(Canvas(painter, area, look, paper=True, vector=vector), 0)

    # -- rows that scroll -----------------------------------------------------------------------------------

    def draw(self, canvas: Canvas) -> Sequence[Spot]:
        return self._draw(canvas, self._bar.value())

    def _draw(self, canvas: Canvas, offset: int) -> list[Spot]:
        picture = self._picture
        if self._bar.isVisibleTo(self) and not canvas.paper:
            canvas.area.adjust(0, 0, -self._bar.width() - theme.SPACE_XS, 0)
        rest = canvas.top(picture.title, picture.about)
        if not picture.rows:
            canvas.empty(_("There is nobody to show."))
            return []
        rows = picture.rows[:MOST_ON_PAPER] if canvas.paper else picture.rows
        high = row_height(canvas)
        left = names_width(canvas, (row.name for row in picture.rows))
        right = canvas.wide(picture.measure.said(self._axis.most)) + theme.SPACE_M
        head = 2 * canvas.line_height + theme.SPACE_S
        whole = QRectF(
            rest.left() + left, rest.top() + head, rest.width() - left - right, rest.height() - head
        )
        whole.setHeight(min(whole.height(), high * len(rows)))
        self._heads(canvas, whole, rest.top())
        level_grid(
            canvas, whole, self._axis, picture.measure, words_y=rest.top() + head - canvas.line_height / 2
        )
        if self._axis.broken:
            canvas.say(
                rest.left(), rest.top() + head - canvas.line_height / 2, _("not from zero"), canvas.look.faint
            )
        shown = whole.translated(0, -offset)
        spots = []
        canvas.painter.save()
        clip = QRectF(canvas.area.left(), whole.top(), canvas.area.width(), whole.height())
        canvas.painter.setClipRect(clip)
        for row, box in zip(rows, boxes(canvas.area, shown, len(rows), high), strict=True):
            if box.bottom() > clip.top() and box.top() < clip.bottom():
                self._row(canvas, row, box, whole)
            x = canvas.x(whole, self._axis, row.level) if row.level is not None else whole.left()
            spots.append(Spot(row.id, row.words, QPointF(x, box.center().y()), box))
        canvas.painter.restore()
        if left_out := len(picture.rows) - len(rows):
            said = ngettext("and {n} more person", "and {n} more people", left_out)
            y = whole.bottom() + canvas.line_height
            canvas.say(rest.left(), y, said.format(n=number(left_out)), canvas.look.muted)
        return spots

    def _heads(self, canvas: Canvas, ground: QRectF, top: float) -> None:
        """What the upright lines mean, above the first of them."""
        picture = self._picture
        first = picture.rows[0]
        y = top + canvas.line_height / 2
        said = []
        for value, words, ink in (
            (first.target, picture.target_words or _("target"), canvas.look.text),
            (first.mean, picture.mean_words or _("mean of the cell"), canvas.look.muted),
        ):
            if value is not None:
                said.append((canvas.x(ground, self._axis, value), words, ink))
        said.sort(key=lambda one: one[0])
        if len(said) == 2:
            canvas.say(said[0][0] + 3, y, said[0][1], said[0][2], "right")
            canvas.say(max(said[1][0] - 3, said[0][0] + theme.SPACE_S), y, said[1][1], said[1][2])
        elif said:
            canvas.say(said[0][0], y, said[0][1], said[0][2], "centre")

    def _row(self, canvas: Canvas, row: IntervalRow, box: QRectF, ground: QRectF) -> None:
        look, painter, axis, y = canvas.look, canvas.painter, self._axis, box.center().y()
        name = canvas.fitted(row.name, ground.left() - box.left() - theme.SPACE_S)
        canvas.say(box.left(), y, name, look.text)
        for value, pen in (
            (row.mean, canvas.pen(look.muted, 1.2, dashes=(4, 3))),
            (row.target, canvas.pen(look.text, 1.4)),
        ):
            if value is not None:
                x = canvas.x(ground, axis, value)
                painter.setPen(pen)
                painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        if row.level is None:
            canvas.say(ground.left() + theme.SPACE_S, y, _("not known"), look.faint)
            return
        if row.low is not None and row.high is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(look.accent, 0.35))
            low, high = canvas.x(ground, axis, row.low), canvas.x(ground, axis, row.high)
            painter.drawRoundedRect(QRectF(low, y - 2.5, max(1.0, high - low), 5), 2, 2)
        if row.raw is not None:
            painter.setPen(QPen(theme.colour(look.muted), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(canvas.x(ground, axis, row.raw), y), 3.0, 3.0)
        canvas.mark(QPointF(canvas.x(ground, axis, row.level), y), row.state)
        said = self._picture.measure.said(row.level)
        canvas.say(box.right(), y, said, look.text, "right")

    def draw_lit(self, canvas: Canvas, spots: Sequence[Spot], strong: bool) -> None:
        look = canvas.look
        for spot in spots:
            if spot.box is None or not self._rows_ground().intersects(spot.box):
                continue
            canvas.painter.setPen(QPen(theme.colour(look.text if strong else look.accent), 1.5))
            canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
            canvas.painter.drawRoundedRect(spot.box.adjusted(-2, 0.5, 2, -0.5), 3, 3)

    def _rows_ground(self) -> QRectF:
        return QRectF(self.rect()).adjusted(0, self._head_height(), 0, 0)

    def _head_height(self) -> float:
        """How much of the height is title and axis."""
        if not self._spots or self._spots[0].box is None:
            return 0.0
        return self._spots[0].box.top() + self._bar.value()

    # -- hands ----------------------------------------------------------------------------------------------

    def _fit_bar(self) -> None:
        look = theme.current()
        high = float(max(look.px(26), 20))
        need = high * len(self._picture.rows)
        room = max(1.0, self.height() - look.px(theme.BODY) * 6.5)
        over = ceil(need - room)
        self._bar.setVisible(over > 0)
        self._bar.setRange(0, max(0, over))
        self._bar.setPageStep(int(room))
        self._bar.setSingleStep(int(high))
        wide = self._bar.sizeHint().width()
        self._bar.setGeometry(self.width() - wide, 0, wide, self.height())

    def _scrolled(self, _value: int) -> None:
        self._layer = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_bar()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._bar.maximum() == 0:
            super().wheelEvent(event)
        else:
            self._bar.setValue(self._bar.value() - event.angleDelta().y() // 2)
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        self._show_lit()

    def hover(self, spot_id: str) -> None:
        super().hover(spot_id)
        self._show_lit()

    def _show_lit(self) -> None:
        """Scroll the lit row into sight."""
        if self._lit < 0 or self._spots[self._lit].box is None:
            return
        box = self._spots[self._lit].box
        assert box is not None  # noqa: S101
        if box.top() < self._head_height():
            self._bar.setValue(self._bar.value() - ceil(self._head_height() - box.top()))
        elif box.bottom() > self.height() - theme.SPACE_XS:
            self._bar.setValue(self._bar.value() + ceil(box.bottom() - self.height() + theme.SPACE_XS))
