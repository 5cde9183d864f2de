"""`supervisor export`: every report as a file, what is due, and who took what."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from supervisor.clock import SystemClock
from supervisor.reports import schedule_store
from supervisor.reports.catalogue import REPORTS
from supervisor.reports.order import Order
from supervisor.reports.schedule import Every, Schedule
from supervisor.storage.database import open_centre
from tests.commands.command_line import documents, run

ASKED = {
    "review": ("--month", "2026-10"),
    "training-list": ("--month", "2026-10"),
    "courses": (),
    "quality": ("--from", "2026-10-01", "--to", "2026-10-31"),
    "day": ("--day", "2026-10-05"),
    "alarms": ("--from", "2026-10-01"),
    "data-check": ("--from", "2026-10-01", "--to", "2026-10-31"),
    "issues": ("--filter", "bill"),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_centre_that_knows_nothing_yet_has_every_report(name: str, sqlite_url: str, tmp_path: Path) -> None:
    out = tmp_path / "report.xlsx"
    told = run(
        "export", name, *ASKED[name], "--out", str(out), "--json", "--no-names", "--database", sqlite_url
    )
    [document] = documents(told)
    book = openpyxl.load_workbook(out)
    assert (document["file"], document["report"]) == (str(out), name)
    assert document["sheets"] <= len(book.sheetnames)
    assert not any(
        cell.data_type == "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    )


def test_every_report_has_its_command() -> None:
    of_their_own = {"agent", "meeting"}  # which need a person, and a meeting
    assert {one.name for one in REPORTS} == ASKED.keys() | of_their_own


def test_what_is_not_there_is_said_and_nothing_is_written(sqlite_url: str, tmp_path: Path) -> None:
    out = tmp_path / "report.xlsx"
    for command in (("agent", "nobody"), ("meeting", "next"), ("issues", "--department", "nobody")):
        told = run("export", *command, "--out", str(out), "--database", sqlite_url)
        assert told.exit_code == 1
        assert told.stderr.strip()
    assert not out.exists()


def test_a_folder_that_is_not_there_is_told_and_noted(sqlite_url: str, tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "issues.xlsx"
    told = run("export", "issues", "--out", str(out), "--database", sqlite_url)
    assert told.exit_code == 1
    [line] = documents(run("export", "log", "--json", "--database", sqlite_url))
    assert line["file"] == str(out)
    assert line["failed"]


def test_the_log_tells_who_took_what_with_names_or_without(sqlite_url: str, tmp_path: Path) -> None:
    for name, more in (("a", ()), ("b", ("--no-names",))):
        run("export", "day", "--out", str(tmp_path / f"{name}.xlsx"), *more, "--database", sqlite_url)
    without, named = documents(run("export", "log", "--json", "--database", sqlite_url))
    assert (without["personal"], named["personal"]) == (False, True)
    assert named["who"]
    assert "day" in run("export", "log", "--database", sqlite_url).stdout.casefold()


def scheduled(url: str, folder: Path, since: datetime) -> None:
    schedule = Schedule("", "Issues", Order("issues", language="en"), Every.DAY, str(folder), since)
    with open_centre(url) as centre, centre.write() as db:
        schedule_store.save(db, schedule, at=since, who="li")


def test_what_is_due_is_made_once_by_the_timer(sqlite_url: str, tmp_path: Path) -> None:
    scheduled(sqlite_url, tmp_path, SystemClock().now() - timedelta(days=2))
    first = documents(run("export", "due", "--json", "--database", sqlite_url))
    assert len(first) == 2
    assert all(Path(one["file"]).exists() for one in first)
    assert len({one["file"] for one in first}) == 2
    again = run("export", "due", "--database", sqlite_url)
    assert again.stdout.strip() == "Nothing is due."


def test_a_report_that_cannot_be_made_ends_the_timer_with_1_and_says_why(
    sqlite_url: str, tmp_path: Path
) -> None:
    scheduled(sqlite_url, tmp_path / "gone", SystemClock().now() - timedelta(days=1))
    told = run("export", "due", "--database", sqlite_url)
    assert told.exit_code == 1
    assert str(tmp_path / "gone") in told.stderr
