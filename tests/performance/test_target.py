"""Targets: the most specific row holds, new people are led to it, and without a row there is no verdict."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.performance.kpi import BY_ID, Direction
from supervisor.performance.target import (
    Cell,
    Glide,
    Target,
    TargetRow,
    Verdict,
    glided,
    judge,
    limits,
    problem,
    target_for,
)

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
AHT, CSAT, OCCUPANCY = BY_ID["aht"], BY_ID["csat"], BY_ID["occupancy"]
LOWER = Direction.LOWER


def row(
    low: float | None = None, *, until: date | None = None, kpi: str = "csat", **cell: object
) -> TargetRow:
    return TargetRow(Cell(kpi, **cell), Target(low=low), until)  # type: ignore[arg-type]


def found(rows: list[TargetRow], **who: object) -> float | None:
    asked = {"skill": "billing", "band": "New", "channel": "voice", "month": MARCH, **who}
    one = target_for(rows, "csat", **asked)  # type: ignore[arg-type]
    return None if one is None else one.target.low


@pytest.mark.parametrize(("week", "wanted"), [(0, 900), (3, 750), (6, 675), (12, 618.75)])
def test_half_of_the_way_is_made_in_each_half_life(week: float, wanted: float) -> None:
    assert glided(600, 900, 3, week) == wanted
    target = Target(high=600, direction=LOWER, glide=Glide(900, 3))
    assert limits(AHT, target, week) == (None, wanted)


def test_whoever_is_no_longer_new_has_the_target_itself() -> None:
    assert limits(AHT, Target(high=600, direction=LOWER, glide=Glide(900, 3)), None) == (None, 600)


def test_a_glide_leads_up_to_a_target_that_is_a_least() -> None:
    low, high = limits(CSAT, Target(low=0.9, glide=Glide(0.7, 4)), 4)
    assert low == pytest.approx(0.8)
    assert high is None


def test_a_glide_that_starts_beyond_the_target_asks_no_less_of_new_people() -> None:
    assert limits(CSAT, Target(low=0.9, glide=Glide(0.95, 4)), 0) == (0.9, None)


def test_without_a_row_there_is_no_target() -> None:
    assert found([]) is None
    assert found([row(0.8, skill="fault")]) is None


def test_the_most_specific_row_holds() -> None:
    everybody, billing = row(0.8), row(0.85, skill="billing")
    new_billing = row(0.7, skill="billing", band="New")
    rows = [new_billing, everybody, billing]
    assert found(rows) == 0.7
    assert found(rows, band="Tenured") == 0.85
    assert found(rows, skill="fault") == 0.8


def test_of_rows_that_name_as_much_the_skill_group_counts_before_the_band() -> None:
    assert found([row(0.7, band="New"), row(0.85, skill="billing"), row(0.9, channel="voice")]) == 0.85


def test_a_target_holds_from_its_month_until_before_its_last() -> None:
    rows = [row(0.8, since=APRIL, until=MAY)]
    assert found(rows, month=MARCH) is None
    assert found(rows, month=date(2026, 4, 30)) == 0.8
    assert found(rows, month=MAY) is None


def test_of_rows_for_the_same_people_the_one_that_began_last_holds() -> None:
    rows = [row(0.8), row(0.9, since=APRIL)]
    assert found(rows, month=MARCH) == 0.8
    assert found(rows, month=MAY) == 0.9


def test_a_miss_within_the_margin_is_near() -> None:
    target = Target(low=0.9, margin=0.02)
    values = (0.9, 0.89, 0.87, None)
    assert [judge(CSAT, target, value) for value in values] == [
        Verdict.MET,
        Verdict.NEAR,
        Verdict.MISSED,
        None,
    ]


def test_a_band_is_missed_on_both_sides() -> None:
    target = Target(low=0.75, high=0.85)
    values = (0.7, 0.75, 0.85, 0.9)
    assert [judge(OCCUPANCY, target, value) for value in values] == [
        Verdict.MISSED,
        Verdict.MET,
        Verdict.MET,
        Verdict.MISSED,
    ]


def test_what_the_direction_does_not_ask_for_is_not_judged() -> None:
    assert judge(CSAT, Target(low=0.8, high=0.9), 0.99) is Verdict.MET
    assert judge(CSAT, Target(), 0.99) is None


@pytest.mark.parametrize(
    "wrong",
    [
        TargetRow(Cell("nothing"), Target(low=1)),
        TargetRow(Cell("csat"), Target(high=0.9)),
        TargetRow(Cell("complaint_rate"), Target(low=1)),
        TargetRow(Cell("occupancy"), Target()),
        TargetRow(Cell("occupancy"), Target(low=0.9, high=0.8)),
        TargetRow(Cell("csat", since=date(2026, 3, 2)), Target(low=0.9)),
        TargetRow(Cell("csat", since=APRIL), Target(low=0.9), MARCH),
    ],
)
def test_what_is_wrong_with_a_target_is_said(wrong: TargetRow) -> None:
    assert problem(wrong)


def test_a_good_target_has_no_problem() -> None:
    assert not problem(TargetRow(Cell("csat", since=MARCH), Target(low=0.9), APRIL))


@given(st.floats(1, 1e4), st.floats(1, 1e4), st.floats(0.1, 100), st.floats(0, 500), st.floats(0, 500))
def test_a_glide_never_turns_back(wanted: float, start: float, half: float, one: float, two: float) -> None:
    early, late = (glided(wanted, start, half, week) for week in sorted((one, two)))
    assert abs(late - wanted) <= abs(early - wanted) + 1e-6
    assert min(wanted, start) - 1e-6 <= late <= max(wanted, start) + 1e-6
