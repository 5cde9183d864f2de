"""What a queue does in the next minutes, from where it stands now: the transient answer of Erlang-A.

The chain of `erlang.py` started in today's state instead of left to itself for ever. Its states are solved by
uniformization (A. Jensen, "Markoff chains as an aid in the study of Markoff processes", Skandinavisk
Aktuarietidskrift 36, 1953): with Λ at least the rate of leaving any state, the chain is a walk of Poisson(Λt)
steps, so p(t) and its mean over a period are sums of powers of one sparse matrix, exact but for a tail of
1e-9. States outside some six standard deviations around the way from here to the balance are left out.

No approximation for large floors is needed: the next ten minutes of 30 agents take 5 ms, of 300 some 20 ms,
of 2,000 some 200 ms; with a part of an agent twice that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from supervisor.advice.erlang import (
    Flow,
    Outlook,
    balance_around,
    between,
    chance_in_time,
    fates,
    mixed,
    outlook_of,
)

if TYPE_CHECKING:  # numpy takes 80 ms to import: when the first advice is asked for, not when a board starts
    from numpy import float64
    from numpy.typing import NDArray

    Row = NDArray[float64]

_DEVIATIONS = 6.5


@dataclass(frozen=True)
class Present:
    """A queue at this moment: *busy* agents on its contacts, and how long each waiting contact has waited,
    in order of arrival (seconds, the longest first)."""

    busy: int
    waits_s: tuple[float, ...] = ()


@dataclass(frozen=True)
class WaitingFate:
    """What those who wait now can expect, on average: shares of them, 0 to 1.

    *wait_s* is their whole wait, the part until now included; *in_time* the share that will have been
    answered within the threshold. All are None when nobody waits.
    """

    waiting: int
    wait_s: float | None = None
    in_time: float | None = None
    abandoned: float | None = None


@dataclass(frozen=True)
class Transient:
    """The next *horizon_s* seconds: *arriving* is what the contacts that come in that time meet, *waiting*
    what becomes of those who wait now; *queue_length* and *busy* are expected at the end."""

    horizon_s: float
    arriving: Outlook
    waiting: WaitingFate
    queue_length: float
    busy: float


def transient(
    flow: Flow,
    agents: float,
    present: Present,
    horizon_s: float,
    changes: Sequence[tuple[float, float]] = (),
) -> Transient:
    """The next *horizon_s* seconds of *flow* with *agents* agents from now on.

    Agents beyond *present.busy* are free and take those who wait at once. *changes* are later steps: (seconds
    from now, agents from then on), in order; whoever arrives before a step and still waits at it is taken to
    meet the agents of his arrival. A part of an agent counts as in `erlang.steady`.
    """
    import numpy as np

    steps = [(0.0, agents), *((at, many) for at, many in changes if 0 < at < horizon_s)]
    if horizon_s <= 0 or any(many < 0 for _, many in steps) or any(a[0] > b[0] for a, b in pairwise(steps)):
        raise ValueError(f"no such time ahead: {horizon_s} s, {steps}")
    start = present.busy + len(present.waits_s)
    first, last = _window(flow, [many for _, many in steps], start, horizon_s)
    now = np.zeros(last - first + 1)
    now[start - first] = 1.0
    outlook: Outlook | None = None
    passed = 0.0
    ends = [*(at for at, _ in steps[1:]), horizon_s]
    for (begins, many), until in zip(steps, ends, strict=True):
        length = until - begins
        low, part = math.floor(many), many - math.floor(many)
        here, then = _segment(flow, low, now, first, length)
        if part:
            more, later = _segment(flow, low + 1, now, first, length)
            here, then = between(here, more, part), then + (later - then) * part
        passed += length
        outlook = here if outlook is None else between(outlook, here, length / passed)
        now = then
    assert outlook is not None  # noqa: S101  # there is at least one step
    states = np.arange(first, last + 1)
    at_end = steps[-1][1]
    return Transient(
        horizon_s,
        outlook,
        _waiting(flow, agents, present),
        float(now @ np.maximum(states - at_end, 0)),
        float(now @ np.minimum(states, at_end)),
    )


def _window(flow: Flow, agents: Sequence[float], start: int, horizon_s: float) -> tuple[int, int]:
    """The first and the last state that matter on the way from *start*."""
    comes = flow.per_s * horizon_s
    most = start + comes + _DEVIATIONS * math.sqrt(comes) + 10  # nobody goes
    lows, highs = [start], [float(start)]
    for many in agents:
        middle, deviation = balance_around(flow, many)
        if math.isfinite(middle):
            reach = _DEVIATIONS * max(deviation, math.sqrt(start))
            lows.append(math.floor(min(start, middle) - reach))
            highs.append(max(start, middle) + reach + 10)
        else:  # nobody gives up and more come than can be answered
            lows.append(math.floor(start - _DEVIATIONS * math.sqrt(max(1.0, start))))
            highs.append(math.inf)
    return max(0, min(lows)), math.ceil(min(most, max(highs)))


def _segment(flow: Flow, agents: int, start: Row, first: int, length_s: float) -> tuple[Outlook, Row]:
    """What contacts meet that arrive during *length_s* with *agents* agents, and the states at its end."""
    import numpy as np

    states = np.arange(first, first + len(start))
    gone = np.minimum(states, agents) * flow.ends_per_s
    gone += np.maximum(states - agents, 0) * flow.gives_up_per_s
    mean, end = _walk(start, flow.per_s, gone, length_s)
    line = max(0, first + len(start) - agents)
    skipped = max(0, first - agents)  # places in line that lie before the window
    fate = fates(flow, agents, line)
    at_once, in_line = mean[: max(0, agents - first)], mean[max(0, agents - first) :]
    delayed = float(in_line.sum())

    def part(of: Sequence[float]) -> float:
        return float(in_line @ np.asarray(of[skipped:])) if delayed else 0.0

    for_ever = not agents and not flow.gives_up_per_s  # nobody answers, nobody gives up

    busy = float(mean @ np.minimum(states, agents))
    return (
        outlook_of(
            threshold_s=flow.threshold_s,
            at_once=float(at_once.sum()),
            delayed=delayed,
            wait_s=math.inf if for_ever else part(fate.wait_s),
            in_time=part(fate.in_time),
            gone_short=part(fate.gone_short),
            answered=part(fate.answered),
            waits_answered_s=part(fate.waits_answered_s),
            occupancy=busy / agents if agents else None,
            queue_length=float(mean @ np.maximum(states - agents, 0)),
        ),
        end,
    )


def _walk(start: Row, comes: float, gone: Row, length_s: float) -> tuple[Row, Row]:
    """The mean of the states' chances over *length_s*, and the chances at its end."""
    import numpy as np

    fastest = comes + float(gone.max())
    jumps = fastest * length_s
    if jumps < 1e-9:  # nothing happens
        return start, start
    many = math.ceil(jumps + _DEVIATIONS * math.sqrt(jumps) + 20)
    chance, beyond = _poisson(jumps, many)
    up, down = comes / fastest, gone[1:] / fastest
    stay = 1 - gone / fastest - up
    stay[-1] += up  # the last state takes no more
    if len(start) > 1:
        stay[0] += gone[0] / fastest  # nor does the first give any away
    mean, end = np.zeros_like(start), np.zeros_like(start)
    now, moved = start.copy(), np.empty(len(start) - 1)
    weighted = np.empty_like(start)
    certain = int(max(0, jumps - _DEVIATIONS * math.sqrt(jumps) - 20))  # before, the walk surely goes on
    for step in range(many):
        if step < certain:
            mean += now
        else:
            np.multiply(now, beyond[step], out=weighted)
            mean += weighted
            np.multiply(now, chance[step], out=weighted)
            end += weighted
        risen = now[:-1] * up
        np.multiply(now[1:], down, out=moved)
        now *= stay
        now[1:] += risen
        now[:-1] += moved
    return mean / mean.sum(), end / end.sum()


def _poisson(mean: float, many: int) -> tuple[Any, Any]:
    """The chances of i = 0 … *many* − 1 for Poisson(*mean*), and of more than i."""
    import numpy as np

    counts = np.arange(1, many)
    logs = np.concatenate(([0.0], np.cumsum(np.log(mean / counts)))) - mean
    chance = np.exp(logs)
    return chance, np.maximum(0.0, 1 - np.cumsum(chance))


def _waiting(flow: Flow, agents: float, present: Present) -> WaitingFate:
    low = math.floor(agents)
    here = _waiting_before(flow, low, present)
    if low == agents or not present.waits_s:
        return here
    more, part = _waiting_before(flow, low + 1, present), agents - low
    return WaitingFate(
        here.waiting, *(mixed(a, b, part) for a, b in zip(_figures(here), _figures(more), strict=True))
    )


def _figures(fate: WaitingFate) -> tuple[float, float, float]:
    return fate.wait_s or 0.0, fate.in_time or 0.0, fate.abandoned or 0.0


def _waiting_before(flow: Flow, agents: int, present: Present) -> WaitingFate:
    many = len(present.waits_s)
    if not many:
        return WaitingFate(0)
    places = present.busy + many - agents
    fate = fates(flow, agents, max(0, places))
    waits = in_time = lost = 0.0
    for order, waited in enumerate(present.waits_s):
        place = present.busy + order - agents  # in line before busy agents; below 0: an agent is free
        left = flow.threshold_s - waited
        waits += waited
        if place < 0:
            in_time += left >= 0
            continue
        waits += fate.wait_s[place]
        lost += 1 - fate.answered[place]
        if left > 0:
            in_time += chance_in_time(flow, agents, place + 1, left)[place]
    return WaitingFate(many, waits / many, in_time / many, lost / many)
