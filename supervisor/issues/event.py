"""What happened to an issue, kept for ever: nothing here is changed or removed, undoing is one more event."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from supervisor.issues.states import Role

_Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class EventKind(StrEnum):
    """What kind of thing happened."""

    MADE = "made"
    MOVED = "moved"  # move, since, to, given
    EDITED = "edited"  # fields: {path: [before, after]}
    EVIDENCE_ADDED = "evidence_added"
    EVIDENCE_REMOVED = "evidence_removed"
    REPLIED = "replied"
    PAUSED = "paused"
    PAUSE_ENDED = "pause_ended"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_RULED = "extension_ruled"
    PROMISED = "promised"  # a new limit
    LINKED = "linked"
    UNLINKED = "unlinked"
    NOTED = "noted"  # a remark
    REMINDED = "reminded"
    DISCUSSED = "discussed"  # in a meeting
    RULED = "ruled"  # whose it is, after two returns
    UNDONE = "undone"  # of: id of the undo step
    REDONE = "redone"


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """The file and row, sheet or meeting that it came from; *cells*: where in the file ("C7")."""

    file: str = ""
    sheet: str = ""
    row: int = 0
    meeting: str = ""
    cells: tuple[str, ...] = ()


class Acting(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who acts, with which *roles*, and for which department (id), where it is the department's own act."""

    who: str
    roles: frozenset[Role]
    department: str = ""
    source: Source = Source()


EVERYTHING = frozenset(Role)
"""The roles of whoever works alone with a centre of his own."""


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that happened *at*. *role*: as what *who* acted; *department*: on whose behalf. *facts*
    hold what the kind says, as JSON has it. *id* 0: not kept yet."""

    id: int
    issue: int
    at: _Aware
    who: str
    kind: EventKind
    role: str = ""
    department: str = ""
    facts: dict[str, Any] = msgspec.field(default_factory=dict)
    source: Source = Source()
