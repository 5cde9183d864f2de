"""Advice at the desk: the question by keys, the answer, the log, why it fell, and the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from supervisor.advice.demand import Missing
from supervisor.advice.store import add, forecasts
from supervisor.advice.why import Unclear
from supervisor.live.board import EMPTY, Board, Changed, QueueKey
from supervisor.live.entry import entry
from supervisor.live.feed import Feed, FeedState
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.rules import rules_of
from supervisor.settings.centre import CentreSettings
from supervisor.sources.simulated.centre import break_rules
from supervisor.sources.simulated.kept_day import kept_day
from supervisor.sources.simulated.simulation import Makings
from supervisor.storage.database import open_centre, open_journal
from ui import language
from ui.advice.sample import sample_record, sample_why
from ui.advice.screen import RECORD, WHAT_IF, WHY, AdviceScreen
from ui.advice.work import answer, answer_with_range, explain
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.wallboard.definitions import Definitions

SETTINGS = CentreSettings(demo=True, **break_rules())
RULES = rules_of(SETTINGS)
DEFINITIONS = Definitions.of(SETTINGS, RULES)
DAY = date(2026, 11, 23)
ALL = Changed(day=True)
NOW = datetime.combine(DAY, time(10, 42), RULES.days.zone).astimezone(UTC)
ROAMING: QueueKey = ("demo", "Roaming")
NIGHT: QueueKey = ("demo", "Night desk")


@cache
def floor() -> Board:
    return fold(EMPTY, kept_day(Makings("demo", RULES.days, 4, "en"), DAY, NOW), RULES)[0]


@pytest.fixture
def shown(
    open_floor: Callable[..., OpenCentre], machine: Machine, qtbot: QtBot
) -> Iterator[Callable[..., AdviceScreen]]:
    made: list[AdviceScreen] = []

    def show(page: int = WHAT_IF, queue: QueueKey = ROAMING, *, works: bool = False) -> AdviceScreen:
        screen = AdviceScreen(DEFINITIONS, open_floor(at=NOW), machine)
        made.append(screen)
        screen._asked_at = None if works else NOW  # else nothing is computed before a test asks for it
        screen.tabs.setCurrentIndex(page)
        screen.resize(1240, 640)
        with qtbot.waitExposed(screen):
            screen.show()
        screen.take(floor(), ALL, {}, NOW)
        screen.queues.blockSignals(True)
        screen.show_queue(queue)
        screen.queues.blockSignals(False)
        return screen

    yield show
    for screen in made:
        screen.close()
        screen.deleteLater()


def answered(screen: AdviceScreen, people: int = 3) -> AdviceScreen:
    """The screen with every answer, and the range of the one for *people*."""
    key = screen.queue
    assert key is not None
    question = screen.question(NOW, key)
    screen.show_answers(answer(None, *question))
    screen.what_if._choose(people)
    found = answer_with_range(None, question[0], key, NOW, RULES, people, "wang")
    if screen._range_job is not None:
        screen._range_job = None
    if not isinstance(found, Missing):
        screen.what_if.show_ranged(found)
    return screen


def test_a_sentence_says_what_happens_if_three_come_back(shown: Callable[..., AdviceScreen]) -> None:
    page = answered(shown()).what_if
    assert page.sentence.text().startswith("If 3 come back now: wait ")
    assert "service level" in page.sentence.text()
    assert page.range.text().startswith("In 80 % of all cases")
    assert "of other queues too" in page._people.text()
    assert page.note.isEnabled()


def test_the_number_of_people_is_chosen_by_the_keys_of_spin_slider_and_chart(
    shown: Callable[..., AdviceScreen], qtbot: QtBot
) -> None:
    page = answered(shown(), 1).what_if
    page.asked.disconnect()
    qtbot.keyClick(page.spin, Qt.Key.Key_Up)
    assert (page.slider.value(), page.sentence.text()[:9]) == (2, "If 2 come")
    qtbot.keyClick(page.slider, Qt.Key.Key_Right)
    assert page.spin.value() == 3
    qtbot.keyClick(page.chart, Qt.Key.Key_Left)
    qtbot.keyClick(page.chart, Qt.Key.Key_Left)
    qtbot.keyClick(page.chart, Qt.Key.Key_Left)
    assert page.spin.value() == 0
    assert page.sentence.text().startswith("As it is: wait ")
    assert not page.note.isEnabled()
    qtbot.keyClick(page.chart, Qt.Key.Key_Left)
    assert page.sentence.text().startswith("If 1 goes now")
    assert page._who_title.text() == "Who may go"


def test_who_could_come_back_is_named_and_who_is_lacking_is_said(shown: Callable[..., AdviceScreen]) -> None:
    page = answered(shown(), 10).what_if
    texts = [page.who.item(row).text() for row in range(page.who.count())]
    assert "alone" in texts[0]
    assert texts[-1].endswith("not to be had from breaks.")


def test_too_little_data_says_so_and_shows_no_figure(shown: Callable[..., AdviceScreen]) -> None:
    page = answered(shown(queue=NIGHT)).what_if
    assert page.missing.isVisible()
    assert page.missing.text() == (
        "Nothing can be said of Night desk. Too few contacts came in the last half hour."
    )
    assert not page._answer.isVisible()


def test_of_a_silent_source_nothing_is_foretold(shown: Callable[..., AdviceScreen]) -> None:
    screen = answered(shown())
    dead = Feed(FeedState.DEAD, NOW, NOW)
    screen.take(floor(), Changed(), {"demo": dead}, NOW + timedelta(minutes=5))
    assert screen.what_if.missing.isVisible()
    assert "demo is not heard" in screen.what_if.missing.text()


def test_a_noted_answer_is_in_the_database_and_the_record(
    shown: Callable[..., AdviceScreen], qtbot: QtBot, sqlite_url: str
) -> None:
    screen = answered(shown())
    with qtbot.waitSignal(screen._centre.changed):
        qtbot.mouseClick(screen.what_if.note, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.what_if.noted.text().startswith("Logged at 10:42:00"))
    with open_centre(sqlite_url) as centre, centre.read() as db:
        (found,) = forecasts(db, NOW - timedelta(hours=1))
    assert (found.queue, found.asked.people, found.made_by) == (ROAMING, 3, "wang")
    screen.tabs.setCurrentIndex(RECORD)
    qtbot.waitUntil(lambda: len(screen.record.table.arrangement.rows) == 1)


def test_the_answers_come_from_the_work_process(shown: Callable[..., AdviceScreen], qtbot: QtBot) -> None:
    screen = shown(works=True)
    qtbot.waitUntil(lambda: screen.what_if.answers is not None)
    qtbot.waitUntil(lambda: screen.what_if.ranged is not None)
    assert screen.what_if.sentence.text().startswith("As it is: wait ")


def test_the_steps_from_one_rate_to_the_other_add_up_and_name_who_is_behind(
    shown: Callable[..., AdviceScreen], qtbot: QtBot
) -> None:
    page = shown(WHY).why
    found, windows = sample_why(floor(), ROAMING, NOW, RULES)
    assert not isinstance(found, Unclear)
    page.show_why(found, windows)
    lines = page.chart.text.splitlines()
    assert lines[0].startswith("09:42–10:12: 91.9 %")
    assert lines[-1].startswith("10:12–10:42: 74.4 %")
    assert lines[-2].startswith("Not explained: ")
    total = sum(one.change for one in found.contributions) + found.unexplained
    assert total == pytest.approx(found.change)
    row = next(n for n, one in enumerate(found.contributions, 1) if one.behind)
    for _step in range(page.chart.row, 0, -1):
        qtbot.keyClick(page.chart, Qt.Key.Key_Up)
    for _step in range(row):
        qtbot.keyClick(page.chart, Qt.Key.Key_Down)
    assert page.behind.count() == len(found.contributions[row - 1].behind)
    assert "people" in page.behind.item(0).text()


def test_two_times_that_are_none_are_refused_in_words(
    shown: Callable[..., AdviceScreen], qtbot: QtBot
) -> None:
    page = shown(WHY).why
    page.choice.setCurrentIndex(page.choice.count() - 1)
    assert page.times[0].isVisible()
    page.times[1].setTime(page.times[0].time())
    qtbot.mouseClick(page.look, Qt.MouseButton.LeftButton)
    assert page.message.text() == "Each time must begin before it ends, and end before now."


def test_why_is_read_from_the_journal(sqlite_url: str) -> None:
    said = kept_day(Makings("demo", RULES.days, 4, "en"), DAY, NOW)
    with open_journal(sqlite_url) as database:
        Journal(database).append_all(
            [entry("demo", said[n : n + 500], sequence=n + 1) for n in range(0, len(said), 500)],
            collector="test",
        )
    from supervisor.live.board import save

    half = timedelta(minutes=30)
    told: list[tuple[int, int]] = []
    found = explain(
        lambda done, total: told.append((done, total)),
        sqlite_url,
        save(floor()),
        ("demo", "Billing"),
        (NOW - 2 * half, NOW - half),
        (NOW - half, NOW),
        RULES,
    )
    assert told == [(1, 2), (2, 2)]
    assert found is not None
    assert not isinstance(found, Unclear)
    parts = sum(one.change for one in found.contributions) + found.unexplained
    assert parts == pytest.approx(found.change)
    day_ago = timedelta(days=1)
    before = (NOW - half - day_ago, NOW - day_ago)
    assert explain(None, sqlite_url, save(floor()), ROAMING, before, (NOW - half, NOW), RULES) is None


def test_the_record_says_the_hit_rate_with_its_counts(shown: Callable[..., AdviceScreen]) -> None:
    screen = shown(RECORD)
    found = sample_record(floor(), NOW, RULES)
    screen.record.show_forecasts(found)
    assert "came out within their range" in screen.record.hits.text()
    screen.record.table.choose("verdict", ["miss"])
    missed = sum(one.verdict == "miss" for one in found)
    assert screen.record.table.arrangement.shown == missed


def test_what_was_foretold_before_is_read_when_the_record_is_opened(
    shown: Callable[..., AdviceScreen], qtbot: QtBot, sqlite_url: str
) -> None:
    made = [replace(one, id=None) for one in sample_record(floor(), NOW, RULES) if one.outcome is None]
    screen = shown()
    with open_centre(sqlite_url) as centre, centre.write() as db:
        add(db, made)
    screen.tabs.setCurrentIndex(RECORD)
    qtbot.waitUntil(lambda: len(screen.record.table.arrangement.rows) == len(made))


def test_f1_says_how_it_is_reckoned_and_esc_closes_it(
    shown: Callable[..., AdviceScreen], qtbot: QtBot
) -> None:
    screen = shown()
    screen.show_how()
    assert screen.explanation.isVisible()
    assert "Erlang-A" in screen.explanation.text
    screen.show_how()
    assert not screen.explanation.isVisible()


def test_queue_and_page_are_remembered(shown: Callable[..., AdviceScreen], machine: Machine) -> None:
    screen = shown(RECORD)
    screen.queues.setCurrentIndex(2)
    chosen = screen.queue
    again = AdviceScreen(DEFINITIONS, screen._centre, machine)
    again.take(floor(), ALL, {}, NOW)
    assert (again.queue, again.tabs.currentIndex()) == (chosen, RECORD)
    again.deleteLater()


def test_everything_is_said_in_the_language_now_in_use(
    shown: Callable[..., AdviceScreen], qtbot: QtBot
) -> None:
    screen = answered(shown())
    language.use("zh_CN")
    qtbot.waitUntil(lambda: "If 3 come back" not in screen.what_if.sentence.text())
