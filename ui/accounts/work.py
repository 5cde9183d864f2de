"""What the pages of accounts have done on the database's thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from supervisor.rights.account import Account
from supervisor.rights.role import DatabaseRole

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.reports.log import Exported
    from supervisor.rights.access_log import Looked
    from supervisor.rights.places import Places
    from supervisor.storage.changes import Changes


@dataclass(frozen=True)
class Read:
    """All accounts, and what their scopes are made of."""

    accounts: tuple[Account, ...]
    places: Places


@dataclass(frozen=True)
class Trail:
    """What was looked at, and what left as a file; names of people by id, of accounts by log-in."""

    looks: tuple[Looked, ...]
    exports: tuple[Exported, ...]
    names: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mine:
    """What the page “What may I do?” tells: the places of the own scope, and whom to ask."""

    places: Places
    administrators: tuple[str, ...]


def read_accounts(db: Connection, today: date) -> Read:
    """All accounts."""
    from supervisor.rights.accounts import all_accounts
    from supervisor.rights.places import read_places

    return Read(all_accounts(db), read_places(db, today))


def read_mine(db: Connection, today: date) -> Mine:
    """What the one who is connected may see of scopes."""
    from supervisor.rights.accounts import administrators
    from supervisor.rights.own import sees
    from supervisor.rights.places import Places, read_places

    seen = sees(db, "membership", "people_group", "issue_department", "person")
    return Mine(read_places(db, today) if seen else Places(), administrators(db))


def read_trail(db: Connection, since: datetime) -> Trail:
    """Looks and exports since then, the latest first."""
    from sqlalchemy import select

    from supervisor.performance.own_kpi import load_own
    from supervisor.reports.log import exported
    from supervisor.rights.access_log import looks
    from supervisor.storage.centre import person
    from supervisor.storage.rights_tables import account

    load_own(db)  # looks name KPIs by their ids
    return Trail(
        looks(db, since=since),
        exported(db, since=since, most=20_000),
        {row.id: row.name for row in db.execute(select(person.c.id, person.c.name))},
        {row.login: row.name for row in db.execute(select(account.c.login, account.c.name))},
    )


def change_many(
    db: Connection,
    accounts: tuple[Account, ...],
    *,
    roles: frozenset[DatabaseRole],
    teams: frozenset[str],
    departments: frozenset[str],
    take: bool,
    at: datetime,
    who: str,
) -> Changes:
    """Give each of *accounts* these roles, teams and departments, or *take* them from each, as one step."""
    from supervisor.rights import account_steps

    changed = [
        msgspec.structs.replace(
            one,
            roles=one.roles - roles if take else one.roles | roles,
            teams=one.teams - teams if take else one.teams | teams,
            departments=one.departments - departments if take else one.departments | departments,
        )
        for one in accounts
        if not one.retired
    ]
    return account_steps.change(db, changed, at=at, who=who)


def give_password(db: Connection, login: str, password: str, *, at: datetime, who: str) -> Changes:
    """Another password for somebody's account; it cannot be taken back."""
    from supervisor.rights.accounts import set_password

    return set_password(db, login, password)


def change_own_password(db: Connection, login: str, old: str, new: str) -> Changes:
    """Another password for the one who is connected, after *old* was tried by logging in with it.

    Raises AccountError where the old one is wrong.
    """
    from supervisor.rights.own_password import change_it

    return change_it(db, login, old, new)


def remember_password(url: str, old: str, new: str) -> str:
    """Have this console log in with *new* from now on, and keep it where *old* was kept; what to say."""
    import os

    from supervisor import secrets
    from supervisor.storage.failure import shown_url
    from supervisor.words import _

    key = secrets.of_database(shown_url(url))
    secrets.give(key, None)
    kept = secrets.find(key)
    secrets.give(key, new)
    if os.environ.get(secrets.DATABASE_VARIABLE):
        return _("Your password was changed. Put the new one into {variable} too.").format(
            variable=secrets.DATABASE_VARIABLE
        )
    if kept != old:
        return _("Your password was changed.")
    secrets.keep(key, new, _("the database"))
    return _("Your password was changed, and is remembered on this computer.")
