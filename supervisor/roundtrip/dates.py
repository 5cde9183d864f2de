"""The day that somebody wrote into a cell of a sheet: taken only where it can mean one day and no other."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from supervisor.imports.values import Refused, Unit, read
from supervisor.roundtrip.returned import Scalar
from supervisor.words import _

_MONTH_DAY = re.compile(r"(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]?")
_TWO = re.compile(r"(\d{1,2}) ?[/.\-] ?(\d{1,2})")
_YEARS = range(1990, 2100)


@dataclass(frozen=True)
class DayRead:
    """*day*: what is meant (None: nobody can tell, and *wrong* says why and what would be right). *guessed*:
    its year was not written."""

    day: date | None
    guessed: bool = False
    wrong: str = ""


def read_day(value: Scalar, near: date) -> DayRead:
    """The day that *value* says: a real date, yyyy-m-d, yyyy/m/d, yyyy.m.d, yyyy年m月d日, yyyymmdd; m月d日 is
    the one nearest to *near*, the day on which the sheet was sent. Two numbers of which either may be the
    month are refused."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        text = " ".join(unicodedata.normalize("NFKC", value).split())
        if found := _MONTH_DAY.fullmatch(text):
            return _nearest(int(found[1]), int(found[2]), near, text)
        if found := _TWO.fullmatch(text):
            return _two(int(found[1]), int(found[2]), near, text)
    meant = read(value, Unit.DATE)
    said = str(value).strip()
    if isinstance(meant, Refused):
        return DayRead(None, wrong=_why(meant.problem, said))
    if not isinstance(meant, date) or meant.year not in _YEARS:  # "none", or a slip of the hand
        return DayRead(None, wrong=_why("not_understood", said))
    return DayRead(meant)


def _two(first: int, second: int, near: date, said: str) -> DayRead:
    """Day and month without a year, in one order or the other."""
    if first <= 12 and second <= 12 and first != second:
        return DayRead(None, wrong=_why("day_or_month", said))
    month, day = (first, second) if first <= 12 else (second, first)
    return _nearest(month, day, near, said)


def _nearest(month: int, day: int, near: date, said: str) -> DayRead:
    """That day of the year in which it is nearest to *near*; of two as near, the later one."""
    found = []
    for year in range(near.year - 1, near.year + 2):
        try:
            found.append(date(year, month, day))
        except ValueError:  # 29 February, or no day of any year
            continue
    if not found:
        return DayRead(None, wrong=_why("no_such_date", said))
    return DayRead(min(found, key=lambda each: (abs(each - near), -_days(each))), guessed=True)


def _days(of: date) -> int:
    return (of - date.min) // timedelta(days=1)


def _why(problem: str, said: str) -> str:
    match problem:
        case "no_such_date":
            return _("“{said}” is no day of the calendar. Write it as 2026-03-20.").format(said=said)
        case "day_or_month":
            wrong = _("“{said}” may be two days: which number is the month? Write it as 2026-03-20.")
            return wrong.format(said=said)
        case _:
            wrong = _("“{said}” is not understood as a day. Which day is meant? Write it as 2026-03-20.")
            return wrong.format(said=said)
