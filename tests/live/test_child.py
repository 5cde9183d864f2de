"""The collector's parent: starts, watches, restarts and ends a real process, and leaves none behind."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from supervisor.live.child import ChildState, CollectorChild
from tests.live.away import until

GOOD = (
    "import sys; print('ready', file=sys.stderr, flush=True); sys.stdin.read();print('bye', file=sys.stderr)"
)
DEAF = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('ready', file=sys.stderr, flush=True); time.sleep(600)"
)
SHORT = "raise SystemExit('no room')"

Parent = Callable[[str], CollectorChild]


@pytest.fixture
def parent(caplog: pytest.LogCaptureFixture) -> Iterator[Parent]:
    caplog.set_level(logging.INFO)
    made: list[CollectorChild] = []

    def make(code: str) -> CollectorChild:
        child = CollectorChild([sys.executable, "-c", code], restart_s=(0.01, 0.05), end_s=(20.0, 0.2))
        made.append(child)
        child.start()
        return child

    yield make
    for child in made:
        child.stop()


def ready(child: CollectorChild, starts: int = 1) -> int:
    """The process id, as soon as it runs for the time number *starts* and has spoken."""

    def look() -> int | None:
        state = child.state()
        return state.pid if state.running and state.starts >= starts and state.last_words == "ready" else None

    return until(look)


def is_gone(pid: int) -> bool:
    """Ended, and no zombie of ours."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_child_ends_by_itself_when_its_parent_hangs_up(parent: Parent) -> None:
    child = parent(GOOD)
    pid = ready(child)
    child.stop()
    assert child.state() == ChildState(False, None, 1, 0, "bye")
    assert is_gone(pid)


def test_a_child_that_dies_is_started_again(parent: Parent) -> None:
    child = parent(GOOD)
    first = ready(child)
    os.kill(first, signal.SIGKILL)
    second = ready(child, starts=2)
    assert second != first
    assert child.state().exit_code == -signal.SIGKILL
    assert is_gone(first)


def test_a_child_that_ends_at_once_is_tried_again_and_its_words_are_kept(
    parent: Parent, caplog: pytest.LogCaptureFixture
) -> None:
    child = parent(SHORT)
    until(lambda: child.state().starts > 2)
    child.stop()
    assert child.state().last_words == "no room"
    assert child.state().exit_code == 1
    assert "collector: no room" in caplog.text


def test_a_child_that_does_not_listen_is_killed(caplog: pytest.LogCaptureFixture) -> None:
    child = CollectorChild([sys.executable, "-c", DEAF], end_s=(0.1, 0.1))
    child.start()
    pid = ready(child)
    child.stop()
    assert child.state().exit_code == -signal.SIGKILL
    assert is_gone(pid)


def test_a_command_that_does_not_exist_is_told_and_can_be_stopped() -> None:
    child = CollectorChild(["/nowhere/supervisor", "collect"], restart_s=(0.01, 0.01))
    child.start()
    until(lambda: "nowhere" in child.state().last_words)
    child.stop()
    assert child.state().starts == 0
    assert not child.state().running


def test_a_child_can_be_started_again_after_a_stop(parent: Parent) -> None:
    child = parent(GOOD)
    ready(child)
    child.stop()
    child.start()
    ready(child, starts=2)


def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    over = tmp_path / "over"
    code = (
        "import sys, pathlib; print('ready', file=sys.stderr, flush=True); sys.stdin.read();"
        f"pathlib.Path({str(over)!r}).touch()"
    )
    parent = (
        "import sys, time; from supervisor.live.child import CollectorChild\n"
        f"child = CollectorChild([sys.executable, '-c', {code!r}]); child.start()\n"
        "while child.state().last_words != 'ready': time.sleep(0.01)\n"
        "print('ready', flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.kill()
    until(over.exists)
