"""A thread that reads the journal and publishes boards, for a screen that takes the newest when it likes."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from supervisor.clock import monotonic
from supervisor.errors import DatabaseError
from supervisor.live.board import EMPTY, Board, Changed
from supervisor.live.feed import Heartbeat
from supervisor.live.rules import CountingRules
from supervisor.live.slices import Touched

if TYPE_CHECKING:  # SQLAlchemy takes 0.3 s to load: the thread does that, after the first window
    from supervisor.live.journal import Journal
    from supervisor.storage.database import Database

log = logging.getLogger(__name__)

RETRY_S = (0.5, 5.0)  # first and longest pause while the journal is away


@dataclass(frozen=True)
class Update:
    """The board now, and what changed on it since the update before.

    *heartbeats* are by this seat's clock, ready for `feed.judge`. *problem* says why the journal cannot be
    read at present; the board is then that of before.
    """

    board: Board
    changed: Changed
    heartbeats: dict[str, Heartbeat]
    problem: DatabaseError | None = None


class BoardThread:
    """What following the journal and replaying it have in common; `_work` is what a heir does with it.

    `start` it, `take` from it as often as you like (a screen's timer does, or whenever `on_board` says
    so), `stop` it.
    """

    NAME = "board"

    def __init__(self, open_journal: Callable[[], Database], rules: CountingRules) -> None:
        """*open_journal* is called on the thread, again after each trouble; there it is closed, too."""
        self.on_board: Callable[[], None] | None = None
        """Called on the thread whenever a board can be taken; to be set before `start`."""
        self._open_journal = open_journal
        self._thread: threading.Thread | None = None
        self._nudge = threading.Event()  # stop, other rules or another wish: end waiting
        self._stopping = False

        self._lock = threading.RLock()  # for what follows, down to the blank line
        self._rules = rules
        self._board = EMPTY
        self._changed = Touched()
        self._heartbeats: dict[str, Heartbeat] = {}
        self._problem: DatabaseError | None = None
        self._fresh = False

        self._draft = EMPTY  # the thread's own: ahead of the published one within a burst
        self._draft_changed = Touched()
        self._published_s = 0.0

    # -- for the owner ------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to read."""
        if self._thread is not None:
            raise RuntimeError("already started")
        self._stopping = False
        self._nudge.clear()
        self._thread = threading.Thread(target=self._run, name=self.NAME, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Cease to read; returns when the thread has ended. The last board can still be taken."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._stopping = True
        self._nudge.set()
        thread.join()

    def take(self) -> Update | None:
        """What is new since the last time; None when nothing is."""
        with self._lock:
            if not self._fresh:
                return None
            update = Update(self._board, self._changed.taken(), self._heartbeats, self._problem)
            self._fresh = False
            return update

    def set_rules(self, rules: CountingRules) -> None:
        """Count by *rules* from now on: the day is folded again."""
        with self._lock:
            if rules == self._rules:
                return
            self._rules = rules
        self._nudge.set()

    def set_sources(self, sources: Iterable[str]) -> None:
        """The centre has *sources* from now on: nothing to whoever tells of the past."""

    # -- the thread ---------------------------------------------------------------------------------------

    def _work(self, journal: Journal) -> None:
        """Read *journal* until told to stop. DatabaseError: it is opened again after a pause."""
        raise NotImplementedError

    def _run(self) -> None:
        from supervisor.live.journal import Journal  # see above: loads SQLAlchemy

        pause_s = RETRY_S[0]
        while not self._stopping:
            try:
                with self._open_journal() as db:
                    pause_s = RETRY_S[0]
                    self._work(Journal(db))
            except DatabaseError as problem:
                with self._lock:
                    again, self._problem = self._problem == problem, problem
                    self._fresh = True
                if not again:  # once for each trouble, not once for each try
                    log.warning("the journal cannot be read (%s: %s)", problem.reason, problem.detail)
            except Exception:
                # A bug, and the hook will say so; but a wall must not freeze over it without a word.
                log.exception("reading the journal failed; it is begun anew")
                threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))
                pause_s = RETRY_S[1]
            if not self._stopping:
                self._nudge.wait(pause_s)
                self._heed()
                pause_s = min(pause_s * 2, RETRY_S[1])

    def _heed(self) -> None:
        """Nudged, and about to look what for; that we are to stop is not forgotten."""
        self._nudge.clear()
        if self._stopping:
            self._nudge.set()

    def _shown(self) -> Board:
        """What is published of the draft."""
        return self._draft

    def _publish(self) -> None:
        self._lay_out()
        self._tell()

    def _lay_out(self) -> None:
        """Let the draft be taken."""
        changed = self._draft_changed.taken()
        self._published_s = monotonic()
        with self._lock:
            self._board = self._shown()
            self._changed.add(changed)
            self._fresh = True

    def _tell(self) -> None:
        if self.on_board is not None:
            self.on_board()
