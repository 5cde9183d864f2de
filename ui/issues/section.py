"""A part of an issue's page: its heading, what can be done in it, and what stands in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.words import _
from ui import theme
from ui.widgets.pane import SnugPane


class Section(SnugPane):
    """A card. *title* is marked; `add_action` puts a button beside it, whose words are marked too. What it
    holds is made in it: a widget full of others that moves is styled anew with all of them."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = title
        self.inside: QWidget = self
        self.heading = QLabel(self)
        self.heading.setProperty("role", "lead")
        self._actions: list[tuple[QPushButton, str]] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.SPACE_S)
        self._row.addWidget(self.heading, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_L)
        self._column.setSpacing(theme.SPACE_M)
        self._column.addLayout(self._row)
        self._say()

    def hold(self, inside: QWidget) -> None:
        """Show *inside*, which was made in it."""
        self.inside = inside
        self._column.addWidget(inside)

    def add_action(self, words: str) -> QPushButton:
        """One more button beside the heading."""
        button = QPushButton(_(words), self)
        button.setProperty("role", "link")
        self._actions.append((button, words))
        self._row.addWidget(button)
        return button

    def say_action(self, button: QPushButton, words: str) -> None:
        """Have *button* say other (marked) *words* from now on."""
        self._actions = [(one, words if one is button else said) for one, said in self._actions]
        button.setText(_(words))

    def start(self) -> None:
        """Give the keyboard to the first thing in it that takes it."""
        for widget in self.inside.findChildren(QWidget):
            if (
                widget.focusPolicy() & Qt.FocusPolicy.TabFocus
                and widget.focusProxy() is None
                and widget.isVisibleTo(self)
                and widget.isEnabled()
            ):
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _say(self) -> None:
        self.heading.setText(_(self._title))
        self.setAccessibleName(_(self._title))
        for button, words in self._actions:
            button.setText(_(words))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
