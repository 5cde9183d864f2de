"""Contacts, rings and marks into the history, in bulk, whoever tells them; one stay told twice is one row.

A stay that the events told as they came and that the source's own log tells too is the same: the same source,
contact and queue, entered within NEAR_MS. The source's clock may be another than ours, so where both tell of
as many stays of a contact in a queue, they are the same within CLOCKS_MS, too. The key is what the first
teller said. Of the two
- the log's word wins for the outcome and the waits, unless it has not got that far yet;
- the events' word wins for hold and after-contact time, and for a talk that is shorter: a redirected call
  ends for the agent when the agent is free, and the log counts on until the caller hangs up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Connection, Table, select

from supervisor.facts.agent_time import Mark
from supervisor.facts.contact import Entry, Outcome, Ring, Told
from supervisor.history import batch as batches
from supervisor.history import partitions
from supervisor.history.batch import Written
from supervisor.history.names import Names
from supervisor.history.stale import mark_stale
from supervisor.storage.bulk import insert_rows
from supervisor.storage.history_tables import history_entry, history_mark, history_ring

NEAR_MS = 3000
"""Two tellers' instants of one thing are no farther apart: a log knows whole seconds only."""

CLOCKS_MS = 600_000
"""No farther is the clock by which a source writes its log from the one by which its events are heard."""

_APART_MS = 600_000  # what is this far apart is looked up by itself
_Key: TypeAlias = tuple[Any, ...]


class _Row(NamedTuple):
    """A row of history_entry without its batch; the names are the columns'."""

    entered_ms: int
    source: int
    queue: int
    contact: str
    channel: str
    type: int
    outcome: str
    left_ms: int | None
    wait_s: float | None
    login: int
    ring_s: float | None
    talk_s: float | None
    hold_s: float | None
    acw_s: float | None
    ended_ms: int | None
    ended_by: str
    detail: str
    position: int | None
    number: str
    over: int
    told: int


class _RingRow(NamedTuple):
    """A row of history_ring without its batch."""

    at_ms: int
    source: int
    login: int
    queue: int
    contact: str
    ring_s: float | None
    outcome: str
    told: int


_MARK = ("at_ms", "source", "seq", "login", "queue", "what", "code")
_KEY_OF_MARK = ("at_ms", "source", "seq")


def write(
    db: Connection, names: Names, source: str, entries: Iterable[Entry], told: Told, batch: int
) -> Written:
    """Write *entries* as *told* tells them, as part of *batch*; the hours they belong to become stale.

    What another teller told of the same stay is merged (see above), and so is what the same teller said
    before: a stay never goes back to less than is known of it. An entry takes the key of its row: afterwards
    its `entered_ms` is the row's. Among *entries* a stay stands once.
    """
    entries = sorted(entries, key=lambda entry: entry.entered_ms)
    if not entries:
        return Written()
    number = names.number(db, "source", "", source)
    queues = names.numbers(db, "queue", source, {entry.queue for entry in entries})
    logins = names.numbers(db, "login", source, {entry.login for entry in entries})
    types = names.numbers(db, "type", source, {entry.type for entry in entries})
    bits = int(told)
    new = [
        _Row(
            entry.entered_ms,
            number,
            queues[entry.queue],
            entry.contact,
            entry.channel,
            types[entry.type],
            entry.outcome.value,
            entry.left_ms,
            entry.wait_s,
            logins[entry.login],
            entry.ring_s,
            entry.talk_s,
            entry.hold_s,
            entry.acw_s,
            entry.ended_ms,
            entry.ended_by,
            entry.detail,
            entry.position,
            entry.number,
            1 if entry.over else 0,
            bits,
        )
        for entry in entries
    ]
    instants = [row.entered_ms for row in new]
    there = _there(db, history_entry, _Row._fields, number, instants, CLOCKS_MS)
    known = [_Row(*row) for row in there]
    pairs = _pairs(
        [((row.queue, row.contact), row.entered_ms) for row in new],
        [((row.queue, row.contact), row.entered_ms, row.told) for row in known],
        bits,
    )
    pairs |= _pairs_by_other_clocks(new, known, bits, pairs)
    added: list[_Row] = []
    changed: list[_Row] = []
    same = 0
    touched: set[int] = set()
    for place, row in enumerate(new):
        if (found := pairs.get(place)) is None:
            added.append(row)
            _hours(row, touched)
            continue
        before = known[found]
        entries[place].entered_ms = before.entered_ms
        after = merged(before, row)
        if after == before:
            same += 1
            continue
        changed.append(after)
        _hours(before, touched)
        _hours(after, touched)
    partitions.ensure(db, new[0].entered_ms, new[-1].entered_ms)
    _add(db, history_entry, _Row._fields, added, batch)
    if changed:
        batches.write(db, history_entry, _Row._fields, changed, batch)
    mark_stale(db, number, (hour * 3_600_000 for hour in touched))
    return Written(len(added), len(changed), same)


def write_rings(
    db: Connection, names: Names, source: str, rings: Iterable[Ring], told: Told, batch: int
) -> Written:
    """Write *rings* likewise; a ring that both tell is one row, with the log's word for it."""
    rings = sorted(rings, key=lambda ring: ring.at_ms)
    if not rings:
        return Written()
    number = names.number(db, "source", "", source)
    queues = names.numbers(db, "queue", source, {ring.queue for ring in rings})
    logins = names.numbers(db, "login", source, {ring.login for ring in rings})
    bits = int(told)
    new = [
        _RingRow(
            ring.at_ms,
            number,
            logins[ring.login],
            queues[ring.queue],
            ring.contact,
            ring.ring_s,
            ring.outcome,
            bits,
        )
        for ring in rings
    ]
    there = _there(db, history_ring, _RingRow._fields, number, [row.at_ms for row in new])
    pairs = _pairs(
        [((row.login, row.queue, row.contact), row.at_ms) for row in new],
        [((row[2], row[3], row[4]), row[0], row[7]) for row in there],
        bits,
    )
    added: list[_RingRow] = []
    changed: list[_RingRow] = []
    same = 0
    for place, row in enumerate(new):
        if (found := pairs.get(place)) is None:
            added.append(row)
            continue
        before = _RingRow(*there[found])
        said = row if _weight(bits) >= _weight(before.told) and row.ring_s is not None else before
        after = before._replace(ring_s=said.ring_s, outcome=said.outcome, told=before.told | bits)
        if after == before:
            same += 1
        else:
            changed.append(after)
    partitions.ensure(db, new[0].at_ms, new[-1].at_ms)
    _add(db, history_ring, _RingRow._fields, added, batch)
    if changed:
        batches.write(db, history_ring, _RingRow._fields, changed, batch)
    mark_stale(db, number, {row.at_ms // 3_600_000 * 3_600_000 for row in (*added, *changed)})
    return Written(len(added), len(changed), same)


def write_marks(db: Connection, names: Names, source: str, marks: Iterable[Mark], batch: int) -> Written:
    """Write *marks* as part of *batch*; one of the same instant and place in its order is written over."""
    marks = sorted(marks, key=lambda mark: (mark.at_ms, mark.seq))
    if not marks:
        return Written()
    number = names.number(db, "source", "", source)
    queues = names.numbers(db, "queue", source, {mark.queue for mark in marks})
    logins = names.numbers(db, "login", source, {mark.login for mark in marks})
    codes = names.numbers(db, "code", source, {mark.code for mark in marks})
    rows = [
        (
            mark.at_ms,
            number,
            mark.seq,
            logins[mark.login],
            queues[mark.queue],
            mark.what.value,
            codes[mark.code],
        )
        for mark in marks
    ]
    partitions.ensure(db, marks[0].at_ms, marks[-1].at_ms)
    there = {row[:3]: row for row in _there(db, history_mark, _MARK, number, [mark.at_ms for mark in marks])}
    changed = [row for row in rows if row[:3] in there and there[row[:3]] != row]
    added = [row for row in rows if row[:3] not in there]
    _add(db, history_mark, _MARK, added, batch)
    if changed:
        batches.write(db, history_mark, _MARK, changed, batch)
    mark_stale(db, number, {row[0] // 3_600_000 * 3_600_000 for row in (*added, *changed)})
    return Written(len(added), len(changed), len(rows) - len(added) - len(changed))


def merged(there: _Row, new: _Row) -> _Row:
    """What is known of one stay when *there* stands and *new* is told. The key is that of *there*."""
    told = there.told | new.told
    if there.told == new.told:
        return _kept(there, new) if _far(new) >= _far(there) else there
    new_leads = _weight(new.told) >= _weight(there.told)
    log, live = (new, there) if new_leads else (there, new)
    base = log if _far(log) >= 2 or _far(log) >= _far(live) else live
    talk_of = log
    if live.talk_s is not None and (log.talk_s is None or live.talk_s < log.talk_s):
        talk_of = live
    ended_by = base.ended_by or live.ended_by
    ended_ms = talk_of.ended_ms if talk_of.talk_s is not None else base.ended_ms
    if base.ended_by == "lost" and live.ended_by not in ("", "lost"):
        ended_by, ended_ms = live.ended_by, live.ended_ms
    return there._replace(
        channel=live.channel,
        type=log.type or live.type,
        outcome=base.outcome,
        left_ms=_first(base.left_ms, live.left_ms),
        wait_s=_first(base.wait_s, live.wait_s),
        login=base.login or live.login,
        ring_s=_first(base.ring_s, live.ring_s),
        talk_s=talk_of.talk_s,
        hold_s=_first(live.hold_s, log.hold_s),
        acw_s=_first(live.acw_s, log.acw_s),
        ended_ms=ended_ms,
        ended_by=ended_by,
        detail=base.detail or live.detail,
        position=_first(log.position, live.position),
        number=log.number or live.number,
        over=log.over,
        told=told,
    )


def _kept(there: _Row, new: _Row) -> _Row:
    """*new* in the place of *there*, without forgetting what only *there* knows."""
    return new._replace(
        entered_ms=there.entered_ms,
        type=new.type or there.type,
        position=_first(new.position, there.position),
        number=new.number or there.number,
    )


def _far(row: _Row) -> int:
    """How much is known of what became of it: more is never given up for less."""
    if row.outcome == Outcome.WAITING:
        return 0
    if row.outcome in (Outcome.LOST, Outcome.UNKNOWN):
        return 1
    if row.outcome != Outcome.ANSWERED:
        return 4
    if not row.over:
        return 2
    return 3 if row.ended_by == "lost" else 4


def _weight(told: int) -> int:
    """Whose word wins: the log's, then the events', then a sheet's."""
    return 3 if told & Told.LOG else 2 if told & Told.LIVE else 1


def _first(one: Any, other: Any) -> Any:
    return other if one is None else one


def _hours(row: _Row, hours: set[int]) -> None:
    hours.add(row.entered_ms // 3_600_000)
    if row.left_ms is not None:
        hours.add(row.left_ms // 3_600_000)
    if row.ended_ms is not None:
        hours.add(row.ended_ms // 3_600_000)


def _there(
    db: Connection,
    table: Table,
    columns: Sequence[str],
    source: int,
    instants: Sequence[int],
    near_ms: int = NEAR_MS,
) -> list[Any]:
    """The rows of *source* near *instants*, which are in order; each once."""
    found: list[Any] = []
    first_column = table.c[columns[0]]
    wanted = select(*(table.c[name] for name in columns)).where(table.c.source == source)
    begin = 0
    for place in range(1, len(instants) + 1):
        if place < len(instants) and instants[place] - instants[place - 1] <= _APART_MS + 2 * near_ms:
            continue
        within = first_column.between(instants[begin] - near_ms, instants[place - 1] + near_ms)
        found += db.execute(wanted.where(within).order_by(first_column)).all()
        begin = place
    return [tuple(row) for row in found]


def _pairs(
    new: Sequence[tuple[_Key, int]], there: Sequence[tuple[_Key, int, int]], bits: int
) -> dict[int, int]:
    """Which of *there* (key, instant, told) each of *new* (key, instant) is, by their places; each once.

    The same instant first, then the nearest. What the log told already is no other line of the log.
    """
    if not there:
        return {}
    by_key: dict[_Key, list[int]] = {}
    for place, (key, _at, _told) in enumerate(there):
        by_key.setdefault(key, []).append(place)
    distances = []
    for place, (key, at_ms) in enumerate(new):
        for other in by_key.get(key, ()):
            apart = abs(there[other][1] - at_ms)
            another = bool(bits & Told.LOG and there[other][2] & Told.LOG) or there[other][2] == bits
            if apart == 0 or (apart <= NEAR_MS and not another):
                distances.append((apart, place, other))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _apart, place, other in sorted(distances):
        if place not in found and other not in taken:
            found[place] = other
            taken.add(other)
    return found


def _pairs_by_other_clocks(
    new: Sequence[_Row], there: Sequence[_Row], bits: int, paired: Mapping[int, int]
) -> dict[int, int]:
    """Likewise, of those that are not *paired*: where both tell of as many stays of a contact in a queue, the
    first is the first. One that both told already is told once more where it went alike: a contact may come
    into its queue again."""
    here: dict[_Key, list[int]] = {}
    for place, row in enumerate(new):
        if place not in paired:
            here.setdefault((row.queue, row.contact), []).append(place)
    if not here:
        return {}
    taken = set(paired.values())
    others: dict[_Key, list[int]] = {}
    other_bit = int(Told.LIVE if bits & Told.LOG else Told.LOG)
    for other, row in enumerate(there):
        key = row.queue, row.contact
        if key in here and other not in taken and row.told & other_bit:
            others.setdefault(key, []).append(other)
    found: dict[int, int] = {}
    for key, known in others.items():
        if len(known) != len(here[key]):
            continue
        both = list(zip(here[key], known, strict=True))
        if all(_may_be(new[place], there[other], bits) for place, other in both):
            found |= dict(both)
    return found


def _may_be(row: _Row, before: _Row, bits: int) -> bool:
    near = abs(row.entered_ms - before.entered_ms) <= CLOCKS_MS
    return near and (not before.told & bits or _went_alike(row, before))


def _went_alike(one: _Row, other: _Row) -> bool:
    if one.wait_s is None or other.wait_s is None:
        return one.outcome == other.outcome and one.wait_s is other.wait_s
    apart_ms = abs(one.wait_s - other.wait_s) * 1000
    return one.outcome == other.outcome and one.login == other.login and apart_ms <= NEAR_MS


def _add(
    db: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], batch: int
) -> None:
    if rows:
        insert_rows(db, table, [*columns, "batch"], [(*row, batch) for row in rows])
