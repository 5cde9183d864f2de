"""Who should come back next and who may go now, under the centre's own rules: one answer for one screen.

`returning` knows what everybody does to the service level, `wallboard/may_go` what the house allows. Going
changes both, so that a cap of two never lets five of a team go together.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from supervisor.advice.demand import Missing
from supervisor.advice.returning import Effect, Floor, Leaving, Turn, leaving, returning
from supervisor.advice.staffing import HORIZON_S
from supervisor.live.board import AgentKey, AgentLine, Board, QueueKey
from supervisor.live.rules import CountingRules
from supervisor.settings.breaks import BreakCode, BreakKind
from supervisor.wallboard.break_rules import BreakRules
from supervisor.wallboard.may_go import Gate, Permission, Refusal

_ROUNDS = 8  # in which those beyond a cap are taken off the list; what is left then is cut


class ComeBack(msgspec.Struct, frozen=True, gc=False):
    """Somebody on a break, in the order in which to ask: see `returning.Return`."""

    key: AgentKey
    turn: Turn
    in_time: float | None
    gain: float | None
    effects: tuple[Effect, ...]


class MayGo(msgspec.Struct, frozen=True, gc=False):
    """Somebody who may go now, once those before in the list went: for how long, whether after a contact."""

    key: AgentKey
    in_time: float
    effects: tuple[Effect, ...]
    longest_s: float | None
    back_by: datetime | None
    after_contact: bool


class NotNow(msgspec.Struct, frozen=True, gc=False):
    """Somebody who had better not go: the rules' *refusals*, or *effect*, the queue that would fall below the
    target, or *unknown*, a queue of which too little is known (its name "" when it is all of them)."""

    key: AgentKey
    refusals: tuple[Refusal, ...] = ()
    effect: Effect | None = None
    unknown: QueueKey | None = None


class BreakAdvice(msgspec.Struct, frozen=True, gc=False):
    """The advice at *at*, on breaks of *code*; the service level is that of the next *horizon_s* seconds, the
    centre wants *target*. *missing* says of which queues nothing is known, and why."""

    at: datetime
    code: BreakCode
    target: float
    horizon_s: float
    back: tuple[ComeBack, ...]
    go: tuple[MayGo, ...]
    stay: tuple[NotNow, ...]
    missing: dict[QueueKey, Missing]


def break_advice(
    board: Board,
    now: datetime,
    rules: CountingRules,
    breaks: BreakRules,
    code: BreakCode,
    target: float,
    *,
    horizon_s: float = HORIZON_S,
) -> BreakAdvice:
    """What to do about breaks when the clock reads *now*; *target* is the service level that no queue may
    fall below (0 to 1). Wellbeing is in neither list: nobody is called back from it or needs leave for it."""
    floor = Floor(board, now, rules, horizon_s=horizon_s)
    back = tuple(
        ComeBack(one.agent.key, one.turn, one.in_time, one.gain, one.effects)
        for one in returning(floor, breaks.codes)
    )
    gate = Gate(board, now, breaks)
    permissions: dict[AgentKey, Permission] = {}
    beyond: dict[AgentKey, tuple[Refusal, ...]] = {}

    def refused(agent: AgentLine) -> tuple[Refusal, ...] | None:
        if agent.key in beyond:
            return beyond[agent.key]
        permission = permissions.get(agent.key)
        if permission is None:
            permission = permissions[agent.key] = gate.may_go(agent, code)
        return permission.refusals or None

    found = leaving(floor, target, refused)
    for _round in range(_ROUNDS):
        crowd = _beyond_caps(found, board, now, breaks, code)
        if not crowd:
            break
        beyond |= crowd
        found = leaving(floor, target, refused)
    last = _beyond_caps(found, board, now, breaks, code)
    go = tuple(
        MayGo(
            one.agent.key,
            one.in_time,
            one.effects,
            permissions[one.agent.key].longest_s,
            permissions[one.agent.key].back_by,
            permissions[one.agent.key].after_contact,
        )
        for one in found.go
        if one.agent.key not in last
    )
    stay = [
        NotNow(
            one.agent.key,
            one.refusal if isinstance(one.refusal, tuple) else (),
            one.effect,
            one.unknown,
        )
        for one in found.stay
    ]
    stay += [NotNow(key, refusals) for key, refusals in last.items()]
    asked = {key: floor.situation(key) for key, line in board.queues.items() if not line.gone}
    missing = {key: one for key, one in asked.items() if isinstance(one, Missing)}
    return BreakAdvice(now, code, target, horizon_s, back, go, tuple(stay), missing)


def _beyond_caps(
    found: Leaving, board: Board, now: datetime, breaks: BreakRules, code: BreakCode
) -> dict[AgentKey, tuple[Refusal, ...]]:
    """Those who would be one too many of their team once everybody before them in the list is gone."""
    if code.kind is BreakKind.WELLBEING:
        return {}
    gate = Gate(board, now, breaks)
    crowd: dict[AgentKey, tuple[Refusal, ...]] = {}
    for one in found.go:
        permission = gate.may_go(one.agent, code)
        if permission.allowed:
            gate.went(one.agent, code)
        else:
            crowd[one.agent.key] = permission.refusals
    return crowd
