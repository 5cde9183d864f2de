"""One business day of the demo centre, event by event: customers, agents, and the system that joins them.

A discrete-event simulation with a heap and one seeded generator. It knows no clock: `advance` is told how far
to go, and how the way there is cut makes no difference. Contacts of the day are finished by the day's own
agents, also past its end, so that a day depends on nothing but its seed and date; the next day's crew is
there by then (centre.SHIFTS). All times inside are POSIX milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from heapq import heappop, heappush
from random import Random
from typing import Any

from supervisor.events import (
    AgentChanged,
    AgentState,
    Channel,
    ContactAbandoned,
    ContactAnswered,
    ContactDequeued,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    EndedBy,
    LeftReason,
    LiveEvent,
    WaitingContact,
)
from supervisor.settings.breaks import BreakKind
from supervisor.sources.simulated.arrivals import (
    HOLD_S,
    SHARE_ON_HOLD,
    SLOT,
    arrivals,
    capacity,
    handle_s,
    rates,
)
from supervisor.sources.simulated.centre import BREAK_CODES, BREAK_LIMITS_MIN, QUEUES
from supervisor.sources.simulated.people import Agent
from supervisor.sources.simulated.roster import MINUTE, DayFrame, Duty, PlannedBreak, instant, roster
from supervisor.sources.simulated.trouble import Crowd, Trouble, troubles

LONGEST_OVERHANG = 3 * 60 * MINUTE  # after so long past its end, nothing of a day goes on
LEVEL_WEIGHT = (1.0, 0.1, 0.05)  # how an agent's first, second, third queue compete for a free moment
LONGEST_TALK_S = 2700.0
NO_ANSWER_S = (14.0, 18.0)
STEP = 15_000  # how often a trouble is looked at, ms

READY, RINGING, HANDLING = AgentState.READY, AgentState.RINGING, AgentState.HANDLING
AFTER_CONTACT, BREAK, OFFLINE = AgentState.AFTER_CONTACT, AgentState.BREAK, AgentState.OFFLINE


class _Person:
    """An agent at work."""

    __slots__ = (
        "at_once",
        "code",
        "contacts",
        "duty",
        "idle_since",
        "leaving",
        "level",
        "pace",
        "pending",
        "place",
        "queues",
        "ringing",
        "since",
        "state",
        "team",
        "who",
    )

    def __init__(self, place: int, who: Agent, duty: Duty | None, queues: tuple[int, ...], at: int) -> None:
        self.place = place
        self.who = who
        self.duty = duty
        self.queues = queues
        self.level = {queue: level for level, queue in enumerate(queues)}
        self.team = who.team.key
        self.at_once = who.team.chats_at_once
        self.pace = who.pace
        self.state = OFFLINE
        self.code: str | None = None
        self.since = at
        self.idle_since = at
        self.contacts = 0
        self.ringing: _Contact | None = None
        self.pending: tuple[BreakKind, int] | None = None
        self.leaving = False


class _Contact:
    """A customer who waits or is helped; *entry* counts the queues it came to."""

    __slots__ = ("channel", "entered", "entry", "id", "number", "queue", "ringing", "waits")

    def __init__(self, name: str, queue: int, channel: Channel, number: str) -> None:
        self.id = name
        self.queue = queue
        self.channel = channel
        self.number = number
        self.entered = 0
        self.entry = 0
        self.waits = False
        self.ringing: _Person | None = None


class Floor:
    """The day of *frame* at the centre whose people are *agents*, said by *source* in *language*.

    The same arguments give the same events. `advance` gives those up to an instant; `doing`, `busy`,
    `waiting` and `open_contacts` the state that they led to.
    """

    def __init__(
        self, source: str, agents: Sequence[Agent], frame: DayFrame, seed: int, language: str
    ) -> None:
        self.frame = frame
        self._source = source
        self._rng = Random(f"{seed}:{frame.day}:floor")
        self._numbers = Random(f"{seed}:{frame.day}:numbers")  # their own: languages write them otherwise
        self._names = [queue.names[language] for queue in QUEUES]
        self._codes = {kind: words[language] for kind, words in BREAK_CODES.items()}
        self._chinese = language == "zh_CN"
        self._said: list[LiveEvent] = []
        self._heap: list[tuple[int, int, Callable[[Any], None], Any]] = []
        self._pushed = 0
        self._now, self._ends = frame.begins, frame.ends
        self._stamp_ms, self._stamp = frame.begins, instant(frame.begins)
        self._prefix = frame.day.strftime("%y%m%d")
        self._contacts_today = 0

        duties = roster(agents, frame, seed)
        planned = capacity(agents, duties, frame)
        self._rates = rates(planned, frame, seed)
        self._arrivals = arrivals(self._rates, frame, seed)
        self._arrived = 0
        self.troubles = troubles(planned, frame, seed)
        self._place = {queue.key: place for place, queue in enumerate(QUEUES)}
        self._people = [
            _Person(i, agent, duty, tuple(self._place[key] for key in agent.queues), frame.begins)
            for i, (agent, duty) in enumerate(zip(agents, duties, strict=True))
        ]
        self._team: dict[str, list[_Person]] = {}
        self._crew: list[list[_Person]] = [[] for _ in QUEUES]
        for person in self._people:
            self._team.setdefault(person.team, []).append(person)
            for queue in person.queues:
                self._crew[queue].append(person)
        self._waiting: list[dict[_Contact, None]] = [{} for _ in QUEUES]
        self._free: list[dict[_Person, None]] = [{} for _ in QUEUES]
        # by whom, since when, after how much ringing
        self._helped: dict[_Contact, tuple[_Person, int, float]] = {}
        self._with: list[int] = [0] * len(QUEUES)  # contacts that agents are on, by queue
        self._shed = [0.0] * len(QUEUES)  # share of a queue's arrivals that stay away
        self._crowds: list[Crowd | None] = [None for _ in QUEUES]  # of the queues in trouble

        for person in self._people:
            if person.duty is not None:
                self._push(person.duty.begins, self._sign_in, person)
                self._push(person.duty.ends, self._sign_off, person)
                for rest in person.duty.breaks:
                    self._push(rest.at, self._rest_due, (person, rest, 0))
        for trouble in self.troubles:
            self._push(trouble.begins, self._trouble_begins, trouble)
        if self._arrivals:
            self._push(self._arrivals[0][0], self._next_arrival, None)

    # -- the way through the day --------------------------------------------------------------------------

    @property
    def next_at(self) -> int | None:
        """When something happens next (POSIX ms); None when the day is over and done."""
        return self._heap[0][0] if self._heap else None

    def advance(self, until: int) -> list[LiveEvent]:
        """Everything that happens after the last call and up to *until* (POSIX ms, included), in order."""
        heap = self._heap
        while heap and heap[0][0] <= until:
            self._now, _, act, what = heappop(heap)
            act(what)
        said, self._said = self._said, []
        return said

    def doing(self, place: int) -> tuple[AgentState, str | None, int]:
        """State, break code and since when (POSIX ms) of the agent at *place*."""
        person = self._people[place]
        return person.state, person.code, person.since

    def busy(self) -> frozenset[str]:
        """Logins of the agents who are on a contact."""
        return frozenset(person.who.login for person in self._people if person.contacts)

    def open_contacts(self) -> list[LiveEvent]:
        """How the contacts that wait or are helped came to where they are, each in order."""
        said: list[LiveEvent] = []
        for line in self._waiting:
            said += [self._offer(contact) for contact in line]
        for contact, (person, answered, ring_s) in self._helped.items():
            at, name = instant(answered), self._names[contact.queue]
            wait_s = (answered - contact.entered) / 1000
            said += [
                self._offer(contact),
                ContactDequeued(self._source, at, contact.id, name),
                ContactAnswered(self._source, at, contact.id, name, person.who.login, wait_s, ring_s),
            ]
        return said

    def _offer(self, contact: _Contact) -> ContactOffered:
        return ContactOffered(
            self._source,
            instant(contact.entered),
            contact.id,
            self._names[contact.queue],
            contact.channel,
            contact.number,
        )

    def waiting(self) -> list[WaitingContact]:
        """The contacts that wait, in order of arrival."""
        found = [
            WaitingContact(
                contact.id, self._names[queue], instant(contact.entered), contact.channel, contact.number
            )
            for queue, line in enumerate(self._waiting)
            for contact in line
        ]
        return sorted(found, key=lambda contact: (contact.since, contact.contact))

    # -- saying -------------------------------------------------------------------------------------------

    def _at(self) -> datetime:
        if self._stamp_ms != self._now:
            self._stamp_ms, self._stamp = self._now, instant(self._now)
        return self._stamp

    def _push(self, at: int, act: Callable[[Any], None], what: Any) -> None:
        self._pushed += 1
        heappush(self._heap, (at, self._pushed, act, what))

    def _after(self, seconds: float, act: Callable[[Any], None], what: Any) -> None:
        self._push(self._now + max(1, int(seconds * 1000)), act, what)

    def _becomes(self, person: _Person, state: AgentState, code: str | None = None) -> None:
        if person.state is state and person.code == code:
            return
        person.since = self._now
        person.state, person.code = state, code
        self._said.append(AgentChanged(self._source, self._at(), person.who.login, state, code))

    def _asks_for_break(self, person: _Person, kind: BreakKind) -> None:
        """The agent goes on break as soon as the contact is over; the board knows already."""
        if person.state is HANDLING and person.code is None:
            person.code = self._codes[kind]
            self._said.append(
                AgentChanged(
                    self._source, self._at(), person.who.login, HANDLING, person.code, instant(person.since)
                )
            )

    # -- contacts -----------------------------------------------------------------------------------------

    def _next_arrival(self, _: None) -> None:
        queue = self._arrivals[self._arrived][1]
        self._arrived += 1
        if self._arrived < len(self._arrivals):
            self._push(self._arrivals[self._arrived][0], self._next_arrival, None)
        stays_away = self._shed[queue]
        if not stays_away or self._rng.random() >= stays_away:
            self._arrives(queue)

    def _arrives(self, queue: int) -> None:
        self._contacts_today += 1
        plan = QUEUES[queue]
        name = f"{self._prefix}-{self._contacts_today:05d}"
        self._enters(_Contact(name, queue, plan.channel, self._number(plan.channel)), queue)

    def _number(self, channel: Channel) -> str:
        """A customer's address that can belong to nobody: masked digits, or Ofcom's numbers for drama."""
        rng = self._numbers
        if channel is not Channel.VOICE:
            return f"{'wx' if channel is Channel.MESSENGER else 'web'}_{rng.getrandbits(24):06x}"
        if rng.random() < 0.04:
            return ""
        if self._chinese:
            prefix = ("134", "135", "138", "139", "150", "158", "182", "187", "198")[int(rng.random() * 9)]
            return f"{prefix}****{int(rng.random() * 10_000):04d}"
        return f"07700 900{int(rng.random() * 1000):03d}"

    def _enters(self, contact: _Contact, queue: int) -> None:
        rng, now, plan = self._rng, self._now, QUEUES[queue]
        first = contact.entry == 0
        contact.queue, contact.entered, contact.waits = queue, now, True
        contact.channel = plan.channel
        contact.entry += 1
        self._said.append(
            ContactOffered(
                self._source, self._at(), contact.id, self._names[queue], plan.channel, contact.number
            )
        )
        self._waiting[queue][contact] = None

        bears_s = rng.weibullvariate(plan.patience_s, 2.0)
        if first and rng.random() < 0.009:
            bears_s = rng.uniform(0.8, 5.0)  # hung up as soon as it rang
        ends_s, how = bears_s, "abandons"
        if plan.longest_wait_s < ends_s:
            ends_s, how = plan.longest_wait_s, "timeout"
        if plan.channel is Channel.VOICE and rng.random() < 0.018:
            key_s = rng.uniform(18, 60)
            if key_s < ends_s:
                ends_s, how = key_s, "key"
        self._after(ends_s, self._gives_up, (contact, contact.entry, how))
        self._find_agent(contact)

    def _find_agent(self, contact: _Contact) -> None:
        queue = contact.queue
        free = self._free[queue]
        if not free:
            return
        best = min(
            free, key=lambda person: (person.contacts, person.level[queue], person.idle_since, person.place)
        )
        self._ring(best, contact)

    def _ring(self, person: _Person, contact: _Contact) -> None:
        rng = self._rng
        person.ringing, contact.ringing = contact, person
        self._not_free(person)
        if not person.contacts:
            self._becomes(person, RINGING)
        voice = contact.channel is Channel.VOICE
        if rng.random() < (0.011 if voice else 0.006) and self._now < self._ends and not person.contacts:
            self._after(rng.uniform(*NO_ANSWER_S), self._rings_out, (person, contact, contact.entry))
        else:
            rings_s = rng.triangular(1.4, 8.5, 3.2) if voice else rng.triangular(0.8, 7, 2)
            self._after(rings_s, self._answers, (person, contact, contact.entry, rings_s))

    def _answers(self, ring: tuple[_Person, _Contact, int, float]) -> None:
        person, contact, entry, _ = ring
        if person.ringing is not contact or contact.ringing is not person or contact.entry != entry:
            return  # the customer hung up while it rang
        person.ringing = contact.ringing = None
        queue, rng, at = contact.queue, self._rng, self._at()
        plan = QUEUES[queue]
        contact.waits = False
        del self._waiting[queue][contact]
        name, login = self._names[queue], person.who.login
        wait_s = (self._now - contact.entered) / 1000
        self._settled(contact, True)
        ring_s = round(min(ring[3], wait_s), 1)
        self._said.append(ContactDequeued(self._source, at, contact.id, name))
        self._said.append(ContactAnswered(self._source, at, contact.id, name, login, wait_s, ring_s))
        self._helped[contact] = (person, self._now, ring_s)
        person.contacts += 1
        self._with[queue] += 1
        if person.state is not HANDLING:
            self._becomes(person, HANDLING)
            if person.pending is not None:
                self._asks_for_break(person, person.pending[0])
        talk_s = min(LONGEST_TALK_S, rng.lognormvariate(0, 0.62) * 0.825 * plan.talk_s * person.pace)
        hold_s = 0.0
        if plan.channel is Channel.VOICE and rng.random() < SHARE_ON_HOLD:
            hold_s = rng.uniform(0.3, 1.7) * HOLD_S
        talk_s = max(6.0, talk_s)
        ends = self._now + int((talk_s + hold_s) * 1000)
        self._push(ends, self._over, (person, contact, round(talk_s, 1), round(hold_s, 1)))
        if self._takes_more(person):
            self._is_free(person)

    def _over(self, what: tuple[_Person, _Contact, float, float]) -> None:
        person, contact, talk_s, hold_s = what
        rng, queue = self._rng, contact.queue
        plan = QUEUES[queue]
        del self._helped[contact]
        person.contacts -= 1
        self._with[queue] -= 1
        turn = rng.random()
        by = EndedBy.CUSTOMER if turn < 0.56 else EndedBy.AGENT
        goes_on = plan.transfer if turn > 0.98 and contact.entry == 1 and self._now < self._ends else ""
        if goes_on and not self._crewed(self._place[goes_on]):
            goes_on = ""
        if goes_on:
            by = EndedBy.TRANSFER
        after_s = 0.0
        if not person.contacts and person.ringing is None and rng.random() > 0.08:
            after_s = round(
                min(600.0, rng.lognormvariate(0, 0.7) * 0.78 * plan.after_contact_s * person.pace), 1
            )
        self._said.append(
            ContactEnded(
                self._source,
                self._at(),
                contact.id,
                self._names[queue],
                person.who.login,
                talk_s,
                hold_s,
                after_s,
                by,
            )
        )
        if person.pending is None and not person.leaving and rng.random() < plan.hard:
            person.pending = (BreakKind.WELLBEING, self._length(BreakKind.WELLBEING))
        if person.contacts:
            if self._takes_more(person):
                self._is_free(person)
        elif person.ringing is not None:
            # the last chat ended while the next one rings: that one is what the agent does now
            self._becomes(person, RINGING)
        elif after_s:
            self._not_free(person)
            self._becomes(person, AFTER_CONTACT)
            self._after(after_s, self._goes_on, person)
        else:
            self._goes_on(person)
        if goes_on:
            self._enters(contact, self._place[goes_on])

    def _gives_up(self, what: tuple[_Contact, int, str]) -> None:
        contact, entry, how = what
        if not contact.waits or contact.entry != entry:
            return
        queue, at = contact.queue, self._at()
        name = self._names[queue]
        contact.waits = False
        del self._waiting[queue][contact]
        wait_s = (self._now - contact.entered) / 1000
        self._settled(contact, False)
        self._said.append(ContactDequeued(self._source, at, contact.id, name))
        overflow = QUEUES[queue].overflow
        if how == "abandons":
            self._said.append(ContactAbandoned(self._source, at, contact.id, name, wait_s))
        else:
            reason = LeftReason.KEY if how == "key" else LeftReason.TIMEOUT
            if how == "timeout" and not self._crewed(queue):
                reason = LeftReason.EMPTY
            self._said.append(ContactLeft(self._source, at, contact.id, name, wait_s, reason))
        person, contact.ringing = contact.ringing, None
        if how == "timeout" and overflow and contact.entry == 1 and self._now < self._ends:
            other = self._place[overflow]
            if self._crewed(other):
                self._enters(contact, other)
        if person is not None:
            person.ringing = None
            self._goes_on(person)

    def _rings_out(self, ring: tuple[_Person, _Contact, int]) -> None:
        person, contact, entry = ring
        if person.ringing is not contact or contact.ringing is not person or contact.entry != entry:
            return
        person.ringing = contact.ringing = None
        self._rests(person, BreakKind.FORCED, self._length(BreakKind.FORCED))
        self._find_agent(contact)

    def _settled(self, contact: _Contact, answered: bool) -> None:
        crowd = self._crowds[contact.queue]
        if crowd is not None and contact.entered >= crowd.since:
            crowd.met(answered)

    def _crewed(self, queue: int) -> bool:
        return any(person.state is not OFFLINE for person in self._crew[queue])

    # -- agents -------------------------------------------------------------------------------------------

    def _takes_more(self, person: _Person) -> bool:
        """Whether an agent who is on a contact may get another beside it."""
        return (
            0 < person.contacts < person.at_once
            and person.ringing is None
            and person.pending is None
            and not person.leaving
        )

    def _is_free(self, person: _Person) -> None:
        """A place is free: the contact that has waited longest, weighed by queue, or nobody."""
        best: _Contact | None = None
        best_score = -1.0
        now = self._now
        for level, queue in enumerate(person.queues):
            for contact in self._waiting[queue]:
                if contact.ringing is None:
                    score = (now - contact.entered + 8000) * LEVEL_WEIGHT[level] * QUEUES[queue].weight
                    if score > best_score:
                        best, best_score = contact, score
                    break
        if best is not None:
            self._ring(person, best)
            return
        if not person.contacts:
            if person.state is not READY:
                person.idle_since = now
            self._becomes(person, READY)
        for queue in person.queues:
            self._free[queue][person] = None

    def _not_free(self, person: _Person) -> None:
        for queue in person.queues:
            self._free[queue].pop(person, None)

    def _goes_on(self, person: _Person) -> None:
        """What an agent does who has nothing to finish: leave, rest, take the next contact or wait for it."""
        if person.contacts:
            if self._takes_more(person):
                self._is_free(person)
        elif person.leaving and not self._needed(person):
            self._not_free(person)
            self._becomes(person, OFFLINE)
        elif person.pending is not None:
            kind, length = person.pending
            person.pending = None
            self._rests(person, kind, length)
        else:
            self._is_free(person)

    def _needed(self, person: _Person) -> bool:
        """Whether somebody still waits whom only the day's last crew can help."""
        duty = person.duty
        return duty is not None and duty.to_the_end and any(self._waiting[queue] for queue in person.queues)

    def _sign_in(self, person: _Person) -> None:
        duty, rng = person.duty, self._rng
        seconds = rng.uniform(45, 230)
        if duty is not None and duty.begins == self.frame.begins:
            seconds = rng.uniform(5, 50)  # the crew before has left: nobody dawdles
        self._rests(person, BreakKind.SIGN_IN, int(seconds * 1000))

    def _sign_off(self, person: _Person) -> None:
        person.leaving = True
        person.pending = None
        self._not_free(person)
        if person.state is READY or person.state is BREAK:
            self._goes_on(person)

    def _rest_due(self, due: tuple[_Person, PlannedBreak, int]) -> None:
        person, rest, tries = due
        duty = person.duty
        if person.state is OFFLINE or person.leaving or duty is None:
            return
        if rest.kind is BreakKind.BREAK and self._now + rest.length > duty.ends - 10 * MINUTE:
            return
        if person.state is BREAK or person.pending is not None:
            if tries < 5 and (rest.sure or tries < 1):
                self._push(self._now + 4 * MINUTE, self._rest_due, (person, rest, tries + 1))
            return
        if not rest.sure and not self._may_rest(person):
            if tries < 8:
                self._push(self._now + 5 * MINUTE, self._rest_due, (person, rest, tries + 1))
            return
        if person.state is READY:
            self._rests(person, rest.kind, rest.length)
        else:
            person.pending = (rest.kind, rest.length)
            self._not_free(person)
            self._asks_for_break(person, rest.kind)

    def _may_rest(self, person: _Person) -> bool:
        """The house's rule: about a tenth of a team on a short break at once, and none while many wait."""
        team = self._team[person.team]
        resting = sum(
            1 for other in team if other.state is BREAK and other.code != self._codes[BreakKind.FORCED]
        )
        here = sum(1 for other in team if other.state is not OFFLINE)
        return resting < max(1, here // 8) and len(self._waiting[person.queues[0]]) < 3

    def _rests(self, person: _Person, kind: BreakKind, length: int) -> None:
        self._not_free(person)
        self._becomes(person, BREAK, self._codes[kind])
        self._push(self._now + length, self._back, (person, self._now))

    def _back(self, rest: tuple[_Person, int]) -> None:
        person, since = rest
        if person.state is BREAK and person.since == since:
            self._goes_on(person)

    def _length(self, kind: BreakKind) -> int:
        rng = self._rng
        if kind is BreakKind.FORCED:
            return int(rng.triangular(15, 260, 45) * 1000)
        limit = BREAK_LIMITS_MIN[kind]
        share = rng.uniform(0.35, 0.95) if rng.random() < 0.85 else rng.uniform(1.1, 1.5)
        return round(limit * share * MINUTE)

    # -- trouble ------------------------------------------------------------------------------------------

    def _trouble_begins(self, trouble: Trouble) -> None:
        queue = self._place[trouble.queue]
        plan = QUEUES[queue]
        self._crowds[queue] = Crowd(self._now, handle_s(plan), plan.patience_s)
        kind = trouble.cause.away
        if kind is not None:
            own = [person for person in self._crew[queue] if person.level[queue] == 0]
            here = [
                person
                for person in own
                if person.state not in (OFFLINE, BREAK) and not person.leaving and person.pending is None
            ]
            many = min(len(here) - 1, round(len(here) * 0.5))
            for person in self._rng.sample(here, max(0, many)):
                length = trouble.ends - self._now + round(self._rng.uniform(-6, 2) * MINUTE)
                if kind is BreakKind.BREAK:
                    length = round(self._rng.uniform(14, 30) * MINUTE)
                self._rest_due((person, PlannedBreak(self._now, kind, length), 9))
        self._trouble_goes_on(trouble)

    def _trouble_goes_on(self, trouble: Trouble) -> None:
        queue, now, rng = self._place[trouble.queue], self._now, self._rng
        crowd = self._crowds[queue]
        if crowd is None or now >= trouble.ends:
            self._crowds[queue], self._shed[queue] = None, 0.0
            return
        slot = min(len(self._rates[queue]) - 1, (now - self.frame.begins) // SLOT)
        more, self._shed[queue] = crowd.comes(
            len(self._waiting[queue]), self._with[queue], self._rates[queue][slot], STEP / 1000
        )
        for _ in range(int(more) + (rng.random() < more % 1)):
            self._push(now + int(rng.random() * STEP), self._arrives, queue)
        self._push(now + STEP, self._trouble_goes_on, trouble)
