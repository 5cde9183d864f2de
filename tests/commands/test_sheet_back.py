"""`supervisor sheet read`, `files` and `take-back`: a sheet that a department sent back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from supervisor.issues import sheet_making, store
from supervisor.issues.sheet_told import Making
from supervisor.roundtrip.export import write_sheet
from supervisor.storage.database import open_centre
from tests.commands.command_line import documents, run
from tests.issues.house import LIN, MONDAY, WISHED, departments, issue
from tests.roundtrip.workbooks import COLUMN


@pytest.fixture
def returned(sqlite_url: str, tmp_path: Path) -> Path:
    """Accounts answered one line, and a day that nobody understands on the other."""
    path = tmp_path / "back.xlsx"
    with open_centre(sqlite_url) as centre, centre.write() as db:
        departments(db, "Accounts")
        issue(db, "Bills come late", "accounts")
        issue(db, "Wrong sum", "accounts")
        (sheet,) = sheet_making.make(db, ("accounts",), Making(wished=WISHED), acting=LIN, at=MONDAY)[1]
        write_sheet(db, sheet.id, path, who="lin", at=MONDAY, language="en")
    book = openpyxl.load_workbook(path)
    cells = book.worksheets[0]
    first = next(row for row in range(1, 30) if str(cells.cell(row, 1).value).startswith("WT-"))
    cells.cell(first, COLUMN["cause"]).value = "An old rule"
    cells.cell(first + 1, COLUMN["planned"]).value = "soon"
    cells.cell(first + 2, COLUMN["title"]).value = "Too loud"
    book.save(path)
    return path


def test_a_trial_says_what_each_row_would_do_and_keeps_nothing(
    sqlite_url: str, returned: Path, tmp_path: Path
) -> None:
    at = ("--database", sqlite_url)
    result = tmp_path / "result.xlsx"
    (told,) = documents(
        run("sheet", "read", str(returned), "--dry-run", "--json", *at, "--result", str(result))
    )

    assert [row["verdict"] for row in told["rows"]] == ["changes", "not_understood", "new"]
    assert (told["took"], told["result"]) == (None, str(result))
    assert result.exists()
    assert documents(run("sheet", "files", "--json", *at)) == [[]]
    assert "No sheet came back yet." in run("sheet", "files", *at).stdout
    assert run("sheet", "read", str(returned), "--dry-run", "--take", "all", *at).exit_code == 2


def test_rows_are_taken_in_and_back(sqlite_url: str, returned: Path) -> None:
    at = ("--database", sqlite_url)
    said = run("sheet", "read", str(returned), *at)
    assert "“soon” is not understood as a day" in said.stdout
    first = documents(run("sheet", "read", str(returned), "--json", *at))[0]["rows"]
    day, new = first[1]["fields"][0]["place"], first[2]["row"]

    chosen = ("--take", "all", "--date", f"{day}=2026-12-08", "--make", str(new))
    took = run("sheet", "read", str(returned), *chosen, *at)
    assert took.exit_code == 0, took.output
    assert "3 rows were taken in." in took.stdout
    with open_centre(sqlite_url) as centre, centre.read() as db:
        one, two, three = store.all_issues(db)
        assert (store.replies(db, one.id)[0].answer.cause, three.title) == ("An old rule", "Too loud")
        assert str(store.replies(db, two.id)[0].answer.planned) == "2026-12-08"
    ((row,),) = documents(run("sheet", "files", "--json", *at))
    assert (row["file"], row["state"], row["taken"]) == ("back.xlsx", "taken", 3)
    again = run("sheet", "read", str(returned), "--take", "all", *at)
    assert (again.exit_code, "was read already" in again.stderr) == (1, True)

    assert "3 issues were put back." in run("sheet", "take-back", "back.xlsx", *at).stdout
    with open_centre(sqlite_url) as centre, centre.read() as db:
        assert len(store.all_issues(db)) == 2
        assert store.replies(db, one.id) == ()
    (back,) = documents(run("sheet", "files", "--json", *at))
    assert back[0]["state"] == "undone"


def test_what_names_no_row_or_cell_is_said(sqlite_url: str, returned: Path, tmp_path: Path) -> None:
    at = ("--database", sqlite_url)
    for wrong in (
        ("--take", "900"),
        ("--take", "x"),
        ("--take-file", "ZZ99"),
        ("--empty", "perhaps"),
        ("--date", "N8=soon"),
    ):
        assert run("sheet", "read", str(returned), *wrong, *at).exit_code == 2, wrong
    none = run("sheet", "read", str(tmp_path / "none.xlsx"), *at)
    assert (none.exit_code, "not there" in none.stderr) == (1, True)
    assert run("sheet", "take-back", "none.xlsx", *at).exit_code == 1
