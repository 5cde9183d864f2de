"""A password that was typed for this run reaches whoever works for the console, and stands nowhere else."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supervisor import secrets
from supervisor.storage.login import Login
from ui.jobs import Jobs
from ui.joining import passwords
from ui.joining.login_form import Entered
from ui.joining.work import keep_password

URL = Login("floor.example.com", "floor", "anna").url
PASSWORD = "seven grey herons"


def _no_database() -> object:  # type: ignore[return]
    raise AssertionError("nothing is asked of a database here")


def found_by_child(_report: object, url: str) -> tuple[str | None, str]:
    """What a work process knows of the password, and all that others can read of the process."""
    told = ""
    if sys.platform == "linux":
        told = "".join(
            Path(f"/proc/self/{name}").read_text(errors="replace") for name in ("cmdline", "environ")
        )
    return secrets.find(secrets.of_database(url)), told + repr(sys.argv) + repr(dict(os.environ))


def test_a_work_process_is_handed_it_through_its_pipe_alone(dressed: QApplication, qtbot: QtBot) -> None:
    jobs = Jobs(_no_database)  # type: ignore[arg-type]
    jobs._process._spawn = multiprocessing.get_context("spawn")
    try:
        for password in (PASSWORD, "eight grey herons"):
            passwords.give(URL, password)
            with qtbot.waitSignal(jobs.compute(found_by_child, URL).done) as heard:
                pass
            found, told = heard.args[0]
            assert found == password
            assert password not in told
        passwords.give(URL, None)
        with qtbot.waitSignal(jobs.compute(found_by_child, URL).done) as heard:
            pass
        assert heard.args[0][0] is None
    finally:
        jobs.stop()


def test_it_is_written_into_no_log_line() -> None:
    passwords.give(URL, PASSWORD)
    assert PASSWORD not in secrets.redacted(f"it went wrong with {PASSWORD!r}")


def test_where_there_is_no_keyring_it_is_said_and_holds_for_this_run(
    dressed: QApplication, qtbot: QtBot
) -> None:
    jobs = Jobs(_no_database)  # type: ignore[arg-type]
    jobs.start()
    told: list[object] = []
    try:
        passwords.use(jobs, Entered(Login.of(URL), PASSWORD, remember=True), told.append)
        qtbot.waitUntil(lambda: bool(told))
        assert secrets.find(secrets.of_database(URL)) == PASSWORD
    finally:
        jobs.stop()


def test_the_keyring_keeps_it_under_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, str] = {}
    monkeypatch.setattr("keyring.set_password", lambda _service, key, value: kept.update({key: value}))
    monkeypatch.setattr("keyring.get_password", lambda _service, key: kept.get(key))
    assert keep_password(secrets.of_database(URL), PASSWORD, URL) is None
    assert secrets.find(secrets.of_database(URL.replace("verify-full", "verify-ca"))) == PASSWORD
