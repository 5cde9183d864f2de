"""The painted tiles, as a person meets them: by eye, by key, by mouse, by ear."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from supervisor import words
from supervisor.events import AgentState, QueueGone, QueueSeen
from supervisor.live.board import Changed
from supervisor.live.feed import Feed
from supervisor.wallboard.fit import DESK, Form, Viewing
from tests.ui.wallboard.floors import (
    ALL,
    DEAD,
    DEFINITIONS,
    LIVE,
    NAMES,
    NOW,
    PBX,
    Floor,
    busy_floor,
    key,
    later,
    painting,
)
from ui import theme
from ui.wallboard.definitions import Definitions
from ui.wallboard.face import Drawn
from ui.wallboard.surface import Text
from ui.wallboard.tile import Slot
from ui.wallboard.tiles import QueueTiles
from ui.wallboard.turns import MOST


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[..., QueueTiles]:
    """Tiles in a window of some size, showing a floor."""

    def show(
        floor: Floor,
        size: tuple[int, int] = (1690, 930),
        *,
        feeds: dict[str, Feed] = LIVE,
        viewing: Viewing = DESK,
        text_scale: float = 1.0,
        definitions: Definitions = DEFINITIONS,
    ) -> QueueTiles:
        tiles = QueueTiles(definitions)
        qtbot.addWidget(tiles)
        tiles.resize(*size)
        tiles.set_viewing(viewing, text_scale)
        floor.changed()
        tiles.take(floor.board, ALL, feeds, NOW)
        tiles.show()
        qtbot.waitExposed(tiles)
        settle(tiles)
        return tiles

    return show


def settle(tiles: QueueTiles) -> None:
    """Until everything that was asked for is painted."""
    QCoreApplication.processEvents()
    while tiles.turns.due:
        QCoreApplication.processEvents()
    QCoreApplication.processEvents()


# What is repainted


def test_one_changed_queue_repaints_its_own_tile_alone(shown: Callable[..., QueueTiles]) -> None:
    floor = busy_floor()
    tiles = shown(floor)
    floor.answered("Sales", 1)

    with painting(tiles) as painted:
        tiles.take(floor.board, floor.changed(), LIVE, later(0.05))
        settle(tiles)

    assert painted.touches(tiles.tile_box(key("Sales")))
    others = [name for name in NAMES if name != "Sales"]
    assert not any(painted.touches(tiles.tile_box(key(name)).adjusted(2, 2, -2, -2)) for name in others)


def test_a_second_repaints_nothing_but_the_running_waits(shown: Callable[..., QueueTiles]) -> None:
    floor = busy_floor()
    tiles = shown(floor)
    before = {name: tiles.view(key(name)) for name in NAMES}

    with painting(tiles) as painted:
        tiles.tick(later(1))
        settle(tiles)

    running = [name for name in NAMES if floor.board.queues[key(name)].waiting]
    for name in running:
        box = tiles.tick_box(key(name))
        assert painted.touches(box)
        painted.regions = [region.subtracted(box) for region in painted.regions]
    assert painted.region.isEmpty()
    assert tiles.view(key("投诉受理")).longest == "2:42"
    assert all(tiles.view(key(name)) == before[name] for name in NAMES if name not in running)


def test_a_second_on_a_quiet_floor_repaints_nothing(shown: Callable[..., QueueTiles]) -> None:
    floor = Floor("billing", "sales")
    floor.answered("billing", 40)
    tiles = shown(floor)

    with painting(tiles) as painted:
        tiles.tick(later(1))
        settle(tiles)

    assert painted.region.isEmpty()


def test_a_change_that_changes_no_figure_repaints_nothing(shown: Callable[..., QueueTiles]) -> None:
    floor = busy_floor()
    tiles = shown(floor)

    with painting(tiles) as painted:
        tiles.take(floor.board, Changed(queues=frozenset(floor.board.queues)), LIVE, NOW)
        settle(tiles)

    assert painted.region.isEmpty()


def test_a_burst_over_two_hundred_queues_is_painted_by_turns_until_all_is_said(
    shown: Callable[..., QueueTiles], qtbot: QtBot
) -> None:
    floor = busy_floor(200)
    tiles = shown(floor, (3800, 2000))
    on_page = tiles.queues()
    for name in (queue for _source, queue in on_page):
        floor.abandoned(name, 1)

    with painting(tiles) as painted:
        tiles.take(floor.board, floor.changed(), LIVE, NOW)
        assert tiles.turns.due >= len(on_page) - MOST
        qtbot.waitUntil(lambda: not tiles.turns.due)
        settle(tiles)

    assert all(painted.touches(tiles.tile_box(key)) for key in on_page)


def test_times_go_on_only_while_the_source_is_heard(shown: Callable[..., QueueTiles]) -> None:
    tiles = shown(busy_floor(), feeds=DEAD)

    with painting(tiles) as painted:
        tiles.tick(later(1))
        settle(tiles)

    assert painted.region.isEmpty()
    assert tiles.view(key("投诉受理")).longest == "1:30"


def test_a_break_does_not_run_over_while_nobody_hears_whether_it_goes_on(
    shown: Callable[..., QueueTiles],
) -> None:
    floor = busy_floor()
    floor.agent("9001", "Cem", AgentState.BREAK, for_s=650, code="SHORT", queues=("Sales",))
    tiles = shown(floor, feeds=DEAD)  # last heard 71 seconds ago
    assert "1 over" not in tiles.texts(key("Sales"))

    tiles.take(floor.board, Changed(), LIVE, NOW)
    settle(tiles)

    assert "1 over" in tiles.texts(key("Sales"))


# What is shown


def test_a_tile_shows_what_its_queue_says(shown: Callable[..., QueueTiles]) -> None:
    tiles = shown(busy_floor())

    said = tiles.texts(key("投诉受理"))

    assert said[:2] == ["投诉受理", "act now"]
    for text in ("7", "waiting", "2:41", "longest wait", "answered today", "last 30 min", "1 over", "2"):
        assert text in said


def test_a_dead_source_greys_its_tiles_and_no_others(shown: Callable[..., QueueTiles]) -> None:
    floor = busy_floor()
    floor.tell(QueueSeen("chat-system", NOW, "Chat"))
    tiles = shown(floor)

    tiles.take(floor.board, Changed(), {**DEAD, "chat-system": LIVE[PBX]}, NOW)
    settle(tiles)

    assert tiles.view(("chat-system", "Chat")).live
    assert not any(tiles.view(key(name)).live for name in NAMES)
    assert "as of 14:02:09" in tiles.texts(key("Sales"))


def test_figures_take_their_colour_again_when_the_source_is_back(shown: Callable[..., QueueTiles]) -> None:
    floor = busy_floor()
    tiles = shown(floor, feeds=DEAD)

    tiles.take(floor.board, Changed(), LIVE, NOW)
    settle(tiles)

    assert tiles.view(key("投诉受理")).badge == "act now"


def test_a_new_queue_gets_a_tile_and_a_gone_one_loses_it(shown: Callable[..., QueueTiles]) -> None:
    floor = busy_floor()
    tiles = shown(floor)
    floor.tell(QueueSeen(PBX, NOW, "Fraud"), QueueGone(PBX, NOW, "Sales"))

    tiles.take(floor.board, floor.changed(), LIVE, NOW)

    on_page = tiles.queues()
    assert key("Fraud") in on_page
    assert key("Sales") not in on_page


def test_tiles_stand_in_the_users_order_and_the_others_behind(shown: Callable[..., QueueTiles]) -> None:
    order = (key("Sales"), key("gone long ago"), key("Billing"))
    tiles = shown(busy_floor(), definitions=Definitions(DEFINITIONS.rules, queue_order=order))

    on_page = tiles.queues()
    assert on_page[:4] == [key("Sales"), key("Billing"), key("投诉受理"), key("宽带报障")]


def test_a_tile_never_moves_because_of_its_figures(shown: Callable[..., QueueTiles]) -> None:
    floor = busy_floor()
    tiles = shown(floor)
    before = tiles.queues()
    floor.waiting("Sales", 500, 400)

    tiles.take(floor.board, floor.changed(), LIVE, NOW)
    settle(tiles)

    assert tiles.queues() == before


def test_a_figure_that_grows_by_a_digit_widens_the_columns_of_all_tiles(
    shown: Callable[..., QueueTiles],
) -> None:
    floor = busy_floor()
    tiles = shown(floor)
    floor.answered("Sales", 11_000)

    tiles.take(floor.board, floor.changed(), LIVE, NOW)
    settle(tiles)

    assert "11,118 / 11,122" in tiles.texts(key("Sales"))
    assert_tidy(tiles)


# Nothing cut, nothing on top of another, in any size, language, look


def boxes(tiles: QueueTiles, drawn: Drawn) -> list[tuple[str, QRectF]]:
    """Where the ink of each text of a tile is."""
    found = []
    texts: list[Text] = [*drawn.texts, *drawn.tick]
    for text in texts:
        metrics = QFontMetricsF(tiles.layout_in_use.fonts[text.face])
        found.append((text.text, metrics.tightBoundingRect(text.text).translated(text.at)))
    return [(text, box) for text, box in found if text]


def assert_tidy(tiles: QueueTiles) -> None:
    """No text leaves its tile or meets another; no name is cut."""
    on_page = tiles.queues()
    for queue in on_page:
        drawn = tiles.drawn(queue)
        inside = drawn.box.adjusted(0, 0, 1, 1)
        texts = boxes(tiles, drawn)
        texts += [(sign.value, box) for sign, box, _ink in drawn.signs]
        for text, box in texts:
            assert inside.contains(box), f"{text} leaves its tile: {box} in {drawn.box}"
        for (one, first), (other, second) in combinations(texts, 2):
            both = first.intersected(second)
            meets = both.width() > 0.5 and both.height() > 0.5
            assert not meets, f"{one} meets {other} on {queue}"
        assert drawn.name == drawn.view.name


WALL = math.hypot(1920, 1080)
ROOMS = [
    pytest.param((1166, 640), DESK, 1.0, id="laptop"),
    pytest.param((1166, 640), DESK, 1.5, id="laptop-150"),
    pytest.param((1166, 640), DESK, 2.0, id="laptop-200"),
    pytest.param((1690, 930), DESK, 1.0, id="desk"),
    pytest.param((1690, 930), DESK, 2.0, id="desk-200"),
    pytest.param((1880, 955), Viewing(55, 3, WALL), 1.0, id="wall-3m"),
    pytest.param((1880, 955), Viewing(55, 5, WALL), 1.0, id="wall-5m"),
    pytest.param((1880, 955), Viewing(55, 10, WALL), 1.0, id="wall-10m"),
    pytest.param((3760, 1910), Viewing(86, 3, 2 * WALL), 1.0, id="4k"),
]


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize(("size", "viewing", "text_scale"), ROOMS)
@pytest.mark.parametrize("look", ["dark", "light"])
def test_nothing_is_cut_and_nothing_meets_anything(
    shown: Callable[..., QueueTiles],
    size: tuple[int, int],
    viewing: Viewing,
    text_scale: float,
    language: str,
    look: str,
) -> None:
    words.use_language(language)
    theme.use(look)
    for feeds in (LIVE, DEAD):
        tiles = shown(busy_floor(), size, viewing=viewing, text_scale=text_scale, feeds=feeds)
        for page in range(tiles.pages):
            tiles.show_page(page)
            assert_tidy(tiles)


def test_a_very_long_name_is_cut_with_dots_and_said_whole_in_the_tooltip(
    shown: Callable[..., QueueTiles],
) -> None:
    name = "Customer retention and loyalty programme, northern provinces"
    floor = busy_floor()
    floor.tell(QueueSeen(PBX, NOW, name))
    tiles = shown(floor)
    drawn = tiles.drawn(key(name))

    assert drawn.name.endswith("…")
    assert tiles.explanation_at(tiles.zone(key(name), Slot.NAME).center()).startswith(name + "\n")


# Pages


def test_a_wall_read_from_far_is_split_into_pages_that_turn_by_hand(
    shown: Callable[..., QueueTiles], qtbot: QtBot
) -> None:
    tiles = shown(busy_floor(), (1880, 955), viewing=Viewing(55, 8, WALL))
    first = tiles.queues()

    with qtbot.waitSignal(tiles.pages_changed) as turned:
        tiles.show_page(1)

    assert turned.args == [2, 1]
    assert tiles.fit.form is Form.LINE
    assert len(first) == len(tiles.queues()) == 6
    assert not set(first) & set(tiles.queues())


def test_a_queue_is_found_on_whatever_page_it_stands(shown: Callable[..., QueueTiles]) -> None:
    tiles = shown(busy_floor(), (1880, 955), viewing=Viewing(55, 8, WALL))

    tiles.show_queue(key("Overnight"))

    assert tiles.page == 1
    assert "Overnight" in tiles.accessibleDescription()


def test_what_changed_out_of_sight_is_there_when_its_page_is_turned_to(
    shown: Callable[..., QueueTiles],
) -> None:
    floor = busy_floor()
    tiles = shown(floor, (1880, 955), viewing=Viewing(55, 8, WALL))
    floor.waiting("国际漫游", 9, 8)

    tiles.take(floor.board, floor.changed(), LIVE, NOW)
    tiles.show_page(1)

    assert tiles.view(key("国际漫游")).waiting == "3"


# Keyboard, mouse, clipboard, screen reader


def test_the_arrows_move_a_ring_and_enter_explains_the_tile(
    shown: Callable[..., QueueTiles], qtbot: QtBot
) -> None:
    tiles = shown(busy_floor())
    tiles.setFocus(Qt.FocusReason.TabFocusReason)
    assert tiles.accessibleDescription().startswith("投诉受理, act now, 7 waiting, longest wait 2:41")

    for arrow in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        QTest.keyClick(tiles, arrow)
    assert tiles.accessibleDescription().startswith("Billing, ")

    QTest.keyClick(tiles, Qt.Key.Key_Return)
    assert tiles.explanation is not None
    assert tiles.explanation.text.startswith("Billing\n")
    assert "÷ (offered − still waiting)" in tiles.explanation.text

    QTest.keyClick(tiles, Qt.Key.Key_Right)
    assert tiles.explanation.text.startswith("Broadband faults\n")
    QTest.keyClick(tiles, Qt.Key.Key_Escape)
    assert tiles.explanation is None


def test_the_arrows_stop_at_the_edges(shown: Callable[..., QueueTiles]) -> None:
    tiles = shown(busy_floor())
    tiles.setFocus(Qt.FocusReason.TabFocusReason)

    for arrow in (Qt.Key.Key_Up, Qt.Key.Key_Left):
        QTest.keyClick(tiles, arrow)
    assert tiles.accessibleDescription().startswith("投诉受理")
    QTest.keyClick(tiles, Qt.Key.Key_End)
    QTest.keyClick(tiles, Qt.Key.Key_Down)
    assert tiles.accessibleDescription().startswith("Overnight")


def test_the_explanation_stays_inside_and_off_its_tile(shown: Callable[..., QueueTiles]) -> None:
    tiles = shown(busy_floor())
    tiles.setFocus(Qt.FocusReason.TabFocusReason)
    for _tile in NAMES:
        QTest.keyClick(tiles, Qt.Key.Key_Return)
        panel = tiles.explanation.geometry()
        assert tiles.rect().contains(panel)
        assert not panel.intersects(tiles.tile_box(tiles.focused))
        QTest.keyClick(tiles, Qt.Key.Key_Right)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_explanation_fits_a_small_screen_in_the_largest_type(
    shown: Callable[..., QueueTiles], language: str
) -> None:
    words.use_language(language)
    theme.use("dark", text_scale=2.0)
    tiles = shown(busy_floor(), (1166, 640), text_scale=2.0)
    tiles.show_queue(key("投诉受理"))

    QTest.keyClick(tiles, Qt.Key.Key_Return)

    assert tiles.rect().contains(tiles.explanation.geometry())


def test_the_explanation_goes_on_with_the_figures(shown: Callable[..., QueueTiles]) -> None:
    floor = busy_floor()
    tiles = shown(floor)
    tiles.show_queue(key("Sales"))
    QTest.keyClick(tiles, Qt.Key.Key_Return)
    floor.answered("Sales", 100)

    tiles.take(floor.board, floor.changed(), LIVE, NOW)
    settle(tiles)

    assert "218 / 222" in tiles.explanation.text


@pytest.mark.parametrize(
    ("slot", "said"),
    [
        (Slot.ANSWER_RATE, "Answered ÷ (offered − still waiting), by arrival, today since 00:00: "),
        (Slot.SERVICE_LEVEL, "Answered within 20 s ÷"),
        (Slot.RECENT, "over the last 30 minutes: 20 / 34"),
        (Slot.WAITING, "7 callers wait for an agent, at 14:03:20."),
        (Slot.LONGEST, "entered the queue, at 14:00:39."),
        (Slot.STAFF, "1 is on break for longer than the break allows."),
        (Slot.COURSE, "by quarter hour: bars are the contacts offered"),
        (Slot.NAME, "Customers"),
    ],
)
def test_pointing_at_a_figure_explains_it(shown: Callable[..., QueueTiles], slot: Slot, said: str) -> None:
    floor = busy_floor()
    if slot is Slot.NAME:
        floor = Floor("投诉受理")
        floor.waiting("投诉受理", 161)
    tiles = shown(floor)

    assert said in tiles.explanation_at(tiles.zone(key("投诉受理"), slot).center())


def test_pointing_between_tiles_explains_nothing(shown: Callable[..., QueueTiles]) -> None:
    tiles = shown(busy_floor())

    assert tiles.explanation_at(tiles.tile_box(key("投诉受理")).topRight() + QPoint(4, 4)) == ""


def test_a_double_click_explains_and_a_click_beside_closes(shown: Callable[..., QueueTiles]) -> None:
    tiles = shown(busy_floor())
    at = tiles.tile_box(key("Sales")).center()

    QTest.mouseDClick(tiles, Qt.MouseButton.LeftButton, pos=at)
    assert tiles.explanation is not None
    assert tiles.explanation.text.startswith("Sales\n")

    QTest.mouseClick(
        tiles, Qt.MouseButton.LeftButton, pos=tiles.tile_box(key("Sales")).topRight() + QPoint(4, 4)
    )
    assert tiles.explanation is None


def test_the_page_is_copied_as_a_table_that_a_spreadsheet_takes(shown: Callable[..., QueueTiles]) -> None:
    tiles = shown(busy_floor())
    tiles.setFocus()

    QTest.keyClick(tiles, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[:4] == ["Queue", "Waiting", "Longest wait", "Answer rate"]
    assert lines[1].split("\t")[:3] == ["投诉受理", "7", "2:41"]
    assert len(lines) == 13
    assert len({line.count("\t") for line in lines}) == 1


def test_a_listener_hears_which_queues_need_somebody(shown: Callable[..., QueueTiles]) -> None:
    tiles = shown(busy_floor())

    assert tiles.accessibleName() == "Queues"
    assert tiles.summary().startswith("12 queues; 投诉受理: act now; ")


def test_another_language_is_spoken_at_once(shown: Callable[..., QueueTiles]) -> None:
    tiles = shown(busy_floor())
    assert "longest wait" in tiles.texts(key("Sales"))

    words.use_language("zh_CN")
    QCoreApplication.sendEvent(tiles, QEvent(QEvent.Type.LanguageChange))

    assert "longest wait" not in tiles.texts(key("Sales"))
    assert words._("longest wait") in tiles.texts(key("Sales"))


def test_another_look_is_painted_at_once(shown: Callable[..., QueueTiles]) -> None:
    tiles = shown(busy_floor())
    dark = tiles.grab().toImage().pixelColor(tiles.width() // 2, 1)

    theme.use("light")

    assert tiles.grab().toImage().pixelColor(tiles.width() // 2, 1) != dark


@pytest.mark.parametrize("look", ["dark", "light"])
def test_a_state_is_painted_on_the_edge_in_its_colour(shown: Callable[..., QueueTiles], look: str) -> None:
    theme.use(look)
    tiles = shown(busy_floor())
    box = tiles.tile_box(key("投诉受理"))
    picture = tiles.grab().toImage()

    edge = picture.pixelColor(box.left() + 3, box.center().y())
    quiet = picture.pixelColor(
        tiles.tile_box(key("Sales")).left() + 3, tiles.tile_box(key("Sales")).center().y()
    )

    assert edge.name().upper() == theme.current().critical
    assert quiet.name().upper() == theme.current().surface


def test_a_break_that_runs_over_its_limit_shows_within_seconds(shown: Callable[..., QueueTiles]) -> None:
    floor = busy_floor()
    floor.agent("9001", "Cem", AgentState.BREAK, for_s=598, code="SHORT", queues=("Sales",))
    tiles = shown(floor)
    assert "1 over" not in tiles.texts(key("Sales"))

    for second in range(1, 8):
        tiles.tick(later(second))
    settle(tiles)

    assert "1 over" in tiles.texts(key("Sales"))
