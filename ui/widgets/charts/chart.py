"""What every chart can do: be pointed at with mouse and keys, be linked with a table, leave as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from supervisor.words import _
from ui import theme
from ui.theme import Theme
from ui.widgets.charts.canvas import Canvas, Spot
from ui.widgets.charts.drawing import Drawing
from ui.widgets.charts.picture import Pictures

REACH = 22.0  # pixels: who is farther from a point does not mean it
PAGE = 10  # points that Page Up and Page Down go
BUCKET = 24  # pixels: points are looked for in squares of this size


class Chart(Drawing):
    """Arrows move the lit point, Enter or a click chooses it; the menu copies and saves a picture.

    Points have ids, which a table beside it shares: connect `hovered` ("" when nothing is lit any more) and
    `chosen` to the table, and the table to `hover` and `select`, which emit nothing.
    """

    hovered = Signal(str)
    chosen = Signal(str)

    by_x = False  # the nearest point from left to right is meant, however far above or below it the mouse is

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer: QPixmap | None = None
        self._spots: tuple[Spot, ...] = ()
        self._first_of: dict[str, int] = {}
        self._buckets: dict[tuple[int, int], list[int]] = {}
        self._lit = -1
        self._lit_id = ""
        self._selected: tuple[str, ...] = ()
        self.pictures = Pictures(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(self.least_height(theme.current()))
        theme.watch.changed.connect(self.draw_anew)

    def sizeHint(self) -> QSize:
        look = theme.current()
        return QSize(look.px(420), max(self.least_height(look), self.usual_height(look)))

    # -- what a chart of its own says -----------------------------------------------------------------------

    def draw_lit(self, canvas: Canvas, spots: Sequence[Spot], strong: bool) -> None:
        """Draw over the chart that *spots* (all of one id) are lit (*strong*) or selected."""
        look = canvas.look
        for spot in spots:
            canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
            canvas.painter.setPen(QPen(theme.colour(look.text if strong else look.accent), 2))
            if spot.box is not None:
                canvas.painter.drawRoundedRect(spot.box.adjusted(1, 1, -1, -1), 3, 3)
            else:
                canvas.painter.drawEllipse(spot.at, 7.0, 7.0)

    def usual_height(self, look: Theme) -> int:
        """How high it is where there is room enough."""
        return look.px(300)

    def least_height(self, look: Theme) -> int:
        """How high it must be to be read."""
        return look.px(190)

    # -- selection ------------------------------------------------------------------------------------------

    @property
    def lit(self) -> str:
        """The id of the lit point, "" for none."""
        return self._lit_id

    @property
    def selected(self) -> tuple[str, ...]:
        return self._selected

    def select(self, ids: Iterable[str]) -> None:
        """Mark the points of *ids*, as a table beside it has them selected."""
        wanted = tuple(dict.fromkeys(ids))
        if wanted != self._selected:
            self._selected = wanted
            self.update()

    def figures(self) -> str:
        """All that is said of the points, one a line, with tabs between what belongs together."""
        self._prepare()
        return "\n".join(spot.words.replace("\n", "\t") for spot in self._spots)

    def hover(self, spot_id: str) -> None:
        """Light the point *spot_id* ("" none), as the mouse is over its row."""
        if spot_id != self._lit_id:
            self._prepare()
            self._light(self._first_of.get(spot_id, -1), tell=False)

    def _light(self, at: int, *, tell: bool = True) -> None:
        if at == self._lit:
            return
        before, self._lit = self._lit_id, at
        self._lit_id = self._spots[at].id if at >= 0 else ""
        self._describe()
        self.update()
        if tell and self._lit_id != before:
            self.hovered.emit(self._lit_id)

    def _describe(self) -> None:
        """What a screen reader says of the chart: its name, and of the lit point everything."""
        self.setAccessibleName(self.title())
        words = self._spots[self._lit].words if self._lit >= 0 else self.summary()
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    # -- hands ----------------------------------------------------------------------------------------------

    def step(self, key: Qt.Key, at: int) -> int | None:
        """Where *key* leads from the point *at*; None: it is no key of the chart."""
        last = len(self._spots) - 1
        steps = {
            Qt.Key.Key_Left: at - 1,
            Qt.Key.Key_Up: at - 1,
            Qt.Key.Key_Right: at + 1,
            Qt.Key.Key_Down: at + 1,
            Qt.Key.Key_PageUp: at - PAGE,
            Qt.Key.Key_PageDown: at + PAGE,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        return steps.get(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        self._prepare()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._lit_id:
            self.chosen.emit(self._lit_id)
            return
        to = self.step(key, self._lit) if self._spots else None
        if to is None:
            super().keyPressEvent(event)
        elif self._lit < 0 and key not in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._light(0)
        else:
            self._light(min(max(to, 0), len(self._spots) - 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._light(self._at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._light(self._at(event.position()))
            if self._lit_id:
                self.chosen.emit(self._lit_id)

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._light(-1)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._prepare()
        if self._lit < 0 and self._spots and event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._light(self._first_of.get(self._selected[0], 0) if self._selected else 0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.underMouse() and event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._light(-1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(event.globalPos())

    def fill_menu(self, menu: QMenu) -> None:
        """What can be done with the chart."""
        menu.addAction(_("Copy picture"), self.pictures.copy)
        menu.addAction(_("Save picture…"), self.pictures.ask)
        menu.addAction(_("Copy figures"), self.pictures.copy_figures)

    def _at(self, point: QPointF) -> int:
        """Which spot is meant at *point*; −1 for none."""
        self._prepare()
        if self.by_x:
            return self._nearest_by_x(point)
        column, row = int(point.x() // BUCKET), int(point.y() // BUCKET)
        near = [
            at
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for at in self._buckets.get((x, y), ())
        ]
        best, least = -1, REACH * REACH
        for at in near:
            away = self._spots[at].at - point
            far = away.x() * away.x() + away.y() * away.y()
            if far < least:
                best, least = at, far
        if best >= 0:
            return best
        return next(
            (at for at, spot in enumerate(self._spots) if spot.box is not None and spot.box.contains(point)),
            -1,
        )

    def _nearest_by_x(self, point: QPointF) -> int:
        inside = [at for at, spot in enumerate(self._spots) if spot.box is None or spot.box.contains(point)]
        return min(inside, key=lambda at: abs(self._spots[at].at.x() - point.x()), default=-1)

    # -- paint ----------------------------------------------------------------------------------------------

    def draw_anew(self) -> None:
        """What is shown has changed: data, look, language, size."""
        self._layer = None
        self.setMinimumHeight(self.least_height(theme.current()))
        self._describe_later()
        self.update()

    def _describe_later(self) -> None:
        """The lit point stays lit where there is one of its id still."""
        if self._lit < 0:
            self._describe()
        else:
            self._prepare()

    def _prepare(self) -> None:
        """Draw the layer below what is lit, if it is not drawn yet."""
        if self._layer is not None or self.width() < 2 or self.height() < 2:
            return
        ratio = self.devicePixelRatioF()
        layer = QPixmap(self.size() * ratio)
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        painter = QPainter(layer)
        self._spots = tuple(self.draw(Canvas(painter, self._area(), theme.current())))
        painter.end()
        self._layer = layer
        self._first_of = {}
        self._buckets = {}
        for at, spot in enumerate(self._spots):
            self._first_of.setdefault(spot.id, at)
            if not self.by_x and spot.box is None:
                key = int(spot.at.x() // BUCKET), int(spot.at.y() // BUCKET)
                self._buckets.setdefault(key, []).append(at)
        if self._lit >= 0:
            stays = self._lit < len(self._spots) and self._spots[self._lit].id == self._lit_id
            self._lit = self._lit if stays else self._first_of.get(self._lit_id, -1)
            self._lit_id = self._spots[self._lit].id if self._lit >= 0 else ""
        self._describe()

    def _area(self) -> QRectF:
        edge = 3.0  # for the ring that shows the focus
        return QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._prepare()
        if self._layer is None:
            return
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._layer)
        canvas = Canvas(painter, self._area(), theme.current())
        for one in self._selected:
            if spots := self.spots_of(one):
                self.draw_lit(canvas, spots, strong=False)
        if self._lit >= 0:
            spot = self._spots[self._lit]
            self.draw_lit(canvas, self.lit_spots(self._lit), strong=True)
            canvas.readout(spot.at, spot.words, self._area())
        if self.hasFocus():
            painter.setPen(QPen(theme.colour(theme.current().accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, theme.RADIUS_FIELD, theme.RADIUS_FIELD)
        painter.end()

    def spots_of(self, spot_id: str) -> list[Spot]:
        """All places of *spot_id*."""
        first = self._first_of.get(spot_id)
        return [] if first is None else [self._spots[first]]

    def lit_spots(self, at: int) -> list[Spot]:
        """The places that are lit with the one *at*."""
        return [self._spots[at]]

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._layer = None
        if event.size().width() != event.oldSize().width():
            self.setMinimumHeight(self.least_height(theme.current()))
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self.draw_anew()
        super().changeEvent(event)
