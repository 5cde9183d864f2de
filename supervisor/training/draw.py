"""Who goes first when there are more people than seats: by lot, so that those who wait show what would have
happened anyway. No fairer way to give seats away, and no surer way to see an effect."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)

LEAST_WAITING = 2
"""With fewer on the waiting list nothing can be compared."""


@dataclass(frozen=True)
class Draw(Generic[T]):
    """Who is *trained* now and who is *waiting*, each in the order of those who were asked for; *seed* draws
    the same again."""

    trained: tuple[T, ...]
    waiting: tuple[T, ...]
    seed: int


def is_offered(people: int, seats: int | None) -> bool:
    """Whether a lot makes sense: not everybody has a seat."""
    return seats is not None and 0 < seats <= people - LEAST_WAITING


def draw(people: Sequence[T], seats: int, seed: int, *, cells: Mapping[T, Hashable] | None = None) -> Draw[T]:
    """Draw *seats* of *people*, who are named once each. The order in which they are named says nothing of
    the lot. *cells* says who does the same work: each cell gets its share of the seats, rounded by lot.
    """
    rng = Random(f"{seed}:{seats}")
    lots = {one: rng.random() for one in sorted(people, key=str)}
    of_cell: dict[str, list[T]] = {}
    for one in sorted(people, key=str):
        of_cell.setdefault(str(cells.get(one) if cells else ""), []).append(one)
    wanted = min(seats, len(people))
    quota = {cell: wanted * len(members) / len(people) for cell, members in of_cell.items()}
    given = {cell: floor(share + 1e-9) for cell, share in quota.items()}
    order = {cell: rng.random() for cell in sorted(quota)}
    by_rest = sorted(quota, key=lambda cell: (given[cell] - quota[cell], order[cell]))
    for cell in by_rest[: wanted - sum(given.values())]:
        given[cell] += 1
    chosen = {
        one
        for cell, members in of_cell.items()
        for one in sorted(members, key=lots.__getitem__)[: given[cell]]
    }
    return Draw(
        tuple(one for one in people if one in chosen),
        tuple(one for one in people if one not in chosen),
        seed,
    )
