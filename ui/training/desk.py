"""What the tabs of courses and coaching share: what there is, and steps that can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.errors import SupervisorError
from supervisor.rights.act import Act
from supervisor.rights.look import Look, What, look_at
from ui import looking, steps
from ui.asking import Reading
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.rights import tell_if_not
from ui.training import work
from ui.training.work import Listed

HEEDED = frozenset({"training", "review", "people", "kpis", "centre_settings"})
SETTLE_MS = 100


class TrainingDesk(QObject):
    """Reads, and does steps. `read_again` comes with what there is whenever it is another."""

    read_again = Signal(object)  # Listed
    noticed = Signal(str, object)  # what was done, and the callable that takes it back, or None
    talks_wanted = Signal(object)  # a course's id, its KPI and ids of persons: talks with them are proposed
    import_wanted = Signal()

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.centre = centre
        self.machine = machine
        self.listed = Listed(self.today)
        self.is_read = False
        self._reading = Reading(centre, self.show)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.read)
        centre.changed.connect(self._heed)

    @property
    def today(self) -> date:
        """The business day that it is in the centre."""
        return self.centre.today

    @property
    def zone(self) -> ZoneInfo:
        """The centre's."""
        return self.centre.zone

    def note_look(self, what: What, person: str, about: str = "") -> None:
        """Somebody looks at one of a list that is shown already: that is noted."""
        looking.note(self.centre, look_at(what, (person,), about=about))

    # -- reading --------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read what there is again."""
        self._reading.read(work.read_all, self.today, looked=_look)

    def show(self, listed: Listed) -> None:
        """Show *listed*."""
        self.listed, self.is_read = listed, True
        self.read_again.emit(listed)

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED and not self._settle.isActive():
            self._settle.start()

    # -- steps ----------------------------------------------------------------------------------------------

    def do(
        self,
        said: str,
        what: Callable[..., Any],
        *args: Any,
        then: Callable[[], None] | None = None,
        failed: Callable[[SupervisorError], None] | None = None,
        **more: Any,
    ) -> None:
        """Do a step of `work`, say *said* when it is done, and call *then*; *failed* with what is wrong."""
        if not tell_if_not(self.centre, Act.DECIDE):
            return
        at, who = self.centre.live.clock.now(), self.centre.who
        job = self.centre.jobs.write(what, *args, at=at, who=who, **more)
        job.then(partial(self._done, said, then), failed)

    def _done(
        self,
        said: str,
        then: Callable[[], None] | None,
        result: tuple[object, int | tuple[int, ...] | None],
    ) -> None:
        number = result[1]
        if number is not None and number != ():
            self.noticed.emit(said, partial(self.take_back, number))
        self.read()
        if then is not None:
            then()

    def take_back(self, number: int | tuple[int, ...]) -> None:
        """Undo that step, or all of these."""
        centre, at = self.centre, self.centre.live.clock.now()
        if isinstance(number, tuple):
            job = centre.jobs.write(work.take_back_all, number, at=at)
        else:
            job = centre.jobs.write(steps.take_back, number, at=at)
        job.then(lambda _changes: self.read())


def _look(listed: Listed) -> Look:
    return look_at(What.TALKS, (talk.person for talk in listed.talks))
