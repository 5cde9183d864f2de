"""Consoles of people who are logged in to a shared centre, and what went wrong in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from pytestqt.qtbot import QtBot

from supervisor.rights.role import DatabaseRole
from tests import postgresql
from tests import shared_centre as shared
from ui.centre import OpenCentre
from ui.window import MainWindow


@dataclass(frozen=True)
class Filled:
    """The centre; ids of a *team* and of a *department* to which a sheet was sent."""

    centre: shared.SharedCentre
    team: str
    department: str

    def url_of(self, *roles: DatabaseRole) -> str:
        """The URL of a new account with *roles*, in their usual scopes."""
        teams = [self.team] if DatabaseRole.SUPERVISOR in roles else []
        departments = [self.department] if DatabaseRole.DEPARTMENT in roles else []
        return self.centre.as_role(roles, teams=teams, departments=departments)


@dataclass
class Console:
    """The window of somebody who is logged in, and all that went wrong in it."""

    window: MainWindow
    centre: OpenCentre
    qtbot: QtBot
    login: str
    errors: list[object] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until everything that was asked for is answered, and what that led to."""
        for _turn in range(2):
            done: list[object] = []
            for job in (self.centre.jobs.call(int), self.centre.jobs.compute(bool)):
                job.then(done.append, done.append)
            self.qtbot.waitUntil(partial(_two, done))

    def went_wrong(self) -> list[object]:
        """Whatever no screen may lead to: also what the server refused, though nobody noticed."""
        return [*self.errors, *postgresql.refused(self.login)]


def _two(done: list[object]) -> bool:
    return len(done) == 2
