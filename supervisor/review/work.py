"""What people did in some stretches of days, put down to units: one person at one skill group's work in one
channel.

Not every count says whose work it was: a survey may not name the queue, nobody signs in to a queue alone.
What names no skill group, or no channel, goes to the one in which the person did most of the work in that
stretch, the *home*. Loaded by work processes and commands alone: it takes numpy.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from supervisor.evidence.unit import CellKey, Unit
from supervisor.facts.fields import BY_NAME as FIELDS
from supervisor.history import cube as cubes
from supervisor.history.asking import Past
from supervisor.history.grain import Grain, grains
from supervisor.history.period import Period
from supervisor.people.person import GroupKind
from supervisor.people.roll import Roll
from supervisor.performance.attendance import course_sums
from supervisor.performance.credit import Credit, credits_between
from supervisor.performance.kpi import HALF_SHIFT_S, Kpi
from supervisor.performance.target import TargetRow
from supervisor.performance.target_store import all_targets

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

VOLUME = "n_answered"
"""By what is judged where somebody does most of the work."""


@dataclass(frozen=True)
class Work:
    """Counts in *pieces*, with *unit* an index into *units* for each row of *grain*; *days*: the same of
    whole persons day by day, for how much one day differs from another. *home* (persons, pieces): index into
    units, −1 where the person did nothing. *courses*: sums of courses by piece and person."""

    pieces: tuple[Period, ...]
    units: tuple[Unit, ...]
    grain: Grain
    unit: Ints
    home: Ints
    days: Grain
    roll: Roll
    targets: tuple[TargetRow, ...]
    today: date
    courses: tuple[Mapping[str, Mapping[str, float | None]], ...] = ()

    @cached_property
    def bands(self) -> Mapping[str, tuple[str, ...]]:
        """For each person the id of the tenure band at the end of each piece; "" where nobody knows when
        the person joined."""
        days = [min(piece.last, max(self.today, piece.first)) for piece in self.pieces]
        found = {}
        for person in {unit.person for unit in self.units}:
            bands = [self.roll.band(person, day) for day in days]
            found[person] = tuple(band.id if band else "" for band in bands)
        return found

    @cached_property
    def cells(self) -> tuple[tuple[CellKey, ...], Ints]:
        """Every cell, and the one that each unit is in in each piece (units, pieces)."""
        keys = [
            [CellKey(unit.skill, unit.channel, band) for band in self.bands[unit.person]]
            for unit in self.units
        ]
        cells = sorted({key for row in keys for key in row})
        place = {key: at for at, key in enumerate(cells)}
        of_unit = np.array([[place[key] for key in row] for row in keys], dtype=np.int64)
        return tuple(cells), of_unit.reshape(len(self.units), len(self.pieces))

    @cached_property
    def row_of(self) -> Mapping[Unit, int]:
        """At which place each unit stands."""
        return {unit: at for at, unit in enumerate(self.units)}

    @cached_property
    def day_piece(self) -> Ints:
        """For each day of `days.pieces` the piece that it is in."""
        firsts = [piece.first for piece in self.pieces]
        return np.array([bisect(firsts, day.first) - 1 for day in self.days.pieces], dtype=np.int64)


def read_work(
    past: Past, centre: Connection, pieces: Sequence[Period], kpis: Iterable[Kpi], today: date
) -> Work:
    """Everybody's counts in *pieces* (which rise and do not touch) as far as *kpis* need them."""
    needed = {name for kpi in kpis for name in kpi.names}
    needed |= {f"{name}2" for name in needed if f"{name}2" in FIELDS} | {VOLUME}
    if "csat_sum" in needed:
        needed.add("csat_s2")
    if "score_sum" in needed:
        needed |= {"score_s2", "n_form"}
    if "days_present" in needed or any(FIELDS[name].per_day for name in needed if name in FIELDS):
        needed.add("signed_s")
    fields = [name for name in FIELDS if name in needed]
    around = Period(pieces[0].first, pieces[-1].last)
    blocks = past.cube.blocks(past.history, around)
    names = cubes.read_names(past.history)
    people = cubes.people_of(blocks, names, past.roll)

    def tellers() -> cubes.Tellers:
        return cubes.Tellers.read(past.history, past.settings.source_precedence)

    whole = grains(blocks, people, tellers, names, past.roll, pieces, fields)
    daily = grains(
        blocks,
        people,
        tellers,
        names,
        past.roll,
        [Period(day, day) for piece in pieces for day in piece.days],
        [name for name in fields if name in _DAILY],
        apart=False,
    )
    whole = credited(whole, credits_between(centre, around.first, around.last))
    units, unit, home = settle(whole, past.roll)
    return Work(
        tuple(pieces),
        units,
        whole,
        unit,
        home,
        daily,
        past.roll,
        all_targets(centre),
        today,
        tuple(course_sums(centre, piece.first, piece.last) for piece in pieces),
    )


_DAILY = {
    "n_answered",
    "talk_s",
    "hold_s",
    "acw_s",
    "handle_s",
    *(field.name for field in FIELDS.values() if field.per_day),
}


def settle(grain: Grain, roll: Roll) -> tuple[tuple[Unit, ...], Ints, Ints]:
    """The units of *grain*, in order of skill group, channel and person; for each row its unit's index; and
    the home of each person in each piece."""
    volume, known = grain.field(VOLUME)
    weight = np.where(known, volume, 0.0)
    homes: dict[tuple[int, int], dict[tuple[str, str], float]] = {}
    ever: dict[int, dict[tuple[str, str], float]] = {}
    for at in np.flatnonzero((weight > 0) & (grain.skill > 0) & (grain.channel > 0)).tolist():
        person, piece = int(grain.person[at]), int(grain.piece[at])
        where = grain.skills[grain.skill[at]], grain.channels[grain.channel[at]]
        for found in (homes.setdefault((person, piece), {}), ever.setdefault(person, {})):
            found[where] = found.get(where, 0.0) + float(weight[at])
    places: dict[tuple[int, int, str, str], Unit] = {}

    def unit_at(person: int, piece: int, skill: str, channel: str) -> Unit:
        key = person, piece, skill, channel
        if key not in places:
            done = homes.get((person, piece)) or ever.get(person) or {}
            own = partial(_own, grain, roll, person, piece)
            places[key] = Unit(grain.persons[person], *_settled(done, skill, channel, own))
        return places[key]

    keys = np.stack((grain.person, grain.piece, grain.skill, grain.channel))
    unique, inverse = np.unique(keys, axis=1, return_inverse=True)
    of_key = [
        unit_at(person, piece, grain.skills[skill], grain.channels[channel])
        for person, piece, skill, channel in unique.T.tolist()
    ]
    mine: dict[tuple[int, int], list[Unit]] = {}
    for (person, piece, _skill, _channel), unit in zip(unique.T.tolist(), of_key, strict=True):
        mine.setdefault((person, piece), []).append(unit)
    home_of = {
        (person, piece): unit_at(person, piece, "", "")
        if (person, piece) in homes or person in ever
        else max(found, key=lambda unit: bool(unit.channel))  # no contacts: where anything is said
        for (person, piece), found in mine.items()
    }

    def order(unit: Unit) -> tuple[str, str, str, str]:
        group = roll.groups.get(unit.skill)
        person = roll.persons.get(unit.person)
        return group.name if group else "\uffff", unit.channel, person.name if person else "", unit.person

    units = tuple(sorted({*of_key, *home_of.values()}, key=order))
    place = {unit: at for at, unit in enumerate(units)}
    numbers = np.array([place[unit] for unit in of_key], dtype=np.int64)
    home = np.full((len(grain.persons), len(grain.pieces)), -1, dtype=np.int64)
    for (person, piece), unit in home_of.items():
        home[person, piece] = place[unit]
    rows = numbers[inverse.reshape(-1)] if len(numbers) else np.zeros(0, dtype=np.int64)
    return units, rows, home


def _settled(
    done: Mapping[tuple[str, str], float], skill: str, channel: str, own: Callable[[], str]
) -> tuple[str, str]:
    """Skill group and channel of work that names *skill* and *channel*, where *done* tells the volume."""
    if skill and channel:
        return skill, channel
    fits = {
        where: much
        for where, much in done.items()
        if (not skill or where[0] == skill) and (not channel or where[1] == channel)
    }
    if not fits and done and not skill:  # a channel in which no queue tells the skill group
        fits = {(where[0], channel or where[1]): much for where, much in done.items()}
    if fits:
        return max(sorted(fits), key=lambda where: fits[where])
    return skill or own(), channel


def _own(grain: Grain, roll: Roll, person: int, piece: int) -> str:
    """The skill group that the person was in at the end of the piece; of several the first by name."""
    groups = roll.groups_of(grain.persons[person], GroupKind.SKILL, grain.pieces[piece].last)
    return min(groups, key=lambda group: group.name).id if groups else ""


def credited(grain: Grain, credits: Sequence[Credit]) -> Grain:
    """*grain* with the hours of teaching that the centre credited, in place of what sheets told of them. A
    piece that is no whole month has its days' share."""
    if not credits or "credited_s" not in grain.fields:
        return grain
    at = grain.fields.index("credited_s")
    values, known = grain.values.copy(), grain.known.copy()
    signed = grain.field("signed_s")[1]
    rows: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(signed).tolist():
        rows.setdefault((int(grain.person[row]), int(grain.piece[row])), []).append(row)
    place = {person: number for number, person in enumerate(grain.persons)}
    given: dict[tuple[int, int], float] = {}
    for credit in credits:
        last = (credit.month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        for number, piece in enumerate(grain.pieces):
            days = (min(piece.last, last) - max(piece.first, credit.month)).days + 1
            key = place.get(credit.person, -1), number
            if days > 0 and key in rows:
                given[key] = given.get(key, 0.0) + credit.seconds * days / last.day
    for key, seconds in given.items():
        values[at][rows[key]], known[at][rows[key]] = 0.0, True
        values[at][rows[key][0]] = seconds
    return replace(grain, values=values, known=known)


def present(signed_s: Floats, known: Bools) -> Floats:
    """1 for each day that counts as one of presence, by the time signed in."""
    return np.where(known & (signed_s >= HALF_SHIFT_S), 1.0, 0.0)
