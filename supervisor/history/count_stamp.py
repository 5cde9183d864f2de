"""Whether a month's counts are still those that somebody read: each writing of them leaves another token.

A token is drawn, not counted up: a database that was restored from a copy and written anew never bears the
token of what was lost.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.storage.history_tables import history_rule

_PREFIX = "counts:"
ALL = ""


def month_of(day: date) -> str:
    """The month of *day* as stamps know it: "2026-08"."""
    return f"{day:%Y-%m}"


def touch(db: Connection, months: Iterable[str]) -> None:
    """Note, in the caller's transaction, that counts of *months* were written; `ALL` is every month."""
    rows = [
        {"name": f"{_PREFIX}{month}", "value": secrets.token_hex(8)} for month in sorted(frozenset(months))
    ]
    if not rows:
        return
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    new = dialect.insert(history_rule)
    db.execute(new.on_conflict_do_update(index_elements=["name"], set_={"value": new.excluded.value}), rows)


def stamps(db: Connection) -> dict[str, str]:
    """The stamp of each month that was ever written; `stamp_of` reads them."""
    found = select(history_rule.c.name, history_rule.c.value).where(history_rule.c.name.startswith(_PREFIX))
    return {row.name.removeprefix(_PREFIX): row.value for row in db.execute(found)}


def stamp_of(found: dict[str, str], month: str) -> str:
    """The stamp of one month; "" when none was ever written."""
    return "-".join(part for part in (found.get(ALL, ""), found.get(month, "")) if part)
