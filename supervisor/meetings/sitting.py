"""A meeting with all that belongs to it, as whoever runs it sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from supervisor.meetings.agenda import Budget, Look
from supervisor.meetings.meeting import Attendance, Item, Meeting, Outcome
from supervisor.meetings.series import Series


@dataclass(frozen=True)
class Sitting:
    """A meeting with all that belongs to it, as one read finds it. *looks* and *outcomes* are by item id;
    *missing*: departments (ids) with items of which nobody came, once somebody said who did; *closings*: the
    versions of its minutes that there are."""

    meeting: Meeting
    series: Series
    items: tuple[Item, ...]
    looks: Mapping[str, Look]
    outcomes: Mapping[str, tuple[Outcome, ...]]
    attendance: tuple[Attendance, ...]
    budget: Budget
    missing: tuple[str, ...] = ()
    closings: tuple[int, ...] = ()
    departments: Mapping[str, str] = field(default_factory=dict)  # names by id
