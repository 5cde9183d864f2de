"""Whose contact it is: a list in which any part of a name or number finds people."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QSizePolicy, QWidget

from supervisor.quality.form import Form
from supervisor.words import _
from ui.quality.work import Known


class PersonBox(QComboBox):
    """People by name; `person` is the id of who is named, "" while it is nobody."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        finder = QCompleter(self.model(), self)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setMaxVisibleItems(12)
        self.setCompleter(finder)

    def show_people(self, known: Known) -> None:
        """Offer everybody who is there on the day; who is chosen stays."""
        chosen = self.person
        people = [
            (known.called(person.id), person)
            for person in known.roll.persons.values()
            if person.left is None or known.day < person.left
        ]
        self.clear()
        for name, person in sorted(people, key=lambda one: one[0]):
            said = _("{name} ({number})").format(name=name, number=person.number) if person.number else name
            self.addItem(said, person.id)
        self.choose(chosen)

    @property
    def person(self) -> str:
        """The id of the person who is named; "" for nobody, or somebody nobody knows."""
        at = self.currentIndex()
        if at < 0 or self.itemText(at) != self.currentText():
            at = self.findText(self.currentText(), Qt.MatchFlag.MatchFixedString)
        return str(self.itemData(at)) if at >= 0 else ""

    def choose(self, person: str) -> None:
        """Name the person with this id; "" for nobody."""
        self.setCurrentIndex(self.findData(person) if person else -1)
        if self.currentIndex() < 0:
            self.setEditText("")


class FormBox(QComboBox):
    """The forms that can be used."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_forms(self, forms: tuple[Form, ...], *, every: str = "") -> None:
        """Offer *forms*; the chosen one stays. *every*: what stands for all of them; "": one is asked."""
        chosen = self.form
        self.clear()
        if every:
            self.addItem(every, "")
        for form in forms:
            self.addItem(form.name, form.id)
        self.choose(chosen)

    @property
    def form(self) -> str:
        """The id of the chosen form; "" for none, or all."""
        return str(self.currentData() or "")

    def choose(self, form: str) -> None:
        """Choose the form with this id; the first where there is none."""
        self.setCurrentIndex(max(0, self.findData(form)) if self.count() else -1)
