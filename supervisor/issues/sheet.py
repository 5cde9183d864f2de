"""A communication sheet: what one department is told and asked before one meeting, frozen when it is sent."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.words import mark

_Text = Annotated[str, msgspec.Meta(max_length=20_000)]
_Line = Annotated[str, msgspec.Meta(max_length=300)]
_Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class SheetState(StrEnum):
    """How far a sheet is."""

    DRAFT = "draft"
    SENT = "sent"
    SIGNED = "signed"  # signed for
    BACK = "back"  # every line is answered
    VOID = "void"  # never sent after all


SHEET_LABELS = {
    SheetState.DRAFT: mark("In preparation"),
    SheetState.SENT: mark("Sent"),
    SheetState.SIGNED: mark("Signed for"),
    SheetState.BACK: mark("All answered"),
    SheetState.VOID: mark("Void"),
}


class Sending(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a sheet went out: to whom, by which way, with which file (hash)."""

    to: _Line = ""
    how: _Line = ""
    file_hash: str = ""
    issued_by: _Line = ""


class Signing(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who signed for it, when, and how we know."""

    by: _Line = ""
    at: _Aware | None = None
    how: _Line = ""


class Head(msgspec.Struct, frozen=True, omit_defaults=True):
    """Names as they were when the sheet was sent: of the *department* and its *contact*, of the *centre*, of
    the *meeting*, which is on the day *meeting_on*."""

    department: _Line = ""
    contact: _Line = ""
    centre: _Line = ""
    meeting: _Line = ""
    meeting_on: date | None = None


class SheetText(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a sheet says besides its lines. *wished*: the day by which answers are wished. *turn* rises when
    lines come or go, so that no step is undone over them."""

    covering: _Text = ""
    wished: date | None = None
    head: Head = Head()
    turn: int = 0
    sending: Sending = Sending()
    signing: Signing = Signing()
    files_back: tuple[str, ...] = ()  # hashes


class SheetLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """An issue on a sheet: what was sent of it, at its *issue_version*. *reminder*: it went out before and
    is open still. *limit* is its running clock's, *said* how that stood, in words, when it was sent."""

    id: str
    sheet: str
    place: int
    issue: int
    issue_version: int
    number: str
    title: str
    state: str
    reminder: bool = False
    description: _Text = ""
    impact: _Text = ""
    severity: int = 3
    first_sent: date | None = None
    limit: _Aware | None = None
    said: str = ""
    evidence: tuple[str, ...] = ()
    answer: str = ""  # what the department said last
    category: str = ""
    symptom: _Text = ""
    affected_a_week: float | None = None
    first_seen: date | None = None
    last_seen: date | None = None
    joining: tuple[str, ...] = ()  # names of the departments that join forces
    version: int = 0


class Sheet(msgspec.Struct, frozen=True):
    """A sheet to *department* (id) for *meeting* (id, "" none) about the period *since* to *until* (with
    it)."""

    id: str
    number: str
    department: str
    state: SheetState
    text: SheetText = SheetText()
    meeting: str = ""
    since: date | None = None
    until: date | None = None
    sent_at: datetime | None = None
    version: int = 0

    @property
    def is_frozen(self) -> bool:
        """Whether it went out: what it says then never changes."""
        return self.sent_at is not None
