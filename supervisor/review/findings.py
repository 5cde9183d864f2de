"""What a month's one page says first, chosen by rule and by nobody's taste: a few findings of many.

Of each kind the gravest one comes first, in the order of kinds; then the second ones, and so on. So an
outage, a missed target and a gap in the data are told before the third missed target is. Of one thing (a KPI,
a course) only what comes first is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

MOST = 5


class FindingKind(IntEnum):
    """What a finding is, in the order in which kinds are told."""

    OUTAGE = 0  # everybody off at once
    MISSED = 1  # a target that was missed
    COMMON = 2  # a group shares a weakness
    OUTSIDE = 3  # beyond the limits of the weeks before
    VOLUME = 4  # days beyond what such days usually bring
    EFFECT = 5  # a measure or a course did or did not help
    DATA = 6  # figures that lack something
    GOOD = 7  # beyond the limits on the good side


@dataclass(frozen=True)
class Finding:
    """*text* says it; *about* is the thing it is about ("" nothing else is about); *weight*: the larger, the
    graver among its kind."""

    kind: FindingKind
    weight: float
    about: str
    text: str


def chosen(found: Iterable[Finding], most: int = MOST) -> tuple[Finding, ...]:
    """At most *most* of *found*, in the order in which they are told."""
    of_kind: dict[FindingKind, list[Finding]] = {}
    told: set[str] = set()
    for one in sorted(found, key=lambda one: (one.kind, -one.weight, one.about, one.text)):
        if one.about and one.about in told:
            continue
        told.add(one.about)
        of_kind.setdefault(one.kind, []).append(one)
    turns = [(turn, kind, one) for kind, of in of_kind.items() for turn, one in enumerate(of)]
    turns.sort(key=lambda placed: placed[:2])
    return tuple(one for _turn, _kind, one in sorted(turns[:most], key=lambda placed: (placed[1], placed[0])))
