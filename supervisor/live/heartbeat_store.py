"""The last signs of life: of each source, and of the collectors that hear them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.live.feed import Heartbeat
from supervisor.live.sign import Sign, put_sign
from supervisor.storage.database import Database
from supervisor.storage.journal_tables import heartbeat

_NOTED = (
    *("collector", "at", "heard_at", "usual_gap_s", "connected", "reason"),
    *("waiting_bytes", "waiting_since"),
)


COLUMNS = (heartbeat.c.source, *(heartbeat.c[name] for name in _NOTED))
"""A `Heartbeat`, in the order of its fields."""


def note_beats(db: Database, beats: Sequence[Heartbeat], sign: Sign | None = None) -> None:
    """Note *beats* in place of the sources' last ones, and their collector's *sign*, in one transaction."""
    rows = [{"source": beat.source, **{name: getattr(beat, name) for name in _NOTED}} for beat in beats]

    def write(connection: Connection) -> None:
        if rows:
            connection.execute(_upsert(db.dialect), rows)
        if sign is not None:
            put_sign(connection, sign)

    db.change(write)


def last_beats(db: Database) -> dict[str, Heartbeat]:
    """The last sign of life of every source that was ever collected and not removed, by the collectors'
    clocks."""
    with db.read() as connection:
        rows = connection.execute(select(*COLUMNS)).all()
    return {row.source: Heartbeat(*row) for row in rows}


def forget_beat(db: Database, source: str) -> None:
    """Nobody waits for signs of life of *source* any more."""
    db.change(lambda connection: connection.execute(delete(heartbeat).where(heartbeat.c.source == source)))


def _upsert(dialect_name: str) -> Any:
    dialect: Any = postgresql if dialect_name == "postgresql" else sqlite
    beats = dialect.insert(heartbeat)
    return beats.on_conflict_do_update(
        index_elements=["source"], set_={name: beats.excluded[name] for name in _NOTED}
    )
