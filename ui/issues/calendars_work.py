"""What the tab of working days has done elsewhere: on the database's thread, and with files in the work
process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from supervisor import words
from supervisor.workdays.calendar import WorkCalendar
from supervisor.workdays.from_holidays import Proposal, countries, refresh
from ui.jobs import Report

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.workbook.table import Written
    from supervisor.workdays.day_sheet import DaySheet


STORE = "supervisor.workdays.store"


@dataclass(frozen=True)
class Calendars:
    """Every calendar, the centre's own first, then by name; *users* are the departments of each by id."""

    all: tuple[WorkCalendar, ...] = ()
    users: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def called(self, id: str) -> WorkCalendar | None:
        """The calendar *id*; None where there is none any more."""
        return next((one for one in self.all if one.id == id), None)


@dataclass(frozen=True)
class Refreshed:
    """What the published holidays say otherwise of *year*."""

    calendar: WorkCalendar
    year: int
    proposals: tuple[Proposal, ...]
    provisional: bool


def read_calendars(db: Connection) -> Calendars:
    """Every calendar and who goes by it."""
    from sqlalchemy import select

    from supervisor.storage.issue_tables import issue_department
    from supervisor.workdays.store import CENTRE, calendars

    users: dict[str, list[str]] = {}
    for row in db.execute(select(issue_department).order_by(issue_department.c.name)):
        if not row.retired:
            users.setdefault(row.calendar or CENTRE, []).append(row.name)
    found = {one.id: one for one in calendars(db).values()}
    first = found.pop(CENTRE)
    rest = sorted(found.values(), key=lambda one: one.name.casefold())
    return Calendars((first, *rest), {id: tuple(names) for id, names in users.items()})


def refreshed(_report: Report, _url: str, calendar: WorkCalendar, year: int) -> Refreshed:
    """What is published of *year*; in the work process, as the package loads slowly."""
    proposals, provisional = refresh(calendar, (year,))
    return Refreshed(calendar, year, tuple(proposals), year in provisional)


def country_names(_report: Report, _url: str, language: str) -> tuple[tuple[str, str], ...]:
    """Code and name of each country of which holidays are known, by name; in the work process."""
    from babel import Locale

    known = Locale.parse(language).territories
    return tuple(sorted(((code, known.get(code, code)) for code in countries()), key=lambda one: one[1]))


def write_file(
    _report: Report,
    path: Path,
    calendar: WorkCalendar,
    about: Sequence[tuple[str, str]],
    zone: str,
    language: str,
) -> Written:
    """The file of the named days; in the work process."""
    from supervisor.workdays.day_sheet import write

    words.use_language(language)
    return write(path, calendar, about, ZoneInfo(zone))


def read_file(_report: Report, path: Path, calendar: WorkCalendar, language: str) -> DaySheet:
    """What the file would change; in the work process."""
    from supervisor.workdays.day_sheet import read_file as read

    words.use_language(language)
    return read(path, calendar)
