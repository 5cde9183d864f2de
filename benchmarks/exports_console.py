"""The console on a large floor while files are made: `… exports_console URL SECONDS ROWS OTHER MONTH FOLDER`.

As `floor_console`, and besides it holds a table of *ROWS* rows by twelve columns. The timer's ticks are kept
by phase: nothing besides for *SECONDS*, the table written as "Export…" writes it, nothing again, the monthly
review of *MONTH* of the centre at *OTHER*. Prints "ready", then a line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer

from benchmarks.floor_console import Run
from benchmarks.measure import raise_priority
from supervisor.reports.order import Order
from ui.widgets import report_work
from ui.widgets.table import Column, DeskTable, Kind
from ui.widgets.table.export import Exporter

MOST_S = 900.0  # of all phases
SETTLING_MS = 1_000  # between two phases
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
Row = tuple[str, str, str, int, int, int, int, int, int, float, float, datetime]


def table_of(rows: int) -> DeskTable[Row]:
    """A table of so many rows by twelve columns: texts, numbers, a duration, a share, a time."""

    def column(place: int, kind: Kind) -> Column[Row]:
        return Column(f"column{place}", f"Column {place}", lambda row: row[place], kind)

    kinds = (*[Kind.TEXT] * 3, *[Kind.NUMBER] * 6, Kind.DURATION, Kind.SHARE, Kind.TIME)
    columns = [column(place, kind) for place, kind in enumerate(kinds)]
    made: DeskTable[Row] = DeskTable("rows", columns, key=lambda row: row[1], title="Rows")
    made.show_rows(
        (
            f"坐席 {at}",
            f"{at:05}",
            f"组 {at % 40}",
            at % 7,
            at % 11,
            at % 13,
            at,
            4,
            5,
            61.5 + at,
            0.913,
            NOON,
        )
        for at in range(rows)
    )
    made.tick(NOON)
    return made


class ExportRun(Run):
    """The phases, one after the other."""

    def __init__(self, url: str, seconds: float, rows: int, other: str, month: date, folder: Path) -> None:
        super().__init__(url, MOST_S)
        self._alone_s, self._other, self._month, self._folder = seconds, other, month, folder
        self._table = table_of(rows)
        self._found: list[dict[str, object]] = []
        self._phases: Iterator[tuple[str, Callable[[], None]]] = iter(
            [
                ("nothing", self._wait_a_while),
                ("table", self._write_table),
                ("nothing again", self._wait_a_while),
                ("review", self._make_review),
            ]
        )

    def _began(self) -> None:
        jobs = self.console.centre.jobs  # type: ignore[union-attr]
        self._exporter = Exporter(self._table, jobs, zone=lambda: ZONE)
        self._exporter.noticed.connect(lambda *_said: self._over())
        self._exporter.refused.connect(self._refused)
        jobs.compute(_ready).then(
            lambda _none: self._began_warm(), self._refused
        )  # the work process is there

    def _began_warm(self) -> None:
        self._timer.start()
        print("ready", flush=True)
        self._next()

    def _next(self) -> None:
        name, begin = next(self._phases, ("", None))
        if begin is None:
            self._tell()
            return
        self._name = name
        self.watch.clear()
        self._since_s, self._cpu_s = time.perf_counter(), time.process_time()
        begin()

    def _over(self) -> None:
        seconds = time.perf_counter() - self._since_s
        told = {"name": self._name, "seconds": seconds, "cpu_s": time.process_time() - self._cpu_s}
        self._found.append({**told, "ticks": list(self.watch.ticks)})
        QTimer.singleShot(SETTLING_MS, self._next)

    def _wait_a_while(self) -> None:
        QTimer.singleShot(round(self._alone_s * 1e3), self._over)

    def _write_table(self) -> None:
        self._exporter.write(self._folder / "rows.xlsx")

    def _make_review(self) -> None:
        order = Order("review", month=self._month, language="en")
        job = self.console.centre.jobs.compute(  # type: ignore[union-attr]
            report_work.make, self._other, order, self._folder / "review.xlsx", who="anna", at=NOON
        )
        job.then(lambda _made: self._over(), self._refused)

    def _refused(self, error: object) -> None:
        print(f"refused: {error!r}", file=sys.stderr)
        self.app.exit(1)

    def _tell(self) -> None:
        print(json.dumps(self._found), flush=True)
        self.console.window.close()
        self.wall.close()
        self.app.quit()


def _ready(_report: object) -> None:
    """Work that only starts the process."""


if __name__ == "__main__":
    raise_priority()
    url, seconds, rows, other, month, folder = sys.argv[1:7]
    ExportRun(url, float(seconds), int(rows), other, date.fromisoformat(month), Path(folder)).run()
