from __future__ import annotations

import asyncio
import logging
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from supervisor import crash, secrets
from supervisor.clock import FixedClock
from supervisor.crash import Crash, Crashes, reports, write_report
from supervisor.errors import UnknownNameError
from supervisor.logs import Log

NINE = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)


@pytest.fixture
def told() -> list[Crash]:
    return []


@pytest.fixture
def crashes(tmp_path: Path, told: list[Crash]) -> Iterator[Crashes]:
    crashes = Crashes(tmp_path / "crash-reports", FixedClock(NINE), told.append).install()
    yield crashes
    crashes.uninstall()


def fails(customer: str = "") -> None:
    wait_s = {"contact": customer}
    raise ZeroDivisionError(f"nothing to divide by {len(wait_s) - 1}")


def test_an_error_in_a_thread_is_told_with_its_report(crashes: Crashes, told: list[Crash]) -> None:
    thread = threading.Thread(target=fails, name="database")
    thread.start()
    thread.join()
    (one,) = told
    assert isinstance(one.error, ZeroDivisionError)
    assert one.where == "thread database"
    assert one.report is not None
    assert "nothing to divide by 0" in one.report.read_text()


def test_an_error_in_the_main_thread_is_told(crashes: Crashes, told: list[Crash]) -> None:
    try:
        fails()
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert [one.where for one in told] == ["main"]


def test_an_error_while_something_is_cleared_up_is_told(crashes: Crashes, told: list[Crash]) -> None:
    class Tile:
        def __del__(self) -> None:
            fails()

    tile = Tile()
    del tile
    assert len(told) == 1
    assert "Tile.__del__" in told[0].where


def test_an_error_that_a_task_let_fall_is_told(crashes: Crashes, told: list[Crash]) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(crashes.in_loop)
        loop.call_soon(fails)
        await asyncio.sleep(0)
        loop.call_exception_handler({"message": "only words"})

    asyncio.run(main())
    assert [type(one.error) for one in told] == [ZeroDivisionError]


def test_the_same_error_is_told_once_and_another_one_again(
    crashes: Crashes, told: list[Crash], tmp_path: Path
) -> None:
    for _ in range(40):
        try:
            fails()
        except ZeroDivisionError as error:
            crashes.met(error, "timer")
    crashes.met(KeyError("another"), "timer")
    assert [type(one.error) for one in told] == [ZeroDivisionError, KeyError]
    assert len(reports(tmp_path / "crash-reports")) == 1  # both at the same instant of this clock


def test_an_error_that_the_user_can_act_on_needs_no_report(
    crashes: Crashes, told: list[Crash], tmp_path: Path
) -> None:
    crashes.met(UnknownNameError("source", "suport"), "main")
    assert [one.report for one in told] == [None]
    assert reports(tmp_path / "crash-reports") == []


def test_an_end_that_was_asked_for_is_no_crash(crashes: Crashes, told: list[Crash]) -> None:
    for end in (KeyboardInterrupt(), SystemExit(0), asyncio.CancelledError()):
        assert crashes.met(end, "main") is None
    assert told == []


def test_an_error_in_showing_an_error_ends_there(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def cannot_show(_: Crash) -> None:
        raise RuntimeError("no screen")

    with caplog.at_level(logging.ERROR):
        Crashes(tmp_path, FixedClock(NINE), cannot_show).met(KeyError("first"), "main")
    assert "the error could not be shown" in caplog.text
    assert len(reports(tmp_path)) == 1


def test_after_the_end_the_hooks_are_those_of_before(tmp_path: Path) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    crashes = Crashes(tmp_path, FixedClock(NINE), lambda _: None).install()
    assert sys.excepthook != before[0]
    crashes.uninstall()
    crashes.uninstall()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_a_report_says_where_and_which_versions_and_what_came_before(tmp_path: Path) -> None:
    with Log(tmp_path, "console"):
        logging.getLogger("supervisor.window").warning("the page was changed")
        try:
            fails()
        except ZeroDivisionError as error:
            file = write_report(tmp_path, error, where="main", at=NINE)
    assert file is not None
    text = file.read_text()
    for part in (
        "2025-03-03T01:00:00.000+00:00",
        f"Python {sys.version.split()[0]}",
        "SQLAlchemy 2",
        "where: main",
        "in fails",
        "ZeroDivisionError: nothing to divide by 0",
        "supervisor.window: the page was changed",
    ):
        assert part in text


def test_a_report_holds_no_values_of_variables_and_no_passwords(tmp_path: Path) -> None:
    secrets.conceal("correct-horse")
    number = "139" + "12345678"  # not written here, where the trace would quote it
    try:
        try:
            fails(customer=number)
        except ZeroDivisionError as error:
            raise OSError("postgresql://anna:hunter2@db refused correct-horse") from error
    except OSError as error:
        file = write_report(tmp_path, error, where="main", at=NINE)
    assert file is not None
    text = file.read_text()
    assert "ZeroDivisionError" in text  # the cause is told too
    for private in (number, "hunter2", "correct-horse"):
        assert private not in text


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_a_report_is_private(tmp_path: Path) -> None:
    file = write_report(tmp_path / "new", KeyError("x"), where="main", at=NINE)
    assert file is not None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_only_the_newest_reports_are_kept(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    written = [
        write_report(tmp_path, KeyError("x"), where="main", at=NINE + timedelta(seconds=n))
        for n in range(crash.KEPT + 5)
    ]
    assert reports(tmp_path) == written[5:]
    assert (tmp_path / "notes.txt").exists()


def test_a_report_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    assert write_report(tmp_path / "a-file" / "reports", KeyError("x"), where="main", at=NINE) is None


PROGRAM = """
import sys, threading
from pathlib import Path
from supervisor.clock import SystemClock
from supervisor.crash import Crashes

def show(crash):
    print(crash.where, type(crash.error).__name__, crash.report.name.startswith("crash-"))

Crashes(Path(sys.argv[1]), SystemClock(), show).install()
thread = threading.Thread(target=lambda: 1 / 0, name="follower")
thread.start()
thread.join()
print("goes on")
raise LookupError("the end")
"""


def test_a_program_goes_on_after_an_error_in_a_thread_and_shows_its_last_one(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, tmp_path],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        check=False,
    )
    assert ended.stdout.splitlines() == [
        "thread follower ZeroDivisionError True",
        "goes on",
        "main LookupError True",
    ]
    assert ended.returncode == 1
