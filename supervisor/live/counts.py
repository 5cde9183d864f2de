"""What is counted of a queue: sums that add up over any periods and queues. Ratios are computed last."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import astuple


class Counts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Entries of contacts into a queue, by when they arrived (`ended`, `talk_s`, `handle_s`: ended).

    offered = answered + abandoned + left + those still waiting. `in_time` is answered within the queue's
    threshold (boundary included), `abandoned_short` is abandoned within the short-abandon limit (included),
    `lost` is the part of `left` that the source forgot. Sums are in seconds: `wait_short_s` is the short
    abandons' part of `wait_abandoned_s`, `handle_s` is talk, hold and after-contact work, of which a source
    may know only some.
    """

    offered: int = 0
    answered: int = 0
    in_time: int = 0
    abandoned: int = 0
    abandoned_short: int = 0
    left: int = 0
    lost: int = 0
    wait_answered_s: float = 0.0
    wait_abandoned_s: float = 0.0
    ended: int = 0
    talk_s: float = 0.0
    wait_left_s: float = 0.0
    wait_short_s: float = 0.0
    handle_s: float = 0.0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.offered + other.offered,
            self.answered + other.answered,
            self.in_time + other.in_time,
            self.abandoned + other.abandoned,
            self.abandoned_short + other.abandoned_short,
            self.left + other.left,
            self.lost + other.lost,
            self.wait_answered_s + other.wait_answered_s,
            self.wait_abandoned_s + other.wait_abandoned_s,
            self.ended + other.ended,
            self.talk_s + other.talk_s,
            self.wait_left_s + other.wait_left_s,
            self.wait_short_s + other.wait_short_s,
            self.handle_s + other.handle_s,
        )

    @property
    def settled(self) -> int:
        """Offered contacts whose outcome is known."""
        return self.answered + self.abandoned + self.left


NOTHING = Counts()
OFFERED = Counts(offered=1)


def summed(counts: Iterable[Counts]) -> Counts:
    """All of *counts* added up: a fifth of the time of one addition after the other, for half an hour."""
    columns = zip(*map(astuple, counts), strict=True)
    return Counts(*map(sum, columns))
