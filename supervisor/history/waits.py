"""How long contacts waited, exactly: how many waited each number of whole seconds, so that any threshold can
be asked afterwards and quarter hours, days and queues add up.

A wait that a source measured finer is rounded up: "waited at most 20 s" is then right for every whole
threshold. Percentiles are by nearest rank, as SQL's PERCENTILE_DISC: the shortest wait that at least this
share of the contacts did not exceed. The median is the 50th.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import accumulate, chain
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(tuple[list[int], list[int], list[int]])

HALF, NINE_TENTHS = 0.5, 0.9


class Ended(StrEnum):
    """How a wait ended."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    LEFT = "left"  # any other way


def whole(wait_s: float) -> int:
    """The whole seconds that a wait counts for; no less than 0."""
    return max(0, math.ceil(round(wait_s, 3)))


def wholes(waits_s: NDArray[np.float64]) -> NDArray[np.int64]:
    """`whole` of many at once."""
    import numpy as np  # who only reads waits does not load it

    return np.maximum(0, np.ceil(np.round(waits_s, 3))).astype(np.int64)


class Waits:
    """Waits by how they ended: second to number of contacts."""

    __slots__ = ("abandoned", "answered", "left")

    def __init__(
        self,
        answered: Mapping[int, int] | None = None,
        abandoned: Mapping[int, int] | None = None,
        left: Mapping[int, int] | None = None,
    ) -> None:
        self.answered: Counter[int] = Counter(answered or {})
        self.abandoned: Counter[int] = Counter(abandoned or {})
        self.left: Counter[int] = Counter(left or {})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Waits) and self.pack() == other.pack()

    __hash__ = None  # type: ignore[assignment]  # it grows

    def __repr__(self) -> str:
        return f"Waits({dict(self.answered)}, {dict(self.abandoned)}, {dict(self.left)})"

    def of(self, ended: Ended) -> Counter[int]:
        """The waits that ended so."""
        return {
            Ended.ANSWERED: self.answered,
            Ended.ABANDONED: self.abandoned,
            Ended.LEFT: self.left,
        }[ended]

    def add(self, other: Waits) -> None:
        """Take the waits of *other* in."""
        for mine, its in zip(self._parts(), other._parts(), strict=True):
            for second, count in its.items():
                mine[second] += count

    def count(self, ended: Ended = Ended.ANSWERED) -> int:
        """How many waits are known."""
        return sum(self.of(ended).values())

    def within(self, threshold_s: float, ended: Ended = Ended.ANSWERED) -> int:
        """How many waited at most *threshold_s*."""
        return sum(count for second, count in self.of(ended).items() if second <= threshold_s)

    def percentile(self, share: float, ended: Ended = Ended.ANSWERED) -> int | None:
        """The shortest wait that at least *share* (0 to 1) did not exceed; None when none is known."""
        waits = sorted(self.of(ended).items())
        total = sum(count for _second, count in waits)
        rank = max(1, math.ceil(round(share * total, 9)))
        for (second, _count), upto in zip(waits, accumulate(count for _, count in waits), strict=True):
            if upto >= rank:
                return second
        return None

    def median(self, ended: Ended = Ended.ANSWERED) -> int | None:
        """The wait in the middle (of an even number the lower one)."""
        return self.percentile(HALF, ended)

    def longest(self, ended: Ended = Ended.ANSWERED) -> int | None:
        """The longest wait; None when there is none."""
        return max((second for second, count in self.of(ended).items() if count), default=None)

    def pack(self) -> bytes:
        """As it is kept: the same waits are the same bytes."""
        return _encoder.encode(
            tuple(
                list(chain.from_iterable((second, part[second]) for second in sorted(part) if part[second]))
                for part in self._parts()
            )
        )

    @classmethod
    def unpack(cls, packed: bytes) -> Waits:
        """The waits that were packed. Raises msgspec.DecodeError."""
        return cls.total([packed])

    @classmethod
    def total(cls, packed: Iterable[bytes | None]) -> Waits:
        """The sum of many; None counts for nothing. About 1 µs a packed quarter hour."""
        flat: tuple[list[int], list[int], list[int]] = ([], [], [])
        for blob in packed:
            if blob is not None:
                for whole_part, part in zip(flat, _decoder.decode(blob), strict=True):
                    whole_part += part
        waits = cls()
        for counter, pairs in zip(waits._parts(), flat, strict=True):
            for second, count in zip(pairs[::2], pairs[1::2], strict=True):
                counter[second] += count
        return waits

    def _parts(self) -> tuple[Counter[int], Counter[int], Counter[int]]:
        return self.answered, self.abandoned, self.left
