"""The collector in this process, on both engines, with sources that play a script."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from supervisor.clock import FixedClock
from supervisor.errors import AlreadyCollectedError, DatabaseError
from supervisor.events import (
    AuditDone,
    ContactLeft,
    ContactOffered,
    FullState,
    LiveEvent,
    QueueSeen,
    SourceDown,
    SourceUp,
    Unusable,
)
from supervisor.live.board import EMPTY, Board, Stage
from supervisor.live.collector import collect
from supervisor.live.feed import ENDED, STOPPED, FeedState, Heartbeat, judge
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.outbox import BATCH_EVENTS
from supervisor.sources.source import Heard
from supervisor.storage.database import Database, open_journal
from tests.live.away import DEADLINE_S, away, impatient
from tests.live.floor import NOON, PBX, RULES, unsettled
from tests.live.scripted import Pause, Scripted, Step, day

DAY = day(PBX)
CLOCK = FixedClock(DAY.events[-1].at)


@pytest.fixture
def kept(journal: Database) -> Journal:
    return Journal(impatient(journal))


def play(journal: Journal, *connectors: Scripted, collector: str = "c", **options: Any) -> None:
    """Collect until every script is at its end."""
    asyncio.run(
        asyncio.wait_for(
            collect(connectors, journal, RULES, CLOCK, collector, until_end=True, **options), DEADLINE_S
        )
    )


def groups(events: tuple[LiveEvent, ...], size: int = 5) -> list[tuple[LiveEvent, ...]]:
    return [events[start : start + size] for start in range(0, len(events), size)]


def everything(journal: Journal) -> list[LiveEvent]:
    events: list[LiveEvent] = []
    last = 0
    while batches := journal.batches_after(last, 100):
        last = batches[-1].id
        assert all(len(batch.events) <= BATCH_EVENTS for batch in batches)
        events += [event for batch in batches for event in batch.events]
    return events


def board(journal: Journal) -> Board:
    return journal.moments.resume(RULES, CLOCK.now()).board


async def eventually(look: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not await asyncio.to_thread(look):
            await asyncio.sleep(0.01)


def test_what_a_source_says_is_journalled_once_and_in_order(kept: Journal) -> None:
    play(kept, Scripted(PBX, *groups(DAY.events)))
    assert everything(kept) == list(DAY.events)
    assert board(kept) == fold(EMPTY, DAY.events, RULES)[0]


def test_two_sources_are_journalled_each_in_its_order(kept: Journal) -> None:
    other = day("chat", seed=2)
    play(kept, Scripted(PBX, *groups(DAY.events)), Scripted("chat", *groups(other.events)))
    events = everything(kept)
    assert [event for event in events if event.source == PBX] == list(DAY.events)
    assert [event for event in events if event.source == "chat"] == list(other.events)


def test_a_group_of_any_size_becomes_batches_that_can_be_read_at_once(kept: Journal) -> None:
    many = tuple(ContactOffered(PBX, DAY.events[0].at, f"c{n}", "sales") for n in range(BATCH_EVENTS * 3 + 1))
    play(kept, Scripted(PBX, many))
    assert everything(kept) == list(many)


def test_the_next_collector_goes_on_where_the_last_one_was(kept: Journal) -> None:
    middle = len(DAY.events) // 2
    play(kept, Scripted(PBX, *groups(DAY.events[:middle])), collector="one")
    second = Scripted(PBX, *groups(DAY.events[middle:]))
    play(kept, second, collector="two")
    assert second.asked == [max(event.at for event in DAY.events[:middle])]
    assert everything(kept) == list(DAY.events)


def test_a_collector_under_its_old_name_goes_on_counting_its_batches(kept: Journal) -> None:
    middle = len(DAY.events) // 2
    play(kept, Scripted(PBX, *groups(DAY.events[:middle])))
    play(kept, Scripted(PBX, *groups(DAY.events[middle:])))
    assert everything(kept) == list(DAY.events)


# The full state


def test_the_first_full_state_mends_what_a_dead_collector_missed(kept: Journal) -> None:
    middle, end = len(DAY.events) // 2, len(DAY.events) - 60
    play(kept, Scripted(PBX, *groups(DAY.events[:middle])), collector="one")
    offered = {line.name: line.today.offered for line in board(kept).queues.values()}

    truth = DAY.board(end)
    full = DAY.full_state(end, DAY.events[end].at)
    play(kept, Scripted(PBX, (SourceUp(PBX, full.at), full), *groups(DAY.events[end:])), collector="two")

    now = board(kept)
    final = DAY.board(len(DAY.events))
    assert [len(line.waiting) for line in now.queues.values()] == [
        len(line.waiting) for line in final.queues.values()
    ]
    assert {agent.login: agent.state for agent in now.agents.values()} == {
        agent.login: agent.state for agent in final.agents.values()
    }
    for line in now.queues.values():
        today = line.today
        assert today.offered >= offered[line.name]
        assert today.offered == today.settled + unsettled(now, line)
    source = now.sources[PBX]
    assert source.missed > 0  # nobody's error: nobody listened
    assert source.differences == 0
    assert len(truth.queues) == 2


def test_a_full_state_that_agrees_is_only_noted(kept: Journal) -> None:
    middle = len(DAY.events) // 2
    full = DAY.full_state(middle, DAY.events[middle - 1].at)
    play(kept, Scripted(PBX, *groups(DAY.events[:middle]), (full,), *groups(DAY.events[middle:])))
    assert [event for event in everything(kept) if event not in DAY.events] == [
        AuditDone(PBX, full.at, len(full.queues) + len(full.agents) + len(full.waiting), 0)
    ]


# What must not end a feed


def test_a_bad_event_is_counted_and_ends_nothing(kept: Journal) -> None:
    moment = DAY.events[-1].at
    bad: list[Any] = [
        ContactOffered(PBX, moment, "c", "cut \udcff name"),  # cannot be written
        ContactOffered(PBX, moment.replace(tzinfo=None), "c", "sales"),  # no instant
        ContactLeft(PBX, moment, "c1", "sales", None),  # type: ignore[arg-type]  # nothing to count with
        ContactOffered(PBX, moment, None, "sales"),  # type: ignore[arg-type]  # cannot be read back
        "not an event",
    ]
    middle = len(DAY.events) // 2
    play(
        kept,
        Scripted(
            PBX,
            DAY.events[:middle],
            *[(DAY.events[0], each, DAY.events[0]) for each in bad],
            DAY.events[middle:],
        ),
    )
    events = [event for event in everything(kept) if not isinstance(event, Unusable)]
    assert events == [*DAY.events[:middle], *[DAY.events[0]] * 10, *DAY.events[middle:]]
    unusable = board(kept).sources[PBX].unusable
    assert sum(unusable.values()) == len(bad)
    assert "ContactOffered (UnicodeEncodeError)" in unusable


def test_a_connector_that_fails_is_begun_anew_and_its_source_was_down(kept: Journal) -> None:
    middle = len(DAY.events) // 2
    source = Scripted(
        PBX, DAY.events[:middle], RuntimeError("a bug"), (SourceUp(PBX, CLOCK.now()),), DAY.events[middle:]
    )
    play(kept, source)
    assert source.asked == [None, max(event.at for event in DAY.events[:middle])]
    assert [event.reason for event in everything(kept) if isinstance(event, SourceDown)] == [
        "RuntimeError: a bug"
    ]


def test_a_connector_that_fails_leaves_the_others_alone(kept: Journal) -> None:
    broken = Scripted("broken", *[RuntimeError(str(n)) for n in range(3)])
    play(kept, broken, Scripted(PBX, *groups(DAY.events)))
    assert [event for event in everything(kept) if event.source == PBX] == list(DAY.events)


# A database that is away


class Hole:
    """Opens when the script gets there, closes when the story says so."""

    def __init__(self, url: str) -> None:
        self._away = away(url)

    def open(self) -> None:
        self._away.__enter__()

    def close(self) -> None:
        self._away.__exit__(None, None, None)


def test_events_wait_for_a_database_that_is_away_and_come_once(
    kept: Journal, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hole, back, half = Hole(database_url), asyncio.Event(), len(DAY.events) // 2

    async def story() -> None:
        source = Scripted(
            PBX,
            *groups(DAY.events[:half]),
            hole.open,
            *groups(DAY.events[half:]),
            back,
            (Heard(CLOCK.now()),),
        )
        collecting = asyncio.create_task(collect([source], kept, RULES, CLOCK, "c", until_end=True))
        await eventually(lambda: caplog.text.count("the journal is away") > 1)  # tried more than once
        hole.close()
        back.set()
        await collecting

    asyncio.run(asyncio.wait_for(story(), DEADLINE_S))
    assert everything(kept) == list(DAY.events)


class HardOfHearing(Journal):
    """A journal whose answer gets lost on the way every other time."""

    def append_all(self, entries: Any, *, collector: str, holder: int | None = None) -> int:
        last = super().append_all(entries, collector=collector, holder=holder)
        self.deaf = not getattr(self, "deaf", False)
        if self.deaf:
            raise DatabaseError(self.db.url, "unreachable", "the answer got lost")
        return last


def test_an_append_whose_answer_got_lost_is_repeated_without_harm(journal: Database) -> None:
    kept = HardOfHearing(journal)
    play(kept, Scripted(PBX, *groups(DAY.events)))
    assert everything(kept) == list(DAY.events)


def test_sources_are_let_go_rather_than_what_they_said(
    kept: Journal, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    hole, back, third = Hole(database_url), asyncio.Event(), len(DAY.events) // 3
    end = len(DAY.events)
    full = DAY.full_state(end, DAY.events[-1].at)
    source = Scripted(
        PBX,
        *groups(DAY.events[:third]),
        hole.open,
        *groups(DAY.events[third:]),  # more than may be kept
        back,
        (SourceUp(PBX, full.at), full),
    )

    async def story() -> None:
        collecting = asyncio.create_task(
            collect([source], kept, RULES, CLOCK, "c", until_end=True, kept_bytes=6000)
        )
        await eventually(lambda: "are let go" in caplog.text)
        hole.close()
        back.set()
        await collecting

    asyncio.run(asyncio.wait_for(story(), DEADLINE_S))
    events = everything(kept)
    down = next(place for place, event in enumerate(events) if isinstance(event, SourceDown))
    assert events[:down] == list(DAY.events[:down])
    assert down > third
    assert len(source.asked) == 2
    now, truth = board(kept), DAY.board(end)
    assert now.sources[PBX].missed > 0
    assert {agent.login: agent.state for agent in now.agents.values()} == {
        agent.login: agent.state for agent in truth.agents.values()
    }
    for line in now.queues.values():
        today = line.today
        assert today.offered == today.settled + unsettled(now, line)
        assert len(line.waiting) == len(truth.queues[line.key].waiting)


def test_a_collector_that_ends_without_its_database_ends(
    kept: Journal, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    hole = Hole(database_url)

    async def story() -> None:
        stop = asyncio.Event()
        source = Scripted(PBX, DAY.events[:5], hole.open, DAY.events[5:9], stop)
        collecting = asyncio.create_task(collect([source], kept, RULES, CLOCK, "c", stop=stop))
        await eventually(lambda: "the journal is away" in caplog.text)
        stop.set()
        await collecting
        hole.close()

    asyncio.run(asyncio.wait_for(story(), DEADLINE_S))
    assert "could not be written" in caplog.text


# Its own signs of life


def test_a_source_that_is_heard_is_live_and_then_stopped(kept: Journal) -> None:
    async def story() -> None:
        stop, never = asyncio.Event(), asyncio.Event()
        source = Scripted(PBX, (SourceUp(PBX, CLOCK.now()),), never)
        collecting = asyncio.create_task(collect([source], kept, RULES, CLOCK, "c", stop=stop))

        def state() -> FeedState:
            line = board(kept).sources.get(PBX)
            return judge(line, kept.heartbeats().get(PBX), CLOCK.now()).state

        await eventually(lambda: state() is FeedState.LIVE)
        stop.set()
        await collecting

    asyncio.run(asyncio.wait_for(story(), DEADLINE_S))
    beat = kept.heartbeats()[PBX]
    assert (beat.connected, beat.reason, beat.collector) == (False, STOPPED, "c")
    assert beat.heard_at is not None


def test_a_source_that_is_down_says_why_in_its_heartbeat(kept: Journal) -> None:
    async def story() -> None:
        stop, never = asyncio.Event(), asyncio.Event()
        source = Scripted(PBX, (SourceDown(PBX, CLOCK.now(), "Connection refused"),), never)
        collecting = asyncio.create_task(collect([source], kept, RULES, CLOCK, "c", stop=stop))
        await eventually(lambda: PBX in kept.heartbeats() and kept.heartbeats()[PBX].reason != "")
        beat = kept.heartbeats()[PBX]
        assert (beat.connected, beat.reason, beat.heard_at) == (False, "Connection refused", None)
        stop.set()
        await collecting

    asyncio.run(asyncio.wait_for(story(), DEADLINE_S))


def test_a_recording_at_its_end_is_no_failure(kept: Journal) -> None:
    play(kept, Scripted(PBX, *groups(DAY.events)))
    assert kept.heartbeats()[PBX].reason == ENDED


def test_a_new_collector_begins_with_the_rhythm_that_the_last_one_learned(kept: Journal) -> None:
    kept.beat(Heartbeat(PBX, "one", NOON, NOON, 42.0))
    play(kept, Scripted(PBX, (Heard(NOON),)))
    assert kept.heartbeats()[PBX].usual_gap_s == pytest.approx(42.0)


# One writer, few writes, a snapshot at the end


def test_a_second_collector_of_the_same_file_says_so_and_ends(sqlite_url: str) -> None:
    async def story() -> None:
        stop, running = asyncio.Event(), asyncio.Event()
        with open_journal(sqlite_url) as db:
            first = asyncio.create_task(
                collect([Scripted(PBX, running.set, stop)], Journal(db), RULES, CLOCK, "one", stop=stop)
            )
            await running.wait()
            with open_journal(sqlite_url) as other:
                second = collect([Scripted(PBX)], Journal(other), RULES, CLOCK, "two", until_end=True)
                with pytest.raises(AlreadyCollectedError):
                    await second
            stop.set()
            await first
            assert everything(Journal(db)) == []

    asyncio.run(asyncio.wait_for(story(), DEADLINE_S))


def test_a_lively_source_costs_at_most_fifty_writes_a_second(kept: Journal) -> None:
    many = [(ContactOffered(PBX, DAY.events[0].at, f"c{n}", "sales"),) for n in range(2000)]
    pauses: list[Step] = [step for group in many for step in (group, Pause())]
    began = time.monotonic()
    play(kept, Scripted(PBX, *pauses))
    took = time.monotonic() - began
    assert len(everything(kept)) == 2000
    assert len(kept.batches_after(0, 5000)) <= took * 50 + 2


def test_a_collector_that_ends_leaves_a_snapshot_of_everything(kept: Journal) -> None:
    play(kept, Scripted(PBX, *groups(DAY.events)))
    position = kept.moments.resume(RULES, CLOCK.now())
    assert position.folded == 0
    assert position.board == fold(EMPTY, DAY.events, RULES)[0]


def test_a_snapshot_holds_what_other_collectors_wrote_meanwhile(kept: Journal, database_url: str) -> None:
    chat = day("chat", seed=2)

    async def story() -> None:
        begun, done = asyncio.Event(), asyncio.Event()
        with open_journal(database_url) as other:
            waits = Scripted(PBX, *groups(DAY.events[:100]), begun.set, done, *groups(DAY.events[100:]))
            works = Scripted("chat", begun, *groups(chat.events))
            first = asyncio.create_task(collect([waits], kept, RULES, CLOCK, "one", until_end=True))
            await collect([works], Journal(other), RULES, CLOCK, "two", until_end=True)
            done.set()
            await first

    asyncio.run(asyncio.wait_for(story(), DEADLINE_S))
    position = kept.moments.resume(RULES, CLOCK.now())
    assert position.folded == 0
    assert position.board.queues == fold(EMPTY, [*DAY.events, *chat.events], RULES)[0].queues


def test_what_is_older_than_wanted_is_pruned(kept: Journal) -> None:
    for part in (DAY.events[:200], DAY.events[200:]):
        play(kept, Scripted(PBX, *groups(part)))
    now = FixedClock(CLOCK.now() + timedelta(hours=1))

    async def story() -> None:
        stop = asyncio.Event()
        source = Scripted(PBX, stop)
        hour = timedelta(minutes=59)
        collecting = asyncio.create_task(collect([source], kept, RULES, now, "d", stop=stop, keep=hour))
        await eventually(lambda: len(kept.batches_after(0)) == 1)
        stop.set()
        await collecting

    asyncio.run(asyncio.wait_for(story(), DEADLINE_S))
    assert kept.moments.resume(RULES, now.now()).board == fold(EMPTY, DAY.events, RULES)[0]


# The day


def test_a_restart_of_the_source_does_not_reset_the_day(kept: Journal) -> None:
    middle = len(DAY.events) // 2
    before = DAY.board(middle)
    moment = DAY.events[middle].at
    agents = DAY.full_state(middle, moment).agents
    gone = FullState(PBX, moment, (QueueSeen(PBX, moment, "sales"),), agents, (), None, True, True)
    play(
        kept,
        Scripted(
            PBX,
            *groups(DAY.events[:middle]),
            (SourceDown(PBX, moment, "Shutdown", True),),
            (SourceUp(PBX, moment, "Scripted/2"), gone),
        ),
    )
    now = board(kept)
    for key, line in before.queues.items():
        after = now.queues[key].today
        assert after.offered == line.today.offered
        assert (after.answered, after.abandoned) == (line.today.answered, line.today.abandoned)
        assert after.lost == len(line.waiting) + sum(
            contact.stage is Stage.LEAVING and contact.queue == line.name
            for contact in before.contacts.values()
        )
        assert after.offered == after.settled
    assert not now.contacts
