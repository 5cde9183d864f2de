"""Who is compared, without arrays: screens name units too, and load no numpy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a value scatters by chance alone."""

    RATE = "rate"  # x of n trials: binomial
    COUNT = "count"  # x events in n contacts: Poisson
    TIME = "time"  # x seconds in n contacts: judged in logarithms
    MEAN = "mean"  # x points in n answers: by the sum of squares
    DAILY = "daily"  # a ratio of times or counts whose scatter shows from day to day: a share of time


@dataclass(frozen=True, order=True)
class Unit:
    """One person at the work of one skill group (its id, "" unknown) in one channel."""

    person: str
    skill: str
    channel: str


@dataclass(frozen=True, order=True)
class CellKey:
    """Whom a target is for: the people of a group who are in one tenure band."""

    skill: str
    channel: str
    band: str
