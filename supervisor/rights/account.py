"""Somebody, or a wall or a service, who may log in to a shared centre, with roles and scopes."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from supervisor.rights.role import DatabaseRole, sees_everybody
from supervisor.words import mark

if TYPE_CHECKING:  # places are read by SQLAlchemy, which comes after the first paint
    from supervisor.rights.places import Places

LONGEST_LOGIN = 63  # bytes, of a name of PostgreSQL's
_OF_TEAMS = frozenset({DatabaseRole.SUPERVISOR, DatabaseRole.QUALITY})
_SHAPE = re.compile(r"[a-z_][a-z0-9_.@-]*")
_RESERVED = frozenset({"public", "none", "user", "current_user", "session_user", "current_role", "postgres"})


class Account(msgspec.Struct, frozen=True):
    """*person* is who of the people it is (an id), *teams* are ids of people_group, *departments* of
    issue_department. *can_login*: it is neither retired nor locked out; *valid_until*: the password's (None:
    for ever). *version* is 0 for one that is not made yet. *connected*: so many connections it has now;
    *last_seen*: when it did something last, as far as is known."""

    login: str
    name: str = ""
    person: str | None = None
    roles: frozenset[DatabaseRole] = frozenset()
    teams: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    can_login: bool = True
    valid_until: datetime | None = None
    retired: bool = False
    note: str = ""
    version: int = 0
    connected: int = 0
    last_seen: datetime | None = None

    @property
    def sees_everybody(self) -> bool:
        """Whether the names and figures that it sees are not bounded by teams."""
        return not self.retired and sees_everybody(self.roles, self.teams)

    def sees(self, places: Places) -> frozenset[str]:
        """Ids of those whose names and figures it sees today."""
        if self.sees_everybody:
            return frozenset(id for id, _name, _number in places.people)
        if self.retired or not self.roles & _OF_TEAMS:
            return frozenset()
        return places.people_of(self.teams)


class LoginFlaw(StrEnum):
    """Why a log-in name cannot be one."""

    EMPTY = "empty"
    LONG = "long"
    SHAPE = "shape"
    RESERVED = "reserved"


LOGIN_FLAWS = {
    LoginFlaw.EMPTY: mark("Give the account a log-in name."),
    LoginFlaw.LONG: mark("A log-in name has no more than 63 letters."),
    LoginFlaw.SHAPE: mark(
        "A log-in name has small letters a to z, figures, and . _ - @ between them; it begins with a letter."
    ),
    LoginFlaw.RESERVED: mark("The database keeps this name for itself. Choose another one."),
}


def login_flaw(login: str) -> LoginFlaw | None:
    """Why *login* cannot be a log-in name; None where it can. Those that can need no quotes anywhere, and are
    handed over by certificates and Kerberos as they are."""
    if not login:
        return LoginFlaw.EMPTY
    if len(login.encode()) > LONGEST_LOGIN:
        return LoginFlaw.LONG
    if login in _RESERVED or login.startswith("pg_"):
        return LoginFlaw.RESERVED
    return None if _SHAPE.fullmatch(login) else LoginFlaw.SHAPE
