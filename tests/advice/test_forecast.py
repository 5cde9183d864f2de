"""Forecasts are kept, held to what then came, and say why where that cannot be done."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from msgspec.structs import replace as but

from supervisor.advice import store
from supervisor.advice.forecast import (
    Because,
    Forecast,
    Kind,
    Outcome,
    Told,
    Verdict,
    allowed,
    hit_rates,
    if_asked,
    outlooks,
    scored,
    to_make,
)
from supervisor.advice.keeping import AdviceKeeper
from supervisor.advice.staffing import Situation, if_people_come, situation
from supervisor.events import AgentChanged, AgentState, LiveEvent, SourceDown, SourceUp
from supervisor.live.board import Board
from supervisor.live.feed import Feed, FeedState
from supervisor.live.fold import fold
from supervisor.live.rules import CountingRules
from supervisor.storage import areas
from supervisor.storage.centre import forecast as table
from supervisor.storage.database import Database
from tests.advice.floors import PBX, RULES, SALES, at, folded, opened, worked
from tests.sources.simulated.demo import DEMO, whole_day
from tests.sources.simulated.demo import RULES as DEMO_RULES
from tests.sources.simulated.demo import at as demo_at

HOUR = 3600.0
LIVE = {PBX: Feed(FeedState.LIVE)}
DONE = HOUR + 600 + 30


@pytest.fixture(scope="module")
def events() -> list[LiveEvent]:
    """An hour and a half of a queue with 27 agents, three more of whom are on a break all the time."""
    resting = [AgentChanged(PBX, at(1), f"a{place:03}", AgentState.BREAK, "rest") for place in (27, 28, 29)]
    return opened(30) + resting + worked(Random(5), seconds=1.5 * HOUR, agents=27, arrivals_per_h=420)


def _outlook(events: list[LiveEvent], seconds: float = HOUR) -> Forecast:
    (found,) = outlooks(folded(events, at(seconds)), [SALES], at(seconds), RULES)
    return found


def _asked(events: list[LiveEvent], people: int) -> Forecast:
    board = folded(events, at(HOUR))
    here = situation(board, SALES, at(HOUR), RULES)
    assert isinstance(here, Situation)
    found = if_asked(board, if_people_come(here, people, ranged=True), RULES, "anna")
    assert found is not None
    return found


def _scored(forecast: Forecast, events: list[LiveEvent], seconds: float = DONE) -> Forecast:
    found = scored(forecast, folded(events, at(seconds)), LIVE, at(seconds), RULES)
    assert found is not None
    return found


def _because(forecast: Forecast, events: list[LiveEvent], seconds: float = DONE) -> Because | None:
    found = _scored(forecast, events, seconds)
    assert found.outcome is not None
    assert (found.verdict is Verdict.NOT_COMPARABLE) == (found.outcome.because is not None)
    return found.outcome.because


def test_an_outlook_is_about_whole_minutes_that_have_not_begun(events: list[LiveEvent]) -> None:
    found = _outlook(events, HOUR + 7)
    assert found.told.begins == at(HOUR + 60)
    assert found.told.ends == at(HOUR + 660)
    assert found.due_at > found.told.ends
    assert found.told.as_is.low <= found.told.as_is.value <= found.told.as_is.high


def test_it_is_not_scored_before_its_time(events: list[LiveEvent]) -> None:
    found = _outlook(events)
    early = found.due_at - timedelta(seconds=1)
    assert scored(found, folded(events, early), LIVE, early, RULES) is None


def test_an_outcome_is_what_the_board_counted(events: list[LiveEvent]) -> None:
    found = _scored(_outlook(events), events)
    assert found.outcome is not None
    level = found.outcome.rate.value
    assert level is not None
    inside = found.foretold.low <= level <= found.foretold.high
    assert found.verdict is (Verdict.HIT if inside else Verdict.MISS)
    assert found.outcome.people == pytest.approx(27, abs=0.01)
    assert found.scored_at == at(DONE)


def test_a_range_that_was_missed_is_a_miss(events: list[LiveEvent]) -> None:
    found = _outlook(events)
    far = replace(found, told=_with_range(found, 0.0, 0.0))
    assert _scored(far, events).verdict is Verdict.MISS


def _with_range(forecast: Forecast, low: float, high: float) -> Told:
    as_is = but(forecast.told.as_is, low=low, value=low, high=high)
    return but(forecast.told, as_is=as_is)


def test_where_more_went_than_it_assumed_it_is_not_comparable(events: list[LiveEvent]) -> None:
    gone = [
        AgentChanged(PBX, at(HOUR + 30), f"a{place:03}", AgentState.BREAK, "training") for place in range(8)
    ]
    assert _because(_outlook(events), _merged(events, gone)) is Because.PEOPLE


def test_one_more_or_fewer_leaves_it_comparable(events: list[LiveEvent]) -> None:
    back = [AgentChanged(PBX, at(HOUR + 30), "a027", AgentState.READY)]
    assert _because(_outlook(events), _merged(events, back)) is None
    assert (allowed(4), allowed(40)) == (1, 4)


def test_a_gap_of_the_feed_makes_it_not_comparable(events: list[LiveEvent]) -> None:
    gap = [SourceDown(PBX, at(HOUR + 200)), SourceUp(PBX, at(HOUR + 260))]
    assert _because(_outlook(events), _merged(events, gap)) is Because.GAP


def test_it_waits_for_a_late_feed_but_not_for_ever(events: list[LiveEvent]) -> None:
    found, silent = _outlook(events), {PBX: Feed(FeedState.LATE)}
    board = folded(events, at(DONE))
    assert scored(found, board, silent, at(DONE), RULES) is None
    late = scored(found, board, silent, at(HOUR + 1900), RULES)
    assert late is not None
    assert late.outcome == Outcome(because=Because.LATE)


def test_hardly_any_contacts_are_no_outcome(events: list[LiveEvent]) -> None:
    nobody = [event for event in events if event.at <= at(HOUR)]
    assert _because(_outlook(events), nobody) is Because.FEW


def test_who_did_what_was_asked_is_held_to_that_and_who_did_not_to_the_other(
    events: list[LiveEvent],
) -> None:
    asked = _asked(events, 3)
    assert asked.told.if_done is not None
    assert asked.told.if_done.value >= asked.told.as_is.value
    back = [AgentChanged(PBX, at(HOUR + 1), f"a{place:03}", AgentState.READY) for place in (27, 28, 29)]
    followed, ignored = _scored(asked, _merged(events, back)), _scored(asked, events)
    assert followed.outcome is not None
    assert ignored.outcome is not None
    assert (followed.outcome.done, ignored.outcome.done) == (True, False)
    assert followed.foretold is asked.told.if_done
    assert ignored.foretold is asked.told.as_is


def _merged(events: list[LiveEvent], more: list[LiveEvent]) -> list[LiveEvent]:
    return sorted([*events, *more], key=lambda event: event.at)


def test_the_hit_rate_counts_only_what_can_be_compared(events: list[LiveEvent]) -> None:
    one = _scored(_outlook(events), events)
    hit, miss = replace(one, verdict=Verdict.HIT), replace(one, verdict=Verdict.MISS)
    assert one.outcome is not None
    left = replace(one, verdict=Verdict.NOT_COMPARABLE, outcome=Outcome(because=Because.PEOPLE))
    coming = replace(one, verdict=None, outcome=None)
    found = hit_rates([hit, hit, hit, miss, left, coming])
    assert set(found) == {Kind.OUTLOOK}
    rate = found[Kind.OUTLOOK]
    assert (rate.rate.part, rate.rate.whole, rate.open) == (3, 4, 1)
    assert rate.rate.interval == pytest.approx((0.30, 0.954), abs=0.01)  # Wilson, of 3 in 4
    assert rate.left_out == {Because.PEOPLE: 1}
    assert rate.error is not None


def test_without_any_outcome_there_is_no_rate_and_no_error(events: list[LiveEvent]) -> None:
    rate = hit_rates([_outlook(events)])[Kind.OUTLOOK]
    assert rate.rate.value is None
    assert rate.error is None
    assert rate.open == 1


def test_a_busy_queue_is_due_once_in_ten_minutes(events: list[LiveEvent]) -> None:
    board = folded(events, at(HOUR))
    assert to_make(board, at(HOUR), {}) == [SALES]
    assert to_make(board, at(HOUR + 30), {SALES: at(HOUR)}) == []
    assert to_make(board, at(HOUR + 599), {SALES: at(HOUR)}) == []
    assert to_make(board, at(HOUR + 600), {SALES: at(HOUR)}) == [SALES]
    assert to_make(board, at(HOUR), {SALES: at(2 * HOUR)}) == [SALES]  # the clock was set back


def test_a_quiet_queue_is_not_foretold() -> None:
    quiet = opened(5) + worked(Random(1), seconds=HOUR, agents=5, arrivals_per_h=10)
    assert to_make(folded(quiet), at(HOUR), {}) == []


# In the database


def test_a_forecast_comes_back_as_it_was_written(centre: Database, events: list[LiveEvent]) -> None:
    made = [_outlook(events), _asked(events, 3)]
    with centre.write() as db:
        written = store.add(db, made)
    with centre.read() as db:
        found = store.forecasts(db, at(0))
        assert store.forecasts(db, at(0), kind=Kind.PEOPLE) == [written[1]]
        assert store.forecasts(db, at(0), queue=(PBX, "other")) == []
        assert store.forecasts(db, at(2 * HOUR)) == []
        assert store.last_made(db, Kind.OUTLOOK) == {SALES: at(HOUR)}
        assert areas.versions(db)["forecasts"] == 1
    assert found == [written[1], written[0]]
    assert [replace(one, id=None) for one in written] == made


def test_what_is_due_is_scored_once(centre: Database, events: list[LiveEvent]) -> None:
    with centre.write() as db:
        store.add(db, [_outlook(events)])
    with centre.read() as db:
        assert store.due(db, at(HOUR)) == []
        (waiting,) = store.due(db, at(DONE))
    done = _scored(waiting, events)
    with centre.write() as db:
        assert store.save(db, [done]) == store.FORECASTS
        store.save(db, [replace(done, verdict=Verdict.NOT_COMPARABLE)])  # somebody else, later
        assert store.save(db, []) == frozenset()
    with centre.read() as db:
        assert store.due(db, at(DONE)) == []
        assert store.forecasts(db, at(0)) == [done]


def test_a_question_asked_again_at_once_is_one_piece_of_advice(
    centre: Database, events: list[LiveEvent]
) -> None:
    made = _asked(events, 3)
    again = replace(made, made_at=made.made_at + timedelta(seconds=20))
    later = replace(made, made_at=made.made_at + timedelta(seconds=200))
    with centre.write() as db:
        first, is_new = store.add_once(db, made)
        assert is_new
        assert store.add_once(db, again) == (first, False)
        assert store.add_once(db, _asked(events, 2))[1]
        assert store.add_once(db, later)[1]


def test_old_forecasts_are_forgotten_those_that_somebody_asked_for_much_later(
    centre: Database, events: list[LiveEvent]
) -> None:
    with centre.write() as db:
        store.add(db, [_outlook(events), _asked(events, 3)])
        assert store.forget(db, at(0) + store.KEPT) == 0
        assert store.forget(db, at(2 * HOUR) + store.KEPT) == 1
        assert [one.kind for one in store.forecasts(db, at(0))] == [Kind.PEOPLE]
        assert store.forget(db, at(2 * HOUR) + store.KEPT_ASKED) == 1


def test_a_row_of_another_version_is_left_out(centre: Database, events: list[LiveEvent]) -> None:
    with centre.write() as db:
        store.add(db, [_outlook(events)])
        db.execute(table.update().values(kind="oracle"))
    with centre.read() as db:
        assert store.forecasts(db, at(0)) == []
        assert store.due(db, at(DONE)) == []


# Kept by the watch process


@dataclass
class Look:
    """What the watch process sees."""

    at: datetime
    board: Board
    feeds: dict[str, Feed] = field(default_factory=lambda: dict(LIVE))
    rules: CountingRules = RULES


def test_the_keeper_makes_and_later_scores_without_being_asked(
    centre: Database, events: list[LiveEvent]
) -> None:
    keeper = AdviceKeeper()
    for seconds in (HOUR, HOUR + 5, HOUR + 10):
        keeper.keep(Look(at(seconds), folded(events, at(seconds))), centre)
    with centre.read() as db:
        (made,) = store.forecasts(db, at(0))
    assert (made.made_at, made.verdict) == (at(HOUR), None)
    # another process takes over: it knows from the table what was made
    other = AdviceKeeper()
    assert other.look(Look(at(HOUR + 20), folded(events, at(HOUR + 20))), centre) == frozenset()
    assert other.look(Look(at(DONE), folded(events, at(DONE))), centre) == store.FORECASTS
    with centre.read() as db:
        later, first = store.forecasts(db, at(0))
    assert first.verdict in (Verdict.HIT, Verdict.MISS)
    assert later.verdict is None


def test_nothing_is_foretold_of_a_source_that_is_not_live(centre: Database, events: list[LiveEvent]) -> None:
    look = Look(at(HOUR), folded(events, at(HOUR)), {PBX: Feed(FeedState.DEAD)})
    assert AdviceKeeper().look(look, centre) == frozenset()


# The demo centre: several queues an agent, talk times that are not exponential, trouble every hour


@pytest.fixture(scope="module")
def demo_forecasts() -> list[Forecast]:
    """What the keeper makes and scores on the demo's Monday from 08:30 to 20:00."""
    feeds = {DEMO: Feed(FeedState.LIVE)}
    said, place, board = whole_day(), 0, Board()
    waiting: list[Forecast] = []
    found: list[Forecast] = []
    moment = demo_at(8.5)
    made: dict[tuple[str, str], datetime] = {}
    while moment < demo_at(20):
        end = place
        while end < len(said) and said[end].at <= moment:
            end += 1
        board, _ = fold(board, said[place:end], DEMO_RULES)
        place = end
        closed = [scored(one, board, feeds, moment, DEMO_RULES) for one in waiting]
        found += [one for one in closed if one is not None]
        waiting = [one for one, done in zip(waiting, closed, strict=True) if done is None]
        due = to_make(board, moment, made)
        waiting += outlooks(board, due, moment, DEMO_RULES)
        made |= dict.fromkeys(due, moment)
        moment += timedelta(seconds=60)
    return found


def test_on_a_demo_day_about_four_of_five_forecasts_come_out_within_their_range(
    demo_forecasts: list[Forecast],
) -> None:
    found = hit_rates(demo_forecasts)[Kind.OUTLOOK]
    assert found.rate.whole > 150
    assert found.rate.value is not None
    assert 0.70 <= found.rate.value <= 0.90
    assert found.error is not None
    assert abs(found.error) < 0.05  # of a hundred contacts, so many too few or too many were foretold


def test_every_forecast_of_a_demo_day_is_closed_with_a_reason(demo_forecasts: list[Forecast]) -> None:
    for one in demo_forecasts:
        assert one.verdict is not None
        assert one.scored_at is not None
        assert one.scored_at.tzinfo is UTC
        assert one.outcome is not None
        assert (one.outcome.because is not None) == (one.verdict is Verdict.NOT_COMPARABLE)
