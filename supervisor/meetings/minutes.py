"""The minutes of a meeting as they were closed: every word in them is kept, and none is looked up again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec.structs import replace

from supervisor.meetings.meeting import Attendance, Item, Meeting, Outcome
from supervisor.people.nameless import Nameless

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


def without_names(minutes: Minutes, without: Nameless) -> Minutes:
    """*minutes* for those who are not to know who: nobody's name, and *without* takes them out of what was
    written. Departments stay."""
    text = minutes.meeting.text
    meeting = replace(
        minutes.meeting,
        text=replace(
            text,
            title=without.said(text.title),
            chair="",
            minute_taker="",
            note=without.said(text.note),
            reopened=without.said(text.reopened),
            reopened_by="",
        ),
    )
    return replace(
        minutes,
        meeting=meeting,
        closed_by="",
        items=tuple(_nameless_item(one, without) for one in minutes.items),
        attendance=tuple(
            replace(one, mark=replace(one.mark, person="", substitute="", mail=""))
            for one in minutes.attendance
        ),
        reason=without.said(minutes.reason),
        reopened_by="",
    )


def _nameless_item(then: ItemThen, without: Nameless) -> ItemThen:
    item = replace(
        then.item, title=without.said(then.item.title), speaker="", notes=without.said(then.item.notes)
    )
    return replace(
        then,
        item=item,
        title=without.said(then.title),
        owner="",
        cause=without.said(then.cause),
        measure=without.said(then.measure),
        clocks=tuple(replace(one, said=without.said(one.said)) for one in then.clocks),
        figures=tuple(without.said(line) for line in then.figures),
        outcomes=tuple(
            replace(one, who="", owner="", text=without.said(one.text), result=without.said(one.result))
            for one in then.outcomes
        ),
    )
