"""A part that this version cannot show: its place is kept, and says so."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from supervisor.words import _
from ui.pages.painted import BOLD, PaintedPart
from ui.wallboard.face import digit_height


class UnknownWidget(PaintedPart):
    """Says that a newer version made the part. It stays on the page as it is."""

    def _view(self) -> str:
        return self.part.kind

    def _summary(self, view: str) -> tuple[str, str]:
        return _("Part of a newer version"), _("“{kind}” needs a newer version.").format(kind=view)

    def _paint(self, painter: QPainter, box: QRectF, view: str) -> None:
        self.card(painter)
        name, said = self._summary(view)
        px = max(self.least_print, min(self.most_em * 0.4, box.width() / 16, box.height() / 4))
        y = box.center().y() + digit_height() * px / 2
        at = QPointF(box.center().x(), y - 0.7 * px)
        self.put(painter, at, name, px, "text", BOLD, room=box.width() - px, middle=True)
        at = QPointF(box.center().x(), y + 0.7 * px)
        self.put(painter, at, said, px, "muted", room=box.width() - px, middle=True)
