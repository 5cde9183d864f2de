"""A watch process that keeps the alarms and nothing else: `python -m benchmarks.watch_child URL`."""

from __future__ import annotations

import sys

from supervisor.watch.process import run

if __name__ == "__main__":
    run(sys.argv[1])
