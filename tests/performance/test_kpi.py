"""The figures of people: every one made of declared sums, and divided last."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.performance.kpi import (
    BY_ID,
    HALF_SHIFT_S,
    KNOWN_SUMS,
    KPIS,
    Direction,
    Unit,
    days_present,
    is_provisional,
    ratio,
    total,
)

DAY = date(2026, 3, 31)


def test_every_kpi_is_made_of_sums_that_are_declared() -> None:
    assert {name for kpi in KPIS for name in kpi.names} <= KNOWN_SUMS


def test_every_kpi_has_an_id_and_a_name_of_its_own() -> None:
    assert len({kpi.id for kpi in KPIS}) == len({kpi.label for kpi in KPIS}) == len(KPIS)


def test_months_are_pooled_and_not_averaged() -> None:
    months = [
        {"n_answered": 400, "handle_s": 76_000.0},
        {"n_answered": 2_000, "handle_s": 440_000.0},
        {"n_answered": 1_900, "handle_s": 399_000.0},
    ]
    aht = BY_ID["aht"]
    assert [ratio(aht, month).value for month in months] == [190, 220, 210]
    assert ratio(aht, total(months)).value == pytest.approx(212.8, abs=0.05)
    assert ratio(aht, total(months)).denominator == 4_300


def test_satisfaction_is_pooled_likewise() -> None:
    months = [{"n_csat_top2": top, "n_survey": n} for top, n in ((9, 10), (171, 190), (150, 180))]
    assert ratio(BY_ID["csat"], total(months)).value == pytest.approx(0.8684, abs=0.00005)


def test_without_a_denominator_there_is_no_data_and_neither_0_nor_100_percent() -> None:
    csat = BY_ID["csat"]
    assert ratio(csat, {}).value is None
    assert ratio(csat, {"n_csat_top2": 0, "n_survey": 0}).value is None
    assert ratio(csat, {"n_csat_top2": None, "n_survey": 5}).value is None
    assert ratio(csat, {"n_csat_top2": 0, "n_survey": 5}).value == 0


def test_teaching_is_credited_before_contacts_are_counted_per_hour() -> None:
    """The new one with 150 contacts in 8 h and the senior with 120 and 1.6 h of mentoring do the same."""
    per_hour = BY_ID["contacts_per_hour"]
    new = {"n_answered": 150, "signed_s": 8 * 3600.0, "credited_s": None}
    senior = {"n_answered": 120, "signed_s": 8 * 3600.0, "credited_s": 1.6 * 3600}
    assert ratio(per_hour, new).value == pytest.approx(18.75)
    assert ratio(per_hour, senior).value == pytest.approx(18.75)


def test_handle_time_that_was_told_in_parts_is_their_sum() -> None:
    parts = {"n_answered": 10, "talk_s": 1_000.0, "hold_s": 100.0, "acw_s": 400.0, "handle_s": None}
    assert ratio(BY_ID["aht"], parts).value == 150
    assert ratio(BY_ID["aht"], parts | {"hold_s": None}).value is None
    assert ratio(BY_ID["aht"], parts | {"handle_s": 1_600.0}).value == 160


def test_occupancy_and_utilisation_differ_in_what_they_are_a_share_of() -> None:
    sums = {"handle_s": 5 * 3600.0, "ready_s": 1 * 3600.0, "signed_s": 8 * 3600.0}
    assert ratio(BY_ID["occupancy"], sums).value == pytest.approx(5 / 6)
    assert ratio(BY_ID["utilisation"], sums).value == pytest.approx(6 / 8)


def test_promoters_less_detractors_are_per_hundred() -> None:
    assert ratio(BY_ID["nps"], {"n_promoter": 50, "n_detractor": 20, "n_nps": 100}).value == 30


def test_complaints_are_per_thousand() -> None:
    assert ratio(BY_ID["complaint_rate"], {"n_complaint": 9, "n_answered": 6_000}).value == 1.5


def test_paid_time_in_which_nobody_could_take_a_contact_is_shrinkage() -> None:
    sums = {"paid_s": 100.0, "handle_s": 60.0, "ready_s": 10.0}
    assert ratio(BY_ID["shrinkage"], sums).value == pytest.approx(0.3)


def test_a_day_of_less_than_half_a_shift_is_no_day_of_presence() -> None:
    assert days_present([HALF_SHIFT_S, HALF_SHIFT_S - 1, None, 3 * HALF_SHIFT_S]) == 2
    assert days_present([None, None]) is None


def test_a_complaint_can_come_for_a_month_and_then_the_figure_stands() -> None:
    kpi = BY_ID["complaint_rate"]
    assert is_provisional(kpi, DAY, DAY + timedelta(days=30))
    assert not is_provisional(kpi, DAY, DAY + timedelta(days=31))


def test_an_example_says_what_its_direction_asks_for() -> None:
    for kpi in KPIS:
        if kpi.example is not None and kpi.direction is Direction.HIGHER:
            assert kpi.example.low is not None
        if kpi.example is not None and kpi.unit is Unit.SHARE:
            assert all(0 <= limit <= 1 for limit in (kpi.example.low, kpi.example.high) if limit is not None)


_counts = st.one_of(st.none(), st.integers(0, 10_000))
_rows = st.lists(
    st.fixed_dictionaries({"n_answered": _counts, "handle_s": _counts, "n_held": _counts}), max_size=8
)


@given(_rows, st.integers(0, 8))
def test_sums_of_parts_are_the_sum_of_the_whole(rows: list[dict[str, float | None]], cut: int) -> None:
    parts = [total(rows[:cut]), total(rows[cut:])]
    assert {k: v for k, v in total(parts).items() if v is not None} == {
        k: v for k, v in total(rows).items() if v is not None
    }
