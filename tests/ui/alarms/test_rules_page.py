"""The rules: switched, changed, tried, copied, deleted and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from supervisor.alarms.alarm import EventKind
from supervisor.alarms.place import Place
from supervisor.alarms.rehearsal import Rehearsal, Rehearsed
from supervisor.alarms.rule import FEED, AlarmRule, Quiet
from supervisor.events import Channel, ContactOffered, QueueSeen, SourceUp
from supervisor.live.journal import Journal
from supervisor.storage.database import open_journal
from supervisor.wallboard.catalogue import Side, Unit
from supervisor.wallboard.levels import Level
from supervisor.wallboard.scope import Scope, ScopeKind
from tests.ui.alarms.conftest import NOW, ago, standing
from ui.alarms.amount import amount, amount_words
from ui.alarms.quiet_hours import FIRST
from ui.alarms.rehearsal_view import RehearsalView, rehearsal_words
from ui.alarms.rules_page import BUILT_IN, CHANGED, OWN, SHIPPED, RulesPage
from ui.alarms.section import AlarmsSection

CLICK = Qt.MouseButton.LeftButton


@pytest.fixture
def page(section: AlarmsSection, qtbot: QtBot) -> RulesPage:
    found = section.show_page("rules")
    assert isinstance(found, RulesPage)
    found.table.view.setFocus()
    return found


def rule(page: RulesPage, rule_id: str) -> AlarmRule:
    return next(row.rule for row in page.rows() if row.rule.id == rule_id)


def origin(page: RulesPage, rule_id: str) -> str:
    return next((row.origin for row in page.rows() if row.rule.id == rule_id), "gone")


def write(line: QWidget, text: str, qtbot: QtBot) -> None:
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)


def test_the_rules_stand_in_their_order_and_the_built_in_one_is_locked(page: RulesPage, qtbot: QtBot) -> None:
    rows = page.rows()
    assert [row.origin for row in rows] == [BUILT_IN, *[SHIPPED] * 6]
    page.table.select(FEED)
    assert not page.switch.isEnabled()
    assert not page.remove.isEnabled()
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    assert page.split.is_open
    assert page.split.drawer.pages.currentWidget() is page.feed
    assert "cannot be switched off" in page.feed._why.text()


def test_space_switches_a_rule_off_and_that_can_be_taken_back(page: RulesPage, qtbot: QtBot) -> None:
    page.table.select("longest_wait")
    with qtbot.waitSignal(page.noticed) as told:
        qtbot.keyClick(page.table.view, Qt.Key.Key_Space)
    assert told.args[0] == "Switched off: A customer waits very long"
    qtbot.waitUntil(lambda: not rule(page, "longest_wait").enabled)
    assert origin(page, "longest_wait") == CHANGED
    told.args[1]()
    qtbot.waitUntil(lambda: origin(page, "longest_wait") == SHIPPED)
    assert rule(page, "longest_wait").enabled


def test_a_limit_is_changed_in_the_drawer_and_restored(page: RulesPage, qtbot: QtBot) -> None:
    page.table.select("longest_wait")
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    form = page.form
    assert form._attention.text() == "3:00"
    assert not form.save.isEnabled()
    write(form._attention, "2:30", qtbot)
    assert form.save.isEnabled()
    assert form._unsaved.text() == "Not saved yet."
    with qtbot.waitSignal(page.noticed):
        qtbot.mouseClick(form.save, CLICK)
    qtbot.waitUntil(lambda: rule(page, "longest_wait").attention == 150)
    assert not page.split.is_open
    page.table.select("longest_wait")
    assert page.remove.text() == "As it was shipped (Del)"
    qtbot.keyClick(page.table.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: origin(page, "longest_wait") == SHIPPED)
    assert rule(page, "longest_wait").attention == 180


def test_what_is_wrong_stands_at_its_field_and_nothing_is_saved(page: RulesPage, qtbot: QtBot) -> None:
    page.table.select("answer_rate")
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    form = page.form
    write(form._attention, "many", qtbot)
    qtbot.mouseClick(form.save, CLICK)
    assert form.attention.problem == "Expected: in %."
    write(form._attention, "183", qtbot)
    qtbot.mouseClick(form.save, CLICK)
    assert form.attention.problem == "Expected: 0 to 100 %."
    write(form._attention, "50", qtbot)  # a worse limit than the one for action
    qtbot.mouseClick(form.save, CLICK)
    assert form.action.problem == "Expected: less than the attention limit."
    assert QApplication.focusWidget() is form._action
    assert page.split.is_open
    qtbot.mouseClick(form.discard, CLICK)
    assert form._attention.text() == "83"
    assert not form.is_dirty
    assert form.action.problem == ""


def test_another_rule_does_not_take_the_place_of_what_is_not_saved(page: RulesPage, qtbot: QtBot) -> None:
    page.table.select("answer_rate")
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    write(page.form._attention, "80", qtbot)
    page.table.select("longest_wait")
    assert page.form.record is not None
    assert page.form.record.rule.id == "answer_rate"
    assert page.form._attention.text() == "80"


def test_a_new_rule_is_made_switched_on_and_deleted(page: RulesPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.table.view, Qt.Key.Key_N)
    form = page.form
    assert page.split.drawer.title.text() == "New rule"
    qtbot.mouseClick(form.save, CLICK)
    assert form.name.problem == "Expected: a name of 1 to 80 characters."
    assert form.attention.problem
    write(form._name, "Chats pile up", qtbot)
    form._metric.setCurrentIndex(form._metric.findData("waiting"))
    form._metric.activated.emit(form._metric.currentIndex())
    write(form._attention, "5", qtbot)
    form.quiet_hours.add.click()
    qtbot.mouseClick(form.save, CLICK)
    qtbot.waitUntil(lambda: any(row.origin == OWN for row in page.rows()))
    made = next(row.rule for row in page.rows() if row.origin == OWN)
    assert (made.name, made.metric, made.attention, made.action) == ("Chats pile up", "waiting", 5, None)
    assert made.quiet == (FIRST,)
    page.table.select(made.id)
    with qtbot.waitSignal(page.noticed) as told:
        qtbot.keyClick(page.table.view, Qt.Key.Key_Delete)
    assert told.args[0] == "Deleted: Chats pile up"
    qtbot.waitUntil(lambda: origin(page, made.id) == "gone")
    told.args[1]()
    qtbot.waitUntil(lambda: origin(page, made.id) == OWN)


def test_a_copy_has_a_name_and_an_id_of_its_own(page: RulesPage, qtbot: QtBot) -> None:
    page.table.select("overruns")
    qtbot.keyClick(page.table.view, Qt.Key.Key_D)
    assert page.form._name.text() == "Copy of Breaks of a team are overdue"
    qtbot.mouseClick(page.form.save, CLICK)
    qtbot.waitUntil(lambda: len(page.rows()) == 8)
    copy, model = page.rows()[-1].rule, rule(page, "overruns")
    assert msgspec.structs.replace(copy, id=model.id, name=model.name) == model


def test_a_rule_that_was_opened_and_not_touched_is_what_it_was(page: RulesPage) -> None:
    for row in page.rows():
        if row.record is not None:
            page.open(row)
            assert page.form.rule() == row.rule
            assert not page.form.is_dirty


def test_only_some_queues_can_be_watched(page: RulesPage, qtbot: QtBot) -> None:
    one, other = Scope.queue(("pbx", "Billing")), Scope.queue(("pbx", "Plans"))
    watched = msgspec.structs.replace(rule(page, "longest_wait"), only=(one,))
    page.form.show_rule(watched, None, [one, other], [])
    assert page.form.rule().only == (one,)
    item = page.form.scope.names.item(1)
    item.setCheckState(Qt.CheckState.Checked)
    assert page.form.rule().only == (one, other)
    page.form._metric.setCurrentIndex(page.form._metric.findData("overruns"))
    page.form._metric.activated.emit(0)
    page.form._kind.setCurrentIndex(page.form._kind.findData(ScopeKind.CENTRE))
    page.form._kind.activated.emit(0)
    assert page.form.rule().only == ()
    page.form.stop()


def test_the_table_says_which_rule_holds_something_now(
    page: RulesPage, watch: Callable[..., None], qtbot: QtBot
) -> None:
    watch((EventKind.OPENED, standing(level=Level.ACTION)))
    qtbot.waitUntil(lambda: any(row.holds for row in page.rows()))
    assert {row.rule.id: row.holds for row in page.rows() if row.holds} == {"answer_rate": Level.ACTION}


def test_a_rule_is_shelved_by_s(page: RulesPage, qtbot: QtBot) -> None:
    page.table.select("longest_wait")
    qtbot.keyClick(page.table.view, Qt.Key.Key_S)
    with qtbot.waitSignal(page.noticed) as told:
        qtbot.mouseClick(page.shelf.shelve, CLICK)
    assert told.args[0] == "Shelved until 10:57: A customer waits very long"
    qtbot.waitUntil(lambda: any(row.shelved for row in page.rows()))


def test_a_rule_is_tried_on_the_day_as_soon_as_it_is_left_alone(page: RulesPage, qtbot: QtBot) -> None:
    with open_journal(page._centre.url) as opened:
        said = [SourceUp("pbx", ago(60)), QueueSeen("pbx", ago(60), "Billing")]
        said += [ContactOffered("pbx", ago(30), f"c{n}", "Billing", Channel.VOICE) for n in range(3)]
        Journal(opened).append("pbx", said, collector="c", sequence=0)
    page.table.select("longest_wait")
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    words = page.form.preview.said
    qtbot.waitUntil(lambda: "would have raised 1 alarm" in words.text())
    assert "1 of them “act now”" in words.text()
    assert "Billing: act now, worst" in page.form.preview.listed.text()
    write(page.form._attention, "45:00", qtbot)
    write(page.form._action, "50:00", qtbot)
    qtbot.waitUntil(lambda: "would have raised no alarm" in words.text())
    assert words.text().endswith("As it is saved: 1.")
    page.split.close_drawer()
    page._centre.jobs.stop()


# Words


def test_a_rehearsal_says_how_many_how_bad_and_whether_it_can_be_borne(qapp: object) -> None:
    watched = AlarmRule(id="r", name="R", metric="longest_wait", attention=60, side=Side.ABOVE)
    place = Place.queue(("pbx", "Billing"))
    one = Rehearsed(place, Level.ATTENTION, ago(30), ago(20), 90.0)
    zone = NOW.tzinfo
    assert zone is not None
    found = Rehearsal(watched, ago(60), NOW, 121, (one,))
    assert rehearsal_words(found, zone) == (
        "Today from 01:42 to 02:42 this rule would have raised 1 alarm. "
        "One or more stood for 10:00 in all; 0.17 came per 10 minutes."
    )
    many = tuple(
        Rehearsed(place, Level.ACTION, ago(60) + timedelta(minutes=n), ago(59) + timedelta(minutes=n), 90.0)
        for n in range(10)
    )
    assert rehearsal_words(Rehearsal(watched, ago(60), NOW, 121, many), zone).endswith(
        "That is more than one person bears."
    )
    view = RehearsalView()
    view.show_rehearsal(Rehearsal(watched, ago(60), NOW, 121, many), zone, 3)
    assert view.listed.text().splitlines()[0] == "4 earlier"
    view.deleteLater()


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("83", Unit.SHARE, 0.83),
        ("83.5 %", Unit.SHARE, 0.835),
        ("", Unit.SHARE, None),
        ("3:00", Unit.SECONDS, 180.0),
        ("1:02:03", Unit.SECONDS, 3723.0),
        ("45", Unit.SECONDS, 45.0),
        ("45 s", Unit.SECONDS, 45.0),
        ("7", Unit.COUNT, 7.0),
        ("7,5", Unit.COUNT, 7.5),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, unit: Unit, value: float | None) -> None:
    assert amount(text, unit) == value


@pytest.mark.parametrize("text", ["x", "3:99", "nan", "inf", "1:2:3:4"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    for unit in Unit:
        with pytest.raises(ValueError):  # noqa: PT011 - in Python's own words
            amount(text, unit)


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("value", [0.0, 0.5, 0.831, 1.0])
def test_an_amount_that_is_shown_is_read_back(unit: Unit, value: float) -> None:
    scaled = value if unit is Unit.SHARE else round(value * 1000)
    assert amount(amount_words(scaled, unit), unit) == scaled


def test_quiet_hours_begin_with_the_night() -> None:
    assert isinstance(FIRST, Quiet)
    assert FIRST.begins > FIRST.ends
