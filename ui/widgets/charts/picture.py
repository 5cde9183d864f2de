"""A chart as a picture: copied, or saved as PNG or SVG; always in the light look, as it is printed."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRect, QRectF, QStandardPaths
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QFileDialog

from supervisor.errors import FileError
from supervisor.words import _
from supervisor.workbook.file import replacing
from ui import theme

if TYPE_CHECKING:
    from ui.widgets.charts.chart import Chart

log = logging.getLogger(__name__)

MARGIN = 16
SHARP = 2.0  # device pixels a pixel


class Pictures(QObject):
    """Pictures of *chart*. *people*: it speaks of single people; that one leaves is written into the log."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self._chart = chart
        self.people = True
        self.dialog: QFileDialog | None = None

    def image(self) -> QImage:
        """The chart as it looks on paper, twice as fine as on most screens."""
        size = self._chart.picture_size()
        image = QImage(size * SHARP, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(SHARP)
        look = replace(theme.LIGHT, text_scale=1.0)
        image.fill(theme.colour(look.surface))
        painter = QPainter(image)
        area = QRectF(0, 0, size.width(), size.height())
        self._chart.paint_on(painter, area.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN), look, vector=False)
        painter.end()
        return image

    def svg(self) -> bytes:
        """The chart as lines and letters that stay sharp at any size."""
        from PySide6.QtSvg import QSvgGenerator  # late: few pictures are saved

        size = self._chart.picture_size()
        held = QByteArray()
        buffer = QBuffer(held)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        made = QSvgGenerator()
        made.setOutputDevice(buffer)
        made.setSize(size)
        made.setViewBox(QRect(0, 0, size.width(), size.height()))
        made.setTitle(self._chart.title())
        made.setDescription(self._chart.summary())
        look = replace(theme.LIGHT, text_scale=1.0)
        painter = QPainter(made)
        area = QRectF(0, 0, size.width(), size.height())
        painter.fillRect(area, theme.colour(look.surface))
        self._chart.paint_on(painter, area.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN), look)
        painter.end()
        buffer.close()
        return bytes(held.data())

    def copy(self) -> None:
        """Put the picture where it can be pasted from."""
        QGuiApplication.clipboard().setImage(self.image())
        self._told(_("The picture was copied."), "the clipboard")

    def copy_figures(self) -> None:
        """Put the figures where they can be pasted from, as a table."""
        QGuiApplication.clipboard().setText(self._chart.figures())
        self._told(_("The figures were copied."), "the clipboard")

    def ask(self) -> None:
        """Ask where to save it."""
        if self.dialog is not None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        dialog = QFileDialog(self._chart.window(), _("Save picture"), folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Picture (*.png)"), _("Picture that stays sharp (*.svg)")])
        dialog.setDefaultSuffix("png")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix("svg" if ".svg" in chosen else "png")
        )
        dialog.selectFile(f"{self.file_name()}.png")
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def file_name(self) -> str:
        """A name that says what it is, good on every system."""
        title = "".join(c for c in self._chart.title() if c not in '\\/:*?"<>|').strip(" .")[:60]
        return title or _("Picture")

    def save(self, path: Path) -> None:
        """Write the picture to *path*: as SVG where that is its ending, else as PNG."""
        if path.suffix.casefold() == ".svg":
            written = self.svg()
        else:
            if path.suffix.casefold() != ".png":
                path = path.with_name(f"{path.name}.png")
            written = _png(self.image())
        try:
            with replacing(path) as beside:
                beside.write_bytes(written)
        except FileError as error:
            self._chart.refused.emit(error)
            return
        self._told(_("The picture was saved as {file}.").format(file=path.name), str(path))

    def _told(self, words: str, where: str) -> None:
        if self.people:
            log.info("people's figures (%s) went to %s", self._chart.title(), where)
        self._chart.noticed.emit(words, None)

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def _png(image: QImage) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    buffer.close()
    return bytes(held.data())
