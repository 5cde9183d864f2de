"""A value of a metric, typed and read in the unit that people use for it: 83 %, 3:00, 10."""

from __future__ import annotations

import re

from supervisor.wallboard.catalogue import Unit
from supervisor.words import _, duration

_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d{1,2})")


def amount_words(value: float | None, unit: Unit) -> str:
    """*value* as a field shows it; "" for None."""
    if value is None:
        return ""
    match unit:
        case Unit.SHARE:
            return f"{round(value * 100, 4):g}"
        case Unit.SECONDS:
            return duration(value) if value == int(value) else f"{value:g} s"
        case Unit.COUNT:
            return f"{value:g}"


def amount(text: str, unit: Unit) -> float | None:
    """The value that *text* says; None for an empty text. Raises ValueError when it says none.

    Shares are typed in per cent; times as 3:00, 1:02:00, 180 or 180 s.
    """
    said = text.strip().removesuffix("%").strip()
    if not said:
        return None
    if unit is Unit.SECONDS:
        if found := _CLOCK.fullmatch(said):
            hours, minutes, seconds = (int(part or 0) for part in found.groups())
            if seconds > 59:
                raise ValueError(text)
            return float(hours * 3600 + minutes * 60 + seconds)
        said = said.removesuffix("s").strip()
    value = float(said.replace(",", "."))
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return round(value / 100, 6) if unit is Unit.SHARE else value


def unit_words(unit: Unit) -> str:
    """In what a field takes a value, for the words below it."""
    match unit:
        case Unit.SHARE:
            return _("in %")
        case Unit.SECONDS:
            return _("as minutes:seconds")
        case Unit.COUNT:
            return _("a number")
