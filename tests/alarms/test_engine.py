"""What raises an alarm, what lets it go, and what it never does."""

from __future__ import annotations

from datetime import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.alarms.engine import GAP_S, HELD_S, State, evaluate, restored
from supervisor.alarms.place import AlarmKey, Place
from supervisor.alarms.rule import FEED, AlarmRule, Quiet
from supervisor.live.board import Staff
from supervisor.live.feed import Cause, Feed, FeedState
from supervisor.wallboard.catalogue import Side
from supervisor.wallboard.levels import Level
from supervisor.wallboard.scope import CENTRE, Scope, ScopeKind
from tests.alarms.floors import LIVE, PBX, A, B, Desk, floor, key, later, rule, sight, waiting

DEAD = {PBX: Feed(FeedState.DEAD, later(100), later(100), cause=Cause.DOWN)}
LATE = {PBX: Feed(FeedState.LATE, later(100), later(100), cause=Cause.SILENT)}

delays = st.sampled_from([0, 5, 20, 60])
values = st.one_of(st.none(), st.integers(0, 30))
looks = st.lists(st.tuples(st.integers(1, 40), values), min_size=1, max_size=60)
rules = st.builds(
    lambda on, off, band, cool, action: rule(
        on_delay_s=on, off_delay_s=off, deadband=band, cooldown_s=cool, action=action
    ),
    delays,
    delays,
    st.integers(0, 6),
    st.sampled_from([0, 30, 120]),
    st.sampled_from([None, 20]),
)


def test_a_value_on_the_limit_raises_nothing() -> None:
    desk = Desk(rule())
    assert desk.look(0, waiting(10)) == []
    assert desk.look(5, waiting(11)) == ["opened"]


def test_a_low_side_is_judged_downwards() -> None:
    low = rule(metric="service_level.recent", side=Side.BELOW, attention=0.8, deadband=0.05)
    desk = Desk(low)
    assert desk.look(0, floor(sight(level=(80, 100)))) == []
    assert desk.look(5, floor(sight(level=(79, 100)))) == ["opened"]
    assert desk.look(10, floor(sight(level=(84, 100)))) == []
    assert desk.look(15, floor(sight(level=(85, 100)))) == ["closed"]


def test_the_on_delay_begins_anew_when_the_figure_was_back_for_one_look() -> None:
    desk = Desk(rule(on_delay_s=20))
    for at, number in ((0, 11), (10, 11), (15, 10), (20, 11), (35, 11)):
        assert desk.look(at, waiting(number)) == []
    assert desk.look(40, waiting(11)) == ["opened"]
    assert desk.state.alarms[key(rule())].opened_at == later(40)


def test_the_off_delay_holds_an_alarm_over_a_dip() -> None:
    desk = Desk(rule(off_delay_s=20))
    desk.look(0, waiting(11))
    assert desk.look(5, waiting(0)) == []
    assert desk.look(10, waiting(11)) == []
    assert desk.look(15, waiting(0)) == []
    assert desk.look(34, waiting(0)) == []
    assert desk.look(35, waiting(0)) == ["closed"]


def test_a_worse_level_raises_the_same_alarm_and_a_better_one_eases_it() -> None:
    desk = Desk(rule(action=20))
    assert desk.look(0, waiting(11)) == ["opened"]
    assert desk.look(5, waiting(21)) == ["raised"]
    assert desk.look(10, waiting(12)) == ["eased"]
    (alarm,) = desk.state.alarms.values()
    assert (alarm.level, alarm.peak, alarm.worse_at) == (Level.ATTENTION, Level.ACTION, later(5))
    assert alarm.symptoms[0].worst == 21
    assert desk.look(15, waiting(10)) == ["closed"]


def test_an_action_limit_alone_raises_action_at_once() -> None:
    desk = Desk(rule(attention=None, action=20))
    assert desk.look(0, waiting(20)) == []
    desk.look(5, waiting(21))
    assert [alarm.level for alarm in desk.state.alarms.values()] == [Level.ACTION]


def test_too_few_contacts_are_no_evidence_and_let_an_alarm_go_after_its_off_delay() -> None:
    low = rule(metric="service_level.recent", side=Side.BELOW, attention=0.8, min_count=30, off_delay_s=10)
    desk = Desk(low)
    assert desk.look(0, floor(sight(level=(1, 29)))) == []
    assert desk.look(5, floor(sight(level=(1, 30)))) == ["opened"]
    assert desk.look(10, floor(sight(level=(1, 29)))) == []
    assert desk.look(19, floor(sight(level=(1, 29)))) == []
    assert desk.look(20, floor(sight(level=(1, 29)))) == ["closed"]


def test_an_unknown_figure_neither_raises_nor_clears_at_once() -> None:
    desk = Desk(rule(on_delay_s=10, off_delay_s=10))
    assert desk.look(0, waiting(11)) == []
    assert desk.look(10, waiting(None)) == []
    assert desk.look(15, waiting(11)) == []
    assert desk.look(25, waiting(11)) == ["opened"]
    assert desk.look(30, waiting(None)) == []
    assert desk.look(35, waiting(11)) == []
    assert desk.look(45, waiting(11)) == []


def test_a_queue_that_is_gone_takes_its_alarm_with_it() -> None:
    desk = Desk(rule(off_delay_s=10))
    desk.look(0, waiting(11))
    assert desk.look(5, floor(sight(B))) == []
    assert desk.look(15, floor(sight(B))) == ["closed"]


def test_a_rule_that_is_switched_off_or_deleted_lets_go_at_once() -> None:
    for rules_then in ((rule(enabled=False),), ()):
        desk = Desk(rule(off_delay_s=60))
        desk.look(0, waiting(11))
        desk.rules = rules_then
        assert desk.look(5, waiting(11)) == ["closed"]


def test_a_metric_of_a_newer_version_is_left_alone() -> None:
    desk = Desk(rule(metric="mood"))
    assert desk.look(0, waiting(99)) == []


def test_a_rule_of_one_queue_leaves_the_others_alone() -> None:
    both = floor(sight(A, waiting=11), sight(B, waiting=11))
    only, but = Desk(rule(only=(A,))), Desk(rule(but=(A,)))
    assert only.look(0, both) == but.look(0, both) == ["opened"]
    assert set(only.state.alarms) == {key(rule(), A)}
    assert set(but.state.alarms) == {key(rule(), B)}


def test_teams_and_the_centre_have_rules_of_their_own() -> None:
    team = Scope.team("north")
    late = rule(metric="overruns", attention=1, kind=ScopeKind.TEAM, id="late")
    centre = rule(kind=ScopeKind.CENTRE, id="all")
    desk = Desk(late, centre)
    desk.look(0, floor(sight(team, overruns=2), sight(CENTRE, waiting=11), sight(A, waiting=11)))
    assert {(each.place.kind, each.cause) for each in desk.state.alarms} == {
        ("team", "late"),
        ("centre", "all"),
    }


def test_quiet_hours_raise_nothing_and_let_an_alarm_go() -> None:
    quiet = Quiet(time(9, 1), time(9, 2))
    desk = Desk(rule(quiet=(quiet,), off_delay_s=10))
    assert desk.look(50, waiting(11)) == ["opened"]
    assert desk.look(60, waiting(11)) == []
    assert desk.look(70, waiting(11)) == ["closed"]
    assert desk.look(119, waiting(11)) == []
    assert desk.look(120, waiting(11)) == ["opened"]


def test_quiet_hours_reach_into_the_next_morning_by_the_day_on_which_they_begin() -> None:
    night = Quiet(time(22), time(6), weekdays=(4,))  # Friday
    nine_on_friday = later(0)
    assert not night.covers(nine_on_friday)
    assert night.covers(nine_on_friday.replace(hour=22))
    assert night.covers(nine_on_friday.replace(day=21, hour=5, minute=59))
    assert not night.covers(nine_on_friday.replace(day=21, hour=6))
    assert not night.covers(nine_on_friday.replace(day=20, hour=5))
    assert not night.covers(nine_on_friday.replace(day=21, hour=23))


def test_an_alarm_that_closed_stays_away_for_its_cooldown_and_comes_if_it_still_holds() -> None:
    desk = Desk(rule(cooldown_s=60))
    desk.look(0, waiting(11))
    assert desk.look(5, waiting(0)) == ["closed"]
    assert desk.look(10, waiting(11)) == []
    assert desk.look(64, waiting(11)) == []
    assert desk.look(65, waiting(11)) == ["opened"]


# A source that is not heard


def test_a_source_that_is_not_heard_is_one_alarm_and_nothing_is_judged_by_its_figures() -> None:
    desk = Desk(rule(), rule(id="other", metric="longest_wait", attention=5))
    dead = floor(sight(waiting=11, longest_wait_s=99), feeds=DEAD)
    assert desk.look(100, dead) == []
    assert desk.look(110, dead) == ["opened"]
    (only,) = desk.state.alarms.values()
    assert only.key == AlarmKey(FEED, Place.of_source(PBX))
    assert only.level is Level.ACTION
    assert (only.scene.feed, only.scene.why) == (FeedState.DEAD, Cause.DOWN)
    assert desk.look(120, floor(sight(waiting=0))) == []
    assert desk.look(130, floor(sight(waiting=0))) == ["closed"]


def test_no_rule_switches_the_alarm_of_a_source_off() -> None:
    desk = Desk(rule(id=FEED, enabled=False), rule(enabled=False))
    desk.look(100, floor(sight(), feeds=DEAD))
    assert desk.look(110, floor(sight(), feeds=DEAD)) == ["opened"]


def test_a_source_that_is_late_for_a_minute_asks_for_attention_and_action_when_it_is_dead() -> None:
    desk = Desk()
    assert desk.look(160, floor(feeds=LATE)) == []
    assert desk.look(161, floor(feeds=LATE)) == []
    assert desk.look(171, floor(feeds=LATE)) == ["opened"]
    assert [alarm.level for alarm in desk.state.alarms.values()] == [Level.ATTENTION]
    assert desk.look(175, floor(feeds=DEAD)) == ["changed"]
    assert desk.look(185, floor(feeds=DEAD)) == ["raised"]


def test_a_short_reconnection_is_no_alarm() -> None:
    desk = Desk()
    for at in (100, 105, 109):
        assert desk.look(at, floor(feeds=DEAD)) == []
    assert desk.look(110, floor(feeds=LIVE)) == []
    assert desk.look(115, floor(feeds=DEAD)) == []


def test_the_seconds_of_a_source_are_peoples() -> None:
    desk = Desk()
    for at in (100, 400, 699):
        assert desk.look(at, floor(feeds=DEAD, speed=60)) == []
    assert desk.look(700, floor(feeds=DEAD, speed=60)) == ["opened"]


def test_a_recording_at_its_end_is_no_alarm_and_its_figures_are_not_judged() -> None:
    ended = {PBX: Feed(FeedState.DEAD, later(0), later(0), cause=Cause.ENDED)}
    desk = Desk(rule())
    for at in range(0, 100, 5):
        assert desk.look(at, floor(sight(waiting=99), feeds=ended)) == []


def test_an_open_alarm_is_held_while_its_source_is_dead_and_goes_on_without_a_word() -> None:
    desk = Desk(rule(off_delay_s=20))
    desk.look(0, waiting(11))
    dead = floor(sight(waiting=0), feeds=DEAD)
    assert desk.look(100, dead) == ["changed"]
    held = desk.state.alarms[key(rule())]
    assert held.held_since == later(100)
    for at in range(105, 195, 10):
        desk.look(at, dead)
    assert key(rule()) in desk.state.alarms
    assert desk.look(200, waiting(11)) == ["changed"]
    assert desk.state.alarms[key(rule())].held_since is None
    assert desk.times("opened") == [0, 115]  # of the queue, of the source


def test_a_held_alarm_goes_when_its_source_is_dead_for_long() -> None:
    desk = Desk(rule())
    desk.look(0, waiting(11))
    dead = floor(sight(waiting=11), feeds=DEAD)
    for at in range(100, int(100 + HELD_S) + 1, 50):
        desk.look(at, dead)
    assert key(rule()) in desk.state.alarms
    desk.look(100 + HELD_S + 5, dead)
    assert key(rule()) not in desk.state.alarms


def test_figures_of_a_source_that_was_removed_are_not_judged() -> None:
    desk = Desk(rule())
    desk.look(0, waiting(11))
    assert desk.look(5, floor(sight(waiting=11), feeds={})) == ["closed"]


# Gaps and restarts


def test_no_delay_has_begun_after_a_gap() -> None:
    desk = Desk(rule(on_delay_s=30))
    desk.look(0, waiting(11))
    assert desk.look(GAP_S + 1, waiting(11)) == []
    assert desk.look(GAP_S + 30, waiting(11)) == []
    assert desk.look(GAP_S + 31, waiting(11)) == ["opened"]


def test_a_clock_that_was_set_back_neither_loses_nor_doubles_an_alarm() -> None:
    desk = Desk(rule(off_delay_s=10))
    desk.look(3600, waiting(11))
    assert desk.look(0, waiting(11)) == []
    assert desk.look(5, waiting(0)) == []
    assert desk.look(15, waiting(0)) == ["closed"]


@given(rules, looks, looks)
def test_a_restored_state_goes_on_as_one_after_a_gap(
    of: AlarmRule, before: list[tuple[int, int | None]], after: list[tuple[int, int | None]]
) -> None:
    desk = Desk(of)
    at = _play(desk, 0, before)
    alarms, closed = desk.state.alarms.values(), desk.state.closed
    again = Desk(of, state=restored(alarms, closed))
    desk.happened.clear()
    _play(desk, at + GAP_S + 1, after)
    _play(again, at + GAP_S + 1, after)
    assert again.happened == desk.happened
    assert again.state.alarms == desk.state.alarms


# Laws


def _play(desk: Desk, at: float, series: list[tuple[int, int | None]]) -> float:
    for step, value in series:
        at += step
        desk.look(at, waiting(value))
    return at


@given(rules, looks)
def test_alarms_never_chatter_faster_than_their_delays_and_their_cooldown(
    of: AlarmRule, series: list[tuple[int, int | None]]
) -> None:
    desk = Desk(of)
    _play(desk, 0, series)
    opened, closed, raised = desk.times("opened"), desk.times("closed"), desk.times("raised")
    assert all(end - begin >= of.off_delay_s for begin, end in zip(opened, closed, strict=False))
    assert all(
        begin - end >= max(of.on_delay_s, of.cooldown_s)
        for end, begin in zip(closed, opened[1:], strict=False)
    )
    assert all(second - first >= of.off_delay_s + of.on_delay_s for first, second in pairwise(raised))


@given(rules, st.integers(11, 30), st.sets(st.integers(1, 99), max_size=20))
def test_looking_more_often_loses_no_alarm_whose_condition_lasted(
    of: AlarmRule, value: int, between: set[int]
) -> None:
    desk = Desk(of)
    for at in sorted({0, 100, *between}):
        desk.look(at, waiting(value))
    assert key(of) in desk.state.alarms
    assert desk.times("opened") == [min(at for at in {0, 100, *between} if at >= of.on_delay_s)]


@given(rules, st.lists(st.tuples(st.integers(1, 40), st.integers(0, 6)), max_size=40))
def test_nothing_closes_inside_the_deadband(of: AlarmRule, series: list[tuple[int, int]]) -> None:
    desk = Desk(of)
    desk.look(0, waiting(11))
    desk.look(60, waiting(11))
    at = 60.0
    for step, within in series:
        at += step
        desk.look(at, waiting(10 - max(0, min(within, int(of.deadband) - 1))) if of.deadband else waiting(11))
    assert "closed" not in {str(each.kind) for each in desk.happened}


@given(rules, looks)
def test_the_same_instant_again_changes_nothing(of: AlarmRule, series: list[tuple[int, int | None]]) -> None:
    desk = Desk(of)
    at = 0.0
    for step, value in series:
        at += step
        desk.look(at, waiting(value))
        state = desk.state
        assert desk.look(at, waiting(value)) == []
        assert desk.state == state


@given(rules, looks, st.integers(0, 60))
def test_two_batches_are_one(of: AlarmRule, series: list[tuple[int, int | None]], cut: int) -> None:
    whole, first = Desk(of), Desk(of)
    _play(whole, 0, series)
    at = _play(first, 0, series[:cut])
    second = Desk(of, state=State(first.state.at, *_copies(first.state)))
    _play(second, at, series[cut:])
    assert first.happened + second.happened == whole.happened
    assert second.state == whole.state


def _copies(state: State) -> tuple[dict[object, object], ...]:
    return dict(state.watches), dict(state.alarms), dict(state.closed)


many_rules = st.lists(
    st.tuples(st.sampled_from(["a", "b", ""]), st.sampled_from([5, 10, 20]), delays), max_size=4
)


@given(many_rules, st.lists(st.tuples(st.integers(1, 40), *[values] * 3), max_size=30))
def test_there_is_one_open_alarm_of_a_cause_and_place_and_each_symptom_is_in_one(
    made: list[tuple[str, int, int]], series: list[tuple[int, int | None, int | None, int | None]]
) -> None:
    desk = Desk(
        *(
            rule(id=str(place), cause=cause, attention=limit, on_delay_s=delay, off_delay_s=delay)
            for place, (cause, limit, delay) in enumerate(made)
        )
    )
    at, is_open = 0.0, set[AlarmKey]()
    for step, *numbers in series:
        at += step
        queues = [
            sight(Scope.queue((PBX, name)), waiting=number)
            for name, number in zip("abc", numbers, strict=True)
        ]
        seen = len(desk.happened)
        desk.look(at, floor(*queues))
        for each in desk.happened[seen:]:
            assert (each.alarm.key in is_open) is (each.kind != "opened")
            if each.kind == "opened":
                is_open.add(each.alarm.key)
            elif each.kind == "closed":
                is_open.remove(each.alarm.key)
        assert is_open == set(desk.state.alarms)
        held = [
            (symptom.rule, symptom.place)
            for alarm in desk.state.alarms.values()
            for symptom in alarm.symptoms
        ]
        assert len(held) == len(set(held))


def test_looking_changes_no_state_that_was_handed_over() -> None:
    before = State()
    after, _ = evaluate(before, [rule()], waiting(11), later(0))
    assert before == State()
    assert after != before


@pytest.mark.parametrize("signed_in", [0, 1])
def test_the_scene_says_who_is_there(signed_in: int) -> None:
    desk = Desk(rule())
    desk.look(0, floor(sight(waiting=11, staff=Staff(ready=signed_in))))
    (alarm,) = desk.state.alarms.values()
    assert (alarm.scene.waiting, alarm.scene.signed_in, alarm.scene.ready) == (11, signed_in, signed_in)
