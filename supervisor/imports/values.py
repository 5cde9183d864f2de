"""What a cell says in the unit that its column was declared to have: a value, nothing, or a problem."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import partial

from supervisor.imports.grid import Cell, NoValue, plain, shown
from supervisor.words import _


class Unit(StrEnum):
    """What the figures of a column mean. Text that names its own unit ("95.3%", "1:02:03", "2分30秒") and
    real durations speak for themselves; the unit decides about bare numbers and about "4:07"."""

    COUNT = "count"  # whole, not negative: int
    NUMBER = "number"  # float
    SHARE = "share"  # 0.953 is 95.3 %; float 0 to 1
    PERCENT = "percent"  # 95.3 is 95.3 %; float 0 to 1
    SECONDS = "seconds"  # durations give float seconds; "4:07" is minutes:seconds
    MINUTES = "minutes"  # "4:07" is minutes:seconds
    HOURS = "hours"  # "4:07" is hours:minutes
    DAYS = "days"  # a bare 0.5 is 12 hours (Excel without its format); "4:07" is hours:minutes
    H_MM_SS = "h:mm:ss"  # "4:07" is hours:minutes; bare numbers are refused
    MM_SS = "mm:ss"  # "4:07" is minutes:seconds; bare numbers are refused
    DATE = "date"
    MONTH = "month"  # the month's first day
    TIME = "time"  # of the day
    MOMENT = "moment"  # date and time of day as the sheet says it, without a zone
    ID = "id"  # employee numbers, logins: str
    TEXT = "text"  # str, spaces at the ends gone


class Order(StrEnum):
    """How 03/04/2026 is meant; UNKNOWN refuses it when both could be the month."""

    UNKNOWN = "unknown"
    DAY_FIRST = "d/m"
    MONTH_FIRST = "m/d"


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that does not say what its column's *unit* asks for; *problem* is one of PROBLEMS, *value* what
    stands in the file."""

    problem: str
    value: str
    unit: Unit


PROBLEMS = (
    "not_understood",
    "not_whole",
    "negative",
    "above_one",  # a share above 100 %: perhaps the column is percent
    "no_such_date",
    "day_or_month",  # 03/04: which is the month?
    "no_such_time",
    "bare_number",  # a number where h:mm:ss was declared
    "formula",  # no result in the file
    "error",  # the sheet's program shows an error
    "too_large",
)

Value = int | float | str | date | time | datetime


def reader(unit: Unit, order: Order = Order.UNKNOWN) -> Callable[[Cell], Value | Refused | None]:
    """How a cell of such a column is read; None: the cell is empty or says that nothing is known (—, N/A)."""
    take: Callable[[Cell], Value]
    match unit:
        case Unit.DATE | Unit.MONTH | Unit.TIME | Unit.MOMENT:
            take = partial(_READERS[unit], order=order)
        case Unit.COUNT | Unit.NUMBER | Unit.SHARE | Unit.PERCENT | Unit.ID | Unit.TEXT:
            take = _READERS[unit]
        case _:
            take = partial(_duration, *_DURATIONS[unit])

    counts = unit == Unit.COUNT

    def read(cell: Cell) -> Value | Refused | None:
        if cell is None:
            return None
        if counts and type(cell) is str and cell.isdecimal() and cell.isascii() and len(cell) < 16:
            return int(cell)
        if isinstance(cell, NoValue):
            if cell.text == "#N/A":
                return None
            return Refused("formula" if cell.formula else "error", cell.text, unit)
        if isinstance(cell, str) and _missing(cell, unit):
            return None
        try:
            return take(cell)
        except _No as no:
            return Refused(no.problem, shown(cell).strip()[:80], unit)

    return read


def read(cell: Cell, unit: Unit, order: Order = Order.UNKNOWN) -> Value | Refused | None:
    """One cell; `reader` is faster for a column."""
    return reader(unit, order)(cell)


class _No(Exception):
    def __init__(self, problem: str) -> None:
        self.problem = problem


_DASHES = frozenset("-‐‑‒–—―─－_/")
_NOTHING = frozenset({"n/a", "#n/a", "无", "null", "nil", "空", "暂无", "未知", "无数据", "(null)", "(空)"})


def _missing(text: str, unit: Unit) -> bool:
    """Whether *text* says that nothing is known; "na" and "none" may be names: they count in figures only."""
    if text[:1].isdigit():
        return False
    said = plain(text).casefold()
    if not said or said in _NOTHING or _DASHES.issuperset(said):
        return True
    return unit not in (Unit.ID, Unit.TEXT) and said in ("na", "none", "nan", "不适用", "没有")


# ---- numbers

_SCALES = {"万": 10_000, "亿": 100_000_000, "千": 1_000}
_PIECES = "次个人通件条单笔例分轮份"
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<digits>\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+|(?=\.\d))(?P<rest>\.\d*)?"
    r"(?P<power>e[+-]?\d{1,3})? ?(?P<scale>[万亿千]?) ?(?P<unit>[%‰]|[" + _PIECES + r"]?)",
    re.IGNORECASE,
)


def _figure(text: str) -> tuple[float, str]:
    """The figure that *text* says and its unit: "", "%", "‰" or a counting word."""
    said = _bare(text).replace("−", "-").replace("，", ",")
    if said.startswith("(") and said.endswith(")"):  # how accountants write less than nothing
        said = "-" + said[1:-1]
    found = _NUMBER.fullmatch(said)
    if found is None:
        raise _No("not_understood")
    digits = found["digits"].replace(",", "").replace(" ", "")
    value = float(f"{found['sign']}{digits or '0'}{found['rest'] or ''}{found['power'] or ''}")
    if not math.isfinite(value):
        raise _No("too_large")
    if found["scale"]:
        value = round(value * _SCALES[found["scale"]], 6)
    return value, found["unit"]


def _bare(text: str) -> str:
    """*text* without what programs put around values so that Excel leaves them alone: ="0012", '0012."""
    said = plain(text)
    if said.startswith('="') and said.endswith('"') and len(said) > 2:
        said = said[2:-1].strip()
    return said.removeprefix("'")


def _number(cell: Cell) -> float:
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        raise _No("not_understood")
    if isinstance(cell, str):
        value, unit = _figure(cell)
        if unit in ("%", "‰"):
            raise _No("not_understood")
        return value
    if not math.isfinite(cell):
        raise _No("not_understood")
    return float(cell)


def _count(cell: Cell) -> int:
    value = _number(cell)
    whole = round(value)
    if abs(value - whole) > 1e-6:
        raise _No("not_whole")
    if value < 0:
        raise _No("negative")
    if whole > 1 << 53:
        raise _No("too_large")
    return whole


def _share(cell: Cell, bare: float = 1.0) -> float:
    if isinstance(cell, str):
        value, unit = _figure(cell)
        if unit not in ("", "%", "‰"):
            raise _No("not_understood")
        value /= {"": bare, "%": 100.0, "‰": 1000.0}[unit]
    else:
        value = _number(cell) / bare
    if value < 0:
        raise _No("negative")
    if value > 1 + 1e-9:
        raise _No("above_one")
    return min(round(value, 12), 1.0)


# ---- durations, in seconds

_HMS = re.compile(
    r"(?P<sign>-?)(?:(?P<days>\d+)(?:\.| ?天 ?| days?,? ?| ?d ?))?(\d+):(\d{1,2}):(\d{1,2}(?:\.\d+)?)"
)
_TWO = re.compile(r"(-?)(\d+):(\d{1,2}(?:\.\d+)?)")
_SAID = re.compile(
    r"(-?)(?:pt?)?(?:(\d+) ?(?:天|日|days?|d)[, t]*)?(?:(\d+(?:\.\d+)?) ?(?:个?小时|时|hours?|hrs?|h)[, ]*)?"
    r"(?:(\d+(?:\.\d+)?) ?(?:分钟|分|minutes?|mins?|m|['′])[, ]*)?"
    r"(?:(\d+(?:\.\d+)?) ?(?:秒钟?|seconds?|secs?|s|\"|″|''|′′))?",
    re.IGNORECASE,
)
_OLD_DAY = re.compile(
    r"(1899|1900|1904)[-/.](\d{1,2})[-/.](\d{1,2})[ t](\d{1,2}):(\d{2})(?::(\d{2}))?", re.IGNORECASE
)


def _duration(factor: float | None, two: float, cell: Cell) -> float:
    """Seconds. *factor*: of a bare number, None refuses it; *two*: seconds of the first part of "4:07"."""
    match cell:
        case timedelta():
            seconds = cell.total_seconds()
        case datetime():
            seconds = _since_epoch(cell)
        case time():
            seconds = cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6
        case date():
            seconds = _since_epoch(datetime.combine(cell, time()))
        case bool():
            raise _No("not_understood")
        case int() | float():
            if factor is None and cell != 0:
                raise _No("bare_number")
            seconds = _number(cell) * (factor or 0)
        case str():
            seconds = _said_duration(_bare(cell), factor, two)
        case _:
            raise _No("not_understood")
    if seconds < 0:
        raise _No("negative")
    if seconds > 1e9:
        raise _No("too_large")
    return round(seconds, 3)


def _since_epoch(moment: datetime) -> float:
    """A duration that its sheet shows as a date: day 1 is 1900-01-01, in workbooks of old Macs 1904-01-02."""
    naive = moment.replace(tzinfo=None)
    if naive.year == 1904:
        return (naive - datetime(1904, 1, 1)).total_seconds()  # noqa: DTZ001 - a sheet has no zone
    if naive.year > 1900:
        raise _No("not_understood")
    if naive < datetime(1899, 12, 31):  # noqa: DTZ001
        return (naive - datetime(1899, 12, 30)).total_seconds()  # noqa: DTZ001 - how LibreOffice counts
    days = (naive - datetime(1899, 12, 31)).total_seconds()  # noqa: DTZ001
    return days + (86_400 if days >= 60 * 86_400 else 0)  # Excel knows a 29 February 1900


def _said_duration(said: str, factor: float | None, two: float) -> float:
    if found := _HMS.fullmatch(said):
        hours, minutes, seconds = int(found[3]), int(found[4]), float(found[5])
        if minutes > 59 or seconds >= 60 or (found["days"] and hours > 23):
            raise _No("no_such_time")
        whole = float(int(found["days"] or 0) * 86_400 + hours * 3600 + minutes * 60 + seconds)
        return -whole if found["sign"] else whole
    if found := _TWO.fullmatch(said):
        second = float(found[3])
        if second >= 60 or (two == 3600 and "." in found[3]):
            raise _No("no_such_time")
        both = int(found[2]) * two + second * two / 60
        return -both if found[1] else both
    if re.fullmatch(r"\d{1,2}:\d{2}:\d{2} ?[ap]m", said, re.IGNORECASE):
        clock = _said_clock(said)  # a duration that its program took for a time of day
        return clock.hour * 3600 + clock.minute * 60 + clock.second
    if found := _OLD_DAY.fullmatch(said):
        try:
            parts = [int(part or 0) for part in found.groups()]
            return _since_epoch(datetime(*parts))  # type: ignore[arg-type]  # noqa: DTZ001
        except ValueError:
            raise _No("no_such_date") from None
    found = _SAID.fullmatch(said)
    if found and any(found.groups()[1:]):
        parts_s = (86_400, 3600, 60, 1)
        told = zip(found.groups()[1:], parts_s, strict=True)
        all_of_it = sum(float(part or 0) * each for part, each in told)
        return -all_of_it if found[1] else all_of_it
    value, unit = _figure(said)
    if unit:
        raise _No("not_understood")
    if factor is None and value:
        raise _No("bare_number")
    return value * (factor or 0)


_DURATIONS: dict[Unit, tuple[float | None, float]] = {
    Unit.SECONDS: (1, 60),
    Unit.MINUTES: (60, 60),
    Unit.HOURS: (3600, 3600),
    Unit.DAYS: (86_400, 3600),
    Unit.H_MM_SS: (None, 3600),
    Unit.MM_SS: (None, 60),
}


# ---- dates and times of day

_MONTH_NAMES = (
    *(("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"), ("may",)),
    *(("jun", "june"), ("jul", "july"), ("aug", "august"), ("sep", "sept", "september")),
    *(("oct", "october"), ("nov", "november"), ("dec", "december")),
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}
_YMD = re.compile(r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?[日号]?")
_DMY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_WORDY = re.compile(
    r"(\d{1,2})[ -]([a-z]{3,9})\.?,?[ -](\d{4})|([a-z]{3,9})\.? (\d{1,2}),? (\d{4})", re.IGNORECASE
)
_WEEKDAY = re.compile(
    r"[ ,(]*(?:星期|周|礼拜)[一二三四五六日天]\)?|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? ", re.IGNORECASE
)
_YM = re.compile(r"(\d{4}) ?(?:[-/.]|年) ?(\d{1,2}) ?(?:月份?)?")
_MY = re.compile(r"([a-z]{3,9})\.?[ -](\d{4})", re.IGNORECASE)
_CLOCK = re.compile(
    r"(上午|下午|晚上|凌晨|中午)? ?(\d{1,2})(?::|点|时)"
    r"(?:(\d{1,2})(?:[:分](?:(\d{1,2})(\.\d+)?秒?)?)?)?(?: ?([ap])\.?m\.?)?",
    re.IGNORECASE,
)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _No("no_such_date") from None


def _said_day(said: str, order: Order) -> date:
    said = _WEEKDAY.sub("", said).strip()
    if found := _YMD.fullmatch(said):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if re.fullmatch(r"(?:19|20)\d{6}", said):
        return _day(int(said[:4]), int(said[4:6]), int(said[6:]))
    if found := _DMY.fullmatch(said):
        first, second, year = (int(part) for part in found.groups())
        if order == Order.UNKNOWN:
            if first <= 12 and second <= 12 and first != second:
                raise _No("day_or_month")
            order = Order.DAY_FIRST if first > 12 else Order.MONTH_FIRST
        month, day = (second, first) if order == Order.DAY_FIRST else (first, second)
        return _day(year, month, day)
    if found := _WORDY.fullmatch(said):
        day_text, name, year_text = found.groups()[:3] if found[1] else (found[5], found[4], found[6])
        named = _MONTHS.get(name.casefold())
        if named:
            return _day(int(year_text), named, int(day_text))
    raise _No("not_understood")


def _of_this_age(day: date) -> date:
    """A date cell before 1950 is a figure that its sheet shows as a date."""
    if day.year < 1950:
        raise _No("not_understood")
    return day


def _date(cell: Cell, order: Order) -> date:
    match cell:
        case datetime():
            return _of_this_age(cell.date())
        case date():
            return _of_this_age(cell)
        case str():
            said = _bare(cell)
            parts = re.fullmatch(r"(.*?\d ?日?)[ t](\d{1,2}:.*)", said, re.IGNORECASE)
            if parts:
                _said_clock(_without_zone(parts[2])[0])
            return _said_day(parts[1] if parts else said, order)
        case bool() | None:
            raise _No("not_understood")
        case int() | float() if float(cell).is_integer() and 19_000_000 < cell < 21_000_000:
            return _said_day(str(int(cell)), order)
        case int() | float():
            raise _No("bare_number")
        case _:
            raise _No("not_understood")


def _month(cell: Cell, order: Order) -> date:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 190_000 < cell < 210_000:
        cell = str(int(cell)) if float(cell).is_integer() else ""
    if isinstance(cell, str):
        said = _bare(cell)
        if found := _YM.fullmatch(said):
            return _day(int(found[1]), int(found[2]), 1)
        if re.fullmatch(r"(?:19|20)\d{4}", said):
            return _day(int(said[:4]), int(said[4:]), 1)
        if (found := _MY.fullmatch(said)) and (month := _MONTHS.get(found[1].casefold())):
            return _day(int(found[2]), month, 1)
    return _date(cell, order).replace(day=1)


def _said_clock(said: str) -> time:
    found = _CLOCK.fullmatch(said)
    if found is None:
        raise _No("not_understood")
    part, hour, half = found[1], int(found[2]), (found[6] or "").casefold()
    if half and not 1 <= hour <= 12:
        raise _No("no_such_time")
    if (half == "p" or part in ("下午", "晚上")) and hour < 12:
        hour += 12
    elif (half == "a" or part in ("上午", "凌晨")) and hour == 12:
        hour = 0
    elif part == "中午" and hour < 3:
        hour += 12
    try:
        return time(hour, int(found[3] or 0), int(found[4] or 0), round(float(found[5] or 0) * 1e6))
    except ValueError:
        raise _No("no_such_time") from None


def _clock(seconds: float) -> time:
    """The time of day that many seconds after midnight."""
    micro = round(seconds * 1e6) % 86_400_000_000
    return time(micro // 3_600_000_000, micro // 60_000_000 % 60, micro // 1_000_000 % 60, micro % 1_000_000)


def _time(cell: Cell, order: Order) -> time:
    match cell:
        case datetime():
            return cell.time()
        case time():
            return cell
        case timedelta() if timedelta() <= cell < timedelta(days=1):
            return _clock(cell.total_seconds())
        case bool():
            raise _No("not_understood")
        case int() | float() if 0 <= cell < 1:
            return _clock(round(cell * 86_400))
        case int() | float():
            raise _No("bare_number")
        case str():
            said = _bare(cell)
            if span := re.fullmatch(
                r"(\d{1,2}:\d{2}(?::\d{2})?) ?[-~–—至到] ?\d{1,2}:\d{2}(?::\d{2})?", said
            ):
                said = span[1]  # an interval goes by its beginning
            return _said_clock(said)
        case _:
            raise _No("not_understood")


def _without_zone(said: str) -> tuple[str, tzinfo | None]:
    found = re.fullmatch(r"(.*\d) ?(?:(z)|(?:utc|gmt)?([+-])(\d{2}):?(\d{2}))", said, re.IGNORECASE)
    if found is None:
        return said, None
    if found[2]:
        return found[1], UTC
    away = timedelta(hours=int(found[4]), minutes=int(found[5]))
    if away >= timedelta(days=1):
        raise _No("no_such_time")
    return found[1], timezone(away if found[3] == "+" else -away)


def _moment(cell: Cell, order: Order) -> datetime:
    match cell:
        case datetime():
            _of_this_age(cell.date())
            return cell
        case date():
            return datetime.combine(_of_this_age(cell), time())  # midnight exactly: the sheet drops it
        case int() | float() if not isinstance(cell, bool) and 1.9e13 < cell < 2.1e13:
            return _moment(str(int(cell)), order)
        case str():
            said, zone = _without_zone(_bare(cell))
            if found := re.fullmatch(r"((?:19|20)\d{6}) ?(\d{2})(\d{2})(\d{2})", said):
                day, clock = found[1], f"{found[2]}:{found[3]}:{found[4]}"
            elif found := re.fullmatch(
                r"(.*?[\d日号)一二三四五六天])[ t]?((?:上午|下午|晚上|凌晨|中午)? ?\d{1,2} ?[:点时].*)",
                said,
                re.IGNORECASE,
            ):
                day, clock = found[1], found[2]
            else:
                raise _No("not_understood")
            return datetime.combine(_said_day(day, order), _said_clock(clock), zone)
        case _:
            raise _No("not_understood")


# ---- names


def _id(cell: Cell) -> str:
    match cell:
        case bool():
            raise _No("not_understood")
        case str():
            return _bare(cell)
        case int():
            return str(cell)
        case float() if cell.is_integer():
            if abs(cell) >= 1e15:  # Excel keeps 15 digits and makes the others 0
                raise _No("too_large")
            return str(int(cell))
        case _:
            raise _No("not_understood")


def _text(cell: Cell) -> str:
    return shown(cell).replace("\r\n", "\n").strip(" \t\r\n\u00a0\u3000\ufeff")


_READERS: dict[Unit, Callable[..., Value]] = {
    Unit.COUNT: _count,
    Unit.NUMBER: _number,
    Unit.SHARE: _share,
    Unit.PERCENT: partial(_share, bare=100.0),
    Unit.DATE: _date,
    Unit.MONTH: _month,
    Unit.TIME: _time,
    Unit.MOMENT: _moment,
    Unit.ID: _id,
    Unit.TEXT: _text,
}


def id_key(text: str) -> str:
    """By what ids are compared when not alike to the letter: no case, no leading zeros ("0012" and "12")."""
    said = plain(text).casefold()
    return said.lstrip("0") or said[:1]


def expected(unit: Unit) -> str:
    """What a column of *unit* should hold, in words: "minutes:seconds"."""
    return {
        Unit.COUNT: _("a whole number"),
        Unit.NUMBER: _("a number"),
        Unit.SHARE: _("a share such as 0.953 or 95.3%"),
        Unit.PERCENT: _("a percentage such as 95.3"),
        Unit.SECONDS: _("seconds, or minutes:seconds"),
        Unit.MINUTES: _("minutes, or minutes:seconds"),
        Unit.HOURS: _("hours, or hours:minutes"),
        Unit.DAYS: _("days, or hours:minutes"),
        Unit.H_MM_SS: _("hours:minutes:seconds"),
        Unit.MM_SS: _("minutes:seconds"),
        Unit.DATE: _("a date such as 2026-03-01"),
        Unit.MONTH: _("a month such as 2026-03"),
        Unit.TIME: _("a time of day such as 14:30"),
        Unit.MOMENT: _("date and time such as 2026-03-01 14:30"),
        Unit.ID: _("a number or name that identifies"),
        Unit.TEXT: _("text"),
    }[unit]


def sentence(refused: Refused, place: str) -> str:
    """What is wrong at *place* ("C14"), with what stands there and what was expected."""
    said = {
        "not_whole": _("{place}: “{value}” is not whole, expected {expected}."),
        "negative": _("{place}: “{value}” is less than nothing, expected {expected}."),
        "above_one": _(
            "{place}: “{value}” is more than 100 %, expected {expected}. Perhaps the column’s unit is "
            "another."
        ),
        "no_such_date": _("{place}: there is no such day as “{value}”."),
        "day_or_month": _(
            "{place}: in “{value}” either number could be the month. Say for this column which comes first."
        ),
        "no_such_time": _("{place}: there is no such time as “{value}”, expected {expected}."),
        "bare_number": _(
            "{place}: “{value}” is a bare number, expected {expected}. Perhaps the column’s unit is another."
        ),
        "formula": _(
            "{place}: the file holds the formula “{value}” without its result. Open it in its program, save "
            "it and read it again."
        ),
        "error": _("{place}: the cell shows the error {value}, expected {expected}."),
        "too_large": _(
            "{place}: “{value}” has more digits than a sheet keeps; have the column written as text."
        ),
    }.get(refused.problem) or _("{place}: “{value}” is not understood, expected {expected}.")
    return said.format(place=place, value=refused.value, expected=expected(refused.unit))
