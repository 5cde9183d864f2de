"""One source that the collector listens to: how it is heard, and since when without a break."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from supervisor.clock import monotonic
from supervisor.events import AgentChanged, LiveEvent
from supervisor.live.board import Board
from supervisor.live.feed import Heartbeat, Rhythm
from supervisor.sources.source import Answering, Connector

SETTLES_S = 2.5  # in which a source has said what became of those who were on their way when it was joined


class Listened:
    """A connector, and when it was heard."""

    def __init__(self, connector: Connector, speed: float) -> None:
        self.connector = connector
        self.name = connector.name
        self.rhythm = Rhythm()
        self.connected = False
        self.reason = ""
        self.last_at: datetime | None = None  # of its last event
        self.gap = False  # its next full state is the first after a silence
        self.listening: asyncio.Task[None] | None = None
        self.ended = False
        self.covers_s: float | None = None  # since when nothing of it was missed here
        self.covers_since: datetime | None = None
        self._speed = speed
        self._heard_s: float | None = None
        self._began_s = monotonic()
        self._ahead_until: datetime | None = None

    def heard(self) -> None:
        """It gave a sign of life."""
        self._heard_s = monotonic()
        self.rhythm.heard(self._heard_s * self._speed)
        self.connected, self.reason = True, ""

    def told_all(self, now: datetime) -> None:
        """It told its full state: from here on nothing is missed."""
        if self.covers_s is None:
            self.covers_s, self.covers_since = monotonic(), now

    @property
    def answering(self) -> Answering | None:
        """Its connector, if its silence means something."""
        return self.connector if isinstance(self.connector, Answering) and not self.ended else None

    @property
    def silence_s(self) -> float:
        """Since when it gave no sign of life; 0 where silence means nothing."""
        if self.answering is None:
            return 0.0
        return monotonic() - (self._began_s if self._heard_s is None else self._heard_s)

    @property
    def is_settled(self) -> bool:
        """Whether everything that it says is told from its beginning: whoever came into the middle of a
        contact's leaving may call it otherwise than one who was there before."""
        return self.covers_s is not None and monotonic() - self.covers_s >= SETTLES_S

    def away(self, reason: str) -> None:
        """It is not heard any more."""
        self.rhythm.interrupted()
        self.connected, self.reason = False, reason
        self.covers_s = self.covers_since = None

    def happened(self, latest: datetime) -> None:
        """Its last event so far is of the instant *latest*."""
        self.last_at = latest if self.last_at is None else max(self.last_at, latest)

    def beat(
        self, collector: str, now: datetime, waiting_bytes: int = 0, waiting_since: datetime | None = None
    ) -> Heartbeat:
        """Its sign of life, of *collector* at *now*."""
        heard_at = None
        if self._heard_s is not None:  # counted back from now: the wall clock may have been set since
            heard_at = now - timedelta(seconds=(monotonic() - self._heard_s) * self._speed)
        usual_gap_s = self.rhythm.usual_gap_s
        return Heartbeat(
            *(self.name, collector, now, heard_at, usual_gap_s, self.connected, self.reason),
            *(waiting_bytes, waiting_since),
        )

    # -- after another --------------------------------------------------------------------------------------

    def follow_on(self, board: Board) -> None:
        """Go on from *board*, to which another collector dated events by its own clock and in its own time:
        where that was ahead of ours, a board would take no news of its agents until we have come there."""
        dates = [line.at for line in board.agents.values() if line.source == self.name]
        self._ahead_until = max(dates, default=None)

    def in_order(self, events: list[LiveEvent], board: Board) -> list[LiveEvent]:
        """*events*, which come next, none of them older than what *board* has of its agent."""
        if self._ahead_until is None:
            return events
        if all(event.at >= self._ahead_until for event in events):
            self._ahead_until = None
            return events
        return [self._not_older(event, board) for event in events]

    def _not_older(self, event: LiveEvent, board: Board) -> LiveEvent:
        if not isinstance(event, AgentChanged):
            return event
        line = board.agents.get((self.name, event.login))
        if line is None or event.at >= line.at:
            return event
        return AgentChanged(
            *(event.source, line.at, event.login, event.state, event.break_code),
            *(event.since or event.at, event.break_queues),
        )
