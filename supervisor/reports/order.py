"""What is asked of a report: which one, of when, of whom, in which language, with names or without."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

_Line = Annotated[str, msgspec.Meta(max_length=300)]


class Ask(StrEnum):
    """What a report must be told."""

    MONTH = "month"
    DAY = "day"  # `since`
    SPAN = "span"  # `since` to `until`, with it
    MEETING = "meeting"
    PERSON = "person"
    FILTER = "filter"


class Order(msgspec.Struct, frozen=True, omit_defaults=True):
    """An order for *report* (its name in the catalogue). *month*: any day of it. *meeting*, *person*,
    *department*: ids. *query*: what a list is narrowed to, as the list's own search line has it, or
    a saved filter's name. Not *named*: nobody's name, login or number, and no order that tells. *template*:
    id of the user's own, "" none."""

    report: str
    month: date | None = None
    since: date | None = None
    until: date | None = None
    meeting: _Line = ""
    person: _Line = ""
    department: _Line = ""
    query: _Line = ""
    language: str = ""  # "": of who asks
    named: bool = True
    template: str = ""
