"""The list of open alarms, and what is done about them by keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from supervisor.alarms.alarm import EventKind
from supervisor.alarms.place import CENTRE, Place
from supervisor.alarms.rule import FEED
from supervisor.alarms.store import open_alarms
from supervisor.clock import BusinessDays
from supervisor.storage.database import open_centre
from supervisor.wallboard.levels import Level
from tests.ui.alarms.conftest import BILLING, NOW, PLANS, ago, standing, symptom
from ui.alarms.open_list import OpenModel
from ui.alarms.open_page import OpenPage
from ui.alarms.section import AlarmsSection
from ui.alarms.shelve_form import ends, next_at
from ui.centre import OpenCentre

CLICK = Qt.MouseButton.LeftButton
DAYS = BusinessDays(ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def page(section: AlarmsSection) -> OpenPage:
    found = section.page("open")
    assert isinstance(found, OpenPage)
    return found


@pytest.fixture
def three(page: OpenPage, watch: Callable[..., None], qtbot: QtBot) -> OpenPage:
    """Two that ask for somebody, the second one of two figures, and a source that is not heard."""
    both = (
        symptom(PLANS, Level.ACTION, ago(4)),
        symptom(PLANS, Level.ATTENTION, ago(3), "longest_wait", "longest_wait"),
    )
    watch(
        (EventKind.OPENED, standing(BILLING, Level.ATTENTION, ago(8))),
        (EventKind.OPENED, standing(PLANS, Level.ACTION, ago(4), symptoms=both)),
        (EventKind.OPENED, standing(Place.of_source("pbx"), Level.ACTION, ago(2), FEED)),
    )
    qtbot.waitUntil(lambda: page.list.alarms_model.rowCount() == 3)
    page.list.setFocus()
    return page


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def titles(page: OpenPage) -> list[str]:
    model = page.list.alarms_model
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def test_without_alarms_it_says_what_is_watched(page: OpenPage, qtbot: QtBot) -> None:
    assert page.empty.isVisible()
    assert page.empty._text.text() == "No alarms. Watching 7 rules over 0 queues."
    with qtbot.waitSignal(page.rules_wanted):
        qtbot.mouseClick(page.empty.button, CLICK)


def test_the_worst_stand_first_and_the_model_keeps_its_promises(
    three: OpenPage, watch: Callable[..., None], qtbot: QtBot
) -> None:
    QAbstractItemModelTester(three.list.alarms_model, three)
    assert titles(three) == ["pbx is not heard", "Staff short: Plans", "Staff short: Billing"]
    watch((EventKind.RAISED, standing(BILLING, Level.ACTION, ago(8))))
    qtbot.waitUntil(lambda: all(each.level is Level.ACTION for each in three.list.alarms_model.alarms))
    watch((EventKind.CLOSED, standing(PLANS, Level.ACTION, ago(4))))
    qtbot.waitUntil(lambda: len(titles(three)) == 2)


def test_a_acknowledges_the_one_on_which_the_keyboard_stands(three: OpenPage, qtbot: QtBot) -> None:
    assert three.current is not None
    first = three.current.id
    with qtbot.waitSignal(three.noticed) as told:
        qtbot.keyClick(three.list, Qt.Key.Key_A)
    assert told.args == ["Acknowledged: pbx is not heard", None]
    qtbot.waitUntil(lambda: len(three._alarms.calling) == 2)
    assert three._alarms.open[-1].id == first
    assert three._alarms.open[-1].acknowledged_by == three._centre.who
    assert three.current is not None
    assert three.current.id == first  # the keyboard stays on its alarm
    assert not three.acknowledge.isEnabled()


def test_shift_a_acknowledges_all(three: OpenPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(three.noticed) as told:
        qtbot.keyClick(three.list, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    assert told.args[0] == "3 alarms acknowledged"
    qtbot.waitUntil(lambda: three._alarms.calling == ())
    assert not three._alarms.flash.is_running


def test_one_that_got_worse_meanwhile_is_not_acknowledged_unseen(
    three: OpenPage, watch: Callable[..., None], qtbot: QtBot
) -> None:
    three.list.select(three.list.alarms_model.alarms[2].id)
    seen = three.current
    assert seen is not None
    watch((EventKind.RAISED, standing(BILLING, Level.ACTION, ago(8))))
    with qtbot.waitSignal(three.noticed):
        three._acknowledge([seen])  # before the console has read it
    with open_centre(three._centre.url) as database, database.read() as db:
        assert all(each.acknowledged_at is None for each in open_alarms(db, NOW))
    qtbot.waitUntil(lambda: all(each.level is Level.ACTION for each in three._alarms.open))
    assert len(three._alarms.calling) == 3


def test_enter_opens_the_drawer_with_figures_rule_and_history(three: OpenPage, qtbot: QtBot) -> None:
    qtbot.keyClick(three.list, Qt.Key.Key_Down)
    qtbot.keyClick(three.list, Qt.Key.Key_Return)
    assert three.split.is_open
    assert three.split.drawer.title.text() == "Staff short: Plans"
    qtbot.waitUntil(lambda: "opened: act now" in three.detail.said)
    said = three.detail.said
    assert "Answer rate, last 30 minutes 71.2 % (limit 83.0 %, 41 contacts)" in said
    assert "Answered ÷ (offered − still waiting), by arrival. Period: last 30 minutes." in said
    assert "2 agents are on break: ask for an early return." in said
    qtbot.keyClick(three.list, Qt.Key.Key_Down)  # the arrows go on, the drawer follows
    assert three.split.drawer.title.text() == "Staff short: Billing"
    qtbot.keyClick(three.list, Qt.Key.Key_Escape)
    assert not three.split.is_open


def test_right_shows_the_other_figures_of_an_alarm_and_left_hides_them(three: OpenPage, qtbot: QtBot) -> None:
    qtbot.keyClick(three.list, Qt.Key.Key_Down)
    plans = three.current
    assert plans is not None

    def lines() -> list[str]:
        assert plans is not None
        return [text for text, _face, _ink in three.list.delegate.lines(plans)]

    assert "▸ and 1 more figure" in lines()
    high = three.list.visualRect(three.list.currentIndex()).height()
    qtbot.keyClick(three.list, Qt.Key.Key_Right)
    assert any(line.startswith("Longest wait") for line in lines())
    assert "▸ and 1 more figure" not in lines()
    qtbot.keyClick(three.list, Qt.Key.Key_Left)
    assert "▸ and 1 more figure" in lines()
    assert three.list.visualRect(three.list.currentIndex()).height() == high


def test_s_asks_how_long_and_enter_shelves_with_the_reason(three: OpenPage, qtbot: QtBot) -> None:
    three.list.select(three.list.alarms_model.alarms[2].id)
    qtbot.keyClick(three.list, Qt.Key.Key_S)
    assert three.split.drawer.title.text() == "Shelve"
    assert focused() is three.form.how_long.buttons()[0]
    qtbot.keyClick(focused(), Qt.Key.Key_Down)  # for 1 hour
    three.form.reason.editor.setFocus()
    qtbot.keyClicks(three.form.reason.editor, "as planned")
    with qtbot.waitSignal(three.noticed) as told:
        qtbot.keyClick(three.form.reason.editor, Qt.Key.Key_Return)
    assert told.args[0] == "Shelved until 11:42: Staff short: Billing"
    qtbot.waitUntil(lambda: len(titles(three)) == 2)
    assert [(shelf.reason, shelf.until) for shelf in three._alarms.shelves] == [
        ("as planned", NOW + timedelta(hours=1))
    ]
    told.args[1]()  # taken back
    qtbot.waitUntil(lambda: len(titles(three)) == 3)
    assert three._alarms.shelves == ()


def test_a_rule_can_be_shelved_wherever_it_looks(three: OpenPage, qtbot: QtBot) -> None:
    three.list.select(three.list.alarms_model.alarms[2].id)
    three.ask_shelve()
    rules = three.form.what.buttons()
    assert len(rules) == 2
    rules[0].setFocus()
    qtbot.keyClick(rules[0], Qt.Key.Key_Down)
    assert rules[1].isChecked()
    qtbot.mouseClick(three.form.shelve, CLICK)
    qtbot.waitUntil(lambda: bool(three._alarms.shelves))
    assert three._alarms.shelves[0].key == "answer_rate"
    # Plans has another figure too, whose rule is on no shelf
    qtbot.waitUntil(lambda: len(titles(three)) < 3)
    assert titles(three) == ["pbx is not heard", "Staff short: Plans"]


def test_escape_leaves_all_as_it_is(three: OpenPage, qtbot: QtBot) -> None:
    qtbot.keyClick(three.list, Qt.Key.Key_S)
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert three.split.drawer.title.text() == "pbx is not heard"
    assert three._alarms.shelves == ()
    assert focused() is three.list


def test_g_goes_to_the_queue_and_to_the_sources(three: OpenPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(three.sources_wanted):
        qtbot.keyClick(three.list, Qt.Key.Key_G)
    qtbot.keyClick(three.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(three.queue_wanted) as wanted:
        qtbot.keyClick(three.list, Qt.Key.Key_G)
    assert wanted.args == [("pbx", "Plans")]


def test_flashing_repaints_the_sign_alone(three: OpenPage, qtbot: QtBot) -> None:
    three._alarms.flash.run(False)

    def picture(lit: bool) -> QImage:
        three._alarms.flash.lit = lit
        made = QImage(three.list.viewport().size(), QImage.Format.Format_RGB32)
        made.fill(0)
        three.list.viewport().render(made)
        return made

    one, other = picture(True), picture(False)
    three._alarms.flash.lit = True
    rows = three.list._rows()
    signs = [three.list.delegate.sign_box(row) for row in rows]
    differ = [
        (x, y)
        for x in range(one.width())
        for y in range(rows[0].top(), min(one.height(), rows[-1].bottom()))
        if one.pixel(x, y) != other.pixel(x, y)
    ]
    assert differ
    assert all(any(box.adjusted(-1, -1, 1, 1).contains(x, y) for box in signs) for x, y in differ)


def test_a_second_moves_the_running_times_on(three: OpenPage) -> None:
    three.tick(NOW + timedelta(seconds=5))
    assert three.list.alarms_model.now == NOW + timedelta(seconds=5)


def test_a_screen_reader_hears_the_whole_alarm(three: OpenPage) -> None:
    model = three.list.alarms_model
    spoken = model.data(model.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("act now: Staff short: Plans.")
    assert "asks for somebody" in spoken
    assert "ask for an early return" in spoken


def test_an_empty_model_keeps_its_promises() -> None:
    model = OpenModel()
    QAbstractItemModelTester(model, model)
    model.show([])
    assert model.rowCount() == 0


# How long


def test_a_shelf_ends_after_a_while_with_the_shift_or_with_the_day() -> None:
    offered = ends(NOW, DAYS, (time(14), time(22), time(6)))
    assert [words for words, _end in offered] == [
        "For 15 minutes",
        "For 1 hour",
        "Until the shift ends, at 14:00",
        "Until the day ends, at 00:00",
    ]
    assert [DAYS.local(end).strftime("%d %H:%M") for _words, end in offered] == [
        "23 10:57",
        "23 11:42",
        "23 14:00",
        "24 00:00",
    ]


def test_without_shifts_none_is_offered() -> None:
    assert len(ends(NOW, DAYS, ())) == 3


def test_a_time_of_day_is_the_next_one() -> None:
    assert next_at(time(11, 0), NOW, DAYS) - NOW == timedelta(minutes=17, seconds=53)
    assert DAYS.local(next_at(time(10, 0), NOW, DAYS)).day == 24


def test_the_centre_itself_can_have_an_alarm(
    page: OpenPage, known: OpenCentre, watch: Callable[..., None], qtbot: QtBot
) -> None:
    wide = (symptom(BILLING), symptom(PLANS))
    watch((EventKind.OPENED, standing(CENTRE, Level.ATTENTION, ago(1), symptoms=wide)))
    qtbot.waitUntil(lambda: titles(page) == ["Staff short in 2 queues"])
    assert page.to_queue.isEnabled()
