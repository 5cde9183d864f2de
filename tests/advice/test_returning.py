"""Who should come back and who may go: by the service level, and never at a person's cost."""

from __future__ import annotations

from random import Random

from msgspec.structs import replace

from supervisor.advice.returning import Floor, Turn, leaving, returning
from supervisor.events import AgentChanged, AgentSeen, AgentState, LiveEvent
from supervisor.settings.breaks import BreakCode, BreakKind
from supervisor.wallboard.breaks import break_codes
from tests.advice.floors import BEGINS, PBX, RULES, at, folded, moved, opened, worked

NOW = 5400.0
CODES = break_codes(
    (
        BreakCode("rest", BreakKind.BREAK, 600),
        BreakCode("training", BreakKind.TRAINING, None),
        BreakCode("calm", BreakKind.WELLBEING, 60),
        BreakCode("auto", BreakKind.FORCED, None),
    )
)


def _rests(login: str, code: str, seconds: float) -> AgentChanged:
    """The agent has been on a break of *code* for *seconds*."""
    return AgentChanged(PBX, at(NOW - seconds), login, AgentState.BREAK, code)


def _two_queues(*more: LiveEvent, vip_agents: int = 6) -> Floor:
    """A sales queue that is short of people, and a vip queue that is not, with agents of their own."""
    events = opened(20) + worked(Random(1), seconds=NOW, agents=20, arrivals_per_h=330)
    for place in range(vip_agents):
        events.append(AgentSeen(PBX, BEGINS, f"v{place}", f"Vip {place}", ("vip",), "two"))
        events.append(AgentChanged(PBX, BEGINS, f"v{place}", AgentState.READY))
    vip = moved(worked(Random(2), seconds=NOW, agents=vip_agents, arrivals_per_h=40, queue="vip"), 0, "v-")
    renamed = [
        replace(event, login=f"v{int(event.login[1:])}") if hasattr(event, "login") else event
        for event in vip
    ]
    events = sorted([*events, *renamed, *more], key=lambda event: event.at)
    return Floor(folded(events), at(NOW), RULES)


def _resting(*who: tuple[str, str, float], queues: tuple[str, ...] = ("sales",)) -> list[LiveEvent]:
    said: list[LiveEvent] = []
    for login, code, seconds in who:
        said += [AgentSeen(PBX, BEGINS, login, login, queues, "one"), _rests(login, code, seconds)]
    return said


def test_those_over_their_limit_come_first_and_meetings_after_the_nearly_over() -> None:
    floor = _two_queues(
        *_resting(
            ("b-meeting", "training", 900),
            ("c-near", "rest", 500),
            ("d-over", "rest", 700),
            ("e-fresh", "rest", 60),
            ("f-system", "auto", 30),
        )
    )
    found = returning(floor, CODES)
    assert [(one.agent.login, one.turn) for one in found] == [
        ("d-over", Turn.OVER),
        ("f-system", Turn.OVER),
        ("c-near", Turn.NEARLY_OVER),
        ("b-meeting", Turn.AT_WORK),
        ("e-fresh", Turn.RESTING),
    ]


def test_nobody_is_called_back_from_wellbeing_however_long() -> None:
    floor = _two_queues(*_resting(("x", "calm", 4000), ("y", "rest", 700)))
    assert [one.agent.login for one in returning(floor, CODES)] == ["y"]


def test_the_larger_gain_comes_first_whatever_the_name() -> None:
    floor = _two_queues(
        *_resting(("a-vip", "rest", 700), queues=("vip",)), *_resting(("z-sales", "rest", 700))
    )
    found = returning(floor, CODES)
    assert [one.agent.login for one in found] == ["z-sales", "a-vip"]
    assert found[0].gain is not None
    assert found[1].gain is not None
    assert found[0].gain > found[1].gain >= 0
    (effect,) = found[0].effects
    assert effect.queue == (PBX, "sales")
    assert effect.after > effect.before


def test_equals_stand_in_the_order_of_their_logins() -> None:
    floor = _two_queues(*_resting(("b", "rest", 700), ("a", "rest", 700), ("c", "rest", 700)))
    assert [one.agent.login for one in returning(floor, CODES)] == ["a", "b", "c"]


def test_who_is_refused_is_not_asked() -> None:
    floor = _two_queues(*_resting(("a", "rest", 700), ("b", "rest", 700)))
    found = returning(floor, CODES, lambda agent: "no" if agent.login == "a" else None)
    assert [one.agent.login for one in found] == ["b"]


def test_where_too_little_is_known_the_gain_is_unknown_and_not_zero() -> None:
    floor = _two_queues(*_resting(("a", "rest", 700), queues=("quiet",)))
    (found,) = returning(floor, CODES)
    assert (found.gain, found.in_time) == (None, None)


def test_as_many_may_go_as_the_target_bears_and_not_one_more() -> None:
    floor = _two_queues()
    found = leaving(floor, 0.8)
    gone = [one.agent.login for one in found.go]
    assert gone
    assert all(login.startswith("v") for login in gone)  # the sales queue is short already
    for one in found.go:
        assert all(effect.after >= 0.8 for effect in one.effects)
    stays = [one for one in found.stay if one.agent.login.startswith("v")]
    assert all(one.effect is not None and one.effect.after < 0.8 for one in stays)
    short = [one for one in found.stay if one.agent.login.startswith("a")]
    assert all(one.effect is not None and one.effect.queue == (PBX, "sales") for one in short)


def test_fewer_may_go_for_a_higher_target() -> None:
    floor = _two_queues()
    many = [len(leaving(floor, target).go) for target in (0.3, 0.6, 0.8, 0.95, 1.0)]
    assert many == sorted(many, reverse=True)
    assert many[0] > many[-1]


def test_who_is_refused_stays_with_the_reason() -> None:
    floor = _two_queues()
    found = leaving(floor, 0.5, lambda agent: "blocked" if agent.login.startswith("v") else None)
    assert all(one.refusal == "blocked" for one in found.stay if one.agent.login.startswith("v"))


def test_who_serves_a_queue_of_which_too_little_is_known_stays() -> None:
    new = [
        AgentSeen(PBX, BEGINS, "q", "q", ("quiet",), "one"),
        AgentChanged(PBX, BEGINS, "q", AgentState.READY),
    ]
    found = leaving(_two_queues(*new), 0.5)
    stay = {one.agent.login: one for one in found.stay}
    assert stay["q"].unknown == (PBX, "quiet")
