"""The source under which the program itself tells what was entered in it.

No telephone system and no sheet can be called so. Its logins are ids of people and its skills ids of skill
groups, so that nobody needs to say who stands behind them.
"""

from __future__ import annotations

from supervisor.words import _, mark

OWN_PREFIX = "supervisor:"
QUALITY = f"{OWN_PREFIX}quality"
"""Tells what was judged with quality forms."""
_SHOWN = {QUALITY: mark("quality forms in this program")}


def is_own(source: str) -> bool:
    """Whether *source* is the program's own."""
    return source.strip().casefold().startswith(OWN_PREFIX)


def shown(source: str) -> str:
    """What a person reads for *source*: its name, in words where it is our own."""
    return _(_SHOWN[source]) if source in _SHOWN else source
