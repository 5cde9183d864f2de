"""How many customers come when: a curve of the day, fitted to those who are there to answer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import sqrt
from random import Random

from supervisor.events import Channel
from supervisor.sources.simulated.centre import QUEUES, QueuePlan
from supervisor.sources.simulated.people import Agent
from supervisor.sources.simulated.roster import MINUTE, DayFrame, Duty

SLOT = 5 * MINUTE
RING_S = 4.5
SHARE_ON_HOLD = 0.2
HOLD_S = 45.0

# Shares of the morning peak by the wall clock's hour: two peaks, a dip at noon, an evening, a thin night.
_CURVE = (
    (0, 0.16),
    (2, 0.09),
    (5, 0.07),
    (6.5, 0.13),
    (7.5, 0.32),
    (8.5, 0.72),
    (9.5, 0.95),
    (10.5, 1.0),
    (11.5, 0.90),
    (12.5, 0.70),
    (13.5, 0.76),
    (14.5, 1.02),
    (15.5, 1.12),
    (16.5, 0.98),
    (17.5, 0.74),
    (18.5, 0.62),
    (20, 0.62),
    (21, 0.56),
    (22, 0.36),
    (23, 0.24),
    (24, 0.16),
)
_HOURS = tuple(hour for hour, _ in _CURVE)
WEEKDAY = (1.04, 1.0, 0.99, 0.99, 1.01, 1.06, 1.05)  # Monday first; the rota already follows the weekend
LEVEL_SHARE = (1.0, 0.22, 0.12)  # how much of an agent's time the first, second, third queue gets


def curve(hour: float) -> float:
    """The share of the morning peak's arrivals that come at *hour* (0 to 24) of the wall clock."""
    place = min(bisect_right(_HOURS, hour), len(_CURVE) - 1)
    (from_hour, low), (to_hour, high) = _CURVE[place - 1], _CURVE[place]
    return low + (high - low) * (hour - from_hour) / (to_hour - from_hour)


def is_open(queue: QueuePlan, hour: float) -> bool:
    """Whether customers reach *queue* at *hour* (0 to 24) of the wall clock."""
    return queue.opens <= hour < queue.closes or queue.opens <= hour + 24 < queue.closes


def handle_s(queue: QueuePlan) -> float:
    """Seconds that one contact of *queue* keeps an agent busy, on average, ringing included."""
    hold = SHARE_ON_HOLD * HOLD_S if queue.channel is Channel.VOICE else 0.0
    return RING_S + queue.talk_s + hold + queue.after_contact_s


def capacity(agents: Sequence[Agent], duties: Sequence[Duty | None], frame: DayFrame) -> list[list[float]]:
    """Agents (for chats: places) that each queue can count on, by queue and slot of 5 minutes of the day.

    An agent of several queues is shared among those that are open.
    """
    slots = (frame.ends - frame.begins) // SLOT
    place = {queue.key: i for i, queue in enumerate(QUEUES)}
    found = [[0.0] * slots for _ in QUEUES]
    hours = [frame.hour(frame.begins + slot * SLOT) for slot in range(slots)]
    open_now = [{queue.key for queue in QUEUES if is_open(queue, hour)} for hour in hours]
    for agent, duty in zip(agents, duties, strict=True):
        if duty is None:
            continue
        first = max(0, (duty.begins - frame.begins) // SLOT)
        last = min(slots, (duty.ends - frame.begins) // SLOT + 1)
        for slot in range(first, last):
            if not duty.takes_contacts(frame.begins + slot * SLOT + SLOT // 2):
                continue
            served = [key for key in agent.queues if key in open_now[slot]]
            whole = sum(LEVEL_SHARE[: len(served)])
            for level, key in enumerate(served):
                share = LEVEL_SHARE[level] / whole
                found[place[key]][slot] += share * agent.team.chats_at_once / agent.pace
    return [_smooth(row, 5) for row in found]


def _smooth(row: Sequence[float], reach: int) -> list[float]:
    sums = [0.0]
    for value in row:
        sums.append(sums[-1] + value)
    return [
        (sums[min(len(row), i + reach + 1)] - sums[max(0, i - reach)])
        / (min(len(row), i + reach + 1) - max(0, i - reach))
        for i in range(len(row))
    ]


def rates(planned: Sequence[Sequence[float]], frame: DayFrame, seed: int) -> list[list[float]]:
    """Contacts per second that want each queue, by queue and slot: the day's curve, but no more than the
    planned staff answers well (what more comes is a trouble's doing, floor.py).

    Square-root staffing: a load of c − β·√c keeps c agents busy and the waits short.
    """
    rng = Random(f"{seed}:{frame.day}:rates")
    slots = len(planned[0])
    hours = [frame.hour(frame.begins + slot * SLOT) for slot in range(slots)]
    shape = [curve(hour) for hour in hours]
    found: list[list[float]] = []
    for queue, staff in zip(QUEUES, planned, strict=True):
        day_factor = WEEKDAY[frame.day.weekday()] * rng.lognormvariate(0, 0.03)
        chat = queue.channel is not Channel.VOICE
        most = [_load(c, chat) / handle_s(queue) for c in staff]
        ups = sorted(
            limit / part
            for limit, part, hour in zip(most, shape, hours, strict=True)
            if limit > 0
            and is_open(queue, hour)
            and (9.5 <= hour < 12 or 14.5 <= hour < 17 or queue.opens > 12)
        )
        # the peak that the staff of most of the time can carry
        peak = ups[len(ups) * 3 // 5] if ups else 0.0
        found.append(
            [
                day_factor * min(limit, peak * part * 1.06) if is_open(queue, hour) else 0.0
                for limit, part, hour in zip(most, shape, hours, strict=True)
            ]
        )
    return found


def _load(staff: float, chat: bool) -> float:
    if chat:
        return staff * 0.56
    return max(staff * 0.3, staff - 0.5 * sqrt(staff) - 0.5)


def arrivals(per_second: Sequence[Sequence[float]], frame: DayFrame, seed: int) -> list[tuple[int, int]]:
    """When (POSIX ms) a contact for which queue (its place in QUEUES) arrives, in order: Poisson by slot."""
    found: list[tuple[int, int]] = []
    for place, (queue, row) in enumerate(zip(QUEUES, per_second, strict=True)):
        rng = Random(f"{seed}:{frame.day}:arrivals:{queue.key}")
        for slot, rate in enumerate(row):
            begins = frame.begins + slot * SLOT
            if rate <= 0:
                continue
            at = rng.expovariate(rate) * 1000
            while at < SLOT:
                found.append((begins + int(at), place))
                at += rng.expovariate(rate) * 1000
    found.sort()
    return found
