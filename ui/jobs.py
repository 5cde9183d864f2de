"""Work off the screen's thread: one database thread, one work process.

The screen's thread never waits: it hands over a piece of work and gets a `Job`, whose signals come back on
its own thread. Whatever reads or writes the database goes to the database thread, one piece after another, so
that results come in the order in which the work was given. Whatever computes or reads files for longer than
some 20 ms goes to the work process: in a thread it would hold the interpreter's lock and stop the screen.
"""

from __future__ import annotations

import gc
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
from queue import SimpleQueue
from traceback import format_exc
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from PySide6.QtCore import QObject, Qt, Signal, Slot

from supervisor.errors import SupervisorError
from ui.garbage import OLDER, YOUNG

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint, in the database thread
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes
    from supervisor.storage.database import Database

NICE = 10  # the work process leaves the processor to the screen and the collector


Heard: TypeAlias = tuple[int, int, str, Any]  # which process, which work, what kind of news, the news
_Given: TypeAlias = tuple["Job", str, Callable[..., Any], tuple[Any, ...], dict[str, Any]]


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

    changed = Signal(object)  # storage.changes.Changes of each write that succeeded
    refused = Signal(object)  # SupervisorError of a job whose giver asked for no errors
    stopping = Signal()  # whoever has a file half written takes it away
    _news = Signal()  # from the threads: something stands in `_settled` or `_heard`

    def __init__(self, open_database: Callable[[], Database], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_database = open_database
        self._work: SimpleQueue[_Given | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._stopping = False
        # Python objects stay out of Qt's queue between threads: what is left in it at the end would crash.
        self._settled: deque[tuple[Job, str, Any, Exception | None]] = deque()
        self._heard: deque[tuple[bool, Heard]] = deque()  # and whether from the process aside
        self._seen: dict[str, int] = {}  # the database thread's: how often each area was written
        self._looking = False
        self._process = WorkProcess(partial(self._listen, False))
        self._aside = WorkProcess(partial(self._listen, True))
        self._news.connect(self._take_news, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Start the database thread; it opens the database with its first piece of work."""
        if self._thread is None:
            self._stopping = False
            self._thread = threading.Thread(target=self._run, name="database")
            self._thread.start()

    def stop(self) -> None:
        """Finish the writes that were given, drop everything else, and end thread and process."""
        self.stopping.emit()
        self._stopping = True
        if self._thread is not None:
            self._work.put(None)
            self._thread.join()
            self._thread = None
        self._process.stop()
        self._aside.stop()
        self._settled.clear()
        self._heard.clear()

    def read(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Job:
        """Call ``work(connection, *args, **kwargs)`` on a consistent read of the database."""
        return self._give("read", work, args, kwargs)

    def write(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Job:
        """Call ``work(connection, *args, **kwargs)`` in one transaction and tell its Changes to every screen.

        *work* returns Changes, or a pair of Changes and a result; the job's result is the same.
        """
        return self._give("write", work, args, kwargs)

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

    def look(self) -> None:
        """Learn what other processes have written since the last look; `changed` tells it."""
        if not self._looking and self._thread is not None:  # one look at a time is enough
            self._looking = True
            self._give("read", self._others, (), {}).then(self._looked, lambda _away: self._looked(None))

    def _looked(self, changes: Changes | None) -> None:
        self._looking = False
        if changes:
            self.changed.emit(changes)

    def forget(self, job: Job) -> None:
        """End *job* where it can be ended; called by `Job.cancel`."""
        if self._process.drop(job) or self._aside.drop(job):
            job.deleteLater()

    def _give(self, how: str, work: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Job:
        job = Job(self)
        self._work.put((job, how, work, args, kwargs))
        return job

    def _others(self, db: Connection) -> Changes:
        from supervisor.storage.areas import newer, versions

        seen, self._seen = self._seen, versions(db)
        return newer(seen, self._seen)

    def _remember(self, db: Connection, result: Any) -> None:
        """What this console has just written is no news to it."""
        from supervisor.storage.areas import versions

        changes = result[0] if isinstance(result, tuple) else result
        self._seen |= {area: version for area, version in versions(db).items() if area in changes}

    def _run(self) -> None:
        from supervisor.storage.areas import versions

        database: Database | None = None
        try:
            while (given := self._work.get()) is not None:
                job, how, work, args, kwargs = given
                if how != "write" and (self._stopping or job.cancelled):
                    self._settle(job, how, None, None)
                    continue
                result, error = None, None
                try:
                    if how == "call":
                        result = work(*args, **kwargs)
                    else:
                        if database is None:
                            database = self._open_database()
                            with database.read() as connection:
                                self._seen = versions(connection)
                        with database.write() if how == "write" else database.read() as connection:
                            result = work(connection, *args, **kwargs)
                            if how == "write":
                                self._remember(connection, result)
                except Exception as raised:  # noqa: BLE001 - it rises again on the screen's thread
                    result, error = None, raised
                self._settle(job, how, result, error)
        finally:
            if database is not None:
                database.close()

    def _settle(self, job: Job, how: str, result: Any, error: Exception | None) -> None:
        self._settled.append((job, how, result, error))
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
        elif self._settled:
            job, how, result, error = self._settled.popleft()
            if how == "write" and error is None:
                changes = result[0] if isinstance(result, tuple) else result
                if changes:
                    self.changed.emit(changes)
            job.settle(result, error)


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
        if self._process is None or not self._process.is_alive():
            self._end()
            self._begin()
        number, _, work = self._given[0]
        assert self._pipe is not None  # noqa: S101 - _begin has just made it
        self._pipe.send((number, work))

    def _begin(self) -> None:
        self._generation += 1
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
            number, (work, args, kwargs) = pipe.recv()

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
