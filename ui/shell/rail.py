"""The left rail: the pages, each an icon and its word, with Ctrl+1 for the first to Ctrl+0 for the tenth;
those behind name keys of their own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from supervisor.rights.act import Act
from supervisor.rights.own import Rights
from supervisor.words import _
from ui import theme
from ui.rights import may_any
from ui.widgets.attuned import AttunedFrame
from ui.widgets.icon import icon
from ui.widgets.roomy import Roomy


@dataclass(frozen=True)
class Place:
    """A page as the rail knows it: *name* for settings and the command line, *title* a marked word. *keys*
    "": Ctrl and its number. It is there for whoever may do one of *acts*; none: for everybody. *instead*:
    only for those who may not do that, for whom this stands in its stead."""

    name: str
    title: str
    icon: str
    keys: str = ""
    acts: frozenset[Act] = frozenset()
    instead: Act | None = None

    def is_for(self, rights: Rights) -> bool:
        """Whether whoever has *rights* comes here."""
        return may_any(rights, self.acts) and not (self.instead and rights.may(self.instead))


class Rail(AttunedFrame):
    """One button for each place; the one that is shown is held down. On a low screen they stand closer; where
    large text leaves no room for all of them even so, the rail scrolls."""

    chosen = Signal(str)  # name of a place

    def __init__(self, places: Sequence[Place], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self._places = {place.name: place for place in places}
        self._buttons: dict[str, QToolButton] = {}
        self._keys: dict[str, str] = {}
        self._shown = frozenset(place.name for place in places if place.instead is None)
        self._roomy = 0  # what a button takes where there is room enough
        self._inside = inside = QWidget(self)
        self._room = Roomy(inside, self)
        # the page needs the room; a cut icon shows that it scrolls
        self._room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._room.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._room)
        self._column = column = QVBoxLayout(inside)
        column.setContentsMargins(2, theme.SPACE_S, 2, theme.SPACE_S)
        column.setSpacing(theme.SPACE_XS)
        number = 0
        for place in places:
            number += not place.keys
            button = QToolButton(inside)
            button.setProperty("role", "rail")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIcon(icon(place.icon))
            button.setCheckable(True)
            # Not the button's own shortcut, which shows the button pressed for 100 ms before it acts.
            keys = QShortcut(QKeySequence(place.keys or f"Ctrl+{number % 10}"), self)
            keys.activated.connect(lambda name=place.name: self.chosen.emit(name))
            self._keys[place.name] = keys.key().toString(QKeySequence.SequenceFormat.NativeText)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _checked=False, name=place.name: self._choose(name))
            self._buttons[place.name] = button
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            if place.name not in self._shown:
                button.hide()
        column.addStretch(1)
        self._say()

    def show_chosen(self, name: str) -> None:
        """Hold the button of place *name* down."""
        for other, button in self._buttons.items():  # no QButtonGroup: Tab would come to one of them alone
            button.setChecked(other == name)
            if other == name:
                self._room.ensureWidgetVisible(button, 0, theme.SPACE_S)

    def show_places(self, names: Collection[str]) -> None:
        """Have only the places *names*; the keys of the others still ask for them."""
        if names != self._shown:
            self._shown = frozenset(names)
            for name, button in self._buttons.items():
                button.setVisible(name in self._shown)
            self._fit()

    def _choose(self, name: str) -> None:
        self.show_chosen(name)  # a second click on the same one must not let it go
        self.chosen.emit(name)

    def button(self, name: str) -> QToolButton:
        """The button of place *name*."""
        return self._buttons[name]

    def _say(self) -> None:
        for name, button in self._buttons.items():
            word = _(self._places[name].title)
            button.setText(word)
            button.setAccessibleName(word)
            button.setToolTip(f"{word}  {self._keys[name]}")
        self._fit()

    def _fit(self) -> None:
        size = theme.current().px(theme.ICON + 4)
        for button in self._buttons.values():
            button.setIconSize(QSize(size, size))
            _show_tight(button, False)
        self._roomy = max((button.sizeHint().height() for button in self._buttons.values()), default=0)
        widest = max((button.sizeHint().width() for button in self._buttons.values()), default=0)
        for button in self._buttons.values():
            button.setFixedWidth(widest)
        self._space()
        self._room.setFixedWidth(self._inside.sizeHint().width())

    def _space(self) -> None:
        """Let the buttons stand as far apart as there is room for all of them, but none lose its word."""
        column = self._column
        margins, spacing = column.contentsMargins(), column.spacing()
        count = max(1, len(self._shown))
        room = (self.height() - margins.top() - margins.bottom() + spacing) // count - spacing
        tight = room < self._roomy
        for button in self._buttons.values():
            _show_tight(button, tight)
            button.setFixedHeight(max(button.sizeHint().height(), room) if tight else self._roomy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().height() != event.size().height():
            self._space()


def _show_tight(button: QToolButton, tight: bool) -> None:
    if button.property("tight") != tight:
        button.setProperty("tight", tight)
        button.style().polish(button)
