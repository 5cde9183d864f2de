"""A column that scrolls, over a foot that is always in sight; the two stand under each other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import theme


class Footed(QWidget):
    """*inside* and *foot* are no wider than *width* px at text scale 1, and in the middle."""

    def __init__(self, inside: QWidget, foot: QWidget, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for part in (inside, foot):
            part.setMaximumWidth(theme.current().px(width))
        self.area = QScrollArea(self)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.area.setWidget(inside)
        self._below = QHBoxLayout()
        self._below.addStretch(1)
        self._below.addWidget(foot, 1000)
        self._below.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.area, 1)
        whole.addLayout(self._below)
        self.area.verticalScrollBar().rangeChanged.connect(self._beside_the_bar)

    def _beside_the_bar(self, _least: int, most: int) -> None:
        """The bar takes its width from the column alone: the foot gives up as much."""
        bar = self.area.verticalScrollBar()
        self._below.setContentsMargins(0, 0, bar.sizeHint().width() if most > 0 else 0, 0)
