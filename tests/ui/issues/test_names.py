from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pytestqt.qtbot import QtBot

from supervisor.clock import FixedClock
from supervisor.issues import reminder_store
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.reminding import Reminder
from supervisor.issues.store import add
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import open_centre
from tests.issues.rows import an_issue
from tests.ui.issues.conftest import NOW, at
from ui.centre import OpenCentre
from ui.issues.names import IssueNames


def test_names_follow_what_is_filed(centre: OpenCentre, qtbot: QtBot) -> None:
    names = IssueNames(centre)
    names.read()
    qtbot.waitUntil(lambda: len(names.names.issues) == 3)
    with open_centre(centre.url) as database, database.write() as db:
        add(db, an_issue(0, "A new one"), acting=Acting("bert", EVERYTHING), at=NOW)
    centre.jobs.look()
    qtbot.waitUntil(lambda: len(names.names.issues) == 4)
    assert names.names.issues[0].title == "A new one"
    names.deleteLater()


def due_at_the_desk(centre: OpenCentre) -> Reminder:
    with open_centre(centre.url) as database, database.read() as db:
        (due,) = reminder_store.due(db, CentreSettings(), at(5, 10)).desk
    return due


def show(centre: OpenCentre, due: Reminder, when: datetime) -> None:
    """As the watch process does."""
    with open_centre(centre.url) as database, database.write() as db:
        reminder_store.show(db, [due], at=when)
    centre.jobs.look()


def test_what_is_due_is_told_once(centre: OpenCentre, qtbot: QtBot) -> None:
    told: list[str] = []
    names = IssueNames(centre)
    names.due.connect(told.append)
    show(centre, due_at_the_desk(centre), at(6, 14))
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["1 issue is due: WT-2024-00001-X Wrong bills"]
    names.read()
    qtbot.waitUntil(lambda: not names.names.due)
    assert len(told) == 1
    names.deleteLater()


def test_what_is_due_is_told_once_though_it_is_read_twice_at_once(centre: OpenCentre, qtbot: QtBot) -> None:
    told: list[str] = []
    names = IssueNames(centre)
    names.due.connect(told.append)
    show(centre, due_at_the_desk(centre), at(6, 14))
    names.read()
    names.read()  # asked for before the first was told
    qtbot.waitUntil(lambda: bool(told))
    with qtbot.waitSignal(centre.jobs.read(lambda _db: None).done):  # after the second
        pass
    assert len(told) == 1
    names.deleteLater()


def test_what_was_shown_before_another_was_told_is_told_too(centre: OpenCentre, qtbot: QtBot) -> None:
    told: list[str] = []
    names = IssueNames(centre)
    names.due.connect(told.append)
    due = due_at_the_desk(centre)
    centre.live.clock = FixedClock(at(6, 16))
    show(centre, due, at(6, 14))
    qtbot.waitUntil(lambda: len(told) == 1)
    show(centre, replace(due, key="later", title="Shown meanwhile"), at(6, 15))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert "Shown meanwhile" in told[1]
    names.deleteLater()
