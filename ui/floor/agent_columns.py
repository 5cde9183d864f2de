"""The columns of the agent tables: what an agent does, for how long, and what became of the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from supervisor.events import AgentState
from supervisor.live.board import AgentKey, AgentLine, Board
from supervisor.live.feed import Feed, FeedState
from supervisor.wallboard.break_time import counted_s
from supervisor.wallboard.breaks import on_break
from supervisor.words import _, duration, mark, ngettext, number
from ui.theme import State
from ui.wallboard.agent_cell import SIGN_OF, about, break_word, cell_view, search_text, state_word
from ui.wallboard.agent_groups import sort_key
from ui.wallboard.definitions import Definitions, true_at
from ui.widgets.table import Column, Facet, Grouping, Kind, Look

OVER = "over"  # the break runs over its limit
_SIGNED_IN = frozenset(AgentState) - {AgentState.OFFLINE, AgentState.UNKNOWN}
_BUSY = frozenset({AgentState.RINGING, AgentState.HANDLING, AgentState.AFTER_CONTACT})
STATES = (
    (AgentState.READY.value, mark("Ready")),
    (AgentState.HANDLING.value, mark("On a contact")),
    (AgentState.AFTER_CONTACT.value, mark("Finishing")),
    (AgentState.BREAK.value, mark("On break")),
    (OVER, mark("Over the limit")),
    (AgentState.OFFLINE.value, mark("Not signed in")),
)
_ORDER = {state: place for place, state in enumerate(AgentState)}


class AgentFacts:
    """What is told of agents by the definitions and feeds in force; the columns ask it."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.feeds: Mapping[str, Feed] = {}
        self.now: datetime | None = None
        self._on_break: dict[AgentKey, AgentLine] = {}
        self._over: frozenset[AgentKey] = frozenset()

    def take(
        self, board: Board, changed: Iterable[AgentKey], feeds: Mapping[str, Feed], now: datetime
    ) -> None:
        """Go on to *board*, where the agents *changed* are otherwise."""
        self.feeds, self.now = feeds, now
        for key in changed:
            line = board.agents.get(key)
            if line is not None and line.state is AgentState.BREAK:
                self._on_break[key] = line
            else:
                self._on_break.pop(key, None)

    def tick(self, now: datetime) -> frozenset[AgentKey]:
        """A second has passed: whose break runs over now, or does no longer."""
        self.now = now
        before = self._over
        self._over = frozenset(key for key, line in self._on_break.items() if self.over_s(line, now))
        return before ^ self._over

    # -- one agent ------------------------------------------------------------------------------------------

    def is_live(self, agent: AgentLine) -> bool:
        feed = self.feeds.get(agent.source)
        return feed is None or feed.state is FeedState.LIVE

    def at(self, agent: AgentLine, now: datetime) -> datetime:
        """The moment of which the agent's line is true."""
        return true_at(self.feeds.get(agent.source), now)

    def in_state_s(self, agent: AgentLine, now: datetime) -> float | None:
        """Seconds in the present state; None for who is not signed in."""
        if agent.state not in _SIGNED_IN:
            return None
        return max(0.0, (self.at(agent, now) - agent.since).total_seconds())

    def over_s(self, agent: AgentLine, now: datetime) -> float | None:
        """How far the break is beyond its limit; None while it is not."""
        if agent.state is not AgentState.BREAK:
            return None
        view = on_break(agent, self.at(agent, now), self.definitions.codes)
        return view.over_s if view is not None else None

    def doing(self, agent: AgentLine, queue: str | None = None) -> str:
        """What the agent does, in words; *queue*: for that queue."""
        if queue is not None and agent.state_in(queue) is not agent.state:
            return state_word(agent.state_in(queue))
        said = cell_view(agent, self.definitions.codes, None).doing
        return _("{state}, over").format(state=said) if self.is_over(agent) else said

    def is_over(self, agent: AgentLine) -> bool:
        return agent.key in self._over

    def look(self, agent: AgentLine, queue: str | None = None) -> Look:
        """The sign of what the agent does; coloured where a break runs over."""
        if queue is not None and agent.state_in(queue) is not agent.state:
            return Look(SIGN_OF[agent.state_in(queue)])
        sign = cell_view(agent, self.definitions.codes, None).sign
        return Look(sign, State.WARN if self.is_over(agent) and self.is_live(agent) else None)

    def states(self, agent: AgentLine) -> tuple[str, ...]:
        """What the agent is found by among the states."""
        state = AgentState.HANDLING if agent.state is AgentState.RINGING else agent.state
        return (state.value, OVER) if self.is_over(agent) else (state.value,)

    def about(self, agent: AgentLine) -> str:
        """Everything in some lines."""
        if self.now is None:
            return ""
        return about(agent, self.definitions.codes, self.feeds.get(agent.source), self.now)

    def signed_in_s(self, agent: AgentLine, now: datetime) -> float | None:
        """Seconds signed in today, all spans together; None for who was not here."""
        return self._seconds(agent, now, _SIGNED_IN) or None

    def breaks_s(self, agent: AgentLine, now: datetime) -> float | None:
        """Seconds of breaks that count, today; None for who was not here."""
        if self.signed_in_s(agent, now) is None:
            return None
        return counted_s(agent, self.at(agent, now), self.definitions.breaks)

    def occupancy(self, agent: AgentLine, now: datetime) -> float | None:
        """With or after a contact ÷ that and ready; None while neither was."""
        busy = self._seconds(agent, now, _BUSY)
        whole = busy + self._seconds(agent, now, frozenset({AgentState.READY}))
        return busy / whole if whole else None

    def _seconds(self, agent: AgentLine, now: datetime, states: frozenset[AgentState]) -> float:
        seconds = sum(spent.seconds for spent in agent.spent if spent.state in states)
        if agent.state in states:
            at = self.at(agent, now)
            since = max(agent.since, self.definitions.breaks.day_begins(at))
            seconds += max(0.0, (at - since).total_seconds())
        return seconds

    # -- columns --------------------------------------------------------------------------------------------

    def columns(self) -> list[Column[AgentLine]]:
        """All columns of the agent table, in their first order."""
        return [
            self._name(),
            Column("login", mark("Login"), lambda a: a.known_login, width=80, quiet=True),
            Column("team", mark("Team"), lambda a: a.team, width=100),
            self._state(),
            self._time(),
            Column(
                "over",
                mark("Over by"),
                self.over_s,
                Kind.DURATION,
                text=lambda a, now: "" if (over := self.over_s(a, now)) is None else duration(over),
                running=True,
                sort=lambda a: a.since.timestamp() if self.is_over(a) else None,
                look=lambda a: Look(None, State.WARN if self.is_live(a) else None),
                width=72,
                tip=mark("How far the break is beyond the limit of its code."),
            ),
            Column(
                "queues",
                mark("Queues"),
                lambda a: _(", ").join(a.queues),
                width=130,
                stretch=True,
                quiet=True,
            ),
            Column(
                "contacts_now", mark("Contacts now"), lambda a: a.contacts, Kind.NUMBER, width=60, hidden=True
            ),
            Column(
                "contacts",
                mark("Contacts"),
                lambda a: contacts_today(a) if _was_here(a) else None,
                Kind.NUMBER,
                width=70,
                tip=mark("Contacts that ended today."),
            ),
            Column(
                "mean_handle",
                mark("Mean handle"),
                mean_handle_s,
                Kind.DURATION,
                width=76,
                tip=mark("Talk, hold and after-contact work ÷ contacts ended today."),
            ),
            Column(
                "signed_in",
                mark("Signed in"),
                self.signed_in_s,
                Kind.DURATION,
                running=True,
                sort=lambda a: None if self.now is None else self.signed_in_s(a, self.now),
                width=80,
                tip=mark("Time signed in today, all spans together."),
            ),
            Column(
                "breaks",
                mark("Breaks used"),
                self.breaks_s,
                Kind.DURATION,
                running=True,
                sort=lambda a: None if self.now is None else self.breaks_s(a, self.now),
                width=80,
                tip=mark("Time today on breaks that count."),
            ),
            Column(
                "occupancy",
                mark("Busy today"),
                self.occupancy,
                Kind.SHARE,
                running=True,
                sort=lambda a: None if self.now is None else self.occupancy(a, self.now),
                hidden=True,
                width=76,
                tip=mark("Time with or after a contact ÷ that and the time ready, today."),
            ),
            Column("break_code", mark("Break code"), lambda a: a.break_code or "", hidden=True),
            Column("source", mark("Source"), lambda a: a.source, hidden=True),
        ]

    def columns_in(self, queue: str) -> list[Column[AgentLine]]:
        """The columns of the agents of one queue, with what they do for it."""
        return [
            self._name(),
            self._state(queue),
            self._time(),
            Column("team", mark("Team"), lambda a: a.team, width=90),
            Column("login", mark("Login"), lambda a: a.known_login, hidden=True),
            Column(
                "contacts",
                mark("Contacts"),
                lambda a: sum(work.contacts for work in a.work if work.queue == queue),
                Kind.NUMBER,
                tip=mark("Contacts of this queue that ended today."),
                width=66,
                hidden=True,
            ),
        ]

    def _name(self) -> Column[AgentLine]:
        return Column(
            "name",
            mark("Agent"),
            lambda a: a.name or a.login,
            sort=sort_key,
            about=self.about,
            width=120,
            stretch=True,
        )

    def _state(self, queue: str | None = None) -> Column[AgentLine]:
        return Column(
            "state",
            mark("State"),
            lambda a: self.doing(a, queue),
            sort=lambda a: (_ORDER[a.state if queue is None else a.state_in(queue)], a.break_code or ""),
            look=lambda a: self.look(a, queue),
            width=150,
        )

    def _time(self) -> Column[AgentLine]:
        return Column(
            "time",
            mark("Time in state"),
            self.in_state_s,
            Kind.DURATION,
            running=True,
            sort=lambda a: -a.since.timestamp() if a.state in _SIGNED_IN else None,
            width=88,
        )

    # -- filters and groups ---------------------------------------------------------------------------------

    def facets(self) -> list[Facet[AgentLine]]:
        return [
            Facet("state", mark("State"), self.states, fixed=STATES),
            Facet("team", mark("Team"), lambda a: (a.team,)),
            Facet("queue", mark("Queue"), lambda a: a.queues or ("",)),
        ]

    def groupings(self) -> list[Grouping[AgentLine]]:
        return [
            Grouping("team", mark("team"), lambda a: (a.team,), words=group_words),
            Grouping("queue", mark("queue"), lambda a: a.queues or ("",), words=group_words),
            Grouping("state", mark("state"), lambda a: (state_word(a.state),)),
        ]

    def search(self, agent: AgentLine) -> str:
        return search_text(agent, self.definitions.codes)

    def break_word(self, code: str | None) -> str:
        return break_word(code, self.definitions.codes)


def group_words(agents: Sequence[AgentLine]) -> str:
    """A group in figures, beside its count."""
    counted = dict.fromkeys(AgentState, 0)
    for agent in agents:
        counted[agent.state] += 1
    return _("{ready} ready, {handling} handling, {on_break} on break").format(
        ready=counted[AgentState.READY],
        handling=counted[AgentState.HANDLING] + counted[AgentState.RINGING],
        on_break=counted[AgentState.BREAK],
    )


def _was_here(agent: AgentLine) -> bool:
    """Whether the agent was signed in today."""
    return agent.state in _SIGNED_IN or any(spent.state in _SIGNED_IN for spent in agent.spent)


def _queues(agent: AgentLine) -> str:
    return _(", ").join(agent.queues)


def agents_counted(count: int) -> str:
    """ "5 agents"."""
    return ngettext("{count} agent", "{count} agents", count).format(count=number(count))


def contacts_today(agent: AgentLine) -> int:
    """Contacts of the agent's that ended today, of all queues."""
    return sum(work.contacts for work in agent.work)


def mean_handle_s(agent: AgentLine) -> float | None:
    """Mean handle time of those; None before the first."""
    contacts = contacts_today(agent)
    return sum(work.handle_s for work in agent.work) / contacts if contacts else None
