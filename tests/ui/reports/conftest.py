"""The Reports page in sight, over a centre in a file with three people and a filter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from supervisor.people import store
from supervisor.people.person import Group, GroupKind, Person
from supervisor.reports.log import Exported, exported
from supervisor.rights.own import Rights
from supervisor.storage.database import open_centre
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.reports.log_page import LogPage
from ui.reports.make_page import MakePage
from ui.reports.screen import ReportsScreen

NOW = datetime(2026, 11, 23, 2, 42, 7, tzinfo=UTC)  # 10:42:07 in Shanghai
PEOPLE = (("li", "Li Na", "1007"), ("wang", "Wang Wei", "1042"), ("zhao", "Zhao Min", "2001"))


class Seat:
    """Whoever sits before the page."""

    def __init__(self, screen: ReportsScreen, centre: OpenCentre, folder: Path, qtbot: QtBot) -> None:
        self.screen, self.centre, self.folder, self.qtbot = screen, centre, folder, qtbot
        self.said: list[str] = []
        screen.noticed.connect(lambda said, _undo: self.said.append(said))

    def make(self) -> MakePage:
        page = self.screen.show_tab("make")
        assert isinstance(page, MakePage)
        self.qtbot.waitUntil(lambda: page.form.person.count() == len(PEOPLE))
        return page

    def log(self) -> LogPage:
        page = self.screen.show_tab("log")
        assert isinstance(page, LogPage)
        return page

    def choose(self, page: MakePage, title: str) -> None:
        """Choose the report by the arrows."""
        page.list.setFocus()
        self.qtbot.keyClick(page.list, Qt.Key.Key_Home)
        for _step in range(page.list.count()):
            item = page.list.currentItem()
            if item is not None and item.text() == title:
                return
            self.qtbot.keyClick(page.list, Qt.Key.Key_Down)
        raise AssertionError(f"there is no {title}")

    def lines(self) -> tuple[Exported, ...]:
        """The log as the database has it, the latest first."""
        with open_centre(self.centre.url) as database, database.read() as db:
            return exported(db)


@pytest.fixture
def seat(
    open_floor: Callable[..., OpenCentre], sqlite_url: str, tmp_path: Path, machine: Machine, qtbot: QtBot
) -> Iterator[Seat]:
    stamp: dict[str, Any] = {"at": NOW, "who": "test"}
    with open_centre(sqlite_url) as database, database.write() as db:
        store.add_group(db, Group("red", GroupKind.TEAM, "Red"), **stamp)
        for id, name, number in PEOPLE:
            person = Person(id, name, number, date(2024, 1, 6))
            store.add_person(db, person, groups=["red"], logins=[], **stamp)
    centre = open_floor("pbx", at=NOW)
    centre._kept = replace(centre.kept, rights=Rights("Li Na", everything=True))
    folder = tmp_path / "files"
    folder.mkdir()
    screen = ReportsScreen(centre, machine)
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    yield Seat(screen, centre, folder, qtbot)
    screen.close()
    screen.deleteLater()
