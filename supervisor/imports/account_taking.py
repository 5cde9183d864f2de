"""Takes a list of accounts in: all of it or nothing, with the sheet of their start passwords."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path

from supervisor.imports import start_passwords
from supervisor.imports.account_list import AccountList, TakenIn
from supervisor.imports.columns import Verdict
from supervisor.rights import account_steps
from supervisor.storage.database import Database


def take_in(
    database: Database,
    found: AccountList,
    sheet: Path | None,
    *,
    at: datetime,
    who: str,
    zone: tzinfo,
    centre: str,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> TakenIn:
    """Make and change the accounts of *found* in one transaction and one step.

    *sheet*: where start passwords are written, for its owner alone, and made up where the file gives none;
    None: none are made up. ``told(done, total)``: accounts. Raises AccountError, FileError, DatabaseError.
    """
    given = start_passwords.start_passwords(found, make_up=sheet is not None)
    new, changed = found.of(Verdict.NEW), found.of(Verdict.CHANGED)
    by = start_passwords.by_login(given)
    with database.write() as db:
        step = account_steps.take_in(db, new, changed, by, file=found.file, at=at, who=who, told=told)
        if sheet is not None:  # before it is committed: accounts whose passwords nobody has help nobody
            start_passwords.keep(sheet, given, centre=centre, at=at, zone=zone)
    return TakenIn(step, len(given))
