"""A console that runs while the database is brought to a newer version says so, before anything is saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from supervisor.moving.setting_up import AREA
from supervisor.storage import areas, migrate
from supervisor.storage.changes import Changes
from supervisor.storage.database import connect
from tests.storage.test_migrate import tomorrow
from ui.away.band import AwayBand
from ui.centre import OpenCentre


@pytest.fixture
def console(dressed: QApplication, postgresql_url: str, qtbot: QtBot) -> Iterator[OpenCentre]:
    centre = OpenCentre(postgresql_url)
    with qtbot.waitSignal(centre.opened):
        centre.open()
    yield centre
    centre.close()


def band_of(console: OpenCentre, qtbot: QtBot) -> AwayBand:
    band = AwayBand()
    qtbot.addWidget(band)
    band.follow(console.jobs)
    return band


def test_a_console_says_that_it_is_too_old_when_somebody_upgrades(
    console: OpenCentre, postgresql_url: str, qtbot: QtBot, tmp_path: Path
) -> None:
    band = band_of(console, qtbot)
    with connect(postgresql_url) as database:
        room = tomorrow(tmp_path)
        migrate.bring_up_to_date(database.engine, database.engine.url, room, upgrade=True)
        with database.write() as db:
            areas.note(db, [AREA])
    qtbot.waitUntil(lambda: band.text.startswith("The centre was brought to a newer version"))
    assert band.try_now.isHidden()
    band.follow(None)


def test_rights_that_were_laid_anew_are_no_newer_version(
    console: OpenCentre, postgresql_url: str, qtbot: QtBot
) -> None:
    band = band_of(console, qtbot)
    with (
        qtbot.waitSignal(console.changed, check_params_cb=lambda changes: AREA in changes),
        connect(postgresql_url) as database,
        database.write() as db,
    ):
        areas.note(db, [AREA])
    done: list[object] = []
    console.jobs.read(_nothing).then(done.append)  # after the look at the revisions
    qtbot.waitUntil(lambda: bool(done))
    assert band.isHidden()
    band.follow(None)


def test_what_is_saved_too_late_says_it_too(
    console: OpenCentre, postgresql_url: str, qtbot: QtBot, tmp_path: Path
) -> None:
    band = band_of(console, qtbot)
    with connect(postgresql_url) as database:
        room = tomorrow(tmp_path)
        migrate.bring_up_to_date(database.engine, database.engine.url, room, upgrade=True)
    console.jobs.write(_save).then(lambda _done: None, lambda _error: None)
    qtbot.waitUntil(lambda: bool(band.text))
    band.follow(None)


def _nothing(_db: Connection) -> Changes:
    return Changes()


def _save(_db: Connection) -> Changes:
    return Changes({"sources"})
