from __future__ import annotations

from pytestqt.qtbot import QtBot

from supervisor.issues import reminder_store
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.store import add
from supervisor.settings.centre import CentreSettings
from supervisor.storage.areas import note
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


def test_what_is_due_is_told_once(centre: OpenCentre, qtbot: QtBot) -> None:
    told: list[str] = []
    names = IssueNames(centre)
    names.due.connect(told.append)
    later = at(6, 14)
    with open_centre(centre.url) as database, database.write() as db:
        due = reminder_store.due(db, CentreSettings(), at(5, 10)).desk
        reminder_store.show(db, due, at=later)
    centre.jobs.look()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["1 issue is due: WT-2024-00001-X Wrong bills"]
    names._since = later
    with open_centre(centre.url) as database, database.write() as db:
        note(db, reminder_store.AREA)
    names.read()
    qtbot.waitUntil(lambda: not names.names.due)
    assert len(told) == 1
    names.deleteLater()
