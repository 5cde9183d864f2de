"""The first content of a calendar: a country's holidays and make-up days, from the package `holidays`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources

from supervisor.workdays.calendar import Day, DayKind, WorkCalendar

FIRST_YEAR, LAST_YEAR = 2020, 2032
"""What a new calendar is filled with."""

MAKE_UP = "补班 / Make-up working day"

_BETWEEN = " / "  # the name in Chinese (else in the country's language), and in English
_PUBLISHED = frozenset({"CN"})  # a year's make-up days are published late in the year before


@dataclass(frozen=True)
class Content:
    """The days that a country tells by name, and the years that are not arranged for good yet."""

    days: dict[date, Day]
    provisional: frozenset[int]


@dataclass(frozen=True)
class Proposal:
    """A day that a newer arrangement sees otherwise: *old* as it stands (None: not told), *new* as it would
    be (None: no longer told). *by_hand*: somebody said so here."""

    day: date
    old: Day | None
    new: Day | None

    @property
    def by_hand(self) -> bool:
        return self.old is not None and not is_from_package(self.old)


def is_from_package(day: Day) -> bool:
    """Whether *day* came from here, and nobody changed it since."""
    return day.source.startswith("holidays ")


def name_of(day: Day, language: str) -> str:
    """The name of *day* in *language*; what somebody wrote stays as it is."""
    if not is_from_package(day) or _BETWEEN not in day.note:
        return day.note
    first, last = day.note.split(_BETWEEN, 1)
    return first if language.startswith("zh") else last


def countries() -> tuple[str, ...]:
    """The countries of which holidays are known ("CN")."""
    import holidays

    return tuple(sorted(holidays.list_supported_countries(include_aliases=False)))


@lru_cache(maxsize=64)
def content(country: str, first: int = FIRST_YEAR, last: int = LAST_YEAR) -> Content:
    """Holidays as days off and make-up days as working days of the years *first* to *last*; nothing for a
    country that is not known.

    A year without make-up days, in a country that has them every year, is not published yet: what is known of
    it is a guess, and the year provisional.
    """
    import holidays  # 0.15 s, and few processes need it
    from holidays.version import __version__

    years = range(first, last + 1)
    try:
        native = holidays.country_holidays(country, years=years)
    except NotImplementedError:
        return Content({}, frozenset())
    spoken = native.supported_languages
    english = _in(country, years, "en_US") if "en_US" in spoken else native
    named = _in(country, years, "zh_CN") if "zh_CN" in spoken else native
    source = f"holidays {__version__}"
    days = {
        day: Day(day, DayKind.REST, source, _named(named.get(day) or name, english.get(day) or name))
        for day, name in native.items()
    }
    made_up: set[date] = getattr(native, "weekend_workdays", set())
    days |= {day: Day(day, DayKind.WORK, source, MAKE_UP) for day in made_up if first <= day.year <= last}
    told = {day.year for day in made_up}
    guessed = [year for year in years if year not in told] if country in _PUBLISHED else []
    return Content({day: days[day] for day in sorted(days)}, frozenset(guessed))


def refresh(calendar: WorkCalendar, years: Iterable[int]) -> tuple[list[Proposal], frozenset[int]]:
    """What the package now says otherwise of *years* than *calendar* does, by day; and which of *years* are
    provisional by it.

    Nothing is overwritten: each is a proposal. A difference in the version or in a name alone is none.
    """
    found: list[Proposal] = []
    provisional: set[int] = set()
    if not calendar.country:
        return found, calendar.provisional & frozenset(years)
    for year in sorted(set(years)):
        now = content(calendar.country, year, year)
        provisional |= now.provisional
        there = {day: told for day, told in calendar.days.items() if day.year == year}
        for day in sorted(there.keys() | now.days.keys()):
            old, new = there.get(day), now.days.get(day)
            if new is None and old is not None and not is_from_package(old):
                continue  # a day of the house
            if (old.kind if old else None) is not (new.kind if new else None):
                found.append(Proposal(day, old, new))
    return found, frozenset(provisional)


@lru_cache(maxsize=16)
def country_of(zone: str) -> str:
    """The country in which the time zone *zone* lies ("CN"); "" for one that lies in none, or in unknown."""
    if zone in ("PRC", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Kashgar"):
        return "CN"  # old names, which the table does not have
    table = resources.files("tzdata.zoneinfo") / "zone.tab"
    for line in table.read_text(encoding="utf-8").splitlines():
        told = line.split("\t")
        if not line.startswith("#") and len(told) > 2 and told[2] == zone:
            return told[0]
    return ""


def _in(country: str, years: range, language: str) -> dict[date, str]:
    import holidays

    return dict(holidays.country_holidays(country, years=years, language=language))


def _named(chinese: str, english: str) -> str:
    return chinese if chinese == english else f"{chinese}{_BETWEEN}{english}"
