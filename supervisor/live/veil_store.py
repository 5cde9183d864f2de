"""The veil of a shared journal: its key, and the names behind its tokens, as the database keeps them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import msgspec
from sqlalchemy import Connection, case, func, select
from sqlalchemy.dialects import postgresql

from supervisor.clock import SystemClock
from supervisor.live.names import Named
from supervisor.live.veil import Veil
from supervisor.storage.database import Database
from supervisor.storage.journal_tables import journal_key, journal_name


def veil_of(db: Database) -> Veil | None:
    """What takes persons out of what is journalled in *db*, and knows all names told so far; None where the
    journal is a file, which is its user's own. Makes the key where there is none yet. Raises DatabaseError.

    Once made it needs no database. It belongs to one thread; several may be in use at once.
    """
    if db.dialect != "postgresql":
        return None
    with db.read() as connection:
        veil = _kept(connection)
    return db.change(made) if veil is None else veil


def made(db: Connection) -> Veil:
    """The veil of the shared journal in *db*, whose key is made where there is none yet; in the caller's
    transaction."""
    once = postgresql.insert(journal_key).on_conflict_do_nothing()  # nobody could change it afterwards
    db.execute(once, {"id": 1, "key": secrets.token_bytes(32)})
    veil = _kept(db)
    assert veil is not None  # noqa: S101  # made two lines above, by us or by whoever was faster
    return veil


def _kept(db: Connection) -> Veil | None:
    key = db.execute(select(journal_key.c.key)).scalar_one_or_none()
    return None if key is None else Veil(key, [Named(*row) for row in db.execute(_NAMES).all()])


class OwnVeil:
    """A veil for what is written without an outbox: boards above all. Made when it is first needed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._veil: Veil | None = None

    @contextmanager
    def lent(self) -> Iterator[Veil | None]:
        """The veil, as `veil_of`: what it tells of in the block is written at its end. Where the block
        raises it is made anew, since nobody knows what was written."""
        if self._veil is None:
            self._veil = veil_of(self._db)
        try:
            yield self._veil
        except BaseException:
            self._veil = None
            raise


def write_names(db: Connection, names: Iterable[Named]) -> None:
    """Note *names* in the caller's transaction; a login alone never takes a name away."""
    today = SystemClock().now().date()  # for what an older version left on disk
    rows = [
        msgspec.structs.asdict(one) | {"mentioned_on": one.mentioned_on or today}
        for one in sorted({one.token: one for one in names}.values(), key=lambda one: one.token)
    ]
    if rows:
        db.execute(_NAME, rows)


def _upsert_names() -> postgresql.Insert:
    rows, there = postgresql.insert(journal_name), journal_name.c
    new = rows.excluded
    name = case((new.name != new.login, new.name), else_=there.name)
    team = case((new.team != "", new.team), else_=there.team)
    last_day = func.greatest(there.mentioned_on, new.mentioned_on)
    return rows.on_conflict_do_update(
        index_elements=["token"],
        set_={"name": name, "team": team, "mentioned_on": last_day},
        where=(there.name != name) | (there.team != team) | (there.mentioned_on < new.mentioned_on),
    )


_NAME = _upsert_names()
_NAMES = select(
    journal_name.c.token,
    journal_name.c.source,
    journal_name.c.login,
    journal_name.c.name,
    journal_name.c.team,
    journal_name.c.mentioned_on,
)
