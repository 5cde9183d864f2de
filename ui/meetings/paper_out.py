"""Ways out for an agenda and for minutes: PDF, printer, text, Markdown, a calendar file, a mail's text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt, QUrl, QUrlQuery
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QDesktopServices,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QWidget

from supervisor.words import _
from supervisor.workbook.file import replacing
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.meetings.paper_html import html, markdown, page_said
from ui.widgets.charts import for_paper
from ui.widgets.export_dialog import ExportDialog, export_pages
from ui.widgets.leaving import Format

if TYPE_CHECKING:
    from supervisor.meetings.paper import Paper

DPI = 96.0
RESOLUTION = 600
MARGIN_MM = 16.0
FOOT = 26.0
MOST_MAIL = 1800  # characters that every mail program takes in a link


def name_of(paper: Paper) -> str:
    """What its file is called."""
    return " ".join(one for one in (paper.title, paper.stamp) if one)


class PaperOut:
    """Does what the menu of papers offers."""

    def __init__(self, desk: IssuesDesk, parent: QWidget) -> None:
        self._desk = desk
        self._parent = parent
        self.dialog: ExportDialog | None = None

    # -- text -----------------------------------------------------------------------------------------------

    def copy_text(self, paper: Paper) -> None:
        """The paper as plain text to the clipboard."""
        from supervisor.meetings.paper import plain

        QGuiApplication.clipboard().setText(plain(paper))
        self._desk.noticed.emit(_("Copied as text."), None)

    def copy_markdown(self, paper: Paper) -> None:
        """The paper as Markdown to the clipboard."""
        QGuiApplication.clipboard().setText(markdown(paper))
        self._desk.noticed.emit(_("Copied as Markdown."), None)

    def mail(self, paper: Paper, to: tuple[str, ...]) -> None:
        """Copy the text for a mail, and begin one in the mail program where there is one."""
        from supervisor.meetings.paper import plain

        text = plain(paper)
        QGuiApplication.clipboard().setText(text)
        query = QUrlQuery()
        query.addQueryItem("subject", paper.title)
        if len(text) <= MOST_MAIL:
            query.addQueryItem("body", text.replace("\n", "\r\n"))
        link = QUrl("mailto:" + ",".join(to))
        link.setQuery(query)
        QDesktopServices.openUrl(link)
        self._desk.noticed.emit(_("The text of the mail was copied: paste it where it is missing."), None)

    # -- files ----------------------------------------------------------------------------------------------

    def ask_pdf(self, paper: Paper) -> None:
        """Ask where the PDF goes."""
        self._ask("meetings.paper", name_of(paper), partial(write_pdf, paper), Format.PAGES)

    def ask_calendar(self, name: str, content: bytes) -> None:
        """Ask where the calendar file goes."""
        self._ask("meetings.calendar", Path(name).stem, partial(write_bytes, content), Format.CALENDAR)

    def _ask(self, name: str, title: str, write: Callable[[Path], str], kind: Format) -> None:
        self.dialog = export_pages(
            name,
            title,
            write,
            self._parent,
            machine=self._desk.machine,
            noticed=self._desk.noticed.emit,
            kind=kind,
        )
        self.dialog.finished.connect(self._forget)

    def _forget(self) -> None:
        self.dialog = None

    def print(self, paper: Paper) -> None:
        """Ask for the printer."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # late: it looks for printers

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(_a4())
        printer.setDocName(paper.title)
        dialog = QPrintDialog(printer, self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: paint(paper, printer, printer.newPage))
        dialog.setModal(True)
        dialog.show()


def write_bytes(content: bytes, path: Path) -> str:
    """Write *content* to *path*; what was done, in words. Raises FileError."""
    with replacing(path) as beside:
        beside.write_bytes(content)
    return _("Saved as {file}.").format(file=path.name)


def write_pdf(paper: Paper, path: Path) -> str:
    """Write *paper* to *path*; what was done, in words. Raises FileError."""
    with replacing(path) as beside:
        writer = QPdfWriter(str(beside))
        writer.setResolution(RESOLUTION)
        writer.setPageLayout(_a4())
        writer.setTitle(paper.title)
        paint(paper, writer, writer.newPage)
        del writer
    return _("Saved as {file}.").format(file=path.name)


def laid_out(paper: Paper, wide: float, high: float) -> QTextDocument:
    """*paper* on pages of that size; no heading stands alone at the end of one."""
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setHtml(html(paper, for_paper(), points=False))
    document.setPageSize(QSizeF(wide, high))
    layout = document.documentLayout()
    block = document.begin()
    while block.isValid():
        after = block.next()
        if block.blockFormat().headingLevel() and after.isValid():
            here, there = layout.blockBoundingRect(block), layout.blockBoundingRect(after)
            if int(here.top() // high) != int(there.top() // high):
                cursor, form = QTextCursor(block), block.blockFormat()
                form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                cursor.setBlockFormat(form)
        block = after
    return document


def paint(paper: Paper, device: QPaintDevice, new_page: Callable[[], object]) -> int:
    """Draw *paper* onto *device* with the number of each page; how many pages it took."""
    painter = QPainter(device)
    sharp = device.logicalDpiX() / DPI
    painter.scale(sharp, sharp)
    wide, high = device.width() / sharp, device.height() / sharp
    document = laid_out(paper, wide, high - FOOT)
    pages = document.pageCount()
    look = for_paper()
    context = QAbstractTextDocumentLayout.PaintContext()
    for page in range(pages):
        if page:
            new_page()
        painter.save()
        painter.translate(0, -page * (high - FOOT))
        clip = QRectF(0, page * (high - FOOT), wide, high - FOOT)
        painter.setClipRect(clip)
        context.clip = clip
        context.palette.setColor(context.palette.ColorRole.Text, theme.colour(look.text))
        document.documentLayout().draw(painter, context)
        painter.restore()
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.colour(look.muted))
        foot = QRectF(0, high - FOOT + 8, wide, FOOT - 8)
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignLeft), paper.foot)
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignRight), page_said(page + 1, pages))
    painter.end()
    return pages


def _a4() -> QPageLayout:
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
