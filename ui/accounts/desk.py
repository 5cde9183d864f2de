"""What the pages of accounts share: accounts, what scopes are made of, and steps that can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.rights.account import Account
from ui.accounts import work
from ui.asking import Reading
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.stepping import Stepping

if TYPE_CHECKING:
    from supervisor.rights.places import Places
    from ui.accounts.work import Read

STEPS = "supervisor.rights.account_steps"
AREAS = frozenset({"accounts"})
HEEDED = AREAS | {"people", "departments"}
SETTLE_MS = 100


class AccountsDesk(Stepping):
    """Reads accounts when it is asked to, and whenever somebody changes one. `read_again` tells."""

    read_again = Signal()

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QObject | None = None) -> None:
        super().__init__(centre, AREAS, parent)
        self.machine = machine
        self.accounts: tuple[Account, ...] = ()
        self._places: Places | None = None
        self._reading = Reading(centre, self.show)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.read)
        centre.changed.connect(self._heed)

    @property
    def is_read(self) -> bool:
        return self._places is not None

    @property
    def places(self) -> Places:
        """Teams, departments and people."""
        assert self._places is not None, "not read yet"  # noqa: S101
        return self._places

    def read(self) -> None:
        """Read accounts and scopes again."""
        self._reading.read(work.read_accounts, self.today)

    def show(self, read: Read) -> None:
        """Take what was read."""
        self.accounts, self._places = read.accounts, read.places
        self.read_again.emit()

    def account(self, login: str) -> Account | None:
        """The account of *login* as it was read."""
        return next((one for one in self.accounts if one.login == login), None)

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED and self.is_read and not self._settle.isActive():
            self._settle.start()
