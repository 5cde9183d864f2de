"""The advice on breaks, in the work process."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from supervisor.live.board import AgentKey, QueueKey, load
from supervisor.live.rules import CountingRules
from supervisor.settings.breaks import BreakCode
from supervisor.wallboard.break_rules import BreakRules

if TYPE_CHECKING:  # numpy comes with it, in the work process alone
    from sqlalchemy import Connection

    from supervisor.advice.forecast import Forecast
    from supervisor.advice.turns import BreakAdvice
    from supervisor.storage.changes import Changes
    from ui.jobs import Report


def advise(
    _report: Report | None,
    saved: bytes,
    now: datetime,
    rules: CountingRules,
    breaks: BreakRules,
    code: BreakCode,
    target: float,
) -> bytes:
    """The advice on the board that was *saved*, for `advice_of`: both travel as bytes, since unpickling what
    5,000 agents are told would keep the screen waiting for 60 ms."""
    from supervisor.advice.turns import break_advice

    return msgspec.msgpack.encode(break_advice(load(saved), now, rules, breaks, code, target))


def advice_of(told: bytes) -> BreakAdvice:
    """The advice that `advise` gave."""
    return _decoder().decode(told)


@cache
def _decoder() -> msgspec.msgpack.Decoder[BreakAdvice]:
    from supervisor.advice.turns import BreakAdvice

    return msgspec.msgpack.Decoder(BreakAdvice)


def asked_back(
    _report: Report | None,
    saved: bytes,
    agent: AgentKey,
    key: QueueKey,
    now: datetime,
    rules: CountingRules,
    made_by: str,
) -> Forecast | None:
    """The log's entry when *agent* is asked back: what that does to queue *key*."""
    from supervisor.advice.question import returned

    return returned(load(saved), agent, key, now, rules, made_by)


def log(db: Connection, forecast: Forecast) -> tuple[Changes, tuple[Forecast, bool]]:
    """Write *forecast* into the record; on the database thread."""
    from supervisor.advice.noted import note

    return note(db, forecast)
