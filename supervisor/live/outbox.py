"""What was heard and is not yet in the journal: in order, numbered once, counted in bytes."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from supervisor.events import LiveEvent, decode, encode
from supervisor.live.entry import Entry
from supervisor.live.names import Named
from supervisor.live.private_part import joined
from supervisor.live.veil import Veil

log = logging.getLogger(__name__)

BATCH_EVENTS = 500  # a reader decodes a batch in one go: half a millisecond
BATCHES_AT_ONCE = 64  # of one transaction


@dataclass(frozen=True)
class _Group:
    """Events that one source said together, encoded; see `Veiled` for *private* and *names*."""

    source: str
    count: int
    first_at: datetime
    last_at: datetime
    events: bytes
    private: bytes | None = None
    names: tuple[Named, ...] = ()


class Outbox:
    """Events on their way to the journal.

    What `take` gave is given again until it is `confirm`ed, under the same numbers: an append whose answer
    got lost can be repeated without harm.
    """

    def __init__(self, last_sequence: int = 0, veil: Veil | None = None) -> None:
        """Go on numbering batches after *last_sequence*. With a *veil* (the journal's, `Journal.veil`) what
        is put in here is kept without persons."""
        self._sequence = last_sequence
        self._veil = veil
        self._pending: deque[_Group] = deque()
        self._numbered: deque[Entry] = deque()  # handed over, and given back
        self._taken: list[Entry] = []
        self._taken_bytes = 0
        self._bytes = 0

    def __bool__(self) -> bool:
        """Whether anything is not yet in the journal."""
        return bool(self._pending or self._numbered or self._taken)

    @property
    def veil(self) -> Veil | None:
        """What takes persons out of what is put in here."""
        return self._veil

    @property
    def bytes(self) -> int:
        """How much memory the events in here take, as they are encoded."""
        return self._bytes

    @property
    def is_all_taken(self) -> bool:
        """Whether everything that was put in here was also taken, confirmed or not."""
        return not self._pending and not self._numbered

    @property
    def last_sequence(self) -> int:
        """The number that was given last."""
        return self._sequence

    @property
    def since(self) -> datetime | None:
        """The instant of what came first of all in here; None while nothing is in here."""
        for kept in (self._taken, self._numbered, self._pending):
            if kept:
                return kept[0].first_at
        return None

    def put(self, source: str, events: Sequence[LiveEvent]) -> None:
        """Keep *events* of *source*, at least one, at most BATCH_EVENTS, all of them `readable`."""
        instants = [event.at for event in events]
        place = source, len(events), min(instants), max(instants)
        if self._veil is None:
            group = _Group(*place, encode(events))
        else:
            veiled = self._veil.events(events)
            group = _Group(*place, veiled.events, veiled.private, veiled.names)
        self._pending.append(group)
        self._bytes += _cost(group)

    def take(self) -> list[Entry]:
        """What to append next: batches, each of one source, in the order in which it said them; as many as
        fit into one transaction. Empty when nothing is in here."""
        if not self._taken and self._numbered:
            count = min(BATCHES_AT_ONCE, len(self._numbered))
            self._taken = [self._numbered.popleft() for _ in range(count)]
            self._taken_bytes = sum(map(_weight, self._taken))
        elif not self._taken:
            self._taken = self._next()
        return self._taken

    def _next(self) -> list[Entry]:
        """The next batches of what is pending, numbered."""
        open_of: dict[str, int] = {}
        batches: list[list[_Group]] = []
        counts: list[int] = []
        while self._pending:
            group = self._pending[0]
            place = open_of.get(group.source)
            if (
                place is None
                or counts[place] + group.count > BATCH_EVENTS
                # Names are kept by the day of the batches that mention them (`pruning.forget_names`).
                or batches[place][-1].last_at.date() != group.last_at.date()
            ):
                if len(batches) == BATCHES_AT_ONCE:
                    break
                place = open_of[group.source] = len(batches)
                batches.append([])
                counts.append(0)
            batches[place].append(self._pending.popleft())
            counts[place] += group.count
        self._taken_bytes = sum(_cost(group) for groups in batches for group in groups)
        return [self._joined(groups) for groups in batches]

    def confirm(self) -> None:
        """What was taken last is in the journal. Where it was handed over meanwhile, nothing changes."""
        self._bytes -= self._taken_bytes
        self._taken, self._taken_bytes = [], 0

    def hand_over(self) -> list[Entry]:
        """Everything in here, numbered, to be kept elsewhere; also what was taken and is not confirmed."""
        entries = [*self._taken, *self._numbered]
        self._numbered.clear()
        while self._pending:
            entries += self._next()
        self._taken, self._taken_bytes, self._bytes = [], 0, 0
        return entries

    def put_back(self, entries: Sequence[Entry]) -> None:
        """Keep *entries*, the end of what was handed over last, before all that came since."""
        self._numbered.extendleft(reversed(entries))
        self._bytes += sum(map(_weight, entries))

    def _joined(self, groups: list[_Group]) -> Entry:
        self._sequence += 1
        return Entry(
            groups[0].source,
            self._sequence,
            sum(group.count for group in groups),
            min(group.first_at for group in groups),
            max(group.last_at for group in groups),
            b"[" + b",".join(group.events[1:-1] for group in groups) + b"]",
            joined([(group.count, group.private) for group in groups]),
            self._veil is not None,
            tuple({named.token: named for group in groups for named in group.names}.values()),
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


def _cost(group: _Group) -> int:
    """The bytes of encoded events, each with one comma, and of what is private of them."""
    return len(group.events) - 1 + (len(group.private) + 1 if group.private else 0)


def _weight(entry: Entry) -> int:
    """The same of an entry."""
    return len(entry.events) + len(entry.private or b"")
