"""A large centre in the words of a small recorded one: real messages, real mix, as many agents as one wants.

Five recorded minutes of 12 agents and 5 queues are the pattern. Each copy of it has agents, callers and
channels of its own and shares its queues with some other copies; copies begin at different moments, so that
the whole is as even as a large centre. 417 copies are some 5,000 agents on 200 queues and, as in the
recording, 50 messages a second each: 21,000 a second in all. The same copies always say the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from supervisor.sources.replay.recording import Piece, Recording

PATTERN = Path(__file__).resolve().parent.parent / "tests" / "recordings" / "small-basic" / "ami.bytes.gz"
BANNER = b"Asterisk Call Manager/12.0.0\r\n"
COPIES = 417  # of 12 agents each
QUEUE_SETS = 40  # of 5 queues each
MIXES: dict[str, frozenset[bytes] | None] = {
    "full": None,
    "agent,call": frozenset({b"agent", b"call"}),
    "agent": frozenset({b"agent"}),
}

_END = b"\r\n\r\n"
_PLACES = re.compile(
    rb"(?P<id>\b1795\d{6}\.\d+\b)"  # Uniqueid, Linkedid, wherever they stand
    rb"|(?<=-)(?P<channel>[0-9a-f]{8})(?=;)"
    rb"|(?<=/)(?P<agent>10\d\d)(?=@agents)"
    rb"|(?<=Custom:A)(?P<device>10\d\d)\b"
    rb"|(?<=\r\nMemberName: )(?P<member>[^\r]+)"
    rb"|(?<=\r\nName: )(?P<name>[^\r]+)"
    rb"|(?<=\r\nQueue: )(?P<queue>[^\r]+)"
)


@dataclass(frozen=True)
class _Message:
    """A recorded message, cut where a copy has something of its own."""

    at_s: float
    parts: tuple[bytes, ...]
    kinds: tuple[str, ...]  # between the parts
    values: tuple[bytes, ...]

    def of(self, copy: int, cycle: int, queue_sets: int) -> bytes:
        """The message as copy number *copy* says it in its *cycle*-th five minutes."""
        said = [self.parts[0]]
        for kind, value, part in zip(self.kinds, self.values, self.parts[1:], strict=True):
            match kind:
                case "id":
                    epoch, _, number = value.partition(b".")
                    said.append(b"%d.%d" % (int(epoch) + 306 * cycle, int(number) * 1_000 + copy))
                case "channel":
                    said.append(b"%08x" % (int(value, 16) + copy * 0x1000 + cycle * 0x1000000))
                case "agent" | "device":
                    said.append(b"%d%s" % (copy + 1, value))
                case "queue":
                    said.append(b"%s %d" % (value, copy % queue_sets))
                case _:
                    said.append(b"%s %d" % (value, copy))
            said.append(part)
        return b"".join(said)


class AmiStream:
    """What a manager interface of *copies* small centres says; *mix*: the classes that a user may read."""

    def __init__(self, mix: str = "full", copies: int = COPIES, queue_sets: int = QUEUE_SETS) -> None:
        self._copies = copies
        self._queue_sets = min(queue_sets, copies)
        events, self._rows, self._lasts_s = _pattern()
        classes = MIXES[mix]
        self._events = [message for kind, message in events if classes is None or kind in classes]
        self._at_s = [message.at_s for message in self._events]

    @property
    def rate(self) -> float:
        """Messages a second."""
        return len(self._events) / self._lasts_s * self._copies

    def listing(self, action_id: str = "1") -> bytes:
        """The answer to QueueStatus before anything happened."""
        said = [b"Response: Success\r\nActionID: %s\r\nEventList: start\r\n\r\n" % action_id.encode()]
        ending = b"\r\nActionID: " + action_id.encode() + _END
        for copy in range(self._copies):
            for row in self._rows:
                if row.parts[0].startswith(b"Event: QueueParams") and copy >= self._queue_sets:
                    continue  # the queue has been listed
                said.append(row.of(copy, 0, self._queue_sets) + ending)
        items = len(said) - 1
        said.append(b"Event: QueueStatusComplete\r\nEventList: Complete\r\nListItems: %d" % items + ending)
        return b"".join(said)

    def messages(self, begins_s: float, ends_s: float) -> Iterator[bytes]:
        """What is said between two seconds, in order, each message with its blank line."""
        taken: list[tuple[float, int, bytes]] = []
        for copy in range(self._copies):
            offset_s = copy * self._lasts_s / self._copies  # this copy came in that much later
            first = max(0.0, begins_s - offset_s)
            for cycle in range(int(first // self._lasts_s), int((ends_s - offset_s) // self._lasts_s) + 1):
                began_s = offset_s + cycle * self._lasts_s
                low = bisect_left(self._at_s, begins_s - began_s)
                high = bisect_left(self._at_s, ends_s - began_s)
                for place in range(low, high):
                    said = self._events[place].of(copy, cycle, self._queue_sets)
                    taken.append((began_s + self._at_s[place], copy, said))
        taken.sort(key=lambda one: one[:2])  # stable: a copy's own messages keep their order
        for _, _, said in taken:
            yield said + _END

    def chunks(self, count: int, begins_s: float = 306.0, step_s: float = 0.05) -> Iterator[bytes]:
        """At least *count* messages in chunks of *step_s* of the centre's time, from *begins_s* on (by
        default when every copy is at work)."""
        while count > 0:
            said = list(self.messages(begins_s, begins_s + step_s))
            count -= len(said)
            begins_s += step_s
            if said:
                yield b"".join(said)


@cache
def _pattern() -> tuple[list[tuple[bytes, _Message]], list[_Message], float]:
    """The recorded broadcast messages with their classes, the rows of the first list, and its length in s."""
    begins: datetime | None = None
    lasts = timedelta()
    rest = b""
    events: list[tuple[bytes, _Message]] = []
    rows: list[_Message] = []
    listed = False
    for moment in Recording.beside(PATTERN).moments():
        begins = begins or moment.at
        lasts = moment.at - begins
        if not isinstance(moment, Piece):
            continue
        *raws, rest = (rest + moment.data).split(_END)
        for raw in raws:
            head, _, behind = raw.partition(b"\r\nPrivilege: ")
            if raw.startswith(b"Event: ") and behind and b"\r\n" not in head:
                events.append((behind.partition(b",")[0], _cut(raw, lasts.total_seconds())))
            elif not listed and raw.startswith((b"Event: QueueParams", b"Event: QueueMember\r")):
                rows.append(_cut(raw.partition(b"\r\nActionID: ")[0], 0.0))
            listed |= raw.startswith(b"Event: QueueStatusComplete")
    return events, rows, lasts.total_seconds()


def _cut(raw: bytes, at_s: float) -> _Message:
    parts: list[bytes] = []
    kinds: list[str] = []
    values: list[bytes] = []
    end = 0
    for place in _PLACES.finditer(raw):
        parts.append(raw[end : place.start()])
        kinds.append(str(place.lastgroup))
        values.append(place.group())
        end = place.end()
    return _Message(at_s, (*parts, raw[end:]), tuple(kinds), tuple(values))
