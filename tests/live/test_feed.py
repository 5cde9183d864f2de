"""Live, late or dead: at the boundaries, over a silence, and with clocks that disagree."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.live.board import SourceLine
from supervisor.live.feed import ENDED, STOPPED, Cause, Feed, FeedState, Heartbeat, Rhythm, Seat, judge
from tests.live.floor import NOON, PBX, at

UP = SourceLine(PBX, True, at(-3600), NOON)
DOWN = SourceLine(PBX, False, at(-20), at(-35), reason="Connection reset by peer")


def beat(
    at_s: float = 0.0, heard_s: float | None = 0.0, gap_s: float | None = 1.0, **facts: object
) -> Heartbeat:
    heard_at = None if heard_s is None else at(heard_s)
    return replace(Heartbeat(PBX, "c", at(at_s), heard_at, gap_s), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("silent_s", "gap_s", "state"),
    [
        (10.0, 1.0, FeedState.LIVE),
        (10.1, 1.0, FeedState.LATE),
        (10.1, None, FeedState.LATE),
        (45.0, 15.0, FeedState.LIVE),
        (45.1, 15.0, FeedState.LATE),
        (3600.0, 15.0, FeedState.LATE),
    ],
)
def test_late_is_silent_for_longer_than_three_usual_gaps_and_ten_seconds(
    silent_s: float, gap_s: float | None, state: FeedState
) -> None:
    feed = judge(UP, beat(silent_s, 0.0, gap_s), at(silent_s))
    assert feed.state is state
    assert feed.heard_at == NOON
    assert feed.since == (None if state is FeedState.LIVE else NOON)


@pytest.mark.parametrize(("missed_s", "state"), [(10.0, FeedState.LIVE), (10.1, FeedState.DEAD)])
def test_a_collector_that_misses_its_beats_for_ten_seconds_is_dead(missed_s: float, state: FeedState) -> None:
    feed = judge(UP, beat(0.0, 0.0, 60.0), at(missed_s))
    assert feed.state is state


def test_figures_were_true_until_the_collectors_last_beat() -> None:
    feed = judge(UP, beat(0.0, -30.0, 15.0), at(100))
    assert feed == Feed(FeedState.DEAD, at(0), at(-30), "", Cause.COLLECTOR)


def test_figures_of_a_source_that_was_late_before_its_collector_died_are_older() -> None:
    feed = judge(UP, beat(0.0, -46.0, 15.0), at(100))
    assert feed.since == at(-46)


def test_a_source_that_is_down_is_dead_since_it_was_last_heard() -> None:
    feed = judge(DOWN, beat(0.0, -35.0, 1.0, connected=False, reason="Connection refused"), at(0.5))
    assert feed == Feed(FeedState.DEAD, at(-35), at(-35), "Connection refused", Cause.DOWN)


def test_a_source_that_is_heard_again_is_dead_until_its_board_is() -> None:
    feed = judge(DOWN, beat(0.0, 0.0), at(0.5))
    assert (feed.state, feed.since) == (FeedState.DEAD, at(-20))


def test_a_source_that_nobody_ever_collected_is_dead_since_never() -> None:
    assert judge(None, None, NOON) == Feed(FeedState.DEAD, None, None, "", Cause.NEVER)


def test_a_source_that_could_never_be_reached_says_why() -> None:
    feed = judge(None, beat(0.0, None, connected=False, reason="No route to host"), NOON)
    assert feed == Feed(FeedState.DEAD, None, None, "No route to host", Cause.DOWN)


@pytest.mark.parametrize(("reason", "cause"), [(STOPPED, Cause.STOPPED), (ENDED, Cause.ENDED)])
def test_a_collector_that_was_ended_on_purpose_is_no_failure(reason: str, cause: Cause) -> None:
    feed = judge(UP, beat(0.0, -2.0, connected=False, reason=reason), at(3600))
    assert (feed.state, feed.cause, feed.since) == (FeedState.DEAD, cause, at(-2))


def test_a_demo_in_a_hurry_has_ten_seconds_of_its_viewers() -> None:
    hurried = beat(0.0, 0.0, 30.0)
    assert judge(UP, hurried, at(600), speed=60).state is FeedState.LIVE
    assert judge(UP, hurried, at(601), speed=60).state is FeedState.DEAD


def test_a_played_silence_goes_from_live_to_late_and_back() -> None:
    rhythm, heard_s = Rhythm(), 0.0
    seen: list[FeedState] = []
    signs = [*range(0, 300, 2), *range(360, 400, 2)]  # every other second, with a minute of nothing
    for second in range(400):
        if second in signs:
            heard_s = second
            rhythm.heard(second)
        state = judge(UP, beat(second, heard_s, rhythm.usual_gap_s), at(second)).state
        if not seen or seen[-1] is not state:
            seen.append(state)
    assert seen == [FeedState.LIVE, FeedState.LATE, FeedState.LIVE]


# The rhythm


def test_a_burst_does_not_make_the_pauses_between_bursts_unusual() -> None:
    rhythm = Rhythm()
    for minute in range(30):
        for tenth in range(20):
            rhythm.heard(minute * 60 + tenth / 10)
        rhythm.heard(minute * 60 + 15)
        rhythm.heard(minute * 60 + 30)
        rhythm.heard(minute * 60 + 45)
    assert rhythm.usual_gap_s == pytest.approx(15, rel=0.2)


def test_one_outage_does_not_change_the_rhythm() -> None:
    rhythm = Rhythm()
    for second in range(600):
        rhythm.heard(second)
    before = rhythm.usual_gap_s
    rhythm.heard(600 + 3600)
    for second in range(10):
        rhythm.heard(4201 + second)
    assert rhythm.usual_gap_s < 4 * before


def test_a_silence_with_an_interruption_is_none_of_the_rhythm() -> None:
    rhythm = Rhythm(2.0)
    rhythm.heard(0)
    rhythm.interrupted()
    rhythm.heard(9)
    assert rhythm.usual_gap_s == pytest.approx(2.0)


def test_a_calm_evening_becomes_the_rhythm() -> None:
    rhythm = Rhythm()
    for second in range(3600):
        rhythm.heard(second)
    for minute in range(120):
        rhythm.heard(3600 + minute * 60)
    assert rhythm.usual_gap_s == pytest.approx(60, rel=0.2)


@given(st.lists(st.floats(0, 1e6), max_size=60))
def test_whatever_was_heard_there_is_a_usual_gap(gaps: list[float]) -> None:
    rhythm, now = Rhythm(), 0.0
    for gap in gaps:
        now += gap
        rhythm.heard(now)
        assert rhythm.usual_gap_s > 0


# The clocks


def seat_sees(*beats: tuple[float, Heartbeat], judged_s: float, off_s: float = 0.0) -> FeedState:
    """What a seat whose clock is *off_s* ahead judges at second *judged_s*, having seen the beats come."""
    seat = Seat()
    for second, heartbeat in beats:
        seat.take({PBX: heartbeat}, at(second + off_s), second)
    now = at(judged_s + off_s)
    return judge(UP, seat.beats(now, judged_s)[PBX], now).state


@pytest.mark.parametrize("off_s", [0.0, 1.0, -1.0, 300.0, -300.0, 86400.0])
def test_a_seat_whose_clock_is_wrong_sees_a_live_feed_live_and_a_dead_one_dead(off_s: float) -> None:
    beats = [(second, beat(second, second)) for second in range(5)]
    assert seat_sees(*beats, judged_s=5, off_s=off_s) is FeedState.LIVE
    assert seat_sees(*beats, judged_s=60, off_s=off_s) is FeedState.DEAD


def test_a_seat_that_starts_after_the_collectors_death_sees_it_dead() -> None:
    assert seat_sees((100, beat(0, 0)), judged_s=100) is FeedState.DEAD


def test_a_beat_from_the_future_ages_from_when_it_was_seen() -> None:
    ahead = beat(3600, 3600)
    assert seat_sees((0, ahead), judged_s=5) is FeedState.LIVE
    assert seat_sees((0, ahead), judged_s=20) is FeedState.DEAD


def test_a_seats_clock_that_is_set_back_does_not_revive_a_dead_feed() -> None:
    seat = Seat()
    seat.take({PBX: beat(0, 0)}, at(0), 0)
    seat.take({PBX: beat(0, 0)}, at(60 - 3600), 60)
    now = at(60 - 3600)
    assert judge(UP, seat.beats(now, 60)[PBX], now).state is FeedState.DEAD


def test_a_seat_that_could_not_look_does_not_take_an_old_beat_for_new() -> None:
    assert seat_sees((0, beat(0, 0)), (120, beat(60, 60)), judged_s=120) is FeedState.DEAD


def test_a_seat_whose_clock_agrees_shows_the_beats_as_they_are() -> None:
    seat = Seat()
    seat.take({PBX: beat(0, -0.5)}, at(0.7), 0.7)
    assert seat.beats(at(1.2), 1.2) == {PBX: beat(0, -0.5)}
