"""A ghost that even its source believes in: out by one step, out after every restart, back by undo."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from msgspec.structs import replace as changed

from supervisor.clock import FixedClock
from supervisor.events import ContactOffered, QueueSeen, SourceUp, WaitingContact
from supervisor.live.board import EMPTY, Board
from supervisor.live.collector import collect
from supervisor.live.fold import advance, fold
from supervisor.live.follow import BoardFollower, Update
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules, rules_of
from supervisor.sources.source import Said
from supervisor.storage import undo
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import Database, open_journal
from supervisor.storage.exclusions import all_exclusions, exclude, include
from supervisor.storage.step_titles import title
from tests.live.away import DEADLINE_S, until
from tests.live.scripted import Scripted, day

PBX = "pbx"
DAY = day(PBX, contacts=60)
QUEUE = "sales"
END = DAY.events[-1].at
NOW = END + timedelta(hours=5)
CLOCK = FixedClock(NOW)
GHOST = (PBX, "ghost", QUEUE)


def rules(centre: Database) -> CountingRules:
    """What a process that starts now counts by."""
    with centre.read() as db:
        return rules_of(load_centre(db), [ghost.key for ghost in all_exclusions(db)])


def listed(with_ghost: bool = True) -> tuple[Said, ...]:
    """The source's full state at NOW: it still lists the ghost as waiting."""
    state = DAY.full_state(len(DAY.events), NOW)
    waiting = (*state.waiting, WaitingContact("ghost", QUEUE, END)) if with_ghost else state.waiting
    return (changed(state, waiting=waiting),)


def collected(journal: Journal, by: CountingRules, *steps: tuple[Said, ...], name: str) -> None:
    """A collector that starts, hears *steps* and ends."""
    source = Scripted(PBX, *steps)
    asyncio.run(
        asyncio.wait_for(
            collect((source,), journal, by, CLOCK, name, until_end=True),
            DEADLINE_S,
        )
    )


def waiting(board: Board) -> list[str]:
    return [contact.contact for contact in board.queues[PBX, QUEUE].waiting]


def test_a_ghost_that_its_source_lists_for_ever_stays_out_of_every_count(
    centre: Database, journal: Database
) -> None:
    kept = Journal(journal)
    before = rules(centre)
    collected(kept, before, DAY.events, listed(), name="one")
    board = kept.moments.resume(before, NOW).board
    offered, differences = board.queues[PBX, QUEUE].today.offered, board.sources[PBX].differences
    assert waiting(board) == ["ghost"]

    with centre.write() as db:
        exclude(db, GHOST, reason="ghost_waiting", at=NOW, who="lee")
    without = rules(centre)
    collected(kept, without, listed(), listed(), name="two")  # and it goes on listing it

    board = kept.moments.resume(without, NOW).board
    assert waiting(board) == []
    assert board.queues[PBX, QUEUE].today.offered == offered - 1
    assert board.sources[PBX].differences == differences, "who is out of the count is no difference either"

    with centre.write() as db:
        step = undo.last(db, "lee")
        assert step is not None
        undo.revert(db, step.id, at=NOW)
    again = rules(centre)
    assert again == before
    collected(kept, again, listed(), name="three")
    board = kept.moments.resume(again, NOW).board
    assert waiting(board) == ["ghost"]
    assert board.queues[PBX, QUEUE].today.offered == offered


def test_a_contact_counts_again_as_a_step_of_its_own(centre: Database) -> None:
    with centre.write() as db:
        exclude(db, GHOST, reason="", at=NOW, who="lee")
        assert include(db, GHOST, at=NOW, who="lee")
        assert all_exclusions(db) == ()
        assert not include(db, GHOST, at=NOW, who="lee"), "nothing to do the second time"
        step = undo.last(db, "lee")
        assert step is not None
        assert title(step) == "Count contact ghost in sales again"
        undo.revert(db, step.id, at=NOW)
        assert [ghost.key for ghost in all_exclusions(db)] == [GHOST]


def test_the_wall_keeps_its_board_until_the_day_is_folded_anew(
    centre: Database, journal: Database, database_url: str
) -> None:
    """Never a moment with nothing on it, and never one between the two counts."""
    kept = Journal(journal)
    before = rules(centre)
    collected(kept, before, DAY.events, listed(), name="one")
    with centre.write() as db:
        exclude(db, GHOST, reason="", at=NOW, who="lee")
    without = rules(centre)
    follower = BoardFollower(lambda: open_journal(database_url), before, CLOCK)
    seen: list[tuple[int, int]] = []

    def look(offered: int | None) -> Update | None:
        update = follower.take()
        if update is None or not update.board.queues:
            assert update is None or not seen, "an empty board after a full one"
            return None
        line = update.board.queues[PBX, QUEUE]
        seen.append((line.today.offered, len(line.waiting)))
        return update if offered is None or line.today.offered == offered else None

    follower.start()
    try:
        first = until(lambda: look(None))
        offered = first.board.queues[PBX, QUEUE].today.offered
        follower.set_rules(without)
        until(lambda: look(offered - 1))
        follower.set_rules(before)
        until(lambda: look(offered))
    finally:
        follower.stop()
    assert set(seen) == {(offered, 1), (offered - 1, 0)}


def test_a_ghost_whose_arrival_alone_was_heard_leaves_nothing_behind(
    centre: Database, journal: Database
) -> None:
    kept = Journal(journal)
    said = (SourceUp(PBX, END), QueueSeen(PBX, END, QUEUE), ContactOffered(PBX, END, "ghost", QUEUE))
    collected(kept, rules(centre), said, name="one")
    with centre.write() as db:
        exclude(db, GHOST, reason="", at=NOW, who="lee")
    board = kept.moments.resume(rules(centre), NOW).board
    assert board.contacts == {}
    assert board.queues[PBX, QUEUE].today.offered == 0


def test_a_ghost_that_is_taken_out_costs_its_own_hours_and_not_the_day(journal: Database) -> None:
    """The snapshot from before its first word is as good as one that was made without it."""
    kept = Journal(journal)
    before = CountingRules()
    events = (*DAY.events, ContactOffered(PBX, END + timedelta(seconds=1), "ghost", QUEUE))
    edge = 120
    first = kept.append(PBX, events[:edge], collector="c", sequence=1)
    board = fold(EMPTY, events[:edge], before)[0]
    kept.save_snapshot(board, first, before, events[edge - 1].at)
    last = kept.append(PBX, events[edge:], collector="c", sequence=2)
    kept.save_snapshot(fold(board, events[edge:], before)[0], last, before, END + timedelta(seconds=2))

    without = replace(before, excluded=frozenset({GHOST}))
    position = kept.moments.resume(without, NOW)
    assert position.folded == len(events) - edge
    assert position.board == advance(fold(EMPTY, events, without)[0], NOW, without)[0]

    known = next(event for event in events if isinstance(event, ContactOffered))
    early = replace(before, excluded=frozenset({(PBX, known.contact, known.queue)}))
    position = kept.moments.resume(early, NOW)
    assert position.folded == len(events), "it was there before any snapshot"
    assert position.board == advance(fold(EMPTY, events, early)[0], NOW, early)[0]


def test_rules_know_whom_they_exclude_beyond_others() -> None:
    none, one = CountingRules(), CountingRules(excluded=frozenset({GHOST}))
    assert one.added_to(none.fingerprint) == {GHOST}
    assert one.added_to(one.fingerprint) == frozenset()
    assert none.added_to(one.fingerprint) is None, "what the others left out is missing on their board"
    assert one.added_to(CountingRules(default_threshold_s=30).fingerprint) is None
