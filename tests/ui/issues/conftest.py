"""The issues page in sight, over a centre in a file with two departments and three issues."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from supervisor.issues import department_store, store
from supervisor.issues.clock import Clock
from supervisor.issues.department import Department, Reach
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.issue import Issue
from supervisor.issues.states import ClockKind, State
from supervisor.storage.database import open_centre
from tests.issues.rows import an_issue, put
from ui.centre import OpenCentre
from ui.issues.screen import IssuesScreen
from ui.machine import Machine
from ui.setup.screen import SetupScreen

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 6, 2, 42, 7, tzinfo=UTC)  # Friday the 6th, 10:42:07 in Shanghai
ANNA = Acting("anna", EVERYTHING)


def at(day: int, hour: int) -> datetime:
    """In March 2026, whose 2nd is a Monday."""
    return datetime(2026, 3, day, hour, tzinfo=ZONE).astimezone(UTC)


def fill(url: str) -> None:
    """Billing has an overdue answer, Network a draft; one is nobody's yet."""
    with open_centre(url) as database, database.write() as db:
        for department in (
            Department("d1", "Billing", Reach("Ms Li", "li@example.com", head_mail="wu@example.com")),
            Department("d2", "Network", Reach("Mr Qin")),
        ):
            department_store.add(db, department, acting=ANNA, at=at(2, 9))
        late = Clock(ClockKind.ANSWER, at(2, 10), days=3)
        put(
            db,
            an_issue(1, "Wrong bills", state=State.SENT, department="d1", clocks=(late,), category="bills"),
            an_issue(2, "Weak signal", department="d2"),
            an_issue(3, "Something odd"),
        )


class Seat:
    """Whoever sits before the page: that of issues, or that of settings."""

    def __init__(self, screen: Any, centre: OpenCentre, qtbot: QtBot) -> None:
        self.screen, self.centre, self.qtbot = screen, centre, qtbot
        self.said: list[tuple[str, Any]] = []
        screen.noticed.connect(lambda said, undo: self.said.append((said, undo)))
        self.refused: list[Any] = []
        centre.jobs.refused.connect(self.refused.append)

    def wait(self, until: Callable[[], Any]) -> None:
        self.qtbot.waitUntil(lambda: bool(until()))

    def done(self, said: str) -> Any:
        """Wait until that is said; what takes it back."""
        self.wait(lambda: any(said in one for one, _undo in self.said))
        found = next(undo for one, undo in self.said if said in one)
        self.said.clear()
        return found

    def issue(self, id: int) -> Issue:
        """How the issue stands in the database."""
        with open_centre(self.centre.url) as database, database.read() as db:
            return store.get(db, id)


@pytest.fixture
def centre(open_floor: Callable[..., OpenCentre], sqlite_url: str) -> OpenCentre:
    """The centre, whose clock stands at NOW."""
    fill(sqlite_url)
    return open_floor("pbx", at=NOW)


@pytest.fixture
def seat(centre: OpenCentre, machine: Machine, qtbot: QtBot) -> Iterator[Seat]:
    """The page in sight, with everything read."""
    screen = IssuesScreen(centre, machine)
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    made = Seat(screen, centre, qtbot)
    made.wait(lambda: screen.desk.is_read and screen.desk.known.frame is not None)
    yield made
    screen.close()
    screen.deleteLater()


@pytest.fixture
def settings_seat(centre: OpenCentre, machine: Machine, qtbot: QtBot) -> Iterator[Seat]:
    """The settings in sight, where departments and calendars are kept."""
    screen = SetupScreen(centre, machine, lambda: "")
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    screen.show_tab("departments")
    made = Seat(screen, centre, qtbot)
    made.wait(lambda: screen.desk.is_read and screen.desk.known.frame is not None)
    yield made
    screen.close()
    screen.deleteLater()
