"""A day as people say it in a meeting: 11-28, 28, +5, 2026-11-28; always the next such day."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta

from supervisor.words import WEEKDAYS, _, day

_WHOLE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_MONTH_DAY = re.compile(r"(\d{1,2})[-/.月](\d{1,2})[日号]?$")
_DAY = re.compile(r"(\d{1,2})[日号]?$")
_AHEAD = re.compile(r"\+(\d{1,3})(w|周)?$", re.IGNORECASE)
FARTHEST_DAYS = 730


def near_day(text: str, today: date) -> date | None:
    """The day that *text* says, as seen from *today*; None for nothing. Raises ValueError.

    +5 is in five days, +2w in two weeks; 11-28 and 28 are the next ones, today counts.
    """
    said = unicodedata.normalize("NFKC", text).replace(" ", "")
    if not said:
        return None
    if found := _AHEAD.match(said):
        days = int(found[1]) * (7 if found[2] else 1)
        if days > FARTHEST_DAYS:
            raise ValueError(text)
        return today + timedelta(days=days)
    if found := _WHOLE.match(said) or _COMPACT.match(said):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH_DAY.match(said):
        return _next_month_day(int(found[1]), int(found[2]), today)
    if found := _DAY.match(said):
        return _next_day(int(found[1]), today)
    raise ValueError(text)


def day_told(of: date, today: date) -> str:
    """A day with its weekday: "2026-11-28, Saturday"."""
    return _("{day}, {weekday}").format(day=day(of, today), weekday=_(WEEKDAYS[of.weekday()]))


def _next_month_day(month: int, number: int, today: date) -> date:
    for year in (today.year, today.year + 1):
        found = date(year, month, number) if _is_day(year, month, number) else None
        if found is not None and found >= today:
            return found
    return date(today.year, month, number)  # raises for what never is


def _next_day(number: int, today: date) -> date:
    year, month = today.year, today.month
    for _month in range(3):
        if _is_day(year, month, number) and date(year, month, number) >= today:
            return date(year, month, number)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    raise ValueError(str(number))


def _is_day(year: int, month: int, number: int) -> bool:
    return 1 <= month <= 12 and 1 <= number <= calendar.monthrange(year, month)[1]
