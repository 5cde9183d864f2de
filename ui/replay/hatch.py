"""Slanting stripes: the sign of what is not the present, readable without any colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF


def paint_hatch(painter: QPainter, box: QRectF, pitch: float, ink: QColor, share: float = 0.28) -> None:
    """Stripes of *ink* over *box*, one every *pitch* pixels; *share* of it is ink."""
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    high, wide = box.height(), pitch * share
    first = (box.left() - high) // pitch * pitch  # so that neighbouring boxes have one pattern
    x = first
    while x < box.right():
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(x, box.bottom()),
                    QPointF(x + wide, box.bottom()),
                    QPointF(x + wide + high, box.top()),
                    QPointF(x + high, box.top()),
                ]
            )
        )
        x += pitch
    painter.restore()
