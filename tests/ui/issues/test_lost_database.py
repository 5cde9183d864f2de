"""An issue is typed while the database is lost: typing goes on, saving is held, nothing is done twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from supervisor.clock import FixedClock
from supervisor.errors import ConflictError
from supervisor.storage.database import open_centre
from supervisor.storage.issue_tables import issue_event
from tests.cable import Cable
from tests.ui.issues.conftest import NOW, Seat, fill
from tests.ui.issues.test_issue_page import edit_by_ben, opened, save, type_in
from ui.centre import OpenCentre
from ui.issues.issue_page import IssuePage
from ui.machine import Machine


@pytest.fixture
def cable(postgresql_url: str) -> Iterator[Cable]:
    fill(postgresql_url)
    made = Cable(postgresql_url)
    yield made
    made.close()


@pytest.fixture
def centre(cable: Cable, machine: Machine, qtbot: QtBot, tmp_path: Path) -> Iterator[OpenCentre]:
    made = OpenCentre(cable.url, unsaved=tmp_path / "unsaved")
    with qtbot.waitSignal(made.opened):
        made.open()
    made.live.clock = FixedClock(NOW)
    yield made
    made.close()
    made.deleteLater()


def lose(seat: Seat, cable: Cable) -> None:
    cable.pull_out()
    seat.wait(lambda: seat.centre.jobs.away)


def come_back(seat: Seat, cable: Cable) -> None:
    cable.plug_in()
    seat.centre.jobs.try_now()
    seat.wait(lambda: seat.centre.jobs.away is None)


def typed_and_held(seat: Seat, cable: Cable, description: str) -> IssuePage:
    """The page of the issue 2 on which *description* was typed and saved while the database was lost."""
    page = opened(seat, 2)
    lose(seat, cable)
    type_in(seat, page, "text.description", description)
    save(seat, page)
    seat.wait(lambda: held(seat))
    return page


def held(seat: Seat) -> list[tuple[str, ...]]:
    return [one.texts for one in seat.centre.jobs.held or () if not one.subject]


def edits(url: str, id: int) -> int:
    with open_centre(url) as database, database.read() as db:
        edited = select(func.count()).where(issue_event.c.issue == id, issue_event.c.kind == "edited")
        return int(db.execute(edited).scalar_one())


def test_an_issue_typed_without_a_database_keeps_its_text_and_is_saved_once_when_it_is_back(
    seat: Seat, cable: Cable, postgresql_url: str
) -> None:
    page = typed_and_held(seat, cable, "They say it is slow")
    assert held(seat) == [("They say it is slow",)]
    assert page.editing.mine is not None
    assert page.editing.mine.text.description == "They say it is slow"  # the form is as it was
    type_in(seat, page, "text.impact", "Many give up")  # and goes on
    come_back(seat, cable)
    save(seat, page)
    seat.done("was saved")
    stands = seat.issue(2).text
    assert (stands.description, stands.impact) == ("They say it is slow", "Many give up")
    # what was held is saved already: to save it now changes nothing
    (one,) = [one for one in seat.centre.jobs.held or () if not one.subject]
    job = seat.centre.jobs.write_held(one)
    assert job is not None
    job.then(lambda _done: None)
    seat.wait(lambda: not held(seat))
    assert edits(postgresql_url, 2) == 1


def test_the_same_saved_again_in_the_form_is_saved_once_and_held_no_more(
    seat: Seat, cable: Cable, postgresql_url: str
) -> None:
    page = typed_and_held(seat, cable, "They say it is slow")
    come_back(seat, cable)
    save(seat, page)
    seat.done("was saved")
    seat.wait(lambda: not held(seat))
    assert edits(postgresql_url, 2) == 1


def test_what_was_held_meets_what_somebody_else_wrote_as_any_conflict_does(
    seat: Seat, cable: Cable, postgresql_url: str
) -> None:
    typed_and_held(seat, cable, "Mine and more")
    url, seat.centre.url = seat.centre.url, postgresql_url
    edit_by_ben(seat, 2, text__description="Ben's")
    seat.centre.url = url
    come_back(seat, cable)
    (one,) = [one for one in seat.centre.jobs.held or () if not one.subject]
    told: list[object] = []
    job = seat.centre.jobs.write_held(one)
    assert job is not None
    job.then(told.append, told.append)
    seat.wait(lambda: told)
    assert isinstance(told[0], ConflictError)
    assert seat.issue(2).text.description == "Ben's"
    assert held(seat) == [("Mine and more",)]
