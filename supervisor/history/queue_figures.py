"""What queues came to in the past: contacts, waits, rates, talk; a line for each queue, skill and for all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from supervisor.history.definition import USUAL, Definition
from supervisor.history.figures import Figures
from supervisor.history.period import Every, Period
from supervisor.people.roll import Roll
from supervisor.settings.centre import CentreSettings


@dataclass(frozen=True)
class QueueQuestion:
    """What is asked of queues. *queues* as (source, queue), *skills* as group ids, *channels*, *sources*:
    None is all of them; *queues* and *skills* together mean either. Which lines are told is chosen apart."""

    period: Period
    every: Every = Every.WHOLE
    definition: Definition = USUAL
    queues: tuple[tuple[str, str], ...] | None = None
    skills: tuple[str, ...] | None = None
    channels: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    with_total: bool = True
    with_skills: bool = True
    with_queues: bool = True


def queue_figures(history: Connection, roll: Roll, settings: CentreSettings, asked: QueueQuestion) -> Figures:
    """The answer to *asked*: total first, then skill groups, then queues by source and name.

    Columns: see `COLUMNS`; a figure that no source tells is NaN, a queue without contacts in a piece of time
    has 0 offered there. A queue's facts of a sheet (no single waits) leave quantiles unknown, and service
    levels of another threshold than the sheet's.
    """
    raise NotImplementedError
