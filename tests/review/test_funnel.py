"""The funnel of a cell: the values are fair, the limits are those of the evidence's kind."""

from __future__ import annotations

from datetime import date

import pytest

from supervisor.evidence.unit import Unit
from supervisor.review.entries import training_list
from supervisor.review.funnel import finding_of, funnel_of
from supervisor.review.monthly import MonthlyReview
from ui.review.sample import sample_review


@pytest.fixture(scope="module")
def review() -> MonthlyReview:
    return sample_review(date(2026, 10, 1), date(2026, 11, 22), "en")


@pytest.mark.parametrize("kpi", ["fcr", "aht", "csat", "complaint_rate", "qa_score", "utilisation"])
def test_everybody_of_the_cell_is_a_dot_between_limits(review: MonthlyReview, kpi: str) -> None:
    (found,) = training_list(review, [kpi]).lists
    cell = max(found.cells, key=lambda one: one.units)
    told = funnel_of(review, kpi, cell)
    assert told is not None
    assert {who.unit.person for who, _dot in told.people} <= set(cell.persons)
    assert len(told.people) == cell.units
    assert all(limits.low <= told.target <= limits.high for limits in told.curve)
    wide = [limits.high - limits.low for limits in told.curve]
    assert wide[0] >= wide[-1]


def test_values_are_fair_ones(review: MonthlyReview) -> None:
    (found,) = training_list(review, ["fcr"]).lists
    told = funnel_of(review, "fcr", found.cells[0])
    assert told is not None
    evidence = review.evidence["fcr"]
    at = [one.unit for one in review.units].index(told.people[0][0].unit)
    months = evidence.window
    fair = evidence.fair[at, -months:]
    value = told.people[0][1].value
    assert value is not None
    assert fair.min() - 1e-9 <= value <= fair.max() + 1e-9


def test_who_is_in_no_cell_has_no_funnel(review: MonthlyReview) -> None:
    assert finding_of(review, "fcr", Unit("nobody", "", "")) is None
    assert finding_of(review, "nonsense", review.units[0].unit) is None
    assert finding_of(review, "fcr", review.units[0].unit) is not None
