"""Where points are lost: the few items that make most errors, and what came of what was done about one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from supervisor.quality.deductions import By, against_others, deductions, looked_at, looks
from supervisor.quality.evaluation import Evaluation, State
from supervisor.quality.form import FormVersion
from supervisor.quality.measure import (
    Came,
    Looked,
    Measure,
    Plan,
    Status,
    follow_up,
    problem,
)
from tests.quality.making import DAY, FORM, evaluation

VERSIONS = {"v1": FormVersion("v1", "f", 1, DAY, FORM)}


def several(count: int, **said: str | float) -> list[Evaluation]:
    told = "".join(f"{key}{value}" for key, value in said.items())
    return [
        replace(evaluation(f"{told}{at}", "v1", **said), state=State.FINAL, person=f"p{at % 3}")
        for at in range(count)
    ]


NOW = [*several(5), *several(6, tone=5.0), *several(2, answer="no"), *several(1, order="na", secret="no")]


def test_items_are_told_the_worst_first_with_the_fewest_that_make_the_cut() -> None:
    found = deductions(NOW, [], VERSIONS)
    assert (found.forms, found.errors) == (14, 9)
    assert [(one.key[1], one.errors, one.n, one.main) for one in found.items] == [
        ("tone", 6, 14, True),
        ("answer", 2, 14, True),  # 6 of 9 are not yet 80 %
        ("secret", 1, 14, False),
        ("order", 0, 13, False),  # it did not apply once
    ]
    assert [one.share for one in found.items[:2]] == pytest.approx([6 / 9, 2 / 9])
    assert [one.cumulated for one in found.items] == pytest.approx([6 / 9, 8 / 9, 1, 1])
    assert [one.key[1] for one in found.main] == ["tone", "answer"]
    assert found.items[0].persons == 3
    assert found.items[0].rate_before is None
    assert found.against is None


def test_by_points_a_grave_item_comes_before_a_frequent_one() -> None:
    found = deductions(NOW, [], VERSIONS, by=By.POINTS)
    assert [(one.key[1], one.lost) for one in found.items[:2]] == [("answer", 120.0), ("tone", 90.0)]
    assert found.items[-1].lost == 0
    assert not found.items[-1].main


def test_the_time_before_and_the_teams_stand_beside() -> None:
    before = [*several(9), *several(1, tone=5.0)]
    measure = Measure("m", "f", "tone", "Chen")
    found = deductions(
        NOW,
        before,
        VERSIONS,
        group_of=lambda person, _day: "north" if person == "p0" else "south",
        measures=[measure],
    )
    worst = found.items[0]
    assert worst.rate == pytest.approx(6 / 14)
    assert worst.rate_before == pytest.approx(0.1)
    assert worst.by_group == {"north": (2, 6), "south": (4, 8)}
    assert worst.measures == (measure,)
    assert found.groups == ("north", "south")
    assert found.against is not None
    assert found.against.parts[0].type == "f/tone"
    assert sum(part.contribution for part in found.against.parts) == pytest.approx(9 / 55 - 1 / 40, abs=0.01)


def test_drafts_and_forms_that_are_not_known_count_nowhere() -> None:
    drafts = [replace(one, state=State.DRAFT) for one in NOW]
    strange = [replace(one, form_version="v9") for one in NOW]
    assert deductions(drafts, [], VERSIONS).items == ()
    assert not list(looks(strange, VERSIONS))


def test_what_one_team_adds_is_told_item_by_item() -> None:
    own = [one for one in NOW if one.person == "p0"]
    found = against_others(own, [one for one in NOW if one.person != "p0"], VERSIONS)
    assert {part.type for part in found.parts} == {"f/secret", "f/answer", "f/order", "f/tone"}
    assert found.gap == pytest.approx(sum(part.contribution for part in found.parts))


# Measures


def looked(day: date, errors: int, n: int) -> list[Looked]:
    return [Looked(day, at < errors) for at in range(n)]


def test_what_came_of_a_measure_is_said_only_where_chance_alone_does_not_do_it() -> None:
    measure = Measure("m", "f", "tone", "Chen", plan=Plan(since=DAY))
    before, after = DAY - timedelta(days=3), DAY + timedelta(days=3)
    clear = follow_up(measure, [*looked(before, 60, 200), *looked(after, 20, 200)])
    assert clear is not None
    assert (clear.rate_before, clear.rate_after, clear.came) == (0.3, 0.1, Came.FEWER)
    assert clear.interval is not None
    # Newcombe's method 10 by hand, from the Wilson limits .0656–.1494 of 20/200 and .2407–.3668 of 60/200
    assert (clear.interval.low, clear.interval.high) == pytest.approx((-0.2752, -0.1227), abs=0.0002)
    unclear = follow_up(measure, [*looked(before, 3, 10), *looked(after, 1, 10)])
    assert unclear is not None
    assert unclear.came is Came.CANNOT_TELL
    worse = follow_up(measure, [*looked(before, 20, 200), *looked(after, 60, 200)])
    assert worse is not None
    assert worse.came is Came.MORE
    old = follow_up(measure, looked(DAY - timedelta(days=91), 5, 10))
    assert old is not None
    assert (old.before, old.rate_before, old.change, old.came) == (0, None, None, Came.CANNOT_TELL)
    assert follow_up(replace(measure, plan=Plan()), []) is None


def test_looks_of_one_item_are_those_of_its_form() -> None:
    assert sum(one.error for one in looked_at(("f", "tone"), looks(NOW, VERSIONS))) == 6
    assert looked_at(("g", "tone"), looks(NOW, VERSIONS)) == ()


def test_a_measure_needs_somebody_and_is_overdue_until_it_is_done() -> None:
    measure = Measure("m", "f", "tone", "Chen", due=DAY, plan=Plan(since=DAY - timedelta(days=9)))
    assert problem(measure) == ""
    assert problem(replace(measure, owner=" ")) == "Say who sees to it."
    assert problem(replace(measure, due=DAY - timedelta(days=10))) == "It is due before it begins."
    assert not measure.is_overdue(DAY)
    assert measure.is_overdue(DAY + timedelta(days=1))
    assert not replace(measure, status=Status.DONE).is_overdue(DAY + timedelta(days=1))
