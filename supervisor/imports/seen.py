"""What a person is shown of a sheet before it is read, and what the person decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeAlias

from supervisor.history.batch import Batch, Written
from supervisor.imports.grid import Cell
from supervisor.imports.mapping import Flaw, Mapping
from supervisor.imports.verdict import Found, Line, Problem, TotalCheck, Verdict

Report: TypeAlias = Callable[[int, int], None]
"""Told how far the work is: *done* of *total* pieces."""

SHOWN = 2000
"""So many lines of each verdict are kept in a preview; all are counted."""

SAMPLE_ROWS = 30


@dataclass(frozen=True)
class SheetRead:
    """A sheet of the file: where its header is, and which of its columns the mapping does not read."""

    name: str
    header_first: int
    header_last: int
    titles: tuple[str, ...]
    above: tuple[str, ...]
    rows: int
    not_read: tuple[str, ...]
    notes: tuple[tuple[str, int], ...] = ()  # grid.NOTES, how often


@dataclass(frozen=True)
class Preview:
    """What reading *path* with *mapping* would come to.

    *before* is the import that read exactly this content already. *flaws* are of the mapping; with any,
    nothing was judged. *lines* are the first SHOWN of each verdict in the file's order, *counts* are all.
    *writes*: rows of the history that would be new, changed, and just so already. *not_read* are sheets
    without a header that fits.
    """

    path: Path
    digest: str
    mapping: Mapping
    before: Batch | None = None
    flaws: tuple[Flaw, ...] = ()
    sheets: tuple[SheetRead, ...] = ()
    not_read: tuple[str, ...] = ()
    counts: tuple[tuple[Verdict, int], ...] = ()
    lines: tuple[Line, ...] = ()
    names: tuple[Found, ...] = ()
    totals: tuple[TotalCheck, ...] = ()
    warnings: tuple[Problem, ...] = ()  # of the file as a whole
    warned: int = 0  # rows with a warning
    first_day: date | None = None
    last_day: date | None = None
    writes: tuple[int, int, int] = (0, 0, 0)

    def count(self, verdict: Verdict) -> int:
        """How many rows have *verdict*."""
        return dict(self.counts).get(verdict, 0)


@dataclass(frozen=True)
class Sample:
    """The first rows of a sheet as they stand, for a person who says what is what."""

    sheet: str
    hidden: bool
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    header_first: int | None
    header_last: int | None
    titles: tuple[str, ...]
    above: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opened:
    """A file looked at: its kind, its sheets, the kept mappings that fit it, and what we would propose.

    *own_form*: it is the program's own form, which needs no mapping. *correction* is the mapping of the
    import whose bad rows this file holds. *guessed* are the titles whose meaning or unit was guessed.
    """

    path: Path
    digest: str
    kind: str
    encoding: str
    separator: str
    samples: tuple[Sample, ...]
    fitting: tuple[Mapping, ...]
    proposed: Mapping | None
    guessed: tuple[str, ...] = ()
    own_form: bool = False
    correction: bool = False
    before: Batch | None = None


@dataclass(frozen=True)
class Choices:
    """What the person decided about a preview; as it stands, everything that can be taken is.

    *names*: (kind, text in the sheet, id of the person or skill group; "" leaves the name out of all figures,
    "+" makes a new person or group of it). A name without a choice that was recognised is remembered as such;
    an unknown one stays to be explained later, and its rows are taken. *skip*: (sheet, row) not to be taken.
    *keep_old*: rows that the history has otherwise are left as the history has them. *chosen*: (sheet, row)
    of those told twice, differently, that are right. *again*: though the same file was read already.
    *recognise*: without it, recognised names stay to be explained, too.
    """

    names: tuple[tuple[str, str, str], ...] = ()
    skip: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    chosen: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    keep_old: bool = False
    recognise: bool = True
    again: bool = False


@dataclass(frozen=True)
class Result:
    """What an import did. *batch* is its number; None when nothing was written.

    *before* is the import that read the same file already, when that is why nothing was done. *rows* are
    those taken, *left_out* those that were not, *names* those remembered. *step* is the undo step of a people
    import. *preview* is how the rows were judged when they were written. *ended*: somebody wanted no more of
    it while nothing was written yet.
    """

    batch: int | None
    written: Written = field(default_factory=Written)
    rows: int = 0
    left_out: int = 0
    names: int = 0
    before: Batch | None = None
    step: int | None = None
    preview: Preview | None = None
    ended: bool = False
