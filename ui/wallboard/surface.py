"""What the painted boards have in common: inks, text drawn face by face, cards, the ring, and what they tell.

Functions and no base class: one board is a plain widget, the other one scrolls.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from operator import itemgetter
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFont,
    QHelpEvent,
    QImage,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from supervisor.live.feed import Feed
from ui import theme
from ui.theme import Theme

# The keys that move the ring.
STEPS = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}


class Text(NamedTuple):
    """A text at its baseline's left end; *face* is one of its board's."""

    face: int
    ink: str
    at: QPointF
    text: str


_by_face = itemgetter(0, 1)


def inks(look: Theme, ground: str = "ground") -> dict[str, QColor]:
    """What boards are painted with: the tokens, and the greys of bars and charts made of them.

    *ground*: the token of what lies below, another one for a board that is not the live one.
    """
    made = {name: theme.colour(value) for name, value in asdict(look).items() if str(value).startswith("#")}
    return made | {
        "ground": made[ground],
        "stale_text": theme.colour(look.stale),
        "stale_print": theme.colour(look.stale if look.dark else look.muted),
        "stale_bar": theme.colour(look.line),
        "bar_ready": theme.colour(look.text),
        "bar_handling": theme.colour(look.muted),
        "bar_between": theme.colour(look.faint),
        "bar_break": theme.colour(look.line_strong),
        "chart_bar": theme.colour(look.line_strong),
        "chart_line": theme.colour(look.text),
        "chart_target": theme.colour(look.faint, 0.6),
    }


def paint_texts(
    painter: QPainter, texts: list[Text], fonts: Sequence[QFont], inks: Mapping[str, QColor]
) -> None:
    """All texts of a face at once (*texts* is put in order): changing the face costs more than a text."""
    texts.sort(key=_by_face)
    last_face, last_ink = -1, ""
    for face, ink, at, text in texts:
        if face != last_face:
            last_face = face
            painter.setFont(fonts[face])
        if ink != last_ink:
            last_ink = ink
            painter.setPen(inks[ink])
        painter.drawText(at, text)


def paint_ring(painter: QPainter, box: QRect | QRectF, radius: float, ink: QColor) -> None:
    """The ring of the keyboard, just inside *box*."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(ink, 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), radius, radius)


def card(size: QSizeF, ratio: float, ground: QColor, draw: Callable[[QPainter, QRectF], None]) -> QImage:
    """A picture of *size*, sharp at *ratio* device pixels a pixel: what *draw* puts on *ground*."""
    picture = QImage(
        math.ceil(size.width() * ratio), math.ceil(size.height() * ratio), QImage.Format.Format_RGB32
    )
    picture.setDevicePixelRatio(ratio)
    picture.fill(ground)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    draw(painter, QRectF(QPointF(0, 0), size))
    painter.end()
    return picture


def show_tip(event: QHelpEvent, text: str, over: QWidget) -> None:
    """Say *text* where the mouse points; "" takes away what was said."""
    if text:
        QToolTip.showText(event.globalPos(), text, over)
    else:
        QToolTip.hideText()


def tell(board: QWidget, name: str, said: str) -> None:
    """Bring name and description of *board* up to date, and tell whoever listens."""
    board.setAccessibleName(name)
    if said != board.accessibleDescription():
        board.setAccessibleDescription(said)
        QAccessible.updateAccessibility(QAccessibleEvent(board, QAccessible.Event.DescriptionChanged))


def stirred(
    old: Mapping[str, Feed], new: Mapping[str, Feed], shown: Callable[[Feed | None], object]
) -> set[str]:
    """The sources of which a board now shows something else; *shown* is what it shows of a feed."""
    return {name for name in new.keys() | old.keys() if shown(new.get(name)) != shown(old.get(name))}
