"""The monthly review as it is asked for and answered: frozen values that go from one process to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from supervisor.evidence.options import Options
from supervisor.evidence.unit import Unit

if TYPE_CHECKING:  # arrays: a screen asks, and never holds the answer itself
    from supervisor.evidence.evidence import Evidence

USUAL = Options()


@dataclass(frozen=True)
class ReviewQuestion:
    """The review of *month* (its first day): of *kpis* (None: all that speak of single people), each as
    strict as *options*, or *options_of* a KPI's own. *today* decides what is provisional. *months*: so many
    are looked at, with the one under review."""

    month: date
    today: date
    kpis: tuple[str, ...] | None = None
    options: Options = USUAL
    options_of: Mapping[str, Options] = field(default_factory=dict)
    months: int = 6


@dataclass(frozen=True)
class Standing:
    """Whom a unit is: the person's *name* (namesakes told apart), *number*, names of skill group and team (""
    unknown) as of the end of the month or of the last day with work in it; *team* is the group's id, *bands*
    the ids of tenure bands in each month ("" unknown). *home*: the unit in which the person does most of the
    work, which also bears what belongs to nobody's skill group alone (time signed in, schedule)."""

    unit: Unit
    name: str
    number: str
    skill_name: str
    team: str
    team_name: str
    bands: tuple[str, ...]
    joined: date | None
    home: bool


@dataclass(frozen=True)
class Outage:
    """A month in which a KPI left its usual limits for all groups at once: nobody's fault, no course helps.
    *factor*: that month's against the usual (1)."""

    kpi: str
    month: date
    factor: float


@dataclass(frozen=True)
class MonthlyReview:
    """The answer: *units* in order of skill group, channel, name; each of *evidence* (by KPI, in the
    catalogue's order) has the same units and *months*. *outages*: see Outage. *left_out*: how many persons
    had work but no skill group or are unknown logins, which cannot be compared with anybody."""

    question: ReviewQuestion
    months: tuple[date, ...]
    units: tuple[Standing, ...]
    evidence: Mapping[str, Evidence]
    outages: tuple[Outage, ...] = ()
    left_out: int = 0
