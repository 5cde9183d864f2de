"""An agent's day is a line without a hole, and says what the board says."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.events import (
    AgentChanged,
    AgentGone,
    AgentSeen,
    AgentState,
    ContactOffered,
    LiveEvent,
    SourceDown,
    SourceUp,
)
from supervisor.live.board import EMPTY
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.timeline import AgentDay, Span, agent_day, followed, spans
from supervisor.storage.database import Database
from tests.live.floor import NOON, PBX, RULES, at

DAY = RULES.days.day(NOON)
BEGINS, ENDS = RULES.days.begins(DAY), RULES.days.ends(DAY)
ANNA = "3001"
S = AgentState


def seen(seconds: float, login: str = ANNA) -> AgentSeen:
    return AgentSeen(PBX, at(seconds), login, "Anna", ("sales",))


def does(
    seconds: float,
    state: AgentState,
    code: str | None = None,
    *,
    since: float | None = None,
    login: str = ANNA,
) -> AgentChanged:
    return AgentChanged(PBX, at(seconds), login, state, code, None if since is None else at(since))


def line(
    events: list[LiveEvent], until: float = 3600, *, start: object = EMPTY
) -> list[tuple[str, float, float]]:
    found = spans(start, events, RULES, PBX, ANNA, at(0), at(until))  # type: ignore[arg-type]
    return [
        (span.state.value + (f" {span.break_code}" if span.break_code else ""), *_of(span)) for span in found
    ]


def _of(span: Span) -> tuple[float, float]:
    return (span.since - NOON).total_seconds(), (span.until - NOON).total_seconds()


def test_states_follow_each_other_without_a_hole() -> None:
    assert line([seen(60), does(60, S.READY), does(90, S.HANDLING), does(300, S.BREAK, "LUNCH")]) == [
        ("offline", 0, 60),
        ("ready", 60, 90),
        ("handling", 90, 300),
        ("break LUNCH", 300, 3600),
    ]


def test_the_day_begins_with_what_was_known_before_it() -> None:
    before, _ = fold(EMPTY, [seen(-500), does(-400, S.BREAK, "TEA")], RULES)
    assert line([does(60, S.READY)], start=before) == [("break TEA", 0, 60), ("ready", 60, 3600)]


def test_where_nothing_is_known_of_before_the_state_is_unknown() -> None:
    assert line([seen(60), does(60, S.READY)], start=None) == [("unknown", 0, 60), ("ready", 60, 3600)]


def test_a_state_dated_back_reaches_over_what_was_only_assumed() -> None:
    assert line([seen(60), does(60, S.READY, since=20)]) == [("offline", 0, 20), ("ready", 20, 3600)]


def test_a_state_dated_back_takes_no_more_than_the_state_before_it() -> None:
    events = [seen(0), does(0, S.HANDLING), does(100, S.READY), does(110, S.BREAK, "TEA", since=50)]
    assert line(events) == [("handling", 0, 100), ("break TEA", 100, 3600)]


def test_a_repeated_state_goes_on() -> None:
    assert line([seen(0), does(0, S.READY), does(50, S.READY)]) == [("ready", 0, 3600)]


def test_another_break_is_another_span() -> None:
    events = [seen(0), does(0, S.BREAK, "TEA"), does(50, S.BREAK, "LUNCH")]
    assert line(events) == [("break TEA", 0, 50), ("break LUNCH", 50, 3600)]


def test_who_serves_no_queue_any_more_is_not_signed_in_and_may_come_back() -> None:
    events = [seen(0), does(0, S.READY), AgentGone(PBX, at(50), ANNA), seen(80), does(80, S.READY)]
    assert line(events) == [("ready", 0, 50), ("offline", 50, 80), ("ready", 80, 3600)]


def test_what_came_later_is_not_known_yet() -> None:
    assert line([seen(0), does(0, S.READY), does(50, S.BREAK, "TEA")], until=50) == [("ready", 0, 50)]


STATES = st.sampled_from(
    [
        (S.READY, None),
        (S.HANDLING, None),
        (S.HANDLING, "TEA"),
        (S.BREAK, "TEA"),
        (S.BREAK, ""),
        (S.OFFLINE, None),
    ]
)
STEPS = st.lists(
    st.tuples(st.integers(0, 500), st.one_of(STATES, st.just("gone"), st.just("seen"))), max_size=40
)


@given(STEPS, st.one_of(st.just(-3000), st.integers(-3000, 3000)))
def test_the_line_is_whole_and_its_sums_are_the_boards(steps: list[tuple[int, object]], begins: int) -> None:
    now, events = -3000, []
    for pause, what in steps:
        now += pause
        match what:
            case "gone":
                events.append(AgentGone(PBX, at(now), ANNA))
            case "seen":
                events.append(seen(now))
            case (state, code):
                events.append(does(now, state, code))
    end = max(now, begins) + 100
    early = [event for event in events if event.at <= at(begins)]
    start, _ = fold(EMPTY, early, RULES)
    found = spans(start, events[len(early) :], RULES, PBX, ANNA, at(begins), at(end))
    assert found[0].since == at(begins)
    assert found[-1].until == at(end)
    assert all(one.until == two.since for one, two in pairwise(found))
    assert all(span.since < span.until for span in found)
    assert sum(span.seconds for span in found) == end - begins

    board, _ = fold(EMPTY, events, RULES)
    last = board.agents.get((PBX, ANNA)) or board.parted.get((PBX, ANNA))
    if last is None or begins > -3000:
        return
    sums: Counter[tuple[AgentState, str]] = Counter()
    for span in found:
        if not span.assumed:
            sums[(span.state, (span.break_code or "") if span.state is S.BREAK else "")] += span.seconds
    for spent in last.spent:
        sums[(spent.state, spent.break_code)] -= spent.seconds
    running = (last.state, (last.break_code or "") if last.state is S.BREAK else "")
    sums[running] -= (at(end) - last.since).total_seconds()
    assert all(abs(left) < 1e-6 for left in sums.values()), sums


@given(STEPS, st.integers(0, 40))
def test_a_day_that_is_followed_live_is_the_day_that_is_read(
    steps: list[tuple[int, object]], read: int
) -> None:
    now, events = 0, [seen(0)]
    for pause, what in steps:
        now += 1 + pause
        if isinstance(what, tuple):
            events.append(does(now, *what))
    early, late = events[: read + 1], events[read + 1 :]
    begun = early[-1].at + timedelta(seconds=0.5)

    def whole(said: list[LiveEvent], until: datetime) -> AgentDay:
        found = spans(EMPTY, said, RULES, PBX, ANNA, at(0), until)
        return AgentDay(PBX, ANNA, DAY, at(0), ENDS, until, found)

    day = whole(early, begun)
    board, _ = fold(EMPTY, early, RULES)
    for event in late:
        board, _ = fold(board, [event], RULES)
        day = followed(day, board.agents[PBX, ANNA], event.at)
    day = followed(day, board.agents[PBX, ANNA], at(now + 60))
    assert day.spans == whole(events, at(now + 60)).spans


@pytest.fixture
def filled(journal: Database) -> Journal:
    """A day of two agents and many contacts in the journal, a snapshot before it, and a gap."""
    made = Journal(journal)
    number = iter(range(1, 1000))

    def put(*events: LiveEvent) -> int:
        return made.append(PBX, events, collector="test", sequence=next(number))

    early = (BEGINS - NOON).total_seconds() - 600
    before: list[LiveEvent] = [
        SourceUp(PBX, at(early), "PBX"),
        seen(early),
        does(early, S.BREAK, "NIGHT"),
        seen(early, "30"),
    ]
    saved = put(*before)
    board, _ = fold(EMPTY, before, RULES)
    made.save_snapshot(board, saved, RULES, at(early))
    put(does(0, S.READY), does(0, S.READY, login="30"))
    for step in range(200):
        put(ContactOffered(PBX, at(step), f"c{step}", "sales", number="13001"))  # 3001 in another name
    put(does(300, S.HANDLING), does(310, S.BREAK, "TEA", login="30"))
    put(SourceDown(PBX, at(400), "unplugged"))
    put(SourceUp(PBX, at(460), "PBX"), does(470, S.READY))
    return made


def test_a_day_is_read_from_the_journal_on_either_engine(filled: Journal) -> None:
    found = agent_day(filled, RULES, PBX, ANNA, DAY, at(500))
    assert [(span.state, span.break_code, _of(span)) for span in found.spans] == [
        (S.BREAK, "NIGHT", ((BEGINS - NOON).total_seconds(), 0.0)),
        (S.READY, None, (0.0, 300.0)),
        (S.HANDLING, None, (300.0, 470.0)),
        (S.READY, None, (470.0, 500.0)),
    ]
    assert [(gap.since, gap.until) for gap in found.gaps if not gap.silent] == [(at(400), at(460))]
    assert found.at(at(350)) == found.spans[2]
    assert found.at(at(500)) is None


def test_a_past_day_ends_with_its_day(filled: Journal) -> None:
    found = agent_day(filled, RULES, PBX, ANNA, DAY, ENDS + timedelta(days=2))
    assert found.until == ENDS
    assert found.spans[-1].until == ENDS


def test_an_agent_nobody_knows_has_a_day_of_nothing(filled: Journal) -> None:
    found = agent_day(filled, RULES, PBX, "nobody", DAY, at(500))
    assert [(span.state, span.assumed) for span in found.spans] == [(S.OFFLINE, True)]


def test_a_day_that_has_not_begun_has_no_spans(filled: Journal) -> None:
    assert agent_day(filled, RULES, PBX, ANNA, DAY + timedelta(days=9), at(0)).spans == ()
