"""`supervisor calendar …`: a year is shown, days come and go as files, published holidays are taken over."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from supervisor.storage.database import open_centre
from supervisor.workdays.calendar import Day, DayKind
from supervisor.workdays.store import CENTRE, calendars, change_days
from tests.commands.command_line import documents, run

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
OUTING = date(2026, 11, 27)


def test_a_year_is_shown_for_people_and_for_programs(sqlite_url: str) -> None:
    shown = run("calendar", "show", "--year", "2027", "--database", sqlite_url)
    assert "not published yet" in shown.output
    (told,) = documents(run("calendar", "show", "--year", "2026", "--json", "--database", sqlite_url))
    assert (told["working_days"], told["provisional"], told["country"]) == (248, False, "CN")
    assert {"date": "2026-10-10", "kind": "work"}.items() <= told["days"][-1].items()


def test_a_dry_run_writes_nothing_and_an_import_writes_what_is_good(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text("Date,Kind,Note\n2026-11-27,rest,Outing\n2026-11-31,rest,\n", encoding="utf-8")
    take = ("calendar", "import", str(file), "--database", sqlite_url)

    assert "1 new, 0 changed, 0 as they stand, 1 left out." in run(*take, "--dry-run").output
    with open_centre(sqlite_url) as centre, centre.read() as db:
        assert calendars(db)[CENTRE].is_working(OUTING)

    told = run(*take)
    assert "2026-11-31" in told.stderr
    with open_centre(sqlite_url) as centre, centre.read() as db:
        assert not calendars(db)[CENTRE].is_working(OUTING)
    assert "1 as they stand" in run(*take).output


def test_days_leave_as_a_file(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    told = run("calendar", "export", "--out", str(file), "--year", "2026", "--database", sqlite_url)
    assert "28 days" in told.output
    assert "2026-10-10" in file.read_text(encoding="utf-8-sig")


def test_published_holidays_are_proposed_and_never_overwrite_what_somebody_entered(sqlite_url: str) -> None:
    holiday, make_up = date(2026, 10, 1), date(2026, 10, 10)
    with open_centre(sqlite_url) as centre, centre.write() as db:
        days = {holiday: Day(holiday, DayKind.WORK, "hand"), make_up: None}
        change_days(db, CENTRE, 0, days, at=NOW, who="li")
    refresh = ("calendar", "refresh", "--year", "2026", "--json", "--database", sqlite_url)

    (told,) = documents(run(*refresh))
    assert [(one["date"], one["by_hand"]) for one in told["proposals"]] == [
        ("2026-10-01", True),
        ("2026-10-10", False),
    ]
    (told,) = documents(run(*refresh, "--accept"))
    assert told["accepted"] == 1
    (told,) = documents(run(*refresh))
    assert [one["date"] for one in told["proposals"]] == ["2026-10-01"]
    documents(run(*refresh, "--accept", "--overwrite"))
    (told,) = documents(run(*refresh))
    assert not told["proposals"]


def test_a_calendar_that_there_is_not_is_named(sqlite_url: str) -> None:
    told = run("calendar", "show", "--calendar", "Mars", "--database", sqlite_url)
    assert told.exit_code == 1
    assert "Mars" in told.stderr
