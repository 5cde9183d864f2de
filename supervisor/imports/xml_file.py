"""SpreadsheetML of 2003: XML that many systems save with the name .xls, as grids."""

from __future__ import annotations

import re
from datetime import datetime
from xml.parsers import expat

from supervisor.errors import ImportFileError
from supervisor.imports.grid import Area, Cell, Grid, Notes, NoValue, Row
from supervisor.imports.html_file import CELLS, Table
from supervisor.imports.text_file import encoding_of_bytes
from supervisor.imports.xlsx_parts import BombError, no_entities

_SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


def tables(file: str, data: bytes) -> list[Table]:
    """The sheets of the file. Raises ImportFileError (damaged, too_large, undecodable)."""
    reader = _Reader(file)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.EntityDeclHandler = no_entities
    try:
        parser.Parse(_in_utf8(file, data), True)
    except expat.ExpatError as error:
        raise ImportFileError(file, "damaged", str(error)) from error
    except BombError as error:
        raise ImportFileError(file, "too_large", "unpacked") from error
    return reader.tables


def _in_utf8(file: str, data: bytes) -> bytes:
    """*data* in UTF-8 whatever it declares: the parser itself knows no Chinese encoding."""
    encoding = encoding_of_bytes(data)
    if encoding is None:
        raise ImportFileError(file, "undecodable", "UTF-8 / GB18030")
    text = data.decode(encoding).lstrip("\ufeff \t\r\n")
    return re.sub(r"^<\?xml[^>]*\?>", "", text, count=1).encode()


class _Reader:
    def __init__(self, file: str) -> None:
        self.tables: list[Table] = []
        self._file = file
        self._rows: list[Row] = []
        self._merged: list[Area] = []
        self._name = ""
        self._hidden = False
        self._hidden_rows: set[int] = set()
        self._row = self._column = 0
        self._cells: dict[int, Cell] = {}
        self._type = ""
        self._formula = ""
        self._text: list[str] | None = None
        self._told = False
        self._count = 0
        self._notes = Notes()

    def start(self, name: str, given: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        if self._text is not None or space != _SPACE:  # markup within a cell's text
            return
        own = {key.rpartition(" ")[2]: value for key, value in given.items()}
        match tag:
            case "Worksheet":
                self._name, self._hidden = own.get("Name", ""), False
                self._rows, self._merged, self._row = [], [], 0
                self._hidden_rows, self._notes = set(), Notes()
            case "Row":
                self._row = _index(own.get("Index"), self._row + 1, _LAST_ROW)
                self._column, self._cells = -1, {}
                if own.get("Hidden") == "1":
                    self._hidden_rows.add(self._row)
            case "Cell":
                self._column = _index(own.get("Index"), self._column + 2, _LAST_COLUMN) - 1
                self._formula, self._told = own.get("Formula", ""), False
                across = _index(own.get("MergeAcross"), 0, _LAST_COLUMN)
                down = _index(own.get("MergeDown"), 0, _LAST_ROW)
                if across or down:
                    area = Area(self._row, self._column, self._row + down, self._column + across)
                    self._merged.append(area)
            case "Data":
                self._type, self._text = own.get("Type", "String"), []

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        space, _, tag = name.rpartition(" ")
        if tag == "Visible" and self._rows is not None and "excel" in space:
            self._hidden = True  # <x:Visible> stands only on sheets that are hidden
        if space != _SPACE:
            return
        match tag:
            case "Data" if self._text is not None:
                self._cells[self._column] = self._value("".join(self._text))
                self._text, self._told = None, True
            case "Cell":
                if self._formula and not self._told:
                    self._cells[self._column] = self._missing("formula", self._formula)
                merged = self._merged[-1] if self._merged else None
                if merged and (merged.top, merged.left) == (self._row, self._column):
                    self._column = merged.right
            case "Row":
                self._end_row()
            case "Worksheet":
                rows = self._rows
                hidden = frozenset(self._hidden_rows)
                grid = Grid(
                    self._name, rows.__iter__, tuple(self._merged), hidden_rows=hidden, notes=self._notes
                )
                self.tables.append(Table(grid, self._hidden))

    def _end_row(self) -> None:
        if not any(cell is not None for cell in self._cells.values()):
            return
        width = max(self._cells) + 1
        self._count += width
        if self._count > CELLS:
            raise ImportFileError(self._file, "too_large", f"{CELLS}")
        self._rows.append(Row(self._row, [self._cells.get(column) for column in range(width)]))

    def _value(self, text: str) -> Cell:
        match self._type:
            case "Number":
                try:
                    return float(text)
                except ValueError:
                    return text
            case "DateTime":
                try:
                    return datetime.fromisoformat(text)
                except ValueError:
                    return text
            case "Boolean":
                return text.strip() == "1"
            case "Error":
                return self._missing("error", text)
            case _:
                return text or None

    def _missing(self, what: str, text: str) -> NoValue:
        self._notes.add(what, self._row, self._column, text)
        return NoValue(text)


def _index(said: str | None, default: int, most: int) -> int:
    return min(int(said), most) if said and said.isdecimal() else default
