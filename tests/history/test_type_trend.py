"""Types of contact over weeks: more or fewer than the weeks before make usual."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from supervisor.history.type_days import TypeDays
from supervisor.history.type_trend import first_day, type_months

MONTH = date(2026, 5, 1)
DAYS = tuple(date(2026, 1, 1) + timedelta(days=at) for at in range(151))


def told(of: dict[str, list[float]], known: list[bool] | None = None) -> TypeDays:
    counts = np.array([of[name] for name in of]).T
    return TypeDays(DAYS, tuple(of), counts, np.array(known or [True] * len(DAYS)))


def level(before: float, since: float) -> list[float]:
    """A daily count that wavers a little, with another level from May on."""
    return [(since if day >= MONTH else before) + day.toordinal() % 3 for day in DAYS]


def test_a_type_that_comes_far_more_often_has_weeks_above_and_a_steady_one_has_none() -> None:
    found = {
        one.type: one for one in type_months(told({"bill": level(50, 90), "fault": level(50, 50)}), MONTH)
    }
    assert found["bill"].up == 5  # whole weeks that end in May
    assert found["bill"].down == 0
    assert (found["fault"].up, found["fault"].down) == (0, 0)


def test_counts_are_those_of_the_month_and_of_the_month_before() -> None:
    daily = level(50, 90)
    (found,) = type_months(told({"bill": daily}), MONTH)
    assert found.count == sum(one for one, day in zip(daily, DAYS, strict=True) if day >= MONTH)
    assert found.before == sum(one for one, day in zip(daily, DAYS, strict=True) if day.month == 4)
    assert found.year_before is None  # nobody counted then: not 0


def test_with_few_weeks_before_nothing_is_unusual() -> None:
    known = [day >= date(2026, 4, 1) for day in DAYS]
    (found,) = type_months(told({"bill": level(50, 90)}, known), MONTH)
    assert found.up is None
    assert found.down is None


def test_types_that_nobody_had_are_left_out_and_the_most_frequent_comes_first() -> None:
    found = type_months(told({"rare": level(1, 1), "often": level(9, 9), "old": [0.0] * len(DAYS)}), MONTH)
    assert [one.type for one in found] == ["often", "rare"]


def test_days_are_read_from_a_year_before_on() -> None:
    assert first_day(MONTH) == date(2025, 5, 1)
