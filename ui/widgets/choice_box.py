"""One of several things, found by any part of its name; or, where that is allowed, something new."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QSizePolicy, QWidget

LEAST_LETTERS = 8


class ChoiceBox(QComboBox):
    """`value` is the key of what is chosen, "" for nothing. With *free*, what is typed is its own key.

    `chosen` comes when a person chose or typed something else, never when it is told (`choose`).
    """

    chosen = Signal(str)
    looked_at = Signal()  # it was come to: the moment to offer what is known only then

    def __init__(self, parent: QWidget | None = None, *, free: bool = False) -> None:
        super().__init__(parent)
        self._free = free
        self._last = ""
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
        self.currentIndexChanged.connect(self._heed)
        self.editTextChanged.connect(self._heed)

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer these, each with its words and its key; what is chosen stays."""
        kept = self.value
        with QSignalBlocker(self):
            self.clear()
            for said, key in choices:
                self.addItem(said, key)
        self.choose(kept)

    @property
    def value(self) -> str:
        """The key of what is chosen, or of the only thing that what is typed fits; "" for nothing."""
        text = self.currentText().strip()
        if not text and self.itemData(self.currentIndex()) != "":
            return ""
        at = self.currentIndex()
        if at < 0 or self.itemText(at) != text:
            at = self.findText(text, Qt.MatchFlag.MatchFixedString)
        if at < 0 and self._free:
            return text
        if at < 0 and text:
            fitting = [one for one in range(self.count()) if text.casefold() in self.itemText(one).casefold()]
            at = fitting[0] if len(fitting) == 1 else -1
        return str(self.itemData(at)) if at >= 0 else ""

    @property
    def is_unknown(self) -> bool:
        """Whether something is typed that fits nothing."""
        return bool(self.currentText().strip()) and not self.value and self.findText(self.currentText()) < 0

    def choose(self, key: str, said: str = "") -> None:
        """Choose what has *key*; what is not offered any more is added, called *said*."""
        with QSignalBlocker(self):
            at = next((at for at in range(self.count()) if self.itemData(at) == key), -1)
            if at < 0 and key and self._free:
                self.setCurrentIndex(-1)
                self.setEditText(key)
            elif at < 0 and key:
                self.addItem(said or key, key)
                self.setCurrentIndex(self.count() - 1)
            else:
                self.setCurrentIndex(at)
                if at < 0:
                    self.setEditText("")
        self._last = self.value

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.looked_at.emit()

    def _heed(self, *_args: object) -> None:
        if self.value != self._last:
            self._last = self.value
            self.chosen.emit(self._last)
