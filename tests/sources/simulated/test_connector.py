"""The demo centre as a source, on a clock that is moved by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from supervisor.clock import ShiftedClock
from supervisor.errors import SettingError
from supervisor.events import (
    AgentChanged,
    AgentState,
    AuditDone,
    ContactAbandoned,
    Difference,
    FullState,
    LiveEvent,
    SourceUp,
)
from supervisor.live.audit import corrections
from supervisor.live.board import Board
from supervisor.live.fold import fold
from supervisor.sources.simulated.connector import FULL_STATE_EVERY, SimulatedCentre, nap_s
from supervisor.sources.simulated.faults import survivors
from supervisor.sources.simulated.simulation import Simulation
from supervisor.sources.source import Connector, Heard, Said
from tests.sources.simulated.demo import DAYS, DEMO, EMPTY, MONDAY, RULES, at, makings, small, whole_day

Group = tuple[Said, ...]


@dataclass
class HandClock:
    """A clock that shows what it is told, and jumps to where somebody wants to sleep until.

    *step* is added to each jump: a machine that oversleeps.
    """

    instant: datetime
    step: timedelta = timedelta(0)

    def now(self) -> datetime:
        return self.instant

    async def sleep_until(self, until: datetime) -> None:
        self.instant = max(self.instant, until) + self.step


def centre(clock: HandClock, **options: Any) -> SimulatedCentre:
    options = {"seed": 1, "scale": 0.2, "ghosts": False} | options
    return SimulatedCentre(DEMO, options, DAYS, clock, clock.sleep_until)


async def _heard(source: Connector, after: datetime | None, clock: HandClock, until: datetime) -> list[Group]:
    """The groups that *source* says until the clock shows *until*."""
    groups: list[Group] = []
    said: AsyncIterator[Group] = source.events(after)
    async with aclosing(said) as open_said:  # type: ignore[type-var]
        async for group in open_said:
            if clock.instant > until:
                break
            groups.append(group)
    return groups


def heard(clock: HandClock, until: datetime, after: datetime | None = None, **options: Any) -> list[Group]:
    return asyncio.run(_heard(centre(clock, **options), after, clock, until))


def events(groups: list[Group]) -> list[LiveEvent]:
    return [said for group in groups for said in group if not isinstance(said, FullState | Heard)]


def states(groups: list[Group]) -> list[FullState]:
    return [said for group in groups for said in group if isinstance(said, FullState)]


def test_it_is_a_connector() -> None:
    source: Connector = centre(HandClock(at(10)))

    assert source.name == DEMO


def test_the_day_so_far_comes_first_then_a_full_state_then_the_present() -> None:
    groups = heard(HandClock(at(10)), at(10.05))
    place = next(i for i, group in enumerate(groups) if isinstance(group[0], FullState))
    history, live = events(groups[:place]), events(groups[place:])

    assert isinstance(history[0], SourceUp)
    assert history[0].at <= at(0)
    assert all(event.at <= at(10) for event in history)
    assert states(groups)[0].at == at(10)
    assert live
    assert all(event.at > at(10) for event in live)


def test_history_comes_in_groups_of_some_hundred_events_and_live_as_it_happens() -> None:
    groups = heard(HandClock(at(10)), at(10.05))
    place = next(i for i, group in enumerate(groups) if isinstance(group[0], FullState))

    assert 100 < sum(map(len, groups[:place])) / place <= 500
    assert max(map(len, groups[place + 1 :])) < 20
    assert all(before[-1].at <= after[0].at for before, after in pairwise(groups))


def test_a_collector_that_was_killed_hears_the_rest_and_nothing_twice() -> None:
    whole = events(heard(HandClock(at(10)), at(10.2)))

    for killed_at in (at(0, MONDAY), at(7.5), at(9.99), at(10.1)):
        before = [event for event in whole if event.at <= killed_at]
        rest = events(heard(HandClock(at(10.15)), at(10.2), after=before[-1].at))

        assert isinstance(rest[0], SourceUp)
        assert rest[1:] == whole[len(before) :]


def test_a_collector_that_was_away_overnight_hears_the_night() -> None:
    rest = events(heard(HandClock(at(33)), at(33.01), after=at(20)))

    assert rest[1].at < at(20.1)
    assert rest[1:][-1].at > at(32.9)
    assert rest[1:] == Simulation(small(), at(20)).advance(rest[-1].at)


def test_after_days_of_silence_today_begins_anew() -> None:
    rest = events(heard(HandClock(at(10)), at(10.01), after=at(0) - timedelta(days=9)))

    assert at(0) - timedelta(hours=1) < rest[0].at < at(0)
    assert rest == events(heard(HandClock(at(10)), at(10.01)))


def test_a_clock_that_was_set_back_says_nothing_twice() -> None:
    groups = heard(HandClock(at(9)), at(9.9), after=at(10))

    assert [type(event) for event in events(groups)] == [SourceUp]


def test_full_states_come_every_minute_and_agree_with_what_was_said() -> None:
    groups = heard(HandClock(at(10)), at(10.5))
    board, audits = _audited(groups)

    assert len(audits) >= 30
    assert all(
        FULL_STATE_EVERY <= later.at - state.at <= FULL_STATE_EVERY * 1.1
        for state, later in pairwise(states(groups))
    )
    assert [audit.differences for audit in audits] == [0] * len(audits)
    assert board.agents


def _audited(groups: list[Group]) -> tuple[Board, list[AuditDone]]:
    """What the collector makes of it: the board, and each comparison."""
    board, audits = EMPTY, []
    for group in groups:
        for said in group:
            if isinstance(said, Heard):
                continue
            mending = corrections(board, said) if isinstance(said, FullState) else (said,)
            board, _ = fold(board, mending, RULES)
            if isinstance(said, FullState):
                assert isinstance(mending[-1], AuditDone)
                audits.append(mending[-1])
    return board, audits


def test_a_first_full_state_after_a_restart_says_that_there_was_a_gap() -> None:
    first = states(heard(HandClock(at(10)), at(10.01)))[0]
    again = states(heard(HandClock(at(10)), at(10.01), after=at(9)))[0]

    assert (first.after_gap, again.after_gap) == (False, True)


def test_a_quiet_night_gives_signs_of_life() -> None:
    groups = heard(HandClock(at(3)), at(3.2))
    times = [group[-1].at for group in groups if group[-1].at > at(3)]

    assert any(isinstance(group[0], Heard) for group in groups)
    assert max((later - one).total_seconds() for one, later in pairwise(times)) <= 5.001


def test_a_machine_that_oversleeps_hears_the_same() -> None:
    awake = events(heard(HandClock(at(10)), at(10.3)))
    sleepy = events(heard(HandClock(at(10), step=timedelta(seconds=47)), at(10.3)))

    assert len(sleepy) > 1000
    assert sleepy == awake[: len(sleepy)]


def test_a_machine_that_slept_for_hours_makes_up_for_it_in_groups() -> None:
    clock = HandClock(at(8))

    async def nap(until: datetime) -> None:
        clock.instant = max(until, at(13)) if clock.instant < at(13) else until

    async def play() -> list[Group]:
        source = SimulatedCentre(DEMO, {"scale": 0.2, "ghosts": False}, DAYS, clock, nap)
        return await _heard(source, None, clock, at(13.001))

    groups = asyncio.run(play())

    assert max(map(len, groups)) <= 500
    assert events(groups) == events(heard(HandClock(at(13)), at(13.001)))


@pytest.mark.parametrize(
    ("left_s", "speed", "nap"),
    [(0.6, 1, 0.6), (30, 60, 0.5), (30, 1, 1.0), (0.6, 60, 0.02), (-5, 1, 0.02)],
)
def test_naps_are_as_much_shorter_as_the_clock_is_faster(left_s: float, speed: float, nap: float) -> None:
    assert nap_s(timedelta(seconds=left_s), speed) == pytest.approx(nap)


def test_on_a_fast_clock_the_connector_keeps_up_by_itself() -> None:
    clock = ShiftedClock(datetime.now(UTC), at(10), speed=3600)

    async def play() -> list[Group]:
        said = SimulatedCentre(DEMO, {"scale": 0.2}, DAYS, clock).events(at(10))
        async with aclosing(said) as open_said:  # type: ignore[type-var]
            groups: list[Group] = []
            async for group in open_said:
                groups.append(group)
                if len(states(groups)) == 3:
                    break
        return groups

    assert [state.at for state in states(asyncio.run(play()))][-1] >= at(10) + 2 * FULL_STATE_EVERY


# Faults


def test_now_and_then_news_is_lost_and_the_next_full_state_mends_it() -> None:
    board, _ = fold(EMPTY, [event for event in whole_day() if event.at <= at(8)], RULES)
    simulation = Simulation(makings(), at(8))
    found: list[Difference] = []

    for minute in range(14 * 60):
        news = simulation.advance(at(8) + timedelta(minutes=minute + 1))
        board, _ = fold(board, survivors(news, seed=1), RULES)
        mending = corrections(board, simulation.full_state())
        assert isinstance(mending[-1], AuditDone)
        found += mending[-1].details
        board, _ = fold(board, mending, RULES)

    assert {difference.kind for difference in found} == {"waiting_ghost", "agent_state"}
    assert 2 <= len(found) <= 15


def test_its_faults_can_be_switched_off() -> None:
    perfect, faulty = (events(heard(HandClock(at(10)), at(20), ghosts=ghosts)) for ghosts in (False, True))

    heard_of = set(faulty)

    assert faulty == [event for event in perfect if event in heard_of]
    assert heard_of >= {event for event in perfect if event.at <= at(10)}
    assert len(faulty) < len(perfect)


def test_only_whole_news_is_lost() -> None:
    """A contact that hung up unheard is still waiting: its leaving the line was not heard either."""
    heard_of = survivors(whole_day(), seed=1)
    lost = set(whole_day()) - set(heard_of)
    abandoned = {event.contact for event in lost if isinstance(event, ContactAbandoned)}

    assert abandoned
    assert {
        event.contact
        for event in lost
        if not isinstance(event, AgentChanged)  # type: ignore[union-attr]
    } == abandoned
    assert {event.state for event in lost if isinstance(event, AgentChanged)} == {
        AgentState.OFFLINE,
        AgentState.READY,
    }
    assert len(lost) < 30


def test_history_has_no_faults_for_nothing_would_mend_them() -> None:
    with_ghosts, without = (
        events(heard(HandClock(at(12)), at(12), ghosts=ghosts)) for ghosts in (True, False)
    )

    assert with_ghosts == without


# Options


def test_the_trial_finds_all_well() -> None:
    result = asyncio.run(SimulatedCentre(DEMO, {}, DAYS, HandClock(at(10))).test())

    assert result.problem is None
    assert result.facts == {"queues": "12", "agents": "120"}


def test_options_that_are_not_given_have_their_usual_values() -> None:
    made = SimulatedCentre(DEMO, {"seed": None}, DAYS, HandClock(at(10))).makings

    assert (made.seed, made.language, made.scale) == (1, "zh_CN", 1.0)


@pytest.mark.parametrize(
    "option", [{"seed": "x"}, {"language": "fr"}, {"scale": 0}, {"scale": True}, {"ghosts": "yes"}]
)
def test_an_option_that_makes_no_sense_is_refused_by_name(option: dict[str, Any]) -> None:
    with pytest.raises(SettingError) as refused:
        SimulatedCentre(DEMO, option, DAYS, HandClock(at(10)))

    assert refused.value.name == next(iter(option))
