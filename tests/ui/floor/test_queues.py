"""The queue table: figures, judgement, the sum, and what stands behind a figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from supervisor.events import AgentState, ContactAbandoned, ContactOffered
from tests.ui.wallboard.floors import DEAD, LIVE, NOW, PBX, Floor, ago, busy_floor, key, later
from ui.floor.queue_page import Part
from ui.floor.queues import QueuesSection

Make = Callable[..., Any]


@pytest.fixture
def floor() -> Floor:
    floor = Floor("Sales", "Billing", "Night")
    floor.answered("Sales", 90)
    floor.abandoned("Sales", 10)
    floor.answered("Billing", 10)
    floor.waiting("Billing", 161, 5)
    floor.agent("1", "Anna", AgentState.READY, queues=("Sales", "Billing"), team="A")
    floor.agent("2", "Ben", AgentState.HANDLING, queues=("Sales",), team="B")
    floor.agent("3", "Cem", AgentState.BREAK, for_s=700, code="SHORT", queues=("Billing",), team="A")
    return floor


def said(of: QueuesSection, queue: str, *columns: str) -> list[str]:
    table = of.table
    number = table.arrangement.places[key(queue)][0]
    names = [column.name for column in table.columns]
    return [table.model.text(number, names.index(column)) for column in columns]


def total(of: QueuesSection, *columns: str) -> list[str]:
    names = [column.name for column in of.table.columns]
    return [of.table.strip.texts[names.index(column)] for column in columns]


def stand_on(of: QueuesSection, queue: str, column: str) -> None:
    number = of.table.arrangement.places[key(queue)][0]
    names = [column.name for column in of.table.columns]
    of.table.view.setFocus()
    of.table.view.setCurrentIndex(of.table.model.index(number, names.index(column)))


def test_a_row_says_the_figures_of_its_queue(section: Make, floor: Floor) -> None:
    of = section(QueuesSection, floor)
    assert said(of, "Sales", "waiting", "longest_wait", "answer_rate.today", "offered.today", "ready") == [
        "0",
        "–",
        "90.0 %",
        "100",
        "1",
    ]
    assert said(of, "Billing", "state", "waiting", "longest_wait", "overruns") == [
        "act now",
        "2",
        "2:41",
        "1",
    ]
    assert said(of, "Night", "answer_rate.today", "mean_wait.today", "offered.today") == ["–", "–", "0"]


def test_the_sum_adds_counts_and_never_averages_rates(section: Make, floor: Floor) -> None:
    of = section(QueuesSection, floor)
    assert total(of, "offered.today", "answer_rate.today", "waiting", "longest_wait") == [
        "112",
        "90.9 %",  # 100 of 110, not the mean of 90.0 and 100.0
        "2",
        "2:41",
    ]
    assert total(of, "ready", "handling", "on_break", "overruns") == ["1", "1", "1", "1"]  # Anna once


def test_the_sum_is_of_the_rows_that_are_shown(section: Make, floor: Floor) -> None:
    of = section(QueuesSection, floor)
    of.table.choose("level", ["ACTION"])
    assert total(of, "offered.today", "ready", "handling", "on_break") == ["12", "1", "0", "1"]


def test_the_longest_wait_runs_and_its_judgement_with_it(section: Make) -> None:
    floor = Floor("Sales")
    floor.waiting("Sales", 15)
    floor.agent("1", "Anna", AgentState.HANDLING, queues=("Sales",))
    of = section(QueuesSection, floor)
    assert said(of, "Sales", "state", "longest_wait") == ["", "0:15"]
    of.tick(later(10))
    assert said(of, "Sales", "state", "longest_wait") == ["attention", "0:25"]
    of.tick(later(50))
    assert said(of, "Sales", "state", "longest_wait") == ["act now", "1:05"]


def test_only_the_queues_that_changed_are_made_anew(section: Make, floor: Floor) -> None:
    of = section(QueuesSection, floor)
    before = of.table.row(key("Sales"))
    floor.tell(ContactOffered(PBX, NOW, "new", "Billing"))
    of.take(floor.board, floor.changed(), LIVE, NOW)
    assert of.table.row(key("Sales")) is before
    assert said(of, "Billing", "waiting") == ["3"]


def test_a_source_that_is_not_heard_keeps_its_last_figures_and_says_so(section: Make, floor: Floor) -> None:
    of = section(QueuesSection, floor)
    of.take(floor.board, floor.changed(), DEAD, NOW)
    assert said(of, "Billing", "state", "longest_wait") == ["no data", "1:30"]  # 71 s ago
    of.tick(later(60))
    assert said(of, "Billing", "longest_wait") == ["1:30"]
    assert of.band.isVisible()
    row = of.table.row(key("Billing"))
    assert of.table.view.faded(row)


def test_enter_on_a_figure_opens_the_rows_behind_it(section: Make, floor: Floor, qtbot: QtBot) -> None:
    of = section(QueuesSection, floor)
    for column, part in (
        ("abandoned.today", Part.ABANDONED),
        ("waiting", Part.WAITING),
        ("ready", Part.AGENTS),
        ("name", Part.FIGURES),
    ):
        stand_on(of, "Sales", column)
        qtbot.keyClick(of.table.view, Qt.Key.Key_Return)
        assert of.details.is_open
        assert of.details.queue_page.part is part
        assert of.details.drawer.title.text() == "Sales"


def test_arrows_lead_the_drawer_along_and_escape_closes_it(section: Make, floor: Floor, qtbot: QtBot) -> None:
    of = section(QueuesSection, floor)
    stand_on(of, "Sales", "waiting")
    qtbot.keyClick(of.table.view, Qt.Key.Key_Return)
    qtbot.keyClick(of.table.view, Qt.Key.Key_Down)
    assert of.details.drawer.title.text() == "Billing"
    assert of.details.queue_page.part is Part.WAITING
    qtbot.keyClick(of.table.view, Qt.Key.Key_Escape)
    assert not of.details.is_open
    assert of.table.view.hasFocus()


def test_waiting_contacts_stand_in_their_places_and_their_waits_run(section: Make, floor: Floor) -> None:
    of = section(QueuesSection, floor)
    of.show_queue(key("Billing"), Part.WAITING)
    waiting = of.details.queue_page.waiting
    lines = [[waiting.model.text(n, c) for c in (0, 1)] for n in range(2)]
    assert lines == [["1", "2:41"], ["2", "0:05"]]
    of.tick(later(1))
    assert waiting.model.text(0, 1) == "2:42"


def test_everybody_who_gave_up_is_in_the_list_behind_the_percentage(
    section: Make, floor: Floor, qtbot: QtBot
) -> None:
    floor.abandoned("Sales", 3, ago_s=60, wait_s=3)
    floor.tell(
        ContactOffered(PBX, ago(50), "x", "Sales", number="13800138000"),
        ContactAbandoned(PBX, ago(10), "x", "Sales", 40),
    )
    of = section(QueuesSection, floor)
    of.show_queue(key("Sales"), Part.ABANDONED)
    gave_up = of.details.queue_page.abandoned
    assert of.details.queue_page.tabs.tabText(3) == "Abandoned 14"
    assert said(of, "Sales", "abandoned.today") == ["14"]
    gave_up.choose("short", ["long"])
    assert gave_up.arrangement.shown == 11
    gave_up.choose("hour", ["14"])
    assert [row.number for row in gave_up.arrangement.shown_rows()] == ["13800138000"]
    gave_up.view.setFocus()
    qtbot.keyClick(gave_up.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "13800138000" in QGuiApplication.clipboard().text()


def test_from_a_queue_to_an_agent_to_its_other_queue_and_back(
    section: Make, floor: Floor, qtbot: QtBot
) -> None:
    of = section(QueuesSection, floor)
    of.show_queue(key("Sales"), Part.AGENTS)
    agents = of.details.queue_page.agents
    assert agents.select((PBX, "1"))
    qtbot.keyClick(agents.view, Qt.Key.Key_Return)
    assert of.details.drawer.title.text() == "Anna"
    chip = next(b for b in of.details.agent_page.queues.children() if getattr(b, "text", str)() == "Billing")
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert of.details.drawer.title.text() == "Billing"
    qtbot.keyClick(of.details.queue_page.agents.view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert of.details.drawer.title.text() == "Anna"
    qtbot.mouseClick(of.details.drawer.back, Qt.MouseButton.LeftButton)
    assert of.details.drawer.title.text() == "Sales"
    assert of.details.queue_page.part is Part.AGENTS
    assert not of.details.drawer.can_go_back


def test_agents_of_a_queue_are_said_with_what_they_do_for_it(section: Make) -> None:
    from supervisor.events import AgentChanged

    floor = Floor("Sales", "Billing")
    floor.agent("1", "Anna", AgentState.READY, queues=("Sales", "Billing"))
    floor.tell(AgentChanged(PBX, ago(5), "1", AgentState.BREAK, "SHORT", None, ("Billing",)))
    of = section(QueuesSection, floor)
    for queue, doing in (("Sales", "ready"), ("Billing", "Short break in Billing")):
        of.show_queue(key(queue), Part.AGENTS)
        assert of.details.queue_page.agents.model.text(0, 1) == doing


def test_two_hundred_queues_are_all_there(section: Make) -> None:
    of = section(QueuesSection, busy_floor(200))
    assert of.table.bar.count.text() == "200 rows"
    of.table.look_for("retention 12")
    assert of.table.arrangement.shown == 1


def test_without_queues_it_says_what_to_do(section: Make, qtbot: QtBot) -> None:
    of = section(QueuesSection, Floor())
    assert of.table.empty.isVisible()
    with qtbot.waitSignal(of.sources_wanted):
        qtbot.mouseClick(of.table.empty.button, Qt.MouseButton.LeftButton)
