"""From the window to the walls of this computer: opened, arranged, read from afar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QWidget

from supervisor.rights.act import Act
from ui.machine import Machine
from ui.rights import tell_if_not
from ui.shell.place_stack import PlaceStack

if TYPE_CHECKING:  # the board comes after the first paint
    from ui.boards import Boards


class WallDesk(QObject):
    """The boards of the centre that *stack* shows; they are made when the first of them is wanted."""

    closed = Signal()  # the last full screen is gone
    locked = Signal()  # a wall was opened behind which there is nothing to go to

    def __init__(self, stack: PlaceStack, machine: Machine) -> None:
        super().__init__(stack)
        self._stack, self._machine = stack, machine
        self._boards: Boards | None = None

    def leave(self) -> None:
        """End the boards, before their centre is closed."""
        if self._boards is not None:
            self._boards.close()
            self._boards.deleteLater()
            self._boards = None

    def show(self, screen: QScreen | None = None) -> None:
        """Show the wallboard on the whole of *screen*: else the chosen one, else where the window is."""
        boards = self._permitted()
        if boards is not None:
            page = "agents" if self._stack.place == "floor" else ""
            boards.open_wall(screen or self._chosen_screen(), page)

    def show_all(self) -> None:
        """Show every wall of this computer, each on its screen: after a start without a click."""
        boards = self._permitted()
        if boards is not None:
            boards.open_walls(self._stack.screen())

    def show_page(self, page: str) -> None:
        """Show the page with this id on the wall screen."""
        boards = self.boards
        if boards is not None:
            boards.open_wall(self._chosen_screen(), page)

    def make(self, page: str) -> QWidget | None:
        """The full screen as a window that is not shown yet, for a picture of it."""
        boards = self.boards
        return boards.open_wall(None, page) if boards is not None else None

    def close(self) -> None:
        """End the full screens."""
        if self._boards is not None:
            self._boards.close_wall()

    @property
    def wall(self) -> QWidget | None:
        """The full screen, while there is one."""
        return self._boards.wall if self._boards is not None else None

    @property
    def boards(self) -> Boards | None:
        """The boards of the open centre; None while there is none."""
        centre = self._stack.centre
        if self._boards is None and centre is not None:
            from ui.boards import Boards

            self._boards = Boards(centre, self._machine, self)
            self._boards.wall_closed.connect(self.closed)
            self._boards.wall_opened.connect(self._heed_opened)
        return self._boards

    def arrange(self) -> None:
        """Ask which screens are walls and what each of them shows."""
        boards = self.boards
        if boards is None:
            return
        from ui.pages.walls_dialog import WallsDialog

        dialog = WallsDialog(self._machine, boards.library, self._count_queues, self._stack.window())
        dialog.open_wanted.connect(dialog.accept)
        dialog.open_wanted.connect(self.show_all)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def readable(self) -> str:
        """From how far the wall could be read with the screen and the distance in force."""
        if self._stack.centre is None:
            return ""
        from ui.boards import readable_sentence

        size = self._chosen_screen().size()
        return readable_sentence(self._machine.settings, size, self._count_queues())

    def _permitted(self) -> Boards | None:
        centre = self._stack.centre
        return self.boards if centre is not None and tell_if_not(centre, Act.SEE_BOARD) else None

    def _chosen_screen(self) -> QScreen:
        from ui.boards import screen_called

        return screen_called(self._machine.settings.wall_monitor, self._stack)

    def _count_queues(self) -> int:
        centre = self._stack.centre
        return sum(not line.gone for line in centre.live.board.queues.values()) if centre is not None else 0

    def _heed_opened(self) -> None:
        if self._machine.settings.wall_locked and self.wall is not None and self.wall.isVisible():
            self.locked.emit()
