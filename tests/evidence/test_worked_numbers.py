"""The procedure's steps give what was worked out by hand, to the printed digits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from supervisor.evidence.discovery import benjamini_hochberg, expected_wrong, longest_list
from supervisor.evidence.evidence import Evidence
from supervisor.evidence.fair import standardised
from supervisor.evidence.floors import floor
from supervisor.evidence.level import Prior, beta_level, gamma_level, normal_level
from supervisor.evidence.panel import Floats, Kind
from supervisor.evidence.procedure import weigh
from supervisor.evidence.rule import in_a_row, months_off
from supervisor.evidence.variance import moments, one_month_between
from tests.evidence.panels import panel


def array(*values: float) -> Floats:
    return np.array(values, dtype=np.float64)


# -- fair values --------------------------------------------------------------------------------------------


def test_the_slower_agent_is_the_better_one_at_the_usual_mix() -> None:
    counts = np.array([[600.0, 300, 100], [200, 300, 500]])
    seconds = np.array([[165.0, 231, 363], [142.5, 199.5, 313.5]])
    observed = (counts * seconds).sum(axis=1)

    expected, fair = standardised(observed, counts, array(150, 210, 330), array(0.45, 0.30, 0.25))

    assert (observed / 1000).round(1).tolist() == [204.6, 245.1]  # raw: the other way round
    assert (expected / 1000).round(1).tolist() == [186.0, 258.0]
    assert fair.round(1).tolist() == [234.3, 202.4]  # 213 × 1.10 and × .95


# -- parts of the variance ----------------------------------------------------------------------------------

SIX = np.array(
    [
        [0.88, 0.87, 0.89],
        [0.85, 0.86, 0.84],
        [0.80, 0.82, 0.79],
        [0.90, 0.88, 0.91],
        [0.84, 0.83, 0.86],
        [0.86, 0.88, 0.87],
    ]
)


def six() -> tuple[float, Floats, float]:
    """Mean, sampling variances and τ² of the six."""
    mean = float(SIX.mean())
    v = np.full(SIX.shape, mean * (1 - mean) / 400)
    found = moments(SIX - mean, v, np.full(SIX.shape, 400.0), np.zeros(6, dtype=np.int64), 1)
    assert round(float(found.total[0]), 6) == 0.001009
    assert found.month.tolist() == [0]
    return mean, v, float(found.between[0])


def test_six_agents_resolution_falls_into_its_parts() -> None:
    mean, v, between = six()

    assert round(mean, 5) == 0.85722
    assert round(float(v[0, 0]), 6) == 0.000306
    assert round(between, 6) == 0.000842
    level = normal_level(Kind.MEAN, Prior(np.full(6, mean), np.full(6, between)), SIX, v)
    assert round(float(level.shrink[0]), 3) == 0.892
    assert level.mean.round(4).tolist() == [0.8775, 0.8508, 0.8092, 0.8924, 0.8448, 0.8686]
    assert round(float(np.sqrt(level.variance[0])), 5) == 0.00954
    p = level.below(np.full(6, 0.85))
    assert p.round(4).tolist() == pytest.approx([0.0019, 0.4674, 1.0, 0.0, 0.7060, 0.0255], abs=0.0001)


def test_with_the_beta_prior_of_rates_they_are_much_as_probably_off() -> None:
    mean, _v, between = six()
    assert mean * (1 - mean) / between - 1 == pytest.approx(144.3, abs=0.1)

    level = beta_level(Prior(np.full(6, mean), np.full(6, between)), SIX, np.full((6, 3), 400.0), np.zeros(6))

    p = level.below(np.full(6, 0.85))
    assert p.round(4).tolist() == pytest.approx([0.0017, 0.4611, 1.0, 0.0, 0.6955, 0.0246], abs=0.0001)


def test_the_whole_procedure_confirms_the_one_and_leaves_the_doubtful_open() -> None:
    found = weigh(panel(SIX * 400, 400.0, low=0.85))

    assert found.missed.tolist() == [0, 1, 3, 0, 2, 0]
    assert [str(answer) for answer in found.answer] == ["fine", "fine", "A", "fine", "C", "fine"]
    # less certain than without the group's own uncertainty, by little
    assert found.p_off.tolist() == pytest.approx([0.0017, 0.4611, 1.0, 0.0, 0.6955, 0.0246], abs=0.003)
    assert found.more[4] > 1000
    assert np.isnan(np.delete(found.more, 4)).all()


# -- levels -------------------------------------------------------------------------------------------------

TEN_SATISFIED = array(10, 64, 52, 171, 88, 70, 36, 118, 45, 15)
TEN_ASKED = array(14, 75, 60, 180, 90, 80, 48, 130, 50, 20)


def ten() -> Floats:
    mean = float(TEN_SATISFIED.sum() / TEN_ASKED.sum())
    between = one_month_between(TEN_SATISFIED, TEN_ASKED)
    assert round(mean, 4) == 0.8956
    assert round(between, 6) == 0.003799
    weight = mean * (1 - mean) / between - 1
    assert (round(weight, 2), round(mean * weight, 2), round((1 - mean) * weight, 2)) == (23.62, 21.15, 2.47)
    prior = Prior(np.full(10, mean), np.full(10, between))
    level = beta_level(prior, (TEN_SATISFIED / TEN_ASKED)[:, None], TEN_ASKED[:, None], np.zeros(10))
    assert level.mean.tolist() == pytest.approx(
        [0.828, 0.864, 0.875, 0.944, 0.961, 0.880, 0.798, 0.906, 0.899, 0.829], abs=0.0006
    )
    return level.below(np.full(10, 0.88))


def test_of_ten_agents_satisfaction_the_worst_raw_value_is_not_the_surest() -> None:
    p = ten()

    assert p.round(4).tolist() == [
        0.7953, 0.6639, 0.5243, 0.0008, 0.0008, 0.4733, 0.9716, 0.1377, 0.2735, 0.8133,
    ]  # fmt: skip
    assert int((TEN_SATISFIED / TEN_ASKED).argmin()) == 0  # 10 of 14
    assert int(p.argmax()) == 6  # 36 of 48


def test_one_of_ten_is_listed_at_a_tenth_of_wrong_names() -> None:
    p = ten()

    wrong = np.sort(1 - p)
    running = np.cumsum(wrong) / np.arange(1, 11)
    assert running.round(4).tolist() == pytest.approx(
        [0.0284, 0.1076, 0.1400, 0.1890, 0.2463, 0.2931, 0.3550, 0.4184, 0.4829, 0.5346], abs=0.0001
    )
    listed = longest_list(p, 0.10)
    assert np.flatnonzero(listed).tolist() == [6]
    assert expected_wrong(p, listed) == pytest.approx(0.0284, abs=0.0001)
    assert np.flatnonzero(longest_list(p, 0.11)).tolist() == [6, 9]


def test_benjamini_and_hochberg_agree_on_the_ten() -> None:
    p = stats.binom.cdf(TEN_SATISFIED, TEN_ASKED, 0.88)

    adjusted = np.sort(benjamini_hochberg(np.append(p, np.nan)))

    assert (round(adjusted[0], 4), round(adjusted[1], 3)) == (0.0973, 0.276)
    assert np.isnan(adjusted[-1])


@pytest.mark.parametrize(
    ("seconds", "contacts", "shrink", "level", "low", "high", "p"),
    [
        ((240, 236, 244), (1800, 1900, 1750), 0.936, 237.2, 227.5, 247.2, 0.9999),
        ((240, 236, 244), (60, 40, 50), 0.627, 224.4, 202.9, 248.1, 0.757),
        ((222, 214, 219), (1800, 1900, 1750), 0.936, None, None, None, 0.648),
        ((222, 214, 219), (60, 40, 50), 0.627, None, None, None, 0.397),
    ],
)
def test_handle_times_are_drawn_to_the_mean_the_more_the_fewer_contacts(
    seconds: tuple[float, ...],
    contacts: tuple[float, ...],
    shrink: float,
    level: float | None,
    low: float | None,
    high: float | None,
    p: float,
) -> None:
    noise = 0.9**2 / array(*contacts)[None, :] + 0.04**2
    prior = Prior(np.log(array(200)), array(0.01))

    found = normal_level(Kind.TIME, prior, np.log(array(*seconds))[None, :], noise)

    assert round(float(found.shrink[0]), 3) == shrink
    assert float(found.above(np.log(array(215)))[0]) == pytest.approx(p, abs=0.0005)
    if level is not None:
        shown = [
            float(np.exp(value[0])) for value in (found.mean, found.quantile(0.05), found.quantile(0.95))
        ]
        assert [round(value, 1) for value in shown] == [level, low, high]


@pytest.mark.parametrize(
    ("complaints", "contacts", "level", "p"),
    [(9, 6300, 1.15, 0.656), (4, 1200, 1.29, 0.716), (9, 9500, 0.90, 0.311), (0, 6000, 0.36, 0.005)],
)
def test_few_contacts_excuse_a_raw_complaint_rate(
    complaints: int, contacts: int, level: float, p: float
) -> None:
    """Usual .8 per 1,000, people differ by half of it; at most 1."""
    expected = np.array([[contacts * 0.0008]])

    found = gamma_level(Prior(array(1), array(0.25)), np.array([[float(complaints)]]), expected, array(0))

    # 4 in 1,200 is 5.16 / 4 = 1.2903…, 9 in 9,500 is .8966
    assert float(found.mean[0]) * 0.8 == pytest.approx(level, abs=0.005)
    assert float(found.above(array(1 / 0.8))[0]) == pytest.approx(p, abs=0.0006)


# -- what chance does to the rule ---------------------------------------------------------------------------


def months_missed(asked: int, truth: float, target: float) -> float:
    """The probability that a month of *asked* answers is off."""
    k = np.arange(asked + 1)
    off = months_off(k[:, None] / asked, np.full((len(k), 1), 25.0), np.full((len(k), 1), target),
                     np.full((len(k), 1), np.nan), np.zeros(len(k)))  # fmt: skip
    return float(stats.binom.pmf(k, asked, truth) @ (off[:, 0] == 1))


def test_chance_alone_fills_a_rule_of_three_months() -> None:
    good, bad = months_missed(25, 0.92, 0.90), months_missed(25, 0.88, 0.90)
    assert good == pytest.approx(0.32, abs=0.005)
    assert good**3 == pytest.approx(0.034, abs=0.0005)
    assert 1 - (1 - good) ** 3 == pytest.approx(0.69, abs=0.005)
    assert bad**3 == pytest.approx(0.207, abs=0.0005)


def test_an_agent_on_target_hits_the_rule_once_in_eight() -> None:
    every = np.array([[month >> bit & 1 for bit in range(3)] for month in range(8)])

    once = float(in_a_row(every, np.zeros((8, 3), dtype=np.int64), 3).hit.mean())

    assert once == 0.125
    assert 1 - (1 - once) ** 6 == pytest.approx(0.55, abs=0.005)  # on one of six KPIs at least
    assert 1 - (1 - once) ** 7 == pytest.approx(0.61, abs=0.005)


@pytest.mark.parametrize(
    ("each", "between", "most"),
    [
        (0.90 * 0.10, 0.03**2, 233),  # satisfaction: answers
        (0.86 * 0.14, 0.03**2, 312),  # first-contact resolution: first contacts
        (0.92 * 0.08, 0.037**2, 125),  # quality: forms
        (1 / 0.0008, 0.5**2, 11_700),  # complaints: contacts
    ],
)
def test_floors_follow_from_how_much_people_differ(each: float, between: float, most: float) -> None:
    found = float(floor(each, between, 0.7))

    assert found == pytest.approx(most, rel=0.004)
    assert found / float(floor(each, between, 0.5)) == pytest.approx(2.33, abs=0.005)


# -- common or individual -----------------------------------------------------------------------------------

GROUPS = {
    "all weak": (246, 243, 249, 240, 252, 245, 238, 247, 244, 250, 241, 248),
    "two weak": (267, 264, 270, 261, 266, 269, 225, 222, 268, 265, 263, 266),
    "a little": (258, 246, 252, 264, 240, 255, 249, 261, 243, 250, 257, 247),
}


def group(name: str) -> Evidence:
    return weigh(panel(np.array(GROUPS[name], dtype=np.float64)[:, None], 300.0, low=0.85))


@pytest.mark.parametrize(
    ("name", "mean", "q", "q_p", "i2", "spread", "p_common", "common"),
    [
        ("all weak", 0.8175, 4.4, 0.956, 0.0, 0.0, 1.000, True),
        ("two weak", 0.8628, 86.4, 0.000, 0.87, 0.052, 0.213, False),
        ("a little", 0.8394, 14.7, 0.198, 0.25, 0.012, 0.932, True),
    ],
)
def test_three_groups_of_twelve_differ_in_what_is_wrong(
    name: str, mean: float, q: float, q_p: float, i2: float, spread: float, p_common: float, common: bool
) -> None:
    found = group(name)
    shared = found.shared

    assert round(float(shared.mean[0]), 4) == mean
    assert round(float(shared.q[0]), 1) == q
    assert float(shared.q_p[0]) == pytest.approx(q_p, abs=0.0006)
    assert round(float(shared.i2[0]), 2) == i2
    assert round(float(np.sqrt(found.parts.between[0])), 3) == spread
    assert float(shared.p_common[0]) == pytest.approx(p_common, abs=0.0005)
    assert bool(shared.common[0]) is common


def test_a_common_weakness_lists_nobody_and_an_individual_one_the_two() -> None:
    assert not group("all weak").listed.any()
    assert group("all weak").shared.share_off[0] == pytest.approx(1.00, abs=0.005)

    two = group("two weak")
    assert np.flatnonzero(two.listed).tolist() == [6, 7]
    assert two.p_off[[6, 7]].round(3).tolist() == [1.0, 1.0]
    assert np.delete(two.p_off, [6, 7]).max() <= 0.15
    assert two.shared.share_off[0] == pytest.approx(0.21, abs=0.005)

    little = group("a little")
    assert not little.listed.any()
    assert little.shared.gap[0] == pytest.approx(0.011, abs=0.0005)
    shares = np.array(GROUPS["a little"], dtype=np.float64)[:, None] / 300
    prior = Prior(np.full(12, shares.mean()), np.full(12, float(little.parts.between[0])))
    off = beta_level(prior, shares, np.full((12, 1), 300.0), np.zeros(12)).below(np.full(12, 0.85))
    assert off.mean() == pytest.approx(0.81, abs=0.01)  # that the cell's mean is an estimate: .78


@pytest.mark.parametrize(("name", "below"), [("all weak", 12), ("two weak", 2), ("a little", 7)])
def test_the_gap_of_each_falls_exactly_into_common_and_own(name: str, below: int) -> None:
    found = group(name)

    assert int((found.fair[:, 0] < 0.85).sum()) == below  # what a spreadsheet sees
    assert found.gap_common + found.gap_own == pytest.approx(0.85 - found.level)
