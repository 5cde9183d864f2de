"""Business days and their pieces, where clocks change and where days begin at another hour than midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.clock import BusinessDays
from supervisor.history.period import Every, Period, buckets, slot_after

BERLIN = BusinessDays(ZoneInfo("Europe/Berlin"))
NEW_YORK = BusinessDays(ZoneInfo("America/New_York"))
SHANGHAI = BusinessDays(ZoneInfo("Asia/Shanghai"))
FOUR = BusinessDays(ZoneInfo("Europe/Berlin"), time(4, 0))
CENTRES = (BERLIN, NEW_YORK, SHANGHAI, FOUR, BusinessDays(ZoneInfo("Asia/Kathmandu"), time(4, 30)))


@pytest.mark.parametrize(
    ("days", "day", "hours"),
    [
        (BERLIN, date(2026, 3, 29), 23),
        (BERLIN, date(2026, 10, 25), 25),
        (NEW_YORK, date(2026, 3, 8), 23),
        (NEW_YORK, date(2026, 11, 1), 25),
        (SHANGHAI, date(2026, 3, 29), 24),
        (FOUR, date(2026, 3, 28), 23),  # the night in which the clocks go forward belongs to the day before
        (FOUR, date(2026, 3, 29), 24),
        (FOUR, date(2026, 10, 24), 25),
    ],
)
def test_a_day_on_which_clocks_change_has_as_many_hours_as_pass(
    days: BusinessDays, day: date, hours: int
) -> None:
    for every, an_hour in ((Every.HOUR, 1), (Every.HALF, 2), (Every.QUARTER, 4)):
        assert len(buckets(Period(day, day), every, days)) == hours * an_hour


def test_the_hour_that_comes_twice_is_two_pieces() -> None:
    found = buckets(Period(date(2026, 10, 25), date(2026, 10, 25)), Every.HOUR, BERLIN)
    assert [f"{piece.begins.astimezone(BERLIN.zone):%H:%M %z}" for piece in found[1:5]] == [
        "01:00 +0200",
        "02:00 +0200",
        "02:00 +0100",
        "03:00 +0100",
    ]


def test_weeks_begin_on_monday_and_months_on_the_first_cut_where_the_period_ends() -> None:
    period = Period(date(2026, 8, 29), date(2026, 9, 9))
    weeks = buckets(period, Every.WEEK, SHANGHAI)
    assert [(piece.first.day, piece.last.day) for piece in weeks] == [(29, 30), (31, 6), (7, 9)]
    months = buckets(period, Every.MONTH, SHANGHAI)
    assert [(piece.first.day, piece.last.day) for piece in months] == [(29, 31), (1, 9)]


@given(
    st.sampled_from(CENTRES),
    st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    st.integers(0, 60),
    st.sampled_from(list(Every)),
)
def test_pieces_cover_the_period_without_a_gap(
    days: BusinessDays, first: date, length: int, every: Every
) -> None:
    period = Period(first, first + timedelta(days=length))
    found = buckets(period, every, days)
    assert found[0].begins == days.begins(period.first)
    assert found[-1].ends == days.ends(period.last)
    assert all(one.ends == other.begins for one, other in pairwise(found))
    assert all(piece.begins < piece.ends for piece in found)
    assert all(days.day(piece.begins) == piece.first for piece in found)
    assert all(days.day(piece.ends - timedelta(seconds=1)) == piece.last for piece in found)


def test_a_slot_belongs_to_the_day_in_which_it_begins() -> None:
    odd = BusinessDays(ZoneInfo("UTC"), time(4, 7))
    begin = odd.begins(date(2026, 3, 1))
    assert slot_after(begin) * 900 == datetime(2026, 3, 1, 4, 15, tzinfo=UTC).timestamp()


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        Period(date(2026, 3, 2), date(2026, 3, 1))
