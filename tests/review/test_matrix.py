"""People by KPIs: what a cell holds, who is shown, and how fast it is made of a large centre."""

from __future__ import annotations

import ast
import pickle
from array import array
from dataclasses import replace
from importlib.util import find_spec
from math import isnan
from pathlib import Path

import numpy as np
import pytest

from supervisor.evidence.intervals import wilson
from supervisor.evidence.options import Answer
from supervisor.evidence.unit import Kind
from supervisor.review.matrix import Filter, choices, matrix
from supervisor.review.monthly import MonthlyReview
from tests.review.made import CSAT, MONTHS, NAMES, panel, review


@pytest.fixture(scope="module")
def october() -> MonthlyReview:
    return review()


def test_a_cell_tells_value_sums_interval_target_and_what_became_of_it(october: MonthlyReview) -> None:
    shown = matrix(october)

    cell = shown.cell(NAMES.index("Han"), [one.kpi for one in shown.columns].index("csat"))

    assert cell.values == (0.76, 0.76, 0.76)
    assert (cell.numerator, cell.denominator) == (19, 25)
    usual = wilson(19, 25)
    assert usual is not None
    assert (cell.low, cell.high) == (pytest.approx(usual.low), pytest.approx(usual.high))
    assert (cell.at_least, cell.at_most, cell.has_target) == (0.88, None, True)
    assert (cell.missed, cell.off) == ((True,) * 3, (True,) * 3)
    assert (cell.off_months, cell.run_of, cell.answer) == (3, 3, Answer.CONFIRMED)


def test_rows_stand_as_in_the_review_never_by_their_figures(october: MonthlyReview) -> None:
    shown = matrix(october)
    assert [row.name for row in shown.rows] == list(NAMES)
    assert shown.months == MONTHS


def test_nothing_told_is_unknown_and_no_target_gives_no_verdict() -> None:
    n = np.array([25.0] * 7 + [0.0])
    shown = matrix(review(panel("csat", Kind.RATE, (0.9,) * 8, n)))

    cell = shown.cell(7, 0)
    assert (cell.values, cell.numerator, cell.denominator, cell.low) == ((None,) * 3, None, None, None)
    assert (cell.missed, cell.off, cell.has_target) == ((None,) * 3, (None,) * 3, False)
    assert {shown.cell(row, 0).answer for row in range(8)} == {Answer.NO_VERDICT}
    assert shown.columns[0].misses == 0


def test_figures_of_a_month_that_may_still_change_say_so() -> None:
    complaints = panel("complaint_rate", Kind.COUNT, (0.001,) * 8, 2000, high=2.0, scale=1000)
    column = matrix(review(complaints)).columns[0]
    assert column.provisional == (False, False, True)


def test_a_filter_shows_a_part_and_its_groups_sum_that_part_alone(october: MonthlyReview) -> None:
    shown = matrix(october, Filter(teams=frozenset({"south"})), kpis=["csat"])

    assert [row.name for row in shown.rows] == ["Gao", "Han", "Jin"]
    assert (shown.of, [column.kpi for column in shown.columns]) == (8, ["csat"])
    (group,) = shown.groups
    answers = sum(round(share * 25) for share in (0.95, 0.76, 0.90))
    assert group.values[-1] == pytest.approx(answers / 75)
    assert (group.judged, group.off) == (3, 1)


@pytest.mark.parametrize(
    ("which", "found"),
    [
        (Filter(text="  CUI "), ["Cui"]),
        (Filter(text="107"), ["Jin"]),
        (Filter(text="north"), list(NAMES[:5])),
        (Filter(skills=frozenset({"other"})), []),
        (Filter(channels=frozenset({"voice"}), bands=frozenset({"New"})), []),
        (Filter(persons=frozenset({"du"})), ["Du"]),
    ],
)
def test_people_are_found_by_what_is_known_of_them(
    october: MonthlyReview, which: Filter, found: list[str]
) -> None:
    assert [row.name for row in matrix(october, which).rows] == found


def test_what_can_be_chosen_is_what_there_is(october: MonthlyReview) -> None:
    offered = choices(october)
    assert offered.teams == (("north", "North"), ("south", "South"))
    assert (offered.skills, offered.bands) == ((("fault", "Faults"),), ("Tenured",))
    assert offered.channels == ("voice",)


def test_five_thousand_rows_by_twenty_kpis_are_bytes_and_no_objects() -> None:
    small = review(CSAT)
    many = 5000
    found = small.evidence["csat"]
    at = np.arange(many) % 8
    tall = replace(
        found,
        panel=replace(
            found.panel,
            units=tuple(found.panel.units[one] for one in at),
            **{name: getattr(found.panel, name)[at] for name in ("x", "n", "cell", "low", "high", "margin")},
        ),
        answer=tuple(found.answer[one] for one in at),
        **{name: getattr(found, name)[at] for name in ("off", "run", "run_of", "missed")},
    )
    units = tuple(small.units[one] for one in at)
    large = replace(small, units=units, evidence={f"kpi {count}": tall for count in range(20)})

    shown = matrix(large)

    assert (len(shown.rows), len(shown.columns)) == (many, 20)
    sent = pickle.dumps(shown.columns, protocol=pickle.HIGHEST_PROTOCOL)
    assert len(sent) < 10_000_000  # a float object a figure would be twice that, and slow
    came = pickle.loads(sent)  # noqa: S301
    assert isinstance(came[0].value[0], array)
    assert came[19].value[2][6] == 0.76
    assert isnan(came[19].at_most[6])


def test_what_a_screen_imports_of_the_review_brings_no_arrays() -> None:
    names = (
        "matrix",
        "entries",
        "derivation",
        "cause",
        "decisions",
        "corrections",
        "steps",
        "wording",
        "monthly",
    )
    waiting = [f"supervisor.review.{name}" for name in names]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in seen and (source := find_spec(name)) is not None and source.origin:
            seen.add(name)
            if name.startswith("supervisor."):
                waiting += _imported(Path(source.origin))
    assert not seen & {"numpy", "scipy", "pandas"}
    assert "supervisor.history.contacts" in seen, "whoever imports is followed"


def _imported(file: Path) -> list[str]:
    """The modules that *file* loads when it is loaded itself."""
    found = []
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found += [one.name.partition(".")[0] for one in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            own = node.module.startswith("supervisor")
            found.append(node.module if own else node.module.partition(".")[0])
    return found
