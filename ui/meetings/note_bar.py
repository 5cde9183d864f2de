"""The bar in which outcomes are typed while people talk: what, who, by when; Enter keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QFrame, QGridLayout, QLabel, QLineEdit, QWidget

from supervisor.meetings.meeting import OUTCOME_LABELS, OutcomeKind
from supervisor.words import _, mark
from ui import theme
from ui.meetings.near_day import day_told, near_day
from ui.widgets.role import put_role

ISSUE = "issue"
"""The kind of note that makes a new issue."""

NEEDS_TEXT = {
    OutcomeKind.DECISION: mark("Write what was decided."),
    OutcomeKind.ACTION: mark("Write what is to be done."),
    OutcomeKind.ASK_AGAIN: mark("Write what is missing in the answer."),
    ISSUE: mark("Write what the new issue is about."),
}
TEXT_LABELS = {
    OutcomeKind.DECISION: mark("What was decided"),
    OutcomeKind.ACTION: mark("What is to be done"),
    OutcomeKind.ACCEPTED: mark("What was agreed"),
    OutcomeKind.ASK_AGAIN: mark("What is missing"),
    OutcomeKind.NEW_LIMIT: mark("Why"),
    OutcomeKind.RULING: mark("Why"),
    OutcomeKind.CLOSED: mark("Remark"),
    ISSUE: mark("What it is about"),
}
WITH_OWNER = frozenset({OutcomeKind.ACTION})
WITH_DAY = frozenset({OutcomeKind.ACTION, OutcomeKind.NEW_LIMIT})
WITH_DEPARTMENT = frozenset({OutcomeKind.RULING})


@dataclass(frozen=True)
class Note:
    """What was typed: *kind* is an OutcomeKind's value, or ISSUE."""

    kind: str
    text: str = ""
    owner: str = ""
    due: date | None = None
    department: str = ""


class NoteBar(QFrame):
    """`kept` gives what was typed; `typed` comes with everything that is typed, to be kept meanwhile."""

    kept = Signal(object)  # Note
    typed = Signal(object)  # dict, {} when there is nothing
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "save-bar")
        self.kind = ""
        self._today = date.min
        self.what = QLabel(self)
        self.text, self.owner, self.due = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.department = QComboBox(self)
        self.text.setMaxLength(2000)
        self.owner.setMaxLength(300)
        self.due.setMaxLength(20)
        self._people = QStringListModel(self)
        completer = QCompleter(self._people, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.owner.setCompleter(completer)
        self.labels = {one: QLabel(self) for one in ("text", "owner", "due", "department")}
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        grid = self._grid = QGridLayout(self)
        grid.addWidget(self.what, 0, 0, 1, 4)
        for column, (name, editor) in enumerate(self._editors().items()):
            label = self.labels[name]
            label.setProperty("role", "muted")
            label.setBuddy(editor)
            grid.addWidget(label, 1, column)
            grid.addWidget(editor, 2, column)
        for column, share in enumerate((6, 2, 2, 2)):
            grid.setColumnStretch(column, share)
        grid.addWidget(self.told, 3, 0, 1, 4)
        for line in (self.text, self.owner, self.due):
            line.textEdited.connect(self._heed_typing)
        self.department.activated.connect(self._heed_typing)
        self.hide()

    def _editors(self) -> dict[str, QWidget]:
        return {"text": self.text, "owner": self.owner, "due": self.due, "department": self.department}

    def use(self, people: Sequence[str], departments: Mapping[str, str]) -> None:
        """Who may own an action, and which departments there are."""
        self._people.setStringList(list(people))
        chosen = self.department.currentData()
        self.department.clear()
        for id, name in sorted(departments.items(), key=lambda one: one[1]):
            self.department.addItem(name, id)
        self.department.setCurrentIndex(max(0, self.department.findData(chosen)))

    @property
    def is_open(self) -> bool:
        return not self.isHidden()

    def begin(self, kind: str, today: date, typed: Mapping[str, Any] | None = None, owner: str = "") -> None:
        """Ask for what *kind* needs; *typed* is what was typed of it before."""
        self.kind, self._today = kind, today
        said = dict(typed or {})
        self.text.setText(str(said.get("text", "")))
        self.owner.setText(str(said.get("owner", owner if kind in WITH_OWNER else "")))
        self.due.setText(str(said.get("due", "")))
        if said.get("department"):
            self.department.setCurrentIndex(max(0, self.department.findData(said["department"])))
        self.say()
        shown = {
            "text": True,
            "owner": kind in WITH_OWNER,
            "due": kind in WITH_DAY,
            "department": kind in WITH_DEPARTMENT,
        }
        for name, editor in self._editors().items():
            editor.setVisible(shown[name])
            self.labels[name].setVisible(shown[name])
        self.show()
        self._tell()
        first = self.due if kind == OutcomeKind.NEW_LIMIT else self.text
        if kind in WITH_DEPARTMENT:
            first = self.department  # type: ignore[assignment]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """Nothing is typed any more."""
        for line in (self.text, self.owner, self.due):
            line.clear()
        self.kind = ""
        self.hide()
        self.typed.emit({})
        self.closed.emit()

    def keep(self) -> None:
        """Hand over what is typed, or go to what is missing."""
        missing, editor = self._missing()
        if editor is not None:
            self._tell(missing)
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        due = near_day(self.due.text(), self._today) if self.kind in WITH_DAY else None
        department = self.department.currentData() if self.kind in WITH_DEPARTMENT else ""
        owner = self.owner.text().strip() if self.kind in WITH_OWNER else ""
        self.kept.emit(Note(self.kind, self.text.text().strip(), owner, due, department or ""))

    def refuse(self, said: str) -> None:
        """It could not be kept: what is typed stays."""
        self._tell(said)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _missing(self) -> tuple[str, QWidget | None]:
        if self.kind in NEEDS_TEXT and not self.text.text().strip():
            return _(NEEDS_TEXT[self.kind]), self.text
        if self.kind in WITH_OWNER and not self.owner.text().strip():
            return _("Write who does it."), self.owner
        if self.kind in WITH_DAY:
            try:
                found = near_day(self.due.text(), self._today)
            except ValueError:
                said = _("“{text}” is no day; write it like 11-28 or +5.").format(
                    text=self.due.text().strip()
                )
                return said, self.due
            if found is None:
                return _("Write by which day: 11-28, or +5 for in five days."), self.due
        return "", None

    def _heed_typing(self) -> None:
        self._tell()
        self.typed.emit(
            {
                "kind": self.kind,
                "text": self.text.text(),
                "owner": self.owner.text(),
                "due": self.due.text(),
                "department": self.department.currentData() or "",
            }
        )

    def _tell(self, wrong: str = "") -> None:
        """What the day is in full; what is wrong."""
        said = wrong
        if not said and self.kind in WITH_DAY:
            try:
                found = near_day(self.due.text(), self._today)
                said = day_told(found, self._today) if found is not None else ""
                if found is not None and found < self._today:
                    said = _("{day}: that is over already").format(day=said)
            except ValueError:
                said = ""
        said = said or _("Enter keeps it, Tab goes on, Esc drops it.")
        changed = said != self.told.text()
        self.told.setText(said)
        put_role(self.told, "error" if wrong else "muted")
        if changed and wrong:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def say(self) -> None:
        """Say the words of the kind."""
        kind = self.kind
        title = _("New issue") if kind == ISSUE else _(OUTCOME_LABELS[OutcomeKind(kind)]) if kind else ""
        self.what.setText(title)
        self.setAccessibleName(title)
        words = {
            "text": _(TEXT_LABELS[kind]) if kind in TEXT_LABELS else "",
            "owner": _("Owner"),
            "due": _("By when (11-28, +5)"),
            "department": _("Whose it is"),
        }
        for name, label in self.labels.items():
            label.setText(words[name])
            self._editors()[name].setAccessibleName(words[name])

    def use_px(self, px: int) -> None:
        """Type of *px* pixels: the room reads along."""
        body, small = theme.font(px), theme.font(max(theme.SMALL, round(px * 0.7)))
        for widget in (self.text, self.owner, self.due, self.department):
            widget.setFont(body)
        self.what.setFont(body)
        for label in (*self.labels.values(), self.told):
            label.setFont(small)
        margin = max(theme.SPACE_S, px // 2)
        self._grid.setContentsMargins(margin, margin // 2, margin, margin // 2)
        self._grid.setHorizontalSpacing(margin)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.keep()
        elif event.key() == Qt.Key.Key_Escape:
            self.end()
        # nothing goes on to the page behind: letters there are commands
