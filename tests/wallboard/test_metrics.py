from __future__ import annotations

import pytest

from supervisor.events import (
    AgentSeen,
    ContactAbandoned,
    ContactAnswered,
    ContactLeft,
    ContactOffered,
    LiveEvent,
    QueueSeen,
)
from supervisor.live.board import EMPTY
from supervisor.live.counts import Counts
from supervisor.live.fold import fold
from supervisor.wallboard.levels import Level, Reason, Targets, judge_queue
from supervisor.wallboard.metrics import QueueFigures, Rate, answer_rate, queue_figures, service_level
from tests.live.floor import PBX, RULES, at

BEGINS = RULES.days.begins(RULES.days.day(at(0)))


def figures(*events: LiveEvent, now: float = 100) -> QueueFigures:
    board, _ = fold(EMPTY, [QueueSeen(PBX, at(0), "billing", threshold_s=20), *events], RULES)
    return queue_figures(board.queues[PBX, "billing"], at(now), BEGINS)


def answered(contact: str, wait: float, arrived: float = 0) -> list[LiveEvent]:
    return [
        ContactOffered(PBX, at(arrived), contact, "billing"),
        ContactAnswered(PBX, at(arrived + wait), contact, "billing", "6001", wait),
    ]


def test_nothing_offered_is_neither_nought_nor_all() -> None:
    assert answer_rate(Counts()).value is None
    assert service_level(Counts(), 0).value is None
    assert figures().today.mean_wait_s is None


def test_who_still_waits_is_not_yet_in_the_answer_rate() -> None:
    rate = figures(*answered("a", 5), ContactOffered(PBX, at(50), "b", "billing")).today.answer_rate
    assert (rate.part, rate.whole) == (1, 1)


def test_a_contact_that_left_lowers_the_answer_rate() -> None:
    rate = figures(
        *answered("a", 5),
        ContactOffered(PBX, at(1), "b", "billing"),
        ContactLeft(PBX, at(31), "b", "billing", 30.0),
    ).today.answer_rate
    assert (rate.part, rate.whole) == (1, 2)


def test_a_short_abandon_is_in_the_answer_rate_and_not_in_the_service_level() -> None:
    today = figures(
        *answered("a", 20),
        ContactOffered(PBX, at(1), "b", "billing"),
        ContactAbandoned(PBX, at(6), "b", "billing", 5.0),
    ).today
    assert today.answer_rate == Rate(1, 2)
    assert today.service_level == Rate(1, 1)


def test_who_waits_past_the_threshold_is_missed_already() -> None:
    waiting = ContactOffered(PBX, at(50), "b", "billing")
    assert figures(*answered("a", 20), waiting, now=70).today.service_level == Rate(1, 1)
    assert figures(*answered("a", 20), waiting, now=71).today.service_level == Rate(1, 2)


def test_the_manuals_small_example_gives_its_seventy_seven_percent() -> None:
    """70 answered in time, 10 abandoned in time, 20 late; with short abandons left out: 70 / 90."""
    counts = Counts(offered=100, answered=90, in_time=70, abandoned=10, abandoned_short=10)
    assert service_level(counts, 0).value == pytest.approx(0.778, abs=0.0005)


def test_the_last_half_hour_forgets_what_arrived_before_it() -> None:
    told = figures(*answered("a", 5, arrived=0), *answered("b", 5, arrived=1700), now=1801)
    assert told.today.counts.offered == 2
    assert told.recent.counts.offered == 1


@pytest.mark.parametrize(
    ("n", "low", "high"), [(10, 0.49, 0.94), (20, 0.58, 0.92), (50, 0.67, 0.89), (200, 0.74, 0.85)]
)
def test_the_interval_of_eighty_percent_narrows_with_the_count(n: int, low: float, high: float) -> None:
    interval = Rate(round(0.8 * n), n).interval
    assert interval is not None
    assert interval == pytest.approx((low, high), abs=0.005)


def test_the_longest_wait_is_the_first_in_line() -> None:
    told = figures(
        ContactOffered(PBX, at(10), "a", "billing"), ContactOffered(PBX, at(30), "b", "billing"), now=40
    )
    assert (told.waiting, told.longest_wait_s) == (2, 30.0)
    assert figures().longest_wait_s is None


def test_a_few_bad_contacts_do_not_colour_a_queue() -> None:
    lost = [
        event
        for n in range(29)
        for event in (
            ContactOffered(PBX, at(0), str(n), "billing"),
            ContactAbandoned(PBX, at(9), str(n), "billing", 9.0),
        )
    ]
    assert judge_queue(figures(*lost), Targets()).level is Level.NORMAL
    one_more = (
        ContactOffered(PBX, at(0), "x", "billing"),
        ContactAbandoned(PBX, at(9), "x", "billing", 9.0),
    )
    judged = judge_queue(figures(*lost, *one_more), Targets())
    assert (judged.level, judged.reasons) == (Level.ACTION, (Reason.ANSWER_RATE_VERY_LOW,))


def test_someone_waiting_where_nobody_is_signed_in_needs_action() -> None:
    waiting = ContactOffered(PBX, at(99), "a", "billing")
    assert judge_queue(figures(waiting), Targets()).reasons == (Reason.NOBODY_SIGNED_IN,)


def test_a_wait_past_the_threshold_asks_for_attention_and_three_times_it_for_action() -> None:
    someone = AgentSeen(PBX, at(0), "6001", "王芳", ("billing",))
    waiting = ContactOffered(PBX, at(0), "a", "billing")
    signed_in = figures(someone, waiting, now=21)
    assert Reason.WAIT_LONG in judge_queue(signed_in, Targets()).reasons
    assert Reason.WAIT_VERY_LONG in judge_queue(figures(someone, waiting, now=61), Targets()).reasons
