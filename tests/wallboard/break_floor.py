"""A small floor with breaks, for tests: who is on which, since when, and what was before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from zoneinfo import ZoneInfo

from supervisor.clock import BusinessDays
from supervisor.events import AgentChanged, AgentSeen, AgentState, LiveEvent
from supervisor.live.board import EMPTY, AgentLine, Board
from supervisor.live.fold import fold
from supervisor.settings.breaks import BreakCode, BreakKind
from supervisor.wallboard.break_rules import BreakRules
from supervisor.wallboard.breaks import break_codes
from tests.live.floor import PBX, RULES, at

REST = BreakCode("rest", BreakKind.BREAK, 600, "休息", "Rest", allowance_s=2400)
MEAL = BreakCode("meal", BreakKind.MEAL, 2700, "用餐", "Meal", team_cap=1)
TRAINING = BreakCode("training", BreakKind.TRAINING, 3600, "培训", "Training")
WELLBEING = BreakCode("wellbeing", BreakKind.WELLBEING, 900, "情绪调节", "Wellbeing", counts=True, team_cap=0)
DAYS = BusinessDays(ZoneInfo("Asia/Shanghai"), time(4, 0))


def rules(**more: object) -> BreakRules:
    codes = break_codes((REST, MEAL, TRAINING, WELLBEING))
    return BreakRules(codes=codes, days=DAYS, **more)  # type: ignore[arg-type]


def agent(login: str, *states: tuple[float, AgentState, str | None], team: str = "north") -> list[LiveEvent]:
    """What is said of one agent: (seconds after noon, state, break code)."""
    first = min((when for when, _state, _code in states), default=0.0)
    said: list[LiveEvent] = [AgentSeen(PBX, at(first), login, login.title(), ("billing",), team)]
    return said + [AgentChanged(PBX, at(when), login, state, code) for when, state, code in states]


def board(*said: Sequence[LiveEvent]) -> Board:
    """The floor after everything that is *said*, in order of time."""
    events = sorted((event for lines in said for event in lines), key=lambda event: event.at)
    return fold(EMPTY, events, RULES)[0]


def line(floor: Board, login: str) -> AgentLine:
    return floor.agents[PBX, login]
