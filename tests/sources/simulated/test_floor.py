"""Laws that no day of the demo centre breaks, whatever the seed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from supervisor.events import (
    AgentChanged,
    AgentSeen,
    AgentState,
    Channel,
    ContactAbandoned,
    ContactAnswered,
    ContactDequeued,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    EndedBy,
    LeftReason,
    LiveEvent,
)
from supervisor.live.fold import fold
from supervisor.sources.simulated.floor import LONGEST_OVERHANG, Floor
from supervisor.sources.simulated.people import agents
from supervisor.sources.simulated.roster import DayFrame
from supervisor.sources.simulated.simulation import groups
from tests.sources.simulated.demo import DAYS, DEMO, EMPTY, MONDAY, RULES, at, whole_day

SATURDAY = date(2026, 11, 28)
any_day = pytest.mark.parametrize(("seed", "day"), [(1, MONDAY), (2, SATURDAY)])

Outcome = ContactAnswered | ContactAbandoned | ContactLeft


def _entries(events: tuple[LiveEvent, ...]) -> dict[tuple[str, str], list[LiveEvent]]:
    """What was said of each entry of a contact into a queue."""
    found: dict[tuple[str, str], list[LiveEvent]] = defaultdict(list)
    for event in events:
        if isinstance(event, ContactOffered | ContactDequeued | Outcome | ContactEnded):
            found[event.contact, event.queue].append(event)
    return found


@any_day
def test_every_contact_goes_its_way_in_order(seed: int, day: date) -> None:
    """Offered, dequeued, one outcome at that very instant; an end for what was answered and nothing else."""
    ways = {
        (ContactOffered, ContactDequeued, ContactAnswered, ContactEnded),
        (ContactOffered, ContactDequeued, ContactAbandoned),
        (ContactOffered, ContactDequeued, ContactLeft),
    }
    for entry, said in _entries(whole_day(seed, day)).items():
        kinds = tuple(type(event) for event in said)
        assert any(kinds == way[: len(kinds)] for way in ways), entry
        if len(said) > 1:
            assert isinstance(said[2], Outcome), f"{entry} stopped waiting and nobody says why"
            assert said[1].at == said[2].at


@any_day
def test_the_seconds_are_those_between_the_events(seed: int, day: date) -> None:
    for said in _entries(whole_day(seed, day)).values():
        if len(said) < 3:
            continue
        outcome = said[2]
        assert isinstance(outcome, Outcome)
        assert outcome.wait_s == pytest.approx((outcome.at - said[0].at).total_seconds(), abs=0.001)
        if isinstance(outcome, ContactAnswered):
            assert outcome.ring_s is not None
            assert 0 < outcome.ring_s <= outcome.wait_s + 0.05
        if len(said) > 3:
            ended = said[3]
            assert isinstance(ended, ContactEnded)
            assert ended.talk_s is not None
            assert ended.hold_s is not None
            assert ended.talk_s + ended.hold_s == pytest.approx(
                (ended.at - outcome.at).total_seconds(), abs=0.11
            )


@any_day
def test_no_contact_is_in_two_places(seed: int, day: date) -> None:
    where: dict[str, str] = {}
    for event in whole_day(seed, day):
        if isinstance(event, ContactOffered):
            assert event.contact not in where, event
            where[event.contact] = event.queue
        elif isinstance(event, ContactAnswered):
            assert where[event.contact] == event.queue
        elif isinstance(event, ContactAbandoned | ContactLeft | ContactEnded):
            assert where.pop(event.contact) == event.queue


@any_day
def test_nobody_talks_to_two_or_chats_with_four(seed: int, day: date) -> None:
    channels: dict[str, Channel] = {}
    busy: dict[str, set[str]] = defaultdict(set)
    most_chats = 0
    for event in whole_day(seed, day):
        if isinstance(event, ContactOffered):
            channels[event.contact] = event.channel
        elif isinstance(event, ContactAnswered):
            contacts = busy[event.login]
            contacts.add(event.contact)
            if Channel.VOICE in {channels[contact] for contact in contacts}:
                assert len(contacts) == 1, event
            most_chats = max(most_chats, len(contacts))
        elif isinstance(event, ContactEnded):
            busy[event.login].remove(event.contact)
    assert most_chats == 3


@any_day
def test_an_agent_is_handling_exactly_while_on_a_contact(seed: int, day: date) -> None:
    contacts: dict[str, int] = defaultdict(int)
    states: dict[str, AgentState] = {}
    events = whole_day(seed, day)
    for event, following in pairwise(events):
        if isinstance(event, ContactAnswered):
            contacts[event.login] += 1
        elif isinstance(event, ContactEnded):
            contacts[event.login] -= 1
        elif isinstance(event, AgentChanged):
            states[event.login] = event.state
        if event.at != following.at and event.at > at(0, day):
            for login, state in states.items():
                assert (contacts[login] > 0) == (state is AgentState.HANDLING), (event.at, login)


@any_day
def test_an_agents_states_fill_the_day(seed: int, day: date) -> None:
    """From sign-in to sign-off without a hole, none said twice, after-contact work as long as was told."""
    changes: dict[str, list[AgentChanged]] = defaultdict(list)
    told_s: dict[str, float] = defaultdict(float)
    for event in whole_day(seed, day):
        if isinstance(event, AgentChanged):
            changes[event.login].append(event)
        elif isinstance(event, ContactEnded) and event.at > at(0, day):
            told_s[event.login] += event.after_contact_s or 0
    for login, said in changes.items():
        spent_s: dict[AgentState, float] = defaultdict(float)
        for one, other in pairwise([*said, AgentChanged(DEMO, at(24, day), login, AgentState.UNKNOWN)]):
            assert (one.state, one.break_code) != (other.state, other.break_code), other
            assert one.at <= other.at
            spent_s[one.state] += (other.at - one.at).total_seconds()
        assert sum(spent_s.values()) == pytest.approx(86400, abs=1)
        assert spent_s[AgentState.AFTER_CONTACT] <= told_s[login] + 600
        if said[0].state is AgentState.OFFLINE and said[-1].state is AgentState.OFFLINE:
            assert spent_s[AgentState.AFTER_CONTACT] == pytest.approx(told_s[login], abs=2)
        if said[0].state is AgentState.OFFLINE and len(said) > 1:
            assert said[1].state is AgentState.BREAK, "an agent starts the day signing in"


@any_day
def test_contacts_are_answered_by_those_who_serve_the_queue(seed: int, day: date) -> None:
    events = whole_day(seed, day)
    serves = {event.login: event.queues for event in events if isinstance(event, AgentSeen)}

    assert all(1 <= len(queues) <= 3 for queues in serves.values())
    assert all(event.queue in serves[event.login] for event in events if isinstance(event, ContactAnswered))


@any_day
def test_nobody_waits_while_somebody_is_ready(seed: int, day: date) -> None:
    """Looked at each quarter hour; a contact in its first instant is being given to someone."""
    board = EMPTY
    looked_at = at(0.25, day)
    for group in groups(whole_day(seed, day), 1):
        while group[0].at > looked_at:
            ready = {
                queue
                for agent in board.agents.values()
                if agent.state is AgentState.READY
                for queue in agent.queues
            }
            ringing = sum(agent.state is AgentState.RINGING for agent in board.agents.values())
            unhelped = [
                contact for line in board.queues.values() for contact in line.waiting if line.name in ready
            ]
            # a contact that rings at an agent's phone, or at that of one who chats already, waits still
            assert len(unhelped) <= ringing + 4, looked_at
            looked_at += timedelta(minutes=15)
        board, _ = fold(board, group, RULES)


@any_day
def test_offered_is_answered_abandoned_left_and_waiting_at_any_moment(seed: int, day: date) -> None:
    board = EMPTY
    for group in groups(whole_day(seed, day), 97):
        board, _ = fold(board, group, RULES)
        assert board.day is not None
        begins = DAYS.begins(board.day)
        for line in board.queues.values():
            waiting = sum(contact.since >= begins for contact in line.waiting)
            assert line.today.offered == line.today.settled + waiting, (board.at, line.name)


@any_day
def test_an_overflow_is_offered_elsewhere_as_soon_as_it_left(seed: int, day: date) -> None:
    events = whole_day(seed, day)
    entered: dict[str, list[ContactOffered]] = defaultdict(list)
    for event in events:
        if isinstance(event, ContactOffered):
            entered[event.contact].append(event)
    twice = {contact: said for contact, said in entered.items() if len(said) > 1}
    left_at = {
        (event.contact, event.at)
        for event in events
        if (isinstance(event, ContactLeft) and event.reason is LeftReason.TIMEOUT)
        or (isinstance(event, ContactEnded) and event.by is EndedBy.TRANSFER)
    }

    assert twice, "a day on which nothing overflows and nobody transfers"
    for contact, said in twice.items():
        assert len({entry.queue for entry in said}) == len(said)
        for entry in said[1:]:
            assert (contact, entry.at) in left_at


@pytest.mark.parametrize("seed", range(4))
def test_of_a_day_nothing_goes_on_long_after_its_end(seed: int) -> None:
    """Else a stream that is taken up later would miss it."""
    frame = DayFrame(DAYS, MONDAY + timedelta(days=seed))
    floor = Floor(DEMO, agents(seed), frame, seed, "en")
    floor.advance(frame.ends + LONGEST_OVERHANG)

    assert floor.next_at is None
    assert floor.waiting() == []
    assert floor.busy() == frozenset()
    assert {floor.doing(place)[0] for place in range(120)} == {AgentState.OFFLINE}


def test_numbers_can_belong_to_nobody() -> None:
    numbers = {event.number for event in whole_day() if isinstance(event, ContactOffered)}
    calls = {
        event.number
        for event in whole_day()
        if isinstance(event, ContactOffered) and event.channel is Channel.VOICE
    }

    assert "" in numbers
    assert all("****" in number for number in calls - {""})
