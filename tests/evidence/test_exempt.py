"""Who may be exempted: chances against the integral, and what speaks against."""

from __future__ import annotations

import math

import pytest

from supervisor.evidence.exempt import Against, Prior, chance_above, exemption, needed_forms


def integral(fatal: int, forms: int, limit: float, prior: Prior) -> float:
    """The posterior above *limit* by Simpson's rule in many small steps."""
    a, b = prior.fatal + fatal, prior.good + forms - fatal

    def density(p: float) -> float:
        return math.exp((a - 1) * math.log(p) + (b - 1) * math.log1p(-p))

    def area(low: float, high: float) -> float:
        n = 20_000
        steps = [low + (high - low) * at / n for at in range(n + 1)]
        heights = [density(min(max(p, 1e-300), 1 - 1e-16)) for p in steps]
        return (
            (high - low)
            / n
            / 3
            * (heights[0] + heights[-1] + 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2]))
        )

    return area(limit, 1) / area(0, 1)


@pytest.mark.parametrize(("fatal", "forms"), [(0, 36), (1, 36), (3, 40)])
def test_a_chance_is_the_share_of_the_posterior_above_the_limit(fatal: int, forms: int) -> None:
    prior = Prior(2, 20)
    expected = integral(fatal, forms, 0.05, prior)
    assert chance_above(fatal, forms, 0.05, prior=prior) == pytest.approx(expected, rel=1e-6)


def test_forms_enough_without_a_fatal_error_exempt() -> None:
    found = exemption(0, 40, limit=0.05, confirmed=False, complaints=0)
    assert (found.allowed, found.against, found.more, found.floor) == (True, (), 0, 2)


def test_too_few_forms_prove_nothing_and_it_is_said_how_many_would() -> None:
    found = exemption(0, 36, limit=0.05, confirmed=False, complaints=0)
    assert (found.allowed, found.against) == (False, (Against.UNPROVEN,))
    assert found.more is not None
    assert (
        (chance_above(0, 36 + found.more, 0.05) or 1) <= 0.05 < (chance_above(0, 35 + found.more, 0.05) or 0)
    )


def test_everything_that_speaks_against_is_said() -> None:
    found = exemption(4, 40, limit=0.05, confirmed=True, complaints=1)
    assert found.against == (Against.FATAL_ERRORS, Against.CONFIRMED, Against.COMPLAINT)
    clean = exemption(0, 400, limit=0.05, confirmed=False, complaints=1)
    assert (clean.allowed, clean.against) == (False, (Against.COMPLAINT,))


def test_nobody_is_exempted_without_forms_or_by_counts_that_make_no_sense() -> None:
    assert exemption(0, 0, limit=0.05, confirmed=False, complaints=0).against == (Against.UNPROVEN,)
    found = exemption(5, 4, limit=0.05, confirmed=False, complaints=0)
    assert (found.allowed, found.chance, found.more) == (False, None, None)
    assert chance_above(0, 10, 1.5) is None


def test_a_limit_of_none_at_all_is_never_proven() -> None:
    assert needed_forms(0, 100, 0.0) is None
    assert chance_above(0, 100, 0.0) == 1
