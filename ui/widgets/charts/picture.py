"""A chart as a picture: copied, or saved as PNG or SVG; always in the light look, as it is printed."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRect, QRectF, SignalInstance
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter

from supervisor.words import _
from supervisor.workbook.file import replacing
from ui import theme
from ui.machine import Machine
from ui.widgets.charts.drawing import Drawing, for_paper
from ui.widgets.export_dialog import ExportDialog, export_once
from ui.widgets.leaving import Format, Leaving, TakingHere, places_of

log = logging.getLogger(__name__)

MARGIN = 16
SHARP = 2.0  # device pixels a pixel


class Pictures(QObject):
    """Pictures of *drawing*. *people*: it speaks of single people; what leaves is written into the log."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__(drawing)
        self._drawing = drawing
        self.people = True
        self._machine: Machine | None = None
        self.dialog: ExportDialog | None = None

    def belong(self, machine: Machine, noticed: SignalInstance) -> None:
        """Let *machine* remember where pictures went, and *noticed* tell what was done with them."""
        self._machine = machine
        self._drawing.noticed.connect(noticed)

    def image(self) -> QImage:
        """The chart as it looks on paper, twice as fine as on most screens."""
        size = self._drawing.picture_size()
        image = QImage(size * SHARP, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(SHARP)
        look = for_paper()
        image.fill(theme.colour(look.surface))
        painter = QPainter(image)
        area = QRectF(0, 0, size.width(), size.height())
        self._drawing.paint_on(painter, area.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN), look, vector=False)
        painter.end()
        return image

    def svg(self) -> bytes:
        """The chart as lines and letters that stay sharp at any size."""
        from PySide6.QtSvg import QSvgGenerator  # late: few pictures are saved

        size = self._drawing.picture_size()
        held = QByteArray()
        buffer = QBuffer(held)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        made = QSvgGenerator()
        made.setOutputDevice(buffer)
        made.setSize(size)
        made.setViewBox(QRect(0, 0, size.width(), size.height()))
        made.setTitle(self._drawing.title())
        made.setDescription(self._drawing.summary())
        look = for_paper()
        painter = QPainter(made)
        area = QRectF(0, 0, size.width(), size.height())
        painter.fillRect(area, theme.colour(look.surface))
        self._drawing.paint_on(painter, area.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN), look)
        painter.end()
        buffer.close()
        return bytes(held.data())

    def copy(self) -> None:
        """Put the picture where it can be pasted from."""
        QGuiApplication.clipboard().setImage(self.image())
        self._told(_("The picture was copied."), "the clipboard")

    def copy_figures(self) -> None:
        """Put the figures where they can be pasted from, as a table."""
        QGuiApplication.clipboard().setText(self._drawing.figures())
        self._told(_("The figures were copied."), "the clipboard")

    def ask(self) -> None:
        """Ask where to save it."""
        title = self._drawing.title() or _("Picture")
        formats = (Format.PICTURE, Format.DRAWING)
        leaving = Leaving("picture", title, places_of(title), "{report}", formats)
        self.dialog = export_once(
            leaving,
            lambda chosen: TakingHere(lambda: self.write(chosen.path), chosen.path),
            self._drawing,
            machine=self._machine,
            noticed=self._drawing.noticed,
        )

    def write(self, path: Path) -> str:
        """Write the picture to *path*: as SVG where that is its ending, else as PNG; what was done in words.
        Raises FileError."""
        written = self.svg() if path.suffix.casefold() == ".svg" else _png(self.image())
        with replacing(path) as beside:
            beside.write_bytes(written)
        self._log(str(path))
        return _("The picture was saved as {file}.").format(file=path.name)

    def _told(self, words: str, where: str) -> None:
        self._log(where)
        self._drawing.noticed.emit(words, None)

    def _log(self, where: str) -> None:
        if self.people:
            log.info("people's figures (%s) went to %s", self._drawing.title(), where)


def _png(image: QImage) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    buffer.close()
    return bytes(held.data())
