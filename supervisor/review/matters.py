"""What waits for a decision when a month is over, and what of it is asked for first: by rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from supervisor.evidence.unit import Unit
from supervisor.review.entries import KpiList, Nature
from supervisor.review.month_verdict import Wanted

MOST = 3


class Matter(IntEnum):
    """What is to be decided, in the order in which it is asked."""

    CAUSE = 0  # everybody was off at once: who looks for the cause
    COMMON = 1  # whole groups share weaknesses: a course, or a better process
    LIST = 2  # entries of the training list that nobody decided about
    ISSUES = 3  # other departments are overdue
    STATE = 4  # the month's figures may still change
    TARGETS = 5  # KPIs that matter have none


class Group(NamedTuple):
    """People of a skill group and channel, of any tenure."""

    skill_name: str
    channel: str


@dataclass(frozen=True)
class Waiting:
    """*at_once*: KPIs in which everybody was off at once. *groups*: those that share weaknesses, with their
    KPIs. *undecided* entries, *overdue* issues. *to_state*: the month is over, known of and not stated.
    *untargeted*: KPIs that no target is met or missed in."""

    at_once: int = 0
    groups: Mapping[Group, Sequence[str]] = field(default_factory=dict)
    undecided: int = 0
    overdue: int = 0
    to_state: bool = False
    untargeted: Sequence[str] = ()


def asked(waiting: Waiting, most: int = MOST) -> tuple[Matter, ...]:
    """At most *most* matters, in the order in which they are asked."""
    waits = {
        Matter.CAUSE: waiting.at_once,
        Matter.COMMON: waiting.groups,
        Matter.LIST: waiting.undecided,
        Matter.ISSUES: waiting.overdue,
        Matter.STATE: waiting.to_state,
        Matter.TARGETS: waiting.untargeted,
    }
    return tuple(one for one in Matter if waits[one])[:most]


def weak_groups(lists: Iterable[KpiList]) -> dict[Group, tuple[str, ...]]:
    """The groups in which a weakness is common, each with its KPIs; the one with the most KPIs first, as it
    gains the most from one course."""
    found: dict[Group, list[str]] = {}
    for one in lists:
        for cell in one.cells:
            if cell.nature is Nature.COMMON:
                kpis = found.setdefault(Group(cell.skill_name, cell.channel), [])
                if one.kpi not in kpis:
                    kpis.append(one.kpi)
    in_order = sorted(found.items(), key=lambda item: -len(item[1]))
    return {group: tuple(kpis) for group, kpis in in_order}


def undecided(lists: Iterable[KpiList], decided: Collection[tuple[str, Unit]]) -> int:
    """How many entries nobody has decided about: each a KPI and a unit."""
    return sum((entry.kpi, entry.who.unit) not in decided for one in lists for entry in one.entries)


def untargeted(kpis: Iterable[str], wanted: Mapping[str, Wanted], key: Collection[str]) -> tuple[str, ...]:
    """Those of *kpis* that are among the *key* ones and have no target that is met or missed."""
    return tuple(kpi for kpi in kpis if kpi in key and wanted[kpi].verdict is None)
