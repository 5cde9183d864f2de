"""The real console on a large floor, watched: `python -m benchmarks.floor_console URL SECONDS`.

The wall with 200 tiles (1080p) and the window with the agents, both in sight, the collector as the console's
child. A timer that should come every 5 ms tells how long the screen's thread was held up; events that carry
the instant at which they were made tell, at the end of the paint that shows them, how old they had become.

Prints "ready" when the floor is shown and steady, then, *SECONDS* later, one line of JSON.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from benchmarks.measure import end_on_errors, raise_priority
from supervisor.live.board import AgentLine
from supervisor.settings.machine import load_machine
from supervisor.settings.places import places
from supervisor.wallboard.fit import DESK
from ui import __main__ as console_main
from ui import language
from ui.console import Console
from ui.floor.agents import GRID, AgentsSection
from ui.machine import Machine
from ui.pages.wall_window import WallWindow
from ui.shell.dressing import dress
from ui.wallboard.agents import AgentGrid
from ui.wallboard.queue_roster import QueueRoster
from ui.wallboard.roster import Roster
from ui.wallboard.tiles import QueueTiles

TICK_MS = 5
# Smaller type than we would allow, so that 200 tiles are on one page of 1080p.
SMALL_TYPE, CLOSE = 0.4, replace(DESK, distance_m=0.4)
WARM_S = 5.0
GIVE_UP_S = 60.0  # of waiting for the floor to be there
QUEUES, AGENTS = 200, 5_000


class Watch:
    """What is seen: ticks of the timer, and (when it was painted, how old it was then) for every event."""

    def __init__(self) -> None:
        self.ticks: list[float] = []
        self.shown: list[tuple[float, float]] = []
        self.paints = 0
        self._seen: dict[tuple[str, ...], float] = {}
        self._fresh: dict[tuple[str, ...], float] = {}

    def prepared(self, what: tuple[str, ...], made: float) -> None:
        """The event made at *made* will be on the next paint."""
        if made > self._seen.get(what, 0.0):
            self._seen[what] = self._fresh[what] = made

    def painted(self) -> None:
        now = time.time()
        self.paints += 1
        self.shown += [(now, now - made) for made in self._fresh.values()]
        self._fresh.clear()

    def clear(self) -> None:
        self.ticks.clear()
        self.shown.clear()
        self.paints = 0


def look_on(watch: Watch) -> None:
    """Let the boards tell *watch* what they paint."""
    view, paint_tiles = QueueRoster.view, QueueTiles.paintEvent
    cell, paint_grid = Roster.view, AgentGrid.paintEvent

    def prepare(self: QueueRoster, key: tuple[str, str]) -> Any:
        waiting = self.board.queues[key].waiting
        if waiting:
            watch.prepared(key, waiting[-1].since.timestamp())
        return view(self, key)

    def look_at(self: Roster, agent: AgentLine) -> Any:
        watch.prepared(("agent", agent.login), agent.at.timestamp())
        return cell(self, agent)

    def tiles_painted(self: QueueTiles, event: QPaintEvent) -> None:
        paint_tiles(self, event)
        watch.painted()

    def grid_painted(self: AgentGrid, event: QPaintEvent) -> None:
        paint_grid(self, event)
        watch.painted()

    QueueRoster.view, QueueTiles.paintEvent = prepare, tiles_painted  # type: ignore[method-assign]
    Roster.view, AgentGrid.paintEvent = look_at, grid_painted  # type: ignore[method-assign]


def processor_s(pid: int) -> float | None:
    """Processor time that another process has taken, in seconds; None where the system does not tell."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Run:
    """From the start of the console to its figures."""

    def __init__(self, url: str, seconds: float) -> None:
        self.seconds = seconds
        self.watch = Watch()
        look_on(self.watch)
        sys.setswitchinterval(console_main.SWITCH_S)
        self.app = QApplication(sys.argv[:1])
        at = places()
        machine = Machine(at, load_machine(at.settings_file))
        language.use("en")
        dress(machine.settings)
        self.console = Console(machine, demo=False, database=url, wall=False)
        self.console.window.stack.place = "floor"
        self.console.ready.connect(self._ready)
        self._steady_s: float | None = None
        self._look = QTimer()
        self._look.setInterval(100)
        self._look.timeout.connect(self._wait)
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        ticks = self.watch.ticks
        self._timer.timeout.connect(lambda: ticks.append(time.perf_counter()))

    def run(self) -> None:
        self.console.start()
        QTimer.singleShot(round((self.seconds + GIVE_UP_S) * 1e3), self.app.quit)
        self.app.exec()
        self.console.stop()

    def _ready(self) -> None:
        end_on_errors()  # the console's own hook would keep it running
        window = self.console.window
        agents = window.ways.show_section("agents")
        assert isinstance(agents, AgentsSection)
        agents.show_view(GRID)
        wall = window.walls.make("queues")
        assert isinstance(wall, WallWindow)
        self.wall = wall
        wall.resize(1920, 1080)
        wall.show()
        wall.hold(True)  # the tiles, for as long as we look
        self._look.start()

    def _wait(self) -> None:
        assert self.console.centre is not None
        board = self.console.centre.live.board
        if len(board.agents) < AGENTS or len(board.queues) < QUEUES:
            return
        if self._steady_s is None:
            self._steady_s = time.perf_counter()
            self._tiles().set_viewing(CLOSE, SMALL_TYPE)
        if time.perf_counter() - self._steady_s < WARM_S:
            return
        self._look.stop()
        if (count := len(self._tiles().queues())) != QUEUES:
            print(f"only {count} tiles fit on one page", file=sys.stderr)
            self.app.exit(1)
            return
        gc.collect()
        gc.freeze()
        self._began()

    def _tiles(self) -> QueueTiles:
        tiles = self.wall.tiles
        assert tiles is not None
        return tiles

    def _began(self) -> None:
        self.watch.clear()
        self._timer.start()
        self.began_s, self.cpu_s = time.perf_counter(), time.process_time()
        self.events, self.batches = self._figures()
        self.child = self._child()
        self.child_s = processor_s(self.child) if self.child else None
        print("ready", flush=True)
        QTimer.singleShot(round(self.seconds * 1e3), self._end)

    def _figures(self) -> tuple[int, int]:
        """Events and batches folded so far."""
        assert self.console.centre is not None
        figures = self.console.centre.live._follower.figures()  # type: ignore[union-attr]
        return figures.events, figures.batches

    def _child(self) -> int | None:
        centre = self.console.centre
        state = centre.collector if centre is not None else None
        return state.pid if state is not None else None

    def _end(self) -> None:
        wall_s = time.perf_counter() - self.began_s
        cpu_s = time.process_time() - self.cpu_s
        child = processor_s(self.child) if self.child else None
        events, batches = self._figures()
        print(
            json.dumps(
                {
                    "wall_s": wall_s,
                    "cpu_s": cpu_s,
                    "collector_s": None if child is None or self.child_s is None else child - self.child_s,
                    "ticks": self.watch.ticks,
                    "shown": self.watch.shown,
                    "paints": self.watch.paints,
                    "events": events - self.events,
                    "batches": batches - self.batches,
                    "epoch": time.time() - time.perf_counter(),
                }
            ),
            flush=True,
        )
        self.console.window.close()
        self.wall.close()
        self.app.quit()


if __name__ == "__main__":
    raise_priority()
    Run(sys.argv[1], float(sys.argv[2])).run()
