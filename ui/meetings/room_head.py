"""The line at the top of the room's screen: which item, how long it and the meeting have taken."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from supervisor.words import _, duration, ngettext, number
from ui import theme
from ui.theme import State
from ui.widgets import signs

WARN_SHARE = 0.8  # of its minutes an item may take before it is said


def spent_said(spent_s: float, planned_minutes: int) -> tuple[str, State | None]:
    """So much of so many minutes; over in words."""
    planned_s = planned_minutes * 60
    said = _("{spent} of {planned}").format(spent=duration(spent_s), planned=duration(planned_s))
    if planned_minutes and spent_s > planned_s:
        over = max(1, round((spent_s - planned_s) / 60))
        late = ngettext("{n} minute over", "{n} minutes over", over).format(n=number(over))
        return _("{said}, {late}").format(said=said, late=late), State.CRITICAL
    if planned_minutes and spent_s >= planned_s * WARN_SHARE:
        return said, State.WARN
    return said, None


class RoomHead(QWidget):
    """Left: which item; right: the clocks of item and meeting, in two lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._em = 20
        self.left = ""
        self.under = ""
        self.clocks: tuple[tuple[str, str, State | None], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def use_px(self, em: int) -> None:
        """Type of *em* pixels."""
        self._em = em
        self.setFixedHeight(round(em * 2.7))
        self.update()

    def say(self, left: str, under: str) -> None:
        """Which item it is."""
        self.left, self.under = left, under
        self._tell()

    def show_clocks(self, clocks: tuple[tuple[str, str, State | None], ...]) -> None:
        """Names, spans and how they stand."""
        if clocks != self.clocks:
            self.clocks = clocks
            self._tell()

    def _tell(self) -> None:
        spoken = [self.left, self.under, *(f"{name} {said}" for name, said, _state in self.clocks)]
        self.setAccessibleName(". ".join(one for one in spoken if one))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._em * 20, round(self._em * 2.7))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, em = theme.current(), QPainter(self), self._em
        strong, small = theme.font(em, QFont.Weight.DemiBold), theme.font(round(em * 0.72))
        y = 0.0
        least = float(self.width())
        for name, said, state in self.clocks:
            painter.setFont(strong)
            wide = QFontMetricsF(strong).horizontalAdvance(said) + 2
            right = QRectF(self.width() - wide, y, wide, em * 1.35)
            ink = look.state_text(state) if state is not None else look.text
            painter.setPen(theme.colour(ink))
            painter.drawText(right, int(Qt.AlignmentFlag.AlignVCenter), said)
            x = right.left() - em * 0.4
            if state is not None:
                box = QRectF(x - em * 0.75, y + em * 0.3, em * 0.75, em * 0.75)
                signs.paint(painter, signs.OF_STATE[state], box, theme.colour(look.fill(state)))
                x = box.left() - em * 0.4
            painter.setFont(small)
            painter.setPen(theme.colour(look.muted))
            room = QFontMetricsF(small).horizontalAdvance(name) + 2
            painter.drawText(QRectF(x - room, y, room, em * 1.35), int(Qt.AlignmentFlag.AlignVCenter), name)
            least = min(least, x - room)
            y += em * 1.35
        wide = max(0.0, least - em)
        for place, (said, face, ink) in enumerate(
            ((self.left, strong, look.text), (self.under, small, look.muted))
        ):
            painter.setFont(face)
            painter.setPen(theme.colour(ink))
            shown = QFontMetricsF(face).elidedText(said, Qt.TextElideMode.ElideRight, wide)
            painter.drawText(
                QRectF(0, place * em * 1.35, wide, em * 1.35), int(Qt.AlignmentFlag.AlignVCenter), shown
            )
        painter.end()
