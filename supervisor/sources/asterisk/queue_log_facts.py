"""What a queue_log says of the past: its lines, in their order, to stays in queues, rings and marks.

Pure and fast: usual lines are taken apart here, odd ones by the tolerant QueueLogReader, and both end in the
same few methods. The rules are those of the audit (day_log.py): a stay is known by contact and queue, one
that waits and one that talks may be open under the same key, and a QUEUESTART closes whatever is open,
because after a crash no line says how it ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import msgspec

from supervisor.events import EndedBy
from supervisor.facts.agent_time import Mark, What
from supervisor.facts.contact import Entry, Outcome, Ring
from supervisor.sources.asterisk.queue_log import EVENTS, LATEST, LogLine, QueueLogReader

LOST = "lost"
NEAR_MS = 2000  # a log tells whole seconds, cut

_LEFT = {
    "ABANDON": Outcome.ABANDONED,
    "EXITWITHTIMEOUT": Outcome.TIMED_OUT,
    "EXITWITHKEY": Outcome.KEY,
    "EXITEMPTY": Outcome.EMPTY,
    "WITHDRAW": Outcome.WITHDRAWN,
    "SYSCOMPAT": Outcome.UNKNOWN,
}
_ENDS = {
    "COMPLETEAGENT": EndedBy.AGENT.value,
    "COMPLETECALLER": EndedBy.CUSTOMER.value,
    "BLINDTRANSFER": EndedBy.TRANSFER.value,
    "ATTENDEDTRANSFER": EndedBy.TRANSFER.value,
    "TRANSFER": EndedBy.TRANSFER.value,
}
_RINGS = {"RINGNOANSWER": "no_answer", "RINGCANCELED": "cancelled"}
_MARKS = {
    "PAUSE": What.PAUSE,
    "UNPAUSE": What.UNPAUSE,
    "ADDMEMBER": What.ADD,
    "REMOVEMEMBER": What.REMOVE,
    "AGENTLOGIN": What.ADD,
    "AGENTCALLBACKLOGIN": What.ADD,
    "AGENTLOGOFF": What.REMOVE,
    "AGENTCALLBACKLOGOFF": What.REMOVE,
}
_OF_AGENTS_POOL = frozenset(name for name in _MARKS if name.startswith("AGENT"))
# PAUSEALL and UNPAUSEALL are followed by a line for each queue: counting both would count twice
_SILENT = EVENTS - {*_LEFT, *_ENDS, *_RINGS, *_MARKS, "ENTERQUEUE", "CONNECT", "QUEUESTART"}

_Key: TypeAlias = tuple[str, str]  # contact, queue


class Stray(msgspec.Struct, frozen=True, gc=False):
    """A line about a stay whose begin was not told: the file before may tell it."""

    contact: str
    at_ms: int
    line: str


class Bad(msgspec.Struct, frozen=True, gc=False):
    """A line that makes no sense; *place* is its place among the lines that were taken at once, from 0."""

    place: int
    text: str


class QueueLogFacts:
    """Takes lines and holds what they tell until `forget`; what is open goes on.

    *entries* are new or further on since `forget`. *skipped* counts events of a
    dialplan's own, by name. Names are decoded as UTF-8 with replacement: Asterisk cuts long ones anywhere.
    """

    def __init__(self, going_on: Iterable[Entry] = (), *, doubtful: bool = False) -> None:
        """*going_on*: the stays that are not over, and those that only a later start of the source closed.
        *doubtful*: lines between may be missing, so what comes must fit them by its own arithmetic."""
        self.entries: list[Entry] = []
        self.rings: list[Ring] = []
        self.marks: list[Mark] = []
        self.strays: list[Stray] = []
        self.bad: list[Bad] = []
        self.skipped: Counter[str] = Counter()
        self.completed = 0
        self.last_ms: int | None = None  # the newest instant of all lines taken
        self._waiting: dict[_Key, Entry] = {}
        self._talking: dict[_Key, Entry] = {}
        self._carried: set[int] = set()  # by identity: open before, not told since
        self._mark_ms, self._seq = 0, 0
        self._instant_ms = 0
        self._entered: dict[_Key, int] = {}
        self._rang: dict[tuple[str, str, str], int] = {}
        self._names: dict[bytes, str] = {}
        self._odd = QueueLogReader()
        for entry in going_on:
            self._go_on(entry)
        self._doubtful = set(self._carried) if doubtful else set[int]()

    def _go_on(self, entry: Entry) -> None:
        if entry.outcome is not Outcome.ANSWERED:
            entry.outcome, entry.left_ms = Outcome.WAITING, None
            self._waiting[entry.contact, entry.queue] = entry
        else:
            entry.ended_ms, entry.ended_by = None, ""
            self._talking[entry.contact, entry.queue] = entry
        entry.over = False
        self._carried.add(id(entry))

    @property
    def going_on(self) -> list[Entry]:
        """The stays that are not over."""
        return [*self._waiting.values(), *self._talking.values()]

    def forget(self) -> None:
        """Drop what was told: it is written."""
        self.entries, self.rings, self.marks, self.strays, self.bad = [], [], [], [], []
        self._carried = {id(entry) for entry in self.going_on}
        self.completed = 0
        if len(self._names) > 100_000:
            self._names.clear()

    def prime(
        self,
        at_ms: int,
        marks: int,
        entered: dict[tuple[str, str], int],
        rang: dict[tuple[str, str, str], int],
    ) -> None:
        """Go on in the middle of the instant *at_ms*, of which others have told so many marks, entries (by
        contact and queue) and rings (by contact, queue and agent) already."""
        self._mark_ms, self._seq = at_ms, marks
        self._instant_ms, self._entered, self._rang = at_ms, dict(entered), dict(rang)

    def take(self, lines: Sequence[bytes]) -> None:
        """Take *lines*, without their line feeds, in the log's order."""
        names = self._names
        stamp, at_ms = b"", 0
        newest = self.last_ms or 0
        for place, raw in enumerate(lines):
            try:
                when, call_, queue_, agent_, kind, parameters = raw.split(b"|", 5)
                event = _EVENTS[kind]
                if when != stamp:
                    at_ms = int(when) * 1000
                    if not 0 < at_ms < LATEST * 1000:
                        raise ValueError
                    stamp = when
                    if at_ms > newest:
                        newest = at_ms
                queue, agent, call = names[queue_], names[agent_], call_.decode()
            except (KeyError, ValueError):
                at_ms, stamp = self._take_odd(place, raw, at_ms), b""
                newest = max(newest, at_ms)
                continue
            if parameters[-1:] == b"\r":
                parameters = parameters[:-1]
            try:
                if event == "ENTERQUEUE":
                    _url, number, position = parameters.split(b"|")
                    self._enter(at_ms, call, queue, number.decode(), int(position))
                elif event == "CONNECT":
                    wait, _channel, ring = parameters.split(b"|")
                    if not self._connect(at_ms, call, queue, agent, float(wait), float(ring)):
                        self._stray(call, at_ms, raw)
                elif event in _ENDS:
                    if event[0] != "C":
                        raise ValueError
                    wait, talk, _position = parameters.split(b"|")
                    if not self._end(at_ms, call, queue, event, float(talk), ""):
                        self._stray(call, at_ms, raw)
                elif event in _RINGS:
                    self._ring(at_ms, call, queue, agent, event, float(parameters) / 1000)
                elif event in _MARKS:
                    self._mark(at_ms, queue, agent, event, parameters.decode())
                elif event not in _SILENT:
                    raise ValueError
            except ValueError:
                self._take_line(LogLine(at_ms / 1000, call, queue, agent, event, 0, parameters), at_ms, raw)
        self.last_ms = newest or None

    def _take_odd(self, place: int, raw: bytes, at_ms: int) -> int:
        """A line that is not as usual, or has a name for the first time; the instant it tells, or *at_ms*."""
        before = self._odd.unreadable_count
        clean = raw.replace(b"\0", b"") if b"\0" in raw else raw  # a crash leaves whole blocks of them
        for line in self._odd.feed(clean + b"\n"):
            at_ms = round(line.at * 1000)
            for name in (line.queue, line.agent):
                self._names[name.encode()] = name
            self._take_line(line, at_ms, clean)
        if self._odd.unreadable_count != before:
            self._odd.unreadable.clear()
            self.bad.append(Bad(place, clean[:200].decode("utf-8", "replace")))
        return at_ms

    def _take_line(self, line: LogLine, at_ms: int, raw: bytes) -> None:
        event = line.event
        if event in _SILENT:
            return
        call, queue, agent = line.call, line.queue, line.agent
        known = True
        if event == "QUEUESTART":
            self._start(at_ms)
        elif event in _MARKS:
            self._mark(at_ms, queue, agent, event, line.parameters.decode("utf-8", "replace"))
        elif event in _RINGS:
            self._ring(at_ms, call, queue, agent, event, line.details().ring_s)
        elif event == "ENTERQUEUE":
            told = line.details()
            self._enter(at_ms, call, queue, told.number, told.position)
        elif event == "CONNECT":
            told = line.details()
            known = self._connect(at_ms, call, queue, agent, told.wait_s, told.ring_s)
        elif event in _ENDS:
            told = line.details()
            known = self._end(at_ms, call, queue, event, told.talk_s, told.text)
        elif event in _LEFT:
            told = line.details()
            known = self._leave(at_ms, call, queue, event, told.wait_s, told.text)
        else:
            self.skipped[event] += 1
        if not known:
            self._stray(call, at_ms, raw)

    def _enter(self, at_ms: int, call: str, queue: str, number: str, position: int | None) -> None:
        key = (call, queue)
        if key in self._waiting:  # its end was never written
            self._lose(key, at_ms)
        if at_ms != self._instant_ms:
            self._next_instant(at_ms)
        again = self._entered.get(key, 0)
        self._entered[key] = again + 1
        entry = Entry(call, queue, at_ms + again, position=position, number=number)
        self._waiting[key] = entry
        self.entries.append(entry)

    def _connect(
        self, at_ms: int, call: str, queue: str, agent: str, wait_s: float | None, ring_s: float | None
    ) -> bool:
        key = (call, queue)
        entry = self._waiting.pop(key, None)
        if entry is None:
            return self._connect_again(at_ms, key, agent, wait_s, ring_s)
        if self._doubtful and not self._is_of(entry, entry.entered_ms, wait_s, at_ms):
            self._waiting[key] = entry
            return False
        if key in self._talking:
            self._close(key, at_ms, EndedBy.UNKNOWN.value)
        self._changed(entry)
        entry.outcome = Outcome.ANSWERED
        entry.left_ms, entry.wait_s, entry.login, entry.ring_s = at_ms, wait_s, agent, ring_s
        self._talking[key] = entry
        return True

    def _connect_again(
        self, at_ms: int, key: _Key, agent: str, wait_s: float | None, ring_s: float | None
    ) -> bool:
        """The answer of a stay that goes on as answered: the events had told it before the log did."""
        entry = self._talking.get(key)
        if entry is None or entry.left_ms is None or abs(entry.left_ms - at_ms) > NEAR_MS:
            return False
        self._changed(entry)
        entry.left_ms, entry.wait_s, entry.login, entry.ring_s = at_ms, wait_s, agent, ring_s
        return True

    def _end(self, at_ms: int, call: str, queue: str, event: str, talk_s: float | None, target: str) -> bool:
        key = (call, queue)
        entry = self._talking.pop(key, None)
        if entry is None:
            return False
        if self._doubtful and not self._is_of(entry, entry.left_ms or at_ms, talk_s, at_ms):
            self._talking[key] = entry
            return False
        self._changed(entry)
        entry.talk_s, entry.ended_ms, entry.ended_by, entry.over = talk_s, at_ms, _ENDS[event], True
        if event[0] != "C":
            entry.detail = target
        return True

    def _leave(self, at_ms: int, call: str, queue: str, event: str, wait_s: float | None, text: str) -> bool:
        key = (call, queue)
        entry = self._waiting.pop(key, None)
        if entry is None:
            return False
        if self._doubtful and not self._is_of(entry, entry.entered_ms, wait_s, at_ms):
            self._waiting[key] = entry
            return False
        self._changed(entry)
        entry.outcome, entry.left_ms, entry.wait_s, entry.over = _LEFT[event], at_ms, wait_s, True
        entry.detail = text
        return True

    def _is_of(self, entry: Entry, since_ms: int, took_s: float | None, at_ms: int) -> bool:
        """Whether a line is about *entry* and not about a later stay, whose begin was not read."""
        return id(entry) not in self._doubtful or _fits(since_ms, took_s, at_ms)

    def _ring(self, at_ms: int, call: str, queue: str, agent: str, event: str, ring_s: float | None) -> None:
        if at_ms != self._instant_ms:
            self._next_instant(at_ms)
        key = (call, queue, agent)
        again = self._rang.get(key, 0)
        self._rang[key] = again + 1
        self.rings.append(Ring(call, queue, agent, at_ms + again, ring_s, _RINGS[event]))

    def _mark(self, at_ms: int, queue: str, agent: str, event: str, parameter: str) -> None:
        if queue == "NONE":
            queue = ""
            if event not in _OF_AGENTS_POOL:
                return
        what = _MARKS[event]
        if what in (What.PAUSE, What.UNPAUSE):
            self._note(at_ms, agent, queue, what, parameter)
            return
        self._note(at_ms, agent, queue, what, "")
        if event == "ADDMEMBER" and parameter.strip() == "PAUSED":
            self._note(at_ms, agent, queue, What.PAUSE, "")

    def _start(self, at_ms: int) -> None:
        self._note(at_ms, "", "", What.START, "")
        for key in list(self._waiting):
            self._lose(key, at_ms)
        for key in list(self._talking):
            self._close(key, at_ms, LOST)

    def _note(self, at_ms: int, login: str, queue: str, what: What, code: str) -> None:
        if at_ms != self._mark_ms:
            self._mark_ms, self._seq = at_ms, 0
        self.marks.append(Mark(at_ms, self._seq, login, queue, what, code))
        self._seq += 1

    def _next_instant(self, at_ms: int) -> None:
        self._instant_ms = at_ms
        self._entered, self._rang = {}, {}

    def _lose(self, key: _Key, at_ms: int) -> None:
        entry = self._waiting.pop(key)
        self._changed(entry)
        entry.outcome, entry.left_ms, entry.over = Outcome.LOST, at_ms, True

    def _close(self, key: _Key, at_ms: int, by: str) -> None:
        """Its talk is over, and nobody said when or how long it was: *at_ms* is the latest."""
        entry = self._talking.pop(key)
        self._changed(entry)
        entry.ended_ms, entry.ended_by, entry.over = at_ms, by, True

    def _changed(self, entry: Entry) -> None:
        place = id(entry)
        if place in self._carried:
            self._carried.discard(place)
            self.entries.append(entry)

    def _stray(self, call: str, at_ms: int, raw: bytes) -> None:
        text = raw.decode("utf-8", "replace").replace("\0", "")
        self.strays.append(Stray(call.replace("\0", ""), at_ms, text))


_EVENTS = {name.encode(): name for name in EVENTS}


def complete(
    entry: Entry, strays: Iterable[Stray], start_ms: int | None, next_ms: int | None, next_talk_ms: int | None
) -> bool:
    """Let *entry*, open where its file ended, go on by what later files told; whether that changed it.

    *strays* are the lines about its contact behind that place, in order; each must fit by its own arithmetic
    (entered + wait, answered + talk), since files between may be missing. *start_ms* is the first start of
    the source behind it, *next_ms* when the same contact entered the same queue the next time, and
    *next_talk_ms* when it was answered there the next time.
    """
    changed = False
    for stray in sorted(strays, key=lambda stray: (stray.at_ms, _rank(stray.line))):
        if start_ms is not None and stray.at_ms > start_ms:
            break
        changed |= _applied(entry, stray)
    if entry.over:
        return changed
    if entry.outcome is Outcome.WAITING:
        ends = [at for at in (start_ms, next_ms) if at is not None]
        if ends:
            entry.outcome, entry.left_ms, entry.over = Outcome.LOST, min(ends), True
    else:
        ends = [at for at in (start_ms, next_talk_ms) if at is not None]
        if ends:
            by = LOST if start_ms == min(ends) else EndedBy.UNKNOWN.value
            entry.ended_ms, entry.ended_by, entry.over = min(ends), by, True
    return changed or entry.over


def _applied(entry: Entry, stray: Stray) -> bool:
    if entry.over:
        return False
    lines = QueueLogReader().feed(stray.line.encode() + b"\n")
    if len(lines) != 1 or (lines[0].call, lines[0].queue) != (entry.contact, entry.queue):
        return False
    line, told = lines[0], lines[0].details()
    if line.event in _ENDS:
        fits = entry.left_ms is not None and _fits(entry.left_ms, told.talk_s, stray.at_ms)
    else:
        fits = entry.left_ms is None and _fits(entry.entered_ms, told.wait_s, stray.at_ms)
    if not fits:
        return False
    one = QueueLogFacts([entry])
    one.take([stray.line.encode()])
    return not one.strays


def _fits(since_ms: int, took_s: float | None, at_ms: int) -> bool:
    return took_s is None or abs(since_ms + took_s * 1000 - at_ms) <= NEAR_MS


def _rank(line: str) -> int:
    """In one second a stay is answered before it ends, whatever order files came in."""
    return 0 if "|CONNECT|" in line else 1
