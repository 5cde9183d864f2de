"""The rules for breaks on the settings page: typed, filled in as usual, saved and taken back as one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QTimeEdit
from pytestqt.qtbot import QtBot

from supervisor.settings.breaks import BreakBlock, BreakKind
from supervisor.settings.issues import Limits
from supervisor.settings.quality import FormsAMonth
from ui import language
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.settings.blocks_table import BEGINS, DAYS, ENDS, KINDS
from ui.settings.breaks_table import ALLOWANCE, CAP, COUNTS
from ui.settings.page import SettingsPage

NOW = datetime(2026, 11, 23, 2, 42, 7, tzinfo=UTC)
CLICK = Qt.MouseButton.LeftButton


@pytest.fixture
def centre(open_floor: Callable[..., OpenCentre]) -> OpenCentre:
    return open_floor(at=NOW)


@pytest.fixture
def page(centre: OpenCentre, machine: Machine, qtbot: QtBot) -> Iterator[SettingsPage]:
    made = SettingsPage(centre, machine, lambda: "")
    made.resize(1200, 800)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    made.close()
    made.deleteLater()


def row_of(page: SettingsPage, code: str) -> int:
    codes = page.form.breaks.codes()
    return next(place for place, known in enumerate(codes) if known.code == code)


def save(page: SettingsPage, qtbot: QtBot) -> None:
    page.unsaved.save.setFocus()
    with qtbot.waitSignal(page._centre.changed):
        qtbot.keyClick(page.unsaved.save, Qt.Key.Key_Space)


def test_allowance_cap_and_what_counts_are_edited_in_the_rows(
    page: SettingsPage, centre: OpenCentre, qtbot: QtBot
) -> None:
    table = page.form.breaks.table
    rest, training = row_of(page, "rest"), row_of(page, "training")
    table.item(rest, ALLOWANCE).setText("40")  # type: ignore[union-attr]
    table.item(rest, CAP).setText("2")  # type: ignore[union-attr]
    table.item(training, COUNTS).setCheckState(Qt.CheckState.Checked)  # type: ignore[union-attr]
    save(page, qtbot)
    codes = {code.code: code for code in centre.kept.settings.break_codes}
    assert (codes["rest"].allowance_s, codes["rest"].team_cap, codes["rest"].counts) == (2400, 2, None)
    assert codes["training"].is_counted
    qtbot.waitUntil(lambda: page.form.changes() == {})


def test_wellbeing_cannot_be_ruled(page: SettingsPage) -> None:
    table, row = page.form.breaks.table, row_of(page, "wellbeing")
    for column in (ALLOWANCE, CAP, COUNTS):
        assert not table.item(row, column).flags() & Qt.ItemFlag.ItemIsEnabled  # type: ignore[union-attr]


def test_a_rule_that_is_none_is_said_and_not_saved(page: SettingsPage) -> None:
    breaks = page.form.breaks
    breaks.table.item(0, CAP).setText("two")  # type: ignore[union-attr]
    assert breaks.problem == "Row 1: “two” is no number of people; enter 1 to 1000, or nothing."
    assert not page.form.judge()


def test_shift_changes_are_typed_on_one_line(page: SettingsPage, centre: OpenCentre, qtbot: QtBot) -> None:
    line = page.form.fields["shift_changes"].editor
    line.setFocus()
    qtbot.keyClicks(line, "22:00, 8 14:30")
    save(page, qtbot)
    assert centre.kept.settings.shift_changes == (time(8), time(14, 30), time(22))
    assert line.text() == "08:00, 14:30, 22:00"  # type: ignore[attr-defined]
    qtbot.keyClicks(line, ", 25")
    assert not page.form.judge()
    assert "08:00, 14:00" in page.form.fields["shift_changes"].problem


def test_the_usual_rules_are_filled_in_and_hold_only_once_saved(
    page: SettingsPage, centre: OpenCentre, qtbot: QtBot
) -> None:
    page.form.usual.setFocus()
    qtbot.keyClick(page.form.usual, Qt.Key.Key_Space)
    assert centre.kept.settings.break_team_cap == 0
    assert set(page.form.changes()) == {"break_codes", "break_team_cap"}
    assert page.form.fields["shift_changes"].editor.hasFocus()  # only the centre knows them
    save(page, qtbot)
    settings = centre.kept.settings
    assert (settings.break_team_cap, settings.shift_margin_min) == (1, 30)
    assert {code.allowance_s for code in settings.break_codes if code.code in ("busy", "rest")} == {600, 2400}


def test_a_blocked_time_is_added_by_keys_judged_and_removed(
    page: SettingsPage, centre: OpenCentre, qtbot: QtBot
) -> None:
    blocks = page.form.blocks
    blocks.add.setFocus()
    qtbot.keyClick(blocks.add, Qt.Key.Key_Space)
    ends = blocks.table.cellWidget(0, ENDS)
    assert isinstance(ends, QTimeEdit)
    ends.setTime(blocks.table.cellWidget(0, BEGINS).time())  # type: ignore[union-attr]
    assert blocks.problem.startswith("Row 1: it ends when it begins.")
    ends.setFocus()
    qtbot.keyClick(ends, Qt.Key.Key_Up)
    assert blocks.problem == ""
    blocks._choice(0, DAYS).menu().actions()[4].trigger()
    blocks._choice(0, KINDS).menu().actions()[1].trigger()
    assert (blocks._choice(0, DAYS).text(), blocks._choice(0, KINDS).text()) == ("Friday", "Meal")
    save(page, qtbot)
    assert centre.kept.settings.break_blocks == (BreakBlock(time(12), time(13), (4,), (BreakKind.MEAL,)),)
    blocks.table.setCurrentCell(0, DAYS)
    qtbot.mouseClick(blocks.remove, CLICK)
    assert page.form.changes() == {"break_blocks": ()}


def test_the_rules_are_said_in_the_language_now_in_use(page: SettingsPage) -> None:
    language.use("zh_CN")
    assert page.form.blocks.add.text() != ""
    assert page.form.usual.text() != ""


def test_queues_are_put_in_order_by_keys_and_have_thresholds_of_their_own(
    page: SettingsPage, centre: OpenCentre, qtbot: QtBot
) -> None:
    queues = page.form.queues
    known = [("pbx", "Billing"), ("pbx", "Sales"), ("pbx", "VIP")]
    queues.show_queues(known, (), ())
    assert page.form.changes() == {}
    queues.table.setFocus()
    queues.table.setCurrentCell(2, 0)
    qtbot.keyClick(queues.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(queues.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    queues.table.item(1, 2).setText("soon")  # type: ignore[union-attr]
    assert queues.problem == "Sales: “soon” is no threshold; enter seconds, or nothing."
    queues.table.item(1, 2).setText("15")  # type: ignore[union-attr]
    save(page, qtbot)
    assert centre.kept.settings.queue_order == (known[2], known[0], known[1])
    assert [(one.queue, one.threshold_s) for one in centre.kept.settings.thresholds] == [("Sales", 15)]
    qtbot.waitUntil(lambda: page.form.changes() == {})


def test_forms_a_month_are_typed_on_one_line(page: SettingsPage, centre: OpenCentre, qtbot: QtBot) -> None:
    field = page.form.fields["forms_a_month"]
    assert isinstance(field.editor, QLineEdit)
    field.editor.setFocus()
    field.editor.selectAll()
    qtbot.keyClicks(field.editor, "8, 20")
    assert not field.judge()
    assert "20, 8, 2" in field.problem
    field.editor.selectAll()
    qtbot.keyClicks(field.editor, "12 6;1")
    save(page, qtbot)
    assert centre.kept.settings.forms_a_month == FormsAMonth(12, 6, 1)


def test_limits_of_issues_are_typed_on_one_line(page: SettingsPage, centre: OpenCentre, qtbot: QtBot) -> None:
    field = page.form.fields["issue_limits"]
    assert isinstance(field.editor, QLineEdit)
    for wrong, said in (("1 2 3", "five numbers"), ("5 3 20 30 2", "no more days to sign for")):
        field.editor.selectAll()
        qtbot.keyClicks(field.editor, wrong)
        assert not field.judge()
        assert said in field.problem
    field.editor.selectAll()
    qtbot.keyClicks(field.editor, "2 4 15 28 1")
    save(page, qtbot)
    assert centre.kept.settings.issue_limits == Limits(2, 4, 15, 28, 1)
