"""A console joins a shared centre, is asked for its password, and loses nothing when the password changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from supervisor import secrets
from supervisor.settings.machine import load_machine
from supervisor.settings.places import places
from supervisor.storage import turned_away
from supervisor.storage.login import Login
from tests.ui.joining.shared import ADMINISTRATOR_PASSWORD, LONG_MS, Shared
from ui.console import Console
from ui.joining.join_page import JoinPage
from ui.joining.login_form import line_of
from ui.joining.password_dialog import PasswordDialog
from ui.joining.set_up_page import SetUpPage
from ui.machine import Machine


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password that was refused in one test may be tried in the next."""
    turned_away._turned_away.clear()


def join_page(console: Console) -> JoinPage:
    page = console.window.stack.currentWidget()
    assert isinstance(page, JoinPage)
    return page


def dialog_of(console: Console, qtbot: QtBot) -> PasswordDialog:
    qtbot.waitUntil(lambda: console.joining.dialog is not None)
    assert console.joining.dialog is not None
    return console.joining.dialog


def type_password(dialog: PasswordDialog, password: str, qtbot: QtBot) -> None:
    qtbot.keyClicks(dialog.password.editor, password)
    qtbot.keyClick(dialog.password.editor, Qt.Key.Key_Return)


def written(home: Path) -> str:
    """All that this computer keeps in files."""
    return "".join(
        file.read_text(encoding="utf-8", errors="replace") for file in home.rglob("*") if file.is_file()
    )


def test_a_console_joins_from_the_first_start_and_keeps_all_but_the_password(
    start: Callable[..., Console], shared: Shared, home: Path, machine: Machine, qtbot: QtBot
) -> None:
    console = start()
    console.window.entrance.first_start.join.button.click()
    page = join_page(console)
    page.form.show_login(shared.login())
    line_of(page.form.password).setText("quite wrong")
    page.form.join.click()
    qtbot.waitUntil(lambda: page.form.result.property("role") == "error")
    assert "The password of" in page.form.result.text()
    assert console.window.stack.currentWidget() is page

    qtbot.waitUntil(page.form.password.editor.hasFocus)
    line_of(page.form.password).setText(ADMINISTRATOR_PASSWORD)
    page.form.try_.click()
    qtbot.waitUntil(lambda: page.form.result.property("role") == "good")
    assert "Administrator" in page.form.result.text()
    with qtbot.waitSignal(console.ready, timeout=LONG_MS):
        page.form.join.click()

    assert console.centre is not None
    assert console.centre.rights.login == shared.administrator
    machine.stop()
    assert load_machine(places(home).settings_file).settings.database == shared.login().url
    assert ADMINISTRATOR_PASSWORD not in written(home)


def test_without_a_kept_password_a_start_asks_once_and_opens(
    start: Callable[..., Console], shared: Shared, qtbot: QtBot
) -> None:
    console = start(database=shared.login().url)
    dialog = dialog_of(console, qtbot)
    assert not dialog.remember.isChecked(), "whoever sits here decides"
    type_password(dialog, "quite wrong", qtbot)
    qtbot.waitUntil(lambda: "The password of" in dialog.said.text())
    line_of(dialog.password).clear()
    with qtbot.waitSignal(console.ready, timeout=LONG_MS):
        type_password(dialog, ADMINISTRATOR_PASSWORD, qtbot)
    assert console.centre is not None
    assert console.centre.is_open


def test_a_wall_is_offered_to_remember_since_it_must_start_by_itself(
    start: Callable[..., Console], shared: Shared, qtbot: QtBot
) -> None:
    console = start(database=shared.login().url, wall=True)
    dialog = dialog_of(console, qtbot)
    assert dialog.remember.isChecked()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: isinstance(console.window.stack.currentWidget(), JoinPage))
    assert line_of(join_page(console).form.user).text() == shared.administrator


def asked_again(console: Console, shared: Shared, qtbot: QtBot) -> PasswordDialog:
    """The dialog that asks for the password after the server has ended the console's connections."""
    user = shared.administrator
    shared.server.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{user}'")
    qtbot.waitUntil(lambda: not console.window.away.log_in.isHidden())
    console.window.away.log_in.click()
    return dialog_of(console, qtbot)


def test_a_password_that_changed_while_working_is_asked_for_with_everything_left_as_it_is(
    start: Callable[..., Console], shared: Shared, qtbot: QtBot
) -> None:
    secrets.give(secrets.of_database(shared.login().url), ADMINISTRATOR_PASSWORD)
    console = start(database=shared.login().url)
    centre = console.centre
    assert centre is not None
    page = console.window.show_page("settings")
    role = f'"{shared.administrator}"'
    shared.server.run(f"ALTER ROLE {role} PASSWORD 'another tall kettle'")
    try:
        dialog = asked_again(console, shared, qtbot)
        type_password(dialog, "another tall kettle", qtbot)
        qtbot.waitUntil(lambda: centre.jobs.away is None)
        assert console.centre is centre, "nothing was opened anew"
        assert console.window.page("settings") is page
        with qtbot.waitSignal(centre.jobs.compute(_who, shared.login().url).done, timeout=LONG_MS) as told:
            pass
        assert told.args[0] == shared.administrator, "work processes know it, too"
    finally:
        shared.server.run(f"ALTER ROLE {role} PASSWORD '{ADMINISTRATOR_PASSWORD}'")


def test_an_account_that_was_closed_is_told_and_goes_on_when_it_is_open_again(
    start: Callable[..., Console], shared: Shared, qtbot: QtBot
) -> None:
    secrets.give(secrets.of_database(shared.login().url), ADMINISTRATOR_PASSWORD)
    console = start(database=shared.login().url)
    centre = console.centre
    assert centre is not None
    role = f'"{shared.administrator}"'
    shared.server.run(f"ALTER ROLE {role} NOLOGIN")
    try:
        dialog = asked_again(console, shared, qtbot)
        assert "may not log in any more" in dialog.said.text()
        assert dialog.password.isHidden(), "a password does not help"
        dialog.log_in.click()
        qtbot.waitUntil(dialog.log_in.isEnabled)
        assert "may not log in any more" in dialog.said.text()
    finally:
        shared.server.run(f"ALTER ROLE {role} LOGIN")
    dialog.log_in.click()
    qtbot.waitUntil(lambda: centre.jobs.away is None)
    assert console.centre is centre


def _who(_report: object, url: str) -> str:
    from supervisor.storage.database import open_centre

    with open_centre(url) as database, database.read() as db:
        return str(db.exec_driver_sql("SELECT session_user").scalar_one())


def test_a_server_that_does_not_answer_is_tried_again_until_somebody_types(
    start: Callable[..., Console], tmp_path: Path, qtbot: QtBot
) -> None:
    console = start(database=Login(str(tmp_path), "floor", "wall").url)
    page = join_page(console)
    assert "No database server listens" in page.form.result.text()
    assert console.joining._again.isActive()
    qtbot.keyClicks(page.form.host.editor, "x")
    assert not console.joining._again.isActive()
    page.form.cancel.click()
    assert console.window.entrance.first_start.isVisible()


def test_what_was_tried_for_a_page_that_is_gone_says_nothing_more(
    start: Callable[..., Console], qtbot: QtBot
) -> None:
    console = start()
    console.join()
    page = join_page(console)
    page.form.show_login(Login("floor.example.com", "floor", "anna"))
    page.form.try_.click()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert console.window.entrance.first_start.isVisible()
    assert console.joining.jobs._process.is_idle


def test_from_joining_the_way_leads_to_setting_up_and_back(
    start: Callable[..., Console], qtbot: QtBot
) -> None:
    console = start()
    console.window.entrance.first_start.join.button.click()
    join_page(console).set_up.click()
    page = console.window.stack.currentWidget()
    assert isinstance(page, SetUpPage)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert console.window.entrance.first_start.isVisible()
