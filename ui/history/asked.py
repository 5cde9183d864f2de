"""What is asked of the past on its page: which days, how finely, by which definitions, of which queues."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import msgspec

from supervisor.history.definition import USUAL, Definition
from supervisor.history.period import Every, Period
from supervisor.history.queue_figures import QueueQuestion
from supervisor.words import mark

LONGEST_DAYS = 1100


class Days(StrEnum):
    """Which days, as a person says it."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    LAST_7 = "last_7"
    LAST_30 = "last_30"
    LAST_90 = "last_90"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    CHOSEN = "chosen"


DAYS_WORDS = {
    Days.TODAY: mark("Today"),
    Days.YESTERDAY: mark("Yesterday"),
    Days.LAST_7: mark("Last 7 days"),
    Days.LAST_30: mark("Last 30 days"),
    Days.LAST_90: mark("Last 90 days"),
    Days.THIS_MONTH: mark("This month"),
    Days.LAST_MONTH: mark("Last month"),
    Days.CHOSEN: mark("From … to …"),
}
EVERY_WORDS = {
    Every.HALF: mark("by half hour"),
    Every.HOUR: mark("by hour"),
    Every.DAY: mark("by day"),
    Every.WEEK: mark("by week"),
    Every.MONTH: mark("by month"),
}
MOST_POINTS = 1500  # of a curve; finer is not seen any more


@dataclass(frozen=True)
class Asked:
    """One question. *first* and *last* hold for CHOSEN days; None in a filter is any."""

    days: Days = Days.LAST_30
    first: date | None = None
    last: date | None = None
    every: Every = Every.DAY
    definition: Definition = USUAL
    queues: tuple[tuple[str, str], ...] | None = None
    skills: tuple[str, ...] | None = None
    channels: tuple[str, ...] | None = None

    def period(self, today: date) -> Period:
        """The business days, when it is *today*."""
        match self.days:
            case Days.TODAY:
                return Period(today, today)
            case Days.YESTERDAY:
                return Period(today - timedelta(days=1), today - timedelta(days=1))
            case Days.LAST_7 | Days.LAST_30 | Days.LAST_90:
                count = int(self.days.value.partition("_")[2])
                return Period(today - timedelta(days=count - 1), today)
            case Days.THIS_MONTH:
                return Period(today.replace(day=1), today)
            case Days.LAST_MONTH:
                last = today.replace(day=1) - timedelta(days=1)
                return Period(last.replace(day=1), last)
            case Days.CHOSEN:
                first, last = self.first or today, self.last or today
                first, last = min(first, last), max(first, last)
                return Period(max(first, last - timedelta(days=LONGEST_DAYS)), last)

    def question(self, today: date, every: Every = Every.WHOLE) -> QueueQuestion:
        """As the history is asked."""
        return QueueQuestion(
            self.period(today),
            every,
            self.definition,
            queues=self.queues,
            skills=self.skills,
            channels=self.channels,
        )

    def fit(self, today: date) -> Asked:
        """The same, cut no finer than a curve shows."""
        days = len(self.period(today).days)
        pieces = {Every.HALF: 48 * days, Every.HOUR: 24 * days}
        return self if pieces.get(self.every, 0) <= MOST_POINTS else replace(self, every=Every.DAY)


def remembered(raw: dict[str, Any]) -> Asked:
    """What `to_remember` made; the usual question where it cannot be read."""
    try:
        return msgspec.convert(raw, Asked)
    except msgspec.ValidationError:
        return Asked()


def to_remember(asked: Asked) -> dict[str, Any]:
    """As JSON keeps it."""
    return dict(msgspec.to_builtins(asked))
