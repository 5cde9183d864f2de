"""The thread that owns the database: one piece of work after another, woken when others have written.

On a server's database it listens on the connection that it works with (`storage/listening.py`), finds out
within seconds that the server does not answer, and looks again until it does. Meanwhile what is to be read
waits, and what is to be written is held on this computer (`held.py`): nothing is done twice of which it is
unknown whether it was done.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from supervisor.clock import SystemClock, monotonic
from supervisor.errors import DatabaseError, KeptHereError
from ui.held import Held, HeldWrites

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint, in this thread
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes
    from supervisor.storage.database import Database
    from supervisor.storage.listening import Listening

LOOK_S = 5.0
"""Between two looks at what others have written, whatever was heard (PostgreSQL)."""

LOOK_GAP_S = 0.2  # at least, however much is heard: anybody can NOTIFY, and a hundred seats may save at once
RETRY_S = (1.0, 5.0)  # first and longest pause while the database is away
REFUSED_S = 15.0  # while it does not let us in: some servers lock out who knocks too often
STUCK_S = 5.0  # after which it is asked on another connection whether the server is there at all
PROBE_S = 5  # in which it must answer there
PARKED = 1_000  # readings that wait; a console that was left alone for a night asks for no more

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Away:
    """The database has not answered since the instant *since*; *error* says why."""

    since: datetime
    error: DatabaseError


@dataclass(frozen=True)
class Given:
    """A piece of work: *how* it is done (read, write, call), for whom (*job*), and what a write that must
    wait is about (*subject*, see `held.py`). *held*: it was held and is given again."""

    job: Any
    how: str
    work: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    subject: str = ""
    held: Held | None = None


@dataclass(frozen=True)
class Settled:
    """What became of *given*. *freed*: the same was held, and is not any more."""

    given: Given
    result: Any
    error: Exception | None
    freed: bool = False


@dataclass(frozen=True)
class Found:
    """A held write of which it was unknown whether it was saved: *saved*, or it was not and is offered
    again."""

    held: Held
    saved: bool


class DatabaseThread:
    """`give` it work; it calls *tell* on its own thread with Settled, Changes of others, Away or None (it
    is back), and Found."""

    def __init__(self, open_database: Callable[[], Database], tell: Callable[[object], None]) -> None:
        self._open = open_database
        self._tell = tell
        self._work: SimpleQueue[Given | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._probe: threading.Thread | None = None
        self._wake: tuple[socket.socket, socket.socket] | None = None
        self._stopping = False
        self.held: HeldWrites | None = None
        """Where writes are held; None: nowhere, and a write that fails has failed."""
        self.away: Away | None = None
        self._database: Database | None = None
        self._listening: Listening | None = None
        self._parked: deque[Given] = deque()
        self._seen: dict[str, int] = {}  # how often each area was written
        self._answered_at = SystemClock().now()
        self._busy_since_s: float | None = None
        self._looked_s = 0.0
        self._look_s = 0.0  # when it looks next
        self._is_shut_out = False  # this log-in may not even look any more
        self._pause_s = RETRY_S[0]

    # -- for the owner ------------------------------------------------------------------------------------

    @property
    def is_running(self) -> bool:
        return self._thread is not None

    @property
    def listens(self) -> bool:
        """Whether what others write is told without anybody looking."""
        return self._listening is not None

    def start(self) -> None:
        """Begin; the database is opened with the first piece of work."""
        if self._thread is None:
            self._stopping = False
            self._wake = socket.socketpair()
            for end in self._wake:
                end.setblocking(False)
            self._thread = threading.Thread(target=self._run, name="database")
            self._thread.start()

    def stop(self) -> None:
        """Finish the writes that were given, drop everything else; returns when the thread has ended."""
        self._stopping = True
        if self._thread is not None:
            self._work.put(None)
            self._rouse()
            self._thread.join()
            self._thread = None
        if self._probe is not None:
            self._probe.join()
            self._probe = None
        if self._wake is not None:
            for end in self._wake:
                end.close()
            self._wake = None

    def give(self, given: Given) -> None:
        """Have it done after what was given before; a write is held at once while the database is away."""
        if given.how == "write" and self.away is not None:
            self._tell(Settled(given, None, self._kept(given, self.away.error)))
            return
        self._work.put(given)
        self._rouse()

    def check(self) -> None:
        """From the screen, once a second: where one piece of work takes long, ask whether the server is
        there."""
        since, database = self._busy_since_s, self._database
        if since is None or database is None or self._listening is None or monotonic() - since < STUCK_S:
            return
        if self._probe is None or not self._probe.is_alive():
            self._probe = threading.Thread(target=self._ask, args=(database, since), name="database probe")
            self._probe.start()

    def try_now(self) -> None:
        """Look at once whether the database is back."""
        self._look_s = 0.0
        self._rouse()

    def _rouse(self) -> None:
        if self._wake is not None:
            with suppress(BlockingIOError, OSError):  # it is awake already, or gone
                self._wake[1].send(b"!")

    def _ask(self, database: Database, since: float) -> None:
        try:
            raw = database.raw_postgresql(PROBE_S)
            raw.close()
        except DatabaseError as error:
            if self._busy_since_s == since and self._listening is not None:
                _log.warning("the database does not answer (%s); what waits for it is cut off", error.detail)
                self._listening.cut()

    # -- the thread ---------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while (given := self._next()) is not None:
                self._do(given)
        finally:
            if self._database is not None:
                self._database.close()
            self._database = self._listening = None

    def _next(self) -> Given | None:
        while True:
            if self._listening is not None and monotonic() >= self._look_s and not self._stopping:
                self._reach()
            if self._parked and self.away is None:
                return self._parked.popleft()
            try:
                return self._work.get_nowait()
            except Empty:
                self._idle()

    def _idle(self) -> None:
        """Wait for work, for what others write, for the server to be gone, for the time to look."""
        assert self._wake is not None  # noqa: S101
        ours = self._wake[0]
        if self._listening is None:
            ours.setblocking(True)
            ours.recv(4096)
            ours.setblocking(False)
            return
        self._listening.wait(ours, max(0.0, self._look_s - monotonic()))
        with suppress(BlockingIOError):
            ours.recv(4096)
        if self._listening.taken() and self.away is None:
            self._look_s = min(self._look_s, self._looked_s + LOOK_GAP_S)

    def _do(self, given: Given) -> None:
        if given.how != "write" and (self._stopping or given.job.cancelled):
            self._tell(Settled(given, None, None))
        elif self.away is not None and given.how == "read" and len(self._parked) < PARKED:
            self._parked.append(given)
        elif self.away is not None and given.how == "read":
            self._tell(Settled(given, None, self.away.error))
        elif self.away is not None and given.how == "write":
            self._tell(Settled(given, None, self._kept(given, self.away.error)))
        else:
            self._busy_since_s = monotonic()
            try:
                result = self._attempt(given)
                freed = given.how == "write" and self._was_written(given)
            except _Parked:
                self._parked.append(given)
            except Exception as error:  # noqa: BLE001 - it rises again on the screen's thread
                self._tell(Settled(given, None, error))
            else:
                self._tell(Settled(given, result, None, freed))
            finally:
                self._busy_since_s = None

    def _attempt(self, given: Given) -> Any:
        """Do it, again where that is safe. Raises what keeps it from being done."""
        from supervisor.storage import lost
        from supervisor.storage.changes import Changes
        from supervisor.storage.clash import TRIES, rest

        if given.how == "call":
            return given.work(*given.args, **given.kwargs)
        database = self._opened()
        if given.held is not None and given.held.doubt and self._is_there_already(given.held):
            return Changes()
        for turn in range(TRIES):
            trial = _Trial()
            try:
                if given.how == "read":
                    with database.read() as connection:
                        result = given.work(connection, *given.args, **given.kwargs)
                else:
                    result = self._write(database, given, trial)
            except Exception as error:
                again = turn + 1 < TRIES
                if again and lost.is_clash(error):
                    rest(turn)
                    continue
                if isinstance(error, DatabaseError) and error.reason == "newer":
                    self._hold(given, "")  # the program is to be started anew
                away = lost.as_lost(error)
                if self._listening is None or away is None:
                    raise
                there = self._is_there(away)
                if given.how == "read":
                    if there and again:
                        continue
                    raise _Parked from error
                if not trial.is_committing:  # so it was not committed
                    if there and again:
                        continue
                    raise self._kept(given, away) from error
                became = self._became(trial.number) if there else None
                if became == "aborted" and again:
                    continue
                if became != "committed":
                    raise self._kept(given, away, trial.number) from error
                result = trial.result
            self._answered_at = SystemClock().now()
            return result
        raise AssertionError("unreachable")

    def _write(self, database: Database, given: Given, trial: _Trial) -> Any:
        from supervisor.storage.lost import transaction_id

        with database.write() as connection:
            if self._listening is not None:
                trial.number = transaction_id(connection)
                if given.held is not None and self.held is not None:
                    self.held.begin(given.held, trial.number)
            trial.result = given.work(connection, *given.args, **given.kwargs)
            self._remember(connection, trial.result)
            trial.is_committing = True
        return trial.result

    def _opened(self) -> Database:
        """The database, opened with the first work."""
        from supervisor.storage.areas import versions
        from supervisor.storage.listening import Listening

        if self._database is None:
            database = self._open()
            listening = Listening(database)
            try:
                with database.read() as connection:
                    self._seen = versions(connection)
            except BaseException:
                database.close()
                raise
            self._database = database
            self._answered_at = SystemClock().now()
            if database.dialect == "postgresql":
                self._listening = listening
                self._next_look(LOOK_S)
                self._settle_doubts()
        return self._database

    # -- what others write, and whether the database is there ---------------------------------------------

    def look(self, connection: Connection) -> Changes:
        """What others have written since the last look."""
        from supervisor.storage.areas import newer, versions

        seen, self._seen = self._seen, versions(connection)
        return newer(seen, self._seen)

    def _remember(self, connection: Connection, result: Any) -> None:
        """What this console has just written is no news to it."""
        from supervisor.storage.areas import versions

        changes = result[0] if isinstance(result, tuple) else result
        self._seen |= {area: version for area, version in versions(connection).items() if area in changes}

    def _next_look(self, after_s: float) -> None:
        self._looked_s = monotonic()
        self._look_s = self._looked_s + after_s

    def _reach(self) -> bool:
        """Look at what others wrote; whether the database is there."""
        from supervisor.storage.changes import Changes
        from supervisor.storage.lost import as_lost, must_take_writes

        began = self._busy_since_s
        self._busy_since_s = monotonic()
        try:
            if self.away is not None and self.away.error.reason != "unreachable":
                self._open_anew()  # the password may be another by now
            assert self._database is not None  # noqa: S101
            with self._database.read() as connection:
                if self.away is not None and self.away.error.why == "only_reads":
                    must_take_writes(connection)
                changes = self.look(connection)
        except Exception as error:
            away = as_lost(error)
            if away is None:
                if not isinstance(error, DatabaseError):
                    raise
                _log.warning("a look at what others wrote failed (%s: %s)", error.reason, error.detail)
                self._next_look(LOOK_S)
                if error.reason == "forbidden" and not self._is_shut_out:
                    self._is_shut_out = True  # the last role is gone: whoever asks what there is hears it
                    self._tell(Changes({"accounts"}))
                return self.away is None
            self._is_away(away)
            return False
        finally:
            self._busy_since_s = began
        self._next_look(LOOK_S)
        self._is_shut_out = False
        self._answered_at = SystemClock().now()
        if self.away is not None:
            self.away = None
            self._pause_s = RETRY_S[0]
            self._tell(None)
            self._settle_doubts()
        if changes:
            self._tell(changes)
        return True

    def _is_there(self, error: DatabaseError) -> bool:
        """Whether the database is there again after *error*, tried once where that is not known."""
        if (self._listening is not None and self._listening.mend()) or error.why == "only_reads":
            self._is_away(error)
            return False
        return self._reach()

    def _open_anew(self) -> None:
        from supervisor.storage.listening import Listening

        database = self._open()
        listening = Listening(database)
        before, self._database, self._listening = self._database, database, listening
        if before is not None:
            before.close()

    def _is_away(self, error: DatabaseError) -> None:
        pause = self._pause_s if error.reason == "unreachable" else REFUSED_S
        self._pause_s = min(self._pause_s * 2, RETRY_S[1])
        self._next_look(pause)
        if self.away is None or self.away.error.reason != error.reason:
            since = self._answered_at if self.away is None else self.away.since
            self.away = Away(since, error)
            _log.warning("the database is away (%s: %s)", error.reason, error.detail)
            self._tell(self.away)

    # -- writes that must wait ----------------------------------------------------------------------------

    def _kept(self, given: Given, error: DatabaseError, doubt: str = "") -> DatabaseError:
        """Hold the write; the error for its giver."""
        if given.held is None and not self._hold(given, doubt):
            return error
        return KeptHereError(error.url, error.reason, error.detail, doubt=bool(doubt))

    def _hold(self, given: Given, doubt: str) -> bool:
        if self.held is None or given.how != "write" or given.held is not None:
            return False
        who = given.kwargs.get("who", "")
        held = self.held.hold(
            given.work,
            given.args,
            given.kwargs,
            at=SystemClock().now(),
            who=who if isinstance(who, str) else "",
            subject=given.subject,
            doubt=doubt,
        )
        return held is not None

    def _was_written(self, given: Given) -> bool:
        """Whether the same was held; it is not any more."""
        if self.held is None:
            return False
        if given.held is not None:
            self.held.drop(given.held)
        return self.held.drop_like(given.work, given.args, given.kwargs, given.subject)

    def _became(self, number: str) -> str | None:
        """What became of the transaction; None where the database cannot tell, or not yet."""
        from supervisor.storage.lost import outcome

        assert self._database is not None  # noqa: S101
        try:
            with self._database.read() as connection:
                return outcome(connection, number)
        except DatabaseError:
            return None

    def _is_there_already(self, held: Held) -> bool:
        """Whether what is to be written again was written; DatabaseError where it is under way still."""
        became = self._became(held.doubt)
        if became == "in progress" and self._database is not None:
            raise DatabaseError(self._database.url, "locked", "the same is being saved")
        return became == "committed"

    def _settle_doubts(self) -> None:
        """Ask the database what became of the writes whose end nobody heard."""
        for one in self.held or ():
            if not one.doubt or self.held is None:
                continue
            became = self._became(one.doubt)
            if became == "committed":
                self.held.drop(one)
                self._tell(Found(one, saved=True))
            elif became == "aborted":
                self.held.begin(one, "")
                self._tell(Found(one, saved=False))


class _Trial:
    """One try at a write: the number of its transaction, and how far it came."""

    def __init__(self) -> None:
        self.number = ""
        self.result: Any = None
        self.is_committing = False


class _Parked(Exception):
    """A reading waits until the database is back."""
