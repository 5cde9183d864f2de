"""How strict the procedure is and what it can answer, without arrays: screens ask without numpy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """What is said about a unit and a KPI."""

    CONFIRMED = "A"  # off in every month of the rule, and proven
    LIKELY = "A-"  # off in all but one of them, and proven
    UNPROVEN = "B"  # off in every month of the rule, not proven: cannot tell yet
    OPEN = "C"  # off in all but one, not proven
    WARNING = "D"  # proven off, by one month or a large miss: talk now
    FINE = "fine"  # nothing to do
    NO_VERDICT = "none"  # no target, or too little to say anything


@dataclass(frozen=True)
class Options:
    """How strict the procedure is. *rule_months*: so many in a row (2 to 6). *wrong_share*: the expected
    share of wrong names in the list (q). *floor*: with less volume (n) a month gives no verdict; None:
    computed (`floors.py`). *common_at*: a cell's mean is off with at least this probability: it is shared.
    *least_reliability*: below, no single person is told apart. *seats*: how many can be taught at most.
    *window*: so many months up to the review are evidence; None: 3, or 6 where 3 tell too little apart
    (a reliability below .6) and the panel has more."""

    rule_months: int = 3
    wrong_share: float = 0.10
    floor: float | None = None
    common_at: float = 0.90
    least_reliability: float = 0.30
    small_cell: int = 8  # with fewer units a cell borrows the group's parts of the variance
    certainty: float = 0.90  # of the intervals of levels
    seats: int | None = None
    window: int | None = None
