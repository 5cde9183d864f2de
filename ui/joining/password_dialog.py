"""Asks for the password of a shared centre, where there is none or it is not taken."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.errors import DatabaseError, SupervisorError
from supervisor.rights.verdict import LoginVerdict
from supervisor.sentences.error import sentence
from supervisor.storage.login import Login, Method
from supervisor.words import _, language, mark
from ui import theme
from ui.jobs import Job, Jobs
from ui.joining.login_form import Entered
from ui.joining.work import try_login
from ui.widgets.field import Field, text_line
from ui.widgets.role import put_role

WIDTH = 480
ASKED_FOR = ("no_password", "password")  # what a password mends


class PasswordDialog(QDialog):
    """One log-in at *login*: `logged_in` comes when the server took it, with what was entered."""

    logged_in = Signal(object)  # Entered
    other_wanted = Signal()  # another account, or another centre

    def __init__(
        self,
        jobs: Jobs,
        login: Login,
        error: DatabaseError,
        *,
        remember: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """*error* is why it is asked; *remember*: whether keeping the password is proposed."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Log in"))
        self._jobs, self._login = jobs, login
        self._job: Job | None = None
        self.wants_other = False  # than this log-in
        by_password = login.method is Method.PASSWORD and error.why in ASKED_FOR
        self._title = QLabel(_("Log in to the shared centre"), self)
        self._title.setProperty("role", "title")
        where = _("{user} at {host}, database {database}").format(
            user=login.user, host=login.host or _("this computer"), database=login.database
        )
        self._where = QLabel(where, self)
        self._where.setWordWrap(True)
        self._where.setTextFormat(Qt.TextFormat.PlainText)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self._line = text_line(secret=True)
        self.password = Field(mark("Password"), self._line)
        self.password.setVisible(by_password)
        self.remember = QCheckBox(_("Remember the password in this computer’s keyring"), self)
        self.remember.setChecked(remember)
        self.remember.setVisible(by_password)
        self.log_in = QPushButton(_("Log in") if by_password else _("Try again"), self)
        self.log_in.setProperty("role", "primary")
        self.log_in.setDefault(True)
        self.log_in.clicked.connect(self._try)
        self.other = QPushButton(_("Another account…"), self)
        self.other.setAutoDefault(False)
        self.other.clicked.connect(self._other)
        self.later = QPushButton(_("Not now"), self)
        self.later.setAutoDefault(False)
        self.later.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        buttons.addWidget(self.log_in)
        buttons.addWidget(self.other)
        buttons.addStretch(1)
        buttons.addWidget(self.later)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_XL, theme.SPACE_XL, theme.SPACE_XL, theme.SPACE_XL)
        column.setSpacing(theme.SPACE_M)
        for widget in (self._title, self._where, self.password, self.remember, self.said):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(theme.current().px(WIDTH))
        if error.why != "no_password":  # that one is asked for is seen anyhow
            self._say(sentence(error))
        else:
            self.said.hide()
        (self._line if by_password else self.log_in).setFocus()

    def done(self, result: int) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        super().done(result)

    def _try(self) -> None:
        if self.password.isVisible() and not self._line.text():
            self.password.show_problem(_("Enter the password."))
            self._line.setFocus()
            return
        self.password.show_problem("")
        self.log_in.setEnabled(False)
        self._say(_("Trying…"), role="muted")
        self._job = self._jobs.compute(try_login, self._login.url, self._line.text() or None, language())
        self._job.then(self._tried, self._failed)

    def _tried(self, found: LoginVerdict) -> None:
        self._job = None
        if found.problem is not None and not found.is_in:
            self._failed(found.problem)
            return
        self.logged_in.emit(Entered(self._login, self._line.text() or None, self.remember.isChecked()))
        self.accept()

    def _failed(self, error: SupervisorError) -> None:
        self._job = None
        self.log_in.setEnabled(True)
        self._say(sentence(error))
        if self.password.isVisible():
            self._line.selectAll()
            self._line.setFocus()

    def _say(self, said: str, role: str = "error") -> None:
        put_role(self.said, role)
        self.said.setText(said)
        self.said.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.said, said))

        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()
        super().showEvent(event)

    def _fit(self) -> None:
        """As high as its words need at this width: Qt asks for that of pages, not of dialogs."""
        self._column.activate()
        width = max(self.width(), self.minimumWidth())
        self.resize(width, max(self.minimumHeight(), self._column.totalHeightForWidth(width)))

    def _other(self) -> None:
        self.wants_other = True
        self.reject()
        self.other_wanted.emit()
