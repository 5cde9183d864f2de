"""Questions whose answers are computed: one at a time, the last one counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.clock import monotonic
from supervisor.errors import SupervisorError
from ui.centre import OpenCentre
from ui.jobs import Job
from ui.looking import Looked, when_noted

BUSY_MS = 300  # an answer that comes sooner needs no word about waiting
LONG_S = 3.0  # after which work whose answer nobody wants any more is ended


@dataclass(frozen=True)
class _Question:
    answered: Callable[[Any], None]
    what: Callable[..., Any]
    arguments: tuple[Any, ...]
    looked: Looked | None


class Asking(QObject):
    """One part's questions, one at a time: of those that come while one is under way only the last is
    asked.

    Where the process is ended that does the work, killed or out of memory, the question is asked once more;
    where a server's database was lost, when it is back. The work under way is let go to its end, unless it
    has taken long already: ending it ends the process that does it, and a new one needs longer to begin
    than most answers take. `busy` tells that an answer takes its time, and that it has come. An answer with
    figures of people comes when the look at it is noted (`looking.py`), not sooner.
    """

    busy = Signal(bool)

    def __init__(self, centre: OpenCentre, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self._job: Job | None = None
        self._next: _Question | None = None
        self._began_s = 0.0
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(BUSY_MS)
        self._slow.timeout.connect(lambda: self.busy.emit(True))

    @property
    def is_asking(self) -> bool:
        return self._job is not None

    def ask(
        self,
        answered: Callable[[Any], None],
        what: Callable[..., Any],
        *arguments: Any,
        looked: Looked | None = None,
    ) -> None:
        """Have ``what(report, url, …)`` called in the work process, and *answered* with the result.

        *looked* says of the result whose figures it shows (None: nobody's).
        """
        if not self._centre.url:
            return  # a picture
        self._next = _Question(answered, what, arguments, looked)
        if self._job is not None:
            if monotonic() - self._began_s < LONG_S:
                return
            job, self._job = self._job, None
            job.cancel()
        self._go_on()

    def _go_on(self, again: bool = False) -> None:
        if self._next is None:
            return
        asked, self._next = self._next, None
        self._began_s = monotonic()
        if not self._slow.isActive():
            self._slow.start()

        def show(result: Any) -> None:
            self._over()
            if not self.is_asking:
                asked.answered(result)

        def done(result: Any) -> None:
            look = asked.looked(result) if asked.looked is not None and self._next is None else None
            noting = when_noted(self._centre, look, lambda: show(result), failed)
            if noting is not None:
                self._job = noting

        def failed(error: SupervisorError) -> None:
            if not again and self._centre.jobs.may_come_back(error):
                # a reading waits until the database is back
                self._job = self._centre.jobs.read(_nothing).then(lambda _there: lost())
                return
            self._over()
            self._centre.jobs.refused.emit(error)

        def lost() -> None:
            self._job = None
            self._next = self._next or asked
            self._go_on(again=True)

        job = self._centre.jobs.compute(asked.what, self._centre.url, *asked.arguments)
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


def _nothing(_db: object) -> None:
    """What is read only to know that the database is there."""


class Reading:
    """One reading of the centre at a time: asked for again while it is under way, it is done once more."""

    def __init__(self, centre: OpenCentre, show: Callable[[Any], None]) -> None:
        """*show* is given what was read."""
        self._centre, self._show = centre, show
        self._job: Job | None = None
        self._looked: Looked | None = None
        self._again: tuple[Callable[..., Any], tuple[Any, ...], Looked | None] | None = None

    def read(self, what: Callable[..., Any], *arguments: Any, looked: Looked | None = None) -> None:
        """Have ``what(db, …)`` called on the database's thread. *looked* says of what was read whose figures
        it shows (None: nobody's)."""
        if not self._centre.url:
            return  # a picture
        if self._job is not None:
            self._again = what, arguments, looked
            return
        self._looked = looked
        self._job = self._centre.jobs.read(what, *arguments)
        self._job.then(self._was_read, self._was_not_read)

    def _was_read(self, found: Any) -> None:
        look = self._looked(found) if self._looked is not None else None
        noting = when_noted(self._centre, look, lambda: self._show_read(found), self._was_not_read)
        if noting is not None:
            self._job = noting

    def _show_read(self, found: Any) -> None:
        self._job = None
        self._show(found)
        self._read_again()

    def _was_not_read(self, error: SupervisorError) -> None:
        self._job = None
        self._centre.jobs.refused.emit(error)
        self._read_again()

    def _read_again(self) -> None:
        if self._again is not None:
            (what, arguments, looked), self._again = self._again, None
            self.read(what, *arguments, looked=looked)
