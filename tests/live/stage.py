"""A recorded Asterisk on this machine, played to collectors that are processes of their own; and what they
made of it, figure by figure and contact by contact."""

from __future__ import annotations

import asyncio
import subprocess
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from supervisor.events import AgentState
from supervisor.live.health import Health, healths
from supervisor.live.journal import Journal
from supervisor.live.ledger import Ledger
from supervisor.live.sign import Role, Sign, all_signs
from supervisor.sources.day_log import Outcome
from supervisor.sources.replay.recording import Recording
from supervisor.sources.replay.server import RecordingServer
from supervisor.storage.database import open_journal
from tests.live.away import until
from tests.live.floor import PBX
from tests.live.heard import RULES, Order, command
from tests.sources.asterisk.played import NAME, SECRET

T = TypeVar("T")

Contacts = list[tuple[object, ...]]

TAKES_OVER_S = 10.0  # within which one that stands by works: what README promises
STARTS_S = 2.0  # within which a collector works on a machine that is equal to it


@dataclass(frozen=True)
class Result:
    """What the journal came to: by queue what was counted, and every stay of a contact in a queue."""

    totals: dict[str, dict[str, float]]
    contacts: Contacts
    agents: dict[str, tuple[AgentState, str | None]]


def result(url: str, source: str = PBX) -> Result:
    """What stands in the journal of *source*, as a console and the audit read it."""
    with open_journal(url) as db:
        journal = Journal(db)
        last = journal.last_at(source)
        assert last is not None
        board = journal.moments.resume(RULES, last).board
        ledger = Ledger(source, RULES, RULES.days.begins(RULES.days.day(last)))
        ledger.follow(journal, journal.last_id())
    totals = {
        line.name: {
            "offered": line.today.offered,
            "answered": line.today.answered,
            "abandoned": line.today.abandoned,
            "left": line.today.left,
            "lost": line.today.lost,
            "in_time": line.today.in_time,
            "waited": line.today.wait_answered_s + line.today.wait_abandoned_s,
            "ended": line.today.ended,
            "waiting": len(line.waiting),
        }
        for line in board.queues.values()
        if line.source == source
    }
    contacts: Contacts = sorted(
        (
            *(entry.contact, entry.queue, entry.outcome, str(entry.reason), entry.login),
            entry.wait_s if entry.outcome in (Outcome.ANSWERED, Outcome.ABANDONED) else None,
        )
        for entry in ledger.told()
    )
    agents = {
        line.login: (line.state, line.break_code) for line in board.agents.values() if line.source == source
    }
    return Result(totals, contacts, agents)


class Playing:
    """*recording*, played *speed* times as fast once everybody is there, by a thread of its own."""

    def __init__(self, recording: Recording, speed: float) -> None:
        self.speed = speed
        self.begins = next(iter(recording.moments())).at
        self._recording = recording
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="recording server")
        self._go = asyncio.Event()
        self.server: RecordingServer | None = None
        self._doors: list[Door] = []

    def __enter__(self) -> Playing:
        self._thread.start()
        self._run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def port(self) -> int:
        assert self.server is not None
        return self.server.port

    @property
    def is_over(self) -> bool:
        """Whether the recording was played to its end."""
        assert self.server is not None
        return self.server.finished.is_set()

    @property
    def played_s(self) -> float:
        """How many recorded seconds have been played."""
        assert self.server is not None
        return max(0.0, (self.server.clock.now() - self.begins).total_seconds())

    def go(self) -> None:
        """Begin: everybody who should be there is."""
        self._loop.call_soon_threadsafe(self._go.set)

    def hold(self) -> None:
        """Let time stand still."""
        self._loop.call_soon_threadsafe(self._go.clear)

    def door(self, host: str = "127.0.0.1") -> Door:
        """A port of *host* at which the same Asterisk answers."""
        return self._run(self._open_door(host))

    def die(self) -> None:
        """Break every connection, and take no new ones."""
        assert self.server is not None
        self._run(self.server.die())

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _start(self) -> None:
        begun = False

        async def gate(_at: datetime) -> None:
            nonlocal begun
            if begun:
                await self._go.wait()
            begun = True  # the floor is there from the start: whoever logs in before `go` is told its queues

        self.server = RecordingServer(
            self._recording, username=NAME, secret=SECRET, speed=self.speed, before_each=gate
        )
        await self.server.start()

    async def _stop(self) -> None:
        for door in self._doors:
            door.close()
        self._go.set()
        assert self.server is not None
        await self.server.stop()
        others = asyncio.all_tasks() - {asyncio.current_task()}  # those who stand in a door
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _open_door(self, host: str) -> Door:
        door = Door(self._loop, self.port)
        await door.open(host)
        self._doors.append(door)
        return door


class Door:
    """Another way to the same Asterisk, which can be broken or, worse, fall silent."""

    def __init__(self, loop: asyncio.AbstractEventLoop, behind: int) -> None:
        self.port = 0
        self._loop = loop
        self._behind = behind
        self._server: asyncio.Server | None = None
        self._ways: set[asyncio.Future[None]] = set()
        self._speaks = asyncio.Event()
        self._speaks.set()

    def slam(self) -> None:
        """Break every connection; new ones are taken at once."""
        self._loop.call_soon_threadsafe(lambda: [way.cancel() for way in self._ways])

    def fall_silent(self) -> None:
        """Nothing comes through any more, and nobody is told."""
        self._loop.call_soon_threadsafe(self._speaks.clear)

    def speak_again(self) -> None:
        """What was held up comes through, as a network that is mended sends everything again."""
        self._loop.call_soon_threadsafe(self._speaks.set)

    async def open(self, host: str) -> None:
        self._server = await asyncio.start_server(self._enter, host, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        assert self._server is not None
        self._server.close()

    async def _enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            behind, there = await asyncio.open_connection("127.0.0.1", self._behind)
        except OSError:
            writer.close()
            return
        forth: asyncio.Queue[bytes] = asyncio.Queue()
        back: asyncio.Queue[bytes] = asyncio.Queue()
        ways = {
            asyncio.ensure_future(way)
            for way in (
                *(_fill(reader, forth), self._pour(forth, there)),
                *(_fill(behind, back), self._pour(back, writer)),
            )
        }
        self._ways |= ways
        try:
            with suppress(asyncio.CancelledError):  # the play is over
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._ways -= ways
            for way in ways:
                way.cancel()
            writer.transport.abort()
            there.transport.abort()

    async def _pour(self, kept: asyncio.Queue[bytes], writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await kept.get():
                await self._speaks.wait()
                writer.write(data)
                await writer.drain()


async def _fill(reader: asyncio.StreamReader, kept: asyncio.Queue[bytes]) -> None:
    """For ever: whoever pours it out ends at the end. Nobody who speaks waits for one who does not listen."""
    with suppress(OSError):
        while data := await reader.read(65536):
            kept.put_nowait(data)
    kept.put_nowait(b"")
    await asyncio.Event().wait()


class Collectors:
    """Collectors of one journal, of which none outlives the test."""

    def __init__(self, url: str, playing: Playing, folder: Path) -> None:
        self.url = url
        self.playing = playing
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.real = datetime.now(UTC)
        self._began_s = 0.0
        self._first_works_s: float | None = None  # after so long the first of them worked
        self._all: list[subprocess.Popen[bytes]] = []

    def order(self, name: str, **changes: Any) -> Order:
        """How the collector *name* is to run; its folder is its own, also when it is started again."""
        made = Order(
            self.url,
            {PBX: self.playing.port},
            str(self.folder / name),
            self.real.isoformat(),
            self.playing.begins.isoformat(),
            self.playing.speed,
        )
        return replace(made, **changes)

    def start(self, order: Order, *inside: str) -> subprocess.Popen[bytes]:
        """Start one, *inside* of what these words of a command lead into."""
        if not self._all:
            self._began_s = time.monotonic()
        with Path(f"{order.folder}.log").open("ab") as log:
            process = subprocess.Popen(
                [*inside, *command(order)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=log
            )
        self._all.append(process)
        return process

    def signs(self, role: Role) -> list[Sign]:
        """The collectors that do this, or did when they were killed."""
        with open_journal(self.url) as db, db.read() as connection:
            return [sign for sign in all_signs(connection) if sign.role is role]

    def until_working(self, other_than: str = "") -> Sign:
        """Wait until one works that is not *other_than*."""

        def look() -> Sign | None:
            working = self.signs(Role.WORKING)
            return next(
                (sign for sign in working if sign.collector != other_than and sign.covers_since), None
            )

        sign = until(look)
        if self._first_works_s is None:
            self._first_works_s = time.monotonic() - self._began_s
        return sign

    @contextmanager
    def taking_over_in_time(self) -> Iterator[None]:
        """Inside, another takes over as soon as is promised. A machine on which a collector starts late is as
        many times as slow in this."""
        assert self._first_works_s is not None
        began_s = time.monotonic()
        yield
        limit_s = TAKES_OVER_S * max(1.0, self._first_works_s / STARTS_S)
        assert time.monotonic() - began_s < limit_s

    def until_standing_by(self, which: str = "", *, steady_s: float = 0.0) -> Sign:
        """Wait until one could take over, and could have for *steady_s*; *which*, if that is said."""
        steady = timedelta(seconds=steady_s * self.playing.speed)

        def look() -> Sign | None:
            waiting = self.signs(Role.STAND_BY)
            return next(
                (
                    sign
                    for sign in waiting
                    if which in ("", sign.collector)
                    and sign.covers_since
                    and sign.at - sign.covers_since >= steady
                ),
                None,
            )

        return until(look)

    def both(self) -> tuple[subprocess.Popen[bytes], subprocess.Popen[bytes], Sign]:
        """One that works and one that stands by, with the sign of the first."""
        working = self.start(self.order("one"))
        sign = self.until_working()
        waiting = self.start(self.order("two"))
        self.until_standing_by()
        return working, waiting, sign

    def health(self, name: str) -> Health | None:
        """How the collector *name* says that it is."""
        found = healths(self.folder / name)
        return found[0][0] if found else None

    def end(self) -> None:
        """Kill whoever is still there."""
        for process in self._all:
            process.kill()
            process.wait()
            if process.stdin is not None:
                process.stdin.close()

    def finish(self, of: subprocess.Popen[bytes]) -> None:
        """Let the one that works write everything and end."""
        assert of.stdin is not None
        of.stdin.close()
        assert of.wait(60) == 0


@contextmanager
def staged(url: str, recording: Recording, speed: float, folder: Path) -> Iterator[Collectors]:
    """A recording about to be played to collectors of the journal at *url*."""
    with Playing(recording, speed) as playing:
        collectors = Collectors(url, playing, folder)
        try:
            yield collectors
        finally:
            collectors.end()


def at(playing: Playing, seconds: float) -> None:
    """Wait until *seconds* of the recording have been played."""
    until(lambda: playing.played_s >= seconds)


def settled(look: Callable[[], Result], wanted: Result) -> None:
    """Wait until *look* gives what is *wanted*; fails with how it is otherwise when that takes too long."""
    found: list[Result] = []

    def same() -> bool:
        found[:] = [look()]
        return found[0].totals == wanted.totals and found[0].contacts == wanted.contacts

    try:
        until(same)
    except AssertionError:
        raise AssertionError(told(found[0], wanted)) from None


def told(found: Result, wanted: Result) -> str:
    """How *found* is not as *wanted*."""
    queues = [
        f"{queue}: {figure} {found.totals.get(queue, {}).get(figure)} instead of {count}"
        for queue, figures in wanted.totals.items()
        for figure, count in figures.items()
        if found.totals.get(queue, {}).get(figure) != count
    ]
    ours, theirs = set(found.contacts), set(wanted.contacts)
    more = [f"+ {contact}" for contact in sorted(ours - theirs, key=str)]
    less = [f"- {contact}" for contact in sorted(theirs - ours, key=str)]
    return "\n".join([*queues, *more, *less, f"{len(found.contacts)} and {len(wanted.contacts)} contacts"])
