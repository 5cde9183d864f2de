"""One row of a returned file: what to know of it, each field, and what is to be decided."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.roundtrip.verdict import Choices, FieldFinding, RowFinding, RowVerdict
from supervisor.words import _
from ui import theme
from ui.roundtrip.field_card import FieldCard
from ui.roundtrip.row_words import field_fate, in_order
from ui.widgets.pane import Pane


class RowView(Pane):
    """What a person decides comes as signals, each with the key of the row; it is shown once it is judged."""

    file_wanted = Signal(str, str, bool)  # row, field: the file is right
    comment_wanted = Signal(str, str, bool)  # row, field: it becomes a comment
    day_given = Signal(str, str, object)  # row, field, date | None
    reopen_wanted = Signal(str, bool)
    make_wanted = Signal(str, bool)
    pick_wanted = Signal(str)  # of several that contradict each other this one counts
    row_wanted = Signal(str)  # show that row
    issue_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row: RowFinding | None = None
        self.cards: dict[str, FieldCard] = {}
        self.reopen: QCheckBox | None = None
        self.make: QCheckBox | None = None
        self.pick: QPushButton | None = None
        self.show_issue: QPushButton | None = None
        self._shown: tuple[object, ...] = ()
        self._inside: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_row(self, row: RowFinding, choices: Choices, rows: dict[str, int], *, taken: bool) -> None:
        """Show *row* after *choices*; *rows*: the place of each row in the file by key. The keyboard stays
        where it stands."""
        shown = (row, choices, taken)
        if shown == self._shown:
            return
        typed = self._typed if self.row is not None and self.row.key == row.key else {}
        standing = self.focusWidget()
        name = standing.objectName() if standing is not None and standing.hasFocus() else ""
        self.row, self._shown = row, shown
        self.cards, self.reopen, self.make, self.pick, self.show_issue = {}, None, None, None, None
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_S)
        if taken:
            column.addWidget(self._said(_("It was taken in already."), "strong"))
        for said in row.says:
            column.addWidget(self._said(said, "notice"))
        if not taken:
            self._ask(column, row, choices, rows)
        days = {(key, field): day for key, field, day in choices.dates}
        for found in in_order(row):
            whole = field_fate(row, found, taken)
            self._add_card(column, row, found, choices, days.get((row.key, found.field)), whole)
        if not row.fields and row.verdict is RowVerdict.NOTHING:
            column.addWidget(self._said(_("Nothing in it is otherwise than it was sent."), "muted"))
        if row.kept and row.issue:
            column.addWidget(self._said(_("Kept as a comment"), "strong"))
            column.addWidget(self._said(row.comment, ""))
        if row.issue:
            self.show_issue = QPushButton(_("Show the issue"), inside)
            self.show_issue.setProperty("role", "link")
            self.show_issue.clicked.connect(partial(self.issue_wanted.emit, row.issue))
            column.addWidget(self.show_issue, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._column.addWidget(inside)
        inside.show()
        for field, text in typed.items():
            if (card := self.cards.get(field)) is not None and card.day is not None:
                card.day.setText(text)
        again = inside.findChild(QWidget, name) if name else None
        if isinstance(again, QWidget):
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _typed(self) -> dict[str, str]:
        """Days that are being typed, by field."""
        return {
            field: card.day.text()
            for field, card in self.cards.items()
            if card.day is not None and card.day.hasFocus() and card.day.text()
        }

    def _ask(self, column: QVBoxLayout, row: RowFinding, choices: Choices, rows: dict[str, int]) -> None:
        if row.asks_reopen:
            self.reopen = self._box(_("Open the issue again"), "reopen", row.key in choices.reopen)
            self.reopen.toggled.connect(partial(self.reopen_wanted.emit, row.key))
            column.addWidget(self.reopen)
        if row.verdict is RowVerdict.NEW:
            self.make = self._box(_("Make a new issue of it"), "make", row.key in choices.make)
            self.make.toggled.connect(partial(self.make_wanted.emit, row.key))
            column.addWidget(self.make)
        if row.verdict is RowVerdict.TWICE:
            self.pick = QPushButton(_("This row counts"), self._inside)
            self.pick.setObjectName("pick")
            self.pick.clicked.connect(partial(self.pick_wanted.emit, row.key))
            column.addWidget(self.pick, 0, Qt.AlignmentFlag.AlignLeft)
        for key in row.like:
            said = _("Show row {row}, which answers the same issue").format(row=rows.get(key, ""))
            other = QPushButton(said, self._inside)
            other.setProperty("role", "link")
            other.clicked.connect(partial(self.row_wanted.emit, key))
            column.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_card(
        self,
        column: QVBoxLayout,
        row: RowFinding,
        found: FieldFinding,
        choices: Choices,
        day: date | None,
        whole: str | None,
    ) -> None:
        at = (row.key, found.field)
        card = FieldCard(
            found,
            take_file=at in choices.take_file,
            comment=at in choices.comments,
            given=day,
            known=bool(row.issue),
            whole=whole,
            parent=self._inside,
        )
        card.file_wanted.connect(partial(self.file_wanted.emit, *at))
        card.comment_wanted.connect(partial(self.comment_wanted.emit, *at))
        card.day_given.connect(partial(self.day_given.emit, *at))
        self.cards[found.field] = card
        column.addWidget(card)

    def _box(self, said: str, name: str, on: bool) -> QCheckBox:
        box = QCheckBox(said, self._inside)
        box.setObjectName(name)
        box.setChecked(on)
        return box

    def _said(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self._inside)
        label.setProperty("role", role)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label
