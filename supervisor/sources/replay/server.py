"""A small Asterisk on this machine that plays a recording to whoever logs in: for tests, and to try out."""

from __future__ import annotations

import asyncio
import hmac
import secrets
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from supervisor.sources.asterisk.protocol import BANNER, Message, MessageReader, md5_key
from supervisor.sources.replay.floor import LIST_ROWS, WANTED, RecordedFloor, answer
from supervisor.sources.replay.recording import TIMELESS_START, Closed, Opened, Piece, Recording

_END = b"\r\n\r\n"
_ACTION_LIMIT = 16_384


class PlayedClock:
    """Shows the recorded instant that is being played."""

    def __init__(self) -> None:
        self.instant = TIMELESS_START

    def now(self) -> datetime:
        return self.instant


@dataclass
class _Said:
    """Messages that were recorded together; `raw` with its class, None for what concerns no other client."""

    at: datetime
    messages: list[tuple[bytes, str | None, Message | None]]


@dataclass
class _Begun:
    """A recorded connection: from here on Asterisk can be reached."""

    at: datetime
    floor: RecordedFloor
    banner: bytes


@dataclass
class _Over:
    """The recorded connection was lost."""

    at: datetime


_Step = _Said | _Begun | _Over


@dataclass(eq=False)
class _Session:
    """One client."""

    writer: asyncio.StreamWriter
    challenge: str = ""
    logged_in: bool = False
    listed: bool = False  # has been told the queues
    refused: bool = False  # has asked for them too early
    mask: frozenset[str] | None = None  # classes of events; None: all of them
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class RecordingServer:
    """Listens on 127.0.0.1 and plays *recording* to the clients that log in.

    Log-in, Ping, QueueStatus and QueueSummary are answered as an Asterisk would at that moment of the
    recording; its events come as they were recorded, to each client those of the classes it asked for.
    Where the recorded connection was lost, so is this one, and it cannot be made again until the recorder's
    could. *patient*: time stands still while nobody is logged in who has been told the queues, so that
    nothing is missed; otherwise it goes on, as a real one's does.

    What can go wrong is in your hands: `cut_after` (bytes of events, then the connection is cut), `silent`
    (nothing more comes, not even a Pong), `die` and `come_back`.
    """

    def __init__(
        self,
        recording: Recording,
        *,
        username: str,
        secret: str,
        tls: ssl.SSLContext | None = None,
        speed: float | None = 1.0,
        patient: bool = True,
        piece: int | None = None,
        refusal_s: float = 1.0,
        before_each: Callable[[datetime], Awaitable[None]] | None = None,
    ) -> None:
        """*speed*: how many times as fast as it was recorded, None: as fast as it is taken. *piece*: bytes
        that are sent at once, None: as they were recorded. *before_each*: waited for before each recorded
        instant is played."""
        self.clock = PlayedClock()
        self.port = 0
        self.sent = 0  # bytes, to the last client that came
        self.logins = 0
        self.cut_after: int | None = None
        self.silent = False
        self.finished = asyncio.Event()
        self._recording = recording
        self._username = username
        self._secret = secret
        self._tls = tls
        self._speed = speed
        self._patient = patient
        self._piece = piece
        self._refusal_s = refusal_s
        self._before_each = before_each
        self._floor = RecordedFloor()
        self._banner = f"{BANNER}/12.0.0".encode()
        self._listener: asyncio.Server | None = None
        self._reachable = True  # as far as you decide; the recording decides too
        self._recorded = True
        self._sessions: set[_Session] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self._audience = asyncio.Event()
        self._player: asyncio.Task[None] | None = None

    # -- in your hands ------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Listen, and begin to play; `port` is then known. Raises SourceError for a recording that is bad."""
        steps = list(_steps(self._recording))
        await self._listen()
        self._player = asyncio.create_task(self._play(steps), name="recording server")
        self._player.add_done_callback(lambda _: self.finished.set())

    async def stop(self) -> None:
        """Cut every connection and listen no more. Raises what ended the play, if anything did."""
        if self._player is not None:
            self._player.cancel()
            with suppress(asyncio.CancelledError):
                await self._player
        await self.die()

    async def __aenter__(self) -> RecordingServer:
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    async def die(self) -> None:
        """Cut every connection and refuse new ones."""
        self._reachable = False
        await self._refuse()

    async def come_back(self) -> None:
        """Take connections again, at the same port."""
        self._reachable = True
        await self._listen()

    @property
    def clients(self) -> int:
        """How many are connected."""
        return len(self._sessions)

    # -- reaching it --------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        if self._listener is None and self._reachable and self._recorded:
            self._listener = await asyncio.start_server(
                self._accept, "127.0.0.1", self.port, ssl=self._tls, reuse_address=True, limit=_ACTION_LIMIT
            )
            self.port = self._listener.sockets[0].getsockname()[1]

    async def _refuse(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for session in list(self._sessions):
            self._end(session)
        tasks = [task for task in self._serving if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _end(self, session: _Session) -> None:
        self._sessions.discard(session)
        session.writer.transport.abort()
        self._look_around()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101
        self._serving.add(task)
        session = _Session(writer)
        self._sessions.add(session)
        self.sent = 0
        try:
            await self._send(session, self._banner + b"\r\n")
            while (asked := await _action(reader)) is not None:
                if not await self._answer(session, asked):
                    break
            if not writer.is_closing():
                await writer.drain()
        except (OSError, asyncio.CancelledError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # the client went, or we do
        finally:
            self._sessions.discard(session)
            self._serving.discard(task)
            self._look_around()
            writer.close()

    # -- answering ----------------------------------------------------------------------------------------

    async def _answer(self, session: _Session, asked: dict[str, str]) -> bool:
        """Answer one action; whether the session goes on."""
        name, action_id = asked.get("action", "").lower(), asked.get("actionid", "")
        now = self.clock.now()
        match name:
            case "challenge":
                session.challenge = str(secrets.randbelow(10**9))
                said = answer(action_id, {"Response": "Success", "Challenge": session.challenge})
            case "login" if not self._knows(session, asked):
                await asyncio.sleep(self._refusal_s)
                refusal = {"Response": "Error", "Message": "Authentication failed"}
                await self._send(session, answer(action_id, refusal))
                return False
            case "login":
                session.mask = _mask(asked.get("events", "on"))
                said = answer(action_id, {"Response": "Success", "Message": "Authentication accepted"})
                await self._send(session, said)
                session.logged_in = True
                self.logins += 1
                self._look_around()
                return True
            case "logoff":
                await self._send(
                    session,
                    answer(action_id, {"Response": "Goodbye", "Message": "Thanks for all the fish."}),
                )
                return False
            case _ if not session.logged_in:
                said = answer(action_id, {"Response": "Error", "Message": "Permission denied"})
            case "ping":
                said = answer(
                    action_id,
                    {"Response": "Success", "Ping": "Pong", "Timestamp": f"{now.timestamp():.6f}"},
                )
            case "queuestatus":
                said = b"".join(self._floor.status(action_id, now, asked.get("queue", "")))
                await self._send(session, said)
                session.listed = session.listed or self._floor.booted
                session.refused = True
                self._look_around()
                return True
            case "queuesummary":
                said = b"".join(self._floor.summary(action_id, now))
            case _:
                text = f"Invalid/unknown command: {asked.get('action', '')}. Use Action: ListCommands"
                said = answer(
                    action_id, {"Response": "Error", "Message": f"{text} to show available commands."}
                )
        await self._send(session, said)
        return True

    def _knows(self, session: _Session, asked: dict[str, str]) -> bool:
        if asked.get("username") != self._username:
            return False
        if asked.get("authtype", "").lower() == "md5":
            key = md5_key(session.challenge, self._secret)
            return bool(session.challenge) and hmac.compare_digest(
                key.encode(), asked.get("key", "").encode()
            )
        return hmac.compare_digest(self._secret.encode(), asked.get("secret", "").encode())

    # -- playing ------------------------------------------------------------------------------------------

    async def _play(self, steps: list[_Step]) -> None:
        loop = asyncio.get_running_loop()
        begins = steps[0].at if steps else TIMELESS_START
        began_s = loop.time()
        for place, step in enumerate(steps):
            if self._patient and isinstance(step, _Said):
                waited_s = loop.time()
                await self._audience.wait()
                began_s += loop.time() - waited_s
            if self._speed is not None:
                due_s = began_s + (step.at - begins).total_seconds() / self._speed
                if (left_s := due_s - loop.time()) > 0:
                    await asyncio.sleep(left_s)
            if self._before_each is not None:
                waited_s = loop.time()
                await self._before_each(step.at)
                began_s += loop.time() - waited_s
            self.clock.instant = max(self.clock.instant, step.at)
            match step:
                case _Begun(floor=floor, banner=banner):
                    self._floor, self._banner = floor, banner
                    self._recorded = True
                    await self._listen()
                case _Over() if place < len(steps) - 1:  # at the very end it stays, and says nothing
                    self._recorded = False
                    await self._refuse()
                case _Said():
                    await self._say(step)
                case _:
                    pass
            self._look_around()

    async def _say(self, step: _Said) -> None:
        for _, _, message in step.messages:
            if message is not None:
                self._floor.take(message, step.at)
        for session in list(self._sessions):
            if session.logged_in:
                said = b"".join(
                    raw + _END
                    for raw, kind, _ in step.messages
                    if kind is not None and (session.mask is None or kind in session.mask)
                )
                if said:
                    await self._send_events(session, said)

    async def _send_events(self, session: _Session, said: bytes) -> None:
        if self.cut_after is not None:
            if len(said) >= self.cut_after:
                said, self.cut_after = said[: self.cut_after], None
                await self._send(session, said)
                session.writer.close()  # not aborted: what was sent arrives, then the end
                self._sessions.discard(session)
                self._look_around()
                return
            self.cut_after -= len(said)
        await self._send(session, said)

    async def _send(self, session: _Session, said: bytes) -> None:
        if self.silent:
            return
        size = self._piece or len(said) or 1
        async with session.lock:
            with suppress(OSError):  # the client went: its own task sees to it
                for start in range(0, len(said), size):
                    if session.writer.is_closing():
                        return
                    part = said[start : start + size]
                    session.writer.write(part)
                    self.sent += len(part)
                    await session.writer.drain()
                    if self._piece is not None:
                        await asyncio.sleep(0)

    def _look_around(self) -> None:
        """Whether somebody listens who knows the queues or, while we do not know them, was told so."""
        booted = self._floor.booted
        if any(session.listed or (session.refused and not booted) for session in self._sessions):
            self._audience.set()
        else:
            self._audience.clear()


async def _action(reader: asyncio.StreamReader) -> dict[str, str] | None:
    """One action's fields, names in lower case; None at the end."""
    fields: dict[str, str] = {}
    while line := await reader.readline():
        text = line.decode("utf-8", "replace").strip("\r\n")
        if not text:
            if fields:
                return fields
            continue
        name, _, value = text.partition(":")
        fields[name.strip().lower()] = value.strip()
    return None


def _mask(asked: str) -> frozenset[str] | None:
    match asked.strip().lower():
        case "on" | "yes" | "all" | "":
            return None
        case "off" | "no":
            return frozenset()
        case classes:
            return frozenset(classes.split(","))


def _steps(recording: Recording) -> Iterator[_Step]:
    """The recording as a server plays it: without what only the recorder had asked for."""
    connection: list[_Said] = []
    begun: Opened | None = None
    reader = MessageReader(WANTED)
    rest = b""
    refused = False
    for moment in recording.moments():
        match moment:
            case Opened():
                begun, connection, rest, refused = moment, [], b"", False
                reader = MessageReader(WANTED)
            case Piece(at=at, data=data):
                rest += data
                if reader.banner is None:
                    line, end, behind = rest.partition(b"\n")
                    if not end:
                        continue
                    spoken = line.startswith(BANNER.encode())
                    reader.feed((line if spoken else BANNER.encode()) + b"\n")
                    rest = behind if spoken else rest
                *raws, rest = rest.split(_END)
                refused |= any(b"Invalid/unknown command: QueueStatus" in raw for raw in raws)
                said = _Said(at, [told for raw in raws if (told := _told(raw, reader)) is not None])
                if said.messages:
                    connection.append(said)
            case Closed(at=at) if begun is not None:
                if reader.banner is not None:
                    yield _Begun(begun.at, _floor_of(connection, refused), reader.banner.encode())
                    yield from connection
                    yield _Over(at)
                begun = None
            case _:
                pass
    if begun is not None and reader.banner is not None:
        yield _Begun(begun.at, _floor_of(connection, refused), reader.banner.encode())
        yield from connection


def _told(raw: bytes, reader: MessageReader) -> tuple[bytes, str | None, Message | None] | None:
    """A recorded message as it is played; None for one that concerned the recorder alone."""
    found = reader.feed(raw + _END)
    message = found[0] if found and "Event" in found[0] else None
    kind = _class_of(raw)
    return (raw, kind, message) if kind is not None or message is not None else None


def _class_of(raw: bytes) -> str | None:
    """The class of a broadcast event; None for an answer and a row of a list."""
    head, _, behind = raw.partition(b"\r\nPrivilege: ")
    if not raw.startswith(b"Event: ") or not behind or b"\r\n" in head:
        return None
    return behind.partition(b",")[0].decode("ascii", "replace")


def _floor_of(connection: list[_Said], refused: bool) -> RecordedFloor:
    """The floor with which a recorded connection began, by the first list that the recorder was given."""
    rows: list[Message] = []
    until_then: list[Message] = []
    for said in connection:
        for _, _, message in said.messages:
            if message is None:
                continue
            if message["Event"] == "QueueStatusComplete":
                return RecordedFloor.beginning(rows, until_then, booted=not refused)
            (rows if message["Event"] in LIST_ROWS else until_then).append(message)
    return RecordedFloor.beginning(rows, until_then, booted=not refused)
