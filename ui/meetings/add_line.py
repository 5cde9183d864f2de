"""The line that puts something on an agenda: an issue found by number or words, or another matter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QPushButton, QWidget

from supervisor.words import _
from ui import theme
from ui.asking import Reading
from ui.issues.desk import IssuesDesk
from ui.meetings import work
from ui.meetings.work import Offered
from ui.widgets.lead import Lead


class AddLine(QWidget):
    """Issues are offered while somebody types; what is none of them is another matter."""

    issue_asked = Signal(int)
    matter_asked = Signal(str)

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: dict[str, Offered] = {}
        self._reading = Reading(desk.centre, self.offer)
        self.line, self.button = QLineEdit(self), QPushButton(self)
        self.line.setMaxLength(300)
        self._names = QStringListModel(self)
        finder = QCompleter(self._names, self)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setMaxVisibleItems(12)
        self.line.setCompleter(finder)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_S)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self._lead = Lead(self, self.line)
        self.line.returnPressed.connect(self.add)
        self.button.clicked.connect(self.add)
        self.line.installEventFilter(self)
        self.retranslate()

    def offer(self, offered: tuple[Offered, ...]) -> None:
        """Offer these issues."""
        self._offered = {one.said: one for one in offered}
        self._names.setStringList(list(self._offered))

    def add(self) -> None:
        """Put on the agenda what is typed."""
        text = self.line.text().strip()
        if not text:
            return
        found = self._offered.get(text) or self._meant(text)
        self.line.clear()
        if found is not None:
            self.issue_asked.emit(found.id)
        else:
            self.matter_asked.emit(text)

    def _meant(self, text: str) -> Offered | None:
        """The issue whose number is typed, whole or without its check character."""
        said = text.casefold()
        for one in self._offered.values():
            whole = one.number.casefold()
            if said in (whole, whole.rpartition("-")[0], one.title.casefold()):
                return one
        return None

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QFocusEvent) and event.gotFocus():
            self._reading.read(work.read_offered)
        return False

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        said = _("Add an issue by its number or words, or another matter (Ctrl+I)")
        self.line.setPlaceholderText(said)
        self.line.setAccessibleName(said)
        self.button.setText(_("Add"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
