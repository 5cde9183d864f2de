"""The demo’s past is made up while people look at its present, in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from ui.centre import OpenCentre

AFTER_MS = 4_000  # the board comes first
DAYS_AT_ONCE = 3  # so that the newest are soon to be seen, and an end comes soon


class DemoPast(QObject):
    """Writes what is missing of the past of a demo centre; of a real one, nothing."""

    def __init__(self, centre: OpenCentre, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        begin = QTimer(self)  # of its own, so that it ends with the centre
        begin.setSingleShot(True)
        begin.timeout.connect(self._go_on)
        centre.closing.connect(begin.stop)
        if centre.is_demo and centre.rights.everything and centre.url and not centre.is_still:
            begin.start(AFTER_MS)

    def _go_on(self, was_missing: bool = True) -> None:
        if was_missing:
            job = self._centre.jobs.compute_aside(write_days, self._centre.url, DAYS_AT_ONCE)
            job.then(self._go_on, lambda _error: None)  # without a past the demo is a demo still


def write_days(_report: Callable[[int, int], Any], url: str, most: int) -> bool:
    """A few days of the demo's past; in the work process."""
    from supervisor.demo.past import write_past  # nobody else needs the demo

    return write_past(url, most=most)
