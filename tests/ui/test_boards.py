"""What the wall's screen and the farthest seat allow, in a sentence; and what is out of sight."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from supervisor.clock import FixedClock
from supervisor.events import QueueSeen
from supervisor.live.board import EMPTY, Board, Changed
from supervisor.live.fold import fold
from supervisor.live.follow import Update
from supervisor.live.rules import CountingRules
from supervisor.settings.machine import MachineSettings
from ui.boards import readable_sentence
from ui.live import LiveBoard
from ui.showing import Showing

NOW = datetime(2026, 11, 23, 2, 42, 7, tzinfo=UTC)
WALL = QSize(1920, 1080)


def test_the_farther_the_seat_the_more_pages(dressed: QApplication) -> None:
    near = readable_sentence(MachineSettings(viewing_distance_m=3.0), WALL, 12)
    far = readable_sentence(MachineSettings(viewing_distance_m=9.0), WALL, 12)
    assert near.startswith("12 queues on 1 page, readable to ")
    assert "pages" in far


def test_a_wall_that_is_too_small_says_so_and_what_to_do(dressed: QApplication) -> None:
    said = readable_sentence(MachineSettings(screen_inches=10.0, viewing_distance_m=60.0), WALL, 12)
    assert said.startswith("Too small for 60.0 m")
    assert "larger screen" in said


def test_without_queues_nothing_is_promised(dressed: QApplication) -> None:
    assert readable_sentence(MachineSettings(), WALL, 0) == ""


class Seen(QWidget):
    """A board that keeps what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Changed] = []
        self.ticks = 0

    def take(self, board: Board, changed: Changed, feeds: object, now: datetime) -> None:
        self.taken.append(changed)

    def tick(self, now: datetime) -> None:
        self.ticks += 1


def test_what_changes_out_of_sight_is_given_together_when_it_is_seen_again(
    dressed: QApplication, qtbot: QtBot
) -> None:
    live = LiveBoard(FixedClock(NOW))
    seen = Seen()
    qtbot.addWidget(seen)
    Showing(live, seen, seen)
    assert seen.taken == []  # nothing was read yet
    board = EMPTY
    for name in ("support", "billing"):
        board, changed = fold(board, [QueueSeen("pbx", NOW, name)], CountingRules())
        live.show(Update(board, changed, {}))
    live.second.emit(NOW)
    assert (seen.taken, seen.ticks) == ([], 0)
    with qtbot.waitExposed(seen):
        seen.show()
    assert [changed.queues for changed in seen.taken] == [{("pbx", "support"), ("pbx", "billing")}]
    live.second.emit(NOW)
    assert seen.ticks == 1
    live.stop()
