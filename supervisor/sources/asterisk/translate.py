"""What an Asterisk says, in our vocabulary.

Three things it does not say outright, and how they are found out here.

*Why a caller left the queue.* QueueCallerAbandon is sent for callers who hung up and for those whom the queue
let go (timeout, nobody left, withdrawn) alike. Asterisk counts a caller as hung up when the channel had been
asked to hang up by then, and says so beforehand (HangupRequest by the caller's side, SoftHangupRequest by
ours, as at a shutdown). A caller who is let go is still alive: the queue itself stops the music, between
Abandon and Leave. Where neither was seen (a queue that rings instead of playing music, a channel driver
that hangs up without a word, a caller who was redirected out of the queue), the next step within `GRACE`
decides. A caller who left without Abandon and without an agent pressed an exit key.

*When an agent is free.* After a redirect AgentComplete comes only when the caller hangs up at last. The end
of the agent's channel and the telephone tell it at once; the time until then is the talk.

*That it was restarted.* Its counters fall at a reset too, so the times at which its members signed in tell:
after a restart all of them are new.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from supervisor.events import (
    ContactAbandoned,
    ContactAnswered,
    ContactDequeued,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    EndedBy,
    FullState,
    LeftReason,
    LiveEvent,
    QueueSeen,
    SourceDown,
    SourceUp,
    Unusable,
    WaitingContact,
)
from supervisor.sources.asterisk.listing import Entry, Listing, number_of
from supervisor.sources.asterisk.members import Agents, CallKey, MemberKey, Talk, member, whole
from supervisor.sources.asterisk.protocol import Message

log = logging.getLogger(__name__)

GRACE = timedelta(seconds=2)  # for the caller's next step, or an agent's AgentComplete
SETTLE = timedelta(seconds=0.5)  # events that were under way when a list was made come up to 46 ms later
CLOCKS_ALIKE_S = (-1.0, 5.0)  # an event's own time may be this much before the one at which it came

_ENDED_BY = {"caller": EndedBy.CUSTOMER, "agent": EndedBy.AGENT, "transfer": EndedBy.TRANSFER}


@dataclass(slots=True, eq=False)
class _Call:
    """A caller in a queue, or just out of it while we do not know why."""

    key: CallKey
    since: datetime | None = None  # None: came while we did not listen
    asked_to_hang_up: bool = False
    music: bool | None = None  # None: none was heard
    abandoned_s: int | None = None
    silent_before: bool = False  # the music had ended when the queue gave the caller up
    let_go: bool = False  # the queue stopped the music: the caller was alive
    left_at: datetime | None = None


class Translator:
    """Follows one Asterisk, connection after connection. Time comes in as an argument only.

    `connected`, then `take` for what comes and `tick` when `due` is reached or nothing comes, then `lost`.
    """

    def __init__(self, source: str, last_heard: datetime | None = None) -> None:
        """*last_heard*: when an earlier collector last heard *source*, None when none ever did."""
        self.agents = Agents(source)
        self._source = source
        self._up: bool | None = None
        self._last_heard = last_heard
        self._heard_before = last_heard  # this connection
        self._queues: set[str] = set()
        self._login_times: dict[MemberKey, int] = {}
        self._completed: dict[str, int] = {}
        self._offset_s = 0.0  # what Asterisk's clock lacks
        self._now = datetime.min.replace(tzinfo=UTC)
        self._forget()

    def _forget(self) -> None:
        """What holds for one connection only."""
        self._calls: dict[CallKey, _Call] = {}
        self._calls_of: dict[str, list[_Call]] = {}
        self._talks: dict[CallKey, Talk] = {}
        self._talk_of_channel: dict[str, Talk] = {}
        self._over: dict[CallKey, Talk] = {}  # told as over by us, while Asterisk has still to tell it
        self._due: deque[tuple[datetime, _Call | Talk]] = deque()
        self._hears_calls = False
        self._listed = False
        self._listing: Listing | None = None
        self._settling: tuple[datetime, Listing] | None = None
        self._touched: set[MemberKey | CallKey] = set()
        self._callers: dict[str, int] = {}
        self._restarted = False
        self._shutdown = False
        self._wants_list = False

    # -- connection ---------------------------------------------------------------------------------------

    def connected(self, at: datetime, product: str) -> list[LiveEvent]:
        """We are logged in to *product*, as it names itself."""
        restarted = self._shutdown
        self._forget()
        self._heard_before = self._last_heard
        self._restarted = restarted
        self.agents.forget_members()
        self._up = True
        return [SourceUp(self._source, at, product)]

    def lost(self, at: datetime, reason: str) -> list[LiveEvent]:
        """We do not hear it any more; said once, however often we try in vain."""
        events = self._settle_due(datetime.max.replace(tzinfo=UTC), at)
        planned = self._shutdown
        self._forget()
        self._shutdown = planned
        if self._up is not False:
            self._up = False
            events.append(SourceDown(self._source, at, reason, planned))
        return events

    @property
    def due(self) -> datetime | None:
        """When `tick` has something to decide, None while nothing is open."""
        first = self._due[0][0] if self._due else None
        if self._settling is not None and (first is None or self._settling[0] < first):
            return self._settling[0]
        return first

    @property
    def memberships(self) -> int:
        """How many members the queues have together."""
        return len(self._login_times)

    def wants_list(self) -> bool:
        """Whether the full state should be asked for before its time; asking takes the wish away."""
        wanted, self._wants_list = self._wants_list, False
        return wanted

    # -- what comes ---------------------------------------------------------------------------------------

    def take(self, messages: Iterable[Message], received: datetime) -> list[LiveEvent | FullState]:
        """What *messages*, received together, mean."""
        said: list[LiveEvent | FullState] = []
        stamp = received.timestamp()
        for message in messages:
            translate = _TRANSLATE.get(message.get("Event", ""))
            if translate is None:
                continue
            at = self._instant(message, received, stamp)
            if (due := self.due) is not None and at >= due:
                said += self.tick(at)
            try:
                said += translate(self, at, message)
            except Exception as error:
                # one message that nobody thought of must not end the feed
                what = f"{message.get('Event')} ({type(error).__name__})"
                log.exception("not translated: %s with %s", what, sorted(message))  # no values: people's
                said.append(Unusable(self._source, at, what))
            if self.agents.freed:
                for talk in self.agents.freed:
                    self._due.append((at + GRACE, talk))
                self.agents.freed.clear()
        self._last_heard = received
        return _together(said)

    def tick(self, at: datetime) -> list[LiveEvent | FullState]:
        """What is known now because enough time has passed."""
        said: list[LiveEvent | FullState] = list(self._settle_due(at, at))
        if self._settling is not None and at >= self._settling[0]:
            listing = self._settling[1]
            self._settling = None
            said += self._full_state(at, listing)
        if said and at > self._now:
            self._now = at
        return said

    def _instant(self, message: Message, received: datetime, stamp: float) -> datetime:
        """When it happened: the message's own time if there is one, by our clock, and never earlier than
        what came before nor later than when it came: a board takes no news that is older than its own."""
        at = received
        if (said := message.get("Timestamp")) is not None:
            try:
                lag = stamp - float(said) - self._offset_s
            except ValueError:
                return received
            if not CLOCKS_ALIKE_S[0] <= lag <= CLOCKS_ALIKE_S[1]:
                self._offset_s += lag  # its clock stands otherwise than ours
                lag = 0.0
            if lag > 0:
                at = received - timedelta(seconds=lag)
        if at < self._now <= received:
            return self._now
        self._now = at
        return at

    def _epoch(self, seconds: int) -> datetime | None:
        return datetime.fromtimestamp(seconds + self._offset_s, UTC) if seconds > 0 else None

    def _lacks(self, at: datetime, message: Message, *names: str) -> list[LiveEvent]:
        missing = ", ".join(name for name in names if not message.get(name))
        return [Unusable(self._source, at, f"{message['Event']} without {missing}")] if missing else []

    # -- callers ------------------------------------------------------------------------------------------

    def _join(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        contact, queue = message.get("Uniqueid"), message.get("Queue")
        if not contact or not queue:
            return [*self._lacks(at, message, "Uniqueid", "Queue")]
        said: list[LiveEvent | FullState] = []
        for call in list(self._calls_of.get(contact, ())):
            if call.left_at is not None:
                said += self._goes_on(at, call)
            elif call.key[1] == queue:
                self._close(call)  # its leaving was never told
        key = (contact, queue)
        self._open(_Call(key, at))
        self._touch(key)
        self._wants_list |= self._listed and queue not in self._queues
        said.append(ContactOffered(self._source, at, contact, queue, number=number_of(message)))
        return said

    def _abandon(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        contact, queue = message.get("Uniqueid"), message.get("Queue")
        if not contact or not queue:
            return [*self._lacks(at, message, "Uniqueid", "Queue")]
        call = self._call(contact, queue)
        waited = whole(message.get("HoldTime"))
        if waited is None:
            waited = int((at - (call.since or at)).total_seconds())
        call.abandoned_s = waited
        call.silent_before = call.music is False
        return [*self._lacks(at, message, "HoldTime")]

    def _leave(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        contact, queue = message.get("Uniqueid"), message.get("Queue")
        if not contact or not queue:
            return [*self._lacks(at, message, "Uniqueid", "Queue")]
        call = self._call(contact, queue)
        call.left_at = at
        self._touch(call.key)
        said: list[LiveEvent | FullState] = [ContactDequeued(self._source, at, contact, queue)]
        if call.abandoned_s is not None and (call.asked_to_hang_up or not self._hears_calls):
            # without the class "call" nothing can tell the two apart: then Asterisk's own word holds
            said += self._hung_up(at, call)
        elif call.abandoned_s is not None and call.let_go:
            said += self._goes_on(at, call)
        else:
            self._due.append((at + GRACE, call))
        return said

    def _hung_up(self, at: datetime, call: _Call) -> list[LiveEvent]:
        self._close(call)
        return [ContactAbandoned(self._source, at, *call.key, float(call.abandoned_s or 0))]

    def _goes_on(self, at: datetime, call: _Call) -> list[LiveEvent]:
        """The caller left unanswered and is still there."""
        self._close(call)
        if call.abandoned_s is None:
            began = call.since or call.left_at or at
            waited = ((call.left_at or at) - began).total_seconds()
            reason = LeftReason.UNKNOWN if call.asked_to_hang_up else LeftReason.KEY
            return [ContactLeft(self._source, at, *call.key, waited, reason)]
        if call.silent_before:
            reason = LeftReason.WITHDRAWN  # the queue was interrupted, it did not let go
        elif self.agents.callable_in(call.key[1]):
            reason = LeftReason.TIMEOUT
        else:
            reason = LeftReason.EMPTY
        return [ContactLeft(self._source, at, *call.key, float(call.abandoned_s), reason)]

    def _hangup_request(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        self._hears_calls = True
        for call in list(self._calls_of.get(message.get("Uniqueid", ""), ())):
            if call.left_at is None:
                call.asked_to_hang_up = True
            elif call.abandoned_s is not None and message["Event"] == "HangupRequest":
                return [*self._hung_up(at, call)]  # said a moment too late: another thread says it
        return []

    def _hangup(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        self._hears_calls = True
        channel = message.get("Uniqueid", "")
        said: list[LiveEvent | FullState] = []
        for call in list(self._calls_of.get(channel, ())):
            if call.left_at is None:
                call.asked_to_hang_up = True
            elif call.abandoned_s is not None and call.silent_before:
                said += self._hung_up(at, call)  # by a channel that asks nobody
            else:
                said += self._goes_on(at, call)
        talk = self._talk_of_channel.pop(channel, None)
        if talk is not None:
            said += self.agents.hangs_up(at, talk)
        return said

    def _music_starts(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        self._hears_calls = True
        said: list[LiveEvent | FullState] = []
        for call in list(self._calls_of.get(message.get("Uniqueid", ""), ())):
            if call.left_at is None:
                call.music = True
            else:
                said += self._goes_on(at, call)
        return said

    def _music_stops(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        self._hears_calls = True
        for call in self._calls_of.get(message.get("Uniqueid", ""), ()):
            if call.left_at is None:
                if call.abandoned_s is not None:
                    call.let_go = True
                call.music = False
        return []

    # -- agents and their contacts ------------------------------------------------------------------------

    def _connect(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        said: list[LiveEvent | FullState] = []
        said += self._lacks(at, message, "Uniqueid", "Queue", "Interface", "HoldTime")
        contact = message.get("Uniqueid", "")
        queue = message.get("Queue") or self._queue_left(contact)
        if not contact or not queue:
            return said
        login = message.get("Interface") or (
            self.agents.login_of_channel(message.get("DestChannel", "")) or ""
        )
        call = self._call(contact, queue)
        waited = whole(message.get("HoldTime"))
        if waited is None:
            began = call.since or call.left_at or at
            waited = int((at - began).total_seconds())
        ring = whole(message.get("RingTime"))
        self._close(call)
        self._touch(call.key)
        said.append(
            ContactAnswered(
                self._source, at, contact, queue, login, float(waited), None if ring is None else float(ring)
            )
        )
        talk = Talk(call.key, login, at, message.get("DestUniqueid", "") if self._hears_calls else "")
        self._talks[call.key] = talk
        self._over.pop(call.key, None)
        if talk.channel:
            self._talk_of_channel[talk.channel] = talk
        if login:
            said += self.agents.talk_begins(at, talk, message.get("MemberName", ""))
        return said

    def _complete(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        said: list[LiveEvent | FullState] = []
        contact, queue, login = message.get("Uniqueid"), message.get("Queue"), message.get("Interface")
        talk = self._talk(contact, queue, login)
        if talk is None or not queue or not login:
            said += self._lacks(at, message, "Uniqueid", "Queue", "Interface", "TalkTime")
        if talk is None and not (queue and login):
            return said
        key = talk.key if talk is not None else (contact or "", queue or "")
        if self._over.pop(key, None) is not None:
            return said  # it was over long ago
        seconds = whole(message.get("TalkTime"))
        if seconds is None and talk is not None:
            seconds = int((at - talk.connected_at).total_seconds())
        by = _ENDED_BY.get(message.get("Reason", ""), EndedBy.UNKNOWN)
        said += self._end(at, key, talk, talk.login if talk else login or "", seconds, by)
        return said

    def _end(
        self, at: datetime, key: CallKey, talk: Talk | None, login: str, talk_s: float | None, by: EndedBy
    ) -> list[LiveEvent]:
        events: list[LiveEvent] = [
            ContactEnded(self._source, at, *key, login, None if talk_s is None else float(talk_s), by=by)
        ]
        if talk is not None:
            self._talks.pop(key, None)
            self._talk_of_channel.pop(talk.channel, None)
            events += self.agents.talk_ends(at, talk)
        return events

    def _talk(self, contact: str | None, queue: str | None, login: str | None) -> Talk | None:
        """The talk that an AgentComplete ends; some come without channels, some without anything else."""
        if contact and queue:
            key = (contact, queue)
            return self._talks.get(key) or self._over.get(key)
        open_or_over = (*self._over.values(), *self._talks.values())
        if contact:
            found = [talk for talk in open_or_over if talk.key[0] == contact]
        else:
            found = [talk for talk in open_or_over if talk.key[1] == queue and talk.login == login]
        return found[0] if found else None

    def _queue_left(self, contact: str) -> str | None:
        """The queue that *contact* left a moment ago without being given up."""
        found = [
            call.key[1]
            for call in self._calls_of.get(contact, ())
            if call.left_at is not None and call.abandoned_s is None
        ]
        return found[0] if len(found) == 1 else None

    # -- members ------------------------------------------------------------------------------------------

    def _member(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        queue, login = message.get("Queue"), message.get("Interface")
        if not queue or not login:
            return [*self._lacks(at, message, "Queue", "Interface")]
        key = (queue, login)
        row = member(message, message.get("MemberName") or login)
        self._touch(key)
        self._login_times[key] = row.login_time
        return [*self.agents.update(at, key, row, complete=self._listed)]

    def _member_removed(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        queue, login = message.get("Queue"), message.get("Interface")
        if not queue or not login:
            return [*self._lacks(at, message, "Queue", "Interface")]
        self._touch((queue, login))
        self._login_times.pop((queue, login), None)
        return [*self.agents.remove(at, (queue, login))]

    # -- lists --------------------------------------------------------------------------------------------

    def _list_row(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        action_id = message.get("ActionID", "")
        if self._listing is None or self._listing.action_id != action_id:
            self._listing = Listing(action_id)
            if self._settling is None:
                self._touched.clear()
        missing = self._listing.take(message, at)
        return [Unusable(self._source, at, f"{message['Event']} without {missing}")] if missing else []

    def _list_complete(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        listing, self._listing = self._listing, None
        if listing is None or listing.action_id != message.get("ActionID", ""):
            listing = Listing(message.get("ActionID", ""))
        if not listing.is_whole(message):
            self._wants_list = True
            return [Unusable(self._source, at, "QueueStatus list with rows missing")]
        if not self._listed:
            self._listed = True
            return self._full_state(at, listing, first=True)
        self._settling = (at + SETTLE, listing)
        return []

    def _full_state(
        self, at: datetime, listing: Listing, *, first: bool = False
    ) -> list[LiveEvent | FullState]:
        """Our own tables become what the list says, but for what changed while it was under way."""
        for key, entry in listing.waiting.items():
            if key not in self._calls and key not in self._touched:
                self._open(_Call(key, entry.since))
        for call in list(self._calls.values()):
            if call.left_at is None and call.key not in listing.waiting and call.key not in self._touched:
                self._close(call)
        rows = dict(listing.members)
        for touched in self._touched:
            row = self.agents.member_of(touched)
            if row is not None:
                rows[touched] = row
            else:
                rows.pop(touched, None)
        said: list[LiveEvent | FullState] = [*self._missed_ends(at, listing)]
        # talks that began before this list came are no less true for the restart
        restarted = first and not self._talks and (self._restarted or self._lost_memory(listing))
        self._queues = set(listing.queues)
        self._login_times = {key: row.login_time for key, row in listing.members.items()}
        self._completed = dict(listing.completed)
        agents = self.agents.replace(at, rows, self._epoch)
        self._touched.clear()
        queues = (
            QueueSeen(self._source, at, queue, threshold_s=threshold)
            for queue, threshold in listing.queues.items()
        )
        waiting = (
            WaitingContact(*call.key, call.since or at, number=self._number(listing, call.key))
            for call in self._calls.values()
            if call.left_at is None
        )
        # who was taken out of every queue in the middle of a talk is listed no more, and talks on
        handling = self.agents.handling() | {
            talk.login for talk in self._talks.values() if talk.free_at is None
        }
        said.append(
            FullState(self._source, at, tuple(queues), agents, tuple(waiting), handling, first, restarted)
        )
        return said

    def _missed_ends(self, at: datetime, listing: Listing) -> list[LiveEvent]:
        """The ends of talks that Asterisk knows nothing of any more, though we did not hear them end."""
        events: list[LiveEvent] = []
        for key, talk in list(self._talks.items()):
            place = (key[1], talk.login)
            row = listing.members.get(place)
            # it notes a talk only some moments after it told us
            if row is None or row.in_call or place in self._touched or at - talk.connected_at < GRACE * 2:
                continue
            events += self._end(at, key, talk, talk.login, None, EndedBy.UNKNOWN)
        return events

    @staticmethod
    def _number(listing: Listing, key: CallKey) -> str:
        entry: Entry | None = listing.waiting.get(key)
        return entry.number if entry is not None else ""

    def _lost_memory(self, listing: Listing) -> bool:
        """Whether Asterisk was started anew since we last heard it: all its members signed in since then."""
        if self._heard_before is None:
            return False
        known = [
            (row.login_time, self._login_times[key])
            for key, row in listing.members.items()
            if key in self._login_times
        ]
        if known:
            return all(now > then for now, then in known)
        if listing.members:
            heard = self._heard_before.timestamp() - self._offset_s
            return all(row.login_time > heard for row in listing.members.values())
        return any(listing.completed.get(queue, 0) < was for queue, was in self._completed.items())

    def _summary_row(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        callers = whole(message.get("Callers"))
        if (queue := message.get("Queue")) and callers is not None:
            self._callers[queue] = callers
        return []

    def _summary_complete(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        """The short list knows who waits; where that is not what we have, the long one must tell."""
        if self._listed and self._settling is None:
            waiting = dict.fromkeys(self._callers, 0)
            for call in self._calls.values():
                if call.left_at is None:
                    waiting[call.key[1]] = waiting.get(call.key[1], 0) + 1
            self._wants_list |= waiting != self._callers
        self._callers = {}
        return []

    # -- the whole ----------------------------------------------------------------------------------------

    def _booted(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        """Its modules are loaded: what was refused before can be asked for now."""
        uptime = whole(message.get("Uptime"))
        if not self._listed:
            self._wants_list = True
            if uptime is not None and self._heard_before is not None:
                self._restarted |= at - timedelta(seconds=uptime) > self._heard_before
        return []

    def _answer(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        """An answer to Ping tells the time there, which `take` has already noted."""
        return []

    def _shuts_down(self, at: datetime, message: Message) -> list[LiveEvent | FullState]:
        self._shutdown = True
        return []

    # -- tables -------------------------------------------------------------------------------------------

    def _touch(self, key: MemberKey | CallKey) -> None:
        """Note what changes while a list is under way: there our own tables are newer than its rows."""
        if self._listing is not None or self._settling is not None:
            self._touched.add(key)

    def _call(self, contact: str, queue: str) -> _Call:
        """The call as we know it; one that came while we did not listen is opened now."""
        found = self._calls.get((contact, queue))
        return found if found is not None else self._open(_Call((contact, queue)))

    def _open(self, call: _Call) -> _Call:
        self._calls[call.key] = call
        self._calls_of.setdefault(call.key[0], []).append(call)
        return call

    def _close(self, call: _Call) -> None:
        if self._calls.get(call.key) is call:
            del self._calls[call.key]
        others = self._calls_of.get(call.key[0], [])
        if call in others:
            others.remove(call)
        if not others:
            self._calls_of.pop(call.key[0], None)

    def _settle_due(self, until: datetime, at: datetime) -> list[LiveEvent]:
        """Decide what was open until *until*; the events happen at *at*."""
        events: list[LiveEvent] = []
        while self._due and self._due[0][0] <= until:
            _, what = self._due.popleft()
            if isinstance(what, _Call):
                if self._calls.get(what.key) is what:
                    events += self._goes_on(at, what)
            elif what.free_at is not None and self._talks.get(what.key) is what:
                talked = (what.free_at - what.connected_at).total_seconds()
                self._over[what.key] = what
                events += self._end(at, what.key, what, what.login, talked, EndedBy.TRANSFER)
        return events


def _together(said: list[LiveEvent | FullState]) -> list[LiveEvent | FullState]:
    """The same with what could not be used counted up, so that a flood of it is one line."""
    if not any(isinstance(one, Unusable) for one in said):
        return said
    counts: dict[str, Unusable] = {}
    rest: list[LiveEvent | FullState] = []
    for one in said:
        if isinstance(one, Unusable):
            before = counts.get(one.what)
            counts[one.what] = Unusable(
                one.source, one.at, one.what, one.count + (before.count if before else 0)
            )
        else:
            rest.append(one)
    return [*rest, *counts.values()]


_TRANSLATE: dict[str, Callable[[Translator, datetime, Message], list[LiveEvent | FullState]]] = {
    "QueueCallerJoin": Translator._join,
    "QueueCallerAbandon": Translator._abandon,
    "QueueCallerLeave": Translator._leave,
    "AgentConnect": Translator._connect,
    "AgentComplete": Translator._complete,
    "QueueMemberStatus": Translator._member,
    "QueueMemberPause": Translator._member,
    "QueueMemberAdded": Translator._member,
    "QueueMemberRemoved": Translator._member_removed,
    "HangupRequest": Translator._hangup_request,
    "SoftHangupRequest": Translator._hangup_request,
    "Hangup": Translator._hangup,
    "MusicOnHoldStart": Translator._music_starts,
    "MusicOnHoldStop": Translator._music_stops,
    "QueueParams": Translator._list_row,
    "QueueMember": Translator._list_row,
    "QueueEntry": Translator._list_row,
    "QueueStatusComplete": Translator._list_complete,
    "QueueSummary": Translator._summary_row,
    "QueueSummaryComplete": Translator._summary_complete,
    "FullyBooted": Translator._booted,
    "Shutdown": Translator._shuts_down,
    "": Translator._answer,
}

WANTED = frozenset(filter(None, _TRANSLATE))  # the events that a queue console has a use for
