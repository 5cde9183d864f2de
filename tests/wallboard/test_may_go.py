"""Who may go on a break: caps, blocked times, allowances, and what counts against nobody."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.events import AgentState
from supervisor.settings.breaks import BreakBlock, BreakCode, BreakKind
from supervisor.wallboard.may_go import Gate, Reason, may_go
from tests.live.floor import NOON, at
from tests.wallboard.break_floor import MEAL, REST, TRAINING, WELLBEING, agent, board, line, rules

READY, BREAK, HANDLING = AgentState.READY, AgentState.BREAK, AgentState.HANDLING
SHIFTS = (time(14),)
MINUTE = 60.0


def reasons(permission: object) -> list[Reason]:
    return [refusal.reason for refusal in permission.refusals]  # type: ignore[attr-defined]


def test_who_is_ready_may_go_for_as_long_as_the_code_allows() -> None:
    floor = board(agent("anna", (0, READY, None)))
    found = may_go(line(floor, "anna"), REST, floor, at(60), rules())
    assert found.allowed
    assert (found.longest_s, found.back_by, found.after_contact) == (600, None, False)


def test_who_has_a_contact_goes_after_it() -> None:
    floor = board(agent("anna", (0, HANDLING, None)))
    assert may_go(line(floor, "anna"), REST, floor, at(60), rules()).after_contact


def test_who_is_away_already_or_not_here_may_not_go() -> None:
    floor = board(
        agent("anna", (0, BREAK, "rest")),
        agent("ben", (0, HANDLING, "rest")),  # asked for a break
        agent("cem", (0, AgentState.OFFLINE, None)),
    )
    found = {
        name: reasons(may_go(line(floor, name), MEAL, floor, at(9), rules())) for name in ("anna", "ben")
    }
    assert found == {"anna": [Reason.ON_BREAK], "ben": [Reason.ON_BREAK]}
    assert reasons(may_go(line(floor, "cem"), WELLBEING, floor, at(9), rules())) == [Reason.NOT_HERE]


def test_no_more_of_a_team_may_go_than_the_cap_and_the_reason_names_who_is_away() -> None:
    floor = board(
        agent("anna", (0, BREAK, "rest")),
        agent("ben", (0, HANDLING, "meal")),  # goes next: no longer to be had
        agent("cem", (0, READY, None)),
        agent("dora", (0, READY, None), team="south"),
    )
    gate = Gate(floor, at(9), rules(team_cap=2))
    (refusal,) = gate.may_go(line(floor, "cem"), REST).refusals
    assert (refusal.reason, refusal.away, refusal.cap) == (Reason.TEAM_FULL, ("Anna", "Ben"), 2)
    assert "Anna, Ben of north" in refusal.said(rules().days.zone)
    assert gate.may_go(line(floor, "dora"), REST).allowed
    assert Gate(floor, at(9), rules(team_cap=3)).may_go(line(floor, "cem"), REST).allowed


def test_a_code_may_have_a_cap_of_its_own() -> None:
    floor = board(agent("anna", (0, BREAK, "meal")), agent("ben", (0, READY, None)))
    assert reasons(may_go(line(floor, "ben"), MEAL, floor, at(9), rules())) == [Reason.CODE_FULL]
    assert may_go(line(floor, "ben"), REST, floor, at(9), rules()).allowed


@pytest.mark.parametrize(
    ("minutes", "allowed"), [(89, True), (90, False), (120, False), (149, False), (150, True)]
)
def test_no_break_begins_around_a_shift_change(minutes: int, allowed: bool) -> None:
    floor = board(agent("anna", (0, READY, None)))
    found = may_go(line(floor, "anna"), REST, floor, at(minutes * 60), rules(shift_changes=SHIFTS))
    assert found.allowed is allowed
    if not allowed:
        assert found.refusals[0].until == at(150 * 60)
        assert found.refusals[0].said(rules().days.zone) == "No breaks until 14:30: shift change 14:00."


def test_a_break_must_be_over_when_a_blocked_time_begins() -> None:
    floor = board(agent("anna", (0, READY, None)))
    found = may_go(line(floor, "anna"), REST, floor, at(85 * 60), rules(shift_changes=SHIFTS))
    assert found.allowed
    assert (found.longest_s, found.back_by) == (300, at(90 * 60))


def test_work_and_wellbeing_heed_no_shift_change_and_no_cap() -> None:
    floor = board(agent("anna", (0, BREAK, "rest")), agent("ben", (0, READY, None)))
    strict = rules(shift_changes=SHIFTS, team_cap=1)
    for code in (TRAINING, WELLBEING):
        assert may_go(line(floor, "ben"), code, floor, at(120 * 60), strict).allowed


def test_a_blocked_time_may_name_its_days_and_kinds_but_never_stops_wellbeing() -> None:
    friday = NOON.weekday()  # in Shanghai too: 12:00
    kinds = (BreakKind.TRAINING, BreakKind.WELLBEING)
    block = BreakBlock(time(23), time(1), (friday,), kinds)
    floor = board(agent("anna", (0, READY, None)))
    night = rules(blocks=(block,))

    def allowed(code: BreakCode, hours: float) -> bool:
        return may_go(line(floor, "anna"), code, floor, at(hours * 3600), night).allowed

    assert [allowed(TRAINING, hours) for hours in (10.9, 11, 12.9, 13)] == [True, False, False, True]
    assert allowed(TRAINING, 35)  # the next night is another day's
    assert allowed(REST, 11)
    assert allowed(WELLBEING, 11)


def test_blocked_times_that_touch_are_one() -> None:
    blocks = (BreakBlock(time(14, 30), time(15)), BreakBlock(time(15), time(15, 20)))
    found = rules(blocks=blocks, shift_changes=SHIFTS).blocked(REST, at(2 * 3600))
    assert found is not None
    assert (found.begins, found.ends) == (at(90 * 60), at(200 * 60))


def test_who_has_used_up_the_allowance_may_not_go_and_hears_how_much_it_was() -> None:
    rests = [(n * 1000.0, BREAK, "rest") for n in range(4)]
    backs = [(n * 1000.0 + 600, READY, None) for n in range(4)]
    floor = board(agent("anna", *sorted([*rests, *backs])))
    (refusal,) = may_go(line(floor, "anna"), REST, floor, at(5000), rules()).refusals
    assert refusal.reason is Reason.USED_UP
    assert refusal.said(rules().days.zone) == "Has used 40:00 of the 40:00 allowed in a shift."


def test_who_has_little_left_may_go_for_that_long() -> None:
    floor = board(agent("anna", (0, BREAK, "rest"), (2100, READY, None)))
    assert may_go(line(floor, "anna"), REST, floor, at(3000), rules()).longest_s == 300


@given(st.integers(0, 47 * 60), st.integers(1, 240), st.sets(st.integers(0, 23), max_size=4))
def test_an_instant_is_blocked_exactly_within_the_margin_of_a_change(
    minute: int, margin: int, hours: set[int]
) -> None:
    changes = tuple(time(hour) for hour in sorted(hours))
    found = rules(shift_changes=changes, margin=timedelta(minutes=margin)).blocked(REST, at(minute * 60))
    of_day = (12 * 60 + minute) % 1440
    near = any(-margin <= (of_day - hour * 60 + 720) % 1440 - 720 < margin for hour in hours)
    assert (found is not None) == near
    if found is not None:
        assert found.begins <= at(minute * 60) < found.ends
