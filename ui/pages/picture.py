"""A picture: whole, or filling its place."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap

from supervisor.pages.page import PicturePart
from supervisor.words import _
from ui import theme
from ui.pages.painted import PaintedPart
from ui.wallboard.face import digit_height


@dataclass(frozen=True)
class PictureView:
    """Which picture is shown; *words* instead where there is none."""

    digest: str
    fit: str
    about: str
    words: str


class PictureWidget(PaintedPart):
    """A picture, scaled once for its place."""

    _scaled: tuple[tuple[object, ...], QPixmap] | None = None

    def _view(self) -> PictureView:
        shows = self.part.shows
        assert isinstance(shows, PicturePart)  # noqa: S101
        there = shows.digest in self.common.material.pictures
        words = (
            "" if there else _("No picture chosen yet.") if not shows.digest else _("This picture is gone.")
        )
        return PictureView(shows.digest, shows.fit, shows.about, words)

    def _summary(self, view: PictureView) -> tuple[str, str]:
        return view.about or _("Picture"), view.words

    def _paint(self, painter: QPainter, box: QRectF, view: PictureView) -> None:
        picture = self.common.material.pictures.get(view.digest)
        if picture is None or picture.isNull():
            self.card(painter)
            px = max(self.least_print, min(self.most_em * 0.5, box.width() / 14, box.height() / 3))
            y = box.center().y() + digit_height() * px / 2
            said = view.words or _("This picture cannot be shown.")
            self.put(painter, QPointF(box.center().x(), y), said, px, "muted", room=box.width(), middle=True)
            return
        self.card(painter, bare=True)
        ready = self._for(picture, box, view)
        size = ready.deviceIndependentSize()
        at = QPointF(
            box.center().x() - size.width() / 2,
            box.center().y() - size.height() / 2,
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        shape = QPainterPath()
        frame = QRectF(at, size).intersected(box)
        shape.addRoundedRect(frame, theme.RADIUS_CARD, theme.RADIUS_CARD)
        painter.setClipPath(shape)
        painter.drawPixmap(at, ready)

    def _for(self, picture: QImage, box: QRectF, view: PictureView) -> QPixmap:
        ratio = self.devicePixelRatioF()
        key = (picture.cacheKey(), view.fit, box.width(), box.height(), ratio)
        if self._scaled is None or self._scaled[0] != key:
            how = (
                Qt.AspectRatioMode.KeepAspectRatio
                if view.fit == "whole"
                else Qt.AspectRatioMode.KeepAspectRatioByExpanding
            )
            wanted = (box.size() * ratio).toSize()
            made = QPixmap.fromImage(picture.scaled(wanted, how, Qt.TransformationMode.SmoothTransformation))
            made.setDevicePixelRatio(ratio)
            self._scaled = (key, made)
        return self._scaled[1]
