"""A book becomes a file: a workbook (.xlsx) or, for a book of one table, a text file (.csv).

What every workbook owes its reader is settled here and in the modules beside: text as text, numbers, shares,
durations and local times typed; real tables, widths and heights that nothing is cut in; a page that prints;
native charts. The file is written beside its place, read again and compared (`proof.py`), and moved there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any, TypeAlias

from supervisor import __version__
from supervisor.words import _, language
from supervisor.workbook.book import About, Book
from supervisor.workbook.cell import clean
from supervisor.workbook.charts import Drawer
from supervisor.workbook.columns import Ledger
from supervisor.workbook.cover import IndexLine, write_about, write_cover
from supervisor.workbook.file import replacing
from supervisor.workbook.names import sheet_name
from supervisor.workbook.paper import Paper
from supervisor.workbook.proof import prove, prove_text
from supervisor.workbook.sheet import write_sheet
from supervisor.workbook.styles import FACES, Styles
from supervisor.workbook.text_file import write_text

Told: TypeAlias = Callable[[int, int], None]

SUFFIXES = (".xlsx", ".csv")


@dataclass(frozen=True)
class Written:
    """What became of it: how many rows stand in *path*, and how many texts were too long and were cut."""

    path: Path
    rows: int
    cut: int = 0


def write_book(
    path: Path,
    book: Book,
    zone: tzinfo,
    told: Told = lambda done, total: None,
    *,
    guard: bool = True,
) -> Written:
    """Write *book* to *path*, a workbook or, when it ends in .csv, a text file; instants as *zone*'s clock,
    words in the language in use. ``told(done, total)``: rows so far, of how many (0: not known).

    *guard*: in a text file an apostrophe stands before what a spreadsheet would compute. Raises FileError,
    and ProofError where the file does not hold what the book says, having left what stood at *path*.
    """
    path = path if path.suffix.casefold() in SUFFIXES else path.with_name(f"{path.name}.xlsx")
    if path.suffix.casefold() == ".csv":
        tables = book.tables
        if len(tables) != 1:
            raise ValueError(f"a text file holds one table, not {len(tables)}")
        with replacing(path) as beside:
            rows = write_text(beside, tables[0], zone, told, guard=guard)
            prove_text(beside, path, rows)
        cut = 0
    else:
        with replacing(path) as beside:
            writing = _Writing(beside, book, zone, told)
            rows, cut = writing.write()
            prove(beside, path, writing.paper.stands)
    told(rows, rows)
    return Written(path, rows, cut)


class _Writing:
    """One workbook at *path*, while it is written."""

    def __init__(self, path: Path, book: Book, zone: tzinfo, told: Told) -> None:
        self._path = path
        self._book = book
        self._told = told
        self._names: set[str] = set()
        self._ledger = Ledger()
        self.paper = Paper(zone, self._ledger, self._progress)
        self._done = 0
        self._total = book.rows

    def _progress(self, rows: int) -> None:
        self._done += rows
        if self._done < self._total or not self._total:
            self._told(self._done, self._total)

    def write(self) -> tuple[int, int]:
        """Rows that were written, and texts that were cut."""
        import xlsxwriter  # 90 ms: only where something is written

        book, ledger, paper = self._book, self._ledger, self.paper
        flat = any(paper.measure(table).raw for table in book.tables)
        with tempfile.TemporaryDirectory(prefix=self._path.name, dir=self._path.parent) as folder:
            file = xlsxwriter.Workbook(str(self._path), {"constant_memory": flat, "tmpdir": folder})
            face = FACES.get(language(), FACES["en"])
            paper.begin(file, Styles(file, face), flat=flat)
            _properties(file, book)
            behind = _("About")
            front = file.add_worksheet(sheet_name(_("Cover"), self._names)) if book.cover else None
            own = [sheet_name(sheet.name, self._names) for sheet in book.sheets]
            for sheet, name in zip(book.sheets, own, strict=True):
                ledger.sheets.setdefault(sheet.name, name)
            about = sheet_name(behind, self._names) if front is None else ""
            index, drawn = [], []
            for sheet, name in zip(book.sheets, own, strict=True):
                first = file.add_worksheet(name)
                rows, charts = write_sheet(paper, first, sheet, book, self._names)
                index.append(IndexLine(name, sheet.title or sheet.name, sheet.hint, rows))
                drawn += charts
            drawer = Drawer(file, paper)
            for chart, place in drawn:
                drawer.draw(chart, place)
            if front is None:
                write_about(paper, file.add_worksheet(about), book, _tips(book))
            else:
                write_cover(paper, front, book, index, _tips(book))
                front.activate()
            file.close()
        return paper.rows, ledger.cut


def _properties(file: Any, book: Book) -> None:
    """What the file says of itself to whom does not open it."""
    about: About = book.about
    file.set_properties(
        {
            "title": clean(book.title),
            "subject": clean(" · ".join(part for part in (about.what, about.period, about.filter) if part)),
            "author": clean(about.made_by),
            "company": clean(about.centre),
            "comments": f"floor-supervisor {__version__}",
        }
    )
    told = {"floor-supervisor version": __version__, "export": about.number, **book.keywords}
    for name, said in told.items():
        if said:
            file.set_custom_property(clean(name)[:255], clean(str(said))[:255], "text")


def _tips(book: Book) -> list[tuple[str, str]]:
    """What the columns mean, each said once."""
    found: dict[tuple[str, str], None] = {}
    said = set(book.about.lines)
    for table in book.tables:
        for heading in table.headings:
            if heading.tip and (heading.title, heading.tip) not in said:
                found[heading.title, heading.tip] = None
    return list(found)
