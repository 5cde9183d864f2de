"""A password to give: made up, or typed twice, with how good it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.rights.password import STRENGTH_WORDS, Strength, made_up, strength
from supervisor.words import _, mark
from ui import theme
from ui.theme import State
from ui.widgets.state_sign import StateSign

_STATES = {
    Strength.REFUSED: State.CRITICAL,
    Strength.FAIR: State.WARN,
    Strength.GOOD: State.OK,
}


class PasswordBox(QWidget):
    """`password` is what is given, "" while it is not typed twice alike or too easily guessed."""

    changed = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, called: str = mark("Password"), offered: bool = True
    ) -> None:
        """*called*: the marked word over its first line; *offered*: one can be made up."""
        super().__init__(parent)
        self._called = called
        self._login = self._name = ""
        self.first, self.again = QLineEdit(self), QLineEdit(self)
        self.make = QPushButton(self)
        self.make.setVisible(offered)
        self.show_it = QCheckBox(self)
        self._labels = [QLabel(self), QLabel(self)]
        self._sign, self.said = StateSign(self), QLabel(self)
        self.said.setProperty("role", "small")
        self.said.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        for label, line in zip(self._labels, (self.first, self.again), strict=True):
            label.setBuddy(line)
            line.setMaxLength(200)
            line.textEdited.connect(lambda _text: self._heed())
            if line is self.again:
                column.addSpacing(theme.SPACE_S)
            column.addWidget(label)
            column.addWidget(line)
        row = QHBoxLayout()
        row.addWidget(self.make)
        row.addWidget(self.show_it)
        row.addStretch(1)
        judged = QHBoxLayout()
        judged.setSpacing(theme.SPACE_S)
        judged.addWidget(self._sign)
        judged.addWidget(self.said, 1)
        column.addLayout(judged)
        column.addLayout(row)
        self.make.clicked.connect(self.make_up)
        self.show_it.toggled.connect(self._show)
        self._show(False)
        self._say()

    @property
    def password(self) -> str:
        """The password, once it can be given."""
        typed = self.first.text()
        if typed != self.again.text() or self.strength is Strength.REFUSED:
            return ""
        return typed

    @property
    def strength(self) -> Strength:
        return strength(self.first.text(), self._login, self._name)

    @property
    def problem(self) -> str:
        """What keeps it from being given, as a sentence; "" for nothing."""
        if not self.first.text():
            return _("Type a password, or have one made up.")
        if self.strength is Strength.REFUSED:
            return _(STRENGTH_WORDS[Strength.REFUSED])
        return "" if self.first.text() == self.again.text() else _("The two are not alike.")

    def use(self, login: str, name: str) -> None:
        """Whose it is: no password holds the own name."""
        if (login, name) != (self._login, self._name):
            self._login, self._name = login, name
            self._judge()

    def clear(self) -> None:
        """Forget what was typed."""
        self.first.clear()
        self.again.clear()
        self.show_it.setChecked(False)
        self._judge()

    def make_up(self) -> None:
        """Make one up and show it, so that it can be read out."""
        password = made_up()
        self.first.setText(password)
        self.again.setText(password)
        self.show_it.setChecked(True)
        self._heed()

    def _show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.first.setEchoMode(mode)
        self.again.setEchoMode(mode)

    def _heed(self) -> None:
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        typed = self.first.text()
        self._sign.setVisible(bool(typed))
        found = self.strength
        alike = typed == self.again.text()
        wrong = bool(typed) and found is not Strength.REFUSED and bool(self.again.text()) and not alike
        self._sign.show_state(State.CRITICAL if wrong else _STATES[found])
        self.said.setText(
            "" if not typed else _("The two are not alike.") if wrong else _(STRENGTH_WORDS[found])
        )
        self.said.setVisible(bool(typed))

    def _say(self) -> None:
        for label, line, said in zip(
            self._labels, (self.first, self.again), (_(self._called), _("Password once more")), strict=True
        ):
            label.setText(said)
            line.setAccessibleName(said)
        self.make.setText(_("Make one up"))
        self.show_it.setText(_("Show the password"))
        self._judge()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
