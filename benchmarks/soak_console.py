"""The real console on the demo centre at 60 times its speed: `python -m benchmarks.soak_console MINUTES`.

Every few seconds it goes to another page, as a person does, with the wall beside it; meanwhile it notes how
much memory each of its processes holds, how old the newest event on the board is, and how long the screen's
thread was held up. Prints one line of JSON at the end.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.measure import end_on_errors
from supervisor.settings.machine import load_machine
from supervisor.settings.places import places
from ui import __main__ as console_main
from ui import language
from ui.console import Console
from ui.machine import Machine
from ui.shell.dressing import dress
from ui.shell.places import PLACES

SPEED = 60.0
SAMPLE_MS = 5_000
PAGE_MS = 7_000  # no divisor of the samples, so that each page is sampled
TICK_MS = 5


def memory_mb(pid: int) -> float:
    """What a process holds in memory that no other shares, in MB; NaN where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return float("nan")
    private = ("Private_Clean:", "Private_Dirty:")
    return sum(int(line.split()[1]) for line in lines if line.startswith(private)) / 1024


def family(pid: int) -> dict[str, int]:
    """The process *pid* and all below it, by what they are called."""
    below: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            below.setdefault(int(fields[1]), []).append(int(status.parent.name))
    found = {"console": pid}
    wanted = [pid]
    while wanted:
        for child in below.get(wanted.pop(), ()):
            with suppress(OSError):
                found[_called(child)] = child
            wanted.append(child)
    return found


def _called(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    for word in ("collect", "watch"):
        if word in words:
            return word
    return "tracker" if any("resource_tracker" in word for word in words) else "work"


class Soak:
    """From the start of the console to its figures."""

    def __init__(self, minutes: float) -> None:
        self._ends_s = minutes * 60
        sys.setswitchinterval(console_main.SWITCH_S)
        self.app = QApplication(sys.argv[:1])
        at = places()
        machine = Machine(at, load_machine(at.settings_file))
        machine.use_for_now(demo_speed=SPEED)
        language.use("zh_CN")
        dress(machine.settings)
        self.console = Console(machine, demo=True, database=None, wall=False)
        self.console.ready.connect(self._begin)
        self.samples: list[dict[str, object]] = []
        self.gaps: list[float] = []
        self._last_s = time.perf_counter()
        self._pages = cycle(place.name for place in PLACES)
        self._tick = _timer(TICK_MS, self._note_gap)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._sample = _timer(SAMPLE_MS, self._note)
        self._turn = _timer(PAGE_MS, self._next_page)

    def run(self) -> None:
        self.console.start()
        self.app.exec()
        self.console.stop()

    def _begin(self) -> None:
        end_on_errors()
        self.wall = self.console.window.walls.make("queues")
        if self.wall is not None:
            self.wall.resize(1920, 1080)
            self.wall.show()
        self._began_s = self._last_s = time.perf_counter()
        for timer in (self._tick, self._sample, self._turn):
            timer.start()
        QTimer.singleShot(round(self._ends_s * 1e3), self._end)

    def _next_page(self) -> None:
        self.console.window.show_page(next(self._pages))

    def _note_gap(self) -> None:
        now_s = time.perf_counter()
        self.gaps.append((now_s - self._last_s) * 1e3)
        self._last_s = now_s

    def _note(self) -> None:
        centre = self.console.centre
        if centre is None or centre.live.board.at is None:
            return
        now = centre.live.clock.now()
        board = centre.live.board
        self.samples.append(
            {
                "at_s": time.perf_counter() - self._began_s,
                "centre": now.isoformat(),
                "age_s": (now - board.at).total_seconds() if board.at else None,  # of the centre's clock
                "memory": {name: memory_mb(pid) for name, pid in family(os.getpid()).items()},
                "offered": sum(line.today.offered for line in board.queues.values()),
                "problem": str(centre.live.problem or ""),
            }
        )

    def _end(self) -> None:
        print(json.dumps({"samples": self.samples, "gaps": self.gaps}), flush=True)
        self.console.window.close()
        if self.wall is not None:
            self.wall.close()
        self.app.quit()


def _timer(ms: int, call: object) -> QTimer:
    timer = QTimer()
    timer.setInterval(ms)
    timer.timeout.connect(call)  # type: ignore[arg-type]
    return timer


if __name__ == "__main__":
    Soak(float(sys.argv[1])).run()
