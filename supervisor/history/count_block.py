"""A month's counts of agents as arrays: read from the database once, kept as a file beside it.

The file is a cache and never trusted blindly: it bears the stamp (`count_stamp`) of what it was read from and
the fields that this program knows, and is read only where both are the present ones and it is whole.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from supervisor.facts.fields import NAMES
from supervisor.history.batch import DERIVED

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_FORMAT = 2
_MAGIC = b"SUPCUBE\n"
_ARRAYS = ("day", "channel", "queue", "type", "pattern", "logins", "firsts", "kind_of", "patterns", "values")
_TYPES: tuple[Any, ...] = (*([np.int32] * 8), np.bool_, np.float64)
_ALIGN = 64

RowKind = tuple[int, bool, bool]
"""Whose rows: the source's number, whether they are derived, whether each is of a whole month."""


@dataclass(frozen=True)
class Block:
    """Rows of history_count, in order of login and day. Arrays have a place a row, but for those of logins
    (*logins*, and at which row each one's *firsts* begin) and of patterns.

    *day* is the ordinal of a date, *channel* an index into *channels* (0: "", of all), *queue*, *type* are
    numbers of history_name. *values* is a row a field of *fields*, with 0 where nobody told; the *pattern* of
    a row says where that is (*patterns*: patterns × fields) and which of *kinds* it is of (*kind_of*).
    """

    fields: tuple[str, ...]
    channels: tuple[str, ...]
    kinds: tuple[RowKind, ...]
    day: Small
    channel: Small
    queue: Small
    type: Small
    pattern: Small
    logins: Small
    firsts: Small
    kind_of: Small
    patterns: Bools
    values: Floats

    def __len__(self) -> int:
        return len(self.day)

    @property
    def lengths(self) -> Small:
        """How many rows each login has."""
        return np.diff(self.firsts, append=np.int32(len(self.day)))

    @property
    def of_month(self) -> Bools:
        """Which rows are each of a whole month."""
        months = np.array([month for _source, _derived, month in self.kinds] or [False], dtype=np.bool_)
        return months[self.kind_of[self.pattern]] if months.any() else np.zeros(len(self), dtype=np.bool_)


def read_block(
    db: Connection,
    first: date,
    last: date,
    logins: Sequence[int] | None = None,
    fields: Sequence[str] | None = None,
) -> Block:
    """The rows of days from *first* to *last*, and of months that begin within them; *logins* (numbers): of
    these alone; *fields*: with these alone (None: all)."""
    where = f"day >= '{first.isoformat()}' AND day <= '{last.isoformat()}'"
    if logins is not None:
        where += f" AND login IN ({', '.join(str(int(login)) for login in logins) or '0'})"
    if fields is None:
        fields = NAMES if logins is not None else _told(db, where)  # of few rows asking would cost more
    quoted = "".join(f', "{name}"' for name in fields)
    raw: Any = db.connection.driver_connection  # its rows are plain tuples: a third of the time
    cursor = raw.cursor()
    try:
        cursor.execute(
            f"SELECT day, span, source, batch, channel, queue, type, login{quoted}"  # noqa: S608
            f" FROM history_count WHERE {where} ORDER BY login, day"
        )
        return _block(tuple(fields), cursor.fetchall())
    finally:
        cursor.close()


def _told(db: Connection, where: str) -> tuple[str, ...]:
    asked = ", ".join(f'count("{name}")' for name in NAMES)
    counts = db.exec_driver_sql(f"SELECT {asked} FROM history_count WHERE {where}").one()  # noqa: S608
    return tuple(name for name, count in zip(NAMES, counts, strict=True) if count)


def _block(fields: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> Block:
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * (8 + len(fields))
    days, spans, source, batch, channel, queue, type_, login, *told = columns
    ordinals = {
        day: (date.fromisoformat(day) if isinstance(day, str) else day).toordinal() for day in set(days)
    }
    some = [any(value is not None for value in column) for column in told]
    fields = tuple(name for name, here in zip(fields, some, strict=True) if here)
    values = np.empty((len(fields), len(rows)), dtype=np.float64)
    for at, column in enumerate(column for column, here in zip(told, some, strict=True) if here):
        values[at] = np.array(column, dtype=np.float64)
    known = ~np.isnan(values)
    np.nan_to_num(values, copy=False)
    kinds: dict[RowKind, int] = {}
    kind = [
        kinds.setdefault((of, number == DERIVED, span == "M"), len(kinds))
        for of, number, span in zip(source, batch, spans, strict=True)
    ]
    bits = np.zeros(len(rows), dtype=np.int64)
    for at, row in enumerate(known):
        bits += row.astype(np.int64) << at
    mixed = bits * max(1, len(kinds)) + np.array(kind, dtype=np.int64)
    _unique, first_of, pattern = np.unique(mixed, return_index=True, return_inverse=True)
    channels = ("", *sorted({*channel} - {""}))
    places = {name: at for at, name in enumerate(channels)}
    of_login = _small(login)
    begins = np.r_[True, of_login[1:] != of_login[:-1]] if len(rows) else np.zeros(0, np.bool_)
    return Block(
        fields,
        channels,
        tuple(kinds),
        _small([ordinals[day] for day in days]),
        _small([places[name] for name in channel]),
        _small(queue),
        _small(type_),
        pattern.reshape(-1).astype(np.int32),
        of_login[begins],
        np.flatnonzero(begins).astype(np.int32),
        _small(kind)[first_of],
        np.ascontiguousarray(known.T[first_of]),
        values,
    )


def _small(column: Sequence[int]) -> Small:
    return np.array(column, dtype=np.int32)


def month_end(first: date) -> date:
    """The last day of the month that begins with *first*."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


# -- the file -----------------------------------------------------------------------------------------------


def save(block: Block, path: Path, stamp: str) -> None:
    """Keep *block* at *path* as what bears *stamp*; a disk that refuses is no error: it is a cache."""
    arrays = [getattr(block, name) for name in _ARRAYS]
    head = _head(block, stamp, [array.shape for array in arrays])
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(_MAGIC + len(head).to_bytes(8, "little") + zlib.crc32(head).to_bytes(8, "little"))
            file.write(head)
            for array in arrays:
                file.write(b"\0" * (-file.tell() % _ALIGN))
                file.write(np.ascontiguousarray(array).tobytes())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()


def load(path: Path, stamp: str) -> Block | None:
    """The block at *path*; None unless it bears *stamp*, was written by this version and is whole."""
    try:
        raw = np.memmap(path, dtype=np.uint8, mode="r")
    except (OSError, ValueError):  # none there; empty
        return None
    start = len(_MAGIC) + 16
    if len(raw) < start or bytes(raw[: len(_MAGIC)]) != _MAGIC:
        return None
    length, check = (
        int.from_bytes(bytes(raw[at : at + 8]), "little") for at in (len(_MAGIC), len(_MAGIC) + 8)
    )
    head = bytes(raw[start : start + length])
    if len(head) != length or zlib.crc32(head) != check:
        return None
    told = json.loads(head)
    if (told["format"], told["stamp"], told["knows"]) != (_FORMAT, stamp, list(NAMES)):
        return None
    at = start + length
    arrays: list[Any] = []
    for shape, kind in zip(told["shapes"], _TYPES, strict=True):
        at += -at % _ALIGN
        end = at + int(np.prod(shape, dtype=np.int64)) * np.dtype(kind).itemsize
        if end > len(raw):
            return None
        arrays.append(np.asarray(raw[at:end]).view(kind).reshape(shape))
        at = end
    if at != len(raw):
        return None
    return Block(
        tuple(told["fields"]),
        tuple(told["channels"]),
        tuple((int(source), bool(derived), bool(month)) for source, derived, month in told["kinds"]),
        *arrays,
    )


def _head(block: Block, stamp: str, shapes: Sequence[Sequence[int]]) -> bytes:
    return json.dumps(
        {
            "format": _FORMAT,
            "stamp": stamp,
            "knows": NAMES,
            "fields": block.fields,
            "channels": block.channels,
            "kinds": block.kinds,
            "shapes": [list(shape) for shape in shapes],
        }
    ).encode()
