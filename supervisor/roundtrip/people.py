"""Who stands in a cell for an owner: one person, or several."""

from __future__ import annotations

import re

_BRACKETS = re.compile(r"[(（\[【<《][^()（）\[\]【】<>《》]*[)）\]】>》]")
_BETWEEN = re.compile(r"[/／、，,；;&＆+＋|｜\n]|\s+(?:and|和|与|及)\s+")
_AND = re.compile(r"(?<=[\u4e00-\u9fff]{2})[和与及](?=[\u4e00-\u9fff]{2})")


def people(text: str) -> tuple[str, ...]:
    """The people that *text* names, in order: "张三/李四" are two. What stands in brackets belongs to whom it
    follows, and a 和 within a short name (李和平) is a part of it."""
    hidden = _BRACKETS.sub(lambda found: "\0" * len(found[0]), text)
    cuts = [found.span() for found in _BETWEEN.finditer(hidden)]
    cuts += [found.span() for found in _AND.finditer(hidden) if _is_between(hidden, found.start())]
    parts, begin = [], 0
    for since, until in sorted(cuts):
        parts.append(text[begin:since])
        begin = until
    parts.append(text[begin:])
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _is_between(text: str, at: int) -> bool:
    """Whether the word at *at* stands between two names: each of two to four characters."""
    before = re.search(r"[\u4e00-\u9fff]+$", text[:at])
    after = re.match(r"[\u4e00-\u9fff]+", text[at + 1 :])
    return before is not None and after is not None and len(before[0]) <= 4 and len(after[0]) <= 4
