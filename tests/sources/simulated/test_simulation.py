"""One stream, wherever it is taken up and however it is cut."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from datetime import time as time_of_day
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from supervisor.clock import BusinessDays
from supervisor.events import (
    AgentSeen,
    AuditDone,
    ContactAnswered,
    ContactEnded,
    ContactOffered,
    LiveEvent,
    QueueSeen,
    decode,
    encode,
)
from supervisor.live.audit import corrections
from supervisor.live.board import Board
from supervisor.live.fold import fold
from supervisor.sources.simulated.centre import QUEUES
from supervisor.sources.simulated.kept_day import kept_day
from supervisor.sources.simulated.simulation import Makings, Simulation, day_opens, day_until, groups
from tests.sources.simulated.demo import DAYS, DEMO, EMPTY, MONDAY, RULES, at, makings, small, whole_day

minutes_of_two_days = st.integers(0, 2 * 24 * 60 * 60 * 1000 - 1)


def test_the_same_seed_makes_the_same_day() -> None:
    assert day_until(small(), MONDAY, at(12)) == day_until(small(), MONDAY, at(12))


def test_a_day_that_is_kept_says_the_same_until_any_moment_in_any_order() -> None:
    for hour in (9, 12, 7, 12):
        assert kept_day(small(), MONDAY, at(hour)) == day_until(small(), MONDAY, at(hour))


def test_another_seed_makes_another_day() -> None:
    assert day_until(small(1), MONDAY, at(12)) != day_until(small(2), MONDAY, at(12))


def test_another_day_of_the_same_seed_has_the_same_people_and_other_contacts() -> None:
    tuesday = MONDAY + timedelta(days=1)
    one, two = (day_until(small(), day, at(12, day)) for day in (MONDAY, tuesday))

    assert [e.name for e in one if isinstance(e, AgentSeen)] == [
        e.name for e in two if isinstance(e, AgentSeen)
    ]
    times = [
        [(e.at - begins).total_seconds() for e in day if isinstance(e, ContactOffered)]
        for day, begins in ((one, at(0)), (two, at(0, tuesday)))
    ]
    assert times[0] != times[1]


@pytest.fixture(scope="module")
def two_days() -> list[LiveEvent]:
    """Two business days of the small centre after their introduction."""
    return day_opens(small(), MONDAY).advance(at(48) - timedelta(milliseconds=1))


@settings(max_examples=8)
@example(0)
@example(12 * 60 * 1000)  # yesterday's last contacts are still on the line
@example(24 * 60 * 60 * 1000 - 1)
@example(24 * 60 * 60 * 1000)
@given(taken_up=minutes_of_two_days)
def test_taken_up_at_any_instant_the_stream_goes_on_as_if_nothing_had_been(
    two_days: list[LiveEvent], taken_up: int
) -> None:
    here = at(0) + timedelta(milliseconds=taken_up)
    until = min(here + timedelta(hours=5), at(48) - timedelta(milliseconds=1))

    rest = Simulation(small(), here).advance(until)

    assert rest == [event for event in two_days if here < event.at <= until]


@settings(max_examples=6)
@given(cuts=st.lists(minutes_of_two_days, max_size=8))
def test_however_the_way_is_cut_the_stream_is_the_same(two_days: list[LiveEvent], cuts: list[int]) -> None:
    simulation = day_opens(small(), MONDAY)

    said: list[LiveEvent] = []
    for cut in cuts:  # an instant that is past already says nothing and does no harm
        said += simulation.advance(at(0) + timedelta(milliseconds=cut))
    said += simulation.advance(at(48) - timedelta(milliseconds=1))

    assert said == two_days


def test_time_never_goes_back() -> None:
    assert all(before.at <= after.at for before, after in pairwise(whole_day()))


def test_the_journal_gives_back_what_was_said() -> None:
    batch = whole_day()[-2000:]

    assert decode(encode(batch)) == (list(batch), 0)


@given(size=st.integers(1, 60))
@settings(max_examples=20)
def test_groups_lose_nothing_and_never_part_one_instant(two_days: list[LiveEvent], size: int) -> None:
    events = two_days[:3000]
    cut = list(groups(events, size))

    assert [event for group in cut for event in group] == events
    assert all(before[-1].at < after[0].at for before, after in pairwise(cut))


def test_no_group_of_a_day_is_larger_than_a_batch_of_the_journal() -> None:
    assert max(len(group) for group in groups(whole_day())) <= 500


def test_a_large_centre_introduces_itself_in_groups_of_a_batch() -> None:
    introduction = day_opens(makings(scale=3.0), MONDAY).introduction()

    assert len(introduction) > 700
    assert max(len(group) for group in groups(introduction)) <= 500


# The turn of the day


def test_contacts_live_on_over_the_turn_of_the_day() -> None:
    simulation = day_opens(makings(), MONDAY)
    open_before = {event.contact for event in simulation.introduction() if isinstance(event, ContactOffered)}

    ended = {
        event.contact for event in simulation.advance(at(1)) if isinstance(event, ContactEnded)
    } & open_before

    assert open_before, "nobody was on the line at midnight: choose another day"
    assert ended


def test_the_crew_of_the_new_day_is_not_the_crew_that_finishes_the_old() -> None:
    """Else a day would depend on the one before, and that on the one before that."""
    crews: dict[str, set[str]] = {"261122": set(), "261123": set()}
    for event in whole_day():
        if isinstance(event, ContactAnswered | ContactEnded) and at(0) < event.at < at(3):
            crews[event.contact.partition("-")[0]].add(event.login)

    assert crews["261122"]
    assert crews["261123"]
    assert not crews["261122"] & crews["261123"]


@pytest.mark.parametrize(
    ("zone", "start", "day"),
    [
        ("Asia/Shanghai", time_of_day(4), MONDAY),
        ("America/New_York", time_of_day(0), MONDAY.replace(day=1)),  # an hour is lived twice
        ("Europe/Berlin", time_of_day(2, 30), MONDAY.replace(month=3, day=29)),  # and one never
        ("Europe/London", time_of_day(9, 30), MONDAY),
    ],
)
def test_days_roll_wherever_and_whenever_they_begin(zone: str, start: time_of_day, day: date) -> None:
    days = BusinessDays(ZoneInfo(zone), start)
    made = Makings(DEMO, days, 3, scale=0.2)
    begins, ends = days.begins(day), days.ends(day)
    simulation = day_opens(made, day)
    introduction, stream = simulation.introduction(), simulation.advance(ends + timedelta(hours=4))
    board, _ = fold(EMPTY, [*introduction, *stream], RULES)

    taken_up = Simulation(made, ends + timedelta(minutes=3)).advance(ends + timedelta(hours=4))

    assert taken_up == [event for event in stream if event.at > ends + timedelta(minutes=3)]
    assert any(begins < event.at < ends for event in stream)
    assert _differences(board, simulation) == 0


# The full state


def test_the_introduction_is_all_that_a_board_needs() -> None:
    simulation = day_opens(makings(), MONDAY)
    board, _ = fold(EMPTY, simulation.introduction(), RULES)

    assert len(board.queues) == len(QUEUES)
    assert len(board.agents) == 120
    assert _differences(board, simulation) == 0


def test_what_was_said_and_the_full_state_agree_every_minute_for_two_days() -> None:
    simulation = day_opens(small(), MONDAY)
    board, _ = fold(EMPTY, simulation.introduction(), RULES)

    for minute in range(1, 48 * 60):
        board, _ = fold(board, simulation.advance(at(0) + timedelta(seconds=61.037 * minute)), RULES)
        assert _differences(board, simulation) == 0, simulation.at


def test_a_board_that_heard_nothing_for_an_hour_is_mended_by_one_full_state() -> None:
    simulation = day_opens(small(), MONDAY)
    board, _ = fold(EMPTY, [*simulation.introduction(), *simulation.advance(at(10))], RULES)
    simulation.advance(at(11))

    mended, _ = fold(board, corrections(board, simulation.full_state(after_gap=True)), RULES)

    assert _differences(board, simulation) > 0
    assert _differences(mended, simulation) == 0


def _differences(board: Board, simulation: Simulation) -> int:
    audit = corrections(board, simulation.full_state())[-1]
    assert isinstance(audit, AuditDone)
    return audit.differences


# Languages


def test_the_language_changes_names_and_nothing_else() -> None:
    chinese, english = (
        day_until(makings(scale=0.2, language=language), MONDAY, at(10)) for language in ("zh_CN", "en")
    )

    assert [(type(e), e.at) for e in chinese] == [(type(e), e.at) for e in english]
    names = [[e.queue for e in day if isinstance(e, QueueSeen)] for day in (chinese, english)]
    assert names[0][:3] == ["话费查询", "套餐办理", "宽带报障"]
    assert names[1][:3] == ["Billing", "Plans", "Broadband faults"]
    assert len({*names[0]}) == len({*names[1]}) == 12


def test_every_instant_is_aware_and_in_utc() -> None:
    assert {event.at.tzinfo for event in whole_day()} == {UTC}
    assert DAYS.zone is not UTC
