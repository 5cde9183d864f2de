"""Roles to tick, each with what it means."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from supervisor.rights.role import ROLE_MEANINGS, ROLE_TITLES, DatabaseRole
from supervisor.words import _
from ui import theme
from ui.widgets.pane import SnugPane

INDENT = 30  # of the meaning, below the words of its box
ASIDE = (DatabaseRole.SERVICE,)
"""Shown only where an account has them: no person does."""


class RoleBoxes(SnugPane):
    """Space ticks."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[DatabaseRole, QCheckBox] = {}
        self._meanings: dict[DatabaseRole, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, INDENT)
        grid.setColumnStretch(1, 1)
        for at, role in enumerate(DatabaseRole):
            box, meaning = QCheckBox(self), QLabel(self)
            meaning.setProperty("role", "small")
            meaning.setWordWrap(True)
            box.checkStateChanged.connect(lambda _state: self.changed.emit())
            grid.addWidget(box, 2 * at, 0, 1, 2)
            grid.addWidget(meaning, 2 * at + 1, 1)
            self.boxes[role], self._meanings[role] = box, meaning
        self.show_roles(())
        self._say()

    @property
    def roles(self) -> frozenset[DatabaseRole]:
        """Those that are ticked."""
        return frozenset(role for role, box in self.boxes.items() if box.isChecked())

    def show_roles(self, roles: Iterable[DatabaseRole]) -> None:
        """Tick these."""
        has = frozenset(roles)
        for role, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setChecked(role in has)
            shown = role not in ASIDE or role in has
            box.setVisible(shown)
            self._meanings[role].setVisible(shown)

    def _say(self) -> None:
        for role, box in self.boxes.items():
            meaning = _(ROLE_MEANINGS[role])
            box.setText(_(ROLE_TITLES[role]))
            box.setAccessibleDescription(meaning)
            self._meanings[role].setText(meaning)
        self.layout().setColumnMinimumWidth(0, theme.current().px(INDENT))  # type: ignore[union-attr]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self._say()
