"""Pictures of a shared centre: accounts, who looked at whose figures, “What may I do?”."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from supervisor.rights.role import DatabaseRole
from ui.shots.standing import Shot
from ui.window import MainWindow

ADMINISTRATOR = frozenset({DatabaseRole.ADMINISTRATOR})
SUPERVISOR = frozenset({DatabaseRole.SUPERVISOR})


def _accounts(step: str = "") -> Callable[[MainWindow], QWidget]:
    """The accounts; *step*: what is done first."""

    def then(window: MainWindow) -> QWidget:
        from ui.accounts import sample
        from ui.accounts.accounts_page import AccountsPage
        from ui.setup.screen import SetupScreen

        screen = window.show_page("settings")
        assert isinstance(screen, SetupScreen)  # noqa: S101
        page, desk = screen.show_tab("accounts"), screen.accounts
        assert isinstance(page, AccountsPage)  # noqa: S101
        desk.show(sample.sample_accounts(desk.now))
        match step:
            case "open":
                account = desk.account("he.jing")
                assert account is not None  # noqa: S101
                page.table.select(account.login)
                page.open(account)
            case "new":
                page.begin()
                page.form.password.make_up()
                page.form.password.show_it.setChecked(False)
            case "many":
                page.table.view.selectAll()
                page.change_selected()
            case "password":
                account = desk.account("he.jing")
                assert account is not None  # noqa: S101
                page.ask_password(account)
            case "shown":
                account = desk.account("he.jing")
                assert account is not None  # noqa: S101
                page.show_once(account.name, "ww9k-uhw7-t6vw-e5wm")
        return window

    return then


def _list(step: str) -> Callable[[MainWindow], QWidget | None]:
    """The list from a file; *step*: how far it is."""

    def then(window: MainWindow) -> QWidget | None:
        from supervisor.imports.account_list import TakenIn
        from ui.accounts import sample
        from ui.accounts.accounts_page import AccountsPage
        from ui.setup.screen import SetupScreen

        _accounts()(window)
        screen = window.show_page("settings")
        assert isinstance(screen, SetupScreen)  # noqa: S101
        page = screen.page("accounts")
        assert isinstance(page, AccountsPage)  # noqa: S101
        page.ask_list()
        dialog = page.list
        assert dialog is not None  # noqa: S101
        if step != "start":
            dialog.sheet.setText("/home/song/start-passwords.xlsx")
            dialog.show_list(sample.sample_list(screen.accounts))
        if step == "done":
            dialog.show_taken_in(TakenIn(1, 3), Path("/home/song/start-passwords.xlsx"))
        return dialog

    return then


def _looks(window: MainWindow) -> QWidget:
    from ui.accounts import sample
    from ui.accounts.looks_page import LooksPage
    from ui.setup.screen import SetupScreen

    screen = window.show_page("settings")
    assert isinstance(screen, SetupScreen)  # noqa: S101
    page = screen.show_tab("looks")
    assert isinstance(page, LooksPage)  # noqa: S101
    page.show_trail(sample.sample_trail(screen.accounts.now))
    return window


def _may(*, password: bool = False) -> Callable[[MainWindow], QWidget | None]:
    """What one may do; *password*: with the form of the own password."""

    def then(window: MainWindow) -> QWidget | None:
        from ui.accounts import sample
        from ui.accounts.may_dialog import MayDialog

        dialog = window.show_rights()
        assert isinstance(dialog, MayDialog)  # noqa: S101
        dialog.show_mine(sample.sample_mine())
        if password:
            dialog.change.click()
        return dialog

    return then


SHOTS = {
    "accounts": Shot("settings", roles=ADMINISTRATOR, then=_accounts()),
    "account": Shot("settings", roles=ADMINISTRATOR, then=_accounts("open")),
    "account-new": Shot("settings", roles=ADMINISTRATOR, then=_accounts("new")),
    "account-password": Shot("settings", roles=ADMINISTRATOR, then=_accounts("password")),
    "account-password-once": Shot("settings", roles=ADMINISTRATOR, then=_accounts("shown")),
    "accounts-many": Shot("settings", roles=ADMINISTRATOR, then=_accounts("many")),
    "accounts-list": Shot("settings", roles=ADMINISTRATOR, then=_list("start")),
    "accounts-list-preview": Shot("settings", roles=ADMINISTRATOR, then=_list("preview")),
    "accounts-list-done": Shot("settings", roles=ADMINISTRATOR, then=_list("done")),
    "looks": Shot("settings", roles=ADMINISTRATOR, then=_looks),
    "what-may-i-do": Shot("wallboard", roles=SUPERVISOR, teams=frozenset({"early"}), then=_may()),
    "own-password": Shot("wallboard", roles=SUPERVISOR, teams=frozenset({"early"}), then=_may(password=True)),
}
