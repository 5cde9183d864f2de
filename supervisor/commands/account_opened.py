"""A shared centre whose accounts a command works on, and an account as a document."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from supervisor.words import _, mark

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from supervisor.rights.account import Account
    from supervisor.rights.places import Places
    from supervisor.settings.centre import CentreSettings
    from supervisor.storage.database import Database


@dataclass(frozen=True)
class Opened:
    """The *accounts* and *places* of *centre*; *who* is connected."""

    centre: Database
    settings: CentreSettings
    places: Places
    accounts: tuple[Account, ...]
    who: str

    @property
    def now(self) -> datetime:
        """By the centre's clock."""
        return self.settings.clock().now()

    def by(self) -> dict[str, Any]:
        """When, and by whom, as steps take it."""
        return {"at": self.now, "who": self.who}

    def account(self, login: str) -> Account:
        """The account of *login*. Raises UnknownNameError."""
        from supervisor.errors import UnknownNameError

        found = next((one for one in self.accounts if one.login == login), None)
        if found is None:
            raise UnknownNameError(mark("account"), login, tuple(one.login for one in self.accounts))
        return found


@contextmanager
def opened(url: str) -> Iterator[Opened]:
    """The shared centre at *url*. Raises AccountError for one that has no accounts."""
    from supervisor.rights.accounts import all_accounts
    from supervisor.rights.own import own_rights
    from supervisor.rights.places import read_places
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(url) as centre:
        with centre.read() as db:
            rights = own_rights(db)
            if not rights.laid:
                typer.echo(
                    _("This centre has no accounts: only one on a server has, once its rights were laid."),
                    err=True,
                )
                raise typer.Exit(1)
            settings = load_centre(db)
            today = settings.days.day(settings.clock().now())
            opened = Opened(centre, settings, read_places(db, today), all_accounts(db), rights.login)
        yield opened


def document(one: Account, places: Places) -> dict[str, Any]:
    """*one* as `--json` tells it, with the names of its teams and departments."""
    return {
        "login": one.login,
        "name": one.name,
        "person": one.person,
        "roles": sorted(role.value for role in one.roles),
        "teams": list(places.called(one.teams)),
        "departments": list(places.called(one.departments)),
        "can_login": one.can_login,
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "retired": one.retired,
        "note": one.note,
        "connected": one.connected,
        "last_seen": one.last_seen.isoformat() if one.last_seen else None,
    }
