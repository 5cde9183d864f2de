"""Agreement of raters: worked examples, and formulas written out the long way."""

from __future__ import annotations

import math
from itertools import permutations
from statistics import fmean, variance

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.evidence.agreement import (
    Acceptance,
    Gage,
    Scale,
    accepted,
    cohen_kappa,
    fleiss_kappa,
    gage,
    icc,
    krippendorff_alpha,
    percent_agreement,
    rater_bias,
    repeatability,
)

FIRST = [False] * 3 + [True] * 15 + [False, True]
SECOND = [False] * 3 + [True] * 15 + [True, False]
THIRD = [True, False, False] + [False] + [True] * 14 + [False, False]  # of his own mind on two and one split
SCORES = [
    (92, 90, 94), (85, 82, 88), (78, 75, 83), (95, 93, 95), (88, 84, 91), (70, 66, 77), (90, 88, 92), (83, 80,
    86)
]  # fmt: skip


def test_two_who_mostly_pass_agree_less_than_it_seems() -> None:
    assert percent_agreement(list(zip(FIRST, SECOND, strict=True))) == pytest.approx(0.9)
    found = cohen_kappa(FIRST, SECOND)
    assert found is not None
    assert (round(found.value, 2), round(found.interval.low, 2), round(found.interval.high, 2)) == (
        0.69,
        0.28,
        1.09,
    )
    assert found.n == 20


def test_a_third_rater() -> None:
    ratings = list(zip(FIRST, SECOND, THIRD, strict=True))
    assert fleiss_kappa(ratings) == pytest.approx(0.61, abs=0.005)
    assert krippendorff_alpha(ratings) == pytest.approx(0.61, abs=0.005)


def test_who_order_alike_but_differ_in_severity_agree_by_order_alone() -> None:
    assert krippendorff_alpha(SCORES, Scale.INTERVAL) == pytest.approx(0.82, abs=0.005)
    found = icc(SCORES)
    assert found is not None
    parts = gage([[[one, one] for one in row] for row in SCORES])  # twice the same: no repeatability
    assert parts is not None
    whole = parts.contacts + parts.raters + parts.interaction
    assert found.agreement == pytest.approx(parts.contacts / whole)
    assert found.consistency == pytest.approx(parts.contacts / (parts.contacts + parts.interaction))
    assert (round(found.agreement, 2), round(found.consistency, 2)) == (0.84, 0.96)
    assert [round(one or 0, 1) for one in rater_bias(SCORES)] == [-0.1, -3.0, 3.0]


def test_a_quarter_of_the_scatter_is_measurement() -> None:
    found = Gage(repeatability=1.1, interaction=0.49, raters=7.0, contacts=102.2)
    assert found.share == pytest.approx(0.28, abs=0.005)
    assert found.classes == pytest.approx(4.9, abs=0.05)
    assert Gage(0, 0, 0, 0).share is None
    assert Gage(0, 0, 0, 1).classes is None


@pytest.mark.parametrize(
    ("alpha", "word"),
    [
        (0.80, Acceptance.FINE),
        (0.79, Acceptance.PROVISIONAL),
        (0.67, Acceptance.PROVISIONAL),
        (0.66, Acceptance.REWRITE),
        (-0.2, Acceptance.REWRITE),
        (None, Acceptance.UNKNOWN),
        (math.nan, Acceptance.UNKNOWN),
    ],
)
def test_an_alpha_has_a_word(alpha: float | None, word: Acceptance) -> None:
    assert accepted(alpha) is word


def test_ratings_that_are_all_alike_prove_no_agreement_beyond_chance() -> None:
    same = [(1.0, 1.0, 1.0)] * 9
    assert percent_agreement(same) == 1
    assert cohen_kappa([True] * 9, [True] * 9) is None
    assert fleiss_kappa(same) is krippendorff_alpha(same) is icc(same) is None
    assert krippendorff_alpha(same, Scale.ORDINAL) is krippendorff_alpha(same, Scale.INTERVAL) is None


def test_without_ratings_nothing_is_said() -> None:
    alone = [(1.0, None), (None, 2.0), (math.nan, 3.0)]
    for ratings in ([], alone):
        assert percent_agreement(ratings) is krippendorff_alpha(ratings) is fleiss_kappa(ratings) is None
        assert icc(ratings) is None
    assert cohen_kappa([], []) is None
    assert cohen_kappa([1.0, None], [None, 2.0]) is None
    assert repeatability([None], [1.0]) is None
    assert rater_bias([]) == ()
    assert gage([]) is gage([[]]) is gage([[[1.0, 2.0]]]) is None


def test_kappa_has_all_its_weights_right() -> None:
    """The variance by the delta method, numerically: how kappa moves with each cell of the table."""
    table = np.array([[20.0, 4, 1], [3, 30, 6], [2, 5, 29]])

    def kappa(cells: np.ndarray) -> float:
        share = cells / cells.sum()
        chance = float(share.sum(0) @ share.sum(1))
        return (float(np.trace(share)) - chance) / (1 - chance)

    pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(int(table[i, j]))]
    found = cohen_kappa([a for a, _ in pairs], [b for _, b in pairs])
    step = np.array([[kappa(table + 1e-4 * (np.arange(9) == at).reshape(3, 3)) for at in range(9)]]).ravel()
    moved = (step - kappa(table)) / 1e-4
    error = math.sqrt(float((table.ravel() * moved**2).sum()))
    assert found is not None
    assert found.value == pytest.approx(kappa(table))
    assert (found.interval.high - found.interval.low) / 2 == pytest.approx(1.959964 * error, rel=1e-3)


MISSING = [
    (1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4),
    (1, 1, 2, 1), (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1), (None, None, 3, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("scale", "alpha"), [(Scale.NOMINAL, 0.743), (Scale.ORDINAL, 0.815), (Scale.INTERVAL, 0.849)]
)
def test_alpha_of_krippendorffs_own_example(scale: Scale, alpha: float) -> None:
    assert krippendorff_alpha(MISSING, scale) == pytest.approx(alpha, abs=0.0005)


def apart(scale: Scale, a: float, b: float, values: list[float]) -> float:
    if scale is Scale.NOMINAL:
        return float(a != b)
    if scale is Scale.INTERVAL:
        return (a - b) ** 2
    between = sum(min(a, b) <= one <= max(a, b) for one in values)
    return (between - (values.count(a) + values.count(b)) / 2) ** 2


rows = st.lists(
    st.lists(st.none() | st.integers(0, 4).map(float), min_size=3, max_size=3), min_size=1, max_size=7
)


@given(rows, st.sampled_from(Scale))
@settings(max_examples=40)
def test_alpha_is_one_less_disagreement_by_that_of_all_pairs(
    ratings: list[list[float | None]], scale: Scale
) -> None:
    told = [[one for one in row if one is not None] for row in ratings]
    told = [row for row in told if len(row) > 1]
    values = [one for row in told for one in row]
    chance = [apart(scale, a, b, values) for a, b in permutations(values, 2)]
    found = krippendorff_alpha(ratings, scale)
    if not sum(chance):
        assert found is None
        return
    seen = sum(len(row) * fmean(apart(scale, a, b, values) for a, b in permutations(row, 2)) for row in told)
    assert found == pytest.approx(1 - seen / len(values) / fmean(chance))


def test_who_got_the_better_contacts_does_not_look_mild() -> None:
    """Contacts 90, 60, 75 and raters +2, −1, −1, of which each saw two contacts."""
    scores = [(92.0, 89.0, None), (None, 59.0, 59.0), (77.0, None, 74.0)]
    assert rater_bias(scores) == pytest.approx((2.0, -1.0, -1.0), abs=1e-6)


def test_who_shares_no_contact_with_the_others_has_no_bias() -> None:
    scores = [(92.0, 89.0, None, None), (80.0, None, 77.0, None), (None, None, None, 50.0)]
    assert rater_bias(scores) == (pytest.approx(2), pytest.approx(-1), pytest.approx(-1), None)
    assert rater_bias([(3.0,), (4.0,)]) == (None,)


def test_one_rater_against_himself() -> None:
    found = repeatability([90.0, 80.0, None, 70.0], [92.0, 80.0, 60.0, 73.0])
    assert found is not None
    assert (found.n, found.agreement) == (3, pytest.approx(1 / 3))
    assert found.shift == pytest.approx(5 / 3)
    assert found.sd == pytest.approx(math.sqrt(variance([2.0, 0.0, 3.0]) / 2))
    words = repeatability(FIRST, SECOND)
    assert words is not None
    assert (words.agreement, words.shift, words.sd) == (0.9, None, None)
    assert words.kappa == cohen_kappa(FIRST, SECOND)


@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_variances_of_a_gage_add_up_as_the_analysis_of_variance_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    contacts, raters, again = rng.normal(0, 10, 5), rng.normal(0, 3, 2), rng.normal(0, 1, (5, 2, 2))
    scores = 80 + contacts[:, None, None] + raters[None, :, None] + again
    found = gage(scores.tolist())
    assert found is not None
    cells = scores.mean(2)
    by_row, by_rater = cells.mean(1), cells.mean(0)
    crossed = 2 * ((cells - by_row[:, None] - by_rater[None] + scores.mean()) ** 2).sum() / 4
    within = ((scores - cells[:, :, None]) ** 2).sum() / 10
    assert found.repeatability == pytest.approx(within)
    assert found.interaction == pytest.approx(max(0, (crossed - within) / 2))
    assert found.raters == pytest.approx(max(0, (10 * by_rater.var(ddof=1) - crossed) / 10))
    assert found.contacts == pytest.approx(max(0, (4 * by_row.var(ddof=1) - crossed) / 4))


def test_a_gage_with_a_hole_says_nothing() -> None:
    assert gage([[[1.0, 2.0], [3.0]], [[1.0, 2.0], [3.0, 4.0]]]) is None
    assert gage([[[1.0, math.nan], [3.0, 3.0]], [[1.0, 2.0], [3.0, 4.0]]]) is None
    assert gage([[[1.0], [3.0]], [[1.0], [3.0]]]) is None


def test_icc_leaves_out_contacts_that_somebody_did_not_score() -> None:
    assert icc([*SCORES, (50, None, 99), (50, math.nan, 99)]) == icc(SCORES)
    assert icc([(*row, None) for row in SCORES]) == icc(SCORES)  # a rater who scored nothing
    assert icc([(1, 2, None), (1, None, 3), (4, None, 5)]) is None  # never all three
    assert icc([(1, 2)]) is None
    assert icc([(1,), (2,)]) is None
