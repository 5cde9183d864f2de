"""What sentences about issues need to name things by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Speaker:
    """What sentences need to name things: *department*, *node*, *issue* (by id), *meeting* and *sheet* make
    names of ids; *zone* is the centre's, *today* leaves the year away where it is this one."""

    department: Callable[[str], str]
    zone: ZoneInfo
    today: date | None = None
    node: Callable[[str], str] = str
    issue: Callable[[int], str] = str
    meeting: Callable[[str], str] = str
    sheet: Callable[[str], str] = str
