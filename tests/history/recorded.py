"""The recordings' logs as facts, and what their truth says."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from supervisor.sources.asterisk.queue_log_facts import QueueLogFacts

RECORDINGS = Path(__file__).parent.parent / "recordings"
RUNS = ("small-basic", "restart")

INTERFACES = {"Local/1029@agents/n": "Noah Jones", "Local/1030@agents/n": "胡斌"}
"""Where a log names the interfaces of members who come and go, and their names elsewhere."""


@functools.cache
def truth(run: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((RECORDINGS / run / "truth.json").read_text(encoding="utf-8"))
    return found


def lines(run: str) -> list[bytes]:
    return (RECORDINGS / run / "queue_log").read_bytes().splitlines()


def facts(run: str) -> QueueLogFacts:
    """All that the log of *run* tells."""
    found = QueueLogFacts()
    found.take(lines(run))
    return found
