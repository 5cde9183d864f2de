"""What is drawn on the screen and on paper alike: its title, its words, its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.theme import Theme
from ui.widgets.charts.canvas import Canvas, Spot

LEAST_PICTURE = QSize(960, 480)


class Drawing(QWidget):
    """Who inherits it says what it is called and draws it, in whatever look and size is asked for."""

    noticed = Signal(str, object)  # what was done with the picture, and None: a file is not taken back

    def title(self) -> str:
        """What the chart is called: its accessible name and the name of its picture."""
        raise NotImplementedError

    def summary(self) -> str:
        """What the chart shows as a whole, in words; said while no point is lit."""
        return ""

    def draw(self, canvas: Canvas) -> Sequence[Spot]:
        """Draw everything but what is lit or selected; returns the places that can be pointed at, in the
        order of the arrow keys."""
        raise NotImplementedError

    def figures(self) -> str:
        """All that is said of its points, one a line, with tabs between what belongs together."""
        raise NotImplementedError

    def picture_size(self) -> QSize:
        """How large a picture of it is, in logical pixels."""
        return self.size().expandedTo(LEAST_PICTURE)

    def natural_height(self, wide: float, look: Theme) -> float:
        """How high it is drawn on paper that is *wide*."""
        return max(look.px(170), min(look.px(260), wide * 0.42))

    def paint_on(self, painter: QPainter, area: QRectF, look: Theme, *, vector: bool = True) -> None:
        """Draw the chart onto a picture or a page."""
        self.draw(Canvas(painter, area, look, paper=True, vector=vector))


def for_paper() -> Theme:
    """The look of pictures and of print: light, at text scale 1."""
    return replace(theme.LIGHT, text_scale=1.0)
