"""What the watch process does besides looking: its keepers, and how each gets its turn."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from supervisor.clock import monotonic
from supervisor.errors import DatabaseError
from supervisor.live.board import Board
from supervisor.live.feed import Feed
from supervisor.live.rules import CountingRules
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import Database

log = logging.getLogger(__name__)

ASKED_EVERY_S = 20.0
"""So soon after its last turn a keeper that is asked for has another one, of the centre's clock."""
ASIDE_EVERY_S = 1.0  # people's seconds: a demo in a hurry must not make heavy work of every tick


@dataclass(frozen=True)
class Seen:
    """The floor when the centre's clock read *at*, and the settings in force.

    *feeds* judges every source that the centre has now, by name. *speed* is how many times as fast as
    people's the centre's clock runs. *versions* are those of the areas (storage/areas.py): a keeper that
    remembers those it saw knows when to read its own settings again.
    """

    at: datetime
    board: Board
    feeds: Mapping[str, Feed]
    settings: CentreSettings
    rules: CountingRules
    versions: Mapping[str, int]
    speed: float = 1.0


Keep: TypeAlias = Callable[[Seen, Database], None]


@dataclass(frozen=True)
class Keeper:
    """Something that must be seen to while a centre is open, whether or not a console is.

    *keep* is called at most once in *every_s* seconds of the centre's clock (0: at every look, some five
    seconds apart) with what was seen and the centre's database; it opens its own transactions, keeps them
    short, and remembers by itself what it needs. A DatabaseError is tried again at the next look. One whose
    work takes longer than 50 ms is *aside*: a thread of its own calls it, so that no alarm waits for it; it
    then gets what is newest when its turn comes. *asked*: an area; when somebody notes it the turn comes at
    once, though not within ASKED_EVERY_S of the last one.
    """

    name: str
    keep: Keep
    every_s: float = 0.0
    aside: bool = False
    asked: str = ""


class Turns:
    """Gives each of some keepers its turn; a keeper that fails neither ends the others nor itself."""

    def __init__(self, keepers: Sequence[Keeper]) -> None:
        self._keepers = tuple(keepers)
        self._kept: dict[str, datetime] = {}
        self._heeded: dict[str, int] = {}  # at which version of what it is asked by
        self._troubled: set[str] = set()

    def give(self, seen: Seen, database: Database) -> None:
        """Call every keeper whose time has come."""
        for keeper in self._keepers:
            last, asked = self._kept.get(keeper.name), seen.versions.get(keeper.asked, 0)
            is_asked = asked != self._heeded.get(keeper.name, asked)
            every_s = min(keeper.every_s, ASKED_EVERY_S) if is_asked else keeper.every_s
            if last is not None and 0 <= (seen.at - last).total_seconds() < every_s:
                continue
            self._kept[keeper.name] = seen.at
            self._heeded[keeper.name] = asked
            try:
                keeper.keep(seen, database)
            except DatabaseError as error:
                if keeper.name not in self._troubled:  # once for each trouble, not once for each try
                    log.warning("%s could not be kept (%s: %s)", keeper.name, error.reason, error.detail)
                self._troubled.add(keeper.name)
                del self._kept[keeper.name]  # tried again at the next look
            except Exception:
                # A bug, and the hook will say so; but whoever keeps the alarms must not end over it.
                log.exception("%s could not be kept", keeper.name)
                threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))
            else:
                self._troubled.discard(keeper.name)


class Aside:
    """A thread for a keeper whose work is long: it always takes the newest that was seen."""

    def __init__(self, keeper: Keeper, database: Database) -> None:
        self._turns = Turns([keeper])
        self._database = database
        self._thread = threading.Thread(target=self._run, name=f"keeper {keeper.name}", daemon=True)
        self._wake = threading.Condition()
        self._seen: Seen | None = None
        self._stopping = False

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when the work under way, if any, is done."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        self._thread.join()

    def give(self, seen: Seen) -> None:
        """Something newer was seen."""
        with self._wake:
            self._seen = seen
            self._wake.notify()

    def _run(self) -> None:
        began_s = -ASIDE_EVERY_S
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._stopping or self._seen is not None)
                self._wake.wait_for(lambda: self._stopping, began_s + ASIDE_EVERY_S - monotonic())
                if self._stopping:
                    return
                seen, self._seen = self._seen, None
            if seen is not None:
                began_s = monotonic()
                self._turns.give(seen, self._database)
