"""Which queues are on the board and what is said of each: the tiles before they are painted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from supervisor.live.board import EMPTY, Board, Changed, QueueKey
from supervisor.live.feed import Feed, FeedState
from supervisor.wallboard.breaks import overruns
from supervisor.wallboard.levels import Level, judge_queue
from supervisor.wallboard.metrics import queue_figures
from ui.calling import Calling
from ui.wallboard.definitions import Definitions, true_at
from ui.wallboard.surface import stirred
from ui.wallboard.tile import TileView, Told, tile_view

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
JUDGE_EVERY_S = 5  # colours and rolling rates: often enough to act on, too seldom to flicker


class QueueRoster:
    """The queues of the last board, in the order of the definitions.

    *calling* is where alarms ask for somebody; None: this board is not the live one, and tells of none.
    """

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.board: Board = EMPTY
        self.now: datetime | None = None  # None before the first board
        self.keys: list[QueueKey] = []
        self.calling: Calling | None = None
        self._feeds: Mapping[str, Feed] = {}
        self._shared: set[str] = set()  # names that queues of several sources have
        self._over: dict[QueueKey, int] = {}
        self._quarter = (0, 0)
        self._judged_at: datetime | None = None

    def take(
        self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime
    ) -> tuple[bool, set[str]]:
        """Go on to *board*: whether other queues are on it; the sources whose tiles all say another thing."""
        first = self.now is None
        self.board, self.now = board, now
        heard_otherwise = stirred(self._feeds, feeds, _telling)
        self._feeds = feeds
        if first or changed.day or heard_otherwise:
            self.judge(now)
        return first or changed.day or self._order_changed(changed), heard_otherwise

    def order(self) -> None:
        """Put the queues of the board in order anew."""
        self.keys = self.definitions.queues(self.board)
        counts = Counter(self.board.queues[key].name for key in self.keys)
        self._shared = {name for name, count in counts.items() if count > 1}

    def names(self) -> list[str]:
        """What they are called, in that order."""
        return [self.called(key) for key in self.keys]

    def called(self, key: QueueKey) -> str:
        """The name of a queue, with its source where another site has one of the same name."""
        line = self.board.queues[key]
        return f"{line.name} · {line.source}" if line.name in self._shared else line.name

    def is_to_be_judged(self, now: datetime) -> bool:
        """Whether the last judgement is too old at *now*; a replay goes back, too."""
        judged = self._judged_at
        return judged is None or abs((now - judged).total_seconds()) >= JUDGE_EVERY_S

    def judge(self, now: datetime) -> None:
        """What depends on the clock alone: breaks beyond their limit and the running quarter hour."""
        self._judged_at = now
        moments: dict[datetime, set[str]] = {}  # of which the sources' figures are true: mostly one
        for source in {source for source, _queue in self.board.queues}:
            moments.setdefault(true_at(self._feeds.get(source), now), set()).add(source)
        self._over = {
            key: count
            for at, sources in moments.items()
            for key, count in overruns(self.board, at, self.definitions.codes).items()
            if key[0] in sources
        }
        first = min((min(line.quarters, default=95) for line in self.board.queues.values()), default=0)
        last = self.definitions.quarter(self.board, now)
        self._quarter = (min(first, last), last)

    def told(self, key: QueueKey) -> Told:
        """The figures of a queue and how they are judged."""
        line = self.board.queues[key]
        feed = self._feeds.get(line.source)
        at = true_at(feed, self.now or EPOCH)
        began = self.definitions.day_began(self.board, at)
        figures = queue_figures(line, at, began)
        return Told(
            figures,
            judge_queue(figures, self.definitions.targets),
            self.definitions.targets,
            self._over.get(key, 0),
            feed,
            self.definitions.zone,
            began,
            self.definitions.rules.short_abandon_s,
        )

    def view(self, key: QueueKey) -> TileView:
        """What the tile of a queue says."""
        told = self.told(key)
        calling = self.calling
        view = tile_view(
            told.figures,
            told.judged,
            told.over,
            told.feed,
            told.zone,
            target=told.targets.answer_rate,
            quarter=self._quarter,
            alarm=calling.queues.get(key, Level.NORMAL) if calling else Level.NORMAL,
            still=calling is not None and calling.still,
        )
        return view if view.name not in self._shared else replace(view, name=self.called(key))

    def _order_changed(self, changed: Changed) -> bool:
        known = set(self.keys)
        return any(
            (key in known) != (key in self.board.queues and not self.board.queues[key].gone)
            for key in changed.queues
        )


def _telling(feed: Feed | None) -> tuple[object, ...]:
    """What a tile shows of its feed: not each sign of life."""
    if feed is None or feed.state is FeedState.LIVE:
        return (FeedState.LIVE,)
    return (feed.state, feed.since or feed.heard_at)
