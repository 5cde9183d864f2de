"""What the tabs of the people's page share: the people as of a day, read again whenever they are others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.errors import SupervisorError
from supervisor.people.unknown import joined, seen_on_board
from supervisor.rights.act import Act
from supervisor.words import _
from ui.centre import OpenCentre
from ui.jobs import Job
from ui.machine import Machine
from ui.people import work
from ui.people.work import People, Told
from ui.rights import tell_if_not

HEEDED = frozenset({"people", "centre_settings"})
SETTLE_MS = 1200  # facts come in bursts: whether they name others is looked at when they have stopped


class PeopleDesk(QObject):
    """Reads, and does steps. `read_again` comes with the people whenever they are others."""

    read_again = Signal(object)  # People
    noticed = Signal(str, object)  # what was done, and the callable that takes it back, or None
    person_wanted = Signal(str)  # an id: the page shows the person
    login_wanted = Signal(str)  # a source: its unknown logins are shown
    import_wanted = Signal()

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.centre = centre
        self.machine = machine
        self.people = People(self.today)
        self.is_read = False
        self._chosen: date | None = None
        self._history = Told()
        self._agents = 0
        self._job: Job | None = None
        self._again = False
        self._newest_name: int | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._look_at_names)
        centre.changed.connect(self._heed)

    # -- as of when -----------------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The business day that it is in the centre."""
        return self.centre.today

    @property
    def day(self) -> date:
        """The day of which is shown who is who."""
        return self._chosen or self.today

    def show_day(self, day: date | None) -> None:
        """Show everybody as of *day*; None: always today."""
        self._chosen = day if day != self.today else None
        self.read()

    # -- reading --------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read everybody again."""
        if not self.centre.url:
            return  # a picture
        if self._job is not None:
            self._again = True
            return
        self._job = self.centre.jobs.read(work.read_people, self.day, self._told())
        self._job.then(self._was_read, self._was_not_read)

    def read_history(self) -> None:
        """Look again which logins and queues the history knows, and at the people with them."""
        if self.centre.url:
            self.centre.jobs.call(work.read_told, self.centre.url).then(self._take_history)

    def look(self) -> None:
        """A source may have told of others: a look that costs nothing."""
        if len(self.centre.live.board.agents) != self._agents:
            self.read()

    def show(self, people: People) -> None:
        """Show *people*."""
        self.people, self.is_read = people, True
        self.read_again.emit(people)

    def _told(self) -> Told:
        board = self.centre.live.board
        self._agents = len(board.agents)
        queues = [line.key for line in board.queues.values()]
        whole = self.centre.rights.sees_all_people  # to others, who is not theirs is a token without a name
        return Told(
            tuple(joined(self._history.seen, seen_on_board(board) if whole else ())),
            tuple(dict.fromkeys((*self._history.queues, *queues))),
        )

    def _take_history(self, told: Told) -> None:
        self._history = told
        self.read()

    def _was_read(self, people: People) -> None:
        self._job = None
        self.show(people)
        if self._again:
            self._again = False
            self.read()

    def _was_not_read(self, error: SupervisorError) -> None:
        self._job, self._again = None, False
        self.centre.jobs.refused.emit(error)

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED:
            self.read()
        if "history" in changes and not self._settle.isActive():
            self._settle.start()

    def _look_at_names(self) -> None:
        """Facts come all day long, and logins that nobody told of before hardly ever."""
        if self.centre.url:
            self.centre.jobs.call(work.newest_name, self.centre.url).then(self._heed_names)

    def _heed_names(self, newest: int) -> None:
        if newest != self._newest_name:
            self._newest_name = newest
            self.read_history()

    # -- steps ----------------------------------------------------------------------------------------------

    def do(
        self,
        said: str,
        name: str,
        *args: Any,
        then: Callable[[], None] | None = None,
        failed: Callable[[SupervisorError], None] | None = None,
        **kwargs: Any,
    ) -> None:
        """Do the step *name* of `supervisor.people.store`, and say *said* when it is done."""
        if not tell_if_not(self.centre, Act.SET_PEOPLE):
            return
        at, who = self.centre.live.clock.now(), self.centre.who
        job = self.centre.jobs.write(work.do, name, *args, at=at, who=who, **kwargs)
        job.then(partial(self._done, said, then), failed)

    def undo(self) -> None:
        """Take back what was done last here, by whoever sits here."""
        at, who = self.centre.live.clock.now(), self.centre.who
        self.centre.jobs.write(work.undo_last, at=at, who=who).then(self._undone)

    def redo(self) -> None:
        """Do again what was taken back last."""
        at, who = self.centre.live.clock.now(), self.centre.who
        self.centre.jobs.write(work.redo_last, at=at, who=who).then(self._redone)

    def take_back(self, step: int) -> None:
        """Undo that step."""
        self.centre.jobs.write(work.take_back, step, at=self.centre.live.clock.now())

    def _done(self, said: str, then: Callable[[], None] | None, result: tuple[object, int | None]) -> None:
        step = result[1]
        if step is None:
            self.noticed.emit(_("All was so already; nothing was changed."), None)
        else:
            self.noticed.emit(said, partial(self.take_back, step))
        if then is not None:
            then()

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
