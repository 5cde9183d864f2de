"""Questions whose answers are computed: one at a time, the last one counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.clock import monotonic
from supervisor.errors import SupervisorError
from ui.centre import OpenCentre
from ui.jobs import Job

BUSY_MS = 300  # an answer that comes sooner needs no word about waiting
LONG_S = 3.0  # after which work whose answer nobody wants any more is ended


class Asking(QObject):
    """One part's questions, one at a time: of those that come while one is under way only the last is asked.

    Where the process is ended that does the work, killed or out of memory, the question is asked once more.
    The work under way is let go to its end, unless it has taken long already: ending it ends the process that
    does it, and a new one needs longer to begin than most answers take. `busy` tells that an answer takes its
    time, and that it has come.
    """

    busy = Signal(bool)

    def __init__(self, centre: OpenCentre, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self._job: Job | None = None
        self._next: tuple[Callable[[Any], None], Callable[..., Any], tuple[Any, ...]] | None = None
        self._began_s = 0.0
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(BUSY_MS)
        self._slow.timeout.connect(lambda: self.busy.emit(True))

    @property
    def is_asking(self) -> bool:
        return self._job is not None

    def ask(self, answered: Callable[[Any], None], what: Callable[..., Any], *arguments: Any) -> None:
        """Have ``what(report, url, …)`` called in the work process, and *answered* with the result."""
        if not self._centre.url:
            return  # a picture
        self._next = answered, what, arguments
        if self._job is not None:
            if monotonic() - self._began_s < LONG_S:
                return
            job, self._job = self._job, None
            job.cancel()
        self._go_on()

    def _go_on(self, again: bool = False) -> None:
        if self._next is None:
            return
        (answered, what, arguments), self._next = self._next, None
        self._began_s = monotonic()
        if not self._slow.isActive():
            self._slow.start()

        def done(result: Any) -> None:
            self._over()
            if not self.is_asking:
                answered(result)

        def failed(error: SupervisorError) -> None:
            self._over()
            self._centre.jobs.refused.emit(error)

        def lost() -> None:
            self._job = None
            self._next = self._next or (answered, what, arguments)
            self._go_on(again=True)

        job = self._centre.jobs.compute(what, self._centre.url, *arguments)
        if not again:
            job.on_lost = lost
        self._job = job.then(done, failed)

    def _over(self) -> None:
        self._job = None
        if self._next is not None:
            self._go_on()
        else:
            self._slow.stop()
            self.busy.emit(False)


class Reading:
    """One reading of the centre at a time: asked for again while it is under way, it is done once more."""

    def __init__(self, centre: OpenCentre, show: Callable[[Any], None]) -> None:
        """*show* is given what was read."""
        self._centre, self._show = centre, show
        self._job: Job | None = None
        self._again: tuple[Callable[..., Any], tuple[Any, ...]] | None = None

    def read(self, what: Callable[..., Any], *arguments: Any) -> None:
        """Have ``what(db, …)`` called on the database's thread."""
        if not self._centre.url:
            return  # a picture
        if self._job is not None:
            self._again = what, arguments
            return
        self._job = self._centre.jobs.read(what, *arguments)
        self._job.then(self._was_read, self._was_not_read)

    def _was_read(self, found: Any) -> None:
        self._job = None
        self._show(found)
        self._read_again()

    def _was_not_read(self, error: SupervisorError) -> None:
        self._job = None
        self._centre.jobs.refused.emit(error)
        self._read_again()

    def _read_again(self) -> None:
        if self._again is not None:
            (what, arguments), self._again = self._again, None
            self.read(what, *arguments)
