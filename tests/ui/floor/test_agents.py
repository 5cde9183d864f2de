"""The agent table, its drawer and the line of states."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from supervisor.events import AgentChanged, AgentState, ContactAnswered, ContactEnded, ContactOffered
from supervisor.live.fold import fold
from supervisor.live.names import Names
from supervisor.live.timeline import AgentDay, spans
from supervisor.live.veil import Veil
from tests.ui.wallboard.floors import CODES, LIVE, NOW, PBX, RULES, Floor, ago, later
from ui.floor.agents import GRID, TABLE, AgentsSection
from ui.floor.day_band import DayBand
from ui.machine import Machine

Make = Callable[..., Any]
S = AgentState


@pytest.fixture
def floor() -> Floor:
    floor = Floor("Sales", "Billing")
    floor.agent("1", "Anna", S.READY, queues=("Sales", "Billing"), team="A")
    floor.agent("2", "Ben", S.HANDLING, queues=("Sales",), team="B")
    floor.agent("3", "Cem", S.BREAK, for_s=700, code="SHORT", queues=("Billing",), team="A")
    floor.agent("4", "Dana", S.OFFLINE, queues=("Billing",), team="B")
    floor.tell(
        ContactOffered(PBX, ago(500), "c", "Sales"),
        ContactAnswered(PBX, ago(490), "c", "Sales", "1", 10),
        ContactEnded(PBX, ago(100), "c", "Sales", "1", 300, 0, 60),
    )
    return floor


def lines(of: AgentsSection, *columns: str) -> list[list[str]]:
    table = of.table
    names = [column.name for column in table.columns]
    return [
        [table.model.text(number, names.index(column)) for column in columns]
        for number, line in enumerate(table.arrangement.lines)
        if not line.head
    ]


def heads(of: AgentsSection) -> list[str]:
    table = of.table
    return [table.model.head(line.group) for line in table.arrangement.lines if line.head]


def test_agents_stand_by_team_with_what_they_do_and_for_how_long(section: Make, floor: Floor) -> None:
    of = section(AgentsSection, floor)
    assert heads(of) == [
        "A · 2 agents · 1 ready, 0 handling, 1 on break",
        "B · 2 agents · 0 ready, 1 handling, 0 on break",
    ]
    assert lines(of, "name", "state", "time", "over", "contacts", "mean_handle") == [
        ["Anna", "ready", "1:00", "", "1", "6:00"],
        ["Cem", "Short break, over", "11:40", "1:40", "0", "–"],
        ["Ben", "handling", "1:00", "", "0", "–"],
        ["Dana", "not signed in", "–", "", "–", "–"],
    ]


def test_agents_of_whom_nothing_is_told_stand_in_their_teams_under_tokens(
    section: Make, floor: Floor
) -> None:
    """As on the console of a viewer, or of another team's supervisor."""
    veil = Veil(b"key")
    board, private = veil.board(floor.board)
    anna = [one for one in veil.names() if one.name == "Anna"]
    of = section(AgentsSection, Floor(board=Names(anna).board(board, private)))
    assert heads(of) == [
        "A · 2 agents · 1 ready, 0 handling, 1 on break",
        "B · 2 agents · 0 ready, 1 handling, 0 on break",
    ]
    shown = {
        tuple(line) for line in lines(of, "name", "login", "state", "time", "contacts") if line[0] != "Anna"
    }
    token = {login: veil.token(PBX, login)[:5] for login in "234"}
    assert shown == {
        (token["2"], "–", "handling", "1:00", "0"),
        (token["3"], "–", "Short break, over", "11:40", "0"),
        (token["4"], "–", "not signed in", "–", "–"),
    }


def test_times_run_and_a_break_is_over_at_the_second(section: Make) -> None:
    floor = Floor("Sales")
    floor.agent("3", "Cem", S.BREAK, for_s=599, code="SHORT", queues=("Sales",), team="A")
    of = section(AgentsSection, floor)
    assert lines(of, "state", "time") == [["Short break", "9:59"]]
    of.tick(later(2))
    assert lines(of, "state", "time", "over") == [["Short break, over", "10:01", "0:01"]]
    of.table.choose("state", ["over"])
    assert of.table.arrangement.shown == 1


def test_they_are_filtered_by_state_team_queue_and_words(section: Make, floor: Floor) -> None:
    of = section(AgentsSection, floor)
    table = of.table
    table.choose("state", ["break", "ready"])
    assert [line[0] for line in lines(of, "name")] == ["Anna", "Cem"]
    table.choose("queue", ["Sales"])
    assert [line[0] for line in lines(of, "name")] == ["Anna"]
    table.clear_filters()
    table.look_for("short bil")
    assert [line[0] for line in lines(of, "name")] == ["Cem"]
    table.look_for("4")
    assert [line[0] for line in lines(of, "name")] == ["Dana"]


def test_by_queue_who_serves_two_stands_in_both(section: Make, floor: Floor) -> None:
    of = section(AgentsSection, floor)
    of.table.group_by("queue")
    assert [line[0] for line in lines(of, "name")] == ["Anna", "Cem", "Dana", "Anna", "Ben"]
    assert of.table.bar.count.text() == "4 agents"


def test_a_change_shows_at_once_and_who_is_gone_goes(section: Make, floor: Floor) -> None:
    of = section(AgentsSection, floor)
    floor.tell(AgentChanged(PBX, ago(1), "1", S.RINGING))
    of.take(floor.board, floor.changed(), LIVE, NOW)
    assert lines(of, "name", "state", "time")[0] == ["Anna", "ringing", "0:01"]


def test_enter_opens_the_drawer_and_arrows_lead_it_along(section: Make, floor: Floor, qtbot: QtBot) -> None:
    of = section(AgentsSection, floor)
    of.table.view.setFocus()
    assert of.table.select((PBX, "1"))
    qtbot.keyClick(of.table.view, Qt.Key.Key_Return)
    drawer = of.details.drawer
    assert (drawer.title.text(), drawer.under.text()) == ("Anna", "ready, 1:00")
    qtbot.keyClick(of.table.view, Qt.Key.Key_Down)
    assert drawer.title.text() == "Cem"
    of.tick(later(1))
    assert drawer.under.text() == "Short break, over, 11:41"


def test_grid_and_table_are_two_views_and_the_choice_is_remembered(
    section: Make, floor: Floor, machine: Machine, qtbot: QtBot
) -> None:
    of = section(AgentsSection, floor)
    assert of.view == TABLE
    qtbot.mouseClick(of._buttons[GRID], Qt.MouseButton.LeftButton)
    grid = of.grid.grid
    assert grid.isVisible()
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert of.details.drawer.title.text() == "Anna"
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert of.details.drawer.title.text() == "Cem"
    assert section(AgentsSection, floor).view == GRID


def test_the_day_of_an_agent_goes_on_with_the_board(section: Make, floor: Floor) -> None:
    of = section(AgentsSection, floor)
    of.show_agent((PBX, "1"))
    page = of.details.agent_page
    page.show_day(day(floor, "1"))
    floor.tell(AgentChanged(PBX, later(5), "1", S.BREAK, "LUNCH"))
    of.take(floor.board, floor.changed(), LIVE, later(10))
    assert page.day is not None
    last = page.day.spans[-1]
    assert (last.state, last.break_code, last.since, last.until) == (S.BREAK, "LUNCH", later(5), later(10))
    assert [page.spans.model.text(0, column) for column in (0, 2, 3)] == ["14:03:25", "Lunch", "0:05"]
    of.tick(later(70))
    assert page.spans.model.text(0, 3) == "1:05"


def day(floor: Floor, login: str) -> AgentDay:
    of = RULES.days.day(NOW)
    begins, ends = RULES.days.begins(of), RULES.days.ends(of)
    start, _ = fold(floor.board, [], RULES)
    found = spans(start, [], RULES, PBX, login, ago(60), NOW)
    return AgentDay(PBX, login, of, begins, ends, NOW, found)


def test_the_band_is_read_by_keys_and_by_mouse(qtbot: QtBot, dressed: object) -> None:
    band = DayBand()
    qtbot.addWidget(band)
    band.resize(600, 90)
    band.show()
    events = [
        AgentChanged(PBX, ago(7200), "1", S.READY),
        AgentChanged(PBX, ago(3600), "1", S.HANDLING),
        AgentChanged(PBX, ago(1800), "1", S.BREAK, "SHORT"),
        AgentChanged(PBX, ago(600), "1", S.READY),
    ]
    of = RULES.days.day(NOW)
    begins, ends = RULES.days.begins(of), RULES.days.ends(of)
    found = spans(fold(Floor().board, [], RULES)[0], events, RULES, PBX, "1", begins, NOW)
    band.show_day(AgentDay(PBX, "1", of, begins, ends, NOW, found), RULES.days.zone, CODES)
    band.setFocus()
    qtbot.keyClick(band, Qt.Key.Key_End)
    assert band.reading == "13:53–14:03  ready, 10:00"
    qtbot.keyClick(band, Qt.Key.Key_Left)
    assert band.reading == "13:33–13:53  Short break, 20:00, 10:00 over"
    assert band.accessibleDescription() == band.reading
    number = next(n for n, span in enumerate(found) if span.state is S.HANDLING)
    qtbot.mouseMove(band, band.span_box(number).center().toPoint())
    assert band.reading == "13:03–13:33  handling, 30:00"
    heard: list[object] = []
    band.span_chosen.connect(heard.append)
    qtbot.mouseClick(band, Qt.MouseButton.LeftButton, pos=band.span_box(number).center().toPoint())
    assert heard == [found[number]]
    shown = [band.span_box(n) for n in range(1, len(found))]
    assert all(abs(one.right() - two.left()) < 0.01 for one, two in pairwise(shown))


def test_five_thousand_agents_are_shown_and_found(section: Make) -> None:
    floor = Floor("Sales")
    for number in range(5000):
        floor.agent(f"{number:04}", f"Agent {number:04}", queues=("Sales",), team=f"T{number % 40:02}")
    of = section(AgentsSection, floor)
    assert of.table.bar.count.text() == "5,000 agents"
    of.table.look_for("agent 4321")
    assert [line[0] for line in lines(of, "name")] == ["Agent 4321"]
    of.show_agent((PBX, "0007"))
    assert of.table.current.login == "0007"
    assert of.table.bar.search.text() == ""
