"""The database thread and the work process, as the screens use them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection, insert, select

from supervisor.errors import SourceError, SupervisorError
from supervisor.settings.places import sqlite_url
from supervisor.storage import areas
from supervisor.storage.centre import centre_setting
from supervisor.storage.changes import Changes
from supervisor.storage.database import open_centre
from ui.asking import Asking
from ui.centre import OpenCentre
from ui.jobs import Job, Jobs, Report, WorkEndedError

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def warm_work_processes() -> None:
    """None: here a work process is spawned, as the console does it."""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return sqlite_url(tmp_path / "floor.db")


@pytest.fixture
def jobs(qapp: object, url: str) -> Iterator[Jobs]:
    made = Jobs(lambda: open_centre(url))
    made.start()
    yield made
    made.stop()


def note(db: Connection, text: str) -> Changes:
    db.execute(insert(centre_setting).values(name=text, value="1", version=1, changed_at=AT, changed_by="x"))
    areas.note(db, {"notes"})
    return Changes({"notes"})


def notes(db: Connection) -> list[str]:
    return sorted(db.execute(select(centre_setting.c.name)).scalars())


def refuse(db: Connection) -> Changes:
    note(db, "never kept")
    raise SourceError("north", "refused_port", {"host": "pbx"})


def outcome(qtbot: QtBot, job: Job) -> Any:
    found: list[Any] = []
    job.then(found.append, found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def test_results_come_in_the_order_in_which_the_work_was_given(jobs: Jobs, qtbot: QtBot) -> None:
    heard: list[object] = []
    for text in "abc":
        jobs.write(note, text).then(lambda changes: heard.append(changes))
        jobs.read(notes).then(heard.append)
    qtbot.waitUntil(lambda: len(heard) == 6)
    assert heard[1::2] == [["a"], ["a", "b"], ["a", "b", "c"]]


def test_a_write_tells_every_screen_before_its_giver(jobs: Jobs, qtbot: QtBot) -> None:
    order: list[str] = []
    jobs.changed.connect(lambda changes: order.extend(changes))
    jobs.write(note, "a").then(lambda result: order.append("giver"))
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["notes", "giver"]


def test_a_refused_write_leaves_nothing_and_tells_nobody_that_something_changed(
    jobs: Jobs, qtbot: QtBot
) -> None:
    told: list[object] = []
    jobs.changed.connect(told.append)
    error = outcome(qtbot, jobs.write(refuse))
    assert isinstance(error, SourceError)
    assert error.reason == "refused_port"
    assert outcome(qtbot, jobs.read(notes)) == []
    assert told == []


def test_an_error_that_the_giver_does_not_take_is_told_by_the_jobs(jobs: Jobs, qtbot: QtBot) -> None:
    with qtbot.waitSignal(jobs.refused) as refused:
        jobs.write(refuse)
    assert isinstance(refused.args[0], SupervisorError)


def test_an_unexpected_error_rises_on_the_screens_thread(jobs: Jobs, qtbot: QtBot) -> None:
    def broken(db: Connection) -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        jobs.read(broken)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_work_is_done_off_the_screens_thread(jobs: Jobs, qtbot: QtBot) -> None:
    assert outcome(qtbot, jobs.call(threading.get_ident)) != threading.get_ident()


def test_a_cancelled_job_says_nothing_more(jobs: Jobs, qtbot: QtBot) -> None:
    heard: list[object] = []
    job = jobs.read(notes).then(heard.append)
    job.cancel()
    assert outcome(qtbot, jobs.read(notes)) == []
    assert heard == []


def test_writes_given_before_the_end_are_still_carried_out(qapp: object, url: str) -> None:
    jobs = Jobs(lambda: open_centre(url))
    jobs.start()
    for text in "abc":
        jobs.write(note, text)
    jobs.stop()
    with open_centre(url) as database, database.read() as db:
        assert notes(db) == ["a", "b", "c"]


def squares(report: Report, count: int) -> tuple[int, int, int]:
    total = 0
    for done in range(count):
        total += done * done
        report(done + 1, count)
    return total, os.getpid(), os.nice(0) if hasattr(os, "nice") else 10


def for_ever(report: Report) -> None:
    report(0, 1)
    threading.Event().wait()


def fail(report: Report) -> None:
    raise SourceError(source="north", reason="no_banner", facts={"port": "5038"})


def stumble(report: Report) -> None:
    raise ZeroDivisionError


def vanish(report: Report) -> None:
    os._exit(1)


def whose_process(_report: Report) -> int:
    return os.getpid()


def test_the_work_process_computes_elsewhere_politely_and_says_how_far_it_is(
    jobs: Jobs, qtbot: QtBot
) -> None:
    steps: list[tuple[int, int]] = []
    job = jobs.compute(squares, 4)
    job.progressed.connect(lambda done, total: steps.append((done, total)))
    total, process, nice = outcome(qtbot, job)
    assert total == 14
    assert process != os.getpid()
    assert nice == 10
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_cancelling_ends_the_work_in_mid_air_and_the_next_piece_is_done(jobs: Jobs, qtbot: QtBot) -> None:
    stuck = jobs.compute(for_ever)
    with qtbot.waitSignal(stuck.progressed):
        pass
    stuck.cancel()
    assert outcome(qtbot, jobs.compute(squares, 3))[0] == 5


def test_what_was_kept_for_other_rights_ends_with_its_process(jobs: Jobs, qtbot: QtBot) -> None:
    before = outcome(qtbot, jobs.compute(whose_process))
    under_way = jobs.compute(whose_process)
    jobs.forget_kept()
    after = jobs.compute(whose_process)
    assert outcome(qtbot, under_way) == before  # what was asked for is answered
    assert outcome(qtbot, after) != before  # by nobody who remembers


def test_an_error_of_the_work_process_arrives_with_its_facts(jobs: Jobs, qtbot: QtBot) -> None:
    error = outcome(qtbot, jobs.compute(fail))
    assert error == SourceError("north", "no_banner", {"port": "5038"})


def test_an_unexpected_error_of_the_work_process_says_where_it_rose(jobs: Jobs, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as caught:
        jobs.compute(stumble)
        qtbot.waitUntil(lambda: bool(caught))
    assert "in stumble" in str(caught[0][1])


def test_a_work_process_that_dies_is_told_and_replaced(jobs: Jobs, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as caught:
        jobs.compute(vanish)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is WorkEndedError
    assert outcome(qtbot, jobs.compute(squares, 3))[0] == 5


def vanish_once(report: Report, marker: str) -> str:
    path = Path(marker)
    if not path.exists():
        path.touch()
        vanish(report)
    return "there"


def test_what_was_asked_of_a_process_that_dies_is_asked_once_more(
    jobs: Jobs, qtbot: QtBot, tmp_path: Path
) -> None:
    asking = Asking(cast(OpenCentre, SimpleNamespace(jobs=jobs, url=str(tmp_path / "asked"))))
    told: list[str] = []
    asking.ask(told.append, vanish_once)
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["there"]


def test_a_look_tells_what_another_process_wrote_and_not_what_we_wrote(
    jobs: Jobs, url: str, qtbot: QtBot
) -> None:
    told: list[Changes] = []
    outcome(qtbot, jobs.write(note, "ours"))
    jobs.changed.connect(told.append)
    with open_centre(url) as other, other.write() as db:
        areas.note(db, {"alarms"})

    jobs.look()
    qtbot.waitUntil(lambda: bool(told))
    jobs.look()
    outcome(qtbot, jobs.read(notes))

    assert told == [Changes({"alarms"})]


def wait_for(_report: Any, there: str) -> str:
    while not Path(there).exists():
        threading.Event().wait(0.01)
    return "aside"


def touch(_report: Any, there: str) -> str:
    Path(there).touch()
    return "first"


def test_what_is_computed_aside_holds_up_nobody_and_its_process_ends(
    jobs: Jobs, qtbot: QtBot, tmp_path: Path
) -> None:
    came: list[str] = []
    there = str(tmp_path / "there")
    jobs.compute_aside(wait_for, there).then(came.append)  # waits for what is given after it
    jobs.compute(touch, there).then(came.append)
    qtbot.waitUntil(lambda: came == ["first", "aside"])
    qtbot.waitUntil(lambda: jobs._aside._process is None)
    jobs.compute_aside(touch, there).then(came.append)
    qtbot.waitUntil(lambda: len(came) == 3)
