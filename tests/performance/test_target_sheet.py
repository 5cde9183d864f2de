"""Targets in a workbook: what goes out comes back, and each row of a file says what it would change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor import words
from supervisor.imports.columns import Verdict
from supervisor.imports.grid import grid_of
from supervisor.imports.values import Refused
from supervisor.performance.amount import taken, typed
from supervisor.performance.kpi import BY_ID, KPIS, Direction
from supervisor.performance.target import Cell, Glide, Origin, Proration, Target, TargetRow
from supervisor.performance.target_sheet import (
    TITLES,
    Known,
    TargetSheet,
    last_month,
    month_after,
    read_file,
    read_grid,
    write,
)
from supervisor.words import everywhere

ZONE = ZoneInfo("Asia/Shanghai")
KNOWN = Known({"s1": "Billing", "s2": "Fault"}, {"New": "New", "Tenured": "Tenured"}, {"新人": "New"})
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
CSAT = TargetRow(Cell("csat"), Target(low=0.88, margin=0.01))
AHT = TargetRow(
    Cell("aht", "s1", "New", "voice", MARCH),
    Target(
        high=600,
        direction=Direction.LOWER,
        glide=Glide(900, 3),
        proration=Proration.WHOLE,
        origin=Origin.CONTRACT,
        note="=1+1",
        approved_by="Li Na",
        approved_on=date(2026, 2, 27),
    ),
    APRIL,
)
HEAD = ("KPI", "Skill group", "At least", "At most", "First month")


def sheet(*rows: tuple[object, ...], stand: tuple[TargetRow, ...] = ()) -> TargetSheet:
    return read_grid(grid_of([HEAD, *rows]), KNOWN, stand)  # type: ignore[list-item]


@pytest.mark.parametrize("name", ["targets.xlsx", "targets.csv"])
def test_what_goes_out_comes_back(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert write(path, [CSAT, AHT], KNOWN, [], ZONE).rows == 2
    back = read_file(path, KNOWN, [])
    assert [one.problem for one in back.rows] == ["", ""]
    assert back.good == (CSAT, AHT) if name.endswith("xlsx") else len(back.good) == 2
    assert back.unread == ()


def test_a_file_read_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "targets.xlsx"
    write(path, [CSAT, AHT], KNOWN, [], ZONE)
    back = read_file(path, KNOWN, [replace(CSAT, version=3), replace(AHT, version=1)])
    assert [one.verdict for one in back.rows] == [Verdict.SAME, Verdict.SAME]
    assert back.good == ()


def test_a_changed_row_says_what_it_was_and_what_it_will_be() -> None:
    (one,) = sheet(("Satisfaction", None, 0.9), stand=(CSAT,)).rows
    assert one.verdict is Verdict.CHANGED
    assert [(each.title, each.old, each.new) for each in one.differences] == [
        ("At least", "88.0 %", "90.0 %"),
        ("Margin", "1.0 %", ""),
    ]


def test_rows_that_a_file_lacks_stay_as_they_are() -> None:
    assert sheet(("csat", "Billing", 0.9), stand=(CSAT,)).count(Verdict.NEW) == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("Happiness", None, 0.9), "A2: “Happiness” is no KPI that there is."),
        (("Satisfaction", "Sales", 0.9), "B2: “Sales” is no skill group that there is."),
        (("Satisfaction", None, None, 0.9), "Say what is the least that is aimed at."),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(row: tuple[object, ...], said: str) -> None:
    (one,) = sheet(row).rows
    assert one.verdict is Verdict.BAD
    assert one.problem == said


def test_a_share_of_88_is_refused_and_88_percent_is_taken() -> None:
    bad, good = sheet(("Satisfaction", None, 88), ("Satisfaction", "Fault", "88%")).rows
    assert bad.verdict is Verdict.BAD
    assert "C2" in bad.problem
    assert good.row is not None
    assert good.row.target.low == 0.88


def test_a_target_that_stands_twice_in_a_file_is_taken_once() -> None:
    first, second = sheet(("Satisfaction", None, 0.8), ("csat", "all", 0.9)).rows
    assert first.verdict is Verdict.NEW
    assert second.verdict is Verdict.BAD
    assert "Row 2" in second.problem


def test_a_file_without_targets_says_so() -> None:
    assert read_grid(grid_of([("Name", "Team"), ("Anna", "Red")]), KNOWN, []).problem


def test_columns_that_are_not_ours_are_told() -> None:
    read = read_grid(grid_of([(*HEAD[:3], "Colour"), ("csat", None, 0.9, "red")]), KNOWN, [])
    assert read.unread == ("Colour",)
    assert read.count(Verdict.NEW) == 1


def test_every_title_is_understood_in_every_language() -> None:
    said = [word for title in TITLES for word in everywhere(title)]
    assert len(said) == len(set(said))


def test_a_target_that_ends_before_april_holds_in_march_at_last() -> None:
    assert last_month(APRIL) == MARCH
    assert month_after(MARCH) == APRIL
    assert last_month(None) is month_after(None) is None
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)


@given(st.sampled_from(KPIS), st.integers(0, 10_000))
def test_what_is_typed_is_what_is_meant(kpi: object, thousandths: int) -> None:
    one = BY_ID[kpi.id]  # type: ignore[attr-defined]
    value = thousandths / 10_000
    back = taken(one, typed(one, value), percent=True)
    assert not isinstance(back, Refused)
    assert back == pytest.approx(value, abs=0.0006)  # times are kept in milliseconds


def test_every_kpi_has_a_name_of_its_own_in_every_language() -> None:
    said = [word for kpi in KPIS for word in everywhere(kpi.label)]
    assert len(said) == len(set(said))


def test_a_workbook_that_was_written_in_chinese_is_read_in_english(tmp_path: Path) -> None:
    path = tmp_path / "目标.xlsx"
    words.use_language("zh_CN")
    write(path, [CSAT, AHT], KNOWN, [], ZONE)
    words.use_language("en")
    assert read_file(path, KNOWN, []).good == (CSAT, AHT)
