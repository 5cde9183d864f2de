"""The choice of one figure: of a curve, of a heat map."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from supervisor.history.figures import Column as Figure
from supervisor.history.figures import Unit, title
from supervisor.history.queue_figures import COLUMNS
from supervisor.words import _

CHOICES = (
    *("service_level", "answer_rate", "abandonment"),
    *("offered", "answered", "abandoned", "rings_not_answered"),
    *("mean_wait_s", "median_wait_s", "p90_wait_s", "longest_wait_s"),
    *("mean_talk_s", "mean_handle_s"),
)
FIGURES: dict[str, Figure] = {figure.name: figure for figure in COLUMNS}


def needed(name: str) -> tuple[str, ...]:
    """The figure *name* and those that it is made of."""
    figure = FIGURES[name]
    return tuple(one for one in (figure.name, figure.part, figure.whole) if one)


def adds_up(figure: Figure) -> bool:
    """Whether the figure is a plain count, so that a usual hour is its sum ÷ days."""
    return figure.unit is Unit.COUNT


class FigureBox(QComboBox):
    """A list of figures by their names."""

    def __init__(self, chosen: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen = chosen if chosen in CHOICES else CHOICES[0]
        self.retranslate()

    @property
    def figure(self) -> Figure:
        """The chosen one."""
        return FIGURES[str(self.currentData())]

    def retranslate(self) -> None:
        """Say the names again, in the language now in use."""
        chosen = str(self.currentData() or self._chosen)
        self.blockSignals(True)
        self.clear()
        for name in CHOICES:
            self.addItem(title(FIGURES[name]), name)
        self.setCurrentIndex(self.findData(chosen))
        self.blockSignals(False)
        self.setAccessibleName(_("Figure"))
