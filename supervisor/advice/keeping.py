"""Keeps advice honest while a centre is open: makes the automatic forecasts, and scores what falls due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from supervisor.advice import store
from supervisor.advice.forecast import Kind, outlooks, scored, to_make
from supervisor.live.board import Board, QueueKey
from supervisor.live.feed import Feed, FeedState
from supervisor.live.rules import CountingRules
from supervisor.storage.changes import Changes
from supervisor.storage.database import Database


class Seen(Protocol):
    """The floor when the centre's clock read *at*; *feeds* judges its sources."""

    @property
    def at(self) -> datetime: ...
    @property
    def board(self) -> Board: ...
    @property
    def feeds(self) -> Mapping[str, Feed]: ...
    @property
    def rules(self) -> CountingRules: ...


class AdviceKeeper:
    """To be called every few seconds; most calls do nothing. What it makes takes some 20 ms a busy queue, so
    it belongs aside of what must not wait (`watch/keeper.Keeper.aside`)."""

    NAME = "advice"
    EVERY_S = 5.0  # of the centre's clock

    def __init__(self) -> None:
        self._made: dict[QueueKey, datetime] | None = None
        self._forgot: date | None = None

    def keep(self, seen: Seen, database: Database) -> None:
        """Look once. Raises DatabaseError, and then tries the same again at the next look."""
        self.look(seen, database)

    def look(self, seen: Seen, database: Database) -> Changes:
        """Look once, and tell what was written."""
        today = seen.rules.days.day(seen.at)
        if self._forgot != today:
            database.change(store.forget, seen.at)
            self._forgot = today
        changes = self._score(seen, database)
        with database.read() as db:
            made = store.last_made(db, Kind.OUTLOOK) if self._made is None else self._made
        live = [
            key
            for key in to_make(seen.board, seen.at, made)
            if key[0] in seen.feeds and seen.feeds[key[0]].state is FeedState.LIVE
        ]
        new = outlooks(seen.board, live, seen.at, seen.rules)
        if new:
            database.change(store.add, new)
            changes |= store.FORECASTS
        # also those of which too little was known: they are looked at again at the next turn, not at once
        self._made = {**made, **dict.fromkeys(live, seen.at)}
        return changes

    def _score(self, seen: Seen, database: Database) -> Changes:
        with database.read() as db:
            waiting = store.due(db, seen.at)
        done = [
            found
            for forecast in waiting
            if (found := scored(forecast, seen.board, seen.feeds, seen.at, seen.rules)) is not None
        ]
        if not done:
            return Changes()
        return database.change(store.save, done)
