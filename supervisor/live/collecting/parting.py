"""Tells the journal of sources that the centre no longer has: the last thing that is said of them."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Collection
from datetime import datetime

from supervisor.errors import AlreadyCollectedError
from supervisor.live.entry import entry
from supervisor.live.heartbeat_store import forget_beat
from supervisor.live.journal import Journal
from supervisor.live.lock import SourceLock
from supervisor.live.outbox import BATCH_EVENTS
from supervisor.live.removed import last_words
from supervisor.live.rules import CountingRules

log = logging.getLogger(__name__)


def tell_removed(
    journal: Journal, sources: Callable[[], Collection[str]], rules: CountingRules, now: datetime
) -> bool:
    """Journal the last words of whoever gave a sign of life and is not among *sources*; whether all is told.

    Any collector may do it, whoever heard the source: its lock says that nobody hears it now. A source that
    is still held is left to the next time. Raises DatabaseError.
    """
    told = True
    for name in sorted(journal.heartbeats().keys() - set(sources())):
        try:
            with SourceLock(journal.db, [name]) as lock:
                if name not in sources():  # else it was added again meanwhile
                    _part(journal, name, rules, now, lock.holder)
        except AlreadyCollectedError:
            told = False
    return told


def _part(journal: Journal, name: str, rules: CountingRules, now: datetime, holder: int | None) -> None:
    journal.settle()  # who had it before may be in the middle of writing
    words, veil = last_words(journal.moments.resume(rules, now).board, name), journal.veil()
    parts = [words[start : start + BATCH_EVENTS] for start in range(0, len(words), BATCH_EVENTS)]
    entries = [entry(name, part, sequence=number, veil=veil) for number, part in enumerate(parts, 1)]
    if entries:
        journal.append_all(entries, collector=uuid.uuid4().hex, holder=holder)
    forget_beat(journal.db, name)  # at the end: whoever is killed before begins anew
    log.info("%s was removed: %s events close what it had open", name, len(words))
