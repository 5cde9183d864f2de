"""Follows a source as the collector does, and keeps every board with the instant at which it was true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from supervisor.clock import BusinessDays
from supervisor.events import AuditDone, FullState, LiveEvent
from supervisor.live.audit import corrections
from supervisor.live.board import Board
from supervisor.live.fold import fold
from supervisor.live.rules import CountingRules
from supervisor.sources.source import Heard, Said

RULES = CountingRules(days=BusinessDays(ZoneInfo("Asia/Shanghai")))


@dataclass
class Watch:
    """What was said so far, and what it came to."""

    board: Board = field(default_factory=Board)
    boards: list[tuple[datetime, Board]] = field(default_factory=list)
    said: list[LiveEvent] = field(default_factory=list)
    states: list[FullState] = field(default_factory=list)

    def take(self, group: Iterable[Said], at: datetime) -> None:
        """Fold *group*, said at *at*; a full state is compared and mended."""
        for one in group:
            if isinstance(one, Heard):
                continue
            if isinstance(one, FullState):
                self.states.append(one)
                events: tuple[LiveEvent, ...] = corrections(self.board, one)
            else:
                events = (one,)
            self.said += events
            self.board, _ = fold(self.board, events, RULES)
        self.boards.append((at, self.board))

    def around(self, begins: datetime, ends: datetime, within_s: float = 1.0) -> list[Board]:
        """The boards that were true between *begins* and *ends*, or at most *within_s* before or after."""
        margin = timedelta(seconds=within_s)
        before = [board for at, board in self.boards if at <= begins - margin]
        between = [board for at, board in self.boards if begins - margin < at <= ends + margin]
        return [*before[-1:], *between]

    def of(self, kind: type) -> list[LiveEvent]:
        """The events of one kind, in order."""
        return [event for event in self.said if isinstance(event, kind)]

    @property
    def differences(self) -> int:
        """What ordinary comparisons with the full state found."""
        return sum(
            event.differences for event in self.said if isinstance(event, AuditDone) and not event.after_gap
        )
