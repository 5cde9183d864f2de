"""What the one who is connected may do: asked of the database when a centre is opened and when it changes.

A centre in a SQLite file has one user, who may do everything. So may the owner of a PostgreSQL database, and
whoever can read one in which no rights were laid yet. Everybody else has the roles that the database tells.
"""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from supervisor.rights.act import MAY, Act
from supervisor.rights.role import DatabaseRole, sees_everybody

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection


class ScopeKind(StrEnum):
    """What a scope is made of."""

    TEAM = "team"  # a team of people
    DEPARTMENT = "department"  # a department that issues are sent to


@dataclass(frozen=True)
class Rights:
    """What *login* may do. *everything*: a centre of one's own, or the database's owner. *teams* are ids of
    people_group, *departments* of issue_department; who has a role that needs none sees the whole centre."""

    login: str
    roles: frozenset[DatabaseRole] = frozenset()
    teams: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    everything: bool = False
    laid: bool = False  # whether the database itself keeps rights: a shared centre, whose accounts it knows

    def may(self, act: Act) -> bool:
        """Whether the screens should offer *act*; the database decides again when it is done."""
        return self.everything or bool(MAY[act] & self.roles)

    @property
    def sees_all_people(self) -> bool:
        """Whether people's names and figures are not bounded by teams."""
        return self.everything or sees_everybody(self.roles, self.teams)


def alone() -> Rights:
    """The rights of whoever has a centre of his own."""
    return Rights(getpass.getuser(), everything=True)


def login(db: Connection) -> str:
    """As whom whatever is written through *db* is noted: the log-in at a server, which its policies compare
    with what is noted; this computer's user for a file."""
    if db.dialect.name == "sqlite":
        return getpass.getuser()
    return str(db.exec_driver_sql("SELECT session_user").scalar_one())


def sees(db: Connection, *tables: str) -> bool:
    """Whether whoever is connected through *db* may read all of *tables* (some of their rows at least)."""
    return _has(db, "SELECT", tables)


def sees_columns(db: Connection, table: str, *columns: str) -> bool:
    """Whether whoever is connected through *db* may read all of *columns* of *table*."""
    if db.dialect.name == "sqlite":
        return True
    asked = (
        "SELECT bool_and(has_column_privilege(%(table)s, name, 'SELECT'))"
        " FROM unnest(%(names)s::text[]) AS name"
    )
    return bool(db.exec_driver_sql(asked, {"table": table, "names": list(columns)}).scalar_one())


def writes(db: Connection, *tables: str) -> bool:
    """Whether whoever is connected through *db* may add to all of *tables*."""
    return _has(db, "INSERT", tables)


def _has(db: Connection, right: str, tables: tuple[str, ...]) -> bool:
    if db.dialect.name == "sqlite":
        return True
    asked = (
        "SELECT bool_and(has_any_column_privilege(name, %(right)s)) FROM unnest(%(names)s::text[]) AS name"
    )
    return bool(db.exec_driver_sql(asked, {"names": list(tables), "right": right}).scalar_one())


def is_laid(db: Connection) -> bool:
    """Whether *db* is a shared centre in which rights stand."""
    if db.dialect.name == "sqlite":
        return False
    return bool(db.exec_driver_sql("SELECT to_regprocedure('rights.own()') IS NOT NULL").scalar_one())


def own_rights(db: Connection) -> Rights:
    """The rights of whoever is connected through *db*."""
    if db.dialect.name == "sqlite":
        return alone()
    who = login(db)
    if not is_laid(db):
        return Rights(who, everything=True)
    row = db.exec_driver_sql("SELECT roles, teams, departments, owner FROM rights.own()").one()
    known = {role.value for role in DatabaseRole}
    return Rights(
        who,
        frozenset(DatabaseRole(name) for name in row.roles if name in known),
        frozenset(row.teams),
        frozenset(row.departments),
        everything=row.owner,
        laid=True,
    )
