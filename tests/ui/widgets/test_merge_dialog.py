"""Two people changed the same fields, and the second chooses."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.merge_dialog import MergeDialog, MergeRow, Side

ROWS = (
    MergeRow("cause", "Cause", "–", "A script", "Two scripts"),
    MergeRow("owner", "Owner", "Wu", "Li", "Qin"),
)


def opened(qtbot: QtBot) -> tuple[MergeDialog, list[object]]:
    dialog = MergeDialog("WT-1", ROWS)
    qtbot.addWidget(dialog)
    settled: list[object] = []
    dialog.settled.connect(settled.append)
    dialog.open()
    return dialog, settled


def test_each_key_chooses_and_goes_on_to_the_next_field(qtbot: QtBot) -> None:
    dialog, settled = opened(qtbot)
    qtbot.keyClick(dialog.table, Qt.Key.Key_B)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert settled == []  # one is still to be chosen
    qtbot.keyClick(dialog.table, Qt.Key.Key_T)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert settled == [{"cause": Side.BASE, "owner": Side.THEIRS}]


def test_a_choice_is_said_in_words_and_by_a_sign_not_by_weight_alone(qtbot: QtBot) -> None:
    dialog, _settled = opened(qtbot)
    dialog.choose(0, Side.MINE)
    item = dialog.table.item(0, Side.MINE)
    assert item is not None
    assert item.text() == "● Two scripts"
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "Cause, Mine, chosen: Two scripts"
    assert dialog.state.text() == "1 field is still to be chosen."


def test_all_can_be_taken_from_one_side_and_later_settles_nothing(qtbot: QtBot) -> None:
    dialog, settled = opened(qtbot)
    dialog.all_mine.click()
    assert dialog.save.isEnabled()
    dialog.leave.click()
    assert settled == []
