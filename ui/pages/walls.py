"""The walls of this computer: a window on each of its screens, gone while its screen is away."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, QSize, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen

from supervisor.pages.edit import upright
from supervisor.pages.legible import PageVerdict, verdict
from supervisor.pages.page import Page
from supervisor.pages.shipped import shipped_page
from supervisor.settings.walls import Wall, walls_of
from supervisor.wallboard.fit import Viewing
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.pages.library import PageLibrary
from ui.pages.wall_window import Shown, WallChoice, WallWindow
from ui.showing import Showing
from ui.wallboard.definitions import Definitions
from ui.wallboard.face import Widest, digit_height, widths

SETTLE_MS = 400  # a screen that was plugged in says its size in several steps


@dataclass(frozen=True)
class Monitor:
    """A screen of this computer, as it is known from one start to the next."""

    name: str
    serial: str
    title: str  # as a person tells it from others
    geometry: QRect
    ratio: float = 1.0
    inches: float = 0.0  # as the screen itself says, 0 when it does not
    screen: QScreen | None = None

    @property
    def pixels(self) -> QSize:
        """Its size in its own pixels."""
        return self.geometry.size() * self.ratio


def monitors() -> list[Monitor]:
    """The screens that are there now, the first one first."""
    return [_monitor(screen) for screen in QGuiApplication.screens()]


def _monitor(screen: QScreen) -> Monitor:
    size, ratio = screen.size(), screen.devicePixelRatio()
    pixels = size * ratio
    physical = screen.physicalSize()
    inches = math.hypot(physical.width(), physical.height()) / 25.4
    made_by = " ".join(part for part in (screen.manufacturer(), screen.model()) if part)
    title = f"{screen.name() or made_by or '1'}  {pixels.width()} × {pixels.height()}"
    return Monitor(
        screen.name(),
        screen.serialNumber(),
        title if not made_by or not screen.name() else f"{title}  {made_by}",
        screen.geometry(),
        ratio,
        inches if 5 <= inches <= 500 else 0.0,
        screen,
    )


def monitor_of(wall: Wall, there: Sequence[Monitor]) -> Monitor | None:
    """The screen of *wall* among those that are *there*: None while it is away."""
    exact = [one for one in there if one.serial and one.serial == wall.serial]
    return next(iter(exact), None) or next((one for one in there if wall.is_of(one.name, one.serial)), None)


class Walls(QObject):
    """Opens, feeds and closes the walls of one centre on this computer."""

    closed = Signal()  # the last wall was ended
    opened = Signal()

    def __init__(
        self,
        centre: OpenCentre,
        machine: Machine,
        library: PageLibrary,
        definitions: Callable[[], Definitions],
        parent: QObject | None = None,
        *,
        screens: Callable[[], Sequence[Monitor]] = monitors,
    ) -> None:
        """*screens* tells which screens are there; `heed_screens` when they may be others."""
        super().__init__(parent)
        self._centre = centre
        self._machine = machine
        self._library = library
        self._definitions = definitions
        self._screens = screens
        self._wanted: list[Wall] = []  # those that are to be shown, their screens there or not
        self._windows: list[tuple[Wall, WallWindow]] = []
        self._closing = False
        self._windows_away = False  # while windows close because their screens are gone
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.heed_screens)
        library.changed.connect(self._heed_library)
        machine.changed.connect(self._heed_machine)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._screens_changed)
            app.screenRemoved.connect(self._screen_gone)
            app.primaryScreenChanged.connect(self._screens_changed)

    # -- opening and closing ------------------------------------------------------------------------------

    @property
    def windows(self) -> list[WallWindow]:
        """The walls that are open."""
        return [window for _wall, window in self._windows]

    def open_all(self, else_on: QScreen | None = None) -> list[WallWindow]:
        """Open every wall of this computer whose screen is there; the others follow when theirs comes.

        A wall that names no screen, the usual one, stands on *else_on*.
        """
        self.close_all()
        self._wanted = list(walls_of(self._machine.settings))
        there = self._screens()
        for wall in self._wanted:
            found = monitor_of(wall, there)
            if found is None and not wall.monitor and not wall.serial:
                found = next((one for one in there if else_on is not None and one.screen is else_on), None)
                found = found or next(iter(there), None)
            if found is not None:
                self._open(wall, found)
        if not self._windows and there:  # none of their screens is there: better here than nowhere
            self._open(self._wanted[0], there[0])
        if self._windows:
            self.opened.emit()
        return self.windows

    def open_on(self, screen: QScreen | None, first: str = "") -> WallWindow:
        """Open one wall on *screen*, the one that is set up for it or the first; *first* page first.

        Without a screen it is only made, for a picture.
        """
        self.close_all()
        walls = walls_of(self._machine.settings)
        monitor = _monitor(screen) if screen is not None else None
        wall = walls[0]
        if monitor is not None:
            wall = next((one for one in walls if one.is_of(monitor.name, monitor.serial)), wall)
        self._wanted = [wall]
        window = self._open(wall, monitor, first)
        self.opened.emit()
        return window

    def close_all(self) -> None:
        """End every wall, locked or not."""
        self._closing = True
        self._wanted.clear()
        for window in self.windows:
            window.end()
        self._closing = False

    def stop(self) -> None:
        """End everything."""
        self._settle.stop()
        self.close_all()

    def _open(self, wall: Wall, monitor: Monitor | None, first: str = "") -> WallWindow:
        window = WallWindow(self._definitions(), self._choice(wall), self._pages(wall, first), first=first)
        window.set_material(self._library.material)
        Showing(self._centre.live, window, window)
        window.closed.connect(lambda window=window: self._forget(window))
        self._windows.append((wall, window))
        if monitor is not None:
            window.open_on(monitor.geometry, monitor.screen)
        return window

    def _forget(self, window: WallWindow) -> None:
        """*window* was closed. When a person ended one wall, all of them end: they are one show."""
        self._windows = [(wall, other) for wall, other in self._windows if other is not window]
        window.deleteLater()
        if not self._closing and not self._windows_away:
            self.close_all()
        if not self._windows and not self._closing:
            self.closed.emit()

    # -- what they show -----------------------------------------------------------------------------------

    def _choice(self, wall: Wall) -> WallChoice:
        settings = self._machine.settings
        return WallChoice(wall.inches, wall.distance_m, wall.public, settings.wall_locked, settings.wall_pin)

    def _pages(self, wall: Wall, first: str = "") -> list[Shown]:
        """The pages of *wall* that are there (*first* among them), at least one."""
        named = [(shown.page, shown.seconds) for shown in wall.pages]
        if first and first not in {page for page, _seconds in named}:
            named.insert(0, (first, 0))
        found = [
            Shown(page, seconds)
            for page_id, seconds in named
            if (page := self._library.page(page_id)) is not None
        ]
        usual = shipped_page("queues")
        assert usual is not None  # noqa: S101
        return found or [Shown(usual, 0)]

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        for window in self.windows:
            window.use(definitions)

    def _heed_library(self) -> None:
        for wall, window in self._windows:
            window.show_pages(self._pages(wall, window.first))
            window.set_material(self._library.material)

    def _heed_machine(self, names: frozenset[str]) -> None:
        """The walls are set up otherwise: those that are open follow at once."""
        if not self._windows:
            return
        if "language" in names:
            self._heed_library()  # the shipped pages' titles
        walls = walls_of(self._machine.settings)
        if "walls" in names and len(self._wanted) > 0 and len(self._wanted) == len(self._windows):
            kept: list[tuple[Wall, WallWindow]] = []
            for place, (wall, window) in enumerate(self._windows):
                same = next(
                    (one for one in walls if one.is_of(wall.monitor, wall.serial)),
                    walls[place] if place < len(walls) else wall,
                )
                kept.append((same, window))
            self._windows = kept
        elif names & {"screen_inches", "viewing_distance_m", "public_names"}:
            self._windows = [
                (walls[0] if place == 0 else wall, window)
                for place, (wall, window) in enumerate(self._windows)
            ]
        for wall, window in self._windows:
            window.set_choice(self._choice(wall))
        self._heed_library()

    # -- screens that come and go -------------------------------------------------------------------------

    def _screens_changed(self, _screen: object = None) -> None:
        if self._wanted:
            self._settle.start()

    def _screen_gone(self, screen: QScreen) -> None:
        """Qt would put the window on another screen, over somebody's desk or another wall."""
        gone = [(wall, window) for wall, window in self._windows if window.screen() is screen]
        for _wall, window in gone:
            window.hide()
        self._screens_changed()

    def heed_screens(self) -> None:
        """Open the walls whose screens have come (back), and close those whose screens are gone."""
        there = self._screens()
        for wall, window in list(self._windows):
            found = monitor_of(wall, there)
            if found is None and (wall.monitor or wall.serial) and len(there) and not window.isVisible():
                self._windows_away = True
                window.end()
                self._windows_away = False
            elif (found is not None and window.isVisible() and window.geometry() != found.geometry) or (
                found is not None and not window.isVisible()
            ):
                window.open_on(found.geometry, found.screen)
        opened = [wall for wall, _window in self._windows]
        for wall in self._wanted:
            found = monitor_of(wall, there)
            if wall not in opened and found is not None:
                self._open(wall, found)


def verdict_on(
    page: Page, wall: Wall, size: QSize, queues: int, characters: Sequence[int] = ()
) -> PageVerdict:
    """How well *page* reads on *wall*, a screen of *size* logical pixels; without opening it."""
    viewing = Viewing(wall.inches, wall.distance_m, math.hypot(size.width(), size.height()))
    width, height = room(size)
    return verdict(
        upright(page) if size.height() > size.width() else page,
        width,
        height,
        viewing,
        queues=queues,
        digit=digit_height(),
        tile_widths=widths(Widest()),
        characters=characters,
    )


def room(size: QSize) -> tuple[float, float]:
    """What a wall of *size* leaves to its page, without head, foot and margins."""
    side = max(1, min(size.height(), round(size.width() * 0.75)))
    margin = max(12, round(side / 54))
    head, foot = 1.7 * max(20, round(side / 27)), 2.2 * max(12, round(side / 68))
    return size.width() - 2.0 * margin, size.height() - head - foot - 2.0 * margin
