"""The agent grid: who does what for how long, and, on a public board, nobody by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from supervisor import words
from supervisor.events import AgentChanged, AgentGone, AgentSeen, AgentState
from supervisor.live.feed import Feed
from supervisor.live.names import Names
from supervisor.live.veil import Veil
from supervisor.settings.breaks import BreakCode, BreakKind
from supervisor.wallboard.breaks import break_codes
from tests.ui.wallboard.floors import (
    ALL,
    CODES,
    DEAD,
    DEFINITIONS,
    LIVE,
    NOW,
    PBX,
    Floor,
    ago,
    key,
    later,
    painting,
)
from ui.wallboard.agent_cell import SIGN_OF, about, cell_view, times
from ui.wallboard.agent_groups import LEAST_PUBLIC, GroupBy
from ui.wallboard.agents import AgentGrid
from ui.widgets.signs import Sign


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[..., AgentGrid]:
    """The grid in a window of some size, showing a floor."""

    def show(
        floor: Floor,
        size: tuple[int, int] = (1166, 640),
        *,
        feeds: dict[str, Feed] = LIVE,
        public: bool = False,
    ) -> AgentGrid:
        grid = AgentGrid(DEFINITIONS)
        qtbot.addWidget(grid)
        grid.resize(*size)
        grid.set_public(public)
        floor.changed()
        grid.take(floor.board, ALL, feeds, NOW)
        grid.show()
        qtbot.waitExposed(grid)
        settle(grid)
        return grid

    return show


def settle(grid: AgentGrid) -> None:
    """Until everything that was asked for is painted."""
    QCoreApplication.processEvents()
    while grid.turns.due:
        QCoreApplication.processEvents()
    QCoreApplication.processEvents()


def team() -> Floor:
    """Two teams with somebody in each state."""
    floor = Floor("billing", "sales")
    for login, name, state, for_s, code, queues, of in (
        ("1", "王芳", AgentState.READY, 60, None, ("billing",), "一组"),
        ("2", "Ben Carter", AgentState.HANDLING, 200, None, ("billing", "sales"), "一组"),
        ("3", "Anna Becker", AgentState.BREAK, 2000, "LUNCH", ("billing",), "一组"),
        ("4", "Cem", AgentState.BREAK, 65, "SHORT", ("sales",), "Team B"),
        ("5", "Dora", AgentState.OFFLINE, 9000, None, ("sales",), "Team B"),
        ("6", "Emil", AgentState.HANDLING, 30, "LUNCH", ("sales",), "Team B"),
        ("7", "Fay", AgentState.AFTER_CONTACT, 12, None, ("sales",), "Team B"),
        ("8", "Gus", AgentState.RINGING, 3, None, ("sales",), "Team B"),
        ("9", "Hana", AgentState.UNKNOWN, 3, None, ("sales",), "Team B"),
    ):
        floor.agent(login, name, state, for_s=for_s, code=code, queues=queues, team=of)
    return floor


def crowd(count: int) -> Floor:
    """*count* agents in teams of fifty."""
    floor = Floor("billing", "sales", "support")
    for number in range(count):
        state = (AgentState.READY, AgentState.HANDLING, AgentState.BREAK)[number % 3]
        floor.agent(
            str(number),
            f"Agent {number:04}",
            state,
            for_s=number % 500,
            code="SHORT" if state is AgentState.BREAK else None,
            queues=(("billing", "sales", "support")[number % 3],),
            team=f"Team {number // 50:03}",
        )
    return floor


def line(grid: AgentGrid, name: str) -> list[str]:
    """What stands in the cell of *name*, in order."""
    said = grid.texts()
    return said[said.index(name) : said.index(name) + 4]


# What a cell says


def test_a_cell_says_who_does_what_for_how_long(shown: Callable[..., AgentGrid]) -> None:
    grid = shown(team())

    assert line(grid, "王芳")[:3] == ["王芳", "ready", "1:00"]
    assert line(grid, "Ben Carter")[:3] == ["Ben Carter", "handling", "3:20"]
    assert line(grid, "Cem")[:3] == ["Cem", "Short break", "1:05"]


def test_a_break_beyond_its_limit_says_by_how_much(shown: Callable[..., AgentGrid]) -> None:
    assert line(shown(team()), "Anna Becker") == ["Anna Becker", "Lunch", "33:20", "3:20 over"]


def test_a_break_that_was_asked_for_during_a_contact_is_named_behind_it(
    shown: Callable[..., AgentGrid],
) -> None:
    assert line(shown(team()), "Emil")[1] == "handling, then Lunch"


def test_who_is_not_signed_in_has_no_running_time_and_an_unknown_state_a_dash(
    shown: Callable[..., AgentGrid],
) -> None:
    said = shown(team()).texts()

    assert said[said.index("Dora") + 1 : said.index("Dora") + 3] == ["not signed in", "Emil"]
    assert said[said.index("Hana") + 1 : said.index("Hana") + 3] == ["unknown", "–"]


def test_every_state_has_a_sign_of_its_own() -> None:
    assert len(set(SIGN_OF.values())) == len(AgentState)


def test_a_pause_that_the_telephone_system_forced_is_no_break_of_the_agents() -> None:
    floor = Floor("billing")
    floor.agent("1", "Anna", AgentState.BREAK, for_s=60, code="Auto-Pause", queues=("billing",))

    view = cell_view(floor.board.agents[key("1")], CODES, LIVE[PBX])

    assert (view.sign, view.doing) == (Sign.BLOCKED, "Did not answer")


@pytest.mark.parametrize(("code", "said"), [("COFFEE", "COFFEE"), ("", "break"), ("lunch", "Lunch")])
def test_a_break_is_called_as_the_centre_calls_it_else_as_the_source_does(code: str, said: str) -> None:
    floor = Floor("billing")
    floor.agent("1", "Anna", AgentState.BREAK, for_s=60, code=code, queues=("billing",))

    assert cell_view(floor.board.agents[key("1")], CODES, None).doing == said


def test_a_break_in_some_queues_only_says_in_which() -> None:
    floor = Floor("billing", "sales")
    floor.tell(
        AgentSeen(PBX, ago(900), "1", "Anna", ("billing", "sales")),
        AgentChanged(PBX, ago(60), "1", AgentState.BREAK, "SHORT", None, ("sales",)),
    )

    assert cell_view(floor.board.agents[key("1")], CODES, None).doing == "Short break in sales"


def test_a_time_stops_where_the_source_was_last_heard() -> None:
    floor = team()

    assert times(floor.board.agents[key("1")], CODES, DEAD[PBX], later(600)) == ("0:00", "")
    assert times(floor.board.agents[key("2")], CODES, DEAD[PBX], later(600)) == ("2:09", "")
    assert times(floor.board.agents[key("3")], CODES, DEAD[PBX], later(600)) == ("32:09", "2:09 over")


def test_pointing_at_a_cell_says_everything_about_the_agent(shown: Callable[..., AgentGrid]) -> None:
    grid = shown(team())
    place = grid.places(key("3"))[0]

    assert grid.about_at(grid.cell_box(place).center()) == (
        "Anna Becker, Lunch, 33:20, 3:20 over, limit 30:00\nLogin: 3\nTeam: 一组\nQueues: billing"
    )


def test_the_cell_of_who_may_not_be_named_shows_a_token_and_no_login(
    shown: Callable[..., AgentGrid],
) -> None:
    veil = Veil(b"key")
    masked = Floor(board=Names().board(veil.board(team().board)[0]))
    grid, token = shown(masked), veil.token(PBX, "3")
    assert line(grid, token[:5])[1:3] == line(shown(team()), "Anna Becker")[1:3]
    about = grid.about_at(grid.cell_box(grid.places((PBX, token))[0]).center())
    assert about.splitlines()[1:] == ["Team: 一组", "Queues: billing"]
    assert token not in about
    assert grid.titles() == ["Team B", "一组"]


# Groups and places


def test_agents_stand_by_team_and_in_it_by_name_chinese_by_sound(shown: Callable[..., AgentGrid]) -> None:
    floor = Floor("billing")
    for login, name in (("1", "张伟"), ("2", "李娜"), ("3", "王芳"), ("4", "anna"), ("5", "Ben")):
        floor.agent(login, name, team="一组")

    grid = shown(floor)

    assert grid.titles() == ["一组"]
    names = [floor.board.agents[agent].name for agent in grid.agents()]
    assert names == ["anna", "Ben", "李娜", "王芳", "张伟"]


def test_without_teams_agents_stand_by_queue_each_under_all_of_theirs(
    shown: Callable[..., AgentGrid],
) -> None:
    floor = Floor("billing", "sales")
    floor.agent("1", "Anna", queues=("billing", "sales"))
    floor.agent("2", "Ben", queues=("sales",))
    floor.agent("3", "Cem")

    grid = shown(floor)

    assert grid.titles() == ["billing", "sales", "Without a queue"]
    assert [agent[1] for agent in grid.agents()] == ["1", "1", "2", "3"]


def test_no_cell_moves_because_a_state_changed(shown: Callable[..., AgentGrid], qtbot: QtBot) -> None:
    floor = team()
    grid = shown(floor)
    before = {agent: grid.cell_box(grid.places(agent)[0]) for agent in grid.agents()}
    for login in "123456789":
        floor.tell(AgentChanged(PBX, NOW, login, AgentState.READY))

    grid.take(floor.board, floor.changed(), LIVE, NOW)
    settle(grid)

    assert {agent: grid.cell_box(grid.places(agent)[0]) for agent in grid.agents()} == before
    assert "9 agents" not in grid.texts()
    assert "6 agents: 6 ready, 0 handling, 0 on break" in grid.texts()


def test_an_agent_who_comes_gets_a_cell_and_one_who_goes_loses_it(
    shown: Callable[..., AgentGrid], qtbot: QtBot
) -> None:
    floor = team()
    grid = shown(floor)
    floor.agent("10", "Ida", team="Team B")
    floor.tell(AgentGone(PBX, NOW, "4"))

    grid.take(floor.board, floor.changed(), LIVE, NOW)

    qtbot.waitUntil(lambda: key("10") in set(grid.agents()))
    assert key("4") not in set(grid.agents())


def test_a_group_says_its_figures_and_a_queues_group_the_tiles(shown: Callable[..., AgentGrid]) -> None:
    floor = Floor("billing", "sales")
    for login in ("1", "2"):
        floor.tell(
            AgentSeen(PBX, ago(900), login, f"Agent {login}", ("billing", "sales"), "Team"),
            AgentChanged(PBX, ago(60), login, AgentState.BREAK, "SHORT", None, ("sales",)),
        )
    grid = shown(floor)
    assert "2 agents: 0 ready, 0 handling, 2 on break" in grid.texts()

    grid.group_by(GroupBy.QUEUE)

    assert "2 agents: 2 ready, 0 handling, 0 on break" in grid.texts()  # ready in billing
    assert "2 agents: 0 ready, 0 handling, 2 on break" in grid.texts()


@pytest.mark.parametrize(
    ("wanted", "logins"),
    [
        ("anna", ["3"]),
        ("team b", ["4", "5", "6", "7", "8", "9"]),
        ("short", ["4"]),
        ("b handling", ["2", "6"]),
        ("王", ["1"]),
        ("7", ["7"]),
        ("billing", ["2", "3", "1"]),
        ("nobody", []),
    ],
)
def test_the_filter_finds_by_name_login_team_queue_and_state(
    shown: Callable[..., AgentGrid], wanted: str, logins: list[str]
) -> None:
    grid = shown(team())
    grid.group_by(GroupBy.TEAM)

    grid.set_filter(wanted)

    assert sorted(agent[1] for agent in grid.agents()) == sorted(logins)


def test_a_filter_on_a_state_follows_who_enters_it(shown: Callable[..., AgentGrid], qtbot: QtBot) -> None:
    floor = team()
    grid = shown(floor)
    grid.set_filter("ready")
    floor.tell(AgentChanged(PBX, NOW, "2", AgentState.READY))

    grid.take(floor.board, floor.changed(), LIVE, NOW)

    qtbot.waitUntil(lambda: {agent[1] for agent in grid.agents()} == {"1", "2"})


# What is repainted


def test_a_changed_agent_repaints_its_cell_and_its_groups_head_alone(shown: Callable[..., AgentGrid]) -> None:
    floor = team()
    grid = shown(floor)
    floor.tell(AgentChanged(PBX, NOW, "1", AgentState.HANDLING))

    with painting(grid.viewport()) as painted:
        grid.take(floor.board, floor.changed(), LIVE, NOW)
        settle(grid)

    touched = [agent[1] for agent in grid.agents() if painted.touches(grid.cell_box(grid.places(agent)[0]))]
    assert touched == ["1"]
    assert line(grid, "王芳")[1:3] == ["handling", "0:00"]


def test_a_second_repaints_the_running_times_and_nothing_else(shown: Callable[..., AgentGrid]) -> None:
    grid = shown(team())

    with painting(grid.viewport()) as painted:
        grid.tick(later(1))
        settle(grid)

    running = [agent for agent in grid.agents() if agent[1] not in ("5", "9")]
    for agent in running:
        box = grid.time_box(grid.places(agent)[0])
        assert painted.touches(box)
        painted.regions = [region.subtracted(box) for region in painted.regions]
    assert painted.region.isEmpty()
    assert line(grid, "Anna Becker")[2:] == ["33:21", "3:21 over"]


def test_of_five_thousand_agents_only_those_in_sight_are_asked_for_a_second(
    shown: Callable[..., AgentGrid],
) -> None:
    grid = shown(crowd(5000))

    with painting(grid.viewport()) as painted:
        grid.tick(later(1))
        settle(grid)

    assert len(grid.agents()) == 5000
    assert 0 < sum(region.rectCount() for region in painted.regions) < 400
    assert len(grid.texts()) < 500


def test_scrolling_brings_the_last_of_five_thousand_into_sight(shown: Callable[..., AgentGrid]) -> None:
    grid = shown(crowd(5000))
    assert "Agent 4999" not in grid.texts()

    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_End)

    assert "Agent 4999" in grid.texts()
    assert grid.viewport().rect().contains(grid.cell_box(grid.places(key("4999"))[0]))


def test_a_dead_source_stops_the_times_of_its_agents(shown: Callable[..., AgentGrid]) -> None:
    grid = shown(team(), feeds=DEAD)

    with painting(grid.viewport()) as painted:
        grid.tick(later(1))
        settle(grid)

    assert painted.region.isEmpty()


# Public boards


def everything_said(grid: AgentGrid) -> str:
    """All that a grid lets anybody see, hear, copy or point at."""
    said = [
        *grid.texts(),
        *grid.titles(),
        grid.as_text(),
        grid.accessibleName(),
        grid.accessibleDescription(),
    ]
    points = product(range(0, grid.width(), 20), range(0, grid.height(), 20))
    return "\n".join([*said, *(grid.about_at(QPoint(x, y)) for x, y in points)])


def test_a_public_board_shows_no_name_and_no_login_anywhere(shown: Callable[..., AgentGrid]) -> None:
    floor = crowd(120)
    grid = shown(floor, public=True)
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    for pressed in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End):
        QTest.keyClick(grid, pressed)
    QTest.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    said = everything_said(grid) + QGuiApplication.clipboard().text()

    assert "Team 000\t50 agents: 17 ready, 17 handling, 16 on break" in said
    assert not any(agent.name in said for agent in floor.board.agents.values())
    assert "over" not in said


def test_groups_too_small_to_hide_one_person_are_put_together_on_a_public_board(
    shown: Callable[..., AgentGrid],
) -> None:
    floor = Floor("billing")
    for number in range(LEAST_PUBLIC):
        floor.agent(f"a{number}", f"A {number}", team="Large")
    for number in range(LEAST_PUBLIC):
        floor.agent(f"s{number}", f"S {number}", AgentState.BREAK, team=f"Small {number // 2}")

    grid = shown(floor, public=True)

    assert grid.titles() == ["Large", "Small groups"]
    assert "5 agents: 0 ready, 0 handling, 5 on break" in grid.texts()


def test_a_public_board_of_very_few_people_shows_nothing_of_them(shown: Callable[..., AgentGrid]) -> None:
    floor = Floor("billing")
    for number in range(LEAST_PUBLIC - 1):
        floor.agent(str(number), f"Agent {number}", team="Tiny")

    assert shown(floor, public=True).titles() == []


# Keyboard, clipboard, screen reader


def test_the_arrows_go_from_cell_to_cell_and_each_is_announced(shown: Callable[..., AgentGrid]) -> None:
    grid = shown(team())
    QTest.keyClick(grid, Qt.Key.Key_Home)
    assert grid.accessibleDescription().startswith("Cem, Short break")

    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert grid.focused == key("5")
    QTest.keyClick(grid, Qt.Key.Key_End)
    assert grid.accessibleDescription().startswith("王芳, ready")
    QTest.keyClick(grid, Qt.Key.Key_Home)
    assert grid.focused == key("4")


def test_the_way_up_and_down_leads_through_all_groups(shown: Callable[..., AgentGrid]) -> None:
    grid = shown(crowd(200), (800, 500))
    QTest.keyClick(grid, Qt.Key.Key_Home)
    seen = [grid.focused]
    for _step in range(200):
        QTest.keyClick(grid, Qt.Key.Key_Down)
        if grid.focused == seen[-1]:
            break
        seen.append(grid.focused)

    assert {int(agent[1]) // 50 for agent in seen} == {0, 1, 2, 3}
    for _step in range(200):
        QTest.keyClick(grid, Qt.Key.Key_Up)
    assert int(grid.focused[1]) // 50 == 0


def test_who_is_shown_is_copied_as_a_table(shown: Callable[..., AgentGrid]) -> None:
    grid = shown(team())
    grid.set_filter("lunch")
    grid.setFocus()

    QTest.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text().split("\n") == [
        "Team\tAgent\tLogin\tState\tTime in state\tOver the limit by",
        "Team B\tEmil\t6\thandling, then Lunch\t0:30\t",
        "一组\tAnna Becker\t3\tLunch\t33:20\t3:20 over",
    ]


def test_other_break_codes_are_in_force_at_once(shown: Callable[..., AgentGrid]) -> None:
    grid = shown(team())
    codes = break_codes((BreakCode("LUNCH", BreakKind.MEAL, 3600, "午饭", "Midday"),))

    grid.use(replace(DEFINITIONS, codes=codes))

    assert line(grid, "Anna Becker")[1:3] == ["Midday", "33:20"]
    assert "3:20 over" not in grid.texts()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_about_an_agent_reads_in_either_language(language: str) -> None:
    words.use_language(language)
    floor = team()

    for agent in floor.board.agents.values():
        assert "{" not in about(agent, CODES, LIVE[PBX], NOW)


def test_wellbeing_time_has_a_name_at_the_desk_and_none_on_a_wall(shown: Callable[..., AgentGrid]) -> None:
    grid = shown(team())
    codes = break_codes((BreakCode("LUNCH", BreakKind.WELLBEING, 60, "情绪调节", "Wellbeing"),))
    grid.use(replace(DEFINITIONS, codes=codes))
    assert line(grid, "Anna Becker")[1:3] == ["Wellbeing", "33:20"]

    grid.set_paged(True)

    assert line(grid, "Anna Becker")[1:3] == ["break", "33:20"]
    assert not any("Wellbeing" in text or "over" in text for text in grid.texts())
