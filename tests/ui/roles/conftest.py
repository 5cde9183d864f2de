"""A small shared centre with a bit of everything, and a console of each role on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from supervisor.demo.centre import create_demo
from supervisor.demo.issues import Size, write_issues
from supervisor.demo.past import write_past
from supervisor.demo.weaknesses import Past
from supervisor.issues.sheet import SheetState
from supervisor.people.person import GroupKind
from supervisor.rights.role import DatabaseRole
from supervisor.sources.simulated.people import agents
from supervisor.storage.centre import people_group
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import open_centre
from supervisor.storage.issue_tables import issue_sheet
from tests import shared_centre as shared
from tests.lent import Lender
from tests.ui.consoles import Console, Filled
from ui.centre import OpenCentre
from ui.jobs import Job
from ui.machine import Machine
from ui.window import MainWindow

PAST_DAYS = 2
ISSUES = Size(drawn=6, days=60, told=False)
"""As few as there may be of everything: what is walked through is asked, however little it answers."""


@pytest.fixture(scope="module")
def filled(_shared_lender: Lender) -> Iterator[Filled]:
    """A demo centre on a server, with rights, two days of its past and a few issues."""
    with contextmanager(shared.lent)(_shared_lender) as centre:
        create_demo(centre.url, at=datetime.now(UTC), language="en")
        with open_centre(centre.url) as database, database.read() as db:
            settings = load_centre(db)
        assert settings.demo_clock is not None
        today = settings.days.day(settings.demo_clock.shows)
        there = agents(1)
        past = Past(there, today)
        write_issues(centre.url, settings.days, there, past, seed=1, language="en", size=ISSUES)
        write_past(centre.url, first=today - timedelta(days=PAST_DAYS))
        with open_centre(centre.url) as database, database.read() as db:
            team = db.execute(
                select(people_group.c.id).where(people_group.c.kind == GroupKind.TEAM).limit(1)
            ).scalar_one()
            sent = select(issue_sheet.c.department).where(issue_sheet.c.state != SheetState.DRAFT)
            department = db.execute(sent.limit(1)).scalar_one()
        yield Filled(centre, team, department)


@pytest.fixture
def open_console(
    filled: Filled, machine: Machine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """Opens the window of an account with the roles that are named."""
    opened: list[Console] = []
    settle = Job.settle

    def heed(self: Job, result: Any, error: BaseException | None) -> None:
        if error is not None:
            for one in opened:
                one.errors.append(error)
        settle(self, result, error)

    monkeypatch.setattr(Job, "settle", heed)

    def open_it(*roles: DatabaseRole) -> Console:
        url = filled.url_of(*roles)
        centre, window = OpenCentre(url), MainWindow(machine)
        console = Console(window, centre, qtbot, filled.centre.login_of(url))
        opened.append(console)
        centre.jobs.refused.connect(console.errors.append)
        centre.refused.connect(console.errors.append)
        centre.open()
        qtbot.waitUntil(lambda: centre.is_open or bool(console.errors))
        assert not console.errors
        centre.live.problem_changed.connect(console.errors.append)
        window.resize(1366, 768)
        window.show_centre(centre)
        with qtbot.waitExposed(window):
            window.show()
        return console

    yield open_it
    for console in opened:
        console.window.leave_centre()
        console.window.close()
        console.window.deleteLater()
        console.centre.close()
        console.centre.deleteLater()
