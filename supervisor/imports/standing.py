"""What the history says already of what a sheet tells, and how the two differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, select

from supervisor.history.entries import NEAR_MS
from supervisor.history.names import Names
from supervisor.imports.mapping import Mapping
from supervisor.imports.telling import Fact
from supervisor.imports.verdict import Change
from supervisor.storage.history_tables import history_count, history_entry, history_piece, history_slot

Place: TypeAlias = tuple[str, tuple[Any, ...]]
"""A table's short name and the key of one of its rows, with names as text."""

_AT_ONCE = 500  # keys in one question
_CLOSE = 1e-6  # figures that differ by less, relatively, are the same: a database keeps floats as they are


def number_of(db: Connection, names: Names, kind: str, source: str, text: str) -> int | None:
    """The number of a name, without making one; None where the history does not know it."""
    if not text:
        return 0
    return next((number for number, told in names.read(db).items() if told == (kind, source, text)), None)


def logins(db: Connection, source: str) -> frozenset[str]:
    """The logins of *source* that the history knows."""
    return frozenset(text for kind, of, text in Names().read(db).values() if (kind, of) == ("login", source))


def rows(db: Connection, mapping: Mapping, facts: Iterable[Fact]) -> dict[Place, dict[str, Any]]:
    """The rows of the history where *facts* would be written: as columns, with names as text."""
    told = list(facts)
    texts = {number: text for number, (_, _, text) in Names().read(db).items()} | {0: ""}
    source = number_of(db, Names(), "source", "", mapping.source)
    if source is None or not told:
        return {}
    found: dict[Place, dict[str, Any]] = {}
    by_table: dict[str, list[Fact]] = {}
    for fact in told:
        by_table.setdefault(fact.table, []).append(fact)
    for table, some in by_table.items():
        match table:
            case "count":
                found |= _counts(db, source, texts, some)
            case "piece":
                found |= _pieces(db, source, texts, mapping, some)
            case "slot":
                found |= _slots(db, source, texts, some)
            case "entry":
                found |= _entries(db, source, texts, some)
    return found


def _columns(table: Table, facts: Sequence[Fact]) -> list[Any]:
    told = {name for fact in facts for name in fact.values if name in table.c}
    return [table.c[name] for name in sorted(told)]


def _named(row: Any, texts: dict[int, str]) -> dict[str, Any]:
    values = dict(row._mapping)
    for name in ("login", "queue", "type"):
        if name in values:
            values[name] = texts.get(values[name], "")
    return values


def _counts(
    db: Connection, source: int, texts: dict[int, str], facts: Sequence[Fact]
) -> dict[Place, dict[str, Any]]:
    c = history_count.c
    first, last = min(fact.day for fact in facts), max(fact.day for fact in facts)
    wanted = select(
        *(c.day, c.span, c.login, c.channel, c.queue, c.type, c.batch), *_columns(history_count, facts)
    ).where(c.source == source, c.day.between(first, last))
    keys = {fact.into for fact in facts}
    found = {}
    for row in db.execute(wanted):
        values = _named(row, texts)
        key = (row.day, row.span, values["login"], row.channel, values["queue"], values["type"])
        if key in keys:
            found["count", key] = values
    return found


def _pieces(
    db: Connection, source: int, texts: dict[int, str], mapping: Mapping, facts: Sequence[Fact]
) -> dict[Place, dict[str, Any]]:
    c = history_piece.c
    pieces = [fact.into[0] for fact in facts]
    columns = (c.piece, c.day, c.span, c.login, c.channel, c.queue, c.type, c.batch)
    found = {}
    for start in range(0, len(pieces), _AT_ONCE):
        wanted = select(*columns, *_columns(history_piece, facts)).where(
            c.source == source,
            c.shape == mapping.shape.value,
            c.piece.in_(pieces[start : start + _AT_ONCE]),
        )
        for row in db.execute(wanted):
            found["piece", (row.piece,)] = _named(row, texts)
    return found


def _slots(
    db: Connection, source: int, texts: dict[int, str], facts: Sequence[Fact]
) -> dict[Place, dict[str, Any]]:
    c = history_slot.c
    first, last = min(fact.into[0] for fact in facts), max(fact.into[0] for fact in facts)
    wanted = select(c.slot, c.queue, c.channel, c.batch, *_columns(history_slot, facts)).where(
        c.source == source, c.slot.between(first, last)
    )
    found = {}
    for row in db.execute(wanted):
        values = _named(row, texts)
        found["slot", (row.slot, values["queue"], row.channel)] = values
    return found


def _entries(
    db: Connection, source: int, texts: dict[int, str], facts: Sequence[Fact]
) -> dict[Place, dict[str, Any]]:
    c = history_entry.c
    first, last = min(fact.into[0] for fact in facts), max(fact.into[0] for fact in facts)
    wanted = select(history_entry).where(
        c.source == source, c.entered_ms.between(first - NEAR_MS, last + NEAR_MS)
    )
    near: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in db.execute(wanted):
        values = _named(row, texts)
        near.setdefault((values["queue"], row.contact), []).append(values)
    found: dict[Place, dict[str, Any]] = {}
    for fact in facts:
        at, queue, contact = fact.into
        for values in near.get((queue, contact), ()):
            if abs(values["entered_ms"] - at) <= NEAR_MS:
                found["entry", fact.into] = values
                break
    return found


def changes(fact: Fact, row: dict[str, Any]) -> tuple[Change, ...]:
    """How *fact* differs from the *row* that stands; what it does not tell is no difference."""
    batch = row.get("batch", 0)
    found = []
    if fact.table == "piece":
        whose = ("day", "span", "login", "channel", "queue", "type")
        told = {"day": fact.day, "span": fact.span, "login": fact.login, "channel": fact.channel}
        told |= {"queue": fact.queue, "type": fact.type}
        found += [
            Change(name, _plain(row[name]), _plain(told[name]), batch)
            for name in whose
            if row[name] != told[name]
        ]
    for name, value in fact.values.items():
        before = row.get(name)
        if not _alike(before, value):
            found.append(Change(name, before, value, batch))
    return tuple(found)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, float | int) and isinstance(other, float | int):
        return abs(one - other) <= _CLOSE * max(1.0, abs(one), abs(other))
    return bool(one == other)
