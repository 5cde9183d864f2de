"""The quarter hours of queues as arrays, and what any cells (lines × pieces of time) of them come to.

Loaded where figures are computed alone (a work process, the command line): it takes numpy.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from supervisor.history.names import Names

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SUMMED = (
    *("entries", "contacts", "answered", "contacts_answered", "abandoned", "timed_out", "keyed"),
    *("emptied", "withdrawn", "lost", "unknown", "waiting", "no_answer", "talks", "held"),
    *("wait_answered_s", "wait_abandoned_s", "wait_left_s", "ring_s", "talk_s", "talk_s2", "hold_s", "acw_s"),
)
ANSWERED, ABANDONED, LEFT = 0, 1, 2  # as history/waits.py packs them

_packed = msgspec.msgpack.Decoder(tuple[list[int], list[int], list[int]])


@dataclass(frozen=True)
class Waited:
    """Single waits: so many (*count*) of *row* waited *second*, and *ended* so. All of one length."""

    row: Ints
    ended: Ints
    second: Ints
    count: Ints

    def where(self, ended: int) -> Waited:
        """Those that ended so."""
        chosen = self.ended == ended
        return Waited(self.row[chosen], self.ended[chosen], self.second[chosen], self.count[chosen])


@dataclass(frozen=True)
class SlotRows:
    """Rows of history_slot. *keys* are (source, queue) in order, *key* says which is a row's; *sums* has a
    row for each of SUMMED. *exact*: its waits are known one by one. *in_time* is a sheet's own count within
    *threshold_s*, NaN where there is none. *batch* 0 is derived from single contacts."""

    keys: tuple[tuple[str, str], ...]
    slot: Ints
    key: Ints
    channel: tuple[str, ...]
    batch: Ints
    sums: Floats
    exact: Bools
    in_time: Floats
    threshold_s: Floats
    waited: Waited

    def __len__(self) -> int:
        return len(self.slot)

    def of(self, name: str) -> Floats:
        """The sums called *name*, a number a row."""
        found: Floats = self.sums[SUMMED.index(name)]
        return found

    def only(self, chosen: Bools) -> SlotRows:
        """The *chosen* rows; waits with them."""
        place = np.cumsum(chosen) - 1
        kept = chosen[self.waited.row]
        waited = Waited(
            place[self.waited.row[kept]],
            self.waited.ended[kept],
            self.waited.second[kept],
            self.waited.count[kept],
        )
        return SlotRows(
            self.keys,
            self.slot[chosen],
            self.key[chosen],
            tuple(channel for channel, here in zip(self.channel, chosen.tolist(), strict=True) if here),
            self.batch[chosen],
            self.sums[:, chosen],
            self.exact[chosen],
            self.in_time[chosen],
            self.threshold_s[chosen],
            waited,
        )


def read_slots(
    db: Connection,
    low: int,
    high: int,
    wanted: Callable[[str, str], bool],
    channels: Sequence[str] | None = None,
    always: Collection[tuple[str, str]] = (),
) -> SlotRows:
    """The rows of slots from *low* until before *high*, of queues (source, queue) that are *wanted*; keys are
    those that have rows, and *always* where they are known at all."""
    told = Names().read(db)
    names: dict[int, tuple[str, str]] = {
        number: (source, text)
        for number, (kind, source, text) in told.items()
        if kind == "queue" and wanted(source, text)
    }
    columns = ", ".join(f'"{name}"' for name in SUMMED)
    rows = db.exec_driver_sql(
        f"SELECT queue, slot, batch, channel, waits, in_time, threshold_s, {columns} FROM history_slot"  # noqa: S608
        f" WHERE slot >= {int(low)} AND slot < {int(high)} ORDER BY slot, source, queue, channel"
    ).fetchall()
    rows = [row for row in rows if row[0] in names and (channels is None or row[3] in channels)]
    here = {row[0] for row in rows}
    ordered = sorted(
        (number for number, name in names.items() if number in here or name in always),
        key=lambda number: names[number],
    )
    place = {number: at for at, number in enumerate(ordered)}
    count = len(rows)
    plain = np.array([row[7:] for row in rows], dtype=np.float64).reshape(count, len(SUMMED))
    return SlotRows(
        tuple(names[number] for number in ordered),
        np.fromiter((row[1] for row in rows), np.int64, count),
        np.fromiter((place[row[0]] for row in rows), np.int64, count),
        tuple(row[3] for row in rows),
        np.fromiter((row[2] for row in rows), np.int64, count),
        np.ascontiguousarray(plain.T),
        np.fromiter((row[4] is not None for row in rows), np.bool_, count),
        np.fromiter((math.nan if row[5] is None else row[5] for row in rows), np.float64, count),
        np.fromiter((math.nan if row[6] is None else row[6] for row in rows), np.float64, count),
        _waited([row[4] for row in rows]),
    )


def _waited(blobs: Sequence[bytes | None]) -> Waited:
    pairs: tuple[list[int], list[int], list[int]] = ([], [], [])
    lengths: tuple[list[int], list[int], list[int]] = ([], [], [])
    decode = _packed.decode
    for blob in blobs:
        for flat, length, part in zip(
            pairs, lengths, ((), (), ()) if blob is None else decode(blob), strict=True
        ):
            flat += part
            length.append(len(part) // 2)
    rows = np.arange(len(blobs), dtype=np.int64)
    row, ended, second, count = [], [], [], []
    for kind, (flat, length) in enumerate(zip(pairs, lengths, strict=True)):
        both = np.array(flat, dtype=np.int64).reshape(-1, 2)
        row.append(np.repeat(rows, length))
        ended.append(np.full(len(both), kind, np.int64))
        second.append(both[:, 0])
        count.append(both[:, 1])
    return Waited(*(np.concatenate(parts) for parts in (row, ended, second, count)))


@dataclass(frozen=True)
class Asked:
    """By what rows are judged: each row's threshold, the short-abandon limit, further times."""

    threshold_s: Floats
    short_s: float
    within: tuple[int, ...]


def cells(rows: SlotRows, cell: Ints, count: int, asked: Asked) -> dict[str, Floats]:
    """What each of *count* cells comes to; *cell* says for every row which is its own (−1: none).

    Besides SUMMED: in_time, abandoned_in_time, abandoned_short, within_N, waits_unknown, median_wait_s,
    p90_wait_s, longest_wait_answered_s, longest_wait_abandoned_s, longest_wait_s. NaN is unknown.
    """
    here = cell >= 0
    if not here.all():
        rows, cell = rows.only(here), cell[here]
        asked = Asked(asked.threshold_s[here], asked.short_s, asked.within)
    out = {name: _sum(cell, rows.sums[at], count) for at, name in enumerate(SUMMED)}
    waited = rows.waited
    answered, abandoned, left = (waited.where(kind) for kind in (ANSWERED, ABANDONED, LEFT))
    blind = ~rows.exact
    same = blind & (rows.threshold_s == asked.threshold_s) & ~np.isnan(rows.in_time)
    has_answered, has_abandoned = rows.of("answered") > 0, rows.of("abandoned") > 0
    has_left = rows.of("entries") > rows.of("answered") + rows.of("abandoned") + rows.of("waiting")

    in_time = _sum(cell[answered.row], _within(answered, asked.threshold_s), count)
    in_time += _sum(cell[same], rows.in_time[same], count)
    out["in_time"] = _blank(in_time, cell, blind & has_answered & ~same)
    out["abandoned_in_time"] = _blank(
        _sum(cell[abandoned.row], _within(abandoned, asked.threshold_s), count), cell, blind & has_abandoned
    )
    short = np.where(abandoned.second <= asked.short_s, abandoned.count, 0)
    out["abandoned_short"] = _blank(_sum(cell[abandoned.row], short, count), cell, blind & has_abandoned)
    for limit in asked.within:
        near = np.where(answered.second <= limit, answered.count, 0)
        said = blind & (rows.threshold_s == limit) & ~np.isnan(rows.in_time)
        told = _sum(cell[answered.row], near, count) + _sum(cell[said], rows.in_time[said], count)
        out[f"within_{limit}"] = _blank(told, cell, blind & has_answered & ~said)
    known = _sum(cell[answered.row], answered.count, count)
    of_exact = _sum(cell[rows.exact], rows.of("answered")[rows.exact], count)
    out["waits_unknown"] = np.maximum(of_exact - known, 0)

    half, most, longest = _quantiles(cell[answered.row], answered, (0.5, 0.9), count)
    out["median_wait_s"] = _blank(half, cell, blind & has_answered)
    out["p90_wait_s"] = _blank(most, cell, blind & has_answered)
    out["longest_wait_answered_s"] = _blank(longest, cell, blind & has_answered)
    gave_up = _quantiles(cell[abandoned.row], abandoned, (), count)[-1]
    out["longest_wait_abandoned_s"] = _blank(gave_up, cell, blind & has_abandoned)
    gone = _quantiles(cell[left.row], left, (), count)[-1]
    every = np.fmax(np.fmax(longest, gave_up), gone)
    out["longest_wait_s"] = _blank(every, cell, blind & (has_answered | has_abandoned | has_left))
    return out


def _sum(cell: Ints, weight: Floats | Ints, count: int) -> Floats:
    found: Floats = np.asarray(np.bincount(cell, weight.astype(np.float64), count), dtype=np.float64)
    return found


def _within(waited: Waited, threshold_s: Floats) -> Ints:
    return np.where(waited.second <= threshold_s[waited.row], waited.count, 0)


def _blank(values: Floats, cell: Ints, rows: Bools) -> Floats:
    """*values*, unknown in the cells of *rows*."""
    if rows.any():
        values = values.copy()
        values[cell[rows]] = np.nan
    return values


def _quantiles(cell: Ints, waited: Waited, shares: Sequence[float], count: int) -> list[Floats]:
    """By nearest rank (history/waits.py), a value a cell for each of *shares*, and the longest at the end."""
    found = [np.full(count, np.nan) for _ in (*shares, 1.0)]
    if not len(cell):
        return found
    order = np.lexsort((waited.second, cell))
    cell, second, number = cell[order], waited.second[order], waited.count[order]
    upto = np.cumsum(number)
    firsts = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]])
    lasts = np.r_[firsts[1:], len(cell)] - 1
    before = np.r_[0, upto[lasts[:-1]]]
    total = upto[lasts] - before
    there = cell[firsts]
    for values, share in zip(found, (*shares, 1.0), strict=True):
        rank = np.maximum(1, np.ceil(np.round(share * total, 9))).astype(np.int64)
        values[there] = second[np.searchsorted(upto, before + rank)]
    return found


def merged(parts: Sequence[Mapping[str, Floats]]) -> dict[str, Floats]:
    """The cells of several parts behind one another."""
    if not parts:
        return {}
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
