"""What the tabs of the performance page share: the month, whose figures, the chosen person and KPI."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.clock import monotonic
from supervisor.evidence.options import Options
from supervisor.evidence.unit import Unit
from supervisor.history.contacts import ContactQuestion
from supervisor.review.matrix import EVERYBODY, Choices, Filter
from supervisor.review.monthly import USUAL, ReviewQuestion
from supervisor.rights.look import Look, What, look_at
from supervisor.words import _, language
from ui import looking
from ui.asking import Asking
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.review import work
from ui.review.work import Known
from ui.widgets import export_log
from ui.widgets.table import memory

HEEDED = frozenset({"history", "people", "targets", "teaching_credits", "kpis", "centre_settings"})
SETTLE_MS = 1200  # facts come in bursts: what is shown is asked for again when they have stopped
LEAST_MS = 30_000  # between two reviews that nobody asked for: facts of today come all day long
MEMORY = "review.looked"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Looked:
    """What is looked at, as it is remembered. *month*: None is the newest whole month of which anything is
    known. *unit*, *kpi*: the chosen person (at the work of one skill group and channel) and KPI."""

    month: date | None = None
    which: Filter = EVERYBODY
    options: Options = USUAL
    unit: Unit | None = None
    kpi: str = ""


class ReviewDesk(QObject):
    """A page asks anew when `asked_changed` (another month, otherwise strict) or `facts_changed` (the same
    question may have another answer) comes, and filters what it shows when `which_changed` does."""

    asked_changed = Signal()
    facts_changed = Signal()
    which_changed = Signal()
    chosen_changed = Signal()  # another person or KPI
    known_changed = Signal()  # other months, or others to filter by
    noticed = Signal(str, object)  # what was done, and the callable that takes it back, or None
    issue_wanted = Signal(object)  # Seed: an issue is to be made
    tab_wanted = Signal(str)  # the name of a tab; nothing happens where there is none
    derivation_wanted = Signal(object, str)  # Unit and KPI: how its answer came about
    stated_wanted = Signal()  # what was stated of the month
    contacts_wanted = Signal(object, str)  # ContactQuestion, and what it is about in words
    course_wanted = Signal(str, object)  # a KPI and units: a course for them is to be planned
    import_wanted = Signal()
    targets_wanted = Signal()

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.centre = centre
        self.machine = machine
        self.known = Known()
        self.is_read = False
        self.choices: Choices | None = None  # None: no review was answered yet
        self.looked = _remembered(memory.recall(machine, MEMORY))
        self._looking = Asking(centre, self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._read_at_s = 0.0
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
    def month(self) -> date:
        """The first day of the month under review."""
        return self.looked.month or self.usual_month

    @property
    def usual_month(self) -> date:
        """The newest whole month of which anything is known; where nothing is, the last one."""
        this = self.today.replace(day=1)
        whole = (this - timedelta(days=1)).replace(day=1)
        first, last = self.known.first, self.known.last
        if first is None or last is None:
            return whole
        newest = min(whole, last.replace(day=1))
        return newest if newest >= first.replace(day=1) else this

    @property
    def months(self) -> tuple[date, ...]:
        """The months that can be reviewed, the newest first: from the first fact to the current month."""
        oldest = min(self.month, (self.known.first or self.month).replace(day=1))
        at = max(self.month, self.today.replace(day=1))
        found = []
        while at >= oldest:
            found.append(at)
            at = (at - timedelta(days=1)).replace(day=1)
        return tuple(found)

    @property
    def question(self) -> ReviewQuestion:
        """The review that is looked at."""
        return ReviewQuestion(self.month, self.today, options=self.looked.options)

    @property
    def which(self) -> Filter:
        """Whose figures are shown."""
        return self.looked.which

    @property
    def unit(self) -> Unit | None:
        """The chosen person, at the work of one skill group and channel."""
        return self.looked.unit

    @property
    def kpi(self) -> str:
        """The chosen KPI; "" for none."""
        return self.looked.kpi

    def band_name(self, id: str) -> str:
        """What the centre calls a tenure band; "" for none."""
        return next((band.name(language()) for band in self.known.bands if band.id == id), id)

    def show_month(self, month: date | None) -> None:
        """Review *month*; None: always the newest whole one."""
        if month == self.usual_month:
            month = None
        if self._look(month=month):
            self.asked_changed.emit()

    def turn_month(self, by: int) -> None:
        """Review the month *by* so many months later, where there is one."""
        months = self.months
        at = months.index(self.month) - by if self.month in months else 0
        if 0 <= at < len(months):
            self.show_month(months[at])

    def filter(self, which: Filter) -> None:
        """Show the figures of these alone."""
        if self._look(which=which):
            self.which_changed.emit()

    def choose(self, unit: Unit | None = None, kpi: str = "") -> None:
        """Choose a person, a KPI or both; what is not said stays."""
        if self._look(unit=unit or self.unit, kpi=kpi or self.kpi):
            self.chosen_changed.emit()

    def show_person(self, unit: Unit, kpi: str = "") -> None:
        """Go to that person's page."""
        self.choose(unit, kpi)
        self.tab_wanted.emit("person")

    def note_look(self, unit: Unit, kpi: str = "") -> None:
        """Somebody looks at one person's figure, in a list that is shown already: that is noted."""
        looking.note(self.centre, self.look_at(What.DERIVATION, (unit,), kpi))

    def look_at(self, what: What, units: Iterable[Unit], kpi: str = "") -> Look:
        """A look at figures of *units* in the month in force."""
        return look_at(what, (unit.person for unit in units), about=f"{self.month:%Y-%m}", kpi=kpi)

    def note_export(self, people: int, path: Path, *, named: bool) -> None:
        """Figures of people leave the program: that is logged."""
        how = "with names" if named else "without names"
        if self.centre.url:
            self.centre.jobs.write(
                export_log.note,
                what="review.person",
                title=_("One person"),
                who=self.centre.who,
                personal=named,
                path=path,
                rows=people,
            )
        log.info("%s exported the figures of %s people %s to %s", self.centre.who, people, how, path)

    def _look(self, **otherwise: Any) -> bool:
        looked = replace(self.looked, **otherwise)
        if looked == self.looked:
            return False
        self.looked = looked
        memory.keep(self.machine, MEMORY, _to_remember(looked))
        return True

    # -- what is known --------------------------------------------------------------------------------------

    def read(self) -> None:
        """Look of which months anything is known, and have everything answered again."""
        self._read_at_s = monotonic()
        self._looking.ask(self.show_known, work.known)

    def show_known(self, known: Known) -> None:
        """Something else is known."""
        self.known, self.is_read = known, True
        self.known_changed.emit()
        self.facts_changed.emit()

    def show_choices(self, choices: Choices) -> None:
        """A review was answered: these are in it."""
        if choices != self.choices:
            self.choices = choices
            self.known_changed.emit()

    def _heed(self, changes: frozenset[str]) -> None:
        if not changes & HEEDED:
            return
        only_facts = not changes & (HEEDED - {"history"})
        waited = round((monotonic() - self._read_at_s) * 1000)
        wait = max(SETTLE_MS, LEAST_MS - waited) if only_facts else SETTLE_MS
        if not self._settle.isActive() or self._settle.remainingTime() > wait:
            self._settle.start(wait)

    def show_contacts(self, asked: ContactQuestion, about: str) -> None:
        """Show the contacts behind a figure."""
        self.contacts_wanted.emit(asked, about)


def _remembered(raw: dict[str, Any]) -> Looked:
    """What `_to_remember` made; the usual where it cannot be read."""
    try:
        return msgspec.convert(raw, Looked)
    except msgspec.ValidationError:
        return Looked()


def _to_remember(looked: Looked) -> dict[str, Any]:
    """As JSON keeps it; what somebody searched for is not worth keeping."""
    return dict(msgspec.to_builtins(replace(looked, which=replace(looked.which, text=""))))
