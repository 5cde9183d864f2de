"""Contacts handled day by day, by type of contact: of everybody together, each contact once.

Loaded by work processes and commands alone: it takes numpy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from supervisor.facts.fields import Group
from supervisor.history import cube as cubes
from supervisor.history.asking import Past
from supervisor.history.period import Period

FIELD = "n_answered"
"""What is counted: contacts handled. One that gave up waiting has no type."""


@dataclass(frozen=True)
class TypeDays:
    """*counts* of shape (days, types); a type of "" is what nobody said. Days are *known* on which anybody
    told how many contacts they handled; what was told by whole months alone belongs to no day."""

    days: tuple[date, ...]
    types: tuple[str, ...]
    counts: NDArray[np.float64]
    known: NDArray[np.bool_]

    def of(self, type: str) -> NDArray[np.float64]:
        """The counts of *type* by day; 0 everywhere where there is no such type."""
        found = [at for at, name in enumerate(self.types) if name == type]
        total: NDArray[np.float64] = self.counts[:, found].sum(axis=1)
        return total


def type_days(past: Past, period: Period) -> TypeDays:
    """The contacts handled in *period*. Where a sheet and a telephone system tell the same person's day, one
    of them counts, as in every figure of agents."""
    blocks = past.cube.blocks(past.history, period)
    names = cubes.read_names(past.history)
    people = cubes.people_of(blocks, names, past.roll)

    def tellers() -> cubes.Tellers:
        return cubes.Tellers.read(past.history, past.settings.source_precedence)

    place: dict[str, int] = {"": 0}
    days = period.days
    first = period.first.toordinal()
    parts = []
    known = np.zeros(len(days), dtype=np.bool_)
    for block in blocks:
        if not len(block) or FIELD not in block.fields:
            continue
        field = block.fields.index(FIELD)
        who = cubes.who_of(block, people)
        counted, _twice = cubes.precedence(block, who, people, names, tellers, period)
        day = block.day - first
        chosen = block.patterns[block.pattern, field] & ~block.of_month & (who != cubes.NOBODY)
        chosen &= (day >= 0) & (day < len(days))
        only = counted.get(Group.CONTACTS)
        if only is not None:
            chosen &= only
        numbers, of_row = np.unique(block.type[chosen], return_inverse=True)
        types = [place.setdefault(names[int(at)][2] if at else "", len(place)) for at in numbers]
        type_ = np.array(types, dtype=np.int64)[of_row.reshape(-1)] if types else np.zeros(0, dtype=np.int64)
        parts.append((day[chosen].astype(np.int64), type_, block.values[field][chosen]))
        known[day[chosen]] = True
    counts = np.zeros((len(days), len(place)))
    for day, type_, values in parts:
        np.add.at(counts, (day, type_), values)
    return TypeDays(days, tuple(place), counts, known)
