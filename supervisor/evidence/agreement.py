"""Whether raters of the same contacts agree, beyond what chance would give them anyway.

Where nearly every form is passed, two who toss weighted coins agree on most: percent agreement alone says
little. A row of *ratings* is a contact, a column a rater; None where somebody did not rate it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from statistics import fmean

from supervisor.evidence.intervals import USUAL_CERTAINTY, Interval, quantile

Rating = float | str | bool
Ratings = Sequence[Sequence[Rating | None]]
Scores = Sequence[Sequence[float | None]]


class Scale(StrEnum):
    """What ratings of one item are: how far apart two of them stand."""

    NOMINAL = "nominal"  # the same or not
    ORDINAL = "ordinal"  # more or less: numbers, of which only the order counts
    INTERVAL = "interval"  # points: numbers whose differences count


class Acceptance(StrEnum):
    """What may be concluded from ratings with such an alpha (Krippendorff 2004)."""

    FINE = "fine"  # .80 and more
    PROVISIONAL = "provisional"  # .67 and more
    REWRITE = "rewrite"  # less: the item says different things to different people
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Kappa:
    """Agreement beyond chance of two raters: 1 all, 0 as by chance. *interval* may reach beyond 1, as it is
    a normal one. *n* contacts rated by both."""

    value: float
    interval: Interval
    n: int


@dataclass(frozen=True)
class Icc:
    """Share of the variance of scores that is the contacts' (Shrout & Fleiss 1979): *agreement*, ICC(2,1),
    which counts a rater's severity as error, and *consistency*, ICC(3,1), which does not. *n* contacts that
    all *raters* scored."""

    agreement: float
    consistency: float
    n: int
    raters: int


@dataclass(frozen=True)
class Repeatability:
    """A rater against himself, weeks apart: *n* contacts, the share rated the same, kappa (None where all
    ratings are alike), and for scores the mean of second − first (*shift*) with the standard deviation of
    one scoring (*sd*, of the differences divided by √2)."""

    n: int
    agreement: float
    kappa: Kappa | None
    shift: float | None
    sd: float | None


@dataclass(frozen=True)
class Gage:
    """Variances of scores by where they come from: the same rater again (*repeatability*), *interaction* of
    rater and contact, severity of *raters*, and what is measured: *contacts*."""

    repeatability: float
    interaction: float
    raters: float
    contacts: float

    @property
    def measurement(self) -> float:
        return self.repeatability + self.interaction + self.raters

    @property
    def share(self) -> float | None:
        """Standard deviation of the measurement by that of all scores, 0 to 1."""
        whole = self.measurement + self.contacts
        return math.sqrt(self.measurement / whole) if whole > 0 else None

    @property
    def classes(self) -> float | None:
        """So many kinds of contact the raters can tell apart; five are wanted (AIAG 2010)."""
        return 1.41 * math.sqrt(self.contacts / self.measurement) if self.measurement > 0 else None


def accepted(alpha: float | None) -> Acceptance:
    """The word for an *alpha*."""
    if alpha is None or math.isnan(alpha):
        return Acceptance.UNKNOWN
    if alpha >= 0.80:
        return Acceptance.FINE
    return Acceptance.PROVISIONAL if alpha >= 0.67 else Acceptance.REWRITE


def percent_agreement(ratings: Ratings) -> float | None:
    """The share of pairs of raters that agree, mean of contacts rated by two or more; None without any."""
    shares = []
    for row in _rated(ratings):
        pairs = len(row) * (len(row) - 1)
        shares.append(sum(count * (count - 1) for count in Counter(row).values()) / pairs)
    return fmean(shares) if shares else None


def cohen_kappa(
    first: Sequence[Rating | None], second: Sequence[Rating | None], *, certainty: float = USUAL_CERTAINTY
) -> Kappa | None:
    """Kappa of two raters (Cohen 1960) with its large-sample interval (Fleiss, Cohen & Everitt 1969); None
    where both gave one and the same rating to all, or nothing is rated by both."""
    pairs = _pairs(first, second)
    n = len(pairs)
    if n == 0:
        return None
    share = {pair: count / n for pair, count in Counter(pairs).items()}
    of_first, of_second = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    seen = math.fsum(value for (a, b), value in share.items() if a == b)
    chance = math.fsum(of_first[one] * of_second[one] for one in of_first) / n**2
    if chance >= 1:
        return None
    kappa = (seen - chance) / (1 - chance)
    # With what each category's pairs weigh in the variance.
    same = math.fsum(
        value * (1 - (of_first[a] + of_second[a]) / n * (1 - kappa)) ** 2
        for (a, b), value in share.items()
        if a == b
    )
    apart = (1 - kappa) ** 2 * math.fsum(
        value * ((of_second[a] + of_first[b]) / n) ** 2 for (a, b), value in share.items() if a != b
    )
    variance = (same + apart - (kappa - chance * (1 - kappa)) ** 2) / ((1 - chance) ** 2 * n)
    half = quantile(certainty) * math.sqrt(max(0.0, variance))
    return Kappa(kappa, Interval(kappa - half, kappa + half), n)


def fleiss_kappa(ratings: Ratings) -> float | None:
    """Kappa of three and more raters (Fleiss 1971), over the contacts that all of them rated; None where
    there is none or all ratings are alike."""
    whole = _whole(ratings)
    if not whole or len(whole[0]) < 2:
        return None
    seen = percent_agreement(whole) or 0.0
    counts = Counter(one for row in whole for one in row)
    total = sum(counts.values())
    chance = math.fsum((count / total) ** 2 for count in counts.values())
    return (seen - chance) / (1 - chance) if len(counts) > 1 else None


def krippendorff_alpha(ratings: Ratings, scale: Scale = Scale.NOMINAL) -> float | None:
    """Alpha for any number of raters, who need not rate everything (Krippendorff 2004): 1 − disagreement seen
    by that of chance. None where no contact was rated twice or all ratings are alike. ORDINAL and INTERVAL
    need numbers."""
    rows = _rated(ratings)
    counts = Counter(one for row in rows for one in row)
    n = sum(counts.values())
    apart = _distance(scale, counts)
    chance = math.fsum(2 * counts[a] * counts[b] * apart(a, b) for a, b in combinations(counts, 2))
    if not chance > 0:
        return None
    seen = 0.0
    for row in rows:
        here = Counter(row)
        seen += math.fsum(2 * here[a] * here[b] * apart(a, b) for a, b in combinations(here, 2)) / (
            len(row) - 1
        )
    return 1 - (n - 1) * seen / chance


def icc(scores: Scores) -> Icc | None:
    """ICC of single raters, over the contacts that all of them scored; None with fewer than two of either, or
    where nothing differs."""
    whole = [[float(one) for one in row] for row in _whole(scores)]
    n = len(whole)
    raters = len(whole[0]) if whole else 0
    if n < 2 or raters < 2:
        return None
    grand = fmean(one for row in whole for one in row)
    of_rows = [fmean(row) for row in whole]
    of_raters = [fmean(row[at] for row in whole) for at in range(raters)]
    rows = raters * math.fsum((one - grand) ** 2 for one in of_rows) / (n - 1)
    columns = n * math.fsum((one - grand) ** 2 for one in of_raters) / (raters - 1)
    rest = math.fsum(
        (one - mean - of_raters[at] + grand) ** 2
        for row, mean in zip(whole, of_rows, strict=True)
        for at, one in enumerate(row)
    ) / ((n - 1) * (raters - 1))
    consistent = rows + (raters - 1) * rest
    agreeing = consistent + raters * (columns - rest) / n
    if not (consistent > 0 and agreeing > 0):
        return None
    return Icc((rows - rest) / agreeing, (rows - rest) / consistent, n, raters)


def rater_bias(scores: Scores) -> tuple[float | None, ...]:
    """How much more each rater gives than the mean of all for the same contacts (least squares of contact +
    rater, so that who got the better contacts does not look mild). None for somebody who shares no contact
    with the most of the others, even by way of a third."""
    raters = max((len(row) for row in scores), default=0)
    rows = [
        {at: float(one) for at, one in enumerate(row) if one is not None and not math.isnan(one)}
        for row in scores
    ]
    together = _together(rows, raters)
    rows = [row for row in rows if row and together.issuperset(row)]
    bias = dict.fromkeys(together, 0.0)
    given = {at: [row for row in rows if at in row] for at in together}
    for _ in range(1000):  # after the first round nothing moves where everybody rated everything
        means = {id(row): fmean(value - bias[at] for at, value in row.items()) for row in rows}
        new = {at: fmean(row[at] - means[id(row)] for row in of) for at, of in given.items()}
        middle = fmean(new.values()) if new else 0.0
        new = {at: value - middle for at, value in new.items()}
        moved = max((abs(new[at] - bias[at]) for at in new), default=0.0)
        bias = new
        if moved < 1e-10:
            break
    return tuple(bias.get(at) if len(together) > 1 else None for at in range(raters))


def repeatability(first: Sequence[Rating | None], second: Sequence[Rating | None]) -> Repeatability | None:
    """One rater's *first* and *second* rating of the same contacts; None where nothing was rated twice.
    *shift* and *sd* are None for ratings that are no numbers, *sd* for fewer than two."""
    pairs = _pairs(first, second)
    if not pairs:
        return None
    shift = sd = None
    steps = [b - a for a, b in pairs if not isinstance(a, str | bool) and not isinstance(b, str | bool)]
    if len(steps) == len(pairs):
        shift = fmean(steps)
        if len(steps) > 1:
            sd = math.sqrt(math.fsum((step - shift) ** 2 for step in steps) / (len(steps) - 1) / 2)
    return Repeatability(
        n=len(pairs),
        agreement=sum(a == b for a, b in pairs) / len(pairs),
        kappa=cohen_kappa([a for a, _ in pairs], [b for _, b in pairs]),
        shift=shift,
        sd=sd,
    )


def gage(scores: Sequence[Sequence[Sequence[float]]]) -> Gage | None:
    """Variances of ``scores[contact][rater][time]`` by two-way analysis of variance with interaction; one
    that comes out negative is 0. Everybody must have scored every contact equally often, twice at least; None
    otherwise, or with fewer than two contacts or raters."""
    n = len(scores)
    raters = len(scores[0]) if n else 0
    times = len(scores[0][0]) if raters else 0
    whole = all(len(row) == raters and all(len(cell) == times for cell in row) for row in scores)
    values = [one for row in scores for cell in row for one in cell] if whole else []
    if n < 2 or raters < 2 or times < 2 or not whole or not all(math.isfinite(one) for one in values):
        return None
    grand = fmean(values)
    cells = [[fmean(cell) for cell in row] for row in scores]
    of_rows = [fmean(row) for row in cells]
    of_raters = [fmean(row[at] for row in cells) for at in range(raters)]
    again = math.fsum(
        (one - cells[i][at]) ** 2
        for i, row in enumerate(scores)
        for at, cell in enumerate(row)
        for one in cell
    ) / (n * raters * (times - 1))
    crossed = (
        times
        * math.fsum(
            (cells[i][at] - of_rows[i] - of_raters[at] + grand) ** 2 for i in range(n) for at in range(raters)
        )
        / ((n - 1) * (raters - 1))
    )
    by_rater = n * times * math.fsum((one - grand) ** 2 for one in of_raters) / (raters - 1)
    by_row = raters * times * math.fsum((one - grand) ** 2 for one in of_rows) / (n - 1)
    return Gage(
        repeatability=again,
        interaction=max(0.0, (crossed - again) / times),
        raters=max(0.0, (by_rater - crossed) / (n * times)),
        contacts=max(0.0, (by_row - crossed) / (raters * times)),
    )


def _missing(rating: Rating | None) -> bool:
    return rating is None or (isinstance(rating, float) and math.isnan(rating))


def _pairs(first: Sequence[Rating | None], second: Sequence[Rating | None]) -> list[tuple[Rating, Rating]]:
    pairs = zip(first, second, strict=True)
    return [
        (a, b) for a, b in pairs if a is not None and b is not None and not _missing(a) and not _missing(b)
    ]


def _whole(ratings: Ratings) -> list[list[Rating]]:
    """The contacts that all rated, but for those who rated nothing at all."""
    told = [[None if _missing(one) else one for one in row] for row in ratings]
    there = sorted({at for row in told for at, one in enumerate(row) if one is not None})
    rows = ([row[at] for at in there if at < len(row)] for row in told)
    return [known for row in rows if len(known := [one for one in row if one is not None]) == len(there) > 0]


def _rated(ratings: Ratings) -> list[list[Rating]]:
    """The ratings of each contact that was rated twice at least."""
    rows = ([one for one in row if one is not None and not _missing(one)] for row in ratings)
    return [row for row in rows if len(row) > 1]


def _distance(scale: Scale, counts: Mapping[Rating, int]) -> Callable[[Rating, Rating], float]:
    """The squared distance of two ratings."""
    if scale is Scale.NOMINAL:
        return lambda a, b: float(a != b)
    if scale is Scale.INTERVAL:
        return lambda a, b: (float(a) - float(b)) ** 2
    below, so_far = {}, 0.0
    for one in sorted(counts, key=float):
        below[one] = so_far + counts[one] / 2  # ranks up to the middle of its own
        so_far += counts[one]
    return lambda a, b: (below[a] - below[b]) ** 2


def _together(rows: Sequence[Mapping[int, float]], raters: int) -> set[int]:
    """The largest set of raters who are connected by contacts that several of them rated."""
    sets = [{at} for at in range(raters) if any(at in row for row in rows)]
    for row in rows:
        touched = [one for one in sets if one & row.keys()]
        sets = [one for one in sets if not one & row.keys()]
        if touched:
            sets.append(set().union(*touched))
    return max(sets, key=len, default=set())
