"""What the lists of meetings are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from supervisor.meetings.meeting import Meeting
from supervisor.meetings.series import Series

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from supervisor.meetings.actions import ActionLine
    from supervisor.meetings.sitting import Sitting


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
class Listed:
    """Everything that lists show. *starts*: when the next meetings of each series (id) begin by its
    pattern. *provisional*: years whose days off are not published yet."""

    series: tuple[Series, ...] = ()
    meetings: tuple[MeetingRow, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    starts: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    provisional: frozenset[int] = frozenset()

    def series_called(self, id: str) -> Series | None:
        """The series *id*."""
        return next((one for one in self.series if one.id == id), None)


def people_of(sitting: Sitting) -> tuple[str, ...]:
    """Everybody who may own an action: who was invited or came, and who answered for a department."""
    names = dict.fromkeys(one.substitute or one.person for one in sitting.attendance)
    names |= dict.fromkeys(one.person for one in sitting.attendance)
    names |= dict.fromkeys(look.answer_owner for look in sitting.looks.values())
    return tuple(name for name in names if name)


def department_of(sitting: Sitting, person: str) -> str:
    """The department (id) for which somebody of this name was invited; "" when nobody was."""
    return next((one.department for one in sitting.attendance if one.person == person), "")


def is_settled(sitting: Sitting, item: str) -> bool:
    """Whether something came of an item, or it was said that it was not its turn."""
    found = next((one for one in sitting.items if one.id == item), None)
    return bool(sitting.outcomes.get(item)) or (found is not None and found.discussed is not None)
