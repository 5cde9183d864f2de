"""Whether a measure was felt: contacts about the problem per working day since, against before it.

With a contacts on tA days of the window and b on tB days of the baseline the ratio is (a/tA)/(b/tB), its
range exp(ln ratio ± z·√(1/a + 1/b)), and both are divided by the same ratio of all other contacts, so that a
quiet month is not taken for success (then 1/a' + 1/b' of the others stand under the root, too).

Like with like: bills bring a wave at the start of each month, so that each day of the window is held against
the same days of the month in the baseline, and what has no counterpart is left out; whole months would throw
away most of a window of four weeks. Where days of the month occur differently often on the two sides, the
ratios of the single days are put together by Mantel & Haenszel's weights for rates (variance: Greenland &
Robins 1985), which is the ratio above where they occur alike. Days off are left out on both sides.

Contacts come in bursts: the range above is right for single customers who know nothing of each other, and too
narrow for days that scatter more. How much more is taken from the days themselves (Pearson's chi-square of a
model with a level for each side and one for each day of the month, by its degrees of freedom, times how alike
neighbouring days are), and widens the range by its root.

Simulated (three months against four weeks, a wave on days 1 to 5, 1.5 to 40 contacts a day): of 100 ranges
that should hold the truth 95 times the widened ones hold it 94 to 97 times where only chance is at work, 91
to 95 where each day has its own luck (spread of 30 to 60 % of its mean; the plain ones 36 to 93), and 77 to
90 where luck lasts for days (neighbours alike by 0.5 to 0.7; the plain ones 19 to 86). So bursts of a week
still make it look a little surer than it is, and so do months that differ as a whole (`effect_answer.SMALL`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from statistics import NormalDist

from supervisor.words import mark

LEAST_EXPECTED = 10.0
"""So many contacts must the baseline let expect in the window before anything is said."""
CERTAINTY = 0.95
MONTH_END = 29
"""Days 29 to 31 are one: not every month has them."""
_LEAST_FREEDOM = 5  # degrees of freedom, with fewer of which a spread is not known
_MOST_ALIKE = 0.6  # of neighbouring days: more cannot be told from a trend
_ROUNDS = 30


@dataclass(frozen=True)
class DayCount:
    """Contacts *about* the problem on a *day*, and all *others*; None is unknown. A day whose *about* is
    unknown does not count."""

    day: date
    about: float | None
    others: float | None = None


class EffectVerdict(StrEnum):
    """What the figures say."""

    FELL = "fell"
    NO_CHANGE = "no_change"
    ROSE = "rose"
    TOO_FEW = "too_few"


VERDICT_LABELS = {
    EffectVerdict.FELL: mark("Fell"),
    EffectVerdict.NO_CHANGE: mark("No change seen"),
    EffectVerdict.ROSE: mark("Rose"),
    EffectVerdict.TOO_FEW: mark("Too few to say"),
}


class Reached(StrEnum):
    """Whether the target was reached: a statement of its own, as a fall may be too small and yet certain."""

    YES = "yes"  # the whole range is at or below the target
    NO = "no"  # the whole range is above it
    OPEN = "open"  # the range holds it
    UNKNOWN = "unknown"  # too few to say


REACHED_LABELS = {
    Reached.YES: mark("Target reached"),
    Reached.NO: mark("Target not reached"),
    Reached.OPEN: mark("Target: cannot be told yet"),
    Reached.UNKNOWN: mark("Target: too few to say"),
}


@dataclass(frozen=True)
class Side:
    """What was counted on one side: *count* contacts on *days* days, and *others* (None: not known)."""

    count: float
    days: int
    others: float | None = None

    @property
    def rate(self) -> float | None:
        """Contacts a working day; None without days."""
        return self.count / self.days if self.days else None


@dataclass(frozen=True)
class Effect:
    """*before*, *after*: what was compared. *ratio* from *low* to *high*: after to before, divided by
    *others_ratio* (None: the others are not known, and nothing was divided by). *plain*: before dividing.
    They are None where the baseline has none to compare with.

    *expected* contacts the baseline lets expect in the window. *spread*: by how much the variance of the days
    is more than chance alone makes it (1: not at all; None: too few days to know, and taken as 1). *matched*:
    days of the month were held against each other; *left_out* days of both sides have no counterpart.
    *reached* is None without a target.
    """

    before: Side
    after: Side
    verdict: EffectVerdict
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    plain: float | None = None
    others_ratio: float | None = None
    expected: float = 0.0
    spread: float | None = None
    matched: bool = True
    left_out: int = 0
    target: float | None = None
    reached: Reached | None = None


def effect(before: Sequence[DayCount], after: Sequence[DayCount], *, target: float | None = None) -> Effect:
    """What the working days *after* say against those *before*; *target* is a share of the rate before."""
    before = [one for one in before if one.about is not None]
    after = [one for one in after if one.about is not None]
    count = len(before) + len(after)
    before, after, matched = _alike(before, after)
    with_others = bool(before and after) and all(one.others is not None for one in (*before, *after))
    table = _Table(before, after, matched=matched)
    expected = table.expected
    own = table.ratio()
    others = _Table(before, after, matched=matched, others=True).ratio() if with_others else None
    spread = _spread(before, after, with_others=with_others)
    ratio = low = high = None
    if own is not None:
        ratio, variance = own.ratio, own.variance
        if others is not None:
            ratio, variance = ratio / others.ratio, variance + others.variance
        reach = NormalDist().inv_cdf((1 + CERTAINTY) / 2) * math.sqrt(variance * (spread or 1.0))
        low, high = ratio * math.exp(-reach), ratio * math.exp(reach)
    return Effect(
        table.side(0),
        table.side(1),
        _verdict(low, high, expected),
        ratio,
        low,
        high,
        own.ratio if own is not None else None,
        others.ratio if others is not None else None,
        expected,
        spread,
        matched,
        count - len(before) - len(after),
        target,
        None if target is None else _reached(low, high, expected, target),
    )


def _verdict(low: float | None, high: float | None, expected: float) -> EffectVerdict:
    if low is None or high is None or expected < LEAST_EXPECTED:
        return EffectVerdict.TOO_FEW
    if high < 1:
        return EffectVerdict.FELL
    return EffectVerdict.ROSE if low > 1 else EffectVerdict.NO_CHANGE


def _reached(low: float | None, high: float | None, expected: float, target: float) -> Reached:
    if low is None or high is None or expected < LEAST_EXPECTED:
        return Reached.UNKNOWN
    if high <= target:
        return Reached.YES
    return Reached.NO if low > target else Reached.OPEN


# -- like with like -----------------------------------------------------------------------------------------


def position(day: date) -> int:
    """Which day of the month it is; the last ones are one."""
    return min(day.day, MONTH_END)


def _alike(
    before: Sequence[DayCount], after: Sequence[DayCount]
) -> tuple[list[DayCount], list[DayCount], bool]:
    """The days of both sides whose day of the month the other has, too, and whether they are matched: where
    less than half of the window would be left (a baseline of a week), all days are compared as they are."""
    both = {position(one.day) for one in before} & {position(one.day) for one in after}
    kept = [one for one in after if position(one.day) in both]
    if 2 * len(kept) < len(after):
        return list(before), list(after), False
    return [one for one in before if position(one.day) in both], kept, True


@dataclass(frozen=True)
class _Ratio:
    ratio: float
    variance: float  # of its logarithm


@dataclass
class _Cell:
    """One day of the month: counts and days on both sides."""

    counts: list[float] = field(default_factory=lambda: [0.0, 0.0])
    days: list[int] = field(default_factory=lambda: [0, 0])


class _Table:
    """Counts and days by day of the month."""

    def __init__(
        self,
        before: Sequence[DayCount],
        after: Sequence[DayCount],
        *,
        matched: bool,
        others: bool = False,
    ) -> None:
        self._sides = before, after
        cells: defaultdict[int, _Cell] = defaultdict(_Cell)
        for side, days in enumerate(self._sides):
            for one in days:
                cell = cells[position(one.day) if matched else 0]
                cell.counts[side] += (one.others if others else one.about) or 0.0
                cell.days[side] += 1
        self._cells = cells.values()

    def side(self, at: int) -> Side:
        days = self._sides[at]
        known = all(one.others is not None for one in days)
        return Side(
            sum(one.about or 0.0 for one in days),
            len(days),
            sum(one.others or 0.0 for one in days) if known and days else None,
        )

    @property
    def expected(self) -> float:
        """How many contacts the baseline lets expect on the days of the window."""
        return sum(cell.counts[0] * cell.days[1] / cell.days[0] for cell in self._cells if cell.days[0])

    def ratio(self) -> _Ratio | None:
        """After to before, per day; None where a side has no days, or the baseline no contacts."""
        days = [sum(cell.days[side] for cell in self._cells) for side in (0, 1)]
        counts = [sum(cell.counts[side] for cell in self._cells) for side in (0, 1)]
        if not all(days) or not counts[0]:
            return None
        if not counts[1]:  # half a contact on both sides: no logarithm of nothing
            ratio = (0.5 / days[1]) / ((counts[0] + 0.5) / days[0])
            return _Ratio(ratio, 1 / 0.5 + 1 / (counts[0] + 0.5))
        above = below = weighed = 0.0
        for cell in self._cells:
            if not all(cell.days):
                continue
            whole = sum(cell.days)
            above += cell.counts[1] * cell.days[0] / whole
            below += cell.counts[0] * cell.days[1] / whole
            weighed += sum(cell.counts) * cell.days[0] * cell.days[1] / whole**2
        if not above or not below:
            return None
        return _Ratio(above / below, weighed / (above * below))


# -- how much more days scatter than chance ----------------------------------------------------------------


def _spread(before: Sequence[DayCount], after: Sequence[DayCount], *, with_others: bool) -> float | None:
    """By how much the variance of counts of days is more than Poisson's; at least 1, None: not known."""
    days = [(side, one) for side, of in enumerate((before, after)) for one in of]
    places: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, (_side, one) in enumerate(days):
        places[0, position(one.day)].append(at)
    for at, (side, _one) in enumerate(days):
        places[1, side].append(at)
    usual = sum(one.others or 0.0 for _side, one in days) / len(days) if with_others else 0.0
    fitted = [
        max(one.others or 0.0, 1e-9) / usual if usual else 1.0 for _side, one in days
    ]  # what all contacts do on that day, these do, too
    for _round in range(_ROUNDS):
        for of in places.values():
            whole = sum(fitted[at] for at in of)
            told = sum(days[at][1].about or 0.0 for at in of)
            for at in of:
                fitted[at] *= told / whole if whole else 0.0
    known = [at for at in range(len(days)) if fitted[at] > 1e-9]
    levels = {position(days[at][1].day) for at in known}
    freedom = len(known) - len(levels) - len({days[at][0] for at in known}) + 1
    if freedom < _LEAST_FREEDOM:
        return None
    rest = {at: ((days[at][1].about or 0.0) - fitted[at]) / math.sqrt(fitted[at]) for at in known}
    chi = sum(one * one for one in rest.values())
    return max(1.0, chi / freedom * _runs(rest, days))


def _runs(rest: dict[int, float], days: Sequence[tuple[int, DayCount]]) -> float:
    """By how much more sums of days scatter than if days knew nothing of each other; 1 or more."""
    pairs = [(rest[at], rest[at + 1]) for at in rest if at + 1 in rest and days[at][0] == days[at + 1][0]]
    squares = sum(one * one for one in rest.values())
    if len(pairs) < 2 * _LEAST_FREEDOM or not squares:
        return 1.0
    alike = sum(one * next_ for one, next_ in pairs) / squares * len(rest) / len(pairs)
    alike = min(_MOST_ALIKE, alike)
    return (1 + alike) / (1 - alike) if alike > 0 else 1.0
