"""`weigh`: from a panel to the evidence, step by step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from supervisor.evidence import common as shared
from supervisor.evidence.answer import answers, seated
from supervisor.evidence.discovery import expected_wrong, longest_list
from supervisor.evidence.evidence import Evidence, Parts, Shared
from supervisor.evidence.fair import Fair, fair_values, kind_of
from supervisor.evidence.floors import HALF, MOST, floor, month_floor, more_needed
from supervisor.evidence.level import (
    Level,
    Prior,
    beta_level,
    gamma_level,
    normal_level,
    ratio_one,
    reliability,
)
from supervisor.evidence.options import Options
from supervisor.evidence.panel import Bools, Floats, Ints, Panel
from supervisor.evidence.rule import in_a_row, months_off
from supervisor.evidence.scale import Scale, target_at_review
from supervisor.evidence.sums import known, ratio, summed
from supervisor.evidence.unit import Kind
from supervisor.evidence.variance import Moments, Scatter, moments, scatter

WINDOW, LONG_WINDOW = 3, 6
RELIABLE = 0.6
"""Where three months tell people less apart than this, six are looked at."""


def weigh(panel: Panel, options: Options | None = None) -> Evidence:
    """What *panel* proves about each of its units, for the review of its last month."""
    chosen = options or Options()
    kind, months = kind_of(panel), _months_told(panel)
    window = max(1, min(chosen.window or WINDOW, months))
    weighed = _weighed(panel, kind, window, chosen.small_cell)
    if chosen.window is None and months > WINDOW:
        told = weighed.reliability[np.isfinite(weighed.reliability)]
        if len(told) and float(np.median(told)) < RELIABLE:
            window = min(LONG_WINDOW, months)
            weighed = _weighed(panel, kind, window, chosen.small_cell)
    return _judged(panel, kind, window, weighed, chosen)


def _months_told(panel: Panel) -> int:
    """So many months, up to the last, from the first in which anything was told on."""
    told = np.flatnonzero(known(panel.n).any(axis=(0, 2)))
    return len(panel.months) - (int(told[0]) if len(told) else 0)


# -- levels -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Weighed:
    """Steps one to three. *now* (units,): the cell at the end of the window, −1: no work in it."""

    fair: Fair
    now: Ints
    parts: Parts
    scatter: Scatter
    noise: Floats  # ω² + v (units, months), NaN outside the window
    own: Floats  # the unit's mean deviation from its cells (units,)
    information: Floats  # Σ 1 / (ω² + v) (units,)
    level: Level  # widened
    narrow: Level
    wobble: Floats  # (units,)
    reliability: Floats
    reliability_of_all: Floats  # with the parts of the variance of all groups together (units,)
    volume: Floats  # n of the window (units,)
    heterogeneity: shared.Heterogeneity


def _weighed(panel: Panel, kind: Kind, window: int, small: int) -> _Weighed:
    fair = fair_values(panel, kind, window, small)
    group, cells = panel.group_of, len(panel.cells)
    work = _working(kind, fair, group)
    cell = np.where((fair.n > 0) & (panel.cell >= 0), panel.cell, -1)
    inside = np.zeros(cell.shape, dtype=np.bool_)
    inside[:, cell.shape[1] - window :] = True
    cell = np.where(inside & np.isfinite(work), cell, -1)
    now = _last(cell)

    volume = np.where(cell >= 0, known(fair.expected) if kind is Kind.COUNT else fair.n, 0.0)
    whole = summed(volume, cell, cells)
    middle = ratio(summed(volume * known(work), cell, cells), whole)
    mean = np.append(middle, np.nan)[cell]
    chance = scatter(
        panel, kind, fair, mean, np.append(whole, np.nan)[cell], np.where(cell >= 0, work, np.nan)
    )
    z = work - mean
    v = np.where(cell >= 0, chance.variance, np.nan)
    (between, month, units, borrowed, sampling), widest = _parts(panel, z, v, volume, now, small)

    of_unit = np.append(between, np.nan)[now]
    noise = v + np.append(month, np.nan)[now][:, None]
    told = np.isfinite(noise) & np.isfinite(z)
    noise = np.where(told, noise, np.nan)
    weight = np.where(told, 1 / np.maximum(np.where(told, noise, 1.0), 1e-15), 0.0)
    information = weight.sum(axis=1)
    own = ratio((weight * known(z)).sum(axis=1), information)
    precision = np.where(information > 0, 1 / np.maximum(known(of_unit) + ratio_one(information), 1e-15), 0.0)
    sharp = summed(precision, now, cells)
    mean_of_units = middle + ratio(summed(precision * known(own), now, cells), sharp)
    mean_variance = ratio(np.ones(cells), sharp)
    pooled = np.where(told, 1 / np.maximum(np.where(told, v, 1.0), 1e-15), 0.0)
    heterogeneity = shared.heterogeneity(
        ratio((pooled * known(z)).sum(axis=1), pooled.sum(axis=1)),
        ratio(np.ones(len(now)), pooled.sum(axis=1)),
        now,
        cells,
    )

    base = np.append(middle, np.nan)[now][:, None]
    here = np.where(told, work * ratio(base, mean) if kind is Kind.COUNT else base + z, np.nan)
    prior = Prior(np.append(mean_of_units, np.nan)[now], of_unit)
    omega = np.append(month, np.nan)[now]
    if kind is Kind.RATE:
        prior = Prior(np.clip(prior.mean, 1e-6, 1 - 1e-6), of_unit)
        narrow = beta_level(prior, here, fair.n, omega)
    elif kind is Kind.COUNT:
        narrow = gamma_level(prior, here * known(fair.expected), fair.expected, omega)
    else:
        narrow = normal_level(kind, prior, here, noise)
    wobble = fair.wobble[group]
    level = narrow.widened(wobble + (1 - narrow.shrink) ** 2 * np.append(mean_variance, np.nan)[now])
    return _Weighed(
        fair=fair,
        now=now,
        parts=Parts(mean_of_units, mean_variance, between, month, sampling, units, borrowed),
        scatter=chance,
        noise=noise,
        own=own - (prior.mean - np.append(middle, np.nan)[now]),
        information=information,
        level=level,
        narrow=narrow,
        wobble=wobble,
        reliability=reliability(of_unit, noise),
        reliability_of_all=reliability(widest.between[0], v + widest.month[0]),
        volume=np.where(cell >= 0, fair.n, 0.0).sum(axis=1),
        heterogeneity=heterogeneity,
    )


def _parts(
    panel: Panel, z: Floats, v: Floats, volume: Floats, now: Ints, small: int
) -> tuple[tuple[Floats, Floats, Ints, Bools, Floats], Moments]:
    """τ², ω² of each cell, how many units, whether borrowed, mean sampling variance of a month; and the
    moments of all groups together."""
    group, groups, cells = panel.group_of, len(panel.groups), len(panel.cells)
    of_cell = _group_of_cell(panel)
    counted = (now >= 0).astype(np.float64)
    units = summed(counted, now, cells)
    own = moments(z, v, volume, now, cells)
    place = np.where(now >= 0, group, -1)
    in_group = summed(counted, place, groups)
    wide = _corrected(
        moments(z, v, volume, place, groups),
        in_group,
        summed((units > 0).astype(np.float64), of_cell, groups),
    )
    one = np.where(now >= 0, 0, -1)
    all_units, all_cells = np.array([in_group.sum()]), np.array([float((units > 0).sum())])
    widest = _corrected(moments(z, v, volume, one, 1), all_units, all_cells)
    few = in_group < small
    between = np.where(few, widest.between, wide.between)
    month = np.where(few, widest.month, wide.month)
    borrowed = np.asarray((units < small) & (units > 0))
    at = np.where(of_cell >= 0, of_cell, groups)
    between = np.where(borrowed, np.append(between, np.nan)[at], own.between)
    month = np.where(borrowed, np.append(month, np.nan)[at], own.month)
    return (between, month, units.astype(np.int64), borrowed, own.sampling), widest


def _corrected(found: Moments, units: Floats, cells: Floats) -> Moments:
    """Deviations from means of several cells are too small by what the means took: one unit a cell."""
    free = units - np.maximum(cells - 1, 0.0)
    more = np.where(free > 0, units / np.maximum(free, 1.0), 1.0)
    between = found.between * more
    month = np.maximum(found.total * more - between - found.sampling, 0.0)
    return Moments(between, np.where(found.month > 0, month, found.month), found.total * more, found.sampling)


def _working(kind: Kind, fair: Fair, group: Ints) -> Floats:
    if kind is Kind.TIME:
        return np.asarray(np.log(np.where(fair.value > 0, fair.value, 1.0)) + 0 * fair.value)
    if kind is Kind.COUNT:
        return ratio(fair.x, known(fair.expected))
    return fair.value


def _last(cell: Ints) -> Ints:
    """The last of *cell* (units, months) that is one, −1 where none is."""
    now = np.full(len(cell), -1, dtype=np.int64)
    for month in range(cell.shape[1]):
        now = np.where(cell[:, month] >= 0, cell[:, month], now)
    return now


def _group_of_cell(panel: Panel) -> Ints:
    place = {key: at for at, key in enumerate(panel.groups)}
    return np.array([place.get((cell.skill, cell.channel), -1) for cell in panel.cells], dtype=np.int64)


# -- verdicts -----------------------------------------------------------------------------------------------


def _either(below: Floats, above: Floats) -> Floats:
    """The probability of one of two events that exclude each other; NaN where neither can be."""
    found = np.where(np.isnan(below) & np.isnan(above), np.nan, known(below) + known(above))
    return np.clip(found, 0.0, 1.0)


def _judged(panel: Panel, kind: Kind, window: int, weighed: _Weighed, options: Options) -> Evidence:
    fair, now, group = weighed.fair, weighed.now, panel.group_of
    level, cells = weighed.level, len(panel.cells)
    standard = fair.standard[group]
    scale = Scale(kind, panel.scale, standard)
    low, high = target_at_review(panel, panel.low), target_at_review(panel, panel.high)
    margin = known(target_at_review(panel, panel.margin))
    under, over = level.below(scale.to(low)), level.above(scale.to(high))
    p_off = _either(under, over)
    p_margin = p_off
    if margin.any():
        p_margin = _either(level.below(scale.to(low - margin)), level.above(scale.to(high + margin)))

    # the cells
    of_cell = np.append(fair.standard, np.nan)[_group_of_cell(panel)] if cells else np.zeros(0)
    cell_scale = Scale(kind, panel.scale, of_cell)
    wobble = np.append(fair.wobble, np.nan)[_group_of_cell(panel)] if cells else np.zeros(0)
    cell_low, cell_high = _of_cells(low, now, cells), _of_cells(high, now, cells)
    too_low, too_high = shared.probability_off(
        weighed.parts.mean,
        weighed.parts.mean_variance + wobble,
        cell_scale.to(cell_low),
        cell_scale.to(cell_high),
    )
    p_common = _either(too_low, too_high)
    judged = np.where(np.isfinite(p_off), now, -1)
    units = summed(np.ones(len(now)), judged, cells)
    share_off = ratio(summed(known(p_off), judged, cells), units)
    alone = shared.is_common(p_common, share_off, units.astype(np.int64), options.common_at)
    cell_down = known(too_low) >= known(too_high)
    cell_mean = cell_scale.back(weighed.parts.mean)
    cell_down = np.where(np.isnan(cell_high), True, np.where(np.isnan(cell_low), False, cell_down))
    cell_target = np.where(cell_down, cell_low, cell_high)
    gap = np.maximum(np.where(cell_down, cell_low - cell_mean, cell_mean - cell_high), 0.0)
    like_group, group_gap = shared.like_their_group(
        alone, p_common, units, gap, cell_down, _group_of_cell(panel), options.small_cell
    )
    common = alone | like_group
    shifted = np.where(cell_down, cell_target - group_gap, cell_target + group_gap)
    usual_there = np.where(like_group, shifted, cell_mean)

    # the units
    down = np.where(np.isnan(high), True, np.where(np.isnan(low), False, known(under) >= known(over)))
    in_common = np.append(common, False)[now]
    down = np.where(in_common, np.append(cell_down, False)[now], down)
    target = np.where(down, low, high)
    mean_here = np.append(cell_mean, np.nan)[now]
    value = scale.back(level.mean)
    sign = np.where(down, 1.0, -1.0)
    bar = np.where(in_common, np.append(usual_there, np.nan)[now], target)
    # the group's uncertainty moves the cell's mean and the unit alike; that of the cell's mean does not
    against = weighed.narrow.widened(level.shrink**2 * np.append(weighed.parts.mean_variance, np.nan)[now])
    cell_bar = np.append(weighed.parts.mean, np.nan)[now]
    below = against.below(np.where(in_common, cell_bar, np.nan))
    borrowed_bar = np.append(like_group, False)[now]
    if borrowed_bar.any():
        below = np.where(borrowed_bar, level.below(np.where(borrowed_bar, scale.to(bar), np.nan)), below)
    p_bar = np.where(in_common & np.isfinite(p_off), np.where(down, below, 1 - below), p_off)

    # the rule
    least = _floors(panel, kind, weighed, options)
    fair_unit = panel.scale * fair.value
    off = months_off(fair_unit, fair.n, panel.low, panel.high, least)
    rule = in_a_row(off, np.where(fair.n > 0, panel.cell, -1), options.rule_months)

    # list and answer
    # a cell in which people seem to differ much by chance would list them and flatter their course: the
    # parts of the variance of all groups must say so, too
    reliable = np.minimum(known(weighed.reliability), known(weighed.reliability_of_all))
    told_apart = reliable >= options.least_reliability
    listed = longest_list(np.where(told_apart, p_bar, np.nan), options.wrong_share)
    answer = answers(rule, listed, np.isfinite(p_off), options.rule_months)
    benefit = sign * (bar - value) * weighed.volume
    between = np.append(weighed.parts.between, np.nan)[now]
    each = weighed.scatter.each
    open_ = np.isfinite(p_off) & ~listed & (p_off > options.wrong_share) & ~in_common
    more = more_needed(
        distance=sign * (scale.to(target) - cell_bar),
        between=between,
        information=weighed.information,
        wobble=weighed.wobble,
        mean_variance=np.append(weighed.parts.mean_variance, np.nan)[now],
        own=-sign * weighed.own,
        month=np.append(weighed.parts.month, np.nan)[now],
        each=each,
        usual=_usual_month(fair.n, panel.cell, window),
        certain=1 - options.wrong_share,
    )
    return Evidence(
        panel=panel,
        options=options,
        expected=fair.expected,
        reference=fair.reference,
        month_factor=fair.month_factor,
        outage=fair.outage,
        standard=panel.scale * fair.standard,
        wobble=fair.wobble,
        fair=fair_unit,
        sampling=weighed.scatter.variance,
        window=window,
        cell=now,
        parts=weighed.parts,
        shrink=level.shrink,
        reliability=weighed.reliability,
        told_apart=np.where(np.isfinite(p_off), told_apart, False),
        level=value,
        level_low=scale.back(level.quantile((1 - options.certainty) / 2)),
        level_high=scale.back(level.quantile((1 + options.certainty) / 2)),
        p_off=p_off,
        p_margin=p_margin,
        target=target,
        bar=bar,
        p_bar=p_bar,
        floor=least,
        floor_half=floor(each, between, HALF),
        floor_most=floor(each, between, MOST),
        off=off,
        run=rule.run,
        run_of=rule.run_of,
        missed=rule.missed,
        judged=rule.judged,
        hit=rule.hit,
        listed=listed,
        expected_wrong=expected_wrong(p_bar, listed),
        answer=answer,
        more=np.where(open_, more, np.nan),
        volume=weighed.volume,
        benefit=benefit,
        seated=seated(answer, benefit, options.seats),
        shared=Shared(
            p_common=p_common,
            common=common,
            mean=cell_mean,
            target=cell_target,
            gap=gap,
            share_off=share_off,
            units=units.astype(np.int64),
            q=weighed.heterogeneity.q,
            q_p=weighed.heterogeneity.p,
            i2=weighed.heterogeneity.i2,
        ),
        gap_common=sign * (target - mean_here),
        gap_own=sign * (mean_here - value),
        in_common=in_common,
    )


def _of_cells(wanted: Floats, now: Ints, cells: int) -> Floats:
    """The mean of what is wanted of the units of each cell: new people's targets differ by their weeks."""
    there = np.where(np.isfinite(wanted), now, -1)
    return ratio(summed(known(wanted), there, cells), summed(np.ones(len(now)), there, cells))


def _usual_month(n: Floats, cell: Ints, window: int) -> Floats:
    """The mean volume of the months in which a unit worked (units,)."""
    there = (n > 0) & (cell >= 0)
    there[:, : max(0, n.shape[1] - window)] = False
    return ratio(np.where(there, n, 0.0).sum(axis=1), there.sum(axis=1).astype(np.float64))


def _floors(panel: Panel, kind: Kind, weighed: _Weighed, options: Options) -> Floats:
    """The volume below which a month gives no verdict (units,)."""
    if options.floor is not None:
        return np.full(len(weighed.now), options.floor)
    usual = _usual_month(weighed.fair.n, panel.cell, panel.x.shape[1])
    cells = len(panel.cells)
    of_cell = ratio(
        summed(known(usual), weighed.now, cells),
        summed(np.isfinite(usual).astype(np.float64), weighed.now, cells),
    )
    between = np.append(weighed.parts.between, np.nan)[weighed.now]
    return month_floor(
        known(weighed.scatter.each), known(between), known(np.append(of_cell, np.nan)[weighed.now])
    )
