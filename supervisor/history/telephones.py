"""Whose telephone is whose: some logs sign people in by their telephone's interface and name them otherwise.

Only what is heard live tells both. The pairs are kept beside the derived rows, so that whoever derives a day
signs in the person and not the telephone; the facts stay as the log told them.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.history.names import Names
from supervisor.history.stale import mark_stale
from supervisor.storage.history_tables import history_mark, history_rule

_decoder = msgspec.json.Decoder(dict[str, str])


def telephones(db: Connection, source: str) -> dict[str, str]:
    """The names of those whose telephone the log of *source* may name, by interface."""
    said = db.execute(select(history_rule.c.value).where(history_rule.c.name == _place(source))).scalar()
    return {} if said is None else _decoder.decode(said)


def note_telephones(db: Connection, names: Names, source: str, heard: Mapping[str, str]) -> bool:
    """Note the names of *heard* (interface to name), in the caller's transaction; whether any is new.

    Days on which the log signed such a telephone in become stale.
    """
    before = telephones(db, source)
    now = {**before, **{login: name for login, name in heard.items() if name and name != login}}
    if now == before:
        return False
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    row = dialect.insert(history_rule).values(
        name=_place(source), value=msgspec.json.encode(now, order="sorted").decode()
    )
    db.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": row.excluded.value}))
    number = names.number(db, "source", "", source)
    new = {login for login, name in now.items() if before.get(login) != name}
    logins = [number for login, number in known_logins(db, names, source).items() if login in new]
    mine = (history_mark.c.source == number) & history_mark.c.login.in_(logins)
    mark_stale(db, number, db.execute(select(history_mark.c.at_ms).where(mine)).scalars())
    return True


def known_logins(db: Connection, names: Names, source: str) -> dict[str, int]:
    """The logins of *source* that some fact names, with their numbers."""
    told = names.read(db).items()
    return {text: number for number, (kind, of, text) in told if kind == "login" and of == source}


def _place(source: str) -> str:
    return f"telephones of {source}"
