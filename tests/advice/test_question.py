"""What if: every answer of one queue, in order, with the people it could be and what goes into the log."""

from __future__ import annotations

import pickle

from supervisor.advice.demand import Missing
from supervisor.advice.question import MOST, Answers, answers, ranged, returned
from supervisor.advice.staffing import Situation
from supervisor.live.board import QueueKey
from tests.advice.test_turns import BREAKS, MORNING, RULES, floor_at, instant

ROAMING: QueueKey = ("demo", "Roaming")
NIGHT: QueueKey = ("demo", "Night desk")


def asked(key: QueueKey) -> Answers:
    board, now = floor_at(MORNING), instant(MORNING)
    return answers(board, key, now, RULES, BREAKS, BREAKS.code("break"), 0.8)


def test_more_people_never_make_it_worse_and_all_answers_travel_to_the_screen() -> None:
    found: Answers = pickle.loads(pickle.dumps(asked(ROAMING)))  # noqa: S301  # our own bytes
    assert isinstance(found.situation, Situation)
    assert list(found.by_people) != []
    levels = [found.by_people[n].after.soon.service_level for n in sorted(found.by_people)]
    assert levels == sorted(levels)
    assert max(found.by_people) == MOST
    assert found.by_people[0].before == found.by_people[0].after


def test_only_those_who_serve_the_queue_could_come_or_go() -> None:
    found, board = asked(ROAMING), floor_at(MORNING)
    assert found.come
    for one in (*found.come, *(found.go or ())):
        assert ROAMING[1] in board.agents[one.key].queues
        assert one.effect.queue == ROAMING


def test_who_may_go_is_looked_for_only_when_somebody_asks() -> None:
    board, now = floor_at(MORNING), instant(MORNING)
    vip, code = ("demo", "VIP"), BREAKS.code("break")
    assert answers(board, vip, now, RULES, BREAKS, code, 0.5, going=False).go is None
    assert answers(board, vip, now, RULES, BREAKS, code, 0.5).go


def test_too_little_data_says_so_and_answers_nothing() -> None:
    found = asked(NIGHT)
    assert found.situation is Missing.TOO_FEW
    assert (found.by_people, found.needed, found.come) == ({}, None, ())
    assert ranged(floor_at(MORNING), NIGHT, instant(MORNING), RULES, 3, "me") is Missing.TOO_FEW


def test_what_is_logged_is_the_answer_that_was_shown() -> None:
    found = ranged(floor_at(MORNING), ROAMING, instant(MORNING), RULES, 3, "wang")
    assert not isinstance(found, Missing)
    forecast = found.forecast
    assert forecast is not None
    assert (forecast.made_by, forecast.asked.people, forecast.queue) == ("wang", 3, ROAMING)
    assert forecast.told.if_done is not None
    assert forecast.told.if_done.wait_s == found.comparison.after.soon.wait_s
    assert forecast.told.if_done.low <= forecast.told.if_done.value <= forecast.told.if_done.high


def test_asking_one_person_back_is_logged_with_the_login() -> None:
    (one, *_others) = asked(ROAMING).come
    forecast = returned(floor_at(MORNING), one.key, ROAMING, instant(MORNING), RULES, "wang")
    assert forecast is not None
    assert (forecast.asked.people, forecast.asked.login) == (1, one.key[1])
