"""A form of fields of an issue: shown from one, read back by path, with what is wrong at each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from supervisor.issues import merge
from supervisor.issues.issue import Issue
from ui import theme
from ui.issues.entries import Entry
from ui.widgets.pane import Pane

LEAST_COLUMN = 250  # logical pixels of a column at text scale 1


class FieldsForm(Pane):
    """`edited` comes with each change by a person. Two fields stand beside each other where there is room,
    but those of *wide*."""

    edited = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, wide: Sequence[str] = (), most_columns: int = 2
    ) -> None:
        super().__init__(parent)
        self.entries: dict[str, Entry] = {}
        self._wide, self._most, self._columns = frozenset(wide), most_columns, 0
        self._showing = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.SPACE_L)
        self._grid.setVerticalSpacing(theme.SPACE_M)

    def add(self, *entries: Entry) -> None:
        """One field more, or several."""
        for entry in entries:
            self.entries[entry.path] = entry
            entry.listen(self._note_edit)
            entry.field.left.connect(lambda entry=entry: entry.field.show_problem(entry.problem()))
        self._columns = 0
        self._lay_out()

    def show_issue(self, issue: Issue, *, but: frozenset[str] = frozenset()) -> None:
        """Show the fields of *issue*, without those of *but*, which somebody types in."""
        self._showing = True
        for path, entry in self.entries.items():
            if path not in but:
                entry.show(merge.value(issue, path))
                entry.field.show_problem("")
        self._showing = False

    def values(self) -> dict[str, Any]:
        """What stands in the fields, by path, without those in which something cannot be read."""
        found = {}
        for path, entry in self.entries.items():
            with suppress(ValueError):
                found[path] = entry.value()
        return found

    def unread(self) -> frozenset[str]:
        """The paths of the fields in which something stands that cannot be saved."""
        return frozenset(path for path, entry in self.entries.items() if entry.problem())

    def judge(self) -> bool:
        """Say what is wrong at each field; whether all is well. The keyboard goes to the first."""
        first = None
        for entry in self.entries.values():
            said = entry.problem()
            entry.field.show_problem(said)
            if said and first is None:
                first = entry
        if first is not None:
            first.field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return first is None

    def say_problems(self, problems: Mapping[str, str]) -> bool:
        """Say *problems* by path at the fields; whether one of them is here."""
        here = [path for path in self.entries if path in problems]
        for path in here:
            self.entries[path].field.show_problem(problems[path])
        if here:
            self.entries[here[0]].field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(here)

    def say(self) -> None:
        """Say the choices again."""
        self._showing = True
        for entry in self.entries.values():
            entry.say()
        self._showing = False

    def _note_edit(self) -> None:
        if not self._showing:
            self.edited.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.say()
        elif event.type() is QEvent.Type.StyleChange:
            self._lay_out()

    def _lay_out(self) -> None:
        columns = max(1, min(self._most, self.width() // theme.current().px(LEAST_COLUMN)))
        if columns == self._columns:
            return
        self._columns = columns
        row = column = 0
        for path, entry in self.entries.items():
            span = columns if path in self._wide else 1
            if column + span > columns:
                row, column = row + 1, 0
            self._grid.addWidget(entry.field, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            column += span
        for at in range(self._most):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)
