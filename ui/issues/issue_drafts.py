"""What is typed about issues, kept a moment after each keystroke: one write at a time, the newest last."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.errors import SupervisorError
from supervisor.issues.draft import Draft
from ui.centre import OpenCentre

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes

WAIT_MS = 600  # after the last keystroke
AGAIN_MS = 5_000  # after it could not be written


class IssueDrafts(QObject):
    """`keep` has a draft written soon, `drop` forgets it; `kept` and `refused` tell what came of it."""

    kept = Signal(object)  # Draft
    refused = Signal(object)  # SupervisorError

    def __init__(self, centre: OpenCentre, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self._wanted: dict[str, Draft | None] = {}  # None: to be forgotten
        self._under_way: tuple[str, Draft | None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)

    def keep(self, draft: Draft) -> None:
        """Have *draft* kept soon."""
        if self._centre.url:
            self._wanted[draft.id] = draft
            self._timer.start(WAIT_MS)

    def drop(self, id: str) -> None:
        """Have the draft forgotten: it was saved, or is not wanted."""
        if self._centre.url and id:
            self._wanted[id] = None
            self.flush()

    def flush(self) -> None:
        """Keep now what waits."""
        self._timer.stop()
        self._next()

    def _next(self) -> None:
        if self._under_way is not None or not self._wanted:
            return
        id = next(iter(self._wanted))
        self._under_way = id, self._wanted.pop(id)
        work: Callable[..., object] = write_draft
        job = self._centre.jobs.keep(f"draft of an issue {id}", work, *self._under_way)
        job.then(self._was_kept, self._was_refused)

    def _was_kept(self, _result: object) -> None:
        done, self._under_way = self._under_way, None
        if done is not None and done[1] is not None:
            self.kept.emit(done[1])
        if self._wanted and not self._timer.isActive():
            self._next()

    def _was_refused(self, error: SupervisorError) -> None:
        done, self._under_way = self._under_way, None
        if done is not None:
            self._wanted.setdefault(*done)
            self._timer.start(AGAIN_MS)
        self.refused.emit(error)


def write_draft(db: Connection, id: str, draft: Draft | None) -> Changes:
    """Keep *draft*, or forget the one with *id*; on the database's thread."""
    from supervisor.issues import draft_store

    return draft_store.keep(db, draft) if draft is not None else draft_store.discard(db, id)
