"""What stood in a sheet's workbook when it was written: the base that every answer is compared with."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from supervisor.issues.reply import Answer

_Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class SentRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """The row of an issue: its *values* in the read-only columns by field, as a person read them, and the
    *answer* that stood in its reply columns already (none: empty)."""

    issue: int
    number: str
    version: int
    values: dict[str, str] = msgspec.field(default_factory=dict)
    answer: Answer = Answer()
    reminder: bool = False


class Sent(msgspec.Struct, frozen=True, omit_defaults=True):
    """An export: its *number* (DC-…), of *sheet* (id), whose number is *sheet_number*, to *department* (id).
    *hash*: of the file."""

    number: str
    sheet: str
    sheet_number: str
    department: str
    at: _Aware
    who: str
    schema: int
    language: str
    rows: tuple[SentRow, ...]
    hash: str = ""
