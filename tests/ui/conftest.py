"""What every test of a screen stands on: no display needed, and nothing left behind."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from shiboken6 import isValid

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Whoever starts a thread, a process or a timer stops it."""
    before = {thread.ident for thread in threading.enumerate()}
    timers = {id(timer) for timer in _running_timers()}
    yield
    threads = [t.name for t in threading.enumerate() if t.ident not in before and not t.daemon]
    assert not threads, f"threads left running: {threads}"
    children = multiprocessing.active_children()
    assert not children, f"processes left running: {children}"
    left = [timer.parent() for timer in _running_timers() if id(timer) not in timers]
    assert not left, f"timers left running in {left}"


def _running_timers() -> list[QTimer]:
    found = [thing for thing in gc.get_objects() if isinstance(thing, QTimer)]
    return [timer for timer in found if isValid(timer) and timer.isActive()]
