"""Work processes that begin warm: forked from a server that has loaded what they need, not spawned bare.

A bare one takes a second to load what it computes with, and the tests of screens begin a hundred. That a
spawned one does the same, tests/ui/test_jobs.py says, and the journeys.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

_LOADED = [  # what the screens have computed
    *("ui.jobs", "ui.asking", "ui.advice.work", "ui.alarms.work", "ui.breaks.work", "ui.history.work"),
    *("ui.imports.work", "ui.sources.work", "ui.demo_past", "ui.pages.library", "alembic.command"),
    *("supervisor.roundtrip.asking", "ui.roundtrip.work"),
    *("supervisor.imports.apply", "supervisor.imports.preview", "supervisor.history.asking", "numpy"),
]


class _WarmProcess(ForkServerProcess):
    """It has the environment of now, as a spawned one has, not that of when the server began."""

    def start(self) -> None:
        self._environment = dict(os.environ)
        super().start()

    def run(self) -> None:
        gc.freeze()  # what was loaded before: looked through, it would be copied to this process
        os.environ.clear()
        os.environ.update(self._environment)
        super().run()


class _WarmContext(ForkServerContext):
    """To be used where multiprocessing's own "spawn" would be."""

    Process = _WarmProcess

    def __init__(self) -> None:
        super().__init__()
        multiprocessing.set_forkserver_preload(_LOADED)


WARM: Any = _WarmContext()
