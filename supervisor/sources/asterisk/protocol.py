"""The Asterisk Manager Interface without a socket: bytes to messages, actions to bytes.

Most of what an Asterisk says is of no use to a queue console, so a message's name is looked at before
anything else, and only wanted ones are taken apart. Lines repeat from message to message, so a line that was
decoded once is looked up the next time.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping

_END = b"\r\n\r\n"
_HEAD = 40  # holds "Event: " and any name of up to 32 letters, and of a short name nothing that varies
_REMEMBERED_LINES = 65_536
_REMEMBERED_LINE = 240  # longer ones hardly ever come twice
_VOLATILE = frozenset({"Timestamp"})  # never the same twice

BANNER = "Asterisk Call Manager"
ACTION_LINE_LIMIT = 1_000  # Asterisk refuses a line of "more than about 1,000" bytes


class Message(dict[str, str]):
    """The fields of one message in their order; of a name that was said several times, the last value."""

    __slots__ = ("_all",)
    _all: dict[str, list[str]]

    @property
    def is_response(self) -> bool:
        """Whether it answers an action. An event may have a `Response` field too: `Event` decides."""
        return "Event" not in self and "Response" in self

    def every(self, name: str) -> list[str]:
        """Each value of a name that was said several times (Output, ChanVariable), in order."""
        try:
            repeated = self._all
        except AttributeError:
            return [self[name]] if name in self else []
        return list(repeated.get(name, ()))


class _Lines(dict[bytes, tuple[str, str]]):
    """Raw line to (name, value); makes and remembers what it does not know yet, up to a limit."""

    def __missing__(self, line: bytes) -> tuple[str, str]:
        name, _, value = line.decode("utf-8", "replace").partition(":")
        field = (name, value.removeprefix(" "))
        if len(line) <= _REMEMBERED_LINE and name not in _VOLATILE:
            if len(self) >= _REMEMBERED_LINES:
                self.clear()
            self[line] = field
        return field


class _Heads(dict[bytes, bool]):
    """First bytes of a message to whether it is wanted."""

    def __init__(self, wanted: Iterable[str]) -> None:
        super().__init__()
        self._names = frozenset(name.encode() for name in wanted)

    def __missing__(self, head: bytes) -> bool:
        if head.startswith(b"Event: "):
            name, end, _ = head[7:].partition(b"\r\n")
            # without an end the name is longer than the head, or the message is nothing but its name
            wanted = name in self._names if end else any(known.startswith(name) for known in self._names)
        else:
            wanted = True  # a response, or something odd that the slow path looks at
        if len(self) >= 4_096:
            self.clear()
        self[head] = wanted
        return wanted


class MessageReader:
    """Makes messages of the bytes of one connection, however they are cut.

    `banner` is None until the server's first line has come, then that line, or "" when the stream begins
    without one (a recording from the middle). `seen` counts the messages that ended, wanted or not;
    `oversized` those that were dropped because they were longer than the limit, which also happens to one
    that never ends; reading goes on behind the next blank line.
    """

    def __init__(self, wanted: Iterable[str], *, limit: int = 262_144) -> None:
        """*wanted*: names of the events to take apart; responses always are. *limit*: bytes of a message."""
        self.banner: str | None = None
        self.seen = 0
        self.oversized = 0
        self._limit = limit
        self._names = frozenset(wanted)
        self._heads = _Heads(self._names)
        self._lines = _Lines()
        self._rest = b""
        self._skipping = False

    def feed(self, data: bytes) -> list[Message]:
        """The wanted messages that *data* completes, in order."""
        if self._rest:
            data = self._rest + data
        if self.banner is None:
            rest = self._greet(data)
            if rest is None:
                self._rest = data
                return []
            data = rest
        parts = data.split(_END)
        rest = parts.pop()
        if self._skipping and parts:
            del parts[0]
            self._skipping = False
        if len(rest) > self._limit + len(_END) - 1 or self._skipping:
            self.oversized += not self._skipping
            self._skipping = True
            rest = rest[1 - len(_END) :]  # the blank line may be cut in two
        self._rest = rest
        if len(data) > self._limit:
            fitting = [raw for raw in parts if len(raw) <= self._limit]
            self.oversized += len(parts) - len(fitting)
            parts = fitting
        self.seen += len(parts)
        heads = self._heads
        known = self._lines.__getitem__
        found: list[Message] = []
        for raw in parts:
            if heads[raw[:_HEAD]]:
                lines = raw.split(b"\r\n")
                message = Message(map(known, lines))
                if len(message) != len(lines) or "" in message:
                    self._odd(raw, found)
                else:
                    found.append(message)
        return found

    def _greet(self, data: bytes) -> bytes | None:
        """What follows the banner; None while it has not all come. It is one line without a blank one."""
        line, end, rest = data.partition(b"\n")
        if not end and len(data) <= 1_024:
            return None
        text = line[:1_024].decode("utf-8", "replace").strip()
        if ": " in text or not text:  # no banner: the first message is under way
            self.banner = ""
            return data
        self.banner = text
        return rest

    def _odd(self, raw: bytes, found: list[Message]) -> None:
        """Take *raw* as it should be taken: without blank beginnings, and with names that repeat."""
        lines = [line for line in raw.split(b"\r\n") if line]
        if not lines:
            self.seen -= 1  # nothing but blank lines: no message
            return
        if not self._heads[b"\r\n".join(lines)[:_HEAD]]:
            return
        fields = [self._lines[line] for line in lines]
        message = Message(fields)
        if len(message) != len(fields):
            repeated: dict[str, list[str]] = {}
            for name, value in fields:
                repeated.setdefault(name, []).append(value)
            message._all = repeated
        found.append(message)


def action(name: str, fields: Mapping[str, str] | None = None, *, action_id: str | None = None) -> bytes:
    """The bytes that ask an Asterisk for action *name* with *fields*.

    Raises ValueError when a name or value holds a line end (it would become an action of its own) or makes
    a line that Asterisk refuses for its length.
    """
    said = {"Action": name}
    if action_id is not None:
        said["ActionID"] = action_id
    lines: list[bytes] = []
    for key, value in {**said, **(fields or {})}.items():
        if any(mark in key + value for mark in "\r\n\0"):
            raise ValueError(f"{key} of action {name} holds a line end")
        line = f"{key}: {value}".encode()
        if len(line) > ACTION_LINE_LIMIT:
            raise ValueError(f"{key} of action {name} is too long")
        lines.append(line)
    return b"\r\n".join(lines) + _END


def new_action_id() -> str:
    """An ActionID that no other client will hit upon; short, because Asterisk cuts long ones with their line
    end, so that two messages melt together (over about 245 characters)."""
    return secrets.token_hex(6)


def login(username: str, secret: str, events: str, action_id: str) -> bytes:
    """The plain log-in: *secret* goes over the wire as it is. *events*: classes to hear ("agent,call")."""
    return action("Login", {"Username": username, "Secret": secret, "Events": events}, action_id=action_id)


def challenge(action_id: str) -> bytes:
    """Asks for the challenge that the MD5 log-in answers."""
    return action("Challenge", {"AuthType": "MD5"}, action_id=action_id)


def login_md5(username: str, secret: str, challenged: str, events: str, action_id: str) -> bytes:
    """The answer to challenge *challenged*: the secret itself stays here."""
    return action(
        "Login",
        {"AuthType": "MD5", "Username": username, "Key": md5_key(challenged, secret), "Events": events},
        action_id=action_id,
    )


def md5_key(challenged: str, secret: str) -> str:
    """What proves that we know *secret*: the protocol asks for MD5 and nothing better."""
    return hashlib.md5((challenged + secret).encode(), usedforsecurity=False).hexdigest()
