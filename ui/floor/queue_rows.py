"""The rows of the queue table: a queue's figures as they are now, judged; and their sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from supervisor.events import AgentState, Channel
from supervisor.live.board import AgentKey, AgentLine, Board, Changed, QueueKey, QueueLine, Staff
from supervisor.live.feed import Feed, FeedState
from supervisor.wallboard.breaks import on_break, overruns
from supervisor.wallboard.levels import Judged, Level, judge_queue
from supervisor.wallboard.metrics import queue_figures
from supervisor.wallboard.scope import CENTRE, Scope, Sight, total
from supervisor.words import _, pgettext
from ui.wallboard.definitions import Definitions, true_at
from ui.wallboard.tile import Told

_HEARD = (FeedState.DEAD, FeedState.LATE, FeedState.LIVE)
REFRESHED_EVERY_S = 60  # the last 30 minutes move on also where nothing happens


@dataclass(frozen=True)
class QueueRow:
    """One queue at one moment; rows that say the same are equal. The sum of several has no *line*.

    *waiting_since* runs on the screen; None where nobody waits or the source is not heard.
    """

    key: QueueKey
    name: str
    sight: Sight = field(compare=False)
    said: tuple[object, ...]
    judged: Judged
    feed: FeedState = FeedState.LIVE
    line: QueueLine | None = field(default=None, compare=False)
    waiting_since: datetime | None = None

    @property
    def source(self) -> str:
        return self.key[0]

    @property
    def live(self) -> bool:
        return self.feed is FeedState.LIVE


def channel_word(channel: Channel) -> str:
    """The way in which contacts come."""
    return {
        Channel.VOICE: pgettext("channel", "voice"),
        Channel.CHAT: pgettext("channel", "chat"),
        Channel.EMAIL: pgettext("channel", "e-mail"),
        Channel.MESSENGER: pgettext("channel", "messenger"),
    }[channel]


class QueueRows:
    """Makes the rows of a board and knows which of them may say something else."""

    def __init__(self, definitions: Definitions, *, follows: bool = True) -> None:
        """Without *follows* nobody reads `ticking` and `people`: rows are made now and then, for a drawer."""
        self.definitions = definitions
        self.board = Board()
        self.feeds: Mapping[str, Feed] = {}
        self.people = People()
        self._follows = follows
        self._over: dict[QueueKey, int] = {}

    def shown(self) -> list[QueueKey]:
        """The queues that are shown, in the user's order."""
        return self.definitions.queues(self.board)

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Go on to *board*, of which *changed* differs from the last one."""
        first = not self.board.queues
        self.board, self.feeds = board, feeds
        if not self._follows:
            return
        self.people.take(board, board.agents if changed.day or first else changed.agents)
        if first:
            self._over = self.people.overruns(now, self.definitions)

    def ticking(self, now: datetime) -> list[QueueKey]:
        """The queues whose figures may be others a second later: somebody waits, a break ran over its limit,
        or their turn has come."""
        turn = int(now.timestamp()) % REFRESHED_EVERY_S
        before, self._over = self._over, self.people.overruns(now, self.definitions)
        return [
            key
            for place, key in enumerate(self.shown())
            if self.board.queues[key].waiting
            or place % REFRESHED_EVERY_S == turn
            or before.get(key) != self._over.get(key)
        ]

    def row(self, key: QueueKey, now: datetime) -> QueueRow:
        """The row of a queue at *now*; of a source that is not heard, as it was when it last was."""
        line, feed = self.board.queues[key], self.feeds.get(key[0])
        at = true_at(feed, now)
        figures = queue_figures(line, at, self.definitions.day_began(self.board, at))
        state = feed.state if feed is not None else FeedState.LIVE
        over = self._overruns(key, now)
        period = figures.today, figures.recent
        said = (line.staff, over, figures.waiting, *period, line.channel, line.threshold_s, line.abandoned)
        return QueueRow(
            key,
            line.name,
            Sight(
                Scope.queue(key),
                at,
                line.staff,
                over,
                figures.waiting,
                figures.longest_wait_s,
                *period,
                frozenset({line.source}),
            ),
            said,
            judge_queue(figures, self.definitions.targets),
            state,
            line,
            line.waiting_since,
        )

    def _overruns(self, key: QueueKey, now: datetime) -> int:
        if not self._follows:
            return overruns(self.board, now, self.definitions.codes).get(key, 0)
        return self._over.get(key, 0)

    def told(self, key: QueueKey, now: datetime) -> Told:
        """What explains the figures of a queue."""
        line, feed = self.board.queues[key], self.feeds.get(key[0])
        at = true_at(feed, now)
        began = self.definitions.day_began(self.board, at)
        figures = queue_figures(line, at, began)
        return Told(
            figures,
            judge_queue(figures, self.definitions.targets),
            self.definitions.targets,
            self._overruns(key, now),
            feed,
            self.definitions.zone,
            began,
            self.definitions.rules.short_abandon_s,
        )


class People:
    """The agents of the board, each once: how many of some queues are in each state, and whose break runs
    over. Keeps up with changes alone."""

    def __init__(self) -> None:
        self._lines: dict[AgentKey, AgentLine] = {}
        self._on_break: dict[AgentKey, AgentLine] = {}
        self._over: list[AgentLine] = []
        self._queues: frozenset[QueueKey] = frozenset()
        self._counts: Counter[AgentState] = Counter()

    def take(self, board: Board, changed: Iterable[AgentKey]) -> None:
        """The agents *changed* are otherwise, or gone."""
        for key in changed:
            old, new = self._lines.get(key), board.agents.get(key)
            if old is not None and self._serves(old):
                self._counts[old.state] -= 1
            if new is None:
                self._lines.pop(key, None)
                self._on_break.pop(key, None)
                continue
            self._lines[key] = new
            if self._serves(new):
                self._counts[new.state] += 1
            if new.state is AgentState.BREAK:
                self._on_break[key] = new
            else:
                self._on_break.pop(key, None)

    def overruns(self, now: datetime, definitions: Definitions) -> dict[QueueKey, int]:
        """How many breaks of each queue's agents run over, where any does."""
        self._over = []
        found: dict[QueueKey, int] = {}
        for agent in self._on_break.values():
            view = on_break(agent, now, definitions.codes)
            if view is None or view.over_s is None:
                continue
            self._over.append(agent)
            for queue in agent.queues:
                if agent.state_in(queue) is AgentState.BREAK:
                    found[agent.source, queue] = found.get((agent.source, queue), 0) + 1
        return found

    def staff(self, queues: Iterable[QueueKey]) -> tuple[Staff, int]:
        """The people who serve any of *queues*, and how many of their breaks run over."""
        wanted = frozenset(queues)
        if wanted != self._queues:
            self._queues = wanted
            self._counts = Counter(line.state for line in self._lines.values() if self._serves(line))
        counts = self._counts
        staff = Staff(
            counts[AgentState.READY],
            counts[AgentState.RINGING],
            counts[AgentState.HANDLING],
            counts[AgentState.AFTER_CONTACT],
            counts[AgentState.BREAK],
            counts[AgentState.OFFLINE],
            counts[AgentState.UNKNOWN],
        )
        return staff, sum(self._serves(agent) for agent in self._over)

    def _serves(self, agent: AgentLine) -> bool:
        source, wanted = agent.source, self._queues
        return any((source, name) in wanted for name in agent.queues)


def sum_row(rows: Iterable[QueueRow], people: People) -> QueueRow | None:
    """All *rows* as one: counts added up, rates from the sums, staff of *people*; None without rows. Where
    one source is not heard, the sum is of the past too."""
    rows = list(rows)
    if not rows:
        return None
    sights = [row.sight for row in rows]
    feed = min((row.feed for row in rows), key=_HEARD.index)
    waits = [row.waiting_since for row in rows if row.waiting_since is not None]
    longest = [sight.longest_wait_s for sight in sights if sight.longest_wait_s is not None]
    staff, over = people.staff(row.key for row in rows)
    sight = Sight(
        CENTRE,
        max(sight.at for sight in sights),
        staff,
        over,
        sum(sight.waiting or 0 for sight in sights),
        max(longest, default=None),
        total(sight.today for sight in sights if sight.today is not None),
        total(sight.recent for sight in sights if sight.recent is not None),
    )
    since = min(waits, default=None)
    return QueueRow(("", ""), _("Total"), sight, (), Judged(Level.NORMAL), feed, waiting_since=since)
