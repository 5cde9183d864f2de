"""Who stands in the way of others just now, by means that PostgreSQL leaves to everybody who may log in.

An advisory lock can be held by anybody, and ours hold up whoever writes; a transaction can be prepared and
left, or kept open for ever; what is told (NOTIFY) is kept until everybody who listens has taken it. None of
it shows a row to anybody. A wall that holds such a lock is cut off by the service (`clear_the_way`), the
connections of any account are ended by administrators (rights.end_connections); the rest is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from supervisor.rights.own import is_laid
from supervisor.storage.database import Database, connect
from supervisor.words import _, mark

WAITS_S = 30.0
"""Nobody waits so long for a lock of ours where nothing is wrong."""

OPEN_S = 3600.0
"""No transaction of ours is open for so long, but for a dump's."""

FULL = 0.1
"""So much of the room for what is told is never in use where everybody takes it (a share)."""


@dataclass(frozen=True)
class Hindrance:
    """*what* is a stable word (`SENTENCES`), *facts* fill its sentence."""

    what: str
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return _(SENTENCES[self.what]).format(**self.facts)


SENTENCES = {
    "lock": mark("{role} may write nothing and holds a lock for which writers wait. Give it a new password."),
    "waits": mark("{role} waits for a lock that {other} does not let go."),
    "prepared": mark("A transaction of {role} was prepared and left ({name}): its locks stay for ever."),
    "open": mark("{role} has had a transaction open since {at}: what is deleted meanwhile keeps its room."),
    "numbers": mark(
        "{percent} % of the numbers of {object} are used: with the last one nothing can be added."
    ),
    "told": mark("What consoles are told fills {percent} % of its room: somebody listens and takes nothing."),
}
"""What can stand in the way."""


def check(db: Connection, *, waits_s: float = WAITS_S, open_s: float = OPEN_S) -> list[Hindrance]:
    """Everybody who stands in the way of others; since when a transaction is open a log-in sees of its own
    alone, unless it may read the server's statistics (pg_monitor)."""
    if not is_laid(db):
        return []
    return [*_locks(db), *_waits(db, waits_s), *_prepared(db), *_open(db, open_s), *_numbers(db), *_told(db)]


def clear_the_way(database: Database) -> tuple[str, ...]:
    """Cut off whoever holds or wants a lock of ours and may write nothing; their log-ins. Nothing is done
    where the one who asks is not the service, or the centre is a file. Raises DatabaseError."""
    if database.dialect != "postgresql":
        return ()
    with database.read() as db:
        if not db.execute(_MAY).scalar_one() or not list(_locks(db)):
            return ()
    with connect(database.url) as beside, beside.write() as db:  # without the lock that is held
        return tuple(db.execute(text("SELECT rights.clear_the_way()")).scalars())


_MAY = text(
    "SELECT COALESCE((SELECT has_function_privilege(f, 'EXECUTE')"
    " FROM to_regprocedure('rights.clear_the_way()') AS f), false)"
)


def _locks(db: Connection) -> Iterator[Hindrance]:
    for login in db.execute(_WALLS).scalars():
        yield Hindrance("lock", {"role": login})


_WALLS = text(
    "SELECT DISTINCT r.rolname FROM pg_locks l JOIN pg_stat_activity p ON p.pid = l.pid"
    " JOIN pg_database d ON d.oid = l.database JOIN pg_roles r ON r.rolname = p.usename"
    " WHERE l.locktype = 'advisory' AND d.datname = current_database() AND NOT r.rolsuper"
    " AND NOT pg_has_role(r.oid, d.datdba, 'MEMBER') AND NOT EXISTS ("
    "SELECT FROM unnest(rights.known_roles()) AS w JOIN pg_roles g ON g.rolname = rights.role_name(w)"
    " WHERE w <> 'viewer' AND pg_has_role(r.oid, g.oid, 'MEMBER')) ORDER BY 1"
)


def _waits(db: Connection, waits_s: float) -> Iterator[Hindrance]:
    for row in db.execute(_WAITING, {"seconds": waits_s}):
        yield Hindrance("waits", {"role": row.waits, "other": row.holds})


_WAITING = text(
    "SELECT DISTINCT w.usename AS waits, h.usename AS holds FROM pg_locks l"
    " JOIN pg_stat_activity w ON w.pid = l.pid,"
    " unnest(pg_blocking_pids(l.pid)) AS blocking JOIN pg_stat_activity h ON h.pid = blocking"
    " WHERE l.locktype = 'advisory' AND NOT l.granted AND w.datname = current_database()"
    " AND l.waitstart <= clock_timestamp() - make_interval(secs => :seconds) ORDER BY 1, 2"
)


def _prepared(db: Connection) -> Iterator[Hindrance]:
    asked = "SELECT owner::text, gid FROM pg_prepared_xacts WHERE database = current_database() ORDER BY 2"
    for owner, gid in db.execute(text(asked)):
        yield Hindrance("prepared", {"role": owner, "name": gid})


def _open(db: Connection, open_s: float) -> Iterator[Hindrance]:
    asked = (
        "SELECT usename, to_char(min(xact_start), 'YYYY-MM-DD HH24:MI TZ') FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        " AND xact_start <= clock_timestamp() - make_interval(secs => :seconds) GROUP BY usename ORDER BY 1"
    )
    for login, at in db.execute(text(asked), {"seconds": open_s}):
        yield Hindrance("open", {"role": login, "at": at})


def _numbers(db: Connection) -> Iterator[Hindrance]:
    asked = (
        "SELECT sequencename, 100.0 * last_value / max_value AS percent FROM pg_sequences"
        " WHERE schemaname = 'public' AND last_value > max_value / 2 ORDER BY 1"
    )
    for name, percent in db.execute(text(asked)):
        yield Hindrance("numbers", {"object": name, "percent": f"{percent:.0f}"})


def _told(db: Connection) -> Iterator[Hindrance]:
    share: float = db.execute(text("SELECT pg_notification_queue_usage()")).scalar_one()
    if share > FULL:
        yield Hindrance("told", {"percent": f"{share * 100:.0f}"})
