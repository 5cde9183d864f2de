"""A source that was removed: what it counted stays, nothing of it is open, and it can come back."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from supervisor.events import AgentChanged, AgentState, Event, SourceDown, SourceUp, decode, encode
from supervisor.live.audit import corrections
from supervisor.live.board import EMPTY, Board
from supervisor.live.fold import fold
from supervisor.live.removed import last_words, without_removed
from tests.live.floor import PBX, RULES, at
from tests.live.scripted import Day, day

DAY = day(PBX)
OTHER = Day("other", tuple(replace(event, source="other") for event in DAY.events))
PLACES = st.integers(1, len(DAY.events))


def removed(board: Board) -> Board:
    return fold(board, last_words(board, PBX), RULES)[0]


@given(PLACES)
def test_whenever_it_is_removed_its_counts_stay_and_nothing_is_open(until: int) -> None:
    before = DAY.board(until)
    board = removed(before)
    assert (board.sources, board.agents, board.contacts) == ({}, {}, {})
    assert board.parted.keys() == before.agents.keys()
    for key, line in board.queues.items():
        was, today = before.queues[key].today, line.today
        assert line.gone
        assert line.waiting == ()
        assert line.staff.signed_in == 0
        assert (today.offered, today.answered, today.abandoned) == (was.offered, was.answered, was.abandoned)
        assert today.offered == today.answered + today.abandoned + today.left
        assert today.lost == today.left - was.left


@given(PLACES)
def test_nothing_is_said_of_it_twice(until: int) -> None:
    assert last_words(removed(DAY.board(until)), PBX) == ()


@given(PLACES)
def test_the_others_are_as_they_were(until: int) -> None:
    pairs = zip(DAY.events[:until], OTHER.events[:until], strict=True)
    both = fold(EMPTY, [event for two in pairs for event in two], RULES)[0]
    board = without_removed(both, {"other"}, RULES)
    assert set(board.sources) == {"other"}
    for key, queue in both.queues.items():
        assert (board.queues[key] is queue) == (key[0] == "other")
    assert board.agents == {key: line for key, line in both.agents.items() if key[0] == "other"}
    assert board.contacts == {key: one for key, one in both.contacts.items() if key[0] == "other"}


def test_where_nothing_was_removed_the_board_is_the_same() -> None:
    board = DAY.board(100)
    assert without_removed(board, {PBX, "not heard yet"}, RULES) is board


def test_an_agent_is_there_until_the_last_word_of_the_source() -> None:
    events = [
        SourceUp(PBX, at(0)),
        AgentChanged(PBX, at(0), "6001", AgentState.READY),
        SourceUp(PBX, at(60)),
    ]
    board = removed(fold(EMPTY, events, RULES)[0])
    (line,) = board.parted.values()
    assert (line.state, line.since) == (AgentState.OFFLINE, at(60))
    assert [(spent.state, spent.seconds) for spent in line.spent] == [(AgentState.READY, 60.0)]


@given(PLACES, PLACES)
def test_one_that_is_added_again_is_as_if_it_had_been_away(until: int, later: int) -> None:
    until, later = min(until, later), max(until, later)
    then = DAY.events[-1].at + timedelta(minutes=1)
    full = replace(DAY.full_state(later, then), after_gap=True)
    gone = removed(DAY.board(until))
    back, _ = fold(gone, [SourceUp(PBX, then), *corrections(gone, full)], RULES)
    assert back.sources[PBX].up
    assert back.sources[PBX].differences == 0
    assert not any(line.gone for line in back.queues.values())
    true = DAY.board(later)
    assert {key: line.state for key, line in back.agents.items()} == {
        key: line.state for key, line in true.agents.items()
    }
    for key, line in gone.queues.items():
        assert back.queues[key].today.answered == line.today.answered


class OldSourceDown(Event, frozen=True, array_like=True, tag="source_down"):
    """As versions before knew it."""

    reason: str = ""
    planned: bool = False


def test_an_older_version_reads_that_the_source_is_not_heard() -> None:
    said = encode([SourceDown(PBX, at(0), planned=True, removed=True)])
    assert msgspec.json.decode(said, type=list[OldSourceDown]) == [OldSourceDown(PBX, at(0), "", True)]


def test_what_an_older_version_wrote_removes_nothing() -> None:
    said = msgspec.json.encode([OldSourceDown(PBX, at(0), "reset")])
    assert decode(said) == ([SourceDown(PBX, at(0), "reset")], 0)
