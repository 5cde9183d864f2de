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
from ui.pages.library import PageLibrary
from ui.pages.wall_window import WallWindow
from ui.pages.walls import Walls
from ui.showing import Showing
from ui.wallboard.definitions import Definitions
from ui.wallboard.face import Widest, digit_height, widths
from ui.wallboard.screen import QueuesScreen


class Boards(QObject):
    """Makes the screens of the board for one centre and keeps their definitions those in force."""

    wall_closed = Signal()
    wall_opened = Signal()

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self._machine = machine
        self._shown: list[QueuesScreen] = []
        self._library: PageLibrary | None = None
        self._walls: Walls | None = None
        self._defined: Definitions | None = None  # as the screens were told last
        centre.changed.connect(self._define_again)

    def queues(self, parent: QWidget) -> QueuesScreen:
        """The queue tiles for the main window."""
        self._defined = self._definitions()
        screen = QueuesScreen(self._defined, parent)
        Showing(self._centre.live, screen, screen)
        self._shown.append(screen)
        return screen

    @property
    def library(self) -> PageLibrary:
        """The pages of the centre; read when they are first asked for."""
        if self._library is None:
            self._library = PageLibrary(self._centre, self)
        return self._library

    @property
    def walls(self) -> Walls:
        """The walls of this computer."""
        if self._walls is None:
            self._walls = Walls(self._centre, self._machine, self.library, self._definitions, self)
            self._walls.closed.connect(self.wall_closed)
            self._walls.opened.connect(self.wall_opened)
        return self._walls

    @property
    def wall(self) -> WallWindow | None:
        """The first wall that is open; None while there is none."""
        windows = self._walls.windows if self._walls is not None else []
        return windows[0] if windows else None

    def open_wall(self, screen: QScreen | None, page: str = "") -> WallWindow:
        """A wall on the whole of *screen*, *page* first; None only makes it, for a picture."""
        return self.walls.open_on(screen, page)

    def open_walls(self, else_on: QScreen | None) -> None:
        """Every wall of this computer, each on its screen."""
        self.walls.open_all(else_on)

    def close_wall(self) -> None:
        """End the full screens."""
        if self._walls is not None:
            self._walls.close_all()

    def close(self) -> None:
        """End everything that was made; the screens in the window go with the window's pages."""
        if self._walls is not None:
            self._walls.stop()
        if self._library is not None:
            self._library.close()
        self._shown.clear()

    def _definitions(self) -> Definitions:
        kept = self._centre.kept
        return Definitions.of(kept.settings, kept.rules)

    @Slot(object)
    def _define_again(self, _changes: object) -> None:
        definitions = self._definitions()
        if definitions == self._defined:  # whatever was written: 200 tiles laid out anew are a stall
            return
        self._defined = definitions
        for screen in self._shown:
            screen.use(definitions)
        if self._walls is not None:
            self._walls.use(definitions)


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
