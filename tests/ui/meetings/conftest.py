"""The page of meetings over a centre in a file: a series, issues in several states, a meeting that was."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from supervisor.clock import FixedClock
from supervisor.issues import store as issue_store
from supervisor.issues.moves import RETURN_REASONS, Given
from supervisor.meetings import store
from supervisor.meetings.meeting import Meeting, OutcomeKind
from supervisor.meetings.series import Template
from supervisor.meetings.sitting import Sitting
from supervisor.storage.database import open_centre
from tests.meetings.centre import (
    ANNA,
    AT,
    TO_ANSWERED,
    WEEK,
    a_series,
    an_action,
    an_open_issue,
    closed,
    items,
    note,
    running,
)
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.meetings.actions_page import ActionsPage
from ui.meetings.meeting_view import MeetingView
from ui.meetings.meetings_page import MeetingsPage
from ui.meetings.room import RoomWindow
from ui.meetings.screen import MeetingsScreen
from ui.meetings.series_page import SeriesPage

Key, Button = Qt.Key, Qt.MouseButton
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
PARTS = ("", "-journal", "-history")
NOW = AT + WEEK + timedelta(hours=3, minutes=50)  # ten minutes before the next one, a Monday at 13:50


@dataclass
class Seat:
    """Whoever sits before the page; *said*: what was noticed, and how it is taken back."""

    screen: MeetingsScreen
    centre: OpenCentre
    qtbot: QtBot
    said: list[tuple[str, Callable[[], None] | None]] = field(default_factory=list)
    issues: list[int] = field(default_factory=list)

    def meetings(self) -> MeetingsPage:
        page = self.screen.show_tab("meetings")
        assert isinstance(page, MeetingsPage)
        self.qtbot.waitUntil(lambda: bool(page.listed.series))
        return page

    def actions(self) -> ActionsPage:
        page = self.screen.show_tab("actions")
        assert isinstance(page, ActionsPage)
        self.qtbot.waitUntil(lambda: bool(page.table.arrangement.rows))
        return page

    def series(self) -> SeriesPage:
        page = self.screen.show_tab("series")
        assert isinstance(page, SeriesPage)
        self.qtbot.waitUntil(lambda: bool(page.listed.series) and self.screen.desk.is_read)
        return page

    def opened(self) -> MeetingView:
        """The next meeting, planned by Ctrl+N and read."""
        page = self.meetings()
        self.qtbot.keyClick(page.table.view, Key.Key_N, CTRL)
        self.qtbot.waitUntil(lambda: page._view is not None and bool(page.view.agenda.agenda.items))
        return page.view

    def room(self) -> RoomWindow:
        """The room's screen of the next meeting, which has begun."""
        view = self.opened()
        view.begin.setFocus()
        self.qtbot.keyClick(view.begin, Key.Key_Space)
        self.qtbot.waitUntil(lambda: view.room is not None and view.room.is_running)
        assert view.room is not None
        self.qtbot.waitUntil(lambda: bool(view.told and view.told.draft))
        return view.room

    def sitting(self) -> Sitting:
        """The latest meeting as the database has it."""
        with open_centre(self.centre.url) as database, database.read() as db:
            latest: Meeting = store.all_meetings(db)[0]
            return store.sitting(db, latest.id, at=self.screen.desk.now)

    def titles(self) -> list[str]:
        found = self.sitting()
        return [found.looks[one.id].title for one in found.items]

    def tell_time(self, at: datetime) -> None:
        """It is *at* now."""
        self.centre.live.clock = FixedClock(at)

    def typed(self, widget: object, text: str) -> None:
        self.qtbot.keyClicks(widget, text)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> tuple[Path, list[int]]:
    """A folder with a centre that has a series, issues and a closed meeting; and the issues' ids."""
    folder = tmp_path_factory.mktemp("meetings")
    for part in PARTS:
        shutil.copy(_sqlite_template / f"template{part}.db", folder / f"floor{part}.db")
    made = []
    with open_centre(f"sqlite:///{folder}/floor.db") as database, database.write() as db:
        series = a_series(db, template=Template(other=("Focus of the week",)))
        for title, moves in (
            ("Bills are late", TO_ANSWERED),
            ("Line is dead", TO_ANSWERED),
            ("App asks twice", ("make_ready", "send")),
            ("Post is lost", ("make_ready", "send", "return", "send")),
        ):
            issue = an_open_issue(db, title, *moves)
            made.append(issue.id)
        other = "bill" if issue.facts.department == "net" else "net"
        back = Given(return_reason=next(iter(RETURN_REASONS)), proposed_department=other, reason="Not ours")
        issue_store.move(db, issue.id, issue.version, "return", back, acting=ANNA, at=AT)
        before = running(db, series)
        item = items(db, before)["Bills are late"]
        an_action(db, item, "Show the figures")
        note(db, item, OutcomeKind.DECISION, "Nothing is sent twice")
        closed(db, before)
    return folder, made


@pytest.fixture
def seat(
    open_floor: Callable[..., OpenCentre],
    filled: tuple[Path, list[int]],
    tmp_path: Path,
    machine: Machine,
    qtbot: QtBot,
) -> Iterator[Seat]:
    folder, made = filled
    for part in PARTS:
        shutil.copy(folder / f"floor{part}.db", tmp_path / f"floor{part}.db")
    centre = open_floor(at=NOW)
    screen = MeetingsScreen(centre, machine)
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    found = Seat(screen, centre, qtbot, issues=list(made))
    screen.noticed.connect(lambda words, back: found.said.append((words, back)))
    yield found
    page = screen.page("meetings")
    if isinstance(page, MeetingsPage) and page._view is not None:
        page.view.end()
    screen.close()
    screen.deleteLater()
