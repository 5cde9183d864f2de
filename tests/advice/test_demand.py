"""What is measured of a queue, and when nothing is said of it."""

from __future__ import annotations

import math
from random import Random

import pytest

from supervisor.advice.demand import (
    Demand,
    Measured,
    Missing,
    Period,
    abandons,
    demand,
    drift,
    poisson_interval,
    waits_of,
)
from supervisor.events import (
    ContactAbandoned,
    ContactLeft,
    ContactOffered,
    LeftReason,
    SourceDown,
    SourceUp,
)
from tests.advice.floors import BEGINS, PBX, RULES, SALES, at, folded, opened, worked


def _measured(seed: int = 1, *, seconds: float = 7200, **more: float) -> Demand:
    events = opened(27) + worked(Random(seed), seconds=seconds, agents=27, **more)  # type: ignore[arg-type]
    found = demand(folded(events), SALES, at(seconds), RULES)
    assert isinstance(found, Demand)
    return found


def _holds(measured: Measured | None, true: float) -> bool:
    return measured is not None and measured.low <= true <= measured.high


def test_the_intervals_hold_what_is_true_in_about_nineteen_of_twenty_days() -> None:
    days = [_measured(seed) for seed in range(30)]
    assert sum(_holds(day.arrivals_per_h, 480) for day in days) >= 26
    assert sum(_holds(day.handle_s, 240) for day in days) >= 26
    # without short abandons the estimate reads a little long: about half of those who leave within 5 s
    # would have left by then whatever the line
    assert sum(_holds(day.patience_s, 125) for day in days) >= 26


def test_patience_is_all_waits_by_abandons_without_the_short_ones() -> None:
    said = [*opened(0)]
    for number, wait_s in enumerate([3.0, 60.0, 80.0, 100.0, 120.0, 140.0]):
        said.append(ContactOffered(PBX, at(60 * number), f"c{number}", "sales"))
        said.append(ContactAbandoned(PBX, at(60 * number + wait_s), f"c{number}", "sales", wait_s))
    said.append(ContactOffered(PBX, at(1500), "w", "sales"))
    counts = folded(sorted(said, key=lambda event: event.at)).queues[SALES].today
    assert (abandons(counts), waits_of(counts)) == (5, 500)


def test_the_mean_wait_of_those_who_hung_up_is_not_taken_for_patience() -> None:
    found = _measured()
    counts = folded(opened(27) + worked(Random(1), seconds=7200, agents=27)).queues[SALES].today
    hung_up = counts.wait_abandoned_s / counts.abandoned
    assert found.patience_s is not None
    assert found.patience_s.value > 2 * hung_up


def test_time_outs_shorten_the_stay_but_not_the_patience() -> None:
    events = opened(27) + worked(Random(3), seconds=3600, agents=27)
    for number in range(12):
        since = at(2400 + number * 60)
        events.append(ContactOffered(PBX, since, f"t{number}", "sales"))
        events.append(
            ContactLeft(PBX, at(2490 + number * 60), f"t{number}", "sales", 90.0, LeftReason.TIMEOUT)
        )
    events.sort(key=lambda event: event.at)
    found = demand(folded(events), SALES, at(3600), RULES)
    assert isinstance(found, Demand)
    assert found.patience_s is not None
    assert found.stays_s is not None
    assert found.stays_s.value < found.patience_s.value


def test_where_nobody_gave_up_patience_is_unknown() -> None:
    found = _measured(patience_s=math.inf, arrivals_per_h=300)
    assert found.patience_s is None
    assert found.stays_s is None


def test_few_contacts_of_the_half_hour_leave_the_handle_time_to_the_day() -> None:
    calm = lambda now: 480.0 if now < 3600 else 14.0  # noqa: E731
    events = opened(27) + worked(Random(2), seconds=7200, agents=27, arrivals_per_h=calm)
    found = demand(folded(events), SALES, at(7200), RULES)
    assert isinstance(found, Demand)
    assert found.handle_s.period is Period.TODAY
    assert found.handle_s.n > 100
    assert found.arrivals_per_h.period is Period.RECENT


@pytest.mark.parametrize(
    ("seconds", "arrivals_per_h", "why"),
    [(200, 480, Missing.TOO_SOON), (3600, 4, Missing.TOO_FEW), (400, 200, Missing.HANDLE)],
)
def test_too_little_is_said_to_be_too_little(seconds: float, arrivals_per_h: float, why: Missing) -> None:
    events = opened(27) + worked(
        Random(1), seconds=seconds, agents=27, arrivals_per_h=arrivals_per_h, handle_s=900
    )
    assert demand(folded(events), SALES, at(seconds), RULES) is why


def test_a_silent_source_and_an_unknown_queue_have_no_figures() -> None:
    events = opened(27) + worked(Random(1), seconds=3600, agents=27)
    board = folded([*events, SourceDown(PBX, at(3600))])
    assert demand(board, SALES, at(3600), RULES) is Missing.NOT_HEARD
    assert demand(board, (PBX, "nobody"), at(3600), RULES) is Missing.UNKNOWN


def test_minutes_that_nobody_heard_do_not_count_as_quiet_ones() -> None:
    events = opened(27) + worked(Random(1), seconds=7200, agents=27)
    events = [event for event in events if not at(5400) <= event.at < at(6300)]
    events += [SourceDown(PBX, at(5400)), SourceUp(PBX, at(6300))]
    events.sort(key=lambda event: event.at)
    found = demand(folded(events), SALES, at(7200), RULES)
    assert isinstance(found, Demand)
    assert found.window_s <= 900
    assert _holds(found.arrivals_per_h, 480)


def test_ringing_is_measured_from_the_agents_own_states() -> None:
    found = _measured(4, arrivals_per_h=200, ring_s=5.0)
    assert found.ring_s == pytest.approx(5, abs=0.3)  # what rings now has not ended yet
    assert found.busy_factor == pytest.approx(1 + 5 / 240, abs=0.03)


def test_steady_arrivals_drift_little_and_unsteady_ones_much() -> None:
    steady = folded(opened(27) + worked(Random(1), seconds=4 * 3600, agents=27)).queues[SALES]
    waves = lambda now: 700.0 if int(now // 900) % 2 else 200.0  # noqa: E731
    unsteady = folded(opened(27) + worked(Random(1), seconds=4 * 3600, agents=27, arrivals_per_h=waves))
    begins = RULES.days.begins(RULES.days.day(BEGINS))
    assert drift(steady, at(4 * 3600), begins) < 0.15
    assert drift(unsteady.queues[SALES], at(4 * 3600), begins) > 0.8


@pytest.mark.parametrize(
    ("count", "low", "high"), [(1, 0.025, 5.57), (5, 1.62, 11.67), (20, 12.22, 30.89), (100, 81.4, 121.6)]
)
def test_the_interval_of_a_count_is_that_of_the_tables(count: int, low: float, high: float) -> None:
    assert poisson_interval(count) == (pytest.approx(low, abs=0.06), pytest.approx(high, rel=0.02))
