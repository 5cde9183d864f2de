"""A file has a name that every system takes, and takes no other file's place."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.reports.naming import LONGEST, PLACES, USUAL, file_name, free, unknown_places, values
from supervisor.reports.order import Order

NOW = datetime(2026, 11, 22, 14, 3)  # noqa: DTZ001
FILLED = values(Order("review", month=date(2026, 10, 1)), title="月度运营分析", centre="演示中心", now=NOW)


def test_places_are_filled() -> None:
    assert file_name(USUAL, FILLED) == "月度运营分析 2026-10.xlsx"
    assert (
        file_name("{centre} {report} {today} {time}", FILLED) == "演示中心 月度运营分析 2026-11-22 14.03.xlsx"
    )


def test_every_place_has_a_value() -> None:
    assert set(FILLED) == set(PLACES)


def test_what_is_no_place_is_named_and_stays() -> None:
    assert unknown_places("{report} {mont}") == ("mont",)
    assert file_name("{report} {mont}", FILLED) == "月度运营分析 {mont}.xlsx"


@pytest.mark.parametrize("pattern", ["", "...", "{until}", "CON", "nul.txt", "  "])
def test_a_pattern_that_comes_to_no_name_falls_back_on_the_reports(pattern: str) -> None:
    assert file_name(pattern, FILLED).startswith("月度运营分析")


@given(st.text(max_size=300), st.text(max_size=80))
def test_no_name_is_refused_by_a_system(pattern: str, centre: str) -> None:
    name = file_name(pattern, {**FILLED, "centre": centre})
    assert not set(name) & set('\\/:*?"<>|\n\t\0')
    assert len(name) <= LONGEST
    assert name.endswith(".xlsx")
    assert name.strip(" .") == name
    assert not name.startswith(".xlsx")


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    taken = tmp_path / "a.xlsx"
    assert free(taken) == taken
    taken.touch()
    (tmp_path / "a (2).xlsx").touch()
    assert free(taken) == tmp_path / "a (3).xlsx"
