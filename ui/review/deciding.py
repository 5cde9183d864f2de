"""What is done about entries of the training list: decided, taken back, each a step that can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal

from supervisor.errors import SupervisorError
from supervisor.review.decisions import About, Choice, Decision, Said
from supervisor.rights.act import Act
from supervisor.words import _, ngettext, number
from ui import steps
from ui.review import list_work
from ui.review.desk import ReviewDesk
from ui.review.list_rows import ListRow
from ui.rights import tell_if_not


class Deciding(QObject):
    """`done`: something was written, or taken back. `refused`: it could not be."""

    done = Signal()
    refused = Signal(object)  # SupervisorError

    def __init__(self, desk: ReviewDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk

    def choices(
        self, rows: Sequence[ListRow], decision: Decision, reason: str, until: date | None
    ) -> list[Choice]:
        """*decision* about each of *rows*, with what the list says of them now."""
        return [
            Choice(
                About(self._desk.month, row.entry.kpi, row.entry.who.unit),
                decision,
                Said.of(row.entry),
                reason,
                until,
                row.decided.version if row.decided else 0,
                row.entry.who.name,
            )
            for row in rows
        ]

    def decide(self, choices: Sequence[Choice]) -> None:
        """Have *choices* written as one step."""
        centre = self._desk.centre
        if not tell_if_not(centre, Act.DECIDE):
            return
        said = ngettext("{n} decision was kept.", "{n} decisions were kept.", len(choices))
        words = said.format(n=number(len(choices)))
        job = centre.jobs.write(
            list_work.save_decisions,
            choices,
            at=centre.live.clock.now(),
            who=centre.who,
            today=self._desk.today,
        )
        job.then(partial(self._saved, words), self._not_saved)

    def undecide(self, rows: Sequence[ListRow]) -> None:
        """Have everything that was decided about *rows* undecided."""
        centre = self._desk.centre
        if not tell_if_not(centre, Act.DECIDE):
            return
        for row in rows:
            if row.decided is None:
                continue
            name = row.entry.who.name
            words = _("The decision about {name} was taken back.").format(name=name)
            job = centre.jobs.write(
                list_work.undecide, row.decided, name, at=centre.live.clock.now(), who=centre.who
            )
            job.then(partial(self._saved, words), self._not_saved)

    def _saved(self, words: str, result: tuple[object, int | None]) -> None:
        if result[1] is not None:
            self._desk.noticed.emit(words, partial(self._take_back, result[1]))
        self.done.emit()

    def _take_back(self, number_of: int) -> None:
        centre = self._desk.centre
        job = centre.jobs.write(steps.take_back, number_of, at=centre.live.clock.now())
        job.then(lambda _changes: self.done.emit(), self._not_saved)

    def _not_saved(self, error: SupervisorError) -> None:
        self.refused.emit(error)
        self.done.emit()
