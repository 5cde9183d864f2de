"""What a collector would have journalled of a recording, to be damaged at will."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path

from supervisor.audit.auditor import Auditor
from supervisor.audit.finding import Reconciliation
from supervisor.events import FullState, LiveEvent
from supervisor.live.audit import corrections
from supervisor.live.board import EMPTY
from supervisor.live.entry import entry
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.sources.asterisk.day_log import AsteriskDayLog
from supervisor.sources.day_log import DayLog
from supervisor.sources.replay.connector import said_by
from supervisor.sources.source import Heard
from supervisor.storage.database import Database
from tests.sources.asterisk.listings import RECORDINGS
from tests.sources.asterisk.played import recording
from tests.sources.asterisk.watch import RULES

PBX = "pbx"
RUNS = ("small-basic", "restart")

Batch = tuple[LiveEvent, ...]


@cache
def heard(run: str) -> tuple[Batch, ...]:
    """The batches of recording *run*, its full states as the events that mend the board."""
    board = EMPTY
    batches = []
    for _, group in said_by(recording(run), PBX):
        events: list[LiveEvent] = []
        for one in group:
            if isinstance(one, Heard):
                continue
            said = corrections(board, one) if isinstance(one, FullState) else (one,)
            board, _ = fold(board, said, RULES)
            events += said
        if events:
            batches.append(tuple(events))
    return tuple(batches)


def log_of(run: str) -> AsteriskDayLog:
    """The queue_log of recording *run*."""
    return AsteriskDayLog(PBX, RECORDINGS / run / "queue_log")


def written(database: Database, batches: Sequence[Batch], *, collector: str = "c") -> Journal:
    """A journal that holds *batches*, all of one collector."""
    journal = Journal(database)
    first = journal.last_sequence(collector) + 1
    journal.append_all(
        [entry(PBX, batch, sequence=number) for number, batch in enumerate(batches, first)],
        collector=collector,
    )
    return journal


def audited(
    journal: Journal, log: DayLog | Path | None, rules: CountingRules = RULES, *, recorded: bool = True
) -> Reconciliation:
    """The whole of what *journal* holds, compared with *log*."""
    own = AsteriskDayLog(PBX, log) if isinstance(log, Path) else log
    last = journal.last_at(PBX)
    assert last is not None
    found = Auditor(PBX, own, recorded=recorded).audit(journal, rules, last + timedelta(seconds=1))
    assert found is not None
    return found
