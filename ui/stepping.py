"""Steps that a place does: done on the database's thread, said when they are done, taken back by Ctrl+Z."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from supervisor.errors import SupervisorError
from supervisor.rights.act import Act
from supervisor.words import _
from ui import steps
from ui.centre import OpenCentre
from ui.held import now_or_never
from ui.rights import tell_if_not

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes


@dataclass(frozen=True)
class Done:
    """What a store returned besides its changes, and the number of the step (None: nothing was changed)."""

    result: Any
    step: int | None


class Stepping(QObject):
    """Does the steps of a place. *areas*: those whose steps Ctrl+Z takes back here."""

    noticed = Signal(str, object)  # what was done, and the callable that takes it back, or None

    def __init__(self, centre: OpenCentre, areas: frozenset[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.centre = centre
        self._areas = areas

    @property
    def now(self) -> datetime:
        return self.centre.live.clock.now()

    @property
    def today(self) -> date:
        """The business day that it is in the centre."""
        return self.centre.today

    @property
    def zone(self) -> ZoneInfo:
        """The centre's."""
        return self.centre.zone

    def act_of(self, store: str) -> Act | None:
        """What the steps of *store* are as a right; None: whoever sees the place may do them."""
        return None

    def do(
        self,
        said: str | Callable[[Any], str],
        store: str,
        name: str,
        /,
        *args: Any,
        then: Callable[[Any], None] | None = None,
        failed: Callable[[SupervisorError], None] | None = None,
        **kwargs: Any,
    ) -> None:
        """Do the step ``store.name(db, *args, at=…, **kwargs)`` (*store*: the dotted name of its module), say
        *said* when it is done, or what *said* makes of the result, and call *then* with what the store
        returned besides its Changes.

        Without *failed* an error is told in the line at the bottom.
        """
        if (act := self.act_of(store)) is not None and not tell_if_not(self.centre, act):
            return
        job = self.centre.jobs.write(_do, store, name, self.centre.who, *args, at=self.now, **kwargs)
        job.then(partial(self._done, said, then), failed)

    def take_back(self, step: int) -> None:
        """Undo that step."""
        self.centre.jobs.write(steps.take_back, step, at=self.now, who=self.centre.who)

    def undo(self) -> None:
        """Take back what whoever sits here did last in this place."""
        job = self.centre.jobs.write(_undo_last, self._areas, at=self.now, who=self.centre.who)
        job.then(self._undone)

    def redo(self) -> None:
        """Do again what was taken back last."""
        job = self.centre.jobs.write(_redo_last, self._areas, at=self.now, who=self.centre.who)
        job.then(self._redone)

    def _done(
        self,
        said: str | Callable[[Any], str],
        then: Callable[[Any], None] | None,
        result: tuple[object, Done],
    ) -> None:
        done = result[1]
        if done.step is None:
            self.noticed.emit(_("All was so already; nothing was changed."), None)
        else:
            told = said(done.result) if callable(said) else said
            self.noticed.emit(told, partial(self.take_back, done.step))
        if then is not None:
            then(done.result)

    def _undone(self, result: tuple[object, str | None]) -> None:
        title = result[1]
        said = _("There is nothing to undo.") if title is None else _("Undone: {step}").format(step=title)
        self.noticed.emit(said, None)

    def _redone(self, result: tuple[object, str | None]) -> None:
        title = result[1]
        said = (
            _("There is nothing to do again.")
            if title is None
            else _("Done again: {step}").format(step=title)
        )
        self.noticed.emit(said, self.undo if title is not None else None)


def _do(
    db: Connection, store: str, name: str, who: str, /, *args: Any, at: datetime, **kwargs: Any
) -> tuple[Changes, Done]:
    from supervisor.storage import undo
    from supervisor.storage.changes import Changes

    before = undo.last(db, who)
    work: Callable[..., Any] = getattr(import_module(store), name)
    result = work(db, *args, at=at, **kwargs)
    changes = Changes()
    if isinstance(result, Changes):
        changes, result = result, None
    elif isinstance(result, tuple) and len(result) == 2 and isinstance(result[0], Changes):
        changes, result = result
    made = undo.last(db, who)
    return changes, Done(result, made.id if made is not None and made != before else None)


@now_or_never
def _undo_last(
    db: Connection, areas: frozenset[str], *, at: datetime, who: str
) -> tuple[Changes, str | None]:
    from supervisor.storage import step_titles, undo
    from supervisor.storage.changes import Changes

    found = undo.last(db, who, areas)
    if found is None:
        return Changes(), None
    changes, left = steps.revert(db, found.id, at=at, who=who)
    return changes, " ".join((step_titles.title(found), *left))


@now_or_never
def _redo_last(
    db: Connection, areas: frozenset[str], *, at: datetime, who: str
) -> tuple[Changes, str | None]:
    from supervisor.storage import step_titles, undo
    from supervisor.storage.changes import Changes

    found = undo.last_undone(db, who, areas)
    if found is None:
        return Changes(), None
    return steps.redo(db, found.id, at=at, who=who), step_titles.title(found)
