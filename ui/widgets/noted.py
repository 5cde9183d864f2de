"""A file whose leaving is noted in the centre's log before it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from supervisor.errors import SupervisorError
from supervisor.sentences.error import sentence
from supervisor.workbook.file import clear_beside
from ui.jobs import Job, Jobs
from ui.widgets import export_log
from ui.widgets.leaving import Taken, Taking, called_off


@dataclass(frozen=True)
class Note:
    """What the log says: *who* takes *rows* rows of *what* (its stable name), called *title*."""

    what: str
    title: str
    who: str
    personal: bool
    rows: int


class TakingNoted(Taking):
    """Notes *note*, then does the work that *begin* gives away; *said* makes words of what that returns,
    which has `path`. A file without a line in the log would be the leak, so the line comes first."""

    def __init__(
        self, jobs: Jobs, note: Note, target: Path, begin: Callable[[], Job], said: Callable[[Any], str]
    ) -> None:
        super().__init__()
        self._jobs, self._target, self._noted = jobs, target, note
        self._begin, self._said = begin, said
        self._line = 0  # of the log
        self._job: Job | None = jobs.write(
            export_log.note,
            what=note.what,
            title=note.title,
            who=note.who,
            personal=note.personal,
            path=target,
            rows=note.rows,
        ).then(self._go_on, self._was_refused)
        jobs.stopping.connect(self.cancel)

    def cancel(self) -> None:
        if self._job is not None:
            job, self._job = self._job, None
            job.cancel()
            clear_beside(self._target)
            self._jobs.write(
                export_log.note_called_off,
                what=self._noted.what,
                who=self._noted.who,
                path=self._target,
                why=called_off(),
            )

    def _go_on(self, noted: tuple[object, int]) -> None:
        self._line = noted[1]
        self._job = self._begin()
        self._job.progressed.connect(self.progressed)
        self._job.then(self._was_done, self._was_refused)

    def _was_done(self, result: Any) -> None:
        self._job = None
        self.done.emit(Taken(result.path, self._said(result)))

    def _was_refused(self, error: SupervisorError) -> None:
        self._job = None
        if self._line:
            self._jobs.write(export_log.note_gone, self._line, who=self._noted.who, why=sentence(error))
        self.failed.emit(error)
