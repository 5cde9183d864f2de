"""Values by the yardstick of the day of registration."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from supervisor.evidence.options import Options
from supervisor.evidence.panel import Panel
from supervisor.evidence.procedure import weigh
from supervisor.evidence.unit import Kind
from supervisor.history.period import Period
from supervisor.training.course import Yardstick
from supervisor.training.measuring import forecasts, measured, narrowed, of_weeks, targets, yardsticks
from tests.evidence.panels import panel

DAY = date(2026, 1, 1)
YARD = Yardstick("skill", "voice", DAY, DAY, {"type 0": 0.8, "type 1": 0.4}, 0.6)


def one(x: list[float], n: list[float], **more: object) -> Panel:
    """One person in one piece of time."""
    return panel([[x]], [[n]], **more)  # type: ignore[arg-type]


def value(of: Panel, *yards: Yardstick) -> float:
    found = next(iter(measured(of, yards or (YARD,)).values())).value
    assert found is not None
    return found


def test_who_does_as_is_usual_has_the_usual_value_whatever_the_mix() -> None:
    assert value(one([80, 4], [100, 10])) == pytest.approx(0.6)
    assert value(one([8, 40], [10, 100])) == pytest.approx(0.6)
    assert value(one([44, 22], [50, 50])) == pytest.approx(0.6 * 66 / 60)


def test_a_type_that_there_was_not_yet_counts_as_the_group_has_it_now() -> None:
    both = panel([[[80, 40, 30]], [[80, 40, 10]]], [[[100, 100, 40]], [[100, 100, 40]]])
    first, second = measured(both, [YARD]).values()
    assert first.value is not None
    assert second.value is not None
    assert first.value > 0.6 > second.value
    assert (first.value + second.value) / 2 == pytest.approx(0.6)


def test_points_are_added_where_shares_are_multiplied() -> None:
    yard = replace_reference({"type 0": 4.0})
    squares = np.array([[[420.0 * 4.2]]])
    found = measured(one([420], [100], kind=Kind.MEAN, x2=squares), [yard])
    after = next(iter(found.values()))
    assert after.value == pytest.approx(0.6 + 0.2)


def replace_reference(reference: dict[str, float]) -> Yardstick:
    return Yardstick("skill", "voice", DAY, DAY, reference, 0.6)


def test_a_group_without_a_yardstick_has_no_value() -> None:
    assert measured(one([8], [10]), [Yardstick("other", "voice", DAY, DAY, {}, 0.6)]) == {}


def test_chance_is_shown_around_the_value() -> None:
    (after,) = measured(one([80, 4], [100, 10]), [YARD]).values()
    assert after.low is not None
    assert after.high is not None
    assert after.value is not None
    assert after.low < after.value < after.high
    assert after.n == 110


def test_before_and_level_are_by_the_same_yardstick() -> None:
    rng = np.random.default_rng(2)
    n = np.full((10, 3, 2), 200.0)
    chance = np.array([0.8, 0.6]) + np.linspace(-0.1, 0.1, 10)[:, None, None]
    of = panel(rng.binomial(200, np.broadcast_to(chance, n.shape)).astype(np.float64), n)
    said = list(forecasts(of, weigh(of, Options(window=3))).values())
    befores = [each.before or 0 for each in said]
    levels = [each.level or 0 for each in said]
    assert np.mean(befores) == pytest.approx(np.mean(levels), abs=0.003)
    assert max(befores) - min(befores) > max(levels) - min(levels)  # shrunken
    assert all(each.n == 1200 and each.band == "band 0" for each in said)
    (yard,) = yardsticks(of, [Period(DAY, date(2026, 3, 31))])
    again = measured(of, [yard])
    assert [each.value for each in again.values()] == pytest.approx(befores, abs=0.01)


def test_a_panel_is_narrowed_to_groups_types_and_those_who_worked() -> None:
    of = panel([[[8, 4]], [[0, 3]]], [[[10, 10]], [[0, 5]]], low=0.7)
    found = narrowed(of, [("skill", "voice")], ["type 0"])
    assert (found.types, len(found.units)) == (("type 0",), 1)
    assert narrowed(of, [("other", "voice")], []).units == ()
    assert list(targets(found).values()) == [(0.7, None)]
    whole = replace(panel([[8]], 10), types=("",))
    assert narrowed(whole, [], ["tariff"]).n.sum() == 10  # not told by type: all of it


def test_weeks_of_a_group_are_by_its_yardstick() -> None:
    of = panel([[[80, 4], [40, 40], [0, 0]]], [[[100, 10], [50, 100], [0, 0]]])
    assert of_weeks(of, [("skill", "voice")], [YARD]) == pytest.approx((0.6, 0.6, None))
    assert of_weeks(of, [("other", "voice")], [YARD]) == (None, None, None)
