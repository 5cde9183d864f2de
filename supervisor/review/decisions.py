"""What was decided about an entry of the training list: nothing is ever decided by the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from sqlalchemy import Connection

from supervisor.evidence.unit import Unit
from supervisor.review.entries import Entry
from supervisor.storage.changes import Changes

AREA = Changes({"review"})
"""What changes with a decision or a frozen review."""

LONGEST_REASON = 1000

Reason = Annotated[str, msgspec.Meta(max_length=LONGEST_REASON)]


class Decision(StrEnum):
    """What becomes of an entry."""

    ACCEPTED = "accepted"
    PUT_OFF = "put_off"
    REFUSED = "refused"


@dataclass(frozen=True, order=True)
class About:
    """Of which entry: the review month (its first day), the KPI, the unit."""

    month: date
    kpi: str
    unit: Unit

    @property
    def id(self) -> str:
        """The key of its row."""
        unit = self.unit
        parts = [self.month.isoformat(), self.kpi, unit.person, unit.skill, unit.channel]
        return msgspec.json.encode(parts).decode()


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the list said at that moment, in the KPI's unit: it stays, whatever the figures become."""

    answer: str = ""
    value: float | None = None
    n: float | None = None
    fair: float | None = None
    level: float | None = None
    level_low: float | None = None
    level_high: float | None = None
    p_off: float | None = None
    run: int = 0
    run_of: int = 0
    common: bool = False

    @classmethod
    def of(cls, entry: Entry) -> Said:
        """What *entry* says now."""
        last = entry.months[-1]
        return cls(
            entry.answer.value,
            last.value,
            last.denominator,
            last.fair,
            entry.level,
            entry.level_low,
            entry.level_high,
            entry.p_off,
            entry.run,
            entry.run_of,
            entry.common,
        )


class Earlier(msgspec.Struct, frozen=True, omit_defaults=True):
    """What had been decided before, of the same entry."""

    decision: Decision
    at: datetime
    who: str
    reason: Reason = ""
    until: date | None = None


@dataclass(frozen=True)
class Decided:
    """A decision as it stands. *reason*: always of what was put off or refused; *until*: to when it was put
    off. *earlier*: what had been decided of it before, the oldest first. *version*: as it was read."""

    about: About
    decision: Decision
    reason: str
    until: date | None
    said: Said
    at: datetime
    who: str
    earlier: tuple[Earlier, ...]
    version: int


@dataclass(frozen=True)
class Choice:
    """What somebody chose of one entry; *version* is that of the decision that they saw, 0 when there was
    none. *name* is how messages and the undo list call the person."""

    about: About
    decision: Decision
    said: Said
    reason: str = ""
    until: date | None = None
    version: int = 0
    name: str = ""


def decide(db: Connection, chosen: Sequence[Choice], *, at: datetime, who: str) -> Changes:
    """Write *chosen* as one step that can be undone.

    Raises DecisionError for one that cannot be kept (put off or refused without a reason, put off until a day
    that is past), and ChangedMeanwhileError, having written nothing, when somebody decided since it was read.
    """
    raise NotImplementedError


def take_back(db: Connection, decided: Decided, *, at: datetime, who: str, name: str = "") -> Changes:
    """Have *decided* undecided again, as a step that can be undone. Raises ChangedMeanwhileError."""
    raise NotImplementedError


def decisions(db: Connection, month: date) -> dict[tuple[str, Unit], Decided]:
    """What was decided in the review of *month*, by KPI and unit."""
    raise NotImplementedError


def decisions_of(db: Connection, person: str) -> tuple[Decided, ...]:
    """Everything that was decided about *person*, the newest month first."""
    raise NotImplementedError


def due(db: Connection, today: date) -> tuple[Decided, ...]:
    """What was put off until *today* or before: to be decided now."""
    raise NotImplementedError
