"""Counts of people over the past: person × time × counts, in memory, month by month.

A fact names a login; who stood behind it, in which team, since when, is asked of the roll for the day of the
fact. Where several tellers (a sheet, a telephone system's own facts) tell the same person, day, channel and
group of fields, exactly one of them counts, in this order:

1. sources in the order of the centre's setting `source_precedence`, each as it is told there;
2. rows of single days before rows of months;
3. sheets, the one imported last first;
4. what is derived from single contacts and log lines.

Two tellers tell the same where they have a field of the group in common; contacts that two telephone systems
derive are different contacts, and both count. A row that names no channel is of all channels: it counts only
where nothing better of that day and group counts, and what is worse than it does not count beside it. What
was told and does not count is reported (`Telling`).

Loaded by work processes and commands alone: it takes numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, func, select, tuple_

from supervisor.facts.fields import BY_NAME, Group
from supervisor.history.batch import State
from supervisor.history.count_block import Block, load, month_end, read_block, save
from supervisor.history.count_stamp import month_of, stamp_of, stamps
from supervisor.history.figures import Line, LineKind
from supervisor.history.period import Every, Period
from supervisor.history.whose import EVERYBODY, Filter, Teller, Telling
from supervisor.people.person import GroupKind
from supervisor.people.roll import Roll
from supervisor.storage.history_tables import history_import, history_name

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

Name = tuple[str, str, str]  # kind, source, text

NOBODY = -1
_NEVER = date.max.toordinal() + 1
_GROUPS = tuple(Group)


@dataclass(frozen=True)
class Sums:
    """Counts added up: *values* and *known* of shape (fields, lines, pieces of time). A value is the sum of
    what was told, *known* is False where nothing was. *rows* (lines, pieces): how many rows stand behind."""

    fields: tuple[str, ...]
    lines: tuple[Line, ...]
    firsts: tuple[date, ...]
    values: Floats
    known: Bools
    rows: Ints
    twice: tuple[Telling, ...] = ()

    def of(self, field: str) -> Floats:
        """The sums of *field* as (lines, pieces), NaN where nobody told."""
        if field not in self.fields:
            return np.full(self.values.shape[1:], np.nan)
        at = self.fields.index(field)
        return np.where(self.known[at], self.values[at], np.nan)


@dataclass(frozen=True)
class People:
    """Everybody in the counts: *lines* by kind and name; *of_login* says for a login's number whose it is
    from a day on: (first ordinal, index into lines or NOBODY), in order."""

    lines: tuple[Line, ...]
    of_login: Mapping[int, tuple[tuple[int, int], ...]]
    index: Mapping[str, int]  # of persons, by id

    def line_of(self, login: int, day: date) -> Line | None:
        """Who stood behind *login* (its number) on *day*; None: nobody, or a login that is in no block."""
        ordinal, found = day.toordinal(), NOBODY
        for since, who in self.of_login.get(login, ()):
            if since <= ordinal:
                found = who
        return None if found == NOBODY else self.lines[found]


class Cube:
    """The months that were read, kept for as long as they are what the database holds.

    *folder* (None: nowhere) is where they are kept between two processes. One object serves one thread.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._blocks: dict[str, tuple[str, Block]] = {}
        self._names: dict[int, Name] = {}
        self._people: tuple[Roll, list[Block], People] | None = None

    def blocks(self, db: Connection, period: Period) -> list[Block]:
        """The months that *period* touches, whole."""
        found = stamps(db)
        return [self._block(db, first, stamp_of(found, month_of(first))) for first in months_of(period)]

    def _block(self, db: Connection, first: date, stamp: str) -> Block:
        month = month_of(first)
        kept = self._blocks.get(month)
        if kept is not None and stamp and kept[0] == stamp:
            return kept[1]
        path = None if self._folder is None else self._folder / f"{month}.counts"
        block = load(path, stamp) if path is not None and stamp else None
        if block is None:
            block = read_block(db, first, month_end(first))
            if path is not None and stamp:
                save(block, path, stamp)
        self._blocks[month] = stamp, block
        return block

    def sums(
        self,
        db: Connection,
        roll: Roll,
        period: Period,
        every: Every = Every.MONTH,
        *,
        whose: Filter = EVERYBODY,
        fields: Sequence[str] | None = None,
        precedence: Sequence[str] = (),
    ) -> Sums:
        """The counts of everybody in *whose*, by *every* (a day or longer), of *fields* (None: all told)."""
        blocks = self.blocks(db, period)
        self._names |= read_names(db, after=max(self._names, default=0))
        names = self._names
        people = self._people_of(blocks, roll)
        tellers = partial(Tellers.read, db, precedence)
        return sums(blocks, people, tellers, names, roll, period, every, whose=whose, fields=fields)

    def _people_of(self, blocks: list[Block], roll: Roll) -> People:
        same = tuple(map(id, blocks))  # the blocks are held beside: no other can have their place
        if self._people is None or self._people[0] is not roll or tuple(map(id, self._people[1])) != same:
            self._people = roll, blocks, people_of(blocks, self._names, roll)
        return self._people[2]


def of_logins(
    db: Connection,
    roll: Roll,
    period: Period,
    every: Every,
    logins: Sequence[tuple[str, str]],
    *,
    whose: Filter = EVERYBODY,
    fields: Sequence[str] | None = None,
    precedence: Sequence[str] = (),
) -> Sums:
    """The same of a few *logins* (source, login) alone, without a cube: one agent's months in no time."""
    names = read_names(db, logins=sorted(set(logins)))
    numbers = sorted(number for number, name in names.items() if name[0] == "login")
    if whose.skills is not None:
        names |= read_names(db, kinds=("queue",))
    first, last = months_of(period)[0], month_end(period.last)
    told = None if fields is None else [name for name in BY_NAME if name in fields]
    blocks = [read_block(db, first, last, numbers, told)]
    tellers = partial(Tellers.read, db, precedence)
    people = people_of(blocks, names, roll)
    return sums(blocks, people, tellers, names, roll, period, every, whose=whose, fields=fields)


_named = history_name.c
_NAMED = select(_named.id, _named.kind, _named.source, _named.text)
_LOGINS = _NAMED.where(
    _named.kind == "login", tuple_(_named.source, _named.text).in_(bindparam("logins", expanding=True))
).union_all(_NAMED.where(_named.kind == "source"))


def read_names(
    db: Connection,
    *,
    after: int = 0,
    kinds: Sequence[str] = (),
    logins: Sequence[tuple[str, str]] | None = None,
) -> dict[int, Name]:
    """Names by number: those made after the name *after*, of *kinds* alone, or of certain *logins* and all
    sources."""
    if logins is not None:
        rows = db.execute(_LOGINS, {"logins": logins}).fetchall()
        return {number: (kind, source, text) for number, kind, source, text in rows}
    where = [f"id > {int(after)}"]
    if kinds:
        where.append("kind IN ({})".format(", ".join(f"'{kind}'" for kind in kinds)))
    rows = db.exec_driver_sql(
        f"SELECT id, kind, source, text FROM history_name WHERE {' AND '.join(where)}"  # noqa: S608
    ).fetchall()
    return {number: (kind, source, text) for number, kind, source, text in rows}


def months_of(period: Period) -> list[date]:
    """The first day of each month that *period* touches."""
    firsts, day = [], period.first.replace(day=1)
    while day <= period.last:
        firsts.append(day)
        day = month_end(day) + timedelta(days=1)
    return firsts


@dataclass(frozen=True)
class Tellers:
    """Who tells: sources in the centre's order, and when each last imported a sheet."""

    precedence: tuple[str, ...]
    newest: Mapping[str, int]  # source to the number of its newest import

    @classmethod
    def read(cls, db: Connection, precedence: Sequence[str] = ()) -> Tellers:
        """As the database says now."""
        found = (
            select(history_import.c.source, func.max(history_import.c.id))
            .where(history_import.c.state == State.DONE.value)
            .group_by(history_import.c.source)
        )
        return cls(tuple(precedence), dict(tuple(row) for row in db.execute(found)))

    def rank(self, teller: Teller) -> tuple[int, bool, bool, int, str]:
        """The lower, the earlier: see the module's own words."""
        known = teller.source in self.precedence
        order = self.precedence.index(teller.source) if known else len(self.precedence)
        newest = 0 if teller.derived else -self.newest.get(teller.source, 0)
        return order, teller.month, teller.derived, newest, teller.source


def sums(
    blocks: Sequence[Block],
    people: People,
    tellers: Callable[[], Tellers],
    names: Mapping[int, Name],
    roll: Roll,
    period: Period,
    every: Every,
    *,
    whose: Filter = EVERYBODY,
    fields: Sequence[str] | None = None,
) -> Sums:
    """What the rows of *blocks* come to; see `Cube.sums`."""
    firsts = pieces(period, every)
    count = len(people.lines) * len(firsts)
    told_of = {name for block in blocks for name in block.fields}
    of_times = sorted(told_of - BY_NAME.keys())
    wanted = tuple(
        name for name in (fields if fields is not None else (*BY_NAME, *of_times)) if name in told_of
    )
    values = np.zeros((len(wanted), count))
    told = np.zeros((len(wanted), count), dtype=np.int64)
    rows = np.zeros(count, dtype=np.int64)
    twice: list[Telling] = []
    for block in blocks:
        if not len(block):
            continue
        who = who_of(block, people)
        counted, doubled = precedence(block, who, people, names, tellers, period)
        twice += doubled
        chosen = _chosen(block, who, period, every, whose, people, roll, names)
        cell = who * np.int64(len(firsts)) + _piece(block, firsts)
        _add(block, counted, chosen, cell, wanted, values, told, rows)
    shape = (len(wanted), len(people.lines), len(firsts))
    here: Bools = np.asarray(rows.reshape(shape[1:]).any(axis=1))
    lines = tuple(line for line, some in zip(people.lines, here.tolist(), strict=True) if some)
    return Sums(
        wanted,
        lines,
        firsts,
        values.reshape(shape)[:, here],
        told.reshape(shape)[:, here] > 0,
        rows.reshape(shape[1:])[here],
        tuple(twice),
    )


def group_of(field: str) -> Group:
    """The group of a field; times by state and break code (`state_block`) are time."""
    return BY_NAME[field].group if field in BY_NAME else Group.TIME


def _piece(block: Block, firsts: Sequence[date]) -> Ints:
    """In which piece each row is; what is before the first of them is not chosen anyway."""
    low, high = int(block.day.min()), int(block.day.max())
    edges = np.array([first.toordinal() for first in firsts], dtype=np.int64)
    of_day = np.maximum(np.searchsorted(edges, np.arange(low, high + 1), side="right") - 1, 0)
    found: Ints = of_day[block.day - low]
    return found


class _Runs:
    """Rows of one cell stand together, since they are in order of login and day: runs are added up first."""

    def __init__(self, cell: Ints, count: int) -> None:
        self._count = count
        self._firsts = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]]) if len(cell) else cell
        self._cell = cell[self._firsts]

    def sum(self, values: Floats) -> Floats:
        if not len(self._cell):
            return np.zeros(self._count)
        of_runs = np.add.reduceat(values, self._firsts)
        return np.asarray(np.bincount(self._cell, of_runs, self._count), dtype=np.float64)


def _add(
    block: Block,
    counted: Mapping[Group, Bools | None],
    chosen: Bools,
    cell: Ints,
    wanted: Sequence[str],
    values: Floats,
    told: Ints,
    rows: Ints,
) -> None:
    """Add the *chosen* rows of *block* to their cells; *counted*: which rows of a group count (None: all)."""
    count, width = values.shape[1], len(block.patterns)
    here = {group: None if only is None else only & chosen for group, only in counted.items()}
    plain = None if chosen.all() else chosen
    kept: dict[Group | None, tuple[Bools | None, _Runs, Ints]] = {}
    for at, name in enumerate(wanted):
        if name not in block.fields:
            continue
        field = block.fields.index(name)
        group = group_of(name)
        only, key = (plain, None) if here[group] is None else (here[group], group)
        if key not in kept:
            mine = cell if only is None else cell[only]
            pattern = block.pattern if only is None else block.pattern[only]
            table = np.bincount(mine * width + pattern, minlength=count * width).reshape(count, width)
            kept[key] = only, _Runs(mine, count), table
        only, runs, table = kept[key]
        values[at] += runs.sum(block.values[field] if only is None else block.values[field][only])
        told[at] += table @ block.patterns[:, field].astype(np.int64)
    rows += np.bincount(cell if plain is None else cell[plain], minlength=count)


def pieces(period: Period, every: Every) -> tuple[date, ...]:
    """The first day of each piece of *period*; only days and longer are known of agents."""
    match every:
        case Every.WHOLE:
            return (period.first,)
        case Every.DAY:
            return period.days
        case Every.WEEK:
            return tuple(day for day in period.days if day == period.first or day.weekday() == 0)
        case Every.MONTH:
            return tuple(day for day in period.days if day == period.first or day.day == 1)
    raise ValueError(every)


# -- who ----------------------------------------------------------------------------------------------------


def people_of(blocks: Sequence[Block], names: Mapping[int, Name], roll: Roll) -> People:
    """Everybody who stands behind the logins of *blocks*."""
    lines: dict[tuple[str, str], Line] = {}
    uses: dict[int, list[tuple[int, tuple[str, str] | None]]] = {}
    for number in sorted({login for block in blocks for login in block.logins.tolist()}):
        _kind, source, login = names[number]
        steps: list[tuple[int, tuple[str, str] | None]] = []
        upto, unknown = 0, ("", f"{source}\n{login}")
        known = roll.logins.get((source, login), ())
        for use in sorted(known, key=lambda use: use.since or date.min) if len(known) > 1 else known:
            since = 0 if use.since is None else use.since.toordinal()
            if since > upto:
                steps.append((upto, unknown))
            person = roll.persons.get(use.person) if use.person else None
            key = None if person is None else (person.name, person.id)
            steps.append((since, key))
            if person is not None and key is not None and key not in lines:
                lines[key] = Line(LineKind.PERSON, person.name, id=person.id)
            upto = _NEVER if use.until is None else use.until.toordinal()
        if upto < _NEVER:
            steps.append((upto, unknown))
        if any(who == unknown for _since, who in steps):
            lines.setdefault(unknown, Line(LineKind.LOGIN, login, source))
        uses[number] = steps
    ordered = sorted(lines, key=lambda key: (not key[0], key))
    place: dict[tuple[str, str] | None, int] = {key: at for at, key in enumerate(ordered)}
    place[None] = NOBODY
    return People(
        tuple(lines[key] for key in ordered),
        {number: tuple((since, place[who]) for since, who in steps) for number, steps in uses.items()},
        {key[1]: at for at, key in enumerate(ordered) if lines[key].kind is LineKind.PERSON},
    )


def who_of(block: Block, people: People) -> Small:
    """Whose each row is: an index into the lines, or NOBODY."""
    of_login = [people.of_login[login] for login in block.logins.tolist()]
    who = np.repeat(np.array([steps[0][1] for steps in of_login], dtype=np.int32), block.lengths)
    ends = [*block.firsts[1:].tolist(), len(block)]
    for steps, low, high in zip(of_login, block.firsts.tolist(), ends, strict=True):
        if len(steps) > 1:
            cuts = np.searchsorted(block.day[low:high], [since for since, _who in steps]).tolist()
            for (_since, person), begin, end in zip(steps, cuts, [*cuts[1:], high - low], strict=True):
                who[low + begin : low + end] = person
    return who


# -- whose work is asked for --------------------------------------------------------------------------------


def _chosen(
    block: Block,
    who: Small,
    period: Period,
    every: Every,
    whose: Filter,
    people: People,
    roll: Roll,
    names: Mapping[int, Name],
) -> Bools:
    chosen: Bools = np.asarray(who != NOBODY)
    first, last = period.first.toordinal(), period.last.toordinal()
    if len(block) and (block.day.min() < first or block.day.max() > last):
        chosen &= (block.day >= first) & (block.day <= last)
    months = block.of_month
    if months.any():
        chosen &= ~months | _whole_month(block, months, period, every)
    persons = np.array([line.kind is LineKind.PERSON for line in people.lines], dtype=np.bool_)
    if not whose.unknown and not persons.all():
        chosen &= persons[who]
    if whose.persons is not None:
        wanted = np.zeros(len(people.lines), dtype=np.bool_)
        wanted[[people.index[person] for person in whose.persons if person in people.index]] = True
        chosen &= wanted[who]
    if whose.channels is not None:
        places = [at for at, name in enumerate(block.channels) if name in whose.channels]
        chosen &= np.isin(block.channel, places)
    on = _PersonDays(block, who, people, roll)
    if whose.teams is not None:
        chosen &= on.within(GroupKind.TEAM, whose.teams)
    if whose.departments is not None:
        chosen &= on.within(GroupKind.DEPARTMENT, whose.departments)
    if whose.skills is not None:
        chosen &= _of_skill(block, names, roll, frozenset(whose.skills), on)
    if whose.bands is not None:
        chosen &= on.banded(frozenset(whose.bands))
    return chosen


def _whole_month(block: Block, months: Bools, period: Period, every: Every) -> Bools:
    """Whether a row of a month can be told in this period: only where the whole month is one piece."""
    if every not in (Every.MONTH, Every.WHOLE):
        return np.zeros(len(block), dtype=np.bool_)
    fits = {
        ordinal: (day := date.fromordinal(ordinal)) in period and month_end(day) in period
        for ordinal in set(block.day[months].tolist())
    }
    found: Bools = np.isin(block.day, [ordinal for ordinal, whole in fits.items() if whole])
    return found


class _PersonDays:
    """What persons were on the days of a block; a row of a month is judged by its first day."""

    def __init__(self, block: Block, who: Small, people: People, roll: Roll) -> None:
        self._who, self._people, self._roll = who, people, roll
        self._low = int(block.day.min())
        self._days = int(block.day.max()) - self._low + 1
        self._day = block.day - self._low

    def within(self, kind: GroupKind, groups: Sequence[str]) -> Bools:
        """Whether the person was in one of *groups* on the day."""
        wanted = frozenset(groups)
        table = np.zeros((len(self._people.lines) + 1, self._days), dtype=np.bool_)  # the last: nobody
        for person, at in self._people.index.items():
            for held in self._roll.memberships.get(person, ()):
                group = self._roll.groups.get(held.group)
                if group is None:
                    continue
                above = kind is GroupKind.DEPARTMENT and group.above in wanted
                if (group.kind is kind and group.id in wanted) or above:
                    low, high = self._range(held.since, held.until)
                    table[at, low:high] = True
        found: Bools = table[self._who, self._day]
        return found

    def banded(self, bands: frozenset[str]) -> Bools:
        """Whether the person's tenure was in one of *bands* on the day."""
        table = np.zeros((len(self._people.lines) + 1, self._days), dtype=np.bool_)
        for person, at in self._people.index.items():
            joined = self._roll.persons[person].joined
            if joined is None:
                continue
            begins = joined
            for band in self._roll.bands:
                ends = None if band.below_days is None else joined + timedelta(days=band.below_days)
                if band.id in bands:
                    low, high = self._range(None if begins == joined else begins, ends)
                    table[at, low:high] = True
                if ends is not None:
                    begins = ends
        found: Bools = table[self._who, self._day]
        return found

    def _range(self, since: date | None, until: date | None) -> tuple[int, int]:
        low = 0 if since is None else min(max(0, since.toordinal() - self._low), self._days)
        high = self._days if until is None else max(0, until.toordinal() - self._low)
        return low, high


def _of_skill(
    block: Block,
    names: Mapping[int, Name],
    roll: Roll,
    skills: frozenset[str],
    on: _PersonDays,
) -> Bools:
    """Rows of work of *skills*; a row that names no queue goes by the skills that its person had."""
    numbers = np.unique(block.queue).tolist()
    of_queue = {number: roll.skill_of(*names[number][1:]) for number in numbers if number}
    mine = [number for number, skill in of_queue.items() if skill is not None and skill.id in skills]
    found = np.isin(block.queue, mine)
    plain = block.queue == 0
    if plain.any():
        found |= plain & on.within(GroupKind.SKILL, tuple(skills))
    return found


# -- who counts where several tell the same ------------------------------------------------------------------


def precedence(
    block: Block,
    who: Small,
    people: People,
    names: Mapping[int, Name],
    tellers: Callable[[], Tellers],
    period: Period,
) -> tuple[dict[Group, Bools | None], list[Telling]]:
    """For each group of fields which rows count (None: all, nothing is told twice), and what is told so."""
    if len(block.kinds) == 1:
        return dict.fromkeys(_GROUPS), []
    kinds = [Teller(names[source][2], derived, month) for source, derived, month in block.kinds]
    rank = tellers().rank
    order = sorted(range(len(kinds)), key=lambda at: rank(kinds[at]))
    counted: dict[Group, Bools | None] = {}
    twice: list[Telling] = []
    for group in _GROUPS:
        fields = [at for at, name in enumerate(block.fields) if group_of(name) is group]
        if not fields:
            continue
        patterns: Bools = np.asarray(block.patterns[:, fields].any(axis=1))
        telling = frozenset(block.kind_of[patterns].tolist())
        rivals = _rivals(block, group, fields)
        if not rivals:
            counted[group] = None
            continue
        kind = block.kind_of[block.pattern]
        tell = patterns[block.pattern] & (who != NOBODY)
        chosen, instead = _decide(block, who, kind, tell, [at for at in order if at in telling], rivals)
        counted[group] = chosen | ~tell
        within = (block.day >= period.first.toordinal()) & (block.day <= period.last.toordinal())
        twice += _reported(block, who, people, kind, kinds, group, tell & ~chosen & within, instead)
    return counted, twice


class _Taken:
    """Of whom one teller's rows count: units (a person's day or month) and their channels."""

    def __init__(self, unit: Ints, channel: Ints, units: int, channels: int) -> None:
        self._channels = channels
        self.any = np.zeros(units, dtype=np.bool_)
        self._all = np.zeros(units, dtype=np.bool_)
        self._each = np.zeros(units * channels, dtype=np.bool_)
        self.any[unit] = True
        self._all[unit[channel == 0]] = True
        self._each[unit * channels + channel] = True

    def bars(self, unit: Ints, channel: Ints) -> Bools:
        """Whether a row of *unit* and *channel* (0: all of them) tells what is told already."""
        found: Bools = np.where(
            channel == 0, self.any[unit], self._all[unit] | self._each[unit * self._channels + channel]
        )
        return found


def _decide(
    block: Block, who: Small, kind: Small, tell: Bools, telling: Sequence[int], rivals: Rivals
) -> tuple[Bools, Ints]:
    """Which of the rows that *tell* count, and for each row which kind counts in its stead (−1: none).

    *telling* are the kinds, best first. A row is barred by rows that count of a better kind, its rival.
    """
    rows = np.flatnonzero(tell)
    # a block is one month, or a few months of a few logins
    firsts = {day: date.fromordinal(day).replace(day=1).toordinal() for day in set(block.day[rows].tolist())}
    days = np.array(sorted(firsts), dtype=np.int64)
    month_of_day = np.array([firsts[day] for day in days.tolist()], dtype=np.int64)
    person, day = who[rows].astype(np.int64), block.day[rows].astype(np.int64)
    month = month_of_day[np.searchsorted(days, day)]
    every_day, of_day = np.unique(person * _NEVER + day, return_inverse=True)
    every_month, of_month = np.unique(person * _NEVER + month, return_inverse=True)
    channel, mine, width = block.channel[rows].astype(np.int64), kind[rows], len(block.channels)
    taken: dict[int, tuple[_Taken, _Taken]] = {}
    chosen = np.zeros(len(block), dtype=np.bool_)
    instead = np.full(len(block), -1, dtype=np.int64)
    for one in telling:
        here = np.flatnonzero(mine == one)
        of = channel[here]
        barred = np.zeros(len(here), dtype=np.bool_)
        for other, (by_day, by_month) in taken.items():
            if (one, other) in rivals:
                whole = block.kinds[one][2] or block.kinds[other][2]
                found = by_month.bars(of_month[here], of) if whole else by_day.bars(of_day[here], of)
                instead[rows[here[found & ~barred]]] = other
                barred |= found
        counts = here[~barred]
        chosen[rows[counts]] = True
        taken[one] = (
            _Taken(of_day[counts], channel[counts], len(every_day), width),
            _Taken(of_month[counts], channel[counts], len(every_month), width),
        )
    return chosen, instead


Rivals = frozenset[tuple[int, int]]


def _rivals(block: Block, group: Group, fields: Sequence[int]) -> Rivals:
    """Which kinds of rows tell the same of *group*: those that share a field. Contacts at two systems are two
    contacts, so that what is derived bars nothing derived; but nobody's time passes twice."""
    of_kind = {
        kind: frozenset(np.flatnonzero(block.patterns[block.kind_of == kind][:, fields].any(axis=0)).tolist())
        for kind in range(len(block.kinds))
    }
    return frozenset(
        (one, other)
        for one in of_kind
        for other in of_kind
        if one != other
        and of_kind[one] & of_kind[other]
        and (group is Group.TIME or not (block.kinds[one][1] and block.kinds[other][1]))
    )


def _reported(
    block: Block,
    who: Small,
    people: People,
    kind: Small,
    kinds: Sequence[Teller],
    group: Group,
    lost: Bools,
    taken_by: Ints,
) -> Iterator[Telling]:
    rows = np.flatnonzero(lost)
    if not len(rows):
        return
    place = np.stack((who[rows].astype(np.int64), kind[rows], taken_by[rows], block.day[rows]))
    unique = np.unique(place, axis=1)
    found, days = np.unique(unique[:3], axis=1, return_counts=True)
    for (person, loser, winner), number in zip(found.T.tolist(), days.tolist(), strict=True):
        line = people.lines[person]
        yield Telling(line, group.value, kinds[winner], kinds[loser], number)
