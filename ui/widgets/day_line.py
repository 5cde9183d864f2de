"""A line for a day that may be empty: 2026-11-22, 2026/11/22, 20261122."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from supervisor.words import _

_DAY = re.compile(r"(\d{4})(?:[-/.年 ]\s*(\d{1,2})(?:[-/.月 ]\s*(\d{1,2})日?|月)?|(\d{2})(\d{2}))$")


def day_in(text: str) -> date | None:
    """The day that *text* says; None for nothing. A month alone is its first day. Raises ValueError."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return None
    found = _DAY.match(text)
    if found is None:
        raise ValueError(text)
    year, month, day, month_too, day_too = found.groups()
    return date(int(year), int(month or month_too), int(day or day_too or 1))


def day_problem(text: str) -> str:
    """What is wrong with *text* as a day, as a sentence; "" when nothing is."""
    try:
        day_in(text)
    except ValueError:
        return _("“{text}” is no day; enter it like 2026-11-22, or nothing.").format(text=text.strip())
    return ""


class DayLine(QLineEdit):
    """A day as it is typed. *entered* comes when the person leaves it with a day that can be read."""

    entered = Signal(object)  # date | None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say()
        self.editingFinished.connect(self._leave)

    def show_day(self, day: date | None) -> None:
        """Put *day* into the line."""
        self.setText(day.isoformat() if day is not None else "")

    @property
    def problem(self) -> str:
        """What is wrong with what is typed; "" when nothing is."""
        return day_problem(self.text())

    @property
    def day(self) -> date | None:
        """The day; only to be asked when there is no `problem`."""
        return day_in(self.text())

    def _say(self) -> None:
        self.setPlaceholderText(_("yyyy-mm-dd"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _leave(self) -> None:
        if not self.problem:
            self.show_day(self.day)
            self.entered.emit(self.day)
