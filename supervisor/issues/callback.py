"""A call that a customer was promised: with its own clock, for a promise that is not kept is worse than
none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import msgspec

from supervisor.issues.clock import Light
from supervisor.workdays.calendar import WorkCalendar
from supervisor.workdays.working_time import after_days, working_days, working_s

_Text = Annotated[str, msgspec.Meta(max_length=2000)]
_Line = Annotated[str, msgspec.Meta(max_length=300)]
_Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class Promise(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whom to call (*customer*, as the centre calls them: a number or a name), about what, who said so,
    who is to do it; what came of it, by whom. *source* and *contact*: in which contact it was promised."""

    customer: _Line
    about: _Text = ""
    promised_by: _Line = ""
    owner: _Line = ""
    source: str = ""
    contact: str = ""
    outcome: _Text = ""
    done_by: _Line = ""
    attempts: tuple[_Aware, ...] = ()  # tried in vain


class Callback(msgspec.Struct, frozen=True):
    """A promise of *promised_at* to be kept by *due_at*. *issue* 0: of none. The clock never pauses."""

    id: str
    promise: Promise
    promised_at: _Aware
    due_at: _Aware
    done_at: _Aware | None = None
    issue: int = 0
    version: int = 0


@dataclass(frozen=True)
class CallbackLine:
    """A call-back as it stands at an instant. *left_s* is open time until it is due (negative: since it
    was; None: it was made), *days_left* working days likewise (overdue: −1 and below)."""

    callback: Callback
    light: Light
    left_s: float | None
    days_left: int
    in_time: bool | None  # None: not made yet


def lines(callbacks: Iterable[Callback], calendar: WorkCalendar, now: datetime) -> tuple[CallbackLine, ...]:
    """How each stands at *now* on the centre's *calendar*."""
    return tuple(_line(one, calendar, now) for one in callbacks)


def due(calendar: WorkCalendar, promised_at: datetime, days: int, on: date | None = None) -> datetime:
    """By when a call promised at *promised_at* is to be made: at the close of the day *on* that the
    customer was told, else *days* working days later."""
    if on is None:
        return after_days(calendar, promised_at, days)
    at = datetime.combine(on, datetime.min.time(), calendar.zone)
    return after_days(calendar, max(at, promised_at), 0)


def _line(of: Callback, calendar: WorkCalendar, now: datetime) -> CallbackLine:
    if of.done_at is not None:
        return CallbackLine(of, Light.OVER, None, 0, of.done_at <= of.due_at)
    today = now.astimezone(calendar.zone).date()
    last = of.due_at.astimezone(calendar.zone).date()
    if now > of.due_at:
        late = max(1, working_days(calendar, last, today))
        return CallbackLine(of, Light.RED, -working_s(calendar, of.due_at, now), -late, None)
    left_s, days = working_s(calendar, now, of.due_at), working_days(calendar, today, last)
    whole_s = working_s(calendar, of.promised_at, of.due_at)
    if last <= today:
        light = Light.TODAY
    elif days <= 1 or left_s <= whole_s / 4:
        light = Light.AMBER
    else:
        light = Light.GREEN
    return CallbackLine(of, light, left_s, days, None)
