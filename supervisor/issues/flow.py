"""How many issues come and go: month by month, and how old those are that stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from supervisor.issues.issue import Issue, Severity
from supervisor.issues.line import IssueLine
from supervisor.issues.states import State

AGES: tuple[int, ...] = (7, 14, 30, 60, 90)
"""Ages in calendar days up to which (with it) open issues are counted together; older ones come last."""

_NEVER_THERE = frozenset({State.DRAFT, State.MERGED})
"""A draft is no issue yet, and one that was merged lives on in another: neither came nor went."""


@dataclass(frozen=True)
class FlowMonth:
    """A month (its *first* day): issues *made* and ended (*closed*, of which *rejected*) in it, and how many
    were *open* when it was over, or now where it is not."""

    first: date
    made: int
    closed: int
    rejected: int
    open: int


@dataclass(frozen=True)
class AgeGroup:
    """Open issues of *since* to *until* days (None: and older), by severity; *overdue* of them all."""

    since: int
    until: int | None
    by_severity: dict[Severity, int]
    overdue: int

    @property
    def count(self) -> int:
        """All of them."""
        return sum(self.by_severity.values())


def flow(issues: Iterable[Issue], months: Sequence[date], zone: ZoneInfo) -> tuple[FlowMonth, ...]:
    """What came and went in each of *months* (first days). An issue that was opened again is told as one that
    never ended: when it ended before stands in its history alone."""
    there = [
        (_day(one.made_at, zone), _day(one.closed_at, zone) if one.closed_at else None, one.state)
        for one in issues
        if one.state not in _NEVER_THERE
    ]
    found = []
    for first in months:
        after = _next(first)
        ended = [state for _made, over, state in there if over is not None and first <= over < after]
        found.append(
            FlowMonth(
                first,
                sum(first <= made < after for made, _over, _state in there),
                len(ended),
                sum(state is State.REJECTED for state in ended),
                sum(made < after and (over is None or over >= after) for made, over, _state in there),
            )
        )
    return tuple(found)


def ages(lines: Iterable[IssueLine]) -> tuple[AgeGroup, ...]:
    """The open issues of *lines* by age, the youngest first; groups without any, too."""
    open_ = [one for one in lines if one.is_open and one.state is not State.DRAFT]
    found = []
    since = 0
    for until in (*AGES, None):
        of = [one for one in open_ if one.age_days >= since and (until is None or one.age_days <= until)]
        counts = {severity: sum(one.severity is severity for one in of) for severity in Severity}
        found.append(AgeGroup(since, until, counts, sum(one.is_overdue for one in of)))
        since = (until or 0) + 1
    return tuple(found)


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
