"""What is announced: one text at a time, as large as its place allows."""

from __future__ import annotations

from collections.abc import Sequence
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
from PySide6.QtWidgets import QWidget

from supervisor.pages.announcement import Announcement, Block, Urgency, blocks, due, plain
from supervisor.pages.page import AnnouncementsPart, Part
from supervisor.words import _, language
from ui import theme
from ui.pages.painted import BOLD, PaintedPart, width_em
from ui.pages.part import Common
from ui.theme import State
from ui.wallboard.face import digit_height

HEADINGS = {1: 1.3, 2: 1.15, 3: 1.0}  # sizes of headings, in sizes of the text
HANGS = 0.25  # of the last line below its own height, in sizes of the text
LINE = 84  # per cent: faces with Chinese leave much room between lines
STATES = {Urgency.ATTENTION: State.WARN, Urgency.ACTION: State.CRITICAL}


@dataclass(frozen=True)
class AnnouncementView:
    """Which announcement is shown, of how many."""

    shown: Announcement | None
    place: int = 0
    count: int = 0


class AnnouncementsWidget(PaintedPart):
    """Announcements take turns, the urgent first; none scrolls, so that it can be read from its beginning."""

    def __init__(self, part: Part, common: Common, parent: QWidget | None = None) -> None:
        super().__init__(part, common, parent)
        self._ready: dict[tuple[object, ...], tuple[QTextDocument, int]] = {}

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
            self.em = 0.0
            self.card(painter, bare=True)
            return
        state = STATES.get(view.shown.terms.urgency)
        self.card(painter, state)
        pad = max(8.0, 0.04 * min(box.width(), 3 * box.height()))
        inside = box.adjusted(1.4 * pad, 0.6 * pad, -1.2 * pad, -0.6 * pad)
        small = max(self.least_print, min(0.14 * box.height(), 0.4 * self.most_em))
        said = blocks(view.shown.text)
        wide = inside.width() > 3.2 * inside.height()
        lead = said[:1] if wide and len(said) > 1 and said[0].level else ()
        self.em = self.most_em
        if view.count > 1:
            count = f"{view.place + 1} / {view.count}"
            at = QPointF(box.right() - pad, box.bottom() - 0.6 * pad)
            self.put(painter, at, count, small * 0.8, "muted", right=True)
            inside.setRight(inside.right() - width_em(count) * small * 0.8)
        if lead:  # in a low, wide place the heading stands beside the text
            left = QRectF(inside.left(), inside.top(), 0.3 * inside.width(), inside.height())
            inside.setLeft(left.right() + pad)
            self._paint_urgency(painter, left, state, small)
            _text, px = self._fitted(said[1:], inside.size())
            self._paint_text(painter, left, lead, 1.3 * px)
        else:
            self._paint_urgency(painter, inside, state, small)
        self._paint_text(painter, inside, said[len(lead) :])
        self._written += plain(view.shown.text).split("\n")

    def _paint_urgency(self, painter: QPainter, box: QRectF, state: State | None, px: float) -> None:
        """Sign and word of what must not be overlooked, at the top of *box*, which shrinks."""
        if state is None:
            return
        word = _("Act now") if state is State.CRITICAL else _("Please note")
        size = 0.8 * px
        y = box.top() + 0.2 * px
        self.sign(painter, state, QRectF(box.left(), y, size, size))
        at = QPointF(box.left() + 1.5 * size, y + size / 2 + digit_height() * px / 2)
        self.put(painter, at, word, px, "text", BOLD)
        box.setTop(box.top() + 1.4 * px)

    def _paint_text(
        self, painter: QPainter, box: QRectF, said: Sequence[Block], most: float | None = None
    ) -> None:
        text, px = self._fitted(tuple(said), box.size(), most)
        self.em = min(self.em, px)
        painter.save()
        high = text.size().height() + HANGS * px
        painter.translate(box.left(), box.top() + max(0.0, (box.height() - high) / 2))
        text.drawContents(painter)
        painter.restore()

    def _fitted(
        self, said: tuple[Block, ...], room: QSizeF, most: float | None = None
    ) -> tuple[QTextDocument, int]:
        """*said* set for *room*, in the largest size that fits, and never smaller than can be read here."""
        least = round(self.least_print)
        look = theme.current()
        most = min(most or self.most_em, self.most_em)
        key = (said, room.width(), room.height(), most, least, look.name, language())
        if key not in self._ready:
            low, high = least, max(least, round(min(most, room.height())))
            while low < high:
                px = (low + high + 1) // 2
                made = self._set(said, room.width(), px)
                high_px = made.size().height() + HANGS * px
                if high_px <= room.height() and made.idealWidth() <= room.width() + 1:
                    low = px
                else:
                    high = px - 1
            if len(self._ready) > 16:
                self._ready.clear()
            self._ready[key] = (self._set(said, room.width(), low), low)
        return self._ready[key]

    def _set(self, said: Sequence[Block], width: float, px: int) -> QTextDocument:
        made = QTextDocument()
        made.setDocumentMargin(0)
        made.setUndoRedoEnabled(False)
        made.setDefaultFont(theme.font(px))
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        made.setDefaultTextOption(option)
        cursor = QTextCursor(made)
        for number, block in enumerate(said):
            shape = QTextBlockFormat()
            shape.setLineHeight(LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            size = px * HEADINGS.get(block.level, 1.0)
            if number:
                cursor.insertBlock()
                shape.setTopMargin(px * (0.05 if block.bullet else 0.3))
            if block.bullet:
                shape.setLeftMargin(1.1 * px)
                shape.setTextIndent(-1.1 * px)
            cursor.setBlockFormat(shape)
            if block.bullet:
                cursor.insertText(f"{block.bullet} ", self._face(size, False, False))
            for span in block.spans:
                text = span.text.replace("\n", "\u2028")
                cursor.insertText(text, self._face(size, span.bold or block.level > 0, span.italic))
        made.setTextWidth(width)
        return made

    def _face(self, px: float, bold: bool, italic: bool) -> QTextCharFormat:
        face = QTextCharFormat()
        font = QFont(theme.font(max(1, round(px)), BOLD if bold else QFont.Weight.Normal))
        font.setItalic(italic)
        face.setFont(font)
        face.setForeground(self.inks["text"])
        return face
