"""What is shared: by cells, by other ways of grouping the same people, by everybody in one month."""

from __future__ import annotations

import numpy as np
import pytest

from supervisor.evidence.common import is_common, lever, levers
from supervisor.evidence.outage import out_of_limits


def people(
    batch_spread: float, own_spread: float = 1.0
) -> tuple[np.ndarray, np.ndarray, list[str], list[str]]:
    """Levels with sampling variances, hiring batches that differ by *batch_spread*, and teams that do not."""
    dice = np.random.default_rng(4)
    batch = np.repeat(np.arange(20), 25)
    y = dice.normal(0, batch_spread, 20)[batch] + dice.normal(0, own_spread, 500) + dice.normal(0, 0.5, 500)
    team = dice.permutation(batch)
    return y, np.full(500, 0.25), [f"batch {at}" for at in batch], [f"team {at}" for at in team]


def test_the_grouping_that_people_differ_by_comes_first() -> None:
    y, variance, batch, team = people(0.8)

    found = levers({"team": team, "batch": batch}, y, variance)

    assert [one.by for one in found] == ["batch", "team"]
    assert found[0].icc == pytest.approx(0.64 / 1.64, abs=0.12)
    assert found[0].between_units == pytest.approx(1.0, abs=0.15)
    assert found[1].icc < 0.03


def test_a_grouping_that_groups_nobody_says_nothing() -> None:
    y, variance, *_others = people(0.0)

    assert np.isnan(lever("person", [str(at) for at in range(500)], y, variance).icc)
    assert np.isnan(lever("site", ["one"] * 500, y, variance).icc)
    some = lever("shift", ["", None, *["early", "late"] * 249], y, variance)
    assert (some.groups, some.units) == (2, 498)


def test_a_few_weak_ones_are_not_their_cells_weakness() -> None:
    p, share, units = (
        np.array([0.95, 0.95, 0.95, 0.89]),
        np.array([0.8, 0.4, 0.8, 0.8]),
        np.array([9, 9, 4, 9]),
    )

    assert is_common(p, share, units, 0.9).tolist() == [True, False, False, False]


def test_only_what_all_groups_had_is_an_outage() -> None:
    dice = np.random.default_rng(5)
    quiet = 1 + dice.normal(0, 0.01, (4, 6))
    all_of_them, one_of_them, apart = quiet.copy(), quiet.copy(), quiet.copy()
    all_of_them[:, 2] += 0.2
    one_of_them[0, 2] += 0.2
    apart[:2, 2] += 0.2
    apart[2:, 2] -= 0.2

    assert np.flatnonzero(out_of_limits(all_of_them)).tolist() == [2]
    assert not out_of_limits(one_of_them).any()
    assert not out_of_limits(apart).any()
    assert not out_of_limits(quiet).any()
    some_within = quiet.copy()  # one so little that by itself it would not show
    some_within[:, 2] += np.array([0.2, 0.2, 0.2, 0.04])
    assert np.flatnonzero(out_of_limits(some_within)).tolist() == [2]
    assert not out_of_limits(all_of_them[:, :2]).any()  # of two months nobody knows which is usual
    assert np.flatnonzero(out_of_limits(all_of_them[:, :3])).tolist() == [2]
