"""What an Asterisk says and does not say, in our vocabulary."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.events import (
    AgentChanged,
    AgentGone,
    AgentSeen,
    AgentState,
    ContactAbandoned,
    ContactAnswered,
    ContactDequeued,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    EndedBy,
    FullState,
    LeftReason,
    LiveEvent,
    SourceDown,
    SourceUp,
    Unusable,
)
from supervisor.live.audit import corrections
from supervisor.live.board import Board, Stage
from supervisor.live.fold import fold
from supervisor.sources.asterisk.protocol import Message, MessageReader
from supervisor.sources.asterisk.translate import WANTED, Translator
from supervisor.sources.replay.recording import Piece
from tests.sources.asterisk.played import recording
from tests.sources.asterisk.said import ANNA, BEN, EPOCH, NOON, Asterisk, floor, listed, member_said, said
from tests.sources.asterisk.watch import RULES

CALLER = "1795291023.131"


def joins(asterisk: Asterisk, queue: str = "vip", *, music: bool = True, at: float = 0) -> None:
    """The caller enters *queue*."""
    asterisk.says(said("QueueCallerJoin", Uniqueid=CALLER, Queue=queue, CallerIDNum="021555"), at=at)
    if music:
        asterisk.says(said("MusicOnHoldStart", Uniqueid=CALLER))


def abandon(queue: str = "vip", hold: int = 9) -> Message:
    return said("QueueCallerAbandon", Uniqueid=CALLER, Queue=queue, HoldTime=hold)


def leave(queue: str = "vip") -> Message:
    return said("QueueCallerLeave", Uniqueid=CALLER, Queue=queue)


def connect(queue: str = "vip", login: str = ANNA, hold: int = 9, **fields: object) -> Message:
    told = {"DestUniqueid": "7.7", "DestChannel": f"{login}-0000002a"} | fields
    return said(
        "AgentConnect",
        **{"Uniqueid": CALLER, "Queue": queue, "Interface": login, "HoldTime": hold, "RingTime": 3} | told,
    )


def complete(queue: str = "vip", login: str = ANNA, **fields: object) -> Message:
    told: dict[str, object] = {"Uniqueid": CALLER, "HoldTime": 9, "TalkTime": 40, "Reason": "caller"}
    return said("AgentComplete", **{"Queue": queue, "Interface": login} | told | fields)


REQUEST = said("HangupRequest", Uniqueid=CALLER, Cause=16)
SOFT_REQUEST = said("SoftHangupRequest", Uniqueid=CALLER, Cause=16)
MUSIC_STOPS = said("MusicOnHoldStop", Uniqueid=CALLER)
HANGUP = said("Hangup", Uniqueid=CALLER, Cause=16)


def outcome(new: list[LiveEvent | FullState]) -> LiveEvent | None:
    """The one outcome among *new*, None when there is none."""
    found = [one for one in new if isinstance(one, ContactAbandoned | ContactLeft | ContactAnswered)]
    assert len(found) <= 1
    return found[0] if found else None


# -- why a caller left


def test_a_caller_whose_side_asked_to_hang_up_has_abandoned() -> None:
    asterisk = floor()
    joins(asterisk)
    new = asterisk.says(REQUEST, MUSIC_STOPS, abandon(), leave(), at=9)
    assert [type(one) for one in new] == [ContactDequeued, ContactAbandoned]
    assert new[1] == ContactAbandoned("pbx", asterisk.now, CALLER, "vip", 9.0)


def test_a_caller_whom_nobody_had_listed_yet_and_who_hangs_up_has_abandoned() -> None:
    """The request is of a channel that we do not know: it came while we did not listen."""
    asterisk = Asterisk()
    new = asterisk.says(REQUEST, MUSIC_STOPS, abandon(), leave(), at=0.2)
    assert isinstance(outcome(new), ContactAbandoned)


def test_a_caller_whom_a_list_lacks_while_the_leaving_is_still_on_its_way_has_abandoned() -> None:
    asterisk = floor()
    joins(asterisk)
    asterisk.says(REQUEST, listed("vip", action_id="b"), at=9)
    asterisk.waits(0.5)
    assert isinstance(outcome(asterisk.says(MUSIC_STOPS, abandon(), leave())), ContactAbandoned)


def test_what_a_channel_did_long_ago_or_before_it_came_says_nothing_about_its_leaving() -> None:
    late = Asterisk()
    late.says(REQUEST, HANGUP, at=0)
    late.says(MUSIC_STOPS, said("HangupRequest", Uniqueid="another", Cause=16), at=11)
    assert outcome(late.says(abandon(), leave(), at=12)) is None
    came = floor(members={("vip", ANNA): {}})
    came.says(REQUEST)
    joins(came)
    assert isinstance(outcome(came.says(abandon(), MUSIC_STOPS, leave())), ContactLeft)


def test_before_anything_of_the_class_call_came_the_next_step_of_one_who_was_there_before_decides() -> None:
    asterisk = Asterisk()
    assert outcome(asterisk.says(abandon(), leave())) is None
    left = outcome(asterisk.says(said("MusicOnHoldStart", Uniqueid=CALLER), at=0.3))
    assert isinstance(left, ContactLeft)
    silent = Asterisk()
    assert outcome(silent.says(abandon(), leave())) is None
    assert isinstance(outcome(silent.waits(2)), ContactAbandoned)
    assert isinstance(outcome(silent.says(abandon("billing"), leave("billing"))), ContactAbandoned)


def test_a_caller_whom_a_shutdown_cut_off_has_abandoned_as_the_log_says() -> None:
    asterisk = floor()
    joins(asterisk)
    new = asterisk.says(SOFT_REQUEST, MUSIC_STOPS, abandon(), leave(), SOFT_REQUEST, HANGUP, at=2)
    assert isinstance(outcome(new), ContactAbandoned)


def test_a_caller_whose_music_the_queue_itself_stopped_was_let_go_and_that_is_known_at_once() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    joins(asterisk)
    new = asterisk.says(abandon(hold=16), MUSIC_STOPS, leave(), at=16)
    assert outcome(new) == ContactLeft("pbx", asterisk.now, CALLER, "vip", 16.0, LeftReason.TIMEOUT)
    assert asterisk.translator.due is None


@pytest.mark.parametrize(
    "members", [{}, {("vip", ANNA): {"Paused": 1}}, {("vip", ANNA): {"Status": 5}, ("other", BEN): {}}]
)
def test_a_caller_let_go_when_nobody_could_be_called_left_an_empty_queue(
    members: dict[tuple[str, str], dict[str, object]],
) -> None:
    asterisk = floor("vip", "other", members=members)
    joins(asterisk)
    left = outcome(asterisk.says(abandon(), MUSIC_STOPS, leave()))
    assert isinstance(left, ContactLeft)
    assert left.reason is LeftReason.EMPTY


def test_without_music_the_next_queue_decides() -> None:
    asterisk = floor("vip", "billing", members={("vip", ANNA): {}})
    joins(asterisk, music=False)
    assert outcome(asterisk.says(abandon(), leave(), at=9)) is None
    new = asterisk.says(said("QueueCallerJoin", Uniqueid=CALLER, Queue="billing"), at=9.5)
    assert [type(one) for one in new] == [ContactLeft, ContactOffered]
    assert outcome(new) == ContactLeft("pbx", asterisk.now, CALLER, "vip", 9.0, LeftReason.TIMEOUT)


def test_without_music_a_request_that_comes_a_moment_late_decides() -> None:
    asterisk = floor()
    joins(asterisk, music=False)
    assert outcome(asterisk.says(abandon(), leave())) is None
    assert isinstance(outcome(asterisk.says(REQUEST)), ContactAbandoned)
    assert asterisk.waits(5) == []


def test_without_music_the_end_of_the_dialplan_is_no_hang_up_of_the_caller() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    joins(asterisk, music=False)
    left = outcome(asterisk.says(abandon(), leave(), SOFT_REQUEST, HANGUP))
    assert isinstance(left, ContactLeft)
    assert left.reason is LeftReason.TIMEOUT


def test_a_channel_that_hangs_up_without_a_request_has_abandoned() -> None:
    """Its music ended before the queue gave it up, and it is gone right after."""
    asterisk = floor()
    joins(asterisk)
    assert isinstance(outcome(asterisk.says(MUSIC_STOPS, abandon(), leave(), HANGUP)), ContactAbandoned)


def test_a_caller_who_was_redirected_out_of_the_queue_was_withdrawn() -> None:
    asterisk = floor()
    joins(asterisk)
    assert outcome(asterisk.says(MUSIC_STOPS, abandon(), leave(), at=9)) is None
    left = outcome(asterisk.waits(2))
    assert isinstance(left, ContactLeft)
    assert left.reason is LeftReason.WITHDRAWN


def test_what_nothing_tells_is_decided_after_two_seconds_and_not_earlier() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    joins(asterisk, music=False)
    asterisk.says(abandon(), leave(), at=9)
    assert asterisk.translator.due == NOON + timedelta(seconds=11)
    assert asterisk.waits(1.9) == []
    assert isinstance(outcome(asterisk.waits(0.1)), ContactLeft)
    assert asterisk.translator.due is None


def test_who_may_not_hear_the_class_call_takes_asterisks_word_for_an_abandon() -> None:
    asterisk = floor(calls=False)
    joins(asterisk, music=False)
    assert isinstance(outcome(asterisk.says(abandon(), leave())), ContactAbandoned)


def test_a_caller_who_left_without_abandon_and_without_an_agent_pressed_a_key() -> None:
    asterisk = floor()
    joins(asterisk)
    assert outcome(asterisk.says(MUSIC_STOPS, leave(), at=7)) is None
    left = outcome(asterisk.waits(2))
    assert left == ContactLeft("pbx", asterisk.now, CALLER, "vip", 7.0, LeftReason.KEY)


def test_a_key_that_leads_to_another_queue_is_known_at_once() -> None:
    asterisk = floor("vip", "billing")
    joins(asterisk)
    asterisk.says(MUSIC_STOPS, leave(), at=7)
    left = outcome(asterisk.says(said("QueueCallerJoin", Uniqueid=CALLER, Queue="billing"), at=7.1))
    assert isinstance(left, ContactLeft)
    assert (left.queue, left.reason) == ("vip", LeftReason.KEY)


def test_an_agent_may_answer_a_moment_after_the_caller_left_the_queue() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    joins(asterisk)
    asterisk.says(MUSIC_STOPS, leave(), at=9)
    answered = outcome(asterisk.says(connect(), at=10.5))
    assert answered == ContactAnswered("pbx", asterisk.now, CALLER, "vip", ANNA, 9.0, 3.0)
    assert asterisk.waits(5) == []


def test_an_answer_that_we_are_late_to_read_is_an_answer_and_no_key() -> None:
    asterisk = floor()
    joins(asterisk)
    assert outcome(asterisk.says(MUSIC_STOPS, leave(), at=9)) is None
    assert isinstance(
        outcome(asterisk.says(member_said("QueueMemberStatus", "vip"), connect(), at=13)), ContactAnswered
    )
    assert asterisk.waits(5) == []


@pytest.mark.parametrize(("silence_s", "reason"), [(1.0, LeftReason.KEY), (0.1, LeftReason.LOST)])
def test_a_caller_who_left_just_before_we_lost_the_source_is_not_left_open(
    silence_s: float, reason: LeftReason
) -> None:
    """An agent's answer comes in the same millisecond: after a second there was none."""
    asterisk = floor()
    joins(asterisk)
    asterisk.says(MUSIC_STOPS, leave(), at=7)
    asterisk.at = 7 + silence_s
    left, down = asterisk.loses()
    assert isinstance(down, SourceDown)
    assert isinstance(left, ContactLeft)
    assert left.reason is reason


def test_a_withheld_number_is_no_number() -> None:
    asterisk = floor()
    new = asterisk.says(said("QueueCallerJoin", Uniqueid=CALLER, Queue="vip", CallerIDNum="<unknown>"))
    assert new == [ContactOffered("pbx", asterisk.now, CALLER, "vip", number="")]


# -- answered contacts


def test_the_same_caller_may_be_in_a_second_queue_before_the_first_talk_is_told_as_ended() -> None:
    asterisk = floor("vip", "billing", members={("vip", ANNA): {}, ("billing", BEN): {}})
    joins(asterisk)
    asterisk.says(leave(), connect(), at=9)
    joins(asterisk, "billing", at=50)
    ended = asterisk.says(complete(Reason="transfer"), at=50.1)
    assert ended[0] == ContactEnded(
        "pbx", asterisk.now, CALLER, "vip", ANNA, talk_s=40.0, by=EndedBy.TRANSFER
    )
    asterisk.says(leave("billing"), connect("billing", BEN, DestUniqueid="8.8"), at=60)
    ended = asterisk.says(complete("billing", BEN, TalkTime=5, Reason="agent"), at=65)
    assert ended[0] == ContactEnded("pbx", asterisk.now, CALLER, "billing", BEN, talk_s=5.0, by=EndedBy.AGENT)


def test_an_end_without_any_channel_is_found_by_queue_and_interface() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    joins(asterisk)
    asterisk.says(leave(), connect(), at=9)
    bare = said("AgentComplete", Queue="vip", Interface=ANNA, TalkTime=7, HoldTime=9, Reason="caller")
    ended = asterisk.says(bare, at=16)
    assert ended[0] == ContactEnded("pbx", asterisk.now, CALLER, "vip", ANNA, talk_s=7.0, by=EndedBy.CUSTOMER)
    assert asterisk.of(Unusable) == []


def test_an_end_of_which_we_heard_no_beginning_still_tells_its_talk() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    assert asterisk.says(complete()) == [
        ContactEnded("pbx", asterisk.now, CALLER, "vip", ANNA, talk_s=40.0, by=EndedBy.CUSTOMER)
    ]


def test_a_member_whose_name_was_cut_is_found_by_the_channels() -> None:
    """Names over 79 bytes: AgentConnect and AgentComplete then lack queue, interface, name and all times."""
    asterisk = floor(members={("vip", ANNA): {}, ("vip", "Local/1010@agents/n"): {}})
    joins(asterisk)
    bare = said(
        "AgentConnect", Uniqueid=CALLER, DestChannel="Local/1010@agents-0000002a;1", DestUniqueid="7.7"
    )
    new = asterisk.says(leave(), at=9) + asterisk.says(bare, at=9)
    assert outcome(new) == ContactAnswered(
        "pbx", asterisk.now, CALLER, "vip", "Local/1010@agents/n", 9.0, None
    )
    ended = asterisk.says(said("AgentComplete", Uniqueid=CALLER, DestUniqueid="7.7"), at=29)
    assert ContactEnded("pbx", asterisk.now, CALLER, "vip", "Local/1010@agents/n", talk_s=20.0) in ended
    assert {(one.what, one.count) for one in asterisk.of(Unusable) if isinstance(one, Unusable)} == {
        ("AgentConnect without Queue, Interface, HoldTime", 1),
        ("AgentComplete without Queue, Interface, TalkTime", 1),
    }


@pytest.mark.parametrize(
    "name",
    [
        *("QueueCallerJoin", "QueueCallerAbandon", "QueueCallerLeave", "AgentConnect", "AgentComplete"),
        *("QueueMemberStatus", "QueueMemberPause", "QueueMemberAdded", "QueueMemberRemoved"),
        *("QueueParams", "QueueMember", "QueueEntry"),
    ],
)
def test_a_message_without_its_fields_is_counted_and_nothing_else(name: str) -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    (counted,) = asterisk.says(*[said(name)] * 3)
    assert isinstance(counted, Unusable)
    assert counted.what.startswith(f"{name} without ")
    assert counted.count == 3


def test_events_that_nobody_knows_are_no_trouble() -> None:
    asterisk = floor()
    assert asterisk.says(said("QueueCallerLevitates", Uniqueid=CALLER), Message({"Foo": "bar"})) == []


# -- the agent


def states(new: list[LiveEvent | FullState]) -> list[tuple[AgentState, str | None]]:
    return [(one.state, one.break_code) for one in new if isinstance(one, AgentChanged)]


def test_an_agent_does_what_the_telephone_does() -> None:
    asterisk = floor("vip", "billing", members={("vip", ANNA): {}, ("billing", ANNA): {}})
    seen = [
        states(asterisk.says(*(member_said("QueueMemberStatus", q, status=n) for q in ("vip", "billing"))))
        for n in (6, 2, 8, 7, 3, 1, 5, 4, 0)
    ]
    assert seen == [
        [(AgentState.RINGING, None)],
        [(AgentState.HANDLING, None)],
        *([], [], []),
        [(AgentState.READY, None)],
        [(AgentState.OFFLINE, None)],
        [],
        [(AgentState.UNKNOWN, None)],
    ]


def test_who_answers_is_handling_before_the_telephone_says_so() -> None:
    asterisk = floor(members={("vip", ANNA): {"Status": 6}})
    joins(asterisk)
    new = asterisk.says(leave(), connect(), at=9)
    assert states(new) == [(AgentState.HANDLING, None)]
    assert states(asterisk.says(member_said("QueueMemberStatus", "vip", status=2), at=9.5)) == []


def test_after_a_redirect_the_agent_is_free_though_the_end_is_not_told() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    joins(asterisk)
    asterisk.says(leave(), connect(), member_said("QueueMemberStatus", "vip", status=2), at=9)
    new = asterisk.says(
        said("Hangup", Uniqueid="7.7"), member_said("QueueMemberStatus", "vip", status=1), at=15.1
    )
    assert states(new) == [(AgentState.READY, None)]
    (ended,) = asterisk.waits(2)
    assert isinstance(ended, ContactEnded)
    assert (ended.talk_s, ended.by) == (pytest.approx(6.1), EndedBy.TRANSFER)

    # the caller goes on talking elsewhere; the agent takes the next one
    asterisk.says(connect(Uniqueid="5.5", DestUniqueid="8.8"), at=20)
    assert asterisk.says(complete(TalkTime=16), at=25) == [], "told long ago"
    (last, _) = asterisk.says(complete(Uniqueid="5.5", TalkTime=10), at=30)
    assert isinstance(last, ContactEnded)
    assert (last.contact, last.talk_s) == ("5.5", 10.0)


def test_an_end_that_comes_within_two_seconds_of_the_agents_hanging_up_is_told_once() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    joins(asterisk)
    asterisk.says(leave(), connect(), member_said("QueueMemberStatus", "vip", status=2), at=9)
    asterisk.says(said("Hangup", Uniqueid="7.7"), member_said("QueueMemberStatus", "vip", status=1), at=40)
    asterisk.says(complete(TalkTime=31), at=41)
    asterisk.waits(10)
    assert [one.talk_s for one in asterisk.of(ContactEnded) if isinstance(one, ContactEnded)] == [31.0]


def test_a_channel_that_was_optimised_away_does_not_free_the_agent() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    joins(asterisk)
    asterisk.says(leave(), connect(), member_said("QueueMemberStatus", "vip", status=2), at=9)
    assert asterisk.says(said("Hangup", Uniqueid="7.7"), at=9.2) == []
    assert asterisk.waits(30) == []


def test_a_telephone_whose_state_tells_nothing_is_handling_until_its_channel_ends() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    joins(asterisk)
    assert states(asterisk.says(leave(), connect(), at=9)) == [(AgentState.HANDLING, None)]
    assert states(asterisk.says(said("Hangup", Uniqueid="7.7"), at=30)) == [(AgentState.READY, None)]


def test_a_second_contact_while_one_is_open_keeps_the_agent_handling_until_both_end() -> None:
    asterisk = floor("vip", members={("vip", ANNA): {}})
    asterisk.says(connect(), connect(Uniqueid="5.5", DestUniqueid="8.8"), at=9)
    assert states(asterisk.says(complete(), at=30)) == []
    assert states(asterisk.says(complete(Uniqueid="5.5"), at=40)) == [(AgentState.READY, None)]


# -- breaks


def paused(queue: str, reason: str = "lunch", *, on: bool = True, at: int = 0, status: int = 1) -> Message:
    fields = {"Paused": int(on), "PausedReason": reason, "LastPause": EPOCH + at}
    return member_said("QueueMemberPause", queue, status=status, **fields)


TWO = {("vip", ANNA): {}, ("billing", ANNA): {}}


def last_break(new: list[LiveEvent | FullState]) -> AgentChanged:
    changed = new[-1]
    assert isinstance(changed, AgentChanged)
    return changed


def test_one_break_over_all_queues_is_one_break() -> None:
    asterisk = floor("vip", "billing", members=TWO)
    new = asterisk.says(paused("vip"), paused("billing"))
    assert {state for state, _ in states(new)} == {AgentState.BREAK}
    changed = last_break(new)
    assert (changed.break_code, changed.break_queues) == ("lunch", ())
    new = asterisk.says(paused("vip", "", on=False), paused("billing", "", on=False), at=60)
    assert last_break(new).state is AgentState.READY


def test_a_break_in_one_queue_only_names_that_queue() -> None:
    asterisk = floor("vip", "billing", members=TWO)
    changed = last_break(asterisk.says(paused("billing", "Auto-Pause")))
    assert (changed.state, changed.break_code) == (AgentState.BREAK, "Auto-Pause")
    assert changed.break_queues == ("billing",)


def test_another_reason_is_another_break() -> None:
    asterisk = floor("vip", members={("vip", ANNA): {}})
    asterisk.says(paused("vip", "training"))
    assert asterisk.says(paused("vip", "training"), at=1) == [], "said again"
    assert states(asterisk.says(paused("vip", "coaching", at=20), at=20)) == [(AgentState.BREAK, "coaching")]


def test_a_break_without_a_reason_is_a_break() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    assert states(asterisk.says(paused("vip", ""))) == [(AgentState.BREAK, "")]


def test_the_end_of_a_break_that_was_none_says_nothing() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    assert asterisk.says(paused("vip", "wellbeing", on=False)) == []


def test_a_break_asked_for_in_a_talk_is_pending_until_it_ends() -> None:
    asterisk = floor(members={("vip", ANNA): {"Status": 2}})
    assert states(asterisk.says(paused("vip", status=2))) == [(AgentState.HANDLING, "lunch")]
    new = asterisk.says(member_said("QueueMemberStatus", "vip", status=1, Paused=1, PausedReason="lunch"))
    assert states(new) == [(AgentState.BREAK, "lunch")]


def test_a_member_who_leaves_a_paused_queue_is_on_no_break_in_the_others() -> None:
    asterisk = floor("vip", "billing", members=TWO)
    asterisk.says(paused("vip"))
    new = asterisk.says(member_said("QueueMemberRemoved", "vip"))
    assert states(new) == [(AgentState.READY, None)]
    assert new[0] == AgentSeen("pbx", asterisk.now, ANNA, f"name of {ANNA}", ("billing",))


def test_a_member_who_leaves_the_last_queue_is_gone_and_one_who_comes_is_seen() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    assert asterisk.says(member_said("QueueMemberRemoved", "vip")) == [AgentGone("pbx", asterisk.now, ANNA)]
    assert asterisk.says(member_said("QueueMemberAdded", "vip", BEN)) == [
        AgentSeen("pbx", asterisk.now, BEN, f"name of {BEN}", ("vip",)),
        AgentChanged("pbx", asterisk.now, BEN, AgentState.READY),
    ]


# -- the full state


def test_a_list_becomes_the_full_state() -> None:
    asterisk = Asterisk()
    (state,) = asterisk.says(
        listed(
            "vip",
            "empty",
            members={
                ("vip", ANNA): {"Paused": 1, "PausedReason": "lunch", "LastPause": EPOCH - 120},
                ("vip", BEN): {"Status": 2, "InCall": 1},
                ("empty", ANNA): {"Paused": 1, "PausedReason": "lunch", "LastPause": EPOCH - 120},
            },
            waiting=((CALLER, "vip", 15),),
        )
    )
    assert isinstance(state, FullState)
    assert [(seen.queue, seen.threshold_s) for seen in state.queues] == [("vip", 20), ("empty", 20)]
    (anna, doing), (ben, busy) = state.agents
    assert (anna.login, anna.name, anna.queues) == (ANNA, f"name of {ANNA}", ("vip", "empty"))
    assert (doing.state, doing.break_code) == (AgentState.BREAK, "lunch")
    assert doing.since == NOON - timedelta(seconds=120)
    assert (ben.queues, busy.state) == (("vip",), AgentState.HANDLING)
    (waiting,) = state.waiting
    assert (waiting.contact, waiting.since) == (CALLER, NOON - timedelta(seconds=15))
    assert waiting.number == "021555"
    assert state.handling == {BEN}
    assert (state.after_gap, state.restarted) == (True, False)


def test_a_system_without_queues_has_an_empty_state() -> None:
    (state,) = Asterisk().says(listed())
    assert isinstance(state, FullState)
    assert (state.queues, state.agents) == ((), ())


def test_another_action_id_begins_another_list() -> None:
    asterisk = Asterisk()
    half = listed("gone", action_id="a")[:-1]
    (state,) = asterisk.says(half, listed("vip", action_id="b"))
    assert isinstance(state, FullState)
    assert [seen.queue for seen in state.queues] == ["vip"]


def test_a_list_with_rows_missing_is_no_state_and_is_asked_for_again() -> None:
    asterisk = Asterisk()
    (counted,) = asterisk.says(listed("vip", items=3))
    assert isinstance(counted, Unusable)
    assert asterisk.translator.wants_list()
    assert not asterisk.translator.wants_list()


def test_later_lists_are_compared_half_a_second_after_they_came() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    assert asterisk.says(listed("vip", members={("vip", ANNA): {}}), at=60) == []
    (state,) = asterisk.waits(0.5)
    assert isinstance(state, FullState)
    assert not state.after_gap


def test_what_was_under_way_when_the_list_was_made_is_no_difference() -> None:
    """An answer to QueueStatus overtakes events that happened before it: one who just left is not lost."""
    asterisk = floor("vip", members={("vip", ANNA): {}, ("vip", BEN): {}})
    joins(asterisk)
    board, _ = fold(Board(), [one for one in asterisk.said if not isinstance(one, FullState)], RULES)
    late = [leave(), connect(), member_said("QueueMemberStatus", "vip", status=2)]
    come = said("QueueCallerJoin", Uniqueid="9.9", Queue="vip")
    members = {("vip", ANNA): {"Status": 2, "InCall": 1}, ("vip", BEN): {"Status": 6}}
    asterisk.says(listed("vip", members=members, waiting=(("9.9", "vip", 0),)), at=60)
    asterisk.says(*late, come, member_said("QueueMemberStatus", "vip", BEN, status=6), at=60.02)
    asterisk.waits(0.5)
    for one in asterisk.said:
        events = corrections(board, one) if isinstance(one, FullState) else (one,)
        board, _ = fold(board, events, RULES)
    assert [contact.stage for contact in board.contacts.values()] == [Stage.HANDLING, Stage.WAITING]
    today = board.queues["pbx", "vip"].today
    assert (today.offered, today.answered, today.lost) == (2, 1, 0)
    assert {contact.contact for contact in asterisk.state.waiting} == {"9.9"}


def test_a_caller_whom_the_list_does_not_know_any_more_is_not_waiting() -> None:
    asterisk = floor()
    joins(asterisk)
    asterisk.says(listed("vip"), at=60)
    asterisk.waits(1)
    assert asterisk.state.waiting == ()


def test_a_talk_of_which_asterisk_knows_nothing_any_more_has_ended() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    joins(asterisk)
    asterisk.says(leave(), connect(), at=9)
    asterisk.says(listed("vip", members={("vip", ANNA): {"InCall": 0}}), at=60)
    ended, *_ = asterisk.waits(1)
    assert ended == ContactEnded("pbx", asterisk.now, CALLER, "vip", ANNA)
    assert asterisk.state.handling == frozenset()


def test_who_was_taken_out_of_every_queue_in_a_talk_still_talks() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    joins(asterisk)
    asterisk.says(leave(), connect(), at=9)
    asterisk.says(member_said("QueueMemberRemoved", "vip"), at=20)
    asterisk.says(listed("vip"), at=60)
    asterisk.waits(1)
    assert asterisk.state.handling == {ANNA}


def test_a_summary_that_counts_other_callers_asks_for_the_full_state() -> None:
    asterisk = floor()
    joins(asterisk)
    right = [said("QueueSummary", Queue="vip", Callers=1), said("QueueSummaryComplete")]
    asterisk.says(right)
    assert not asterisk.translator.wants_list()
    asterisk.says(said("QueueSummary", Queue="vip", Callers=0), said("QueueSummaryComplete"))
    assert asterisk.translator.wants_list()


def test_a_queue_that_no_list_has_named_asks_for_the_full_state() -> None:
    asterisk = floor("vip")
    joins(asterisk, "new")
    assert asterisk.translator.wants_list()


def test_an_agent_keeps_the_time_in_state_over_a_short_silence() -> None:
    asterisk = floor(members={("vip", ANNA): {}})
    asterisk.says(member_said("QueueMemberStatus", "vip", status=2), at=10)
    asterisk.loses()
    asterisk.at = 20
    asterisk.connects()
    asterisk.says(listed("vip", members={("vip", ANNA): {"Status": 2}}))
    assert asterisk.state.agents[0][1].since == NOON + timedelta(seconds=10)


# -- restarts


def _again(asterisk: Asterisk, **row: object) -> FullState:
    asterisk.loses()
    asterisk.at += 10
    asterisk.connects()
    asterisk.says(listed("vip", members={("vip", ANNA): row, ("vip", BEN): row}))
    return asterisk.state


def _two() -> Asterisk:
    return floor(members={("vip", ANNA): {}, ("vip", BEN): {}})


def test_members_who_all_signed_in_anew_tell_of_a_restart() -> None:
    asterisk = _two()
    asterisk.at = 100
    assert _again(asterisk, LoginTime=EPOCH + 105).restarted


def test_a_reset_of_the_counters_is_no_restart() -> None:
    assert not _again(_two(), CallsTaken=0, LastCall=0).restarted


def test_one_member_who_signed_in_anew_is_no_restart() -> None:
    asterisk = _two()
    asterisk.loses()
    asterisk.connects()
    asterisk.says(listed("vip", members={("vip", ANNA): {"LoginTime": EPOCH + 5}, ("vip", BEN): {}}), at=10)
    assert not asterisk.state.restarted


def test_a_collector_that_was_away_itself_knows_a_restart_by_when_it_last_heard() -> None:
    for login_time, restarted in ((EPOCH - 50, True), (EPOCH - 150, False)):
        asterisk = Asterisk(last_heard=NOON - timedelta(seconds=100))
        asterisk.says(listed("vip", members={("vip", ANNA): {"LoginTime": login_time}}))
        assert asterisk.state.restarted is restarted


def test_a_shutdown_is_planned_and_a_restart() -> None:
    asterisk = _two()
    asterisk.says(said("Shutdown", Shutdown="Cleanly", Restart="True"))
    (down,) = asterisk.loses()
    assert isinstance(down, SourceDown)
    assert down.planned
    asterisk.connects()
    asterisk.says(listed("vip", members={("vip", ANNA): {}}))
    assert asterisk.state.restarted


def test_an_asterisk_that_has_booted_is_asked_for_its_queues() -> None:
    asterisk = Asterisk()
    asterisk.says(said("FullyBooted", Uptime=1, Status="Fully Booted"))
    assert asterisk.translator.wants_list()


def test_a_source_goes_down_once_and_comes_back_once() -> None:
    asterisk = _two()
    asterisk.loses("Connection reset by peer")
    asterisk.loses("Connection refused")
    asterisk.loses("Connection refused")
    asterisk.connects()
    assert [type(one) for one in asterisk.of(SourceUp, SourceDown)] == [SourceDown, SourceUp]


def test_a_source_that_was_never_reached_is_down() -> None:
    asterisk = Asterisk(connected=False)
    (down,) = asterisk.loses("Connection refused")
    assert isinstance(down, SourceDown)
    assert asterisk.loses("Connection refused") == []


# -- time


def _offered_at(asterisk: Asterisk, stamp: float, at: float) -> datetime:
    new = asterisk.says(
        said("QueueCallerJoin", Uniqueid=f"{stamp}", Queue="vip", Timestamp=f"{EPOCH + stamp:.6f}"), at=at
    )
    (offered,) = [one for one in new if isinstance(one, ContactOffered)]
    return offered.at


def test_a_message_happened_when_it_says() -> None:
    assert _offered_at(floor(), 9.25, at=9.3) == NOON + timedelta(seconds=9.25)


def test_a_clock_that_stands_otherwise_than_ours_is_corrected() -> None:
    asterisk = floor()
    assert _offered_at(asterisk, 3_600.0, at=10) == NOON + timedelta(seconds=10)
    assert _offered_at(asterisk, 3_605.0, at=15.1) == NOON + timedelta(seconds=15)


def test_time_never_goes_back_within_what_is_said() -> None:
    """A board takes no news that is older than its own."""
    asterisk = floor()
    first = _offered_at(asterisk, 9.0, at=9.0)
    assert _offered_at(asterisk, 8.5, at=9.1) == first


def test_an_answer_to_ping_tells_how_the_clocks_differ() -> None:
    asterisk = Asterisk()
    asterisk.says(Message({"Response": "Success", "Ping": "Pong", "Timestamp": f"{EPOCH - 600:.6f}"}))
    asterisk.says(
        listed("vip", members={("vip", ANNA): {"Paused": 1, "LastPause": EPOCH - 700, "LastCall": 0}})
    )
    assert asterisk.state.agents[0][1].since == NOON - timedelta(seconds=100)


def test_a_message_with_a_time_that_is_none_happened_when_it_came() -> None:
    asterisk = floor()
    new = asterisk.says(said("QueueCallerJoin", Uniqueid="1", Queue="vip", Timestamp="soon"), at=5)
    assert new[0] == ContactOffered("pbx", NOON + timedelta(seconds=5), "1", "vip")


@pytest.mark.parametrize("stamp", ["nan", "inf", "-inf", "1e300", "0", "-5", "", "1e-320"])
def test_an_absurd_time_does_no_harm_to_the_times_after_it(stamp: str) -> None:
    asterisk = floor()
    asterisk.says(said("QueueCallerJoin", Uniqueid="1", Queue="vip", Timestamp=stamp), at=5)
    assert _offered_at(asterisk, 9.25, at=9.3) == NOON + timedelta(seconds=9.25)


@pytest.mark.parametrize("absurd", ["9" * 30, "9" * 5_000, "-1", "1e9", "NaN", ""])
def test_absurd_numbers_in_a_list_do_not_cost_the_full_state(absurd: str) -> None:
    asterisk = Asterisk()
    fields: dict[str, object] = dict.fromkeys(("LoginTime", "LastCall", "LastPause", "Status"), absurd)
    asterisk.says(listed("vip", members={("vip", ANNA): fields}))
    assert [who.login for who, _ in asterisk.state.agents] == [ANNA]


# -- laws


@cache
def _recorded() -> tuple[tuple[Message, datetime], ...]:
    reader = MessageReader(WANTED)
    return tuple(
        (message, moment.at)
        for moment in recording("small-basic").moments()
        if isinstance(moment, Piece)
        for message in reader.feed(moment.data)
    )


@given(st.data())
def test_whatever_is_missing_cut_or_doubled_the_sums_hold(data: st.DataObject) -> None:
    """offered = answered + abandoned + left + still open, for every queue, and nothing fails."""
    start = data.draw(st.integers(0, 2_000))
    stretch = list(_recorded()[start : start + 250])
    for place in data.draw(st.lists(st.integers(0, 249), max_size=30)):
        message, at = stretch[place % len(stretch)]
        match data.draw(st.sampled_from(["drop", "double", "strip"])):
            case "drop":
                del stretch[place % len(stretch)]
            case "double":
                stretch.insert(place % len(stretch), (message, at))
            case _:
                name = data.draw(st.sampled_from(sorted(message)))
                rest = {field: value for field, value in message.items() if field != name}
                stretch[place % len(stretch)] = (Message(rest), at)
    translator = Translator("pbx")
    events: list[LiveEvent | FullState] = [*translator.connected(stretch[0][1], "Asterisk")]
    for message, at in stretch:
        events += translator.take([message], at)
    events += translator.tick(stretch[-1][1] + timedelta(seconds=10))
    board = Board()
    for one in events:
        assert not (isinstance(one, Unusable) and "(" in one.what), "a message made the translator fail"
        board, _ = fold(board, corrections(board, one) if isinstance(one, FullState) else (one,), RULES)
    for (_, name), line in board.queues.items():
        today = line.today
        open_here = sum(
            1
            for contact in board.contacts.values()
            if contact.queue == name and contact.stage is Stage.LEAVING
        )
        assert today.offered == today.settled + len(line.waiting) + open_here, name


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40))
def test_how_the_messages_are_grouped_does_not_matter(sizes: list[int]) -> None:
    stretch = [message for message, _ in _recorded()[:400]]
    at = _recorded()[400][1]
    together, one_by_one = Translator("pbx"), Translator("pbx")
    together.connected(at, "Asterisk")
    one_by_one.connected(at, "Asterisk")
    said_together: list[LiveEvent | FullState] = []
    place = 0
    for size in [*sizes, len(stretch)]:
        said_together += together.take(stretch[place : place + size], at)
        place += size
    assert said_together == [new for message in stretch for new in one_by_one.take([message], at)]
