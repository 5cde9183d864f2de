"""A day contact by contact, as we heard it and as the source's own log has it, held side by side.

Both sides are taken as they come. A stay that both tell alike, and that is over, is counted and forgotten; so
a day of half a million contacts needs the memory of those that are open or disagree.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from msgspec.structs import replace

from supervisor.audit.finding import Finding, Kind, QueueSums, Sums, Why
from supervisor.events import LeftReason
from supervisor.live.ledger import Deaf
from supervisor.sources.day_log import Outcome, QueueEntry

GRACE = timedelta(seconds=15)  # what happened later may be on its way to one of the two
WAIT_S = 2.0  # whole seconds on both sides, cut rather than rounded
TALK_S = 2.5  # and with a transfer the two ends may be 1.5 s apart
SAME_STAY = timedelta(seconds=10)  # two stays of one contact in one queue are told apart by when they began
NEAR = timedelta(seconds=5)  # around a gap or a restart
_VAGUE = (None, LeftReason.UNKNOWN, LeftReason.LOST)  # reasons that say nothing against another


@dataclass(frozen=True)
class Scope:
    """What is compared, and what is known that explains differences.

    Of the day that began at *begins*: what both sides can tell, from *since* to *until*. *deaf* are the times
    at which nobody listened, *restarts* those at which the source forgot everything.
    """

    begins: datetime
    since: datetime
    until: datetime
    grace: timedelta = GRACE
    deaf: Sequence[Deaf] = ()
    restarts: Sequence[datetime] = ()


@dataclass
class _Slot:
    """All stays of one contact in one queue."""

    ours: list[QueueEntry] = field(default_factory=list)
    theirs: list[QueueEntry] = field(default_factory=list)


_Key = tuple[str, str]  # contact, queue


class Comparison:
    """Both sides of one day; `take` what is new, then `judge` it."""

    def __init__(self) -> None:
        self.agreed = 0
        self._slots: dict[_Key, _Slot] = defaultdict(_Slot)
        self._known: set[int] = set()  # of stays that agreed, to know one that comes a second time
        self._ours: dict[str, Sums] = {}
        self._theirs: dict[str, Sums] = {}
        self._apart: deque[float] = deque(maxlen=201)  # our instants after theirs, in seconds

    @property
    def clock_off_s(self) -> float:
        """How many seconds the source's clock is behind ours; 0 when that is within what can be known."""
        if len(self._apart) < 3:
            return 0.0
        apart = median(self._apart)
        return apart if abs(apart) > WAIT_S else 0.0

    def take(self, ours: Iterable[QueueEntry] = (), theirs: Iterable[QueueEntry] = ()) -> None:
        """Take entries that are new or further on."""
        touched: dict[_Key, None] = {}
        for entry in ours:
            key = (entry.contact, entry.queue)
            _put(self._slots[key].ours, entry)
            touched[key] = None
        for entry in theirs:
            key = (entry.contact, entry.queue)
            _put(self._slots[key].theirs, entry)
            touched[key] = None
        for key in touched:
            self._agree(key)

    def _agree(self, key: _Key) -> None:
        """Forget what both sides tell alike to the end."""
        slot = self._slots[key]
        if len(slot.ours) == len(slot.theirs) == 1:
            self._apart.append((slot.ours[0].entered - slot.theirs[0].entered).total_seconds())
        if len(slot.ours) != len(slot.theirs):
            return
        if all(
            our.is_over and their.is_over and _alike(our, their)
            for our, their in zip(slot.ours, slot.theirs, strict=True)
        ):
            self.agreed += len(slot.ours)
            for our, their in zip(slot.ours, slot.theirs, strict=True):
                self._ours[our.queue] = self._ours.get(our.queue, Sums()) + _sums(our)
                self._theirs[their.queue] = self._theirs.get(their.queue, Sums()) + _sums(their)
            self._known.add(hash(key))
            del self._slots[key]

    # -- judging ------------------------------------------------------------------------------------------

    def judge(self, scope: Scope) -> tuple[int, list[Finding], list[QueueSums]]:
        """How many stays were compared, what differs, and both sides' sums by queue, in order of arrival."""
        judged = _Judged(scope, timedelta(seconds=self.clock_off_s), self._known)
        for key, slot in self._slots.items():
            judged.slot(key, slot)
        ours, theirs = dict(self._ours), dict(self._theirs)
        for side, entries in ((ours, judged.ours), (theirs, judged.theirs)):
            for entry in entries:
                side[entry.queue] = side.get(entry.queue, Sums()) + _sums(entry)
        findings = sorted(judged.findings, key=lambda found: (found.why != "", found.since or scope.begins))
        queues = sorted(ours.keys() | theirs.keys())
        sums = [QueueSums(queue, ours.get(queue, Sums()), theirs.get(queue, Sums())) for queue in queues]
        return self.agreed + judged.compared, findings, sums


class _Judged:
    """The stays that are open or differ, judged at one moment."""

    def __init__(self, scope: Scope, behind: timedelta, known: set[int]) -> None:
        self.compared = 0
        self.findings: list[Finding] = []
        self.ours: list[QueueEntry] = []
        self.theirs: list[QueueEntry] = []
        self._scope = scope
        self._behind = behind
        self._known = known
        self._edge = scope.until - scope.grace

    def slot(self, key: _Key, slot: _Slot) -> None:
        for our, their in _pairs(slot, self._behind):
            if our is not None and their is not None:
                self._pair(our, their)
            elif their is not None:
                self._only_theirs(their)
            elif our is not None:
                self._only_ours(our, twice=bool(slot.theirs) or hash(key) in self._known)

    def _at(self, theirs: datetime | None) -> datetime | None:
        """An instant of the log by our clock."""
        return None if theirs is None else theirs + self._behind

    def _is_past(self, at: datetime | None) -> bool:
        return at is not None and at < self._edge

    def _begins_before(self, entered: datetime) -> bool:
        """Whether a stay belongs to what is not compared: it began too early, or at the very begin."""
        return entered < max(self._scope.since, self._scope.begins + timedelta(seconds=WAIT_S))

    def _note(self, found: Finding, *instants: datetime | None) -> None:
        why = found.why or self._why(*instants)
        self.findings.append(found if why == found.why else _because(found, why))

    def _why(self, *instants: datetime | None) -> Why:
        """What explains that we know nothing of something that happened at one of *instants*."""
        told = [at for at in instants if at is not None]
        for restart in self._scope.restarts:
            if any(abs(at - restart - self._behind) <= NEAR for at in told):
                return Why.RESTART
        for deaf in self._scope.deaf:
            if any(deaf.begins - NEAR <= at and (deaf.ends is None or at <= deaf.ends + NEAR) for at in told):
                return Why.GAP
        return Why.NOTHING

    def _pair(self, our: QueueEntry, their: QueueEntry) -> None:
        settled, ended = self._at(their.settled), self._at(their.ended)
        ours_over, theirs_over = our.outcome is not None, their.outcome is not None
        self.compared += 1
        if ours_over != theirs_over and not self._is_past(our.settled if ours_over else settled):
            return  # on its way: neither side is counted
        self.ours.append(our)
        self.theirs.append(their)
        told = {"since": our.entered, "place": their.place, "theirs": _said(their)}
        if not ours_over:
            if theirs_over:
                self._note(_finding(Kind.GHOST_WAITING, our, theirs_n=their.wait_s, **told), settled)
            return
        if not theirs_over:
            self._note(_finding(Kind.EARLY, our, **told), our.settled)
            return
        if our.outcome is not their.outcome or not _same_reason(our, their):
            lost = our.reason is LeftReason.LOST
            instants = (our.settled, settled) if lost else (settled,)
            self._note(_finding(Kind.OUTCOME, our, ours=_said(our), **told), *instants)
            return
        if not _near(our.wait_s, their.wait_s, WAIT_S):
            self._note(
                _finding(Kind.WAIT, our, ours_n=our.wait_s, theirs_n=their.wait_s, **told),
                our.entered,
                settled,
            )
        if our.outcome is not Outcome.ANSWERED:
            return
        if our.ended is None and self._is_past(ended):
            self._note(_finding(Kind.GHOST_HANDLING, our, theirs_n=their.talk_s, **told), ended)
        elif our.ended is not None and ended is not None and not _near(our.talk_s, their.talk_s, TALK_S):
            assert our.talk_s is not None and their.talk_s is not None  # noqa: S101,PT018  # or they were near
            why = Why.REDIRECT if our.talk_s < their.talk_s else Why.NOTHING
            found = _finding(Kind.TALK, our, ours_n=our.talk_s, theirs_n=their.talk_s, why=why, **told)
            self._note(found, ended)

    def _only_theirs(self, their: QueueEntry) -> None:
        entered = their.entered + self._behind
        if self._begins_before(entered) or not self._is_past(entered):
            return
        self.compared += 1
        self.theirs.append(their)
        found = _finding(Kind.UNSEEN, their, since=entered, theirs=_said(their), place=their.place)
        self._note(found, entered, self._at(their.settled))

    def _only_ours(self, our: QueueEntry, *, twice: bool) -> None:
        if self._begins_before(our.entered) or not self._is_past(our.entered):
            return
        self.compared += 1
        self.ours.append(our)
        kind = Kind.TWICE if twice else Kind.UNLOGGED
        self._note(_finding(kind, our, since=our.entered, ours=_said(our)))


def _pairs(slot: _Slot, behind: timedelta) -> Iterator[tuple[QueueEntry | None, QueueEntry | None]]:
    """Which stay of ours is which of theirs: the only two, else those that began together."""
    if len(slot.ours) == len(slot.theirs):
        yield from zip(slot.ours, slot.theirs, strict=True)
        return
    left = list(slot.theirs)
    for our in slot.ours:
        near = min(left, key=lambda their: abs(their.entered + behind - our.entered), default=None)
        lone = len(slot.theirs) == 1 and our is slot.ours[0] and _closest(slot, behind) is our
        if near is not None and (lone or abs(near.entered + behind - our.entered) <= SAME_STAY):
            left.remove(near)
            yield our, near
        else:
            yield our, None
    for their in left:
        yield None, their


def _closest(slot: _Slot, behind: timedelta) -> QueueEntry:
    """Which of ours is nearest to their only one."""
    entered = slot.theirs[0].entered + behind
    return min(slot.ours, key=lambda our: abs(our.entered - entered))


def _put(entries: list[QueueEntry], entry: QueueEntry) -> None:
    for place, known in enumerate(entries):
        if known.number == entry.number:
            entries[place] = entry
            return
    entries.append(entry)


def _alike(our: QueueEntry, their: QueueEntry) -> bool:
    return (
        our.outcome is their.outcome
        and _same_reason(our, their)
        and _near(our.wait_s, their.wait_s, WAIT_S)
        and _near(our.talk_s, their.talk_s, TALK_S)
    )


def _near(one: float | None, other: float | None, by: float) -> bool:
    return one is None or other is None or abs(one - other) <= by


def _same_reason(our: QueueEntry, their: QueueEntry) -> bool:
    return our.reason == their.reason or our.reason in _VAGUE or their.reason in _VAGUE


def _said(entry: QueueEntry) -> str:
    """What became of it, in one word: why it left, where that is known."""
    if entry.outcome is None:
        return "waiting"
    if entry.outcome is Outcome.LEFT and entry.reason not in (None, LeftReason.UNKNOWN):
        return str(entry.reason)
    return str(entry.outcome)


def _sums(entry: QueueEntry) -> Sums:
    wait_s = entry.wait_s or 0.0
    match entry.outcome:
        case Outcome.ANSWERED:
            return Sums(1, 1, wait_answered_s=wait_s)
        case Outcome.ABANDONED:
            return Sums(1, 0, 1, wait_abandoned_s=wait_s)
        case Outcome.LEFT:
            return Sums(1, 0, 0, 1)
        case _:
            return Sums(1, waiting=1)


def _finding(kind: Kind, entry: QueueEntry, **more: object) -> Finding:
    return Finding(kind, entry.queue, entry.contact, agent=entry.login, **more)  # type: ignore[arg-type]


def _because(found: Finding, why: Why) -> Finding:
    return replace(found, why=why)
