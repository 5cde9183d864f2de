"""What was heard and does not stand in the journal; what another journals is struck off as it comes.

Two collectors that hear one source hear the same, and date, measure and compare it differently: their clocks
differ, a wait that the source does not tell is measured where it is heard, and each asks for full states of
its own. So an event is known by its *identity*: what happened to whom, without instants and lengths. What
became of a waiting contact (answered, given up, left) is one identity, for it happens once.

Events of a contact are counted: as often as the journal holds an identity, so often is it struck off what was
heard. What the journal had first is a sequence, of which a match takes along what came before; so are the
changes of an agent, which repeat for ever. Whatever only one of two heard is noise: once the journal holds
what was heard half a minute later, it will not come any more.

Who takes over may still hear, or come to know only then, what the journal had first: that is not `fresh`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from supervisor.events import (
    AgentChanged,
    AgentGone,
    AgentSeen,
    ContactAbandoned,
    ContactAnswered,
    ContactDequeued,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    LiveEvent,
    QueueGone,
    QueueSeen,
    SourceDown,
    SourceUp,
)

NOISE_S = 30.0  # in which two that hear the same have told the same
EARLY_S = 60.0  # how long what the journal had first is waited for
EVENT_BYTES = 400  # that one event takes here, about

_Identity = tuple[object, ...]


@dataclass(slots=True, eq=False)
class _Heard:
    event: LiveEvent
    at_s: float
    struck: bool = False


class Unwritten:
    """The events of one source that were heard here and do not stand in the journal.

    Seconds are those of a clock that nobody sets. `hear` what the source says, `read` what others journal, in
    any order of the two: a collector that works may be ahead or behind.
    """

    def __init__(self, bound_bytes: int, bound_s: float) -> None:
        """At most *bound_bytes* are kept, and nothing that was heard longer ago than *bound_s*."""
        self._most = max(1, bound_bytes // EVENT_BYTES)
        self._bound_s = bound_s
        self._all: deque[_Heard] = deque()
        self._struck = 0
        self._contacts: dict[_Identity, deque[_Heard]] = {}
        # journalled, not yet heard here, each with when that was seen
        self._early: dict[_Identity, deque[tuple[_Identity, float]]] = {}
        self._rows: dict[_Identity, deque[_Heard]] = {}  # of agents and queues, each a sequence
        self._early_rows: dict[_Identity, deque[tuple[_Identity, float]]] = {}
        self._matched_s = float("-inf")  # when the newest was heard that also stands in the journal
        self._swept_s = float("-inf")
        self._link: SourceUp | SourceDown | None = None
        self.lost_until_s: float | None = None
        """Up to when what was heard had to be forgotten for want of room; None while nothing was."""
        self.noise: list[LiveEvent] | None = None
        """Where noise goes, when somebody wants to have it."""

    def __len__(self) -> int:
        return len(self._all) - self._struck

    @property
    def oldest_s(self) -> float | None:
        """When the oldest was heard that is still kept; None when nothing is."""
        return next((heard.at_s for heard in self._all if not heard.struck), None)

    @property
    def link(self) -> SourceUp | SourceDown | None:
        """Whether the source was heard last; None when it never said so."""
        return self._link

    @property
    def bytes(self) -> int:
        """How much memory is taken, about."""
        return len(self) * EVENT_BYTES

    def hear(self, events: Iterable[LiveEvent], now_s: float) -> None:
        """The source said *events*, in order."""
        for event in events:
            if isinstance(event, SourceUp | SourceDown):
                self._link = event
            elif (contact := _contact(event)) is not None:
                self._hear_contact(contact, _Heard(event, now_s))
            elif (row := _row(event)) is not None:
                self._hear_row(*row, _Heard(event, now_s))
        self._sweep(now_s)

    def read(self, events: Iterable[LiveEvent], now_s: float) -> None:
        """The journal holds *events* of the source, the next in its order."""
        for event in events:
            if (contact := _contact(event)) is not None:
                self._read_contact(contact, now_s)
            elif (row := _row(event)) is not None:
                self._read_row(*row, now_s)
        self._sweep(now_s)

    def fresh(self, events: Iterable[LiveEvent], now_s: float) -> list[LiveEvent]:
        """Of *events*, which the source said and which are not kept here any more, all but those of contacts
        that the journal had first: who took over may have heard them later than the one before it."""
        self._forget_early(now_s - EARLY_S)
        return [event for event in events if not self._had_first(_contact(event))]

    def rest(self) -> list[LiveEvent]:
        """What does not stand in the journal, in the order in which it was heard."""
        return [heard.event for heard in self._all if not heard.struck]

    def clear(self) -> None:
        """Forget everything, and what the journal had early."""
        for kept in (self._contacts, self._early, self._rows, self._early_rows):
            kept.clear()
        self._all.clear()
        self._struck = 0

    # -- contacts -----------------------------------------------------------------------------------------

    def _hear_contact(self, identity: _Identity, heard: _Heard) -> None:
        if self._had_first(identity):
            self._match(heard.at_s)
            return
        self._contacts.setdefault(identity, deque()).append(heard)
        self._all.append(heard)

    def _had_first(self, identity: _Identity | None) -> bool:
        """Whether the journal had *identity* before it was heard here; it is not waited for any more, nor is
        what the journal had of the same stay before it."""
        if identity is None:
            return False
        stay = identity[1:3]
        early = self._early.get(stay, ())
        if any(known == identity for known, _ in early):
            while self._early[stay].popleft()[0] != identity:
                pass
            if not self._early[stay]:
                del self._early[stay]
            return True
        if identity[0] == "offered":
            self._early.pop(stay, None)  # of an earlier stay
        return False

    def _read_contact(self, identity: _Identity, now_s: float) -> None:
        waiting = self._contacts.get(identity)
        if not waiting:
            self._early.setdefault(identity[1:3], deque()).append((identity, now_s))
            return
        self._strike(waiting.popleft())
        if not waiting:
            del self._contacts[identity]

    # -- agents and queues --------------------------------------------------------------------------------

    def _hear_row(self, of: _Identity, identity: _Identity, heard: _Heard) -> None:
        early = self._early_rows.get(of)
        if early and any(known == identity for known, _ in early):
            while early.popleft()[0] != identity:
                pass
            if not early:
                del self._early_rows[of]
            self._match(heard.at_s)
            return
        self._rows.setdefault(of, deque()).append(heard)
        self._all.append(heard)

    def _read_row(self, of: _Identity, identity: _Identity, now_s: float) -> None:
        waiting = self._rows.get(of, ())
        if not any(_identity(heard.event) == identity for heard in waiting):
            self._early_rows.setdefault(of, deque()).append((identity, now_s))
            return
        self._early_rows.pop(of, None)  # older than this
        kept = self._rows[of]
        while True:
            heard = kept.popleft()
            found = _identity(heard.event) == identity
            self._strike(heard, matched=found)
            if found:
                break
        if not kept:
            del self._rows[of]

    # -- forgetting ---------------------------------------------------------------------------------------

    def _strike(self, heard: _Heard, *, matched: bool = True) -> None:
        heard.struck = True
        self._struck += 1
        if matched:
            self._match(heard.at_s)

    def _match(self, at_s: float) -> None:
        self._matched_s = max(self._matched_s, at_s)

    def _sweep(self, now_s: float) -> None:
        """Take away at the front what was struck off, is noise, or is too much."""
        while self._all and self._all[0].struck:
            self._all.popleft()
            self._struck -= 1
        noise_s = self._matched_s - NOISE_S
        while self._all and self._all[0].at_s < noise_s:
            self._forget(self._all.popleft())
        while self._all and (len(self) > self._most or self._all[0].at_s < now_s - self._bound_s):
            first = self._all.popleft()
            if not first.struck:
                self.lost_until_s = first.at_s
            self._forget(first)
        if now_s >= self._swept_s + 1.0:
            self._swept_s = now_s
            self._forget_early(now_s - EARLY_S)
            if self._struck > 1000 and self._struck > len(self._all) // 2:
                self._all = deque(heard for heard in self._all if not heard.struck)
                self._struck = 0

    def _forget(self, heard: _Heard) -> None:
        if heard.struck:
            self._struck -= 1
            return
        if self.noise is not None:
            self.noise.append(heard.event)
        identity = _contact(heard.event)
        kept, key = (
            (self._contacts, identity) if identity is not None else (self._rows, _row_key(heard.event))
        )
        assert key is not None  # noqa: S101  # nothing else is kept
        of = kept[key]
        of.remove(heard)
        if not of:
            del kept[key]

    def _forget_early(self, before_s: float) -> None:
        for kept in (self._early, self._early_rows):
            for of, early in list(kept.items()):
                while early and early[0][1] < before_s:
                    early.popleft()
                if not early:
                    del kept[of]


def whole_stories(events: Iterable[LiveEvent]) -> list[LiveEvent]:
    """Of *events* those of contacts of which all is told, from their coming into a queue to what became of
    them there: they can be told at any later time without touching anybody else's story."""
    stories: dict[tuple[str, str], list[LiveEvent]] = {}
    for event in events:
        if (identity := _contact(event)) is not None:
            stories.setdefault((str(identity[1]), str(identity[2])), []).append(event)
    whole: list[LiveEvent] = []
    for story in stories.values():
        kinds = [identity[0] for event in story if (identity := _contact(event)) is not None]
        if kinds[0] == "offered" and kinds.count("offered") == kinds.count("settled"):
            whole += story
    return sorted(whole, key=lambda event: event.at)


def _contact(event: LiveEvent) -> _Identity | None:
    """The identity of an event of a contact; None for any other."""
    match event:
        case ContactOffered():
            return "offered", event.contact, event.queue
        case ContactDequeued():
            return "dequeued", event.contact, event.queue
        case ContactAnswered() | ContactAbandoned() | ContactLeft():
            return "settled", event.contact, event.queue
        case ContactEnded():
            return "ended", event.contact, event.queue, event.talk_s is None
        case _:
            return None


def _row(event: LiveEvent) -> tuple[_Identity, _Identity] | None:
    """Of whom an event of an agent or a queue tells, and its identity among those; None for any other."""
    key, identity = _row_key(event), _identity(event)
    return None if key is None else (key, identity)


def _row_key(event: LiveEvent) -> _Identity | None:
    match event:
        case AgentSeen() | AgentGone() | AgentChanged():
            return "agent", event.login
        case QueueSeen() | QueueGone():
            return "queue", event.queue
        case _:
            return None


def _identity(event: LiveEvent) -> _Identity:
    match event:
        case AgentSeen():
            return "seen", event.queues
        case AgentChanged():
            return "changed", event.state, event.break_code, event.break_queues
        case QueueSeen():
            return "seen", event.channel, event.threshold_s
        case _:
            return ("gone",)
