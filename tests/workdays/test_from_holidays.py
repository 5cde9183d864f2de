"""The usual calendar against another package, day by day; what a newer arrangement proposes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest

from supervisor.workdays.calendar import Day, DayKind, WorkCalendar, working_days_of
from supervisor.workdays.from_holidays import content, country_of, name_of, refresh
from supervisor.workdays.store import usual

CHINA = usual("Asia/Shanghai")


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=at) for at in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize(("year", "worked"), [(2024, 251), (2025, 248), (2026, 248)])
def test_china_works_on_the_days_that_another_package_knows(year: int, worked: int) -> None:
    for day in days_of(year):
        assert CHINA.is_working(day) == chinese_calendar.is_workday(day), day
    assert working_days_of(CHINA, year) == (worked, 0)
    assert year not in CHINA.provisional


@pytest.mark.parametrize("year", range(2020, 2024))
def test_china_worked_in_years_gone_by_as_another_package_knows(year: int) -> None:
    assert [day for day in days_of(year) if CHINA.is_working(day) != chinese_calendar.is_workday(day)] == []


def test_the_make_up_days_of_2026_are_worked() -> None:
    made_up = [day for day in days_of(2026) if day.weekday() > 4 and CHINA.is_working(day)]
    assert made_up == [
        date(2026, month, day) for month, day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))
    ]


def test_a_year_whose_arrangement_is_not_published_is_provisional() -> None:
    assert CHINA.is_provisional(date(2027, 10, 1))
    assert CHINA.is_provisional(date(2040, 10, 1))  # of which nothing is known at all
    assert not CHINA.is_provisional(date(2026, 10, 1))


def test_days_are_named_in_both_languages() -> None:
    day = CHINA.days[date(2026, 10, 1)]
    assert (name_of(day, "zh_CN"), name_of(day, "en")) == ("国庆节", "National Day")
    assert name_of(replace(day, source="hand", note="this / that"), "en") == "this / that"


def test_another_country_has_its_own_holidays_and_no_provisional_years() -> None:
    germany = usual("Europe/Berlin")
    assert germany.country == "DE"
    assert not germany.is_working(date(2026, 10, 3))
    assert not germany.is_working(date(2026, 12, 25))
    assert not germany.provisional


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Asia/Shanghai", "CN"), ("PRC", "CN"), ("America/New_York", "US"), ("UTC", ""), ("Etc/GMT+3", "")],
)
def test_a_zone_tells_its_country_where_it_lies_in_one(zone: str, country: str) -> None:
    assert country_of(zone) == country


def test_without_a_country_only_weekends_are_off() -> None:
    plain = usual("UTC")
    assert (plain.country, dict(plain.days)) == ("", {})
    assert content("XX").days == {}


def test_a_calendar_as_it_came_has_nothing_proposed() -> None:
    assert refresh(CHINA, (2026, 2027)) == ([], frozenset({2027}))


def test_what_an_older_package_did_not_know_is_proposed_and_what_somebody_entered_is_marked() -> None:
    make_up, guessed, own, moved = (
        date(2026, 10, 10),
        date(2026, 10, 8),
        date(2026, 11, 20),
        date(2026, 10, 7),
    )
    days = dict(CHINA.days)
    del days[make_up]
    days[guessed] = Day(guessed, DayKind.REST, "holidays 0.90", "国庆节 / National Day")
    days[own] = Day(own, DayKind.REST, "hand", "Works outing")
    days[moved] = Day(moved, DayKind.WORK, "hand", "Stocktaking")

    found, _provisional = refresh(replace(CHINA, days=days), (2026,))

    assert [(one.day, one.by_hand) for one in found] == [(moved, True), (guessed, False), (make_up, False)]
    assert found[1].new is None
    assert found[2].old is None
    assert found[2].new is not None
    assert found[2].new.kind is DayKind.WORK
    assert own not in {one.day for one in found}  # a day of the house is nobody else's business


def test_a_calendar_without_a_country_is_told_nothing() -> None:
    plain = WorkCalendar("plain", "Plain", ZoneInfo("UTC"))
    assert refresh(plain, (2026,)) == ([], frozenset())
