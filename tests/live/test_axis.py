"""What the axis of a day says: which days there are, when nobody was heard, what comparisons found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from supervisor.events import AuditDone, ContactOffered, LiveEvent, SourceDown, SourceUp, Unusable
from supervisor.live.axis import DayAxis, Gap, journal_days, read_axis, span
from supervisor.live.counts import Counts
from supervisor.live.journal import Journal
from supervisor.storage.database import Database
from tests.live.floor import NOON, PBX, RULES, at

DAY = RULES.days.day(NOON)


@pytest.fixture
def kept(journal: Database) -> Journal:
    return Journal(journal)


def write(journal: Journal, *parts: Sequence[LiveEvent], source: str = PBX) -> None:
    for number, part in enumerate(parts, 1):
        journal.append(source, part, collector=source, sequence=number)


def audits(first: float, last: float, source: str = PBX) -> list[list[LiveEvent]]:
    """A comparison a minute, from *first* to *last* seconds after noon."""
    return [[AuditDone(source, at(s), 9, 0)] for s in range(int(first), int(last) + 1, 60)]


def axis(journal: Journal) -> DayAxis:
    """The axis at one o'clock."""
    found = [one for one in read_axis(journal, RULES.days, DAY, at(3600)) if one is not None]
    assert len(found) == 1
    return found[0]


def test_a_day_without_events_has_an_empty_axis(kept: Journal) -> None:
    found = axis(kept)
    assert (found.heard_from, found.gaps, found.audits) == (None, (), ())
    assert journal_days(kept, RULES.days) == ()


def test_the_days_of_the_journal_are_business_days(kept: Journal) -> None:
    night = RULES.days.begins(DAY)
    write(
        kept,
        [SourceUp(PBX, night - timedelta(days=3))],
        [SourceUp(PBX, night - timedelta(seconds=1))],
        [SourceUp(PBX, night), SourceUp(PBX, at(0))],
    )
    day = timedelta(days=1)
    assert journal_days(kept, RULES.days) == (DAY - 3 * day, DAY - day, DAY)


def test_a_source_that_was_down_has_a_gap_from_then_until_it_was_up(kept: Journal) -> None:
    write(
        kept,
        [SourceUp(PBX, at(0))],
        [SourceDown(PBX, at(60), "Connection refused")],
        [SourceDown(PBX, at(70), "No route to host"), SourceUp(PBX, at(100))],
        *audits(120, 3600),
    )
    assert axis(kept).gaps == (Gap(PBX, at(60), at(100), "Connection refused"),)


def test_a_source_that_is_still_down_has_a_gap_without_an_end(kept: Journal) -> None:
    write(kept, *audits(0, 600), [SourceDown(PBX, at(660), "Connection refused")])
    assert axis(kept).gaps == (Gap(PBX, at(660), None, "Connection refused"),)


def test_one_that_was_removed_is_not_missed_from_then_on(kept: Journal) -> None:
    write(
        kept,
        *audits(0, 600),
        [SourceDown(PBX, at(610), "reset"), SourceUp(PBX, at(640))],
        [SourceDown(PBX, at(660), removed=True)],
    )
    assert axis(kept).gaps == (Gap(PBX, at(610), at(640), "reset"),)


def test_one_that_came_back_after_its_removal_was_not_heard_in_between(kept: Journal) -> None:
    write(
        kept,
        *audits(0, 600),
        [SourceDown(PBX, at(600), removed=True)],
        [SourceUp(PBX, at(1800))],
        *audits(1800, 3600),
    )
    assert axis(kept).gaps == (Gap(PBX, at(600), at(1800)),)


def test_a_new_connection_after_silence_that_nobody_saw_break_is_a_gap(kept: Journal) -> None:
    write(kept, *audits(0, 600), [SourceUp(PBX, at(1800))], *audits(1800, 3600))
    assert axis(kept).gaps == (Gap(PBX, at(600), at(1800)),)


def test_a_new_connection_at_once_is_none(kept: Journal) -> None:
    write(kept, *audits(0, 600), [SourceUp(PBX, at(605))], *audits(660, 3600))
    assert axis(kept).gaps == ()


def test_a_silence_is_a_gap_of_its_own_kind_and_may_last(kept: Journal) -> None:
    write(kept, *audits(0, 600), *audits(1200, 1800))
    assert axis(kept).gaps == (
        Gap(PBX, at(600), at(1200), silent=True),
        Gap(PBX, at(1800), None, silent=True),
    )


def test_a_long_batch_is_no_silence(kept: Journal) -> None:
    long: list[LiveEvent] = [Unusable(PBX, at(seconds), "x") for seconds in range(60, 3600, 60)]
    write(kept, [SourceUp(PBX, at(0))], long)
    assert axis(kept).gaps == ()


def test_the_silence_of_the_night_reaches_into_the_day(kept: Journal) -> None:
    evening = RULES.days.begins(DAY) - timedelta(hours=5)
    write(kept, [Unusable(PBX, evening, "x")], [SourceUp(PBX, at(0))], *audits(60, 3600))
    assert axis(kept).gaps == (Gap(PBX, evening, at(0)),)


def test_each_source_has_its_own_gaps(kept: Journal) -> None:
    write(kept, *audits(0, 3600))
    write(kept, *audits(0, 900, "chat"), *audits(1800, 3600, "chat"), source="chat")
    assert axis(kept).gaps == (Gap("chat", at(900), at(1800), silent=True),)


def test_comparisons_that_found_something_are_marked(kept: Journal) -> None:
    write(
        kept,
        *audits(0, 600),
        [ContactOffered(PBX, at(630), "c", "sales"), AuditDone(PBX, at(660), 9, 2)],
        [AuditDone(PBX, at(720), 9, 5, True)],
        *audits(780, 3600),
    )
    assert [(mark.since, mark.title, mark.count) for mark in axis(kept).audits] == [(at(660), PBX, 2)]


def test_the_axis_spans_whole_hours_of_what_was_counted_and_always_what_is_wanted(kept: Journal) -> None:
    begins = RULES.days.begins(DAY)
    hour = timedelta(hours=1)
    write(kept, [SourceUp(PBX, begins + 5 * hour)], [SourceUp(PBX, begins + 20 * hour)])
    found = axis(kept)
    eight = begins + 8 * hour
    assert span(found, None, eight) == (begins + 5 * hour, begins + 21 * hour - hour)
    counted = {33: Counts(offered=1), 51: Counts(offered=2), 60: Counts()}
    assert span(found, counted, eight) == (eight, begins + 13 * hour)
    assert span(found, counted, begins + 2.5 * hour)[0] == begins + 2 * hour
    few = span(found, {95: Counts(offered=1)}, begins + 23.5 * hour)
    assert few == (begins + 20 * hour, begins + 24 * hour)
