"""The page under the hands, by mouse and by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from pytestqt.qtbot import QtBot

from supervisor.pages.page import ClockPart, FigurePart, Page, Part
from ui.pages.editor.canvas import PageCanvas

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
PAGE = Page(
    "p",
    "Morning",
    12,
    8,
    (Part("a", 0, 0, 3, 2, FigurePart("waiting")), Part("b", 3, 0, 3, 2, ClockPart())),
)


@pytest.fixture
def canvas(qtbot: QtBot) -> PageCanvas:
    made = PageCanvas()
    qtbot.addWidget(made)
    made.resize(732, 492)
    made.set_screen(QSize(1440, 960))
    made.edited.connect(lambda page, _topic: made.show_page(page))
    made.show_page(PAGE)
    made.show()
    made.setFocus()
    return made


def place(canvas: PageCanvas, part_id: str) -> tuple[int, int, int, int]:
    assert canvas.page is not None
    part = canvas.page.part(part_id)
    assert part is not None
    return part.x, part.y, part.w, part.h


def centre(canvas: PageCanvas, part_id: str) -> QPoint:
    assert canvas.page is not None
    part = canvas.page.part(part_id)
    assert part is not None
    return canvas.part_box(part).center().toPoint()


def drag(qtbot: QtBot, canvas: PageCanvas, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(canvas, LEFT, pos=start)
    qtbot.mouseMove(canvas, (start + end) / 2)
    qtbot.mouseMove(canvas, end)
    qtbot.mouseRelease(canvas, LEFT, pos=end)


def test_a_part_is_dragged_by_cells(canvas: PageCanvas, qtbot: QtBot) -> None:
    start = centre(canvas, "a")
    cell = canvas.box(0, 3, 1, 1).center() - canvas.box(0, 0, 1, 1).center()
    drag(qtbot, canvas, start, start + cell.toPoint())
    assert place(canvas, "a") == (0, 3, 3, 2)
    assert canvas.part_id == "a"


def test_what_stands_in_the_way_changes_places_or_gives_way(canvas: PageCanvas, qtbot: QtBot) -> None:
    drag(qtbot, canvas, centre(canvas, "a"), centre(canvas, "b"))
    assert place(canvas, "a") == (3, 0, 3, 2)
    assert place(canvas, "b") == (0, 0, 3, 2)


def test_a_corner_sizes_the_part(canvas: PageCanvas, qtbot: QtBot) -> None:
    qtbot.mouseClick(canvas, LEFT, pos=centre(canvas, "a"))
    corner = canvas.box(0, 0, 3, 2).bottomLeft() + QPointF(1, -1)
    drag(qtbot, canvas, corner.toPoint(), (corner + QPointF(0, canvas.box(0, 0, 1, 2).height())).toPoint())
    assert place(canvas, "a") == (0, 0, 3, 4)


def test_a_drag_that_esc_ends_changes_nothing(canvas: PageCanvas, qtbot: QtBot) -> None:
    start = centre(canvas, "a")
    qtbot.mousePress(canvas, LEFT, pos=start)
    qtbot.mouseMove(canvas, start + QPoint(0, 200))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.mouseRelease(canvas, LEFT, pos=start + QPoint(0, 200))
    assert canvas.page == PAGE


def test_a_drag_on_empty_ground_asks_for_a_part_there(canvas: PageCanvas, qtbot: QtBot) -> None:
    wanted: list[object] = []
    canvas.part_wanted.connect(wanted.append)
    first, last = canvas.box(7, 4, 1, 1).center().toPoint(), canvas.box(9, 5, 1, 1).center().toPoint()
    drag(qtbot, canvas, first, last)
    assert wanted == [(7, 4, 3, 2)]
    drag(qtbot, canvas, canvas.box(7, 4, 1, 1).center().toPoint(), centre(canvas, "b"))
    assert len(wanted) == 1  # a part stands there


def test_everything_is_done_by_keys_alone(canvas: PageCanvas, qtbot: QtBot) -> None:
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert canvas.part_id == "a"
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert place(canvas, "a") == (0, 2, 3, 2)
    qtbot.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
    assert place(canvas, "a") == (0, 2, 4, 2)
    with qtbot.waitSignal(canvas.opened) as opened:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert opened.args == ["a"]
    qtbot.keyClick(canvas, Qt.Key.Key_D, CTRL)
    assert canvas.page is not None
    assert len(canvas.page.parts) == 3
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert {part.id for part in canvas.page.parts} == {"a", "b"}
    assert canvas.part_id == ""


def test_tab_leaves_behind_the_last_part(canvas: PageCanvas, qtbot: QtBot) -> None:
    for chosen in ("a", "b"):
        assert canvas.focusNextPrevChild(True)
        assert canvas.part_id == chosen or canvas.part_id
    before = canvas.part_id
    canvas.focusNextPrevChild(True)
    assert canvas.part_id == before


def test_steps_by_one_key_have_one_topic(canvas: PageCanvas, qtbot: QtBot) -> None:
    topics: list[str] = []
    canvas.edited.connect(lambda _page, topic: topics.append(topic))
    canvas.choose("b")
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
    assert topics == ["move b", "move b", "size b"]
