"""The facts of a source's business day as columns, as the counting of slots and agents takes them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from supervisor.facts.contact import Outcome

Floats: TypeAlias = "NDArray[np.float64]"
Bools: TypeAlias = "NDArray[np.bool_]"
Numbers: TypeAlias = "NDArray[np.int64]"

Key = TypeVar("Key", bound=Hashable)

ENTRY_COLUMNS = (
    *("entered_ms", "queue", "contact", "channel", "type", "outcome", "wait_s", "login"),
    *("ring_s", "talk_s", "hold_s", "acw_s", "ended_by", "told"),
)
RING_COLUMNS = ("at_ms", "login", "queue", "contact", "outcome")


_PLACE = {outcome.value: place for place, outcome in enumerate(Outcome)}


class Entries:
    """Contacts' stays in queues, by when they entered; a float that nobody told is NaN."""

    def __init__(self, rows: Sequence[Sequence[Any]]) -> None:
        """*rows* begin with the values of ENTRY_COLUMNS, and come in order of *entered_ms*."""
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(ENTRY_COLUMNS)
        of = dict(zip(ENTRY_COLUMNS, columns, strict=False))
        self.count = len(rows)
        self.entered_ms: Numbers = np.array(of["entered_ms"], dtype=np.int64)
        self.queue: Sequence[int] = of["queue"]
        self.contact: Sequence[str] = of["contact"]
        self.channel: Sequence[str] = of["channel"]
        self.type: Sequence[int] = of["type"]
        self._outcome: Numbers = np.array([_PLACE[outcome] for outcome in of["outcome"]], dtype=np.int64)
        self.login: Numbers = np.array(of["login"], dtype=np.int64)
        self.wait_s, self.ring_s, self.talk_s, self.hold_s, self.acw_s = (
            np.array(of[name], dtype=np.float64) for name in ("wait_s", "ring_s", "talk_s", "hold_s", "acw_s")
        )
        self.ended_by: Sequence[str] = of["ended_by"]
        self.told: Sequence[int] = of["told"]

    @property
    def handle_s(self) -> Floats:
        """Talk with what is known of hold and after-contact work; unknown where the talk is."""
        return self.talk_s + np.nan_to_num(self.hold_s) + np.nan_to_num(self.acw_s)

    def ended(self, *outcomes: Outcome) -> Bools:
        """Which of them ended so."""
        found: Bools = np.isin(self._outcome, [_PLACE[outcome.value] for outcome in outcomes])
        return found


@dataclass(frozen=True)
class Ring:
    """A ring that nobody answered."""

    at_ms: int
    login: int
    queue: int
    contact: str
    outcome: str


class Groups:
    """Rows put into groups by a key, to be summed group by group."""

    def __init__(self, keys: Sequence[Key]) -> None:
        places: dict[Any, int] = {}
        self.of: Numbers = np.array([places.setdefault(key, len(places)) for key in keys], dtype=np.int64)
        self.keys: list[Any] = list(places)
        self.place = places

    def count(self, which: Bools | None = None) -> list[int]:
        """How many rows of each group; *which*: only these."""
        of = self.of if which is None else self.of[which]
        return [int(count) for count in np.bincount(of, minlength=len(self.keys))]

    def sum(self, values: Floats, which: Bools | None = None) -> list[float | None]:
        """The sum of the known of *values* in each group; None where none is known."""
        known = ~np.isnan(values)
        if which is not None:
            known &= which
        of = self.of[known]
        sums = np.bincount(of, weights=values[known], minlength=len(self.keys))
        counts = np.bincount(of, minlength=len(self.keys))
        return [
            float(total) if count else None
            for total, count in zip(sums.tolist(), counts.tolist(), strict=True)
        ]
