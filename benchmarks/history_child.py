"""A queue_log of any length read into a new history, in a process of its own: `… FOLDER FILE [facts]`."""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from supervisor.history.log_reading import PIECE, read_logs
from supervisor.sources.asterisk.queue_log_facts import QueueLogFacts
from supervisor.storage.database import open_centre, open_history


def imported(folder: str, log: Path) -> dict[str, int]:
    url = f"sqlite:///{folder}/floor.db"
    open_centre(url).close()
    with open_history(url) as history:
        report = read_logs(history, "pbx", [log], at=datetime(2026, 11, 22, tzinfo=UTC), who="")
        with history.read() as db:
            answered, talk = db.exec_driver_sql(
                "SELECT count(*), sum(talk_s) FROM history_entry WHERE outcome = 'answered'"
            ).one()
    assert report.bad_count == report.strays == 0
    return {"lines": report.lines, "answered": answered, "talk": round(talk)}


def folded(log: Path) -> dict[str, int]:
    facts, rest, lines, answered, talk = QueueLogFacts(), b"", 0, 0, 0.0
    with log.open("rb") as stream:
        while piece := stream.read(PIECE):
            *some, rest = (rest + piece).split(b"\n")
            facts.take(some)
            lines += len(some)
            for entry in facts.entries:
                if entry.over and entry.talk_s is not None:
                    answered, talk = answered + 1, talk + entry.talk_s
            facts.forget()
    return {"lines": lines, "answered": answered, "talk": round(talk)}


if __name__ == "__main__":
    began = time.perf_counter()
    told = folded(Path(sys.argv[2])) if "facts" in sys.argv else imported(sys.argv[1], Path(sys.argv[2]))
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"s": took, "mb": peak, **told}))
