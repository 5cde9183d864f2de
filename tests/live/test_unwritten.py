"""What was heard and is not in the journal: two who hear the same, of whom one journals."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from supervisor.events import (
    AgentChanged,
    AgentState,
    ContactAbandoned,
    ContactAnswered,
    ContactDequeued,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    LeftReason,
    LiveEvent,
    QueueSeen,
    SourceDown,
    SourceUp,
)
from supervisor.live.unwritten import EARLY_S, EVENT_BYTES, NOISE_S, Unwritten, whole_stories
from tests.live.floor import PBX, at
from tests.live.scripted import day

EVENTS = tuple(event for event in day(PBX, contacts=60, seed=3).events if not isinstance(event, SourceUp))


def kept() -> Unwritten:
    return Unwritten(10_000_000, 3600.0)


def otherwise(event: LiveEvent) -> LiveEvent:
    """The event as another collector dates and measures it."""
    event = replace(event, at=event.at + timedelta(hours=1, milliseconds=7))
    match event:
        case ContactAbandoned() | ContactLeft() | ContactAnswered():
            return replace(event, wait_s=event.wait_s + 0.25)
        case ContactEnded(talk_s=float(talk_s)):
            return replace(event, talk_s=talk_s + 0.25)
        case _:
            return event


@given(
    journalled=st.integers(0, len(EVENTS)),
    heard=st.integers(0, len(EVENTS)),
    turns=st.lists(st.tuples(st.booleans(), st.integers(1, 9)), max_size=200),
)
def test_what_is_left_is_what_the_other_did_not_journal(
    journalled: int, heard: int, turns: list[tuple[bool, int]]
) -> None:
    """However far either is ahead, and however the two take turns."""
    unwritten, place, read, now_s = kept(), 0, 0, 0.0
    for hears, count in [*turns, (True, heard), (False, journalled)]:
        now_s += 0.01
        if hears:
            end = min(heard, place + count)
            unwritten.hear(EVENTS[place:end], now_s)
            place = end
        else:
            end = min(journalled, read + count)
            unwritten.read([otherwise(event) for event in EVENTS[read:end]], now_s)
            read = end
    assert unwritten.rest() == list(EVENTS[journalled:heard])


@given(st.randoms(use_true_random=False), st.integers(0, len(EVENTS)))
def test_contacts_are_exact_though_the_two_tell_them_in_another_order(random: object, cut: int) -> None:
    """What a translator decides after some time comes a little earlier here, a little later there."""
    order = sorted(range(len(EVENTS)), key=lambda n: n + random.random() * 6)  # type: ignore[attr-defined]
    theirs = [otherwise(EVENTS[n]) for n in order][:cut]
    unwritten = kept()
    unwritten.hear(EVENTS, 1.0)
    unwritten.read(theirs, 2.0)

    def contacts(events: list[LiveEvent]) -> Counter[tuple[object, ...]]:
        return Counter(
            (type(event), event.contact, event.queue)
            for event in events
            if isinstance(event, ContactOffered | ContactAnswered | ContactEnded | ContactDequeued)
        )

    assert contacts(unwritten.rest()) == contacts([EVENTS[n] for n in order[cut:]])


def test_what_became_of_a_contact_is_one_thing_whoever_calls_it_what() -> None:
    unwritten = kept()
    unwritten.hear([ContactAbandoned(PBX, at(1), "c", "sales", 5.0)], 1.0)
    unwritten.read([ContactLeft(PBX, at(1), "c", "sales", 5.0, LeftReason.TIMEOUT)], 1.0)
    assert unwritten.rest() == []


def test_a_contact_that_comes_back_to_the_same_queue_is_another_time() -> None:
    first: list[LiveEvent] = [
        ContactOffered(PBX, at(0), "c", "sales"),
        ContactDequeued(PBX, at(1), "c", "sales"),
        ContactLeft(PBX, at(1), "c", "sales", 1.0, LeftReason.KEY),
    ]
    again = [replace(event, at=at(9)) for event in first]
    unwritten = kept()
    unwritten.hear([*first, *again], 1.0)
    unwritten.read(first, 1.0)
    assert unwritten.rest() == again


def test_an_agents_changes_repeat_and_only_the_last_ones_are_left() -> None:
    states = (AgentState.READY, AgentState.RINGING, AgentState.HANDLING) * 5
    changes = [AgentChanged(PBX, at(n), "1001", state) for n, state in enumerate(states)]
    unwritten = kept()
    unwritten.hear(changes, 1.0)
    unwritten.read(changes[:4] + changes[5:13], 1.0)  # one was never told there
    assert unwritten.rest() == changes[13:]


def test_what_the_journal_had_first_is_not_fresh_to_one_who_took_over() -> None:
    """One who came into the middle of a leaving knows later, and perhaps otherwise, what became of it."""
    unwritten = kept()
    coming = ContactOffered(PBX, at(0), "c", "sales")
    unwritten.read([coming, ContactAbandoned(PBX, at(1), "c", "sales", 1.0)], 1.0)
    guessed = ContactLeft(PBX, at(3), "c", "sales", 1.0, LeftReason.TIMEOUT)
    again = replace(coming, at=at(4))
    assert unwritten.fresh([guessed, again], 3.0) == [again]
    assert unwritten.fresh([guessed], 5.0) == [guessed]


def test_what_the_journal_had_of_an_earlier_stay_says_nothing_about_a_later_one() -> None:
    unwritten = kept()
    stay: list[LiveEvent] = [
        ContactOffered(PBX, at(0), "c", "sales"),
        ContactDequeued(PBX, at(1), "c", "sales"),
        ContactLeft(PBX, at(1), "c", "sales", 1.0, LeftReason.KEY),
    ]
    unwritten.read(stay[1:], 1.0)  # never heard here
    unwritten.hear(stay, 2.0)
    assert unwritten.rest() == stay


def test_whether_the_source_was_heard_last_is_no_event_to_be_told_again() -> None:
    unwritten = kept()
    down = SourceDown(PBX, at(1), "reset")
    unwritten.hear([SourceUp(PBX, at(0)), QueueSeen(PBX, at(0), "sales"), down], 1.0)
    unwritten.read([QueueSeen(PBX, at(0), "sales")], 1.0)
    assert unwritten.rest() == []
    assert unwritten.link == down


def test_what_only_one_of_the_two_heard_is_noise_after_half_a_minute() -> None:
    unwritten = kept()
    only_here, both = ContactOffered(PBX, at(0), "x", "sales"), ContactOffered(PBX, at(40), "y", "sales")
    unwritten.hear([only_here], 0.0)
    unwritten.hear([both], NOISE_S + 1)
    assert unwritten.rest() == [only_here, both]
    unwritten.read([both], NOISE_S + 2)
    assert unwritten.rest() == []


def test_as_long_as_nothing_is_journalled_nothing_is_noise() -> None:
    unwritten = kept()
    unwritten.hear(EVENTS[:10], 0.0)
    unwritten.hear(EVENTS[10:20], 1000.0)
    assert unwritten.rest() == list(EVENTS[:20])


def test_what_the_journal_had_and_was_never_heard_here_strikes_off_nothing_a_minute_later() -> None:
    unwritten = kept()
    offered = ContactOffered(PBX, at(0), "x", "sales")
    unwritten.read([offered], 0.0)
    unwritten.hear([], EARLY_S + 2)
    unwritten.hear([offered], EARLY_S + 3)
    assert unwritten.rest() == [offered]


def test_no_more_is_kept_than_may_be_and_it_is_known_what_was_let_go() -> None:
    unwritten = Unwritten(10 * EVENT_BYTES, 3600.0)
    many = [ContactOffered(PBX, at(n), f"c{n}", "sales") for n in range(25)]
    for n, event in enumerate(many):
        unwritten.hear([event], float(n))
    assert unwritten.rest() == many[15:]
    assert unwritten.lost_until_s == 14.0
    assert unwritten.bytes == 10 * EVENT_BYTES


def test_nothing_is_kept_for_longer_than_may_be() -> None:
    unwritten = Unwritten(10_000_000, 60.0)
    many = [ContactOffered(PBX, at(n), f"c{n}", "sales") for n in range(3)]
    for n, event in enumerate(many):
        unwritten.hear([event], n * 50.0)
    assert unwritten.rest() == many[1:]
    assert unwritten.lost_until_s == 0.0


def test_what_nobody_else_heard_is_told_late_where_the_whole_story_is_known() -> None:
    unwritten = kept()
    unwritten.noise = []
    here: list[LiveEvent] = [
        ContactOffered(PBX, at(0), "whole", "sales"),
        ContactDequeued(PBX, at(5), "whole", "sales"),
        ContactAnswered(PBX, at(5), "whole", "sales", "1001", 5.0),
        AgentChanged(PBX, at(5), "1001", AgentState.HANDLING),
        ContactEnded(PBX, at(9), "whole", "sales", "1001", 4.0),
        ContactOffered(PBX, at(9), "still there", "sales"),
        ContactAbandoned(PBX, at(9), "came before", "sales", 60.0),
    ]
    later = ContactOffered(PBX, at(90), "later", "sales")
    unwritten.hear(here, 0.0)
    assert unwritten.oldest_s == 0.0
    unwritten.hear([later], NOISE_S + 1)
    unwritten.read([later], NOISE_S + 2)
    assert unwritten.oldest_s is None
    assert whole_stories(unwritten.noise) == [here[n] for n in (0, 1, 2, 4)]
