"""What the screens of the wallboard need to know of the centre: its days, its targets, its breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from supervisor.live.board import Board, QueueKey
from supervisor.live.feed import Feed, FeedState
from supervisor.live.fold import QUARTER_S
from supervisor.live.rules import CountingRules
from supervisor.settings.breaks import BreakCode
from supervisor.settings.centre import CentreSettings
from supervisor.wallboard.break_rules import BreakRules
from supervisor.wallboard.breaks import break_codes
from supervisor.wallboard.levels import Targets


@dataclass(frozen=True)
class Definitions:
    """The centre's definitions in force.

    *codes* are its break codes by the source's word, case folded; *queue_order* are the queues that the user
    has put in order, the others follow as they first came. *demo*: nothing on the board is real. *breaks* are
    the rules for who may go on a break. *only*: tiles are of these queues alone, in this order.
    """

    rules: CountingRules = field(default_factory=CountingRules)
    targets: Targets = field(default_factory=Targets)
    codes: Mapping[str, BreakCode] = field(default_factory=dict)
    queue_order: tuple[QueueKey, ...] = ()
    demo: bool = False
    breaks: BreakRules = field(default_factory=BreakRules)
    only: tuple[QueueKey, ...] = ()

    @classmethod
    def of(cls, settings: CentreSettings, rules: CountingRules) -> Definitions:
        """The definitions that the centre has set, counting by *rules*."""
        return cls(
            rules,
            Targets(
                settings.answer_rate_target, settings.service_level_target, settings.min_contacts_for_colour
            ),
            break_codes(settings.break_codes),
            settings.queue_order,
            settings.demo,
            BreakRules.of(settings),
        )

    def queues(self, board: Board) -> list[QueueKey]:
        """The queues that have a tile, in the user's order: never by value, or nobody finds them again."""
        if self.only:
            return [key for key in self.only if key in board.queues and not board.queues[key].gone]
        there = [key for key, line in board.queues.items() if not line.gone]
        first = [key for key in self.queue_order if key in board.queues and not board.queues[key].gone]
        ordered = set(first)
        return first + [key for key in there if key not in ordered]

    @property
    def zone(self) -> tzinfo:
        return self.rules.days.zone

    def day_began(self, board: Board, now: datetime) -> datetime:
        """When the business day of *board* began."""
        return self.rules.days.begins(board.day or self.rules.days.day(now))

    def quarter(self, board: Board, now: datetime) -> int:
        """The running quarter hour of the board's day, counted from 0."""
        passed = now - self.day_began(board, now)
        last = timedelta(days=1) // timedelta(seconds=QUARTER_S) - 1
        return min(last, max(0, int(passed.total_seconds()) // QUARTER_S))


def true_at(feed: Feed | None, now: datetime) -> datetime:
    """The moment of which a source's figures are true: *now* while it is live, else when it last was."""
    if feed is None or feed.state is FeedState.LIVE:
        return now
    return min(now, feed.since or feed.heard_at or now)
