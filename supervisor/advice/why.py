"""Why the answer rate changed between two windows of time: shares of the change, and who is behind each.

Five things can have changed: arrivals, handle time, people signed in, the part of their time on breaks, and
the customers' patience. With Erlang-A the answer rate of any mixture of the two windows can be asked: the
arrivals of the one with the people of the other. What a cause contributed depends on what else had changed
already, so each gets its mean over all orders: the Shapley value (L. S. Shapley, "A value for n-person
games", 1953), which shares out the model's whole change and nothing more. What the model does not explain is
shown as such.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import combinations

from supervisor.advice.demand import (
    FEWEST_ENDED,
    FEWEST_OFFERED,
    losses,
    waits_of,
)
from supervisor.advice.erlang import Flow, steady
from supervisor.advice.observed import SIGNED_IN, Observed, by_code, by_team
from supervisor.events import AgentState
from supervisor.wallboard.metrics import Rate, answer_rate


class Cause(StrEnum):
    """What can change an answer rate."""

    ARRIVALS = "arrivals"
    HANDLE = "handle"
    PEOPLE = "people"
    BREAKS = "breaks"
    PATIENCE = "patience"


class Unclear(StrEnum):
    """Why a change cannot be explained."""

    TOO_FEW = "too_few"  # contacts came or ended in one of the windows
    NOBODY = "nobody"  # no agent time is known in one of the windows
    NOT_HEARD = "not_heard"  # the source was silent for a part of one of the windows


@dataclass(frozen=True)
class Inputs:
    """What the model is asked, for one window. *people* are signed in on average, *breaks* is the share of
    their time on breaks, *patience_s* is `inf` when nobody left; *short_share* of the offered hung up at
    once, which no agent could have helped and which counts with the patience."""

    arrivals_per_h: float
    handle_s: float
    people: float
    breaks: float
    patience_s: float
    short_share: float

    @property
    def agents(self) -> float:
        return self.people * (1 - self.breaks)


@dataclass(frozen=True)
class Behind:
    """A part of a cause's contribution: of a *break_code* (breaks), of a *team* (breaks and people).

    *change* is in people: how many more were signed in, or on this break, on average.
    """

    team: str
    break_code: str
    change: float
    contribution: float


@dataclass(frozen=True)
class Contribution:
    """What *cause* did to the answer rate (points, as a share: −0.05 is 5 points less), its value before and
    after in its own unit, and who is behind it, the largest part first."""

    cause: Cause
    change: float
    before: float | None
    after: float | None
    behind: tuple[Behind, ...] = ()


@dataclass(frozen=True)
class Why:
    """The change of the answer rate from *before* to *after*.

    *contributions*, the largest first, and *unexplained* add up to the measured *change*. *modelled* are the
    answer rates that the model gives for the two windows: far from the measured ones, the split says little.
    """

    before: Rate
    after: Rate
    change: float
    contributions: tuple[Contribution, ...]
    unexplained: float
    modelled: tuple[float, float]
    inputs: tuple[Inputs, Inputs]


def inputs_of(seen: Observed) -> Inputs | Unclear:
    """What the model is asked for the window *seen*; why nothing, otherwise."""
    counts = seen.counts
    if seen.deaf_s > 0:
        return Unclear.NOT_HEARD
    lasting = counts.offered - counts.abandoned_short
    if lasting < FEWEST_OFFERED or counts.ended < FEWEST_ENDED or not counts.settled or not counts.handle_s:
        return Unclear.TOO_FEW
    signed_in = seen.agent_s(*SIGNED_IN)
    if signed_in <= 0:
        return Unclear.NOBODY
    # ringing keeps an agent as a contact does
    ringing_s = seen.agent_s(AgentState.RINGING) / max(1, counts.answered)
    gone = losses(counts)
    waited = max(1.0, waits_of(counts) - ringing_s * counts.answered)
    return Inputs(
        lasting * 3600 / seen.seconds,
        counts.handle_s / counts.ended + ringing_s,
        signed_in / seen.seconds,
        seen.agent_s(AgentState.BREAK) / signed_in,
        waited / gone if gone else math.inf,
        counts.abandoned_short / counts.offered,
    )


def modelled(inputs: Inputs) -> float:
    """The answer rate that Erlang-A gives for *inputs*.

    Where nobody left and there are too few agents for the load, as many are answered as the agents can.
    """
    found = steady(Flow(inputs.arrivals_per_h, inputs.handle_s, inputs.patience_s), inputs.agents)
    load = inputs.arrivals_per_h * inputs.handle_s / 3600
    answered = found.answered if found is not None else min(1.0, inputs.agents / load if load else 1.0)
    return answered * (1 - inputs.short_share)


_FIELDS: Mapping[Cause, tuple[str, ...]] = {
    Cause.ARRIVALS: ("arrivals_per_h",),
    Cause.HANDLE: ("handle_s",),
    Cause.PEOPLE: ("people",),
    Cause.BREAKS: ("breaks",),
    Cause.PATIENCE: ("patience_s", "short_share"),
}


def why(before: Observed, after: Observed, unnamed: Collection[str] = ()) -> Why | Unclear:
    """Why the answer rate of *after* differs from that of *before*; why that cannot be said, otherwise.

    Break codes in *unnamed* (case folded: wellbeing, which is held against nobody) are part of the breaks,
    but neither they nor their teams are named behind them.
    """
    old, new = inputs_of(before), inputs_of(after)
    if isinstance(old, Unclear):
        return old
    if isinstance(new, Unclear):
        return new
    if math.isinf(old.patience_s) != math.isinf(new.patience_s):
        # nobody left in one of the windows: it says nothing of patience, which is taken to be the other's
        known = min(old.patience_s, new.patience_s)
        old, new = replace(old, patience_s=known), replace(new, patience_s=known)

    def rate(causes: frozenset[Cause]) -> float:
        changed = {field: getattr(new, field) for cause in causes for field in _FIELDS[cause]}
        return modelled(replace(old, **changed))

    value = lru_cache(maxsize=None)(rate)
    parts = shapley(tuple(Cause), value)
    measured = (answer_rate(before.counts), answer_rate(after.counts))
    change = (measured[1].value or 0.0) - (measured[0].value or 0.0)
    ends = value(frozenset()), value(frozenset(Cause))
    contributions = [
        Contribution(cause, part, *_values(cause, old, new), _behind(cause, part, before, after, unnamed))
        for cause, part in parts.items()
    ]
    return Why(
        measured[0],
        measured[1],
        change,
        tuple(sorted(contributions, key=lambda one: (-abs(one.change), one.cause))),
        change - math.fsum(parts.values()),
        ends,
        (old, new),
    )


def shapley(players: tuple[Cause, ...], value: Callable[[frozenset[Cause]], float]) -> dict[Cause, float]:
    """What each of *players* contributes to value(all) − value(none): the mean over all orders of joining."""
    many = len(players)
    found: dict[Cause, float] = {}
    for player in players:
        others = [other for other in players if other is not player]
        total = 0.0
        for size in range(many):
            weight = math.factorial(size) * math.factorial(many - size - 1) / math.factorial(many)
            for with_ in combinations(others, size):
                group = frozenset(with_)
                total += weight * (value(group | {player}) - value(group))
        found[player] = total
    return found


def _values(cause: Cause, old: Inputs, new: Inputs) -> tuple[float | None, float | None]:
    first: float = getattr(old, _FIELDS[cause][0])
    second: float = getattr(new, _FIELDS[cause][0])
    return (first if math.isfinite(first) else None), (second if math.isfinite(second) else None)


def _breaks(seen: Observed, unnamed: Collection[str]) -> dict[tuple[str, str], float]:
    """Break time by (team, break code), that of *unnamed* codes under no name at all."""
    found: dict[tuple[str, str], float] = {}
    for (code, team), seconds in by_code(seen).items():
        name = ("", "") if code.casefold() in unnamed else (team, code)
        found[name] = found.get(name, 0.0) + seconds
    return found


def _behind(
    cause: Cause, part: float, before: Observed, after: Observed, unnamed: Collection[str]
) -> tuple[Behind, ...]:
    """Who is behind *part*: it is shared out by the changes that make up that of the cause, so that the parts
    add up to it. Of people these are people; of breaks, the breaks' shares of the time signed in."""
    match cause:
        case Cause.PEOPLE:
            old, new = ({(team, ""): s for team, s in by_team(seen).items()} for seen in (before, after))
            whole = (before.seconds, after.seconds)
        case Cause.BREAKS:
            old, new = (_breaks(seen, unnamed) for seen in (before, after))
            whole = (before.agent_s(*SIGNED_IN), after.agent_s(*SIGNED_IN))
        case _:
            return ()
    names = tuple(dict.fromkeys((*old, *new)))
    changes = {name: new.get(name, 0.0) / whole[1] - old.get(name, 0.0) / whole[0] for name in names}
    total = math.fsum(changes.values())
    if abs(total) < 1e-9:
        return ()
    behind = [
        Behind(
            *name,
            new.get(name, 0.0) / after.seconds - old.get(name, 0.0) / before.seconds,
            part * changes[name] / total,
        )
        for name in names
        if changes[name]
    ]
    return tuple(sorted(behind, key=lambda one: (-abs(one.contribution), one.team, one.break_code)))
