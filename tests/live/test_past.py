"""Days that are over: each written once, as the journal has it, and found again by its weekday."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from supervisor.clock import FixedClock
from supervisor.events import ContactAnswered, ContactOffered, QueueSeen, SourceUp
from supervisor.live.collector import collect
from supervisor.live.counts import Counts
from supervisor.live.journal import Journal
from supervisor.live.past import WEEK, PastDay, forget_days, keep_days, keep_ended_days, past_days
from supervisor.storage.database import Database
from tests.live.away import DEADLINE_S, impatient
from tests.live.floor import NOON, PBX, RULES
from tests.live.scripted import Scripted

TODAY = RULES.days.day(NOON)
YESTERDAY = TODAY - timedelta(days=1)
SALES = (PBX, "Sales")


@pytest.fixture
def kept(journal: Database) -> Journal:
    return Journal(impatient(journal))


def heard(kept: Journal, contacts: int, days_ago: int = 1) -> None:
    """So many contacts at noon, so many days ago."""
    at = NOON - timedelta(days=days_ago)
    events = [SourceUp(PBX, at), QueueSeen(PBX, at, "Sales")]
    for number in range(contacts):
        contact = f"{days_ago}-{number}"
        events += [
            ContactOffered(PBX, at, contact, "Sales"),
            ContactAnswered(PBX, at + timedelta(seconds=5), contact, "Sales", "8001", 5.0),
        ]
    sequence = kept.last_sequence("test") + 1
    kept.append(PBX, sorted(events, key=lambda event: event.at), collector="test", sequence=sequence)


def counted(kept: Journal, weeks_later: int = 1) -> list[tuple[object, int]]:
    found = past_days(kept.db, YESTERDAY + weeks_later * WEEK).get(SALES, ())
    return [(one.day, sum(counts.answered for counts in one.quarters.values())) for one in found]


def test_a_day_that_is_over_is_written_as_the_journal_has_it(kept: Journal) -> None:
    heard(kept, 7)

    assert keep_ended_days(kept, RULES, [PBX], NOON) == [YESTERDAY]
    assert counted(kept) == [(YESTERDAY, 7)]


def test_a_day_is_written_once_whatever_comes_later(kept: Journal) -> None:
    heard(kept, 7)
    keep_ended_days(kept, RULES, [PBX], NOON)
    heard(kept, 3)

    assert keep_ended_days(kept, RULES, [PBX], NOON) == []
    assert counted(kept) == [(YESTERDAY, 7)]


def test_the_running_day_is_not_written(kept: Journal) -> None:
    heard(kept, 7, days_ago=0)

    assert keep_ended_days(kept, RULES, [PBX], NOON) == []
    just_over = RULES.days.ends(TODAY) + timedelta(minutes=1)
    assert keep_ended_days(kept, RULES, [PBX], just_over) == []  # something may still be on its way
    assert keep_ended_days(kept, RULES, [PBX], just_over + timedelta(minutes=2)) == [TODAY]


def test_a_collector_that_was_down_at_the_end_of_days_writes_them_when_it_starts(kept: Journal) -> None:
    heard(kept, 4, days_ago=2)
    heard(kept, 7, days_ago=1)

    asyncio.run(
        asyncio.wait_for(
            collect([Scripted(PBX)], kept, RULES, FixedClock(NOON), "c", until_end=True), DEADLINE_S
        )
    )

    assert counted(kept) == [(YESTERDAY, 7)]
    assert past_days(kept.db, YESTERDAY - timedelta(days=1) + WEEK)[SALES][0].quarters


def test_last_weeks_are_those_of_the_same_weekday_and_no_older_ones(kept: Journal) -> None:
    def day(weeks: int, offered: int) -> PastDay:
        return PastDay(PBX, "Sales", TODAY - weeks * WEEK, 20, {40: Counts(offered=offered)})

    other = PastDay(PBX, "Sales", YESTERDAY, 20, {40: Counts(offered=99)})
    assert keep_days(kept.db, [day(1, 1), day(2, 2), day(4, 4), day(5, 5), other]) == 5
    assert keep_days(kept.db, [day(1, 77)]) == 0

    found = past_days(kept.db, TODAY)[SALES]

    assert [one.quarters[40].offered for one in found] == [1, 2, 4]
    assert past_days(kept.db, TODAY, [(PBX, "Other")]) == {}
    assert forget_days(kept.db, TODAY - 3 * WEEK) == 2
