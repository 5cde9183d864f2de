"""What happened in a queue over some stretch of time, added up from the journal's events: for comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from supervisor.advice.sharing import Sharing, sharing
from supervisor.events import (
    AgentChanged,
    AgentGone,
    AgentSeen,
    AgentState,
    ContactAbandoned,
    ContactAnswered,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    LeftReason,
    LiveEvent,
    SourceDown,
    SourceUp,
)
from supervisor.live.board import AgentKey, AgentLine, Board, QueueKey
from supervisor.live.counts import NOTHING, Counts
from supervisor.live.rules import CountingRules

SIGNED_IN = frozenset(AgentState) - {AgentState.OFFLINE, AgentState.UNKNOWN}


@dataclass(frozen=True)
class AgentTime:
    """Agent-seconds of a *team* in a state; *break_code* is "" for every state but a break."""

    team: str
    state: AgentState
    break_code: str
    seconds: float


@dataclass(frozen=True)
class Observed:
    """A queue (or several) from *since* to *until*.

    *counts* are of the contacts that arrived in that time, with the outcomes that they had by its end;
    `ended` and `handle_s` of those that ended in it. *times* are agent-seconds, each agent counted by the
    share of his work that the queues get. *deaf_s* is for how long the source was not heard: then the counts
    are not full.
    """

    since: datetime
    until: datetime
    counts: Counts
    times: tuple[AgentTime, ...]
    deaf_s: float = 0.0

    @property
    def seconds(self) -> float:
        return (self.until - self.since).total_seconds()

    def agent_s(self, *states: AgentState) -> float:
        """Agent-seconds in any of *states*; in all of them when none is named."""
        return sum(time.seconds for time in self.times if not states or time.state in states)


class _Watched:
    """One agent while the events pass."""

    __slots__ = ("at", "break_code", "break_queues", "queues", "since", "state", "team")

    def __init__(self, line: AgentLine) -> None:
        self.state, self.break_code, self.break_queues = line.state, line.break_code, line.break_queues
        self.queues, self.team, self.at, self.since = line.queues, line.team, line.at, line.since

    def state_in(self, queue: str) -> AgentState:
        if self.state is AgentState.BREAK and self.break_queues and queue not in self.break_queues:
            return AgentState.READY
        return self.state


def observed(
    start: Board,
    events: Iterable[LiveEvent],
    queues: Iterable[QueueKey],
    since: datetime,
    until: datetime,
    rules: CountingRules,
    split: Sharing | None = None,
) -> Observed:
    """*queues* from *since* to *until*: *start* is the board at *since*, *events* what followed, in order.

    Events from before *since* or after *until* change nothing, so that whole batches can be given; how they
    are cut into batches leaves no trace. *split* says how agents are shared (None: by their work up to
    *start*; better by that of the whole day, `sharing` of the last board). Agents follow the rules of
    `live/fold.py`: what is older than what is known, or repeats it, changes nothing.
    """
    return _Observer(start, frozenset(queues), since, until, rules, split or sharing(start)).after(events)


class _Observer:
    def __init__(
        self,
        start: Board,
        queues: frozenset[QueueKey],
        since: datetime,
        until: datetime,
        rules: CountingRules,
        split: Sharing,
    ) -> None:
        self.queues, self.since, self.until, self.rules, self.split = queues, since, until, rules, split
        self.sources = {source for source, _ in queues}
        self.thresholds = {
            key: start.queues[key].threshold_s
            if key in start.queues
            else rules.threshold_s(key[0], key[1], None)
            for key in queues
        }
        self.counts = NOTHING
        self.open: set[tuple[str, str, str]] = {key for key in start.contacts if (key[0], key[2]) in queues}
        self.agents = {key: _Watched(line) for key, line in start.agents.items() if key[0] in self.sources}
        self.from_: dict[AgentKey, datetime] = dict.fromkeys(self.agents, since)
        self.times: dict[tuple[str, AgentState, str], float] = {}
        self.deaf: dict[str, datetime] = {
            name: since for name, line in start.sources.items() if not line.up and name in self.sources
        }
        self.deaf_s = 0.0

    def after(self, events: Iterable[LiveEvent]) -> Observed:
        for event in events:
            if event.source not in self.sources or not self.since < event.at <= self.until:
                continue
            match event:
                case AgentChanged() | AgentSeen() | AgentGone():
                    self._agent(event)
                case (
                    ContactOffered() | ContactAnswered() | ContactAbandoned() | ContactLeft() | ContactEnded()
                ):
                    if (event.source, event.queue) in self.queues:
                        self._contact(event)
                case SourceDown():
                    self.deaf.setdefault(event.source, event.at)
                case SourceUp():
                    self._heard(event.source, event.at)
        for key in self.agents:
            self._spend(key, self.until)
        for source in list(self.deaf):
            self._heard(source, self.until)
        times = tuple(AgentTime(*key, seconds) for key, seconds in sorted(self.times.items()) if seconds > 0)
        return Observed(self.since, self.until, self.counts, times, self.deaf_s)

    def _heard(self, source: str, at: datetime) -> None:
        if source in self.deaf:
            self.deaf_s = max(self.deaf_s, (at - self.deaf.pop(source)).total_seconds())

    # -- agents -------------------------------------------------------------------------------------------

    def _spend(self, key: AgentKey, until: datetime) -> None:
        """Count what the agent did up to *until*."""
        agent, begun = self.agents[key], self.from_[key]
        seconds = (until - begun).total_seconds()
        if seconds <= 0:
            return
        self.from_[key] = until
        for queue in agent.queues:
            if (key[0], queue) in self.queues and (share := self._share(key, agent, queue)):
                state = agent.state_in(queue)
                code = (agent.break_code or "") if state is AgentState.BREAK else ""
                place = (agent.team, state, code)
                self.times[place] = self.times.get(place, 0.0) + seconds * share

    def _share(self, key: AgentKey, agent: _Watched, queue: str) -> float:
        if key in self.split.by_agent:
            return self.split.of(key, queue)
        return 1 / len(agent.queues)  # came later than the board that the shares are from

    def _agent(self, event: AgentChanged | AgentSeen | AgentGone) -> None:
        key = (event.source, event.login)
        agent = self.agents.get(key)
        if isinstance(event, AgentGone):
            if agent is not None:
                self._spend(key, event.at)
                del self.agents[key], self.from_[key]
            return
        if agent is None:
            line = AgentLine(event.source, event.login, "", AgentState.UNKNOWN, event.at, event.at)
            agent = self.agents[key] = _Watched(line)
            self.from_[key] = max(self.since, event.at)
        if isinstance(event, AgentSeen):
            self._spend(key, event.at)
            agent.queues, agent.team = event.queues, event.team or agent.team
            return
        said = (event.state, event.break_code, event.break_queues)
        if event.at < agent.at or (agent.state, agent.break_code, agent.break_queues) == said:
            return
        # a state may have begun before its event: it counts from then on, but nothing is counted twice
        begun = event.at
        if event.since is not None and event.state is not agent.state:
            begun = min(event.at, max(event.since, self.from_[key]))
        self._spend(key, begun)
        agent.state, agent.break_code, agent.break_queues = said
        agent.at = event.at

    # -- contacts -----------------------------------------------------------------------------------------

    def _contact(
        self, event: ContactOffered | ContactAnswered | ContactAbandoned | ContactLeft | ContactEnded
    ) -> None:
        key = (event.source, event.contact, event.queue)
        if isinstance(event, ContactOffered):
            if key not in self.open:
                self.open.add(key)
                self.counts += Counts(offered=1)
            return
        if isinstance(event, ContactEnded):
            if event.talk_s is not None:
                handle_s = event.talk_s + (event.hold_s or 0.0) + (event.after_contact_s or 0.0)
                self.counts += Counts(ended=1, talk_s=event.talk_s, handle_s=handle_s)
            return
        arrived = event.at.timestamp() - event.wait_s
        if arrived <= self.since.timestamp():
            self.open.discard(key)
            return
        if key not in self.open:  # never seen arriving
            self.counts += Counts(offered=1)
        self.open.discard(key)
        self.counts += self._outcome(event, self.thresholds[event.source, event.queue])

    def _outcome(self, event: ContactAnswered | ContactAbandoned | ContactLeft, threshold_s: int) -> Counts:
        wait_s = event.wait_s
        match event:
            case ContactAnswered():
                return Counts(answered=1, in_time=int(wait_s <= threshold_s), wait_answered_s=wait_s)
            case ContactAbandoned() if wait_s <= self.rules.short_abandon_s:
                return Counts(abandoned=1, abandoned_short=1, wait_abandoned_s=wait_s, wait_short_s=wait_s)
            case ContactAbandoned():
                return Counts(abandoned=1, wait_abandoned_s=wait_s)
            case ContactLeft():
                lost = int(event.reason is LeftReason.LOST)
                return Counts(left=1, lost=lost, wait_left_s=wait_s)


def by_code(seen: Observed) -> Mapping[tuple[str, str], float]:
    """Agent-seconds on breaks by (break code, team)."""
    return {
        (time.break_code, time.team): time.seconds for time in seen.times if time.state is AgentState.BREAK
    }


def by_team(seen: Observed) -> Mapping[str, float]:
    """Signed-in agent-seconds by team."""
    found: dict[str, float] = {}
    for time in seen.times:
        if time.state in SIGNED_IN:
            found[time.team] = found.get(time.team, 0.0) + time.seconds
    return found
