"""The figures of a queue, with their definitions: now, today and the last half hour.

Periods group contacts by when they *arrived*, so an interval never answers more than it was offered. A rate
is None when there is nothing to divide by: nothing offered is neither 0 % nor 100 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from supervisor.live.board import QueueLine, Staff
from supervisor.live.counts import NOTHING, Counts, summed
from supervisor.live.fold import RECENT_MINUTES

Z_95 = 1.959964


@dataclass(frozen=True)
class Rate:
    """A share kept as its two counts, so that it can be added up, shown with its n and judged."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """0 to 1; None when *whole* is 0."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % score interval of the share; None when *whole* is 0 (E. B. Wilson, 1927)."""
        n = self.whole
        if not n:
            return None
        p, z2 = self.part / n, Z_95 * Z_95
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = Z_95 / (1 + z2 / n) * (p * (1 - p) / n + z2 / (4 * n * n)) ** 0.5
        return max(0.0, middle - half), min(1.0, middle + half)

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.part + other.part, self.whole + other.whole)


def answer_rate(counts: Counts) -> Rate:
    """Answered ÷ (offered − still waiting).

    Contacts that timed out, found the queue empty or chose another way stay in the denominator: the customer
    asked for a human and did not get one. Short abandons stay in it too.
    """
    return Rate(counts.answered, counts.settled)


def service_level(counts: Counts, waiting_late: int) -> Rate:
    """Answered within the threshold ÷ (settled − short abandons + waiting past the threshold).

    A contact that waits beyond the threshold is missed already, whatever comes; one that still may be
    answered in time does not count yet. Asterisk's ServicelevelPerf leaves
    abandoned contacts out, so the two differ.
    """
    return Rate(counts.in_time, counts.settled - counts.abandoned_short + waiting_late)


def abandonment(counts: Counts) -> Rate:
    """Abandoned after the short-abandon limit ÷ (settled − short abandons)."""
    return Rate(counts.abandoned - counts.abandoned_short, counts.settled - counts.abandoned_short)


@dataclass(frozen=True)
class PeriodFigures:
    """A queue over one period: the counts behind each rate stand beside it."""

    counts: Counts
    answer_rate: Rate
    service_level: Rate

    @property
    def mean_wait_s(self) -> float | None:
        """Mean wait of the answered (ASA), ring included; None when none was answered."""
        return self.counts.wait_answered_s / self.counts.answered if self.counts.answered else None

    @property
    def mean_talk_s(self) -> float | None:
        """Mean talk of the contacts that ended in the period; None when none did."""
        return self.counts.talk_s / self.counts.ended if self.counts.ended else None

    @property
    def mean_handle_s(self) -> float | None:
        """Mean of talk, hold and after-contact work (AHT), as far as the source tells them, of the contacts
        that ended in the period; None when none did. Contacts under way are the long ones and not in it."""
        return self.counts.handle_s / self.counts.ended if self.counts.ended else None


@dataclass(frozen=True)
class QueueFigures:
    """Everything that a tile shows of one queue at *at*; *longest_wait_s* is None when nobody waits."""

    line: QueueLine
    at: datetime
    waiting: int
    longest_wait_s: float | None
    today: PeriodFigures
    recent: PeriodFigures  # the last 30 minutes, the running one included

    @property
    def staff(self) -> Staff:
        return self.line.staff


def queue_figures(line: QueueLine, now: datetime, day_begins: datetime) -> QueueFigures:
    """The figures of *line* when the clock reads *now*, in the business day that began at *day_begins*."""
    since = line.waiting_since
    recent_from = int(now.timestamp()) // 60 - RECENT_MINUTES + 1
    recent = summed(counts for minute, counts in line.minutes.items() if minute >= recent_from)
    late_today = late_recent = 0
    in_time_since = now - timedelta(seconds=line.threshold_s)
    for contact in line.waiting:  # in order of arrival
        if contact.since >= in_time_since:
            break
        late_today += contact.since >= day_begins
        late_recent += int(contact.since.timestamp()) // 60 >= recent_from
    return QueueFigures(
        line,
        now,
        len(line.waiting),
        max(0.0, (now - since).total_seconds()) if since else None,
        PeriodFigures(line.today, answer_rate(line.today), service_level(line.today, late_today)),
        PeriodFigures(recent, answer_rate(recent), service_level(recent, late_recent)),
    )


def quarters(line: QueueLine, until: int | None = None) -> list[Counts]:
    """The day so far by quarter hour, from the first to quarter *until* (None: the last with a contact)."""
    last = max(line.quarters, default=-1) if until is None else until
    return [line.quarters.get(quarter, NOTHING) for quarter in range(last + 1)]
