from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from supervisor.meetings.dates import next_days, next_starts
from supervisor.meetings.series import Every, Pattern
from supervisor.workdays.calendar import Day, DayKind, WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFF = [date(2026, 10, day) for day in range(1, 9)]
MAKE_UP = [date(2026, 9, 20), date(2026, 10, 10)]  # a Sunday and a Saturday, worked

CALENDAR = WorkCalendar(
    "centre",
    "Centre",
    SHANGHAI,
    days={day: Day(day, DayKind.REST) for day in OFF} | {day: Day(day, DayKind.WORK) for day in MAKE_UP},
)
WEDNESDAY, SATURDAY, SUNDAY = 2, 5, 6


def days(pattern: Pattern, since: date, count: int = 1) -> list[str]:
    return [f"{day:%m-%d}" for day in next_days(pattern, CALENDAR, since, count)]


def test_a_weekly_meeting_on_a_day_off_comes_on_the_next_working_day() -> None:
    weekly = Pattern(Every.WEEK, WEDNESDAY)

    assert days(weekly, date(2026, 9, 21), 4) == ["09-23", "09-30", "10-09", "10-14"]


def test_a_meeting_may_move_to_the_working_day_before_instead() -> None:
    weekly = Pattern(Every.WEEK, WEDNESDAY, before=True)

    # the 7th of October moves to the 30th of September, on which there is one already
    assert days(weekly, date(2026, 9, 21), 3) == ["09-23", "09-30", "10-14"]


def test_a_make_up_sunday_is_a_working_day() -> None:
    assert days(Pattern(Every.WEEK, SUNDAY), date(2026, 9, 15), 2) == ["09-20", "09-28"]
    assert days(Pattern(Every.WEEK, SATURDAY), date(2026, 10, 10), 2) == ["10-10", "10-19"]


def test_two_meetings_that_move_to_one_day_are_one() -> None:
    # Saturdays and the days off behind them: the 26th and the 3rd
    found = next_days(Pattern(Every.WEEK, SATURDAY), CALENDAR, date(2026, 9, 26), 3)

    assert [f"{day:%m-%d}" for day in found] == ["09-28", "10-09", "10-10"]
    assert len(set(found)) == len(found)


def test_every_two_weeks_counts_from_the_day_on_which_it_began() -> None:
    one = Pattern(Every.TWO_WEEKS, WEDNESDAY, since=date(2026, 11, 2))
    other = Pattern(Every.TWO_WEEKS, WEDNESDAY, since=date(2026, 11, 9))

    assert days(one, date(2026, 11, 1), 3) == ["11-04", "11-18", "12-02"]
    assert days(one, date(2026, 11, 5), 1) == ["11-18"]
    assert days(other, date(2026, 11, 1), 2) == ["11-11", "11-25"]


def test_no_meeting_comes_before_its_series_began() -> None:
    weekly = Pattern(Every.WEEK, WEDNESDAY, since=date(2026, 12, 1))

    assert days(weekly, date(2026, 11, 1), 1) == ["12-02"]


@pytest.mark.parametrize(
    ("nth", "expected"),
    [
        (1, ["11-02", "12-01"]),  # the 1st of November is a Sunday
        (15, ["11-16", "12-15"]),
        (30, ["11-30", "12-30"]),
        (31, ["11-02", "11-30"]),  # Saturday, the 31st of October; the last day of November
    ],
)
def test_a_monthly_meeting_on_a_day_of_the_month(nth: int, expected: list[str]) -> None:
    assert days(Pattern(Every.MONTH_DAY, nth=nth), date(2026, 11, 1), 2) == expected


@pytest.mark.parametrize(
    ("nth", "expected"),
    [(1, ["11-04", "12-02"]), (4, ["11-25", "12-23"]), (5, ["11-25", "12-30"])],  # 5: the last one
)
def test_a_monthly_meeting_on_a_weekday_of_the_month(nth: int, expected: list[str]) -> None:
    assert days(Pattern(Every.MONTH_WEEKDAY, WEDNESDAY, nth), date(2026, 11, 1), 2) == expected


def test_the_day_of_this_month_that_moved_behind_today_is_still_to_come() -> None:
    # the 1st of October is a day off; asked for on the 5th, the meeting of the 9th is the next one
    assert days(Pattern(Every.MONTH_DAY, nth=1), date(2026, 10, 5), 1) == ["10-09"]


def test_by_hand_there_is_no_next_day() -> None:
    assert next_days(Pattern(Every.BY_HAND), CALENDAR, date(2026, 11, 1), 3) == ()


def test_a_meeting_begins_at_its_hour_in_the_zone_of_the_centre() -> None:
    weekly = Pattern(Every.WEEK, WEDNESDAY, at=time(14, 0))
    just_before = datetime(2026, 11, 4, 5, 59, tzinfo=UTC)
    at_its_hour = datetime(2026, 11, 4, 6, 0, tzinfo=UTC)

    assert next_starts(weekly, CALENDAR, just_before) == (at_its_hour,)
    assert next_starts(weekly, CALENDAR, at_its_hour) == (datetime(2026, 11, 11, 6, 0, tzinfo=UTC),)
