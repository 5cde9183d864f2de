"""Tables of web pages, which many systems save with the name .xls, as grids; also packed as MHTML."""

from __future__ import annotations

import email
import email.policy
import re
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser

from supervisor.errors import ImportFileError
from supervisor.imports.grid import Area, Cell, Grid, Notes, Row
from supervisor.imports.text_file import encoding_of_bytes

CELLS = 2_000_000  # kept in memory, some 100 bytes each
_SPAN = 65_534  # what HTML allows for rows
_COLUMNS = 16_384

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}
_UNSEEN = {"script", "style", "noscript", "template", "title", "xml", "select"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table; *hidden* ones only frame others."""

    grid: Grid
    hidden: bool


def decoded(file: str, data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The page's text and its encoding: the one it claims if all of it is so, else found out."""
    tries = [encoding] if encoding else []
    if not encoding and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        said = [found.decode().lower() for found in _CHARSET.findall(data[:4096])[:1]]
        tries = [_CHINESE.get(name, name) for name in said]
    for name in tries:
        try:
            return data.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    found = None if encoding else encoding_of_bytes(data)
    if found is None:
        raise ImportFileError(file, "undecodable", encoding or "UTF-8 / GB18030")
    return data.decode(found), found


def tables(file: str, text: str) -> list[Table]:
    """The tables of a page that hold anything, in their order. Raises ImportFileError (too_large)."""
    reader = _Reader(file)
    reader.feed(text)
    reader.close()
    return reader.finished()


def packed_tables(file: str, data: bytes) -> list[Table]:
    """The tables of every page in an MHTML file."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    found: list[Table] = []
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            packed = part.get_payload(decode=True)
            if isinstance(packed, bytes):
                found += tables(file, decoded(file, packed)[0])
    return _named(found)


def _named(found: list[Table]) -> list[Table]:
    """*found* with names of their own: a caption, or the table's number."""
    taken: set[str] = set()
    named: list[Table] = []
    for number, table in enumerate(found, 1):
        name = table.grid.sheet or str(number)
        while name in taken:
            name = f"{name} ({number})"
        taken.add(name)
        grid = table.grid
        named.append(Table(Grid(name, grid.read, grid.merged, notes=grid.notes), table.hidden))
    return named


@dataclass(slots=True)
class _Open:
    """A table that is being read."""

    rows: list[Row] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    caption: str = ""
    number: int = 0
    cells: list[Cell] = field(default_factory=list)
    reaching: dict[int, int] = field(default_factory=dict)  # columns taken from above, to which row
    text: list[str] | None = None  # of the cell or caption that is open
    exact: str | None = None  # the figure behind what a cell shows
    spans: tuple[int, int] = (1, 1)
    in_caption: bool = False
    frames: bool = False  # holds another table


class _Reader(HTMLParser):
    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self._file = file
        self._open: list[_Open] = []
        self._done: list[tuple[int, _Open]] = []
        self._started = 0
        self._unseen = 0
        self._count = 0
        self._order: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
            return
        if tag == "table":
            if self._open:
                self._open[-1].frames = True
            table = _Open()
            self._order[id(table)] = self._started
            self._started += 1
            self._open.append(table)
            return
        if not self._open:
            return
        table = self._open[-1]
        match tag:
            case "tr":
                self._end_row(table)
                table.number += 1
            case "td" | "th":
                self._end_cell(table)
                if not table.number:
                    table.number = 1
                given = dict(attrs)
                table.spans = (_span(given.get("rowspan"), _SPAN), _span(given.get("colspan"), _COLUMNS))
                table.exact = given.get("x:num")
                table.text = []
            case "caption":
                table.text, table.in_caption = [], True
            case "br" | "p" | "div" if table.text:
                table.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
            return
        if not self._open:
            return
        table = self._open[-1]
        match tag:
            case "td" | "th":
                self._end_cell(table)
            case "tr":
                self._end_row(table)
            case "caption" if table.in_caption:
                table.caption = _tidy("".join(table.text or ()))
                table.text, table.in_caption = None, False
            case "table":
                self._end_row(table)
                self._open.pop()
                self._done.append((self._order.pop(id(table)), table))

    def handle_data(self, data: str) -> None:
        if self._open and not self._unseen and (text := self._open[-1].text) is not None:
            text.append(data)

    def finished(self) -> list[Table]:
        """All tables; those that a cut-off file left open end where it ends."""
        while self._open:
            self.handle_endtag("table")
        found: list[Table] = []
        for _, table in sorted(self._done, key=lambda done: done[0]):
            if table.rows:
                rows = table.rows
                read = Grid(table.caption[:80], rows.__iter__, tuple(table.merged), notes=Notes())
                found.append(Table(read, table.frames))
        return _named(found)

    def _end_cell(self, table: _Open) -> None:
        if table.text is None or table.in_caption:
            return
        value: Cell = _tidy("".join(table.text)) or None
        if table.exact:
            with suppress(ValueError):
                value = float(table.exact)
        table.text = table.exact = None
        column = len(table.cells)
        while table.reaching.get(column, 0) >= table.number:
            table.cells.append(None)
            column += 1
        rows, columns = table.spans
        table.cells.append(value)
        table.cells += [None] * (columns - 1)
        if len(table.cells) > _COLUMNS:
            raise ImportFileError(self._file, "too_large", f"{len(table.cells)}")
        if rows > 1 or columns > 1:
            bottom = table.number + rows - 1
            table.merged.append(Area(table.number, column, bottom, column + columns - 1))
            if rows > 1:
                table.reaching.update(dict.fromkeys(range(column, column + columns), bottom))

    def _end_row(self, table: _Open) -> None:
        self._end_cell(table)
        if any(cell is not None for cell in table.cells):
            self._count += len(table.cells)
            if self._count > CELLS:
                raise ImportFileError(self._file, "too_large", f"{CELLS}")
            table.rows.append(Row(table.number, table.cells))
        table.cells = []


def _span(said: str | None, most: int) -> int:
    found = re.match(r"\s*(\d{1,6})", said or "")
    return min(max(1, int(found.group(1))), most) if found else 1


def _tidy(text: str) -> str:
    """As a browser shows it: spaces joined, line breaks kept only where the page asks for them."""
    lines = (re.sub(r"[ \t\r\f\xa0]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
