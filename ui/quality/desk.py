"""What the tabs of the quality page share: the time that is looked at, what is known, and steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.errors import SupervisorError
from supervisor.history.period import Period
from supervisor.quality.exempting import ExemptLine
from supervisor.quality.sampling import SamplingLine
from supervisor.rights.act import Act
from supervisor.rights.look import Look, What, look_at
from supervisor.words import _
from ui import looking, steps
from ui.asking import Reading
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.quality import work
from ui.quality.work import Done, Known, Listed
from ui.rights import tell_if_not
from ui.widgets.table import memory

HEEDED = frozenset({"quality", "quality_drafts", "people", "centre_settings"})
JUDGED = frozenset({"quality", "people", "centre_settings", "targets"})
SETTLE_MS = 400  # a draft is saved with every few answers
MEMORY = "quality.looked"
MONTHS = 12


class QualityDesk(QObject):
    """Reads, and does steps. `read_again` comes with what there is whenever it is another; `judged` when what
    is computed of evaluations may have another answer."""

    read_again = Signal(object)  # Listed
    judged = Signal()
    noticed = Signal(str, object)  # what was done, and the callable that takes it back, or None
    issue_wanted = Signal(object)  # Seed: an issue is to be made
    judge_wanted = Signal(object)  # Candidate: a contact that is to be judged
    tab_wanted = Signal(str)
    targets_wanted = Signal()

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.centre = centre
        self.machine = machine
        kept = memory.recall(machine, MEMORY)
        self._which = str(kept.get("which") or "30")
        self.rater = str(kept.get("rater") or centre.who)
        self.listed = Listed(Known(self.today), self.period)
        self.is_read = False
        self._reading = Reading(centre, self.show)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.read)
        centre.changed.connect(self._heed)

    # -- what is looked at ----------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The business day that it is in the centre."""
        return self.centre.today

    @property
    def zone(self) -> ZoneInfo:
        """The centre's."""
        return self.centre.zone

    @property
    def known(self) -> Known:
        return self.listed.known

    @property
    def which(self) -> str:
        """The time that is looked at, as it is remembered: "30" days up to today, or a month."""
        return self._which

    @property
    def choices(self) -> tuple[str, ...]:
        """The times that can be looked at."""
        months, at = [], self.today.replace(day=1)
        for _turn in range(MONTHS):
            months.append(f"{at:%Y-%m}")
            at = (at - timedelta(days=1)).replace(day=1)
        return ("30", "90", *months)

    @property
    def period(self) -> Period:
        """The contacts of these days are looked at."""
        if "-" in self._which:
            year, month = map(int, self._which.split("-"))
            first = date(year, month, 1)
            return Period(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
        today = self.today
        return Period(today - timedelta(days=int(self._which) - 1), today)

    @property
    def month(self) -> date:
        """The first day of the month in which the period ends."""
        return self.period.last.replace(day=1)

    def show_period(self, which: str) -> None:
        """Look at another time, one of `choices`."""
        if which in self.choices and which != self._which:
            self._which = which
            self._keep()
            self.read()
            self.judged.emit()

    def turn(self, by: int) -> None:
        """Look at the choice *by* places further down."""
        choices = self.choices
        at = choices.index(self._which) + by if self._which in choices else 0
        if 0 <= at < len(choices):
            self.show_period(choices[at])

    def note_rater(self, rater: str) -> None:
        """Whoever sits here judges under this name."""
        if rater.strip() and rater != self.rater:
            self.rater = rater.strip()
            self._keep()

    def note_look(self, person: str) -> None:
        """Somebody looks at one of a list that is shown already: that is noted."""
        looking.note(self.centre, look_at(What.EVALUATIONS, (person,)))

    def look_at(self, what: What, people: Iterable[str]) -> Look:
        """A look at what was judged of *people* in the time in force."""
        return look_at(what, people, about=f"{self.period.first} – {self.period.last}")

    def _keep(self) -> None:
        memory.keep(self.machine, MEMORY, {"which": self._which, "rater": self.rater})

    # -- reading --------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read what there is again."""
        self._reading.read(work.read_list, self.period, self.today, looked=self._look)

    def look_at_lines(self, lines: Iterable[SamplingLine | ExemptLine]) -> Look:
        """A look at how much of everybody was judged, and with what result."""
        return self.look_at(What.SAMPLING, (line.person for line in lines))

    def _look(self, listed: Listed) -> Look:
        return self.look_at(What.EVALUATIONS, (row.person for row in listed.rows))

    def show(self, listed: Listed) -> None:
        """Show *listed*."""
        self.listed, self.is_read = listed, True
        self.read_again.emit(listed)

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED and not self._settle.isActive():
            self._settle.start()
        if changes & JUDGED:
            self.judged.emit()

    # -- steps ----------------------------------------------------------------------------------------------

    def do(
        self,
        said: str,
        store: str,
        name: str,
        /,
        *args: Any,
        then: Callable[[Any], None] | None = None,
        failed: Callable[[SupervisorError], None] | None = None,
        **kwargs: Any,
    ) -> None:
        """Do the step *name* of a store of quality, say *said* when it is done, and call *then* with what the
        store returned."""
        if not tell_if_not(self.centre, Act.JUDGE):  # who may, may set forms too
            return
        at, who = self.centre.live.clock.now(), self.centre.who
        job = self.centre.jobs.write(work.do, store, name, *args, at=at, who=who, **kwargs)
        job.then(partial(self._done, said, then), failed)

    def tell_done(self, said: str, result: tuple[object, Done]) -> None:
        """Say that a step was done, and how it is taken back."""
        step = result[1].step
        if step is None:
            self.noticed.emit(_("All was so already; nothing was changed."), None)
        else:
            self.noticed.emit(said, partial(self.take_back, step))

    def take_back(self, step: int) -> None:
        """Undo that step."""
        self.centre.jobs.write(steps.take_back, step, at=self.centre.live.clock.now())

    def _done(self, said: str, then: Callable[[Any], None] | None, result: tuple[object, Done]) -> None:
        self.tell_done(said, result)
        if then is not None:
            then(result[1].result)
