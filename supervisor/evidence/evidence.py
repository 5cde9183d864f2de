"""What the procedure finds in a panel: frozen, whole, and with every step that led to it.

`weigh(panel, options) -> Evidence` (procedure.py) goes the steps in their order: fair values (fair.py), parts
of the variance (variance.py), shrunken levels (level.py), months in a row (rule.py), the list that holds few
wrong names (discovery.py), what is shared (common.py), the answer for each unit (answer.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from supervisor.evidence.options import Answer as Answer
from supervisor.evidence.options import Options as Options
from supervisor.evidence.panel import Bools, Floats, Ints, Panel


@dataclass(frozen=True)
class Parts:
    """Parts of the variance of each cell (cells,), on the working scale (see `Evidence`): the *mean* with its
    variance, *between* units (τ²), unit × *month* (ω²), how many *units*, whether τ² and ω² were *borrowed*
    from the group, and what sampling alone makes of a mean unit (*sampling*)."""

    mean: Floats
    mean_variance: Floats
    between: Floats
    month: Floats
    sampling: Floats
    units: Ints
    borrowed: Bools


@dataclass(frozen=True)
class Shared:
    """What a cell shares, for each cell (cells,): the probability that its mean is off target (*p_common*),
    whether it is *common*; *mean* and *target* in the KPI's unit (of the review month, NaN without one),
    *gap*: how far the mean is on the wrong side (0: it is not); *share_off*: the mean P(off) of its units,
    which is its expected share off; *units* judged; the test of heterogeneity (*q*, *q_p*, *i2*)."""

    p_common: Floats
    common: Bools
    mean: Floats
    target: Floats
    gap: Floats
    share_off: Floats
    units: Ints
    q: Floats
    q_p: Floats
    i2: Floats


@dataclass(frozen=True)
class Evidence:
    """Everything found of one panel. Unless said otherwise of shape (units,) and in the KPI's unit; NaN where
    nothing can be said.

    Fair values: *expected* (units, months) is what a usual member of the group would have had with the same
    contacts in the same month (in units of x), *reference* (groups, types) the usual bare ratios,
    *month_factor* (groups, months; 1 is usual), *outage* (months,) the months in which every group left its
    limits on the same side, which count for nothing usual, *standard* (groups,) the group's usual value,
    *fair* (units, months).
    The working scale: the bare ratio for RATE, MEAN and DAILY, its logarithm for TIME, observed by expected
    for COUNT; there *wobble* (groups,) is the variance by which the group's whole time may be untypical, and
    *sampling* (units, months) that of fair values by chance.
    *window*: so many months, the last ones, are the evidence of the levels; the rule looks at its own.
    *cell*: the unit's cell at the end of the window, −1: no work in it. *volume*: n of the window.
    Levels: *level* with its interval *level_low*, *level_high*, *shrink* (B: 1 is all own, 0 all group's),
    *reliability*, *told_apart*: it is enough to tell single persons apart (else: "at this volume no
    difference shows"), *p_off*, *p_margin* (off by at least the margin).
    *target*: the limit that counts, of two the one that is missed more probably. *bar*: what a unit is held
    against one by one: the target, in a common cell (*in_common*) its mean, in a small one that is called
    common with its group the target less the group's gap. *p_bar*: the probability of being worse than it, by
    which the list is made.
    The rule: *floor*: with less volume (n) a month gives no verdict; *floor_half*, *floor_most*: the volume
    at which half, 70 % of the visible spread is real, infinite where people do not differ; *off* (units,
    months) 1 off, 0 met, −1 no verdict; *run* months off in a row up to the review, *run_of* months that
    could count, *missed* of them were off, in a row or not; *judged*: the rule has a verdict; *hit*.
    *listed*: in the list that proves; *expected_wrong* names of it, in all. *answer*: see Answer.
    *more*: so many more observations (in units of n) would decide, if they are like those so far; NaN where
    none would, or none are needed.
    *benefit*: how far the level is beyond the bar × volume: by what a list is ordered, never shown as a rank.
    *seated*: within the seats. *gap_common* + *gap_own* = how far the level is beyond the target (positive:
    on the wrong side).
    """

    panel: Panel
    options: Options
    expected: Floats
    reference: Floats
    month_factor: Floats
    outage: Bools
    standard: Floats
    wobble: Floats
    fair: Floats
    sampling: Floats
    window: int
    cell: Ints
    volume: Floats
    parts: Parts
    shrink: Floats
    reliability: Floats
    told_apart: Bools
    level: Floats
    level_low: Floats
    level_high: Floats
    p_off: Floats
    p_margin: Floats
    target: Floats
    bar: Floats
    p_bar: Floats
    in_common: Bools
    floor: Floats
    floor_half: Floats
    floor_most: Floats
    off: Ints
    run: Ints
    run_of: Ints
    missed: Ints
    judged: Bools
    hit: Bools
    listed: Bools
    expected_wrong: float
    answer: tuple[Answer, ...]
    more: Floats
    benefit: Floats
    seated: Bools
    shared: Shared
    gap_common: Floats
    gap_own: Floats
