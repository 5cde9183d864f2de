"""Cells read in the unit that their column was declared to have."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor import words
from supervisor.imports.grid import Cell, NoValue, clock_text
from supervisor.imports.values import (
    PROBLEMS,
    Order,
    Refused,
    Unit,
    Value,
    expected,
    id_key,
    read,
    reader,
    sentence,
)

LONG = 30 * 3600 + 5 * 60 + 9


def at(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - a sheet has no zone


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize(
    "cell",
    [
        None,
        "",
        "  ",
        "　",
        "—",
        "-",
        "–",
        "--",
        "/",
        "／",
        "N/A",
        "n/a",
        "#N/A",
        "无",
        "null",
        NoValue("#N/A"),
    ],
)
def test_nothing_known_is_none_in_every_unit_and_never_0(unit: Unit, cell: Cell) -> None:
    assert read(cell, unit) is None


@pytest.mark.parametrize(
    ("cell", "unit", "value"),
    [
        ("１，２３４", Unit.COUNT, 1234),
        ("1,234,567", Unit.COUNT, 1_234_567),
        ("1 234", Unit.COUNT, 1234),
        (1234.0, Unit.COUNT, 1234),
        (12.0000000001, Unit.COUNT, 12),
        ("12次", Unit.COUNT, 12),
        ("1.2万", Unit.COUNT, 12_000),
        ("1.5亿", Unit.COUNT, 150_000_000),
        ("0", Unit.COUNT, 0),
        ('="12"', Unit.COUNT, 12),
        ("-1,234.5", Unit.NUMBER, -1234.5),
        ("−7", Unit.NUMBER, -7.0),
        ("(7)", Unit.NUMBER, -7.0),
        ("1.2e3", Unit.NUMBER, 1200.0),
        ("95.3%", Unit.PERCENT, 0.953),
        ("９５．３％", Unit.PERCENT, 0.953),
        ("95.3", Unit.PERCENT, 0.953),
        (95.3, Unit.PERCENT, 0.953),
        ("95.3%", Unit.SHARE, 0.953),
        (0.953, Unit.SHARE, 0.953),
        ("0.953", Unit.SHARE, 0.953),
        (1, Unit.SHARE, 1.0),
        ("953‰", Unit.SHARE, 0.953),
        (timedelta(seconds=LONG), Unit.SECONDS, LONG),
        (timedelta(seconds=LONG), Unit.MM_SS, LONG),
        (time(0, 4, 7), Unit.MINUTES, 247),
        (at(1900, 1, 1, 6, 5, 9), Unit.SECONDS, LONG),
        (at(1904, 1, 2, 6, 5, 9), Unit.SECONDS, LONG),
        (at(1899, 12, 31, 6, 5, 9), Unit.SECONDS, LONG - 86_400),
        (at(1900, 3, 1, 0, 0, 0), Unit.SECONDS, 61 * 86_400),
        (date(1900, 1, 1), Unit.H_MM_SS, 86_400),
        ("1900-01-01 06:05:09", Unit.SECONDS, LONG),
        ("30:05:09", Unit.SECONDS, LONG),
        ("３０：０５：０９", Unit.MM_SS, LONG),
        ("1.06:05:09", Unit.SECONDS, LONG),
        ("1 day, 6:05:09", Unit.SECONDS, LONG),
        ("1天 06:05:09", Unit.SECONDS, LONG),
        ("30小时5分9秒", Unit.SECONDS, LONG),
        ("PT30H5M9S", Unit.HOURS, LONG),
        ("1d 6h 5m 9s", Unit.DAYS, LONG),
        ("06:05:09 AM", Unit.SECONDS, LONG - 86_400),
        ("4:07", Unit.MM_SS, 247),
        ("4:07", Unit.SECONDS, 247),
        ("4:07", Unit.MINUTES, 247),
        ("90:00", Unit.MM_SS, 5400),
        ("4:07", Unit.H_MM_SS, 14_820),
        ("4:07", Unit.HOURS, 14_820),
        ("4:07", Unit.DAYS, 14_820),
        ("247", Unit.SECONDS, 247),
        (247.0, Unit.SECONDS, 247),
        ("1,234.5", Unit.SECONDS, 1234.5),
        (1.5, Unit.MINUTES, 90),
        (1.5, Unit.HOURS, 5400),
        (LONG / 86_400, Unit.DAYS, LONG),
        (0, Unit.MM_SS, 0),
        ("0", Unit.H_MM_SS, 0),
        ("0:00:01.5", Unit.SECONDS, 1.5),
        (date(2026, 3, 1), Unit.DATE, date(2026, 3, 1)),
        (at(2026, 3, 1, 12, 5), Unit.DATE, date(2026, 3, 1)),
        ("2026-3-1", Unit.DATE, date(2026, 3, 1)),
        ("2026/03/01", Unit.DATE, date(2026, 3, 1)),
        ("2026.3.1", Unit.DATE, date(2026, 3, 1)),
        ("2026年3月1日", Unit.DATE, date(2026, 3, 1)),
        ("２０２６年３月１日", Unit.DATE, date(2026, 3, 1)),
        ("2026-03-01 星期日", Unit.DATE, date(2026, 3, 1)),
        ("2026-03-01 12:05", Unit.DATE, date(2026, 3, 1)),
        ("20260301", Unit.DATE, date(2026, 3, 1)),
        (20260301.0, Unit.DATE, date(2026, 3, 1)),
        ("13/4/2026", Unit.DATE, date(2026, 4, 13)),
        ("4/13/2026", Unit.DATE, date(2026, 4, 13)),
        ("4/4/2026", Unit.DATE, date(2026, 4, 4)),
        ("1 Mar 2026", Unit.DATE, date(2026, 3, 1)),
        ("March 1, 2026", Unit.DATE, date(2026, 3, 1)),
        ("2026-03", Unit.MONTH, date(2026, 3, 1)),
        ("2026/3", Unit.MONTH, date(2026, 3, 1)),
        ("2026年3月", Unit.MONTH, date(2026, 3, 1)),
        ("2026年03月份", Unit.MONTH, date(2026, 3, 1)),
        ("202603", Unit.MONTH, date(2026, 3, 1)),
        (202603.0, Unit.MONTH, date(2026, 3, 1)),
        (date(2026, 3, 9), Unit.MONTH, date(2026, 3, 1)),
        ("9:05", Unit.TIME, time(9, 5)),
        ("09:05:30", Unit.TIME, time(9, 5, 30)),
        ("9:05 PM", Unit.TIME, time(21, 5)),
        ("下午3:05", Unit.TIME, time(15, 5)),
        ("9点30分", Unit.TIME, time(9, 30)),
        ("09:00-09:30", Unit.TIME, time(9)),
        (0.5, Unit.TIME, time(12)),
        (time(9, 5), Unit.TIME, time(9, 5)),
        ("2026-03-01 14:30", Unit.MOMENT, at(2026, 3, 1, 14, 30)),
        ("2026/3/1 14:30:15", Unit.MOMENT, at(2026, 3, 1, 14, 30, 15)),
        ("2026年3月1日 14时30分", Unit.MOMENT, at(2026, 3, 1, 14, 30)),
        ("20260301143015", Unit.MOMENT, at(2026, 3, 1, 14, 30, 15)),
        (date(2026, 3, 1), Unit.MOMENT, at(2026, 3, 1)),
        ("2026-03-01T14:30:15Z", Unit.MOMENT, datetime(2026, 3, 1, 14, 30, 15, tzinfo=UTC)),
        (
            "2026-03-01T14:30:15+0800",
            Unit.MOMENT,
            datetime(2026, 3, 1, 14, 30, 15, tzinfo=timezone(timedelta(hours=8))),
        ),
        ("００１２", Unit.ID, "0012"),
        (12.0, Unit.ID, "12"),
        ('="0012"', Unit.ID, "0012"),
        ("'0012", Unit.ID, "0012"),
        ("0012\t", Unit.ID, "0012"),
        ("NA", Unit.ID, "NA"),
        ("  王　五 ", Unit.ID, "王 五"),
        ("  两行\r\n字，全角　不变 ", Unit.TEXT, "两行\n字，全角　不变"),
        (12.0, Unit.TEXT, "12"),
        ("None", Unit.TEXT, "None"),
    ],
)
def test_a_cell_says_its_value(cell: Cell, unit: Unit, value: Value) -> None:
    found = read(cell, unit)
    assert found == value
    assert type(found) is (int if unit == Unit.COUNT else type(found))


@pytest.mark.parametrize(
    ("cell", "unit", "problem"),
    [
        ("4:7x", Unit.MM_SS, "not_understood"),
        ("4:75", Unit.MM_SS, "no_such_time"),
        ("1:75:00", Unit.SECONDS, "no_such_time"),
        ("247", Unit.MM_SS, "bare_number"),
        (247.0, Unit.H_MM_SS, "bare_number"),
        ("-5", Unit.SECONDS, "negative"),
        (timedelta(seconds=-5), Unit.SECONDS, "negative"),
        (date(2026, 3, 1), Unit.SECONDS, "not_understood"),
        (True, Unit.SECONDS, "not_understood"),
        ("5%", Unit.SECONDS, "not_understood"),
        (12.5, Unit.COUNT, "not_whole"),
        (-3.0, Unit.COUNT, "negative"),
        ("(5)", Unit.COUNT, "negative"),
        ("1,2345", Unit.COUNT, "not_understood"),
        ("1,5", Unit.NUMBER, "not_understood"),
        ("12 3", Unit.COUNT, "not_understood"),
        (True, Unit.COUNT, "not_understood"),
        (date(2026, 3, 1), Unit.COUNT, "not_understood"),
        ("5%", Unit.COUNT, "not_understood"),
        (1e20, Unit.COUNT, "too_large"),
        ("1e999", Unit.NUMBER, "too_large"),
        (float("nan"), Unit.NUMBER, "not_understood"),
        (95.3, Unit.SHARE, "above_one"),
        ("120%", Unit.PERCENT, "above_one"),
        (-0.1, Unit.SHARE, "negative"),
        ("3/4/2026", Unit.DATE, "day_or_month"),
        ("3/4/2026 14:30", Unit.MOMENT, "day_or_month"),
        ("2024-02-30", Unit.DATE, "no_such_date"),
        ("2026-13-01", Unit.DATE, "no_such_date"),
        ("31/31/2026", Unit.DATE, "no_such_date"),
        ("20260231", Unit.DATE, "no_such_date"),
        ("2026-13", Unit.MONTH, "no_such_date"),
        ("1月底", Unit.DATE, "not_understood"),
        ("26-3-1", Unit.DATE, "not_understood"),
        (46082.0, Unit.DATE, "bare_number"),
        (date(1900, 1, 1), Unit.DATE, "not_understood"),
        ("25:00", Unit.TIME, "no_such_time"),
        (36.0, Unit.TIME, "bare_number"),
        ("2026-03-01", Unit.MOMENT, "not_understood"),
        (1e16, Unit.ID, "too_large"),
        (12.5, Unit.ID, "not_understood"),
        (NoValue("=A1+1"), Unit.COUNT, "formula"),
        (NoValue("#DIV/0!"), Unit.TEXT, "error"),
    ],
)
def test_a_cell_that_does_not_say_it_is_refused(cell: Cell, unit: Unit, problem: str) -> None:
    found = read(cell, unit)
    assert isinstance(found, Refused)
    assert (found.problem, found.unit) == (problem, unit)
    assert found.problem in PROBLEMS


@pytest.mark.parametrize(
    ("order", "found"),
    [(Order.DAY_FIRST, date(2026, 4, 3)), (Order.MONTH_FIRST, date(2026, 3, 4))],
)
def test_the_declared_order_decides_which_number_is_the_month(order: Order, found: date) -> None:
    assert read("3/4/2026", Unit.DATE, order) == found


def test_a_date_against_the_declared_order_is_refused_not_turned_round() -> None:
    refused = read("13/4/2026", Unit.DATE, Order.MONTH_FIRST)
    assert isinstance(refused, Refused)
    assert refused.problem == "no_such_date"


def test_ids_without_their_leading_zeros_are_still_the_same() -> None:
    assert id_key("0012") == id_key("12") == id_key("００１２")
    assert id_key("A012") != id_key("A12")
    assert id_key("000") == id_key("0") == "0"
    assert id_key("ann") == id_key("ANN")


@given(st.integers(0, 400 * 3600))
def test_any_duration_reads_back_in_every_form(seconds: int) -> None:
    minutes, s = divmod(seconds, 60)
    hours, m = divmod(minutes, 60)
    days, h = divmod(hours, 24)
    for unit in (Unit.SECONDS, Unit.MINUTES, Unit.HOURS, Unit.DAYS, Unit.H_MM_SS, Unit.MM_SS):
        assert read(clock_text(seconds), unit) == seconds
        assert read(f"{days}.{h:02}:{m:02}:{s:02}", unit) == seconds
        assert read(f"{hours}小时{m}分{s}秒", unit) == seconds
        assert read(timedelta(seconds=seconds), unit) == seconds
    assert read(f"{minutes}:{s:02}", Unit.MM_SS) == seconds
    assert read(f"{hours}:{m:02}", Unit.H_MM_SS) == seconds - s
    assert read(seconds, Unit.SECONDS) == seconds
    assert read(seconds / 60, Unit.MINUTES) == seconds
    assert read(seconds / 3600, Unit.HOURS) == seconds
    assert read(seconds / 86_400, Unit.DAYS) == seconds


@given(st.dates(date(1950, 1, 1), date(2100, 12, 30)))
def test_any_date_reads_back_in_every_form(day: date) -> None:
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%d %b %Y", "%B %d, %Y"):
        text = day.strftime(form)
        if form != "%Y%m%d" or day.year < 2100:
            assert read(text, Unit.DATE) == day
    assert read(day.strftime("%d/%m/%Y"), Unit.DATE, Order.DAY_FIRST) == day
    assert read(day.strftime("%m/%d/%Y"), Unit.DATE, Order.MONTH_FIRST) == day
    for order in Order:
        found = read(day.strftime("%d/%m/%Y"), Unit.DATE, order)
        assert isinstance(found, Refused) or order == Order.MONTH_FIRST or found == day


@given(st.integers(0, 10**12))
def test_any_count_reads_back_in_every_form(count: int) -> None:
    full = str(count).translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    for text in (str(count), f"{count:,}", f"{count}.0", full, f"{count} 次"):
        assert read(text, Unit.COUNT) == count
    assert read(float(count), Unit.COUNT) == count


@given(st.text(max_size=30) | st.floats() | st.integers() | st.datetimes() | st.timedeltas() | st.booleans())
def test_no_cell_ever_breaks_a_reader(cell: Cell) -> None:
    for unit in Unit:
        found = reader(unit)(cell)
        assert not isinstance(found, bool)
        if isinstance(found, Refused):
            assert found.problem in PROBLEMS


def test_every_problem_has_its_own_sentence_with_place_and_value() -> None:
    words.use_language("en")
    said = {sentence(Refused(problem, "4:7x", Unit.MM_SS), "C14") for problem in PROBLEMS}
    assert len(said) == len(PROBLEMS)
    assert all("C14" in text and "4:7x" in text for text in said)
    assert sentence(Refused("not_understood", "4:7x", Unit.MM_SS), "C14") == (
        "C14: “4:7x” is not understood, expected minutes:seconds."
    )
    assert len({expected(unit) for unit in Unit}) == len(Unit)
