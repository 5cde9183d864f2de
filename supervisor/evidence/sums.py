"""Sums over those who belong together, whole arrays at once."""

from __future__ import annotations

import numpy as np

from supervisor.evidence.panel import Floats, Ints


def summed(values: Floats, index: Ints, size: int) -> Floats:
    """Sums of *values* over equal *index* (≥ 0; −1 belongs nowhere).

    *index* has as many axes as it shares with *values* at the front; the others stay: (units, months, types)
    by an index (units,) gives (size, months, types), by one of (units, months) gives (size, types).
    """
    rest = values.shape[index.ndim :]
    width = int(np.prod(rest, dtype=np.int64))
    place = np.where(index >= 0, index, size).ravel()
    flat = (place[:, None] * width + np.arange(width)).ravel()
    added = np.bincount(flat, values.ravel(), (size + 1) * width)
    return np.asarray(added[: size * width].reshape(size, *rest), dtype=np.float64)


def ratio(above: Floats, below: Floats) -> Floats:
    """*above* by *below*, NaN where *below* is not positive."""
    fits = below > 0
    return np.asarray(np.where(fits, above / np.where(fits, below, 1.0), np.nan), dtype=np.float64)


def known(values: Floats) -> Floats:
    """*values*, 0 where they are unknown."""
    return np.nan_to_num(np.asarray(values, dtype=np.float64), nan=0.0, posinf=0.0, neginf=0.0)
