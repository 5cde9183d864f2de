"""What an Asterisk says, in our vocabulary; callers.py and talks.py find out what it does not say outright.

That it was restarted it says only to who may read the class "system", and its counters fall at a reset too:
so the times at which its members signed in tell. After a restart all of them are new.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import TypeAlias

from supervisor.events import (
    ContactAnswered,
    ContactEnded,
    EndedBy,
    FullState,
    LiveEvent,
    QueueSeen,
    SourceDown,
    SourceUp,
    Unusable,
    WaitingContact,
)
from supervisor.sources.asterisk.callers import Callers
from supervisor.sources.asterisk.listing import Listing, number_of
from supervisor.sources.asterisk.members import Agents, CallKey, MemberKey, Talk, member, whole
from supervisor.sources.asterisk.protocol import Message
from supervisor.sources.asterisk.talks import Talks

log = logging.getLogger(__name__)

SETTLE = timedelta(seconds=0.5)  # events that were under way when a list was made come up to 46 ms later
CLOCKS_ALIKE_S = (-1.0, 5.0)  # an event's own time may be this much before the one at which it came
CLOCKS_AT_ALL_S = 3e8  # a time ten years off is none

Told: TypeAlias = list[LiveEvent | FullState]

_ENDED_BY = {"caller": EndedBy.CUSTOMER, "agent": EndedBy.AGENT, "transfer": EndedBy.TRANSFER}
_FOREVER = datetime.max.replace(tzinfo=UTC)


class Translator:
    """Follows one Asterisk, connection after connection. Time comes in as an argument only.

    `connected`, then `take` for what comes and `tick` when `due` is reached or nothing comes, then `lost`.
    """

    def __init__(self, source: str, last_heard: datetime | None = None) -> None:
        """*last_heard*: when an earlier collector last heard *source*, None when none ever did."""
        self._source = source
        self._agents = Agents(source)
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
        self._callers = Callers(self._source, self._agents)
        self._talks = Talks(self._source, self._agents)
        self._listed = False
        self._listing: Listing | None = None
        self._settling: tuple[datetime, Listing] | None = None
        self._touched: set[MemberKey | CallKey] = set()
        self._summary: dict[str, int] = {}
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
        self._agents.forget_members()
        self._up = True
        return [SourceUp(self._source, at, product)]

    def lost(self, at: datetime, reason: str) -> list[LiveEvent]:
        """We do not hear it any more; said once, however often we try in vain."""
        events = [*self._callers.cut_off(at), *self._talks.decide(_FOREVER, at)]
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
        first = self._settling[0] if self._settling is not None else None
        for due in (self._callers.due, self._talks.due):
            if due is not None and (first is None or due < first):
                first = due
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

    def take(self, messages: Iterable[Message], received: datetime) -> Told:
        """What *messages*, received together, mean. Who did nothing more is decided after all of them: we may
        have been slow to read, and the next step be among them."""
        said: Told = []
        stamp = received.timestamp()
        at = self._now
        for message in messages:
            translate = _TRANSLATE.get(message.get("Event", ""))
            if translate is None:
                continue
            at = self._instant(message, received, stamp)
            try:
                said += translate(self, at, message)
            except Exception as error:
                # one message that nobody thought of must not end the feed
                what = f"{message.get('Event')} ({type(error).__name__})"
                log.exception("not translated: %s with %s", what, sorted(message))  # no values: people's
                said.append(Unusable(self._source, at, what))
            if self._agents.freed:
                self._talks.look(at)
        if (due := self.due) is not None and at >= due:
            said += self.tick(at)
        self._last_heard = received
        return _together(said)

    def tick(self, at: datetime) -> Told:
        """What is known now because enough time has passed."""
        said: Told = [*self._callers.decide(at), *self._talks.decide(at, at)]
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
        if (told := message.get("Timestamp")) is not None:
            try:
                lag = stamp - float(told) - self._offset_s
            except ValueError:
                lag = 0.0
            if not isfinite(lag) or abs(lag) > CLOCKS_AT_ALL_S:
                lag = 0.0
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
        if seconds <= 0:
            return None
        try:
            return datetime.fromtimestamp(seconds + self._offset_s, UTC)
        except (ValueError, OverflowError, OSError):
            return None

    def _lacks(self, at: datetime, message: Message, *names: str) -> Told:
        missing = ", ".join(name for name in names if not message.get(name))
        return [Unusable(self._source, at, f"{message['Event']} without {missing}")] if missing else []

    # -- callers ------------------------------------------------------------------------------------------

    def _join(self, at: datetime, message: Message) -> Told:
        key = _call_of(message)
        if key is None:
            return self._lacks(at, message, "Uniqueid", "Queue")
        self._touch(key)
        self._wants_list |= self._listed and key[1] not in self._queues
        return [*self._callers.joins(at, key, number_of(message))]

    def _abandon(self, at: datetime, message: Message) -> Told:
        key = _call_of(message)
        if key is not None:
            self._callers.given_up(at, key, whole(message.get("HoldTime")))
        return self._lacks(at, message, "Uniqueid", "Queue", "HoldTime")

    def _leave(self, at: datetime, message: Message) -> Told:
        key = _call_of(message)
        if key is None:
            return self._lacks(at, message, "Uniqueid", "Queue")
        self._touch(key)
        return [*self._callers.leaves(at, key)]

    def _hangup_request(self, at: datetime, message: Message) -> Told:
        by_us = message["Event"] != "HangupRequest"
        return [*self._callers.asked_to_hang_up(at, message.get("Uniqueid", ""), by_us=by_us)]

    def _hangup(self, at: datetime, message: Message) -> Told:
        channel = message.get("Uniqueid", "")
        return [*self._callers.hangs_up(at, channel), *self._talks.hangs_up(at, channel)]

    def _music_starts(self, at: datetime, message: Message) -> Told:
        return [*self._callers.music_starts(at, message.get("Uniqueid", ""))]

    def _music_stops(self, at: datetime, message: Message) -> Told:
        self._callers.music_stops(at, message.get("Uniqueid", ""))
        return []

    # -- agents and their contacts ------------------------------------------------------------------------

    def _connect(self, at: datetime, message: Message) -> Told:
        said = self._lacks(at, message, "Uniqueid", "Queue", "Interface", "HoldTime")
        contact = message.get("Uniqueid", "")
        queue = message.get("Queue") or self._callers.queue_left_by(contact)
        if not contact or not queue:
            return said
        login = message.get("Interface")
        if not login:
            login = self._agents.login_of_channel(message.get("DestChannel", "")) or ""
        key = (contact, queue)
        self._touch(key)
        caller = self._callers.answered(at, key)
        hold_s, ring_s = whole(message.get("HoldTime")), whole(message.get("RingTime"))
        waited_s = caller.waited_s(at) if hold_s is None else float(hold_s)
        said.append(
            ContactAnswered(
                *(self._source, at, contact, queue, login, waited_s),
                None if ring_s is None else float(ring_s),
            )
        )
        channel = message.get("DestUniqueid", "") if self._callers.hears_calls else ""
        said += self._talks.begins(at, Talk(key, login, at, channel), message.get("MemberName", ""))
        return said

    def _complete(self, at: datetime, message: Message) -> Told:
        contact, queue, login = message.get("Uniqueid"), message.get("Queue"), message.get("Interface")
        talk = self._talks.find(contact, queue, login)
        talk_s = whole(message.get("TalkTime"))
        by = _ENDED_BY.get(message.get("Reason", ""), EndedBy.UNKNOWN)
        said: Told = []
        if talk is None or not queue or not login:
            said = self._lacks(at, message, "Uniqueid", "Queue", "Interface", "TalkTime")
        if talk is not None:
            said += self._talks.ends(at, talk, talk_s, by)
        elif queue and login:  # began while we did not listen
            talked = None if talk_s is None else float(talk_s)
            said.append(ContactEnded(self._source, at, contact or "", queue, login, talked, by=by))
        return said

    # -- members ------------------------------------------------------------------------------------------

    def _member(self, at: datetime, message: Message) -> Told:
        queue, login = message.get("Queue"), message.get("Interface")
        if not queue or not login:
            return [*self._lacks(at, message, "Queue", "Interface")]
        key = (queue, login)
        row = member(message, message.get("MemberName") or login)
        self._touch(key)
        self._login_times[key] = row.login_time
        return [*self._agents.update(at, key, row, complete=self._listed)]

    def _member_removed(self, at: datetime, message: Message) -> Told:
        queue, login = message.get("Queue"), message.get("Interface")
        if not queue or not login:
            return [*self._lacks(at, message, "Queue", "Interface")]
        self._touch((queue, login))
        self._login_times.pop((queue, login), None)
        return [*self._agents.remove(at, (queue, login))]

    # -- lists --------------------------------------------------------------------------------------------

    def _list_row(self, at: datetime, message: Message) -> Told:
        action_id = message.get("ActionID", "")
        if self._listing is None or self._listing.action_id != action_id:
            self._listing = Listing(action_id)
            if self._settling is None:
                self._touched.clear()
        missing = self._listing.take(message, at)
        return [Unusable(self._source, at, f"{message['Event']} without {missing}")] if missing else []

    def _list_complete(self, at: datetime, message: Message) -> Told:
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

    def _full_state(self, at: datetime, listing: Listing, *, first: bool = False) -> Told:
        """Our own tables become what the list says, but for what changed while it was under way."""
        for key, entry in listing.waiting.items():
            if key not in self._callers and key not in self._touched:
                self._callers.listed(key, entry)
        for caller in list(self._callers.waiting()):
            if caller.key not in listing.waiting and caller.key not in self._touched:
                self._callers.not_listed(at, caller)
        rows = dict(listing.members)
        for touched in self._touched:
            row = self._agents.member_of(touched)
            if row is not None:
                rows[touched] = row
            else:
                rows.pop(touched, None)
        said: Told = [*self._talks.missed(at, listing, self._touched)]
        # talks that began before this list came are no less true for the restart
        talking = self._talks.handling()
        restarted = first and not talking and (self._restarted or self._lost_memory(listing))
        self._queues = set(listing.queues)
        self._login_times = {key: row.login_time for key, row in listing.members.items()}
        self._completed = dict(listing.completed)
        agents = self._agents.replace(at, rows, self._epoch)
        self._touched.clear()
        queues = (
            QueueSeen(self._source, at, queue, threshold_s=threshold)
            for queue, threshold in listing.queues.items()
        )
        waiting = (
            WaitingContact(*caller.key, caller.since or at, number=caller.number)
            for caller in self._callers.waiting()
        )
        handling = self._agents.handling() | talking
        said.append(
            FullState(self._source, at, tuple(queues), agents, tuple(waiting), handling, first, restarted)
        )
        return said

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

    def _summary_row(self, at: datetime, message: Message) -> Told:
        callers = whole(message.get("Callers"))
        if (queue := message.get("Queue")) and callers is not None:
            self._summary[queue] = callers
        return []

    def _summary_complete(self, at: datetime, message: Message) -> Told:
        """The short list knows how many wait; where that is not what we have, the long one must tell."""
        if self._listed and self._settling is None:
            waiting = dict.fromkeys(self._summary, 0)
            for caller in self._callers.waiting():
                waiting[caller.key[1]] = waiting.get(caller.key[1], 0) + 1
            self._wants_list |= waiting != self._summary
        self._summary = {}
        return []

    # -- the whole ----------------------------------------------------------------------------------------

    def _booted(self, at: datetime, message: Message) -> Told:
        """Its modules are loaded: what was refused before can be asked for now."""
        uptime = whole(message.get("Uptime"))
        if not self._listed:
            self._wants_list = True
            if uptime is not None and self._heard_before is not None:
                self._restarted |= at - timedelta(seconds=uptime) > self._heard_before
        return []

    def _answer(self, at: datetime, message: Message) -> Told:
        """An answer to Ping tells the time there, which `take` has already noted."""
        return []

    def _shuts_down(self, at: datetime, message: Message) -> Told:
        self._shutdown = True
        return []

    def _touch(self, key: MemberKey | CallKey) -> None:
        """Note what changes while a list is under way: there our own tables are newer than its rows."""
        if self._listing is not None or self._settling is not None:
            self._touched.add(key)


def _call_of(message: Message) -> CallKey | None:
    contact, queue = message.get("Uniqueid"), message.get("Queue")
    return (contact, queue) if contact and queue else None


def _together(said: Told) -> Told:
    """The same with what could not be used counted up, so that a flood of it is one line."""
    if not any(isinstance(one, Unusable) for one in said):
        return said
    counts: dict[str, Unusable] = {}
    rest: Told = []
    for one in said:
        if isinstance(one, Unusable):
            before = counts.get(one.what)
            counts[one.what] = Unusable(
                one.source, one.at, one.what, one.count + (before.count if before else 0)
            )
        else:
            rest.append(one)
    return [*rest, *counts.values()]


_TRANSLATE: dict[str, Callable[[Translator, datetime, Message], Told]] = {
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
