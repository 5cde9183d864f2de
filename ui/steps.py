"""Steps that can be taken back: run on the database thread, inside the transaction of `Jobs.write`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ui.held import now_or_never

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes


def step(
    db: Connection, work: Callable[..., Changes], *args: Any, at: datetime, who: str, **kwargs: Any
) -> tuple[Changes, int | None]:
    """Do *work* as one step of *who*; its changes, and the step's number for `take_back`.

    The number is None when nothing was changed.
    """
    from supervisor.storage import undo

    changes = work(db, *args, at=at, who=who, **kwargs)
    made = undo.last(db, who) if changes else None
    return changes, made.id if made else None


_ACCOUNTS = "supervisor.rights.account_steps"
_OF_ACCOUNTS = (
    *("make_account", "change_account", "change_accounts", "retire_account", "retire_accounts"),
    "take_in_accounts",
)

OF_THEIR_OWN = {
    "take_in_sheet": ("supervisor.roundtrip.undoing", "take_back_step"),
    **dict.fromkeys(_OF_ACCOUNTS, (_ACCOUNTS, "take_back_step")),
}
"""Steps that are no rows to be put back (but fields, where others have gone on since; or accounts, which only
functions of the database write): which function takes them back."""

AGAIN_OF_THEIR_OWN = dict.fromkeys(_OF_ACCOUNTS, (_ACCOUNTS, "do_again_step"))
"""Which function does such a step again."""


@now_or_never
def take_back(db: Connection, number: int, *, at: datetime, who: str = "") -> Changes:
    """Undo step *number*. Raises ChangedMeanwhileError when something else was done to the same rows."""
    return revert(db, number, at=at, who=who)[0]


def revert(db: Connection, number: int, *, at: datetime, who: str) -> tuple[Changes, tuple[str, ...]]:
    """The same, and sentences about what was left alone because it was changed since."""
    from supervisor.storage import undo

    step = undo.get(db, number)
    own = OF_THEIR_OWN.get(step.name) if step is not None and step.undone_at is None else None
    if own is None or step is None:
        return undo.revert(db, number, at=at, who=who), ()
    work: Callable[..., tuple[Changes, tuple[str, ...]]] = getattr(import_module(own[0]), own[1])
    return work(db, step, at=at, who=who or step.who)


def redo(db: Connection, number: int, *, at: datetime, who: str) -> Changes:
    """Do the undone step *number* again, under the same conditions."""
    from supervisor.storage import undo

    step = undo.get(db, number)
    own = AGAIN_OF_THEIR_OWN.get(step.name) if step is not None and step.undone_at is not None else None
    if own is None or step is None:
        return undo.redo(db, number, at=at, who=who)
    work: Callable[..., Changes] = getattr(import_module(own[0]), own[1])
    return work(db, step, at=at, who=who)
