"""A floor in a few words, for tests of the painted boards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from supervisor.events import (
    AgentChanged,
    AgentSeen,
    AgentState,
    Channel,
    ContactAbandoned,
    ContactAnswered,
    ContactOffered,
    LiveEvent,
    QueueSeen,
    SourceUp,
)
from supervisor.live.board import EMPTY, Board, Changed, QueueKey
from supervisor.live.feed import Cause, Feed, FeedState
from supervisor.live.fold import fold
from supervisor.live.rules import CountingRules
from supervisor.settings.breaks import BreakCode, BreakKind
from supervisor.wallboard.breaks import break_codes
from ui.wallboard.definitions import Definitions

NOW = datetime(2026, 11, 20, 6, 3, 20, tzinfo=UTC)  # 14:03:20 in Shanghai
PBX = "pbx"
RULES = CountingRules()
CODES = break_codes(
    (
        BreakCode("LUNCH", BreakKind.MEAL, 1800, "午餐", "Lunch"),
        BreakCode("SHORT", BreakKind.BREAK, 600, "小休", "Short break"),
        BreakCode("TRAINING", BreakKind.TRAINING, None, "培训", "Training"),
        BreakCode("Auto-Pause", BreakKind.FORCED, None, "未应答停线", "Did not answer"),
    )
)
DEFINITIONS = Definitions(RULES, codes=CODES)
ALL = Changed(day=True)
NAMES = (
    "投诉受理",
    "宽带报障",
    "话费查询",
    "VIP 专席",
    "Billing",
    "Broadband faults",
    "Sales",
    "Retention",
    "Web chat",
    "微信客服",
    "国际漫游",
    "Overnight",
)


def ago(seconds: float) -> datetime:
    """*seconds* before now."""
    return NOW - timedelta(seconds=seconds)


def later(seconds: float) -> datetime:
    """*seconds* after now."""
    return NOW + timedelta(seconds=seconds)


def key(queue: str) -> QueueKey:
    return (PBX, queue)


class Floor:
    """A floor that is told what happens, and gives its board and what changed since it was last asked."""

    def __init__(self, *queues: str, threshold_s: int = 20, board: Board = EMPTY) -> None:
        self._board = board
        self._events: list[LiveEvent] = []
        self._changed = Changed()
        self._count = 0
        self.tell(SourceUp(PBX, ago(40_000)))
        for queue in queues:
            self.tell(QueueSeen(PBX, ago(40_000), queue, Channel.VOICE, threshold_s))

    def tell(self, *events: LiveEvent) -> None:
        """Let *events* happen."""
        self._events += events

    @property
    def board(self) -> Board:
        """The board after everything that was told."""
        if self._events:
            self._board, changed = fold(self._board, self._events, RULES)
            self._changed |= changed
            self._events = []
        return self._board

    def changed(self) -> Changed:
        """What has changed since this was last asked."""
        assert self.board is not EMPTY
        changed, self._changed = self._changed, Changed()
        return changed

    def waiting(self, queue: str, *since_s: float) -> None:
        """A contact waits in *queue* for each of *since_s* seconds."""
        for seconds in since_s:
            self.tell(ContactOffered(PBX, ago(seconds), self._contact(), queue))

    def answered(self, queue: str, count: int, *, ago_s: float = 7200, wait_s: float = 8) -> None:
        """*count* contacts came to *queue* *ago_s* seconds ago and were answered after *wait_s*."""
        for _ in range(count):
            contact = self._contact()
            self.tell(
                ContactOffered(PBX, ago(ago_s), contact, queue),
                ContactAnswered(PBX, ago(ago_s - wait_s), contact, queue, "nobody", wait_s),
            )

    def abandoned(self, queue: str, count: int, *, ago_s: float = 7200, wait_s: float = 40) -> None:
        """*count* contacts came to *queue* *ago_s* seconds ago and gave up after *wait_s*."""
        for _ in range(count):
            contact = self._contact()
            self.tell(
                ContactOffered(PBX, ago(ago_s), contact, queue),
                ContactAbandoned(PBX, ago(ago_s - wait_s), contact, queue, wait_s),
            )

    def agent(
        self,
        login: str,
        name: str,
        state: AgentState = AgentState.READY,
        *,
        for_s: float = 60,
        code: str | None = None,
        queues: tuple[str, ...] = (),
        team: str = "",
    ) -> None:
        """The agent *name* is in *state* since *for_s* seconds."""
        self.tell(
            AgentSeen(PBX, ago(30_000), login, name, queues, team),
            AgentChanged(PBX, ago(for_s), login, state, code),
        )

    def _contact(self) -> str:
        self._count += 1
        return f"c{id(self)}-{self._count}"


def busy_floor(queues: int = 12) -> Floor:
    """A day in the middle: every state, both scripts, long and short names, counts of two to three digits."""
    return Floor(board=_busy_board(queues))


@lru_cache(maxsize=4)
def _busy_board(queues: int) -> Board:
    names = [NAMES[n % 12] if n < 12 else f"{NAMES[n % 12]} {n // 12 + 1}" for n in range(queues)]
    floor = Floor(*names)
    for place, name in enumerate(names):
        if name == "Overnight":
            continue
        floor.answered(name, 40 + 13 * (place % 12))
        floor.abandoned(name, place % 4 * 2)
        floor.agent(f"7{place:03}", f"坐席{place}", AgentState.HANDLING, queues=(name,), team="一组")
        floor.agent(f"6{place:03}", f"Agent {place}", AgentState.READY, queues=(name,), team="Team B")
    first, second, third = names[0], names[1 % queues], names[-2]
    floor.waiting(first, 161, 120, 90, 40, 20, 10, 3)
    floor.waiting(second, 38)
    floor.waiting(third, 5)
    floor.answered(first, 20, ago_s=900)
    floor.abandoned(first, 14, ago_s=900)
    floor.agent(
        "8001", "王芳", AgentState.BREAK, for_s=2400, code="LUNCH", queues=(first, second), team="一组"
    )
    floor.agent(
        "8002", "Ben Carter", AgentState.BREAK, for_s=100, code="SHORT", queues=(first,), team="Team B"
    )
    return floor.board


LIVE = {PBX: Feed(FeedState.LIVE, None, NOW)}
LATE = {PBX: Feed(FeedState.LATE, ago(30), ago(30), "", Cause.SILENT)}
DEAD = {PBX: Feed(FeedState.DEAD, ago(71), ago(71), "Connection refused", Cause.DOWN)}


class Painted(QObject):
    """Writes down which parts of a widget are painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.regions: list[QRegion] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.regions.append(QRegion(event.region()))
        return False

    @property
    def region(self) -> QRegion:
        """All that was painted."""
        whole = QRegion()
        for region in self.regions:
            whole = whole.united(region)
        return whole

    def touches(self, box: QRect) -> bool:
        """Whether anything inside *box* was painted."""
        return self.region.intersects(box)


@contextmanager
def painting(widget: QWidget) -> Iterator[Painted]:
    """What is painted of *widget* within the block."""
    painted = Painted(widget)
    try:
        yield painted
    finally:
        widget.removeEventFilter(painted)
