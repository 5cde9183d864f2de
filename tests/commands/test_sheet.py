"""`supervisor sheet write`: the sheet of a department as a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from supervisor.issues import sheet_making
from supervisor.issues.sheet_told import Making
from supervisor.roundtrip.reading import read_file
from supervisor.storage.database import open_centre
from tests.commands.command_line import documents, run
from tests.issues.house import LIN, MONDAY, WISHED, departments, issue
from tests.meetings.centre import a_series, planned


@pytest.fixture
def meeting(sqlite_url: str) -> str:
    """A meeting (id) for which Accounts has a sheet with two issues."""
    with open_centre(sqlite_url) as centre, centre.write() as db:
        found = planned(db, a_series(db)).id
        departments(db, "Accounts", "Letters")
        issue(db, "Bills come late", "accounts")
        issue(db, "Wrong sum", "accounts")
        sheet_making.make(db, ("accounts",), Making(found, wished=WISHED), acting=LIN, at=MONDAY)
    return found


def test_the_sheet_of_a_department_is_written_and_read_back(
    sqlite_url: str, meeting: str, tmp_path: Path
) -> None:
    out = tmp_path / "sheet.xlsx"
    at = ("--out", str(out), "--database", sqlite_url)
    (told,) = documents(run("sheet", "write", "--department", "accounts", "--meeting", "next", "--json", *at))
    read = read_file(out.name, out.read_bytes())
    assert (told["export"], told["sheet"], told["hash"]) == (read.export, read.sheet_number, read.hash)
    assert told["issues"] == [row.text("number") for row in read.rows]
    assert len(read.rows) == 2

    chosen = ("--department", "Accounts", "--meeting", meeting, "--protect", "--language", "zh_CN")
    said = run("sheet", "write", *chosen, *at)
    assert said.exit_code == 0, said.output
    again = read_file(out.name, out.read_bytes())
    assert again.export != read.export
    assert again.export in said.stdout
    assert [one.text for one in again.headings][:2] == ["编号", "标题"]


def test_a_department_without_a_sheet_for_the_meeting_is_told(
    sqlite_url: str, meeting: str, tmp_path: Path
) -> None:
    out = tmp_path / "sheet.xlsx"
    at = ("--out", str(out), "--database", sqlite_url)
    none = run("sheet", "write", "--department", "Letters", *at)
    assert none.exit_code == 1
    assert "no sheet for that meeting" in none.stderr
    unknown = run("sheet", "write", "--department", "Nobody", *at)
    assert unknown.exit_code == 1
    assert "Accounts" in unknown.stderr
    assert not out.exists()
