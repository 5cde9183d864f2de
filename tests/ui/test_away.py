"""A server's database that is lost and comes back: what waits, what is held, what is never done twice."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.engine import make_url

from supervisor.errors import ChangedMeanwhileError, KeptHereError, SourceError
from supervisor.storage import areas, lost
from supervisor.storage.centre import centre_setting
from supervisor.storage.centre_settings import change_centre
from supervisor.storage.changes import Changes
from supervisor.storage.database import open_centre
from tests.cable import Cable
from ui.asking import Asking
from ui.away.band import AwayBand, away_sentence
from ui.centre import OpenCentre
from ui.database_thread import Found
from ui.held import HeldWrites, now_or_never
from ui.jobs import Job, Jobs, Report

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def cable(postgresql_url: str) -> Iterator[Cable]:
    made = Cable(postgresql_url)
    yield made
    made.close()


@pytest.fixture
def never_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a console learns by itself it was told: it does not look each fifth second."""
    monkeypatch.setattr("ui.database_thread.LOOK_S", 3_600.0)


@pytest.fixture
def held(tmp_path: Path, cable: Cable) -> HeldWrites:
    return HeldWrites(tmp_path / "unsaved", cable.url)


@pytest.fixture
def jobs(qapp: object, cable: Cable, held: HeldWrites, qtbot: QtBot) -> Iterator[Jobs]:
    made = seat(cable, held, qtbot)
    yield made
    made.stop()


def seat(cable: Cable, held: HeldWrites, qtbot: QtBot) -> Jobs:
    """A console's jobs, whose database is open."""
    made = Jobs(lambda: open_centre(cable.url), held=held)
    made.start()
    assert isinstance(outcome(qtbot, made.read(notes)), list)
    return made


def note(db: Connection, words: str, *, at: datetime = AT) -> Changes:
    row = {"name": words, "value": "1", "version": 1, "changed_at": at, "changed_by": "x"}
    db.execute(insert(centre_setting).values(**row))
    areas.note(db, {"notes"})
    return Changes({"notes"})


def notes(db: Connection) -> list[str]:
    return sorted(db.execute(select(centre_setting.c.name)).scalars())


@now_or_never
def undo_something(db: Connection) -> Changes:
    return note(db, "undone")


def outcome(qtbot: QtBot, job: Job) -> Any:
    found: list[Any] = []
    job.then(found.append, found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def lose(jobs: Jobs, cable: Cable, qtbot: QtBot) -> None:
    with qtbot.waitSignal(jobs.away_changed):
        cable.pull_out()
    assert jobs.away is not None


def come_back(jobs: Jobs, cable: Cable, qtbot: QtBot) -> None:
    cable.plug_in()
    jobs.try_now()
    qtbot.waitUntil(lambda: jobs.away is None)


@pytest.mark.usefixtures("never_looking")
def test_what_one_console_writes_another_is_told_without_looking(
    qtbot: QtBot, qapp: object, postgresql_url: str
) -> None:
    seats = [Jobs(lambda: open_centre(postgresql_url)) for _seat in range(2)]
    told: list[object] = []
    try:
        for one in seats:
            one.start()
            outcome(qtbot, one.read(notes))
        seats[1].changed.connect(told.append)
        seats[0].write(note, "a")
        qtbot.waitUntil(lambda: bool(told))
    finally:
        for one in seats:
            one.stop()
    assert told == [Changes({"notes"})]


def test_a_forged_notice_tells_nobody_that_something_changed(
    jobs: Jobs, qtbot: QtBot, postgresql_url: str
) -> None:
    told: list[object] = []
    jobs.changed.connect(told.append)
    with open_centre(postgresql_url) as database, database.write() as db:
        for _time in range(50):
            db.execute(text(f"SELECT pg_notify('{areas.CHANNEL}', 'people')"))
    assert outcome(qtbot, jobs.read(notes)) == []
    assert told == []


def test_a_console_that_reads_writes_and_listens_has_one_connection(
    jobs: Jobs, cable: Cable, qtbot: QtBot
) -> None:
    outcome(qtbot, jobs.write(note, "a"))
    outcome(qtbot, jobs.read(notes))
    assert cable.connections == 1


@pytest.mark.usefixtures("never_looking")
def test_an_idle_console_finds_at_once_that_its_server_is_gone(
    jobs: Jobs, cable: Cable, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(jobs.away_changed):
        cable.pull_out()
    assert jobs.away is not None
    assert jobs.away.error.reason == "unreachable"


def test_a_cut_that_is_mended_at_once_is_no_word_worth(jobs: Jobs, cable: Cable, qtbot: QtBot) -> None:
    told: list[object] = []
    jobs.away_changed.connect(told.append)
    before = cable.made
    cable.pull_out()
    cable.plug_in()
    assert outcome(qtbot, jobs.read(notes)) == []
    assert cable.made > before
    assert [one for one in told if one is not None] == [] or jobs.away is None


def test_a_server_that_only_reads_is_lost_until_it_writes_again(
    jobs: Jobs, held: HeldWrites, cable: Cable, qtbot: QtBot, postgresql_url: str
) -> None:
    """As one that was told to because its disk is nearly full; it answers every question meanwhile."""

    def tell(how: str) -> None:
        with psycopg.connect(postgresql_url, autocommit=True) as admin:
            admin.execute("SET default_transaction_read_only = off")
            name = sql.Identifier(str(make_url(postgresql_url).database))
            admin.execute(sql.SQL("ALTER DATABASE {} " + how).format(name))
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'supervisor'"
            )

    tell("SET default_transaction_read_only = on")
    try:
        error = outcome(qtbot, jobs.write(note, "a"))
        assert isinstance(error, KeptHereError)
        assert jobs.away is not None
        assert jobs.away.error.why == "only_reads"
        assert "only reads at the moment" in away_sentence(jobs.away, UTC)
        jobs.try_now()  # it answers, and still takes nothing down
        assert isinstance(outcome(qtbot, jobs.write(note, "b")), KeptHereError)
    finally:
        tell("RESET default_transaction_read_only")
    jobs.try_now()
    qtbot.waitUntil(lambda: jobs.away is None)
    for one in list(held):  # each heard before the next is given: what is settled is told to nobody later
        again = jobs.write_held(one)
        assert again is not None
        assert outcome(qtbot, again) == Changes({"notes"})
    assert outcome(qtbot, jobs.read(notes)) == ["a", "b"]


def test_what_is_to_be_read_waits_until_the_database_is_back(jobs: Jobs, cable: Cable, qtbot: QtBot) -> None:
    lose(jobs, cable, qtbot)
    found: list[object] = []
    jobs.read(notes).then(found.append, found.append)
    come_back(jobs, cable, qtbot)
    qtbot.waitUntil(lambda: bool(found))
    assert found == [[]]


def test_what_others_wrote_meanwhile_is_told_when_it_is_back(
    jobs: Jobs, cable: Cable, qtbot: QtBot, postgresql_url: str
) -> None:
    lose(jobs, cable, qtbot)
    told: list[object] = []
    jobs.changed.connect(told.append)
    with open_centre(postgresql_url) as database, database.write() as db:
        note(db, "theirs")
    come_back(jobs, cable, qtbot)
    qtbot.waitUntil(lambda: told == [Changes({"notes"})])


def test_what_is_to_be_written_is_held_on_this_computer(
    jobs: Jobs, held: HeldWrites, cable: Cable, qtbot: QtBot
) -> None:
    lose(jobs, cable, qtbot)
    error = outcome(qtbot, jobs.write(note, "customers hear the old price", at=AT))
    assert isinstance(error, KeptHereError)
    (one,) = held
    assert one.texts == ("customers hear the old price",)
    assert stat.S_IMODE(one.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(one.path.parent.stat().st_mode) == 0o700


def test_what_is_held_outlives_the_console_and_is_written_when_it_is_wanted(
    jobs: Jobs, held: HeldWrites, cable: Cable, qtbot: QtBot, tmp_path: Path
) -> None:
    lose(jobs, cable, qtbot)
    outcome(qtbot, jobs.write(note, "a"))
    jobs.stop()
    cable.plug_in()
    again = seat(cable, HeldWrites(tmp_path / "unsaved", cable.url), qtbot)
    try:
        assert outcome(qtbot, again.read(notes)) == []  # nothing is written by itself
        (one,) = held
        job = again.write_held(one)
        assert job is not None
        outcome(qtbot, job)
        assert outcome(qtbot, again.read(notes)) == ["a"]
    finally:
        again.stop()
    assert len(held) == 0


def test_what_was_held_meets_what_others_have_saved_since_by_its_version(
    jobs: Jobs, held: HeldWrites, cable: Cable, qtbot: QtBot, postgresql_url: str
) -> None:
    outcome(qtbot, jobs.write(change_centre, {"centre_name": "North"}, at=AT, who="me"))
    lose(jobs, cable, qtbot)
    outcome(
        qtbot,
        jobs.write(change_centre, {"centre_name": "South"}, at=AT, who="me", versions={"centre_name": 1}),
    )
    with open_centre(postgresql_url) as database, database.write() as db:
        change_centre(db, {"centre_name": "East"}, at=AT, who="you")
    come_back(jobs, cable, qtbot)
    (one,) = held
    job = jobs.write_held(one)
    assert job is not None
    assert isinstance(outcome(qtbot, job), ChangedMeanwhileError)
    assert len(held) == 1  # it is still there to be read


def test_saving_the_same_again_in_the_form_leaves_nothing_held(
    jobs: Jobs, held: HeldWrites, cable: Cable, qtbot: QtBot
) -> None:
    lose(jobs, cable, qtbot)
    outcome(qtbot, jobs.write(note, "a", at=AT))
    come_back(jobs, cable, qtbot)
    outcome(qtbot, jobs.write(note, "a", at=AT.replace(hour=10)))
    assert len(held) == 0
    assert outcome(qtbot, jobs.read(notes)) == ["a"]


def test_of_a_draft_only_what_was_typed_last_is_held(
    jobs: Jobs, held: HeldWrites, cable: Cable, qtbot: QtBot
) -> None:
    lose(jobs, cable, qtbot)
    for words in ("two", "two words", "two words more"):
        outcome(qtbot, jobs.keep("draft 7", note, words))
    assert [one.texts for one in held] == [("two words more",)]


def test_two_writes_of_the_same_kind_are_both_held(
    jobs: Jobs, held: HeldWrites, cable: Cable, qtbot: QtBot
) -> None:
    lose(jobs, cable, qtbot)
    for words in ("one note", "another note"):
        outcome(qtbot, jobs.write(note, words))
    assert [one.texts for one in held] == [("one note",), ("another note",)]


def test_what_means_nothing_later_is_refused_and_not_held(
    jobs: Jobs, held: HeldWrites, cable: Cable, qtbot: QtBot
) -> None:
    lose(jobs, cable, qtbot)
    error = outcome(qtbot, jobs.write(undo_something))
    assert not isinstance(error, KeptHereError)
    assert len(held) == 0


def test_a_write_cut_off_after_its_commit_is_saved_once_and_said_to_be(
    jobs: Jobs, held: HeldWrites, cable: Cable, qtbot: QtBot
) -> None:
    cable.cut_at_commit()
    error = outcome(qtbot, jobs.write(note, "a"))
    assert isinstance(error, KeptHereError)
    assert error.doubt
    with qtbot.waitSignal(jobs.found) as found:
        come_back(jobs, cable, qtbot)
    assert isinstance(found.args[0], Found)
    assert found.args[0].saved
    assert len(held) == 0
    assert outcome(qtbot, jobs.read(notes)) == ["a"]


def test_a_write_whose_connection_is_ended_before_its_commit_is_done_again(
    jobs: Jobs, held: HeldWrites, qtbot: QtBot
) -> None:
    _ended.clear()
    outcome(qtbot, jobs.write(end_once, "a"))
    assert outcome(qtbot, jobs.read(notes)) == ["a"]
    assert len(held) == 0


_ended: list[bool] = []


def end_once(db: Connection, words: str) -> Changes:
    changes = note(db, words)
    if not _ended:
        _ended.append(True)
        db.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    return changes


def test_a_server_that_hangs_is_found_and_holds_up_nobody_for_ever(
    jobs: Jobs, held: HeldWrites, cable: Cable, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.database_thread.STUCK_S", 0.2)
    monkeypatch.setattr("ui.database_thread.PROBE_S", 2)  # libpq takes less for this
    cable.freeze()
    job = jobs.write(note, "a")
    found: list[Any] = []
    job.then(found.append, found.append)

    def looked() -> bool:
        jobs.look()
        return bool(found)

    qtbot.waitUntil(looked)
    assert isinstance(found[0], KeptHereError)
    assert jobs.away is not None
    come_back(jobs, cable, qtbot)
    assert outcome(qtbot, jobs.read(notes)) == []
    assert [one.module for one in held] == [__name__]


def test_an_error_of_the_work_itself_is_no_lost_database(jobs: Jobs, held: HeldWrites, qtbot: QtBot) -> None:
    assert isinstance(outcome(qtbot, jobs.write(refuse)), SourceError)
    assert jobs.away is None
    assert len(held) == 0


def refuse(db: Connection) -> Changes:
    raise SourceError("north", "refused_port", {"host": "pbx"})


def asked(report: Report, url: str) -> list[str]:
    with open_centre(url) as database, database.read() as db:
        return notes(db)


def test_a_question_under_way_is_asked_again_when_the_database_is_back(
    dressed: object, cable: Cable, qtbot: QtBot, tmp_path: Path
) -> None:
    centre = OpenCentre(cable.url, unsaved=tmp_path / "unsaved")
    told: list[object] = []
    answers: list[object] = []
    centre.jobs.refused.connect(told.append)
    try:
        with qtbot.waitSignal(centre.opened):
            centre.open()
        lose(centre.jobs, cable, qtbot)
        Asking(centre, centre).ask(answers.append, asked)
        qtbot.waitUntil(lambda: bool(centre.jobs._database._parked))
        come_back(centre.jobs, cable, qtbot)
        qtbot.waitUntil(lambda: bool(answers))
    finally:
        centre.close()
    assert answers == [[]]
    assert told == []


def test_a_console_needs_three_connections(
    dressed: object, cable: Cable, qtbot: QtBot, tmp_path: Path
) -> None:
    centre = OpenCentre(cable.url, unsaved=tmp_path / "unsaved")
    try:
        with qtbot.waitSignal(centre.opened):
            centre.open()
        qtbot.waitUntil(lambda: centre.live.is_known)
        outcome(qtbot, centre.jobs.write(note, "a"))
        qtbot.waitUntil(lambda: cable.connections == 3)  # the database's thread, the follower's two
    finally:
        centre.close()


def test_a_console_that_was_killed_in_a_commit_is_told_at_its_next_start_what_became_of_it(
    jobs: Jobs, held: HeldWrites, cable: Cable, qtbot: QtBot, tmp_path: Path
) -> None:
    cable.cut_at_commit()
    outcome(qtbot, jobs.write(note, "a"))
    assert [bool(one.doubt) for one in held] == [True]
    jobs.stop()
    cable.plug_in()
    again = seat(cable, HeldWrites(tmp_path / "unsaved", cable.url), qtbot)
    band, told = AwayBand(), list[str]()
    qtbot.addWidget(band)
    band.noticed.connect(lambda said, _undo: told.append(said))
    try:
        band.follow(again, lambda: UTC)
        assert [said for said in told if "is in the database" in said]
        assert outcome(qtbot, again.read(notes)) == ["a"]
        assert len(held) == 0
        band.follow(None)
    finally:
        again.stop()


def test_what_was_saved_after_all_is_not_saved_again(
    jobs: Jobs, held: HeldWrites, cable: Cable, qtbot: QtBot
) -> None:
    cable.cut_at_commit()
    outcome(qtbot, jobs.write(note, "a"))
    (one,) = held  # as somebody saw it who presses Save before it was looked up
    copy = one.path.read_bytes()
    come_back(jobs, cable, qtbot)
    qtbot.waitUntil(lambda: len(held) == 0)
    one.path.write_bytes(copy)
    job = jobs.write_held(one)
    assert job is not None
    assert outcome(qtbot, job) == Changes()
    assert outcome(qtbot, jobs.read(notes)) == ["a"]
    assert len(held) == 0


def test_a_database_brought_back_from_before_a_transaction_does_not_have_it(
    jobs: Jobs, qtbot: QtBot, postgresql_url: str
) -> None:
    with open_centre(postgresql_url) as database, database.read() as db:
        assert lost.outcome(db, "999999999") == "aborted"
