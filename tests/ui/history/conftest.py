"""The history page in sight, over a demo centre of which two days are known."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from supervisor.clock import FixedClock
from supervisor.demo.centre import create_demo
from supervisor.demo.past import write_past
from ui.centre import OpenCentre
from ui.history.asked import Asked, Days
from ui.history.screen import HistoryScreen
from ui.machine import Machine

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo centre with two days of past, made once."""
    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder}/demo.db"
    create_demo(url, at=NOW, language="en")
    write_past(url, first=TODAY - timedelta(days=2))
    return folder


@pytest.fixture
def demo_url(demo_files: Path, tmp_path: Path) -> str:
    """A copy of it."""
    for part in ("", "-journal", "-history"):
        shutil.copy(demo_files / f"demo{part}.db", tmp_path / f"demo{part}.db")
    return f"sqlite:///{tmp_path}/demo.db"


class Seat:
    """Whoever sits before the page."""

    def __init__(self, screen: HistoryScreen, centre: OpenCentre, qtbot: QtBot) -> None:
        self.screen, self.centre, self.qtbot = screen, centre, qtbot
        self.refused: list[Any] = []
        centre.jobs.refused.connect(self.refused.append)

    def wait(self, until: Callable[[], Any]) -> None:
        self.qtbot.waitUntil(lambda: bool(until()) or bool(self.refused))
        assert not self.refused


@pytest.fixture
def seat(dressed: object, demo_url: str, machine: Machine, qtbot: QtBot) -> Iterator[Seat]:
    """The page in sight, asked for the last seven days."""
    centre = OpenCentre(demo_url)
    with qtbot.waitSignal(centre.opened):
        centre.open()
    centre.live.clock = FixedClock(NOW)
    screen = HistoryScreen(centre, machine)
    screen.desk.ask(Asked(Days.LAST_7))
    screen.resize(1366, 760)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    at = Seat(screen, centre, qtbot)
    at.wait(lambda: screen.desk.is_read)
    yield at
    screen.close()
    screen.deleteLater()
    centre.close()
    centre.deleteLater()
