"""The menu of the bar: everything that has no button of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QActionGroup, QGuiApplication, QKeySequence, QScreen
from PySide6.QtWidgets import QMenu, QWidget

from supervisor.rights.act import Act
from supervisor.words import _, mark
from ui.machine import Machine
from ui.shell.wall_desk import WallDesk
from ui.shell.ways import Ways

if TYPE_CHECKING:  # it comes after the first paint
    from ui.centre import OpenCentre

LANGUAGES = {"auto": mark("As this computer"), "zh_CN": "简体中文", "en": "English"}  # each in its own
LOOKS = {"auto": mark("As this computer"), "dark": mark("Dark"), "light": mark("Light")}
TEXT_SIZES = (100, 125, 150, 175, 200)


class MoreMenu(QMenu):
    """Walls, language, look and size of this computer, what one may do, other centres, the end."""

    rights_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, machine: Machine, walls: WallDesk, ways: Ways, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._machine, self._walls, self._ways = machine, walls, ways
        self._centre: OpenCentre | None = None
        machine.changed.connect(self._heed_machine)
        self.aboutToShow.connect(self.fill)  # a screen may have been plugged in
        self.fill()

    def follow(self, centre: OpenCentre | None) -> None:
        """Offer what *centre* and its role have a use for; None: what needs no centre."""
        self._centre = centre
        self.fill()

    def fill(self) -> None:
        """Offer everything anew: screens, settings, rights or words may be others."""
        self.clear()
        for menu in self.findChildren(QMenu):  # which clearing forgets, but keeps
            menu.deleteLater()
        settings, centre = self._machine.settings, self._centre
        if centre is None or centre.rights.may(Act.SEE_BOARD):
            screens = self.addMenu(_("Show on the wall"))
            for screen in QGuiApplication.screens():
                screens.addAction(_screen_name(screen), partial(self._walls.show, screen))
            screens.addSeparator()
            screens.addAction(_("All walls"), self._walls.show_all)
            self.addAction(_("Walls…"), self._walls.arrange)
        self._choices(_("Language"), "language", LANGUAGES, settings.language)
        self._choices(_("Look"), "theme", LOOKS, settings.theme)
        sizes = {size: f"{size} %" for size in TEXT_SIZES}
        self._choices(_("Text size"), "text_scale", sizes, settings.text_scale)
        self.addSeparator()
        if centre is not None and centre.rights.laid:
            self.addAction(_("What may I do?"), self.rights_wanted.emit)
        if centre is not None and centre.is_demo:
            self.addAction(_("Open my own centre"), self._ways.own_centre_wanted.emit)
        else:
            self.addAction(_("Look at the demo centre"), self._ways.demo_wanted.emit)
        self.addSeparator()
        self.addAction(_("Quit"), QKeySequence("Ctrl+Q"), self.quit_wanted.emit)

    def commands(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """What can be chosen here, in words that stand alone, and what each of it does."""
        for action in self.actions():
            if (menu := action.menu()) is not None:
                for choice in menu.actions():  # type: ignore[attr-defined]
                    yield f"{action.text()}: {choice.text()}", choice.trigger
            elif action.text():
                yield action.text(), action.trigger

    def _choices(self, title: str, name: str, words: Mapping[Any, str], chosen: object) -> None:
        menu = self.addMenu(title)
        group = QActionGroup(menu)
        for value, word in words.items():
            action = menu.addAction(_(word))
            action.setCheckable(True)
            action.setChecked(value == chosen)
            action.triggered.connect(partial(self._machine.change, {name: value}))
            group.addAction(action)

    def _heed_machine(self, names: frozenset[str]) -> None:
        if names & {"theme", "text_scale", "language"}:
            self.fill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.fill()
        super().changeEvent(event)


def _screen_name(screen: QScreen) -> str:
    """A screen as a person tells it from others: its name and its size."""
    size = screen.size() * screen.devicePixelRatio()
    return f"{screen.name()}  {size.width()} × {size.height()}"
