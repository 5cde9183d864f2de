"""Sources that the centre no longer has: what they had open is closed, and nobody waits for them any more.

What they counted stays. A contact that was waiting is lost, as after a crash of the source; one that was
being handled stays answered; agents go; all of it as of the last word of the source, after which nothing is
known. A source that is added again under the name begins with its full state, as any other.

A collector writes that into the journal, for every reader at any later time (`collecting/parting.py`). Until
one did, or where none runs, each seat sees to its own board (`without_removed`).
"""

from __future__ import annotations

from collections.abc import Collection

from supervisor.events import LiveEvent, SourceDown
from supervisor.live.audit import endings
from supervisor.live.board import Board
from supervisor.live.fold import fold
from supervisor.live.rules import CountingRules


def last_words(board: Board, source: str) -> tuple[LiveEvent, ...]:
    """What is to be said of *source*, which was removed; nothing when *board* does not know it."""
    line = board.sources.get(source)
    if line is None:
        return ()
    at = line.last_event_at
    return (*endings(board, source, at), SourceDown(source, at, planned=True, removed=True))


def without_removed(board: Board, sources: Collection[str], rules: CountingRules) -> Board:
    """*board* of a centre that has *sources* and no others."""
    removed = [name for name in board.sources if name not in sources]
    if not removed:
        return board
    return fold(board, [event for name in removed for event in last_words(board, name)], rules)[0]
