"""Folding in slices."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from supervisor.events import ContactOffered, LiveEvent
from supervisor.live.board import EMPTY
from supervisor.live.fold import fold
from supervisor.live.slices import fold_soundly
from tests.live.floor import NOON, PBX, RULES
from tests.live.journalled import DAY
from tests.live.test_fold import floors


@given(floors(), st.data())
def test_any_cut_into_slices_folds_to_the_same_board(events: list[LiveEvent], data: st.DataObject) -> None:
    board = EMPTY
    rest = list(events)
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        board, _, refused = fold_soundly(board, rest[:size], RULES)
        assert not refused
        rest = rest[size:]
    assert board == fold(EMPTY, events, RULES)[0]


def test_an_event_that_cannot_be_folded_takes_no_other_with_it() -> None:
    naive = ContactOffered(PBX, NOON.replace(tzinfo=None), "c", "sales")
    events = [*DAY.events[:50], naive, *DAY.events[50:]]
    board, _, refused = fold_soundly(EMPTY, events, RULES)
    assert board == fold(EMPTY, DAY.events, RULES)[0]
    assert [event for event, _ in refused] == [naive]
