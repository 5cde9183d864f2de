"""Drafts that are saved while they grow: one write at a time, the newest state last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.errors import SupervisorError
from supervisor.quality.evaluation import Evaluation
from ui.centre import OpenCentre
from ui.quality import work

WAIT_MS = 700  # after the last answer


class Drafts(QObject):
    """Keeps what it is given (`keep`), a moment later; `saved` and `refused` tell what came of it.

    A step with a draft waits until nothing is on its way (`settle`), as it must know the newest version.
    """

    saved = Signal(object)  # Evaluation, with its new version
    refused = Signal(object, object)  # Evaluation, SupervisorError

    def __init__(self, centre: OpenCentre, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self._wanted: dict[str, Evaluation] = {}
        self._versions: dict[str, int] = {}
        self._under_way: Evaluation | None = None
        self._after: list[Callable[[], None]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._next)

    def keep(self, draft: Evaluation) -> None:
        """Have *draft* saved soon."""
        if self._centre.url:
            self._wanted[draft.id] = draft
            self._timer.start()

    def flush(self) -> None:
        """Save now what waits."""
        self._timer.stop()
        self._next()

    def forget(self, id: str) -> None:
        """The draft is none any more."""
        self._wanted.pop(id, None)
        self._versions.pop(id, None)

    def forget_waiting(self, id: str) -> None:
        """What waits of the draft need not be saved; the version at which it was saved stays known."""
        self._wanted.pop(id, None)

    def version(self, draft: Evaluation) -> int:
        """The version at which it was saved last."""
        return max(draft.version, self._versions.get(draft.id, 0))

    def settle(self, then: Callable[[], None]) -> None:
        """Call *then* when nothing is on its way."""
        self._after.append(then)
        self.flush()

    def _next(self) -> None:
        if self._under_way is not None:
            return
        if not self._wanted:
            after, self._after = self._after, []
            for then in after:
                then()
            return
        draft = self._wanted.pop(next(iter(self._wanted)))
        draft = replace(draft, version=self.version(draft))
        self._under_way = draft
        job = self._centre.jobs.keep(f"draft of an evaluation {draft.id}", work.save_draft, draft)
        job.then(self._was_saved, self._was_refused)

    def _was_saved(self, result: tuple[object, Evaluation]) -> None:
        self._under_way = None
        saved = result[1]
        self._versions[saved.id] = saved.version
        self.saved.emit(saved)
        self._next()

    def _was_refused(self, error: SupervisorError) -> None:
        draft, self._under_way = self._under_way, None
        self.refused.emit(draft, error)
        self._next()
