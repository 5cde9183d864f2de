"""Short ways to say what happened on a floor, for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

from supervisor.clock import BusinessDays
from supervisor.live.board import Board, QueueLine, Stage
from supervisor.live.rules import CountingRules

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
RULES = CountingRules(BusinessDays(ZoneInfo("Asia/Shanghai"), time_of_day(4, 0)))
PBX = "pbx"


def at(seconds: float) -> datetime:
    """*seconds* after noon."""
    return NOON + timedelta(seconds=seconds)


def unsettled(board: Board, line: QueueLine) -> int:
    """The contacts in queue *line* that wait, or of which nobody has yet said why they no longer do."""
    return sum(
        1
        for contact in board.contacts.values()
        if (contact.source, contact.queue) == line.key and contact.stage is not Stage.HANDLING
    )
