"""An administrator makes, changes and retires accounts by keys and mouse; the database does what they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton

from supervisor.reports.log import exported
from supervisor.rights.role import DatabaseRole as R
from supervisor.storage.database import open_centre
from tests.rights.test_account_steps import proves, verifier_of
from tests.ui.accounts.conftest import Seat
from ui.accounts.accounts_page import AccountsPage
from ui.accounts.place_picks import PlacePicks

Key, Left = Qt.Key, Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


def tick(seat: Seat, picks: PlacePicks, id: str) -> None:
    """Tick a team or department with the keyboard."""
    at = next(
        at for at in range(picks.list.count()) if picks.list.item(at).data(Qt.ItemDataRole.UserRole) == id
    )
    picks.list.setCurrentRow(at)
    picks.list.setFocus()
    seat.qtbot.keyClick(picks.list, Key.Key_Space)


def press(seat: Seat, button: QPushButton) -> None:
    seat.qtbot.mouseClick(button, Left)


_PASSWORD = "春天 spring 7!x"


def new_supervisor(seat: Seat, login: str, *teams: str, password: str = _PASSWORD) -> AccountsPage:
    page = seat.accounts
    seat.qtbot.keyClick(page.table.view, Key.Key_Insert)
    form = page.form
    assert form.login.hasFocus()
    seat.qtbot.keyClicks(form.login, login)
    seat.qtbot.keyClicks(form.name, login.title())
    seat.qtbot.mouseClick(form.roles.boxes[R.SUPERVISOR], Left)
    form.roles.boxes[R.SUPERVISOR].setChecked(True)
    for team in teams:
        tick(seat, form.teams, team)
    for line in (form.password.first, form.password.again):
        line.setText(password)
        line.textEdited.emit(password)
    return page


def test_a_supervisor_of_one_team_is_made_and_reads_that_team_alone(seat: Seat) -> None:
    page = new_supervisor(seat, "floor.one", "one")
    QAbstractItemModelTester(page.table.model)
    assert page.form.seen.text() == (
        "It sees the boards, and by name the people and figures of 第一组 (2 people)."
    )
    assert page.form.doubts.isHidden()

    seat.qtbot.keyClick(page.form.name, Key.Key_S, CTRL)
    seat.wait(lambda: seat.said)

    assert seat.said[0][0] == "An account was made for Floor.One."
    assert seat.people_of("floor.one") == ["Anna", "Ben"]
    assert proves(verifier_of("floor.one"), "春天 spring 7!x")
    assert page.once.line.text() == "春天 spring 7!x"
    press(seat, page.once.end)
    assert page.once.line.text() == ""
    assert not page.split.is_open
    seat.wait(lambda: page.table.row("floor.one"))


def test_the_form_says_what_is_wrong_before_anything_is_sent(seat: Seat) -> None:
    page = new_supervisor(seat, "Floor One")
    form = page.form
    assert "sees nobody" in form.doubts.text()

    press(seat, form.save)
    assert "small letters" in form.fields["login"].problem
    form.login.setText(seat.centre.who)
    press(seat, form.save)
    assert "already" in form.fields["login"].problem
    form.login.setText("floor.one")
    form.password.first.setText("short")
    press(seat, form.save)
    assert "10 letters" in form.problem.text()
    assert seat.said == []


def test_a_role_is_taken_away_and_the_step_taken_back_by_keys(seat: Seat) -> None:
    seat.shared.as_role(R.SUPERVISOR, teams=["one"], login="floor_one")
    page = seat.accounts
    seat.wait(lambda: page.table.row("floor_one"))
    page.table.select("floor_one")
    seat.qtbot.keyClick(page.table.view, Key.Key_Return)
    tick(seat, page.form.teams, "two")
    tick(seat, page.form.teams, "one")
    seat.qtbot.keyClick(page.form.name, Key.Key_S, CTRL)
    seat.wait(lambda: seat.said)
    assert seat.people_of("floor_one") == ["Cem", "Dora"]

    seat.qtbot.keyClick(page, Key.Key_Z, CTRL)
    seat.wait(lambda: len(seat.said) == 2)
    assert seat.said[1][0] == "Undone: Change the account of floor_one"
    assert seat.people_of("floor_one") == ["Anna", "Ben"]
    seat.qtbot.keyClick(page, Key.Key_Y, CTRL)
    seat.wait(lambda: len(seat.said) == 3)
    assert seat.people_of("floor_one") == ["Cem", "Dora"]


def test_several_are_given_a_team_at_once_as_one_step(seat: Seat) -> None:
    for login in ("first", "second"):
        seat.shared.as_role(R.SUPERVISOR, login=login)
    page = seat.accounts
    seat.wait(lambda: page.table.row("second"))
    page.table.look_for("supervisor")
    page.table.bar.search.setText("")
    page.table.look_for("")
    page.table.view.clearSelection()
    page.table.set_filter(lambda one: one.login in ("first", "second"))
    page.table.view.selectAll()
    press(seat, page.many)
    assert page.split.drawer.title.text() == "2 accounts"
    tick(seat, page.together.teams, "two")
    press(seat, page.together.bar.save)
    seat.wait(lambda: seat.said)

    assert seat.said[0][0] == "2 accounts were changed."
    assert seat.people_of("first") == seat.people_of("second") == ["Cem", "Dora"]
    back = seat.said[0][1]
    assert back is not None
    back()
    seat.wait(lambda: not seat.account("second").teams)
    assert not seat.account("first").teams


def test_a_retired_account_lets_nobody_in_and_is_kept(seat: Seat) -> None:
    seat.shared.as_role(R.SUPERVISOR, teams=["one"], login="floor_one")
    page = seat.accounts
    seat.wait(lambda: page.table.row("floor_one"))
    page.table.select("floor_one")
    seat.qtbot.keyClick(page.table.view, Key.Key_Return)
    press(seat, page.form.retire)
    seat.wait(lambda: seat.said)
    with pytest.raises(psycopg.OperationalError):
        seat.people_of("floor_one")
    assert seat.account("floor_one").retired

    seat.wait(lambda: (one := page.table.row("floor_one")) and one.retired)
    page.open(page.table.row("floor_one"))  # type: ignore[arg-type]
    press(seat, page.form.retire)
    seat.wait(lambda: len(seat.said) == 2)
    assert not seat.account("floor_one").retired


def test_the_table_leaves_as_a_file_and_that_is_noted(seat: Seat, tmp_path: Path) -> None:
    seat.shared.as_role(R.SUPERVISOR, teams=["one"], login="floor_one")
    page = seat.accounts
    seat.wait(lambda: page.table.row("floor_one"))
    page._exporter.write(tmp_path / "accounts.csv")
    seat.wait(lambda: seat.said)
    told = (tmp_path / "accounts.csv").read_text(encoding="utf-8-sig")
    assert "floor_one" in told
    assert "第一组" in told
    with open_centre(seat.shared.url) as own, own.read() as db:
        (line,) = exported(db)
    assert (line.who, line.personal) == (seat.centre.who, True)


def test_another_password_is_given_and_shown_this_once(seat: Seat) -> None:
    seat.shared.as_role(R.SUPERVISOR, login="floor_one")
    page = seat.accounts
    seat.wait(lambda: page.table.row("floor_one"))
    page.table.select("floor_one")
    seat.qtbot.keyClick(page.table.view, Key.Key_Return)
    press(seat, page.form.other)
    press(seat, page.other.password.make)
    made = page.other.password.first.text()
    press(seat, page.other.bar.save)
    seat.wait(lambda: seat.said)
    assert proves(verifier_of("floor_one"), made)
    assert page.once.line.text() == made
    assert seat.said[0] == ("floor_one has a new password.", None)


def test_an_administrator_cannot_take_the_own_right_away(seat: Seat) -> None:
    page, own = seat.accounts, seat.centre.who
    seat.wait(lambda: page.table.row(own))
    page.table.select(own)
    seat.qtbot.keyClick(page.table.view, Key.Key_Return)
    page.form.roles.boxes[R.ADMINISTRATOR].setChecked(False)
    press(seat, page.form.save)
    seat.qtbot.waitUntil(lambda: bool(page.form.problem.text()))
    assert "Nobody takes their own right" in page.form.problem.text()
    assert seat.account(own).roles == {R.ADMINISTRATOR}


def test_a_running_console_is_told_that_its_role_is_another_now(
    seat: Seat, open_as: Callable[..., Seat]
) -> None:
    other = open_as(R.ADMINISTRATOR, R.MANAGER)
    assert other.screen.has_tab("accounts")
    page = seat.accounts
    seat.wait(lambda: page.table.row(other.centre.who))
    page.table.select(other.centre.who)
    seat.qtbot.keyClick(page.table.view, Key.Key_Return)
    page.form.roles.boxes[R.ADMINISTRATOR].setChecked(False)
    with seat.qtbot.waitSignal(other.centre.rights_changed):
        press(seat, page.form.save)
    assert not other.screen.has_tab("accounts")
    assert other.centre.rights.roles == {R.MANAGER}


def test_who_may_not_manage_accounts_has_no_such_page(open_as: Callable[..., Seat]) -> None:
    tabs = {}
    for role in (R.VIEWER, R.SUPERVISOR, R.QUALITY, R.MANAGER, R.ADMINISTRATOR):
        screen = open_as(role).screen
        tabs[role] = screen.has_tab("accounts"), screen.has_tab("looks")
    assert tabs == {
        R.VIEWER: (False, False),
        R.SUPERVISOR: (False, False),
        R.QUALITY: (False, False),
        R.MANAGER: (False, True),
        R.ADMINISTRATOR: (True, True),
    }
