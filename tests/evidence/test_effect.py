"""Whether a course helped: the worked example, verdicts either way, and people whom nothing changed."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations
from random import Random
from statistics import fmean

import numpy as np
import pytest

from supervisor.evidence.effect import (
    Effect,
    Outcome,
    Verdict,
    detectable,
    forecast_difference,
    verdict,
    wait_list,
)
from supervisor.evidence.intervals import Interval
from supervisor.evidence.resampling import LOTS, bootstrap, clustered, permutation, welch


def people(before: list[float], forecast: list[float], after: list[float], team: str = "") -> list[Outcome]:
    return [Outcome(b, a, f, team) for b, f, a in zip(before, forecast, after, strict=True)]


TRAINED = people([80, 81, 79, 82, 78], [82.6, 83.1, 82.0, 83.8, 81.4], [84.5, 85.0, 83.2, 86.1, 83.0])
PEERS = people(
    [80.5, 81.2, 79.6, 82.1, 84.0, 85.2],
    [82.8, 83.2, 82.3, 83.9, 85.0, 85.7],
    [83.0, 83.6, 82.1, 84.6, 85.4, 86.0],
)


def measured(trained: list[Outcome], peers: list[Outcome], useful: float | None = None) -> Effect:
    return forecast_difference(trained, peers, higher_is_better=True, seed=1, useful=useful)


def test_what_would_have_come_anyway_is_taken_from_a_change() -> None:
    found = measured(TRAINED, PEERS)
    assert found.raw_change == pytest.approx(4.36)
    assert found.plain_difference == pytest.approx(2.34, abs=0.005)
    assert found.expected == pytest.approx(2.58)
    assert found.effect == pytest.approx(1.48)
    assert found.interval == Interval(pytest.approx(0.96, abs=0.005), pytest.approx(2.00, abs=0.005))
    assert (found.trained, found.compared, found.left_out) == (5, 6, 0)
    assert found.verdict is Verdict.HELPED


def test_the_same_seed_gives_the_same_bootstrap() -> None:
    again, other = (
        measured(TRAINED, PEERS),
        forecast_difference(TRAINED, PEERS, higher_is_better=True, seed=2),
    )
    assert again == measured(TRAINED, PEERS)
    assert again.resampled != other.resampled
    assert again.resampled is not None
    assert again.resampled.holds(1.48)


def mirrored(side: list[Outcome]) -> list[Outcome]:
    return [
        replace(one, before=-(one.before or 0), after=-(one.after or 0), forecast=-(one.forecast or 0))
        for one in side
    ]


def test_where_less_is_better_an_improvement_is_negative() -> None:
    found = forecast_difference(mirrored(TRAINED), mirrored(PEERS), higher_is_better=False, seed=1)
    assert found.effect == pytest.approx(-1.48)
    assert found.verdict is Verdict.HELPED
    assert measured(mirrored(TRAINED), mirrored(PEERS)).verdict is Verdict.WORSE


def test_a_wait_list_compares_changes_from_before() -> None:
    found = wait_list(TRAINED, PEERS, higher_is_better=True, seed=1)
    assert found.effect == found.plain_difference == pytest.approx(2.343333, abs=1e-6)
    assert found.expected == pytest.approx(2.58)
    assert found.p_resampled == pytest.approx(1 / math.comb(11, 5))


def test_whom_nobody_measured_is_left_out_and_counted() -> None:
    gone = [Outcome(80, None, 82), Outcome(80, 85, None), Outcome(None, 85, 84), Outcome(80, math.nan, 82)]
    found = measured([*TRAINED, *gone], PEERS)
    assert (found.trained, found.left_out) == (6, 3)  # before is not needed against a forecast
    assert found.raw_change == pytest.approx(4.36)


@pytest.mark.parametrize("some", [0, 1])
def test_too_few_cannot_tell(some: int) -> None:
    found = measured(TRAINED[:some], PEERS)
    assert found.verdict is Verdict.CANNOT_TELL
    assert (found.interval, found.resampled, found.detectable, found.p) == (None, None, None, None)
    assert (found.effect is None) == (some == 0)


def test_changes_that_are_all_alike_prove_no_certainty() -> None:
    found = measured([Outcome(80, 82.3, 81.1)] * 6, [Outcome(80, 81.2, 81.1)] * 6)
    assert found.effect == pytest.approx(1.1)
    assert found.interval is None
    assert found.verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize(
    ("low", "high", "useful", "word"),
    [
        (0.5, 2, None, Verdict.HELPED),
        (-2, -0.5, None, Verdict.WORSE),
        (-0.5, 0.5, None, Verdict.CANNOT_TELL),
        (-0.5, 0.5, 1.0, Verdict.DID_NOT),
        (-0.5, 1.5, 1.0, Verdict.CANNOT_TELL),
        (0.1, 0.5, 1.0, Verdict.HELPED),  # though by less than was hoped for
        (0.0, 2.0, 1.0, Verdict.CANNOT_TELL),
    ],
)
def test_a_verdict_is_what_the_whole_interval_allows(
    low: float, high: float, useful: float | None, word: Verdict
) -> None:
    assert verdict([Interval(low, high)], higher_is_better=True, useful=useful) is word
    assert verdict([Interval(-high, -low)], higher_is_better=False, useful=useful) is word


def test_two_intervals_must_agree_to_a_verdict() -> None:
    assert verdict([Interval(0.1, 2), Interval(-0.1, 2)], higher_is_better=True) is Verdict.CANNOT_TELL
    assert verdict([None, Interval(1, 2)], higher_is_better=True) is Verdict.CANNOT_TELL
    assert verdict([Interval(1, 2), None], higher_is_better=True) is Verdict.HELPED


@pytest.mark.parametrize(
    ("sd", "shows"),
    [
        (1.24, (1.1, 0.8, 0.9)),
        (3.6, (3.2, 2.3, 2.5)),
        (0.489, (0.43, 0.31, 0.34)),
        (5.08, (4.5, 3.2, 3.5)),
        (9.14, (8.1, 5.7, 6.3)),
    ],
)
def test_more_people_show_smaller_effects(sd: float, shows: tuple[float, float, float]) -> None:
    found = [detectable(sd, *sides) for sides in ((20, 20), (40, 40), (20, 100))]
    assert found == [pytest.approx(one, abs=0.05 if one >= 0.5 else 0.005) for one in shows]
    assert detectable(sd, 0, 20) is None
    assert detectable(math.nan, 20, 20) is None


def test_the_smallest_effect_is_of_these_peoples_own_scatter() -> None:
    trained = [1.9, 1.9, 1.2, 2.3, 1.6]
    peers = [0.2, 0.4, -0.2, 0.7, 0.4, 0.3]
    sd = math.sqrt((4 * np.var(trained, ddof=1) + 5 * np.var(peers, ddof=1)) / 9)
    assert measured(TRAINED, PEERS).detectable == pytest.approx(2.801585 * sd * math.sqrt(1 / 5 + 1 / 6))


def test_a_lot_is_refused_where_few_lots_are_as_extreme() -> None:
    """The permutation interval's ends, by trying: between them no effect is refused, beyond them all."""
    a, b = [3.1, 4.4, 2.0, 5.2], [1.0, 2.2, 0.3, 1.9, 2.6]

    def differences(effect: float, side: int) -> list[float]:
        values = [side * (one - effect) for one in a] + [side * one for one in b]
        drawn = [sum(values[at] for at in lot) for lot in combinations(range(9), 4)]
        return [one / 4 - (sum(values) - one) / 5 for one in drawn]

    def chance(effect: float, side: int) -> float:
        found = differences(effect, side)
        return sum(one >= found[0] - 1e-12 for one in found) / 126

    found, p = permutation(a, b, seed=0)
    assert found is not None
    assert chance(found.low + 1e-6, 1) > 0.025 >= chance(found.low - 1e-6, 1)
    assert chance(found.high - 1e-6, -1) > 0.025 >= chance(found.high + 1e-6, -1)
    real, *others = differences(0, 1)
    assert p == pytest.approx(sum(abs(one) >= real - 1e-12 for one in (real, *others)) / 126)


def test_with_many_people_a_lot_says_what_their_scatter_says() -> None:
    rng = np.random.default_rng(4)
    a, b = rng.normal(1, 2, 30).tolist(), rng.normal(0, 2, 60).tolist()
    assert math.comb(90, 30) > LOTS
    by_lot, _ = permutation(a, b, seed=4)
    by_scatter = welch(a, b)
    assert by_lot is not None
    assert by_scatter is not None
    assert (by_lot.low, by_lot.high) == pytest.approx(
        (by_scatter.interval.low, by_scatter.interval.high), abs=0.1
    )


def test_too_few_lots_leave_no_interval() -> None:
    assert permutation([1.0, 2.0], [3.0, 4.0], seed=0)[0] is None
    assert permutation([], [3.0], seed=0) == (None, None)


def test_people_of_one_team_count_as_less_than_as_many_teams() -> None:
    """Ten trained in one class: what happened to their team could be all of it."""
    rng = Random(3)
    apart = [[rng.gauss(0, 1) for _ in range(10)] for _ in range(6)]
    teams = [[value + 4 * at for value in one] for at, one in enumerate(apart)]
    trained, others = teams[5], [value for one in teams[:5] for value in one]
    names = [f"t{at}" for at in range(5) for _ in range(10)]
    by_team = clustered(trained, others, ["a"] * 10, names)
    by_person = welch(trained, others)
    assert by_team is not None
    assert by_person is not None
    assert by_team.error > 2 * by_person.error
    assert bootstrap(trained, others, ["a"] * 10, names, seed=1) is None


def test_with_teams_of_one_only_the_variances_are_shared() -> None:
    a, b = [1.9, 1.9, 1.2, 2.3, 1.6], [0.2, 0.4, -0.2, 0.7, 0.4, 0.3]
    found = clustered(a, b, list("abcde"), list("fghijk"))
    squares = sum((one - fmean(side)) ** 2 for side in (a, b) for one in side)
    assert found is not None
    assert found.error == pytest.approx(math.sqrt(squares / 9 * (1 / 5 + 1 / 6)))
    half = 2.262157 * found.error
    assert found.interval == Interval(pytest.approx(1.48 - half), pytest.approx(1.48 + half))


def test_teams_that_do_not_differ_cost_nothing_but_degrees_of_freedom() -> None:
    a, b = [1.0, 2, 3, 1, 2, 3], [0.0, 1, 2, 0, 1, 2, 0, 1, 2]
    found = clustered(a, b, list("kkklll"), list("mmmnnnooo"))
    assert found is not None
    assert found.error == pytest.approx(math.sqrt(10 / 13 * (1 / 6 + 1 / 9)))
    assert clustered(a, b, ["k"] * 6, ["m"] * 9) is None


def test_a_course_that_does_nothing_is_seldom_said_to_help() -> None:
    """People picked for a bad quarter: they get better anyway, before/after says so every time."""
    rng, flattered, wrong = np.random.default_rng(11), 0, 0
    for _ in range(60):
        level = rng.normal(90, 3, 120)
        before, after = level + rng.normal(0, 5, 120), level + rng.normal(0, 5, 120) - 1
        forecast = 90 + 9 / 34 * (before - 90)
        order = before.argsort()
        sides = [
            [Outcome(float(before[at]), float(after[at]), float(forecast[at])) for at in side]
            for side in (order[:12], order[12:])
        ]
        found = forecast_difference(*sides, higher_is_better=True, seed=1)
        flattered += (found.raw_change or 0) > 1
        wrong += found.verdict is not Verdict.CANNOT_TELL
    assert flattered == 60
    assert wrong <= 9
