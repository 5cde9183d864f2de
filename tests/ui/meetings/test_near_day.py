"""Days as they are said in a meeting, and people as they are written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.meetings.series import Person
from ui.meetings import people_text
from ui.meetings.near_day import near_day

TODAY = date(2026, 11, 23)
DEPARTMENTS = {"bill": "计费中心", "net": "Network"}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("+5", date(2026, 11, 28)),
        ("＋5", date(2026, 11, 28)),
        ("+2w", date(2026, 12, 7)),
        ("11-28", date(2026, 11, 28)),
        ("11-22", date(2027, 11, 22)),  # that day is over: the next one
        ("1/5", date(2027, 1, 5)),
        ("11月28日", date(2026, 11, 28)),
        ("23", TODAY),
        ("22", date(2026, 12, 22)),
        ("31", date(2026, 12, 31)),
        ("2026-11-28", date(2026, 11, 28)),
        ("20261128", date(2026, 11, 28)),
        ("", None),
    ],
)
def test_a_day_is_the_next_that_is_meant(said: str, meant: date | None) -> None:
    assert near_day(said, TODAY) == meant


@pytest.mark.parametrize("said", ["soon", "13-40", "32", "+9999", "2-30", "11-28-"])
def test_what_is_no_day_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        near_day(said, TODAY)


@settings(max_examples=40, deadline=None)
@given(today=st.dates(date(2020, 1, 1), date(2040, 1, 1)), ahead=st.integers(0, 300))
def test_month_and_day_lead_to_that_day_again(today: date, ahead: int) -> None:
    wanted = today + timedelta(days=ahead)
    if (wanted.month, wanted.day) != (2, 29):
        assert near_day(f"{wanted:%m-%d}", today) == wanted


def test_people_are_read_as_they_are_written() -> None:
    people = (
        Person("周杰", "bill", "zhou@example.com"),
        Person("Li Ming"),
        Person("Wu", "", "wu@example.com"),
    )
    said = people_text.written(people, DEPARTMENTS)
    assert people_text.read(said, DEPARTMENTS) == (people, "")
    assert people_text.read("周杰，计费中心\n\n", DEPARTMENTS) == ((Person("周杰", "bill"),), "")


def test_a_department_that_nobody_knows_is_named() -> None:
    found, wrong = people_text.read("Wu, Netwrk", DEPARTMENTS)
    assert found == ()
    assert "Netwrk" in wrong
    assert "Network" in wrong
