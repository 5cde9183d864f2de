"""Work under way: what is done, how far it is, how long it will still take, and a button that ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from supervisor.errors import SupervisorError
from supervisor.words import _
from ui import theme
from ui.jobs import Job
from ui.widgets.time_left import TimeLeft


class ProgressLine(QWidget):
    """One piece of work at a time; hidden while there is none. `busy` tells that there is one, or no more."""

    busy = Signal(bool)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._end: Callable[[], None] | None = None
        self._time_left = TimeLeft()
        self.what = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.left = QLabel(self)
        self.left.setProperty("role", "muted")
        self.cancel = QPushButton(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_M)
        row.addWidget(self.what)
        row.addWidget(self.bar, 1)
        row.addWidget(self.left)
        row.addWidget(self.cancel)
        self.cancel.clicked.connect(self.stop)
        self.hide()
        self._say()

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    def follow(
        self,
        what: str,
        job: Job,
        done: Callable[[Any], None],
        failed: Callable[[SupervisorError], None],
        *,
        end: Callable[[], None] | None = None,
    ) -> None:
        """Show *job*; *end* asks work to end by itself at a good place: without it, the work is killed."""
        self.drop()
        self._job, self._end, self._time_left = job, end, TimeLeft()
        self.what.setText(what)
        self.left.setText("")
        self.cancel.setEnabled(True)
        self.bar.setAccessibleName(what)
        self.bar.setRange(0, 0)
        self.show()
        job.progressed.connect(self.show_progress)

        def was_done(result: Any) -> None:
            self._over(job)
            done(result)

        def was_refused(error: SupervisorError) -> None:
            self._over(job)
            failed(error)

        job.then(was_done, was_refused)
        self.busy.emit(True)

    def show_progress(self, done: int, total: int) -> None:
        """*done* of *total* pieces."""
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(min(done, total))
        if said := self._time_left.said(done, total):
            self.left.setText(said)

    def stop(self) -> None:
        """The person wants no more of it."""
        if self._end is not None:
            self.cancel.setEnabled(False)
            self.left.setText(_("Ending…"))
            self._end()
            return
        if self._job is not None:
            self.drop()
            self.cancelled.emit()

    def drop(self) -> None:
        """End what is under way, without a word."""
        if self._job is not None:
            job = self._job
            job.cancel()
            self._over(job)

    def _over(self, job: Job) -> None:
        if self._job is job:
            self._job = self._end = None
            self.hide()
            self.busy.emit(False)

    def _say(self) -> None:
        self.cancel.setText(_("Cancel"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)
