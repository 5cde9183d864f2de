"""The tabs of courses and coaching over a centre in a file; what the work process would count is made up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from supervisor.storage.centre import people_group, person
from supervisor.storage.database import open_centre
from supervisor.training.coaching_store import save_talk
from supervisor.training.course import Course, Participant
from supervisor.training.course_store import register
from ui.asking import Asking
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.review.screen import ReviewScreen
from ui.training import sample, work
from ui.training.coaching_page import CoachingPage
from ui.training.courses_page import CoursesPage

NOW = datetime(2026, 11, 23, 2, 42, tzinfo=UTC)
TODAY = NOW.date()


@dataclass
class Seat:
    """Whoever sits before the page; *said*: what was noticed, and how it is taken back."""

    screen: ReviewScreen
    centre: OpenCentre
    qtbot: QtBot
    said: list[tuple[str, Callable[[], None] | None]] = field(default_factory=list)
    prepared: list[tuple[Course, tuple[Participant, ...]]] = field(default_factory=list)

    def courses(self) -> CoursesPage:
        page = self._page("courses")
        assert isinstance(page, CoursesPage)
        return page

    def coaching(self) -> CoachingPage:
        page = self._page("coaching")
        assert isinstance(page, CoachingPage)
        return page

    def _page(self, name: str) -> QWidget:
        page = self.screen.show_tab(name)
        self.qtbot.waitUntil(lambda: self.screen.training.is_read)
        return page

    def undo(self) -> None:
        back = self.said[-1][1]
        assert back is not None
        back()


def _fill(url: str) -> None:
    """The sample's people, courses and talks."""
    with open_centre(url) as database, database.write() as db:
        db.execute(
            insert(people_group),
            [{"id": "g1", "kind": "skill", "name": "Broadband", "above": None, "version": 1}],
        )
        rows = [
            {
                "id": one.id,
                "name": one.name,
                "number": one.number,
                "joined": None,
                "left": None,
                "note": "",
                "version": 1,
            }
            for one in sample.sample_listed(TODAY).people
        ]
        db.execute(insert(person), rows)
        for course in sample.courses(TODAY):
            assert course.registered_at is not None
            before = course.registered_at.date()
            people = [
                Participant(one.unit, one.arm, one.reason, one.forecast)
                for one in sample.people_of(course, TODAY)
            ]
            register(db, course, people, at=course.registered_at, who="ma", today=before)
        for talk in sample.talks(TODAY):
            save_talk(db, sample.unsaved(talk), at=NOW, who="ma")


@pytest.fixture
def seat(
    open_floor: Callable[..., OpenCentre],
    sqlite_url: str,
    machine: Machine,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Seat]:
    prepared: list[tuple[Course, tuple[Participant, ...]]] = []

    def ask(self: Asking, answered: Callable[[Any], None], what: Any, *asked: Any, **_more: Any) -> None:
        if what is work.ask_prospects:
            answered(sample.sample_prospects(TODAY))
        elif what is work.ask_prepared:
            prepared.append((asked[0], asked[1]))
            answered((asked[0], asked[1]))
        elif what is work.ask_outcome:
            course = next(one for one in sample.courses(TODAY) if one.id == asked[0])
            answered(sample.outcome(course, TODAY))

    monkeypatch.setattr(Asking, "ask", ask)
    centre = open_floor(at=NOW)
    _fill(sqlite_url)
    screen = ReviewScreen(centre, machine)
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    found = Seat(screen, centre, qtbot, prepared=prepared)
    screen.noticed.connect(lambda words, back: found.said.append((words, back)))
    yield found
    screen.close()
    screen.deleteLater()
