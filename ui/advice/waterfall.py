"""How an answer rate came from one window to the other: a step for each cause, and one for the rest."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from supervisor.advice.said import points
from supervisor.words import _, share
from ui import theme

ROW = 34


@dataclass(frozen=True)
class Step:
    """One row: a *level* (the rate of a window) or a *change*; *about* stands beside its name.

    *rest*: what the model does not explain, drawn hatched.
    """

    name: str
    about: str = ""
    level: float | None = None
    change: float | None = None
    rest: bool = False


class Waterfall(QWidget):
    """The steps from the top down. Arrows choose a row; `chosen` tells its number."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self._row = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch.changed.connect(self._restyle)

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Draw *steps* in place of the last ones."""
        self._steps = steps
        self._row = min(self._row, max(0, len(steps) - 1))
        self._tell()
        self.updateGeometry()
        self.update()

    @property
    def row(self) -> int:
        return self._row

    @property
    def text(self) -> str:
        """Everything that is drawn, a row a line."""
        return "\n".join(self._said(step) for step in self._steps)

    def _said(self, step: Step) -> str:
        figure = share(step.level) if step.level is not None else points(step.change or 0.0)
        return ", ".join(part for part in (f"{step.name}: {figure}", step.about) if part)

    def _tell(self) -> None:
        self.setAccessibleName(_("How the answer rate changed"))
        self.setAccessibleDescription(self._said(self._steps[self._row]) if self._steps else "")

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(560, theme.current().px(ROW) * max(1, len(self._steps)) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(360, self.sizeHint().height())

    # -- hands ----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in steps:
            self.choose(self._row + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.choose(int(event.position().y() // theme.current().px(ROW)))

    def choose(self, row: int) -> None:
        """Stand on *row*, where there is one."""
        if 0 <= row < len(self._steps):
            self._row = row
            self._tell()
            self.update()
            self.chosen.emit(row)

    # -- paint ----------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._steps:
            return
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        high = look.px(ROW)
        body, small = theme.desk_font(theme.BODY), theme.desk_font(theme.SMALL)
        wide = QFontMetricsF(body)
        names = max(wide.horizontalAdvance(step.name) for step in self._steps) + 2 * theme.SPACE_S
        figures = wide.horizontalAdvance("+88.8 %") + theme.SPACE_M
        about = QFontMetricsF(small)
        abouts = max(about.horizontalAdvance(step.about) for step in self._steps) + theme.SPACE_M
        plot = QRectF(names, 0, max(60.0, self.width() - names - figures - abouts), self.height())
        low, top = self._scale()
        at = 0.0
        for number, step in enumerate(self._steps):
            y = number * high
            if number == self._row:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour(look.selected))
                painter.drawRect(QRectF(0, y, self.width(), high))
            painter.setFont(body)
            painter.setPen(theme.colour(look.text))
            base = y + high / 2 + wide.capHeight() / 2
            painter.drawText(QPointF(theme.SPACE_S, base), step.name)
            begin, at = (low, step.level) if step.level is not None else (at, at + (step.change or 0.0))
            self._paint_bar(
                painter, step, QRectF(plot.left(), y, plot.width(), high), (low, top), (begin, at)
            )
            figure = share(step.level) if step.level is not None else points(step.change or 0.0)
            painter.setPen(theme.colour(look.text))
            painter.drawText(
                QPointF(plot.right() + figures - wide.horizontalAdvance(figure) - theme.SPACE_S, base), figure
            )
            painter.setFont(small)
            painter.setPen(theme.colour(look.muted))
            painter.drawText(QPointF(plot.right() + figures, base), step.about)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour(look.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(1, self._row * high + 1, self.width() - 2, high - 2))
        painter.end()

    def _scale(self) -> tuple[float, float]:
        """From where to where the bars stand: rates from a floor that leaves the changes to be seen."""
        at, lows = 0.0, []
        for step in self._steps:
            at = step.level if step.level is not None else at + (step.change or 0.0)
            lows.append(at)
        low, top = min(lows), max(lows)
        room = max(0.02, (top - low) * 0.35)
        return max(0.0, low - room), min(1.02, top + room / 4)

    def _paint_bar(
        self,
        painter: QPainter,
        step: Step,
        row: QRectF,
        scale: tuple[float, float],
        span: tuple[float, float],
    ) -> None:
        look = theme.current()
        low, top = scale

        def x(level: float) -> float:
            return row.left() + row.width() * (level - low) / (top - low)

        left, right = sorted((x(span[0]), x(span[1])))
        bar = QRectF(left, row.top() + row.height() * 0.22, max(1.5, right - left), row.height() * 0.56)
        painter.setPen(Qt.PenStyle.NoPen)
        if step.level is not None:
            painter.setBrush(theme.colour(look.line_strong))
            painter.drawRect(bar)
            if low > 0:  # the floor is not 0: say so with a break in the bar
                painter.setBrush(theme.colour(look.surface))
                painter.drawRect(QRectF(bar.left() + 6, bar.top() - 1, 3, bar.height() + 2))
            return
        ink = theme.colour(look.series[0] if (step.change or 0.0) >= 0 else look.series[3])
        if step.rest:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour(look.muted), 1, Qt.PenStyle.DashLine))
        else:
            painter.setBrush(ink)
        painter.drawRect(bar)
