"""The shared centre that is moved into: whether it is ready and empty, and how far an earlier try came.

How far a move is stands in a schema of its own in the target, written in the transactions of the rows
themselves: whatever ends a move, rows and place agree. The schema goes when all is proved to be there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, text

from supervisor.errors import CentreSetupError
from supervisor.history import partitions
from supervisor.moving.file import MONTHS, all_sums
from supervisor.moving.kinds import binary_types
from supervisor.moving.plan import Sums
from supervisor.storage import areas, migrate
from supervisor.storage.database import Database, connect
from supervisor.storage.failure import told
from supervisor.storage.journal_tables import journal_name
from supervisor.storage.rooms import CENTRE, ROOMS
from supervisor.storage.server import server
from supervisor.words import _

STAYS = frozenset(
    {
        *("account", "account_scope"),  # of log-ins to a server: a file has none
        *("area_version", "heartbeat", "collector_sign"),  # signs of what runs, not of what is known
        *("journal_key", "journal_name"),  # made where names go behind tokens
    }
)
"""The tables that nothing is moved into; what is in them already does no harm."""

SHARED = frozenset({"access_log"})
"""Logs with lines of their own already, of the accounts that were made: these stand after the moved ones."""


@dataclass
class Begun:
    """What an earlier try has noted of the file as it was then: its sums, the texts to be *mended*, the
    numbers that its counters had *given*, what it was *seen* to be; by table the rows and the last key."""

    sums: dict[str, Sums]
    rows: dict[str, int]
    last: dict[str, list[Any] | None]
    given: dict[str, int]
    mended: dict[str, dict[str, int]]
    seen: list[list[Any]]


class Target:
    """One shared centre, held for oneself: whoever else would write to it waits, or is told "locked"."""

    def __init__(self, database: Database, connection: Connection) -> None:
        self.database = database
        self.db = connection

    def ready(self) -> None:
        """Raises CentreSetupError unless this is a centre of this version, and whoever asks its owner."""
        with self.transaction():
            found = server(self.db)
            revisions = {room: migrate.revision(self.db, room) for room in ROOMS}
        if not found.owns:
            why = _(
                "{login} does not own this database. Moving is done as its owner: write {owner} in the "
                "address."
            ).format(login=found.login, owner=found.owner)
            raise CentreSetupError(self.database.url, why)
        if any(revision is None for revision in revisions.values()):
            why = _("There is no centre here yet. Make one with: supervisor database create")
            raise CentreSetupError(self.database.url, why)
        if any(revision != room.head for room, revision in revisions.items()):
            why = _(
                "Its tables are of another version of this program. Bring it up to date first: "
                "supervisor database upgrade"
            )
            raise CentreSetupError(self.database.url, why)

    def begun(self) -> Begun | None:
        """How far an earlier try came; None when there was none. Raises CentreSetupError when something else
        stands in the tables."""
        with self.transaction():
            known = "SELECT to_regclass('moving.progress') IS NOT NULL"
            if self.db.exec_driver_sql(known).scalar_one():
                return self._noted()
            filled = [
                table.name
                for _room, table in moved_tables()
                if table.name not in SHARED
                and self.db.exec_driver_sql(f"SELECT EXISTS (SELECT FROM {table.name})").scalar_one()  # noqa: S608
            ]
        if filled:
            why = _(
                "It is not empty: there are rows in {tables}. A centre is moved into a new one alone; make "
                "another database, or take this one away first."
            ).format(tables=", ".join(filled[:5]) + (" …" if len(filled) > 5 else ""))
            raise CentreSetupError(self.database.url, why)
        return None

    def _noted(self) -> Begun:
        sums, given, mended, seen = self.db.exec_driver_sql(
            "SELECT sums, given, mended, seen FROM moving.file"
        ).one()
        rows = self.db.exec_driver_sql("SELECT name, rows, last FROM moving.progress").all()
        return Begun(
            {name: {month: tuple(found) for month, found in by.items()} for name, by in sums.items()},
            {row.name: row.rows for row in rows},
            {row.name: row.last for row in rows},
            given,
            mended,
            seen,
        )

    def begin(
        self,
        sums: Mapping[str, Sums],
        mended: Mapping[str, Mapping[str, int]],
        given: Mapping[str, int],
        seen: Sequence[Any],
    ) -> None:
        """Note that a move begins, of a file that is such (`Begun`)."""
        with self.transaction():
            self.db.exec_driver_sql("CREATE SCHEMA moving")
            self.db.exec_driver_sql(
                "CREATE TABLE moving.file (sums json NOT NULL, mended json NOT NULL, given json NOT NULL,"
                " seen json NOT NULL)"
            )
            self.db.exec_driver_sql(
                "CREATE TABLE moving.progress (name text PRIMARY KEY, rows bigint NOT NULL, last json)"
            )
            noted = {"sums": sums, "mended": mended, "given": given, "seen": seen}
            self.db.execute(
                text("INSERT INTO moving.file VALUES (:sums, :mended, :given, :seen)"),
                {name: json.dumps(value) for name, value in noted.items()},
            )
            for name in SHARED:  # by way of negative numbers: two rows must not meet on the way
                self.db.exec_driver_sql(f"UPDATE {name} SET id = -id")  # noqa: S608
                self.db.execute(text(f"UPDATE {name} SET id = :given - id"), {"given": given[name]})  # noqa: S608
            self.db.exec_driver_sql(
                "INSERT INTO moving.progress SELECT name, 0, NULL FROM unnest(%(names)s::text[]) AS name",
                {"names": [table.name for _room, table in moved_tables()]},
            )

    def forget(self) -> None:
        """Take away what an earlier try has moved, and that there was one."""
        with self.transaction():
            given = self._noted().given
            for room, table in reversed(moved_tables()):
                if table.name in SHARED:
                    self.db.execute(table.delete().where(table.c.id <= given[table.name]))
                elif room == CENTRE.name:  # TRUNCATE would take along what refers to these and stays
                    self.db.execute(table.delete())
                else:
                    self.db.exec_driver_sql(f"TRUNCATE {table.name}")
            self.db.execute(journal_name.delete())
            self.db.exec_driver_sql("DROP SCHEMA moving CASCADE")

    def write(
        self, table: Table, rows: Sequence[Sequence[Any]], beside: Callable[[Connection], None]
    ) -> None:
        """Add *rows*, all columns as SQLite keeps them, and note the last one's key, in one transaction;
        *beside* writes what goes with them."""
        key = [table.c.keys().index(column.name) for column in table.primary_key.columns]
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        with self.transaction():
            if table.name in MONTHS:
                place = table.c.keys().index(MONTHS[table.name])
                partitions.ensure(self.db, rows[0][place], rows[-1][place])
            raw: Any = self.db.connection.driver_connection
            binary = binary_types(list(table.columns))
            said = f"COPY {table.name} ({columns}) FROM STDIN{' (FORMAT binary)' if binary else ''}"
            with raw.cursor() as cursor, cursor.copy(said) as copy:
                if binary:
                    copy.set_types(binary)
                write_row = copy.write_row
                for row in rows:
                    write_row(row)
            beside(self.db)
            last = json.dumps([rows[-1][place] for place in key])
            self.db.exec_driver_sql(
                "UPDATE moving.progress SET rows = rows + %s, last = %s WHERE name = %s",
                (len(rows), last, table.name),
            )

    def sums(self, table: Table, given: Mapping[str, int]) -> Sums:
        """The counts and sums of *table*, by month where it is parted: comparable with the file's."""
        month = MONTHS.get(table.name)
        by = "''"
        if month:
            by = f"to_char(to_timestamp({month} / 1000) AT TIME ZONE 'UTC', 'YYYY-MM')"
        asked = ", ".join(one.postgresql for one in all_sums(table, ()))
        with self.transaction():
            where = f"WHERE id <= {given[table.name]}" if table.name in SHARED else ""
            found = self.db.exec_driver_sql(
                f"SELECT {by}, count(*), {asked} FROM {table.name} {where} GROUP BY 1"  # noqa: S608
            )
            return {said[0]: tuple(int(number or 0) for number in said[1:]) for said in found if said[1]}

    def finish(self, given: Mapping[str, int], written: Iterable[str]) -> None:
        """Let counters go on after the highest number *given* (by table), tell consoles that the areas
        *written* were, and forget the way."""
        with self.transaction():
            for name, number in given.items():
                highest = self.db.exec_driver_sql(f"SELECT max(id) FROM {name}").scalar_one()  # noqa: S608
                if last := max(number, highest or 0):
                    self.db.execute(
                        text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
                        {"name": name, "last": last},
                    )
            areas.note(self.db, set(written))
            self.db.exec_driver_sql("DROP SCHEMA moving CASCADE")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with told(self.database.url), self.db.begin():
            yield


@contextmanager
def opened(url: str, *, alone: bool) -> Iterator[Target]:
    """The shared centre at *url*; *alone*: nobody else writes to it until the end of the block.

    Raises CentreSetupError, and DatabaseError ("locked" when somebody does not stop writing).
    """
    with connect(url) as database:
        if database.dialect != "postgresql":
            why = _("It is no server’s: a shared centre is named as postgresql://….")
            raise CentreSetupError(database.url, why)
        with told(database.url), database.engine.connect() as connection:
            target = Target(database, connection)
            try:
                if alone:
                    with target.transaction():
                        connection.exec_driver_sql(migrate.HOLD_OFF_ALL)
                yield target
            finally:
                connection.invalidate()  # its session, and with it what is held


def moved_tables() -> list[tuple[str, Table]]:
    """Room and table of everything that is moved, those first that others refer to."""
    return [
        (room.name, table)
        for room in ROOMS
        for table in room.metadata.sorted_tables
        if table.name not in STAYS
    ]
