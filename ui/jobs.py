"""Work off the screen's thread: one database thread, one work process.

The screen's thread never waits: it hands over a piece of work and gets a `Job`, whose signals come back on
its own thread. Whatever reads or writes the database goes to the database thread, one piece after another,
so that results come in the order in which the work was given. Whatever computes or reads files for longer
than some 20 ms goes to the work process: in a thread it would hold the interpreter's lock and stop the
screen.

While a server's database is away, what was to be read waits, and what was to be written is held on this
computer (`held.py`), whatever form it came from: the form is told so by `KeptHereError`.
"""

from __future__ import annotations

import gc
import getpass
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import partial
from itertools import count
from multiprocessing.connection import Connection as Pipe
from multiprocessing.context import SpawnProcess
from traceback import format_exc
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from PySide6.QtCore import QObject, Qt, Signal, Slot

from supervisor import secrets
from supervisor.errors import DatabaseError, KeptHereError, SupervisorError
from ui.database_thread import Away, DatabaseThread, Found, Given, Settled
from ui.garbage import OLDER, YOUNG
from ui.held import Held, HeldWrites

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint, in the database thread
    from supervisor.storage.database import Database

NICE = 10  # the work process leaves the processor to the screen and the collector


Heard: TypeAlias = tuple[int, int, str, Any]  # which process, which work, what kind of news, the news


class Report(Protocol):
    """What the work process is handed to say how far it is: *done* of *total* pieces."""

    def __call__(self, done: int, total: int) -> None: ...


class Job(QObject):
    """One piece of work that was given away.

    Exactly one of `done` (what the work returned) and `failed` (an error that the user can act on) comes, on
    the screen's thread, and never in the turn in which the work was given. A cancelled job says nothing more.
    An error that nobody can act on rises as itself, to the hook for unexpected errors.
    """

    done = Signal(object)
    failed = Signal(object)  # SupervisorError
    progressed = Signal(int, int)  # pieces done, pieces in all

    def __init__(self, parent: Jobs) -> None:
        super().__init__(parent)
        self._jobs = parent
        self._wants_errors = False
        self.cancelled = False
        self.on_lost: Callable[[], None] | None = None
        """Called instead of an error when the process was ended that did the work."""

    def then(
        self, done: Callable[[Any], None], failed: Callable[[SupervisorError], None] | None = None
    ) -> Job:
        """Call *done* with the result, or *failed* with the error; without *failed*, `Jobs.refused` tells."""
        self.done.connect(done)
        if failed is not None:
            self.failed.connect(failed)
            self._wants_errors = True
        return self

    def cancel(self) -> None:
        """Want the result no more; work that is under way in the work process is ended at once."""
        if not self.cancelled:
            self.cancelled = True
            self._jobs.forget(self)

    def settle(self, result: Any, error: BaseException | None) -> None:
        """Tell the outcome, once, and be gone."""
        if self.cancelled:
            self.deleteLater()
            return
        self.cancelled = True
        self.deleteLater()
        if error is None:
            self.done.emit(result)
        elif isinstance(error, SupervisorError):
            if self._wants_errors:
                self.failed.emit(error)
            else:
                self._jobs.refused.emit(error)
        elif isinstance(error, WorkEndedError) and self.on_lost is not None:
            self.on_lost()
        else:
            raise error


class Jobs(QObject):
    """The database thread and the work process of one open centre; `start` before the first piece of work."""

    changed = Signal(object)  # storage.changes.Changes of each write that succeeded, here or elsewhere
    refused = Signal(object)  # SupervisorError of a job whose giver asked for no errors
    away_changed = Signal(object)  # Away, or None: the database is back
    outdated_changed = Signal()  # the database was brought to a newer version: this console must be replaced
    held_changed = Signal()  # something is held on this computer that was not, or is not any more
    found = Signal(object)  # Found: what became of a write that was cut off
    stopping = Signal()  # whoever has a file half written takes it away
    _news = Signal()  # from the threads: something stands in `_told` or `_heard`

    def __init__(
        self,
        open_database: Callable[[], Database],
        parent: QObject | None = None,
        *,
        held: HeldWrites | None = None,
    ) -> None:
        """*held*: where writes are held while the database is away; None: nowhere."""
        super().__init__(parent)
        # Python objects stay out of Qt's queue between threads: what is left in it at the end would crash.
        self._told: deque[object] = deque()  # by the database thread
        self._heard: deque[tuple[bool, Heard]] = deque()  # and whether from the process aside
        self._database = DatabaseThread(open_database, self._take_down)
        self._database.held = held
        self._away: Away | None = None
        self.findings: list[Found] = []  # that nobody has been told yet; whoever tells them empties it
        self.outdated: DatabaseError | None = None  # the database is a newer version's by now
        self._looking = False
        self.login: Callable[[], str] = getpass.getuser  # as whom whatever leaves is noted
        self.whose: Callable[[], str] = str  # of which people figures are here, for what leaves
        self._process = WorkProcess(partial(self._listen, False))
        self._aside = WorkProcess(partial(self._listen, True))
        self._news.connect(self._take_news, Qt.ConnectionType.QueuedConnection)

    @property
    def away(self) -> Away | None:
        """Since when the database has not answered, as was told last; None while it answers."""
        return self._away

    @property
    def held(self) -> HeldWrites | None:
        """What waits on this computer to be saved."""
        return self._database.held

    def start(self) -> None:
        """Start the database thread; it opens the database with its first piece of work."""
        self._database.start()

    def stop(self) -> None:
        """Finish the writes that were given, drop everything else, and end thread and process."""
        self.stopping.emit()
        self._database.stop()
        self._process.stop()
        self._aside.stop()
        self._told.clear()
        self._heard.clear()

    def read(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Job:
        """Call ``work(connection, *args, **kwargs)`` on a consistent read of the database.

        While a server's database is away it waits for it.
        """
        return self._give("read", work, args, kwargs)

    def write(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Job:
        """Call ``work(connection, *args, **kwargs)`` in one transaction and tell its Changes to every screen.

        *work* returns Changes, or a pair of Changes and a result; the job's result is the same. It must do
        nothing but what the transaction does: where it met another on a server it is rolled back and called
        again. While a server's database is away it is held on this computer: KeptHereError.
        """
        return self._give("write", work, args, kwargs)

    def keep(self, subject: str, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Job:
        """`write` of what is still being typed: of *subject* only what was given last is held."""
        return self._give("write", work, args, kwargs, subject)

    def write_held(self, held: Held) -> Job | None:
        """Write what was held; it is held no more when it is written. None where this version of the program
        cannot read it any more. The job's errors are those of the write: ChangedMeanwhileError, …"""
        unpacked = self.held.unpack(held) if self.held is not None else None
        if unpacked is None:
            return None
        work, args, kwargs = unpacked
        return self._give("write", work, args, kwargs, held.subject, held)

    def forget_held(self, held: Held) -> None:
        """What was held is not wanted any more."""
        if self.held is not None:
            self.held.drop(held)
            self.held_changed.emit()

    def may_come_back(self, error: SupervisorError) -> bool:
        """Whether *error* says that a server's database is lost, so that what is to be read can wait for
        it."""
        return isinstance(error, DatabaseError) and error.reason == "unreachable" and self._database.listens

    def try_now(self) -> None:
        """Look at once whether the database is back."""
        self._database.try_now()

    def call(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Job:
        """Call ``work(*args, **kwargs)`` in line with the database work: the keyring, which may wait."""
        return self._give("call", work, args, kwargs)

    def compute(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Job:
        """Call ``work(report, *args, **kwargs)`` in the work process; all of it must be picklable.

        ``report(done, total)`` comes out as `Job.progressed`. `Job.cancel` ends the work in mid-air.
        """
        job = Job(self)
        self._process.give(job, work, args, kwargs)
        return job

    def compute_aside(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Job:
        """`compute` in a process of its own, which ends with its last work: for what nobody waits for."""
        job = Job(self)
        self._aside.give(job, work, args, kwargs)
        return job

    def forget_kept(self) -> None:
        """Have nothing told again that was computed for other rights: work processes keep what they read."""
        self._process.forget_kept()
        self._aside.forget_kept()

    def look(self) -> None:
        """Twice a second: learn what other processes have written since the last look; `changed` tells it.

        Where the database tells that by itself, see whether it still answers.
        """
        if self._database.listens:
            self._database.check()
        elif not self._looking and self._database.is_running:  # one look at a time is enough
            self._looking = True
            job = self._give("read", self._database.look, (), {})
            job.then(self._looked, lambda _away: self._looked(None))

    def _looked(self, changes: object) -> None:
        self._looking = False
        if changes:
            self.changed.emit(changes)

    def forget(self, job: Job) -> None:
        """End *job* where it can be ended; called by `Job.cancel`."""
        if self._process.drop(job) or self._aside.drop(job):
            job.deleteLater()

    def _give(
        self,
        how: str,
        work: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        subject: str = "",
        held: Held | None = None,
    ) -> Job:
        job = Job(self)
        self._database.give(Given(job, how, work, args, kwargs, subject, held))
        return job

    def _take_down(self, told: object) -> None:
        self._told.append(told)
        self._news.emit()

    def _listen(self, aside: bool, heard: Heard) -> None:
        self._heard.append((aside, heard))
        self._news.emit()

    @Slot()
    def _take_news(self) -> None:
        if self._heard:
            aside, heard = self._heard.popleft()
            (self._aside if aside else self._process).hear(heard)
            if aside and self._aside.is_idle:
                self._aside.stop()
        elif self._told:
            match self._told.popleft():
                case Settled() as settled:
                    self._settle(settled)
                case Found() as found:
                    self.findings.append(found)
                    self.held_changed.emit()
                    self.found.emit(found)
                case frozenset() as changes:
                    self.changed.emit(changes)
                case away:
                    self._away = away if isinstance(away, Away) else None
                    self.away_changed.emit(self._away)

    def _settle(self, settled: Settled) -> None:
        given, error = settled.given, settled.error
        if isinstance(error, DatabaseError) and error.reason == "newer" and self.outdated is None:
            self.outdated = error
            self.outdated_changed.emit()
        if given.how == "write":
            if isinstance(error, KeptHereError) or given.held is not None or settled.freed:
                self.held_changed.emit()
            if error is None:
                result = settled.result
                changes = result[0] if isinstance(result, tuple) else result
                if changes:
                    self.changed.emit(changes)
        given.job.settle(settled.result, error)


class WorkProcess:
    """A spawned process that does one piece of work after another; begun with the first, ended by `stop`."""

    def __init__(self, tell: Callable[[Heard], None]) -> None:
        self._tell = tell
        self._spawn = multiprocessing.get_context("spawn")
        self._process: SpawnProcess | None = None
        self._pipe: Pipe | None = None
        self._listener: threading.Thread | None = None
        self._numbers = count(1)
        self._generation = 0
        self._given: deque[tuple[int, Job, object]] = deque()  # the first one is under way
        self._outdated = False  # what the process keeps of earlier answers is not to be told again

    def give(self, job: Job, work: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self._given.append((next(self._numbers), job, (work, args, kwargs)))
        if len(self._given) == 1:
            self._next()

    def drop(self, job: Job) -> bool:
        """Forget *job*; True when it was here. What is under way ends with its process."""
        for place, (_, given, _) in enumerate(self._given):
            if given is job:
                del self._given[place]
                if place == 0:
                    self._end()
                    self._next()
                return True
        return False

    def hear(self, heard: Heard) -> None:
        """One message: of which process, about which work, what kind, and the news."""
        process, number, kind, news = heard
        if process != self._generation or not self._given:
            return
        if kind == "ended":  # by nobody of ours: killed, or out of memory
            self._end()
        elif number != self._given[0][0]:
            return  # of work that was cancelled meanwhile
        job = self._given[0][1]
        if kind == "progress":
            job.progressed.emit(*news)
            return
        self._given.popleft()
        self._next()
        job.settle(*((news, None) if kind == "done" else (None, _error(news))))

    def forget_kept(self) -> None:
        """Let what is given from now on be done by a process that remembers nothing."""
        if self._given:
            self._outdated = True
        else:
            self._end()

    @property
    def is_idle(self) -> bool:
        """Whether nothing was given that is not done."""
        return not self._given

    def stop(self) -> None:
        self._given.clear()
        self._end()

    def _next(self) -> None:
        if not self._given:
            return
        if self._process is None or not self._process.is_alive() or self._outdated:
            self._end()
            self._begin()
        number, _, work = self._given[0]
        assert self._pipe is not None  # noqa: S101 - _begin has just made it
        self._pipe.send((number, work, secrets.given()))  # passwords for this run stand nowhere else

    def _begin(self) -> None:
        self._generation += 1
        self._outdated = False
        self._pipe, theirs = self._spawn.Pipe()
        self._process = self._spawn.Process(target=_work, args=(theirs,), name="work", daemon=True)
        self._process.start()
        theirs.close()
        self._listener = threading.Thread(
            target=self._listen, args=(self._pipe, self._generation), name="work listener"
        )
        self._listener.start()

    def _end(self) -> None:
        if self._process is None or self._pipe is None or self._listener is None:
            return
        self._process.kill()
        self._process.join()
        self._listener.join()  # the pipe is at its end now
        self._process.close()
        self._pipe.close()
        self._process = self._pipe = self._listener = None

    def _listen(self, pipe: Pipe, generation: int) -> None:
        with suppress(EOFError, OSError):
            while True:
                self._tell((generation, *pipe.recv()))
        self._tell((generation, 0, "ended", (WorkEndedError, {}, ())))


class WorkEndedError(RuntimeError):
    """The work process ended in the middle of its work: killed, or out of memory."""


def _work(pipe: Pipe) -> None:
    """What the work process does, until the console closes its end."""
    with suppress(OSError, AttributeError):
        os.nice(NICE)
    gc.set_threshold(YOUNG, OLDER, OLDER)
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            number, (work, args, kwargs), given = pipe.recv()
            secrets.take_given(given)

            def report(done: int, total: int, number: int = number) -> None:
                pipe.send((number, "progress", (done, total)))

            try:
                pipe.send((number, "done", work(report, *args, **kwargs)))
            except Exception as error:  # noqa: BLE001 - it rises again on the screen's thread
                pipe.send((number, "failed", _told(error)))


# Errors travel as what they are made of: a dataclass made with named fields does not survive pickling.
_Told: TypeAlias = tuple[type[BaseException], dict[str, Any], tuple[str, ...]]


def _told(error: Exception) -> _Told:
    if isinstance(error, SupervisorError) and is_dataclass(error):
        return type(error), {field.name: getattr(error, field.name) for field in fields(error)}, ()
    return RuntimeError, {}, (f"{error!r} in the work process\n{format_exc()}",)


def _error(told: _Told) -> BaseException:
    kind, facts, texts = told
    return kind(*texts, **facts)
