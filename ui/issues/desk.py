"""What the tabs of the issues page share: departments, calendars, menu nodes, who acts, and steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.issues.department import Department
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.ivr.node import Node
from ui.asking import Reading
from ui.centre import OpenCentre
from ui.issues import work
from ui.machine import Machine
from ui.stepping import Stepping

if TYPE_CHECKING:
    from supervisor.issues.clock import Frame

AREAS = frozenset(
    {"issues", "issue_filters", "departments", "sheets", "callbacks", "work_calendars", "ivr", "meetings"}
)
"""What is done in these places: the same for issues and meetings, as each changes the other's."""

HEEDED = AREAS | {"centre_settings", "reminders"}
SETTLE_MS = 100


@dataclass(frozen=True)
class Known:
    """What every tab needs to say things: departments, menu nodes and what clocks need (None: not read
    yet)."""

    departments: tuple[Department, ...] = ()
    nodes: tuple[Node, ...] = ()
    categories: tuple[str, ...] = ()
    frame: Frame | None = None
    by_id: dict[str, Department] = field(default_factory=dict)

    def department(self, id: str) -> str:
        """The name of a department; its id where there is none any more."""
        found = self.by_id.get(id)
        return found.name if found is not None else id


class IssuesDesk(Stepping):
    """Reads what all tabs need (`known`), does steps, and hands on what is wanted of other pages.

    `read_again` comes when *known* is another; `changed` with the areas that somebody wrote.
    """

    read_again = Signal()
    changed = Signal(object)
    issue_wanted = Signal(int)  # show that issue
    new_wanted = Signal(object)  # Seed: begin an issue
    meeting_wanted = Signal(str)
    contacts_wanted = Signal(object, str)  # ContactQuestion, what they are
    tab_wanted = Signal(str)
    callback_wanted = Signal(object, int)  # Promise: note a call about that issue
    callback_opened = Signal(str)  # show that call-back
    sheets_wanted = Signal(str)  # make the sheets of that meeting

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QObject | None = None) -> None:
        super().__init__(centre, AREAS, parent)
        self.machine = machine
        self.known = Known()
        self.is_read = False
        self.order: tuple[int, ...] = ()  # the issues of the list as it was last shown: next, previous
        self._reading = Reading(centre, self.show)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.read)
        centre.changed.connect(self._heed)

    @property
    def today(self) -> date:
        """The business day that it is in the centre."""
        return self.centre.kept.rules.days.day(self.now)

    @property
    def zone(self) -> ZoneInfo:
        """The centre's."""
        return self.centre.kept.rules.days.zone

    def acting(self, department: str = "") -> Acting:
        """Whoever sits here, with the roles that they have; *department*: on whose behalf."""
        return Acting(self.centre.who, EVERYTHING, department)

    def read(self) -> None:
        """Read again what all tabs need."""
        self._reading.read(work.read_known)

    def show(self, known: Known) -> None:
        """Take *known*."""
        self.known, self.is_read = known, True
        self.read_again.emit()

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED:
            self.changed.emit(changes)
            if not self._settle.isActive():
                self._settle.start()
