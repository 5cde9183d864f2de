"""Which departments join in: those that do, each with a button that takes it out, and a box for one more."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from supervisor.words import _
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.flow_row import FlowRow


class JoiningBox(QWidget):
    """`value` has the ids in the order in which they came; `edited` tells of changes by people."""

    edited = Signal()

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ids: tuple[str, ...] = ()
        self.more, self.row = ChoiceBox(self), FlowRow(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        column.addWidget(self.more)
        column.addWidget(self.row)
        self.setFocusProxy(self.more)
        self.more.activated.connect(lambda _at: self._add())
        if (line := self.more.lineEdit()) is not None:
            line.returnPressed.connect(self._add)
        self.say()

    @property
    def value(self) -> tuple[str, ...]:
        return self._ids

    def show_value(self, ids: tuple[str, ...]) -> None:
        """Show the departments *ids*."""
        self._ids = tuple(ids)
        self.row.clear()
        for id in self._ids:
            name = self._desk.known.department(id)
            chip = QPushButton(_("{name} ✕").format(name=name), self.row)
            chip.setProperty("role", "chip")
            chip.setAccessibleName(_("Take {name} out").format(name=name))
            chip.clicked.connect(partial(self._take_out, id))
            self.row.add(chip)
        self.row.setVisible(bool(self._ids))
        self._offer()

    def say(self) -> None:
        """Say everything again, in the language now in use."""
        self.show_value(self._ids)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.say()

    def _offer(self) -> None:
        known = self._desk.known.departments
        self.more.offer((one.name, one.id) for one in known if not one.retired and one.id not in self._ids)
        self.more.choose("")
        self.more.setAccessibleName(_("One more department that joins"))
        if (line := self.more.lineEdit()) is not None:
            line.setPlaceholderText(_("One more"))
            line.setAccessibleName(self.more.accessibleName())

    def _add(self) -> None:
        if (id := self.more.value) and id not in self._ids:
            self.show_value((*self._ids, id))
            self.edited.emit()

    def _take_out(self, id: str) -> None:
        self.show_value(tuple(one for one in self._ids if one != id))
        self.more.setFocus()
        self.edited.emit()
