"""The open alarms of a centre: read when something was written, and what rings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pytestqt.qtbot import QtBot

from supervisor.alarms.alarm import Alarm, EventKind, Scene
from supervisor.alarms.place import CENTRE, AlarmKey, Place
from supervisor.alarms.rule import FEED
from supervisor.alarms.shipped import SHIPPED, WAITS
from supervisor.live.lock import SourceLock
from supervisor.storage.database import open_journal
from supervisor.wallboard.levels import Level
from supervisor.watch.process import LOCK
from tests.ui.alarms.conftest import BILLING, NOW, PLANS, ago, standing, symptom
from ui.alarms import work
from ui.alarms.summary import bell_words, calling_lines
from ui.centre import OpenCentre
from ui.flash import OFF_MS, ON_MS
from ui.jobs import Jobs
from ui.open_alarms import AlarmsRead, OpenAlarms
from ui.theme import State


def alarm(number: int = 1, **facts: object) -> Alarm:
    usual = {
        "key": AlarmKey(WAITS, BILLING),
        "level": Level.ATTENTION,
        "peak": Level.ATTENTION,
        "symptoms": (symptom(),),
        "scene": Scene(),
        "opened_at": NOW,
        "worse_at": NOW,
    }
    return Alarm(number, **(usual | facts))  # type: ignore[arg-type]


class Heard:
    """Open alarms that a test shows, and what rang."""

    def __init__(self) -> None:
        self.alarms = OpenAlarms(Jobs(lambda: None))  # type: ignore[arg-type, return-value]
        self.rang: list[list[int]] = []
        self.alarms.rang.connect(lambda came: self.rang.append([each.id for each in came]))

    def show(self, *shown: Alarm) -> list[list[int]]:
        self.rang.clear()
        self.alarms.show(AlarmsRead(shown))
        return list(self.rang)


def test_what_was_there_when_the_console_started_does_not_ring(qapp: object) -> None:
    heard = Heard()
    assert heard.show(alarm(1)) == []
    assert heard.show(alarm(1), alarm(2)) == [[2]]
    heard.alarms.stop()


def test_an_alarm_rings_again_only_when_it_gets_worse(qapp: object) -> None:
    heard = Heard()
    heard.show()
    assert heard.show(alarm(1)) == [[1]]
    assert heard.show(alarm(1, peak=Level.ACTION)) == []
    assert heard.show(alarm(1, level=Level.ACTION)) == [[1]]
    assert heard.show(alarm(1, level=Level.ATTENTION)) == []
    heard.alarms.stop()


def test_notes_and_what_is_acknowledged_or_shelved_do_not_ring(qapp: object) -> None:
    heard = Heard()
    heard.show()
    note = alarm(1, symptoms=(symptom(silent=True),))
    taken = alarm(2, acknowledged_at=NOW, acknowledged_by="lin")
    put_away = alarm(3, shelved_until=NOW)
    assert heard.show(note, taken, put_away) == []
    assert heard.show(note, taken, alarm(3)) == [[3]]  # back from the shelf
    heard.alarms.stop()


def test_several_ring_once_the_worst_first(qapp: object) -> None:
    heard = Heard()
    heard.show()
    assert heard.show(alarm(1), alarm(2, level=Level.ACTION)) == [[2, 1]]
    heard.alarms.stop()


def test_what_asks_for_somebody_stands_before_what_somebody_has_taken_on(qapp: object) -> None:
    heard = Heard()
    taken = alarm(1, level=Level.ACTION, acknowledged_at=NOW, acknowledged_by="lin")
    heard.show(taken, alarm(2), alarm(3, worse_at=ago(5)), alarm(4, level=Level.ACTION))
    assert [each.id for each in heard.alarms.open] == [4, 2, 3, 1]
    heard.alarms.stop()


def test_a_source_that_is_not_heard_is_shown_though_it_is_shelved(qapp: object) -> None:
    heard = Heard()
    dead = alarm(1, key=AlarmKey(FEED, Place.of_source("pbx")), shelved_until=NOW)
    heard.show(dead, alarm(2, shelved_until=NOW))
    assert [each.id for each in heard.alarms.open] == [1]
    assert [each.id for each in heard.alarms.put_away] == [2]
    assert heard.alarms.calling == ()
    heard.alarms.stop()


def test_a_queue_calls_for_its_own_alarm_and_for_its_part_in_a_wider_one(qapp: object) -> None:
    heard = Heard()
    wide = alarm(
        1,
        key=AlarmKey(WAITS, CENTRE),
        level=Level.ACTION,
        symptoms=(symptom(BILLING, Level.ACTION), symptom(PLANS, Level.ATTENTION)),
    )
    heard.show(wide)
    assert heard.alarms.calling_queues() == {
        ("pbx", "Billing"): Level.ACTION,
        ("pbx", "Plans"): Level.ATTENTION,
    }
    assert [line.level for line in calling_lines(heard.alarms)] == [Level.ACTION]
    heard.alarms.stop()


def test_signs_flash_once_a_second_on_for_longer_than_off(qapp: object, qtbot: QtBot) -> None:
    assert ON_MS + OFF_MS == 1000
    assert ON_MS >= OFF_MS
    heard = Heard()
    heard.show(alarm(1))
    flash = heard.alarms.flash
    assert flash.is_running
    with qtbot.waitSignal(flash.turned) as turned:
        pass
    assert turned.args == [False]
    heard.show(alarm(1, acknowledged_at=NOW, acknowledged_by="lin"))
    assert flash.lit
    assert not flash.is_running


def test_nothing_flashes_for_those_who_want_less_motion(qapp: object) -> None:
    from PySide6.QtWidgets import QApplication

    before = QApplication.cursorFlashTime()
    heard = Heard()
    heard.show(alarm(1))
    try:
        QApplication.setCursorFlashTime(0)
        assert not heard.alarms.flash.is_running
        assert heard.alarms.flash.lit
        QApplication.setCursorFlashTime(1000)
        assert heard.alarms.flash.is_running
    finally:
        QApplication.setCursorFlashTime(before)
        heard.alarms.stop()


def test_the_bell_says_how_many_and_the_worst(qapp: object) -> None:
    heard = Heard()
    heard.show()
    assert bell_words(heard.alarms) == (None, 0, "No alarms")
    heard.show(alarm(1), alarm(2, level=Level.ACTION, key=AlarmKey(WAITS, PLANS)))
    state, count, said = bell_words(heard.alarms)
    assert (state, count) == (State.CRITICAL, 2)
    assert said == "2 alarms ask for somebody; act now: Customers wait: Plans"
    heard.show(alarm(1, acknowledged_at=NOW, acknowledged_by="lin"))
    assert bell_words(heard.alarms) == (None, 1, "1 alarm is open, acknowledged")
    heard.alarms.stop()


def test_what_another_process_writes_is_read_and_rings(
    known: OpenCentre, watch: Callable[..., None], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(known.alarms.rang) as rang:
        watch((EventKind.OPENED, standing(level=Level.ACTION)))
    assert [each.level for each in rang.args[0]] == [Level.ACTION]
    with qtbot.waitSignal(known.alarms.changed):
        watch((EventKind.CLOSED, standing(level=Level.ACTION)))
    assert known.alarms.open == ()


def test_the_same_again_tells_nobody(known: OpenCentre, watch: Callable[..., None], qtbot: QtBot) -> None:
    with qtbot.waitSignal(known.alarms.changed):
        watch((EventKind.OPENED, standing()))
    read = known.alarms._read
    with qtbot.assertNotEmitted(known.alarms.changed):
        known.alarms.show(replace(read))


def test_what_was_shelved_comes_back_and_rings_when_its_time_is_over(
    known: OpenCentre, watch: Callable[..., None], qtbot: QtBot
) -> None:
    watch((EventKind.OPENED, standing()))
    qtbot.waitUntil(lambda: bool(known.alarms.open))
    key, soon = AlarmKey(WAITS, BILLING).text, ago(-15)
    known.jobs.write(work.put_away, key, soon, what="Billing", reason="known", at=NOW, who="lin")
    qtbot.waitUntil(lambda: known.alarms.open == ())
    assert [each.reason for each in known.alarms.shelves] == ["known"]
    known.alarms.tick(known.kept.settings, ago(-14))
    assert known.alarms.open == ()
    with qtbot.waitSignal(known.alarms.rang):
        known.alarms.tick(known.kept.settings, soon)
    assert [each.key.text for each in known.alarms.open] == [key]
    assert known.alarms.shelves == ()


def test_the_rules_are_those_of_the_table(known: OpenCentre, qtbot: QtBot) -> None:
    assert [record.rule.id for record in known.alarms.rules] == list(SHIPPED)


def test_that_nobody_watches_is_said_after_two_looks_in_vain(qapp: object) -> None:
    heard = Heard()
    heard.show()
    heard.alarms.show_watch(True)
    assert heard.alarms.watched is True
    heard.alarms.show_watch(False)  # it may be starting again
    assert heard.alarms.watched is True
    heard.alarms.show_watch(False)
    assert heard.alarms.watched is False
    assert bell_words(heard.alarms) == (State.STALE, 0, "Nobody watches for alarms: no new one can come")
    heard.alarms.show_watch(True)
    assert bell_words(heard.alarms)[0] is None


def test_a_console_finds_out_whether_anybody_watches(known: OpenCentre, qtbot: QtBot) -> None:
    known.alarms.look_for_watch(known.url)
    known.alarms.look_for_watch(known.url)
    qtbot.waitUntil(lambda: known.alarms.watched is False)
    with open_journal(known.url) as journal, SourceLock(journal, [LOCK]):
        known.alarms.look_for_watch(known.url)
        qtbot.waitUntil(lambda: known.alarms.watched is True)
