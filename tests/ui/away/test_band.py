"""The band of a lost database, and the view of what waits to be saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from supervisor.errors import ChangedMeanwhileError, DatabaseError
from supervisor.storage.changes import Changes
from supervisor.storage.database import Database, open_centre
from ui.away.band import AwayBand, away_sentence
from ui.away.held_view import HeldView
from ui.database_thread import Away
from ui.held import HeldWrites
from ui.jobs import Jobs

AT = datetime(2020, 11, 23, 2, 40, tzinfo=UTC)  # no day that is today: the band compares with the clock
URL = "postgresql://zhang@floor.example.com/floor"
_saved: list[str] = []


def save(db: Connection, text: str) -> Changes:
    if "price" in text:
        raise ChangedMeanwhileError("issue", 7)
    _saved.append(text)
    return Changes()


@pytest.fixture
def held(tmp_path: Path) -> HeldWrites:
    _saved.clear()
    return HeldWrites(tmp_path / "unsaved", URL)


@pytest.fixture
def jobs(dressed: QApplication, sqlite_url: str, held: HeldWrites) -> Iterator[Jobs]:
    def database() -> Database:
        return open_centre(sqlite_url)

    made = Jobs(database, held=held)
    made.start()
    yield made
    made.stop()


def away(reason: str = "unreachable", why: str = "") -> Away:
    return Away(AT, DatabaseError(URL, reason, "", why))


def test_the_band_says_since_when_the_database_has_not_answered(dressed: QApplication, qtbot: QtBot) -> None:
    band = AwayBand()
    qtbot.addWidget(band)
    band.show_state(away(), 2)
    assert "has not answered since 2020-11-23 02:40" in band.text
    assert "2 changes wait here" in band.text
    assert not band.try_now.isHidden()
    assert band.log_in.isHidden()


def test_a_log_in_that_is_not_taken_any_more_can_be_made_anew(dressed: QApplication, qtbot: QtBot) -> None:
    band = AwayBand()
    qtbot.addWidget(band)
    band.show_state(away("refused", "password"), 0)
    assert "has not let you in since" in away_sentence(away("refused", "password"), UTC)
    assert not band.log_in.isHidden()
    with qtbot.waitSignal(band.log_in_wanted):
        band.log_in.click()


def test_the_band_goes_when_the_database_is_back_and_nothing_waits(
    dressed: QApplication, qtbot: QtBot
) -> None:
    band = AwayBand()
    qtbot.addWidget(band)
    band.show_state(away(), 0)
    band.show_state(None, 0)
    assert band.isHidden()


def test_the_band_stays_while_something_waits_to_be_saved(jobs: Jobs, held: HeldWrites, qtbot: QtBot) -> None:
    held.hold(save, ("one more word",), {}, at=AT)
    band = AwayBand()
    qtbot.addWidget(band)
    band.follow(jobs, lambda: UTC)
    assert "1 change was kept on this computer" in band.text
    (one,) = held
    jobs.forget_held(one)
    assert band.isHidden()
    band.follow(None)


def test_all_that_waits_is_saved_in_its_order_and_what_others_changed_stays(
    jobs: Jobs, held: HeldWrites, qtbot: QtBot
) -> None:
    for minute, text in enumerate(("the first word", "the old price", "the last word")):
        held.hold(save, (text,), {}, at=AT.replace(minute=minute))
    view = HeldView(jobs, UTC)
    qtbot.addWidget(view)
    view.save_all.click()
    qtbot.waitUntil(lambda: view.list.count() == 1)
    assert _saved == ["the first word", "the last word"]
    assert view.text.toPlainText() == "the old price"
    assert "Somebody else has changed the same thing" in view.state.text()
    view.copy.click()
    assert QApplication.clipboard().text() == "the old price"


def test_throwing_away_is_asked_twice(jobs: Jobs, held: HeldWrites, qtbot: QtBot) -> None:
    held.hold(save, ("one more word",), {}, at=AT)
    view = HeldView(jobs, UTC)
    qtbot.addWidget(view)
    view.discard.click()
    assert len(held) == 1
    view.discard.click()
    assert len(held) == 0


def test_what_another_version_wrote_can_still_be_read(jobs: Jobs, held: HeldWrites, qtbot: QtBot) -> None:
    one = held.hold(save, ("one more word",), {}, at=AT)
    assert one is not None
    head, _rest = one.path.read_bytes().split(b"\n", 1)
    one.path.write_bytes(head.replace(b'"save"', b'"gone"') + b"\n" + b"\x80\x05.")
    view = HeldView(jobs, UTC)
    qtbot.addWidget(view)
    view.save.click()
    assert view.text.toPlainText() == "one more word"
    assert "cannot save it any more" in view.state.text()
    assert len(held) == 1
