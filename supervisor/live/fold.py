"""How events become a board: pure, in order, and the same however the events are cut into batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Any

from msgspec.structs import replace

from supervisor.events import (
    AgentChanged,
    AgentGone,
    AgentSeen,
    AgentState,
    AuditDone,
    ContactAbandoned,
    ContactAnswered,
    ContactDequeued,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    LeftReason,
    LiveEvent,
    QueueGone,
    QueueSeen,
    SourceDown,
    SourceUp,
    Unusable,
)
from supervisor.live.board import (
    Abandoned,
    AgentKey,
    AgentLine,
    Board,
    Changed,
    ContactKey,
    OpenContact,
    QueueKey,
    QueueLine,
    SourceLine,
    Spent,
    Staff,
    Stage,
    Work,
)
from supervisor.live.counts import NOTHING, OFFERED, Counts
from supervisor.live.rules import CountingRules
from supervisor.live.token import shown

QUARTER_S = 900
RECENT_MINUTES = 30

_STAFF_PLACE = {
    AgentState.READY: 0,
    AgentState.RINGING: 1,
    AgentState.HANDLING: 2,
    AgentState.AFTER_CONTACT: 3,
    AgentState.BREAK: 4,
    AgentState.OFFLINE: 5,
    AgentState.UNKNOWN: 6,
}


def fold(board: Board, events: Iterable[LiveEvent], rules: CountingRules) -> tuple[Board, Changed]:
    """The board after *events*, in order, and what changed; *board* stays as it was.

    An event about an agent that is older than the agent's line, or repeats its state, changes nothing:
    sources repeat themselves. Outcomes count in the interval in which the contact *arrived*, so no interval
    answers more than it was offered; a contact that arrived on an earlier business day counts there, not
    today. An outcome of a contact that was never seen arriving counts as offered too, so that
    offered = answered + abandoned + left + waiting holds for every queue and interval.
    """
    draft = _Draft(board, rules)
    for event in events:
        draft.take(event)
    return draft.freeze()


def advance(board: Board, now: datetime, rules: CountingRules) -> tuple[Board, Changed]:
    """The board when the clock reads *now*: after the end of its business day the day's counts start anew."""
    draft = _Draft(board, rules)
    draft.roll(now)
    return draft.freeze()


_SINCE = attrgetter("since")


class _QueueDraft:
    """A queue line opened for writing; frozen again once a batch, not once an event.

    Most events move one of its agents: who waits, and the counts of periods, are opened only when touched.
    """

    __slots__ = ("_minutes", "_quarters", "_waiting", "gave_up", "line", "staff", "today")

    def __init__(self, line: QueueLine) -> None:
        self.line = line
        self.today = line.today
        self.gave_up: list[Abandoned] = []  # in this batch
        self._waiting: dict[str, OpenContact] | None = None
        self._quarters: dict[int, Counts] | None = None
        self._minutes: dict[int, Counts] | None = None
        staff = line.staff
        self.staff = [
            staff.ready,
            staff.ringing,
            staff.handling,
            staff.after_contact,
            staff.on_break,
            staff.offline,
            staff.unknown,
        ]

    @property
    def waiting(self) -> dict[str, OpenContact]:
        if self._waiting is None:
            self._waiting = {contact.contact: contact for contact in self.line.waiting}
        return self._waiting

    def count(self, quarter: int, minute: int, what: Counts) -> None:
        """Add *what* to the day and to the periods in which its contact arrived."""
        quarters, minutes = self._quarters, self._minutes
        if quarters is None or minutes is None:
            quarters, minutes = dict(self.line.quarters), dict(self.line.minutes)
            self._quarters, self._minutes = quarters, minutes
        self.today += what
        quarters[quarter] = quarters.get(quarter, NOTHING) + what
        minutes[minute] = minutes.get(minute, NOTHING) + what

    def forget(self) -> None:
        """Nothing is counted yet: a new day."""
        self.today, self._quarters, self._minutes = NOTHING, {}, {}
        self.line = replace(self.line, abandoned=())
        self.gave_up.clear()

    def freeze(self) -> QueueLine:
        line = self.line
        waiting, quarters, minutes = line.waiting, line.quarters, line.minutes
        if self._waiting is not None:
            waiting = tuple(sorted(self._waiting.values(), key=_SINCE))
        if self._quarters is not None and self._minutes is not None:
            quarters, minutes = self._quarters, self._minutes
            # counted from the queue's own latest minute, so that the cut into batches leaves no trace
            oldest = max(minutes, default=0) - RECENT_MINUTES
            if min(minutes, default=0) <= oldest:
                minutes = {minute: counts for minute, counts in minutes.items() if minute > oldest}
        return QueueLine(
            line.source,
            line.name,
            line.threshold_s,
            line.channel,
            line.gone,
            waiting,
            Staff(*self.staff),
            self.today,
            quarters,
            minutes,
            line.source_threshold_s,
            (*line.abandoned, *self.gave_up) if self.gave_up else line.abandoned,
        )


class _Draft:
    """A board opened for writing: copies a mapping when it is first touched, and remembers what was."""

    def __init__(self, board: Board, rules: CountingRules) -> None:
        self._board = board
        self._rules = rules
        self._day = board.day
        self._at = board.at
        self._begins = rules.days.begins(board.day) if board.day else None
        self._ends = rules.days.ends(board.day) if board.day else None
        self._new_day = False
        self._queues: dict[QueueKey, _QueueDraft] = {}
        self._all_queues = board.queues
        self._heard: dict[str, datetime] = {}  # a source's line is renewed once a batch, not once an event
        self._changed_sources: set[str] = set()
        self._changed_agents: set[AgentKey] = set()
        self._excluded = rules.excluded

    # -- reading and opening ------------------------------------------------------------------------------

    @cached_property
    def contacts(self) -> dict[ContactKey, OpenContact]:
        return self._board.contacts.copy()  # not dict(…): that hashes every key anew where one was removed

    @cached_property
    def agents(self) -> dict[AgentKey, AgentLine]:
        return self._board.agents.copy()

    @cached_property
    def parted(self) -> dict[AgentKey, AgentLine]:
        return self._board.parted.copy()

    @cached_property
    def sources(self) -> dict[str, SourceLine]:
        return self._board.sources.copy()

    def queue(self, source: str, name: str) -> _QueueDraft:
        key = (source, name)
        draft = self._queues.get(key)
        if draft is None:
            line = self._all_queues.get(key)
            if line is None:
                line = QueueLine(source, name, self._rules.threshold_s(source, name, None))
            draft = self._queues[key] = _QueueDraft(line)
        return draft

    def put_agent(self, old: AgentLine | None, new: AgentLine) -> None:
        if old is None:
            self._count_staff(new, 1)
        elif old.state is not new.state or old.queues != new.queues or old.break_queues != new.break_queues:
            self._count_staff(old, -1)
            self._count_staff(new, 1)
        key = new.key
        self.agents[key] = new
        self._changed_agents.add(key)

    def _count_staff(self, agent: AgentLine, by: int) -> None:
        place = None if agent.break_queues else _STAFF_PLACE[agent.state]  # else one for each queue
        for name in agent.queues:
            staff = self.queue(agent.source, name).staff
            staff[_STAFF_PLACE[agent.state_in(name)] if place is None else place] += by

    # -- time ---------------------------------------------------------------------------------------------

    def roll(self, at: datetime) -> None:
        """Start a new business day when *at* lies in a later one."""
        if self._ends is not None and at < self._ends:
            return
        day = self._rules.days.day(at)
        first = self._day is None
        self._day = day
        self._begins, self._ends = self._rules.days.begins(day), self._rules.days.ends(day)
        if first:
            return
        self._new_day = True
        for key in self._all_queues:
            self.queue(*key)
        for draft in self._queues.values():
            draft.forget()
        self.parted.clear()
        for key, agent in self.agents.items():
            if agent.spent or agent.work:
                self.agents[key] = replace(agent, spent=(), work=())
                self._changed_agents.add(key)
        for name, line in self.sources.items():
            self.sources[name] = replace(line, audits=0, differences=0, missed=0, unusable={})
            self._changed_sources.add(name)

    def take(self, event: LiveEvent) -> None:
        at = event.at
        if self._ends is None or at >= self._ends:
            self.roll(at)
        if self._at is None or at > self._at:
            self._at = at
        source = self.sources.get(event.source)
        if source is None:
            self.sources[event.source] = SourceLine(event.source, True, at, at)
            self._changed_sources.add(event.source)
        elif at > source.last_event_at:
            self._heard[event.source] = at
        if self._excluded and self._is_excluded(event):
            return
        _TAKE[type(event)](self, event)

    def _is_excluded(self, event: LiveEvent) -> bool:
        contact, queue = getattr(event, "contact", None), getattr(event, "queue", None)
        return (event.source, contact, queue) in self._excluded

    # -- counting -----------------------------------------------------------------------------------------

    def count(self, queue: _QueueDraft, arrived: datetime, what: Counts) -> None:
        if self._begins is not None and arrived < self._begins:
            return  # belongs to an earlier day
        quarter = int((arrived - self._begins).total_seconds()) // QUARTER_S if self._begins else 0
        queue.count(quarter, int(arrived.timestamp()) // 60, what)

    def close(self, source: str, contact: str, name: str) -> OpenContact | None:
        """Take the open entry of (contact, queue) off the board, also off its agent's hands."""
        was = self.contacts.pop((source, contact, name), None)
        if was is None:
            return None
        if was.stage is Stage.WAITING:
            self.queue(source, name).waiting.pop(contact, None)
        elif was.stage is Stage.HANDLING:
            self._hands(source, was.login, -1)
        return was

    def worked(self, event: ContactEnded, handle_s: float) -> None:
        """Add a contact to what its agent did today, also when the agent has left meanwhile."""
        key = (event.source, event.login)
        agent = self.agents.get(key)
        if agent is not None:
            self.agents[key] = replace(agent, work=_worked(agent.work, event.queue, handle_s))
            self._changed_agents.add(key)
        elif (parted := self.parted.get(key)) is not None:
            self.parted[key] = replace(parted, work=_worked(parted.work, event.queue, handle_s))

    def spent(self, line: AgentLine, until: datetime) -> tuple[Spent, ...]:
        """What the agent of *line* has spent today when the state of *line* ends at *until*."""
        since = line.since if self._begins is None else max(line.since, self._begins)
        seconds = (until - since).total_seconds()
        if seconds <= 0.0:
            return line.spent
        code = (line.break_code or "") if line.state is AgentState.BREAK else ""
        for place, spent in enumerate(line.spent):
            if spent.state is line.state and spent.break_code == code:
                more = Spent(spent.state, code, spent.seconds + seconds, spent.times + 1)
                return (*line.spent[:place], more, *line.spent[place + 1 :])
        return (*line.spent, Spent(line.state, code, seconds, 1))

    def _hands(self, source: str, login: str, by: int) -> None:
        agent = self.agents.get((source, login))
        if agent is not None:
            self.put_agent(agent, replace(agent, contacts=max(0, agent.contacts + by)))

    def _settle(self, event: ContactAnswered | ContactAbandoned | ContactLeft, what: Counts) -> OpenContact:
        """Close the entry that waited and count its outcome where it arrived."""
        queue = self.queue(event.source, event.queue)
        key = (event.source, event.contact, event.queue)
        was = self.contacts.get(key)
        if was is not None and was.stage is not Stage.HANDLING:
            self.close(*key)
        else:  # never seen arriving, or answered before under the same name and back again unseen
            arrived = event.at - timedelta(seconds=event.wait_s)
            was = OpenContact(event.source, event.contact, event.queue, arrived, channel=queue.line.channel)
            what += OFFERED
        self.count(queue, was.since, what)
        return was

    # -- one method a kind of event -----------------------------------------------------------------------

    def source_up(self, event: SourceUp) -> None:
        line = self.sources[event.source]
        if not line.up or line.product != event.product or line.since == event.at:
            self.sources[event.source] = replace(
                line, up=True, since=event.at, product=event.product or line.product, reason="", planned=False
            )
            self._changed_sources.add(event.source)

    def source_down(self, event: SourceDown) -> None:
        self._changed_sources.add(event.source)
        if event.removed:
            del self.sources[event.source]
            self._heard.pop(event.source, None)
            return
        line = self.sources[event.source]
        if line.up or line.since == event.at:
            line = replace(line, up=False, since=event.at)
        self.sources[event.source] = replace(line, reason=event.reason, planned=event.planned)

    def queue_seen(self, event: QueueSeen) -> None:
        draft = self.queue(event.source, event.queue)
        draft.line = replace(
            draft.line,
            channel=event.channel,
            gone=False,
            threshold_s=self._rules.threshold_s(event.source, event.queue, event.threshold_s),
            source_threshold_s=event.threshold_s,
        )

    def queue_gone(self, event: QueueGone) -> None:
        draft = self.queue(event.source, event.queue)
        draft.line = replace(draft.line, gone=True)

    def agent_seen(self, event: AgentSeen) -> None:
        old = self.agents.get((event.source, event.login))
        if old is None:
            new = AgentLine(
                event.source,
                event.login,
                event.name,
                AgentState.UNKNOWN,
                event.at,
                event.at,
                None,
                event.team,
                event.queues,
            )
            new = self._back(new)
        else:
            new = replace(old, name=event.name, queues=event.queues, team=event.team or old.team)
        if new != old:
            self.put_agent(old, new)

    def agent_gone(self, event: AgentGone) -> None:
        key = (event.source, event.login)
        old = self.agents.pop(key, None)
        if old is not None:
            self._count_staff(old, -1)
            self._changed_agents.add(key)
            self.parted[key] = replace(
                old, state=AgentState.OFFLINE, since=event.at, spent=self.spent(old, event.at)
            )

    def _back(self, line: AgentLine) -> AgentLine:
        """*line*, of an agent who comes, with the day so far if the agent was here before."""
        was = self._board.parted.get(line.key) if "parted" not in vars(self) else self.parted.get(line.key)
        if was is None:
            return line
        del self.parted[line.key]
        return replace(line, spent=self.spent(was, line.since), work=was.work)

    def agent_changed(self, event: AgentChanged) -> None:
        key = (event.source, event.login)
        old = self.agents.get(key)
        at = event.at
        since = min(event.since, at) if event.since else at
        if old is None:
            line = self._back(
                AgentLine(event.source, event.login, shown(event.login), AgentState.UNKNOWN, since, at)
            )
        elif at < old.at or _repeats(old, event):
            return
        else:
            line = old
            if old.state is event.state and not _is_another_break(old, event):
                since = old.since  # a break was asked for, withdrawn or spread: what the agent does goes on
        new = AgentLine(
            line.source,
            line.login,
            line.name,
            event.state,
            since,
            at,
            event.break_code,
            line.team,
            line.queues,
            line.contacts,
            event.break_queues,
            line.spent if since == line.since else self.spent(line, since),
            line.work,
        )
        self.put_agent(old, new)

    def contact_offered(self, event: ContactOffered) -> None:
        key = (event.source, event.contact, event.queue)
        was = self.contacts.get(key)
        if was is not None:
            if was.stage is Stage.WAITING:
                return  # said again
            self.close(*key)
            if was.stage is Stage.LEAVING:  # back before the source said why it had gone
                self.count(self.queue(event.source, event.queue), was.since, Counts(left=1))
        queue = self.queue(event.source, event.queue)
        new = OpenContact(
            event.source, event.contact, event.queue, event.at, Stage.WAITING, event.channel, event.number
        )
        self.contacts[key] = new
        queue.waiting[event.contact] = new
        self.count(queue, event.at, OFFERED)

    def contact_dequeued(self, event: ContactDequeued) -> None:
        key = (event.source, event.contact, event.queue)
        was = self.contacts.get(key)
        if was is None or was.stage is not Stage.WAITING:
            return
        self.queue(event.source, event.queue).waiting.pop(event.contact, None)
        self.contacts[key] = replace(was, stage=Stage.LEAVING, stage_since=event.at)

    def contact_answered(self, event: ContactAnswered) -> None:
        queue = self.queue(event.source, event.queue)
        in_time = 1 if event.wait_s <= queue.line.threshold_s else 0
        was = self._settle(event, Counts(answered=1, in_time=in_time, wait_answered_s=event.wait_s))
        key = (event.source, event.contact, event.queue)
        earlier = self.contacts.get(key)
        if earlier is not None:  # an earlier answer whose end was never said
            self.close(*key)
        self.contacts[key] = replace(was, stage=Stage.HANDLING, login=event.login, stage_since=event.at)
        self._hands(event.source, event.login, 1)

    def contact_abandoned(self, event: ContactAbandoned) -> None:
        short = 1 if event.wait_s <= self._rules.short_abandon_s else 0
        short_s = event.wait_s if short else 0.0
        counts = Counts(
            abandoned=1, abandoned_short=short, wait_abandoned_s=event.wait_s, wait_short_s=short_s
        )
        was = self._settle(event, counts)
        if self._begins is None or was.since >= self._begins:
            gave_up = Abandoned(event.contact, was.since, event.wait_s, was.channel, was.number, bool(short))
            self.queue(event.source, event.queue).gave_up.append(gave_up)

    def contact_left(self, event: ContactLeft) -> None:
        lost = 1 if event.reason is LeftReason.LOST else 0
        self._settle(event, Counts(left=1, lost=lost, wait_left_s=event.wait_s))

    def contact_ended(self, event: ContactEnded) -> None:
        was = self.contacts.get((event.source, event.contact, event.queue))
        if was is not None and was.stage is Stage.HANDLING and was.login == event.login:
            self.close(event.source, event.contact, event.queue)
        if event.talk_s is not None:  # else it only went out of sight, and its end may still be said
            queue = self.queue(event.source, event.queue)
            handle_s = event.talk_s + (event.hold_s or 0.0) + (event.after_contact_s or 0.0)
            self.count(queue, event.at, Counts(ended=1, talk_s=event.talk_s, handle_s=handle_s))
            self.worked(event, handle_s)

    def audit_done(self, event: AuditDone) -> None:
        line = self.sources[event.source]
        self.sources[event.source] = replace(
            line,
            audits=line.audits + 1,
            differences=line.differences + (0 if event.after_gap else event.differences),
            missed=line.missed + (event.differences if event.after_gap else 0),
            last_audit_at=event.at,
            last_compared=event.compared,
            last_details=event.details if event.differences else line.last_details,
        )
        self._changed_sources.add(event.source)

    def unusable(self, event: Unusable) -> None:
        line = self.sources[event.source]
        counts = {**line.unusable, event.what: line.unusable.get(event.what, 0) + event.count}
        self.sources[event.source] = replace(line, unusable=counts)
        self._changed_sources.add(event.source)

    # -- done ---------------------------------------------------------------------------------------------

    def freeze(self) -> tuple[Board, Changed]:
        board, opened = self._board, vars(self)
        for name, at in self._heard.items():
            self.sources[name] = replace(self.sources[name], last_event_at=at)
        queues = board.queues
        if self._queues:
            queues = {**queues, **{key: draft.freeze() for key, draft in self._queues.items()}}
        changed = Changed(
            frozenset(self._changed_sources),
            frozenset(self._queues),
            frozenset(self._changed_agents),
            self._new_day,
        )
        if self._day == board.day and self._at == board.at and not changed:
            return board, changed
        return (
            Board(
                self._day,
                self._at,
                opened.get("sources", board.sources),
                queues,
                opened.get("agents", board.agents),
                opened.get("contacts", board.contacts),
                opened.get("parted", board.parted),
            ),
            changed,
        )


def _worked(work: tuple[Work, ...], queue: str, handle_s: float) -> tuple[Work, ...]:
    for place, done in enumerate(work):
        if done.queue == queue:
            more = Work(queue, done.contacts + 1, done.handle_s + handle_s)
            return (*work[:place], more, *work[place + 1 :])
    return (*work, Work(queue, 1, handle_s))


def _repeats(line: AgentLine, event: AgentChanged) -> bool:
    said = (event.state, event.break_code, event.break_queues)
    return (line.state, line.break_code, line.break_queues) == said


def _is_another_break(line: AgentLine, event: AgentChanged) -> bool:
    return event.state is AgentState.BREAK and line.break_code != event.break_code


_TAKE: dict[type, Callable[[_Draft, Any], None]] = {
    SourceUp: _Draft.source_up,
    SourceDown: _Draft.source_down,
    QueueSeen: _Draft.queue_seen,
    QueueGone: _Draft.queue_gone,
    AgentSeen: _Draft.agent_seen,
    AgentGone: _Draft.agent_gone,
    AgentChanged: _Draft.agent_changed,
    ContactOffered: _Draft.contact_offered,
    ContactDequeued: _Draft.contact_dequeued,
    ContactAnswered: _Draft.contact_answered,
    ContactAbandoned: _Draft.contact_abandoned,
    ContactLeft: _Draft.contact_left,
    ContactEnded: _Draft.contact_ended,
    AuditDone: _Draft.audit_done,
    Unusable: _Draft.unusable,
}
