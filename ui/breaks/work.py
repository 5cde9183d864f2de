"""The advice on breaks, in the work process."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from supervisor.live.board import load
from supervisor.live.rules import CountingRules
from supervisor.settings.breaks import BreakCode
from supervisor.wallboard.break_rules import BreakRules

if TYPE_CHECKING:  # numpy comes with it, in the work process alone
    from supervisor.advice.turns import BreakAdvice
    from ui.jobs import Report


def advise(
    _report: Report | None,
    saved: bytes,
    now: datetime,
    rules: CountingRules,
    breaks: BreakRules,
    code: BreakCode,
    target: float,
) -> BreakAdvice:
    """The advice on the board that was *saved*: it travels as bytes, a twentieth of its pickle's time."""
    from supervisor.advice.turns import break_advice

    return break_advice(load(saved), now, rules, breaks, code, target)
