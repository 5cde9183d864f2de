"""Waits that are too long to be true: a contact whose end was never heard waits for ever.

The source's own log says so for certain (supervisor/audit). Until it does, or where there is none, a wait far
beyond everything else of the day is marked with a question mark rather than believed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from supervisor.events import Channel
from supervisor.live.board import OpenContact, QueueLine

LEAST = timedelta(minutes=30)  # nothing shorter is ever doubted
LONGEST = timedelta(hours=4)  # nothing longer is believed, where people wait on the line
TIMES_LONGEST = 3.0  # the longest wait that came to an end today
TIMES_MEAN = 20.0  # the mean wait of those who were answered
LONGEST_HANDLING = timedelta(hours=8)
_PATIENT = frozenset({Channel.EMAIL})  # these may wait for days


def doubt_after(line: QueueLine, longest_s: float = 0.0) -> timedelta | None:
    """How long a contact may wait in the queue of *line* before its wait is doubted; None: for ever.

    *longest_s* is the longest wait that came to an end today, where the caller knows it; the board knows
    those of the customers who gave up.
    """
    if line.channel in _PATIENT:
        return None
    today = line.today
    longest_s = max(longest_s, max((gave_up.wait_s for gave_up in line.abandoned), default=0.0))
    mean_s = today.wait_answered_s / today.answered if today.answered else 0.0
    seconds = max(LEAST.total_seconds(), TIMES_LONGEST * longest_s, TIMES_MEAN * mean_s)
    return min(timedelta(seconds=seconds), LONGEST)


def is_doubtful(line: QueueLine, wait_s: float | None, longest_s: float = 0.0) -> bool:
    """Whether a wait of *wait_s* seconds in the queue of *line* is longer than anybody can believe."""
    if wait_s is None or wait_s <= LEAST.total_seconds():  # before anything is worked out: nearly always
        return False
    limit = doubt_after(line, longest_s)
    return limit is not None and wait_s > limit.total_seconds()


def doubtful(line: QueueLine, now: datetime, longest_s: float = 0.0) -> tuple[OpenContact, ...]:
    """The contacts of *line* that wait longer than anybody can believe, in order of arrival."""
    if not line.waiting or not is_doubtful(line, (now - line.waiting[0].since).total_seconds(), longest_s):
        return ()
    limit = doubt_after(line, longest_s)
    return tuple(contact for contact in line.waiting if limit is not None and now - contact.since > limit)
