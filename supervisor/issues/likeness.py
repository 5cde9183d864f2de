"""Whether an issue has been there before: what looks like it, and the chain of those that came back.

Titles are compared by the trigrams that they share, as a share of all that either has: the measure of
PostgreSQL's pg_trgm, which needs no spaces between words and so works for Chinese.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from supervisor.issues.states import OPEN, State
from supervisor.words import mark

CAME_BACK_DAYS = 90
"""An issue that is there again within so many days after its closing came back."""
LIKE_TITLE = 0.3
"""From this share of common trigrams on two titles are alike."""
MOST = 5


class Likeness(StrEnum):
    """What two issues have in common, the strongest first."""

    NODE = "node"
    TITLE = "title"
    CATEGORY = "category"


LIKENESS_LABELS = {
    Likeness.NODE: mark("same menu node"),
    Likeness.TITLE: mark("similar title"),
    Likeness.CATEGORY: mark("same category"),
}
_WEIGHTS = {Likeness.NODE: 0.5, Likeness.CATEGORY: 0.2}


@dataclass(frozen=True)
class Past:
    """What is asked of an issue to compare with it; *closed_at* None: it is open."""

    id: int
    number: str
    title: str
    state: State
    category: str = ""
    node: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Proposal:
    """An issue that looks like the one that is written: *like* by what, *similarity* of the titles 0 to 1."""

    past: Past
    like: tuple[Likeness, ...]
    similarity: float

    @property
    def is_open(self) -> bool:
        """Whether it is still worked on: then the new one is perhaps the same, otherwise it came back."""
        return self.past.state in OPEN


@lru_cache(maxsize=8192)
def trigrams(text: str) -> frozenset[str]:
    """The trigrams of *text*, each run of letters and figures with two spaces before it and one after it."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = "".join(one if one.isalnum() else " " for one in folded).split()
    found: set[str] = set()
    for word in words:
        padded = f"  {word} "
        found.update(padded[at : at + 3] for at in range(len(padded) - 2))
    return frozenset(found)


def similarity(one: str, other: str) -> float:
    """The trigrams that both have as a share of those that either has; 0 where one has none."""
    left, right = trigrams(one), trigrams(other)
    either = len(left | right)
    return len(left & right) / either if either else 0.0


def proposals(
    title: str, category: str, node: str, among: Iterable[Past], *, most: int = MOST
) -> tuple[Proposal, ...]:
    """Those of *among* that look like an issue with that title, category and menu node, the likest first.

    An open one must have a similar title: a category alone has many issues, and most of them are others.
    """
    found = []
    for past in among:
        alike = similarity(title, past.title)
        like = []
        if node and past.node == node:
            like.append(Likeness.NODE)
        if alike >= LIKE_TITLE:
            like.append(Likeness.TITLE)
        if category and past.category == category:
            like.append(Likeness.CATEGORY)
        if like and (past.state not in OPEN or Likeness.TITLE in like):
            found.append(Proposal(past, tuple(like), alike))
    return tuple(sorted(found, key=_order)[:most])


def _order(one: Proposal) -> tuple[float, float, int]:
    weight = one.similarity + sum(_WEIGHTS.get(like, 0.0) for like in one.like)
    closed = one.past.closed_at.timestamp() if one.past.closed_at is not None else 0.0
    return -weight, -closed, -one.past.id


def chain(id: int, came_from: Mapping[int, int]) -> tuple[int, ...]:
    """The issues of which *id* is the latest, the first one first; *came_from*: of what each is a return."""
    found = [id]
    while (before := came_from.get(found[0])) is not None and before not in found:
        found.insert(0, before)
    return tuple(found)


def came_back(closed_at: datetime, made_at: datetime) -> bool:
    """Whether an issue made then counts as the return of one closed then."""
    return 0 <= (made_at - closed_at).total_seconds() <= CAME_BACK_DAYS * 86_400
