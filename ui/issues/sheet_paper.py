"""A communication sheet as it looks on paper: A4, in the light look, made for a clerk who has never seen it.

First who asks whom for what until when; then each new issue with room for its answer; then what is still open
from earlier; at the end the line on which it is signed for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from zoneinfo import ZoneInfo

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPalette,
    QTextDocument,
)

from supervisor.issues.issue import SEVERITY_LABELS, Severity
from supervisor.issues.sheet import SHEET_LABELS, Sheet, SheetLine, SheetState
from supervisor.issues.sheet_words import COLUMNS, dated
from supervisor.words import DASH, _, moment, number
from ui import theme
from ui.widgets.markdown_view import FEATURES

DPI = 96.0
"""What a pixel of the layout is, whatever the device can do."""
RESOLUTION = 600
MARGIN_MM = 15.0
WIDE, HIGH = (210 - 2 * MARGIN_MM) / 25.4 * DPI, (297 - 2 * MARGIN_MM) / 25.4 * DPI
GAP, FOOT = 10.0, 24.0
HEADS, HAND, PAD = 32.0, 44.0, 5.0
"""Of the table for an answer by hand: its headings, the room to write in, and around words."""
SHARES = (9, 17, 20, 10, 11, 13, 10, 10)


@dataclass(frozen=True)
class _Part:
    """Something that stays together: a document, and below it room for an answer by hand where one is
    asked for."""

    html: str
    room: bool = False


@dataclass(frozen=True)
class Placed:
    """Something on a page, at *y* and *high*: a document from *skip* of its height on, or (None) room for an
    answer by hand."""

    document: QTextDocument | None
    y: float
    skip: float
    high: float


class SheetPaper:
    """The pages of *sheet* with its *lines*; times are of *zone*."""

    def __init__(self, sheet: Sheet, lines: Sequence[SheetLine], zone: ZoneInfo) -> None:
        self._sheet, self._lines, self._zone = sheet, tuple(lines), zone
        self._look = theme.LIGHT
        parts = self._parts()
        self.documents = [self._document(part.html) for part in parts]
        self.pages = _laid_out(self.documents, [part.room for part in parts])

    @property
    def text(self) -> str:
        """All of it as plain text, for whoever hears it."""
        return "\n".join(one.toPlainText() for one in self.documents)

    def paint(self, device: QPaintDevice, new_page: Callable[[], object]) -> int:
        """Draw everything onto *device*; how many pages it took."""
        painter = QPainter(device)
        sharp = device.logicalDpiX() / DPI
        painter.scale(sharp, sharp)
        for at in range(len(self.pages)):
            if at:
                new_page()
            self.paint_page(painter, at)
        painter.end()
        return len(self.pages)

    def paint_page(self, painter: QPainter, at: int) -> None:
        """Draw the page *at* (0 is the first), its corner at the painter's origin."""
        for placed in self.pages[at]:
            if placed.document is None:
                self._draw_room(painter, placed.y)
                continue
            painter.save()
            painter.translate(0, placed.y - placed.skip)
            painter.setClipRect(QRectF(-1, placed.skip - 1, WIDE + 2, placed.high + 2))
            context = QAbstractTextDocumentLayout.PaintContext()
            context.palette.setColor(QPalette.ColorRole.Text, theme.colour(self._look.text))
            placed.document.documentLayout().draw(painter, context)
            painter.restore()
        sheet = self._sheet
        foot = _("{number} · {department} · page {page} of {pages}").format(
            number=sheet.number,
            department=sheet.text.head.department,
            page=number(at + 1),
            pages=number(len(self.pages)),
        )
        painter.setFont(theme.font(theme.SMALL - 1))
        painter.setPen(theme.colour(self._look.muted))
        line = HIGH - FOOT + 4
        painter.drawText(QRectF(0, line, WIDE, FOOT), int(Qt.AlignmentFlag.AlignLeft), foot)
        painter.setPen(theme.colour(self._look.line_strong))
        painter.drawLine(QPointF(0, line - 2), QPointF(WIDE, line - 2))

    # -- what stands on it ----------------------------------------------------------------------------------

    def _parts(self) -> list[_Part]:
        new = [line for line in self._lines if not line.reminder]
        old = [line for line in self._lines if line.reminder]
        parts = [_Part(self._head(len(new), len(old)))]
        if self._sheet.text.covering:
            parts.append(_Part(_paragraphs(self._sheet.text.covering)))
        if new:
            head = self._section(_("Please answer ({n})").format(n=number(len(new))), self._how_to())
            issues = [self._new(at, line) for at, line in enumerate(new, start=1)]
            issues[0] = head + issues[0]  # no heading stands alone at the end of a page
            parts += [_Part(html, room=True) for html in issues]
        if old:
            head = self._section(
                _("Still open from earlier ({n})").format(n=number(len(old))),
                _("You have had these before. Please say how far they are."),
            )
            parts.append(_Part(head + self._old(old)))
        parts.append(_Part(self._signing()))
        return parts

    def _head(self, new: int, old: int) -> str:
        sheet, text, head = self._sheet, self._sheet.text, self._sheet.text.head
        state = "" if sheet.is_frozen else _(SHEET_LABELS[SheetState.DRAFT])
        if sheet.state is SheetState.VOID:
            state = _(SHEET_LABELS[SheetState.VOID])
        to = " · ".join(part for part in (head.department, text.sending.to or head.contact) if part)
        sent = moment(sheet.sent_at, self._zone, date.min) if sheet.sent_at else _("not sent yet")
        facts = [
            (_("Addressed to"), to or DASH),
            (
                _("Issued by"),
                " · ".join(part for part in (head.centre, text.sending.issued_by) if part) or DASH,
            ),
            (
                _("Sent on"),
                _("{when}, {how}").format(when=sent, how=text.sending.how) if text.sending.how else sent,
            ),
        ]
        if head.meeting:
            facts.append((_("For the meeting"), head.meeting))
        if sheet.since is not None and sheet.until is not None:
            facts.append(
                (
                    _("About"),
                    _("{since} to {until}").format(since=dated(sheet.since), until=dated(sheet.until)),
                )
            )
        rows = "".join(
            f"<tr><td style='color:{self._look.muted}; padding-right:14px'>{escape(name)}</td>"
            f"<td>{escape(said)}</td></tr>"
            for name, said in facts
        )
        heading = escape(_("Communication sheet"))
        title = f"<span style='font-size:{theme.TITLE}px; font-weight:600'>{heading}</span>"
        mark = f" <span style='color:{self._look.muted}'>{escape(state)}</span>" if state else ""
        asked = (
            _("Please answer by {day}.").format(day=dated(text.wished))
            if text.wished
            else _("No day is set yet.")
        )
        what = _("{new} to answer, {old} still open from earlier.").format(new=number(new), old=number(old))
        return (
            f"<table width='100%' cellspacing='0' cellpadding='0'><tr><td>{title}{mark}</td>"
            f"<td align='right' style='font-size:{theme.LEAD}px'>{escape(sheet.number)}</td></tr></table>"
            f"<table cellspacing='0' cellpadding='1' style='margin-top:8px'>{rows}</table>"
            f"<p style='margin:8px 0 0 0; font-size:{theme.LEAD}px; font-weight:600'>{escape(asked)}"
            f"<span style='font-weight:400; font-size:{theme.BODY}px'> {escape(what)}</span></p>"
        )

    def _section(self, title: str, under: str) -> str:
        return (
            f"<p style='margin:4px 0 2px 0; font-size:{theme.LEAD}px; font-weight:600'>{escape(title)}</p>"
            f"<p style='margin:0 0 8px 0; color:{self._look.muted}'>{escape(under)}</p>"
        )

    def _how_to(self) -> str:
        return _(
            "Say for each whether it is yours. If it is: cause, measure, who sees to it and until when. If "
            "not: whose it is."
        )

    def _new(self, at: int, line: SheetLine) -> str:
        """An issue with what is known of it, and room for the answer."""
        facts = [_("Severity: {severity}").format(severity=_(SEVERITY_LABELS[Severity(line.severity)]))]
        if line.category:
            facts.append(line.category)
        if line.affected_a_week is not None:
            facts.append(_("about {n} customers a week").format(n=number(line.affected_a_week)))
        if line.first_seen is not None:
            facts.append(_seen(line.first_seen, line.last_seen))
        if line.joining:
            facts.append(_("with {names}").format(names=_(", ").join(line.joining)))
        parts = [
            f"<p style='margin:0'><b>{number(at)}. {escape(line.title)}</b> "
            f"<span style='color:{self._look.muted}'>{escape(line.number)}</span></p>",
            f"<p style='margin:0; color:{self._look.muted}'>{escape(_(' · ').join(facts))}</p>",
        ]
        for name, said in (
            (_("What customers say"), _plain(line.description)),
            (_("Symptom"), _plain(line.symptom)),
            (_("Impact"), _plain(line.impact)),
            (_("Evidence"), "\n".join(line.evidence)),
            (_("Your last answer"), line.answer),
        ):
            if said.strip():
                label = escape(_("{label}: ").format(label=name))
                parts.append(
                    f"<p style='margin:2px 0 0 0'><span style='color:{self._look.muted}'>{label}</span>"
                    f"{_lines(said)}</p>"
                )
        return "".join(parts)

    def _draw_room(self, painter: QPainter, y: float) -> None:
        """The columns of a reply, to be filled in by hand; drawn, as a table in a document takes ten times as
        long."""
        small = theme.font(theme.SMALL - 2)
        wrap = int(Qt.TextFlag.TextWordWrap)
        x, total = 0.0, sum(SHARES)
        y += PAD
        for (name, title), share in zip(COLUMNS, SHARES, strict=True):
            wide = WIDE * share / total
            painter.setPen(theme.colour(self._look.line_strong))
            painter.drawRect(QRectF(x, y, wide, HEADS))
            painter.drawRect(QRectF(x, y + HEADS, wide, HAND))
            painter.setFont(small)
            painter.setPen(theme.colour(self._look.muted))
            painter.drawText(QRectF(x + PAD, y + 3, wide - PAD, HEADS - 3), wrap, _(title))
            if name == "ours":
                painter.setPen(theme.colour(self._look.text))
                said = f"□ {_('yes')}\n□ {_('no')}"
                painter.drawText(QRectF(x + PAD, y + HEADS + 3, wide - PAD, HAND), wrap, said)
            x += wide

    def _old(self, lines: Sequence[SheetLine]) -> str:
        """What is open from earlier, a row each."""
        heads = (_("Number"), _("Issue"), _("First sent"), _("How it stands"), _("Your last answer"))
        widths = (17, 27, 11, 22, 23)
        top = "".join(
            f"<td width='{wide}%' style='{self._cell} color:{self._look.muted}'>{escape(head)}</td>"
            for head, wide in zip(heads, widths, strict=True)
        )
        rows = "".join(
            "<tr>"
            + "".join(
                f"<td style='{self._cell}'>{_lines(said)}</td>"
                for said in (
                    line.number,
                    line.title,
                    dated(line.first_sent) if line.first_sent else DASH,
                    line.said or DASH,
                    line.answer or DASH,
                )
            )
            + "</tr>"
            for line in lines
        )
        return (
            f"<table width='100%' cellspacing='0' cellpadding='3' border='1' style='{self._lined}'>"
            f"<tr>{top}</tr>{rows}</table>"
        )

    @property
    def _cell(self) -> str:
        return f"border:1px solid {self._look.line_strong};"

    @property
    def _lined(self) -> str:
        """What draws a line around every cell."""
        colour = self._look.line_strong
        return f"border-collapse:collapse; border-style:solid; border-width:1px; border-color:{colour}"

    def _signing(self) -> str:
        signing = self._sheet.text.signing
        if signing.at is not None:
            said = _("Signed for by {name}, {when} ({how})").format(
                name=signing.by, when=moment(signing.at, self._zone, date.min), how=signing.how
            )
            return f"<p style='margin:8px 0 0 0'>{escape(said)}</p>"
        blank = "＿" * 12
        said = _("Signed for by: {blank}  on: {blank}").format(blank=blank)
        return f"<p style='margin:14px 0 0 0'>{escape(said)}</p>"

    def _document(self, html: str) -> QTextDocument:
        document = QTextDocument()
        document.setDefaultFont(theme.font(theme.SMALL))
        document.setDocumentMargin(0)
        document.setHtml(f"<div style='color:{self._look.text}'>{html}</div>")
        document.setTextWidth(WIDE)
        return document


def _laid_out(documents: Sequence[QTextDocument], rooms: Sequence[bool]) -> list[list[Placed]]:
    """The documents page by page, each with the room below it that it asks for. None is cut that fits on a
    page; one that does not is broken between its lines."""
    room = HIGH - FOOT
    by_hand = HEADS + HAND + PAD
    pages: list[list[Placed]] = [[]]
    y = 0.0
    for document, asks in zip(documents, rooms, strict=True):
        high = document.size().height()
        whole = high + by_hand if asks else high
        if y > 0 and y + whole > room:
            pages.append([])
            y = 0.0
        if whole <= room:
            pages[-1].append(Placed(document, y, 0.0, high))
            y += high
        else:
            document.setPageSize(QSizeF(WIDE, room))
            count = document.pageCount()
            for at in range(count):
                if at:
                    pages.append([])
                pages[-1].append(Placed(document, 0.0, at * room, room))
            y = room
            if asks:
                pages.append([])
                y = 0.0
        if asks:
            pages[-1].append(Placed(None, y, 0.0, by_hand))
            y += by_hand
        y += GAP
    return pages


def a4() -> QPageLayout:
    """The page that it is printed on."""
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)


def name_of(sheet: Sheet) -> str:
    """Which sheet, and whose."""
    return f"{sheet.number} {sheet.text.head.department}"


def _seen(first: date, last: date | None) -> str:
    if last is None or last == first:
        return _("seen since {day}").format(day=dated(first))
    return _("seen {since} to {until}").format(since=dated(first), until=dated(last))


def _plain(markdown: str) -> str:
    """What is written in Markdown, without its signs."""
    if not markdown.strip():
        return ""
    document = QTextDocument()
    document.setMarkdown(markdown, FEATURES)
    return document.toPlainText()


def _lines(text: str) -> str:
    return escape(text.strip()).replace("\n", "<br>")


def _paragraphs(text: str) -> str:
    return "".join(f"<p style='margin:0 0 4px 0'>{_lines(part)}</p>" for part in text.split("\n\n"))
