"""Who is on the agents' board, in which groups, and what is said of each: the board before it is painted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from supervisor.events import AgentState
from supervisor.live.board import EMPTY, AgentKey, AgentLine, Board, Changed
from supervisor.live.feed import Feed, FeedState
from supervisor.words import _, ngettext
from ui.wallboard.agent_cell import CellView, about, cell_view, search_text, times
from ui.wallboard.agent_groups import Group, GroupBy, doing_counts, group_words, groups
from ui.wallboard.definitions import Definitions
from ui.wallboard.surface import stirred

Place = tuple[int, int]  # group, agent in it


class Roster:
    """The agents of the last board, grouped and filtered as asked for, and what their cells say.

    Groups hold until `regroup`: a board that was taken since then may know other agents. Views and figures
    are made when somebody looks, and kept until they change.
    """

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.board: Board = EMPTY
        self.now: datetime | None = None  # None before the first board
        self.by: GroupBy | None = None  # None: by team where there are teams, else by queue
        self._usual_by = GroupBy.QUEUE  # while nobody chose; found at each regrouping, not at each event
        self.wanted: list[str] = []  # the words of the filter, case folded
        self.only: Callable[[AgentLine], bool] | None = None  # of whom the board is; None: of everybody
        self.public = False
        self.discreet = False  # on a wall: wellbeing time is not told from other breaks
        self.groups: list[Group] = []
        self.places: dict[AgentKey, list[Place]] = {}  # one for each group of the agent's
        self._feeds: Mapping[str, Feed] = {}
        self._found_by: dict[AgentKey, tuple[AgentLine, str]] = {}
        self._views: dict[AgentKey, CellView] = {}
        self._words: dict[int, str] = {}

    def take(
        self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime
    ) -> tuple[bool, list[AgentKey]]:
        """Go on to *board*: whether somebody comes, goes or moves, and whose cells say something else."""
        old, self.board, self.now = self.board, board, now
        heard_otherwise = stirred(self._feeds, feeds, _is_live)
        self._feeds = feeds
        moved = any(self._moves(old.agents.get(key), board.agents.get(key)) for key in changed.agents)
        due = [key for key in changed.agents if key in self.places]
        if heard_otherwise:
            due = [key for key in self.places if key[0] in heard_otherwise or key in changed.agents]
        for key in due:
            self._views.pop(key, None)
        return moved, due

    def search_anew(self) -> None:
        """What agents are found by is said in another language, or by other break codes."""
        self._found_by.clear()

    @property
    def grouped_by(self) -> GroupBy:
        """What agents stand together by."""
        return self.by or self._usual_by

    def regroup(self) -> None:
        """Put the agents of the board into groups anew."""
        self._views.clear()
        self._words.clear()
        teams = any(agent.team for agent in self.board.agents.values())
        self._usual_by = GroupBy.TEAM if teams else GroupBy.QUEUE
        self.groups = groups(
            self.board,
            self.grouped_by,
            self.definitions,
            shows=self._is_shown if self.wanted or self.only else None,
            public=self.public,
        )
        self.places = {}
        for number, group in enumerate(self.groups):
            for cell, key in enumerate(group.agents):
                self.places.setdefault(key, []).append((number, cell))

    def _moves(self, old: AgentLine | None, new: AgentLine | None) -> bool:
        """Whether a cell comes, goes or finds another place."""
        if old is None or new is None:
            return old is not new
        if (old.name, old.team, old.queues) != (new.name, new.team, new.queues):
            return True
        if not self.wanted:
            return False
        return self._is_wanted(old) != self._is_wanted(new)

    def _is_shown(self, agent: AgentLine) -> bool:
        return (self.only is None or self.only(agent)) and self._is_wanted(agent)

    def _is_wanted(self, agent: AgentLine) -> bool:
        """Whether every word of the filter stands in what the agent is found by."""
        known = self._found_by.get(agent.key)
        if known is None or known[0] is not agent:
            known = self._found_by[agent.key] = (agent, search_text(agent, self.definitions.codes))
        return all(word in known[1] for word in self.wanted)

    # -- agents -------------------------------------------------------------------------------------------

    def key(self, place: Place) -> AgentKey:
        """Who stands at *place*."""
        return self.groups[place[0]].agents[place[1]]

    def agent(self, place: Place) -> AgentLine | None:
        """The line of who stands at *place*; None when the agent is gone and the groups are not made anew."""
        return self.board.agents.get(self.key(place))

    def is_running(self, agent: AgentLine) -> bool:
        """Whether the agent's time goes on from second to second."""
        return agent.state not in (AgentState.OFFLINE, AgentState.UNKNOWN) and _is_live(
            self._feeds.get(agent.source)
        )

    def view(self, agent: AgentLine) -> CellView:
        """What the cell of *agent* says but for its times."""
        view = self._views.get(agent.key)
        if view is None:
            feed = self._feeds.get(agent.source)
            view = cell_view(agent, self.definitions.codes, feed, discreet=self.discreet)
            self._views[agent.key] = view
        return view

    def times(self, agent: AgentLine) -> tuple[str, str]:
        """Time in state, and how far a break is over its limit ("" while it is not)."""
        if self.now is None:
            return "", ""
        return times(agent, self.definitions.codes, self._feeds.get(agent.source), self.now)

    def about(self, place: Place | None) -> str:
        """Everything about who stands at *place*; "" where nobody does."""
        agent = self.agent(place) if place else None
        if agent is None or self.now is None:
            return ""
        feed = self._feeds.get(agent.source)
        return about(agent, self.definitions.codes, feed, self.now, discreet=self.discreet)

    # -- groups -------------------------------------------------------------------------------------------

    def words(self, number: int) -> str:
        """The figures of a group in words."""
        if number not in self._words:
            self._words[number] = group_words(self.counts(number))
        return self._words[number]

    def drop_words(self, number: int) -> str | None:
        """Have a group counted anew; what its figures were, None where nobody had looked at them."""
        return self._words.pop(number, None)

    def counts(self, number: int) -> Counter[AgentState]:
        """How many of a group are in each state."""
        return doing_counts(self.board, self.groups[number])

    def is_group_live(self, number: int) -> bool:
        """Whether the sources of all agents of a group are."""
        return all(_is_live(self._feeds.get(source)) for source, _login in self.groups[number].agents)

    # -- everybody ----------------------------------------------------------------------------------------

    def summary(self) -> str:
        """The board in one breath, for a screen reader: how many agents, and the first groups."""
        total = len(self.places)
        said = ngettext("{count} agent", "{count} agents", total).format(count=total)
        of_groups = (f"{group.title}: {self.words(n)}" for n, group in enumerate(self.groups[:20]))
        return "\n".join([said, *of_groups])

    def as_text(self) -> str:
        """Headings, then one line an agent (a group, on a public board), columns separated by tabs."""
        if self.public:
            return "\n".join(f"{group.title}\t{self.words(n)}" for n, group in enumerate(self.groups))
        of = _("Team") if self.grouped_by is GroupBy.TEAM else _("Queue")
        rows = [(of, _("Agent"), _("Login"), _("State"), _("Time in state"), _("Over the limit by"))]
        for group in self.groups:
            for key in group.agents:
                agent = self.board.agents.get(key)
                if agent is not None:
                    view = self.view(agent)
                    login = agent.known_login or "–"
                    rows.append((group.title, view.name, login, view.doing, *self.times(agent)))
        return "\n".join("\t".join(row) for row in rows)


def _is_live(feed: Feed | None) -> bool:
    return feed is None or feed.state is FeedState.LIVE
