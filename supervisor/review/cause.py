"""Where a gap comes from: mix of contacts, talk, hold, after-contact work, types of contact, groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from supervisor.evidence.cause import (
    Contributions,
    HandleTimeGap,
    Reading,
    Sign,
    TypeCount,
    TypeTimes,
    chances_worse,
    contributions,
    handle_time_gap,
    reading,
)
from supervisor.evidence.unit import Kind, Unit
from supervisor.performance.kpi import BY_ID, Direction
from supervisor.review.derivation import MonthStep, month_step, unit_at
from supervisor.review.entries import CellFinding, Entry, entry_of
from supervisor.review.monthly import MonthlyReview

if TYPE_CHECKING:
    from supervisor.evidence.evidence import Evidence
    from supervisor.evidence.panel import Floats, Panel

TIME_KPIS = ("att", "mean_hold", "acw")
"""Handle time is split by these panels of the review: their numerators are talk, hold and after-contact
seconds by type; all are divided by the handled contacts of `att`. Without one of them there is no split."""

RESOLUTION, SATISFACTION = "fcr", "csat"
"""KPIs whose signs tell rushing from being quick, and thorough from slow."""

FEWEST_EVENTS = 30
"""With fewer contacts elsewhere a type has no reference."""


@dataclass(frozen=True)
class Profile:
    """Facts from which a kind of training is proposed; nothing is decided by them.

    *signs*: of every KPI of the review, how the level stands to the usual member of the own cell. *time*: the
    gap in handle time to the peers of the cell, None where its parts are not told; *facts*: what they say.
    *types*: contributions of types of contact to the gap in *kpi*, None where types are not told.
    """

    kpi: str
    unit: Unit
    signs: Mapping[str, Sign]
    time: HandleTimeGap | None
    facts: tuple[Reading, ...]
    types: Contributions | None


@dataclass(frozen=True)
class SharedProfile:
    """The same of a cell as a whole: *time* and *types* against other groups in the channel. *invited*: the
    people whose own figures in the types that make the gap are worse than usual there with a probability of
    80 % at least; () where that cannot be said."""

    kpi: str
    time: HandleTimeGap | None
    facts: tuple[Reading, ...]
    types: Contributions | None
    invited: tuple[Unit, ...]


@dataclass(frozen=True)
class LeverShare:
    """How much of what people of the same work differ in goes with a way of grouping them (team, batch,
    band): a *share* of 0 to 1, over *groups* of *units*."""

    by: str
    share: float
    groups: int
    units: int


INVITED_AT = 0.80
FEWEST_IN_GROUP = 5
LEVERS = ("team", "batch", "band")


def profile(review: MonthlyReview, kpi: str, unit: Unit) -> Profile:
    """What is known of the cause of *unit*'s gap in *kpi*, over the months of its evidence.

    Raises UnknownNameError when the review knows no such unit or KPI.
    """
    at = unit_at(review, kpi, unit)
    found = review.evidence[kpi]
    signs = {name: _sign(other, at) for name, other in review.evidence.items()}
    cell = int(found.cell[at])
    peers = [one for one, of in enumerate(found.cell.tolist()) if of == cell and one != at]
    time = time_gap(review, [at], peers, found.window) if cell >= 0 else None
    entry = entry_of(review, kpi, at)
    steps = [month_step(found, at, month) for month in range(-found.window, 0)]
    return Profile(kpi, unit, signs, time, _facts(time, signs), _types(found.panel, steps, entry))


def shared_profile(review: MonthlyReview, kpi: str, finding: CellFinding) -> SharedProfile:
    """What is known of the cause of a cell's gap in *kpi*."""
    found = review.evidence[kpi]
    panel, months = found.panel, found.window
    key = finding.skill, finding.channel, finding.band
    of_cell = [(cell.skill, cell.channel, cell.band) == key for cell in panel.cells]
    own = [at for at, cell in enumerate(found.cell.tolist()) if cell >= 0 and of_cell[cell]]
    others = [
        at
        for at, one in enumerate(panel.units)
        if one.channel == finding.channel and one.skill != finding.skill and found.cell[at] >= 0
    ]
    time = time_gap(review, own, others, months)
    higher = _is_higher_better(kpi, finding.target, panel, own)
    types = None
    invited: tuple[Unit, ...] = ()
    if len(panel.types) > 1 and own:
        mine, theirs = _by_type(panel, own, months), _by_type(panel, others, months)
        counts = [
            TypeCount(
                name, n, x, panel.scale * theirs[name][0] / theirs[name][1] if _enough(theirs[name]) else None
            )
            for name, (x, n) in mine.items()
        ]
        types = contributions(counts, higher_is_better=higher, scale=panel.scale)
        if panel.kind is Kind.RATE and types.makers:
            invited = _invited(panel, own, types, months, higher)
    return SharedProfile(kpi, time, reading(time) if time else (), types, invited)


def levers(review: MonthlyReview, kpi: str) -> tuple[LeverShare, ...]:
    """How much of the differences in *kpi* between people of the same work goes with their team, the month of
    their joining, their tenure band; what matters most first, without what does not group."""
    import numpy as np

    from supervisor.evidence import common

    found = review.evidence[kpi]
    y, variance = _deviations(found)
    labels: dict[str, Callable[[int], str]] = {
        "team": lambda at: review.units[at].team,
        "batch": lambda at: f"{review.units[at].joined:%Y-%m}" if review.units[at].joined else "",
        "band": lambda at: review.units[at].bands[-1],
    }
    groupings = {by: _labels(label, np.isfinite(y).tolist()) for by, label in labels.items()}
    return tuple(
        LeverShare(one.by, one.icc, one.groups, one.units)
        for one in common.levers(groupings, y, variance)
        if one.icc == one.icc
    )


def _labels(label: Callable[[int], str], told: Sequence[bool]) -> list[str]:
    """The label of each unit; "" where too few have the same: one person is no group."""
    found = [label(at) if there else "" for at, there in enumerate(told)]
    members = Counter(found)
    return [one if members[one] >= FEWEST_IN_GROUP else "" for one in found]


def time_gap(
    review: MonthlyReview, own: Sequence[int], peers: Sequence[int], months: int
) -> HandleTimeGap | None:
    """The gap in handle time between two sets of units (indexes), over the last *months*; None where its
    parts are not told of one side."""
    panels = [review.evidence[name].panel for name in TIME_KPIS if name in review.evidence]
    if len(panels) < len(TIME_KPIS) or not own or not peers:
        return None
    mine, theirs = (_times(panels, side, months) for side in (own, peers))
    return handle_time_gap(mine, theirs) if mine and theirs else None


def _times(panels: Sequence[Panel], at: Sequence[int], months: int) -> dict[str, TypeTimes]:
    talk, hold, after = (_by_type(panel, at, months) for panel in panels)
    alike = len({panel.types for panel in (panels[0], panels[2])}) == 1
    if not alike or not set(hold) <= set(talk):
        talk, hold, after = (
            {"": (sum(x for x, _n in sums.values()), sum(n for _x, n in sums.values()))}
            for sums in (talk, hold, after)
        )
    if sum(n for _x, n in after.values()) < _MOSTLY * sum(n for _x, n in talk.values()):
        return {}  # of many contacts nobody told the work after them
    return {
        name: TypeTimes(n, x, hold.get(name, (0.0, 0.0))[0], after.get(name, (0.0, 0.0))[0])
        for name, (x, n) in talk.items()
        if n > 0
    }


_MOSTLY = 0.95


def _by_type(panel: Panel, at: Sequence[int], months: int) -> dict[str, tuple[float, float]]:
    """(x, n) of each type, over units *at* and the last *months*."""
    x = panel.x[list(at), -months:].sum(axis=(0, 1)).tolist()
    n = panel.n[list(at), -months:].sum(axis=(0, 1)).tolist()
    return {name: (a, b) for name, a, b in zip(panel.types, x, n, strict=True)}


def _enough(sums: tuple[float, float]) -> bool:
    return sums[1] >= FEWEST_EVENTS


def _sign(found: Evidence, at: int) -> Sign:
    cell = int(found.cell[at])
    low, high = float(found.level_low[at]), float(found.level_high[at])
    if cell < 0 or low != low:
        return Sign.UNKNOWN
    mean = float(found.shared.mean[cell])
    if low > mean:
        return Sign.HIGH
    return Sign.LOW if high < mean else Sign.USUAL


def _facts(time: HandleTimeGap | None, signs: Mapping[str, Sign]) -> tuple[Reading, ...]:
    if time is None:
        return ()
    return reading(
        time,
        resolution=signs.get(RESOLUTION, Sign.UNKNOWN),
        satisfaction=signs.get(SATISFACTION, Sign.UNKNOWN),
    )


def _types(panel: Panel, steps: Sequence[MonthStep], entry: Entry) -> Contributions | None:
    if len(panel.types) < 2:
        return None
    x: dict[str, float] = {}
    n: dict[str, float] = {}
    expected: dict[str, float] = {}
    for step in steps:
        for one in step.types:
            x[one.type] = x.get(one.type, 0.0) + one.numerator
            n[one.type] = n.get(one.type, 0.0) + one.denominator
            expected[one.type] = expected.get(one.type, 0.0) + (one.expected or 0.0)
    counts = [
        TypeCount(name, n[name], x[name], panel.scale * expected[name] / n[name]) for name in x if n[name] > 0
    ]
    last = entry.months[-1]
    higher = entry.target is not None and entry.target == last.at_least
    if entry.target is None:
        higher = _direction(panel.kpi) is Direction.HIGHER
    return contributions(counts, higher_is_better=higher, scale=panel.scale)


def _direction(kpi: str) -> Direction:
    known = BY_ID.get(kpi)
    return known.direction if known else Direction.HIGHER


def _is_higher_better(kpi: str, target: float | None, panel: Panel, own: Sequence[int]) -> bool:
    direction = _direction(kpi)
    if direction is not Direction.BAND or target is None:
        return direction is Direction.HIGHER
    low = panel.low[list(own), -1]
    known = low[low == low]
    return bool(known.size) and abs(float(known.mean()) - target) < 1e-9


def _invited(
    panel: Panel, own: Sequence[int], types: Contributions, months: int, higher: bool
) -> tuple[Unit, ...]:
    found: dict[int, None] = {}
    for part in types.parts:
        if part.type not in types.makers:
            continue
        column = panel.types.index(part.type)
        x = panel.x[list(own), -months:, column].sum(axis=1).tolist()
        n = panel.n[list(own), -months:, column].sum(axis=1).tolist()
        chances = chances_worse(
            list(zip(x, n, strict=True)), part.reference / panel.scale, higher_is_better=higher
        )
        for at, chance in zip(own, chances, strict=True):
            if chance is not None and chance >= INVITED_AT:
                found[at] = None
    return tuple(panel.units[at] for at in sorted(found))


def _deviations(found: Evidence) -> tuple[Floats, Floats]:
    """How far each unit's fair values are from those of its group, and by which variance of chance, on the
    working scale (units,)."""
    import numpy as np

    panel, window = found.panel, found.window
    standard = found.standard[panel.group_of][:, None]
    fair = found.fair[:, -window:]
    with np.errstate(divide="ignore", invalid="ignore"):
        if panel.kind is Kind.TIME:
            work = np.log(fair / standard)
        elif panel.kind is Kind.COUNT:
            work = fair / standard - 1
        else:
            work = (fair - standard) / panel.scale
        precision = 1 / found.sampling[:, -window:]
    there = np.isfinite(work) & np.isfinite(precision)
    precision = np.where(there, precision, 0.0)
    whole = precision.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        y = (precision * np.where(there, work, 0.0)).sum(axis=1) / whole
        return np.where(whole > 0, y, np.nan), np.where(whole > 0, 1 / whole, np.nan)
