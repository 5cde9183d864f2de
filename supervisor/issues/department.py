"""A department of the house, outside the contact centre: who answers there, by which calendar it works."""

from __future__ import annotations

from typing import Annotated

import msgspec

_Line = Annotated[str, msgspec.Meta(max_length=300)]


class Reach(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who is written to: the *contact* (a name) with *mail* and *phone*, and the *head*, who gets copies of
    written reminders."""

    contact: _Line = ""
    mail: _Line = ""
    phone: _Line = ""
    head: _Line = ""
    head_mail: _Line = ""
    note: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class Department(msgspec.Struct, frozen=True):
    """*calendar* is the id of its working-day calendar; "" the centre's own (`workdays.store.CENTRE`).
    *words*: other names under which sheets call it. *version* 0: never saved."""

    id: str
    name: str
    reach: Reach = Reach()
    calendar: str = ""
    words: tuple[str, ...] = ()
    retired: bool = False
    version: int = 0
