"""The signs that stand beside every state, painted as shapes so that they are sharp at any size.

A sign never stands alone: a word or a figure is always beside it, so that neither colour nor shape alone
says anything.
"""

from __future__ import annotations

import math
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from ui.theme import State


class Sign(StrEnum):
    """What is drawn; the value is the character that stands for it where only text can be shown."""

    DISC = "●"  # in order; an agent who is ready
    TRIANGLE = "▲"  # attention
    SQUARE = "■"  # act now
    DASHED = "◌"  # not live
    RINGING = "◎"
    HALF = "◐"  # on a contact
    QUARTER = "◔"  # finishing a contact
    CUP = "☕"
    BLOCKED = "⊘"  # taken out by the telephone system
    RING = "○"  # not signed in
    UNKNOWN = "?"
    BARS = "‖"  # paused
    CHECKED = "☑"
    UNCHECKED = "☐"


OF_STATE: dict[State, Sign] = {
    State.OK: Sign.DISC,
    State.WARN: Sign.TRIANGLE,
    State.CRITICAL: Sign.SQUARE,
    State.STALE: Sign.DASHED,
}


def stamp(painter: QPainter, sign: Sign, box: QRectF, ink: QColor) -> None:
    """Draw *sign* into the square *box* as `paint` does, from a kept picture: for boards full of them."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    picture = _picture(sign, max(1, round(box.width())), ink.rgba(), ratio)
    painter.drawImage(QPointF(round(box.left()) - 1, round(box.top()) - 1), picture)


@lru_cache(maxsize=512)
def _picture(sign: Sign, size: int, ink: int, ratio: float) -> QImage:
    side = math.ceil((size + 2) * ratio)  # a margin for what is softened at the edge
    picture = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint(painter, sign, QRectF(1, 1, size, size), QColor.fromRgba(ink))
    painter.end()
    return picture


def paint(painter: QPainter, sign: Sign, box: QRectF, ink: QColor) -> None:
    """Draw *sign* into the square *box*; the painter's pen and brush are changed."""
    size = box.width()
    stroke = max(1.0, size * 0.13)
    inner = box.adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    match sign:
        case Sign.DISC:
            painter.drawEllipse(box)
        case Sign.TRIANGLE:
            painter.drawPolygon(
                QPolygonF(
                    [
                        QPointF(box.center().x(), box.top()),
                        QPointF(box.right(), box.bottom()),
                        QPointF(box.left(), box.bottom()),
                    ]
                )
            )
        case Sign.SQUARE:
            painter.drawRect(box.adjusted(size * 0.05, size * 0.05, -size * 0.05, -size * 0.05))
        case Sign.HALF:
            painter.drawPie(inner, 90 * 16, 180 * 16)
            _outline(painter, ink, stroke)
            painter.drawEllipse(inner)
        case Sign.QUARTER:
            painter.drawPie(inner, 0, 90 * 16)
            _outline(painter, ink, stroke)
            painter.drawEllipse(inner)
        case Sign.RINGING:
            painter.drawEllipse(box.center(), size * 0.2, size * 0.2)
            _outline(painter, ink, stroke)
            painter.drawEllipse(inner)
        case Sign.RING:
            _outline(painter, ink, stroke)
            painter.drawEllipse(inner)
        case Sign.BLOCKED:
            _outline(painter, ink, stroke)
            painter.drawEllipse(inner)
            reach = inner.width() / 2 * 0.7071
            painter.drawLine(inner.center() - QPointF(reach, reach), inner.center() + QPointF(reach, reach))
        case Sign.DASHED:
            pen = QPen(ink, stroke, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
            around = 3.14159 * inner.width() / stroke  # in pen widths, as Qt counts dashes
            pen.setDashPattern([around / 16, around / 16])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(inner)
        case Sign.BARS:
            for left in (0.22, 0.58):
                painter.drawRect(
                    QRectF(box.left() + size * left, box.top() + size * 0.1, size * 0.2, size * 0.8)
                )
        case Sign.CHECKED | Sign.UNCHECKED:
            _outline(painter, ink, stroke)
            painter.drawRoundedRect(inner, size * 0.12, size * 0.12)
            if sign is Sign.CHECKED:
                tick = [(0.24, 0.52), (0.43, 0.70), (0.77, 0.30)]
                painter.setPen(QPen(ink, stroke * 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                painter.drawPolyline(
                    QPolygonF([QPointF(box.left() + x * size, box.top() + y * size) for x, y in tick])
                )
        case Sign.CUP:
            _cup(painter, box, ink, stroke)
        case Sign.UNKNOWN:
            _outline(painter, ink, stroke)
            painter.drawLine(
                QPointF(box.left() + size * 0.25, box.center().y()),
                QPointF(box.right() - size * 0.25, box.center().y()),
            )
            painter.drawEllipse(inner)


def _outline(painter: QPainter, ink: QColor, stroke: float) -> None:
    painter.setPen(QPen(ink, stroke))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _cup(painter: QPainter, box: QRectF, ink: QColor, stroke: float) -> None:
    """A cup from the side: body, ear and saucer."""
    size, left, top = box.width(), box.left(), box.top()
    body = QPainterPath()
    body.moveTo(left + size * 0.06, top + size * 0.18)
    body.lineTo(left + size * 0.74, top + size * 0.18)
    body.lineTo(left + size * 0.74, top + size * 0.52)
    body.quadTo(left + size * 0.74, top + size * 0.78, left + size * 0.48, top + size * 0.78)
    body.lineTo(left + size * 0.32, top + size * 0.78)
    body.quadTo(left + size * 0.06, top + size * 0.78, left + size * 0.06, top + size * 0.52)
    body.closeSubpath()
    painter.drawPath(body)
    painter.drawRect(QRectF(left + size * 0.06, top + size * 0.87, size * 0.68, size * 0.11))
    _outline(painter, ink, stroke * 0.9)
    ear = QRectF(left + size * 0.58, top + size * 0.26, size * 0.36, size * 0.32)
    painter.drawArc(ear, -90 * 16, 180 * 16)
