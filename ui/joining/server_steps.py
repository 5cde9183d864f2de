"""The first steps of setting up a shared centre: its server and owner, its tables, its first accounts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from supervisor.errors import SupervisorError
from supervisor.moving.setting_up import NewLogin
from supervisor.moving.setting_up import Step as Done
from supervisor.rights.role import DatabaseRole
from supervisor.rights.verdict import LoginVerdict
from supervisor.sentences.error import sentence
from supervisor.words import _, language, mark
from ui import theme
from ui.accounts.password_box import PasswordBox
from ui.jobs import Job
from ui.joining import passwords
from ui.joining.login_form import Entered, LoginForm, line_of
from ui.joining.step import SetUp, Step
from ui.joining.work import look_at_server, make_centre, missing
from ui.widgets.field import Field, text_line
from ui.widgets.progress_line import ProgressLine

COMMANDS = """sudo -u postgres createuser --pwprompt --createrole floor_owner
sudo -u postgres createdb --owner=floor_owner --encoding=UTF8 --locale=C.UTF-8 --template=template0 floor"""


class ServerStep(Step):
    """Where the server is, and who owns the empty database there."""

    def __init__(self, known: SetUp, parent: QWidget | None = None) -> None:
        super().__init__(
            mark("The server"),
            mark(
                "A PostgreSQL 15 or newer that every seat reaches, with an empty database whose owner may "
                "make roles. On a fresh Debian these two commands make both; the README tells how TLS is "
                "switched on."
            ),
            parent,
        )
        self._known = known
        self.commands = QPlainTextEdit(COMMANDS, self)
        self.commands.setReadOnly(True)
        self.commands.setTabChangesFocus(True)
        self.commands.setFixedHeight(self.commands.fontMetrics().lineSpacing() * 4 + theme.SPACE_XL)
        self.form = LoginForm(
            mark("Continue"), mark("The owner of the database, such as floor_owner."), remembers=False
        )
        self.form.cancel.hide()
        self.form.try_wanted.connect(lambda entered: self._try(entered, go_on=False))
        self.form.join_wanted.connect(lambda entered: self._try(entered, go_on=True))
        self.inside.addWidget(self.commands)
        self.inside.addWidget(self.form)
        self.below.insertWidget(0, self.form.foot)
        self.first = self.form.host.editor
        self.say()

    def say(self) -> None:
        super().say()
        self.commands.setAccessibleName(_("Commands for a fresh server"))

    def ways(self) -> list[QWidget]:
        return [self.commands, *self.form.ways()]

    def _try(self, entered: Entered, *, go_on: bool) -> None:
        self.form.show_busy(True)
        job = self._known.jobs.compute(look_at_server, entered.login.url, entered.password, language())
        job.then(lambda found: self._tried(entered, found, go_on=go_on), self._failed)

    def _tried(self, entered: Entered, found: LoginVerdict, *, go_on: bool) -> None:
        self.form.show_busy(False)
        problem = found.problem
        if problem is not None and problem.why != "empty" and problem.reason != "older":
            self.form.show_result(sentence(problem), good=False)
            if problem.why in ("password", "no_password"):
                self.form.ask_password()
            return
        self.form.show_result(
            _("This works: the database is empty, and a centre can be made in it.")
            if problem is not None
            else _("This works. There is a centre already; what is missing of it will be made."),
            good=True,
        )
        if go_on:
            self._known.owner = entered.login
            if entered.password is not None:
                passwords.give(entered.login.url, entered.password)
            self.over.emit()

    def _failed(self, error: SupervisorError) -> None:
        self.form.show_busy(False)
        self.form.show_result(sentence(error), good=False)


class MakeStep(Step):
    """Tables, roles and rights."""

    def __init__(self, known: SetUp, parent: QWidget | None = None) -> None:
        super().__init__(
            mark("The centre"),
            mark(
                "In the empty database there will be made: the tables of settings, live journal and history; "
                "the roles from viewer to administrator, which exist for this database alone; and the rules "
                "by which the server itself shows each role what is its own. Nothing that is there already "
                "is changed, and all of it can be done again at any time."
            ),
            parent,
        )
        self._known = known
        self.progress = ProgressLine(self)
        self.progress.cancel.hide()
        self.made = QLabel(self)
        self.made.setWordWrap(True)
        self.made.setTextFormat(Qt.TextFormat.PlainText)
        self.made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.made.hide()
        self.below.insertWidget(0, self.progress)
        self.inside.addWidget(self.made)
        self.make = self.button(primary=True)
        self.make.clicked.connect(self._make)
        self.go_on = self.button(primary=True)
        self.go_on.clicked.connect(self.over)
        self.go_on.hide()
        self.first = self.make
        self.say()

    def say(self) -> None:
        super().say()
        self.make.setText(_("Make it"))
        self.go_on.setText(_("Continue"))

    def _make(self) -> None:
        assert self._known.owner is not None  # noqa: S101  # the step before
        self.follow(self._known.jobs.compute(make_centre, self._known.owner.url, (), language()))

    def follow(self, job: Job) -> None:
        """Show that *job* is under way, which makes it all."""
        self.make.setEnabled(False)
        self.tell("")
        self.progress.follow(_("Making the centre…"), job, self.show_made, self.refuse)

    def show_made(self, steps: Sequence[Done]) -> None:
        """Say what was looked at and made."""
        self.made.setText(said_steps(steps))
        self.made.show()
        self.make.hide()
        self.go_on.show()
        self.tell(_("The shared centre is there."), good=True)
        self.go_on.setFocus()

    def refuse(self, error: SupervisorError) -> None:
        """Say why it could not be made."""
        self.make.setEnabled(True)
        self.tell_refused(error)


class AccountsStep(Step):
    """Who makes all other accounts, and as whom the collector writes."""

    def __init__(self, known: SetUp, parent: QWidget | None = None) -> None:
        super().__init__(
            mark("The first accounts"),
            mark(
                "The owner of the database is for setting up and upgrading alone. An administrator makes the "
                "accounts of everybody else and gives them their roles; the collector has an account of its "
                "own."
            ),
            parent,
        )
        self._known = known
        self.administrator = Field(mark("User name of the administrator"), text_line())
        self.administrator_password = PasswordBox(self)
        self.service = Field(mark("User name of the collector service"), text_line())
        self.service_password = PasswordBox(self)
        line_of(self.administrator).setText("admin")
        line_of(self.service).setText("collector")
        for widget in (
            self.administrator,
            self.administrator_password,
            self.service,
            self.service_password,
        ):
            self.inside.addWidget(widget)
        self.progress = ProgressLine(self)
        self.progress.cancel.hide()
        self.below.insertWidget(0, self.progress)
        self.make = self.button(primary=True)
        self.make.clicked.connect(self._look)
        line_of(self.administrator).textChanged.connect(self._whose)
        line_of(self.service).textChanged.connect(self._whose)
        self.first = self.administrator.editor
        self._whose()
        self.say()

    def say(self) -> None:
        super().say()
        self.make.setText(_("Make both"))

    def ways(self) -> list[QWidget]:
        ways: list[QWidget] = []
        for field, box in self._pairs():
            ways += [field.editor, box.first, box.again, box.make, box.show_it]
        return [*ways, self.progress.cancel, self.make]

    def _whose(self, _text: str = "") -> None:
        for field, box in self._pairs():
            box.use(self._login(field), "")

    def _pairs(self) -> tuple[tuple[Field, PasswordBox], ...]:
        return (
            (self.administrator, self.administrator_password),
            (self.service, self.service_password),
        )

    @staticmethod
    def _login(field: Field) -> str:
        return line_of(field).text().strip()

    def _look(self) -> None:
        """A password is asked only of an account that is not there yet."""
        assert self._known.owner is not None  # noqa: S101
        names = [self._login(field) for field, _box in self._pairs()]
        for (field, _box), name in zip(self._pairs(), names, strict=True):
            field.show_problem("" if name else _("Enter a user name."))
            if not name:
                field.editor.setFocus()
                return
        if names[0] == names[1]:
            self.service.show_problem(_("Two accounts, please: the collector’s is nobody’s."))
            self.service.editor.setFocus()
            return
        self._busy(True)
        job = self._known.jobs.compute(missing, self._known.owner.url, names)
        self.progress.follow(_("Looking…"), job, self._make, self.refuse)

    def _make(self, wanted: Sequence[str]) -> None:
        assert self._known.owner is not None  # noqa: S101
        roles = (DatabaseRole.ADMINISTRATOR, DatabaseRole.SERVICE)
        titles = (_("Administrator"), _("Collector service"))
        logins = []
        for (field, box), role, title in zip(self._pairs(), roles, titles, strict=True):
            login = self._login(field)
            if login in wanted and box.problem:
                self._busy(False)
                self.tell(f"{login}: {box.problem}", good=False)
                box.first.setFocus()
                return
            logins.append(NewLogin(login, title, role, box.password if login in wanted else None))
        self._known.administrator, self._known.service = logins[0].login, logins[1].login
        self._known.administrator_password = logins[0].password
        job = self._known.jobs.compute(make_centre, self._known.owner.url, logins, language())
        self.progress.follow(_("Making the accounts…"), job, self._done, self.refuse)

    def _done(self, _steps: Sequence[Done]) -> None:
        self._busy(False)
        self.tell("")
        self.over.emit()

    def refuse(self, error: SupervisorError) -> None:
        """Say why they could not be made."""
        self._busy(False)
        self.tell_refused(error)

    def _busy(self, busy: bool) -> None:
        self.make.setEnabled(not busy)
        if busy:
            self.tell("")


def said_steps(steps: Sequence[Done]) -> str:
    """What was looked at and done, a line each."""
    return "\n".join(f"{'!' if step.lost else '+' if step.new else '·'} {step.said}" for step in steps)
