"""Whose figures are shown: team, skill group, tenure band and channel as chips, and a name to look for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from supervisor.words import _, mark
from ui import theme
from ui.review import matrix_words
from ui.review.desk import ReviewDesk
from ui.widgets.table import Facet
from ui.widgets.table.filters import FacetButton
from ui.widgets.table.flow import Flow

TYPED_MS = 150  # after the last letter, names are looked for
SEARCH_WIDTH = 180
PARTS = {
    "teams": mark("Team"),
    "skills": mark("Skill group"),
    "bands": mark("Tenure band"),
    "channels": mark("Channel"),
}


def _part(name: str, values: frozenset[str]) -> dict[str, Any]:
    return {name: values or None}  # nothing chosen: any


class FilterBar(QWidget):
    """The desk's filter, for every tab that shows people: further widgets may stand behind it (`add`).

    Down and Enter lead from the name that was looked for to the people who were found; Esc takes it back.
    """

    left = Signal()  # the keyboard is to go to the people

    def __init__(
        self,
        desk: ReviewDesk,
        counts: Callable[[str], Mapping[str, int]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """*counts* tells of a part ("teams", …) how many shown rows have each id."""
        super().__init__(parent)
        self._desk = desk
        self._counts = counts
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.chips: dict[str, FacetButton] = {}
        self._flow = Flow(theme.SPACE_S, self)
        self._flow.addWidget(self.search)
        for name, title in PARTS.items():
            facet: Facet[object] = Facet(name, title, lambda _row: (), words=partial(self._word, name))
            chip = FacetButton(facet, partial(self._count, name), self)
            chip.chosen.connect(partial(self._choose, name))
            self.chips[name] = chip
            self._flow.addWidget(chip)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MS)
        self._typed.timeout.connect(self._find)
        self.search.textEdited.connect(lambda _text: self._typed.start())
        self.search.installEventFilter(self)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self.parentWidget() or self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.start_search)
        desk.which_changed.connect(self._show)
        desk.known_changed.connect(self._show)
        self._say()
        self._show()

    def add(self, *widgets: QWidget) -> None:
        """Let *widgets* stand behind the chips."""
        for widget in widgets:
            self._flow.addWidget(widget)

    def start_search(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def words(self) -> str:
        """The filter in words; "" for none."""
        which, said = self._desk.which, []
        if which.text:
            said.append(f"“{which.text}”")
        for name, title in PARTS.items():
            if values := getattr(which, name):
                said.append(
                    _("{label}: {meaning}").format(
                        label=_(title), meaning=_(", ").join(sorted(self._word(name, id) for id in values))
                    )
                )
        return _("; ").join(said)

    def _find(self) -> None:
        self._typed.stop()
        self._desk.filter(replace(self._desk.which, text=self.search.text()))

    def _choose(self, name: str, values: frozenset[str]) -> None:
        self._desk.filter(replace(self._desk.which, **_part(name, values)))

    def _show(self) -> None:
        which = self._desk.which
        for name, chip in self.chips.items():
            chip.show_values(getattr(which, name) or ())
        if (not self.search.hasFocus() or not which.text) and self.search.text() != which.text:
            self.search.setText(which.text)

    def _ids(self, name: str) -> Sequence[tuple[str, str]]:
        """Each id of a part, with its name."""
        choices = self._desk.choices
        if choices is None:
            return ()
        if name in ("teams", "skills"):
            found: Sequence[tuple[str, str]] = getattr(choices, name)
            return found
        if name == "bands":
            return [(one, self._desk.band_name(one)) for one in choices.bands]
        return [(one, matrix_words.channel(one)) for one in choices.channels]

    def _word(self, name: str, id: str) -> str:
        """How a value is said."""
        return dict(self._ids(name)).get(id, id) if id else ""

    def _count(self, name: str) -> dict[str, int]:
        counts = self._counts(name) if self._counts is not None else {}
        return {id: counts.get(id, 0) for id, _name in self._ids(name)}

    def _say(self) -> None:
        self.search.setPlaceholderText(_("Find a name (Ctrl+F)"))
        self.search.setAccessibleName(_("Find people by name, number, team or skill group"))
        for chip in self.chips.values():
            chip.say()
        self._fit()

    def _fit(self) -> None:
        self.search.setFixedWidth(theme.current().px(SEARCH_WIDTH))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                self._find()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._find()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        if self._typed.isActive():
            self._find()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        elif event.type() is QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)
