"""An item of an agenda in the drawer: what is known of it, notes, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.meetings.meeting import Item, MeetingState, Outcome, OutcomeKind
from supervisor.meetings.wording import outcome_said
from supervisor.words import _, mark
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.meetings.room_item import RoomItem
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.text_area import TextArea

if TYPE_CHECKING:
    from supervisor.meetings.sitting import Sitting

REMOVABLE = frozenset({OutcomeKind.DECISION, OutcomeKind.ACTION, OutcomeKind.NOT_DISCUSSED})


class ItemView(Pane):
    """Notes are saved when the person leaves them."""

    changed = Signal(object)  # Item as it shall be
    outcome_removed = Signal(object)
    issue_asked = Signal(int)
    removed = Signal(str)

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._item: Item | None = None
        self._sitting: Sitting | None = None
        self.about = RoomItem(desk.zone, self, narrow=True)
        self.notes = TextArea(self, lines=3)
        self.notes_field = Field(mark("Notes"), self.notes, mark("They stand in the minutes."))
        self.came = QVBoxLayout()
        self.open, self.remove = QPushButton(self), QPushButton(self)
        self.remove.setProperty("role", "link")
        row = QHBoxLayout()
        row.addWidget(self.open)
        row.addStretch(1)
        row.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.about)
        column.addLayout(self.came)
        column.addWidget(self.notes_field)
        column.addLayout(row)
        column.addStretch(1)
        self.notes_field.left.connect(self.save_notes)
        self.open.clicked.connect(self._open)
        self.remove.clicked.connect(lambda: self._item and self.removed.emit(self._item.id))
        self.retranslate()

    @property
    def item(self) -> Item | None:
        """Which is shown."""
        return self._item

    def show_item(self, sitting: Sitting, id: str) -> None:
        """Show the item *id* of *sitting*; notes that are being written stay."""
        item = next((one for one in sitting.items if one.id == id), None)
        if item is None:
            return
        writing = self.notes.hasFocus() and self._item is not None and self._item.id == id
        if self._item is not None and self._item.id != id:
            self.save_notes()
        self._item, self._sitting = item, sitting
        em = theme.current().px(theme.BODY)
        outcomes = sitting.outcomes.get(id, ())
        self.about.show_item(sitting.looks.get(id), (), dict(sitting.departments), self._desk.today, em)
        if not writing:
            self.notes.show_text(item.notes)
        state = sitting.meeting.state
        self.notes.setReadOnly(state in (MeetingState.CLOSED, MeetingState.CANCELLED))
        self.open.setVisible(bool(item.issue))
        self.remove.setVisible(state in (MeetingState.PLANNED, MeetingState.RUNNING) and not outcomes)
        self._show_outcomes(outcomes, writable=state is MeetingState.RUNNING)

    def save_notes(self) -> None:
        """Have the notes saved, where they are others."""
        if self._item is not None and not self.notes.isReadOnly() and self.notes.text != self._item.notes:
            self.changed.emit(replace(self._item, notes=self.notes.text))

    def _show_outcomes(self, outcomes: tuple[Outcome, ...], *, writable: bool) -> None:
        while (entry := self.came.takeAt(0)) is not None:
            if (old := entry.widget()) is not None:
                old.hide()
                old.deleteLater()
        names = self._sitting.departments if self._sitting is not None else {}
        if outcomes:
            head = QLabel(_("Outcomes"), self)
            head.setProperty("role", "strong")
            self.came.addWidget(head)
        for outcome in outcomes:
            said = outcome_said(outcome, lambda id: names.get(id, id), self._desk.today)
            back = writable and outcome.kind in REMOVABLE
            self.came.addWidget(
                self._line(said, partial(self.outcome_removed.emit, outcome) if back else None)
            )

    def _line(self, said: str, remove: Callable[[], None] | None) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        label = QLabel(said, line)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        row.addWidget(label, 1)
        if remove is not None:
            button = QPushButton(_("Remove"), line)
            button.setProperty("role", "link")
            button.setAccessibleName(_("Remove: {what}").format(what=said))
            button.clicked.connect(remove)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _open(self) -> None:
        if self._item is not None and self._item.issue:
            self.issue_asked.emit(self._item.issue)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.open.setText(_("Open the issue"))
        self.remove.setText(_("Take off the agenda"))
        if self._sitting is not None and self._item is not None:
            self.show_item(self._sitting, self._item.id)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
