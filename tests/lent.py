"""PostgreSQL databases that one test after another is lent: emptied in between, not made anew.

Making and dropping a database costs the server ten times what emptying the few tables costs that a test
wrote to. Whatever cannot be put back as it was (a table that was made or changed, a row of the version
tables) ends the database, and the next test is lent a new one.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from contextlib import suppress

import psycopg

from tests import postgresql

_SMALL_BYTES = 65536  # up to here deleting the rows is quicker than giving the table a new file

_PARTITIONS = """
SELECT inhrelid::regclass::text FROM pg_inherits JOIN pg_class ON oid = inhrelid
WHERE relkind = 'r' AND relispartition
"""

_OTHERS = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""

# Of every catalogue that a change of the schema writes to: how much is in it, and how much is newer than a
# transaction. Emptying a table changes pg_class, so of that only what it holds.
_CATALOGUES = (
    *("pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_trigger", "pg_rewrite", "pg_proc"),
    *("pg_sequence", "pg_extension", "pg_event_trigger", "pg_policy", "pg_default_acl", "pg_db_role_setting"),
    "pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_'",  # they stay, once there was a temporary table
)


def _schema_since(transaction: int) -> str:
    """Asks how much each catalogue holds, and how much of it is newer than *transaction*.

    Emptying a table changes its row in pg_class, so of that only how much it holds.
    """
    newer = f"count(*) FILTER (WHERE age(xmin) < age('{transaction}'::xid))"
    asked = [f"(SELECT concat(count(*), ' ', {newer}) FROM {name})" for name in _CATALOGUES]
    return (
        f"SELECT concat_ws(' ', (SELECT concat(count(*), ' ', max(oid)) FROM pg_class), {', '.join(asked)})"
    )


_WRITTEN = """
SELECT relname, pg_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""

_RESTART = """
SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence
WHERE pg_sequence_last_value(seqrelid) IS NOT NULL
"""


_numbers = itertools.count()


class Lender:
    """The databases of one test process, all copies of *template*; *made* sees to each new one."""

    def __init__(self, template: str, made: Callable[[str], None] | None = None) -> None:
        self._template = template
        self._made = made
        self._names = (f"t{os.getpid()}_{count}" for count in _numbers)
        self._free: list[_Kept] = []
        self._lent: dict[str, _Kept] = {}

    def lend(self) -> str:
        """The name of a database as the template is."""
        kept = self._free.pop() if self._free else _Kept(next(self._names), self._template, self._made)
        self._lent[kept.name] = kept
        return kept.name

    def take_back(self, name: str) -> None:
        """Throw everybody out and empty it, or drop it where that would not make it what it was."""
        kept = self._lent.pop(name)
        try:
            same = kept.emptied()
        except psycopg.Error:
            same = False
        if same:
            self._free.append(kept)
        else:
            kept.drop()

    def close(self) -> None:
        """Leave the server; it takes its databases along."""
        for kept in (*self._free, *self._lent.values()):
            kept.leave()

    def sockets(self) -> set[int]:
        """The sockets that stay open from one test to the next."""
        return {one for kept in (*self._free, *self._lent.values()) for one in kept.sockets()}


class _Kept:
    """One database, and the connection by which it is emptied."""

    def __init__(self, name: str, template: str, made: Callable[[str], None] | None) -> None:
        self.name = name
        postgresql.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        if made is not None:
            made(name)
        self._own: psycopg.Connection[tuple[object, ...]] | None = None
        (since,) = self._ask("SELECT pg_current_xact_id()::text")[0]
        self._look_at_schema = _schema_since(int(str(since)) % 2**32)
        self._schema = self._ask(self._look_at_schema)
        self._filled = {str(table): self._rows(str(table)) for table, _size in self._ask(_WRITTEN)}

    def emptied(self) -> bool:
        """Empty it; False when it is not as the template then."""
        try:
            self._ask("SELECT 1")
        except psycopg.OperationalError:  # a test threw everybody out
            self.leave()
        self._ask(_OTHERS)
        for (partition,) in self._ask(_PARTITIONS):
            self._do(f"DROP TABLE {partition}")
        if self._ask(self._look_at_schema) != self._schema:
            return False
        written = self._ask(_WRITTEN)
        if any(self._rows(table) != rows for table, rows in self._filled.items()):
            return False
        self._do("SET session_replication_role = replica")  # no order of tables among those that refer
        large = []
        for table, size in written:
            if table not in self._filled:
                if int(str(size)) > _SMALL_BYTES:
                    large.append(str(table))
                else:
                    self._do(f"DELETE FROM {table}")
        if large:
            self._do(f"TRUNCATE {', '.join(large)} CASCADE")
        self._do(_RESTART)
        return True

    def drop(self) -> None:
        self.leave()
        postgresql.run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def leave(self) -> None:
        if self._own is not None:
            with suppress(psycopg.Error):
                self._own.close()
            self._own = None

    def sockets(self) -> set[int]:
        return set() if self._own is None or self._own.closed else {self._own.fileno()}

    def _rows(self, table: str) -> list[tuple[object, ...]]:
        return self._ask(f"SELECT * FROM {table} ORDER BY 1")

    def _ask(self, question: str) -> list[tuple[object, ...]]:
        return self._do(question).fetchall()

    def _do(self, statement: str) -> psycopg.Cursor[tuple[object, ...]]:
        if self._own is None:
            self._own = psycopg.connect(
                postgresql.url(self.name), autocommit=True, options="-c lock_timeout=5s"
            )
        return self._own.execute(statement.encode())
