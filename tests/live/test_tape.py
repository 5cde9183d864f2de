"""The laws of a tape: however it came to an instant, it holds the board of that instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from supervisor.events import ContactOffered, LiveEvent, SourceUp
from supervisor.live.board import EMPTY, Board, Changed
from supervisor.live.fold import advance, fold
from supervisor.live.replay import difference
from supervisor.live.slices import Slicer, Touched
from supervisor.live.tape import Batch, Place, Tape
from tests.live.floor import PBX, RULES, at
from tests.live.scripted import day

ONE = day(PBX, contacts=25).events
OTHER = day("other", contacts=20, seed=2, gap_s=1.3).events
EVENING = RULES.days.ends(RULES.days.day(ONE[0].at))
NIGHT = day(PBX, begins=EVENING - timedelta(seconds=20), contacts=25).events
SECONDS = st.floats(-5, 120)


def cut(events: Sequence[LiveEvent], cuts: Sequence[int]) -> list[tuple[LiveEvent, ...]]:
    """*events* in parts, beginning anew at each of *cuts*."""
    places = sorted({0, len(events), *(place % len(events) for place in cuts)})
    return [tuple(events[start:end]) for start, end in pairwise(places)]


def batches(parts: Sequence[tuple[LiveEvent, ...]]) -> list[Batch]:
    return [Batch(number, part[0].source, part) for number, part in enumerate(parts, 1)]


def woven(one: Sequence[tuple[LiveEvent, ...]], other: Sequence[tuple[LiveEvent, ...]]) -> list[Batch]:
    """The batches of two sources, in the order in which they would be journalled."""
    return batches(sorted([*one, *other], key=lambda part: part[-1].at))


def true_board(journal: Sequence[Batch], until: datetime) -> Board:
    """The fold of every event up to *until*, and the day begun that *until* lies in."""
    said = [event for batch in journal for event in batch.events if event.at <= until]
    return advance(fold(EMPTY, said, RULES)[0], until, RULES)[0]


class Played:
    """A tape over a journal in memory."""

    def __init__(self, journal: Sequence[Batch], start: Place | None = None) -> None:
        self.journal = journal
        self.tape = Tape(start or Place(EMPTY, 0), RULES)
        self.touched = Touched()

    def to(self, until: datetime) -> Board:
        while self.tape.needs(until):
            news = [batch for batch in self.journal if batch.id > self.tape.read_id][:7]
            if not news:
                break
            self.tape.put(news)
        assert self.tape.wind(until, Slicer(), self.touched)
        return self.tape.board(until, self.touched)


@given(SECONDS, st.lists(st.integers(0, 1000)), st.lists(st.integers(0, 1000)))
def test_the_board_of_any_instant_is_the_fold_of_all_events_up_to_it_however_they_were_cut(
    seconds: float, cuts: list[int], others: list[int]
) -> None:
    journal, until = woven(cut(ONE, cuts), cut(OTHER, others)), ONE[0].at + timedelta(seconds=seconds)
    assert Played(journal).to(until) == true_board(journal, until)


@given(st.lists(SECONDS, min_size=1, max_size=12), st.lists(st.integers(0, 1000)))
def test_playing_on_in_steps_comes_to_the_board_that_one_step_comes_to(
    steps: list[float], cuts: list[int]
) -> None:
    journal = woven(cut(ONE, cuts), cut(OTHER, cuts))
    tape = Played(journal)
    for seconds in sorted(steps):
        until = ONE[0].at + timedelta(seconds=seconds)
        assert tape.to(until) == true_board(journal, until)


@given(SECONDS, SECONDS, st.lists(st.integers(0, 1000)))
def test_a_tape_that_begins_where_another_stands_comes_to_the_same_boards(
    first: float, more: float, cuts: list[int]
) -> None:
    journal = woven(cut(ONE, cuts), cut(OTHER, cuts))
    began = Played(journal)
    began.to(ONE[0].at + timedelta(seconds=min(first, more)))
    until = ONE[0].at + timedelta(seconds=max(first, more))
    assert Played(journal, began.tape.place()).to(until) == began.to(until)


@given(st.lists(SECONDS, min_size=2, max_size=8), st.lists(st.integers(0, 1000)))
def test_everything_that_differs_from_the_board_before_is_said_to_have_changed(
    steps: list[float], cuts: list[int]
) -> None:
    tape = Played(woven(cut(ONE, cuts), cut(OTHER, cuts)))
    before = tape.to(ONE[0].at)
    tape.touched.taken()
    for seconds in sorted(steps):
        board = tape.to(max(ONE[0].at, ONE[0].at + timedelta(seconds=seconds)))
        said, found = tape.touched.taken(), difference(before, board)
        assert (found.queues <= said.queues, found.agents <= said.agents, found.day <= said.day) == (
            True,
        ) * 3
        before = board


def test_a_day_that_ends_while_it_is_played_begins_anew_though_nothing_happens() -> None:
    tape = Played(batches([ONE]))
    last = tape.to(ONE[-1].at)
    tape.touched.taken()
    night = tape.to(EVENING + timedelta(hours=1))
    assert night.day == EVENING.astimezone(RULES.days.zone).date() != last.day
    assert tape.touched.taken().day
    assert {line.today.offered for line in night.queues.values()} == {0}
    assert tape.to(EVENING + timedelta(hours=2)) is night
    assert tape.touched.taken() == Changed()


@given(SECONDS, st.lists(st.integers(0, 1000)))
def test_contacts_that_go_over_the_end_of_the_day_are_replayed_as_they_were(
    seconds: float, cuts: list[int]
) -> None:
    journal, until = batches(cut(NIGHT, cuts)), NIGHT[0].at + timedelta(seconds=seconds)
    assert Played(journal).to(until) == true_board(journal, until)


def test_a_contact_found_waiting_after_a_gap_comes_when_it_was_found() -> None:
    found = ContactOffered(PBX, at(-600), "missed", "sales")
    journal = batches([(SourceUp(PBX, at(-900)),), (SourceUp(PBX, at(0)), found)])
    tape = Played(journal)
    assert not tape.to(at(-1)).contacts
    board = tape.to(at(0))
    assert board.queues[PBX, "sales"].waiting_since == at(-600)


def test_a_batch_without_events_is_passed_over() -> None:
    journal = [Batch(1, PBX, ONE[:50]), Batch(2, PBX, (), 3, damaged=True), Batch(3, PBX, ONE[50:])]
    assert Played(journal).to(ONE[-1].at) == fold(EMPTY, ONE, RULES)[0]


def test_winding_can_be_called_off_and_gone_on_with() -> None:
    tape = Tape(Place(EMPTY, 0), RULES)
    tape.put(batches(cut(ONE, range(0, len(ONE), 5))))
    answers = iter([False, True])
    assert len(ONE) > Slicer().size
    assert not tape.wind(ONE[-1].at, Slicer(), called_off=lambda: next(answers))
    assert tape.at is not None
    assert tape.at < ONE[-1].at
    assert tape.wind(ONE[-1].at, Slicer())
    assert tape.board(ONE[-1].at) == fold(EMPTY, ONE, RULES)[0]
