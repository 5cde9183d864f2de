"""Rows as JSON can hold them: taken, compared, and made values of columns again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import JSON, Connection, Table, select

from supervisor.storage.centre import centre_metadata

AT_ONCE = 500
"""Rows that one statement asks for."""

Key: TypeAlias = str | int
Image: TypeAlias = dict[str, Any]
"""A row as JSON can hold it, by the names of its columns."""


def image(db: Connection, table: Table, key: Key) -> Image | None:
    """The row of *table* whose primary key is *key*; None where there is none."""
    return images(db, table, [key]).get(key)


def images(db: Connection, table: Table, keys: Sequence[Key], *, lock: bool = False) -> dict[Key, Image]:
    """The rows of *table* that there are, by their primary keys; *lock*: taken for this transaction."""
    by = primary_of(table)
    found: dict[Key, Image] = {}
    for first in range(0, len(keys), AT_ONCE):
        wanted = select(table).where(by.in_(keys[first : first + AT_ONCE]))
        if lock:  # in one order, so that two who take the same rows never wait for each other
            wanted = wanted.order_by(by).with_for_update()
        for row in db.execute(wanted).mappings():
            found[row[by.name]] = {name: msgspec.to_builtins(value) for name, value in row.items()}
    return found


def images_of_all(
    db: Connection, rows: Iterable[tuple[str, Key]], *, lock: bool = False
) -> dict[tuple[str, Key], Image]:
    """The *rows* that there are, by table and key, as they are now; *lock*: taken for this transaction."""
    keys: dict[str, list[Key]] = defaultdict(list)
    for table_name, key in rows:
        keys[table_name].append(key)
    return {
        (table_name, key): found
        for table_name in sorted(keys, key=_in_order)  # so that two writers never wait for each other
        for key, found in images(db, centre_metadata.tables[table_name], keys[table_name], lock=lock).items()
    }


def column_values(table: Table, kept: Image) -> dict[str, Any]:
    """*kept* as the columns of *table* take it; columns that it does not know keep their defaults."""
    found = {}
    for name, value in kept.items():
        if name not in table.c:  # gone since: a migration took it
            continue
        kind = table.c[name].type
        plain = value is None or isinstance(kind, JSON)
        found[name] = value if plain else msgspec.convert(value, kind.python_type)
    return found


def same(one: Image | None, other: Image | None) -> bool:
    """Whether two images say the same, whatever their versions."""
    if one is None or other is None:
        return one is other
    return {**one, "version": 0} == {**other, "version": 0}


def primary_of(table: Table) -> Any:
    """The column that is the primary key of *table*."""
    (column,) = table.primary_key.columns
    return column


def _in_order(table_name: str) -> tuple[bool, str]:
    """Meetings first: what is done in one takes the meeting before the issues that it moves."""
    return not table_name.startswith("meeting"), table_name
