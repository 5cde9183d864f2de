"""What the parts of the history page share: the question, what is known, and whoever answers."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.history.contacts import ContactQuestion
from ui.centre import OpenCentre
from ui.history import work
from ui.history.asked import Asked, remembered, to_remember
from ui.history.work import Known
from ui.machine import Machine
from ui.widgets.table import memory

HEEDED = frozenset({"history", "people", "centre_settings"})
SETTLE_MS = 1200  # facts come in bursts: what is shown is asked for again when they have stopped


class HistoryDesk(QObject):
    """`asked_changed`: another question. `facts_changed`: the same question may have another answer."""

    asked_changed = Signal()
    facts_changed = Signal()
    known_changed = Signal()
    contacts_wanted = Signal(object, str)  # ContactQuestion, and what it is about in words
    import_wanted = Signal()
    noticed = Signal(str, object)
    issue_wanted = Signal(object)  # Seed: an issue of what is chosen is to be made
    callback_wanted = Signal(object)  # Promise: a customer is promised a call

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
        return self.centre.today

    @property
    def zone(self) -> ZoneInfo:
        """The centre's."""
        return self.centre.zone

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
