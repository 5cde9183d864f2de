"""A figure over time: one line, broken where nothing is known, with its count in its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from supervisor.advice.said import percent
from ui import theme

MARKED = 80  # points; of more, only the chosen one has a mark
PAGE = 10  # points that Page Up and Page Down go


@dataclass(frozen=True)
class Point:
    """A piece of the period: *label* stands below the line, *words* say all of it. None is unknown."""

    label: str
    value: float | None
    words: str


class HistoryCurve(QWidget):
    """Arrows choose a point, Enter or a double click opens it."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._points: Sequence[Point] = ()
        self._said: Callable[[float], str] = str
        self._share = False
        self._top = 1.0
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(150)
        theme.watch.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(720, 240)

    def show_points(
        self, title: str, points: Sequence[Point], said: Callable[[float], str], *, share: bool = False
    ) -> None:
        """Draw *points*; *said* writes a value at the edge; *share*: 0 to 1 is the whole height."""
        self._title, self._points, self._said, self._share = title, points, said, share
        known = [point.value for point in points if point.value is not None]
        self._top = 1.0 if share else _above(max(known, default=1.0))
        self._at = min(self._at, max(0, len(points) - 1))
        self._tell()
        self.update()

    @property
    def current(self) -> int:
        """The chosen point's place."""
        return self._at

    # -- hands ----------------------------------------------------------------------------------------------

    def choose(self, place: int) -> None:
        """Choose a point, as an arrow key does."""
        place = min(max(place, 0), len(self._points) - 1)
        if self._points and place != self._at:
            self._at = place
            self._tell()
            self.update()
            self.chosen.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_PageUp: -PAGE,
            Qt.Key.Key_PageDown: PAGE,
            Qt.Key.Key_Home: -len(self._points),
            Qt.Key.Key_End: len(self._points),
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.choose(self._at + steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._points:
            self.opened.emit(self._at)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._points:
            self.choose(self._nearest(event.position().x()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._points:
            self.choose(self._nearest(event.position().x()))
            self.opened.emit(self._at)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            if self._points:
                place = self._nearest(event.pos().x())
                QToolTip.showText(event.globalPos(), self._points[place].words, self)
            return True
        return super().event(event)

    def _nearest(self, x: float) -> int:
        box = self._box()
        if len(self._points) < 2 or box.width() <= 0:
            return 0
        place = round((x - box.left()) / box.width() * (len(self._points) - 1))
        return min(max(place, 0), len(self._points) - 1)

    def _tell(self) -> None:
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(self._points[self._at].words if self._points else "")

    # -- paint ----------------------------------------------------------------------------------------------

    def _at_edge(self, level: float) -> str:
        return percent(level) if self._share else self._said(level)

    def _levels(self) -> list[float]:
        return [self._top * part / 4 for part in range(5)]

    def _box(self) -> QRectF:
        metrics = QFontMetricsF(theme.desk_font(theme.SMALL))
        left = max(metrics.horizontalAdvance(self._at_edge(level)) for level in self._levels())
        return QRectF(self.rect()).adjusted(
            left + theme.SPACE_M,
            metrics.height() + theme.SPACE_M,
            -theme.SPACE_L,
            -(metrics.height() + theme.SPACE_M),
        )

    def _place(self, at: int, value: float) -> QPointF:
        box = self._box()
        part = 0.5 if len(self._points) < 2 else at / (len(self._points) - 1)
        return QPointF(
            box.left() + box.width() * part,
            box.bottom() - box.height() * min(1.0, max(0.0, value / self._top)),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._points:
            return
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setFont(theme.desk_font(theme.SMALL))
        metrics = QFontMetricsF(painter.font())
        box = self._box()
        for level in self._levels():
            y = box.bottom() - box.height() * level / self._top
            painter.setPen(QPen(theme.colour(look.line), 1))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            said = self._at_edge(level)
            painter.setPen(theme.colour(look.muted))
            x = box.left() - theme.SPACE_S - metrics.horizontalAdvance(said)
            painter.drawText(QPointF(x, y + metrics.capHeight() / 2), said)
        painter.drawText(QPointF(box.left(), metrics.ascent()), self._title)
        self._paint_labels(painter, metrics)
        self._paint_line(painter)
        self._paint_chosen(painter, metrics)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour(look.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS_FIELD, theme.RADIUS_FIELD
            )
        painter.end()

    def _paint_labels(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        """Below the line, as many as have room."""
        box, free = self._box(), -1.0
        painter.setPen(theme.colour(theme.current().muted))
        for at, point in enumerate(self._points):
            wide = metrics.horizontalAdvance(point.label)
            x = self._place(at, 0).x() - wide / 2
            x = min(max(x, 0.0), self.width() - wide)
            if x > free and point.label:
                painter.drawText(QPointF(x, box.bottom() + metrics.height() + 2), point.label)
                free = x + wide + theme.SPACE_L

    def _paint_line(self, painter: QPainter) -> None:
        look = theme.current()
        painter.setPen(QPen(theme.colour(look.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        run: list[QPointF] = []
        for at, point in enumerate((*self._points, Point("", None, ""))):
            if point.value is not None:
                run.append(self._place(at, point.value))
                continue
            if len(run) > 1:
                painter.drawPolyline(QPolygonF(run))
            elif run:  # alone between two that are unknown
                painter.drawEllipse(run[0], 2.0, 2.0)
            run = []
        if len(self._points) <= MARKED:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(look.accent))
            for at, point in enumerate(self._points):
                if point.value is not None:
                    painter.drawEllipse(self._place(at, point.value), 2.6, 2.6)

    def _paint_chosen(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        look, box = theme.current(), self._box()
        point = self._points[self._at]
        x = self._place(self._at, 0).x()
        painter.setPen(QPen(theme.colour(look.line_strong), 1))
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        if point.value is not None:
            here = self._place(self._at, point.value)
            painter.setPen(QPen(theme.colour(look.surface), 2))
            painter.setBrush(theme.colour(look.accent))
            painter.drawEllipse(here, 5.5, 5.5)
        said = point.words.partition("\n")[0]
        wide = metrics.horizontalAdvance(said)
        painter.setPen(theme.colour(look.text))
        left = box.left() + metrics.horizontalAdvance(self._title) + theme.SPACE_L
        x = min(max(x - wide / 2, left), max(left, self.width() - wide - theme.SPACE_S))
        painter.drawText(QPointF(x, metrics.ascent()), said)


def _above(value: float) -> float:
    """A round figure not below *value*, with four round steps to it."""
    if value <= 0:
        return 1.0
    size = 10.0 ** floor(log10(value))
    step = next(step for step in (1, 2, 4, 6, 8, 10) if value <= step * size)
    return max(step * size, 4.0) if value > 1 else float(ceil(value * 4) / 4)
