from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from supervisor.__main__ import app
from tests.imports import made

DAY = date(2026, 3, 2)


def run(url: str, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["--database", url, *arguments])
    assert result.exit_code == code, result.output
    return result.stdout


def documents(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_sheet_is_tried_read_listed_and_taken_back(database_url: str, tmp_path: Path) -> None:
    made.acd(tmp_path / "日报.xlsx")
    file = str(tmp_path / "日报.xlsx")

    tried = documents(run(database_url, "import", "table", file, "--source", "acd", "--dry-run", "--json"))[0]
    assert tried["rows"] == {"new": 35, "total": 1}
    assert tried["import"] is None
    assert documents(run(database_url, "import", "list", "--json")) == []

    read = documents(
        run(database_url, "import", "table", file, "--source", "acd", "--keep", "acd daily", "--json")
    )[0]
    assert (read["import"], read["writes"]) == (1, {"new": 35, "changed": 0, "same": 0})
    assert "already read" in run(database_url, "import", "table", file)
    assert "日报.xlsx" in run(database_url, "import", "list")

    back = documents(run(database_url, "import", "undo", "1", "--json"))[0]
    assert (back["removed"], back["left_count"]) == (35, 0)
    assert documents(run(database_url, "import", "list", "--json"))[0]["state"] == "undone"
    assert documents(run(database_url, "import", "table", file, "--json"))[0]["import"] == 2


def test_mappings_go_from_centre_to_centre(database_url: str, sqlite_url: str, tmp_path: Path) -> None:
    made.acd(tmp_path / "日报.xlsx")
    file = str(tmp_path / "日报.xlsx")
    run(sqlite_url, "import", "table", file, "--source", "acd", "--keep", "acd daily", "--dry-run")
    run(sqlite_url, "import", "mappings", "export", str(tmp_path / "m.json"))

    if database_url != sqlite_url:
        assert "acd daily" in run(database_url, "import", "mappings", "import", str(tmp_path / "m.json"))
    kept = documents(run(database_url, "import", "mappings", "--json"))
    assert [one["name"] for one in kept] == ["acd daily"]
    read = documents(run(database_url, "import", "table", file, "--mapping", "acd daily", "--json"))
    assert read[0]["import"] == 1


def test_bad_rows_are_saved_and_the_form_is_written(sqlite_url: str, tmp_path: Path) -> None:
    head = ["日期", "工号", "接听量"]
    bad = made.book(tmp_path / "a.xlsx", ("s", [head, [DAY, "1", 3], [DAY, "2", "drei"]]))

    said = run(
        sqlite_url,
        "import",
        "table",
        str(bad),
        "--source",
        "acd",
        "--save-problems",
        str(tmp_path / "fix.xlsx"),
    )

    assert "s, row 3: C3, “接听量”: “drei”" in said
    assert "One row to correct is in" in said
    assert openpyxl.load_workbook(tmp_path / "fix.xlsx").worksheets[0]["C2"].value == "drei"
    run(sqlite_url, "facts", "template", "--out", str(tmp_path / "form.xlsx"))
    assert (tmp_path / "form.xlsx").exists()


@pytest.mark.parametrize("rows", [[["Fruit", "Price"], ["Apple", 3]], [["日期", "接听量"], [DAY, 3]]])
def test_a_sheet_that_nobody_can_read_is_refused(
    rows: list[list[object]], sqlite_url: str, tmp_path: Path
) -> None:
    path = made.book(tmp_path / "a.xlsx", ("s", rows))
    result = CliRunner().invoke(
        app, ["--database", sqlite_url, "import", "table", str(path), "--source", "acd"]
    )
    assert result.exit_code == 1
    assert "Read it once in the console" in result.stderr
