"""How often something may be done at once: a few times in a row, and so many a second in the long run."""

from __future__ import annotations


class Allowance:
    """Belongs to one thread. What was not used is kept, but never more than at the beginning."""

    def __init__(self, most: float, per_s: float) -> None:
        """*most* times in a row; *per_s*: a second, in the long run."""
        self._most = most
        self._per_s = per_s
        self._left = most
        self._at_s: float | None = None

    def take(self, now_s: float) -> bool:
        """Whether it may be done once more at *now_s*, on a clock that never goes back; then it counts as
        done."""
        if self._at_s is not None:
            self._left = min(self._most, self._left + (now_s - self._at_s) * self._per_s)
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True
