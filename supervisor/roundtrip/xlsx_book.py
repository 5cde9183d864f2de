"""An xlsx or xlsm workbook that came back: its sheets, and by what we know one of ours.

Macros and links to other workbooks are noted and left alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from posixpath import dirname, join, normpath

from supervisor.imports.grid import column_of
from supervisor.roundtrip.found import (
    MOST_COLUMNS,
    Counting,
    FoundBook,
    FoundRow,
    FoundSheet,
    FoundTable,
    damaged,
    place,
    plain_text,
)
from supervisor.roundtrip.layout import DEFINED_NAME
from supervisor.roundtrip.markup import Reader, elements, take
from supervisor.roundtrip.property import PropertyReader
from supervisor.roundtrip.returned import FileCell
from supervisor.roundtrip.xlsx_sheet import PLACE, SheetReader
from supervisor.roundtrip.xlsx_values import Values, decoded, text_of
from supervisor.roundtrip.zip_bounds import Archive

MOST_SHEETS = 200
LONGEST_NAME = 300  # of a sheet, of which Excel allows 31 characters
MOST_REMARKS = 20_000  # comments and pictures of a sheet


def xlsx_book(archive: Archive) -> FoundBook:
    """What is in the workbook. Raises ReturnedFileError."""
    main = next((one.part for one in _relations(archive, "").values() if one.kind == "officeDocument"), "")
    if main not in archive:
        raise damaged(archive.name)
    book = _Workbook()
    take(archive, main, book)
    related = _relations(archive, main)
    parts = {one.kind: one.part for one in related.values()}
    lazily = _Values(archive, parts.get("sharedStrings", ""), parts.get("styles", ""), book.late)
    counting = Counting(archive.name)
    sheets = []
    for name, id, hidden in book.sheets:
        one = related.get(id)
        if one is not None and one.kind == "worksheet" and one.part in archive:
            sheets.append(FoundSheet(name, _SheetPart(archive, one.part, lazily, counting).read, hidden))
    if not sheets:
        raise damaged(archive.name)
    property = PropertyReader("property")
    take(archive, "docProps/custom.xml", property)
    return FoundBook(
        "xlsx",
        tuple(sheets),
        property.found,
        plain_text(book.named),
        macros=any(part.endswith("vbaproject.bin") for part in archive.parts)
        or bool(archive.like("xl/macrosheets/")),
        links=sum(part.endswith(".xml") for part in archive.like("xl/externallinks/externallink")),
        strange=archive.strange,
    )


@dataclass(frozen=True)
class _Related:
    kind: str
    part: str


def _relations(archive: Archive, part: str) -> dict[str, _Related]:
    """The parts that *part* names ("" : the archive itself), by their ids; nothing outside the archive."""
    folder = dirname(part)
    found: dict[str, _Related] = {}

    def one(name: str, given: dict[str, str]) -> None:
        if name == "Relationship" and given.get("TargetMode") != "External" and len(found) < 2_000:
            target = given.get("Target", "").replace("\\", "/")
            whole = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
            kind = given.get("Type", "").rpartition("/")[2]
            found[given.get("Id", "")] = _Related(kind, whole)

    file = part.rpartition("/")[2]
    rels = join(folder, "_rels", f"{file}.rels")
    elements(archive, rels, one)
    return found


class _Workbook(Reader):
    """The sheets with the ids of their parts, whether days are counted from 1904, our defined name."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.late = False
        self.named = ""
        self._ours = False

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "sheet" and len(self.sheets) < MOST_SHEETS:
            hidden = given.get("state", "visible") != "visible"
            self.sheets.append((decoded(given.get("name", "")[:LONGEST_NAME]), given.get("id", ""), hidden))
        elif name == "workbookPr":
            self.late = given.get("date1904") in ("1", "true")
        elif name == "definedName":
            self._ours = given.get("name", "").casefold() == DEFINED_NAME.casefold()

    def text(self, text: str) -> None:
        if self._ours and len(self.named) < 300:
            self.named += text

    def end(self, name: str) -> None:
        if name == "definedName":
            self._ours = False


@dataclass
class _Values:
    """The values of a workbook, made once somebody reads a sheet."""

    archive: Archive
    texts: str
    formats: str
    late: bool
    made: list[Values] = field(default_factory=list)

    def get(self) -> Values:
        if not self.made:
            self.made.append(Values(self.archive, texts=self.texts, formats=self.formats, late=self.late))
        return self.made[0]


@dataclass(frozen=True)
class _SheetPart:
    archive: Archive
    part: str
    values: _Values
    counting: Counting

    def read(self, most: int | None) -> FoundTable:
        reader = SheetReader(self.values.get(), self.counting, most)
        whole = take(self.archive, self.part, reader)
        related = _relations(self.archive, self.part).values()
        remarks = _Remarks(self.archive.name, self.counting)
        for one in related:
            if one.kind == "comments":
                take(self.archive, one.part, remarks)
        for one in related:
            if one.kind == "threadedComment":  # Excel 365: what it writes into the old place says so alone
                take(self.archive, one.part, remarks)
        pictures = _Pictures()
        for one in related:
            if one.kind == "drawing":
                take(self.archive, one.part, pictures)
        rows = _with_remarks(reader.rows, remarks.found, whole=whole)
        return FoundTable(tuple(rows), tuple(reader.merged), tuple(pictures.found), whole=whole)


def _with_remarks(
    rows: Iterable[FoundRow], remarks: dict[tuple[int, int], str], *, whole: bool
) -> list[FoundRow]:
    """*rows* with the comments at their cells; a comment on an empty cell makes one."""
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), said in remarks.items():
        by_row.setdefault(row, {})[column] = said
    found = []
    for one in rows:
        cells = dict(one.cells)
        for column, said in by_row.pop(one.number, {}).items():
            at = place(one.number, column)
            cells[column] = replace(cells.get(column, FileCell(place=at)), comment=said)
        found.append(FoundRow(one.number, cells, one.hidden))
    if whole:
        for number, said_of in by_row.items():
            cells = {at: FileCell(comment=said, place=place(number, at)) for at, said in said_of.items()}
            found.append(FoundRow(number, cells))
        found.sort(key=lambda one: one.number)
    return found


class _Remarks(Reader):
    """Comments by row and column, old and threaded ones."""

    def __init__(self, file: str, counting: Counting) -> None:
        self._file, self._counting = file, counting
        self.found: dict[tuple[int, int], str] = {}
        self._at: tuple[int, int] | None = None
        self._parts: list[str] = []
        self._in_text = False
        self._threaded: set[tuple[int, int]] = set()

    def start(self, name: str, given: dict[str, str]) -> None:
        if name in ("comment", "threadedComment"):
            found = PLACE.fullmatch(given.get("ref", ""))
            self._at = (int(found[2]), column_of(found[1])) if found else None
            self._parts = []
        elif name in ("t", "text"):
            self._in_text = name == "t" or not self._parts

    def text(self, text: str) -> None:
        if self._in_text and self._at is not None:
            self._parts.append(text)

    def end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name in ("comment", "threadedComment") and self._at is not None:
            said = text_of(self._file, "".join(self._parts))
            self._in_text = False
            if len(self.found) < MOST_REMARKS and self._at[1] < MOST_COLUMNS:
                if name == "threadedComment" and self._at in self._threaded:
                    said = f"{self.found[self._at]}\n{said}"
                elif name == "threadedComment":
                    self._threaded.add(self._at)
                self._counting.take(said)
                self.found[self._at] = said
            self._at = None


class _Pictures(Reader):
    """Where pictures lie: the row, from 1, and the column of their upper left corner."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int]] = []
        self._from = False
        self._at = [0, 0]
        self._into: int | None = None
        self._said = ""

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "from":
            self._from, self._at = True, [0, 0]
        elif name in ("row", "col") and self._from:
            self._into, self._said = (0 if name == "row" else 1), ""
        elif name == "pic" and len(self.found) < MOST_REMARKS:
            self.found.append((self._at[0] + 1, self._at[1]))

    def text(self, text: str) -> None:
        if self._into is not None:
            self._said += text

    def end(self, name: str) -> None:
        if name in ("row", "col") and self._into is not None:
            said = self._said.strip()
            self._at[self._into] = int(said) if said.isdecimal() and len(said) < 8 else 0
            self._into = None
        elif name == "from":
            self._from = False
