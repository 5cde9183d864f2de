"""The business categories that an issue can have: as contacts are typed, and as issues were before."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, inspect, select

from supervisor.storage.database import history_url
from supervisor.storage.history_tables import history_name
from supervisor.storage.issue_tables import issue as table

_log = logging.getLogger(__name__)


def categories(db: Connection) -> tuple[str, ...]:
    """The categories in use: types of contact of the history, and those of issues, in order."""
    found = set(db.execute(select(table.c.category).where(table.c.category != "").distinct()).scalars())
    return tuple(sorted(found.union(text for text in _types(db) if text)))


def _types(db: Connection) -> Iterable[str]:
    """The types of contact; none where there is no history yet."""
    types = select(history_name.c.text).where(history_name.c.kind == "type")
    if db.dialect.name != "sqlite":  # there the history is in the same database
        return db.execute(types).scalars().all() if inspect(db).has_table(history_name.name) else ()
    file = Path(str(history_url(db.engine.url.render_as_string()).database))
    if not file.is_file():
        return ()
    # Past the pool: opening the history as everybody does looks at its migrations, for a list of names.
    try:
        with closing(
            sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=1.0)
        ) as history:
            return [text for (text,) in history.execute("SELECT text FROM history_name WHERE kind = 'type'")]
    except sqlite3.Error as error:
        _log.warning("the types of contact cannot be read: %s", error)
        return ()
