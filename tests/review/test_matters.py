"""What the one page asks to be decided."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from supervisor.performance.target import Verdict
from supervisor.review.entries import Nature, training_list
from supervisor.review.matters import (
    Group,
    Matter,
    Waiting,
    asked,
    undecided,
    untargeted,
    weak_groups,
)
from supervisor.review.month_verdict import NOTHING_WANTED
from tests.review.made import review

GROUP = Group("Network", "voice")


def test_of_all_that_waits_the_first_three_matters_are_asked() -> None:
    every = Waiting(2, {GROUP: ("aht",)}, 5, 1, True, ("csat",))
    assert asked(every) == (Matter.CAUSE, Matter.COMMON, Matter.LIST)
    assert asked(every, 9) == tuple(Matter)
    assert asked(Waiting(overdue=1, to_state=True)) == (Matter.ISSUES, Matter.STATE)
    assert asked(Waiting()) == ()


@given(
    st.builds(
        Waiting,
        st.integers(0, 2),
        st.dictionaries(st.just(GROUP), st.just(("aht",))),
        st.integers(0, 2),
        st.integers(0, 2),
        st.booleans(),
        st.sampled_from(((), ("fcr",))),
    ),
    st.integers(0, 7),
)
def test_matters_are_asked_in_their_order_and_none_that_does_not_wait(waiting: Waiting, most: int) -> None:
    told = asked(waiting, most)
    assert list(told) == sorted(told)
    assert len(told) <= most
    assert (Matter.STATE in told) <= waiting.to_state
    assert (Matter.ISSUES in told) <= bool(waiting.overdue)


def test_the_group_with_most_weak_kpis_comes_first_whatever_the_tenure() -> None:
    (fcr,) = training_list(review(), ["fcr"]).lists
    (cell,) = fcr.cells
    assert cell.nature is Nature.COMMON
    other = replace(cell, skill_name="Billing")
    lists = [
        replace(fcr, cells=(cell, other, replace(cell, band="new"))),
        replace(fcr, kpi="csat", cells=(other, replace(cell, nature=Nature.INDIVIDUAL))),
    ]
    found = weak_groups(lists)
    assert list(found.items()) == [
        (Group("Billing", cell.channel), ("fcr", "csat")),
        (Group(cell.skill_name, cell.channel), ("fcr",)),
    ]


def test_an_entry_waits_until_somebody_decides_about_it() -> None:
    lists = training_list(review(), ["aht"]).lists
    (jin,) = lists[0].entries
    assert undecided(lists, ()) == 1
    assert undecided(lists, {("fcr", jin.who.unit)}) == 1  # of another KPI
    assert undecided(lists, {("aht", jin.who.unit)}) == 0


def test_only_key_figures_that_nobody_set_a_target_for_ask_for_one() -> None:
    met = replace(NOTHING_WANTED, verdict=Verdict.MET)
    wanted = {"aht": met, "csat": NOTHING_WANTED, "ours": NOTHING_WANTED}
    assert untargeted(wanted, wanted, {"aht", "csat"}) == ("csat",)
