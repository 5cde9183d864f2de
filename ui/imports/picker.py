"""A box to choose one of many from by typing a part of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

MOST_SHOWN = 14


class Picker(QComboBox):
    """`picked` tells the value of what was chosen. What is typed and is nothing goes back to what was."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(MOST_SHOWN)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(MOST_SHOWN)
        self.setCompleter(completer)
        self.activated.connect(self._pick)
        if (line := self.lineEdit()) is not None:
            line.editingFinished.connect(self._settle)

    @property
    def chosen(self) -> str:
        """The value in force."""
        return self._chosen

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these, each a value and what is said of it."""
        if [(self.itemData(place), self.itemText(place)) for place in range(self.count())] == list(choices):
            return
        self.blockSignals(True)
        self.clear()
        for value, said in choices:
            self.addItem(said, value)
        self.blockSignals(False)

    def show_chosen(self, value: str) -> None:
        """Let *value* be in force."""
        self._chosen = value
        self.setCurrentIndex(self.findData(value))
        if self.currentIndex() < 0:
            self.setEditText("")

    def _pick(self, place: int) -> None:
        value = self.itemData(place)
        if isinstance(value, str) and value != self._chosen:
            self._chosen = value
            self.picked.emit(value)

    def _settle(self) -> None:
        """What was typed is meant where it alone fits."""
        said = self.currentText().strip().casefold()
        if said == self.itemText(self.findData(self._chosen)).casefold():
            return
        exact = [place for place in range(self.count()) if self.itemText(place).casefold() == said]
        part = [place for place in range(self.count()) if said and said in self.itemText(place).casefold()]
        found = exact or (part if len(part) == 1 else [])
        if not said and self.itemData(0) == "":
            found = [0]
        if found:
            self.setCurrentIndex(found[0])
            self._pick(found[0])
        else:
            self.show_chosen(self._chosen)
