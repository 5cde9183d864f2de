"""What is announced: one text at a time, as large as its place allows."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QPainter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from supervisor.pages.announcement import Announcement, Urgency, blocks, due, plain, weight
from supervisor.pages.legible import text_em
from supervisor.pages.page import AnnouncementsPart
from supervisor.words import _
from ui import theme
from ui.pages.painted import BOLD, PaintedPart, width_em
from ui.theme import State
from ui.wallboard.face import digit_height

HEADINGS = {1: 1.3, 2: 1.15, 3: 1.0}  # sizes of headings, in sizes of the text
STATES = {Urgency.ATTENTION: State.WARN, Urgency.ACTION: State.CRITICAL}


@dataclass(frozen=True)
class AnnouncementView:
    """Which announcement is shown, of how many."""

    shown: Announcement | None
    place: int = 0
    count: int = 0


class AnnouncementsWidget(PaintedPart):
    """Announcements take turns, the urgent first; none scrolls, so that it can be read from its beginning."""

    _ready: tuple[tuple[object, ...], QTextDocument] | None = None

    def _view(self) -> AnnouncementView:
        shows, now = self.part.shows, self.now
        assert isinstance(shows, AnnouncementsPart) and now is not None  # noqa: S101, PT018
        found = due(self.common.material.announcements, now, self.zone, self.common.page_id or None)
        if not found:
            return AnnouncementView(None)
        place = int(now.timestamp() // shows.seconds) % len(found)
        return AnnouncementView(found[place], place, len(found))

    def _summary(self, view: AnnouncementView) -> tuple[str, str]:
        if view.shown is None:
            return _("Announcements"), _("Nothing is announced now.")
        said = plain(view.shown.text)
        count = f"{view.place + 1} / {view.count}" if view.count > 1 else ""
        return _("Announcements"), ". ".join(part for part in (said, count) if part)

    def _paint(self, painter: QPainter, box: QRectF, view: AnnouncementView) -> None:
        if view.shown is None:
            self.card(painter, bare=True)
            return
        state = STATES.get(view.shown.terms.urgency)
        self.card(painter, state)
        pad = max(8.0, 0.05 * min(box.width(), 3 * box.height()))
        inside = box.adjusted(1.2 * pad, 0.7 * pad, -1.2 * pad, -0.7 * pad)
        small = max(self.least_print, min(0.16 * box.height(), 0.45 * self.most_em))
        if state is not None:
            word = _("Act now") if state is State.CRITICAL else _("Please note")
            size = 0.8 * small
            sign_box = QRectF(inside.left(), inside.top() + 0.1 * small, size, size)
            self.sign(painter, state, sign_box)
            at = QPointF(inside.left() + 1.5 * size, inside.top() + 0.1 * small + digit_height() * small)
            self.put(painter, at, word, small, "text", BOLD)
            inside.setTop(inside.top() + 1.5 * small)
        if view.count > 1:
            count = f"{view.place + 1} / {view.count}"
            self.put(
                painter,
                QPointF(box.right() - pad, box.bottom() - 0.5 * pad),
                count,
                small * 0.8,
                "muted",
                right=True,
            )
            inside.setRight(inside.right() - width_em(count) * small * 0.8)
        text = self._text(view.shown.text, inside.size())
        high = text.size().height()
        painter.save()
        painter.setClipRect(inside)
        painter.translate(inside.left(), inside.top() + max(0.0, (inside.height() - high) / 2))
        text.drawContents(painter)
        painter.restore()
        self._written += plain(view.shown.text).split("\n")

    def _text(self, text: str, room: QSizeF) -> QTextDocument:
        """*text* set for *room*, in the largest size that fits, and never smaller than can be read here."""
        least = round(self.least_print)
        key = (text, room.width(), room.height(), self.most_em, least, theme.current().name)
        if self._ready is None or self._ready[0] != key:
            low, high = least, max(least, round(min(self.most_em, room.height())))
            guess = round(text_em(room.width(), room.height(), weight(text)))
            high = min(high, max(low, 3 * guess))
            best = self._set(text, room.width(), low)
            while low < high:
                px = (low + high + 1) // 2
                made = self._set(text, room.width(), px)
                if made.size().height() <= room.height() and made.idealWidth() <= room.width() + 1:
                    low, best = px, made
                else:
                    high = px - 1
            self._ready = (key, best)
        return self._ready[1]

    def _set(self, text: str, width: float, px: int) -> QTextDocument:
        made = QTextDocument()
        made.setDocumentMargin(0)
        made.setUndoRedoEnabled(False)
        made.setDefaultFont(theme.font(px))
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        made.setDefaultTextOption(option)
        cursor = QTextCursor(made)
        for number, block in enumerate(blocks(text)):
            shape = QTextBlockFormat()
            size = px * HEADINGS.get(block.level, 1.0)
            if number:
                cursor.insertBlock()
                shape.setTopMargin(px * (0.15 if block.bullet else 0.4))
            if block.bullet:
                shape.setLeftMargin(1.3 * px)
                shape.setTextIndent(-1.1 * px)
            cursor.setBlockFormat(shape)
            if block.bullet:
                cursor.insertText(f"{block.bullet} ", self._face(size, False, False))
            for span in block.spans:
                cursor.insertText(
                    span.text.replace("\n", "\u2028"),
                    self._face(size, span.bold or block.level > 0, span.italic),
                )
        cursor.endEditBlock()
        made.setTextWidth(width)
        return made

    def _face(self, px: float, bold: bool, italic: bool) -> QTextCharFormat:
        face = QTextCharFormat()
        font = QFont(theme.font(max(1, round(px)), BOLD if bold else QFont.Weight.Normal))
        font.setItalic(italic)
        face.setFont(font)
        face.setForeground(self.inks["text"])
        return face
