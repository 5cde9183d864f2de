from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl

from supervisor.imports import preview as previewing
from supervisor.imports import problems
from supervisor.imports.mapping import Column, Mapping, Shape
from supervisor.imports.values import Unit
from supervisor.imports.verdict import Verdict
from tests.imports import made
from tests.imports.conftest import Desk, quiet

DAY = date(2026, 3, 2)
HEAD = ["日期", "工号", "姓名", "接听量", "通话时长"]
DAYS = Mapping(
    "日报",
    "acd",
    Shape.COUNTS,
    (
        Column("日期", "day", Unit.DATE),
        Column("工号", "login", Unit.ID),
        Column("姓名", "agent"),
        Column("接听量", "n_answered", Unit.COUNT),
        Column("通话时长", "talk_s", Unit.H_MM_SS),
    ),
)


def test_bad_rows_once_corrected_are_read_alone(desk: Desk, tmp_path: Path) -> None:
    rows = [
        HEAD,
        [DAY, "0012", "王淼", 30, "1:15:00"],
        [DAY, "0013", "李静", "三十", "1:15:00"],
        [DAY, "0014", "=HYPERLINK(1)", 12, "1:75:00"],
        [None, "0015", "张伟", 8, "0:20:00"],
    ]
    path = made.book(tmp_path / "日报.xlsx", ("日报", rows))
    assert desk.read(path, DAYS).left_out == 3

    saved = problems.save(quiet, path, DAYS, desk.url, tmp_path / "fix")
    assert saved == problems.Saved(tmp_path / "fix.xlsx", 3)
    book = openpyxl.load_workbook(tmp_path / "fix.xlsx")
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]][:5] == HEAD
    assert "三十" in sheet["F2"].value
    assert sheet["G2"].value == "日报 3"
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("0013", "s")
    sheet["D2"], sheet["E3"], sheet["A4"] = 31, "1:15:00", DAY
    book.save(tmp_path / "fix.xlsx")

    opened = previewing.look(quiet, tmp_path / "fix.xlsx", desk.url)
    assert opened.correction
    mapping = previewing.best(opened)
    assert mapping is not None
    assert (mapping.name, mapping.source) == ("日报", "acd")
    result = desk.read(tmp_path / "fix.xlsx", mapping)

    assert (result.rows, result.left_out) == (3, 0)
    told = {login: values["n_answered"] for (_, login), values in desk.told().items()}
    assert told == {"0012": 30, "0013": 31, "0014": 12, "0015": 8}


def test_a_corrected_row_keeps_the_day_that_its_file_told(desk: Desk, tmp_path: Path) -> None:
    path = made.book(tmp_path / "日报2026-03-05.xlsx", ("日报", [HEAD[1:], ["0012", "王淼", "x", "1:15:00"]]))
    mapping = replace(DAYS, columns=DAYS.columns[1:], constants=(("day", "{file}"),))
    problems.save(quiet, path, mapping, desk.url, tmp_path / "fix.xlsx")
    book = openpyxl.load_workbook(tmp_path / "fix.xlsx")
    book.worksheets[0]["C2"] = 3
    book.save(tmp_path / "fix.xlsx")

    desk.read(tmp_path / "fix.xlsx")

    assert desk.told() == {(date(2026, 3, 5), "0012"): {"n_answered": 3, "talk_s": 4500}}


def test_of_two_rows_that_differ_one_must_be_chosen(desk: Desk, tmp_path: Path) -> None:
    from supervisor.imports.seen import Choices

    rows = [
        HEAD,
        [DAY, "1", "甲", 30, "0:20:00"],
        [DAY, "1", "甲", 31, "0:20:00"],
        [DAY, "2", "乙", 5, "0:01:00"],
    ]
    rows.append(list(rows[-1]))
    path = made.book(tmp_path / "a.xlsx", ("s", rows))

    seen = desk.preview(path, DAYS)
    assert dict(seen.counts) == {Verdict.TWICE_DIFFERENT: 2, Verdict.TWICE_SAME: 1, Verdict.NEW: 1}
    assert [line.twin for line in seen.lines if line.twin] == [3, 2, 4]

    desk.read(path, DAYS, Choices(chosen=frozenset({("s", 3)})))
    assert {login: values["n_answered"] for (_, login), values in desk.told().items()} == {"1": 31, "2": 5}


def test_a_file_without_bad_rows_gives_no_workbook(desk: Desk, tmp_path: Path) -> None:
    path = made.book(tmp_path / "a.xlsx", ("s", [HEAD, [DAY, "1", "甲", 30, "0:20:00"]]))

    assert problems.save(quiet, path, DAYS, desk.url, tmp_path / "fix.xlsx") == problems.Saved(None, 0)
    assert not (tmp_path / "fix.xlsx").exists()
