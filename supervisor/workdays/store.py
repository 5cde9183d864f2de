"""Working-day calendars in the centre's database."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import date, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, Row, select

from supervisor.storage.centre_settings import read_centre
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import work_calendar, work_day
from supervisor.words import _
from supervisor.workdays.calendar import USUAL_WEEK, Day, DayKind, WorkCalendar
from supervisor.workdays.from_holidays import content, country_of

AREA = Changes({"work_calendars"})
"""What changes with a calendar."""

CENTRE = "centre"
"""The id of the centre's own calendar; `calendars` has it under "" as well."""

_KINDS = frozenset(kind.value for kind in DayKind)

_log = logging.getLogger(__name__)


class Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of a calendar is kept as JSON: times as "09:00", an end of "00:00" is midnight."""

    zone: str
    week: tuple[tuple[tuple[time, time], ...], ...] = USUAL_WEEK
    country: str = ""
    provisional: tuple[int, ...] = ()


def calendars(db: Connection) -> dict[str, WorkCalendar]:
    """Every calendar by id, and the centre's own under "". A centre without rows has the usual one of its
    country's holidays, at version 0: nothing need be entered before clocks run."""
    days: defaultdict[str, dict[date, Day]] = defaultdict(dict)
    for row in db.execute(select(work_day).order_by(work_day.c.day)):
        if row.kind in _KINDS:
            days[row.calendar][row.day] = Day(row.day, DayKind(row.kind), row.source, row.note, row.version)
    found = {}
    for row in db.execute(select(work_calendar).order_by(work_calendar.c.name)):
        if (read := _calendar(row, days[row.id])) is not None:
            found[row.id] = read
    if CENTRE not in found:
        found[CENTRE] = usual(read_centre(db).settings.time_zone)
    return {"": found[CENTRE], **found}


def usual(zone: str) -> WorkCalendar:
    """The calendar of a centre in *zone* that has said nothing of its own: at version 0."""
    return _usual(zone, _("The centre"))


@lru_cache(maxsize=8)
def _usual(zone: str, name: str) -> WorkCalendar:
    country = country_of(zone)
    told = content(country) if country else None
    if told is None or not told.days:
        return WorkCalendar(CENTRE, name, ZoneInfo(zone), version=0)
    return WorkCalendar(
        CENTRE, name, ZoneInfo(zone), USUAL_WEEK, told.days, country, told.provisional, version=0
    )


def _calendar(row: Row[Any], days: dict[date, Day]) -> WorkCalendar | None:
    try:
        kept = msgspec.convert(row.document, Document)
        return WorkCalendar(
            row.id,
            row.name,
            ZoneInfo(kept.zone),
            kept.week,
            days,
            kept.country,
            frozenset(kept.provisional),
            row.version,
        )
    except (msgspec.ValidationError, KeyError, OSError, ValueError) as error:
        _log.warning("calendar %s cannot be read: %s", row.id, error)  # a later version wrote it
        return None
