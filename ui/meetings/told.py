"""What the pages of meetings are told: a meeting with everything that is known of its items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from supervisor.issues.clock import Reading
from supervisor.issues.states import State
from supervisor.meetings.meeting import Attendance, Came, Item, Meeting, Outcome, OutcomeKind
from supervisor.meetings.series import Series


@dataclass(frozen=True)
class MeetingRow:
    """A line of the list. *minutes* is the sum of its items; *open_actions* those agreed in it."""

    meeting: Meeting
    series: Series
    items: int = 0
    minutes: int = 0
    open_actions: int = 0

    @property
    def over(self) -> int:
        """By how many minutes its items are more than was planned; 0 when they are not."""
        return max(0, self.minutes - self.meeting.text.length)


@dataclass(frozen=True)
class ActionRow:
    """An action, where it was agreed, and of which issue. *on*: the day of the meeting."""

    outcome: Outcome
    meeting: Meeting
    series: str
    on: date
    number: str = ""
    title: str = ""
    department: str = ""


@dataclass(frozen=True)
class Listed:
    """Everything that lists show."""

    series: tuple[Series, ...] = ()
    meetings: tuple[MeetingRow, ...] = ()
    actions: tuple[ActionRow, ...] = ()


@dataclass(frozen=True)
class Said:
    """What came of an issue in an earlier meeting, *on* a day."""

    on: date
    outcome: Outcome


@dataclass(frozen=True)
class Weekly:
    """A figure week by week, to be seen beside an item: *points* are (first day, value), *done_on* since
    when the measure works."""

    title: str
    points: tuple[tuple[date, float | None], ...] = ()
    done_on: date | None = None
    about: str = ""


@dataclass(frozen=True)
class ItemTold:
    """An item with what must be known to speak of it. *department* is its name. *answer*: what the
    department said last, with its *owner* and *promised* day."""

    item: Item
    number: str = ""
    title: str = ""
    department: str = ""
    department_id: str = ""
    state: State | None = None
    issue_version: int = 0
    says: str = ""
    reading: Reading | None = None
    answer: str = ""
    owner: str = ""
    promised: date | None = None
    promised_first: date | None = None
    last: tuple[Said, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    weekly: Weekly | None = None

    @property
    def is_settled(self) -> bool:
        """Whether something was noted, or it was said that it was not spoken of."""
        return bool(self.outcomes) or self.item.discussed is not None


@dataclass(frozen=True)
class Version:
    """Minutes as they were closed: the *number* of the closing, by whom and when, and what they say."""

    number: int
    at: datetime
    who: str
    document: object


@dataclass(frozen=True)
class Told:
    """A meeting, its items in their order, who was invited, and its minutes so far, the first first."""

    meeting: Meeting
    series: Series
    items: tuple[ItemTold, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    versions: tuple[Version, ...] = ()
    departments: Mapping[str, str] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """The sum of what is planned for the items."""
        return sum(one.item.minutes for one in self.items)

    @property
    def over(self) -> int:
        """By how many minutes that is more than was planned."""
        return max(0, self.minutes - self.meeting.text.length)

    def starts(self) -> tuple[datetime, ...]:
        """When each item begins, if all keep to their minutes."""
        found, at = [], self.meeting.starts_at
        for one in self.items:
            found.append(at)
            at += timedelta(minutes=one.item.minutes)
        return tuple(found)

    def item(self, id: str) -> ItemTold | None:
        """The item *id*."""
        return next((one for one in self.items if one.item.id == id), None)

    def department(self, id: str) -> str:
        """The name of a department; "" for the centre."""
        return self.departments.get(id, id)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who may own an action: who was invited, and who spoke for items."""
        names = dict.fromkeys(one.substitute or one.person for one in self.attendance)
        names |= dict.fromkeys(one.owner for one in self.items if one.owner)
        return tuple(name for name in names if name)

    @property
    def missing_departments(self) -> tuple[str, ...]:
        """Ids of departments with items of which nobody came."""
        with_items = {one.department_id for one in self.items if one.department_id}
        invited = {one.department for one in self.attendance}
        came = {one.department for one in self.attendance if one.came in (Came.CAME, Came.SUBSTITUTE)}
        return tuple(sorted(with_items & invited - came))


UNSETTLING = frozenset({OutcomeKind.NOT_DISCUSSED})
