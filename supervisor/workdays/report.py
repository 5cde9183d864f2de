"""Calendars as documents for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from supervisor.words import language
from supervisor.workdays.calendar import Day, WorkCalendar, working_days_of
from supervisor.workdays.day_sheet import DaySheet
from supervisor.workdays.from_holidays import Proposal, name_of


def calendar_document(calendar: WorkCalendar, year: int) -> dict[str, Any]:
    """One calendar in one year."""
    whole, half = working_days_of(calendar, year)
    return {
        "id": calendar.id,
        "name": calendar.name,
        "version": calendar.version,
        "zone": calendar.zone.key,
        "country": calendar.country,
        "year": year,
        "provisional": calendar.is_provisional(date(year, 1, 1)),
        "working_days": whole,
        "half_days": half,
        "week": [[[f"{each:%H:%M}" for each in span] for span in spans] for spans in calendar.week],
        "days": [day_document(calendar.days[day]) for day in sorted(calendar.days) if day.year == year],
    }


def day_document(day: Day) -> dict[str, Any]:
    """A named day."""
    return {
        "date": day.day.isoformat(),
        "kind": day.kind.value,
        "note": name_of(day, language()),
        "source": day.source,
    }


def proposals_document(
    calendar: WorkCalendar, year: int, proposals: Iterable[Proposal], provisional: bool, accepted: int
) -> dict[str, Any]:
    """What is otherwise now, and how many days of it were taken."""
    return {
        "calendar": calendar.id,
        "year": year,
        "provisional": provisional,
        "accepted": accepted,
        "proposals": [
            {
                "date": one.day.isoformat(),
                "by_hand": one.by_hand,
                "old": day_document(one.old) if one.old is not None else None,
                "new": day_document(one.new) if one.new is not None else None,
            }
            for one in proposals
        ],
    }


def sheet_document(sheet: DaySheet) -> dict[str, Any]:
    """What a file of days would change."""
    return {
        "file": sheet.file,
        "problem": sheet.problem,
        "unread": list(sheet.unread),
        "rows": [
            {
                "row": one.number,
                "verdict": one.verdict.value,
                "day": day_document(one.day) if one.day is not None else None,
                "old": day_document(one.old) if one.old is not None else None,
                "problem": one.problem,
            }
            for one in sheet.rows
        ],
    }
