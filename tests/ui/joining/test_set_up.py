"""A shared centre is set up step by step, this computer's own moves in, and the console opens it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from supervisor.errors import CentreSetupError
from supervisor.moving.plan import Difference, Ending, MovePlan, MoveResult, TablePlan
from supervisor.settings.machine import load_machine
from supervisor.settings.places import places
from supervisor.storage.database import open_centre, open_history, open_journal
from supervisor.storage.login import Login
from supervisor.storage.sources import add_source
from tests.guarded import Guarded
from tests.ui.joining.shared import LONG_MS
from ui.console import Console
from ui.jobs import Jobs
from ui.joining.login_form import line_of
from ui.joining.set_up_page import SetUpPage
from ui.machine import Machine


def own_centre() -> Path:
    """A centre of this computer's own, with a source."""
    url = places().database_url
    open_journal(url).close()
    open_history(url).close()
    with open_centre(url) as database, database.write() as db:
        options = {"host": "pbx.example.com", "port": 5038, "username": "wall", "tls": False}
        at = datetime(2026, 11, 20, 9, tzinfo=UTC)
        add_source(db, "pbx-1", "asterisk", options, secret_env="PBX_SECRET", at=at, who="ada")
    return places().data / "floor.db"


def test_a_computer_shares_its_centre_step_by_step(
    start: Callable[..., Console], guarded: Guarded, machine: Machine, home: Path, qtbot: QtBot
) -> None:
    file = own_centre()
    with guarded.centre() as name:
        console = start()
        settings = console.window.show_page("settings")
        assert settings is not None
        console.window.share_wanted.emit()
        page = console.window.stack.currentWidget()
        assert isinstance(page, SetUpPage)
        before = file.read_bytes()

        form = page.server.form
        form.show_login(
            Login("localhost", name, f"{name}_owner", guarded.port, ca_file=f"{guarded.folder}/ours.crt")
        )
        line_of(form.password).setText("owning")
        form.join.click()
        qtbot.waitUntil(lambda: page.step is page.make)
        page.make.make.click()
        qtbot.waitUntil(lambda: not page.make.go_on.isHidden())
        assert "Made the tables of the centre." in page.make.made.text()
        page.make.go_on.click()

        accounts = page.accounts
        line_of(accounts.administrator).setText(f"ada_{name}")
        line_of(accounts.service).setText(f"collector_{name}")
        accounts.make.click()
        qtbot.waitUntil(lambda: not accounts.told.isHidden())
        assert page.step is accounts, "each account needs a password"
        for box in (accounts.administrator_password, accounts.service_password):
            box.make_up()
        password = accounts.administrator_password.password
        accounts.make.click()
        qtbot.waitUntil(lambda: page.step is page.move_)

        page.move_.look.click()
        qtbot.waitUntil(lambda: not page.move_.move_.isHidden())
        assert "will be moved" in page.move_.told.text()
        page.move_.move_.click()
        qtbot.waitUntil(lambda: not page.move_.go_on.isHidden())
        assert "all counts and sums are those of the file" in page.move_.told.text()
        page.move_.go_on.click()

        assert str(file) in page.finish.facts.text()
        assert f"collector_{name}@localhost" in page.finish.command.toPlainText()
        assert password not in page.finish.facts.text() + page.finish.command.toPlainText()
        with qtbot.waitSignal(console.ready, timeout=LONG_MS):
            page.finish.open_.click()
        centre = console.centre
        assert centre is not None
        assert centre.url == machine.settings.database
        assert [source.name for source in centre.kept.sources] == ["pbx-1"]
        assert centre.rights.login == f"ada_{name}"
        assert file.read_bytes() == before, "the file is as it was"
        console.window.close()
        console.stop()
        said = load_machine(places(home).settings_file).settings.database
        assert said == centre.url
        assert password not in places(home).settings_file.read_text(encoding="utf-8")


@pytest.fixture
def page(dressed: object, tmp_path: Path, qtbot: QtBot) -> SetUpPage:
    """The guide, at its fourth step, with nobody behind it."""
    made = SetUpPage(Jobs(_nobody), f"sqlite:///{tmp_path}/floor.db")
    made.known.owner = Login("floor.example.com", "floor", "floor_owner")
    qtbot.addWidget(made)
    made.show()
    made.show_step(3)
    return made


def _nobody() -> object:  # type: ignore[return]
    raise AssertionError("nothing is asked of a database here")


def a_plan(collected: tuple[str, ...] = ()) -> MovePlan:
    tables = (TablePlan("centre", "source", 1, 200),)
    return MovePlan("", "", "", tables, (), collected, begun=False, sums={}, mended={})


def test_a_file_that_a_collector_writes_to_is_not_moved(page: SetUpPage) -> None:
    page.move_.show_plan(a_plan(("pbx-1",)))
    assert page.move_.move_.isHidden()
    assert "pbx-1" in page.move_.told.text()
    page.move_.show_plan(a_plan())
    assert not page.move_.move_.isHidden()


def test_a_move_that_does_not_agree_is_no_good_and_can_be_begun_anew(page: SetUpPage) -> None:
    page.move_.show_plan(a_plan())
    differences = (Difference("contact", "2026-01", 12, 11),)
    page.move_.show_result(MoveResult(Ending.DIFFERS, 12, 12, 1.0, differences))
    assert page.move_.told.property("role") == "error"
    assert "2026-01" in page.move_.told.text()
    assert page.move_.go_on.isHidden()
    assert "from the beginning" in page.move_.move_.text()


def test_what_cannot_be_done_is_said_and_can_be_tried_again(page: SetUpPage) -> None:
    page.show_step(1)
    page.make.refuse(CentreSetupError("postgresql://floor_owner@floor/floor", "It may make no roles."))
    assert "It may make no roles." in page.make.told.text()
    assert page.make.make.isEnabled()


def test_without_a_centre_of_its_own_there_is_nothing_to_move(page: SetUpPage) -> None:
    page.known.file = ""
    page.show_step(3)
    assert not page.move_.go_on.isHidden()
    assert page.move_.look.isHidden()


def test_the_step_and_what_is_done_stand_in_the_list(page: SetUpPage) -> None:
    page.resize(1366, 700)
    said = [name.text() for name in page._names]
    assert said[2].startswith("✓")
    assert said[3].startswith("4")
