"""What was heard and is not yet in the journal: in order, numbered once, counted in bytes."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from supervisor.events import LiveEvent, decode, encode
from supervisor.live.journal import Entry

log = logging.getLogger(__name__)

BATCH_EVENTS = 500  # a reader decodes a batch in one go: half a millisecond
BATCHES_AT_ONCE = 64  # of one transaction


@dataclass(frozen=True)
class _Group:
    """Events that one source said together, encoded."""

    source: str
    count: int
    first_at: datetime
    last_at: datetime
    events: bytes


class Outbox:
    """Events on their way to the journal.

    What `take` gave is given again until it is `confirm`ed, under the same numbers: an append whose answer
    got lost can be repeated without harm.
    """

    def __init__(self, last_sequence: int = 0) -> None:
        """Go on numbering batches after *last_sequence*."""
        self._sequence = last_sequence
        self._pending: deque[_Group] = deque()
        self._taken: list[Entry] = []
        self._bytes = 0

    def __bool__(self) -> bool:
        """Whether anything is not yet in the journal."""
        return bool(self._pending or self._taken)

    @property
    def bytes(self) -> int:
        """How much memory the events in here take, as they are encoded."""
        return self._bytes

    @property
    def is_all_taken(self) -> bool:
        """Whether everything that was put in here was also taken, confirmed or not."""
        return not self._pending

    def put(self, source: str, events: Sequence[LiveEvent]) -> None:
        """Keep *events* of *source*, at least one, at most BATCH_EVENTS, all of them `readable`."""
        instants = [event.at for event in events]
        group = _Group(source, len(events), min(instants), max(instants), encode(events))
        self._pending.append(group)
        self._bytes += _cost(group.events)

    def take(self) -> list[Entry]:
        """What to append next: batches, each of one source, in the order in which it said them; as many as
        fit into one transaction. Empty when nothing is in here."""
        if not self._taken:
            open_of: dict[str, int] = {}
            batches: list[list[_Group]] = []
            counts: list[int] = []
            while self._pending:
                group = self._pending[0]
                place = open_of.get(group.source)
                if place is None or counts[place] + group.count > BATCH_EVENTS:
                    if len(batches) == BATCHES_AT_ONCE:
                        break
                    place = open_of[group.source] = len(batches)
                    batches.append([])
                    counts.append(0)
                batches[place].append(self._pending.popleft())
                counts[place] += group.count
            self._taken = [self._joined(groups) for groups in batches]
        return self._taken

    def confirm(self) -> None:
        """What was taken last is in the journal."""
        self._bytes -= sum(_cost(entry.events) for entry in self._taken)
        self._taken = []

    def _joined(self, groups: list[_Group]) -> Entry:
        self._sequence += 1
        return Entry(
            groups[0].source,
            self._sequence,
            sum(group.count for group in groups),
            min(group.first_at for group in groups),
            max(group.last_at for group in groups),
            b"[" + b",".join(group.events[1:-1] for group in groups) + b"]",
        )


def readable(events: Sequence[LiveEvent]) -> tuple[list[LiveEvent], list[tuple[LiveEvent, Exception]]]:
    """The events that a reader of the journal will get back as they are, and the others with the reason."""
    try:
        if decode(encode(events))[1] == 0 and all(event.at.tzinfo is not None for event in events):
            return list(events), []
    except Exception:
        log.debug("a bad event: each is tried by itself", exc_info=True)
    sound: list[LiveEvent] = []
    refused: list[tuple[LiveEvent, Exception]] = []
    for event in events:
        try:
            if decode(encode([event]))[1] or event.at.tzinfo is None:
                raise ValueError("a field is not what the vocabulary says")
            sound.append(event)
        except Exception as error:  # noqa: BLE001  # told to the caller, who logs it
            refused.append((event, error))
    return sound, refused


def _cost(events: bytes) -> int:
    """The bytes of encoded events, each with one comma: it stays the same when groups are joined."""
    return len(events) - 1
