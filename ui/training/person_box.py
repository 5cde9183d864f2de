"""With whom: a list in which any part of a name or number finds somebody."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QSizePolicy, QWidget

LEAST_LETTERS = 12


class FoundBox(QComboBox):
    """Choices by their words; `found` is what stands for the chosen one, None while it is nobody. `entered`:
    Enter was pressed."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(LEAST_LETTERS)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        finder = QCompleter(self.model(), self)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setMaxVisibleItems(12)
        self.setCompleter(finder)
        if (line := self.lineEdit()) is not None:
            line.returnPressed.connect(self.entered)

    def offer(self, choices: Iterable[tuple[str, object]]) -> None:
        """Offer these, each with its words; who is chosen stays."""
        chosen = self.found
        self.clear()
        for said, of in choices:
            self.addItem(said, of)
        self.choose(chosen)

    @property
    def found(self) -> object:
        """Who is chosen; of what is typed, the only one whom it fits."""
        at, text = self.currentIndex(), self.currentText().strip()
        if at < 0 or self.itemText(at) != text:
            at = self.findText(text, Qt.MatchFlag.MatchFixedString)
        if at < 0 and text:
            fitting = [one for one in range(self.count()) if text.casefold() in self.itemText(one).casefold()]
            at = fitting[0] if len(fitting) == 1 else -1
        return self.itemData(at) if at >= 0 else None

    def choose(self, wanted: object) -> None:
        """Choose *wanted*; None: nobody."""
        at = next((at for at in range(self.count()) if self.itemData(at) == wanted), -1)
        self.setCurrentIndex(-1 if wanted is None else at)
        if self.currentIndex() < 0:
            self.setEditText("")
