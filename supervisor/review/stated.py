"""One KPI's figures as they are kept when a review is frozen: plain lists, packed."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from supervisor.evidence.evidence import Evidence
    from supervisor.evidence.panel import Bools, Floats


class Figures(msgspec.Struct, frozen=True):
    """One KPI of all units, in their order; by month where it is two deep; None unknown."""

    scale: float
    numerator: list[list[float | None]]
    denominator: list[list[float | None]]
    fair: list[list[float | None]]
    level: list[float | None]
    p_off: list[float | None]
    answer: list[str]

    def month(self, unit: int, month: int) -> tuple[float | None, float | None, float | None]:
        """Numerator, denominator and value of one unit and month."""
        above, below = self.numerator[unit][month], self.denominator[unit][month]
        known = above is not None and below is not None and below > 0
        return above, below, self.scale * above / below if known and above is not None and below else None


def figures_of(evidence: Evidence) -> Figures:
    """The figures of *evidence* as they are kept. A denominator of 0 is nothing known."""
    panel = evidence.panel
    n = panel.n.sum(axis=2)
    known = n > 0
    return Figures(
        panel.scale,
        _nested(panel.x.sum(axis=2), known),
        _nested(n, known),
        _nested(evidence.fair, evidence.fair == evidence.fair),
        _flat(evidence.level),
        _flat(evidence.p_off),
        [one.value for one in evidence.answer],
    )


def _nested(values: Floats, known: Bools) -> list[list[float | None]]:
    return [
        [value if told else None for value, told in zip(row, of_row, strict=True)]
        for row, of_row in zip(values.tolist(), known.tolist(), strict=True)
    ]


def _flat(values: Floats) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]


def pack(figures: Figures) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(figures))


def unpack(packed: bytes) -> Figures:
    return msgspec.msgpack.decode(zlib.decompress(packed), type=Figures)
