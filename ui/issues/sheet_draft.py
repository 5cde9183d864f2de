"""What is typed on a sheet that is not sent yet: its covering text, the day that is wished, the meeting."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from supervisor.issues.sheet import Sheet, SheetState
from supervisor.issues.sheet_told import MeetingName
from supervisor.words import _, mark
from ui import theme
from ui.widgets.attuned import Attuned
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.text_area import TextArea

LARGE = 1.3
"""Where text is larger, fields stand below each other."""


class SheetDraft(Attuned, Pane):
    """The bar to save is there while something is not saved; `edited` comes whenever it becomes another."""

    edited = Signal()
    discarded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet: Sheet | None = None
        self._meetings: Sequence[MeetingName] = ()
        self.covering = TextArea(self, lines=3)
        self.wished = DayLine(self)
        self.meeting = ChoiceBox(self)
        self.fields = {
            "wished": Field(mark("Answers wished by"), self.wished),
            "meeting": Field(mark("For the meeting"), self.meeting),
            "covering": Field(mark("Covering text"), self.covering),
        }
        self.bar = QFrame(self)
        self.bar.setProperty("role", "save-bar")
        self.save, self.discard = QPushButton(self.bar), QPushButton(self.bar)
        self.save.setProperty("role", "primary")
        self._pair = QHBoxLayout()
        self._pair.setSpacing(theme.SPACE_M)
        self._pair.addWidget(self.fields["wished"], 1)
        self._pair.addWidget(self.fields["meeting"], 2)
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(theme.SPACE_M, theme.SPACE_XS, theme.SPACE_M, theme.SPACE_XS)
        row.addWidget(self.save)
        row.addWidget(self.discard)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(self._pair)
        column.addWidget(self.fields["covering"])
        column.addWidget(self.bar)
        self.discard.clicked.connect(self._discard)
        self.covering.textChanged.connect(self._judge)
        self.wished.textEdited.connect(lambda _text: self._judge())
        self.meeting.chosen.connect(lambda _id: self._judge())
        self.retranslate()
        self._fit()

    def forget(self) -> None:
        """No sheet is shown any more."""
        self._sheet = None

    def show_sheet(self, sheet: Sheet, meetings: Sequence[MeetingName]) -> None:
        """Show *sheet* as it was read, and the *meetings* that it can be for; what is typed on it stays."""
        same = self._sheet is not None and self._sheet.id == sheet.id
        stays = same and self.is_changed and sheet.state is SheetState.DRAFT
        self._sheet, self._meetings = sheet, meetings
        self.meeting.offer([(_("none"), ""), *((one.words, one.id) for one in meetings)])
        if not stays:
            self._put(sheet)

    @property
    def is_changed(self) -> bool:
        """Whether something is not saved yet."""
        sheet = self._sheet
        if sheet is None or sheet.state is not SheetState.DRAFT:
            return False
        typed = self.typed
        return typed is None or as_kept(typed) != as_kept(sheet)

    @property
    def typed(self) -> Sheet | None:
        """The sheet as it stands here; None where the day that is wished is none."""
        sheet = self._sheet
        if sheet is None or self.wished.problem:
            return None
        if sheet.state is not SheetState.DRAFT:
            return sheet
        head = sheet.text.head
        if self.meeting.value != sheet.meeting:
            chosen = next((one for one in self._meetings if one.id == self.meeting.value), None)
            head = msgspec.structs.replace(
                head,
                meeting=chosen.words if chosen is not None else "",
                meeting_on=chosen.on if chosen is not None else None,
            )
        text = msgspec.structs.replace(
            sheet.text, covering=self.covering.text, wished=self.wished.day, head=head
        )
        return msgspec.structs.replace(sheet, text=text, meeting=self.meeting.value)

    def judge(self) -> bool:
        """Whether it can be saved; what is wrong stands beside it."""
        wrong = self.wished.problem
        self.fields["wished"].show_problem(wrong)
        if wrong:
            self.wished.setFocus()
        return not wrong

    def _put(self, sheet: Sheet) -> None:
        self.covering.show_text(sheet.text.covering)
        self.wished.show_day(sheet.text.wished)
        self.meeting.choose(sheet.meeting, sheet.text.head.meeting)
        for field in self.fields.values():
            field.show_problem("")
        self._judge()

    def _discard(self) -> None:
        if self._sheet is not None:
            self._put(self._sheet)
            self.discarded.emit()

    def _judge(self) -> None:
        changed = self.is_changed
        self.bar.setVisible(changed)
        if changed:
            self.edited.emit()
        if not self.wished.problem:
            self.fields["wished"].show_problem("")

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.save.setText(_("Save"))
        self.save.setToolTip(_("Ctrl+S"))
        self.discard.setText(_("Discard"))

    def _fit(self) -> None:
        large = theme.current().text_scale > LARGE
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._pair.setDirection(below if large else beside)


def as_kept(sheet: Sheet) -> Sheet:
    """The draft as it is kept: names on it are read anew each time."""
    return msgspec.structs.replace(
        sheet, text=msgspec.structs.replace(sheet.text, head=type(sheet.text.head)())
    )
