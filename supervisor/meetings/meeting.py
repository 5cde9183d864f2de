"""One meeting: its items, who came, how far it is."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.meetings.series import Section
from supervisor.words import mark

_Line = Annotated[str, msgspec.Meta(max_length=300)]
_Text = Annotated[str, msgspec.Meta(max_length=20_000)]
_Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class MeetingState(StrEnum):
    """How far a meeting is. Closed can be opened again: a later closing is a further version of the
    minutes."""

    PLANNED = "planned"
    RUNNING = "running"
    CLOSED = "closed"
    CANCELLED = "cancelled"


MEETING_LABELS = {
    MeetingState.PLANNED: mark("To be held"),
    MeetingState.RUNNING: mark("In session"),
    MeetingState.CLOSED: mark("Held and closed"),
    MeetingState.CANCELLED: mark("Cancelled"),
}


class MeetingText(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a meeting has besides its items. *number*: the how-manieth of its series. *closings*: how often
    its minutes were closed. *removed*: issues, and titles of other matters, that somebody took off the
    agenda; *ordered*: somebody put it into an order of their own. *reopened*: why it was opened again after
    it had been closed, and *reopened_by* whom."""

    title: _Line = ""
    place: _Line = ""
    chair: _Line = ""
    minute_taker: _Line = ""
    length: int = 60
    number: int = 0
    note: _Text = ""
    began_at: _Aware | None = None
    ended_at: _Aware | None = None
    closings: int = 0
    removed: tuple[int, ...] = ()
    removed_titles: tuple[_Line, ...] = ()
    ordered: bool = False
    reopened: _Text = ""
    reopened_by: _Line = ""


class Meeting(msgspec.Struct, frozen=True):
    """A meeting of *series* (id)."""

    id: str
    series: str
    starts_at: _Aware
    state: MeetingState = MeetingState.PLANNED
    text: MeetingText = MeetingText()
    version: int = 0


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of the agenda: an issue (*issue* 0: another matter, *title* says which). *times*: the
    how-manieth time it is on an agenda of its series. *spent_s*: how long it was spoken of. *carried_from*:
    the meeting that it was carried over from; *thread*: the item with which an other matter began ("": this
    one). *by_hand*: somebody put it there. *discussed* None: not said yet. *closing*: the version of the
    minutes that holds it (0 none).
    """

    id: str
    meeting: str
    place: int
    section: Section
    issue: int = 0
    title: _Line = ""
    minutes: int = 5
    speaker: _Line = ""
    notes: _Text = ""
    discussed: bool | None = None
    spent_s: float = 0.0
    times: int = 1
    carried_from: str = ""
    thread: str = ""
    by_hand: bool = False
    closing: int = 0
    version: int = 0


class OutcomeKind(StrEnum):
    """What can come of an item."""

    DECISION = "decision"
    ACTION = "action"  # owner and due
    ACCEPTED = "accepted"  # the answer
    ASK_AGAIN = "ask_again"  # the answer is not enough
    NEW_LIMIT = "new_limit"
    RULING = "ruling"  # whose it is
    CLOSED = "closed"  # the issue
    NOT_DISCUSSED = "not_discussed"


OUTCOME_LABELS = {
    OutcomeKind.DECISION: mark("Decision"),
    OutcomeKind.ACTION: mark("Action"),
    OutcomeKind.ACCEPTED: mark("Answer accepted"),
    OutcomeKind.ASK_AGAIN: mark("Answer not enough"),
    OutcomeKind.NEW_LIMIT: mark("New limit"),
    OutcomeKind.RULING: mark("Ruling: whose it is"),
    OutcomeKind.CLOSED: mark("Closed"),
    OutcomeKind.NOT_DISCUSSED: mark("Not discussed"),
}


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of an item, noted at *at* by *who*. *owner*, *due* and *done_on* are an action's; *due* is
    the new limit of NEW_LIMIT, too; *result* is what was done. *department* (id): whose it is by a RULING.
    *closing*: the version of the minutes that holds it (0 none)."""

    id: str
    meeting: str
    item: str
    kind: OutcomeKind
    at: _Aware
    who: str
    issue: int = 0
    text: _Text = ""
    owner: _Line = ""
    owner_department: str = ""
    due: date | None = None
    done_on: date | None = None
    result: _Text = ""
    department: str = ""
    closing: int = 0
    version: int = 0


class Came(StrEnum):
    """Whether somebody who was invited came."""

    INVITED = "invited"
    CAME = "came"
    SUBSTITUTE = "substitute"
    ABSENT = "absent"


CAME_LABELS = {
    Came.INVITED: mark("Invited"),
    Came.CAME: mark("Came"),
    Came.SUBSTITUTE: mark("Substitute"),
    Came.ABSENT: mark("Absent"),
}


class Attendance(msgspec.Struct, frozen=True, omit_defaults=True):
    """*person* of *department* (id; "" the centre) at *meeting*; *substitute*: who came instead. *closing*:
    the version of the minutes that holds it (0 none)."""

    id: str
    meeting: str
    person: _Line
    department: str = ""
    came: Came = Came.INVITED
    substitute: _Line = ""
    mail: _Line = ""
    closing: int = 0
    version: int = 0
