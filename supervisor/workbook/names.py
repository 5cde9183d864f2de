"""Names as a spreadsheet takes them: of sheets, of tables, of the columns of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable

from supervisor.words import _
from supervisor.workbook.cell import clean

SHEET_NAME = 31  # characters
TITLE = 255  # characters of a column's title

_TAKEN = ("history",)  # Excel keeps it for itself, and says so only when it opens the file


def sheet_name(wanted: str, names: set[str]) -> str:
    """*wanted* as Excel takes it: short, without what it refuses, and not one of *names*, where it is put."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", clean(wanted).replace("\n", " ").replace("\t", " "))
    plain = plain.strip().strip("'").strip()
    if not plain or plain.casefold() in _TAKEN:
        plain = f"{plain or _('Table')} 1"
    name, number = _short(plain, SHEET_NAME), 1
    while name.casefold() in names:
        number += 1
        name = f"{_short(plain, SHEET_NAME - len(str(number)) - 1)} {number}"
    names.add(name.casefold())
    return name


def _short(text: str, units: int) -> str:
    """*text* cut to so many UTF-16 units, which is how Excel counts."""
    raw = text.encode("utf-16-le")[: 2 * units]
    return raw.decode("utf-16-le", "ignore").strip().rstrip("'").strip()


def table_name(wanted: str, names: set[str]) -> str:
    """*wanted* as the name of a real table: never like a cell's (Q1), and not one of *names*."""
    plain = "t_" + (re.sub(r"[^A-Za-z0-9_]", "_", wanted)[:60] or "table")
    name, number = plain, 1
    while name.casefold() in names:
        number += 1
        name = f"{plain}_{number}"
    names.add(name.casefold())
    return name


def titles(wanted: Iterable[str]) -> list[str]:
    """The titles of a table's columns: one line each, short enough, none empty, none twice."""
    found: list[str] = []
    known: set[str] = set()
    for at, title in enumerate(wanted, 1):
        plain = " ".join(clean(title).split())[: TITLE - 5] or _("Column {number}").format(number=at)
        name, number = plain, 1
        while name.casefold() in known:
            number += 1
            name = f"{plain} {number}"
        known.add(name.casefold())
        found.append(name)
    return found


def quoted(sheet: str) -> str:
    """The sheet's name as a formula or a link has it."""
    return "'" + sheet.replace("'", "''") + "'"
