"""What stands between this computer and a shared centre: asked, tried and set up beside the open centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from sqlalchemy.exc import ArgumentError

from supervisor.errors import DatabaseError, SupervisorError
from supervisor.sentences.error import sentence
from supervisor.storage.login import Login
from supervisor.words import _, mark
from ui.jobs import Jobs
from ui.joining import passwords
from ui.joining.join_page import JoinPage
from ui.joining.login_form import Entered
from ui.joining.password_dialog import ASKED_FOR, PasswordDialog
from ui.joining.set_up_page import SetUpPage

if TYPE_CHECKING:
    from supervisor.storage.database import Database

AGAIN_MS = 10_000  # between two tries to reach a server that does not answer
TRIED_AGAIN = mark("Tried again every ten seconds, until you type.")


class JoiningDesk(QObject):
    """Makes the pages and dialogs of joining, and does what they want. `close` ends it.

    `open_wanted` comes with the URL of a centre whose password is given by now, `kept_wanted` with one that
    is this computer's centre from now on, `left` when somebody wants none of it.
    """

    open_wanted = Signal(str)
    kept_wanted = Signal(str)
    logged_in = Signal()  # the centre that is open may go on
    left = Signal()
    page_made = Signal(object)  # QWidget: to be shown in place of the centre
    told = Signal(object)  # SupervisorError

    def __init__(self, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self.jobs = Jobs(_no_database, self)
        self.jobs.refused.connect(self.told)
        self.dialog: PasswordDialog | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._url = ""
        self.file = ""  # the URL of this computer's own centre, where it has one
        self._again.timeout.connect(lambda: self.open_wanted.emit(self._url))

    def join(self, known: Login | None = None, error: SupervisorError | None = None) -> JoinPage:
        """Show the form; filled in with what is *known* and why it is shown again. A server that does not
        answer is tried again meanwhile: a wall starts by itself, and sooner than its server."""
        self._begin()
        page = JoinPage(self.jobs, known)
        page.joined.connect(self._joined)
        page.set_up_wanted.connect(lambda: self.set_up(self.file))
        page.cancelled.connect(self._leave)
        page.edited.connect(self._again.stop)
        page.form.try_wanted.connect(self._again.stop)
        page.form.join_wanted.connect(self._again.stop)
        if error is not None:
            said = sentence(error)
            if known is not None and isinstance(error, DatabaseError) and error.reason == "unreachable":
                self._url = known.url
                self._again.start()
                said = f"{said}\n{_(TRIED_AGAIN)}"
            page.form.show_result(said, good=False)
        self.page_made.emit(page)
        return page

    def set_up(self, file: str) -> SetUpPage:
        """Show the guide; *file* is the URL of this computer's own centre, "" where it has none."""
        self._begin()
        page = SetUpPage(self.jobs, file)
        page.finished.connect(lambda entered: self._finished(page, entered))
        page.cancelled.connect(self._leave)
        self.page_made.emit(page)
        return page

    def ask(
        self,
        url: str,
        error: DatabaseError,
        *,
        running: bool,
        remember: bool = False,
    ) -> PasswordDialog:
        """Ask for the password of *url*, or say why it is of no use. *running*: the centre is open behind."""
        self._begin()
        login = Login.of(url)
        dialog = PasswordDialog(self.jobs, login, error, remember=remember, parent=self._window)
        self.dialog = dialog

        def take(entered: Entered) -> None:
            passwords.use(self.jobs, entered, self.told.emit)
            if running:
                self.logged_in.emit()
            else:
                self.open_wanted.emit(url)

        dialog.logged_in.connect(take)
        dialog.other_wanted.connect(lambda: self.join(login))
        if not running:
            dialog.rejected.connect(lambda: self._rejected(dialog, login))
        dialog.finished.connect(self._closed)
        dialog.open()
        return dialog

    def close(self) -> None:
        """End what is under way."""
        self._again.stop()
        if self.dialog is not None:
            self.dialog.close()
        self.jobs.stop()

    def _begin(self) -> None:
        """Whoever asked before is gone from sight: what was asked for them is ended, too."""
        self._again.stop()
        self.jobs.stop()
        self.jobs.start()

    def _rejected(self, dialog: PasswordDialog, login: Login) -> None:
        if not dialog.wants_other:
            self.join(login)

    def _closed(self) -> None:
        self.dialog = None

    def _joined(self, entered: Entered) -> None:
        passwords.use(self.jobs, entered, self.told.emit)
        self.kept_wanted.emit(entered.login.url)

    def _finished(self, page: SetUpPage, entered: Entered) -> None:
        if page.known.owner is not None:
            passwords.give(page.known.owner.url, None)  # of no use any more
        self._joined(entered)

    def _leave(self) -> None:
        self._again.stop()
        self.jobs.stop()
        self.left.emit()


def is_asked_for(error: SupervisorError) -> bool:
    """Whether it is a password that is missing or wrong."""
    return isinstance(error, DatabaseError) and error.why in ASKED_FOR


def login_of(url: str) -> Login | None:
    """The log-in that *url* means; None where it is no URL."""
    try:
        return Login.of(url)
    except (ArgumentError, ValueError):
        return None


def _no_database() -> Database:
    raise RuntimeError("no centre is open while one is joined")
