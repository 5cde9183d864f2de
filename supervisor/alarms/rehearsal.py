"""What a rule would have called on a day: the engine asked about the floors that the journal remembers.

Nobody should have to live with a rule for a week to learn that it calls too often.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
from sqlalchemy import select

from supervisor.alarms.alarm import EventKind
from supervisor.alarms.engine import Floor, State, Transition, evaluate
from supervisor.alarms.place import AlarmKey, Place
from supervisor.alarms.rule import FEED, AlarmRule
from supervisor.live.board import Board
from supervisor.live.feed import Cause, Feed, FeedState
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.live.slices import Slicer
from supervisor.live.tape import Tape
from supervisor.settings.breaks import BreakCode
from supervisor.storage.journal_tables import journal_batch
from supervisor.wallboard.levels import Level
from supervisor.wallboard.scope import sights

EVERY = timedelta(seconds=30)
"""Between two looks: half of the shortest on-delay that makes sense for people."""


class Progress(Protocol):
    """Is told how far it is."""

    def __call__(self, done: int, total: int) -> None: ...


@dataclass(frozen=True)
class Rehearsed:
    """An alarm that the rule would have raised; *closed_at* is None when it would stand at the end.

    *worst* is the worst value that it would have had, with *n* behind it; None when that is not known.
    """

    place: Place
    peak: Level
    opened_at: datetime
    closed_at: datetime | None
    worst: float | None = None
    n: int | None = None


@dataclass(frozen=True)
class Rehearsal:
    """What *rule* would have raised from *since* to *until*, oldest first; *looks* times it was asked.

    *since* is later than asked for when the journal begins only then.
    """

    rule: AlarmRule
    since: datetime
    until: datetime
    looks: int
    alarms: tuple[Rehearsed, ...]

    @property
    def actions(self) -> int:
        """How many would have asked for action at their worst."""
        return sum(alarm.peak is Level.ACTION for alarm in self.alarms)

    @property
    def per_10_min(self) -> float | None:
        """Alarms per 10 minutes on the average; None over no time."""
        spans = (self.until - self.since) / timedelta(minutes=10)
        return len(self.alarms) / spans if spans > 0 else None

    @property
    def seconds(self) -> float:
        """For how long at least one of them would have stood."""
        total, reached = 0.0, self.since
        for alarm in self.alarms:  # by when they opened
            begins, ends = max(alarm.opened_at, reached), alarm.closed_at or self.until
            total += max(0.0, (ends - begins).total_seconds())
            reached = max(reached, ends)
        return total


def rehearse(
    journal: Journal,
    rule: AlarmRule,
    counting: CountingRules,
    codes: Mapping[str, BreakCode],
    since: datetime,
    until: datetime,
    *,
    every: timedelta = EVERY,
    progress: Progress = lambda done, total: None,
) -> Rehearsal | None:
    """What *rule*, as if it alone were switched on, would have raised from *since* to *until*.

    *codes* are the break codes by the source's word, case folded. None when nothing was journalled until
    then. Takes some 5 ms a look of a floor of a dozen queues, 30 ms of one of 5,000 agents.
    """
    begins = _begin(journal, since)
    if begins is None or begins >= until:
        return None
    place = journal.moments.place_before(begins, counting)
    if place is None:
        return None
    alone = msgspec.structs.replace(rule, enabled=True)
    tape, slicer, state = Tape(place, counting), Slicer(), State()
    found: dict[AlarmKey, Rehearsed] = {}
    done: list[Rehearsed] = []
    looks = max(1, (until - begins) // every)
    at = begins
    for look in range(looks + 1):
        at = min(until, begins + look * every)
        for _turn in journal.moments.wind(tape, at, slicer):
            pass
        board = tape.board(at)
        day = board.day or counting.days.day(at)
        seen = sights(board, at, counting.days.begins(day), codes)
        floor = Floor(seen, _feeds(board, at), counting.days.zone)
        state, happened = evaluate(state, [alone], floor, at)
        for transition in happened:
            _note(transition, found, done)
        for key, standing in state.alarms.items():
            if key in found:
                found[key] = _worse(found[key], standing.symptoms[0].worst, standing.symptoms[0].n)
        progress(look, looks)
    done += found.values()
    return Rehearsal(alone, begins, until, looks + 1, tuple(sorted(done, key=lambda each: each.opened_at)))


def _begin(journal: Journal, since: datetime) -> datetime | None:
    """The first instant from *since* on of which the journal knows; None when it knows nothing."""
    with journal.db.read() as db:
        oldest = db.execute(
            select(journal_batch.c.first_at).order_by(journal_batch.c.id).limit(1)
        ).scalar_one_or_none()
    return None if oldest is None else max(oldest, since)


def _feeds(board: Board, at: datetime) -> dict[str, Feed]:
    """How each source was heard: the journal knows when it was away, not how late it was."""
    return {
        name: Feed(FeedState.LIVE, None, at)
        if line.up
        else Feed(FeedState.DEAD, line.since, line.since, line.reason, Cause.DOWN)
        for name, line in board.sources.items()
    }


def _note(transition: Transition, found: dict[AlarmKey, Rehearsed], done: list[Rehearsed]) -> None:
    standing, key = transition.alarm, transition.alarm.key
    if key.cause == FEED:
        return  # that a source was away is no doing of the rule
    if transition.kind is EventKind.OPENED:
        found[key] = Rehearsed(key.place, standing.peak, standing.opened_at, None)
    elif transition.kind is EventKind.CLOSED and key in found:
        done.append(replace(found.pop(key), closed_at=transition.at))
    elif key in found:
        found[key] = replace(found[key], peak=standing.peak)


def _worse(alarm: Rehearsed, worst: float | None, n: int | None) -> Rehearsed:
    return alarm if worst == alarm.worst else replace(alarm, worst=worst, n=n)
