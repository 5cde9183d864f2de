"""What an issue rests on, each piece of a kind. A figure is kept with its number and how it was computed,
so that it cannot change under the minutes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypeAlias

import msgspec

_Line = Annotated[str, msgspec.Meta(max_length=1000)]
_Aware = Annotated[datetime, msgspec.Meta(tz=True)]

FILE_LIMIT = 20 * 1024 * 1024
"""Bytes of a file that is kept."""
MOST_CONTACTS = 2000


class ContactName(msgspec.Struct, frozen=True, omit_defaults=True):
    """A contact as its source calls it."""

    source: str
    contact: str
    queue: str = ""
    at: _Aware | None = None


class Contacts(msgspec.Struct, frozen=True, omit_defaults=True, tag="contacts"):
    """Contacts picked from a list; *how*: by what they were picked (period, queues, outcome), in words."""

    contacts: Annotated[tuple[ContactName, ...], msgspec.Meta(max_length=MOST_CONTACTS)]
    how: _Line = ""


class Figure(msgspec.Struct, frozen=True, omit_defaults=True, tag="figure"):
    """A KPI's *value* as it was then; *shown* as people read it, *n* its count, *method* how it was
    computed."""

    kpi: str
    title: _Line
    value: float | None
    shown: _Line
    n: float | None = None
    since: date | None = None
    until: date | None = None  # with it
    of: _Line = ""  # whose: team, queue, skill group
    method: _Line = ""
    target: _Line = ""


class QualityFinding(msgspec.Struct, frozen=True, omit_defaults=True, tag="quality"):
    """Points lost in an *item* of a *form*: *errors* in *looked* evaluations."""

    form: str
    item: str
    title: _Line
    errors: int
    looked: int
    since: date | None = None
    until: date | None = None
    evaluation: str = ""


class Recording(msgspec.Struct, frozen=True, omit_defaults=True, tag="recording"):
    """A second of a recording: *path* as the centre names it; it is never opened by itself."""

    path: _Line
    second: float
    contact: str = ""
    source: str = ""


class File(msgspec.Struct, frozen=True, omit_defaults=True, tag="file"):
    """A file that is kept under its *hash* (SHA-256, hexadecimal)."""

    name: Annotated[str, msgspec.Meta(max_length=255)]
    hash: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    size: int


class ImportRow(msgspec.Struct, frozen=True, omit_defaults=True, tag="import"):
    """A row of a file that was taken in."""

    file: _Line
    sheet: str = ""
    row: int = 0


class Common(msgspec.Struct, frozen=True, omit_defaults=True, tag="common"):
    """A weakness that a group shares, as the training list found it."""

    kpi: str
    title: _Line
    group: _Line
    month: date
    affected: int
    people: int
    shown: _Line = ""


Matter: TypeAlias = Contacts | Figure | QualityFinding | Recording | File | ImportRow | Common


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """A piece: its *matter*, a *note*, who added it when. *seen*: the day of which it speaks."""

    id: str
    matter: Matter
    at: _Aware
    who: str
    note: _Line = ""
    seen: date | None = None
    version: int = 0


class Seed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a new issue begins with when it is made from somewhere else: a contact list, a finding, a
    figure."""

    title: str = ""
    description: str = ""
    category: str = ""
    node: str = ""
    source: str = ""
    matters: tuple[Matter, ...] = ()
    first_seen: date | None = None
    last_seen: date | None = None
