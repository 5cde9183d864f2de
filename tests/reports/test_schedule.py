"""A schedule is due when it says, of the days that are whole by then."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from supervisor.clock import BusinessDays
from supervisor.reports.order import Order
from supervisor.reports.schedule import Every, Schedule, due_times, order_at, rhythm

SHANGHAI = BusinessDays(ZoneInfo("Asia/Shanghai"), time(4))
BERLIN = BusinessDays(ZoneInfo("Europe/Berlin"))
SWITCHED_ON = datetime(2026, 10, 1, tzinfo=UTC)


def schedule(report: str = "day", every: Every = Every.DAY, **more: object) -> Schedule:
    return Schedule(
        "s",
        "every so often",
        Order(report),
        every,
        "/reports",
        SWITCHED_ON,
        **more,  # type: ignore[arg-type]
    )


def local(days: BusinessDays, times: tuple[datetime, ...]) -> list[str]:
    return [f"{days.local(at):%m-%d %H:%M}" for at in times]


def test_it_is_due_once_a_day_at_its_time_on_the_centres_clock() -> None:
    times = due_times(
        schedule(), datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC), SHANGHAI
    )
    assert local(SHANGHAI, times) == ["11-21 06:00", "11-22 06:00"]


def test_nothing_is_due_before_it_was_switched_on() -> None:
    anew = msgspec.structs.replace(schedule(), since=datetime(2026, 11, 21, 12, tzinfo=UTC))
    times = due_times(
        anew, datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 22, 12, tzinfo=UTC), SHANGHAI
    )
    assert local(SHANGHAI, times) == ["11-22 06:00"]


def test_a_schedule_that_is_off_is_never_due() -> None:
    off = schedule(on=False)
    assert due_times(off, SWITCHED_ON, datetime(2027, 1, 1, tzinfo=UTC), SHANGHAI) == ()


def test_a_week_and_a_month_have_their_day() -> None:
    year = SWITCHED_ON, datetime(2027, 1, 1, tzinfo=UTC)
    weekly = due_times(schedule(every=Every.WEEK, weekday=4, at=time(18)), *year, SHANGHAI)
    monthly = due_times(schedule(every=Every.MONTH, day=6), *year, SHANGHAI)
    assert {SHANGHAI.local(at).weekday() for at in weekly} == {4}
    assert len(weekly) == 13
    assert local(SHANGHAI, monthly) == ["10-06 06:00", "11-06 06:00", "12-06 06:00"]


def test_a_day_of_rest_becomes_the_next_working_day_and_two_become_one() -> None:
    weekends = lambda day: day.weekday() < 5  # noqa: E731
    monthly = schedule(every=Every.MONTH, day=7, working=True)
    daily = schedule(working=True)
    since, until = datetime(2026, 11, 5, 23, tzinfo=UTC), datetime(2026, 11, 10, tzinfo=UTC)
    assert local(SHANGHAI, due_times(monthly, since, until, SHANGHAI, weekends)) == ["11-09 06:00"]
    assert local(SHANGHAI, due_times(daily, since, until, SHANGHAI, weekends)) == [
        "11-09 06:00",
        "11-10 06:00",
    ]


def test_a_time_that_a_clock_change_leaves_out_is_due_all_the_same() -> None:
    night = schedule(at=time(2, 30))
    times = due_times(
        msgspec.structs.replace(night, since=datetime(2026, 3, 1, tzinfo=UTC)),
        datetime(2026, 3, 28, 12, tzinfo=UTC),
        datetime(2026, 3, 30, 12, tzinfo=UTC),
        BERLIN,
    )
    assert len(times) == 2


@given(
    st.sampled_from(Every),
    st.integers(0, 6),
    st.integers(1, 28),
    st.times(),
    st.lists(st.integers(0, 4000), min_size=1, max_size=6),
    st.booleans(),
)
def test_looked_at_in_pieces_the_same_times_are_due(
    every: Every, weekday: int, day: int, at: time, hours: list[int], working: bool
) -> None:
    at = at.replace(second=0, microsecond=0, tzinfo=None)
    one = schedule(every=every, weekday=weekday, day=day, at=at, working=working)
    cuts = sorted(SWITCHED_ON + timedelta(hours=hour) for hour in (0, *hours))
    resting = lambda of: of.weekday() < 5  # noqa: E731
    whole = due_times(one, cuts[0], cuts[-1], BERLIN, resting)
    pieces: list[datetime] = []
    for since, until in pairwise(cuts):
        pieces += due_times(one, since, until, BERLIN, resting)
    assert pieces == list(whole)


def test_what_is_ordered_is_of_the_last_whole_days() -> None:
    due = datetime(2026, 11, 4, 22, tzinfo=UTC)  # Thursday 2026-11-05 06:00 in Shanghai
    of_day = order_at(schedule("day"), due, SHANGHAI)
    of_week = order_at(schedule("alarms", Every.WEEK), due, SHANGHAI)
    of_month = order_at(schedule("quality", Every.MONTH), due, SHANGHAI)
    review = order_at(schedule("review", Every.MONTH), due, SHANGHAI)
    assert of_day.since == date(2026, 11, 4)
    assert (of_week.since, of_week.until) == (date(2026, 10, 26), date(2026, 11, 1))
    assert (of_month.since, of_month.until) == (date(2026, 10, 1), date(2026, 10, 31))
    assert review.month == date(2026, 10, 1)


def test_before_the_business_day_begins_yesterday_is_the_day_before_it() -> None:
    early = datetime(2026, 11, 4, 19, tzinfo=UTC)  # 03:00 in Shanghai: the business day of the 4th
    assert order_at(schedule("day"), early, SHANGHAI).since == date(2026, 11, 3)


def test_a_rhythm_is_said() -> None:
    assert rhythm(schedule(every=Every.WEEK, weekday=0)) == "every week on Monday at 06:00"
    assert "next working day" in rhythm(schedule(every=Every.MONTH, working=True))
