"""What is done about an item in which points are lost again and again: by whom, until when, and whether it
helped."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.evidence.intervals import Interval, wilson
from supervisor.words import _, mark

LONGEST = 2000
FOLLOWED_DAYS = 90
"""So long before and after its beginning a measure's item is looked at."""

_Text = Annotated[str, msgspec.Meta(max_length=LONGEST)]


class Status(StrEnum):
    """How far a measure is."""

    OPEN = "open"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"


STATUS_LABELS = {
    Status.OPEN: mark("Not begun"),
    Status.DOING: mark("Under way"),
    Status.DONE: mark("Done"),
    Status.DROPPED: mark("Dropped"),
}


class Plan(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is to be done (*what*) from the day *since* on, and what came of it (*note*). *done_on*: the day
    on which it was done or dropped."""

    what: _Text = ""
    note: _Text = ""
    since: date | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class Measure:
    """A measure for the *item* (id) of a *form* (id). *version* 0: never saved."""

    id: str
    form: str
    item: str
    owner: str
    due: date | None = None
    status: Status = Status.OPEN
    plan: Plan = Plan()  # noqa: RUF009  # frozen
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to do something."""
        return self.status in (Status.OPEN, Status.DOING)

    def is_overdue(self, today: date) -> bool:
        """Whether it should be done by now and is not."""
        return self.is_open and self.due is not None and self.due < today


class Came(StrEnum):
    """What came of it, beyond chance."""

    FEWER = "fewer"
    MORE = "more"
    CANNOT_TELL = "cannot_tell"


CAME_LABELS = {
    Came.FEWER: mark("Fewer errors than before"),
    Came.MORE: mark("More errors than before"),
    Came.CANNOT_TELL: mark("Cannot tell"),
}


@dataclass(frozen=True)
class FollowUp:
    """Errors in the item before the measure began and since: counts, rates (None: never looked at), the
    *change* of the rate with its *interval* (Newcombe 1998; None where a side is empty), what *came* of it.

    An item that was picked because it was the worst gets somewhat better by itself: a small change proves
    nothing even where the interval says so.
    """

    before_errors: int
    before: int
    after_errors: int
    after: int
    change: float | None
    interval: Interval | None
    came: Came

    @property
    def rate_before(self) -> float | None:
        return self.before_errors / self.before if self.before else None

    @property
    def rate_after(self) -> float | None:
        return self.after_errors / self.after if self.after else None


@dataclass(frozen=True)
class Looked:
    """That an item was looked at in a contact of *day*, and whether there was an *error*."""

    day: date
    error: bool


def follow_up(measure: Measure, looked: Iterable[Looked], *, days: int = FOLLOWED_DAYS) -> FollowUp | None:
    """What came of *measure* in at most *days* on each side of its beginning; None without a first day."""
    since = measure.plan.since
    if since is None:
        return None
    first, last = since - timedelta(days=days), since + timedelta(days=days)
    counts = [0, 0, 0, 0]
    for one in looked:
        if first <= one.day < last:
            side = 0 if one.day < since else 2
            counts[side] += one.error
            counts[side + 1] += 1
    before_errors, before, after_errors, after = counts
    change, interval = _difference(after_errors, after, before_errors, before)
    came = Came.CANNOT_TELL
    if interval is not None and interval.high < 0:
        came = Came.FEWER
    elif interval is not None and interval.low > 0:
        came = Came.MORE
    return FollowUp(before_errors, before, after_errors, after, change, interval, came)


def _difference(x: int, n: int, x0: int, n0: int) -> tuple[float | None, Interval | None]:
    """Of two shares, x/n − x0/n0, from their Wilson intervals (Newcombe 1998, method 10)."""
    one, other = wilson(x, n), wilson(x0, n0)
    if one is None or other is None:
        return None, None
    p, q = x / n, x0 / n0
    low = p - q - math.hypot(p - one.low, other.high - q)
    high = p - q + math.hypot(one.high - p, q - other.low)
    return p - q, Interval(low, high)


def problem(measure: Measure) -> str:
    """What keeps *measure* from being kept, as a sentence; "" when nothing does."""
    if not measure.owner.strip():
        return _("Say who sees to it.")
    plan = measure.plan
    if measure.due is not None and plan.since is not None and measure.due < plan.since:
        return _("It is due before it begins.")
    return ""
