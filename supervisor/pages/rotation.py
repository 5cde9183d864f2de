"""Which page is on a wall at an instant: each for its seconds, and longer while somebody holds it.

A page may have pages of its own (more queues than fit): each of them has the page's seconds. How many there
are is known only while it is shown, so that a turn goes on by one step at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

LEAST_S, MOST_S = 3, 3600
USUAL_S = 20


@dataclass(frozen=True)
class Turn:
    """Page *place* of the wall's pages is shown, of its own pages *sub*, since *since*; both from 0.

    *held_s* is how many of its seconds had passed when somebody held it; None while pages turn.
    """

    place: int
    since: datetime
    sub: int = 0
    held_s: float | None = None

    @property
    def held(self) -> bool:
        return self.held_s is not None

    def passed_s(self, now: datetime) -> float:
        """How long the page has been shown, what it was held not counted."""
        return self.held_s if self.held_s is not None else max(0.0, (now - self.since).total_seconds())


def step(turn: Turn, seconds: Sequence[float], subs: int, now: datetime) -> Turn:
    """The turn at *now*: the same until the page's *seconds* are over, then the next of its *subs* own pages
    or the first of the next page.

    A single page that has no pages of its own stays. Whoever was away for long (a computer that slept) finds
    the next page, not the one that would have come by now.
    """
    if not seconds:
        return turn
    if turn.place >= len(seconds) or turn.sub >= max(1, subs):  # a page was taken away
        return Turn(min(turn.place, len(seconds) - 1), now, 0, turn.held_s)
    if turn.held or turn.passed_s(now) < seconds[turn.place] or (len(seconds) == 1 and subs <= 1):
        return turn
    return go(turn, 1, [subs if place == turn.place else 1 for place in range(len(seconds))], now)


def go(turn: Turn, by: int, subs: Sequence[int], now: datetime) -> Turn:
    """*by* steps on (or back), past the last page to the first; *subs* are the own pages of each page.

    The page that comes has all of its seconds; one that is held stays held.
    """
    steps = [(place, sub) for place, count in enumerate(subs) for sub in range(max(1, count))]
    if not steps:
        return turn
    here = (turn.place, min(turn.sub, max(1, subs[turn.place]) - 1)) if turn.place < len(subs) else (0, 0)
    place, sub = steps[(steps.index(here) + by) % len(steps)]
    return Turn(place, now, sub, 0.0 if turn.held else None)


def hold(turn: Turn, now: datetime) -> Turn:
    """The page stays until `let_go`."""
    return turn if turn.held else replace(turn, held_s=turn.passed_s(now))


def let_go(turn: Turn, now: datetime) -> Turn:
    """Pages turn again: this one has its whole time once more."""
    return turn if not turn.held else replace(turn, since=now, held_s=None)


def left_s(turn: Turn, seconds: Sequence[float], now: datetime) -> float | None:
    """In how many seconds the page turns; None while it is held or gone."""
    if turn.held or turn.place >= len(seconds):
        return None
    return max(0.0, seconds[turn.place] - turn.passed_s(now))
