"""Fair values: what somebody's figure would be with the group's usual mix of contacts, in a usual month.

Indirect standardisation (as of mortality by age): everybody's sum is held against what a usual member of the
group would have had with the same contacts in the same month.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from supervisor.evidence.outage import out_of_limits
from supervisor.evidence.panel import Bools, Floats, Ints, Panel
from supervisor.evidence.sums import known, ratio, summed
from supervisor.evidence.unit import Kind

FEWEST = 30.0
"""Types of contact with fewer events (of counts) or observations in a group are looked at as one."""


@dataclass(frozen=True)
class Fair:
    """*x*, *n* (units, months): the sums, cleaned. *expected* (units, months): what a usual member of the
    group would have had, in units of x. *reference* (groups, types), *standard* (groups,): usual ratios, by
    type and at the group's mix. *month_factor* (groups, months): the month against the usual (1).
    *value* (units, months): the fair value, a bare ratio. *wobble* (groups,): the variance, on the working
    scale, by which the group's whole time may be untypical. *outage* (months,): the month was out of its
    limits for all groups, and counts for nothing that is usual."""

    x: Floats
    n: Floats
    expected: Floats
    reference: Floats
    standard: Floats
    month_factor: Floats
    value: Floats
    wobble: Floats
    outage: Bools


def kind_of(panel: Panel) -> Kind:
    """The panel's kind; what is called a share and is none (below 0 or above 1: promoters less detractors)
    scatters like a mean."""
    n = np.where(known(panel.n) > 0, panel.n, 0.0)
    x = np.where(n > 0, known(panel.x), 0.0)
    if panel.kind is Kind.RATE and bool((x < 0).any() or (x > n * (1 + 1e-9)).any()):
        return Kind.MEAN
    return panel.kind


def fair_values(panel: Panel, kind: Kind, window: int, small: int) -> Fair:
    """Fair values of all months; what is usual is taken from the last *window* of them. In groups of fewer
    than *small* the month factor is drawn to 1: it would call one person's bad month everybody's."""
    n = known(panel.n)
    n = np.where(n > 0, n, 0.0)
    x = np.where(n > 0, known(panel.x), 0.0)
    group, groups, months = panel.group_of, len(panel.groups), x.shape[1]
    by_x, by_n = summed(x, group, groups), summed(n, group, groups)  # (groups, months, types)
    used = np.zeros(months, dtype=np.bool_)
    used[max(0, months - window) :] = True
    members = _members(n.sum(axis=2), group, groups)
    outage = np.zeros(months, dtype=np.bool_)
    reference = _reference(by_x, by_n, used, kind)
    if months > 2:
        outage = out_of_limits(_seen(by_x, by_n, reference, kind, members))
        if outage.any() and (used & ~outage).any():
            used &= ~outage
            reference = _reference(by_x, by_n, used, kind)
    factor, shift = _months(by_x, by_n, reference, kind, members, small)
    standard = known(ratio(by_x[:, used].sum(axis=(1, 2)), by_n[:, used].sum(axis=(1, 2))))

    whole_x, whole_n = x.sum(axis=2), n.sum(axis=2)
    usual = np.einsum("umt,ut->um", n, reference[group])
    if kind is Kind.MEAN:
        expected = usual + whole_n * known(shift)[group]
        value = standard[group][:, None] + ratio(whole_x - expected, whole_n)
    else:
        expected = usual * np.where(np.isfinite(factor), factor, 1.0)[group]
        value = standard[group][:, None] * ratio(whole_x, expected)
        if kind in (Kind.RATE, Kind.DAILY):  # nobody had any in that month: nothing to hold it against
            value = np.where(expected > 0, value, ratio(whole_x, whole_n))
        if kind is Kind.TIME:
            value = np.where(value > 0, value, np.nan)
    return Fair(
        x=whole_x,
        n=whole_n,
        expected=np.where(whole_n > 0, expected, np.nan),
        reference=reference,
        standard=standard,
        month_factor=factor,
        value=value,
        wobble=_wobble(shift if kind is Kind.MEAN else factor, used, members, standard, kind),
        outage=outage,
    )


def standardised(observed: Floats, counts: Floats, reference: Floats, mix: Floats) -> tuple[Floats, Floats]:
    """(expected, fair value) of *observed* sums (units,), of *counts* (units, types) and the group's usual
    ratios *reference* (types,) at its usual *mix* (types,)."""
    expected = counts @ reference
    return expected, float(mix @ reference) * ratio(observed, expected)


def _reference(by_x: Floats, by_n: Floats, used: Bools, kind: Kind) -> Floats:
    """The group's usual ratio of each type (groups, types). Rare types are taken together, the rarest first,
    until they are enough."""
    x, n = by_x[:, used].sum(axis=1), by_n[:, used].sum(axis=1)
    events = x if kind is Kind.COUNT else n
    order = np.argsort(events, axis=1, kind="stable")
    rising = np.take_along_axis(events, order, axis=1)
    rare = np.zeros(events.shape, dtype=np.bool_)
    np.put_along_axis(rare, order, np.cumsum(rising, axis=1) - rising < FEWEST, axis=1)
    pooled_x, pooled_n = (x * rare).sum(axis=1), (n * rare).sum(axis=1)
    found = np.where(rare, ratio(pooled_x, pooled_n)[:, None], ratio(x, n))
    if kind in (Kind.RATE, Kind.COUNT):  # none at all among n: less than one in 2 n, but not never
        found = np.fmax(found, ratio(np.full(len(x), 0.5), n.sum(axis=1))[:, None])
    return known(found)


def _members(n: Floats, group: Ints, groups: int) -> Floats:
    """How many units a group's month rests on, those with little counting less (groups, months)."""
    return known(ratio(summed(n, group, groups) ** 2, summed(n**2, group, groups)))


def _months(
    by_x: Floats, by_n: Floats, reference: Floats, kind: Kind, members: Floats, small: int
) -> tuple[Floats, Floats]:
    """The months' factors (1: as usual) and shifts (0: as usual), NaN where nobody worked."""
    had, count = by_x.sum(axis=2), by_n.sum(axis=2)
    usual = np.einsum("gmt,gt->gm", by_n, reference)
    drawn = np.where(members < small, 1 - 1 / np.maximum(members, 1.0), 1.0)
    shift = drawn * ratio(had - usual, count)
    some = (had.sum(axis=1) > 0)[:, None]  # never any of it: every month is as usual
    factor = np.where(some, 1 + drawn * (ratio(had, usual) - 1), np.where(count > 0, 1.0, np.nan))
    return factor, shift


def _seen(by_x: Floats, by_n: Floats, reference: Floats, kind: Kind, members: Floats) -> Floats:
    """The months' factors of the groups that have enough in each month, and in the last row those of all the
    others together."""
    had, usual = by_x.sum(axis=2), np.einsum("gmt,gt->gm", by_n, reference)
    told = had if kind is Kind.COUNT else by_n.sum(axis=2)
    works = by_n.sum(axis=2) > 0
    large = ((told >= FEWEST) & (members >= 3) | ~works).all(axis=1) & works.any(axis=1)
    rest = had[~large].sum(axis=0), usual[~large].sum(axis=0), told[~large].sum(axis=0)
    together = np.where(rest[2] >= FEWEST, ratio(rest[0], rest[1]), np.nan)
    return np.vstack([ratio(had[large], usual[large]), together[None, :]])


def _wobble(months: Floats, used: Bools, members: Floats, standard: Floats, kind: Kind) -> Floats:
    """One for all groups (theirs are few months each): the mean of the variances of their months' means, a
    group counting by its people: the months of two or three are mostly chance."""
    looked = months[:, used]
    there = np.isfinite(looked)
    count = there.sum(axis=1)
    mean = ratio(known(looked).sum(axis=1), count.astype(np.float64))
    rest = np.where(there, (known(looked) - known(mean)[:, None]) ** 2, 0.0).sum(axis=1)
    variances = ratio(rest, (count - 1.0) * count)
    enough = np.isfinite(variances)
    weight = members[:, used].mean(axis=1)[enough]
    found = float(variances[enough] @ weight / weight.sum()) if weight.sum() > 0 else 0.0
    relative = kind in (Kind.RATE, Kind.DAILY)
    return np.asarray(found * (standard**2 if relative else np.ones_like(standard)), dtype=np.float64)
