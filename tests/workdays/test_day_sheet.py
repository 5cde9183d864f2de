"""Days as a file: what is understood, what is named as wrong, and that nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from supervisor.imports.columns import Verdict
from supervisor.workdays.calendar import Day, DayKind, WorkCalendar
from supervisor.workdays.day_sheet import DaySheet, kind_of, read_file, write
from supervisor.workdays.store import usual
from tests.english import speak_english

OUTING = Day(date(2026, 11, 27), DayKind.REST, "hand", "=Works outing")
PLAIN = WorkCalendar("plain", "Plain", ZoneInfo("UTC"), days={OUTING.day: OUTING})


def read(folder: Path, text: str, calendar: WorkCalendar = PLAIN) -> DaySheet:
    file = folder / "days.csv"
    file.write_text(text, encoding="utf-8")
    return read_file(file, calendar)


def test_dates_and_kinds_are_understood_in_chinese_and_in_english(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "日期,类型,备注\n2026-10-10,上班,补班\n2026年10月1日,休息,国庆节\n2026/12/31,半天,\n"
        "2026-12-24,Half day,Christmas Eve\n2026-12-25,day off,Christmas\n",
    )
    assert [(one.day.day, one.day.kind, one.day.note) for one in found.rows if one.day is not None] == [
        (date(2026, 10, 10), DayKind.WORK, "补班"),
        (date(2026, 10, 1), DayKind.REST, "国庆节"),
        (date(2026, 12, 31), DayKind.HALF, ""),
        (date(2026, 12, 24), DayKind.HALF, "Christmas Eve"),
        (date(2026, 12, 25), DayKind.REST, "Christmas"),
    ]
    assert {day.source for day in found.good.values() if day is not None} == {"days.csv"}


def test_rows_that_cannot_be_taken_are_named_with_what_was_expected(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Date,Kind,Note\n2026-02-30,rest,\n2026-03-02,perhaps,\n,rest,no day\n2026-03-03,rest,\n"
        "2026-03-03,work,\n",
    )
    assert [one.verdict for one in found.rows] == [*[Verdict.BAD] * 3, Verdict.NEW, Verdict.BAD]
    problems = [one.problem for one in found.rows]
    assert "A2" in problems[0]
    assert "2026-02-30" in problems[0]
    assert "B3" in problems[1]
    assert "Working day, Day off, Half day" in problems[1]
    assert "A4" in problems[2]
    assert "Row 5" in problems[4]
    assert list(found.good) == [date(2026, 3, 3)]


def test_a_row_tells_whether_it_is_new_other_or_as_it_stands(tmp_path: Path) -> None:
    calendar = replace(PLAIN, days={OUTING.day: replace(OUTING, note="Works outing")})
    found = read(
        tmp_path,
        "Date,Kind,Note\n2026-11-27,rest,Works outing\n2026-11-28,rest,\n",
        calendar,
    )
    assert [one.verdict for one in found.rows] == [Verdict.SAME, Verdict.NEW]
    assert read(tmp_path, "Date,Kind,Note\n2026-11-27,half,Works outing\n", calendar).count(Verdict.CHANGED)


def test_a_file_without_such_columns_is_told_so(tmp_path: Path) -> None:
    found = read(tmp_path, "Agent,Calls\nAnna,3\n")
    assert "Date" in found.problem
    assert not found.rows


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_leaves_comes_back_as_it_was(tmp_path: Path, suffix: str, language: str) -> None:
    china = usual("Asia/Shanghai")
    calendar = replace(china, days={**china.days, OUTING.day: OUTING})
    from supervisor import words

    file = tmp_path / f"days{suffix}"
    words.use_language(language)
    try:
        written = write(file, calendar, [("About", "a test")], UTC, (2026,))
    finally:
        speak_english()
    found = read_file(file, calendar)

    assert written.rows == len(found.rows) == len([day for day in calendar.days if day.year == 2026])
    assert {one.verdict for one in found.rows} == {Verdict.SAME}
    assert not found.good


def test_a_make_up_day_is_a_working_day() -> None:
    assert kind_of("补班") is kind_of("调休上班") is kind_of(" Working Day ") is DayKind.WORK
    assert kind_of("") is None
