"""Joining a shared centre: the form, the trial in place, and the way to setting one up."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.rights.role import ROLE_TITLES
from supervisor.rights.verdict import LoginVerdict
from supervisor.sentences.error import sentence
from supervisor.storage.login import Login
from supervisor.words import _, language
from ui import theme
from ui.jobs import Jobs
from ui.joining.footed import Footed
from ui.joining.login_form import Entered, LoginForm
from ui.joining.step import follow_tab
from ui.joining.work import try_login

WIDTH = 640


class JoinPage(QWidget):
    """`joined` comes with an `Entered` by which the centre was just reached."""

    joined = Signal(object)  # Entered
    set_up_wanted = Signal()
    cancelled = Signal()
    edited = Signal()  # somebody types

    def __init__(self, jobs: Jobs, known: Login | None = None, parent: QWidget | None = None) -> None:
        """*known*: what is filled in already."""
        super().__init__(parent)
        self.setProperty("role", "page")
        self._jobs = jobs
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._about = QLabel(self)
        self._about.setProperty("role", "muted")
        self._about.setWordWrap(True)
        self.form = LoginForm(parent=self)
        if known is not None:
            self.form.show_login(known)
        self.set_up = QPushButton(self)
        self.set_up.setProperty("role", "link")
        self.set_up.clicked.connect(self.set_up_wanted)
        self.form.edited.connect(self.edited)
        self.form.try_wanted.connect(partial(self._try, join=False))
        self.form.join_wanted.connect(partial(self._try, join=True))
        self.form.cancelled.connect(self.cancelled)
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(theme.SPACE_XL, theme.SPACE_XL, theme.SPACE_XL, theme.SPACE_XL)
        column.setSpacing(theme.SPACE_M)
        for widget in (self._title, self._about, self.form):
            column.addWidget(widget)
        column.addStretch(1)
        foot = QWidget(self)
        row = QVBoxLayout(foot)
        row.setContentsMargins(theme.SPACE_XL, theme.SPACE_S, theme.SPACE_XL, theme.SPACE_L)
        row.addWidget(self.form.foot)
        row.addWidget(self.set_up, 0, Qt.AlignmentFlag.AlignLeft)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Footed(self._inside, foot, WIDTH, self))
        follow_tab([*self.form.ways(), self.set_up])
        self._say()

    def show_verdict(self, found: LoginVerdict) -> None:
        """Say in the form what came of a log-in."""
        if found.problem is not None:
            self.form.show_result(sentence(found.problem), good=False)
            if found.problem.why in ("password", "no_password"):
                self.form.ask_password()
            return
        self.form.show_result(welcome(found), good=True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.form.host.editor.setFocus(event.reason())  # no proxy: Tab would take the page for it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        self._title.setText(_("Join a shared centre"))
        self._about.setText(
            _(
                "A database server keeps the centre, and everybody sees what their account allows. You need "
                "the server’s address, the name of the database, and an account there. All but the password "
                "is remembered on this computer."
            )
        )
        self.set_up.setText(_("There is none yet? Set up a shared centre…"))

    def _try(self, entered: Entered, *, join: bool) -> None:
        self.form.show_busy(True)
        job = self._jobs.compute(try_login, entered.login.url, entered.password, language())
        job.then(partial(self._tried, entered, join), self._failed)

    def _tried(self, entered: Entered, join: bool, found: LoginVerdict) -> None:
        self.form.show_busy(False)
        self.show_verdict(found)
        if join and found.is_good:
            self.joined.emit(entered)

    def _failed(self, error: SupervisorError) -> None:
        self.form.show_busy(False)
        self.form.show_result(sentence(error), good=False)


def welcome(found: LoginVerdict) -> str:
    """What one is in the centre."""
    rights = found.rights
    if rights is None or not rights.roles:
        return _("This works: the centre is there, and you own its database.")
    roles = _(", ").join(_(ROLE_TITLES[role]) for role in sorted(rights.roles))
    return _("This works. In this centre you are: {roles}.").format(roles=roles)
