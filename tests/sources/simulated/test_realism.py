"""The demo centre looks like one that is run well, with one thing going wrong at a time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import pytest

from supervisor.events import (
    AgentChanged,
    AgentState,
    ContactAbandoned,
    ContactAnswered,
    ContactLeft,
    ContactOffered,
    LeftReason,
)
from supervisor.live.fold import fold
from supervisor.settings.breaks import BreakKind
from supervisor.sources.simulated.centre import QUEUE_OF, QUEUES, break_codes
from supervisor.sources.simulated.floor import Floor
from supervisor.sources.simulated.people import agents
from supervisor.sources.simulated.roster import DayFrame
from supervisor.sources.simulated.trouble import Trouble
from supervisor.wallboard.breaks import break_codes as codes_by_word
from supervisor.wallboard.breaks import on_break
from tests.sources.simulated.demo import DAYS, DEMO, EMPTY, MONDAY, RULES, at, whole_day

OPEN = range(8, 22)
BUSY = range(9, 18)
DAYS_SEEN = [(1, MONDAY), (2, MONDAY + timedelta(days=1)), (3, date(2026, 11, 27)), (2, date(2026, 11, 28))]
any_day = pytest.mark.parametrize(("seed", "day"), DAYS_SEEN)
HANDLING = (AgentState.RINGING, AgentState.HANDLING, AgentState.AFTER_CONTACT)


@dataclass
class Hour:
    """What became of the contacts that came to a queue in an hour."""

    offered: int = 0
    answered: int = 0

    @property
    def rate(self) -> float:
        return self.answered / self.offered


@lru_cache(maxsize=8)
def _hours(seed: int, day: date) -> dict[tuple[int, str], Hour]:
    found: dict[tuple[int, str], Hour] = defaultdict(Hour)
    entered: dict[tuple[str, str], datetime] = {}
    for event in whole_day(seed, day):
        if isinstance(event, ContactOffered) and DAYS.day(event.at) == day:
            entered[event.contact, event.queue] = event.at
            found[DAYS.local(event.at).hour, event.queue].offered += 1
        elif isinstance(event, ContactAnswered) and (event.contact, event.queue) in entered:
            found[DAYS.local(entered[event.contact, event.queue]).hour, event.queue].answered += 1
    return found


@lru_cache(maxsize=8)
def _troubles(seed: int, day: date) -> dict[int, Trouble]:
    floor = Floor(DEMO, agents(seed), DayFrame(DAYS, day), seed, "zh_CN")
    return {int(floor.frame.hour(trouble.begins)): trouble for trouble in floor.troubles}


def _name(key: str) -> str:
    return QUEUE_OF[key].names["zh_CN"]


@any_day
def test_every_hour_has_one_trouble_and_the_same_queue_not_soon_again(seed: int, day: date) -> None:
    troubles = _troubles(seed, day)

    assert sorted(troubles) == list(range(24))
    for hour in range(8, 19):
        assert len({troubles[later].queue for later in range(hour, hour + 4)}) == 4


@any_day
def test_the_centre_answers_93_to_97_percent_while_it_is_open(seed: int, day: date) -> None:
    hours = [found for (hour, _), found in _hours(seed, day).items() if hour in OPEN]

    assert 0.925 <= sum(h.answered for h in hours) / sum(h.offered for h in hours) <= 0.97


@any_day
def test_the_queue_in_trouble_answers_70_to_88_percent_and_the_others_more(seed: int, day: date) -> None:
    """On average; single hours of a small queue are a few dozen contacts and scatter."""
    rates = {}
    for hour in OPEN:
        troubled = _name(_troubles(seed, day)[hour].queue)
        rates[hour] = _hours(seed, day)[hour, troubled].rate
        rest = [found for (of, name), found in _hours(seed, day).items() if of == hour and name != troubled]
        well = sum(h.answered for h in rest) / sum(h.offered for h in rest)
        assert well > rates[hour], (hour, troubled)
        assert well > 0.88, hour
    assert min(sorted(rates.values())[1:]) >= 0.70, rates  # all but one of the day
    assert 0.76 <= sum(rates.values()) / len(rates) <= 0.88
    assert max(rates.values()) <= 0.95, rates


@any_day
def test_agents_are_busy_three_quarters_of_the_time_and_not_more_than_is_healthy(
    seed: int, day: date
) -> None:
    busy_s = ready_s = 0.0
    begins, ends = at(BUSY.start, day), at(BUSY.stop, day)
    last: dict[str, AgentChanged] = {}
    for event in whole_day(seed, day):
        if not isinstance(event, AgentChanged):
            continue
        before = last.get(event.login)
        last[event.login] = event
        if before is None:
            continue
        seconds = max(0.0, (min(event.at, ends) - max(before.at, begins)).total_seconds())
        if before.state in HANDLING:
            busy_s += seconds
        elif before.state is AgentState.READY:
            ready_s += seconds
    assert 0.70 <= busy_s / (busy_s + ready_s) <= 0.88


@any_day
def test_the_day_has_two_peaks_a_dip_at_noon_and_a_thin_night(seed: int, day: date) -> None:
    by_hour: dict[int, int] = defaultdict(int)
    for (hour, _), found in _hours(seed, day).items():
        by_hour[hour] += found.offered
    noon = by_hour[12]

    assert by_hour[10] > 1.2 * noon < by_hour[15]
    assert max(by_hour[hour] for hour in range(18, 22)) < max(by_hour[10], by_hour[15])
    assert max(by_hour[hour] for hour in range(1, 6)) < 0.2 * by_hour[10]


@any_day
def test_contacts_end_in_every_way_that_there_is(seed: int, day: date) -> None:
    events = whole_day(seed, day)
    reasons = {event.reason for event in events if isinstance(event, ContactLeft)}
    abandoned = [event.wait_s for event in events if isinstance(event, ContactAbandoned)]

    assert {LeftReason.TIMEOUT, LeftReason.KEY} <= reasons
    assert sum(wait_s <= 5 for wait_s in abandoned) > 10, "nobody hangs up at once"
    assert max(abandoned) > 120


@any_day
def test_breaks_of_every_kind_are_taken_and_some_last_too_long(seed: int, day: date) -> None:
    codes = codes_by_word(break_codes())
    taken: dict[BreakKind, int] = defaultdict(int)
    over: dict[BreakKind, int] = defaultdict(int)
    asked_while_busy = 0
    last: dict[str, AgentChanged] = {}
    for event in whole_day(seed, day):
        if not isinstance(event, AgentChanged):
            continue
        if event.state is AgentState.HANDLING and event.break_code is not None:
            asked_while_busy += 1
        before = last.get(event.login)
        last[event.login] = event
        if before is not None and before.state is AgentState.BREAK:
            code = codes[(before.break_code or "").casefold()]
            taken[code.kind] += 1
            if code.limit_s and (event.at - before.at).total_seconds() > code.limit_s:
                over[code.kind] += 1

    assert set(taken) == set(BreakKind)
    assert over[BreakKind.BREAK] > 10
    assert over[BreakKind.MEAL] > 0
    assert over[BreakKind.FORCED] == 0
    assert asked_while_busy > 50
    assert sum(over.values()) < 0.4 * sum(taken.values())


@any_day
def test_who_looks_at_twenty_past_ten_sees_a_line_a_few_overruns_and_mostly_quiet_tiles(
    seed: int, day: date
) -> None:
    now = at(10 + 1 / 3, day)
    codes = codes_by_word(break_codes())
    board, _ = fold(EMPTY, [event for event in whole_day(seed, day) if event.at <= now], RULES)
    views = [on_break(agent, now, codes) for agent in board.agents.values()]
    waiting = {line.name: len(line.waiting) for line in board.queues.values()}
    signed_in = sum(agent.state is not AgentState.OFFLINE for agent in board.agents.values())

    assert 1 <= sum(waiting.values()) <= 30
    assert sum(count <= 1 for count in waiting.values()) >= 8
    assert 2 <= sum(view is not None and view.over_s is not None for view in views) <= 10
    assert sum(view is not None for view in views) < 0.3 * signed_in
    assert 40 <= signed_in <= 80
    assert len(board.queues) == len(QUEUES) == 12
