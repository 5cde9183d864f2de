"""What the history tells of a business day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from supervisor.facts.contact import Outcome
from supervisor.history.agent_figures import AgentAnswer, AgentQuestion, agent_figures
from supervisor.history.asking import Past
from supervisor.history.contacts import ContactLine, ContactQuestion, contacts
from supervisor.history.figures import Figures
from supervisor.history.period import Every, Period
from supervisor.history.queue_figures import QueueQuestion, queue_figures
from supervisor.live.rules import CountingRules, rules_of
from supervisor.people.roll import Roll
from supervisor.wallboard.break_rules import BreakRules
from supervisor.wallboard.break_time import BreakUse, break_uses

_PAGE = 2000  # contacts that are read at once


@dataclass(frozen=True)
class Day:
    """What the history tells of a business day. *whole*: of each queue and of all, *halves*: by half-hours;
    *uses*: by place in *agents*' lines, what was used of each break code."""

    day: date
    whole: Figures
    halves: Figures
    gone: tuple[ContactLine, ...]
    agents: AgentAnswer
    uses: tuple[tuple[BreakUse, ...], ...]
    roll: Roll
    counting: CountingRules


def read_day(past: Past, wanted: date) -> Day:
    """The business day *wanted*, as far as it is counted."""
    period, history = Period(wanted, wanted), past.history
    whole, halves = (
        queue_figures(history, past.roll, past.settings, QueueQuestion(period, every, with_skills=False))
        for every in (Every.WHOLE, Every.HALF)
    )
    question = AgentQuestion(period, Every.WHOLE, fields=())
    agents = agent_figures(history, past.roll, past.settings, question, past.cube)
    rules = BreakRules.of(past.settings)
    uses = tuple(break_uses(dict(_spent(agents.figures, at)), rules) for at in range(len(agents.lines)))
    return Day(
        wanted,
        whole,
        halves,
        tuple(_all_gone(past, period)),
        agents,
        uses,
        past.roll,
        rules_of(past.settings),
    )


def _all_gone(past: Past, period: Period) -> Iterator[ContactLine]:
    """Everybody who gave up waiting, in order of time."""
    page = 0
    while True:
        asked = ContactQuestion(
            period, outcomes=(Outcome.ABANDONED,), descending=False, page=page, page_size=_PAGE
        )
        found = contacts(past.history, past.roll, past.settings.days, asked).lines
        yield from found
        if len(found) < _PAGE:
            return
        page += 1


def _spent(figures: Figures, line: int) -> Iterator[tuple[str, tuple[int, float]]]:
    """Times and seconds of one agent's breaks by the source's word for them."""
    for column in figures.columns:
        if column.name.startswith("break:"):
            seconds = figures.value(column.name, line)
            times = figures.value(f"times:{column.name}", line)
            if seconds or times:
                yield column.name.removeprefix("break:"), (round(times or 0), seconds or 0.0)
