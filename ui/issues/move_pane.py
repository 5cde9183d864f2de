"""A move of one issue, asked for beside a list or a board."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from supervisor.issues.issue import Issue
from supervisor.issues.line import IssueLine
from supervisor.issues.states import MOVES, Move
from supervisor.words import _
from ui.issues import list_work
from ui.issues.desk import IssuesDesk
from ui.issues.move_form import MoveForm
from ui.widgets.drawer import WithDrawer


def moves_of(line: IssueLine) -> tuple[Move, ...]:
    """The moves that lead on from where *line* stands, in their order."""
    return tuple(move for move in MOVES if line.state in move.since)


class MovePane(QWidget):
    """Reads the issue, then asks what the move still needs. It is a page of the drawer of *split*."""

    done = Signal(object)  # Issue, as it then is
    begun = Signal()

    def __init__(self, desk: IssuesDesk, split: WithDrawer) -> None:
        super().__init__(split.drawer)
        self._desk, self._split = desk, split
        self.form: MoveForm | None = None
        self._wanted: tuple[int, str] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addStretch(1)
        split.drawer.pages.addWidget(self)
        split.closed.connect(self._drop)

    def begin(self, line: IssueLine, move: Move) -> None:
        """Ask for what *move* of *line* needs; the issue is read first."""
        self._wanted = (line.id, move.name)
        if not self._desk.centre.url:
            return  # a picture
        job = self._desk.centre.jobs.read(list_work.read_movable, line.id)
        job.then(partial(self._show_read, move))

    def _show_read(self, move: Move, found: tuple[Issue, int]) -> None:
        issue, evidence = found
        if self._wanted == (issue.id, move.name):
            self.show_move(issue, move, evidence)

    def show_move(self, issue: Issue, move: Move, evidence: int) -> None:
        """Ask for what *move* of *issue*, which has so many pieces of *evidence*, needs."""
        self._drop()
        form = self.form = MoveForm(self._desk, issue, move, evidence, self)
        form.done.connect(self._was_done)
        form.cancelled.connect(self._split.close_drawer)
        self._column.insertWidget(0, form)
        title = _("{number}: {move}").format(number=issue.number, move=_(move.title))
        self._split.drawer.show_page(self, title, issue.title)
        self._split.open_drawer()
        form.start()
        self.begun.emit()

    def _was_done(self, issue: Issue) -> None:
        self._split.close_drawer()
        self.done.emit(issue)

    def _drop(self) -> None:
        self._wanted = None
        if self.form is not None:
            self.form.hide()
            self._column.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None
