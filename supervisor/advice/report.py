"""Advice as plain data: what `supervisor advice --json` and `supervisor why --json` print.

The names of the fields are a promise; they only grow. Durations are seconds, shares 0 to 1; null is unknown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from supervisor.advice.demand import Measured
from supervisor.advice.erlang import Outlook
from supervisor.advice.forecast import HitRate, Kind
from supervisor.advice.returning import Return
from supervisor.advice.staffing import Ahead, Comparison, Needed, Situation
from supervisor.advice.why import Why
from supervisor.wallboard.metrics import Rate
from supervisor.wallboard.report import instant


def situation_report(now: Situation) -> dict[str, Any]:
    """What was measured of the queue, and who is there."""
    measured = now.demand
    return {
        "source": now.queue[0],
        "queue": now.queue[1],
        "as_of": instant(now.at),
        "threshold_s": now.threshold_s,
        "people": now.people,
        "shared": now.shared,
        "agents": _figure(now.agents),
        "agents_usual": _figure(now.usual),
        "agents_available": _figure(now.available),
        "one_more_counts": _figure(now.each),
        "waiting": len(now.present.waits_s),
        "measured": {
            "arrivals_per_h": _measured(measured.arrivals_per_h),
            "handle_s": _measured(measured.handle_s),
            "patience_s": _measured(measured.patience_s),
            "leaves_after_s": _measured(measured.stays_s),
            "ring_s": _figure(measured.ring_s),
            "short_abandons": _figure(measured.short_share),
            "drift": _figure(measured.drift),
            "contacts_at_once": measured.places,
        },
    }


def ahead_report(found: Ahead) -> dict[str, Any]:
    """What comes with so many agents."""
    waiting = found.waiting
    return {
        "agents": _figure(found.agents),
        "horizon_s": found.horizon_s,
        "soon": _outlook(found.soon),
        "for_long": None if found.for_long is None else _outlook(found.for_long),
        "waiting": {
            "contacts": waiting.waiting,
            "wait_s": _figure(waiting.wait_s),
            "in_time": _figure(waiting.in_time),
            "abandoned": _figure(waiting.abandoned),
        },
        "range": None
        if found.spread is None
        else {
            "low": _figure(found.spread.low),
            "middle": _figure(found.spread.middle),
            "high": _figure(found.spread.high),
        },
    }


def comparison_report(found: Comparison) -> dict[str, Any]:
    return {
        "people": found.people,
        "counts_as": _figure(found.change),
        "before": ahead_report(found.before),
        "after": ahead_report(found.after),
    }


def needed_report(found: Needed) -> dict[str, Any]:
    return {
        "target": found.target,
        "agents": found.agents,
        "more_people": found.people,
        "more_people_soon": found.soon,
    }


def returns_report(found: Sequence[Return]) -> list[dict[str, Any]]:
    return [
        {
            "login": one.agent.login,
            "name": one.agent.name,
            "break_code": one.agent.break_code,
            "elapsed_s": _figure(one.break_.elapsed_s),
            "over_s": _figure(one.break_.over_s),
            "turn": one.turn.name.lower(),
            "more_in_time": _figure(one.in_time),
            "gain": _figure(one.gain),
        }
        for one in found
    ]


def hit_rates_report(found: Mapping[Kind, HitRate]) -> dict[str, Any]:
    """How often forecasts came true, by kind."""
    return {
        str(kind): {
            **_rate(rate.rate),
            "interval": rate.rate.interval,
            "mean_error": _figure(rate.error),
            "mean_distance": _figure(rate.miss),
            "not_comparable": {str(because): count for because, count in rate.left_out.items()},
            "open": rate.open,
        }
        for kind, rate in found.items()
    }


def why_report(found: Why) -> dict[str, Any]:
    """The change of the answer rate and its shares."""
    return {
        "before": _rate(found.before),
        "after": _rate(found.after),
        "change": _figure(found.change),
        "unexplained": _figure(found.unexplained),
        "modelled": [_figure(value) for value in found.modelled],
        "contributions": [
            {
                "cause": str(one.cause),
                "change": _figure(one.change),
                "before": _figure(one.before),
                "after": _figure(one.after),
                "behind": [
                    {
                        "team": who.team,
                        "break_code": who.break_code,
                        "people": _figure(who.change),
                        "change": _figure(who.contribution),
                    }
                    for who in one.behind
                ],
            }
            for one in found.contributions
        ],
    }


def _figure(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 6)


def _measured(found: Measured | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "value": _figure(found.value),
        "interval": [_figure(found.low), _figure(found.high)],
        "n": found.n,
        "period": str(found.period),
    }


def _outlook(found: Outlook) -> dict[str, Any]:
    return {name: _figure(value) for name, value in asdict(found).items()}


def _rate(rate: Rate) -> dict[str, Any]:
    return {"value": _figure(rate.value), "numerator": rate.part, "denominator": rate.whole}
