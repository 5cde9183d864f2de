"""A rule tried on a day that the journal remembers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from supervisor.alarms.engine import Floor, State, evaluate
from supervisor.alarms.place import Place
from supervisor.alarms.rehearsal import EVERY, Rehearsal, Rehearsed, rehearse
from supervisor.alarms.rule import AlarmRule
from supervisor.clock import BusinessDays
from supervisor.events import (
    Channel,
    ContactAbandoned,
    ContactOffered,
    LiveEvent,
    QueueSeen,
    SourceDown,
    SourceUp,
)
from supervisor.live.board import EMPTY
from supervisor.live.feed import Feed, FeedState
from supervisor.live.fold import advance, fold
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.storage.database import open_journal
from supervisor.wallboard.levels import Level
from supervisor.wallboard.scope import sights

NINE = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai
RULES = CountingRules(days=BusinessDays(ZoneInfo("Asia/Shanghai")))
MANY = AlarmRule(
    id="many",
    name="Many wait",
    metric="waiting",
    attention=2,
    action=4,
    on_delay_s=60,
    off_delay_s=120,
    cooldown_s=0,
    enabled=False,  # a rule is tried before it is switched on
)


def later(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def waits(name: str, since: float, until: float | None) -> list[LiveEvent]:
    """A contact that waits from one minute to another, and gives up then."""
    said: list[LiveEvent] = [ContactOffered("pbx", later(since), name, "billing", Channel.VOICE)]
    if until is not None:
        said.append(ContactAbandoned("pbx", later(until), name, "billing", (until - since) * 60))
    return said


MORNING: list[LiveEvent] = [
    SourceUp("pbx", NINE),
    QueueSeen("pbx", NINE, "billing"),
    *[event for n in range(3) for event in waits(f"a{n}", 5, 12)],  # three wait: attention
    *[event for n in range(5) for event in waits(f"b{n}", 30, 40)],  # five wait: act now
    *[event for n in range(3) for event in waits(f"c{n}", 50, 50.5)],  # too short
    *[event for n in range(3) for event in waits(f"d{n}", 55, None)],
]


@pytest.fixture
def journal(sqlite_url: str) -> Iterator[Journal]:
    with open_journal(sqlite_url) as opened:
        made = Journal(opened)
        said = sorted(MORNING, key=lambda event: event.at)
        for number, start in enumerate(range(0, len(said), 4)):
            made.append("pbx", said[start : start + 4], collector="c", sequence=number)
        yield made


def tried(journal: Journal, rule: AlarmRule = MANY, until: float = 60) -> Rehearsal:
    found = rehearse(journal, rule, RULES, {}, NINE, later(until))
    assert found is not None
    return found


def test_a_rule_is_tried_on_the_day_though_it_is_switched_off(journal: Journal) -> None:
    found = tried(journal)
    assert [(alarm.peak, alarm.worst) for alarm in found.alarms] == [
        (Level.ATTENTION, 3.0),
        (Level.ACTION, 5.0),
        (Level.ATTENTION, 3.0),
    ]
    assert {alarm.place for alarm in found.alarms} == {Place.queue(("pbx", "billing"))}
    assert found.actions == 1


def test_an_alarm_is_dated_to_a_look_and_stands_at_the_end_when_nothing_closed_it(journal: Journal) -> None:
    first, second, last = tried(journal).alarms
    assert first.opened_at - later(6) <= EVERY
    assert first.closed_at is not None
    assert first.closed_at - later(14) <= EVERY
    assert second.opened_at > first.closed_at
    assert last.closed_at is None


def test_a_patient_rule_calls_less_often(journal: Journal) -> None:
    patient = msgspec.structs.replace(MANY, on_delay_s=480)
    assert [alarm.peak for alarm in tried(journal, patient).alarms] == [Level.ACTION]


def test_while_the_source_is_away_nothing_is_judged(sqlite_url: str) -> None:
    with open_journal(sqlite_url) as opened:
        journal = Journal(opened)
        said: list[LiveEvent] = [
            SourceUp("pbx", NINE),
            QueueSeen("pbx", NINE, "billing"),
            SourceDown("pbx", later(4), "gone"),
            *[event for n in range(5) for event in waits(f"a{n}", 5, None)],
        ]
        journal.append("pbx", said, collector="c", sequence=0)
        assert tried(journal).alarms == ()


def test_the_day_begins_where_the_journal_does(journal: Journal) -> None:
    found = rehearse(journal, MANY, RULES, {}, NINE - timedelta(hours=9), later(60))
    assert found is not None
    assert found.since == NINE
    assert found.looks == 121


def test_without_a_journal_there_is_nothing_to_try_it_on(sqlite_url: str) -> None:
    with open_journal(sqlite_url) as opened:
        assert rehearse(Journal(opened), MANY, RULES, {}, NINE, later(60)) is None


def test_it_says_how_far_it_is(journal: Journal) -> None:
    told: list[tuple[int, int]] = []
    rehearse(
        journal, MANY, RULES, {}, NINE, later(10), progress=lambda done, total: told.append((done, total))
    )
    assert told == [(done, 20) for done in range(21)]


def test_it_comes_to_what_the_watch_would_have_come_to(journal: Journal) -> None:
    state, rule = State(), msgspec.structs.replace(MANY, enabled=True)
    opened: list[datetime] = []
    said = sorted(MORNING, key=lambda event: event.at)
    for look in range(121):
        at = NINE + look * EVERY
        board, _changed = fold(EMPTY, [event for event in said if event.at <= at], RULES)
        board, _changed = advance(board, at, RULES)
        floor = Floor(
            sights(board, at, RULES.days.begins(RULES.days.day(at)), {}), {"pbx": Feed(FeedState.LIVE)}
        )
        state, happened = evaluate(state, [rule], floor, at)
        opened += [each.at for each in happened if each.kind == "opened"]
    assert [alarm.opened_at for alarm in tried(journal).alarms] == opened


def test_time_in_alarm_counts_once_what_stood_together() -> None:
    place = Place.queue(("pbx", "billing"))
    alarms = (
        Rehearsed(place, Level.ATTENTION, later(0), later(10)),
        Rehearsed(place, Level.ATTENTION, later(5), later(8)),
        Rehearsed(place, Level.ACTION, later(9), later(15)),
        Rehearsed(place, Level.ACTION, later(55), None),
    )
    found = Rehearsal(MANY, NINE, later(60), 121, alarms)
    assert found.seconds == 20 * 60
    assert found.per_10_min == pytest.approx(4 / 6)
