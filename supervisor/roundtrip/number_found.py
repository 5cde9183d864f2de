"""By what number of ours a returned file is known: in up to four places, which should agree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from supervisor.errors import NumberError
from supervisor.issues.number import parse
from supervisor.issues.sheet_store import SERIES as SHEETS
from supervisor.roundtrip.found import FoundRow
from supervisor.roundtrip.layout import SERIES

_ANY = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})[- ]?(\d{4})[- ]?(\d{5,9})[- ]?(\d)(?!\d)")


def numbers_in(text: str, series: str) -> list[str]:
    """The numbers of *series* that stand in *text* and whose check digit fits, in order."""
    found = []
    for match in _ANY.finditer(unicodedata.normalize("NFKC", text)):
        if match[1].upper() == series:
            try:
                found.append(parse(match[0], series))
            except NumberError:
                continue
    return found


def export_in(text: str) -> str:
    """The number of an export that stands in *text*; "" where none does."""
    return next(iter(numbers_in(text, SERIES)), "")


def in_rows(rows: Iterable[FoundRow], series: str = SERIES) -> str:
    """The first number of *series* in *rows*; "" where there is none."""
    for row in rows:
        for cell in row.cells.values():
            if isinstance(cell.value, str) and (found := numbers_in(cell.value, series)):
                return found[0]
    return ""


def sheet_in(rows: Iterable[FoundRow]) -> str:
    """The first number of a communication sheet in *rows*."""
    return in_rows(rows, SHEETS)
