"""Counts of people at their finest: one row for each person, stretch of days, channel, skill group and type.

What the monthly review is made of. The same rules as in cube.py say who stands behind a login and which of
two tellers counts; here nothing is added up over kinds of work, since only what is alike can be compared.

Loaded by work processes and commands alone: it takes numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from supervisor.facts.fields import Group
from supervisor.history.count_block import Block, month_end
from supervisor.history.cube import NOBODY, Name, People, Tellers, group_of, precedence, who_of
from supervisor.history.figures import LineKind
from supervisor.history.period import Period
from supervisor.people.roll import Roll

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Grain:
    """Rows in order of person, piece, channel, skill, type; each of *person*, *piece*, *channel*, *skill* and
    *type* is an index into the tuple of that name's plural.

    *values*, *known* are of shape (fields, rows): sums, and whether anybody told. A channel, a skill and a
    type of "" are what nobody said. *unknown_logins*: how many logins had counts and nobody behind them.
    """

    fields: tuple[str, ...]
    persons: tuple[str, ...]
    pieces: tuple[Period, ...]
    channels: tuple[str, ...]
    skills: tuple[str, ...]
    types: tuple[str, ...]
    person: Ints
    piece: Ints
    channel: Ints
    skill: Ints
    type: Ints
    values: Floats
    known: Bools
    unknown_logins: int = 0

    def __len__(self) -> int:
        return len(self.person)

    def field(self, name: str) -> tuple[Floats, Bools]:
        """The sums of *name* and where they are known; all unknown where nobody ever told."""
        if name not in self.fields:
            return np.zeros(len(self)), np.zeros(len(self), dtype=np.bool_)
        at = self.fields.index(name)
        return self.values[at], self.known[at]


def grains(
    blocks: Sequence[Block],
    people: People,
    tellers: Callable[[], Tellers],
    names: Mapping[int, Name],
    roll: Roll,
    pieces: Sequence[Period],
    fields: Sequence[str],
    *,
    apart: bool = True,
) -> Grain:
    """The counts of *fields* in *pieces*, which rise and do not touch one another; a month's row belongs to a
    piece that holds the whole month. Not *apart*: over all channels, skills and types."""
    persons = tuple(line.id for line in people.lines if line.kind is LineKind.PERSON)
    place = np.full(len(people.lines) + 1, NOBODY, dtype=np.int64)
    for at, one in enumerate(persons):
        place[people.index[one]] = at
    strangers = np.array([line.kind is not LineKind.PERSON for line in people.lines], dtype=np.bool_)
    channels, skills, types = _Words(), _Words(), _Words()
    parts: list[_Part] = []
    met: set[int] = set()
    for block in blocks:
        if not len(block):
            continue
        who = who_of(block, people)
        counted, _twice = precedence(block, who, people, names, tellers, _around(pieces))
        piece = _piece(block, pieces)
        met |= set(np.unique(who[(who != NOBODY) & (piece >= 0)]).tolist())
        person = place[who]
        chosen = (person != NOBODY) & (piece >= 0)
        told = [name for name in fields if name in block.fields]
        if not told or not chosen.any():
            continue
        if apart:
            key = [
                person,
                piece,
                channels.numbers(list(enumerate(block.channels)))[block.channel],
                skills.numbers(_skills(block, names, roll))[
                    np.searchsorted(np.unique(block.queue), block.queue)
                ],
                types.numbers(_types(block, names))[np.searchsorted(np.unique(block.type), block.type)],
            ]
        else:
            zero = np.zeros(len(block), dtype=np.int64)
            key = [person, piece, zero, zero, zero]
            for words in (channels, skills, types):
                words.numbers([(0, "")])
        parts.append(_Part(block, told, counted, chosen, np.stack(key)))
    unknown = sum(bool(strangers[at]) for at in met)
    return _joined(parts, tuple(fields), persons, tuple(pieces), (channels, skills, types), unknown)


class _Words:
    """Texts that blocks number each in its own way, numbered alike."""

    def __init__(self) -> None:
        self._at: dict[str, int] = {"": 0}

    def numbers(self, found: Sequence[tuple[int, str]]) -> Ints:
        """For each of *found* its number here."""
        return np.array([self._at.setdefault(text, len(self._at)) for _of, text in found], dtype=np.int64)

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(self._at)


@dataclass(frozen=True)
class _Part:
    """The rows of one block that are of interest."""

    block: Block
    told: Sequence[str]
    counted: Mapping[Group, Bools | None]
    chosen: Bools
    key: Ints


def _joined(
    parts: Sequence[_Part],
    fields: tuple[str, ...],
    persons: tuple[str, ...],
    pieces: tuple[Period, ...],
    words: tuple[_Words, _Words, _Words],
    unknown: int,
) -> Grain:
    sizes = (max(1, len(persons)), max(1, len(pieces)), *(len(of.all) for of in words))
    flat = [np.ravel_multi_index(tuple(part.key[:, part.chosen]), sizes) for part in parts]
    keys = np.unique(np.concatenate(flat)) if flat else np.zeros(0, dtype=np.int64)
    values = np.zeros((len(fields), len(keys)))
    known = np.zeros((len(fields), len(keys)), dtype=np.bool_)
    for part, mine in zip(parts, flat, strict=True):
        at = np.searchsorted(keys, mine)
        rows = np.flatnonzero(part.chosen)
        for name in part.told:
            field = part.block.fields.index(name)
            only = part.counted[group_of(name)]
            tells = part.block.patterns[part.block.pattern[rows], field]
            if only is not None:
                tells = tells & only[rows]
            of_field = fields.index(name)
            here = at[tells]
            values[of_field] += np.bincount(here, part.block.values[field][rows[tells]], len(keys))
            known[of_field] |= np.bincount(here, minlength=len(keys)) > 0
    heard: Bools = np.asarray(known.any(axis=0))
    person, piece, channel, skill, type_ = (
        at.astype(np.int64) for at in np.unravel_index(keys[heard], sizes)
    )
    return Grain(
        fields,
        persons,
        pieces,
        words[0].all,
        words[1].all,
        words[2].all,
        person,
        piece,
        channel,
        skill,
        type_,
        values[:, heard],
        known[:, heard],
        unknown,
    )


def _around(pieces: Sequence[Period]) -> Period:
    return Period(min(piece.first for piece in pieces), max(piece.last for piece in pieces))


def _piece(block: Block, pieces: Sequence[Period]) -> Ints:
    """In which piece each row is; −1: in none."""
    low, high = int(block.day.min()), int(block.day.max())
    of_day = np.full(high - low + 1, -1, dtype=np.int64)
    of_month = of_day.copy()
    for at, piece in enumerate(pieces):
        begins, ends = piece.first.toordinal() - low, piece.last.toordinal() - low + 1
        of_day[max(0, begins) : max(0, ends)] = at
    for day in range(low, high + 1):
        first = date.fromordinal(day)
        if first.day == 1 and of_day[day - low] >= 0 and month_end(first) in pieces[of_day[day - low]]:
            of_month[day - low] = of_day[day - low]
    found: Ints = np.where(block.of_month, of_month[block.day - low], of_day[block.day - low])
    return found


def _skills(block: Block, names: Mapping[int, Name], roll: Roll) -> list[tuple[int, str]]:
    """The id of the skill group whose work each queue of *block* is."""
    found = []
    for number in np.unique(block.queue).tolist():
        skill = roll.skill_of(*names[number][1:]) if number else None
        found.append((number, "" if skill is None else skill.id))
    return found


def _types(block: Block, names: Mapping[int, Name]) -> list[tuple[int, str]]:
    return [(number, names[number][2] if number else "") for number in np.unique(block.type).tolist()]
