"""Working-day calendars in the centre's database."""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import CalendarError, ChangedMeanwhileError, NameTakenError, UnknownNameError
from supervisor.storage import undo
from supervisor.storage.centre_settings import read_centre
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue_department, work_calendar, work_day
from supervisor.words import _, mark
from supervisor.workdays.calendar import USUAL_WEEK, Day, DayKind, WorkCalendar, week_problem
from supervisor.workdays.from_holidays import Content, content, country_of

AREA = Changes({"work_calendars"})
"""What changes with a calendar."""

CENTRE = "centre"
"""The id of the centre's own calendar; `calendars` has it under "" as well."""

LONGEST_NAME, LONGEST_NOTE = 80, 200

_KINDS = frozenset(kind.value for kind in DayKind)

_AT_ONCE = 500  # days that one statement names
_log = logging.getLogger(__name__)


class Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of a calendar is kept as JSON; an end of "00:00:00" is midnight. *days* is another word whenever
    days were changed: so undoing that changes this row, too, and raises its version."""

    zone: str
    week: tuple[tuple[tuple[time, time], ...], ...] = USUAL_WEEK
    country: str = ""
    provisional: tuple[int, ...] = ()
    days: str = ""


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


def add_calendar(
    db: Connection, calendar: WorkCalendar, *, at: datetime, who: str, filled: bool = False
) -> tuple[Changes, str]:
    """Keep *calendar*, whatever its id and version, under a new id, which is returned. *filled*: with the
    holidays of its country instead of its own days.

    Raises CalendarError for one that cannot be kept, and NameTakenError."""
    if filled:
        told = content(calendar.country) if calendar.country else Content({}, frozenset())
        calendar = replace(calendar, days=told.days, provisional=told.provisional)
    name = _name(db, replace(calendar, id=""))
    made = uuid.uuid4().hex
    with undo.step(db, "add_calendar", {"name": name}, AREA, at=at, who=who) as step:
        _keep_new(db, step, made, name, calendar)
    return AREA, made


def change_calendar(db: Connection, calendar: WorkCalendar, *, at: datetime, who: str) -> Changes:
    """Keep name, zone, opening hours, country and provisional years of *calendar*, which was read at its
    version; its days stay as they are in the database.

    Raises CalendarError, NameTakenError, and ChangedMeanwhileError, having written nothing."""
    name = _name(db, calendar)
    there = _as_read(db, calendar.id, calendar.version)
    if _document(there) == _document(calendar) and there.name == name:
        return Changes()
    with undo.step(db, "change_calendar", {"name": name}, AREA, at=at, who=who) as step:
        _raise(db, step, there, name, calendar)
    return AREA


def change_days(
    db: Connection,
    calendar: str,
    version: int,
    days: Mapping[date, Day | None],
    *,
    at: datetime,
    who: str,
    file: str = "",
    provisional: Iterable[int] | None = None,
) -> Changes:
    """Tell *days* of the calendar that was read at *version* as they are given (None: as its weekday is), as
    one step; *file* is where they came from, *provisional* the years that are now (None: as before).

    Raises ChangedMeanwhileError, having written nothing, when the calendar or a day was changed since, and
    UnknownNameError when it was removed."""
    there = _as_read(db, calendar, version)
    differ = {day: told for day, told in days.items() if not _same(there.days.get(day), told)}
    then = there if provisional is None else replace(there, provisional=frozenset(provisional))
    if not differ and then.provisional == there.provisional:
        return Changes()
    facts = {"name": there.name, "count": str(len(differ))} | ({"file": file} if file else {})
    with undo.step(db, "import_days" if file else "change_days", facts, AREA, at=at, who=who) as step:
        _raise(db, step, there, there.name, then, uuid.uuid4().hex)
        keys = {day: _key(calendar, day) for day in differ}
        step.save_all(work_day, list(keys.values()))
        _write_days(db, calendar, [told for told in differ.values() if told is not None], list(keys.values()))
    return AREA


def remove_calendar(db: Connection, calendar: str, version: int, *, at: datetime, who: str) -> Changes:
    """Remove a calendar and its days.

    Raises CalendarError for the centre's own and for one that a department goes by, and
    ChangedMeanwhileError, having written nothing."""
    there = _as_read(db, calendar, version)
    if calendar == CENTRE:
        raise CalendarError(there.name, _("The centre’s own calendar stays: change it instead."))
    used = db.execute(
        select(issue_department.c.name)
        .where(issue_department.c.calendar == calendar)
        .order_by(issue_department.c.name)
    ).scalars()
    if names := list(used):
        said = _("These departments go by it: {names}. Give them another calendar first.")
        raise CalendarError(there.name, said.format(names=_(", ").join(names)))
    with undo.step(db, "remove_calendar", {"name": there.name}, AREA, at=at, who=who) as step:
        step.save_all(work_day, [_key(calendar, day) for day in there.days])  # put back after it
        step.save(work_calendar, calendar)
        db.execute(delete(work_day).where(work_day.c.calendar == calendar))
        as_read = (work_calendar.c.id == calendar) & (work_calendar.c.version == version)
        if db.execute(delete(work_calendar).where(as_read)).rowcount != 1:
            raise ChangedMeanwhileError(mark("calendar"), there.name)
    return AREA


def problem(calendar: WorkCalendar) -> str:
    """Why *calendar* cannot be kept, as a sentence; "" when it can."""
    if not calendar.name.strip():
        return _("Give it a name.")
    if len(calendar.name.strip()) > LONGEST_NAME:
        return _("Give it a name of at most {count} characters.").format(count=LONGEST_NAME)
    if wrong := week_problem(calendar.week):
        return _("Expected: {expected}.").format(expected=wrong)
    return ""


def _name(db: Connection, calendar: WorkCalendar) -> str:
    name = calendar.name.strip()
    if wrong := problem(calendar):
        raise CalendarError(name, wrong)
    rows = db.execute(select(work_calendar.c.id, work_calendar.c.name)).all()
    taken = {row.name.casefold(): row.id for row in rows}
    if taken.get(name.casefold(), calendar.id) != calendar.id:
        raise NameTakenError(mark("calendar"), name)
    return name


def _as_read(db: Connection, id: str, version: int) -> WorkCalendar:
    """The calendar as it stands, which is as it was read."""
    row = db.execute(
        select(work_calendar.c.version).where(work_calendar.c.id == id).with_for_update()
    ).one_or_none()
    if row is None and id != CENTRE:
        raise UnknownNameError(mark("calendar"), id)
    there = calendars(db).get(id)
    if there is None or there.version != version:
        raise ChangedMeanwhileError(mark("calendar"), there.name if there is not None else id)
    return there


def _raise(
    db: Connection,
    step: undo.Doing,
    there: WorkCalendar,
    name: str,
    then: WorkCalendar,
    days: str | None = None,
) -> None:
    """Write *then* in the place of *there*, but for its days, with the next version. *days*: the new word of
    the document, None: as it was."""
    if there.version == 0:  # the usual one: what it tells is written down, and is nobody's but ours from now
        _keep_new(db, step, there.id, name, replace(then, days=there.days))
        return
    step.save(work_calendar, there.id)
    as_read = (work_calendar.c.id == there.id) & (work_calendar.c.version == there.version)
    if days is None:
        kept = db.execute(select(work_calendar.c.document).where(as_read)).scalar_one_or_none() or {}
        days = kept.get("days", "")
    document = _document(then) | ({"days": days} if days else {})
    values = {"name": name, "document": document, "version": there.version + 1}
    if db.execute(update(work_calendar).where(as_read).values(values)).rowcount != 1:
        raise ChangedMeanwhileError(mark("calendar"), there.name)


def _keep_new(db: Connection, step: undo.Doing, id: str, name: str, calendar: WorkCalendar) -> None:
    step.save(work_calendar, id)
    step.save_all(work_day, [_key(id, day) for day in calendar.days])
    values = {"id": id, "name": name, "document": _document(calendar), "version": 1}
    try:
        with db.begin_nested():
            db.execute(insert(work_calendar).values(values))
    except IntegrityError as error:
        raise ChangedMeanwhileError(mark("calendar"), name) from error
    _write_days(db, id, list(calendar.days.values()), [])


def _write_days(db: Connection, calendar: str, days: Sequence[Day], instead_of: Sequence[str]) -> None:
    found = db.execute(select(work_day.c.id, work_day.c.version).where(work_day.c.calendar == calendar))
    versions = {row.id: row.version for row in found}
    gone = [key for key in instead_of if key in versions]
    for place in range(0, len(gone), _AT_ONCE):
        db.execute(delete(work_day).where(work_day.c.id.in_(gone[place : place + _AT_ONCE])))
    rows = [
        {
            "id": (key := _key(calendar, told.day)),
            "calendar": calendar,
            "day": told.day,
            "kind": told.kind.value,
            "source": told.source[:LONGEST_NOTE],
            "note": told.note.strip()[:LONGEST_NOTE],
            "version": versions.get(key, 0) + 1,
        }
        for told in days
    ]
    if rows:
        db.execute(insert(work_day), rows)


def _same(old: Day | None, new: Day | None) -> bool:
    if old is None or new is None:
        return old is new
    return (old.kind, old.note.strip(), old.source) == (new.kind, new.note.strip(), new.source)


def _key(calendar: str, day: date) -> str:
    return f"{calendar}|{day.isoformat()}"


def _document(calendar: WorkCalendar) -> dict[str, Any]:
    provisional = tuple(sorted(calendar.provisional))
    kept = Document(calendar.zone.key, calendar.week, calendar.country, provisional)
    made: dict[str, Any] = msgspec.to_builtins(kept)
    return made


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
