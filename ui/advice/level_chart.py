"""The service level by how many people come or go: where it is now, where it would be, and the target."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from supervisor.advice.said import percent
from supervisor.advice.staffing import Comparison
from supervisor.words import _, number
from ui import theme

LEFT, RIGHT, TOP, BOTTOM = 48, 132, 12, 44  # room for the labels, in logical pixels at text scale 1


class LevelChart(QWidget):
    """A line for the next minutes and one for long, each with its name at its end. Arrows choose a number."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answers: Mapping[int, Comparison] = {}
        self._people = 0
        self._target = 0.0
        self._labels: list[float] = []  # heights at which names stand in this paint
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(150)
        theme.watch.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(480, 220)

    def show_answers(self, answers: Mapping[int, Comparison], target: float) -> None:
        """Draw *answers* by the number of people; *target* is a share."""
        self._answers, self._target = answers, target
        self._tell()
        self.update()

    def show_chosen(self, people: int) -> None:
        """Mark *people*."""
        if people != self._people:
            self._people = people
            self._tell()
            self.update()

    def _tell(self) -> None:
        self.setAccessibleName(_("Service level by how many people come or go"))
        found = self._answers.get(self._people)
        said = "" if found is None else f"{signed(self._people)}: {percent(found.after.soon.service_level)}"
        self.setAccessibleDescription(said)

    # -- hands ----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps:
            self._choose(self._people + steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Home:
            self._choose(0)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._answers and event.button() == Qt.MouseButton.LeftButton:
            x = event.position().x()
            self._choose(min(self._answers, key=lambda people: abs(self._x(people) - x)))

    def _choose(self, people: int) -> None:
        if people in self._answers and people != self._people:
            self.chosen.emit(people)

    # -- paint ----------------------------------------------------------------------------------------------

    def _box(self) -> QRectF:
        px = theme.current().px
        return QRectF(self.rect()).adjusted(px(LEFT), px(TOP), -px(RIGHT), -px(BOTTOM))

    def _x(self, people: int) -> float:
        box = self._box()
        least, most = min(self._answers), max(self._answers)
        return box.left() + box.width() * (people - least) / max(1, most - least)

    def _y(self, level: float) -> float:
        box = self._box()
        return box.bottom() - box.height() * min(1.0, max(0.0, level))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._answers:
            return
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        small = theme.desk_font(theme.SMALL)
        painter.setFont(small)
        self._labels.clear()
        self._paint_grid(painter)
        long = {n: one.after.for_long for n, one in self._answers.items()}
        self._paint_line(
            painter,
            {n: one.service_level for n, one in long.items() if one is not None},
            QPen(theme.colour(look.muted), 1.5, Qt.PenStyle.DashLine),
            _("if it stays so"),
        )
        soon = {n: one.after.soon.service_level for n, one in self._answers.items()}
        self._paint_line(painter, soon, QPen(theme.colour(look.text), 2.0), _("next 10 min"))
        self._paint_marks(painter, soon)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour(look.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS_FIELD, theme.RADIUS_FIELD
            )
        painter.end()

    def _paint_grid(self, painter: QPainter) -> None:
        look, box = theme.current(), self._box()
        metrics = QFontMetricsF(painter.font())
        for level in (0.0, 0.25, 0.5, 0.75, 1.0):
            y = self._y(level)
            painter.setPen(QPen(theme.colour(look.line), 1))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            said = percent(level)
            painter.setPen(theme.colour(look.muted))
            painter.drawText(
                QPointF(
                    box.left() - metrics.horizontalAdvance(said) - theme.SPACE_S, y + metrics.capHeight() / 2
                ),
                said,
            )
        step = 1 if box.width() / max(1, len(self._answers)) > metrics.horizontalAdvance("−10") + 8 else 2
        for people in self._answers:
            if people % step == 0:
                said = signed(people) if people else _("now")
                x = self._x(people) - metrics.horizontalAdvance(said) / 2
                painter.setPen(theme.colour(look.text if people == self._people else look.muted))
                painter.drawText(QPointF(x, box.bottom() + metrics.height() + 2), said)
        said = _("people more or fewer")
        painter.setPen(theme.colour(look.muted))
        painter.drawText(
            QPointF(
                box.center().x() - metrics.horizontalAdvance(said) / 2,
                box.bottom() + 2.2 * metrics.height() + 2,
            ),
            said,
        )
        y = self._y(self._target)
        painter.setPen(QPen(theme.colour(look.muted), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        self._label(painter, y, _("target {level}").format(level=percent(self._target)), look.muted)

    def _paint_line(self, painter: QPainter, levels: Mapping[int, float], pen: QPen, name: str) -> None:
        if not levels:
            return
        points = [QPointF(self._x(people), self._y(levels[people])) for people in sorted(levels)]
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        self._label(painter, points[-1].y(), name, pen.color().name())

    def _label(self, painter: QPainter, y: float, said: str, ink: str) -> None:
        """A name at the right end of a line; labels that would meet move apart."""
        metrics = QFontMetricsF(painter.font())
        while any(abs(y - other) < metrics.height() for other in self._labels):
            y += metrics.height() / 4
        self._labels.append(y)
        painter.setPen(theme.colour(ink))
        painter.drawText(QPointF(self._box().right() + theme.SPACE_S, y + metrics.capHeight() / 2), said)

    def _paint_marks(self, painter: QPainter, levels: Mapping[int, float]) -> None:
        look, box = theme.current(), self._box()
        painter.setPen(QPen(theme.colour(look.line_strong), 1))
        painter.drawLine(QPointF(self._x(0), box.top()), QPointF(self._x(0), box.bottom()))
        for people, level in levels.items():
            here = QPointF(self._x(people), self._y(level))
            chosen = people == self._people
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(look.accent if chosen else look.text))
            size = 5.5 if chosen else 2.5
            painter.drawEllipse(here, size, size)
            if chosen:
                metrics = QFontMetricsF(painter.font())
                said = percent(level)
                y = (
                    here.y() - 10
                    if here.y() > box.top() + metrics.height() + 6
                    else here.y() + metrics.height() + 6
                )
                painter.setPen(theme.colour(look.text))
                painter.drawText(QPointF(here.x() - metrics.horizontalAdvance(said) / 2, y), said)


def signed(people: int) -> str:
    """A number of people with its sign: "+3", "−2", "0"."""
    if not people:
        return "0"
    return f"{'+' if people > 0 else '−'}{number(abs(people))}"
