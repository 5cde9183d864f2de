"""The painted boards and the live board: who shows what, by which definitions, and for whose eyes."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QSize, Signal, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from supervisor import words
from supervisor.settings.machine import MachineSettings
from supervisor.wallboard.fit import Viewing, fit
from supervisor.words import _, ngettext
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.showing import Showing
from ui.wallboard.definitions import Definitions
from ui.wallboard.face import Widest, digit_height, widths
from ui.wallboard.screen import QueuesScreen
from ui.wallboard.wall_window import QUEUES, WallChoice, WallWindow


class Boards(QObject):
    """Makes the screens of the board for one centre and keeps their definitions those in force."""

    wall_closed = Signal()

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self._machine = machine
        self._shown: list[QueuesScreen] = []
        self.wall: WallWindow | None = None
        centre.changed.connect(self._define_again)
        machine.changed.connect(self._choose_again)

    def queues(self, parent: QWidget) -> QueuesScreen:
        """The queue tiles for the main window."""
        screen = QueuesScreen(self._definitions(), parent)
        Showing(self._centre.live, screen, screen)
        self._shown.append(screen)
        return screen

    def open_wall(self, screen: QScreen | None, page: str = QUEUES) -> WallWindow:
        """The wall on the whole of *screen*; None only makes it, for a picture."""
        self.close_wall()
        wall = WallWindow(self._definitions(), self._choice(), page)
        Showing(self._centre.live, wall, wall)
        wall.closed.connect(self._forget_wall)
        self.wall = wall
        if screen is not None:
            wall.open_on(screen)
        return wall

    def close_wall(self) -> None:
        """End the full screen."""
        if self.wall is not None:
            self.wall.close()

    def close(self) -> None:
        """End everything that was made; the screens in the window go with the window's pages."""
        self.close_wall()
        self._shown.clear()

    def _definitions(self) -> Definitions:
        kept = self._centre.kept
        return Definitions.of(kept.settings, kept.rules)

    def _choice(self) -> WallChoice:
        settings = self._machine.settings
        return WallChoice(settings.screen_inches, settings.viewing_distance_m, not settings.public_names)

    @Slot(object)
    def _define_again(self, _changes: object) -> None:
        definitions = self._definitions()
        for screen in self._shown:
            screen.use(definitions)
        if self.wall is not None:
            self.wall.use(definitions)

    @Slot(object)
    def _choose_again(self, _names: object) -> None:
        if self.wall is not None:
            self.wall.set_choice(self._choice())

    @Slot()
    def _forget_wall(self) -> None:
        wall, self.wall = self.wall, None
        if wall is not None:
            wall.deleteLater()
        self.wall_closed.emit()


def screen_called(name: str, else_of: QWidget) -> QScreen:
    """The screen that the machine calls *name*, else the one that *else_of* stands on."""
    named = [screen for screen in QGuiApplication.screens() if screen.name() == name]
    return named[0] if named else else_of.screen()


def readable_sentence(settings: MachineSettings, size: QSize, queues: int) -> str:
    """From how far a wall of *size* pixels with so many queues can be read; "" without queues."""
    if not queues:
        return ""
    viewing = Viewing(
        settings.screen_inches, settings.viewing_distance_m, math.hypot(size.width(), size.height())
    )
    room = (size.width() * 0.97, size.height() * 0.88)  # without the header, the footer and the margins
    fitted = fit(*room, queues, viewing, widths(Widest()), digit=digit_height())
    far = words.number(fitted.readable_m, 1)
    if not fitted.legible:
        return _(
            "Too small for {distance} m: even one queue at a time is readable to {far} m only. Set a larger "
            "screen or a shorter distance."
        ).format(distance=words.number(settings.viewing_distance_m, 1), far=far)
    return ngettext(
        "{queues} queues on {n} page, readable to {far} m.",
        "{queues} queues on {n} pages, readable to {far} m.",
        fitted.pages,
    ).format(queues=queues, n=fitted.pages, far=far)
