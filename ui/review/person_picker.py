"""Whom to look at: a list in which any part of a name or number finds people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QSizePolicy, QWidget

from supervisor.evidence.unit import Unit
from supervisor.review.monthly import Standing
from supervisor.words import _
from ui.review.matrix_words import work_of


class PersonPicker(QComboBox):
    """People at their work, by name. Who does the work of several groups is in it once for each."""

    picked = Signal(object)  # Unit

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._units: list[Unit] = []
        self._rows = QStandardItemModel(self)
        self._line = QLineEdit(self)
        self.setEditable(True)
        self.setLineEdit(self._line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setModel(self._rows)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls the page, not the person
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(26)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        finder = self._finder = QCompleter(self._rows, self)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setMaxVisibleItems(12)
        self.setCompleter(finder)
        self.activated.connect(self._pick)
        self._line.editingFinished.connect(self._leave)
        self.say()

    def show_people(self, people: Sequence[Standing], chosen: Unit | None) -> None:
        """Offer *people*, in order of their names."""
        times = Counter(one.unit.person for one in people)
        ordered = sorted(people, key=lambda one: (one.name, one.unit))
        self._units = [one.unit for one in ordered]
        self._rows.clear()
        for one in ordered:
            name = _("{name} ({number})").format(name=one.name, number=one.number) if one.number else one.name
            if times[one.unit.person] > 1:
                name = _("{name} – {work}").format(name=name, work=work_of(one))
            item = QStandardItem(name)
            item.setToolTip(_(" · ").join(part for part in (one.team_name, work_of(one)) if part))
            self._rows.appendRow(item)
        self.show_chosen(chosen)

    def show_chosen(self, chosen: Unit | None) -> None:
        """Show that *chosen* is looked at."""
        self.setCurrentIndex(self._units.index(chosen) if chosen in self._units else -1)
        if self.currentIndex() < 0:
            self.setEditText("")
        self._line.setCursorPosition(0)

    @property
    def units(self) -> Sequence[Unit]:
        """Everybody who is offered, in order."""
        return self._units

    def turn(self, by: int) -> None:
        """Pick the person *by* so many places further down."""
        if self._units:
            at = self.currentIndex() + by if self.currentIndex() >= 0 else 0
            self._pick(min(max(at, 0), len(self._units) - 1))

    def start(self) -> None:
        """Put the cursor into the field."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._line.selectAll()

    def _pick(self, at: int) -> None:
        if 0 <= at < len(self._units):
            self.setCurrentIndex(at)
            self.picked.emit(self._units[at])

    def _leave(self) -> None:
        """What nobody is called is no choice: say again who is looked at."""
        if self.findText(self.currentText()) < 0 and not self._is_finding:
            self.setEditText(self.itemText(self.currentIndex()) if self.currentIndex() >= 0 else "")

    @property
    def _is_finding(self) -> bool:
        found = self._finder.popup()
        return found is not None and found.isVisible()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._line.selectAll()

    def say(self) -> None:
        """Say the words, in the language now in use."""
        self._line.setPlaceholderText(_("Find a person (Ctrl+F)"))
        self.setAccessibleName(_("The person who is looked at"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.say()
        super().changeEvent(event)
