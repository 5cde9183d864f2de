"""What a department answered, as it said it; only this is meant to be filled in on its sheet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec

_Text = Annotated[str, msgspec.Meta(max_length=20_000)]
_Line = Annotated[str, msgspec.Meta(max_length=300)]
_Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The columns of a reply. *ours* None: not said. *proposed*: the department that they say it is (its
    name as they wrote it). *done_on*: since when the measure is in force, where they say that it is done."""

    ours: bool | None = None
    cause: _Text = ""
    measure: _Text = ""
    owner: _Line = ""
    planned: date | None = None
    progress: _Text = ""
    done_on: date | None = None
    proposed: _Line = ""
    remark: _Text = ""


class Reply(msgspec.Struct, frozen=True, omit_defaults=True):
    """An *answer* to *issue* on behalf of *department* (id), said by *said_by* there, *how* it reached us,
    entered by *who*. *sheet*: the id of the sheet that it answers; *file* and *row* where it was read from
    one."""

    id: str
    issue: int
    department: str
    answer: Answer
    at: _Aware
    who: str
    said_by: _Line = ""
    how: _Line = ""
    sheet: str = ""
    file: _Line = ""
    row: int = 0
    version: int = 0
