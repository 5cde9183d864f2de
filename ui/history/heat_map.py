"""A figure by hour of the day and day of the week: where in the week the work, or the trouble, falls.

One hue from pale to deep, so that every eye sees the order, and the number in each cell, so that nobody has
to read a colour. What is unknown is an empty cell with a dash, never a pale one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from supervisor.words import DASH, _, mark
from ui import theme

HOURS, WEEKDAYS = 24, 7
NAMES = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
LEGEND_STEPS = 7
GAP = 2

Values = Sequence[Sequence[float | None]]


class HeatMap(QWidget):
    """Seven rows of 24 cells. Arrows choose one, Enter or a double click opens it."""

    chosen = Signal(int, int)  # weekday (0: Monday), hour
    opened = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._values: Values = ()
        self._said: Callable[[float | None], str] = lambda value: DASH if value is None else str(value)
        self._about: Callable[[int, int], str] = lambda weekday, hour: ""
        self._bounds: tuple[float, float] | None = None
        self._first, self._last = 0, HOURS  # hours in which something is known
        self._at = (0, 9)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(220)
        self.setMouseTracking(False)
        theme.watch.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(900, 360)

    def show_values(
        self,
        title: str,
        values: Values,
        said: Callable[[float | None], str],
        about: Callable[[int, int], str] = lambda weekday, hour: "",
    ) -> None:
        """Draw *values* by weekday and hour; *said* writes one of them, *about* tells of a cell."""
        self._title, self._values, self._said, self._about = title, values, said, about
        known = [value for row in values for value in row if value is not None]
        self._bounds = (min(known), max(known)) if known else None
        hours = [hour for row in values for hour, value in enumerate(row) if value is not None]
        self._first, self._last = (min(hours), max(hours) + 1) if hours else (0, HOURS)
        weekday, hour = self._at
        self._at = weekday, min(max(hour, self._first), self._last - 1)
        self._tell()
        self.update()

    @property
    def current(self) -> tuple[int, int]:
        """The chosen cell: weekday and hour."""
        return self._at

    def value(self, weekday: int, hour: int) -> float | None:
        """What stands in a cell."""
        return self._values[weekday][hour] if self._values else None

    # -- hands ----------------------------------------------------------------------------------------------

    def choose(self, weekday: int, hour: int) -> None:
        """Choose a cell, as an arrow key does."""
        place = min(max(weekday, 0), WEEKDAYS - 1), min(max(hour, self._first), self._last - 1)
        if place != self._at:
            self._at = place
            self._tell()
            self.update()
            self.chosen.emit(*place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        weekday, hour = self._at
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.choose(weekday + steps[key][0], hour + steps[key][1])
        elif key is Qt.Key.Key_Home:
            self.choose(weekday, self._first)
        elif key is Qt.Key.Key_End:
            self.choose(weekday, self._last - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._values:
            self.opened.emit(*self._at)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and (place := self._cell_at(event.position())):
            self.choose(*place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and (place := self._cell_at(event.position())):
            self.choose(*place)
            self.opened.emit(*place)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = self._cell_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._words(*place) if place else "", self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._tell()
            self.update()
        super().changeEvent(event)

    # -- words ----------------------------------------------------------------------------------------------

    def _words(self, weekday: int, hour: int) -> str:
        said = self._said(self.value(weekday, hour))
        where = _("{day}, {begin}–{end}").format(
            day=_(NAMES[weekday]), begin=f"{hour:02}:00", end=f"{(hour + 1) % HOURS:02}:00"
        )
        lines = [f"{where}: {said}", self._about(weekday, hour)]
        return "\n".join(line for line in lines if line)

    def _tell(self) -> None:
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(self._words(*self._at) if self._values else "")

    # -- paint ----------------------------------------------------------------------------------------------

    def _box(self) -> QRectF:
        metrics = QFontMetricsF(theme.desk_font(theme.SMALL))
        left = max(metrics.horizontalAdvance(_(name)) for name in NAMES) + theme.SPACE_S
        return QRectF(self.rect()).adjusted(
            left + 2, metrics.height() + theme.SPACE_S, -2, -(2 * metrics.height() + theme.SPACE_L)
        )

    def _cell(self, weekday: int, hour: int) -> QRectF:
        box = self._box()
        wide, high = box.width() / (self._last - self._first), box.height() / WEEKDAYS
        return QRectF(
            box.left() + wide * (hour - self._first), box.top() + high * weekday, wide - GAP, high - GAP
        )

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        box = self._box()
        if not self._values or not box.contains(point):
            return None
        hour = int((point.x() - box.left()) / box.width() * (self._last - self._first)) + self._first
        weekday = int((point.y() - box.top()) / box.height() * WEEKDAYS)
        return min(weekday, WEEKDAYS - 1), min(hour, self._last - 1)

    def _fill(self, value: float) -> tuple[QColor, QColor]:
        """The colour of a cell and of what is written in it."""
        look = theme.current()
        assert self._bounds is not None  # noqa: S101  # a value is there
        least, most = self._bounds
        part = 0.5 if most <= least else (value - least) / (most - least)
        pale, deep = theme.colour(look.raised if look.dark else look.ground), theme.colour(look.accent)
        part = 0.06 + 0.94 * part

        def between(one: int, other: int) -> int:
            return round(one + (other - one) * part)

        fill = QColor(
            between(pale.red(), deep.red()),
            between(pale.green(), deep.green()),
            between(pale.blue(), deep.blue()),
        )
        inks = theme.colour(look.text), theme.colour(look.on_accent)
        return fill, max(inks, key=lambda ink: _contrast(ink, fill))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        look = theme.current()
        small = theme.desk_font(theme.SMALL)
        painter.setFont(small)
        metrics = QFontMetricsF(small)
        if self._values:
            self._paint_heads(painter, metrics)
            numbers = self._number_font()
            for weekday in range(WEEKDAYS):
                for hour in range(self._first, self._last):
                    self._paint_cell(painter, weekday, hour, numbers)
            painter.setFont(small)
            self._paint_legend(painter, metrics)
            cell = self._cell(*self._at).adjusted(-1, -1, 1, 1)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour(look.text), 2.5 if self.hasFocus() else 1.5))
            painter.drawRoundedRect(cell, 3, 3)
        painter.end()

    def _number_font(self) -> QFont | None:
        """The largest type in which every number has room in its cell; None where none has."""
        cell = self._cell(0, self._first)
        for size in (theme.BODY, theme.SMALL, 10, 9):
            font = theme.desk_font(size)
            metrics = QFontMetricsF(font)
            widest = max(
                metrics.horizontalAdvance(self._said(value)) for row in self._values for value in row
            )
            if widest <= cell.width() - 4 and metrics.height() <= cell.height():
                return font
        return None

    def _paint_heads(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        look, box = theme.current(), self._box()
        painter.setPen(theme.colour(look.muted))
        for weekday, name in enumerate(NAMES):
            cell = self._cell(weekday, self._first)
            y = cell.center().y() + metrics.capHeight() / 2
            painter.drawText(QPointF(2, y), _(name))
        wide = box.width() / (self._last - self._first)
        step = next(step for step in (1, 2, 3, 6, 24) if wide * step > metrics.horizontalAdvance("00") + 8)
        for hour in range(self._first, self._last):
            if (hour - self._first) % step == 0:
                said = f"{hour:02}"
                x = self._cell(0, hour).center().x() - metrics.horizontalAdvance(said) / 2
                painter.drawText(QPointF(x, box.top() - theme.SPACE_XS - 1), said)

    def _paint_cell(self, painter: QPainter, weekday: int, hour: int, numbers: QFont | None) -> None:
        look, cell, value = theme.current(), self._cell(weekday, hour), self.value(weekday, hour)
        painter.setPen(Qt.PenStyle.NoPen)
        if value is None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour(look.line), 1))
            painter.drawRoundedRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
            ink = theme.colour(look.faint)
        else:
            fill, ink = self._fill(value)
            painter.setBrush(fill)
            painter.drawRoundedRect(cell, 2, 2)
        if numbers is not None:
            painter.setFont(numbers)
            painter.setPen(ink)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, self._said(value))

    def _paint_legend(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        if self._bounds is None:
            return
        look, box = theme.current(), self._box()
        least, most = self._bounds
        y = box.bottom() + theme.SPACE_S
        x = box.left()
        painter.setPen(theme.colour(look.muted))
        line = y + metrics.ascent()
        for said in (self._title, self._said(least)):
            painter.drawText(QPointF(x, line), said)
            x += metrics.horizontalAdvance(said) + theme.SPACE_M
        size = metrics.height()
        for step in range(LEGEND_STEPS if most > least else 1):
            fill, _ink = self._fill(least + (most - least) * step / max(1, LEGEND_STEPS - 1))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(QRectF(x, y, size * 1.4, size), 2, 2)
            x += size * 1.4 + GAP
        painter.setPen(theme.colour(look.muted))
        if most > least:
            painter.drawText(QPointF(x + theme.SPACE_S, line), self._said(most))


def _contrast(one: QColor, other: QColor) -> float:
    """How far two colours are apart, as people see it (WCAG 2)."""

    def light(colour: QColor) -> float:
        parts = [colour.redF(), colour.greenF(), colour.blueF()]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
