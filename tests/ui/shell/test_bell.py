"""The bell in the bar, and the button that mutes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ui.shell.top_bar import TopBar
from ui.theme import State


@pytest.fixture
def bar(qtbot: QtBot, dressed: object) -> Iterator[TopBar]:
    made = TopBar(QMenu())
    made.resize(1200, 50)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    made.deleteLater()


def picture(bar: TopBar) -> QImage:
    made = QImage(bar.bell.size(), QImage.Format.Format_RGB32)
    made.fill(0)
    bar.bell.render(made)
    return made


def test_flashing_changes_the_sign_and_neither_the_bell_nor_the_number(bar: TopBar, qtbot: QtBot) -> None:
    bar.show_alarms(State.CRITICAL, 3, "3 alarms ask for somebody")
    qtbot.waitUntil(lambda: bar.bell.width() == bar.bell.sizeHint().width())
    lit = picture(bar)
    bar.bell.show_lit(False)
    dark = picture(bar)
    box = bar.bell.sign_box()
    differ = [
        (x, y) for x in range(lit.width()) for y in range(lit.height()) if lit.pixel(x, y) != dark.pixel(x, y)
    ]
    assert differ
    assert all(box.contains(x, y) for x, y in differ)


def test_it_says_in_words_what_it_shows_and_a_click_goes_there(bar: TopBar, qtbot: QtBot) -> None:
    bar.show_alarms(State.WARN, 1, "1 alarm asks for somebody; attention: Customers wait: VIP")
    assert bar.bell.accessibleName() == "1 alarm asks for somebody; attention: Customers wait: VIP"
    assert bar.bell.count == "1"
    with qtbot.waitSignal(bar.alarms_pressed):
        qtbot.mouseClick(bar.bell, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.alarms_pressed):
        qtbot.keyClick(bar.bell, Qt.Key.Key_Space)


def test_without_alarms_it_is_quiet(bar: TopBar) -> None:
    bar.show_alarms(State.WARN, 1, "1 alarm asks for somebody")
    wide = bar.bell.sizeHint().width()
    bar.show_alarms(None, 0, "No alarms")
    assert bar.bell.property("state") == ""
    assert bar.bell.sizeHint().width() < wide


def test_a_mute_is_chosen_from_the_menu_and_its_end_is_shown(bar: TopBar, qtbot: QtBot) -> None:
    bar.mute.choices.aboutToShow.emit()
    actions = {action.text(): action for action in bar.mute.choices.actions()}
    assert list(actions) == [
        "Mute for 15 minutes",
        "Mute for 30 minutes",
        "Mute for 1 hour",
        "Mute for 4 hours",
        "Mute until the day ends",
    ]
    with qtbot.waitSignal(bar.mute.mute_wanted) as wanted:
        actions["Mute for 1 hour"].trigger()
    assert wanted.args == [60]
    bar.show_sound(True, "15:00")
    assert bar.mute.text() == "until 15:00"
    assert bar.mute.accessibleName() == "Alarm tones are muted until 15:00"
    bar.mute.choices.aboutToShow.emit()
    assert bar.mute.choices.actions()[-1].text() == "Sound again now"


def test_tones_that_are_off_in_the_settings_are_said_to_be_off(bar: TopBar) -> None:
    bar.show_sound(False, "")
    assert bar.mute.accessibleName() == "Alarm tones are switched off in the settings"
