"""The form of a log-in: by keyboard alone, judged before anything is sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from supervisor.storage.login import Login, Method, Tls
from ui.joining.login_form import METHODS, TLS_WAYS, Entered, LoginForm, line_of
from ui.joining.step import follow_tab


@pytest.fixture
def form(dressed: QApplication, qtbot: QtBot) -> LoginForm:
    made = LoginForm()
    follow_tab(made.ways())
    qtbot.addWidget(made)
    made.show()
    return made


def fill(
    form: LoginForm, host: str = "floor.example.com", database: str = "floor", user: str = "anna"
) -> None:
    for field, text in ((form.host, host), (form.database, database), (form.user, user)):
        line_of(field).setText(text)


def given(form: LoginForm, qtbot: QtBot) -> Entered:
    with qtbot.waitSignal(form.join_wanted) as told:
        form.join.click()
    entered = told.args[0]
    assert isinstance(entered, Entered)
    return entered


def test_address_database_user_and_password_are_enough(form: LoginForm, qtbot: QtBot) -> None:
    for text in ("floor.example.com", "", "floor", "anna", "", "secret of anna"):
        focused = QApplication.focusWidget() or form.host.editor
        if focused is form.host.editor or text:
            qtbot.keyClicks(focused, text)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    with qtbot.waitSignal(form.join_wanted) as told:
        qtbot.keyClick(form.password.editor, Qt.Key.Key_Return)
    entered = told.args[0]
    assert entered == Entered(Login("floor.example.com", "floor", "anna"), "secret of anna")
    assert entered.login.tls is Tls.FULL
    assert "secret of anna" not in repr(entered) + entered.login.url


def test_nothing_is_remembered_unless_it_is_wished(form: LoginForm, qtbot: QtBot) -> None:
    fill(form)
    line_of(form.password).setText("secret of anna")
    assert not given(form, qtbot).remember
    form.remember.setChecked(True)
    assert given(form, qtbot).remember


@pytest.mark.parametrize(
    ("host", "database", "user", "wrong"),
    [
        ("", "floor", "anna", "host"),
        ("postgresql://floor.example.com", "floor", "anna", "host"),
        ("floor.example.com/floor", "floor", "anna", "host"),
        ("floor.example.com", "", "anna", "database"),
        ("floor.example.com", "floor", "", "user"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    form: LoginForm, qtbot: QtBot, host: str, database: str, user: str, wrong: str
) -> None:
    fill(form, host, database, user)
    with qtbot.assertNotEmitted(form.join_wanted):
        form.join.click()
    assert getattr(form, wrong).problem
    assert QApplication.focusWidget() is getattr(form, wrong).editor


def test_looking_into_another_window_is_no_leaving_of_a_field(form: LoginForm, qtbot: QtBot) -> None:
    form.host.editor.setFocus()
    other = QWidget()
    qtbot.addWidget(other)
    with qtbot.waitActive(other):
        other.show()
        other.activateWindow()
    assert form.host.problem == ""

    with qtbot.waitActive(form):
        form.activateWindow()
    qtbot.keyClick(form.host.editor, Qt.Key.Key_Tab)
    assert form.host.problem != ""


def test_a_certificate_needs_its_files_and_tls(form: LoginForm, qtbot: QtBot, tmp_path: Path) -> None:
    fill(form)
    _choose(form.method.editor, list(METHODS).index(Method.CERTIFICATE))
    assert form.password.isHidden()
    with qtbot.assertNotEmitted(form.join_wanted):
        form.join.click()
    assert form.certificate.problem
    own = tmp_path / "anna.crt"
    own.touch()
    line_of(form.certificate).setText(str(own))
    line_of(form.key).setText(str(own))
    _choose(form.tls.editor, list(TLS_WAYS).index(Tls.OFF))
    with qtbot.assertNotEmitted(form.join_wanted):
        form.join.click()
    assert form.tls.problem
    _choose(form.tls.editor, list(TLS_WAYS).index(Tls.FULL))
    assert given(form, qtbot).login.method is Method.CERTIFICATE


def test_a_password_that_was_typed_is_not_given_with_another_method(form: LoginForm, qtbot: QtBot) -> None:
    fill(form)
    line_of(form.password).setText("secret of anna")
    _choose(form.method.editor, list(METHODS).index(Method.KERBEROS))
    entered = given(form, qtbot)
    assert entered.password is None
    assert "require_auth=gss" in entered.login.url


def test_what_is_known_is_filled_in_and_given_back(form: LoginForm, qtbot: QtBot) -> None:
    known = Login("floor", "floor", "anna", 5433, tls=Tls.AUTHORITY, more=(("application_name", "wall"),))
    form.show_login(known)
    assert given(form, qtbot).login == known


def test_a_unix_socket_is_asked_for_no_tls(form: LoginForm, qtbot: QtBot) -> None:
    fill(form, host="/run/postgresql")
    assert form.tls.isHidden()
    assert form.ca.isHidden()
    assert given(form, qtbot).login.tls is Tls.OFF


def _choose(box: QWidget, index: int) -> None:
    box.setCurrentIndex(index)  # type: ignore[attr-defined]
