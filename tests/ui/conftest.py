"""What every test of a screen stands on: a dressed application, a centre in a file, nothing left running."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import compress
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from supervisor.clock import FixedClock
from supervisor.settings.places import places
from supervisor.storage.database import open_centre
from supervisor.storage.sources import add_source
from tests.english import speak_english
from tests.ui.usual import look_as_usual, speak_as_usual
from tests.ui.warm import WARM
from ui.centre import OpenCentre
from ui.garbage import ScreenGarbage
from ui.jobs import WorkProcess
from ui.machine import Machine
from ui.window import MainWindow


@pytest.fixture(autouse=True)
def nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whoever starts a process or a timer stops it."""
    yield
    children = multiprocessing.active_children()
    assert not children, f"processes left running: {children}"
    app = QApplication.instance()
    if app is not None:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    running = _running_timers()
    left = [timer.parent() for timer in running if id(timer) not in _ran_before]
    _ran_before.clear()
    _ran_before.update(id(timer) for timer in running)
    assert not left, f"timers left running in {left}"


@pytest.fixture(autouse=True)
def garbage_of_the_screens_own(request: pytest.FixtureRequest, nothing_left_running: None) -> Iterator[None]:
    """As in the console: no other thread unmakes what is Qt's."""
    if not {"qapp", "qtbot", "dressed"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("qapp")
    garbage = ScreenGarbage()
    yield
    garbage.look()
    garbage.stop()


_ran_before: set[int] = set()  # after the test before: looking costs too much to be done twice a test


_MANY = 60_000  # objects, from which on looking through them costs more than putting them aside
_aside = False


def pytest_runtest_setup() -> None:
    """What was loaded meanwhile stays (tests/conftest.py). Between two tests, so that none is kept by it."""
    global _aside
    if _aside:
        _aside = False
        gc.collect()
        gc.freeze()


def _running_timers() -> list[QTimer]:
    global _aside
    kinds, everything = set(_kinds(QTimer)), gc.get_objects()
    _aside = len(everything) > _MANY
    # not by isinstance(): asked of all that there is, after each test, it was a tenth of these tests' time
    found = compress(everything, map(kinds.__contains__, map(type, everything)))
    return [timer for timer in found if isValid(timer) and timer.isActive()]


def _kinds(of: type) -> Iterator[type]:
    yield of
    for kind in of.__subclasses__():
        yield from _kinds(kind)


_spawned = WorkProcess.__init__


@pytest.fixture(autouse=True)
def warm_work_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work processes begin with everything loaded (tests/ui/warm.py); test_jobs.py has bare ones."""

    def begin(self: WorkProcess, tell: Any) -> None:
        _spawned(self, tell)
        self._spawn = WARM

    if sys.platform == "linux":
        monkeypatch.setattr(WorkProcess, "__init__", begin)


class PatientBot(QtBot):
    """Waits longer than a busy machine needs: how fast a thing is, the benchmarks say."""

    WAIT_MS = 60_000

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = WAIT_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = WAIT_MS, **how: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitSignals(self, signals: Any, *, timeout: int = WAIT_MS, **how: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **how)

    def waitExposed(self, widget: Any, *, timeout: int = WAIT_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)

    def waitActive(self, widget: Any, *, timeout: int = WAIT_MS) -> Any:
        return super().waitActive(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's, with more patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def spoken_english() -> Iterator[None]:
    """Every test begins in English, in the dark look."""
    speak_english()
    yield
    speak_english()


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    """The application as a person first sees it: English, dark, at the usual size."""
    speak_as_usual()
    look_as_usual(qapp)
    return qapp


@pytest.fixture
def machine(dressed: QApplication, home: Path) -> Iterator[Machine]:
    """This computer's settings, in the test's own folder."""
    made = Machine(places(home))
    yield made
    made.stop()


@pytest.fixture
def window(machine: Machine, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window, without a centre; one that a test shows in it is left."""
    made = MainWindow(machine)
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    made.leave_centre()
    made.close()
    made.deleteLater()


@pytest.fixture
def open_floor(dressed: QApplication, sqlite_url: str, qtbot: QtBot) -> Iterator[Callable[..., OpenCentre]]:
    """Opens a centre in a file, with the *sources* that are named, and without a collector; its clock
    stands."""
    opened: list[OpenCentre] = []

    def open_it(*names: str, at: datetime) -> OpenCentre:
        with open_centre(sqlite_url) as database, database.write() as db:
            for name in names:
                options = {"host": "pbx.example.com", "port": 5038, "username": "wall", "tls": False}
                add_source(db, name, "asterisk", options, secret_env="WALL_PASSWORD", at=at, who="test")
        centre = OpenCentre(sqlite_url)
        opened.append(centre)
        with qtbot.waitSignal(centre.opened):
            centre.open()
        centre.live.clock = FixedClock(at)
        return centre

    yield open_it
    for centre in opened:
        centre.close()
        centre.deleteLater()
