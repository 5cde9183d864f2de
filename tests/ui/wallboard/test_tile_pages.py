"""Where tiles stand: the grid, the pages, the way from one tile to the next."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtWidgets import QApplication

from tests.ui.wallboard.floors import ALL, DEFINITIONS, LIVE, NOW, busy_floor, key
from ui.wallboard.queue_roster import QueueRoster
from ui.wallboard.tile_pages import TilePages


@pytest.fixture
def pages(dressed: QApplication) -> TilePages:
    """A busy floor of twelve queues on one page."""
    roster = QueueRoster(DEFINITIONS)
    roster.take(busy_floor().board, ALL, LIVE, NOW)
    roster.order()
    made = TilePages(roster)
    made.arrange(QSize(1690, 930))
    made.draw()
    return made


def test_before_there_is_room_there_is_one_empty_page(dressed: QApplication) -> None:
    pages = TilePages(QueueRoster(DEFINITIONS))
    pages.draw()
    assert (pages.count, list(pages.on_page()), pages.drawn) == (1, [], {})
    assert pages.page_of(key("Sales")) is None


def test_what_stands_at_a_point_is_the_tile_drawn_there(pages: TilePages) -> None:
    for queue, drawn in pages.drawn.items():
        assert pages.at(drawn.box.center()) == queue
    assert pages.at(QPointF(-5, -5)) is None


def test_keys_lead_to_the_neighbour_and_not_beyond_the_edge(pages: TilePages) -> None:
    keys = list(pages.on_page())
    assert pages.fit is not None
    assert pages.beside(keys[0], Qt.Key.Key_Right) == keys[1]
    assert pages.beside(keys[0], Qt.Key.Key_Down) == keys[pages.fit.columns]
    assert pages.beside(keys[0], Qt.Key.Key_Left) is None
    assert pages.beside(keys[3], Qt.Key.Key_End) == keys[-1]
    assert pages.beside(keys[-1], Qt.Key.Key_Home) == keys[0]


def test_a_wait_that_grows_within_its_column_repaints_itself_alone(pages: TilePages) -> None:
    queue = key("投诉受理")
    box = pages.drawn[queue].box.toAlignedRect()
    dirty = pages.tick(queue, "2:42")
    assert dirty is not None
    assert box.contains(dirty)
    assert dirty != box
    assert pages.tick(queue, "100:02:42") is None


def test_in_less_room_the_page_that_was_in_sight_stays_in_sight(pages: TilePages) -> None:
    pages.arrange(QSize(500, 300))
    assert pages.count > 1
    assert pages.fit is not None
    pages.page = pages.count - 1
    first = pages.on_page()[0]
    pages.arrange(QSize(500, 360))
    assert first in pages.on_page()
