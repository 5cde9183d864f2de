"""A new password for somebody's account, and a password that is shown this once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.rights.account import Account
from supervisor.words import _, mark
from ui import theme
from ui.accounts.password_box import PasswordBox
from ui.widgets.pane import Pane
from ui.widgets.save_bar import SaveBar


class PasswordForm(Pane):
    """`save_asked` gives the log-in name and the password."""

    save_asked = Signal(str, str)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._login = ""
        self.about = QLabel(self)
        self.about.setWordWrap(True)
        self.password = PasswordBox(self, called=mark("New password"))
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.bar = SaveBar(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for widget in (self.about, self.password, self.problem, self.bar):
            column.addWidget(widget)
        column.addStretch(1)
        self.bar.save_asked.connect(self.keep)
        self.bar.discard_asked.connect(self.given_up)
        for line in (self.password.first, self.password.again):
            line.returnPressed.connect(self.keep)
        self._say()

    def show_account(self, account: Account) -> None:
        """Ask for another password of *account*."""
        self._login = account.login
        self.password.clear()
        self.password.use(account.login, account.name)
        self.refuse("")

    def refuse(self, said: str) -> None:
        """Say why it could not be given."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def keep(self) -> None:
        """Have it given, when nothing is wrong."""
        self.refuse(self.password.problem)
        if not self.password.problem:
            self.save_asked.emit(self._login, self.password.password)

    def _say(self) -> None:
        self.about.setText(
            _("The former password no longer lets in. Who is logged in stays so until the next log-in.")
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()


class ShownOnce(Pane):
    """A password that nobody can look up again, to be copied or read out. `done` ends it, and forgets it."""

    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.about = QLabel(self)
        self.about.setWordWrap(True)
        self.line = QLineEdit(self)
        self.line.setReadOnly(True)
        self.line.setProperty("role", "figure")
        self.copy, self.end = QPushButton(self), QPushButton(self)
        self.end.setProperty("role", "primary")
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addWidget(self.end)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.about)
        column.addWidget(self.line)
        column.addLayout(row)
        column.addStretch(1)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.line.text()))
        self.end.clicked.connect(self.finish)
        self._say()

    def show_password(self, password: str) -> None:
        """Show it."""
        self.line.setText(password)

    def finish(self) -> None:
        """It was taken down: forget it."""
        self.line.clear()
        self.done.emit()

    def _say(self) -> None:
        self.about.setText(
            _(
                "This is the only time that the password is shown: the database keeps no password, only what "
                "tells a right one. Hand it over, and ask for it to be changed at the first log-in, on the "
                "page “What may I do?”."
            )
        )
        self.line.setAccessibleName(_("Password"))
        self.copy.setText(_("Copy"))
        self.end.setText(_("Done"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
