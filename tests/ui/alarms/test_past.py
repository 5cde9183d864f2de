"""The history, what is shelved, and the report of how many there were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from supervisor.alarms.alarm import EventKind
from supervisor.alarms.place import AlarmKey
from supervisor.alarms.shipped import WAITS
from supervisor.wallboard.levels import Level
from tests.ui.alarms.conftest import BILLING, NOW, PLANS, ago, standing
from ui.alarms import work
from ui.alarms.history_page import HistoryPage
from ui.alarms.report_page import ReportPage
from ui.alarms.rules_page import RulesPage
from ui.alarms.section import AlarmsSection
from ui.alarms.shelved_page import ShelvedPage
from ui.theme import State

Write = Callable[..., None]


@pytest.fixture
def past(watch: Write) -> None:
    """Billing calls four times within half an hour, Plans stands since yesterday."""
    for minutes in (100, 92, 84, 76):
        one = standing(BILLING, Level.ACTION, ago(minutes))
        watch((EventKind.OPENED, one), at=ago(minutes))
        watch((EventKind.CLOSED, one), at=ago(minutes - 3))
    watch(
        (EventKind.OPENED, standing(PLANS, opened_at=NOW - timedelta(hours=30))), at=NOW - timedelta(hours=30)
    )


@pytest.mark.usefixtures("past")
def test_the_history_lists_what_was_newest_first_and_filters(section: AlarmsSection, qtbot: QtBot) -> None:
    page = section.show_page("history")
    assert isinstance(page, HistoryPage)
    qtbot.waitUntil(lambda: page.table.arrangement.shown == 5)
    text = page.table.as_text(page.table.arrangement.shown_rows()).splitlines()
    assert text[0].split("\t")[:3] == ["Opened", "Level", "What"]
    assert text[1].split("\t")[:4] == ["2026-11-23 09:26", "act now", "Staff short: Billing", "3:00"]
    assert "open" in text[5]
    page.table.choose("level", [str(int(Level.ATTENTION))])
    assert page.table.arrangement.shown == 1
    page.table.clear_filters()
    page.table.look_for("billing")
    assert page.table.arrangement.shown == 4
    page.table.look_for("")
    page.period.setCurrentIndex(0)
    page.period.activated.emit(0)
    qtbot.waitUntil(lambda: page.table.arrangement.shown == 5)  # the old one still stands today


@pytest.mark.usefixtures("past")
def test_enter_shows_what_happened_to_an_alarm_of_the_past(section: AlarmsSection, qtbot: QtBot) -> None:
    page = section.show_page("history")
    assert isinstance(page, HistoryPage)
    qtbot.waitUntil(lambda: page.table.arrangement.shown == 5)
    page.table.view.setFocus()
    page.table.view.selectRow(0)
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "closed" in page.detail.said)
    assert "2026-11-23 09:26 to 09:29, 3:00" in page.detail.said
    assert not page.detail.acknowledge.isVisible()


def test_what_comes_while_the_history_is_in_sight_is_read(
    section: AlarmsSection, watch: Write, qtbot: QtBot
) -> None:
    page = section.show_page("history")
    assert isinstance(page, HistoryPage)
    qtbot.waitUntil(lambda: page._job is None)
    assert page.table.arrangement.shown == 0
    watch((EventKind.OPENED, standing()))
    qtbot.waitUntil(lambda: page.table.arrangement.shown == 1)


def test_what_is_shelved_is_listed_with_its_end_and_heard_of_again(
    section: AlarmsSection, watch: Write, qtbot: QtBot
) -> None:
    centre = section.centre
    watch((EventKind.OPENED, standing(level=Level.ACTION)))
    key = AlarmKey(WAITS, BILLING).text
    until = NOW + timedelta(minutes=15)
    centre.jobs.write(work.put_away, key, until, what="x", reason="known", at=NOW, who="lin")
    page = section.show_page("shelved")
    assert isinstance(page, ShelvedPage)
    qtbot.waitUntil(lambda: page.table.arrangement.shown == 1)
    qtbot.waitUntil(lambda: bool(centre.alarms.put_away))
    cells = page.table.as_text(page.table.arrangement.shown_rows()).splitlines()[1].split("\t")
    assert cells[:7] == [
        "Staff short: Billing",
        "this alarm",
        "act now",
        "2026-11-23 10:57",
        "15:00",
        "known",
        "lin",
    ]
    assert section.tabs.tabText(2) == "Shelved (1)"
    page.table.view.setFocus()
    page.table.view.selectRow(0)
    with qtbot.waitSignal(page.noticed) as told:
        qtbot.keyClick(page.table.view, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: centre.alarms.shelves == ())
    qtbot.waitUntil(lambda: len(centre.alarms.open) == 1)
    told.args[1]()
    qtbot.waitUntil(lambda: len(centre.alarms.shelves) == 1)


@pytest.mark.usefixtures("past")
def test_the_report_says_what_can_be_borne_and_opens_the_rule_that_chatters(
    section: AlarmsSection, qtbot: QtBot
) -> None:
    page = section.show_page("report")
    assert isinstance(page, ReportPage)
    qtbot.waitUntil(lambda: page.report is not None)
    report = page.report
    assert report is not None
    figures = page.figures(report)
    assert figures[0] == ("0.06", "alarms per 10 minutes; up to 1 is comfortable", None)
    assert figures[1][:2] == ("4", "alarms with a sound")
    assert all(state is not State.WARN for _figure, _said, state in figures)
    said = [label.text() for label in page._scroll.widget().findChildren(QLabel)]
    assert any("4 times from 2026-11-23 09:02 on" in text for text in said)
    copied = page.as_text()
    assert "Those that come and go\nCustomers wait: Billing" not in copied  # one figure: said by what it is
    assert "Staff short: Billing\t4" in copied
    page.copy()
    assert QApplication.clipboard().text() == copied
    links = [button for button in page._scroll.widget().findChildren(QPushButton) if button.isEnabled()]
    qtbot.mouseClick(links[0], Qt.MouseButton.LeftButton)
    rules = section.page("rules")
    assert isinstance(rules, RulesPage)
    assert section.current == "rules"
    assert rules.form.record is not None
    assert rules.form.record.rule.id == "answer_rate"
    rules.split.close_drawer()


def test_an_empty_week_is_said_in_words(section: AlarmsSection, qtbot: QtBot) -> None:
    page = section.show_page("report")
    assert isinstance(page, ReportPage)
    qtbot.waitUntil(lambda: page.report is not None)
    said = [label.text() for label in page._scroll.widget().findChildren(QLabel)]
    assert said.count("There was none.") == 2
    assert "None came 3 times within half an hour." in said


def test_the_pages_turn_by_keys(section: AlarmsSection, qtbot: QtBot) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    for name in ("history", "shelved", "rules", "report", "open"):
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_PageDown, control)
        assert section.current == name
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_PageUp, control)
    assert section.current == "report"


def test_every_page_says_itself_again_in_chinese(section: AlarmsSection, qtbot: QtBot) -> None:
    from ui import language

    for name in ("history", "shelved", "rules", "report", "open"):
        section.show_page(name)
    language.use("zh_CN")
    try:
        QApplication.sendPostedEvents()
        assert section.tabs.accessibleName()
    finally:
        language.use("en")
