"""Whether a course helped: the change of those trained, less what would have come without it.

People are picked because their figures were bad, so most would look better next month anyway; a plain
before/after takes that for the course's doing. Two measures do not: a wait list drawn by lot, and the
difference to the forecast of the shrunken level, less the same of untrained peers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist, fmean

from supervisor.evidence.intervals import USUAL_CERTAINTY, Interval, quantile

USUAL_POWER = 0.80


class Method(StrEnum):
    """How the effect was told from what would have come anyway."""

    WAIT_LIST = "wait_list"  # drawn by lot who goes first: the best there is
    FORECAST = "forecast"  # against the forecast and untrained peers
    SERIES = "series"  # a whole cell was trained: its weekly series, broken at the course; weaker


class Verdict(StrEnum):
    """What may be said of the course."""

    HELPED = "helped"  # the whole interval is on the good side
    CANNOT_TELL = "cannot_tell"  # the interval holds both no effect and a useful one
    DID_NOT = "did_not"  # the interval holds no effect, and no useful one
    WORSE = "worse"  # the whole interval is on the bad side


@dataclass(frozen=True)
class Outcome:
    """One person's fair values *before* and *after*, and the *forecast*: the shrunken level stored when the
    list was made. None (or NaN) where there is none. *cluster*: the team, where teams were trained as a
    whole; "" is a cluster of its own."""

    before: float | None
    after: float | None
    forecast: float | None = None
    cluster: str = ""


@dataclass(frozen=True)
class Effect:
    """What a course did, in the KPI's unit: for a KPI where lower is better, an improvement is negative.

    *raw_change*: mean of after − before of those trained. *expected*: so much of it was expected without any
    course (mean of forecast − before). *plain_difference*: the raw change less that of those compared, which
    flatters or harms as the two groups were picked. *effect* with *interval* (Welch's; across clusters where
    there are; Newey–West for a series) and *resampled* (permutation for a wait list, bootstrap for a
    forecast; None for a series or too few clusters). *detectable*: the smallest true effect that this group
    would have shown 4 times in 5. *p*: of no effect, two-sided, by the test of the *interval*; *p_resampled*
    by permutation.
    *trained*, *compared*: so many persons count (for a series: weeks after and before); *left_out*: so many
    had no value. Numbers are None where too few are left to tell.
    """

    method: Method
    higher_is_better: bool
    trained: int
    compared: int
    left_out: int
    raw_change: float | None
    expected: float | None
    plain_difference: float | None
    effect: float | None
    interval: Interval | None
    resampled: Interval | None
    detectable: float | None
    p: float | None
    p_resampled: float | None
    verdict: Verdict
    certainty: float
    seed: int | None


def wait_list(
    trained: Sequence[Outcome],
    waiting: Sequence[Outcome],
    *,
    higher_is_better: bool,
    seed: int,
    useful: float | None = None,
    certainty: float = USUAL_CERTAINTY,
) -> Effect:
    """The effect where it was drawn by lot who is *trained* now and who is *waiting*: the difference of their
    mean changes. *useful*: the smallest improvement worth the course (positive, in the KPI's unit); None:
    then a course is never said to have done nothing."""
    now = [_Change.of(one, one.before) for one in trained]
    later = [_Change.of(one, one.before) for one in waiting]
    return _compared(Method.WAIT_LIST, now, later, higher_is_better, seed, useful, certainty)


def forecast_difference(
    trained: Sequence[Outcome],
    untrained: Sequence[Outcome],
    *,
    higher_is_better: bool,
    seed: int,
    useful: float | None = None,
    certainty: float = USUAL_CERTAINTY,
) -> Effect:
    """The effect as the mean of after − forecast of the *trained*, less the same of *untrained* peers of the
    same skill group: the first difference takes out the regression to the mean, the second the month.
    *useful*: see `wait_list`."""
    now = [_Change.of(one, one.forecast) for one in trained]
    others = [_Change.of(one, one.forecast) for one in untrained]
    return _compared(Method.FORECAST, now, others, higher_is_better, seed, useful, certainty)


def detectable(
    sd: float, trained: int, compared: int, *, power: float = USUAL_POWER, certainty: float = USUAL_CERTAINTY
) -> float | None:
    """The smallest effect that shows with *power*, where single persons' changes scatter by *sd*; in its
    unit. None without anybody on a side."""
    if trained < 1 or compared < 1 or not sd >= 0:
        return None
    return _standard_errors(power, certainty) * sd * math.sqrt(1 / trained + 1 / compared)


def verdict(
    intervals: Sequence[Interval | None], *, higher_is_better: bool, useful: float | None = None
) -> Verdict:
    """What the *intervals* of one effect allow to say; the first must be there, and all that are must
    agree."""
    if not intervals or intervals[0] is None:
        return Verdict.CANNOT_TELL
    good = [
        one if higher_is_better else Interval(-one.high, -one.low) for one in intervals if one is not None
    ]
    if all(one.low > 0 for one in good):
        return Verdict.HELPED
    if all(one.high < 0 for one in good):
        return Verdict.WORSE
    if useful is not None and all(one.high < useful for one in good):
        return Verdict.DID_NOT
    return Verdict.CANNOT_TELL


def _standard_errors(power: float, certainty: float) -> float:
    return quantile(certainty) + NormalDist().inv_cdf(power)


@dataclass(frozen=True)
class _Change:
    """One person's *change* against what is subtracted (None: not known), beside the plain figures."""

    change: float | None
    raw: float | None
    expected: float | None
    cluster: str

    @staticmethod
    def of(one: Outcome, base: float | None) -> _Change:
        return _Change(
            _less(one.after, base), _less(one.after, one.before), _less(one.forecast, one.before), one.cluster
        )


def _less(value: float | None, base: float | None) -> float | None:
    if value is None or base is None:
        return None
    less = value - base
    return less if math.isfinite(less) else None


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _compared(
    method: Method,
    trained: list[_Change],
    others: list[_Change],
    higher_is_better: bool,
    seed: int,
    useful: float | None,
    certainty: float,
) -> Effect:
    from supervisor.evidence.resampling import bootstrap, clustered, permutation, welch

    now = [one for one in trained if one.change is not None]
    then = [one for one in others if one.change is not None]
    a, b = ([one.change for one in side if one.change is not None] for side in (now, then))
    raw, raw_others = _mean([one.raw for one in now]), _mean([one.raw for one in then])
    effect = interval = resampled = smallest = p = p_resampled = None
    if a and b:
        effect = fmean(a) - fmean(b)
        teams = _clusters(now), _clusters(then)
        if any(len(set(side)) < len(side) for side in teams):
            tested = clustered(a, b, *teams, certainty=certainty)
            smallest = None if tested is None else _standard_errors(USUAL_POWER, certainty) * tested.error
        else:
            tested = welch(a, b, certainty=certainty)
            smallest = None if tested is None else detectable(tested.sd, len(a), len(b), certainty=certainty)
        if tested is not None:
            interval, p = tested.interval, tested.p
            if method is Method.WAIT_LIST and not _grouped(teams):
                resampled, p_resampled = permutation(a, b, seed=seed, certainty=certainty)
            else:
                resampled = bootstrap(a, b, *teams, seed=seed, certainty=certainty)
    return Effect(
        method=method,
        higher_is_better=higher_is_better,
        trained=len(a),
        compared=len(b),
        left_out=len(trained) - len(a) + len(others) - len(b),
        raw_change=raw,
        expected=_mean([one.expected for one in now]),
        plain_difference=None if raw is None or raw_others is None else raw - raw_others,
        effect=effect,
        interval=interval,
        resampled=resampled,
        detectable=smallest,
        p=p,
        p_resampled=p_resampled,
        verdict=verdict((interval, resampled), higher_is_better=higher_is_better, useful=useful),
        certainty=certainty,
        seed=seed,
    )


def _clusters(side: Sequence[_Change]) -> list[str]:
    """The cluster of each, made up where somebody has none."""
    return [f"\0{at}" if one.cluster == "" else one.cluster for at, one in enumerate(side)]


def _grouped(teams: tuple[list[str], list[str]]) -> bool:
    return any(len(set(side)) < len(side) for side in teams)
