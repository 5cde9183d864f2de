"""What administrators do to accounts, as steps that can be taken back.

Accounts are written by functions of the database alone, so no row of theirs can be put back: a step keeps the
accounts as they were and as they are, and is taken back by a counter-step with the former values, through the
same functions, which look again whether that may be. Passwords are no part of it: a password that was given
stays given, and an account that was retired has none when it comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from supervisor.errors import AccountError, ChangedMeanwhileError
from supervisor.rights import accounts
from supervisor.rights.account import Account
from supervisor.rights.role import DatabaseRole
from supervisor.storage.areas import note
from supervisor.storage.centre import undo_row, undo_step
from supervisor.storage.changes import Changes
from supervisor.storage.undo import KEPT, Step
from supervisor.words import _, mark

TABLE = "rights.accounts"
"""Under which name the images stand among the rows of steps; no table is called so."""

_Images = dict[str, tuple[Account | None, Account | None]]


def make(db: Connection, account: Account, password: str | None, *, at: datetime, who: str) -> Changes:
    """Make *account*; taken back, it is retired."""
    changes = accounts.make(db, account, password)
    made = msgspec.structs.replace(account, version=1)
    _keep(db, "make_account", {"name": made.name}, {made.login: (None, made)}, at, who)
    return changes


def change(db: Connection, changed: Iterable[Account], *, at: datetime, who: str) -> Changes:
    """Make the accounts what *changed* says, all or none. Raises ChangedMeanwhileError, and AccountError
    where administrators would take their own right away: they could not even see what they had done."""
    wanted = list(changed)
    stand = accounts.held(db)
    images: _Images = {one.login: (stand.get(one.login), one) for one in wanted}
    images = {login: pair for login, pair in images.items() if not _same(*pair)}
    if not images:
        return Changes()
    _must_keep_own_right(images, who)
    first = next(one for one in wanted if one.login in images)
    retired = all(one.retired for one in wanted if one.login in images)
    name = f"{'retire' if retired else 'change'}_account{'' if len(images) == 1 else 's'}"
    _keep(db, name, {"name": first.name, "count": str(len(images))}, images, at, who)
    for one in wanted:
        if one.login in images:
            accounts.change(db, one, stand.get(one.login))
    return accounts.AREA


def retire(db: Connection, retired: Iterable[Account], *, at: datetime, who: str) -> Changes:
    """Let nobody log in by them any more."""
    gone = [msgspec.structs.replace(one, retired=True, roles=frozenset()) for one in retired]
    return change(db, gone, at=at, who=who)


def take_in(
    db: Connection,
    made: Iterable[Account],
    changed: Iterable[Account],
    passwords: Mapping[str, str],
    *,
    file: str,
    at: datetime,
    who: str,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> int | None:
    """Make the accounts of *made*, and make those of *changed* what it says: a list called *file*, all of it
    or nothing, as one step: its id, None where nothing was to be changed. *passwords*: start passwords by
    log-in name, for accounts that are made or brought back; who has none logs in by certificate or Kerberos.

    ``told(done, total)``: how many accounts are done. Raises as `make` and `change` do.
    """
    new, wanted = list(made), list(changed)
    stand = accounts.held(db)
    images: _Images = {one.login: (stand.get(one.login), one) for one in wanted}
    images = {login: pair for login, pair in images.items() if not _same(*pair)}
    _must_keep_own_right(images, who)
    for one in new:
        images[one.login] = (None, msgspec.structs.replace(one, version=1))
    if not images:
        return None
    step = _keep(db, "take_in_accounts", {"file": file, "count": str(len(images))}, images, at, who)
    for done, one in enumerate(new, start=1):
        accounts.make(db, one, passwords.get(one.login))
        told(done, len(images))
    # who becomes administrator first: for a moment there would be none
    wanted = [one for one in wanted if one.login in images]
    wanted.sort(key=lambda one: DatabaseRole.ADMINISTRATOR not in one.roles)
    for done, one in enumerate(wanted, start=len(new) + 1):
        stands = stand.get(one.login)
        accounts.change(db, one, stands)
        if stands is not None and stands.retired and not one.retired and one.login in passwords:
            accounts.set_password(db, one.login, passwords[one.login])
        told(done, len(images))
    return step


def take_back_step(db: Connection, step: Step, *, at: datetime, who: str) -> tuple[Changes, tuple[str, ...]]:
    """Make the accounts of *step* what they were before it; and sentences about what cannot come back."""
    return _swap(db, step, undoing=True, at=at), _without_password(db, step, undoing=True)


def do_again_step(db: Connection, step: Step, *, at: datetime, who: str) -> Changes:
    """Do an undone step again."""
    return _swap(db, step, undoing=False, at=at)


def _must_keep_own_right(images: _Images, who: str) -> None:
    own = images.get(who, (None, None))[1]
    if own is not None and (own.retired or DatabaseRole.ADMINISTRATOR not in own.roles):
        raise AccountError(who, _("Nobody takes their own right to manage accounts away: ask another one."))


def _swap(db: Connection, step: Step, *, undoing: bool, at: datetime) -> Changes:
    stand = accounts.held(db)
    for login, (before, after) in _images(db, step.id).items():
        left, wanted = (after, before) if undoing else (before, after)
        now = stand.get(login)
        if left is not None and not _same(now, left):
            raise ChangedMeanwhileError(mark("the account"), login)
        if now is None:
            raise ChangedMeanwhileError(mark("the account"), login)
        if wanted is None:
            wanted = msgspec.structs.replace(now, retired=True, roles=frozenset())
        elif left is None:
            raise AccountError(login, _("Bring it back in its form, and give it a new password."))
        accounts.change(db, msgspec.structs.replace(wanted, version=now.version), now)
    db.execute(update(undo_step).where(undo_step.c.id == step.id).values(undone_at=at if undoing else None))
    note(db, accounts.AREA)
    return accounts.AREA


def _without_password(db: Connection, step: Step, *, undoing: bool) -> tuple[str, ...]:
    came = [
        after.name
        for before, after in _images(db, step.id).values()
        if undoing and after is not None and after.retired and before is not None and not before.retired
    ]
    if not came:
        return ()
    names = _(", ").join(came)
    return (_("{names}: the former password is gone, give a new one.").format(names=names),)


def _keep(
    db: Connection, name: str, facts: Mapping[str, str], images: _Images, at: datetime, who: str
) -> int:
    number: int = db.execute(
        insert(undo_step)
        .values(name=name, facts=dict(facts), areas=sorted(accounts.AREA), at=at, who=who)
        .returning(undo_step.c.id)
    ).scalar_one()
    rows = [
        {"step": number, "table_name": TABLE, "key": login, "before": _kept(before), "after": _kept(after)}
        for login, (before, after) in images.items()
    ]
    db.execute(insert(undo_row), rows)
    note(db, accounts.AREA)
    db.execute(delete(undo_step).where(undo_step.c.id <= number - KEPT))
    return number


def _images(db: Connection, step: int) -> _Images:
    rows = db.execute(select(undo_row).where(undo_row.c.step == step).order_by(undo_row.c.id))
    return {row.key: (_read(row.before), _read(row.after)) for row in rows if row.table_name == TABLE}


def _kept(account: Account | None) -> dict[str, Any] | None:
    if account is None:
        return None
    return {name: value for name, value in msgspec.to_builtins(account).items() if name not in _PASSING}


def _read(image: Any) -> Account | None:
    return None if image is None else msgspec.convert(image, Account)


_PASSING = ("connected", "last_seen", "can_login")


def _same(one: Account | None, other: Account | None) -> bool:
    if one is None or other is None:
        return one is other
    plain = [
        msgspec.structs.replace(it, version=0, connected=0, last_seen=None, can_login=True)
        for it in (one, other)
    ]
    return plain[0] == plain[1]
