"""What the tabs of the issues page share: departments, calendars, menu nodes, who acts, and steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.issues.event import Acting
from supervisor.issues.seat import acting_of
from supervisor.rights.act import Act
from ui.asking import Reading
from ui.centre import OpenCentre
from ui.issues import work
from ui.issues.known import Known
from ui.machine import Machine
from ui.stepping import Stepping

if TYPE_CHECKING:
    pass

AREAS = frozenset(
    {"issues", "issue_filters", "departments", "sheets", "callbacks", "work_calendars", "ivr", "meetings"}
)
"""What is done in these places: the same for issues and meetings, as each changes the other's."""

HEEDED = AREAS | {"centre_settings", "reminders"}
ACTS = (
    ("supervisor.issues.filter_store", Act.SEE_ISSUES),
    ("supervisor.issues.department_store", Act.RULE_ISSUES),
    ("supervisor.issues.sheet_", Act.RUN_ISSUES),
    ("supervisor.issues.callback_store", Act.SET_CALLBACKS),
    ("supervisor.ivr.", Act.RUN_ISSUES),
    ("supervisor.meetings.", Act.RUN_MEETINGS),
    ("supervisor.workdays.", Act.SET_CENTRE),
    ("supervisor.storage.centre_settings", Act.SET_CENTRE),
)
"""What the steps of a store are as a right; those of others belong to filing issues and go by moves."""

SETTLE_MS = 100


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

    def acting(self, department: str = "") -> Acting:
        """Whoever sits here, with the roles that they have; *department*: on whose behalf."""
        return acting_of(self.centre.rights, department)

    def act_of(self, store: str) -> Act | None:
        return next((act for begins, act in ACTS if store.startswith(begins)), Act.FILE_ISSUES)

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
