"""A queue_log's lines to stays, rings and marks: what belongs to what, and what is no end of anything."""

from __future__ import annotations

from supervisor.facts.agent_time import What
from supervisor.facts.contact import Outcome
from supervisor.sources.asterisk.queue_log_facts import QueueLogFacts

T = 1_795_000_000


def taken(*lines: str) -> QueueLogFacts:
    facts = QueueLogFacts()
    facts.take([line.encode() for line in lines])
    return facts


def enter(at: int, call: str = "1.1", queue: str = "billing") -> str:
    return f"{T + at}|{call}|{queue}|NONE|ENTERQUEUE||0123|1"


def test_the_same_contact_in_two_queues_is_two_stays() -> None:
    facts = taken(
        enter(0),
        f"{T + 5}|1.1|billing|NONE|EXITWITHTIMEOUT|1|1|5",
        enter(5, queue="vip"),
        f"{T + 9}|1.1|vip|Ann|CONNECT|4|1.9|2",
        f"{T + 19}|1.1|vip|Ann|COMPLETECALLER|4|10|1",
    )
    assert [(one.queue, one.outcome, one.wait_s, one.talk_s) for one in facts.entries] == [
        ("billing", Outcome.TIMED_OUT, 5.0, None),
        ("vip", Outcome.ANSWERED, 4.0, 10.0),
    ]


def test_the_end_of_the_old_talk_may_follow_the_begin_of_the_next_stay() -> None:
    facts = taken(
        enter(0),
        f"{T + 2}|1.1|billing|Ann|CONNECT|2|1.9|1",
        enter(9),
        f"{T + 9}|1.1|billing|Ann|BLINDTRANSFER|700|queues|2|7|1",
        f"{T + 12}|1.1|billing|NONE|ABANDON|1|1|3",
    )
    first, second = facts.entries
    assert (first.outcome, first.talk_s, first.ended_by, first.detail) == (
        *(Outcome.ANSWERED, 7.0, "transfer"),
        "700|queues",
    )
    assert (second.outcome, second.wait_s) == (Outcome.ABANDONED, 3.0)


def test_a_start_loses_who_waits_and_ends_who_talks_without_saying_how_long() -> None:
    facts = taken(
        enter(0),
        enter(1, "2.2"),
        f"{T + 3}|2.2|billing|Ann|CONNECT|2|1.9|1",
        f"{T + 60}|NONE|NONE|NONE|QUEUESTART|",
    )
    waiting, talking = facts.entries
    assert (waiting.outcome, waiting.left_ms, waiting.wait_s, waiting.over) == (
        *(Outcome.LOST, (T + 60) * 1000),
        *(None, True),
    )
    assert (talking.outcome, talking.ended_by, talking.talk_s, talking.over) == (
        *(Outcome.ANSWERED, "lost"),
        *(None, True),
    )
    assert facts.going_on == []


def test_a_break_in_all_queues_is_told_queue_by_queue_and_counted_once() -> None:
    facts = taken(
        f"{T}|NONE|NONE|Ann|PAUSEALL|tea",
        f"{T}|NONE|billing|Ann|PAUSE|tea",
        f"{T}|NONE|vip|Ann|PAUSE|tea",
        f"{T + 9}|NONE|vip|Ann|UNPAUSE|",
    )
    assert [(one.seq, one.queue, one.what, one.code) for one in facts.marks] == [
        (0, "billing", What.PAUSE, "tea"),
        (1, "vip", What.PAUSE, "tea"),
        (0, "vip", What.UNPAUSE, ""),
    ]


def test_a_member_that_is_added_paused_is_on_a_break() -> None:
    facts = taken(f"{T}|MANAGER|vip|Ann|ADDMEMBER|PAUSED", f"{T + 1}|MANAGER|vip|Ann|REMOVEMEMBER|")
    assert [one.what for one in facts.marks] == [What.ADD, What.PAUSE, What.REMOVE]


def test_agents_of_the_pool_sign_in_to_all_their_queues() -> None:
    facts = taken(f"{T}|1.1|NONE|2001|AGENTLOGIN|SIP/7", f"{T + 9}|1.1|NONE|2001|AGENTLOGOFF|SIP/7|9")
    assert [(one.login, one.queue, one.what) for one in facts.marks] == [
        ("2001", "", What.ADD),
        ("2001", "", What.REMOVE),
    ]


def test_rings_are_in_milliseconds_and_two_of_one_second_stay_two() -> None:
    ring = f"{T}|1.1|billing|Ann|RINGNOANSWER|1000"
    facts = taken(ring, ring)
    assert [(one.at_ms, one.ring_s) for one in facts.rings] == [(T * 1000, 1.0), (T * 1000 + 1, 1.0)]


def test_a_stay_that_begins_twice_in_a_second_is_two_stays() -> None:
    facts = taken(enter(0), f"{T}|1.1|billing|NONE|EXITEMPTY|1|1|0", enter(0))
    assert [(one.entered_ms - T * 1000, one.outcome) for one in facts.entries] == [
        (0, Outcome.EMPTY),
        (1, Outcome.WAITING),
    ]


def test_a_line_about_an_unknown_stay_is_kept_as_it_stands() -> None:
    line = f"{T}|1.1|billing|Ann|COMPLETEAGENT|3|9|1"
    facts = taken(line)
    assert [(one.contact, one.at_ms, one.line) for one in facts.strays] == [("1.1", T * 1000, line)]
