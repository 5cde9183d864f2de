"""An administrator before a real shared centre with two teams of two people and a department."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from supervisor.clock import FixedClock
from supervisor.issues import department_store
from supervisor.issues.department import Department
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.people import store as people
from supervisor.people.person import Group, GroupKind, Person
from supervisor.rights import accounts
from supervisor.rights.account import Account
from supervisor.rights.role import DatabaseRole
from supervisor.storage.database import open_centre
from tests.shared_centre import OWNER, SharedCentre
from ui.accounts.accounts_page import AccountsPage
from ui.accounts.looks_page import LooksPage
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.setup.screen import SetupScreen

NOW = datetime(2026, 11, 23, 2, 42, 7, tzinfo=UTC)


class Seat:
    """Whoever sits before the settings of a shared centre."""

    def __init__(self, shared: SharedCentre, centre: OpenCentre, screen: SetupScreen, qtbot: QtBot) -> None:
        self.shared, self.centre, self.screen, self.qtbot = shared, centre, screen, qtbot
        self.said: list[tuple[str, Callable[[], None] | None]] = []
        self.refused: list[Any] = []
        screen.noticed.connect(lambda said, back: self.said.append((said, back)))
        centre.jobs.refused.connect(self.refused.append)

    @property
    def accounts(self) -> AccountsPage:
        page = self.screen.show_tab("accounts")
        assert isinstance(page, AccountsPage)
        self.wait(lambda: self.screen.accounts.is_read)
        return page

    @property
    def looks(self) -> LooksPage:
        page = self.screen.show_tab("looks")
        assert isinstance(page, LooksPage)
        return page

    def wait(self, until: Callable[[], Any]) -> None:
        self.qtbot.waitUntil(lambda: bool(until()) or bool(self.refused))
        assert not self.refused

    def account(self, login: str) -> Account:
        """As the database has it."""
        with open_centre(self.shared.url) as own, own.read() as db:
            return accounts.one_account(db, login)

    def people_of(self, login: str) -> list[str]:
        """Whom *login* sees, asked by plain SQL."""
        with self.shared.psql(self.shared.url_as(login)) as own:
            return sorted(name for (name,) in own.execute("SELECT name FROM person"))


def fill(shared: SharedCentre) -> None:
    owner: Any = {"at": NOW, "who": OWNER}
    with open_centre(shared.url) as own, own.write() as db:
        for id, name in (("one", "第一组"), ("two", "第二组")):
            people.add_group(db, Group(id, GroupKind.TEAM, name), **owner)
        for place, name in enumerate(("Anna", "Ben", "Cem", "Dora")):
            team = "one" if place < 2 else "two"
            people.add_person(db, Person(name.lower(), name), groups=[team], **owner)
        department_store.add(db, Department("", "Billing"), acting=Acting(OWNER, EVERYTHING), at=NOW)


@pytest.fixture
def open_as(
    dressed: object, shared_centre: SharedCentre, machine: Machine, qtbot: QtBot
) -> Iterator[Callable[..., Seat]]:
    """Opens the settings as a new account with some roles."""
    fill(shared_centre)
    seats: list[Seat] = []

    def open_it(*roles: DatabaseRole, **scope: Any) -> Seat:
        centre = OpenCentre(shared_centre.as_role(roles, **scope))
        with qtbot.waitSignal(centre.opened):
            centre.open()
        centre.live.clock = FixedClock(NOW)
        screen = SetupScreen(centre, machine, lambda: "")
        screen.resize(1366, 700)
        with qtbot.waitExposed(screen):
            screen.show()
        screen.activateWindow()
        seats.append(Seat(shared_centre, centre, screen, qtbot))
        return seats[-1]

    yield open_it
    for seat in seats:
        seat.screen.close()
        seat.screen.deleteLater()
        seat.centre.close()
        seat.centre.deleteLater()


@pytest.fixture
def seat(open_as: Callable[..., Seat]) -> Seat:
    """The administrator's."""
    return open_as(DatabaseRole.ADMINISTRATOR)
