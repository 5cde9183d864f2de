"""Keeps the alarms: asks the rules at every look, and writes what happened until it is written."""

from __future__ import annotations

import logging

from supervisor.alarms import store
from supervisor.alarms.engine import Floor, State, Transition, evaluate
from supervisor.alarms.rule import AlarmRule
from supervisor.errors import DatabaseError
from supervisor.storage.database import Database
from supervisor.wallboard.breaks import break_codes
from supervisor.wallboard.scope import sights
from supervisor.watch.keeper import Seen

log = logging.getLogger(__name__)


class AlarmKeeper:
    """The alarms of one centre, from where its tables say that they stand.

    While the database is away the alarms go on in memory and what happened waits, in order; it is written
    once the database is back, each thing once, however often it has to be tried.
    """

    NAME = "alarms"

    def __init__(self) -> None:
        self._state: State | None = None
        self._rules: tuple[AlarmRule, ...] = ()
        self._rules_of: tuple[object, ...] = ()
        self._waiting: list[Transition] = []

    @property
    def state(self) -> State:
        """How the alarms stand."""
        return self._state or State()

    def forget(self) -> None:
        """Believe the tables again: somebody else may have kept the alarms for a while."""
        self._state = None

    def keep(self, seen: Seen, database: Database) -> None:
        """Look once. Raises DatabaseError; what could not be written waits."""
        if self._state is None:
            self._write(database)  # first what we know, then what the tables say
        self._read(seen, database)
        state = self._state
        if state is None:
            raise RuntimeError("nobody has said how the alarms stand")
        board = seen.board
        day = board.day or seen.rules.days.day(seen.at)
        found = sights(board, seen.at, seen.rules.days.begins(day), break_codes(seen.settings.break_codes))
        floor = Floor(found, seen.feeds, seen.rules.days.zone, seen.speed)
        self._state, happened = evaluate(state, self._rules, floor, seen.at)
        self._waiting += happened
        self._write(database)

    def _write(self, database: Database) -> None:
        if self._waiting:
            database.change(store.apply, self._waiting)
            self._waiting = []

    def _read(self, seen: Seen, database: Database) -> None:
        """The state at the start, and the rules whenever they may have changed."""
        of = (seen.versions.get("alarm_rules", 0), seen.settings)
        if self._state is not None and of == self._rules_of:
            return
        try:
            with database.read() as db:
                rules = tuple(record.rule for record in store.all_rules(db, seen.settings))
                state = self._state if self._state is not None else store.restore(db, seen.at)
        except DatabaseError:
            if self._state is None:
                raise
            return  # by the rules of before; they are read once the database is back
        self._rules, self._rules_of, self._state = rules, of, state
