"""The pages of a sheet on the screen, as wide as there is room; and their ways out: printer and PDF."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPdfWriter, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from supervisor.issues.sheet import Sheet
from supervisor.words import _, ngettext, number
from supervisor.workbook.file import replacing
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.issues.sheet_paper import DPI, HIGH, MARGIN_MM, RESOLUTION, WIDE, SheetPaper, a4, name_of
from ui.widgets.export_dialog import ExportDialog, export_pages

_MARGIN = MARGIN_MM / 25.4 * DPI
_PAGE_WIDE, _PAGE_HIGH = WIDE + 2 * _MARGIN, HIGH + 2 * _MARGIN
WIDEST = 1.6
"""No page is shown larger than so many times its size."""


class SheetPreview(QScrollArea):
    """Arrow keys, Page Up and Page Down scroll it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pages = _Pages(self)
        self.setWidget(self.pages)
        self.setMinimumWidth(theme.current().px(240))

    @property
    def paper(self) -> SheetPaper | None:
        """What is shown."""
        return self.pages.paper

    def show_paper(self, paper: SheetPaper) -> None:
        """Show *paper* from its beginning, unless it is the same sheet that was shown."""
        at = self.verticalScrollBar().value()
        self.pages.paper = paper
        count = len(paper.pages)
        self.setAccessibleName(
            ngettext("The sheet on paper, {n} page", "The sheet on paper, {n} pages", count).format(
                n=number(count)
            )
        )
        self.setAccessibleDescription(paper.text)
        self._fit()
        self.verticalScrollBar().setValue(at)
        self.pages.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # Not a bar as needed: it takes width, narrower paper is lower and may need none, and so on for ever.
        room = self.contentsRect()
        is_long = self.pages.heightForWidth(room.width()) > room.height()
        on, off = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(on if is_long else off)
        wide = self.viewport().width()
        self.pages.resize(wide, self.pages.heightForWidth(wide))


class _Pages(QWidget):
    """The sheets of paper, one below the other, in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paper: SheetPaper | None = None

    def heightForWidth(self, wide: int) -> int:
        count = len(self.paper.pages) if self.paper is not None else 0
        return round(count * (_PAGE_HIGH * self._scale(wide) + theme.SPACE_M)) + theme.SPACE_M

    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(600))

    def _scale(self, wide: int) -> float:
        return min(WIDEST, max(0.2, (wide - 2 * theme.SPACE_S) / _PAGE_WIDE))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.paper is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing, True)
        look, scale = theme.LIGHT, self._scale(self.width())
        wide, high = _PAGE_WIDE * scale, _PAGE_HIGH * scale
        left = (self.width() - wide) / 2
        for at in range(len(self.paper.pages)):
            page = QRectF(left, theme.SPACE_S + at * (high + theme.SPACE_M), wide, high)
            if not page.intersects(QRectF(event.rect())):
                continue
            painter.fillRect(page, theme.colour(look.surface))
            painter.setPen(theme.colour(theme.current().line_strong))
            painter.drawRect(page)
            painter.save()
            painter.translate(page.topLeft())
            painter.scale(scale, scale)
            painter.translate(_MARGIN, _MARGIN)
            self.paper.paint_page(painter, at)
            painter.restore()
        painter.end()


def ask_where_to(desk: IssuesDesk, sheet: Sheet, paper: SheetPaper, parent: QWidget) -> ExportDialog:
    """Ask for the file and write the pages there."""
    return export_pages(
        "issues.sheet",
        name_of(sheet),
        partial(write_pdf, sheet, paper),
        parent,
        machine=desk.machine,
        noticed=desk.noticed.emit,
    )


def write_pdf(sheet: Sheet, paper: SheetPaper, path: Path) -> str:
    """Write the pages to *path*; what was done, in words. Raises FileError."""
    with replacing(path) as beside:
        writer = QPdfWriter(str(beside))
        writer.setResolution(RESOLUTION)
        writer.setPageLayout(a4())
        writer.setTitle(name_of(sheet))
        paper.paint(writer, writer.newPage)
        del writer
    return _("The sheet was saved as {file}.").format(file=path.name)


def print_paper(sheet: Sheet, paper: SheetPaper, parent: QWidget) -> None:
    """Ask for the printer and print."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # late: it looks for printers

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(a4())
    printer.setDocName(name_of(sheet))
    dialog = QPrintDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: paper.paint(printer, printer.newPage))
    dialog.setModal(True)
    dialog.show()
