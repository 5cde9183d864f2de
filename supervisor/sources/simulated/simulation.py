"""The demo centre day after day: yesterday's last contacts beside today's floor, as one stream of events.

No clock inside: whoever drives it says how far to go. Every day is a function of its seed and date alone, so
the stream can be taken up at any instant without having heard what came before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from supervisor.clock import BusinessDays
from supervisor.events import (
    AgentChanged,
    AgentSeen,
    AgentState,
    FullState,
    LiveEvent,
    QueueSeen,
    SourceUp,
)
from supervisor.sources.simulated.centre import QUEUES
from supervisor.sources.simulated.floor import LONGEST_OVERHANG, Floor
from supervisor.sources.simulated.people import agents
from supervisor.sources.simulated.roster import DayFrame, instant, millis

PRODUCT = "Demo centre"
ONE_DAY = timedelta(days=1)
ONE_MS = timedelta(milliseconds=1)
GROUP = 250  # events of one group, when many are due at once
_AT_ONCE = 100  # events of the introduction that bear one instant


@dataclass(frozen=True)
class Makings:
    """What a demo centre is made of: the same makings give the same days.

    *language* is that of queues, teams and break codes: "zh_CN" or "en". *scale* 1 is 120 agents, with
    customers in proportion.
    """

    source: str
    days: BusinessDays
    seed: int = 1
    language: str = "zh_CN"
    scale: float = 1.0


class Simulation:
    """The stream of a demo centre after some instant."""

    def __init__(self, makings: Makings, at: datetime) -> None:
        """Stand at *at*: all that happens up to it (included) has happened and will not be said again."""
        self._makings = makings
        self._agents = agents(makings.seed, makings.scale)
        day = makings.days.day(at)
        self._today = self._floor(day)
        self._yesterday: Floor | None = None
        self._at = millis(at)
        if self._at - self._today.frame.begins < LONGEST_OVERHANG:
            self._yesterday = self._floor(day - ONE_DAY)
        self._take(self._at)

    @property
    def at(self) -> datetime:
        """How far the stream has been said."""
        return instant(self._at)

    @property
    def next_at(self) -> datetime:
        """Before when nothing more happens."""
        due = [floor.next_at for floor in (self._yesterday, self._today) if floor is not None]
        return instant(min(self._today.frame.ends, *(at for at in due if at is not None)))

    def advance(self, until: datetime) -> list[LiveEvent]:
        """What happens after the last call and up to *until* (included), in order of time.

        However the way there is cut into calls, it is the same.
        """
        goal = max(millis(until), self._at)
        said: list[LiveEvent] = []
        while goal >= self._today.frame.ends:
            said += self._take(self._today.frame.ends - 1)
            self._yesterday = self._today
            self._today = self._floor(self._today.frame.day + ONE_DAY)
        said += self._take(goal)
        self._at = goal
        return said

    def full_state(self, *, after_gap: bool = False) -> FullState:
        """Everything as it is at `at`."""
        source, at = self._makings.source, self.at
        floors = self._floors()
        return FullState(
            source,
            at,
            tuple(self._queues_seen(at)),
            tuple(
                (
                    self._agent_seen(place, at),
                    AgentChanged(source, at, self._agents[place].login, state, code, instant(since)),
                )
                for place, (state, code, since) in enumerate(self._doings())
            ),
            tuple(
                sorted(
                    (contact for floor in floors for contact in floor.waiting()),
                    key=lambda contact: (contact.since, contact.contact),
                )
            ),
            frozenset(login for floor in floors for login in floor.busy()),
            after_gap,
        )

    def introduction(self) -> list[LiveEvent]:
        """What a board must hear first to stand where this stream stands: queues, agents, open contacts.

        The contacts bear the times at which they came, so the whole may begin some minutes before `at`.
        """
        source, at = self._makings.source, self.at
        history = sorted(
            (event for floor in self._floors() for event in floor.open_contacts()),
            key=lambda event: event.at,
        )
        doings = self._doings()
        steps = len(doings) // _AT_ONCE + 1
        first = min(at, history[0].at if history else at) - steps * ONE_MS
        said: list[LiveEvent] = [SourceUp(source, first, self.product)]
        said += self._queues_seen(first)
        said += [
            self._agent_seen(place, first + place // _AT_ONCE * ONE_MS) for place in range(len(self._agents))
        ]
        said += history
        for place, (state, code, since) in enumerate(doings):
            when = at - (steps - 1 - place // _AT_ONCE) * ONE_MS
            said.append(
                AgentChanged(source, when, self._agents[place].login, state, code, min(instant(since), when))
            )
        return sorted(said, key=lambda event: event.at)

    @property
    def product(self) -> str:
        """What the source calls itself."""
        return f"{PRODUCT} (seed {self._makings.seed})"

    # -- inside -------------------------------------------------------------------------------------------

    def _floor(self, day: date) -> Floor:
        makings = self._makings
        frame = DayFrame(makings.days, day)
        return Floor(makings.source, self._agents, frame, makings.seed, makings.language)

    def _floors(self) -> list[Floor]:
        return [floor for floor in (self._yesterday, self._today) if floor is not None]

    def _take(self, until: int) -> list[LiveEvent]:
        """Both days up to *until*; yesterday first where they meet."""
        if self._yesterday is None:
            return self._today.advance(until)
        said = self._yesterday.advance(until)
        new = self._today.advance(until)
        if self._yesterday.next_at is None:
            self._yesterday = None
        if said and new:
            return sorted(said + new, key=lambda event: event.at)  # stable
        return said or new

    def _doings(self) -> list[tuple[AgentState, str | None, int]]:
        """What each agent does; those who still finish yesterday's work are not on today's floor yet."""
        found = []
        for place in range(len(self._agents)):
            doing = self._today.doing(place)
            if self._yesterday is not None and doing[0] is AgentState.OFFLINE:
                doing = self._yesterday.doing(place)
            found.append(doing)
        return found

    def _queues_seen(self, at: datetime) -> list[QueueSeen]:
        return [
            QueueSeen(
                self._makings.source,
                at,
                queue.names[self._makings.language],
                queue.channel,
                queue.threshold_s,
            )
            for queue in QUEUES
        ]

    def _agent_seen(self, place: int, at: datetime) -> AgentSeen:
        agent, language = self._agents[place], self._makings.language
        return AgentSeen(
            self._makings.source,
            at,
            agent.login,
            agent.name,
            tuple(_NAMES[language][key] for key in agent.queues),
            agent.team.names[language],
        )


_NAMES = {language: {queue.key: queue.names[language] for queue in QUEUES} for language in ("zh_CN", "en")}


def day_opens(makings: Makings, day: date) -> Simulation:
    """The stream from the last millisecond before business day *day*: its first event is the day's first."""
    return Simulation(makings, makings.days.begins(day) - ONE_MS)


def day_until(makings: Makings, day: date, until: datetime) -> list[LiveEvent]:
    """Business day *day* up to *until*, all that a board needs to show it: without collector or journal."""
    simulation = day_opens(makings, day)
    return [*simulation.introduction(), *simulation.advance(until)]


def groups(events: Sequence[LiveEvent], size: int = GROUP) -> Iterator[tuple[LiveEvent, ...]]:
    """*events* in groups of about *size*; what bears one instant stays together, so that a reader who knows
    how far he came by its time has all or nothing of it."""
    begin = 0
    while begin < len(events):
        end = min(len(events), begin + size)
        while end < len(events) and events[end].at == events[end - 1].at:
            end += 1
        yield tuple(events[begin:end])
        begin = end
