"""Where a gap comes from: which contacts somebody gets, what is longer about them, which types make it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

CUT = 0.80
"""Those that make so much of a gap are named."""
NOTABLE = 0.03
"""A part of handle time below this share of the peers' is nothing to speak of."""
HALF = 0.5


@dataclass(frozen=True)
class TypeTimes:
    """Sums over the contacts of one type."""

    contacts: float
    talk_s: float
    hold_s: float
    after_contact_s: float

    def sums(self) -> tuple[float, float, float]:
        return (self.talk_s, self.hold_s, self.after_contact_s) if self.contacts > 0 else (0.0, 0.0, 0.0)

    def each(self) -> tuple[float, float, float] | None:
        """Talk, hold and after-contact seconds of one contact; None without any."""
        if not self.contacts > 0:
            return None
        return self.talk_s / self.contacts, self.hold_s / self.contacts, self.after_contact_s / self.contacts


@dataclass(frozen=True)
class TypeGap:
    """What one type of contact makes of the gap, in seconds per contact. *own_share*, *peers_share* of all
    contacts. *mix*: because it comes more or less often than to the peers, held against their mean contact.
    *own_s*, *peers_s*: handle time of one contact of the type, None where there was none."""

    type: str
    own_share: float
    peers_share: float
    own_s: float | None
    peers_s: float | None
    mix: float
    talk: float
    hold: float
    after_contact: float

    @property
    def parts(self) -> tuple[float, float, float]:
        return self.talk, self.hold, self.after_contact

    @property
    def time(self) -> float:
        """All but the mix."""
        return self.talk + self.hold + self.after_contact


@dataclass(frozen=True)
class TimePart:
    """*seconds* per contact that talk, hold or after-contact work make of the gap. *everywhere*: it is longer
    on all types that matter, by much the same factor; *types*: the fewest that make half of it, the largest
    first."""

    seconds: float
    everywhere: bool
    types: tuple[str, ...]


@dataclass(frozen=True)
class HandleTimeGap:
    """Mean handle time against the peers', in seconds per contact, split without a rest:
    ``own − peers = mix + talk + hold + after_contact``. *by_type*: the one that takes most time first."""

    own: float
    peers: float
    mix: float
    talk: TimePart
    hold: TimePart
    after_contact: TimePart
    by_type: tuple[TypeGap, ...]

    @property
    def gap(self) -> float:
        return self.own - self.peers


def handle_time_gap(own: Mapping[str, TypeTimes], peers: Mapping[str, TypeTimes]) -> HandleTimeGap | None:
    """The gap in mean handle time by type of contact (Kitagawa 1955, symmetric); None where one side has no
    contacts. A type that one side never had is all mix: nothing is known of their time for it."""
    n_own, n_peers = (sum(max(0.0, one.contacts) for one in side.values()) for side in (own, peers))
    if not (n_own > 0 and n_peers > 0):
        return None
    none = TypeTimes(0.0, 0.0, 0.0, 0.0)
    sides = {type: (own.get(type, none), peers.get(type, none)) for type in sorted(own.keys() | peers.keys())}
    of_own = math.fsum(sum(one.sums()) for one, _ in sides.values()) / n_own
    of_peers = math.fsum(sum(one.sums()) for _, one in sides.values()) / n_peers
    middle = (of_own + of_peers) / 2  # shares add up to 1 on both sides: it changes no sum
    gaps, usual = [], []
    for type, (mine, theirs) in sides.items():
        times, peers_times = mine.each(), theirs.each()
        a, b = times or peers_times, peers_times or times
        if a is None or b is None:
            continue
        share, peers_share = mine.contacts / n_own, theirs.contacts / n_peers
        weight = (share + peers_share) / 2
        gaps.append(
            TypeGap(
                type,
                share,
                peers_share,
                None if times is None else sum(times),
                None if peers_times is None else sum(peers_times),
                (share - peers_share) * ((sum(a) + sum(b)) / 2 - middle),
                *(weight * (x - y) for x, y in zip(a, b, strict=True)),
            )
        )
        usual.append(tuple(weight * y for y in b))
    talk, hold, after = (
        _part([(one.type, one.parts[at], base[at]) for one, base in zip(gaps, usual, strict=True)])
        for at in range(3)
    )
    return HandleTimeGap(
        of_own,
        of_peers,
        math.fsum(one.mix for one in gaps),
        talk,
        hold,
        after,
        tuple(sorted(gaps, key=lambda one: (-one.time, one.type))),
    )


def _part(rows: Sequence[tuple[str, float, float]]) -> TimePart:
    """The part of (type, seconds, the peers' seconds at the same weight) of each type."""
    seconds, usual = math.fsum(row[1] for row in rows), math.fsum(row[2] for row in rows)
    # On a type that matters little, chance alone decides.
    matter = [row for row in rows if row[2] > 0.05 * usual]
    longer = seconds / usual if usual > 0 else 0.0
    everywhere = seconds > 0 and len(matter) > 1 and all(row[1] / row[2] >= HALF * longer for row in matter)
    types, made = [], 0.0
    for type, part, _ in sorted(rows, key=lambda row: (-row[1], row[0])):
        if seconds <= 0 or part <= 0 or made >= HALF * seconds:
            break
        types.append(type)
        made += part
    return TimePart(seconds, everywhere, tuple(types))


class Sign(StrEnum):
    """How somebody's level stands to the usual member of the own group, if that is beyond doubt."""

    HIGH = "high"
    LOW = "low"
    USUAL = "usual"
    UNKNOWN = "unknown"


class Fact(StrEnum):
    """What the parts of a handle time say together with whether contacts are resolved and customers
    content."""

    TALK_EVERYWHERE = "talk_everywhere"  # talks long whatever it is about: steering the talk
    TALK_ON_TYPES = "talk_on_types"  # talks long on some types: knowledge of these
    HOLD = "hold"  # looks things up, waits for a system or a permission
    AFTER_CONTACT = "after_contact"  # templates, entering orders
    MIX = "mix"  # gets longer contacts than the peers: no matter of training
    RUSHING = "rushing"  # shorter in everything, and resolves less
    LONG_BUT_GOOD = "long_but_good"  # resolves more, customers are content: leave it alone


@dataclass(frozen=True)
class Reading:
    """A fact, how many *seconds* per contact it makes, and on which *types* of contact."""

    fact: Fact
    seconds: float
    types: tuple[str, ...] = ()


def reading(
    gap: HandleTimeGap,
    *,
    resolution: Sign = Sign.UNKNOWN,
    satisfaction: Sign = Sign.UNKNOWN,
    notable: float = NOTABLE,
) -> tuple[Reading, ...]:
    """The facts in a handle time, the largest first; none below *notable* (a share of the peers' handle
    time). *resolution*: of first contacts. Nothing is decided by them: they propose."""
    least = notable * gap.peers
    found = []
    if gap.mix >= least:
        found.append(Reading(Fact.MIX, gap.mix))
    if gap.talk.seconds >= least:
        fact = Fact.TALK_EVERYWHERE if gap.talk.everywhere else Fact.TALK_ON_TYPES
        found.append(Reading(fact, gap.talk.seconds, gap.talk.types))
    if gap.hold.seconds >= least:
        found.append(Reading(Fact.HOLD, gap.hold.seconds, gap.hold.types))
    if gap.after_contact.seconds >= least:
        found.append(Reading(Fact.AFTER_CONTACT, gap.after_contact.seconds, gap.after_contact.types))
    found.sort(key=lambda one: -one.seconds)
    parts = (gap.talk.seconds, gap.hold.seconds, gap.after_contact.seconds)
    if sum(parts) <= -least and max(parts) <= 0 and resolution is Sign.LOW:
        found.insert(0, Reading(Fact.RUSHING, sum(parts)))
    if sum(parts) >= least and resolution is Sign.HIGH and satisfaction is Sign.HIGH:
        found.insert(0, Reading(Fact.LONG_BUT_GOOD, sum(parts)))
    return tuple(found)


@dataclass(frozen=True)
class TypeCount:
    """One type of contact (or one item of a quality form): *x* of *n*, and the *reference* rate that is usual
    for it, in the KPI's unit; None unknown."""

    type: str
    n: float
    x: float
    reference: float | None


@dataclass(frozen=True)
class Contribution:
    """What one type makes of the gap, in the KPI's unit; *share* of all that makes it worse (None for what
    does not), *cumulated* from the worst on."""

    type: str
    n: float
    rate: float
    reference: float
    contribution: float
    share: float | None
    cumulated: float | None


@dataclass(frozen=True)
class Contributions:
    """The *gap* to the usual rates at the own mix, the *parts* that add up to it, the worst first; *makers*:
    the fewest types that make the cut (80 %) of what is worse; *left_out*: types without a reference."""

    gap: float
    parts: tuple[Contribution, ...]
    makers: tuple[str, ...]
    left_out: tuple[str, ...]


def contributions(
    counts: Iterable[TypeCount], *, higher_is_better: bool, scale: float = 1.0, cut: float = CUT
) -> Contributions:
    """c = n/N · (rate − reference) of each type, ``rate = scale * x / n``; N without the types left out."""
    told = [one for one in counts if one.n > 0]
    known = [
        (one, one.reference) for one in told if one.reference is not None and math.isfinite(one.reference)
    ]
    left_out = tuple(one.type for one in told if one.reference is None or not math.isfinite(one.reference))
    whole = math.fsum(one.n for one, _ in known)
    bad = -1.0 if higher_is_better else 1.0
    rows = [(one, usual, one.n / whole * (scale * one.x / one.n - usual)) for one, usual in known]
    rows.sort(key=lambda row: (-bad * row[2], row[0].type))
    harm = math.fsum(bad * part for _, _, part in rows if bad * part > 0)
    parts, makers, so_far = [], [], 0.0
    for one, usual, part in rows:
        share = cumulated = None
        if bad * part > 0:
            if so_far < cut * harm * (1 - 1e-12):
                makers.append(one.type)
            so_far += bad * part
            share, cumulated = bad * part / harm, so_far / harm
        parts.append(Contribution(one.type, one.n, scale * one.x / one.n, usual, part, share, cumulated))
    return Contributions(math.fsum(row[2] for row in rows), tuple(parts), tuple(makers), left_out)


def chances_worse(
    counts: Sequence[tuple[float, float]], reference: float, *, higher_is_better: bool
) -> tuple[float | None, ...]:
    """The probability that each person's true share in one type of contact is worse than *reference* (0 to
    1), from (x, n) of everybody of the group: a beta prior by moments of the group itself, so few contacts
    weigh little. None for somebody without contacts. Where the group does not differ beyond chance, all get
    the group's own probability."""
    from scipy.special import betainc

    known = [(x, n) for x, n in counts if _counted(x, n)]
    if not known:
        return (None,) * len(counts)
    whole, hits = math.fsum(n for _, n in known), math.fsum(x for x, _ in known)
    prior = _prior(known)

    def worse(a: float, b: float) -> float:
        below = float(betainc(a, b, min(max(reference, 0.0), 1.0)))
        return below if higher_is_better else 1 - below

    if prior is None:
        of_group = worse(hits + HALF, whole - hits + HALF)
        return tuple(of_group if _counted(x, n) else None for x, n in counts)
    a, b = prior
    return tuple(worse(a + x, b + n - x) if _counted(x, n) else None for x, n in counts)


def _counted(x: float, n: float) -> bool:
    return n > 0 and 0 <= x <= n


def _prior(counts: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """The beta prior of shares that differ between persons; None where they do not, beyond chance."""
    whole, hits = math.fsum(n for _, n in counts), math.fsum(x for x, _ in counts)
    mean = hits / whole
    spare = whole - math.fsum(n * n for _, n in counts) / whole
    seen = math.fsum(n * (x / n - mean) ** 2 for x, n in counts) - (len(counts) - 1) * mean * (1 - mean)
    if not (spare > 0 and seen > 0 and 0 < mean < 1):
        return None
    strength = mean * (1 - mean) * spare / seen - 1
    return (mean * strength, (1 - mean) * strength) if strength > 0 else None
