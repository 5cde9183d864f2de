"""What looks like the issue that is written: perhaps it is the same, perhaps it came back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.issues.likeness import LIKENESS_LABELS, Proposal
from supervisor.issues.link import LinkKind
from supervisor.issues.states import STATE_LABELS
from supervisor.words import _, day
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import SnugPane


class LikelyView(SnugPane):
    """`link_asked` has the other issue's id and the kind of link, `opened` an issue's id. Hidden while
    nothing is alike."""

    link_asked = Signal(int, str)
    opened = Signal(int)
    left = Signal()  # the keyboard was in it, and what it was on is going

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.proposals: tuple[Proposal, ...] = ()
        self.said = QLabel(self)
        self.said.setProperty("role", "notice")
        self.said.setWordWrap(True)
        self.rows: list[QWidget] = []
        self.buttons: dict[int, QPushButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_XS)
        self._column.addWidget(self.said)
        self.show_proposals(())

    def show_proposals(self, found: Sequence[Proposal]) -> None:
        """Show what looks like the issue that is written."""
        self.proposals = tuple(found)
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            self.left.emit()  # before its button is gone: else the keyboard would leave the page
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows, self.buttons = [], {}
        for one in found:
            self._propose(one)
        self.said.setText(_("It looks like one that is there already:"))
        self.setVisible(bool(found))

    def _propose(self, one: Proposal) -> None:
        past = one.past
        why = _(", ").join(_(LIKENESS_LABELS[like]) for like in one.like)
        state = _(STATE_LABELS[past.state])
        if past.closed_at is not None:
            closed = day(past.closed_at.astimezone(self._desk.zone).date(), self._desk.today)
            state = _("{state} {day}").format(state=state, day=closed)
        row = QWidget(self)
        label = QLabel(
            _("{number} {title} ({state}; {why})").format(
                number=past.number, title=past.title, state=state, why=why
            ),
            row,
        )
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        buttons = FlowRow(row)
        kind = LinkKind.DUPLICATE if one.is_open else LinkKind.RECURRENCE
        words = _("It is the same") if one.is_open else _("It came back")
        for said, slot in (
            (words, partial(self.link_asked.emit, past.id, kind.value)),
            (_("Show it"), partial(self.opened.emit, past.id)),
        ):
            button = QPushButton(said, buttons)
            button.setProperty("role", "link")
            button.setAccessibleDescription(label.text())
            button.clicked.connect(slot)
            buttons.add(button)
            self.buttons.setdefault(past.id, button)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label)
        column.addWidget(buttons)
        self._column.addWidget(row)
        self.rows.append(row)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.show_proposals(self.proposals)
