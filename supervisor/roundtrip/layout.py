"""How a communication sheet looks as a workbook, and by what it is known again when it comes back.

What a reader sees is the key (the number of the issue, with its check digit); all that is hidden is a bonus,
for copying rows into a new workbook or saving as CSV keeps only what is visible.
"""

from __future__ import annotations

from dataclasses import dataclass

from supervisor.issues.sheet_words import COLUMNS
from supervisor.words import mark

SCHEMA = 1
"""Of this layout: a file says which it was written with."""

SERIES = "DC"
"""The series of the numbers of exports."""

PROPERTY = "SupervisorSheet"
"""The custom document property that holds the number of the export."""

DEFINED_NAME = "supervisor_sheet"
"""The defined name that holds it."""

HIDDEN = "supervisor_sheet"
"""The very hidden sheet: number, schema, then a row an issue: number, version, hash of what was sent."""


GUIDE = mark("How to fill in")
"""The second sheet: what to do, an example, the lists."""


@dataclass(frozen=True)
class SheetColumn:
    """A column: the *field* it is, its heading, whether the department fills it in."""

    field: str
    title: str
    reply: bool = False


NUMBER = SheetColumn("number", mark("Number"))
"""By it a row is known again."""

SENT_COLUMNS: tuple[SheetColumn, ...] = (
    NUMBER,
    SheetColumn("title", mark("Title")),
    SheetColumn("description", mark("What customers say")),
    SheetColumn("impact", mark("Impact")),
    SheetColumn("severity", mark("Severity")),
    SheetColumn("evidence", mark("Evidence")),
    SheetColumn("state", mark("State")),
    SheetColumn("first_sent", mark("First sent")),
    SheetColumn("wished", mark("Answer wished by")),
)
"""What is told, greyed: not meant to be changed."""

REPLY_COLUMNS: tuple[SheetColumn, ...] = tuple(SheetColumn(name, title, True) for name, title in COLUMNS)
"""What is asked: the fields of `issues.reply.Answer`."""

VERSION = SheetColumn("version", mark("Version"))
"""The version of the issue that was sent; a hidden column, the last one."""

SHEET_COLUMNS = (*SENT_COLUMNS, *REPLY_COLUMNS, VERSION)
