"""Whether a shared centre is as it should be: server, tables, rights, what runs, and the clocks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, text

from supervisor.clock import SystemClock
from supervisor.errors import CentreSetupError, DatabaseError
from supervisor.history import partitions
from supervisor.moving.wording import size
from supervisor.rights import deviation, hindrance, laying
from supervisor.rights.own import is_laid
from supervisor.storage import migrate
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import Database, connect
from supervisor.storage.journal_tables import collector_sign, heartbeat
from supervisor.storage.rooms import ROOMS
from supervisor.storage.server import OLDEST, Server, server
from supervisor.words import _, duration, mark, ngettext

CLOCKS_S = 2.0
"""So far may this computer's clock and the server's differ: durations on boards are told by both."""

ALIVE_S = 30.0
"""A collector that gave no sign for longer is told as not running."""


@dataclass(frozen=True)
class Found:
    """One thing that was looked at. *what* is a stable word, *good* None where nothing speaks for or against
    it, *said* a sentence with what to do, *facts* the figures behind it."""

    what: str
    good: bool | None
    said: str
    facts: dict[str, Any] = field(default_factory=dict)


def check(url: str) -> list[Found]:
    """What is found at *url*. Raises CentreSetupError when that is no server, DatabaseError when nobody gets
    in."""
    with connect(url, also_follower=True) as database:
        if database.dialect != "postgresql":
            why = _("It is a centre in files, which looks after itself: only a shared one is checked.")
            raise CentreSetupError(database.url, why)
        with database.read() as db:
            before = SystemClock().now()
            found = server(db)
            after = SystemClock().now()
        result = [*_server(found), _clocks(found, before, after)]
        for what, part, look in (
            ("revision", mark("versions of the tables"), _rooms),
            ("rights", mark("rights"), _rights),
            ("hindrance", mark("who stands in the way"), _hindrances),
            ("months", mark("months of the history"), _months),
            ("heartbeat", mark("collectors"), _signs),
            ("size", mark("sizes"), _sizes),
            ("backup", mark("archive"), _backups),
            ("move", mark("a move that was not ended"), _move),
        ):
            result += _looked(database, what, part, look)
        return result


def _looked(
    database: Database, what: str, part: str, look: Callable[[Connection], Iterator[Found]]
) -> list[Found]:
    """What *look* finds; not every log-in may look everywhere."""
    try:
        with database.read() as db:
            return list(look(db))
    except DatabaseError as error:
        if error.reason not in ("refused", "forbidden"):
            raise
        said = _("This log-in may not look at this: {part}.").format(part=_(part))
        return [Found(what, None, said)]


def _server(found: Server) -> Iterator[Found]:
    facts = {"version": found.said, "encoding": found.encoding, "ctype": found.ctype, "owner": found.owner}
    said = _("PostgreSQL {version}, database {database} of {owner}, texts in {encoding}.").format(
        version=found.said, database=found.database, owner=found.owner, encoding=found.encoding
    )
    yield Found("server", found.version >= OLDEST and found.encoding == "UTF8", said, facts)
    said = _("Times are asked for, and kept, in {zone}.").format(zone=found.time_zone)
    yield Found("time_zone", found.time_zone == "UTC", said, {"time_zone": found.time_zone})
    if found.stand_by:
        said = _("This server only follows another one: nothing can be written here.")
        yield Found("stand_by", None, said)
    if not found.trigrams:
        said = _("There is no index for searching issues: “supervisor database upgrade” says why.")
        yield Found("search", None, said)
    elif found.ctype in ("C", "POSIX"):
        said = _(
            "LC_CTYPE is {ctype}, which knows no letters but A to Z: Chinese issues are found without the "
            "index, slower. A new database made with --locale=C.UTF-8 would use it."
        )
        yield Found("search", None, said.format(ctype=found.ctype))


def _clocks(found: Server, before: datetime, after: datetime) -> Found:
    away_s = (found.now - (before + (after - before) / 2)).total_seconds()
    facts = {"difference_s": round(away_s, 3)}
    if abs(away_s) <= CLOCKS_S:
        said = _("This computer’s clock and the server’s agree to {seconds} s.")
        return Found("clocks", True, said.format(seconds=f"{abs(away_s):.1f}"), facts)
    said = _(
        "The server’s clock is {seconds} s ahead of this computer’s (behind, where there is a minus). Let "
        "both be set by the network (NTP)."
    )
    return Found("clocks", False, said.format(seconds=f"{away_s:.1f}"), facts)


def _rooms(db: Connection) -> Iterator[Found]:
    for room in ROOMS:
        found = migrate.revision(db, room)
        facts = {"room": room.name, "revision": found, "ours": room.head}
        if found == room.head:
            said = _("The tables of {room} are of this version ({revision}).")
        elif found is None:
            said = _("There are no tables of {room}: “supervisor database create” makes them.")
        elif migrate.is_known(room, found):
            said = _("The tables of {room} are older ({revision}): “supervisor database upgrade”.")
        else:
            said = _("The tables of {room} are newer ({revision}): install the newer version here, too.")
        said = said.format(room=room.name, revision=found)
        yield Found("revision", found == room.head, said, facts)


def _rights(db: Connection) -> Iterator[Found]:
    if not is_laid(db):
        said = _("No rights were laid here: whoever gets in sees everything. “supervisor database create”.")
        yield Found("rights", False, said)
        return
    deviations = deviation.check(db)
    for one in deviations:
        yield Found("rights", False, one.sentence, {"deviation": one.what, **one.facts})
    if not deviations:
        prefix = laying.prefix_of(db)
        said = _("All rights are as this version lays them; roles begin with {prefix}_.").format(
            prefix=prefix
        )
        yield Found("rights", True, said, {"prefix": prefix})


def _hindrances(db: Connection) -> Iterator[Found]:
    for one in hindrance.check(db):
        yield Found("hindrance", False, one.sentence, {"hindrance": one.what, **one.facts})


def _months(db: Connection) -> Iterator[Found]:
    count = partitions.ahead(db, SystemClock().now())
    facts = {"months_ahead": count}
    if count < 1:
        said = _("The history has no room for next month yet: the watch makes it, once a day; does it run?")
        yield Found("months", False, said, facts)
        return
    said = ngettext(
        "The history has room for {count} month ahead.",
        "The history has room for {count} months ahead.",
        count,
    )
    yield Found("months", True, said.format(count=count), facts)


def _signs(db: Connection) -> Iterator[Found]:
    now = load_centre(db).clock().now()  # as collectors date their signs
    beats = db.execute(select(heartbeat.c.source, heartbeat.c.at, heartbeat.c.connected)).all()
    for beat in beats:
        ago_s = (now - beat.at).total_seconds()
        facts = {"source": beat.source, "ago_s": round(ago_s, 1), "connected": beat.connected}
        if ago_s > ALIVE_S:
            said = _("No collector has listened to {source} for {time}.")
        elif not beat.connected:
            said = _("The collector of {source} runs and has no connection to it.")
        else:
            said = _("{source} is listened to; last sign of life {time} ago.")
        said = said.format(source=beat.source, time=duration(max(0.0, ago_s)))
        yield Found("heartbeat", ago_s <= ALIVE_S and beat.connected, said, facts)
    if not beats:
        yield Found("heartbeat", None, _("No collector has ever listened to anything here."))
    for sign in db.execute(select(collector_sign)):
        ago_s = (now - sign.at).total_seconds()
        said = (
            _("Collector {collector} on {host}: {role}, last sign of life {time} ago.")
            if ago_s <= ALIVE_S
            else _("Collector {collector} on {host} has given no sign of life for {time}.")
        )
        said = said.format(
            collector=sign.collector,
            host=sign.host,
            role=_(_ROLES.get(sign.role, sign.role)),
            time=duration(max(0.0, ago_s)),
        )
        facts = {
            "collector": sign.collector,
            "host": sign.host,
            "role": sign.role,
            "sources": json.loads(sign.sources),
            "ago_s": round(ago_s, 1),
        }
        yield Found("collector", None, said, facts)


_ROLES = {"working": mark("works"), "stand_by": mark("stands by")}


def _sizes(db: Connection) -> Iterator[Found]:
    for room in ROOMS:
        bytes_ = db.execute(_BYTES, {"names": [*room.metadata.tables, room.version_table]}).scalar_one()
        said = _("{room}: {size}").format(room=room.name, size=size(bytes_))
        yield Found("size", None, said, {"room": room.name, "bytes": bytes_})


_BYTES = text(
    "SELECT COALESCE(sum(pg_total_relation_size(part.oid)), 0)::bigint FROM pg_class AS mine"
    " JOIN pg_class AS part ON part.oid = mine.oid"
    " OR part.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = mine.oid)"
    " WHERE mine.relnamespace = 'public'::regnamespace AND mine.relname = ANY (CAST(:names AS text[]))"
    " AND mine.relkind IN ('r', 'p')"
)


def _backups(db: Connection) -> Iterator[Found]:
    mode, last, failed = db.exec_driver_sql(
        "SELECT current_setting('archive_mode'), last_archived_time,"
        " last_failed_time > COALESCE(last_archived_time, '-infinity') FROM pg_stat_archiver"
    ).one()
    facts = {"archive_mode": mode, "last_archived_at": None if last is None else last.isoformat()}
    if mode == "off":
        said = _(
            "The server archives nothing: only a dump brings this centre back, as of when it was made. "
            "Whether there is one, the server cannot say."
        )
        yield Found("backup", None, said, facts)
    elif failed:
        said = _("The server cannot archive what it writes: look into its log for archive_command.")
        yield Found("backup", False, said, facts)
    elif last is None:
        said = _("The server is to archive what it writes; until now there was nothing to archive.")
        yield Found("backup", None, said, facts)
    else:
        ago = duration((SystemClock().now() - last).total_seconds())
        said = _("What the server writes is archived; the last part {time} ago.").format(time=ago)
        yield Found("backup", True, said, facts)


def _move(db: Connection) -> Iterator[Found]:
    if db.exec_driver_sql("SELECT to_regclass('moving.progress') IS NOT NULL").scalar_one():
        said = _("A move into this centre was begun and not ended: go on with “supervisor database move”.")
        yield Found("move", False, said)
