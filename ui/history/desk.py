"""What the parts of the history page share: the question, what is known, and whoever answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.clock import monotonic
from supervisor.errors import SupervisorError
from supervisor.history.contacts import ContactQuestion
from ui.centre import OpenCentre
from ui.history import work
from ui.history.asked import Asked, remembered, to_remember
from ui.history.work import Known
from ui.jobs import Job
from ui.machine import Machine
from ui.widgets.table import memory

HEEDED = frozenset({"history", "people", "centre_settings"})
BUSY_MS = 300  # an answer that comes sooner needs no word about waiting
LONG_S = 3.0  # after which work whose answer nobody wants any more is ended
SETTLE_MS = 1200  # facts come in bursts: what is shown is asked for again when they have stopped


class HistoryDesk(QObject):
    """`asked_changed`: another question. `facts_changed`: the same question may have another answer."""

    asked_changed = Signal()
    facts_changed = Signal()
    known_changed = Signal()
    contacts_wanted = Signal(object, str)  # ContactQuestion, and what it is about in words
    import_wanted = Signal()
    noticed = Signal(str, object)

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.centre = centre
        self.machine = machine
        self.known = Known()
        self.is_read = False
        self._asked = remembered(memory.recall(machine, "history.asked"))
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.read)
        centre.changed.connect(self._heed)

    @property
    def asked(self) -> Asked:
        """The question in force."""
        return self._asked

    @property
    def today(self) -> date:
        """The business day that it is in the centre."""
        return self.centre.kept.rules.days.day(self.centre.live.clock.now())

    @property
    def zone(self) -> ZoneInfo:
        """The centre's."""
        return self.centre.kept.rules.days.zone

    def ask(self, asked: Asked) -> None:
        """Ask something else."""
        asked = asked.fit(self.today)
        if asked != self._asked:
            self._asked = asked
            memory.keep(self.machine, "history.asked", to_remember(asked))
            self.asked_changed.emit()

    def read(self) -> None:
        """Look what is known, and have everything answered again."""
        if self.centre.url:
            self.centre.jobs.compute(work.known, self.centre.url).then(self.show_known)

    def show_known(self, known: Known) -> None:
        """Something else is known."""
        self.known, self.is_read = known, True
        self.known_changed.emit()
        self.facts_changed.emit()

    def show_contacts(self, asked: ContactQuestion, about: str) -> None:
        """Show the contacts behind a figure."""
        self.contacts_wanted.emit(asked, about)

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED and not self._settle.isActive():
            self._settle.start()


class Asking(QObject):
    """One part's questions, one at a time: of those that come while one is under way only the last is asked.

    The work under way is let go to its end, unless it has taken long already: ending it ends the process that
    does it, and a new one needs longer to begin than most answers take. `busy` tells that an answer takes its
    time, and that it has come.
    """

    busy = Signal(bool)

    def __init__(self, desk: HistoryDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
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
        if not self._desk.centre.url:
            return  # a picture
        self._next = answered, what, arguments
        if self._job is not None:
            if monotonic() - self._began_s < LONG_S:
                return
            job, self._job = self._job, None
            job.cancel()
        self._go_on()

    def _go_on(self) -> None:
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
            self._desk.centre.jobs.refused.emit(error)

        job = self._desk.centre.jobs.compute(what, self._desk.centre.url, *arguments)
        self._job = job.then(done, failed)

    def _over(self) -> None:
        self._job = None
        if self._next is not None:
            self._go_on()
        else:
            self._slow.stop()
            self.busy.emit(False)
