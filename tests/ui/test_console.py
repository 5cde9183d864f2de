"""The console from start to end: which centre, what is asked for, and that nothing is left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supervisor.clock import SystemClock
from supervisor.live.journal import Journal
from supervisor.settings.places import places
from supervisor.storage.database import open_centre
from supervisor.storage.sources import add_source
from ui.console import Console
from ui.machine import Machine
from ui.sources.page import SourcesPage

CLICK = Qt.MouseButton.LeftButton
LONG_MS = 60_000


@pytest.fixture
def start(machine: Machine, qtbot: QtBot) -> Iterator[Callable[..., Console]]:
    """Starts the console and waits until it is ready."""
    started: list[Console] = []
    hook = sys.excepthook

    def run(*, demo: bool = False, database: str | None = None, wall: bool = False) -> Console:
        console = Console(machine, demo=demo, database=database, wall=wall)
        started.append(console)
        with qtbot.waitSignal(console.ready, timeout=LONG_MS):
            console.start()
        return console

    yield run
    for console in started:
        console.window.close()
        console.stop()
        console.window.deleteLater()
        console.deleteLater()
    assert sys.excepthook is hook


def a_replay(url: str, recording: Path) -> None:
    with open_centre(url) as database, database.write() as db:
        options = {"recording": str(recording), "speed": 1.0}
        add_source(db, "pbx", "replay", options, at=SystemClock().now(), who="test")


def test_a_computer_without_a_centre_is_asked_what_it_would_like_to_see(
    start: Callable[..., Console],
) -> None:
    console = start()
    assert console.window.entrance.first_start.isVisible()
    assert console.centre is None


def test_connecting_makes_an_own_centre_and_asks_for_the_telephone_system(
    start: Callable[..., Console], qtbot: QtBot
) -> None:
    console = start()
    with qtbot.waitSignal(console.ready, timeout=LONG_MS):
        qtbot.mouseClick(console.window.entrance.first_start.connect_.button, CLICK)
    page = console.window.page("sources")
    assert isinstance(page, SourcesPage)
    assert page.form is not None
    assert (places().data / "floor.db").exists()
    assert console.centre is not None
    assert not console.centre.is_demo


def test_the_next_start_opens_the_own_centre(start: Callable[..., Console], sqlite_url: str) -> None:
    with open_centre(places().database_url):
        pass
    console = start()
    assert console.centre is not None
    assert console.centre.url == places().database_url


def test_a_database_that_cannot_be_used_is_told_in_words(
    start: Callable[..., Console], tmp_path: Path
) -> None:
    (tmp_path / "no.db").write_bytes(b"this is no database, whatever its name says" * 100)
    console = start(database=f"sqlite:///{tmp_path}/no.db")
    assert console.centre is None
    assert "no.db" in console.window.notice.text
    assert console.window.entrance.first_start.isVisible()


def test_a_settings_file_that_is_wrong_is_told_and_stops_nothing(
    home: Path, dressed: QApplication, qtbot: QtBot
) -> None:
    file = places(home).settings_file
    file.parent.mkdir(parents=True)
    file.write_text('text_scale = "huge"\n', encoding="utf-8")
    console = Console(Machine(places(home)), demo=False, database=None, wall=False)
    with qtbot.waitSignal(console.ready):
        console.start()
    assert "text_scale" in console.window.notice.text
    console.window.close()
    console.stop()


def test_unexpected_errors_open_the_dialog_and_the_program_goes_on(
    start: Callable[..., Console], qtbot: QtBot
) -> None:
    console = start()
    sys.excepthook(RuntimeError, RuntimeError("the figures do not add up"), None)
    desk = console._desk
    assert desk is not None
    qtbot.waitUntil(lambda: desk.dialog is not None)
    assert desk.dialog is not None
    qtbot.keyClick(desk.dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.dialog is None)
    assert console.window.isVisible()


def test_what_is_removed_is_gone_from_the_boards_and_comes_back_by_undo(
    start: Callable[..., Console], sqlite_url: str, qtbot: QtBot
) -> None:
    a_replay(sqlite_url, Path(__file__).parents[1] / "recordings" / "small-basic" / "ami.bytes.gz")
    console = start(database=sqlite_url)
    centre = console.centre
    assert centre is not None
    live, feeds = centre.live, console.window.bar.feeds
    qtbot.waitUntil(lambda: bool(live.board.queues and live.feeds), timeout=LONG_MS)
    page = console.window.show_page("sources")
    assert isinstance(page, SourcesPage)

    qtbot.mouseClick(page.cards["pbx"].remove, CLICK)
    qtbot.waitUntil(lambda: not page.cards)
    qtbot.waitUntil(lambda: not live.board.sources and not live.feeds)
    assert all(line.gone and not line.waiting for line in live.board.queues.values())
    assert (live.board.agents, live.board.contacts) == ({}, {})
    assert feeds.isHidden()
    with centre.open_journal() as journal:
        qtbot.waitUntil(lambda: not Journal(journal).heartbeats(), timeout=LONG_MS)  # it is told for all
    assert centre.collector is not None
    assert centre.collector.running

    qtbot.mouseClick(console.window.notice.undo, CLICK)
    qtbot.waitUntil(lambda: list(page.cards) == ["pbx"])
    qtbot.waitUntil(lambda: set(live.feeds) == {"pbx"}, timeout=LONG_MS)
    qtbot.waitUntil(
        lambda: any(not line.gone for line in live.board.queues.values()) and bool(live.board.agents),
        timeout=LONG_MS,
    )


def test_from_the_demo_connecting_leads_to_the_own_centre(
    start: Callable[..., Console], qtbot: QtBot
) -> None:
    console = start(demo=True)
    assert console.centre is not None
    assert console.centre.is_demo
    page = console.window.show_page("sources")
    assert isinstance(page, SourcesPage)
    assert not page.cards["demo"].remove.isVisible()
    with qtbot.waitSignal(console.ready, timeout=LONG_MS):
        qtbot.mouseClick(page.add, CLICK)
    assert console.centre is not None
    assert not console.centre.is_demo
    own = console.window.page("sources")
    assert isinstance(own, SourcesPage)
    assert own.form is not None
