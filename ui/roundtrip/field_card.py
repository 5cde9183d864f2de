"""One field of a row that is not simply the same: as it was sent, in the file, and now, side by side."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from supervisor.issues.sheet_words import dated
from supervisor.roundtrip.comment import heading_of
from supervisor.roundtrip.fields import words_of
from supervisor.roundtrip.verdict import FieldFinding, FieldVerdict
from supervisor.words import DASH, _
from ui import theme
from ui.roundtrip.row_words import FIELD_LABELS
from ui.widgets.day_line import DayLine

NARROW = 400
"""Pixels at text scale 1 below which the three values stand below each other."""


class FieldCard(QFrame):
    """`file_wanted`: in a conflict the file is right, or not; `comment_wanted`: a changed read-only cell
    becomes a comment, or not; `day_given`: what a date means, None: nothing again."""

    file_wanted = Signal(bool)
    comment_wanted = Signal(bool)
    day_given = Signal(object)

    def __init__(
        self,
        found: FieldFinding,
        *,
        take_file: bool = False,
        comment: bool = False,
        given: date | None = None,
        known: bool = True,
        whole: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """*given*: the day that somebody entered for it. Not *known*: the row is of no issue here. *whole*:
        what becomes of the whole row, and so of this field, too (None: it goes its own way)."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self.found, self._whole = found, whole
        label = heading_of(found.field)
        self.setAccessibleName(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_M, theme.SPACE_M)
        column.setSpacing(theme.SPACE_XS)
        column.addLayout(self._head(label))
        sentence = self._sentence()
        if sentence:
            said = _label(sentence, "notice" if found.wrong or found.warning else "muted", self)
            column.addWidget(said)
        self.values = QGridLayout()
        self.values.setHorizontalSpacing(theme.SPACE_M)
        self.values.setVerticalSpacing(theme.SPACE_XS)
        column.addLayout(self.values)
        is_day = isinstance(found.file, date) and found.raw == found.file.isoformat()
        sides = [(_("In the file"), found.raw if found.raw and not is_day else _shown(found.file))]
        if known:
            sides.insert(0, (_("As it was sent"), _shown(found.base)))
            sides.append((_("Now"), _shown(found.now)))
        self.sides = [(_label(title, "small", self), _label(text or DASH, "", self)) for title, text in sides]
        for (title, _text), (_title, value) in zip(sides, self.sides, strict=True):
            value.setAccessibleName(_("{label}: {value}").format(label=title, value=value.text()))
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._columns: bool | None = None
        self.take: QCheckBox | None = None
        self.comment: QCheckBox | None = None
        self.day: DayLine | None = None
        if found.verdict is FieldVerdict.CONFLICT:
            self._ask_side(column, take_file)
        elif found.verdict is FieldVerdict.READ_ONLY:
            self._ask_comment(column, comment)
        elif found.field == "planned" and (found.verdict is FieldVerdict.NOT_UNDERSTOOD or given is not None):
            self._ask_day(column, given)
        self._arrange()

    def _head(self, label: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        name = _label(label, "strong", self)
        name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row.addWidget(name)
        verdict = _(FIELD_LABELS[self.found.verdict]) if self._whole is None else self._whole
        if self.found.place and verdict:
            verdict = _("cell {place}: {verdict}").format(place=self.found.place, verdict=verdict)
        said = _label(verdict or self.found.place, "muted", self)
        said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        row.addWidget(said, 1)
        return row

    def _sentence(self) -> str:
        """What is wrong with the cell and what would be right."""
        found = self.found
        if found.wrong or found.warning:
            return " ".join(part for part in (found.wrong, found.warning) if part)
        match found.verdict:
            case FieldVerdict.CONFLICT:
                return _("Changed here, too, to something else.")
            case FieldVerdict.EMPTIED:
                return _("Empty now. An empty cell clears nothing unless that is said.")
        return ""

    def _ask_side(self, column: QVBoxLayout, take_file: bool) -> None:
        self.take = QCheckBox(_("Take what the file says"), self)
        self.take.setObjectName(f"{self.found.field} take")
        self.take.setChecked(take_file)
        column.addWidget(self.take)
        said = _("Unless it is checked, what stands here now stays, and the file’s text becomes a comment.")
        column.addWidget(_label(said, "small", self))
        self.take.setAccessibleDescription(said)
        self.take.toggled.connect(self.file_wanted)

    def _ask_comment(self, column: QVBoxLayout, comment: bool) -> None:
        self.comment = QCheckBox(_("Keep what the file says as a comment"), self)
        self.comment.setObjectName(f"{self.found.field} comment")
        self.comment.setChecked(comment)
        column.addWidget(self.comment)
        self.comment.toggled.connect(self.comment_wanted)

    def _ask_day(self, column: QVBoxLayout, given: date | None) -> None:
        said = _label(_("Which day is meant?"), "small", self)
        self.day = DayLine(self)
        self.day.setObjectName(f"{self.found.field} day")
        self.day.setAccessibleName(said.text())
        self.day.show_day(given)
        said.setBuddy(self.day)
        self.use = QPushButton(_("Take this day"), self)
        self.use.setObjectName(f"{self.found.field} use")
        self.problem = _label("", "error", self)
        self.problem.hide()
        row = QHBoxLayout()
        row.addWidget(self.day, 1)
        row.addWidget(self.use)
        column.addWidget(said)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.use.clicked.connect(self._give)
        self.day.returnPressed.connect(self._give)

    def _give(self) -> None:
        if self.day is None:
            return
        wrong = self.day.problem
        self.problem.setText(wrong)
        self.problem.setVisible(bool(wrong))
        if not wrong:
            self.day_given.emit(self.day.day)

    # -- where the values stand -----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside = self.width() >= theme.current().px(NARROW)
        if beside is self._columns:
            return
        self._columns = beside
        for at, (title, value) in enumerate(self.sides):
            for widget in (title, value):
                self.values.removeWidget(widget)
            place = ((0, at), (1, at)) if beside else ((2 * at, 0), (2 * at + 1, 0))
            self.values.addWidget(title, *place[0], Qt.AlignmentFlag.AlignTop)
            self.values.addWidget(value, *place[1], Qt.AlignmentFlag.AlignTop)
            self.values.setColumnStretch(at, 1 if beside or at == 0 else 0)


def _shown(value: str | date | bool | None) -> str:
    if isinstance(value, date):
        return dated(value)
    return words_of(value)


def _label(text: str, role: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
