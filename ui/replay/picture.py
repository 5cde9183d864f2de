"""The replay as a picture for the meeting: always the same size, whatever the window's, with its caption."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from supervisor.words import _, clock_time
from supervisor.workbook.file import file_error
from ui import theme
from ui.replay.axis import DaySlider
from ui.replay.stage import Stage, whole_day
from ui.showing import EVERYTHING

SIZE = QSize(1920, 1080)
SHARP = 2.0  # device pixels a pixel: 3840 × 2160 on paper and on large screens


def picture(stage: Stage, axis: DaySlider, centre_name: str, exported_at: datetime) -> QImage:
    """What *stage* and *axis* show, laid out anew on a sheet of SIZE; on the screen's thread."""
    sheet = _Sheet(stage, axis, centre_name, exported_at)
    sheet.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    sheet.resize(SIZE)
    try:
        sheet.show()
        for _turn in range(3):  # a layout asks for another where a band or a page of tiles came
            QApplication.sendPostedEvents()
        made = QImage(SIZE * SHARP, QImage.Format.Format_RGB32)
        made.setDevicePixelRatio(SHARP)
        made.fill(theme.colour(theme.current().ground))
        sheet.render(made)
    finally:
        sheet.hide()
        sheet.deleteLater()
    return made


def picture_title(stage: Stage, centre_name: str) -> str:
    """Whose floor it shows, and which moment."""
    at = stage.now
    when = f" {at.astimezone(stage.definitions.zone):%Y-%m-%d %H.%M.%S}" if at is not None else ""
    replay = _("replay")
    title = f"{centre_name} {replay}".strip()
    return f"{title[:60]}{when}"


def save_picture(image: QImage, path: Path) -> Path:
    """Write *image* as PNG to *path*, whole or not at all; off the screen's thread.

    Raises FileError, having left what stood there as it was.
    """
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub has bytes for the format
    buffer.close()
    beside: Path | None = None
    try:
        number, name = tempfile.mkstemp(prefix=".", suffix=".png", dir=path.parent)
        beside = Path(name)
        with os.fdopen(number, "wb") as file:
            file.write(held.data())
        beside.chmod(0o644)
        os.replace(beside, path)
    except OSError as error:
        raise file_error(path, error) from error
    finally:
        if beside is not None:
            with suppress(OSError):
                beside.unlink()
    return path


class _Sheet(QWidget):
    """A stage, an axis and a caption of their own, so that nothing in the window moves for the picture."""

    def __init__(self, stage: Stage, axis: DaySlider, centre_name: str, exported_at: datetime) -> None:
        super().__init__()
        self.stage = Stage(stage.definitions, self)
        self.stage.show_board(stage.seen)
        axis_copy = axis.twin(self)
        caption = _Caption(caption_of(stage, centre_name, exported_at), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.SPACE_S)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.stage, 1)
        column.addWidget(axis_copy)
        column.addWidget(caption)
        if stage.now is not None:
            self.stage.take(stage.board, EVERYTHING, stage.feeds, stage.now)
        self.stage.show_time(stage.now, 0.0, unknown=stage.unknown)


def caption_of(stage: Stage, centre_name: str, exported_at: datetime) -> str:
    """Whose floor, of when, and when the picture was made."""
    zone, at = stage.definitions.zone, stage.now
    said = _("{centre} as it was on {day} at {time} · replayed from the journal, exported {exported}").format(
        centre=centre_name or _("The floor"),
        day="" if at is None else whole_day(at, zone),
        time=clock_time(at, zone, seconds=True),
        exported=f"{whole_day(exported_at, zone)} {clock_time(exported_at, zone)}",
    )
    return f"{_('DEMO')} · {said}" if stage.definitions.demo else said


class _Caption(QWidget):
    """One line below the picture."""

    def __init__(self, said: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._said = said
        self.setFixedHeight(round(1.6 * theme.BODY))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(theme.BODY))
        painter.setPen(theme.colour(theme.current().text))
        painter.drawText(QPointF(theme.SPACE_L, self.height() * 0.72), self._said)
        painter.end()
