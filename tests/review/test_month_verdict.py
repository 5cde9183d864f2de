"""What is said of a month: did all together meet the target, is it inside the limits of the weeks before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from supervisor.evidence.panel import Floats, Panel
from supervisor.evidence.unit import Kind
from supervisor.performance.kpi import BY_ID, Direction
from supervisor.performance.target import Target, Verdict
from supervisor.review.month_verdict import Process, steady, wanted_by, wanted_of
from tests.evidence.test_trend import WEEKS
from tests.review.made import panel


def test_weeks_of_the_month_lie_outside_the_limits_that_the_weeks_before_made() -> None:
    found = steady(WEEKS, 10, Direction.LOWER)
    assert found.process is Process.ABOVE
    assert found.better is False
    assert (found.chart.low, found.chart.high) == pytest.approx((197.2, 223.8))
    assert steady(WEEKS, 10, Direction.HIGHER).better is True
    assert steady(WEEKS, 10).better is None


def test_a_month_like_the_weeks_before_is_inside_whatever_the_last_month_was() -> None:
    assert steady([*WEEKS[:10], 211.0, 209.0, 214.0], 10).process is Process.INSIDE


def test_a_month_always_on_one_side_is_shifted() -> None:
    values = [*WEEKS[:6], *([211.5] * 7)]
    assert steady([*WEEKS[:9], *([214.5] * 7)], 9).process is Process.SHIFTED
    assert steady(values, 13).process is Process.FEW  # no week of the month is known


def test_few_weeks_before_make_no_limits() -> None:
    assert steady([210.0, 211.0, 300.0], 2).process is Process.FEW
    assert steady([], 0).process is Process.FEW


def test_the_target_of_all_is_the_mix_of_everybodys_by_volume() -> None:
    one = panel("fcr", Kind.RATE, (0.90, 0.86), (100, 300))
    low = one.low.copy()
    low[:, -1] = (0.80, 0.90)
    one = _with(one, low=low)
    found = wanted_of(one)
    assert found.at_least == pytest.approx((0.80 * 100 + 0.90 * 300) / 400)
    assert found.value == pytest.approx((90 + 258) / 400)
    assert (found.verdict, found.share) == (Verdict.MISSED, 1.0)
    assert wanted_of(_with(one, margin=np.full(one.low.shape, 0.02))).verdict is Verdict.NEAR


def test_who_has_no_target_is_in_no_verdict() -> None:
    one = panel("fcr", Kind.RATE, (0.95, 0.10), (100, 300))
    low = one.low.copy()
    low[0, -1] = 0.90
    found = wanted_of(_with(one, low=low))
    assert (found.verdict, found.share) == (Verdict.MET, 0.25)
    assert found.value == pytest.approx(0.95)
    assert wanted_of(one).verdict is None


def test_one_target_for_all_is_judged_as_it_is() -> None:
    rate = BY_ID["answer_rate"]
    assert wanted_by(rate, Target(low=0.93), 0.93).verdict is Verdict.MET
    assert wanted_by(rate, Target(low=0.93), 0.92).verdict is Verdict.MISSED
    assert wanted_by(rate, Target(low=0.93), None).verdict is None


def _with(one: Panel, **changed: Floats) -> Panel:
    return replace(one, **changed)  # type: ignore[arg-type]
