"""How wide and how high: measured by what is shown, because no program fits Chinese columns or printed rows.

Widths are in characters of the default font, of which a Chinese one takes two; heights are in points.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from math import ceil

WIDEST = 50  # characters: a wider text takes several lines
NARROWEST = 8
FOLDED = 32  # a column of long texts keeps so much where many stand beside it
TALLEST = 409.0  # points: Excel's limit
ROW = 17.0  # points: a row of one line, with air
PIXELS = 7  # a character of the default font

_LINE = 1.35  # of the font's size: the Chinese fonts stand high
_AIR = 5.0  # points above and below
_HAN = 0.95  # of two characters' width, at the size of a cell's text
_LATIN = 1.1  # as a Chinese font draws it
_SHORT = 4  # lines that are taken as they are counted
_WORDS = re.compile(r"\S+\s*")


def wide(text: str) -> int:
    """How wide the widest line of *text* is."""
    if text.isascii() and "\n" not in text:
        return len(text)
    return max((_wide(line) for line in text.split("\n")), default=0)


def _wide(line: str) -> int:
    return len(line) if line.isascii() else sum(map(_one, line))


@lru_cache(maxsize=20_000)
def _one(character: str) -> int:
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    if character in "“”‘’…—·×÷→±≥≤■▲●○◌":  # Chinese fonts draw them wide
        return 2
    return 0 if unicodedata.combining(character) else 1


def joined(widths: Sequence[float]) -> float:
    """The width of cells that are made one: the space at their edges is theirs, too."""
    return sum(widths) + 5 / PIXELS * max(0, len(widths) - 1)


def lines(text: str, width: float) -> int:
    """How many lines *text* takes in a column of *width*: words are not broken, Chinese is, anywhere."""
    room = max(2, int(width) - 1)
    return sum(_folded(paragraph, room) for paragraph in text.split("\n"))


def _folded(paragraph: str, room: int) -> int:
    whole = _wide(paragraph)
    if not paragraph.isascii():  # broken anywhere, but for the Latin words in it
        plain = sum(1 for character in paragraph if character.isascii())
        whole = ceil(plain * _LATIN + (whole - plain) * _HAN)
        return 1 if whole <= room else ceil(whole / max(2, room - 1))
    if whole <= room:
        return 1
    count = _by_words(paragraph, room)
    if count <= _SHORT:
        return count
    # Calibri is a fifth narrower than what stands in for it, which stands less high: many lines even out
    return _by_words(paragraph, int(room * 1.2))


def _by_words(paragraph: str, room: int) -> int:
    count, used = 1, 0
    for word in _WORDS.findall(paragraph):
        long = len(word.rstrip())
        if used and used + long > room:
            count, used = count + 1, 0
        if long > room:
            count += (long - 1) // room
            used = long % room
            continue
        used += len(word)
    return count


def height(count: int, size: float = 10.0) -> float:
    """How high a row of so many lines is."""
    return min(TALLEST, max(ROW, count * size * _LINE + _AIR))


def heading_width(title: str) -> int:
    """The least for a column of that title: it may take two lines, but no word of it is broken."""
    words = title.split() or [""]
    longest = max(wide(word) if word.isascii() else 2 for word in words)
    return max(longest + 2, ceil(wide(title) / 2) + 4)


def shared(
    wanted: Sequence[float], wrapping: Sequence[bool], room: float, least: Sequence[float] = ()
) -> list[float]:
    """*wanted* widths within *room* where that is possible: columns of long texts give way, as far as
    *least*."""
    widths = list(wanted)
    least = least or [FOLDED] * len(widths)
    spare = [
        max(0.0, width - keep) if wraps else 0.0
        for width, keep, wraps in zip(widths, least, wrapping, strict=True)
    ]
    over = sum(widths) - room
    if over > 0 and sum(spare) > 0:
        part = min(1.0, over / sum(spare))
        widths = [width - give * part for width, give in zip(widths, spare, strict=True)]
    return [float(round(width, 1)) for width in widths]
