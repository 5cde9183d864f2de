"""Text files with separators: their encoding, their separator, and their lines as rows.

The encoding is looked for in the whole file, never in its first rows only: BOM, then strict UTF-8, then
GB18030. Guessing by frequency takes short Chinese tables for Korean or Japanese; this order does not.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

from supervisor.errors import ImportFileError
from supervisor.imports.grid import Cell, Grid, Notes, Row

SEPARATORS = ("\t", ";", "|", ",")
LINE_CHARACTERS = 1_000_000  # a longer line belongs to no table
QUOTED_LINES = 1_000  # a value in quotation marks that goes on for more was never closed
FILE_BYTES = 8 << 30

_CHUNK = 1 << 20
_BOMS = (  # the longer ones first
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text file whose encoding and separator are known."""

    path: Path
    encoding: str
    separator: str

    def grid(self, name: str = "") -> Grid:
        """Its lines as rows; read from the file each time."""
        notes = Notes()
        return Grid(
            name or self.path.stem,
            partial(_rows, self.path, self.encoding, self.separator, notes),
            text=True,
            notes=notes,
        )


def open_text(path: Path, *, encoding: str | None = None, separator: str | None = None) -> TextTable:
    """The text file at *path*; None: found out. Raises ImportFileError (undecodable, too_large)."""
    if path.stat().st_size > FILE_BYTES:
        raise ImportFileError(path.name, "too_large", str(FILE_BYTES))
    if encoding is None:
        encoding = encoding_of(path)
    elif not decodes(path, encoding):
        raise ImportFileError(path.name, "undecodable", encoding)
    if separator is None:
        with path.open(encoding=encoding, newline="") as file:
            separator = separator_of(_lines(path, file, limit=60))
    return TextTable(path, encoding, separator)


def encoding_of(path: Path) -> str:
    """The encoding of the whole file at *path*. Raises ImportFileError (undecodable)."""
    with path.open("rb") as file:
        head = file.read(_CHUNK)
    tries = [name for sign, name in _BOMS if head.startswith(sign)][:1] or [
        *_without_bom(head),
        "utf-8",
        "gb18030",
    ]
    for encoding in tries:
        if decodes(path, encoding):
            return encoding
    raise ImportFileError(path.name, "undecodable", " / ".join(tries))


def encoding_of_bytes(data: bytes) -> str | None:
    """The same for *data* in memory; None when it is in none of the known encodings."""
    tries = [name for sign, name in _BOMS if data.startswith(sign)][:1] or [
        *_without_bom(data[:_CHUNK]),
        "utf-8",
        "gb18030",
    ]
    for encoding in tries:
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def decodes(path: Path, encoding: str) -> bool:
    """Whether every byte of the file is text in *encoding*."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        with path.open("rb") as file:
            while piece := file.read(_CHUNK):
                decoder.decode(piece)
            decoder.decode(b"", True)
    except (UnicodeError, LookupError):
        return False
    return True


def opening(head: bytes) -> str:
    """The first bytes of a file as text, good enough to tell markup from lines."""
    for sign, name in _BOMS:
        if head.startswith(sign):
            return head.decode(name, "replace")
    for name in _without_bom(head):
        return head.decode(name, "replace")
    return head.decode("latin-1")


def is_binary(head: bytes) -> bool:
    """Whether *head* is of a file that is no text: many control characters that no text has."""
    if any(head.startswith(sign) for sign, _ in _BOMS) or _without_bom(head):
        return False
    strange = len(head) - len(head.translate(None, bytes(set(range(32)) - {0, 9, 10, 12, 13, 26, 27})))
    return strange * 50 > len(head) or head.count(0) * 3 > len(head)


def _without_bom(head: bytes) -> list[str]:
    """UTF-16 that does not say so: every other byte of ASCII separators, digits and line ends is NUL."""
    pairs = len(head) // 2
    even, odd = head[::2].count(0), head[1::2].count(0)
    if pairs >= 4 and odd * 10 > pairs * 3 and even * 50 < pairs:
        return ["utf-16-le"]
    if pairs >= 4 and even * 10 > pairs * 3 and odd * 50 < pairs:
        return ["utf-16-be"]
    return []


def separator_of(lines: Iterator[str]) -> str:
    """The separator by which most of the first *lines* have equally many values, header first."""
    told = list(lines)
    if told and (said := re.fullmatch(r"sep=(.)\s*", told[0].lstrip("\ufeff"))):
        return said.group(1)
    bare = [re.sub(r'"(?:[^"]|"")*"', "", line) for line in told if line.strip()]
    best, chosen = (0, 0), ","
    for separator in SEPARATORS:
        counts = Counter(count for line in bare if (count := line.count(separator)))
        if counts:
            count, lines_alike = max(counts.items(), key=lambda found: (found[1], found[0]))
            if (lines_alike, count) > best:
                best, chosen = (lines_alike, count), separator
    return chosen


def _lines(path: Path, file: TextIO, limit: int | None = None) -> Iterator[str]:
    number = 0
    while limit is None or number < limit:
        line = file.readline(LINE_CHARACTERS + 1)
        number += 1
        if len(line) > LINE_CHARACTERS:
            raise ImportFileError(path.name, "too_large", f"line {number}")
        if not line:
            return
        yield line


def _rows(path: Path, encoding: str, separator: str, notes: Notes) -> Iterator[Row]:
    notes.first.clear()
    notes.counts.clear()
    with path.open(encoding=encoding, newline="") as file:
        lines = _lines(path, file)
        waiting: list[str] = []  # lines taken too many while a quotation mark was open
        number = 0
        while True:
            line = waiting.pop() if waiting else next(lines, "")
            if not line:
                return
            number += 1
            if number == 1 and re.fullmatch(r"sep=.\s*", line):
                continue
            record, taken = line, [line]
            values = _values(record, separator, notes, number)
            while values is None and len(taken) < QUOTED_LINES and len(record) < LINE_CHARACTERS:
                more = waiting.pop() if waiting else next(lines, "")
                if not more:
                    break
                taken.append(more)
                record += more
                if '"' in more:
                    values = _values(record, separator, notes, number)
            if values is None:  # read the line as it stands, and the next ones anew
                notes.add("unclosed", number)
                waiting += reversed(taken[1:])
                record, taken = line, [line]
                values = line.rstrip("\r\n").split(separator)
            if number == 1:
                values[0] = values[0].removeprefix("\ufeff")  # GB18030 has a BOM, too
            cells: list[Cell] = [value or None for value in values]
            if "\0" in record:
                notes.add("nul", number)
                cells = [cell.replace("\0", "") or None if isinstance(cell, str) else cell for cell in cells]
            if any(cells) and cells != ["\x1a"]:  # DOS ended files so
                yield Row(number, cells)
            number += len(taken) - 1


_QUOTED = re.compile(r'"((?:[^"]|"")*+)"')


def _values(record: str, separator: str, notes: Notes, number: int) -> list[str] | None:
    """The values of a line; None when a quotation mark is still open at its end."""
    if '"' not in record:
        return record.rstrip("\r\n").split(separator)
    values: list[str] = []
    at, end = 0, len(record.rstrip("\r\n"))
    while True:
        if record.startswith('"', at):
            quoted = _QUOTED.match(record, at)
            if quoted is None:
                return None
            stop = record.find(separator, quoted.end())
            stop = end if stop < 0 else stop
            value = quoted.group(1).replace('""', '"')
            if stop > quoted.end() and (trailing := record[quoted.end() : stop]):
                notes.add("trailing", number, len(values), trailing.strip())
                value += trailing
        else:
            stop = record.find(separator, at)
            stop = end if stop < 0 else stop
            value = record[at:stop]
        values.append(value)
        if stop >= end:
            return values
        at = stop + 1
