"""The minutes of a meeting as they were closed: every word in them is kept, and none is looked up again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec

from supervisor.meetings.meeting import Attendance, Item, Meeting, Outcome

_Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class ClockThen(msgspec.Struct, frozen=True, omit_defaults=True):
    """A clock as it stood: its kind, light and what was said of it in words."""

    kind: str
    light: str
    limit: _Aware
    said: str
    provisional: bool = False


class ItemThen(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item as it stood when the minutes were closed. Names, not ids: *department*, *owner* and the state
    stay as they were called then."""

    item: Item
    title: str
    number: str = ""
    state: str = ""  # states.State
    state_said: str = ""  # in words
    severity: int | None = None
    department: str = ""
    joining: tuple[str, ...] = ()
    owner: str = ""  # of the measure
    wished: date | None = None
    promised_first: date | None = None
    promised: date | None = None
    done_on: date | None = None
    cause: str = ""
    measure: str = ""
    clocks: tuple[ClockThen, ...] = ()
    figures: tuple[str, ...] = ()  # before and after, in words
    times: int = 1
    outcomes: tuple[Outcome, ...] = ()
    carried: bool = False  # to the next meeting


class PersonThen(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody's attendance, with the department's name as it was."""

    mark: Attendance
    department: str = ""


class Minutes(msgspec.Struct, frozen=True, omit_defaults=True):
    """Version *number* of the minutes of *meeting*, closed at *closed_at* by *closed_by*. *missing*: names
    of departments with open items of which nobody came. *reason* and *reopened_by*: why and by whom it had
    been opened again (versions after the first). *departments*: names by id as they were then. *number* 0:
    not closed, only looked at."""

    meeting: Meeting
    number: int
    closed_at: _Aware
    closed_by: str
    series: str
    zone: str
    items: tuple[ItemThen, ...] = ()
    attendance: tuple[PersonThen, ...] = ()
    missing: tuple[str, ...] = ()
    planned_minutes: int = 0
    reason: str = ""
    reopened_by: str = ""
    departments: dict[str, str] = {}
