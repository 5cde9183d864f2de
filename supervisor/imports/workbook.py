"""Workbooks (xlsx, xlsm, xlsb, xls, ods) as grids, bounded before the reader lays them out in memory."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers import expat

from supervisor.errors import ImportFileError
from supervisor.imports import ods_size, xlsb_size, xlsx_parts
from supervisor.imports.grid import Area, Cell, Grid, Notes, NoValue, Row

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

PART_BYTES = 1 << 30  # of one part, unpacked: a sheet of 20 million cells has some 700 MB
CELLS = 20_000_000  # the reader takes some 50 bytes for each, empty ones too
_DEFLATE = 1032  # no part packed with deflate grows by more


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """Turn what readers raise into an ImportFileError about *file*."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise ImportFileError(file.name, "encrypted") from error
    except xlsx_parts.BombError as error:
        raise ImportFileError(file.name, "too_large", "unpacked") from error
    except xlsx_parts.UncomputedError as error:
        raise ImportFileError(file.name, "uncomputed") from error
    except PermissionError as error:
        raise ImportFileError(file.name, "denied") from error
    except (
        CalamineError,
        zipfile.BadZipFile,
        expat.ExpatError,
        EOFError,
        KeyError,
        OSError,
        StopIteration,
    ) as error:
        raise ImportFileError(file.name, "damaged", str(error)) from error
    except RuntimeError as error:  # zipfile: a part with a password
        raise ImportFileError(file.name, "encrypted") from error
    except NotImplementedError as error:  # zipfile: a way of packing from elsewhere
        raise ImportFileError(file.name, "damaged", str(error)) from error
    except BaseException as error:
        # WORKAROUND python-calamine: a broken .xls can make it panic, which is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise ImportFileError(file.name, "damaged") from error


def check_archive(path: Path) -> None:
    """Refuse parts that unpack to more than PART_BYTES before anything reads them, whatever they claim."""
    with reading(path), zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            if part.flag_bits & 1:
                raise ImportFileError(path.name, "encrypted")
            if part.file_size > PART_BYTES:
                raise xlsx_parts.BombError
            if part.compress_size * _DEFLATE > PART_BYTES and not _media(part.filename):
                for _ in xlsx_parts.unpacked(archive, part.filename, PART_BYTES):
                    pass


def _media(part: str) -> bool:
    return "/media/" in part or part.startswith("Pictures/")


class Workbook:
    """An opened workbook. *kind* is "xlsx", "xlsb", "xls" or "ods"."""

    def __init__(self, path: Path, kind: str) -> None:
        from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

        self.path = path
        self.kind = kind
        if kind != "xls":
            check_archive(path)
        if kind == "ods":
            with reading(path):
                ods_size.check(path, PART_BYTES, CELLS)
        with reading(path):
            self._book: CalamineWorkbook = CalamineWorkbook.from_path(str(path))
            self.sheets = [
                (sheet.name, sheet.visible != SheetVisibleEnum.Visible)
                for sheet in self._book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
            ]

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()

    def grid(self, name: str) -> Grid:
        """The sheet called *name*, one of `sheets`."""
        scanned = self._scan(name)
        with reading(self.path):
            sheet = self._book.get_sheet_by_name(name)
        notes = Notes()
        for row, cells in scanned.no_values.items():
            for column, cell in cells.items():
                notes.add("formula" if cell.formula else "error", row, column, cell.text)
        if hidden := sum(1 for row in scanned.hidden_rows if row <= scanned.bottom):
            notes.add("hidden", detail=str(hidden))
        if scanned.pictures:
            notes.add("pictures")
        merged = [
            Area(top + 1, left, bottom + 1, right)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        ]
        return Grid(
            name,
            partial(_rows, sheet, scanned.no_values, self.kind == "ods"),
            tuple(sorted(merged)),
            frozenset(scanned.hidden_rows),
            frozenset(scanned.hidden_columns),
            notes=notes,
        )

    def _scan(self, name: str) -> xlsx_parts.Sheet:
        if self.kind not in ("xlsx", "xlsb"):
            return xlsx_parts.Sheet()
        with reading(self.path), zipfile.ZipFile(self.path) as archive:
            if self.kind == "xlsb":
                scanned = xlsb_size.scan(archive, name, PART_BYTES)
            else:
                part = xlsx_parts.sheet_parts(archive)[name]
                scanned = xlsx_parts.scan(archive, part, PART_BYTES)
                if scanned.cells > CELLS:
                    scanned = xlsx_parts.scan(archive, part, PART_BYTES, exact=True)
        if scanned.cells > CELLS:
            raise ImportFileError(self.path.name, "too_large", f"{scanned.cells}")
        return scanned


_SPAN = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+(?:[.,]\d+)?)S")


def _span(cell: Cell) -> Cell:
    """A duration of a day or more: the reader gives it as OpenDocument writes it ("PT30H05M09S")."""
    if not isinstance(cell, str) or (found := _SPAN.fullmatch(cell)) is None:
        return cell
    seconds = float(found[4].replace(",", "."))
    span = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=seconds)
    return -span if found[1] else span


def _rows(sheet: CalamineSheet, no_values: dict[int, dict[int, NoValue]], spans: bool) -> Iterator[Row]:
    left: list[Cell] = [None] * (sheet.start[1] if sheet.start else 0)
    number = 0
    for number, read in enumerate(sheet.iter_rows(), 1):
        cells: list[Cell] = left + [None if cell == "" else cell for cell in read]
        if spans:
            cells = [_span(cell) for cell in cells]
        if number in no_values:
            _put(cells, no_values[number])
        elif cells.count(None) == len(cells):
            continue
        yield Row(number, cells)
    for below in sorted(row for row in no_values if row > number):  # the reader sees nothing there
        cells = []
        _put(cells, no_values[below])
        yield Row(below, cells)


def _put(cells: list[Cell], missing: dict[int, NoValue]) -> None:
    for column, cell in missing.items():
        if column >= len(cells):
            cells += [None] * (column + 1 - len(cells))
        cells[column] = cell
