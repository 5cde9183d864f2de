"""A server that says in a recorded conversation's words what an Asterisk said, byte for byte."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.sources.asterisk.listings import RECORDINGS

PROTOCOL = RECORDINGS / "protocol"
CERTIFICATES = Path(__file__).parent / "certificates"

_LINE = re.compile(r" *[\d.]+ (>>|<<|##) ?(.*)")
_END = b"\r\n\r\n"


def certificate(name: str) -> Path:
    """A certificate with its key, valid for a hundred years: `here` for 127.0.0.1, `elsewhere` for
    pbx.example. For these tests only; anybody can read the keys."""
    return CERTIFICATES / f"{name}.pem"


def server_tls(name: str = "here") -> ssl.SSLContext:
    """How a server shows that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(name))
    return context


@dataclass
class Conversation:
    """What was sent and what came back, action by action, in order."""

    banner: bytes
    asked: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[str, bytes]] = field(default_factory=list)  # of which action, and all that came
    closed: bool = False  # by the server, in the end

    @classmethod
    def recorded(cls, name: str) -> Conversation:
        """The conversation recorded as protocol/*name*."""
        stream = (PROTOCOL / f"{name}.bytes").read_bytes()
        banner, _, rest = stream.partition(b"\r\n")
        self = cls(banner)
        fields: dict[str, str] = {}
        for line in (PROTOCOL / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if not (told := _LINE.match(line)):
                continue
            kind, text = told.groups()
            if kind == "##":
                self.closed |= "closed by the server" in text
            elif kind == ">>" and text:
                key, _, value = text.partition(": ")
                fields[key] = value
            elif kind == ">>" and fields:
                self.asked.append(fields)
                fields = {}
        groups: list[bytes] = []
        for raw in rest.split(_END)[:-1]:
            if raw.startswith(b"Response:"):
                groups.append(b"")
            if groups:
                groups[-1] += raw + _END
        for asked, group in zip(self.asked, groups, strict=False):
            own = f"ActionID: {asked['ActionID']}".encode() if "ActionID" in asked else b"ActionID: -"
            self.answers.append((asked.get("Action", ""), group.replace(own, b"ActionID: %s")))
        return self


class TranscriptServer:
    """Answers each action as it was answered when it was recorded, under the ActionID of whoever asks now.

    An action that the first conversation does not have is answered as in the others, one without any answer
    not at all. `asked` is what came.
    """

    def __init__(self, *names: str, tls: ssl.SSLContext | None = None, mute_after: int | None = None) -> None:
        """*mute_after*: fall silent after so many answers."""
        self.asked: list[dict[str, str]] = []
        self.port = 0
        self._conversations = [Conversation.recorded(name) for name in names]
        self._tls = tls
        self._mute_after = mute_after
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[TranscriptServer]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=1)  # for what the client still says
            for task in list(self._tasks):
                task.cancel()
            if self._tasks:
                await asyncio.wait(self._tasks)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with suppress(OSError, asyncio.CancelledError, asyncio.IncompleteReadError):
                await self._converse(reader, writer)
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = self._conversations[0]
        left = [list(conversation.answers) for conversation in self._conversations]
        writer.write(first.banner + b"\r\n")
        answered = 0
        while first.answers or not first.closed:
            raw = await reader.readuntil(_END)
            asked = dict(line.split(": ", 1) for line in raw.decode().strip().split("\r\n"))
            self.asked.append(asked)
            if self._mute_after is not None and answered >= self._mute_after:
                continue
            for answers in left:
                place = next((i for i, (name, _) in enumerate(answers) if name == asked["Action"]), None)
                if place is not None:
                    said = answers.pop(place)[1]
                    own = f"ActionID: {asked.get('ActionID', '')}".encode()
                    said = said.replace(b"ActionID: %s", own)
                    if own not in said:
                        said = said.replace(b"\r\n", b"\r\n" + own + b"\r\n", 1)
                    writer.write(said)
                    await writer.drain()
                    answered += 1
                    break
            if first.closed and not left[0]:
                return
