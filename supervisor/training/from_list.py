"""From the training list to a course: whom it is for, and why, as the list said it when they were chosen."""

from __future__ import annotations

from collections.abc import Sequence

from supervisor.review.entries import Entry
from supervisor.training.course import Arm, Listed, Participant, Reason


def listed(entry: Entry, *, cause: str = "") -> Listed:
    """What the list says of *entry* now; it stays, whatever the figures become."""
    last = entry.months[-1]
    return Listed(
        month=last.month,
        kpi=entry.kpi,
        answer=entry.answer.value,
        run=entry.off_months,
        run_of=entry.run_of,
        raw=last.value,
        fair=last.fair,
        level=entry.level,
        low=entry.level_low,
        high=entry.level_high,
        p_off=entry.p_off,
        bar=entry.bar,
        n=entry.volume,
        cause=cause,
    )


def invited(
    entries: Sequence[Entry], words: str = "", *, causes: Sequence[str] = ()
) -> tuple[Participant, ...]:
    """The people of *entries* as they are put on a course, each with the reason; *causes*: one for each,
    where they are known. Of several entries of one person and work the first counts."""
    found: dict[object, Participant] = {}
    for at, entry in enumerate(entries):
        cause = causes[at] if at < len(causes) else ""
        reason = Reason(words, listed(entry, cause=cause))
        found.setdefault(entry.who.unit, Participant(entry.who.unit, Arm.TRAINED, reason))
    return tuple(found.values())
