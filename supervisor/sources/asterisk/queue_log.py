"""Asterisk's queue_log, line by line: `epoch|call|queue|agent|EVENT|parameters`.

Written to be read whatever is in it: bytes that are no UTF-8, bars in names and reasons, CR LF, a line that a
crash cut in two or glued to the next one, events of a dialplan's own. What makes no sense is kept with its
place, and never ends the reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import msgspec

from supervisor.sources.day_log import Unreadable

SHOWN_BYTES = 200  # of a line that makes no sense
LATEST = 99_999_999_999  # of what can be a time, in POSIX seconds


class Details(msgspec.Struct, frozen=True, gc=False):
    """What the parameters of a line tell; what they do not, or in no readable form, is None or "".

    Times are in seconds, also the rings that Asterisk writes in ms. *text* is a reason, a key, a channel, the
    target of a transfer, or all parameters of an event that is not known here.
    """

    wait_s: float | None = None
    talk_s: float | None = None
    ring_s: float | None = None
    position: int | None = None
    entry_position: int | None = None
    text: str = ""
    number: str = ""
    name: str = ""


class LogLine(msgspec.Struct, frozen=True, gc=False):
    """One line. *at* is POSIX seconds; names are as the log writes them ("NONE" where there is none).

    *call* is the contact's uniqueid (NONE, MANAGER or CLI where there is none), *agent* the member's name,
    or its interface: always in PENALTY and RINGINUSE, and in ADDMEMBER and REMOVEMEMBER unless
    `log_membername_as_agent = yes`. *place* is the byte of the file at which the line begins. *parameters*
    are as they stand there; `details` reads them, which takes as long as everything before, so only for
    lines that need it.
    """

    at: float
    call: str
    queue: str
    agent: str
    event: str
    place: int
    parameters: bytes

    def details(self) -> Details:
        """The parameters, typed."""
        return _DETAILS.get(self.event, _plain)(self.parameters)


def _number(raw: bytes) -> float | None:
    try:
        return float(raw)
    except ValueError:
        return None


def _whole(raw: bytes) -> int | None:
    try:
        return int(raw)
    except ValueError:
        return None


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _at(fields: list[bytes], place: int) -> bytes:
    return fields[place] if place < len(fields) else b""


def _enter(parameters: bytes) -> Details:
    # url|number|position, and the name behind it with log-caller-id-name; a number may hold bars
    fields = parameters.split(b"|")
    count = len(fields)
    if count <= 3:
        number, position, name = _at(fields, 1), _at(fields, 2), b""
    elif count == 4 and fields[2].isdigit():
        number, position, name = fields[1], fields[2], fields[3]
    elif fields[-2].isdigit() and not fields[-1].isdigit():
        number, position, name = b"|".join(fields[1:-2]), fields[-2], fields[-1]
    else:
        number, position, name = b"|".join(fields[1:-1]), fields[-1], b""
    return Details(position=_whole(position), number=_text(number), name=_text(name))


def _connect(parameters: bytes) -> Details:
    fields = parameters.split(b"|")
    return Details(_number(fields[0]), None, _number(_at(fields, 2)), text=_text(_at(fields, 1)))


def _complete(parameters: bytes) -> Details:
    fields = parameters.split(b"|")
    position = _whole(_at(fields, 2))
    return Details(_number(fields[0]), _number(_at(fields, 1)), entry_position=position)


def _gave_up(parameters: bytes) -> Details:
    fields = parameters.split(b"|", 3)  # the text of a withdrawal may hold bars
    wait_s, position, entry = _number(_at(fields, 2)), _whole(fields[0]), _whole(_at(fields, 1))
    return Details(wait_s, None, None, position, entry, _text(_at(fields, 3)))


def _key(parameters: bytes) -> Details:
    fields = parameters.split(b"|")
    wait_s, position, entry = _number(_at(fields, 3)), _whole(_at(fields, 1)), _whole(_at(fields, 2))
    return Details(wait_s, None, None, position, entry, _text(fields[0]))


def _transfer(parameters: bytes) -> Details:
    # target and context, or BRIDGE and its id; wait, talk and position stand at the end
    *target, wait, talk, entry = [b"", b"", *parameters.split(b"|")]
    text = b"|".join(target).strip(b"|")
    return Details(_number(wait), _number(talk), None, None, _whole(entry), _text(text))


def _ring(parameters: bytes) -> Details:
    ring_ms = _number(parameters)
    return Details(ring_s=None if ring_ms is None else ring_ms / 1000)


def _plain(parameters: bytes) -> Details:
    return Details(text=_text(parameters))


_DETAILS: dict[str, Callable[[bytes], Details]] = {
    "ENTERQUEUE": _enter,
    "CONNECT": _connect,
    "COMPLETEAGENT": _complete,
    "COMPLETECALLER": _complete,
    "ABANDON": _gave_up,
    "EXITWITHTIMEOUT": _gave_up,
    "EXITEMPTY": _gave_up,
    "WITHDRAW": _gave_up,
    "EXITWITHKEY": _key,
    "BLINDTRANSFER": _transfer,
    "ATTENDEDTRANSFER": _transfer,
    "TRANSFER": _transfer,  # before Asterisk 12
    "RINGNOANSWER": _ring,
    "RINGCANCELED": _ring,
}

EVENTS = frozenset(_DETAILS) | {
    *("QUEUESTART", "CONFIGRELOAD", "PAUSE", "UNPAUSE", "PAUSEALL", "UNPAUSEALL"),
    *("ADDMEMBER", "REMOVEMEMBER", "PENALTY", "RINGINUSE", "AGENTLOGIN", "AGENTLOGOFF"),
    *("AGENTCALLBACKLOGIN", "AGENTCALLBACKLOGOFF", "AGENTDUMP", "SYSCOMPAT", "DID", "INFO"),
}
"""The events that Asterisk itself writes."""

_BARE = (b"QUEUESTART", b"CONFIGRELOAD")  # these have no parameters
_EVENT = re.compile(rb"[A-Z][A-Z0-9_ -]{1,39}")
_STAMP = re.compile(rb"\d{9,11}(?:\.\d{1,9})?")
# a line that begins in the middle of another: the one before was cut off by a crash
_WITHIN = re.compile(rb"(?<=.)(?=\d{10}(?:\.\d+)?\|(?:NONE|MANAGER|CLI|REALTIME|[\w-]*\d{10}\.\d+)\|)")


class QueueLogReader:
    """Bytes of one file, cut anywhere, to lines."""

    def __init__(self, file: str = "", place: int = 0, wanted: Iterable[str] | None = None) -> None:
        """*place* is the byte of *file* with which the first piece begins: the begin of a line. *wanted*
        names the events to read; None reads all, also those of a dialplan's own."""
        self.unreadable: list[Unreadable] = []  # the first of them,
        self.unreadable_count = 0  # and how many there are
        self._file = file
        self._place = place
        self._rest = b""
        self._names: dict[bytes, str] = {}
        self._every = wanted is None
        self._known = {name.encode(): name for name in EVENTS}
        self._wanted = {
            raw: name for raw, name in self._known.items() if wanted is None or name in set(wanted)
        }

    @property
    def place(self) -> int:
        """The byte up to which whole lines were read."""
        return self._place

    def feed(self, piece: bytes) -> list[LogLine]:
        """The lines that *piece* completes, in the file's order; a half line at its end waits for more."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        return self._lines(lines)

    def finish(self) -> list[LogLine]:
        """What stands behind the last line feed, when nothing more will come."""
        rest, self._rest = self._rest, b""
        return self._lines([rest]) if rest else []

    def _lines(self, lines: list[bytes]) -> list[LogLine]:
        found: list[LogLine] = []
        add, names, wanted = found.append, self._names, self._wanted
        place = self._place
        stamp, at = b"", 0.0
        if len(names) > 100_000:
            names.clear()
        for raw in lines:
            begins = place
            place += len(raw) + 1
            try:
                when, call, queue, agent, kind, parameters = raw.split(b"|", 5)
                event = wanted[kind]
                if when != stamp:
                    at = float(when)
                    if not 0 < at < LATEST:
                        raise ValueError
                    stamp = when
            except (KeyError, ValueError):
                found += self._odd(raw, begins)
                continue
            if parameters[-1:] == b"\r":
                parameters = parameters[:-1]
            try:
                add(LogLine(at, call.decode(), names[queue], names[agent], event, begins, parameters))
            except (KeyError, UnicodeDecodeError):
                for name in (queue, agent):
                    names[name] = _text(name)
                add(LogLine(at, _text(call), names[queue], names[agent], event, begins, parameters))
        self._place = place
        return found

    def _odd(self, raw: bytes, place: int) -> list[LogLine]:
        """A line that is not as usual, or not wanted."""
        fields = raw.split(b"|")
        if not self._every and len(fields) > 5 and fields[4] in self._known:
            return []
        line = raw.strip(b"\r\0 \t").removeprefix(b"\xef\xbb\xbf")
        if not line:
            return []
        if within := _WITHIN.search(line):  # one line was cut off, and the next one begins in its middle
            front, behind = line[: within.start()], line[within.start() :]
            return [*self._odd(front, place), *self._odd(behind, place + raw.find(behind))]
        fields = line.split(b"|")
        if len(fields) >= 5 and _STAMP.fullmatch(fields[0]):
            for count in range(4, len(fields)):  # a bar in a member's name shifts what follows
                kind = fields[count]
                if kind in self._known and (count + 1 < len(fields) or kind in _BARE):
                    return [self._line(fields, count, place)] if kind in self._wanted else []
            if len(fields) > 5 and _EVENT.fullmatch(fields[4]):  # of a dialplan's own
                return [self._line(fields, 4, place)] if self._every else []
        self.unreadable_count += 1
        if len(self.unreadable) < 100:
            self.unreadable.append(Unreadable(self._file, place, _text(raw[:SHOWN_BYTES])))
        return []

    def _line(self, fields: list[bytes], event: int, place: int) -> LogLine:
        at, call, queue = float(fields[0]), _text(fields[1]), _text(fields[2])
        agent, parameters = b"|".join(fields[3:event]), b"|".join(fields[event + 1 :])
        return LogLine(at, call, queue, _text(agent), _text(fields[event]), place, parameters)
