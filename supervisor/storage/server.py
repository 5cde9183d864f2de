"""What a PostgreSQL server says of itself and of who is connected: what setting up a shared centre needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

OLDEST = 15
"""The oldest version of PostgreSQL that is spoken to."""


@dataclass(frozen=True)
class Server:
    """A server, one of its databases, and the log-in by which it was asked.

    *version* is the major one. *owns*: the log-in is the database's owner, or acts for it. *makes_roles*: it
    may make roles, *makes_tables*: tables. *now* is the server's clock; *stand_by*: it only follows another
    server. *trigrams*: the index of trigrams stands; *has_trigrams*: the server could make it.
    """

    version: int
    said: str
    database: str
    encoding: str
    ctype: str
    time_zone: str
    login: str
    owner: str
    owns: bool
    makes_roles: bool
    makes_tables: bool
    superuser: bool
    now: datetime
    bytes: int
    stand_by: bool
    trigrams: bool
    has_trigrams: bool


_ASKED = """
SELECT current_setting('server_version_num')::integer / 10000 AS version,
       current_setting('server_version') AS said,
       current_database() AS database,
       pg_encoding_to_char(encoding) AS encoding,
       datcollate AS collate, datctype AS ctype,
       current_setting('TimeZone') AS time_zone,
       session_user::text AS login,
       pg_get_userbyid(datdba)::text AS owner,
       pg_has_role(session_user, datdba, 'USAGE') AS owns,
       rolcreaterole OR rolsuper AS makes_roles,
       COALESCE(has_schema_privilege(session_user, to_regnamespace('public'), 'CREATE'), false)
           AS makes_tables,
       rolsuper AS superuser,
       clock_timestamp() AS now,
       pg_database_size(current_database()) AS bytes,
       pg_is_in_recovery() AS stand_by,
       to_regclass('ix_issue_search_text') IS NOT NULL AS trigrams,
       EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') AS has_trigrams
FROM pg_database, pg_roles
WHERE datname = current_database() AND rolname = session_user
"""


def server(db: Connection) -> Server:
    """What the server at the other end of *db* says, which is a PostgreSQL."""
    row = db.exec_driver_sql(_ASKED).one()
    return Server(
        version=row.version,
        said=row.said,
        database=row.database,
        encoding=row.encoding,
        ctype=row.ctype,
        time_zone=row.time_zone,
        login=row.login,
        owner=row.owner,
        owns=row.owns,
        makes_roles=row.makes_roles,
        makes_tables=row.makes_tables,
        superuser=row.superuser,
        now=row.now.astimezone(UTC),
        bytes=row.bytes,
        stand_by=row.stand_by,
        trigrams=row.trigrams,
        has_trigrams=row.has_trigrams,
    )
