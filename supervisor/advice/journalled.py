"""Stretches of time observed from the journal, for comparisons of any two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from supervisor.advice.observed import Observed, observed
from supervisor.advice.sharing import Sharing
from supervisor.events import LiveEvent
from supervisor.live.board import QueueKey
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.live.tape import AHEAD


def observed_in(
    journal: Journal,
    queues: Iterable[QueueKey],
    since: datetime,
    until: datetime,
    rules: CountingRules,
    split: Sharing | None = None,
    called_off: Callable[[], bool] = lambda: False,
) -> Observed | None:
    """*queues* from *since* to *until* as the journal tells it; see `observed.observed` for *split*.

    None when the journal begins only after *since*, or when it was *called_off*. Reads at most half an hour
    more than it is asked for. Raises DatabaseError.
    """
    start = journal.moments.board_at(since, rules)
    place = journal.moments.place_before(since, rules)
    if start is None or place is None:
        return None
    found = observed(
        start, _events(journal, place.batch_id, until, called_off), queues, since, until, rules, split
    )
    return None if called_off() else found


def _events(
    journal: Journal, after: int, until: datetime, called_off: Callable[[], bool]
) -> Iterator[LiveEvent]:
    """What the journal holds after batch *after*, until it speaks of times well past *until*."""
    while batches := journal.batches_after(after):
        for batch in batches:
            yield from batch.events
        after = batches[-1].id
        begun = [batch.events[0].at for batch in batches if batch.events]
        if called_off() or (begun and min(begun) > until + AHEAD):
            return
