"""What the tests of reading logs share: a history's rows to compare, and a generator's logs."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from supervisor.history.log_reading import LogReport, read_logs
from supervisor.storage.database import Database
from supervisor.storage.history_tables import history_segment

RECORDINGS = Path(__file__).parent.parent / "recordings"
AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
PBX = "pbx"


def read(history: Database, *files: Path, source: str = PBX, **more: Any) -> LogReport:
    return read_logs(history, source, files, at=AT, who="anna", **more)


def rows(history: Database, source: str = PBX) -> dict[str, list[tuple[Any, ...]]]:
    """All facts of *source*, with names for numbers and without the batch; and the known stretches."""
    with history.read() as db:
        names = {row[0]: row[1] for row in db.exec_driver_sql("SELECT id, text FROM history_name")}
        names[0] = ""
        mine = f"WHERE source = (SELECT id FROM history_name WHERE kind = 'source' AND text = '{source}')"
        entries = db.exec_driver_sql(
            "SELECT entered_ms, queue, login, type, contact, channel, outcome, left_ms, wait_s, ring_s,"
            " talk_s, hold_s, acw_s, ended_ms, ended_by, detail, position, number, over, told"
            " FROM history_entry " + mine
        )
        rings = db.exec_driver_sql(
            "SELECT at_ms, login, queue, contact, ring_s, outcome, told FROM history_ring " + mine
        )
        marks = db.exec_driver_sql("SELECT at_ms, seq, login, queue, what, code FROM history_mark " + mine)
        stretches = db.execute(select(history_segment).where(history_segment.c.source == source))
        return {
            "entries": sorted(
                (
                    (at, contact, names[queue], names[login], names[kind], *rest)
                    for at, queue, login, kind, contact, *rest in entries
                ),
                key=str,
            ),
            "rings": sorted(
                ((at, names[login], names[queue], *rest) for at, login, queue, *rest in rings), key=str
            ),
            "marks": sorted(
                (at, seq, names[login], names[queue], what, names[code])
                for at, seq, login, queue, what, code in marks
            ),
            "stretches": sorted(
                (row.first_ms, row.last_ms, str(row.first_lines), str(row.last_lines)) for row in stretches
            ),
        }


def generated(folder: Path, **sizes: int) -> tuple[Path, dict[str, Any]]:
    """A log that the generator makes, and its own count of what is in it."""
    log, truth = folder / "generated", folder / "generated.json"
    options = [part for name, value in sizes.items() for part in (f"--{name}", str(value))]
    maker = [sys.executable, str(RECORDINGS / "make_queue_log.py"), "--out", str(log), "--truth", str(truth)]
    subprocess.run([*maker, *options], check=True, stdout=subprocess.DEVNULL)
    return log, json.loads(truth.read_text())
