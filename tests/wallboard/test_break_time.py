"""What was used of breaks, and what is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.events import AgentState
from supervisor.settings.breaks import BreakCode, BreakKind, house_rules
from supervisor.settings.centre import CentreSettings
from supervisor.settings.declared import declared, setting
from supervisor.wallboard.break_rules import BreakRules
from supervisor.wallboard.break_time import (
    BreakTimes,
    break_lines,
    break_uses,
    counted_s,
    kind_times,
    left_s,
    used_s,
)
from supervisor.wallboard.breaks import break_codes
from tests.live.floor import PBX, at
from tests.wallboard.break_floor import DAYS, MEAL, REST, TRAINING, WELLBEING, agent, board, line, rules

READY, BREAK = AgentState.READY, AgentState.BREAK


def test_used_is_what_was_and_what_runs() -> None:
    floor = board(agent("anna", (0, BREAK, "rest"), (300, READY, None), (900, BREAK, "REST")))
    anna = line(floor, "anna")
    assert used_s(anna, REST, at(1000), rules()) == 400
    assert left_s(anna, REST, at(1000), rules()) == 2000
    assert used_s(anna, MEAL, at(1000), rules()) == 0
    assert left_s(anna, MEAL, at(1000), rules()) is None


def test_codes_that_mean_the_same_share_their_allowance() -> None:
    both = break_codes((REST, BreakCode("休息", BreakKind.BREAK, 600, "休息", "Rest", allowance_s=2400)))
    floor = board(agent("anna", (0, BREAK, "休息"), (300, READY, None)))
    assert used_s(line(floor, "anna"), REST, at(1000), BreakRules(codes=both, days=DAYS)) == 300


def test_a_break_from_before_the_day_counts_only_from_its_beginning() -> None:
    begins = (DAYS.begins(DAYS.day(at(0))) - at(0)).total_seconds()
    floor = board(agent("anna", (begins - 500, BREAK, "rest")), agent("ben", (begins + 1, READY, None)))
    assert used_s(line(floor, "anna"), REST, at(begins + 100), rules()) == 100
    assert break_lines(floor, at(begins + 100), rules())[PBX, "anna"].used_s(at(begins + 100)) == 100


def test_work_and_wellbeing_do_not_count() -> None:
    times = [(n * 100.0, BREAK, code) for n, code in enumerate(("rest", "training", "wellbeing", "meal"))]
    anna = line(board(agent("anna", *times)), "anna")
    assert counted_s(anna, at(450), rules()) == 100 + 150
    assert not WELLBEING.is_counted  # even where somebody set that it counts
    assert not TRAINING.is_counted
    assert BreakCode("x", BreakKind.TRAINING, counts=True).is_counted


def test_nobody_is_ever_over_the_limit_of_wellbeing() -> None:
    floor = board(agent("anna", (0, BREAK, "wellbeing")), agent("ben", (0, BREAK, "rest")))
    found = break_lines(floor, at(0), rules())
    assert found[PBX, "anna"].view(at(5000)).over_s is None
    assert found[PBX, "anna"].left_s(at(5000)) is None
    assert found[PBX, "ben"].view(at(5000)).over_s == 4400


def test_the_kinds_add_up_what_everybody_used_and_who_is_over_now() -> None:
    floor = board(
        agent("anna", (0, BREAK, "rest"), (300, READY, None)),
        agent("ben", (0, BREAK, "rest")),
        agent("cem", (0, BREAK, "smoking")),  # a word that nobody has set
    )
    times = BreakTimes()
    times.take(floor, rules())
    found = kind_times(times.before, break_lines(floor, at(0), rules()).values(), at(700))
    assert [(kind.kind, kind.people, kind.over, kind.used_s) for kind in found] == [
        (BreakKind.BREAK, 1, 1, 1000),
        (None, 1, 0, 700),
    ]


codes = st.sampled_from(["rest", "meal", "wellbeing", "smoking", None])


@given(st.lists(st.tuples(st.integers(1, 999), codes), max_size=8), st.integers(0, 500))
def test_the_kinds_are_what_the_agents_used_together(spans: list[tuple[int, str | None]], more: int) -> None:
    when, states = 0, []
    for seconds, code in spans:
        states.append((float(when), BREAK if code else READY, code))
        when += seconds
    floor, now = board(agent("anna", *states), agent("ben", *states)), at(when + more)
    times = BreakTimes()
    times.take(floor, rules())
    found = kind_times(times.before, break_lines(floor, now, rules()).values(), now)
    words = {"rest", "meal", "wellbeing", "smoking"}
    used = sum(used_s(a, rules().code(word), now, rules()) for a in floor.agents.values() for word in words)
    assert sum(kind.used_s for kind in found) == pytest.approx(used)


def test_settings_saved_before_there_were_rules_still_load() -> None:
    old = [{"code": "lunch", "kind": "meal", "limit_s": 3600, "name_zh": "午餐", "name_en": "Lunch"}]
    (code,) = setting(CentreSettings, "break_codes").taken(old, "here")
    assert code == BreakCode("lunch", BreakKind.MEAL, 3600, "午餐", "Lunch")
    assert (code.is_counted, code.allowance_s, code.team_cap) == (True, None, None)


def test_the_house_rules_are_settings_that_the_centre_takes() -> None:
    ruled = house_rules(CentreSettings().break_codes)
    assert set(ruled) <= set(declared(CentreSettings))
    by_code = {code.code: code for code in ruled["break_codes"]}
    assert [by_code[code].allowance_s for code in ("busy", "示忙", "rest", "休息")] == [600, 600, 2400, 2400]
    assert by_code["training"].allowance_s is None
    found = BreakRules.of(CentreSettings(**ruled))
    assert (found.team_cap, found.margin.total_seconds()) == (1, 1800)


@given(st.lists(st.tuples(st.integers(1, 999), codes), min_size=1, max_size=8), st.integers(0, 8))
def test_adding_up_what_changed_is_adding_up_everything(
    spans: list[tuple[int, str | None]], cut: int
) -> None:
    when, states = 0, []
    for seconds, code in spans:
        states.append((float(when), BREAK if code else READY, code))
        when += seconds
    early, late = board(agent("anna", *states[: max(1, cut)])), board(agent("anna", *states))
    in_steps, at_once = BreakTimes(), BreakTimes()
    in_steps.take(early, rules())
    in_steps.take(late, rules(), [(PBX, "anna")])
    at_once.take(late, rules())
    kept = {kind: seconds for kind, seconds in in_steps.before.items() if seconds}
    assert kept == pytest.approx(at_once.before)


def test_a_break_tells_when_it_will_be_over_and_overdrawn() -> None:
    floor = board(agent("anna", (0, BREAK, "rest"), (2300, READY, None), (3000, BREAK, "rest")))
    assert break_lines(floor, at(3000), rules())[PBX, "anna"].turns() == [at(3600), at(3100)]
    calm = board(agent("anna", (0, BREAK, "wellbeing")))
    assert break_lines(calm, at(0), rules())[PBX, "anna"].turns() == []


def test_what_was_used_of_a_shift_that_is_over_is_held_against_the_allowance() -> None:
    both = [
        BreakCode(word, BreakKind.BREAK, 600, "小休", "Break", allowance_s=2400) for word in ("Break", "小休")
    ]
    found = break_uses(
        {"Break": (2, 1500.0), "小休": (1, 901.0), "wellbeing": (1, 9000.0), "meal": (1, 1800.0)},
        BreakRules(break_codes((*both, BreakCode("wellbeing", BreakKind.WELLBEING, allowance_s=60), MEAL))),
    )
    assert [(use.code.kind, use.times, use.used_s, use.left_s, use.is_over) for use in found] == [
        (BreakKind.BREAK, 3, 2401.0, -1.0, True),
        (BreakKind.MEAL, 1, 1800.0, None, False),
        (BreakKind.WELLBEING, 1, 9000.0, None, False),
    ]
