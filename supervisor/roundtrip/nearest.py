"""Which number a person may have meant who wrote another: shown, never taken."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

FAR = 3
"""So many slips of the pen, and nobody can tell any more what was meant."""


def nearest(typed: str, known: Iterable[str]) -> str:
    """That of the *known* numbers from which *typed* is the fewest slips away (a character wrong, lacking or
    too many, two that changed places); "" where none is near. Of several as near, the first."""
    plain = _plain(typed)
    found = [(_slips(plain, _plain(each)), place, each) for place, each in enumerate(dict.fromkeys(known))]
    best = min(found, default=(FAR, 0, ""))
    return best[2] if best[0] < FAR else ""


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).upper()
    return "".join(each for each in text if each.isalnum())


def _slips(one: str, other: str) -> int:
    """Optimal string alignment: at most FAR, what is beyond is not counted."""
    if abs(len(one) - len(other)) >= FAR:
        return FAR
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, mine in enumerate(one, 1):
        line = [row]
        for column, theirs in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (mine != theirs))
            if row > 1 and column > 1 and mine == other[column - 2] and one[row - 2] == theirs:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return min(last[-1], FAR)
