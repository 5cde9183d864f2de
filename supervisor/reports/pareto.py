"""What makes most of the whole: shares that are added up from the largest to the smallest."""

from __future__ import annotations

from collections.abc import Sequence

CUT = 0.8
"""The line of a chart of them: the fewest that make so much are the concentrated ones."""


def cumulated(weights: Sequence[float]) -> list[float]:
    """The share of all that each of *weights* and those before it make."""
    whole, so_far, found = sum(weights), 0.0, []
    for one in weights:
        so_far += one
        found.append(so_far / whole if whole else 0.0)
    return found
