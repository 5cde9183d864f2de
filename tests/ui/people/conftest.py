"""The people's page in sight, over a centre in a file with four people and logins that nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from supervisor.people import store
from supervisor.people.person import Group, GroupKind, Person
from supervisor.people.roll import Roll
from supervisor.storage.database import open_centre, open_history
from supervisor.storage.history_tables import history_name
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.people.screen import PeopleScreen

NOW = datetime(2026, 11, 23, 2, 42, 7, tzinfo=UTC)  # 10:42:07 in Shanghai
TODAY = date(2026, 11, 23)
STAMP: dict[str, Any] = {"at": NOW, "who": "test"}
UNKNOWN = (("pbx", "8010"), ("pbx", "001007"), ("survey", "Zhao  Min"), ("survey", "Nobody Known"))


def fill(url: str) -> None:
    """Two teams, a skill group, four people of whom two have one name."""
    with open_centre(url) as database, database.write() as db:
        for group in (
            Group("care", GroupKind.DEPARTMENT, "Care"),
            Group("red", GroupKind.TEAM, "Red", "care"),
            Group("blue", GroupKind.TEAM, "Blue", "care"),
            Group("billing", GroupKind.SKILL, "Billing"),
        ):
            store.add_group(db, group, **STAMP)
        for person, groups, logins in (
            (Person("wang1", "Wang Wei", "1042", date(2025, 1, 6)), ["red"], [("pbx", "8001")]),
            (Person("wang2", "Wang Wei", "2077", date(2026, 10, 1)), ["blue"], [("pbx", "8002")]),
            (Person("li", "Li Na", "1007"), ["red", "billing"], [("pbx", "8003"), ("survey", "Li Na")]),
            (Person("zhao", "Zhao Min"), [], []),
        ):
            store.add_person(db, person, groups=groups, logins=logins, **STAMP)
    told(url)


def told(url: str) -> None:
    """The history has heard of logins and a queue."""
    with open_history(url) as database, database.write() as db:
        rows = [{"kind": "login", "source": source, "text": login} for source, login in UNKNOWN]
        rows += [{"kind": "queue", "source": "pbx", "text": queue} for queue in ("Bills", "Faults")]
        db.execute(insert(history_name), rows)


@pytest.fixture
def centre(open_floor: Callable[..., OpenCentre], sqlite_url: str) -> OpenCentre:
    """The centre, whose clock stands at NOW."""
    fill(sqlite_url)
    return open_floor("pbx", at=NOW)


class Seat:
    """Whoever sits before the page."""

    def __init__(self, screen: PeopleScreen, centre: OpenCentre, qtbot: QtBot) -> None:
        self.screen, self.centre, self.qtbot = screen, centre, qtbot
        self.said: list[tuple[str, Any]] = []
        screen.noticed.connect(lambda said, undo: self.said.append((said, undo)))
        self.refused: list[Any] = []
        centre.jobs.refused.connect(self.refused.append)

    @property
    def roll(self) -> Roll:
        return self.screen.desk.people.roll

    def wait(self, until: Callable[[], Any]) -> None:
        self.qtbot.waitUntil(lambda: bool(until()))

    def done(self, said: str) -> Any:
        """Wait until that is said; what takes it back."""
        self.wait(lambda: any(said in one for one, _undo in self.said))
        found = next(undo for one, undo in self.said if said in one)
        self.said.clear()
        return found


def seat_at(screen: PeopleScreen, centre: OpenCentre, qtbot: QtBot) -> Seat:
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    seat = Seat(screen, centre, qtbot)
    seat.wait(lambda: screen.desk.is_read and screen.desk.people.queues)
    return seat


@pytest.fixture
def seat(centre: OpenCentre, machine: Machine, qtbot: QtBot) -> Iterator[Seat]:
    """The page in sight, with everybody read."""
    screen = PeopleScreen(centre, machine)
    yield seat_at(screen, centre, qtbot)
    screen.close()
    screen.deleteLater()
