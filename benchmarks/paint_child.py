"""What repainting costs on one size of screen: `python -m benchmarks.paint_child WIDTH HEIGHT ROUNDS`.

Prints, for each candidate, the milliseconds of each round: processor time of the screen's thread from the
change to the painted window, and for our boards the longest turn in between on a wall clock.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEventLoop,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
)
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPixmap, QRegion
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QLabel,
    QProgressBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from benchmarks.busy_floor import SOURCE, BusyFloor
from benchmarks.floor_day import BEGINS, batches
from benchmarks.measure import end_on_errors, raise_priority
from supervisor.events import AgentChanged, AgentState, ContactOffered, LiveEvent
from supervisor.live.board import EMPTY, Board, Changed
from supervisor.live.fold import fold
from supervisor.live.rules import CountingRules
from supervisor.wallboard.fit import DESK
from ui import theme
from ui.wallboard.agents import AgentGrid
from ui.wallboard.definitions import Definitions
from ui.wallboard.tiles import QueueTiles

# Smaller type than we would allow, so that 200 tiles are on one page of 1080p.
SMALL_TYPE, CLOSE = 0.4, replace(DESK, distance_m=0.4)
RULES = CountingRules()


class Screen:
    """The application, and how long its turns are, told by a timer that comes late when one is long."""

    QUIET_MS = 15  # updates are painted some 5 ms after they were asked for, turns come 4 ms after each other
    TICK_S = 0.002

    def __init__(self) -> None:
        self.app = QApplication(sys.argv[:1])

    def worked(
        self, change: Callable[[], object], until: Callable[[], bool] = lambda: True
    ) -> tuple[float, float]:
        """Milliseconds of processor time until *change* is painted, and of its longest turn."""
        gc.collect()
        loop = QEventLoop()
        quiet, tick = QTimer(), QTimer()
        tick.setTimerType(Qt.TimerType.PreciseTimer)
        ticks: list[float] = []
        tick.timeout.connect(lambda: ticks.append(time.perf_counter()))
        quiet.timeout.connect(lambda: loop.quit() if until() else None)
        QTimer.singleShot(3, change)
        tick.start(round(self.TICK_S * 1e3))
        quiet.start(self.QUIET_MS)
        cpu = time.thread_time()
        loop.exec()
        spent = time.thread_time() - cpu
        gaps = (later - earlier for earlier, later in pairwise(ticks))
        return spent * 1e3, max(0.0, max(gaps, default=0.0) - self.TICK_S) * 1e3

    def settle(self, until: Callable[[], bool] = lambda: True) -> None:
        """Let everything happen that is due."""
        self.worked(lambda: None, until)


class Floor(QWidget):
    """The least that a frame can cost: one colour, or one picture, over what changed."""

    def __init__(self, blit: bool) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._picture: QPixmap | None = None
        self._blit = blit

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._blit:
            for box in event.region():
                painter.fillRect(box, Qt.GlobalColor.darkBlue)
            return
        if self._picture is None or self._picture.size() != self.size():
            self._picture = QPixmap(self.size())
            self._picture.fill(Qt.GlobalColor.darkGreen)
        for box in event.region():
            painter.drawPixmap(box, self._picture, box)


class Labels(QWidget):
    """The usual way: a frame a tile, a label a figure."""

    def __init__(self, count: int, columns: int) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setSpacing(4)
        self.tiles: list[tuple[list[QLabel], QProgressBar]] = []
        for number in range(count):
            frame = QFrame(self)
            frame.setFrameShape(QFrame.Shape.StyledPanel)
            column = QVBoxLayout(frame)
            column.setContentsMargins(2, 2, 2, 2)
            column.setSpacing(0)
            labels = [QLabel("0", frame) for _ in range(5)]
            labels[0].setText(f"Queue {number}")
            for label in labels:
                column.addWidget(label)
            bar = QProgressBar(frame)
            bar.setTextVisible(False)
            bar.setMaximumHeight(6)
            column.addWidget(bar)
            grid.addWidget(frame, number // columns, number % columns)
            self.tiles.append((labels, bar))

    def change(self, numbers: Iterable[int], turn: int) -> None:
        for number in numbers:
            labels, bar = self.tiles[number]
            for place, label in enumerate(labels[1:]):
                label.setText(str(turn * 7 + place + number))
            bar.setValue((turn * 13 + number) % 100)


class UsualModel(QAbstractTableModel):
    """A table model as one writes it first: texts, colours and alignment made whenever they are asked for."""

    HEADINGS = ("Name", "Login", "State", "Since", "Break", "Team", "Queues", "Contacts", "Seen", "Source")

    def __init__(self, board: Board) -> None:
        super().__init__()
        self.board = board
        self.keys = list(board.agents)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.keys)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.HEADINGS)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        agent = self.board.agents[self.keys[index.row()]]
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                agent.name,
                agent.login,
                str(agent.state),
                f"{agent.since:%H:%M:%S}",
                agent.break_code or "",
                agent.team,
                ", ".join(agent.queues),
                str(agent.contacts),
                f"{agent.at:%H:%M:%S}",
                agent.source,
            )[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.BackgroundRole:
            return QBrush(QColor("#3366aa" if agent.state is AgentState.READY else "#444444"))
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(QColor("white"))
        return None


class Change:
    """Boards that differ in given queues or agents."""

    def __init__(self) -> None:
        floor = BusyFloor()
        self.board = fold(EMPTY, floor.introduction(BEGINS), RULES)[0]
        for part in batches(floor, 40_000, 500, 200.0):
            self.board, _ = fold(self.board, part, RULES)
        self.queues = list(self.board.queues)
        self.agents = list(self.board.agents)
        self.now: datetime = self.board.at or BEGINS
        self._turn = 0

    def queues_change(self, count: int) -> Changed:
        """One more contact comes to *count* queues that stand far apart."""
        self._turn += 1
        self.now += timedelta(milliseconds=50)
        step = len(self.queues) // count
        events: list[LiveEvent] = [
            ContactOffered(SOURCE, self.now, f"x{self._turn}.{number}", self.queues[number * step][1])
            for number in range(count)
        ]
        self.board, changed = fold(self.board, events, RULES)
        return changed

    def agents_change(self, count: int) -> Changed:
        """Every so many agents become ready, or are not any more."""
        self._turn += 1
        self.now += timedelta(milliseconds=50)
        state = (AgentState.READY, AgentState.HANDLING)[self._turn % 2]
        step = len(self.agents) // count
        events: list[LiveEvent] = [
            AgentChanged(SOURCE, self.now, self.agents[number * step][1], state) for number in range(count)
        ]
        self.board, changed = fold(self.board, events, RULES)
        return changed


def measure(width: int, height: int, rounds: int) -> dict[str, list[float]]:
    screen = Screen()
    theme.use("dark")
    change = Change()
    definitions = Definitions(RULES)

    def shown(widget: QWidget) -> None:
        widget.resize(width, height)
        widget.show()
        screen.settle()

    tiles = QueueTiles(definitions)
    tiles.set_viewing(CLOSE, SMALL_TYPE)
    tiles.resize(width, height)
    tiles.take(change.board, Changed(day=True), {}, change.now)
    shown(tiles)
    screen.settle(lambda: not tiles.turns.due)
    assert len(tiles.queues()) == 200, f"only {len(tiles.queues())} tiles fit on the page"
    some = QRegion()
    for key in tiles.queues()[::5]:
        some += QRegion(tiles.tile_box(key))
    grid = AgentGrid(definitions)
    grid.set_viewing(DESK, 1.0)
    grid.resize(width, height)
    grid.take(change.board, Changed(day=True), {}, change.now)
    shown(grid)
    fill, blit = Floor(False), Floor(True)
    shown(fill)
    shown(blit)
    labels = Labels(200, 20)
    shown(labels)
    table = QTableView()
    model = UsualModel(change.board)
    table.setModel(model)
    shown(table)
    taken: dict[str, list[float]] = {}

    def note(name: str, what: tuple[float, float], turns: bool = False) -> None:
        taken.setdefault(name, []).append(what[0])
        if turns:
            taken.setdefault(f"{name}, longest turn", []).append(what[1])

    def take_queues(count: int) -> None:
        changed = change.queues_change(count)
        note(
            f"tiles {count}",
            screen.worked(
                lambda: tiles.take(change.board, changed, {}, change.now),
                lambda: not tiles.turns.due,
            ),
            turns=True,
        )

    def take_agents(count: int) -> None:
        changed = change.agents_change(count)
        note(
            f"agents {count}",
            screen.worked(
                lambda: grid.take(change.board, changed, {}, change.now),
                lambda: not grid.turns.due,
            ),
            turns=True,
        )
        model.board = change.board
        last = model.index(len(model.keys) - 1, len(model.HEADINGS) - 1)
        note(f"table {count}", screen.worked(lambda: model.dataChanged.emit(model.index(0, 0), last)))

    for turn in range(-2, rounds):
        if turn == 0:
            taken.clear()  # what comes before warms the caches
        note("fill 200", screen.worked(fill.repaint))
        note("blit 200", screen.worked(blit.repaint))
        note("fill 40", screen.worked(lambda: fill.repaint(some)))
        note("blit 40", screen.worked(lambda: blit.repaint(some)))
        note("painting 200", screen.worked(tiles.repaint))
        note("painting 40", screen.worked(lambda: tiles.repaint(some)))
        take_queues(200)
        take_queues(40)
        note("labels 200", screen.worked(lambda turn=turn: labels.change(range(200), turn)))
        note("labels 40", screen.worked(lambda turn=turn: labels.change(range(0, 200, 5), turn + 1_000)))
        note("painting grid", screen.worked(grid.viewport().repaint))
        take_agents(500)
    taken["cells in sight"] = [float(sum(1 for _ in grid._visible()))]
    return taken


if __name__ == "__main__":
    raise_priority()
    end_on_errors()
    print(json.dumps(measure(*map(int, sys.argv[1:4]))))
