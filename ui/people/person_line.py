"""A line in which a person is found by name, number, team or login."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from supervisor.words import _
from ui.people.work import People, PersonRow

MOST_OFFERED = 12


class PersonLine(QLineEdit):
    """Type a part of what is known of somebody and choose. `chosen` tells the id, or None."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids: dict[str, str] = {}
        self._model = QStringListModel(self)
        completer = QCompleter(self._model, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(MOST_OFFERED)
        self.setCompleter(completer)
        self.textChanged.connect(lambda _text: self.chosen.emit(self.person))
        self.setClearButtonEnabled(True)

    def offer(self, people: People, but: Collection[str] = ()) -> None:
        """Let everybody be chosen except those of the ids *but*."""
        person = self.person
        self._ids = {told(row): row.id for row in people.persons if row.id not in but}
        self._model.setStringList(list(self._ids))
        if person is not None:
            self.show_person(person)

    def show_person(self, person: str | None) -> None:
        """Choose the person with this id; None: nobody."""
        text = next((text for text, one in self._ids.items() if one == person), "")
        if text != self.text():
            self.setText(text)

    @property
    def person(self) -> str | None:
        """The id of who is chosen; None while what is typed is nobody. One that alone fits is meant."""
        text = self.text().strip()
        if text in self._ids:
            return self._ids[text]
        if not text:
            return None
        fitting = [one for known, one in self._ids.items() if text.casefold() in known.casefold()]
        return fitting[0] if len(fitting) == 1 else None


def told(row: PersonRow) -> str:
    """A person in a line: name, number, team, logins."""
    parts = [row.number, row.team, _(", ").join(row.logins)]
    return _(" · ").join([row.name, *(part for part in parts if part and part not in row.name)])
