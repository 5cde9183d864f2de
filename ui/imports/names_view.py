"""The names in a sheet: who each is, said once and remembered for the next sheet."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.imports.verdict import Found, NameKind, Standing
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.imports.desk import DataDesk
from ui.imports.picker import Picker
from ui.widgets.field import Field
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import Pane
from ui.widgets.roomy import Roomy
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Facet, Kind, Look
from ui.widgets.table.flow import Flow

KIND_WORDS = {NameKind.AGENT: mark("Agent"), NameKind.SKILL: mark("Queue or skill")}
STANDING_WORDS = {
    Standing.UNKNOWN: mark("unknown"),
    Standing.RECOGNISED: mark("recognised"),
    Standing.KNOWN: mark("known"),
    Standing.IGNORED: mark("left out of all figures"),
}
NEW, NOBODY = "+", ""


class NamesView(QWidget):
    """`chosen`: kind, the text in the sheet, and who it is: an id, "+" for somebody new, "" for nobody; None
    takes back what was said."""

    chosen = Signal(str, str, object)

    def __init__(self, desk: DataDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.table: DeskTable[Found] = DeskTable(
            "data.names",
            [
                Column("text", mark("In the sheet"), lambda one: one.text, width=130),
                Column("name", mark("Name beside it"), lambda one: one.name, width=110),
                Column("kind", mark("Kind"), lambda one: _(KIND_WORDS[one.kind]), width=100),
                Column("is", mark("It is"), _is, stretch=True, width=180, look=_look),
                Column("rows", mark("Rows"), lambda one: one.rows, Kind.NUMBER, width=72),
            ],
            key=lambda one: (one.kind, one.text),
            title=mark("Names in the sheet"),
            facets=[
                Facet(
                    "standing",
                    mark("Who it is"),
                    lambda one: (one.standing,),
                    fixed=tuple((str(one), said) for one, said in STANDING_WORDS.items()),
                )
            ],
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        self.one = NamePane(desk, self)
        room = Roomy(self.one, self)
        room.setFixedWidth(theme.current().px(300))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_M)
        row.addWidget(self.table, 1)
        row.addWidget(room)
        self._room = room
        self.table.current_changed.connect(self.one.show_name)
        desk.exports(self.table, people=True)
        self.table.opened.connect(lambda _one: self.one.setFocus())
        self.one.said.connect(self._say)

    def show_names(self, names: Sequence[Found]) -> None:
        """Show the names as they stand now."""
        self.table.show_rows(names)
        current = self.table.current
        if current is None and names:
            self.table.select((names[0].kind, names[0].text))
            current = self.table.current
        self.one.show_name(current)

    def _say(self, given: object) -> None:
        one = self.one.name
        if one is not None:
            self.chosen.emit(str(one.kind), one.text, given)
            self.table.setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.table.setFocus(event.reason())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.StyleChange:
            self._room.setFixedWidth(theme.current().px(300))
        super().changeEvent(event)


class NamePane(Pane):
    """One name: who it may be, each with a button; somebody else; somebody new; nobody."""

    said = Signal(object)

    def __init__(self, desk: DataDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.name: Found | None = None
        self.title = QLabel(self)
        self.title.setProperty("role", "lead")
        self.title.setWordWrap(True)
        self.facts = QLabel(self)
        self.facts.setWordWrap(True)
        self._may_be = QLabel(self)
        self._may_be.setProperty("role", "small")
        self.suggestions = FlowRow(self)
        self.buttons: list[QPushButton] = []
        self.other = Picker()
        self.other_field = Field(mark("It is"), self.other, mark("Type a part of the name or number."), self)
        self.new = QPushButton(self)
        self.nobody = QPushButton(self)
        self.later = QPushButton(self)
        rest = Flow(theme.SPACE_S)
        for button in (self.new, self.nobody, self.later):
            rest.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for widget in (self.title, self.facts, self._may_be, self.suggestions, self.other_field):
            column.addWidget(widget)
        column.addLayout(rest)
        column.addStretch(1)
        self.other.picked.connect(lambda person: self.said.emit(person))
        self.new.clicked.connect(lambda: self.said.emit(NEW))
        self.nobody.clicked.connect(lambda: self.said.emit(NOBODY))
        self.later.clicked.connect(lambda: self.said.emit(None))
        self._say()

    def show_name(self, one: Found | None) -> None:
        """Show *one*; None: there is none."""
        self.name = one
        self.setEnabled(one is not None)
        if one is not None:
            people = self._desk.known.people if one.kind is NameKind.AGENT else self._desk.known.skills
            self.other.offer([*people])
            self.other.show_chosen(one.is_now if one.is_now not in (None, NEW) else NOBODY)
        self._say()

    def focusInEvent(self, event: QFocusEvent) -> None:
        (self.buttons[0] if self.buttons else self.other).setFocus(event.reason())

    def _say(self) -> None:
        self._may_be.setText(_("It may be"))
        self.new.setText(_("Somebody new"))
        self.nobody.setText(_("Leave out of all figures"))
        self.later.setText(_("Later"))
        self.later.setToolTip(_("Its rows are kept under it, until somebody says who it is."))
        one = self.name
        if one is None:
            self.title.setText("")
            return
        if one.kind is NameKind.SKILL:
            self.new.setText(_("A new skill group"))
        self.nobody.setVisible(one.kind is NameKind.AGENT)
        settled = one.standing is Standing.KNOWN
        self.title.setText(one.text)
        said = [part for part in (one.name if one.name != one.text else "", one.team) if part]
        said.append(ngettext("{n} row", "{n} rows", one.rows).format(n=number(one.rows)))
        facts = " · ".join(said)
        if settled:
            facts += "\n" + _("It is known as {name}; that is changed on the People page.").format(
                name=one.label
            )
        self.facts.setText(facts)
        self.suggestions.clear()
        self.buttons = []
        for person, label in () if settled else one.suggestions:
            button = QPushButton(label, self.suggestions)
            button.clicked.connect(partial(self.said.emit, person))
            self.suggestions.add(button)
            self.buttons.append(button)
        for widget in (self._may_be, self.suggestions):
            widget.setVisible(bool(self.buttons))
        deciding: tuple[QWidget, ...] = (self.new, self.nobody, self.later, self.other_field)
        for one_of in deciding:
            one_of.setEnabled(not settled)
        order: list[QWidget] = [*self.buttons, self.other, self.new, self.nobody, self.later]
        for first, second in itertools.pairwise(order):
            self.setTabOrder(first, second)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)


def _is(one: Found) -> str:
    said = _(STANDING_WORDS[one.standing])
    if one.is_now == NEW:
        return _("somebody new")
    return _("{name} ({how})").format(name=one.label, how=said) if one.label else said


def _look(one: Found) -> Look | None:
    return Look(Sign.UNKNOWN, theme.State.WARN) if one.standing is Standing.UNKNOWN else None
