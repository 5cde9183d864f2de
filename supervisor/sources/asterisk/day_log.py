"""The day as Asterisk's own queue_log tells it: who entered which queue, and what became of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from supervisor.events import LeftReason
from supervisor.sources.asterisk.queue_log import LogLine
from supervisor.sources.asterisk.queue_log_files import QueueLogFiles
from supervisor.sources.day_log import AgentTime, LogNews, Outcome, QueueEntry

_LEFT = {
    "EXITWITHTIMEOUT": LeftReason.TIMEOUT,
    "EXITWITHKEY": LeftReason.KEY,
    "EXITEMPTY": LeftReason.EMPTY,
    "WITHDRAW": LeftReason.WITHDRAWN,
    "SYSCOMPAT": LeftReason.UNKNOWN,
}
_ENDS = frozenset({"COMPLETEAGENT", "COMPLETECALLER", "BLINDTRANSFER", "ATTENDEDTRANSFER", "TRANSFER"})
_STAFF = frozenset({"PAUSE", "UNPAUSE", "ADDMEMBER", "REMOVEMEMBER"})  # PAUSEALL says it a second time
WANTED = _ENDS | _LEFT.keys() | _STAFF | {"ENTERQUEUE", "CONNECT", "ABANDON", "QUEUESTART"}

_Key = tuple[str, str]  # contact, queue


class AsteriskDayLog:
    """An Asterisk's queue_log, read day by day; see `DayLog`."""

    def __init__(self, source: str, path: Path) -> None:
        self._path = path
        self._files = QueueLogFiles(source, path, WANTED)
        self._day: _Day | None = None

    @property
    def where(self) -> str:
        """The path of the file that Asterisk writes."""
        return str(self._path)

    def news(self, begins: datetime, until: datetime) -> LogNews:
        """What the files say since they were last asked; all of the day when they were changed under us."""
        if self._day is not None and self._day.begins == begins:
            try:
                return self._read(self._day, anew=False)
            except LookupError:
                pass  # packed, deleted or cut to nothing: the day is read again
        self._files.begin(begins.timestamp())
        self._day = _Day(begins)
        return self._read(self._day, anew=True)

    def _read(self, day: _Day, *, anew: bool) -> LogNews:
        try:
            for lines in self._files.more():
                for line in lines:
                    day.take(line)
        except BaseException:
            self._day = None  # half of it was taken
            raise
        since_s = self._files.since_s
        since = None if since_s is None else datetime.fromtimestamp(since_s, UTC)
        return LogNews(
            day.told(),
            anew,
            day.begins if since is not None and since <= day.begins else since,
            day.last_at,
            tuple(day.restarts),
            day.agents(),
            tuple(self._files.unreadable),
            self._files.unreadable_count,
        )


class _Day:
    """Lines to entries. Only what is not over is kept; the rest is told once."""

    def __init__(self, begins: datetime) -> None:
        self.begins = begins
        self.last_at: datetime | None = None
        self.restarts: list[datetime] = []
        self._waiting: dict[_Key, QueueEntry] = {}
        self._talking: dict[_Key, QueueEntry] = {}
        self._changed: dict[int, QueueEntry] = {}
        self._numbers = 0
        self._last_s = 0.0
        self._now = begins
        self._staff = _Staff(begins.timestamp())

    def told(self) -> tuple[QueueEntry, ...]:
        """The entries that are new or further on since the last time."""
        told = tuple(self._changed.values())
        self._changed.clear()
        return told

    def agents(self) -> dict[str, AgentTime]:
        return self._staff.times(self._last_s)

    def take(self, line: LogLine) -> None:
        if line.at != self._last_s:
            self._last_s = line.at
            self._now = datetime.fromtimestamp(line.at, UTC)
            if self._now >= self.begins:
                self.last_at = self._now
        event = line.event
        if event in _STAFF:
            self._staff.take(line)
        elif event == "ENTERQUEUE":
            self._enter(line)
        elif event in _ENDS:
            self._end(line)
        elif event == "QUEUESTART":
            self._restart()
        else:
            self._settle(line)

    def _enter(self, line: LogLine) -> None:
        key = (line.call, line.queue)
        if key in self._waiting:  # its end was never written
            self._lose(key)
        self._waiting[key] = self._new(line, self._now)

    def _new(self, line: LogLine, entered: datetime) -> QueueEntry:
        self._numbers += 1
        entry = QueueEntry(self._numbers, line.call, line.queue, entered, place=line.place)
        if entered >= self.begins:
            self._changed[entry.number] = entry
        return entry

    def _change(self, entry: QueueEntry) -> QueueEntry:
        if entry.entered >= self.begins:  # yesterday's are not today's to count
            self._changed[entry.number] = entry
        return entry

    def _settle(self, line: LogLine) -> None:
        key = (line.call, line.queue)
        wait_s = line.details().wait_s
        entry = self._waiting.pop(key, None)
        if entry is None:  # it entered before the log begins
            entered = datetime.fromtimestamp(line.at - max(0.0, wait_s or 0.0), UTC)
            entry = self._new(line, min(entered, self._now))
        if line.event == "CONNECT":
            self._close_talk(key)
            entry = replace(
                entry, outcome=Outcome.ANSWERED, settled=self._now, wait_s=wait_s, login=line.agent
            )
            self._talking[key] = entry
        elif line.event == "ABANDON":
            entry = replace(entry, outcome=Outcome.ABANDONED, settled=self._now, wait_s=wait_s)
        else:
            reason = _LEFT[line.event]
            entry = replace(entry, outcome=Outcome.LEFT, settled=self._now, wait_s=wait_s, reason=reason)
        self._change(entry)

    def _end(self, line: LogLine) -> None:
        entry = self._talking.pop((line.call, line.queue), None)
        if entry is not None:  # else it was answered before the log begins
            self._change(replace(entry, ended=self._now, talk_s=line.details().talk_s))

    def _close_talk(self, key: _Key) -> None:
        entry = self._talking.pop(key, None)
        if entry is not None:  # answered a second time: the end of the first talk was never written
            self._change(replace(entry, ended=self._now))

    def _lose(self, key: _Key) -> None:
        entry = self._waiting.pop(key)
        self._change(replace(entry, outcome=Outcome.LEFT, settled=self._now, reason=LeftReason.LOST))

    def _restart(self) -> None:
        """Asterisk began anew: whoever was in a queue or on a talk is in none any more, without a line."""
        if self._now >= self.begins:
            self.restarts.append(self._now)
        for key in list(self._waiting):
            self._lose(key)
        for key in list(self._talking):
            self._close_talk(key)


class _Staff:
    """Sign-ins and breaks of agents: the most that they may have been.

    Static members have no lines of their own and pauses may end without one (a restart, a removal).
    """

    def __init__(self, begin_s: float) -> None:
        self._begin_s = begin_s
        self._paused: dict[str, set[str]] = defaultdict(set)
        self._since_s: dict[str, float] = {}
        self._break_s: dict[str, float] = defaultdict(float)
        self._unknown: set[str] = set()  # whose day begins with the end of a break

    def take(self, line: LogLine) -> None:
        if line.queue == "NONE" or line.event in ("ADDMEMBER", "REMOVEMEMBER"):
            return
        queues = self._paused[line.agent]
        at = max(line.at, self._begin_s)
        if line.event == "PAUSE":
            if not queues:
                self._since_s[line.agent] = at
            queues.add(line.queue)
        elif not queues:
            if line.agent not in self._break_s:
                self._unknown.add(line.agent)
        else:
            queues.discard(line.queue)
            if not queues:
                self._break_s[line.agent] += at - self._since_s.pop(line.agent)

    def times(self, now_s: float) -> dict[str, AgentTime]:
        found = dict(self._break_s)
        for agent, since_s in self._since_s.items():
            found[agent] = found.get(agent, 0.0) + max(0.0, now_s - since_s)
        return {
            agent: AgentTime(None, seconds) for agent, seconds in found.items() if agent not in self._unknown
        }
