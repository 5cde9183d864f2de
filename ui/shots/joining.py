"""Joining a shared centre, and setting one up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from supervisor.errors import AccountError, CentreSetupError, DatabaseError
from supervisor.moving.plan import Difference, Ending, Left, MovePlan, MoveResult, TablePlan, Why
from supervisor.moving.setting_up import Step
from supervisor.rights.own import Rights
from supervisor.rights.role import DatabaseRole
from supervisor.rights.verdict import LoginVerdict
from supervisor.sentences.error import sentence
from supervisor.storage.login import Login, Method
from supervisor.words import _
from ui.jobs import Job, Jobs
from ui.joining.desk import TRIED_AGAIN
from ui.joining.join_page import JoinPage
from ui.joining.password_dialog import PasswordDialog
from ui.joining.set_up_page import SetUpPage
from ui.shots.standing import Shot
from ui.window import MainWindow

_ANNA = Login("floor.example.com", "floor", "anna", ca_file="/etc/floor/ca.pem")
_OWNER = Login("floor.example.com", "floor", "floor_owner", ca_file="/etc/floor/ca.pem")
_FILE = "sqlite:////home/anna/.local/share/floor-supervisor/floor.db"


def _no_database() -> object:
    raise RuntimeError("a picture has no database")


def _jobs(window: MainWindow) -> Jobs:
    return Jobs(_no_database, window)  # type: ignore[arg-type]


def _join(window: MainWindow) -> QWidget:
    window.show_joining(JoinPage(_jobs(window)))
    return window


def _joined(window: MainWindow) -> QWidget:
    page = JoinPage(_jobs(window), _ANNA)
    rights = Rights("anna", frozenset({DatabaseRole.SUPERVISOR, DatabaseRole.LIAISON}))
    page.show_verdict(LoginVerdict(_ANNA.url, None, rights, 15))
    window.show_joining(page)
    return window


def _untrusted(window: MainWindow) -> QWidget:
    known = Login(
        "10.20.0.7",
        "floor",
        "anna",
        method=Method.CERTIFICATE,
        certificate="/home/anna/anna.crt",
        key="a.key",
    )
    page = JoinPage(_jobs(window), known)
    said = 'server certificate for "floor.example.com" does not match host name "10.20.0.7"'
    page.show_verdict(LoginVerdict(known.url, DatabaseError(known.url, "untrusted", said, "other_host")))
    window.show_joining(page)
    return window


def _away(window: MainWindow) -> QWidget:
    """A wall starts sooner than its server."""
    page = JoinPage(_jobs(window), _ANNA)
    error = DatabaseError(_ANNA.url, "unreachable", "", "no_answer")
    page.form.show_result(f"{sentence(error)}\n{_(TRIED_AGAIN)}", good=False)
    window.show_joining(page)
    return window


def _log_in(login: Login, error: DatabaseError) -> Callable[[MainWindow], QWidget]:
    """The dialog that asks as whom, or for the password, because of *error*."""

    def show(window: MainWindow) -> QWidget:
        window.show_joining(JoinPage(_jobs(window), login))
        dialog = PasswordDialog(_jobs(window), login, error, parent=window)
        dialog.open()
        return dialog

    return show


def _set_up(then: Callable[[SetUpPage], None], file: str = _FILE) -> Callable[[MainWindow], QWidget]:
    def show(window: MainWindow) -> QWidget:
        page = SetUpPage(_jobs(window), file)
        page.known.owner = _OWNER
        page.known.administrator, page.known.administrator_password = "admin", "made up"
        page.known.service = "collector"
        window.show_joining(page)
        then(page)
        return window

    return show


def _server(page: SetUpPage) -> None:
    page.server.form.show_login(_OWNER)


def _server_refused(page: SetUpPage) -> None:
    _server(page)
    error = DatabaseError(_OWNER.url, "untrusted", "certificate verify failed", "unknown_authority")
    page.server.form.show_result(sentence(error), good=False)


def _make(page: SetUpPage) -> None:
    page.show_step(1)


def _making(page: SetUpPage) -> None:
    page.show_step(1)
    page.make.follow(Job(page.known.jobs))


def _made(page: SetUpPage) -> None:
    page.show_step(1)
    looked = _("PostgreSQL {version}, database {database} ({encoding}) of {owner}.")
    page.make.show_made(
        (
            Step(looked.format(version="15.14", database="floor", encoding="UTF8", owner="floor_owner")),
            Step(_("Made the tables of the centre."), new=True),
            Step(_("Made the index by which issues are searched."), new=True),
        )
    )


def _make_refused(page: SetUpPage) -> None:
    page.show_step(1)
    said = _(
        "{login} may not make roles, and people’s rights are such. Let the server’s administrator say: "
        "ALTER ROLE {login} CREATEROLE;"
    )
    page.make.refuse(CentreSetupError(_OWNER.url, said.format(login="floor_owner")))


def _accounts(page: SetUpPage) -> None:
    page.show_step(2)
    page.accounts.administrator_password.make_up()


def _accounts_refused(page: SetUpPage) -> None:
    page.show_step(2)
    said = _("There is a log-in of that name in this server already. Choose another one.")
    page.accounts.refuse(AccountError("collector", said))


_TABLES = (
    TablePlan("centre", "person", 184, 40_000),
    TablePlan("history", "entry", 3_012_400, 910_000_000),
)
_LEFT = (Left(Why.KEYRING, 1, ("pbx-1",)), Left(Why.VEIL, 412_000))


def _plan(*collected: str) -> MovePlan:
    url = _OWNER.url
    return MovePlan(_FILE, url, url, _TABLES, _LEFT, collected, begun=False, sums={}, mended={})


def _move(page: SetUpPage) -> None:
    page.show_step(3)


def _planned(page: SetUpPage) -> None:
    page.show_step(3)
    page.move_.show_plan(_plan())


def _collected(page: SetUpPage) -> None:
    page.show_step(3)
    page.move_.show_plan(_plan("pbx-1", "pbx-2"))


def _moving(page: SetUpPage) -> None:
    page.show_step(3)
    page.move_.show_plan(_plan())
    page.move_.follow(Job(page.known.jobs))
    page.move_.progress.show_progress(1_204_000, 3_012_584)


def _moved(page: SetUpPage) -> None:
    page.show_step(3)
    page.move_.show_result(MoveResult(Ending.DONE, 3_012_584, 3_012_584, 312.0))


def _differs(page: SetUpPage) -> None:
    page.show_step(3)
    found = (
        Difference("entry", "2026-09", 251_033, 251_032),
        Difference("contact", "2026-10", 98_412, 98_412),
    )
    page.move_.show_result(MoveResult(Ending.DIFFERS, 3_012_584, 3_012_584, 312.0, found))


def _move_refused(page: SetUpPage) -> None:
    page.show_step(3)
    page.move_.refuse(DatabaseError(_OWNER.url, "unreachable", "", "no_answer"))


def _finish(page: SetUpPage) -> None:
    page.show_step(4)


_NO_PASSWORD = DatabaseError(_ANNA.url, "refused", "", "no_password")
_WRONG = DatabaseError(
    _ANNA.url, "refused", 'FATAL:  password authentication failed for user "anna"', "password"
)
_NO_TICKET = DatabaseError(_ANNA.url, "refused", "No Kerberos credentials available", "no_ticket")

_SHOWN: dict[str, Callable[[MainWindow], QWidget]] = {
    "join": _join,
    "join-good": _joined,
    "join-refused": _untrusted,
    "join-away": _away,
    "log-in": _log_in(_ANNA, _WRONG),
    "log-in-first": _log_in(_ANNA, _NO_PASSWORD),
    "log-in-kerberos": _log_in(replace(_ANNA, method=Method.KERBEROS), _NO_TICKET),
    "set-up-server": _set_up(_server),
    "set-up-server-refused": _set_up(_server_refused),
    "set-up-make": _set_up(_make),
    "set-up-making": _set_up(_making),
    "set-up-make-refused": _set_up(_make_refused),
    "set-up-made": _set_up(_made),
    "set-up-accounts": _set_up(_accounts),
    "set-up-accounts-refused": _set_up(_accounts_refused),
    "set-up-move": _set_up(_move),
    "set-up-move-nothing": _set_up(_move, file=""),
    "set-up-move-planned": _set_up(_planned),
    "set-up-move-listened": _set_up(_collected),
    "set-up-moving": _set_up(_moving),
    "set-up-move-refused": _set_up(_move_refused),
    "set-up-move-differs": _set_up(_differs),
    "set-up-moved": _set_up(_moved),
    "set-up-finish": _set_up(_finish),
}
SHOTS = {name: Shot(then=then) for name, then in _SHOWN.items()}
