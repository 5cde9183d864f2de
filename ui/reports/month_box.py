"""A month, chosen from a list or a step at a time."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from supervisor.words import _
from ui import theme
from ui.widgets.icon import icon

MONTHS = 36
"""So many are offered, the last whole one first chosen."""


class MonthBox(QWidget):
    """`month` is the first of the chosen one; Ctrl+Left and Ctrl+Right are for who shows it to wire."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._months: list[date] = []
        self.list = QComboBox(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.earlier, self.later = QToolButton(self), QToolButton(self)
        self.earlier.setIcon(icon("chevron-left"))
        self.later.setIcon(icon("chevron-right"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_XS)
        row.addWidget(self.earlier)
        row.addWidget(self.list, 1)
        row.addWidget(self.later)
        self.earlier.clicked.connect(lambda: self.turn(-1))
        self.later.clicked.connect(lambda: self.turn(1))
        self.list.currentIndexChanged.connect(self._heed)
        self.setFocusProxy(self.list)
        self._say()

    def offer(self, today: date) -> None:
        """Offer this month and those before; the last whole one is chosen where none is yet."""
        months = _months(today)
        if months == self._months:
            return
        chosen = self.month if self._months else months[1]
        self._months = months
        with QSignalBlocker(self.list):
            self.list.clear()
            self.list.addItems([f"{month:%Y-%m}" for month in months])
        self.choose(chosen)

    @property
    def month(self) -> date:
        """The first day of the chosen month."""
        return self._months[max(0, self.list.currentIndex())]

    def choose(self, month: date) -> None:
        """Choose *month*, where it is offered."""
        first = month.replace(day=1)
        self.list.setCurrentIndex(self._months.index(first) if first in self._months else 0)

    def turn(self, by: int) -> None:
        """The month *by* so many months later, where it is offered."""
        at = self.list.currentIndex() - by
        if 0 <= at < self.list.count():
            self.list.setCurrentIndex(at)

    def _heed(self, at: int) -> None:
        self.later.setEnabled(at > 0)
        self.earlier.setEnabled(at < self.list.count() - 1)
        self.changed.emit()

    def _say(self) -> None:
        size = theme.current().px(theme.ICON)
        for button, said in (
            (self.earlier, _("The month before (Ctrl+Left)")),
            (self.later, _("The month after (Ctrl+Right)")),
        ):
            button.setToolTip(said)
            button.setAccessibleName(said)
            button.setIconSize(QSize(size, size))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self._say()


def _months(today: date) -> list[date]:
    """This month and those before it, the latest first."""
    found, month = [], today.replace(day=1)
    for _at in range(MONTHS):
        found.append(month)
        month = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
    return found
