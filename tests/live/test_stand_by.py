"""Standing by and giving way in this process, on a real server, with sources that play a script."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from supervisor.clock import FixedClock
from supervisor.errors import AlreadyCollectedError
from supervisor.events import LiveEvent
from supervisor.live import unwritten
from supervisor.live.collector import collect
from supervisor.live.journal import Journal
from supervisor.live.lock import SourceLock
from supervisor.live.sign import Role, all_signs
from supervisor.rights.role import DatabaseRole
from supervisor.storage.database import Database, open_journal
from tests.live.away import DEADLINE_S, forget_locks
from tests.live.floor import PBX, RULES
from tests.live.scripted import Scripted, day
from tests.shared_centre import SharedCentre

DAY = day(PBX)
CLOCK = FixedClock(DAY.events[-1].at)


@pytest.fixture
def kept(postgresql_url: str) -> Iterator[Journal]:
    with open_journal(postgresql_url) as db:
        yield Journal(db)


def everything(journal: Journal) -> list[LiveEvent]:
    return [event for batch in journal.batches_after(0, 10_000) for event in batch.events]


def role_of(journal: Journal, collector: str) -> Role | None:
    with journal.db.read() as db:
        return next((sign.role for sign in all_signs(db) if sign.collector == collector), None)


def taken_away(db: Database) -> SourceLock:
    """The lock of the source, taken away from whoever had it."""
    while True:
        forget_locks(db)
        with suppress(AlreadyCollectedError):  # the collector was faster
            return SourceLock(db, [PBX])


async def eventually(look: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not await asyncio.to_thread(look):
            await asyncio.sleep(0.02)


def test_one_that_stands_by_tells_exactly_what_the_journal_lacks(kept: Journal, postgresql_url: str) -> None:
    third, half = len(DAY.events) // 3, len(DAY.events) // 2

    async def story() -> None:
        with open_journal(postgresql_url) as other:
            go, dead, stop = asyncio.Event(), asyncio.Event(), asyncio.Event()
            works = Scripted(PBX, DAY.events[:third], go, DAY.events[third:half], dead, RuntimeError("gone"))
            waits = Scripted(PBX, go, DAY.events[third:], asyncio.Event())
            first = asyncio.create_task(collect([works], kept, RULES, CLOCK, "one", stop=stop))
            await eventually(lambda: len(everything(kept)) == third)
            done = asyncio.Event()
            second = asyncio.create_task(collect([waits], Journal(other), RULES, CLOCK, "two", stop=done))
            await eventually(lambda: role_of(kept, "two") is Role.STAND_BY)
            go.set()
            await eventually(lambda: len(everything(kept)) == half)
            stop.set()
            await first
            await eventually(lambda: role_of(kept, "two") is Role.WORKING)
            await eventually(lambda: len(everything(kept)) == len(DAY.events))
            done.set()
            await second

    asyncio.run(asyncio.wait_for(story(), DEADLINE_S))
    assert everything(kept) == list(DAY.events)


def test_one_that_lost_its_lock_to_another_writes_nothing_and_stands_by(
    kept: Journal, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And when the other is gone, it tells what the other had not: nothing twice, nothing lost."""
    monkeypatch.setattr(unwritten, "NOISE_S", 60.0)
    seen: list[int] = []

    async def story() -> None:
        with open_journal(postgresql_url) as other:
            lost, stop = asyncio.Event(), asyncio.Event()
            source = Scripted(PBX, DAY.events[:50], lost, DAY.events[50:90], asyncio.Event())
            works = asyncio.create_task(collect([source], kept, RULES, CLOCK, "one", stop=stop))
            await eventually(lambda: len(everything(kept)) == 50)

            lock = await asyncio.to_thread(taken_away, other)
            Journal(other).append(PBX, DAY.events[50:70], collector="another", sequence=1)
            lost.set()
            await eventually(lambda: role_of(kept, "one") is Role.STAND_BY)
            seen.append(len(everything(kept)))
            await asyncio.to_thread(lock.release)
            await eventually(lambda: len(everything(kept)) >= 90)
            stop.set()
            await works

    asyncio.run(asyncio.wait_for(story(), DEADLINE_S))
    assert seen == [70]
    assert everything(kept) == list(DAY.events[:90])


def test_what_only_the_one_that_was_cut_off_had_heard_is_told_late(
    kept: Journal, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unwritten, "NOISE_S", 0.2)
    before, until = 50, 200

    async def story() -> None:
        with open_journal(postgresql_url) as other:
            lost, later, stop = asyncio.Event(), asyncio.Event(), asyncio.Event()
            source = Scripted(
                *(PBX, DAY.events[:before], lost, DAY.events[before:until], later),
                *(DAY.events[until:], asyncio.Event()),
            )
            works = asyncio.create_task(collect([source], kept, RULES, CLOCK, "one", stop=stop))
            await eventually(lambda: len(everything(kept)) == before)

            lock = await asyncio.to_thread(taken_away, other)
            lost.set()
            Journal(other).append(PBX, DAY.events[until : until + 1], collector="another", sequence=1)
            await eventually(lambda: role_of(kept, "one") is Role.STAND_BY)
            await asyncio.sleep(0.3)  # longer than what counts as noise here
            later.set()
            await asyncio.to_thread(
                Journal(other).append, PBX, DAY.events[until + 1 :], collector="another", sequence=2
            )
            await eventually(lambda: len(everything(kept)) > before + len(DAY.events) - until)
            stop.set()
            await works
            lock.release()

    asyncio.run(asyncio.wait_for(story(), DEADLINE_S))
    found = Counter(everything(kept))
    assert not {event: times for event, times in found.items() if times > 1}
    late = [event for event in DAY.events[before:until] if event in found]
    assert late == unwritten.whole_stories(DAY.events[before:until])


def test_the_accounts_of_services_may_do_all_of_it(shared_centre: SharedCentre) -> None:
    """Two log-ins of the role for services, in a centre with rights: one works, the other takes over."""
    half = len(DAY.events) // 2
    urls = [shared_centre.as_role(DatabaseRole.SERVICE) for _ in range(2)]

    async def story() -> None:
        with open_journal(urls[0]) as one, open_journal(urls[1]) as two:
            go, stop, done = asyncio.Event(), asyncio.Event(), asyncio.Event()
            works = Scripted(PBX, DAY.events[:half], asyncio.Event())
            waits = Scripted(PBX, go, DAY.events[half:], asyncio.Event())
            kept = Journal(one)
            first = asyncio.create_task(collect([works], kept, RULES, CLOCK, "one", stop=stop))
            await eventually(lambda: len(everything(kept)) == half)
            second = asyncio.create_task(collect([waits], Journal(two), RULES, CLOCK, "two", stop=done))
            await eventually(lambda: role_of(kept, "two") is Role.STAND_BY)
            go.set()
            stop.set()
            await first
            await eventually(lambda: len(everything(kept)) == len(DAY.events))
            done.set()
            await second
            assert everything(kept) == list(DAY.events)
            assert role_of(kept, "one") is None

    asyncio.run(asyncio.wait_for(story(), DEADLINE_S))
