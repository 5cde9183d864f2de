"""Any file that somebody calls a sheet: its kind told by its content, its sheets, and each as a grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from supervisor.imports.grid import Grid


class Kind(StrEnum):
    """What a file is by its content, whatever it is called."""

    XLSX = "xlsx"  # xlsm, too
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    HTML = "html"  # tables of a web page, often called .xls
    MHTML = "mhtml"  # the same, packed as a mail
    XML = "xml"  # SpreadsheetML of 2003, often called .xls
    TEXT = "text"


class SheetName(NamedTuple):
    """A sheet in the file's order; *hidden* ones are offered last, never read unasked."""

    name: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """An opened file; close it, or use it in a with statement. It must not travel between processes.

    *encoding* and *separator* are "" where the kind of file has none.
    """

    path: Path
    kind: Kind
    sheets: tuple[SheetName, ...]
    read: Callable[[str], Grid]
    release: Callable[[], None]
    encoding: str = ""
    separator: str = ""

    def grid(self, sheet: str | None = None) -> Grid:
        """The sheet called *sheet*; None: the first that is not hidden. Raises ImportFileError (no_sheet,
        damaged, too_large)."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the file."""
        self.release()

    def __enter__(self) -> Document:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_document(path: Path, *, encoding: str | None = None, separator: str | None = None) -> Document:
    """The file at *path*, by its content. *encoding* and *separator* are for text; None: found out.

    Raises ImportFileError, whose reason says what is wrong: missing, denied, empty, encrypted, damaged,
    too_large, unknown_kind, undecodable, no_table. Runs in a work process: a big file takes seconds.
    """
    raise NotImplementedError
