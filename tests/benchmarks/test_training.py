"""In centres made up with a known truth, the training list is as good as it has to be.

Four ordinary centres and two of each other kind hold 14,000 decisions: enough to tell a procedure that is
broken. The bounds are those of the full measurement (`python -m benchmarks training --centres 60`), less
what so few centres scatter by.
"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.measure import Scale
from benchmarks.peers import Peers
from benchmarks.training import Ordinary, alike, ordinary, run, weak_group
from benchmarks.training_large import large
from benchmarks.training_world import KPIS, WorldKpi, centre


@pytest.fixture(scope="module")
def found() -> Ordinary:
    return ordinary(4, effects_of=("fcr",))


def test_the_recommended_names_are_right_and_many(found: Ordinary) -> None:
    ours = found.scores.pooled["recommended"]

    assert ours.precision >= 0.86
    assert ours.recall >= 0.46
    assert found.scores.pooled["strict"].precision > ours.precision
    assert found.scores.pooled["10 % of seats by evidence"].precision >= 0.87


def test_it_is_better_than_spreadsheets_ways(found: Ordinary) -> None:
    by_way = found.scores.pooled

    for way in ("worst 10 % this month", "one target for all, raw, 3 months running"):
        assert by_way["recommended"].precision > by_way[way].precision + 0.1
    assert by_way["recommended"].recall > by_way["own target, raw, 3 months running"].recall + 0.05
    assert by_way["recommended"].precision > by_way["own target, raw, 3 months running"].precision


def test_the_list_is_as_wrong_as_it_says(found: Ordinary) -> None:
    assert 0.07 <= 1 - found.scores.pooled["evidence alone"].precision <= 0.15


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.id)
def test_three_months_tell_people_apart_as_well_as_was_meant(found: Ordinary, kpi: WorldKpi) -> None:
    assert float(np.mean(found.scores.reliability[kpi.id])) == pytest.approx(kpi.reliable, abs=0.12)


def test_the_forecast_tells_a_real_training_from_an_idle_one(found: Ordinary) -> None:
    """Before and after, both help by half a point more than they do."""
    for effects in (found.idle["fcr"], found.real["fcr"]):
        assert abs(100 * effects.mean("forecast")) < 0.35
        assert 100 * effects.mean("before and after") > 0.2


def test_where_nobody_is_weak_nobody_is_listed() -> None:
    listed = alike(2).listed

    assert np.mean(listed["recommended"]) <= 0.01
    assert np.mean(listed["listed"]) <= 0.01
    assert np.mean(listed["worst 10 % this month"]) > 0.3


def test_a_weak_group_is_called_common_and_no_other() -> None:
    found = weak_group(2)

    assert found.all_found >= 0.92
    assert found.all_false <= 0.05


def test_the_same_seed_makes_the_same_centre() -> None:
    one, other = (centre(3, kpis=KPIS[:1]).before["fcr"] for _each in range(2))

    assert np.array_equal(one.x, other.x)
    assert not np.array_equal(one.x, centre(4, kpis=KPIS[:1]).before["fcr"].x)


def test_a_large_centre_takes_no_time_that_anybody_waits_for() -> None:
    assert large(5000, 2) < 2.0  # 12 KPIs take some .4 s


def test_the_benchmark_has_a_figure_for_every_goal() -> None:
    result = run(Scale(quick=True, centres=1), Peers())

    judged = [row for row in result.rows if row.goals]
    assert len(judged) >= 10
    assert all(row.figure is not None for row in judged)
