"""The rules that every centre has from the start: few, and each calls for something that someone can do.

Their limits follow the centre's targets. How often they call on the demo centre's day is measured and tested
(docs/benchmarks.md): an operator bears about one alarm per 10 minutes (EEMUA 191, IEC 62682).
"""

from __future__ import annotations

from supervisor.alarms.rule import AlarmRule
from supervisor.settings.centre import CentreSettings
from supervisor.wallboard.catalogue import Side
from supervisor.wallboard.scope import ScopeKind
from supervisor.words import mark

WAITS = "waits"
"""Customers do not get through: the cause that long waits, low rates and empty queues have in common."""
BREAKS = "breaks"
"""People are on break longer than agreed."""

SHIPPED = ("unstaffed", "longest_wait", "answer_rate", "service_level", "centre_answer_rate", "overruns")


def shipped(settings: CentreSettings) -> tuple[AlarmRule, ...]:
    """The shipped rules of a centre with these *settings*, in the order of their urgency.

    *name* is English, marked for translation.
    """
    answered, in_time = settings.answer_rate_target, settings.service_level_target
    rates, centre_rates = _below(answered, 0.10, 0.25), _below(answered, 0.0, 0.10)
    levels = _below(in_time, 0.20, 0.40)
    enough = settings.min_contacts_for_colour
    return (
        AlarmRule(
            id="unstaffed",
            name=mark("Nobody signed in while customers wait"),
            metric="waiting_unstaffed",
            action=0,
            on_delay_s=30,
            off_delay_s=60,
            cooldown_s=120,
            cause=WAITS,
        ),
        AlarmRule(
            id="longest_wait",
            name=mark("A customer waits very long"),
            metric="longest_wait",
            attention=180,
            action=300,
            on_delay_s=30,
            off_delay_s=180,
            deadband=60,
            cooldown_s=600,
            cause=WAITS,
        ),
        AlarmRule(
            id="answer_rate",
            name=mark("Answer rate of the last half hour is low"),
            metric="answer_rate.recent",
            side=Side.BELOW,
            attention=rates[0],
            action=rates[1],
            on_delay_s=120,
            off_delay_s=300,
            deadband=0.05,
            min_count=enough,
            cooldown_s=900,
            cause=WAITS,
        ),
        AlarmRule(
            id="service_level",
            name=mark("Service level of the last half hour is low"),
            metric="service_level.recent",
            side=Side.BELOW,
            attention=levels[0],
            action=levels[1],
            on_delay_s=120,
            off_delay_s=300,
            deadband=0.05,
            min_count=enough,
            cooldown_s=900,
            cause=WAITS,
        ),
        AlarmRule(
            id="centre_answer_rate",
            name=mark("Answer rate of the whole centre is below the target"),
            metric="answer_rate.recent",
            kind=ScopeKind.CENTRE,
            side=Side.BELOW,
            attention=centre_rates[0],
            action=centre_rates[1],
            on_delay_s=300,
            off_delay_s=600,
            deadband=0.02,
            min_count=enough,
            cooldown_s=1800,
            cause=WAITS,
        ),
        AlarmRule(
            id="overruns",
            name=mark("Breaks of a team are overdue"),
            metric="overruns",
            kind=ScopeKind.TEAM,
            attention=2,
            on_delay_s=120,
            off_delay_s=120,
            cooldown_s=900,
            cause=BREAKS,
            silent=True,
        ),
    )


def _below(target: float, attention: float, action: float) -> tuple[float, float | None]:
    """Limits so many points below *target*; none for action where so low a target leaves no room."""
    first, second = (round(max(0.0, target - points), 4) for points in (attention, action))
    return first, second if second < first else None
