"""How a process beside the console is told to end: by a signal, or because its parent is gone."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


def when_parent_ends(end: Callable[[], None]) -> None:
    """Call *end*, on a thread, once standard input, a pipe that the parent process holds, is closed.

    A parent that ends in whatever way, killed too, closes it; on every system.
    """
    threading.Thread(target=_wait_for_parent, args=(end,), name="parent", daemon=True).start()


def _wait_for_parent(end: Callable[[], None]) -> None:
    with suppress(OSError):
        while os.read(0, 4096):  # not sys.stdin: its lock would hold up the interpreter's end
            pass
    end()


@contextmanager
def when_told(end: Callable[[], None]) -> Iterator[None]:
    """Let the signals by which processes are told to end call *end* (in the main thread alone)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = ("SIGINT", "SIGTERM", "SIGBREAK")  # the last on Windows alone
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda *_: end()) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
