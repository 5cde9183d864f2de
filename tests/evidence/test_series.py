"""Weeks of days: sums first."""

from __future__ import annotations

from datetime import date

from supervisor.evidence.series import monday, observed_by_expected, weekly, weeks

MONDAY = date(2026, 3, 2)


def test_a_week_divides_its_sums_and_is_no_mean_of_its_days() -> None:
    sums = {MONDAY: (9.0, 10.0), date(2026, 3, 8): (171.0, 190.0), date(2026, 3, 9): (150.0, 180.0)}
    found = weekly(sums, MONDAY, date(2026, 3, 22), scale=100)
    assert found.weeks == (MONDAY, date(2026, 3, 9), date(2026, 3, 16))
    assert found.values == (90.0, 100 * 150 / 180, None)
    assert found.counts == (200.0, 180.0, 0.0)


def test_a_week_with_too_little_has_no_value() -> None:
    assert weekly({MONDAY: (1.0, 4.0)}, MONDAY, MONDAY, least=4).values == (None,)


def test_weeks_go_from_monday_to_sunday_over_the_new_year() -> None:
    assert weeks(date(2025, 12, 31), date(2026, 1, 5)) == (date(2025, 12, 29), date(2026, 1, 5))
    assert monday(date(2026, 1, 4)) == date(2025, 12, 29)


def test_a_week_of_hard_contacts_is_no_bad_week() -> None:
    usual = {"query": 150.0, "fault": 330.0}
    sums = {
        (MONDAY, "query"): (165.0 * 600, 600.0),
        (MONDAY, "fault"): (363.0 * 100, 100.0),
        (MONDAY, "new"): (1e6, 10.0),
        (date(2026, 3, 9), "fault"): (363.0 * 500, 500.0),
    }
    found = observed_by_expected(sums, usual, MONDAY, date(2026, 3, 9))
    assert [round(value or 0, 12) for value in found.values] == [1.1, 1.1]
