"""Advice on breaks keeps the rules of the house while it looks after the service level."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cache

from supervisor.advice.turns import BreakAdvice, break_advice
from supervisor.live.board import EMPTY, Board
from supervisor.live.fold import fold
from supervisor.live.rules import rules_of
from supervisor.settings.breaks import BreakKind
from supervisor.settings.centre import CentreSettings
from supervisor.sources.simulated.centre import break_rules
from supervisor.sources.simulated.kept_day import kept_day
from supervisor.sources.simulated.simulation import Makings
from supervisor.wallboard.break_rules import BreakRules
from supervisor.wallboard.breaks import on_break
from supervisor.wallboard.may_go import Reason

SETTINGS = CentreSettings(demo=True, **break_rules())
RULES = rules_of(SETTINGS)
BREAKS = BreakRules.of(SETTINGS)
DAY = date(2026, 11, 23)


def instant(at: time) -> datetime:
    return datetime.combine(DAY, at, RULES.days.zone).astimezone(UTC)


@cache
def floor_at(at: time) -> Board:
    """The demo centre's floor."""
    return fold(EMPTY, kept_day(Makings("demo", RULES.days, 4, "en"), DAY, instant(at)), RULES)[0]


@cache
def advised(at: time, word: str = "break", cap: int | None = 3, target: float = 0.5) -> BreakAdvice:
    rules = replace(BREAKS, team_cap=cap)
    return break_advice(floor_at(at), instant(at), RULES, rules, rules.code(word), target)


MORNING, NEAR_CHANGE = time(10, 42), time(13, 40)


def test_all_who_may_go_together_stay_within_the_cap_of_their_team() -> None:
    found, board = advised(MORNING), floor_at(MORNING)
    assert found.go
    of_team: dict[str, int] = {}
    for agent in board.agents.values():
        code = BREAKS.code(agent.break_code)
        if agent.break_code is not None and code.is_counted:
            of_team[agent.team] = of_team.get(agent.team, 0) + 1
    for one in found.go:
        team = board.agents[one.key].team
        of_team[team] = of_team.get(team, 0) + 1
        assert of_team[team] <= 3


def test_a_larger_cap_lets_more_go_and_nobody_twice() -> None:
    few, many = advised(MORNING), advised(MORNING, cap=None)
    assert len(many.go) > len(few.go)
    for found in (few, many):
        keys = [one.key for one in found.go] + [one.key for one in found.stay]
        assert len(keys) == len(set(keys))


def test_nobody_may_go_around_a_shift_change_and_everybody_hears_why() -> None:
    found = advised(NEAR_CHANGE)
    assert found.go == ()
    assert all(Reason.BLOCKED in [refusal.reason for refusal in one.refusals] for one in found.stay)


def test_no_queue_falls_below_the_target_when_all_go() -> None:
    found = advised(MORNING)
    assert all(effect.after >= found.target for one in found.go for effect in one.effects)


def test_nobody_is_called_back_from_wellbeing() -> None:
    board, now = floor_at(MORNING), instant(MORNING)
    resting = {
        key
        for key, agent in board.agents.items()
        if (view := on_break(agent, now, BREAKS.codes)) is not None and view.is_wellbeing
    }
    as_wellbeing = {word: replace(code, kind=BreakKind.WELLBEING) for word, code in BREAKS.codes.items()}
    kind = replace(BREAKS, codes=as_wellbeing)
    found = break_advice(board, now, RULES, kind, kind.code("meal"), 0.8)
    assert found.back == ()
    assert not resting & {one.key for one in advised(MORNING).back}
    assert advised(MORNING).back
