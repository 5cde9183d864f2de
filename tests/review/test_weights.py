"""How grave findings are among their kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from supervisor.evidence.effect import Verdict as Effect
from supervisor.performance.kpi import Direction
from supervisor.review import weights
from supervisor.review.entries import CellFinding, Nature
from supervisor.review.month_verdict import NOTHING_WANTED, steady
from tests.evidence.test_trend import WEEKS

CELL = CellFinding(
    skill="net",
    skill_name="Network",
    channel="voice",
    band="senior",
    nature=Nature.COMMON,
    units=20,
    p_common=0.99,
    mean=0.7,
    target=0.8,
    gap=0.1,
    share_off=0.6,
    design_share=0.1,
    confirmed=2,
    persons=(),
    q_p=None,
    i2=None,
)


def test_a_target_is_missed_by_a_share_of_itself_on_either_side() -> None:
    wanted = replace(NOTHING_WANTED, at_least=0.8, at_most=None, value=0.6)
    assert weights.missed(wanted) == pytest.approx(0.25)
    assert weights.missed(replace(wanted, at_least=None, at_most=0.5)) == pytest.approx(0.2)
    assert weights.missed(replace(wanted, value=0.9)) == 0  # met
    assert weights.missed(replace(wanted, value=None)) == 0
    assert weights.missed(replace(wanted, at_least=0.0, value=-1.0)) == 0  # no share of nothing


def test_a_month_lies_so_many_mean_moving_ranges_from_the_weeks_before() -> None:
    found = steady(WEEKS, 10, Direction.LOWER)
    chart = found.chart
    assert chart.mean is not None
    assert chart.mean_range is not None
    assert weights.outside(found, chart.mean - 3 * chart.mean_range) == pytest.approx(3)
    assert weights.outside(found, None) == 0
    assert weights.outside(steady([], 0), 210.0) == 0


def test_a_group_weighs_by_the_people_who_are_off_beyond_a_sound_one() -> None:
    assert weights.common(CELL) == pytest.approx(10)
    assert weights.common(replace(CELL, share_off=0.05)) == 0
    assert weights.common(replace(CELL, nature=Nature.INDIVIDUAL)) == 0


def test_the_gravest_group_comes_first_and_sound_ones_not_at_all() -> None:
    small = replace(CELL, units=5)
    cells, whole = weights.gravest([small, replace(CELL, nature=Nature.NONE), CELL])
    assert cells == (CELL, small)
    assert whole == pytest.approx(weights.common(CELL) + weights.common(small))
    assert weights.gravest([]) == ((), 0)


def test_a_proven_effect_weighs_more_than_one_that_nobody_can_tell() -> None:
    assert weights.effect(Effect.HELPED) == weights.effect(Effect.WORSE) > weights.effect(Effect.DID_NOT)
    assert weights.effect(Effect.CANNOT_TELL) == weights.effect(Effect.DID_NOT)
