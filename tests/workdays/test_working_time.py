"""Working time against a naive count, and the laws that its arithmetic keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.workdays.calendar import USUAL_WEEK, Day, DayKind, Span, WorkCalendar, week_problem
from supervisor.workdays.working_time import (
    after_days,
    after_s,
    close_of,
    is_open,
    spans_of,
    working_days,
    working_s,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York")
PLAIN = WorkCalendar("plain", "Plain", SHANGHAI)
MINUTE = timedelta(minutes=1)


def here(text: str, zone: str = "Asia/Shanghai") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def told(*days: tuple[str, DayKind]) -> dict[date, Day]:
    return {date.fromisoformat(day): Day(date.fromisoformat(day), kind) for day, kind in days}


def with_days(*days: tuple[str, DayKind], week: tuple[tuple[Span, ...], ...] = USUAL_WEEK) -> WorkCalendar:
    return WorkCalendar("told", "Told", SHANGHAI, week, told(*days))


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """Opening hours of a day; never within the hours at which clocks are changed, but sometimes through."""
    marks = sorted(draw(st.sets(st.integers(4 * 4, 24 * 4), min_size=2, max_size=4)))
    if draw(st.booleans()):
        marks[0] = 0
    pairs = [(marks[at], marks[at + 1]) for at in range(0, len(marks) - 1, 2)]
    return tuple((_clock(since), _clock(until)) for since, until in pairs)


def _clock(quarter: int) -> time:
    return time(quarter // 4 % 24, quarter % 4 * 15)


@st.composite
def random_calendars(draw: st.DrawFn) -> WorkCalendar:
    hours = draw(spans())
    week = (*(draw(st.sampled_from([hours, hours, ()])) for _day in range(6)), hours)
    around = date(2026, draw(st.sampled_from([3, 10, 11])), 8)
    days = draw(
        st.dictionaries(
            st.integers(-20, 30).map(lambda by: around + timedelta(days=by)), st.sampled_from(DayKind)
        )
    )
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    return WorkCalendar("random", "Random", zone, week, {day: Day(day, kind) for day, kind in days.items()})


instants = st.integers(0, 300 * 24 * 60).map(lambda m: datetime(2026, 2, 20, tzinfo=UTC) + m * MINUTE)


def naive_minutes(calendar: WorkCalendar, since: datetime, until: datetime) -> int:
    """Minutes whose beginning the clock on the wall shows within opening hours, looked at one by one."""
    count = 0
    at = since
    while at < until:
        wall = at.astimezone(calendar.zone)
        minute = wall.hour * 60 + wall.minute
        for start, end in calendar.hours(wall.date()):
            last = end.hour * 60 + end.minute or 1440
            count += start.hour * 60 + start.minute <= minute < last
        at += MINUTE
    return count


@settings(max_examples=40, deadline=None)
@given(random_calendars(), instants, st.integers(0, 12 * 24 * 60))
def test_a_count_minute_by_minute_comes_to_the_same(
    calendar: WorkCalendar, since: datetime, minutes: int
) -> None:
    until = since + minutes * MINUTE
    assert working_s(calendar, since, until) == 60 * naive_minutes(calendar, since, until)


@settings(max_examples=60, deadline=None)
@given(random_calendars(), st.lists(instants, min_size=3, max_size=3).map(sorted))
def test_working_time_adds_up_over_adjacent_stretches(calendar: WorkCalendar, three: list[datetime]) -> None:
    first, middle, last = three
    parts = working_s(calendar, first, middle) + working_s(calendar, middle, last)
    assert parts == pytest.approx(working_s(calendar, first, last), abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(random_calendars(), instants, st.integers(1, 20 * 86_400_000))
def test_what_has_passed_after_so_much_working_time_is_so_much(
    calendar: WorkCalendar, since: datetime, thousandths: int
) -> None:
    reached = after_s(calendar, since, thousandths / 1000)
    assert working_s(calendar, since, reached) == pytest.approx(thousandths / 1000, abs=1e-6)
    before = working_s(calendar, since, reached - timedelta(milliseconds=1))
    assert before < thousandths / 1000  # it is the first such instant


@settings(max_examples=60, deadline=None)
@given(random_calendars(), instants, instants, st.integers(-5, 15), st.integers(0, 5))
def test_a_limit_in_days_never_comes_earlier_for_a_later_start_or_for_more_days(
    calendar: WorkCalendar, one: datetime, other: datetime, days: int, more: int
) -> None:
    since, later = sorted((one, other))
    assert after_days(calendar, since, days) <= after_days(calendar, later, days)
    assert after_days(calendar, since, days) <= after_days(calendar, since, days + more)


@settings(max_examples=60, deadline=None)
@given(random_calendars(), instants, st.integers(1, 40))
def test_so_many_working_days_lie_up_to_a_limit_in_days(
    calendar: WorkCalendar, since: datetime, days: int
) -> None:
    start = since.astimezone(calendar.zone).date()
    limit = after_days(calendar, since, days) - timedelta(microseconds=1)  # midnight closes the day before
    reached = limit.astimezone(calendar.zone).date()
    assert working_days(calendar, start, reached) == days
    assert working_days(calendar, reached, start) == -days


@settings(max_examples=60, deadline=None)
@given(random_calendars(), instants)
def test_it_is_open_exactly_within_the_spans_of_the_day(calendar: WorkCalendar, at: datetime) -> None:
    today = at.astimezone(calendar.zone).date()
    within = any(since <= at < until for since, until in spans_of(calendar, today))
    assert is_open(calendar, at) == within


def test_a_limit_in_days_ends_when_the_last_day_closes_and_skips_days_off() -> None:
    friday = here("2026-11-20T20:00")
    assert after_days(PLAIN, friday, 1) == here("2026-11-23T18:00")
    assert after_days(PLAIN, friday, 0) == here("2026-11-20T18:00")
    assert after_days(PLAIN, here("2026-11-21T10:00"), 0) == here("2026-11-23T18:00")
    assert after_days(PLAIN, friday, -1) == here("2026-11-19T18:00")


def test_a_limit_in_hours_counts_opening_hours_without_the_break() -> None:
    assert after_s(PLAIN, here("2026-11-20T11:30"), 3600) == here("2026-11-20T13:30")
    assert after_s(PLAIN, here("2026-11-20T17:30"), 3600) == here("2026-11-23T09:30")
    assert after_s(PLAIN, here("2026-11-20T11:00"), 3600) == here("2026-11-20T12:00")  # not after the break


def test_no_working_time_to_pass_is_over_at_once_even_on_a_day_off() -> None:
    sunday = here("2026-11-22T10:00")
    assert after_s(PLAIN, sunday, 0) == sunday
    assert working_s(PLAIN, sunday, sunday - timedelta(days=30)) == 0


def test_a_make_up_day_is_worked_as_a_monday_is() -> None:
    calendar = with_days(("2026-11-21", DayKind.WORK))
    spans = spans_of(calendar, date(2026, 11, 21))
    assert [each for span in spans for each in span] == [
        here(f"2026-11-21T{at}") for at in ("09:00", "12:00", "13:00", "18:00")
    ]


def test_a_half_day_ends_at_the_break_and_without_one_in_the_middle() -> None:
    calendar = with_days(("2026-11-20", DayKind.HALF))
    assert close_of(calendar, date(2026, 11, 20)) == here("2026-11-20T12:00")
    whole: tuple[tuple[Span, ...], ...] = (((time(8), time(17)),),) * 7
    calendar = with_days(("2026-11-20", DayKind.HALF), week=whole)
    assert close_of(calendar, date(2026, 11, 20)) == here("2026-11-20T12:30")


def test_a_day_off_closes_with_the_next_working_day() -> None:
    assert close_of(PLAIN, date(2026, 11, 21)) == here("2026-11-23T18:00")


def test_round_the_clock_a_day_has_as_many_hours_as_the_clocks_give_it() -> None:
    zone = ZoneInfo("Europe/Berlin")
    always = WorkCalendar("always", "Always", zone, (((time(0), time(0)),),) * 7)

    def hours(day: str) -> float:
        since = here(f"{day}T00:00", "Europe/Berlin")
        return working_s(always, since, since + timedelta(days=1)) / 3600  # the same wall clock a day on

    assert [hours(day) for day in ("2026-03-28", "2026-03-29", "2026-10-25")] == [24, 23, 25]


def test_opening_hours_stay_where_the_clock_on_the_wall_shows_them() -> None:
    calendar = WorkCalendar("berlin", "Berlin", ZoneInfo("Europe/Berlin"))
    winter, summer = (spans_of(calendar, date(2026, 3, day))[0][0] for day in (27, 30))
    assert (winter.hour, summer.hour) == (8, 7)


def test_a_calendar_on_which_nothing_ever_opens_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="opening hours"):
        WorkCalendar("shut", "Shut", SHANGHAI, ((),) * 7)


def test_opening_hours_that_overlap_or_run_backwards_are_named_as_wrong() -> None:
    def week(*spans: Span) -> str:
        return week_problem((spans, *((),) * 6))

    assert not week((time(9), time(12)), (time(13), time(0)))
    assert week((time(9), time(12)), (time(11), time(18)))
    assert week((time(12), time(9)))


def test_calendars_that_differ_in_a_day_alone_do_not_share_what_was_laid_out() -> None:
    since, until = here("2026-11-20T00:00"), here("2026-11-21T00:00")
    assert working_s(with_days(), since, until) == 8 * 3600
    assert working_s(with_days(("2026-11-20", DayKind.REST)), since, until) == 0
