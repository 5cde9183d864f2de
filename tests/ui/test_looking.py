"""Figures of people are shown when it is noted who looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection, text

from supervisor.errors import LookNotNotedError, SupervisorError
from supervisor.rights.access_log import Looked, looks
from supervisor.rights.look import Look, What, look_at
from supervisor.storage.database import open_centre
from ui.asking import Reading
from ui.centre import OpenCentre
from ui.looking import note

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


@pytest.fixture
def centre(open_floor: Callable[..., OpenCentre]) -> OpenCentre:
    return open_floor(at=NOW)


def figures(_db: Connection, *people: str) -> list[str]:
    return list(people)


def seen(found: list[str]) -> Look:
    return look_at(What.PERSON, found, about="2026-10")


def noted(url: str) -> tuple[Looked, ...]:
    with open_centre(url) as database, database.read() as db:
        return looks(db)


def test_what_is_shown_is_noted_already(centre: OpenCentre, sqlite_url: str, qtbot: QtBot) -> None:
    shown: list[tuple[Any, tuple[Looked, ...]]] = []
    reading = Reading(centre, lambda found: shown.append((found, noted(sqlite_url))))

    reading.read(figures, "p1", "p2", looked=seen)
    qtbot.waitUntil(lambda: bool(shown))

    ((found, (line,)),) = shown
    assert found == ["p1", "p2"]
    assert (line.who, line.look) == (centre.who, look_at(What.PERSON, ("p1", "p2"), about="2026-10"))


def test_what_paints_itself_again_is_one_look_and_another_person_another(
    centre: OpenCentre, sqlite_url: str, qtbot: QtBot
) -> None:
    shown: list[Any] = []
    reading = Reading(centre, shown.append)
    for turn, person in enumerate(("p1", "p1", "p2", "p1")):
        reading.read(figures, person, looked=seen)
        qtbot.waitUntil(lambda turn=turn: len(shown) == turn + 1)  # type: ignore[misc]

    assert [(one.look.people, one.times) for one in noted(sqlite_url)] == [(("p2",), 1), (("p1",), 1)]


def test_an_answer_about_nobody_is_no_look(centre: OpenCentre, sqlite_url: str, qtbot: QtBot) -> None:
    shown: list[Any] = []
    reading = Reading(centre, shown.append)
    reading.read(figures, looked=seen)
    qtbot.waitUntil(lambda: bool(shown))
    assert noted(sqlite_url) == ()


FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON access_log FOR EACH ROW EXECUTE FUNCTION full_disk();
"""


@pytest.fixture
def without_room(dressed: object, postgresql_url: str, qtbot: QtBot) -> Iterator[OpenCentre]:
    """A centre on a server whose log can take no more."""
    with open_centre(postgresql_url) as database, database.write() as db:
        db.execute(text(FULL))
    centre = OpenCentre(postgresql_url)
    with qtbot.waitSignal(centre.opened):
        centre.open()
    yield centre
    centre.close()
    centre.deleteLater()
    with open_centre(postgresql_url) as database, database.write() as db:
        db.execute(text("DROP FUNCTION full_disk CASCADE"))


def test_figures_that_cannot_be_noted_stay_hidden_on_a_shared_centre_alone(
    without_room: OpenCentre, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    refused: list[SupervisorError] = []
    without_room.jobs.refused.connect(refused.append)
    reading = Reading(without_room, shown.append)

    reading.read(figures, "p1", looked=seen)
    qtbot.waitUntil(lambda: bool(refused))
    assert [type(one) for one in refused] == [LookNotNotedError]
    assert not shown

    monkeypatch.setattr(OpenCentre, "is_shared", False)  # nobody else would ever read that log
    reading.read(figures, "p1", looked=seen)
    qtbot.waitUntil(lambda: bool(shown))
    assert shown == [["p1"]]


def test_whoever_is_opened_from_a_list_is_noted_by_themselves(
    centre: OpenCentre, sqlite_url: str, qtbot: QtBot
) -> None:
    note(centre, look_at(What.EVALUATIONS, ("p9",)))
    qtbot.waitUntil(lambda: bool(noted(sqlite_url)))
    assert noted(sqlite_url)[0].look == look_at(What.EVALUATIONS, ("p9",))
