"""A collector of a real manager interface as a process of its own, for tests that do it harm.

    python -m tests.live.heard JSON

says in JSON where its database and its source are, and by which clock it lives. Its clock is the recording's,
moved by as many seconds as the file *jump* says, as if somebody set the machine's.
"""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from supervisor.clock import BusinessDays, ShiftedClock
from supervisor.live import collector
from supervisor.live.journal import Journal
from supervisor.live.own_folder import OwnFolder
from supervisor.live.rules import CountingRules
from supervisor.live.service import Service
from supervisor.live.spool import SPOOL_BYTES
from supervisor.live.steady import SteadyClock
from supervisor.sources.asterisk.connector import AsteriskConnector
from supervisor.storage.database import open_journal
from tests.sources.asterisk.played import settings

RULES = CountingRules(BusinessDays(ZoneInfo("Asia/Shanghai")))
"""The recordings were made a little before four in the morning there."""


@dataclass(frozen=True)
class Order:
    """How a collector is to run: *real* and *shows* are ISO instants of its clock, *ports* by source."""

    url: str
    ports: dict[str, int]
    folder: str
    real: str
    shows: str
    speed: float
    jump: str = ""
    host: str = "127.0.0.1"
    disk_bytes: int = SPOOL_BYTES
    kept_bytes: int = collector.KEPT_BYTES


class JumpingClock:
    """A clock that somebody sets."""

    def __init__(self, clock: ShiftedClock, file: Path | None) -> None:
        self.speed = clock.speed
        self._clock = clock
        self._file = file

    def now(self) -> datetime:
        jump_s = float(self._file.read_text()) if self._file is not None and self._file.exists() else 0.0
        return self._clock.now() + timedelta(seconds=jump_s)


def command(order: Order) -> list[str]:
    """How the process is started."""
    return [sys.executable, "-m", "tests.live.heard", json.dumps(asdict(order))]


def main(order: Order) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    real, shows = datetime.fromisoformat(order.real), datetime.fromisoformat(order.shows)
    shifted = ShiftedClock(real, shows, order.speed)
    clock = SteadyClock(JumpingClock(shifted, Path(order.jump) if order.jump else None))
    connectors = [
        AsteriskConnector(name, replace(settings(port, audit_s=2.0), host=order.host), clock)
        for name, port in order.ports.items()
    ]
    with OwnFolder(Path(order.folder)) as own, open_journal(order.url) as db:
        collector.run(
            connectors,
            Journal(db),
            RULES,
            clock,
            ends_with_parent=True,
            service=Service("", own.path, disk_bytes=order.disk_bytes),
        )


if __name__ == "__main__":
    main(Order(**json.loads(sys.argv[1])))
