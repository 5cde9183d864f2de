"""What is done with one returned file: judged anew with each decision, taken in, taken back, explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from supervisor.errors import SupervisorError
from supervisor.issues.seat import acting_of
from supervisor.roundtrip.verdict import Empty, RowFinding
from supervisor.words import _, language, ngettext, number
from ui.asking import Asking
from ui.centre import OpenCentre
from ui.roundtrip import work
from ui.roundtrip.deciding import Cell, Deciding
from ui.roundtrip.row_words import taken_words
from ui.roundtrip.work import Opened

if TYPE_CHECKING:
    from supervisor.roundtrip.taking import Taken
    from supervisor.roundtrip.undoing import TakenBack


class FileDesk(QObject):
    """`opened` is the file as it was judged last, `deciding` what was decided since. One thing at a time."""

    judged = Signal()  # `opened` is another, or looked at again
    decided = Signal()  # other rows are to be taken
    explained = Signal()  # it is known what its headings stand for
    busy = Signal(str)  # what is being done, in words; "": it is done
    progressed = Signal(int, int)  # pieces done, pieces in all
    looking = Signal(bool)  # it is judged anew, and that takes its time
    refused = Signal(object)  # SupervisorError: what could not be done
    noticed = Signal(str, object)
    written = Signal()  # something was written: a list of files is not up to date

    def __init__(self, centre: OpenCentre, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self.opened: Opened | None = None
        self.deciding = Deciding()
        self.is_busy = False
        self._asking = Asking(centre, self)
        self._asking.busy.connect(self.looking)

    # -- the file as it is judged ---------------------------------------------------------------------------

    def open(self, opened: Opened) -> bool:
        """Go on with *opened*; whether it is another file than the one before."""
        other = self.opened is None or self.opened.preview.id != opened.preview.id
        if other:
            self.deciding = Deciding()
        self.opened = opened
        return other

    def look_again(self) -> None:
        """Judge the file anew by all that was decided."""
        if self.opened is not None and not self.is_busy:
            at = self._centre.live.clock.now()
            id, choices = self.opened.preview.id, self.deciding.choices
            self._asking.ask(self._was_judged, work.look_again, id, choices, at, language())

    def _was_judged(self, opened: Opened) -> None:
        if self.opened is not None and opened.preview.id == self.opened.preview.id:
            self.opened = opened
            self.judged.emit()

    def row(self, key: str) -> RowFinding | None:
        """A row of the file."""
        return self.opened.preview.row(key) if self.opened is not None else None

    # -- what is decided ------------------------------------------------------------------------------------

    def check(self, rows: Iterable[RowFinding], wanted: bool) -> None:
        """Take *rows*, or leave them."""
        if self.opened is None or self.is_busy:
            return
        anew = [self.deciding.check(self.opened, row, wanted) for row in rows]
        self.decided.emit()
        if any(anew):
            self.look_again()

    def say_empty(self, empty: Empty) -> None:
        """What an empty cell means."""
        self.deciding.empty = empty
        self.look_again()

    def say_department(self, right: bool) -> None:
        """Whether rows of another department are right."""
        self.deciding.other_department = right
        self.look_again()

    def say_file(self, row: str, field: str, wanted: bool) -> None:
        """Whether what the file says of a field is taken, against what stands there now."""
        self._say(self.deciding.take_file, (row, field), wanted)

    def say_comment(self, row: str, field: str, wanted: bool) -> None:
        """Whether what cannot be taken is kept as a comment."""
        self._say(self.deciding.comments, (row, field), wanted)

    def _say(self, cells: set[Cell], cell: Cell, wanted: bool) -> None:
        (cells.add if wanted else cells.discard)(cell)
        self.look_again()

    def say_day(self, row: str, field: str, day: date | None) -> None:
        """Which day a cell means; None: nobody knows."""
        if day is None:
            self.deciding.dates.pop((row, field), None)
        else:
            self.deciding.dates[row, field] = day
        self.look_again()

    def say_reopen(self, row: str, wanted: bool) -> None:
        """Whether a closed issue is opened for its row."""
        (self.deciding.reopen.add if wanted else self.deciding.reopen.discard)(row)
        self.look_again()

    def pick(self, key: str) -> None:
        """Of the rows that answer the same issue this one counts."""
        row = self.row(key)
        if row is not None:
            self.deciding.pick(row)
            self.look_again()

    @property
    def taking(self) -> frozenset[str]:
        """The keys of the rows that would be taken in as things stand."""
        return self.deciding.taking(self.opened).rows if self.opened is not None else frozenset()

    @property
    def waits_for(self) -> str:
        """What must be said before rows can be taken in, as a sentence; "" for nothing."""
        if self.opened is None:
            return ""
        if self.opened.preview.asks_empty:
            return _("Say first what an empty cell means.")
        taking = self.taking
        if any(row.asks_department for row in self.opened.preview.rows if row.key in taking):
            return _("Say first that rows of another department are right, or leave them.")
        return ""

    # -- what is written ------------------------------------------------------------------------------------

    def explain(self, said: dict[str, str | None], everybody: bool) -> None:
        """Read the file again, now that it is known what its headings stand for; for *everybody*'s, or its
        department's alone."""
        if self.opened is not None:
            self._work(
                _("Reading the file again…"),
                self._was_explained,
                work.explain,
                self.opened.preview.id,
                said,
                everybody=everybody,
                who=self._centre.who,
            )

    def _was_explained(self, opened: Opened) -> None:
        self.deciding = Deciding()
        self.opened = opened
        self.explained.emit()
        self.judged.emit()
        self.noticed.emit(_("What the headings stand for is remembered."), None)

    def take_in(self) -> None:
        """Take in all rows that are checked, as one step."""
        if self.opened is not None:
            self._work(
                _("Taking in…"),
                self._was_taken,
                work.take,
                self.opened.preview,
                self.deciding.taking(self.opened),
                acting=acting_of(self._centre.rights),
            )

    def _was_taken(self, taken: Taken) -> None:
        self.deciding = Deciding()
        self.noticed.emit(taken_words(taken), partial(self.take_back, taken.file))
        self._was_written()

    def take_back(self, id: str = "") -> None:
        """Undo what was taken in last from the file *id*; "": from the one that is open."""
        id = id or (self.opened.preview.id if self.opened is not None else "")
        if id:
            acting = acting_of(self._centre.rights)
            self._work(_("Taking back…"), self._was_taken_back, work.take_back, id, acting=acting)

    def _was_taken_back(self, back: TakenBack) -> None:
        self.deciding = Deciding()
        count = len(back.put_back)
        said = ngettext("{n} issue was put back.", "{n} issues were put back.", count)
        self.noticed.emit(" ".join((said.format(n=number(count)), *back.left)), None)
        self._was_written()

    def _was_written(self) -> None:
        self._centre.jobs.look()
        self.written.emit()
        self.look_again()

    def _work(
        self, doing: str, done: Callable[[Any], None], what: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> None:
        """Have *what* done in the work process, one thing at a time."""
        if self.is_busy or not self._centre.url:
            return
        self._be_busy(doing)
        job = self._centre.jobs.compute(
            what,
            self._centre.url,
            *args,
            at=self._centre.live.clock.now(),
            language=language(),
            **kwargs,
        )
        job.progressed.connect(self.progressed)
        job.then(partial(self._was_done, done), self._was_refused)

    def _was_done(self, done: Callable[[Any], None], result: Any) -> None:
        self._be_busy("")
        done(result)

    def _was_refused(self, error: SupervisorError) -> None:
        self._be_busy("")
        self.refused.emit(error)

    def _be_busy(self, doing: str) -> None:
        self.is_busy = bool(doing)
        self.busy.emit(doing)
