"""Tiles and the wall's head while an alarm asks for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from supervisor.live.board import Changed
from supervisor.live.feed import Feed, FeedState
from supervisor.wallboard.fit import Viewing
from supervisor.wallboard.levels import Level
from tests.ui.wallboard.floors import busy_floor
from ui.calling import Calling, Line
from ui.theme import State
from ui.wallboard.definitions import Definitions
from ui.wallboard.frame import Masthead
from ui.wallboard.tiles import QueueTiles

ALL = Changed(day=True)


@pytest.fixture
def calling() -> Calling:
    return Calling()


@pytest.fixture
def tiles(calling: Calling, qtbot: QtBot, dressed: object) -> Iterator[QueueTiles]:
    floor = busy_floor()
    made = QueueTiles(Definitions())
    made.follow_alarms(calling)
    made.resize(1280, 720)
    with qtbot.waitExposed(made):
        made.show()
    now = max(line.last_event_at or datetime.min.replace(tzinfo=UTC) for line in floor.board.sources.values())
    made.take(floor.board, ALL, {name: Feed(FeedState.LIVE) for name in floor.board.sources}, now)
    yield made
    made.close()
    made.deleteLater()


def quiet_queue(tiles: QueueTiles) -> tuple[str, str]:
    """A queue that is normal, as its figures are."""
    for key in tiles.queues():
        view = tiles.view(key)
        if view is not None and view.state is None and view.live:
            return key
    raise AssertionError("no queue is normal")


def picture(widget: QWidget) -> QImage:
    made = QImage(widget.size(), QImage.Format.Format_RGB32)
    made.fill(0)
    widget.render(made)
    return made


def test_a_tile_shows_the_level_of_its_alarm_though_its_figures_are_normal(
    tiles: QueueTiles, calling: Calling, qtbot: QtBot
) -> None:
    key = quiet_queue(tiles)
    calling.show({key: Level.ACTION})
    qtbot.waitUntil(lambda: tiles.drawn(key).view.calls)
    view = tiles.drawn(key).view
    assert (view.state, view.badge) == (State.CRITICAL, "act now")
    calling.show({})
    qtbot.waitUntil(lambda: not tiles.drawn(key).view.calls)
    assert tiles.drawn(key).view.state is None


def test_only_the_sign_goes_out_and_comes_back(tiles: QueueTiles, calling: Calling, qtbot: QtBot) -> None:
    key = quiet_queue(tiles)
    calling.show({key: Level.ATTENTION})
    qtbot.waitUntil(lambda: tiles.drawn(key).view.calls)
    box = tiles.drawn(key).call_box.toAlignedRect().adjusted(-1, -1, 1, 1)
    lit = picture(tiles)
    calling.show_lit(False)
    dark = picture(tiles)
    calling.show_lit(True)
    differ = [
        (x, y)
        for y in range(tiles.height())
        for x in range(tiles.width())
        if lit.pixel(x, y) != dark.pixel(x, y)
    ]
    assert differ
    assert all(box.contains(x, y) for x, y in differ)
    assert picture(tiles) == lit


def test_who_wants_less_motion_reads_a_mark(tiles: QueueTiles, calling: Calling, qtbot: QtBot) -> None:
    key = quiet_queue(tiles)
    calling.show({key: Level.ATTENTION}, still=True)
    qtbot.waitUntil(lambda: tiles.drawn(key).view.badge == "attention!")


@pytest.fixture
def head(calling: Calling, qtbot: QtBot, dressed: object) -> Iterator[Masthead]:
    made = Masthead()
    made.follow_alarms(calling)
    made.set_px(40)
    made.resize(1600, made.sizeHint().height())
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    made.deleteLater()


def test_the_head_says_the_worst_alarm_that_no_tile_shows_and_how_many_more(
    head: Masthead, calling: Calling
) -> None:
    assert head._alarm_words == ""
    calling.show(
        {},
        [
            Line(Level.ACTION, "Customers wait: the whole centre", calls=False),
            Line(Level.ATTENTION, "Breaks overdue: Night", calls=True),
        ],
    )
    assert "Breaks overdue: Night (+1)" in head.texts()
    assert "Breaks overdue: Night (+1)" in head.accessibleName()
    calling.show({}, [], still=False)
    assert head._alarm_words == ""


def test_the_heads_sign_flashes_and_its_words_stand_still(head: Masthead, calling: Calling) -> None:
    calling.show({}, [Line(Level.ACTION, "Customers wait: the whole centre", calls=True)])
    lit = picture(head)
    calling.show_lit(False)
    dark = picture(head)
    box = head._call_box.toAlignedRect().adjusted(-1, -1, 1, 1)
    differ = [
        (x, y)
        for y in range(head.height())
        for x in range(head.width())
        if lit.pixel(x, y) != dark.pixel(x, y)
    ]
    assert differ
    assert all(box.contains(x, y) for x, y in differ)


@pytest.mark.parametrize("size", [(1280, 720), (1280, 300)])  # cards, and one line a queue
def test_a_flash_alone_leaves_the_same_picture_as_painting_all(
    tiles: QueueTiles, calling: Calling, qtbot: QtBot, size: tuple[int, int]
) -> None:
    tiles.set_viewing(Viewing(55.0, 8.0, 1468.0), 1.0) if size[1] == 300 else None
    tiles.resize(*size)
    key = quiet_queue(tiles)
    calling.show({key: Level.ACTION})
    qtbot.waitUntil(lambda: tiles.drawn(key).view.calls)
    area = tiles.drawn(key).call_box.toAlignedRect().adjusted(-1, -1, 1, 1)
    for lit in (False, True):
        calling.show_lit(lit)
        whole = picture(tiles)
        part = picture(tiles)
        tiles.render(part, area.topLeft(), QRegion(area))
        assert part == whole
