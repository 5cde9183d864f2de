"""What a file is called: a pattern with {places}, filled in, good on every system."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from supervisor.reports.order import Order
from supervisor.words import mark

PLACES = {
    "report": mark("What the report is called"),
    "centre": mark("The centre’s name"),
    "month": mark("Its month, as 2026-10"),
    "day": mark("Its day, or its first"),
    "until": mark("Its last day"),
    "today": mark("The day on which it is made"),
    "time": mark("The time at which it is made"),
    "department": mark("The department"),
    "name": mark("Whom or what it is about"),
}
"""What may stand in braces, with its meaning."""

USUAL = "{report} {month}{day}"
"""Of a report; what it is not about stays empty."""

LONGEST = 100
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_PLACE = re.compile(r"\{(\w+)\}")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def unknown_places(pattern: str) -> tuple[str, ...]:
    """What stands in braces and is no place."""
    return tuple(name for name in _PLACE.findall(pattern) if name not in PLACES)


def values(
    order: Order, *, title: str, centre: str, now: datetime, department: str = "", name: str = ""
) -> dict[str, str]:
    """What the places stand for. *now* is local."""

    def said(of: date | None) -> str:
        return of.isoformat() if of is not None else ""

    return {
        "report": title,
        "centre": centre,
        "month": f"{order.month:%Y-%m}" if order.month is not None else "",
        "day": said(order.since),
        "until": said(order.until),
        "today": now.date().isoformat(),
        "time": f"{now:%H.%M}",
        "department": department,
        "name": name,
    }


def file_name(pattern: str, filled: Mapping[str, str], suffix: str = ".xlsx") -> str:
    """The name of the file: no letters that some system refuses, no dot or space at its end, not too long.
    A pattern that comes to nothing is the report's own name."""
    said = _PLACE.sub(lambda found: filled.get(found[1], found[0]), pattern)
    said = " ".join(_FORBIDDEN.sub(" ", said).split()).strip(" .")
    said = said[: LONGEST - len(suffix)].strip(" .")
    if not said or _DEVICES.fullmatch(said):
        said = f"{filled.get('report', '')} {said}".strip() or "export"
    return said if said.casefold().endswith(suffix) else said + suffix


def free(path: Path) -> Path:
    """*path*, or where something stands there the next name that is free: "… (2).xlsx"."""
    number, free_path = 1, path
    while free_path.exists():
        number += 1
        free_path = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free_path
