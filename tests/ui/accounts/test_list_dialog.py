"""A list of accounts from a file, in the window: dropped or chosen, looked at, taken in, taken back."""

from __future__ import annotations

import stat
from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from supervisor.imports.columns import Verdict
from supervisor.reports.log import exported
from supervisor.rights.role import DatabaseRole as R
from supervisor.storage.database import open_centre
from tests.rights.test_account_steps import proves, verifier_of
from tests.ui.accounts.conftest import Seat
from ui.accounts.list_dialog import NONE, ListDialog
from ui.widgets.leaving import Chosen, Format

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def opened(seat: Seat, path: Path | None = None) -> ListDialog:
    """The dialog, by the key; with *path* read."""
    page = seat.accounts
    seat.qtbot.keyClick(page.table.view, Key.Key_O, CTRL)
    assert page.list is not None
    if path is not None:
        page.list.open_file(path)
        seat.wait(lambda: page.list is not None and page.list.read is not None and not page.list.line.is_busy)
    return page.list


def list_of(folder: Path, *rows: str) -> Path:
    path = folder / "list.csv"
    path.write_text("登录名,姓名,角色,班组,密码\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_dropped_list_is_looked_at_taken_in_as_one_step_and_taken_back(seat: Seat, tmp_path: Path) -> None:
    seat.shared.as_role(R.SUPERVISOR, teams=["one"], login="floor_one")
    page = seat.accounts
    path = list_of(
        tmp_path,
        "new.one,王芳,班长,第一组,",
        "new.two,李娜,班长,第二组,given and long 7",
        "floor_one,floor_one,班长,第二组,",
        "Wrong,x,班长,,",
        "new.three,x,巫师,,",
    )
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.dropEvent(drop)
    dialog = page.list
    assert dialog is not None
    seat.wait(lambda: dialog.read)
    QAbstractItemModelTester(dialog.table.model)
    assert dialog.summary.text() == "list.csv: 2 new, 1 changed, 0 as they are, 2 left out."
    assert [row.verdict for row in dialog.read.rows[:2]] == [Verdict.BAD, Verdict.BAD]  # type: ignore[union-attr]
    what = {row.login: row.what for row in dialog.read.rows}  # type: ignore[union-attr]
    assert what["floor_one"] == "Teams: 第一组 → 第二组"
    assert "“巫师” is no role" in what["new.three"]
    dialog.table.choose("verdict", ["bad"])
    assert dialog.table.arrangement.shown == 2

    assert dialog.take.text() == "Take in 3 accounts"
    seat.qtbot.keyClick(dialog.take, Key.Key_Return)
    seat.wait(lambda: dialog.pages.currentWidget() is dialog.outcome or dialog.problem.text())
    assert dialog.problem.text() == ""
    sheet = Path(dialog.sheet.text())
    told = list(load_workbook(sheet).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    passwords = {row[0]: str(row[2]) for row in told if row[0] in ("new.one", "new.two")}
    assert passwords["new.two"] == "given and long 7"
    assert all(proves(verifier_of(login), password) for login, password in passwords.items())
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    assert seat.people_of("new.one") == ["Anna", "Ben"]
    assert seat.people_of("floor_one") == ["Cem", "Dora"]
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "Wrong" in copied
    assert passwords["new.one"] not in copied
    assert seat.said[-1][0] == "Taken in: 2 new accounts, 1 changed."

    dialog.leave.click()
    back = seat.said[-1][1]
    assert back is not None
    back()
    seat.wait(lambda: seat.account("new.one").retired)
    assert seat.people_of("floor_one") == ["Anna", "Ben"]


def test_passwords_are_written_over_no_file_and_none_are_made_where_none_are_wanted(
    seat: Seat, tmp_path: Path
) -> None:
    dialog = opened(seat, list_of(tmp_path, "new.one,王芳,班长,第一组,"))
    mine = tmp_path / "mine.xlsx"
    mine.write_text("mine", encoding="utf-8")
    dialog.sheet.setText(str(mine))
    dialog.take.click()
    assert "over none" in dialog.problem.text()

    dialog.way.setCurrentIndex(dialog.way.findData(NONE))
    dialog.take.click()
    seat.wait(lambda: dialog.pages.currentWidget() is dialog.outcome)
    assert verifier_of("new.one") == "None"
    assert dialog.handed.isHidden()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.csv", "mine.xlsx"]
    assert mine.read_text(encoding="utf-8") == "mine"
    dialog.leave.click()


def test_retired_accounts_come_back_when_that_is_ticked(seat: Seat, tmp_path: Path) -> None:
    seat.shared.as_role(R.SUPERVISOR, login="floor_one")
    with seat.shared.psql() as owner:
        owner.execute("SELECT rights.retire_account('floor_one')")
    dialog = opened(seat, list_of(tmp_path, "floor_one,,班长,第一组,given and long 7"))
    assert not dialog.take.isEnabled()
    assert dialog.bring_back.text() == "Bring 1 retired account back"
    dialog.bring_back.setChecked(True)
    seat.wait(lambda: dialog.take.isEnabled())
    dialog.take.click()
    seat.wait(lambda: dialog.pages.currentWidget() is dialog.outcome)
    assert proves(verifier_of("floor_one"), "given and long 7")
    assert seat.people_of("floor_one") == ["Anna", "Ben"]
    dialog.leave.click()


def test_what_is_called_off_changes_nothing_and_leaves_no_passwords(seat: Seat, tmp_path: Path) -> None:
    dialog = opened(seat, list_of(tmp_path, "new.one,王芳,班长,第一组,"))
    sheet = Path(dialog.sheet.text())
    with seat.shared.psql(autocommit=False) as other:  # in a transaction: ours waits
        other.execute("UPDATE area_version SET version = version + 1 WHERE area = 'accounts'")
        dialog.take.click()
        assert dialog.line.is_busy
        sheet.write_text("passwords of nobody", encoding="utf-8")
        seat.qtbot.keyClick(dialog, Key.Key_Escape)
        assert not dialog.line.is_busy
    seat.wait(lambda: dialog.problem.text())
    assert dialog.problem.text() == "Called off: nothing was changed."
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]
    assert not sheet.exists()

    dialog.take.click()
    seat.wait(lambda: dialog.pages.currentWidget() is dialog.outcome)
    dialog.leave.click()


def test_somebody_elses_change_meanwhile_is_told_and_the_file_read_again(seat: Seat, tmp_path: Path) -> None:
    seat.shared.as_role(R.SUPERVISOR, login="floor_one")
    dialog = opened(seat, list_of(tmp_path, "floor_one,Floor,班长,第二组,", "new.one,x,班长,,"))
    with seat.shared.psql() as owner:
        owner.execute("SELECT rights.change_account('floor_one', 'Other', NULL, '', NULL)")
    dialog.take.click()
    seat.wait(lambda: dialog.problem.text())
    assert "floor_one" in dialog.problem.text()
    seat.qtbot.keyClick(dialog, Key.Key_F5)
    seat.wait(lambda: not dialog.problem.text() and not dialog.line.is_busy)
    assert "Name: Other → Floor" in {row.what.split(";")[0] for row in dialog.read.rows}  # type: ignore[union-attr]
    dialog.leave.click()


def test_a_file_without_accounts_is_told_where_a_file_is_chosen(seat: Seat, tmp_path: Path) -> None:
    dialog = opened(seat)
    assert dialog.focusWidget() is dialog.choose
    (tmp_path / "other.csv").write_text("a,b\nc,d\n", encoding="utf-8")
    dialog.open_file(tmp_path / "other.csv")
    seat.wait(lambda: dialog.problem.text())
    assert "the column “Log-in name” is needed" in dialog.problem.text()
    assert dialog.pages.currentWidget() is dialog.start
    dialog.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert seat.accounts.list is None


def test_the_form_and_who_may_see_what_leave_as_files_and_are_noted(seat: Seat, tmp_path: Path) -> None:
    seat.shared.as_role(R.SUPERVISOR, teams=["one"], login="floor_one")
    page = seat.accounts
    seat.wait(lambda: page.table.row("floor_one"))
    dialog = opened(seat)
    asked = page._files().ask_form(dialog, filled=True)
    asked.taking = asked._take(Chosen(tmp_path / "form.xlsx", Format.WORKBOOK))
    seat.wait((tmp_path / "form.xlsx").exists)
    dialog.open_file(tmp_path / "form.xlsx")
    seat.wait(lambda: dialog.read)
    assert dialog.read is not None
    assert {row.verdict for row in dialog.read.rows} == {Verdict.SAME}
    asked.done(0)
    dialog.leave.click()

    page.overview.click()
    asked = page.files.dialog  # type: ignore[union-attr]
    asked.taking = asked._take(Chosen(tmp_path / "who.xlsx", Format.WORKBOOK, named=False))
    seat.wait((tmp_path / "who.xlsx").exists)
    sheets = load_workbook(tmp_path / "who.xlsx")
    assert sheets.sheetnames[:3] == ["Accounts", "People", "Roles"]
    told = str(list(sheets["People"].iter_rows(values_only=True)))
    assert "Anna" not in told
    assert "floor_one" in told
    asked.done(0)
    with open_centre(seat.shared.url) as own, own.read() as db:
        assert [(line.what, line.personal) for line in exported(db)] == [
            ("who_sees", False),
            ("accounts_form", True),
        ]
