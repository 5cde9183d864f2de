"""What is to leave the program, what may be chosen about it, and the work that makes the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.errors import SupervisorError
from supervisor.words import _, mark, ngettext, number
from supervisor.workbook.file import clear_beside
from ui.jobs import Job, Jobs


class Format(StrEnum):
    """What kind of file; its value is the end of the name."""

    WORKBOOK = "xlsx"
    TEXT = "csv"
    PAGES = "pdf"
    CALENDAR = "ics"
    PICTURE = "png"
    DRAWING = "svg"
    AS_IS = ""  # the name ends as what leaves says (`Leaving.suffix`)

    @property
    def suffix(self) -> str:
        """With its point."""
        return f".{self.value}" if self.value else ""


FORMAT_WORDS = {
    Format.WORKBOOK: mark("Workbook (xlsx)"),
    Format.TEXT: mark("Text, separated by commas (csv)"),
    Format.PAGES: mark("Pages (pdf)"),
    Format.CALENDAR: mark("Calendar file (ics)"),
    Format.PICTURE: mark("Picture (png)"),
    Format.DRAWING: mark("Picture that stays sharp (svg)"),
    Format.AS_IS: mark("As it is"),
}


@dataclass(frozen=True)
class ColumnOffer:
    """A column that may be written: *shown* on the screen; *naming* when it tells who somebody is."""

    name: str
    title: str
    shown: bool = True
    naming: bool = False


@dataclass(frozen=True)
class Leaving:
    """What is to leave. All words are said already.

    *name* is what choices are remembered by; *places* fill the *pattern* of the file's name (its names are
    those of reports/naming.py). *personal*: names can be left out. *languages*: it can be said in another
    one. *guards*: texts of a file without types can be left as they are. *rows*: how many are shown and how
    many there are, where that is a choice. *suffix*: the end of the name of what leaves as it is. *opens*:
    false for what no other program is to open from here.
    """

    name: str
    title: str
    places: Mapping[str, str]
    pattern: str
    formats: Sequence[Format] = (Format.WORKBOOK,)
    about: str = ""
    personal: bool = False
    languages: bool = False
    guards: bool = False
    columns: Sequence[ColumnOffer] = ()
    rows: tuple[int, int] | None = None
    suffix: str = ""
    opens: bool = True
    places_in: Callable[[str], Mapping[str, str]] | None = None
    """What fills the pattern where another language is chosen."""


@dataclass(frozen=True)
class Chosen:
    """What a person chose. *language* "": the one in use; *columns* by name, in order; *guard*: in a file
    without types an apostrophe stands before what a spreadsheet would compute."""

    path: Path
    format: Format
    named: bool = True
    language: str = ""
    every_row: bool = False
    columns: tuple[str, ...] = ()
    guard: bool = True


@dataclass(frozen=True)
class Taken:
    """It is done: where the file is, and what was written in words."""

    path: Path
    said: str


class Taking(QObject):
    """The work that makes one file. Exactly one of `done` and `failed` comes, unless it is cancelled."""

    progressed = Signal(int, int)  # pieces done, pieces in all
    done = Signal(object)  # Taken
    failed = Signal(object)  # SupervisorError

    def cancel(self) -> None:
        """Want it no more: no file is left, what stood there is as it was."""


class TakingByJob(Taking):
    """*job* of *jobs*, which writes to *target*; *said* makes words of what it returns. *gone* is called when
    it was ended in mid-air."""

    def __init__(
        self,
        jobs: Jobs,
        job: Job,
        target: Path,
        said: Callable[[Any], str],
        gone: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__()
        self._job: Job | None = job
        self._target, self._said, self._gone = target, said, gone
        job.progressed.connect(self.progressed)
        job.then(self._was_done, self._was_refused)
        jobs.stopping.connect(self.cancel)

    def cancel(self) -> None:
        if self._job is not None:
            job, self._job = self._job, None
            job.cancel()
            clear_beside(self._target)
            self._gone()

    def _was_done(self, result: Any) -> None:
        self._job = None
        self.done.emit(Taken(self._target, self._said(result)))

    def _was_refused(self, error: SupervisorError) -> None:
        self._job = None
        self.failed.emit(error)


class TakingHere(Taking):
    """What only the screen's thread can write (pages that widgets paint), in its next turn. *write* returns
    what was done in words."""

    def __init__(self, write: Callable[[], str], target: Path) -> None:
        super().__init__()
        self._write, self._target, self._wanted = write, target, True
        QTimer.singleShot(0, self, self._go)

    def cancel(self) -> None:
        self._wanted = False

    def _go(self) -> None:
        if not self._wanted:
            return
        try:
            said = self._write()
        except SupervisorError as error:
            self.failed.emit(error)
            return
        self.done.emit(Taken(self._target, said))


def rows_said(rows: int, path: Path, cut: int = 0) -> str:
    """How many rows were written where, and whether a text had to be cut."""
    said = ngettext("{count} row written to {path}", "{count} rows written to {path}", rows)
    return " ".join(part for part in (said.format(count=number(rows), path=path), cut_said(cut)) if part)


def cut_said(cut: int) -> str:
    """That so many texts had to be cut, in words; "" for none."""
    if not cut:
        return ""
    said = ngettext(
        "{count} text was too long for a cell and was cut.",
        "{count} texts were too long for a cell and were cut.",
        cut,
    )
    return said.format(count=number(cut))


def as_file(name: str, title: str) -> Leaving:
    """A workbook or a text file that goes by its *title*."""
    return Leaving(name, title, places_of(title), "{report}", (Format.WORKBOOK, Format.TEXT))


def places_of(title: str, *, centre: str = "", when: Any = None, **more: str) -> dict[str, str]:
    """What the places of a file's name stand for, for what is no report: *when* is local time, if known."""
    filled = dict.fromkeys(("month", "day", "until", "department", "name"), "")
    filled |= {"report": title, "centre": centre}
    filled["today"] = f"{when:%Y-%m-%d}" if when is not None else ""
    filled["time"] = f"{when:%H.%M}" if when is not None else ""
    return filled | more


def called_off() -> str:
    """Why there is no file, in the log."""
    return _("Called off.")
