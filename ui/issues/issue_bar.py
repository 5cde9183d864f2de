"""The line above an issue: which one it is, whether something is unsaved, and what is done with the whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from supervisor.words import _
from ui import theme
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import SnugPane


class IssueBar(SnugPane):
    """Always in sight, while the page below it scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.state, self.unsaved = QLabel(self), QLabel(self), QLabel(self)
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.row = FlowRow(self)
        self.state.setProperty("role", "muted")
        self.unsaved.setProperty("role", "notice")
        self.save, self.discard, self.way = (QPushButton(self.row) for _at in range(3))
        self.back, self.previous, self.next, self.more = (QPushButton(self.row) for _at in range(4))
        self.save.setProperty("role", "primary")
        self.menu = QMenu(self)
        self.more.setMenu(self.menu)
        for button in (self.save, self.discard, self.way, self.back, self.previous, self.next, self.more):
            self.row.add(button)
        self.copy_number, self.copy_link = self.menu.addAction(""), self.menu.addAction("")
        self.watch = self.menu.addAction("")
        self.menu.addSeparator()
        self.pdf, self.paper = self.menu.addAction(""), self.menu.addAction("")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_S)
        column.setSpacing(theme.SPACE_XS)
        column.addWidget(self.title)
        column.addWidget(self.row)
        column.addWidget(self.state)
        column.addWidget(self.unsaved)
        self._say()

    def show_state(self, said: str, *, unsaved: bool) -> None:
        """Say whether something is unsaved."""
        self.unsaved.setText(said if unsaved else "")
        self.unsaved.setVisible(bool(said) and unsaved)
        self.state.setText("" if unsaved else said)
        self.state.setVisible(bool(said) and not unsaved)

    def say_way(self, *, writing: bool) -> None:
        """Say in which way the texts can be shown instead."""
        self.way.setText(_("Preview") if writing else _("Write"))
        self.way.setToolTip(_("{what} (F2)").format(what=self.way.text()))

    def _say(self) -> None:
        for button, words, keys in (
            (self.save, _("Save"), "Ctrl+S"),
            (self.discard, _("Discard"), ""),
            (self.back, _("Back to the list"), "Esc"),
            (self.previous, _("Previous"), "Alt+PgUp"),
            (self.next, _("Next"), "Alt+PgDown"),
            (self.more, _("More"), ""),
        ):
            button.setText(words)
            button.setToolTip(_("{what} ({keys})").format(what=words, keys=keys) if keys else "")
        self.copy_number.setText(_("Copy the number"))
        self.copy_link.setText(_("Copy number and title"))
        self.pdf.setText(_("Save as PDF…"))
        self.paper.setText(_("Print…"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
