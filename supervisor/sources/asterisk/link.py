"""One connection to an Asterisk: made, made safe, logged in; each wait has a limit, each failure a name."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from supervisor.errors import SecretMissingError, SourceError
from supervisor.sources.asterisk.protocol import (
    BANNER,
    Message,
    MessageReader,
    action,
    challenge,
    login,
    login_md5,
    new_action_id,
)
from supervisor.sources.asterisk.tls import Tls, fingerprint, problem_of, trusting_anyone
from supervisor.sources.asterisk.translate import WANTED
from supervisor.words import mark

READ = 131_072  # bytes at a time
CLASSES = "agent,call"  # all that a queue console needs; dialplan events are 60 % of the bytes and of no use


@dataclass(frozen=True)
class Limits:
    """How long, in seconds, each step may take before the connection counts as dead."""

    connect_s: float = 10.0
    banner_s: float = 10.0  # a TLS port says nothing to a plain client, for ever
    login_s: float = 10.0  # a refusal takes Asterisk about 1 s
    list_s: float = 20.0
    pong_s: float = 10.0


@dataclass(frozen=True)
class AsteriskSettings:
    """Where an Asterisk is and who we are there.

    *secret* is asked for at each log-in and raises SecretMissingError when there is none. *md5*: whether the
    log-in answers a challenge, so that the secret does not go over the wire; None: yes, unless TLS hides it.
    """

    host: str
    username: str
    secret: Callable[[], str]
    port: int = 5038
    tls: Tls | None = None
    md5: bool | None = None
    audit_s: float = 60.0  # between full states; at thousands of memberships five times as long
    ping_s: float = 15.0  # of silence, after which we ask whether it is still there
    retry_s: tuple[float, float] = (1.0, 60.0)  # first and longest pause between connections
    limits: Limits = Limits()

    @classmethod
    def of(cls, options: Mapping[str, Any], secret: Callable[[], str]) -> AsteriskSettings:
        """The settings as they are kept with a source: host, port, username, tls, tls_ca, tls_fingerprint."""
        from_file = options.get("tls_ca")
        pinned = options.get("tls_fingerprint")
        tls = (
            Tls(Path(from_file) if from_file else None, pinned or None)
            if options.get("tls") or from_file or pinned
            else None
        )
        return cls(
            str(options["host"]),
            str(options["username"]),
            secret,
            int(options.get("port") or (5039 if tls else 5038)),
            tls,
        )


class Link:
    """A connection on which the banner has come. `open` makes one; `close` it in any case."""

    def __init__(self, name: str, settings: AsteriskSettings) -> None:
        self.messages = MessageReader(WANTED)
        self.received = 0  # bytes
        self._name = name
        self._settings = settings
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._early: deque[Message] = deque()  # came while we waited for an answer

    async def open(self) -> None:
        """Connect and wait for the banner. Raises SourceError with one of the connectors' PROBLEMS."""
        self._streams = await self._connect()
        await self._greeted()

    async def login(self) -> None:
        """Log in, and ask to be told of CLASSES only.

        Raises SourceError: login_refused, closed, secret_missing.
        """
        settings = self._settings
        try:
            secret = settings.secret()
        except SecretMissingError as error:
            raise self.error("secret_missing", variable=error.variable or "") from error
        try:
            answer = await self._log_in(secret)
        except ValueError as error:  # a line end in the name or the password, as from a file
            raise self.error("login_refused", detail=str(error)) from error
        if answer.get("Response") != "Success":
            raise self.error("login_refused", detail=answer.get("Message", ""))

    async def _log_in(self, secret: str) -> Message:
        """The answer to the log-in, or to what must come before it."""
        settings = self._settings
        md5 = settings.md5 if settings.md5 is not None else settings.tls is None
        action_id = new_action_id()
        if md5:
            answer = await self.ask(challenge(action_id), action_id)
            challenged = answer.get("Challenge")
            if challenged is None:
                return Message(answer | {"Response": "Error"})
            action_id = new_action_id()
            said = login_md5(settings.username, secret, challenged, CLASSES, action_id)
        else:
            said = login(settings.username, secret, CLASSES, action_id)
        return await self.ask(said, action_id)

    async def ask(self, said: bytes, action_id: str) -> Message:
        """The answer to the action *said* with *action_id*; what else comes is kept for `receive`."""
        self.send(said)
        kept: list[Message] = []
        try:
            async with asyncio.timeout(self._settings.limits.login_s):
                while True:
                    for message in await self._read():
                        # before the log-in no ActionID is echoed by some versions: the first answer is ours
                        if message.is_response and message.get("ActionID", action_id) == action_id:
                            answer = message
                            break
                        kept.append(message)
                    else:
                        continue
                    break
        except TimeoutError:
            raise self.error("closed", detail=mark("no answer to the log-in")) from None
        self._early.extend(kept)
        return answer

    def send(self, said: bytes) -> None:
        """Send an action; its failure shows at the next `receive`."""
        assert self._streams is not None  # noqa: S101  # `open` came first
        self._streams[1].write(said)

    async def receive(self, limit_s: float) -> list[Message] | None:
        """The next messages, [] when bytes came that are of no use; None when *limit_s* passed in silence.

        Raises SourceError `closed` when the other end hung up.
        """
        if self._early:
            messages = list(self._early)
            self._early.clear()
            return messages
        try:
            async with asyncio.timeout(limit_s):
                return await self._read()
        except TimeoutError:
            return None

    async def close(self, *, politely: bool = False) -> None:
        """Let go of the connection; *politely*: say so first."""
        if self._streams is None:
            return
        _, writer = self._streams
        self._streams = None
        if politely:
            writer.write(action("Logoff"))
        writer.close()
        with suppress(OSError, TimeoutError, ssl.SSLError):
            async with asyncio.timeout(1.0):
                await writer.wait_closed()

    def error(self, problem: str, **facts: str) -> SourceError:
        """*problem* with the facts that fill its sentence."""
        settings = self._settings
        known = {"host": settings.host, "port": str(settings.port), "username": settings.username}
        return SourceError(self._name, problem, known | facts)

    # -- inside -------------------------------------------------------------------------------------------

    async def _read(self) -> list[Message]:
        assert self._streams is not None  # noqa: S101
        try:
            data = await self._streams[0].read(READ)
        except OSError as error:  # reset, timed out, broken TLS
            raise self.error("closed", detail=_words(error)) from error
        if not data:
            raise self.error("closed", detail=mark("it closed the connection"))
        self.received += len(data)
        return self.messages.feed(data)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        settings = self._settings
        context = self._context()
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(settings.limits.connect_s):
                found = await loop.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise self.error("host_unknown", detail=_words(error)) from error
        except TimeoutError:
            raise self.error("host_unknown", detail=mark("no answer from the name server")) from None
        refused: SourceError | None = None
        for address in dict.fromkeys(str(place[4][0]) for place in found):
            try:
                return await self._connect_to(address, context)
            except SourceError as error:
                # one that answers, if only to refuse, tells more than one that does not
                if refused is None or refused.reason == "unreachable":
                    refused = error
        raise refused or self.error("host_unknown", detail=mark("no address"))

    async def _connect_to(
        self, address: str, context: ssl.SSLContext | None
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        settings = self._settings
        secured: dict[str, Any] = {}
        if context is not None:
            secured = {"ssl": context, "server_hostname": settings.host, "ssl_handshake_timeout": 60.0}
        try:
            async with asyncio.timeout(settings.limits.connect_s):
                streams = await asyncio.open_connection(address, settings.port, limit=2 * READ, **secured)
        except ssl.SSLError as error:
            raise await self._tls_error(problem_of(error), address, error) from error
        except ConnectionRefusedError as error:
            raise self.error("refused_port", detail=_words(error)) from error
        except TimeoutError:
            if context is not None and await self._takes_connections(address):
                raise self.error("tls_not_spoken", detail=mark("no TLS answer in time")) from None
            raise self.error("unreachable", detail=mark("no answer in time")) from None
        except ConnectionError as error:
            raise self.error("closed", detail=_words(error)) from error
        except OSError as error:
            raise self.error("unreachable", detail=_words(error)) from error
        if settings.tls is not None:
            certificate = _certificate(streams[1])
            if not settings.tls.is_pinned(certificate):
                streams[1].transport.abort()
                raise self.error("tls_untrusted", fingerprint=fingerprint(certificate))
        return streams

    def _context(self) -> ssl.SSLContext | None:
        if self._settings.tls is None:
            return None
        try:
            return self._settings.tls.context()
        except OSError as error:  # also an ssl.SSLError: the CA file holds no certificate
            raise self.error("tls_untrusted", detail=f"{self._settings.tls.ca}: {_words(error)}") from error

    async def _tls_error(self, problem: str, address: str, error: ssl.SSLError) -> SourceError:
        """The problem, with the fingerprint of the certificate that was not trusted."""
        facts = {"detail": _words(error)}
        if problem != "tls_not_spoken":
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(self._settings.limits.connect_s):
                    _, writer = await asyncio.open_connection(
                        address,
                        self._settings.port,
                        ssl=trusting_anyone(),
                        server_hostname=self._settings.host,
                    )
                facts["fingerprint"] = fingerprint(_certificate(writer))
                writer.transport.abort()
        return self.error(problem, **facts)

    async def _takes_connections(self, address: str) -> bool:
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(self._settings.limits.connect_s):
                _, writer = await asyncio.open_connection(address, self._settings.port)
            writer.transport.abort()
            return True
        return False

    async def _greeted(self) -> None:
        try:
            async with asyncio.timeout(self._settings.limits.banner_s):
                while self.messages.banner is None:
                    self._early.extend(await self._read())
        except TimeoutError:
            raise self.error("no_banner") from None
        banner = self.messages.banner
        if banner and not banner.startswith(BANNER):
            raise self.error("not_ami", detail=banner[:80])


def _certificate(writer: asyncio.StreamWriter) -> bytes:
    tls: ssl.SSLObject = writer.get_extra_info("ssl_object")
    return tls.getpeercert(binary_form=True) or b""


def _words(error: OSError) -> str:
    """The network's own words."""
    return str(error.strerror or error) or type(error).__name__
