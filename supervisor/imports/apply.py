"""The rows that were chosen, written as one import: whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping as Facts
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from supervisor.history.batch import Batch, Undone, Written
from supervisor.imports.mapping import Mapping
from supervisor.imports.preview import Choices, Preview, Report


@dataclass(frozen=True)
class Result:
    """What an import did. *batch* is its number; None when nothing was written.

    *before* is the import that read the same file already, when that is why nothing was done. *rows* are
    those taken, *left_out* those that were not. *step* is the number of the undo step of a people import.
    """

    batch: int | None
    written: Written = field(default_factory=Written)
    rows: int = 0
    left_out: int = 0
    names: int = 0  # remembered
    before: Batch | None = None
    step: int | None = None
    preview: Preview | None = None


def apply(
    report: Report,
    url: str,
    path: Path,
    mapping: Mapping,
    choices: Choices,
    *,
    who: str,
    digest: str = "",
    at: datetime | None = None,
) -> Result:
    """Judge *path* again and write what can be taken, in one transaction, as one import.

    *digest* is that of the preview the person saw: another content raises ImportFileError("changed"). Whoever
    ends the process before it is done leaves nothing behind. Raises ImportFileError, DatabaseError.
    """
    raise NotImplementedError


def undo(url: str, number: int, *, who: str, at: datetime | None = None) -> Undone:
    """Take import *number* back, with what is counted of it; what later imports changed is left and listed.

    Raises UnknownNameError, ChangedMeanwhileError.
    """
    raise NotImplementedError


def facts_of(result: Result) -> Facts[str, int]:
    """The counts of the import's report, as the list of imports keeps them."""
    return {
        "rows": result.rows,
        "left_out": result.left_out,
        "new": result.written.new,
        "changed": result.written.changed,
        "same": result.written.same,
    }
