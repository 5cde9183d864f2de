"""What a column holds, as far as moving it is concerned: how each engine sums it, and what does not fit.

A move is proved by counts and sums that both engines compute by themselves, each in its own SQL, so that no
row has to come back. Sums are of whole numbers only: those of fractions would depend on the order of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
)

from supervisor.storage.instant import UtcInstant

MEND = "mended"
"""The SQL function (moving/file.py) by which SQLite sees a text as it will stand in the target."""

_BINARY = (
    *((BigInteger, "int8"), (Integer, "int4"), (SmallInteger, "int2"), (Float, "float8")),
    *((Text, "text"), (LargeBinary, "bytea")),
)

_SMALL, _WHOLE, _LARGE = 2**15 - 1, 2**31 - 1, 2**63 - 1


@dataclass(frozen=True)
class Sum:
    """One sum of a column, as SQLite and as PostgreSQL say it; the same whole number of the same rows."""

    sqlite: str
    postgresql: str


def is_text(column: Column[Any]) -> bool:
    """Whether it holds text, JSON too: where a character may stand that PostgreSQL does not keep."""
    return not isinstance(column.type, (Integer, Float, Boolean, Date, UtcInstant, LargeBinary))


def is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)


def binary_types(columns: Sequence[Column[Any]]) -> list[str] | None:
    """The types by which rows of numbers, texts and bytes go in PostgreSQL's own binary form, which costs
    both sides less; None where a column holds something that SQLite keeps as a text of another kind."""
    found = [next((said for kind, said in _BINARY if type(column.type) is kind), None) for column in columns]
    return None if None in found else [str(said) for said in found]


def is_bytes(column: Column[Any]) -> bool:
    return isinstance(column.type, LargeBinary)


def sums(column: Column[Any], *, mended: bool = False) -> tuple[Sum, ...]:
    """What is summed of *column*; *mended*: its texts go changed (`MEND`)."""
    name = f'"{column.name}"'
    there = Sum(f"count({name})", f"count({name})")
    return (there, *_sums(column, f"{MEND}({name})" if mended else name, name))


def _sums(column: Column[Any], said: str, name: str) -> Iterator[Sum]:
    kind = column.type
    if isinstance(kind, BigInteger):  # in halves: a sum of instants in ms is near the largest number
        yield Sum(f"sum({said} & 4294967295)", f"sum({name}::bigint & 4294967295)")
        yield Sum(f"sum({said} >> 32)", f"sum({name}::bigint >> 32)")
    elif isinstance(kind, Boolean):
        yield Sum(f"sum({said})", f"sum({name}::integer)")
    elif isinstance(kind, Integer):
        yield Sum(f"sum({said})", f"sum({name}::bigint)")
    elif isinstance(kind, Float):  # to the thousandth
        within = f"abs({name}) < 1e12"
        yield Sum(
            f"sum(CASE WHEN {within} THEN CAST({said} * 1000 AS INTEGER) END)",
            f"sum(CASE WHEN {within} THEN trunc({name} * 1000)::bigint END)",
        )
    elif isinstance(kind, Date):
        yield Sum(
            f"sum(CAST(replace({said}, '-', '') AS INTEGER))", f"sum(to_char({name}, 'YYYYMMDD')::bigint)"
        )
    elif isinstance(kind, UtcInstant):  # SQLite would round the microseconds up to the next second
        yield Sum(
            f"sum(CAST(strftime('%s', substr({said}, 1, 19)) AS INTEGER))",
            f"sum(floor(extract(epoch FROM {name}))::bigint)",
        )
        yield Sum(
            f"sum(CAST(substr({said}, 21, 6) AS INTEGER))",
            f"sum(mod(extract(microseconds FROM {name})::bigint, 1000000))",
        )
    elif is_bytes(column):
        yield Sum(f"sum(length({said}))", f"sum(octet_length({name}))")
    else:
        text = f"{name}::text"
        yield Sum(f"sum(length(CAST({said} AS BLOB)))", f"sum(octet_length({text}))")
        yield Sum(f"sum(unicode({said}))", f"sum(ascii({text}))")
        yield Sum(f"sum(unicode(substr({said}, -1)))", f"sum(ascii(right({text}, 1)))")


def misfit_sql(column: Column[Any]) -> str:
    """SQLite's condition of a value that the column of the target cannot hold: SQLite takes anything."""
    name = f'"{column.name}"'
    kind = column.type
    if isinstance(kind, Boolean):
        return f"{name} NOT IN (0, 1)"
    if isinstance(kind, Integer):
        most = _LARGE if isinstance(kind, BigInteger) else _WHOLE
        if isinstance(kind, SmallInteger):
            most = _SMALL
        outside = "" if most == _LARGE else f" OR {name} NOT BETWEEN {-most - 1} AND {most}"
        return f"typeof({name}) <> 'integer'{outside}"
    if isinstance(kind, Float):
        return f"typeof({name}) NOT IN ('real', 'integer')"
    if isinstance(kind, Date):
        return f"strftime('%Y-%m-%d', {name}) IS NOT {name}"
    if isinstance(kind, UtcInstant):
        return f"strftime('%s', substr({name}, 1, 19)) IS NULL"
    return f"typeof({name}) <> '{'blob' if is_bytes(column) else 'text'}'"


def unkept_sql(column: Column[Any]) -> str:
    """SQLite's condition of a text with the character NUL, which PostgreSQL keeps nowhere."""
    name = f'"{column.name}"'
    written = f" OR instr({name}, '\\u0000') > 0" if is_json(column) else ""
    return f"(instr({name}, char(0)) > 0{written})"
