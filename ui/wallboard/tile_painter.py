"""Paints queue tiles that are drawn: what was asked for and no more, kind by kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QRegion

from supervisor.wallboard.fit import Form
from ui import theme
from ui.wallboard.face import EDGE, Drawn, Layout
from ui.wallboard.surface import card, inks, paint_texts
from ui.widgets import signs


class TilePainter:
    """The inks of a look, and the cards painted with them: they are the same for all tiles in the same state.

    *ground* is the look's token of what lies below: a board that is not the live one stands on another.
    """

    def __init__(self) -> None:
        self.ground = "ground"
        self.inks: dict[str, QColor] = {}
        self._cards: dict[tuple[str, float, float, float], QImage] = {}

    def restyle(self) -> None:
        """Another look is in force, or another ground."""
        self.inks = inks(theme.current(), self.ground)
        self.forget_cards()

    def forget_cards(self) -> None:
        """Tiles have another size."""
        self._cards.clear()

    def paint(
        self,
        painter: QPainter,
        region: QRegion,
        there: Iterable[Drawn],
        layout: Layout,
        *,
        ratio: float,
        dark: bool,
    ) -> None:
        """Paint what of the tiles that are *there* lies in *region*, whose ground is painted already.

        *ratio*: device pixels a pixel; *dark*: signs that flash are not to be seen just now.
        """
        whole: list[Drawn] = []
        ticks: list[Drawn] = []
        calls: list[Drawn] = []
        for drawn in there:
            if not region.intersects(drawn.area):
                continue
            part = region.intersected(drawn.area)
            if drawn.view.calls and call_area(drawn).contains(part.boundingRect()):
                calls.append(drawn)  # nothing but its sign goes out or comes back
                continue
            in_tick = drawn.tick_box.toAlignedRect().contains(part.boundingRect())
            (ticks if in_tick else whole).append(drawn)
        lines = layout.fit.form is Form.LINE
        if not lines:
            for drawn in whole:
                self._paint_card(painter, drawn, layout, ratio)
        self._paint_calls(painter, calls, "ground" if lines else "", dark)
        for drawn in ticks:
            painter.fillRect(drawn.tick_box, self.inks["ground" if lines else "surface"])
        texts = [text for drawn in whole for text in drawn.texts]
        texts += [text for drawn in (*whole, *ticks) for text in drawn.tick]
        self._paint_shapes(painter, whole, layout.fit.em, dark)
        for drawn in ticks:
            self._paint_fills(painter, drawn.tick_fills)
        if lines and region.boundingRect().top() < layout.fit.top:
            texts += layout.headings()
        paint_texts(painter, texts, layout.fonts, self.inks)

    def _paint_calls(self, painter: QPainter, calls: Collection[Drawn], ground: str, dark: bool) -> None:
        """The signs that flash and what is behind them: *ground*, else the badge in its state's colour."""
        for drawn in calls:
            state = drawn.view.state
            if state is None:
                continue
            painter.fillRect(call_area(drawn), self.inks[ground or state.value])
            for sign, box, ink in drawn.signs:
                if box is drawn.call_box and not dark:
                    signs.stamp(painter, sign, box, self.inks[ink])

    def _paint_card(self, painter: QPainter, drawn: Drawn, layout: Layout, ratio: float) -> None:
        """The card below a tile, with its edge, from a picture."""
        state = drawn.view.state.value if drawn.view.state is not None and drawn.view.live else ""
        key = (state, drawn.box.width(), drawn.box.height(), ratio)
        if key not in self._cards:
            draw = partial(self._draw_card, state, EDGE * layout.fit.em)
            self._cards[key] = card(drawn.box.size(), ratio, self.inks["ground"], draw)
        painter.drawImage(drawn.box.topLeft(), self._cards[key])

    def _draw_card(self, state: str, edge: float, painter: QPainter, box: QRectF) -> None:
        radius = theme.RADIUS_CARD
        painter.setPen(QPen(self.inks["line"], 1.0))
        painter.setBrush(self.inks["surface"])
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if state:
            shape = QPainterPath()
            shape.addRoundedRect(box, radius, radius)
            painter.setClipRect(QRectF(box.left(), box.top(), edge, box.height()))
            painter.fillPath(shape, self.inks[state])

    def _paint_fills(self, painter: QPainter, fills: Iterable[tuple[QRectF, str, float]]) -> None:
        for box, ink, radius in fills:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.inks[ink])
            painter.drawRoundedRect(box, radius, radius)

    def _paint_shapes(self, painter: QPainter, whole: Sequence[Drawn], em: float, dark: bool) -> None:
        """The shapes of all tiles, kind by kind: each change of pen, brush or softening costs."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        bars: dict[str, list[QRectF]] = {}
        for drawn in whole:
            for ink, boxes in drawn.bars.items():
                bars.setdefault(ink, []).extend(boxes)
        for ink in sorted(bars, key=_under):
            painter.setBrush(self.inks[ink])
            painter.drawRects(bars[ink])
        for drawn in whole:
            self._paint_fills(painter, drawn.fills)
            self._paint_fills(painter, drawn.tick_fills)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pens = {ink: QPen(self.inks[ink], max(1.25, em * 0.055)) for ink in ("chart_line", "stale_text")}
        for drawn in whole:
            for course, ink in drawn.lines:
                painter.setPen(pens[ink])
                painter.drawPolyline(course)
        for drawn in whole:
            for sign, box, ink in drawn.signs:
                if dark and box is drawn.call_box:
                    continue
                signs.stamp(painter, sign, box, self.inks[ink])


def call_area(drawn: Drawn) -> QRect:
    """All that a flashing sign repaints."""
    return drawn.call_box.toAlignedRect().adjusted(-1, -1, 1, 1)


def _under(ink: str) -> bool:
    """Sorts what lies on top behind what lies below: the target's line crosses the bars."""
    return ink == "chart_target"
