"""Opening hours of a day as a line of text: "09:00–12:00, 13:00–18:00"."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

from supervisor.workdays.calendar import Span, minutes_of

_SPAN = re.compile(r"(\d{1,2})(?::?(\d{2}))?\s*[-–—~至到]+\s*(\d{1,2})(?::?(\d{2}))?")
_BETWEEN = re.compile(r"[\s,;、和+]*")


def spans_text(spans: tuple[Span, ...]) -> str:
    """*spans* as a line; an end at midnight is 24:00."""
    return ", ".join(
        f"{since:%H:%M}–{'24:00' if until == time(0) else f'{until:%H:%M}'}" for since, until in spans
    )


def spans_in(text: str) -> tuple[Span, ...]:
    """The spans that *text* says, in order: 9-12 13-18, 09:00–18:00; none for nothing.

    Raises ValueError for what is not understood, and for spans that overlap or end before they begin."""
    text = unicodedata.normalize("NFKC", text).strip()
    found: list[Span] = []
    at = 0
    while at < len(text):
        said = _SPAN.match(text, at)
        if said is None:
            raise ValueError(text[at:])
        since_h, since_m, until_h, until_m = (int(part or 0) for part in said.groups())
        span = _time(since_h, since_m), _time(until_h, until_m)
        if since_h == 24 or minutes_of(span)[0] >= minutes_of(span)[1]:
            raise ValueError(said.group())
        if found and minutes_of(span)[0] <= minutes_of(found[-1])[1]:
            raise ValueError(said.group())
        found.append(span)
        between = _BETWEEN.match(text, said.end())
        at = between.end() if between is not None else said.end()
    return tuple(found)


def _time(hour: int, minute: int) -> time:
    return time(0) if (hour, minute) == (24, 0) else time(hour, minute)  # ValueError for 25:00
